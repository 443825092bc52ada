// How the search page looks with results, with none, and after a fault: axe finds nothing, nothing sticks out.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { archive } = require('./lib/site');
const { violations } = require('./lib/axe');
const { fileRoot, launch } = require('./lib/browser');
const { assertNone } = require('./lib/faults');
const { MODES, applyMode } = require('./lib/modes');
const { openSearch, searchPage } = require('./lib/search');

const WIDTHS = [360, 768, 1440];
const WORD = archive().entries[0].title.slice(0, 2);
const NEAR = [{ kind: 'quotes', text: 'x' }, { kind: 'numeral', text: '2022' }];
const settings = { near: { [WORD]: NEAR, none: NEAR }, suggestions: [WORD, 'a word '.repeat(30)], fails: { broken: 'damaged' } };

/** What is searched for, and what shows when that has been done. */
const SIGHTS = {
  'with results and filters': [{ q: WORD, year: String(archive().entries[0].year) }, '[data-result] mark'],
  'with nothing found': [{ q: 'none', kind: 'award', tag: 'x' }, '#search-none'],
  'with a fault': [{ q: 'broken' }, '#search-error'],
};

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser && browser.close());

async function faultsAt(page, width) {
  await page.setViewportSize({ width, height: 900 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const overflow = wide > 0 ? [`${wide} px too wide`] : [];
  return overflow.concat(await violations(page)).map((fault) => `${width} px: ${fault}`);
}

async function faultsOf(page) {
  const faults = [];
  for (const width of WIDTHS) {
    faults.push(...await faultsAt(page, width));
    const toggle = page.locator('#search-toggle');
    if (!await toggle.isVisible()) continue;
    await toggle.click();
    faults.push(...(await faultsAt(page, width)).map((fault) => `filters open, ${fault}`));
    await toggle.click();
  }
  return faults;
}

for (const [sight, [state, shown]] of Object.entries(SIGHTS)) {
  for (const [name, mode] of Object.entries(MODES)) {
    test(`the search page ${sight}: ${name}`, () => searchPage(browser, {
      root: fileRoot(), settings, options: { ...mode.options, bypassCSP: true },
    }, async (page, root) => {
      await openSearch(page, root, state);
      await page.locator(shown).first().waitFor();
      await applyMode(page, mode);
      assertNone(await faultsOf(page), 'fault of the search page');
    }));
  }
}

for (const name of ['light', 'dark', 'high contrast']) {
  test(`marks on an entry: ${name}`, () => searchPage(browser, {
    root: fileRoot(), settings, options: { ...MODES[name].options, bypassCSP: true },
  }, async (page, root) => {
    const { url } = archive().entries[0];
    await page.goto(`${root}${url}?${new URLSearchParams({ highlight: WORD })}`);
    await page.locator('#found').waitFor();
    assert.ok(await page.locator('mark').count() > 0);
    for (const width of WIDTHS) assertNone(await faultsAt(page, width), 'fault of a marked entry');
  }));
}
