'use strict';
// Queries that nobody should type, and shards that are missing or damaged.
// usage: node bad.js SITE

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { engineOf } = require('./engine.js');

const SITE = process.argv[2];

// A reader waits for no longer. Counted in rounds of the same sums, which take about 20 ms on a quick machine: a busy or
// slow one is no fault of the engine's.
const MOST_ROUNDS = 45;

const LONG = 10000;
const repeated = (text) => text.repeat(Math.ceil(LONG / text.length)).slice(0, LONG);

function article() {
  const files = fs.readdirSync(path.join(SITE, 'reports/2022/dangwei-shuzhi'));
  assert.ok(files.includes('index.html'));
  return fs.readFileSync(path.join(SITE, 'reports/2022/dangwei-shuzhi/index.html'), 'utf8').replace(/<[^>]*>/g, ' ');
}

const LONG_QUERIES = {
  one: repeated('党'),
  pair: repeated('党员'),
  words: repeated('党员大会 '),
  different: Array.from(new Set(article())).filter((c) => c.trim()).join(' '),
  pasted: repeated(article().replace(/\s+/g, '')),
  passage: repeated(article()),
  letters: repeated('a'),
  syllables: repeated('xian'),
  undivided: `${repeated('xian')}v`,
  initials: repeated('dj'),
  digits: repeated('2022年'),
  numerals: repeated('二〇二二年'),
  synonyms: repeated('支部大会'),
  masks: repeated('在党**年'),
  stars: repeated('*'),
  quotes: repeated('"'),
  minuses: repeated('-'),
  excluded: repeated('-党 '),
  punctuation: repeated('，。！？、；：（）〔〕《》—…·'),
  spaces: repeated(' \u3000\t'),
  emoji: repeated('😀'),
  surrogates: repeated('\ud83d'),
  marks: repeated('e\u0301\u0302'),
  compatible: repeated('㍿ﷺ'),
};

const ODD = ['，。！？', '"', '""', '-', '--', '-"', '"党', '党"员', '党 "员 大会', '-党', '\ud83d', '党\udc00员', '\udc00\ud83d', '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>', '&lt;b&gt;', '\0', '%', '\\', '[', '(.*)+', '__proto__', 'constructor', '\u202e党', '\ufeff'];

function cpuMs(spent) {
  return (spent.user + spent.system) / 1000;
}

function roundMs() {
  const before = process.cpuUsage();
  let sum = 1;
  for (let i = 0; i < 2e7; i += 1) {
    sum = Math.imul(sum ^ i, 0x01000193);
  }
  assert.notEqual(sum, 0);
  return cpuMs(process.cpuUsage(before));
}

function whole(found) {
  assert.ok(Number.isInteger(found.total) && found.total >= found.hits.length);
  for (const hit of found.hits.concat(found.near)) {
    assert.equal(typeof hit.snippet, 'string');
    hit.marks.forEach(([start, end]) => assert.ok(start >= 0 && start < end && end <= hit.snippet.length));
  }
}

async function queries() {
  const engine = engineOf(SITE);
  await engine.search({ q: '党' });
  for (const [name, q] of Object.entries(LONG_QUERIES)) {
    const round = roundMs();
    const before = process.cpuUsage();
    whole(await engine.search({ q }));
    const rounds = cpuMs(process.cpuUsage(before)) / round;
    console.log(`${rounds.toFixed(1)} rounds  ${name}, ${q.length} characters`);
    assert.ok(rounds < MOST_ROUNDS, `${name} takes ${rounds} rounds`);
  }
  for (const q of ODD) {
    whole(await engine.search({ q }));
  }
  const everything = await engine.search({ q: '' });
  assert.equal((await engine.search({ q: '"' })).total, everything.total, 'a lone quotation mark asks for nothing');
  assert.equal((await engine.search({ q: '党 "党员' })).total, (await engine.search({ q: '党 党员' })).total, 'the end closes a quotation');
  for (const q of [null, undefined, 7, {}, []]) {
    whole(await engine.search({ q }));
  }
  assert.equal((await engine.search({ q: '<script>' })).total, 0);
}

async function refuses(engine, options, code) {
  await assert.rejects(engine.search(options), (error) => error.code === code && typeof error.shard === 'string');
}

// A shard's script with its packed bytes changed: `dangan.shard("l0","…",123)`.
function changed(script, change) {
  const [, head, text, tail] = /^(dangan\.shard\("\w+",)"([^"]*)"(,\d+\)\n)$/.exec(script);
  return `${head}${JSON.stringify(change(text))}${tail}`;
}

function spoilt(script) {
  return changed(script, (text) => `${text.slice(0, 4)}${text[4] === 'A' ? 'B' : 'A'}${text.slice(5)}`);
}

async function shards() {
  const intact = engineOf(SITE);
  await intact.search({ q: '换届' });
  const lists = intact.loaded.names.filter((name) => name.startsWith('l'));
  const gone = lists[0];
  let back = false;
  const engine = engineOf(SITE, (name, script) => (name === gone && !back ? null : script));
  await refuses(engine, { q: '换届' }, 'missing');
  assert.ok((await engine.search({ q: '' })).total > 0, 'other queries go on');
  back = true;
  const healed = await engine.search({ q: '换届' });
  assert.equal(healed.total, (await intact.search({ q: '换届' })).total, 'a shard that comes back is used');

  for (const [what, change] of [
    ['a bit', spoilt], ['nothing called', () => ''], ['half', (script) => changed(script, (text) => text.slice(0, 16))],
    ['no packed bytes', (script) => changed(script, () => '党支部')],
  ]) {
    const one = engineOf(SITE, (name, script) => (name === gone ? change(script) : script));
    await refuses(one, { q: '换届' }, 'damaged').catch((error) => assert.fail(`${what}: ${error.stack}`));
    assert.ok((await one.search({ q: '' })).total > 0);
    const texts = engineOf(SITE, (name, script) => (/^t\d/.test(name) ? change(script) : script));
    await refuses(texts, { q: '换届' }, 'damaged');
    const directory = engineOf(SITE, (name, script) => (name === 'directory' ? change(script) : script));
    await refuses(directory, { q: '换届' }, 'damaged');
  }
  for (const name of ['directory', 't0', 'tags']) {
    const one = engineOf(SITE, (each, script) => (each === name || (name === 't0' && /^t\d/.test(each)) ? null : script));
    await refuses(one, { q: '', tag: name === 'tags' ? '督查' : undefined }, 'missing');
  }
}

// What a search asks for beyond the index, and only sometimes: proposals are dispensable, what is near is not.
async function parts() {
  const without = (part) => engineOf(SITE, (name, script) => (name === part ? null : script));
  const q = '焕届';
  const asked = await engineOf(SITE, (name, script) => script).search({ q });
  assert.deepEqual([asked.total, Array.from(asked.suggestions)], [0, ['换届']]);
  const told = await without('instead').search({ q });
  assert.deepEqual([told.total, Array.from(told.suggestions)], [0, []], 'that nothing was found is told without proposals');
  await assert.rejects(without('beside').search({ q: '两委成员' }), /beside/);
}

queries().then(shards).then(parts).then(() => console.log('bad queries and bad shards are borne'), (error) => {
  console.log(error.stack);
  process.exitCode = 1;
});
