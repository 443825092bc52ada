// The engine in Chromium, from a disk and from a server, against a scan of every text: equal sets, equal totals.
// Never looks at the search page; tests/suite/search.rs asks the same of the engine under Node, on random archives.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { engineOf } = require('../search/engine');
const { fileRoot, launch, watch } = require('./lib/browser');
const { serve } = require('./lib/server');
const { siteDir } = require('./lib/site');

const QUERIES = 1000;

/** Numbers from 0 up to 1, the same in every run (Park and Miller's generator). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Every entry with its folded texts. */
async function scanOf(engine) {
  const { dangan } = engine;
  const directory = await dangan.directory.load();
  const all = await dangan.texts.all(directory, Array.from({ length: directory.entries }, (_, i) => i));
  return all.map((own) => ({ id: own.id, texts: dangan.texts.segments(own).map((segment) => segment[1]), folded: dangan.texts.folded(own).map((segment) => segment[1]) }));
}

/** A stretch of a text, one character wrong now and then. */
function cut(random, scan) {
  const { texts } = scan[Math.floor(random() * scan.length)];
  const characters = Array.from(texts[Math.floor(random() * texts.length)]);
  const start = Math.floor(random() * characters.length);
  const term = characters.slice(start, start + 1 + Math.floor(random() * 12));
  if (random() < 0.2) term[Math.floor(random() * term.length)] = '会';
  return term.join('').replace(/["\s]/g, '');
}

async function queriesOf(engine) {
  const { dangan } = engine;
  const scan = await scanOf(engine);
  const random = generator(20231231);
  const queries = [];
  while (queries.length < QUERIES) {
    const terms = [cut(random, scan)].concat(random() < 0.3 ? [cut(random, scan)] : []);
    const folded = terms.map((term) => dangan.fold.fold(term));
    // Latin letters are found by their sound as well, which this scan does not know.
    if (folded.every((term) => term !== '' && !/^[a-z]+$/.test(term) && !term.startsWith('-'))) {
      const found = scan.filter((entry) => folded.every((term) => entry.folded.some((text) => text.includes(term))));
      queries.push({ q: terms.map((term) => `"${term}"`).join(' '), ids: found.map((entry) => entry.id).sort() });
    }
  }
  return queries;
}

let browser;
let server;
let queries;

before(async () => {
  [browser, server, queries] = await Promise.all([launch(), serve(), queriesOf(engineOf(siteDir()))]);
});
after(async () => {
  if (browser) await browser.close();
  if (server) await server.stop();
});

async function answers(page, all) {
  return page.evaluate(async (asked) => {
    const given = [];
    for (const q of asked) {
      const { total, hits } = await window.dangan.search({ q, limit: 1000 });
      given.push({ total, ids: hits.map((hit) => hit.id).sort() });
    }
    return given;
  }, all.map((query) => query.q));
}

/** As in browsers before Chrome 80: nothing that unpacks. */
function forgetStreams() {
  delete window.DecompressionStream;
}

const WAYS = {
  'file://': { root: () => fileRoot(), inflates: false },
  'http below a sub-path': { root: () => server.root, inflates: false },
  'file:// in an old browser': { root: () => fileRoot(), inflates: true },
};

for (const [way, { root, inflates }] of Object.entries(WAYS)) {
  test(`${QUERIES} queries find what a scan finds and nothing else, over ${way}`, async () => {
    const context = await browser.newContext();
    try {
      if (inflates) await context.addInitScript(forgetStreams);
      const page = await context.newPage();
      const complaints = watch(page, root());
      const scripts = new Set();
      page.on('request', (request) => scripts.add(request.url().replace(root(), '')));
      await page.goto(`${root()}years/index.html`);
      const given = await answers(page, queries);
      const differ = queries.filter(({ ids }, i) => given[i].total !== ids.length || given[i].ids.join() !== ids.join());
      assert.deepEqual(differ, []);
      assert.ok(queries.some(({ ids }) => ids.length > 1) && queries.some(({ ids }) => ids.length === 0));
      assert.equal(scripts.has('assets/search/inflate.js'), inflates, 'only an old browser loads what unpacks');
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  });
}
