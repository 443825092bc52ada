// What is asked, and how: our search over http and from a disk, Pagefind's plainly and in quotes.
// Each knows how its page searches and which names of entries an answer means. Never judges.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { pathToFileURL } = require('node:url');
const { serve } = require('./server');

/** Runs in the page: the time until the first ten hits are there, texts included. */
async function searchOurs(q) {
  const started = performance.now();
  const found = await window.dangan.search({ q });
  return { ms: performance.now() - started, first: found.hits.map((hit) => hit.url) };
}

async function searchPagefind(q) {
  const started = performance.now();
  const pagefind = await import('/pagefind/pagefind.js');
  const found = await pagefind.search(q);
  const first = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
  return { ms: performance.now() - started, first: first.map((data) => data.url), ids: found.results.map((result) => result.id) };
}

/** Runs in the page, never timed: all that our search finds. */
async function allOfOurs(q) {
  const found = await window.dangan.search({ q, limit: 1_000_000 });
  return { total: found.total, all: found.hits.map((hit) => hit.url) };
}

/** `/activities/x/` and `activities/2020/x/index.html` → `x`. */
function nameOf(url) {
  return url.replace(/(index\.html)?$/, '').split('/').filter(Boolean).pop();
}

/** Which entry each of Pagefind's results means; read from the disk, so that scoring loads nothing. */
function fragmentNames(hugo) {
  const folder = path.join(hugo, 'pagefind/fragment');
  return new Map(fs.readdirSync(folder).map((file) => {
    const text = zlib.gunzipSync(fs.readFileSync(path.join(folder, file))).toString('utf8').replace(/^pagefind_dcd/, '');
    return [file.replace(/\.pf_fragment$/, ''), nameOf(JSON.parse(text).url)];
  }));
}

/** Our bytes are the search scripts and the index; the rest is the page's own. */
function isOurs(file) {
  return file.startsWith('assets/search/') || file.startsWith('search/index/');
}

async function ours(site) {
  const server = await serve(site, isOurs);
  const all = async (page, q) => {
    const { total, all: urls } = await page.evaluate(allOfOurs, q);
    if (total !== urls.length) throw new Error(`${q}: total ${total}, but ${urls.length} hits`);
    return urls.map(nameOf);
  };
  const common = { asked: (query) => query.q, ask: searchOurs, all };
  const disk = `${pathToFileURL(site).href}/`;
  return [
    { ...common, key: 'dangan', title: 'dangan', root: server.root, take: server.take, stop: server.stop },
    { ...common, key: 'dangan_disk', title: 'dangan, `file://`', root: disk, take: () => null, stop: () => {} },
  ];
}

async function pagefind(site) {
  const server = await serve(site, (file) => file.startsWith('pagefind/'));
  const names = fragmentNames(site);
  const all = async (page, q) => (await page.evaluate(searchPagefind, q)).ids.map((id) => names.get(id));
  const common = { ask: searchPagefind, all, root: server.root, take: server.take };
  return [
    { ...common, key: 'pagefind', title: 'Pagefind', asked: (query) => query.q, stop: server.stop },
    // Its quotes hold for the whole query, so two terms cannot be asked for exactly.
    { ...common, key: 'pagefind_exact', title: 'Pagefind, in quotes', asked: (query) => (query.terms.length > 1 ? null : `"${query.q}"`), stop: () => {} },
  ];
}

async function contestants({ dangan, hugo }) {
  return [...await ours(dangan), ...await pagefind(hugo)];
}

module.exports = { contestants, nameOf };
