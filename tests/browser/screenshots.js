// A script, not a test: pictures of one page of each type, narrow to wide, light and dark, and printed.
// usage: DANGAN_SITE=… CHROMIUM=… node screenshots.js FOLDER
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { fileRoot, launch, withPage } = require('./lib/browser');
const { samplePages } = require('./lib/samples');

const WIDTHS = [360, 768, 1440];
const SCHEMES = ['light', 'dark'];
const PRINTED = ['report', 'activity', 'award', 'activities'];

async function picture(browser, out, type, file) {
  for (const colorScheme of SCHEMES) {
    await withPage(browser, { root: fileRoot(), file, options: { colorScheme } }, async (page) => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: path.join(out, `${type}-${width}-${colorScheme}.png`), fullPage: true });
      }
    });
  }
}

/** Turns the PDF into one picture a page; says so where the tool for it is missing. */
function rasterize(pdf) {
  const run = spawnSync('pdftoppm', ['-r', '60', '-png', pdf, pdf.replace(/\.pdf$/, '-page')], { encoding: 'utf8' });
  if (run.error) console.error(`${pdf} has no pictures: pdftoppm not found (Debian: poppler-utils)`);
  else if (run.status !== 0) throw new Error(`pdftoppm: ${run.stderr}`);
}

async function print(browser, out, type, file) {
  const pdf = path.join(out, `${type}-print.pdf`);
  await withPage(browser, { root: fileRoot(), file, options: {} },
    (page) => page.pdf({ path: pdf, preferCSSPageSize: true }));
  rasterize(pdf);
}

async function main(out) {
  if (!out) throw new Error('usage: node screenshots.js FOLDER');
  fs.mkdirSync(out, { recursive: true });
  const browser = await launch();
  try {
    for (const [type, file] of Object.entries(samplePages())) {
      await picture(browser, out, type, file);
      if (PRINTED.includes(type)) await print(browser, out, type, file);
      console.log(`${type}: ${file}`);
    }
  } finally {
    await browser.close();
  }
}

main(process.argv[2]).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
