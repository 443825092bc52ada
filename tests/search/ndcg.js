'use strict';
// How well the engine ranks the sample archive: nDCG@10 of each judged query, and the mean.
// Judged is what the page shows first: the hits, then near. An answer that no search reaches lowers the value too.
// usage: node ndcg.js SITE FLOOR

const fs = require('node:fs');
const path = require('node:path');
const { engineOf } = require('./engine.js');

const SHOWN = 10;

function gain(grades) {
  return grades.slice(0, SHOWN).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
}

function ndcg(ids, grades) {
  const best = Object.values(grades).sort((a, b) => b - a);
  return gain(ids.map((id) => grades[id] || 0)) / gain(best);
}

async function main() {
  const [site, floor] = [process.argv[2], Number(process.argv[3])];
  const judged = JSON.parse(fs.readFileSync(path.join(__dirname, 'judgements.json'), 'utf8'));
  const known = new Set(JSON.parse(fs.readFileSync(path.join(site, 'archive.json'), 'utf8')).entries.map((entry) => entry.id));
  const engine = engineOf(site);
  const faults = [];
  let sum = 0;
  for (const { q, grades } of judged) {
    const found = await engine.search({ q, limit: SHOWN });
    const value = ndcg(found.hits.concat(found.near).map((hit) => hit.id), grades);
    console.log(`${value.toFixed(4)}  ${q}`);
    sum += value;
    if (value === 0) {
      faults.push(`${q}: nothing of what was meant`);
    }
    for (const id of Object.keys(grades).filter((each) => !known.has(each))) {
      faults.push(`${q}: no entry ${id}`);
    }
  }
  const mean = sum / judged.length;
  console.log(`${mean.toFixed(4)}  mean nDCG@${SHOWN} of ${judged.length} queries`);
  if (judged.length < 64 || !(mean >= floor)) {
    faults.push(`the mean is below ${floor}, or fewer than 64 queries are judged`);
  }
  faults.forEach((fault) => console.log(fault));
  process.exitCode = faults.length > 0 ? 1 : 0;
}

main();
