// A reader's way through the site in Chromium: over file://, over http below a sub-path, without scripts.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { archive } = require('./lib/site');
const { fileRoot, launch, watch } = require('./lib/browser');
const { samplePages } = require('./lib/samples');
const { serve } = require('./lib/server');

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve()]);
});
after(async () => {
  if (browser) await browser.close();
  if (server) await server.stop();
});

/** The link on the page that leads to `url`; the reader clicks the first that shows. */
async function follow(page, url) {
  const links = page.locator('a[href]');
  // A link inside a chart has no href of type text, and is passed over.
  const hrefs = await links.evaluateAll((all) => all.map((a) => a.getClientRects().length > 0
    && a instanceof HTMLAnchorElement && a.href.split('#')[0]));
  const at = hrefs.indexOf(url);
  assert.ok(at >= 0, `no visible link to ${url} on ${page.url()}`);
  await Promise.all([page.waitForURL(url), links.nth(at).click()]);
}

/** Follows rel=prev or rel=next, and says where it led. */
async function step(page, relation) {
  const link = page.locator(`a[rel~="${relation}"][href]`).first();
  const url = await link.evaluate((a) => a.href);
  await Promise.all([page.waitForURL(url), link.click()]);
  return page.url();
}

/** Home → years → a year → an entry; home → branches → a branch → its entry. */
async function throughIndexes(page, root) {
  const entry = archive().entries[0];
  for (const way of [
    ['years/index.html', `years/${entry.year}/index.html`, entry.url],
    ['branches/index.html', `branches/${entry.branches[0]}/index.html`, entry.url],
  ]) {
    await page.goto(`${root}index.html`);
    for (const stop of way) await follow(page, root + stop);
    await page.locator('.entry-body').waitFor();
  }
}

/** From a page with a neighbour to that neighbour, and back again. */
async function throughNeighbours(page) {
  const here = page.url();
  const forth = await page.locator('a[rel~="prev"][href]').count() > 0 ? ['prev', 'next'] : ['next', 'prev'];
  await step(page, forth[0]);
  assert.notEqual(page.url(), here);
  assert.equal(await step(page, forth[1]), here, 'the way back leads elsewhere');
}

async function visitAll(page, root) {
  for (const file of Object.values(samplePages())) {
    await page.goto(root + file, { waitUntil: 'load' });
    assert.ok((await page.title()).length > 0, `${file} has no title`);
    assert.equal(await page.locator('h1').count(), 1, `${file} has not exactly one h1`);
  }
}

async function browse(root, options) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const complaints = watch(page, root);
    await throughIndexes(page, root);
    await throughNeighbours(page);
    await visitAll(page, root);
    await page.waitForLoadState('networkidle');
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

const WAYS = { 'with scripts': {}, 'without scripts': { javaScriptEnabled: false } };

for (const [name, options] of Object.entries(WAYS)) {
  test(`browsing over file:// ${name}`, () => browse(fileRoot(), options));

  test(`browsing over http below a sub-path ${name}`, async () => {
    await browse(server.root, options);
    assert.deepEqual(server.missed, []);
  });
}
