// The search page by itself: what is typed, chosen and pressed, against a stand-in engine that does as it is told.
// Whether the real engine finds the right entries is for the tests of the index to say.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { archive } = require('./lib/site');
const { fileRoot, launch } = require('./lib/browser');
const { openSearch, resultIds, searchPage, total, waitForTotal } = require('./lib/search');
const { serve } = require('./lib/server');

const { entries } = archive();
const titled = (word) => entries.filter((entry) => entry.title.includes(word));
const WORD = entries[0].title.slice(0, 2);

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

/** One test over each way that a site is opened. */
function both(name, settings, use) {
  for (const [way, root] of Object.entries(WAYS)) {
    test(`${name}, over ${way}`, () => searchPage(browser, { root: root(), settings }, use));
  }
}

both('the address says what is searched for', {}, async (page, root) => {
  const wanted = titled(WORD).filter((e) => e.kind === entries[0].kind && e.year === entries[0].year);
  await openSearch(page, root, { q: WORD, kind: entries[0].kind, year: String(entries[0].year) });
  await waitForTotal(page, wanted.length);
  assert.deepEqual(await resultIds(page), wanted.slice(0, 10).map((e) => e.id));
  const link = page.locator('[data-result] a[href]').first();
  const url = new URL(await link.evaluate((a) => a.href));
  assert.equal(url.href.split('?')[0], root + wanted[0].url);
  assert.equal(await page.inputValue('#search-input'), WORD);
});

both('results follow the typing, and the address follows both', {}, async (page, root) => {
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  await page.locator('#search-input').pressSequentially(WORD);
  await waitForTotal(page, titled(WORD).length);
  assert.equal(new URL(page.url()).searchParams.get('q'), WORD);
  assert.ok((await page.title()).startsWith(`${WORD} · `));
  await page.fill('#search-input', '');
  await waitForTotal(page, entries.length);
  assert.equal(new URL(page.url()).search, '');
});

both('a filter counts, is in the address, and the back button takes it away', {}, async (page, root) => {
  const awards = entries.filter((e) => e.kind === 'award');
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  const link = page.locator('[data-facet="kind"] a[data-key="kind=award"]');
  assert.equal(await link.locator('.count').textContent(), String(awards.length));
  await link.click();
  await waitForTotal(page, awards.length);
  assert.equal(new URL(page.url()).searchParams.get('kind'), 'award');
  assert.equal(await link.getAttribute('aria-current'), 'true');
  // The other kinds stay in sight, with the counts that choosing them would give.
  const reports = entries.filter((e) => e.kind === 'report').length;
  await page.locator(`[data-key="kind=report"] .count:text-is("${reports}")`).waitFor();
  await page.goBack();
  await waitForTotal(page, entries.length);
  assert.equal(new URL(page.url()).search, '');
  await page.goForward();
  await waitForTotal(page, awards.length);
  await page.locator('[data-key="drop-kind"]').click();
  await waitForTotal(page, entries.length);
});

both('the box on every page leads to the search', {}, async (page, root) => {
  await page.goto(`${root}${entries[0].url}`);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'site-search');
  await page.keyboard.type('a/b');
  assert.equal(await page.inputValue('#site-search'), 'a/b', 'the key / must stay a letter inside a box');
  await page.fill('#site-search', WORD);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname.endsWith('/search/index.html'));
  await waitForTotal(page, titled(WORD).length);
  assert.equal(await page.inputValue('#search-input'), WORD);
});

both('an entry that a hit led to marks the words, until they are cleared', {}, async (page, root) => {
  const entry = titled(WORD)[0];
  await openSearch(page, root, { q: WORD });
  await waitForTotal(page, titled(WORD).length);
  await page.locator('[data-result] a[href]').first().click();
  await page.locator('.entry-head h1 mark').first().waitFor();
  assert.equal(await page.locator('.entry-head h1 mark').first().textContent(), WORD);
  await page.locator('.found-clear').click();
  assert.equal(await page.locator('mark').count(), 0);
  assert.equal(await page.locator('.entry-head h1').textContent(), entry.title);
  assert.equal(await page.locator('#found').isVisible(), false);
});

test('pages of ten hold every hit once', () => searchPage(browser, { root: fileRoot() }, async (page, root) => {
  const seen = [];
  await openSearch(page, root, { q: WORD });
  await waitForTotal(page, titled(WORD).length);
  for (;;) {
    seen.push(...await resultIds(page));
    const next = page.locator('#search-pages a[rel="next"]');
    if (await next.count() === 0) break;
    const before = seen[seen.length - 1];
    await next.click();
    await page.waitForFunction((id) => !document.querySelector(`[data-result="${id}"]`), before);
  }
  assert.deepEqual(seen, titled(WORD).map((e) => e.id));
}));

test('a page beyond the last shows the last', () => searchPage(browser, { root: fileRoot() }, async (page, root) => {
  await openSearch(page, root, { page: '999' });
  await waitForTotal(page, entries.length);
  assert.equal((await resultIds(page)).length, entries.length % 10 || 10);
}));

test('dates and order', () => searchPage(browser, { root: fileRoot() }, async (page, root) => {
  const { date } = entries[3];
  const since = entries.filter((e) => e.date >= date);
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  await page.fill('#search-from', date);
  await waitForTotal(page, since.length);
  await page.selectOption('#search-sort', 'oldest');
  await page.waitForFunction((id) => document.querySelector('[data-result]').dataset.result === id, since[since.length - 1].id);
  const address = new URL(page.url()).searchParams;
  assert.deepEqual([address.get('from'), address.get('sort')], [date, 'oldest']);
}));

test('an input method is left in peace until it has composed', () => searchPage(browser, { root: fileRoot() }, async (page, root) => {
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  await page.focus('#search-input');
  const client = await page.context().newCDPSession(page);
  const calls = () => page.evaluate(() => window.fakeCalls.map((call) => call.q));
  for (const text of ['s', 'sh', 'shu', 'shu z']) {
    await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await page.waitForTimeout(150);
  }
  assert.equal(await page.inputValue('#search-input'), 'shu z', 'no composition was going on');
  assert.deepEqual(await calls(), ['']);
  await client.send('Input.insertText', { text: WORD });
  await waitForTotal(page, titled(WORD).length);
  assert.deepEqual(await calls(), ['', WORD]);
}));

test('of two searches that race, the later wins', () => searchPage(browser, {
  root: fileRoot(), settings: { slow: { [WORD]: 900 } },
}, async (page, root) => {
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  await page.fill('#search-input', WORD);
  await page.waitForFunction((q) => window.fakeCalls.some((call) => call.q === q), WORD);
  await page.fill('#search-input', 'nothing has this');
  await waitForTotal(page, 0);
  await page.waitForTimeout(1200);
  assert.equal(await total(page), 0, 'the earlier search came later and won');
}));

test('the keyboard reaches and opens a result', () => searchPage(browser, { root: fileRoot() }, async (page, root) => {
  const focusedResult = () => page.evaluate(() => {
    const item = document.activeElement.closest('[data-result]');
    return item ? item.getAttribute('data-result') : document.activeElement.id;
  });
  await openSearch(page, root, { q: WORD });
  await waitForTotal(page, titled(WORD).length);
  const ids = await resultIds(page);
  await page.keyboard.press('/');
  assert.equal(await focusedResult(), 'search-input');
  for (const [key, wanted] of [['ArrowDown', ids[0]], ['ArrowDown', ids[1]], ['ArrowUp', ids[0]], ['ArrowUp', 'search-input'],
    ['ArrowDown', ids[0]]]) {
    await page.keyboard.press(key);
    assert.equal(await focusedResult(), wanted, key);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href.startsWith(`${root}${ids[0]}/index.html`));
}));

test('a filter keeps the keyboard where it was', () => searchPage(browser, { root: fileRoot() }, async (page, root) => {
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  await page.focus('[data-key="kind=report"]');
  await page.keyboard.press('Enter');
  await waitForTotal(page, entries.filter((e) => e.kind === 'report').length);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('data-key')), 'kind=report');
}));

test('a screen reader is told the total, once the typing rests', () => searchPage(browser, { root: fileRoot() }, async (page, root) => {
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  await page.locator('#search-input').pressSequentially(WORD);
  await page.locator(`[role="status"]:has-text("${titled(WORD).length}")`).waitFor({ state: 'attached' });
}));

test('near results stand apart, with their reasons, and count nowhere', () => searchPage(browser, {
  root: fileRoot(),
  settings: { near: { [WORD]: [{ kind: 'mask', text: 'a mask' }, { kind: 'synonym', text: 'another word' }] } },
}, async (page, root) => {
  await openSearch(page, root, { q: WORD });
  await waitForTotal(page, titled(WORD).length);
  const near = page.locator('#search-near [data-near]');
  assert.equal(await near.count(), 2);
  assert.match(await near.nth(0).locator('.why').textContent(), /a mask$/);
  assert.equal(await page.locator('#search-near [data-result]').count(), 0);
}));

test('nothing found: it says so, and offers ways out that lead somewhere', () => searchPage(browser, {
  root: fileRoot(), settings: { suggestions: [WORD] },
}, async (page, root) => {
  const kind = ['activity', 'award', 'report'].find((k) => titled(WORD).some((e) => e.kind === k));
  const left = titled(WORD).filter((e) => e.kind === kind).length;
  await openSearch(page, root, { q: WORD, kind, from: '2999-01-01' });
  await waitForTotal(page, 0);
  await page.locator('#search-none').waitFor();
  await page.locator('#search-none a[data-key="loosen-from"]').click();
  await waitForTotal(page, left);
  assert.equal(await page.locator('#search-none').isVisible(), false);
  await openSearch(page, root, { q: 'nothing has this' });
  await page.locator('.search-suggest a', { hasText: WORD }).click();
  await waitForTotal(page, titled(WORD).length);
}));

test('a search that fails says so; the results before it stay, and another try works', () => searchPage(browser, {
  root: fileRoot(), settings: { fails: { broken: 'shard 7 is damaged' } },
}, async (page, root) => {
  await openSearch(page, root, { q: WORD });
  await waitForTotal(page, titled(WORD).length);
  const ids = await resultIds(page);
  await page.fill('#search-input', 'broken');
  await page.locator('#search-error').waitFor();
  assert.match(await page.locator('#search-error').textContent(), /shard 7 is damaged/);
  assert.deepEqual(await resultIds(page), ids);
  await page.fill('#search-input', WORD);
  await page.locator('#search-error').waitFor({ state: 'hidden' });
}));

test('the engine that is missing is named, and asked for again', () => searchPage(browser, { root: fileRoot() },
  async (page, root) => {
    let missing = true;
    await page.route('**/assets/search/engine.js', (route) => (missing ? route.abort() : route.fallback()));
    await openSearch(page, root, {});
    await page.locator('#search-error').waitFor();
    assert.match(await page.locator('#search-error').textContent(), /assets\/search\/engine\.js/);
    const message = await page.evaluate(() => window.dangan.search({}).then(() => '', (error) => error.message));
    assert.match(message, /engine\.js/);
    missing = false;
    await page.locator('#search-retry').click();
    await waitForTotal(page, entries.length);
  }));

const ODD_QUERIES = {
  markup: '<img src=x onerror="window.injected=1"><b>',
  'an ampersand': '&lt;b&gt; &amp; #',
  'an unbalanced quote': '"',
  'a minus alone': '-',
  'punctuation alone': '。，！？“”',
  'a lone surrogate': '\ud800 \udc00',
  'ten thousand characters': '党'.repeat(10000),
};

for (const [name, q] of Object.entries(ODD_QUERIES)) {
  test(`a query of ${name} breaks nothing`, () => searchPage(browser, { root: fileRoot() }, async (page, root) => {
    await openSearch(page, root, {});
    await waitForTotal(page, entries.length);
    await page.evaluate((text) => {
      const input = document.querySelector('#search-input');
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }, q);
    await page.waitForFunction(() => window.fakeCalls.length > 1);
    await waitForTotal(page, 0);
    await page.locator('#search-none').waitFor();
    assert.equal(await page.locator('main img, main b').count(), 0, 'markup was read as markup');
    assert.equal(await page.evaluate(() => window.injected), undefined);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `the page is ${wide} px too wide`);
  }));
}

test('markup in an entry stays text in its hit', () => searchPage(browser, {
  root: fileRoot(), settings: { near: { '': [{ kind: 'mask', text: '<b>bold</b>' }] } },
}, async (page, root) => {
  await openSearch(page, root, {});
  await waitForTotal(page, entries.length);
  assert.match(await page.locator('.why').textContent(), /<b>bold<\/b>$/);
}));

test('without scripts the page points to the indexes', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(`${fileRoot()}search/index.html?q=x`);
    assert.equal(await page.locator('#search-input').isVisible(), false);
    const links = await page.locator('noscript a[href], main .branches a[href]').evaluateAll((all) => all.map((a) => a.href));
    for (const folder of ['years', 'branches', 'activities', 'awards', 'reports', 'tags']) {
      assert.ok(links.includes(`${fileRoot()}${folder}/index.html`), `no link to ${folder}`);
    }
  } finally {
    await context.close();
  }
});
