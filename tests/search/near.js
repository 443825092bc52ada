'use strict';
// What comes under near, what is suggested and what snippets show, on the archive that tests/suite/search.rs writes.
// usage: node near.js SITE

const assert = require('node:assert/strict');
const { engineOf } = require('./engine.js');

const { search } = engineOf(process.argv[2]);
// The engine's arrays are of another realm, so they are copied before they are compared.
const ids = (hits) => Array.from(hits, (hit) => hit.id);
const marked = (hit) => Array.from(hit.marks, ([start, end]) => hit.snippet.slice(start, end));

// `hits` and `near` are ids in their order; `kind` is why each of near is there.
async function finds(q, hits, near, kind) {
  const found = await search({ q });
  assert.equal(found.total, hits.length, `${q}: the total counts hits alone`);
  assert.deepEqual(ids(found.hits), hits, q);
  assert.deepEqual(ids(found.near), near, q);
  found.near.forEach((hit) => assert.equal(hit.why.kind, kind, q));
  assert.equal(Object.values(found.facets.kind).reduce((sum, count) => sum + count, 0), hits.length, `${q}: facets count hits alone`);
  return found;
}

async function masks() {
  const found = await finds('光荣在党50年', ['activities/2022/literal'], ['activities/2022/masked'], 'mask');
  assert.deepEqual(marked(found.near[0]), ['光荣在党**年']);
  const last = await search({ q: '光荣在党50年纪念章' });
  assert.deepEqual(ids(last.near), ['activities/2022/masked']);
  assert.deepEqual(ids((await search({ q: '光荣在党' })).near), [], 'what matches to the letter is not near');
}

async function spellings() {
  await finds('二〇二三年九月', [], ['activities/2023/arabic'], 'numeral');
  await finds('承诺三百五十八项', [], ['activities/2023/arabic'], 'numeral');
  assert.deepEqual(ids((await search({ q: '收粮10万斤' })).near), [], 'a nought of 10 with 万 is no numeral');
  const body = await finds('支部大会', [], ['activities/2023/synonym-title', 'activities/2023/synonym-body'], 'synonym');
  assert.equal(body.near[0].why.text, '党员大会');
  const quotes = await finds('村两委', [], ['activities/2023/quotes'], 'quotes');
  assert.deepEqual(marked(quotes.near[0]), ['村“两委']);
}

async function suggestions() {
  const found = await search({ q: '党建术职' });
  assert.equal(found.total, 0);
  assert.ok(found.suggestions.includes('党建述职'), JSON.stringify(found.suggestions));
  assert.deepEqual(Array.from((await search({ q: '办理 党建术职' })).suggestions), ['办理 党建述职'], 'the other terms stay');
  assert.deepEqual(Array.from((await search({ q: '办理358' })).suggestions), ['办理 358']);
  assert.deepEqual(Array.from((await search({ q: 'X党发[2023]5号' })).suggestions), ['党发[2023]5号']);
  assert.deepEqual(Array.from((await search({ q: '光荣' })).suggestions), [], 'nothing is suggested where something is found');
}

async function snippets() {
  const [person] = (await search({ q: '钟毓秀' })).hits;
  assert.equal(person.snippet, '钟毓秀 · 打谷场上晒着新收的稻子，会就在一旁开。', 'a person, then the beginning of the body');
  const [title] = (await search({ q: '晒谷场边' })).hits;
  assert.equal(title.snippet, '打谷场上晒着新收的稻子，会就在一旁开。', 'the title alone: the beginning of the body');
  const [tag] = (await search({ q: '互助' })).hits;
  assert.ok(tag.snippet.startsWith('几户人家结成互助组'), `a passage before the bare tag: ${tag.snippet}`);
  const [pinyin] = (await search({ q: 'shaigu' })).hits;
  assert.deepEqual([pinyin.marks.length, pinyin.titleMarks.length], [0, 0]);
}

masks().then(spellings).then(suggestions).then(snippets).then(() => console.log('near, suggestions and snippets as they should be'), (error) => {
  console.log(error.stack);
  process.exitCode = 1;
});
