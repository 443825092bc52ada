// Opens the search page with a stand-in engine, and reads what it shows.
// Never knows what a search should find.
'use strict';

const { watch } = require('./browser');
const { useStandIn } = require('./engine');
const assert = require('node:assert/strict');

/** Runs `use(page, root)` on a new page whose engine is a stand-in; the page must not complain of anything. */
async function searchPage(browser, { root, settings, options }, use) {
  const context = await browser.newContext(options);
  try {
    await useStandIn(context, settings);
    const page = await context.newPage();
    const complaints = watch(page, root);
    await use(page, root);
    // A request that a test itself has cut off is no fault of the page.
    assert.deepEqual(complaints.filter((line) => !line.includes('ERR_FAILED')), []);
  } finally {
    await context.close();
  }
}

async function openSearch(page, root, state) {
  const query = new URLSearchParams(state).toString();
  await page.goto(`${root}search/index.html${query ? `?${query}` : ''}`);
}

async function waitForTotal(page, wanted) {
  await page.locator(`[data-total]:text-is("${wanted}")`).waitFor();
}

async function total(page) {
  return Number(await page.locator('[data-total]').textContent());
}

function resultIds(page) {
  return page.locator('[data-result]').evaluateAll((all) => all.map((item) => item.getAttribute('data-result')));
}

module.exports = { openSearch, resultIds, searchPage, total, waitForTotal };
