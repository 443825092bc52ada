// Printing: a report, an activity and a list come out on A4 by the style sheet's own word.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { fileRoot, launch, withPage } = require('./lib/browser');
const { pageSizes } = require('./lib/pdf');
const { samplePages } = require('./lib/samples');

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

test('the navigation is not printed with a report', async () => {
  await withPage(browser, { root: fileRoot(), file: pages.report, options: {} }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    const shown = await page.locator('nav:visible').count();
    assert.equal(shown, 0, 'a nav element shows in print');
  });
});
