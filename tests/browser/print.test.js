// Printing: a report, an activity and a list come out on A4 by the style sheet's own word.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { fileRoot, launch, withPage } = require('./lib/browser');
const { pageSizes } = require('./lib/pdf');
const { samplePages } = require('./lib/samples');
const { filesOfType, readSite } = require('./lib/site');

const A4 = { width: 595, height: 842 };
const pages = samplePages();

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser && browser.close());

async function print(file) {
  return withPage(browser, { root: fileRoot(), file, options: {} },
    (page) => page.pdf({ preferCSSPageSize: true, printBackground: false }));
}

for (const type of ['report', 'activity', 'award', 'activities']) {
  test(`${type} prints on A4`, async () => {
    const sizes = pageSizes(await print(pages[type]));
    assert.ok(sizes.length > 0, 'no page was printed');
    for (const size of sizes) assert.deepEqual(size, A4);
  });
}

/** The width of the paper between its margins, in CSS pixels, where the style sheet lays it across and where not. */
const BROAD = Math.floor(267 * 96 / 25.4);
const UPRIGHT = Math.floor((210 - 26 - 28) * 96 / 25.4);

/** Of each ledger and overview the fullest page; a table that is cut on paper is cut in silence. */
function tablePages() {
  const fullest = new Map();
  for (const file of filesOfType('html').filter((name) => name.startsWith('ledgers/'))) {
    const folder = file.split('/')[1];
    const size = readSite(file).length;
    if (!fullest.has(folder) || fullest.get(folder).size < size) fullest.set(folder, { size, file });
  }
  return [...fullest.values()].map(({ file }) => file);
}

test('no table of a ledger or overview is cut on paper', async () => {
  const files = tablePages();
  assert.ok(files.length > 15, `only ${files}`);
  for (const file of files) {
    const broad = readSite(file).includes('class="ledger-sheet"');
    const options = { viewport: { width: broad ? BROAD : UPRIGHT, height: 900 } };
    await withPage(browser, { root: fileRoot(), file, options }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const over = await page.evaluate(() => [...document.querySelectorAll('.table-wrap')]
        .filter((wrap) => wrap.scrollWidth > wrap.clientWidth + 1).map((wrap) => wrap.getAttribute('aria-label')));
      assert.deepEqual(over, [], `${file} is cut`);
    });
  }
});

test('a ledger is printed across the sheet', async () => {
  const file = tablePages().find((name) => name.startsWith('ledgers/rectification/'));
  for (const size of pageSizes(await print(file))) assert.deepEqual(size, { width: A4.height, height: A4.width });
});

test('the navigation is not printed with a report', async () => {
  await withPage(browser, { root: fileRoot(), file: pages.report, options: {} }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    const shown = await page.locator('nav:visible').count();
    assert.equal(shown, 0, 'a nav element shows in print');
  });
});

/** The colours of the texts, lines and shapes that are printed of an overview or a chart. */
async function inks(file, colorScheme) {
  return withPage(browser, { root: fileRoot(), file, options: { colorScheme } }, async (page) => {
    await page.emulateMedia({ media: 'print', colorScheme });
    return page.evaluate(() => {
      const all = [...document.querySelectorAll('.overview *, .chart *')];
      return all.filter((element) => element.getClientRects().length > 0).map((element) => {
        const { color, stroke, fill, backgroundColor } = getComputedStyle(element);
        return [element.getAttribute('class'), color, stroke, fill, backgroundColor].join(' ');
      });
    });
  });
}

test('pictures and heat maps are printed in the same ink from a dark screen', async () => {
  const present = ['calendar', 'trend', 'chain', 'pair', 'ledger'].filter((type) => pages[type]);
  assert.ok(present.length > 0, 'the site has no overview');
  for (const type of present) {
    const light = await inks(pages[type], 'light');
    assert.ok(light.length > 10, `${pages[type]} shows next to nothing`);
    assert.deepEqual(await inks(pages[type], 'dark'), light, pages[type]);
  }
});
