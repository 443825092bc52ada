// The search page with the site's own engine: it agrees with archive.json, from a disk and from a server.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { archive } = require('./lib/site');
const { fileRoot, launch, watch } = require('./lib/browser');
const { openSearch, resultIds, waitForTotal } = require('./lib/search');
const { serve } = require('./lib/server');

const { entries } = archive();

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve()]);
});
after(async () => {
  if (browser) await browser.close();
  if (server) await server.stop();
});

const WAYS = { 'file://': () => fileRoot(), 'http below a sub-path': () => server.root };

function both(name, use) {
  for (const [way, rootOf] of Object.entries(WAYS)) {
    test(`${name}, over ${way}`, async () => {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        const complaints = watch(page, rootOf());
        await use(page, rootOf());
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
      }
    });
  }
}

const count = (keep) => entries.filter(keep).length;

both('without a query, everything is there and counted', async (page, root) => {
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  for (const kind of new Set(entries.map((e) => e.kind))) {
    const shown = await page.locator(`[data-key="kind=${kind}"] .count`).textContent();
    assert.equal(Number(shown), count((e) => e.kind === kind), kind);
  }
  for (const year of new Set(entries.map((e) => String(e.year)))) {
    const link = page.locator(`[data-key="year=${year}"] .count`);
    if (await link.count() > 0) assert.equal(Number(await link.textContent()), count((e) => String(e.year) === year), year);
  }
});

both('filters together', async (page, root) => {
  const { kind, year, branches, date } = entries[0];
  await openSearch(page, root, { kind, year: String(year), branch: branches[0], from: date, to: date });
  await waitForTotal(page, count((e) => e.kind === kind && e.year === year && e.branches.includes(branches[0]) && e.date === date));
});

both('a whole title finds its entry first, and marks it there', async (page, root) => {
  const entry = entries.find((e) => !/["\s]/.test(e.title));
  await openSearch(page, root, { q: `"${entry.title}"` });
  await page.locator('[data-result]').first().waitFor();
  const first = (await resultIds(page))[0];
  assert.equal(entries.find((e) => e.id === first).title, entry.title);
  await page.locator('[data-result] a[href]').first().click();
  await page.locator('.entry-head h1 mark').first().waitFor();
  assert.equal(await page.locator('.entry-head h1').textContent(), entry.title);
});

both('a branch shows by its name', async (page, root) => {
  const id = entries[0].branches[0];
  await openSearch(page, root, { branch: id });
  await waitForTotal(page, count((e) => e.branches.includes(id)));
  const label = await page.locator('[data-key="drop-branch"]').textContent();
  assert.ok(!label.startsWith(id), `the filter shows the id ${id}`);
});

both('every page can search', async (page, root) => {
  await page.goto(`${root}${entries[0].url}`);
  const found = await page.evaluate(() => window.dangan.search({ limit: 3 }));
  assert.equal(found.total, entries.length);
  assert.equal(found.hits.length, Math.min(3, entries.length));
});

both('what matched without its quotation marks is marked with them', async (page, root) => {
  const quoted = entries.map((entry) => [entry, /(\p{Script=Han})“(\p{Script=Han}{2})/u.exec(entry.title)]).filter(([, found]) => found);
  const [entry, found] = quoted[0] || assert.fail('no title has quotation marks in it');
  await openSearch(page, root, { q: found[1] + found[2], kind: entry.kind, from: entry.date, to: entry.date });
  await page.locator(`[data-near="${entry.id}"] a[href]`).first().click();
  await page.locator('.entry-head h1 mark').first().waitFor();
  assert.equal(await page.locator('.entry-head h1 mark').first().textContent(), found[0]);
});

const FAULTS = {
  missing: (route) => route.abort(),
  damaged: (route) => route.fulfill({ contentType: 'text/javascript', body: '' }),
};

for (const [fault, answer] of Object.entries(FAULTS)) {
  test(`a shard that is ${fault} is named, and read again on demand`, async () => {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.route('**/search/index/**', answer);
      await openSearch(page, fileRoot(), {});
      await page.locator('#search-error').waitFor();
      assert.match(await page.locator('#search-error-detail').textContent(), new RegExp(fault));
      await page.unroute('**/search/index/**');
      await page.locator('#search-retry').click();
      await waitForTotal(page, entries.length);
      await page.locator('#search-error').waitFor({ state: 'hidden' });
    } finally {
      await context.close();
    }
  });
}
