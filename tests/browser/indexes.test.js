// archive.json against the indexes: together the pages of each index list each of its entries once.
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { archive, filesOfType, siteFiles } = require('./lib/site');
const { pageElements } = require('./lib/html');
const { indexPages, listed, listedOn, subfolders } = require('./lib/indexes');
const { resolve } = require('./lib/refs');
const { assertNone } = require('./lib/faults');

const { entries } = archive();
const files = new Set(siteFiles());
const KINDS = { activity: 'activities', award: 'awards', report: 'reports' };
const unique = (list) => [...new Set(list)].sort();
const idsWhere = (keep) => entries.filter(keep).map((entry) => entry.id);

/** Says what the index in `folder` has too much or too little of. */
function indexFaults(folder, expected) {
  const shown = listed(folder);
  if (!files.has(`${folder}index.html`)) return [`${folder}: no index.html`];
  const missing = expected.filter((id) => !shown.includes(id)).map((id) => `${folder}: lacks ${id}`);
  const alien = shown.filter((id) => !expected.includes(id)).map((id) => `${folder}: lists ${id}`);
  const twice = shown.filter((id, at) => shown.indexOf(id) !== at).map((id) => `${folder}: lists ${id} again`);
  return missing.concat(alien, twice);
}

test('archive.json lists entries, newest first, ties by id', () => {
  assert.ok(entries.length > 0, 'no entries');
  for (let i = 1; i < entries.length; i += 1) {
    const [before, after] = [entries[i - 1], entries[i]];
    const ordered = before.date > after.date || (before.date === after.date && before.id < after.id);
    assert.ok(ordered, `${before.id} (${before.date}) stands before ${after.id} (${after.date})`);
  }
});

test('every entry has its page, with its text in one div.entry-body', () => {
  const faults = [];
  for (const entry of entries) {
    const url = entry.url;
    if (url !== `${entry.id}/index.html` || !files.has(url)) faults.push(`${entry.id}: url ${url}`);
    else if (pageElements(url).filter((e) => e.name === 'div'
      && (e.attrs.class || '').split(/\s+/).includes('entry-body')).length !== 1) {
      faults.push(`${url}: not exactly one div.entry-body`);
    }
  }
  assertNone(faults, 'entry without its page');
});

for (const [kind, folder] of Object.entries(KINDS)) {
  test(`${folder}/ lists each of its entries once`, () => {
    assertNone(indexFaults(`${folder}/`, idsWhere((e) => e.kind === kind)), 'wrong index');
  });
}

test('years/<year>/ list each entry of the year once', () => {
  const years = unique(entries.map((e) => String(e.year)).concat(subfolders('years/')));
  assertNone(years.flatMap((year) => indexFaults(`years/${year}/`, idsWhere((e) => String(e.year) === year))),
    'wrong index');
});

test('branches/<branch>/ list each entry of the branch once', () => {
  const branches = unique(entries.flatMap((e) => e.branches).concat(subfolders('branches/')));
  assertNone(branches.flatMap((b) => indexFaults(`branches/${b}/`, idsWhere((e) => e.branches.includes(b)))),
    'wrong index');
});

test('branches/<branch>/<year>/ list each entry of that branch and year once', () => {
  const faults = [];
  for (const b of unique(entries.flatMap((e) => e.branches).concat(subfolders('branches/')))) {
    const own = entries.filter((e) => e.branches.includes(b));
    for (const year of unique(own.map((e) => String(e.year)).concat(subfolders(`branches/${b}/`)))) {
      const expected = own.filter((e) => String(e.year) === year).map((e) => e.id);
      faults.push(...indexFaults(`branches/${b}/${year}/`, expected));
    }
  }
  assertNone(faults, 'wrong index');
});

test('the pages of tags list each entry once for each of its tags', () => {
  const shown = subfolders('tags/').flatMap((tag) => listed(`tags/${tag}/`));
  const faults = [];
  for (const entry of entries) {
    const times = shown.filter((id) => id === entry.id).length;
    const wanted = new Set(entry.tags).size;
    if (times !== wanted) faults.push(`${entry.id}: ${times} times, has ${wanted} tags`);
  }
  assertNone(faults, 'wrong tag index');
});

test('the pages of an index are numbered without a gap', () => {
  const folders = unique(filesOfType('html').map((f) => f.replace(/(page\/\d+\/)?[^/]*$/, '')));
  const faults = folders.filter((folder) => indexPages(folder).some((page, at) => page.number !== at + 1));
  assertNone(faults, 'gap in the pages');
});

test('every data-entry link leads to the entry that it names', () => {
  const urls = new Map(entries.map((entry) => [entry.id, entry.url]));
  const faults = [];
  for (const page of filesOfType('html')) {
    for (const { id, href } of listedOn(page)) {
      if (!href || resolve(page, href).file !== urls.get(id)) faults.push(`${page}: ${id} → ${href}`);
    }
  }
  assertNone(faults, 'link to another entry');
});
