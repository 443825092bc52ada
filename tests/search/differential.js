'use strict';
// Every query's total and ids against those a scan found; says how many there were.
// usage: node differential.js QUERIES.json

const fs = require('node:fs');
const { engineOf } = require('./engine.js');

async function main() {
  const faults = [];
  let count = 0;
  for (const { site, queries } of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
    const engine = engineOf(site);
    for (const { q, ids } of queries) {
      const found = await engine.search({ q, limit: 1000 });
      const seen = found.hits.map((hit) => hit.id).sort();
      if (found.total !== ids.length || JSON.stringify(seen) !== JSON.stringify(ids)) {
        faults.push({ site, q, expected: ids, seen, total: found.total });
      }
      const near = found.near.map((hit) => hit.id).filter((id) => ids.includes(id));
      if (near.length > 0) {
        faults.push({ site, q, problem: 'near repeats hits', near });
      }
      count += 1;
    }
  }
  console.log(`${count} queries, ${faults.length} differ`);
  for (const fault of faults.slice(0, 5)) {
    console.log(JSON.stringify(fault));
  }
  process.exitCode = faults.length > 0 || count < 2000 ? 1 : 0;
}

main();
