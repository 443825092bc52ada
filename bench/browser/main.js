// Asks every contestant every query in headless Chromium, and writes down what came and how long it took.
// usage: node main.js SETTINGS.json, which holds {dangan, hugo, queries, rounds, results}. Never judges speed.
'use strict';

const fs = require('node:fs');
const { launch } = require('../../tests/browser/lib/browser');
const { contestants, nameOf } = require('./contestants');

/** What a session asks before it is measured. */
const FIRST = '党支部';

async function open(browser, root) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${root}index.html`, { waitUntil: 'load' });
  return { context, page };
}

async function timed(page, contestant, q) {
  const { ms, first } = await page.evaluate(contestant.ask, q);
  return { ms, first: first.map(nameOf), sent: contestant.take() };
}

/** On a new page of a browser that has loaded nothing yet: what a first search costs. */
async function cold(browser, contestant, q) {
  contestant.take();
  const { context, page } = await open(browser, contestant.root);
  try {
    return await timed(page, contestant, q);
  } finally {
    await context.close();
  }
}

/** Each query to each contestant in turn, so that a busy moment of the machine meets them all. */
async function eachInTurn(all, queries, use) {
  for (const [number, query] of queries.entries()) {
    for (const contestant of all) {
      const q = contestant.asked(query);
      if (q !== null) await use(contestant, q, number);
    }
  }
}

function score(found, query) {
  const answers = new Set(query.answers);
  const names = new Set(found);
  const right = [...names].filter((name) => answers.has(name)).length;
  const early = new Set(found.slice(0, 200).filter((name) => answers.has(name))).size;
  return { found: names.size, right, early, answers: answers.size };
}

async function run(browser, all, { queries, rounds }) {
  const record = Object.fromEntries(all.map(({ key }) => [key, queries.map(() => ({ cold: [], warm: [] }))]));
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    await eachInTurn(all, queries, async (contestant, q, number) => {
      record[contestant.key][number].cold.push(await cold(browser, contestant, q));
    });
    const pages = new Map();
    for (const contestant of all) {
      pages.set(contestant, await open(browser, contestant.root));
      // The session's first search, which loads the engine, is what the cold runs measure.
      await timed(pages.get(contestant).page, contestant, FIRST);
    }
    await eachInTurn(all, queries, async (contestant, q, number) => {
      record[contestant.key][number].warm.push(await timed(pages.get(contestant).page, contestant, q));
    });
    for (const { context } of pages.values()) await context.close();
  }
  return record;
}

/** What each contestant finds in all, beside the true answers; in pages of their own, since it loads much. */
async function judge(browser, all, queries, record) {
  const pages = new Map();
  for (const contestant of all) pages.set(contestant, await open(browser, contestant.root));
  await eachInTurn(all, queries, async (contestant, q, number) => {
    const own = record[contestant.key][number];
    own.score = score(await contestant.all(pages.get(contestant).page, q), queries[number]);
    const answers = new Set(queries[number].answers);
    own.firstTen = own.cold[0].first.filter((name) => answers.has(name)).length;
    own.cold.concat(own.warm).forEach((one) => delete one.first);
  });
  for (const { context } of pages.values()) await context.close();
}

async function main() {
  const settings = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const all = await contestants(settings);
  const browser = await launch();
  try {
    const record = await run(browser, all, settings);
    await judge(browser, all, settings.queries, record);
    const titles = Object.fromEntries(all.map(({ key, title }) => [key, title]));
    fs.writeFileSync(settings.results, JSON.stringify({ browser: browser.version(), titles, record }));
  } finally {
    await browser.close();
    await Promise.all(all.map((contestant) => contestant.stop()));
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
