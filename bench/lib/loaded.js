// Asks the search of a built site some queries, each as the first of a reader, and says how many bytes each one loaded.
// usage: node loaded.js SITE < QUERIES.json. Never judges what was found, but that something was.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { engineOf } = require('../../tests/search/engine');

const ENGINE = ['engine.js', 'tables.js'];

async function loaded(site, q) {
  const engine = engineOf(site);
  const { total } = await engine.search({ q });
  if (total === 0) throw new Error(`${q}: nothing found`);
  return engine.loaded.bytes;
}

async function main() {
  const site = process.argv[2];
  const engine = ENGINE.reduce((sum, name) => sum + fs.statSync(path.join(site, 'assets/search', name)).size, 0);
  const all = [];
  for (const q of JSON.parse(fs.readFileSync(0, 'utf8'))) all.push(engine + await loaded(site, q));
  console.log(JSON.stringify(all));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
