// A branch's page of a ledger: an address that names a year shows that year's rows alone, from a folder too, and without
// scripts it leads to the year's heading.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { filesOfType, readSite } = require('./lib/site');
const { fileRoot, launch, quietly } = require('./lib/browser');

const pages = filesOfType('html').filter((file) => /^ledgers\/[^/]+\/branch\/[^/]+\/index\.html$/.test(file));
const years = (file) => (readSite(file).match(/<tbody id="y\d+">/g) || []).map((tag) => tag.slice(11, -2));
const withYears = pages.filter((file) => years(file).length > 2);

let browser;

before(async () => { browser = await launch(); });
after(async () => { if (browser) await browser.close(); });

function onPage(use, options) { return quietly(browser, use, options); }

function shown(page) {
  return page.evaluate(() => ({
    years: [...document.querySelectorAll('.ledger tbody')].filter((body) => body.getClientRects().length).map((body) => body.id),
    current: [...document.querySelectorAll('.filter')].map((nav) => [...nav.querySelectorAll('[aria-current]')].map((a) => a.hash)),
  }));
}

/** The script hears of a new address a moment after the click: waits for it, and says what is there if it does not come. */
async function showing(page, wanted) {
  const there = (ids) => [...document.querySelectorAll('.ledger tbody')].filter((body) => body.getClientRects().length)
    .map((body) => body.id).join() === ids;
  await page.waitForFunction(there, wanted.join(), { timeout: 5000 }).catch(() => {});
  const found = await shown(page);
  assert.deepEqual(found.years, wanted, page.url());
  return found;
}

test('a year of the address stands alone, the filter says so, and all come back', async () => {
  assert.ok(withYears.length > 5, 'too few pages of branches with three years');
  await onPage(async (page) => {
    for (const file of withYears.slice(0, 12)) {
      const all = years(file);
      await page.goto(fileRoot() + file);
      const before = await shown(page);
      assert.deepEqual(before.years, all, file);
      await page.click(`.filter a[href$="#${all[1]}"]`);
      const { current } = await showing(page, [all[1]]);
      assert.deepEqual(current[0], [`#${all[1]}`], file);
      assert.deepEqual(current.slice(1), before.current.slice(1), file);
      await page.goBack();
      assert.deepEqual(await showing(page, all), before, file);
    }
  });
});

test('an address with a year opens so, and one with a year that is not there shows all', async () => {
  const [file] = withYears;
  await onPage(async (page) => {
    const [, second] = years(file);
    await page.goto(`${fileRoot()}${file}#${second}`);
    await showing(page, [second]);
    await page.goto(`${fileRoot()}${file}#y1949`);
    await page.reload();
    await showing(page, years(file));
  });
});

test('a page of a year leads to that year of a branch', async () => {
  const year = filesOfType('html').filter((file) => /^ledgers\/meetings\/\d+\/index\.html$/.test(file))[0];
  await onPage(async (page) => {
    await page.goto(fileRoot() + year);
    await Promise.all([page.waitForURL('**/branch/**'), page.click('.filter a[href*="#y"]')]);
    await showing(page, [`y${/\d+/.exec(year)[0]}`]);
    const links = await page.evaluate(() => [...document.querySelectorAll('.ledger a')].filter((a) => a.getClientRects().length).length);
    assert.ok(links > 0);
  });
});

test('without scripts every row is there and the address leads to the year', async () => {
  const [file] = withYears;
  await onPage(async (page) => {
    const all = years(file);
    await page.goto(`${fileRoot()}${file}#${all[2]}`);
    assert.deepEqual((await shown(page)).years, all);
    assert.ok(await page.evaluate((id) => document.getElementById(id).matches(':target'), all[2]));
  }, { javaScriptEnabled: false });
});
