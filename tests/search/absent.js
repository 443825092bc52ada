'use strict';
// Searches of a public site for words of internal entries: nothing is found, nothing is near, nothing is counted.
// usage: node absent.js SITE WORDS.json present|absent

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { engineOf } = require('./engine.js');

const [, , site, list, expected] = process.argv;

async function main() {
  const { search } = engineOf(site);
  for (const q of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const found = await search({ q });
    if (expected === 'present') {
      assert.ok(found.total > 0, `${q}: the test's own word is not found where it should be`);
      continue;
    }
    assert.equal(found.total, 0, `${q} is found`);
    assert.deepEqual(Array.from(found.near), [], `${q} is near something`);
    for (const facet of Object.values(found.facets)) {
      assert.equal(Object.values(facet).reduce((sum, count) => sum + count, 0), 0, `${q} is counted`);
    }
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
