// A stand-in for the search engine: it knows the titles of archive.json, and fails, lingers and suggests on demand.
// Takes the place of assets/search/engine.js by routing; the site on disk is never touched.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { archive, siteDir } = require('./site');

/** Runs in the page. `settings` by query: {slow: {q: ms}, fails: {q: message}, near: {q: [reason]}, suggestions: [text]}. */
function engine(window, entries, settings) {
  const filters = {
    kind: (e, v) => e.kind === v,
    year: (e, v) => String(e.year) === String(v),
    branch: (e, v) => e.branches.includes(v),
    tag: (e, v) => e.tags.includes(v),
    from: (e, v) => e.date >= v,
    to: (e, v) => e.date <= v,
  };
  const terms = (q) => q.toLowerCase().split(/\s+/).filter(Boolean);

  function hit(entry, q) {
    const marks = terms(q).map((term) => [entry.title.toLowerCase().indexOf(term), term.length])
      .filter(([at]) => at >= 0).map(([at, length]) => [at, at + length]);
    const { id, url, title, date, kind, branches } = entry;
    return { id, url, title, date, kind, branches, snippet: `…${title}…`, marks: marks.map(([a, b]) => [a + 1, b + 1]), titleMarks: marks };
  }

  function counts(found) {
    const facets = { kind: {}, year: {}, branch: {} };
    const add = (name, value) => { facets[name][value] = (facets[name][value] || 0) + 1; };
    for (const entry of found) {
      add('kind', entry.kind);
      add('year', String(entry.year));
      entry.branches.forEach((id) => add('branch', id));
    }
    return facets;
  }

  function search(options) {
    const { q = '', sort, offset = 0, limit = 10 } = options;
    const found = entries.filter((e) => terms(q).every((term) => e.title.toLowerCase().includes(term))
      && Object.keys(filters).every((name) => !options[name] || filters[name](e, options[name])));
    if (sort === 'oldest') found.reverse();
    const near = (settings.near && settings.near[q] || []).map((why, at) => ({ ...hit(entries[at], q), why }));
    return { total: found.length, hits: found.slice(offset, offset + limit).map((e) => hit(e, q)), near,
      facets: counts(found), suggestions: found.length ? [] : settings.suggestions || [] };
  }

  window.fakeCalls = [];
  window.dangan.engine = {
    search: (options) => new Promise((resolve, reject) => {
      const q = options.q || '';
      window.fakeCalls.push(options);
      const answer = () => {
        const message = settings.fails && settings.fails[q];
        if (message) reject(new Error(message));
        else resolve(search(options));
      };
      setTimeout(answer, settings.slow && settings.slow[q] || 0);
    }),
    names: () => Promise.resolve({ branches: {} }),
  };
}

/** Runs in the page: lower case is all the folding that the stand-in does. */
function folding(window) {
  window.dangan.fold = {
    withMap: (text) => ({ text: text.toLowerCase(), map: Array.from({ length: text.length + 1 }, (_, at) => at) }),
  };
  window.dangan.query = {
    parse: (q) => ({ terms: q.toLowerCase().split(/\s+/).filter(Boolean)
      .map((word) => ({ text: word.replace(/^-/, ''), exclude: word.startsWith('-') })) }),
  };
}

/** Has every page of `context` load the stand-in. */
async function useStandIn(context, settings = {}) {
  const entries = JSON.stringify(archive().entries);
  const body = `(${folding})(window);\n(${engine})(window, ${entries}, ${JSON.stringify(settings)});`;
  await context.route('**/assets/search/engine.js', (route) => route.fulfill({ contentType: 'text/javascript', body }));
  await context.route('**/search/index/directory.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
}

module.exports = { useStandIn };
