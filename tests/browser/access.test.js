// axe-core on one page of each type, narrow and wide, in each way of looking at it: no violation.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { fileRoot, launch, withPage } = require('./lib/browser');
const { violations } = require('./lib/axe');
const { assertNone } = require('./lib/faults');
const { samplePages } = require('./lib/samples');
const { MODES, WIDTHS, applyMode } = require('./lib/modes');

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser && browser.close());

/** The violations of `file` in every mode; one context serves all widths of a mode. */
async function faultsOf(file) {
  const faults = [];
  for (const [name, mode] of Object.entries(MODES)) {
    const options = { ...mode.options, bypassCSP: true };
    await withPage(browser, { root: fileRoot(), file, options }, async (page) => {
      await applyMode(page, mode);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        faults.push(...(await violations(page)).map((fault) => `${name}, ${width} px: ${fault}`));
      }
    });
  }
  return faults;
}

for (const [type, file] of Object.entries(samplePages())) {
  test(`axe finds nothing on ${type} (${file})`, async () => {
    assertNone(await faultsOf(file), `violation on ${file}`);
  });
}

test('a system that asks for more contrast gets it', async () => {
  for (const [contrast, expected] of [['no-preference', 'normal'], ['more', 'high']]) {
    await withPage(browser, { root: fileRoot(), file: 'index.html', options: { contrast } }, async (page) => {
      assert.equal(await page.getAttribute('html', 'data-contrast'), expected);
    });
  }
});
