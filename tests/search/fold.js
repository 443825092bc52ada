'use strict';
// The browser's folding against pairs of folded and original texts.
// usage: node fold.js SITE PAIRS.json

const fs = require('node:fs');
const { engineOf } = require('./engine.js');

const { fold } = engineOf(process.argv[2]).dangan;
const pairs = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));
const faults = [];
for (const [expected, text] of pairs) {
  const mapped = fold.withMap(text);
  const rising = mapped.map.every((at, i) => i === 0 || mapped.map[i - 1] <= at) && mapped.map.length === mapped.text.length + 1;
  if (fold.fold(text) !== expected || mapped.text !== expected || !rising) {
    faults.push({ text, codes: Array.from(text, (c) => c.codePointAt(0).toString(16)), expected, seen: fold.fold(text), mapped: mapped.text });
  }
}
console.log(`${pairs.length} texts folded, ${faults.length} differ`);
for (const fault of faults.slice(0, 10)) {
  console.log(JSON.stringify(fault));
}
process.exitCode = faults.length > 0 || pairs.length < 60000 ? 1 : 0;
