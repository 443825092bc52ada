// Starts Chromium, opens pages, and notes whatever a page complains of or asks for.
// Knows no page of the site.
'use strict';

const assert = require('node:assert/strict');
const { pathToFileURL } = require('node:url');
const { chromium } = require('playwright-core');
const { siteDir } = require('./site');

const FLAGS = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-proxy-server',
];

/** Chromium, headless, as a playwright browser. Only root runs it without its sandbox. */
function launch() {
  const executablePath = process.env.CHROMIUM;
  if (!executablePath) throw new Error('CHROMIUM must name the browser to test with');
  const root = typeof process.getuid === 'function' && process.getuid() === 0;
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: !root, args: FLAGS });
}

/** The root of the site as a file:// address, with the slash at its end. */
function fileRoot() {
  return `${pathToFileURL(siteDir()).href}/`;
}

/** A list that fills with every complaint of `page`, and every request outside of `root`. */
function watch(page, root) {
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script error: ${error.message}`));
  page.on('requestfailed', (request) => {
    complaints.push(`request failed: ${request.url()} ${request.failure().errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(root) && !url.startsWith('data:')) complaints.push(`request outside: ${url}`);
  });
  return complaints;
}

/** Opens `file` of the site at `root` in a new context, lets `use(page)` work, and closes it. */
async function withPage(browser, { root, file, options }, use) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(root + file, { waitUntil: 'load' });
    return await use(page);
  } finally {
    await context.close();
  }
}

/** Lets `use(page)` work on a page of the site's folder, in a new context; fails if the page complains of anything. */
async function quietly(browser, use, options = {}) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const complaints = watch(page, fileRoot());
    await use(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

module.exports = { fileRoot, launch, quietly, watch, withPage };
