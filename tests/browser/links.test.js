// Every reference of every page and style sheet: relative, ending in a file name, and its target there.
'use strict';

const { test } = require('node:test');
const { filesOfType, readSite, siteFiles } = require('./lib/site');
const { pageElements } = require('./lib/html');
const { isFollowed, pageRefs, resolve, scheme, styleRefs } = require('./lib/refs');
const { assertNone } = require('./lib/faults');

const files = new Set(siteFiles());
const pages = filesOfType('html');
const FOLLOWED_OUTSIDE = ['http', 'https', 'mailto'];

const ids = new Map();
function idsOf(page) {
  if (!ids.has(page)) {
    ids.set(page, new Set(pageElements(page).map((e) => e.attrs.id).filter(Boolean)));
  }
  return ids.get(page);
}

function targetFault(from, url) {
  if (url.startsWith('/')) return 'starts at the root';
  if (/^(\?|$)/.test(url) || /(^|\/)\.{0,2}$/.test(url.split(/[?#]/)[0]) && !url.startsWith('#')) {
    return 'does not end in a file name';
  }
  const { file, fragment } = resolve(from, url);
  if (!files.has(file)) return `no such file ${file}`;
  if (fragment === null || !file.endsWith('.html')) return '';
  return idsOf(file).has(fragment) ? '' : `no id "${fragment}" in ${file}`;
}

function refFault(page, ref) {
  const kind = scheme(ref.url);
  if (kind === '') return targetFault(page, ref.url);
  if (isFollowed(ref)) return FOLLOWED_OUTSIDE.includes(kind) ? '' : `scheme ${kind}`;
  const embedded = kind === 'data' && ref.url.startsWith('data:image/');
  return embedded ? '' : 'is loaded from elsewhere';
}

test('every reference of every page is relative and leads to a file of the site', () => {
  const faults = [];
  for (const page of pages) {
    for (const ref of pageRefs(page)) {
      const fault = refFault(page, ref);
      if (fault) faults.push(`${page}: <${ref.element.name} ${ref.attribute}="${ref.url}"> ${fault}`);
    }
  }
  assertNone(faults, 'bad reference');
});

test('style sheets load nothing from elsewhere', () => {
  const faults = [];
  for (const sheet of filesOfType('css')) {
    for (const url of styleRefs(readSite(sheet))) {
      const fault = url.startsWith('data:image/') ? '' : scheme(url) || targetFault(sheet, url);
      if (fault) faults.push(`${sheet}: url(${url}) ${fault}`);
    }
  }
  assertNone(faults, 'bad url()');
});

test('no page lies out of reach of the home page', () => {
  const seen = new Set(['index.html']);
  for (const page of seen) {
    for (const ref of pageRefs(page).filter((r) => scheme(r.url) === '')) {
      const { file } = resolve(page, ref.url);
      if (file.endsWith('.html') && files.has(file)) seen.add(file);
    }
  }
  // A server shows 404.html; nothing links to it. Attached HTML files are linked like pages.
  assertNone(pages.filter((page) => page !== '404.html' && !seen.has(page)), 'page without a link to it');
});
