// A page of `dangan serve` in a real browser: reloads where it was, swaps styles, shows what is wrong.
// Runs the program that DANGAN_BIN names on an archive of its own.
'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { launch, watch, withPage } = require('./lib/browser');

const ENTRY = 'content/activities/2022/good.md';
const PAGE = 'activities/2022/good/index.html';
const SHEET = 'themes/default/static/style.css';
const BASE = path.join(__dirname, '../sites/base');

let browser;
let folder;
let server;
let root;

function binary() {
  const program = process.env.DANGAN_BIN || path.join(__dirname, '../../target/release/dangan');
  if (!fs.existsSync(program)) throw new Error(`DANGAN_BIN must name the program: no ${program}`);
  return program;
}

function write(file, text) {
  const target = path.join(folder, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}

function entry(text) {
  return `---\ntitle: 上村党支部党员大会\nkind: activity\ndate: 2022-03-10\nbranch: shang-cun\n---\n\n${text}\n`;
}

/** Starts the program; resolves to the address it prints. */
function start() {
  const args = ['--root', folder, '--lang', 'en', 'serve', '--addr', '127.0.0.1:0'];
  server = spawn(binary(), args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((ready, fail) => {
    server.on('error', fail);
    server.stdout.once('data', (line) => ready(String(line).trim()));
  });
}

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dangan-serve-'));
  fs.cpSync(BASE, folder, { recursive: true });
  write(ENTRY, entry('会议学习了章程。'));
  write(SHEET, 'body { color: rgb(1, 1, 1); }');
  browser = await launch();
  root = await start();
});

after(async () => {
  if (server) server.kill('SIGINT');
  if (browser) await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Opens the entry's page, insists that the browser complains of nothing (CSP included), and uses it. */
async function onPage(use) {
  await withPage(browser, { root, file: '404.html', options: {} }, async (page) => {
    const complaints = watch(page, root);
    await page.goto(root + PAGE, { waitUntil: 'load' });
    await page.waitForFunction(() => document.querySelector('link[href$="live.css"]'));
    await use(page);
    // A reload ends the page's event stream; that is no complaint.
    assert.deepEqual(complaints.filter((c) => !c.includes('/__dangan/events')), []);
  });
}

/** Runs in the page, which may be on its way: then it has no body yet. */
function bodyHas(text) {
  const body = document.querySelector('.entry-body');
  return body !== null && body.textContent.includes(text);
}

test('a save reloads the page where it was', async () => {
  await onPage(async (page) => {
    const long = '很长的一段。\n\n'.repeat(300);
    write(ENTRY, entry(`${long}第一稿`));
    await page.waitForFunction(bodyHas, '第一稿');
    // A page that still loads may be moved by the browser; a reader scrolls in one that is there.
    await page.waitForFunction(() => document.readyState === 'complete');
    await page.evaluate(() => window.scrollTo(0, 1234));
    write(ENTRY, entry(`${long}第二稿`));
    await page.waitForFunction(bodyHas, '第二稿');
    await page.waitForFunction(() => window.pageYOffset === 1234);
  });
});

test('a style sheet is swapped without a reload', async () => {
  await onPage(async (page) => {
    await page.evaluate(() => { window.sameDocument = true; });
    write(SHEET, 'body { color: rgb(2, 2, 2); }');
    await page.waitForFunction(() => getComputedStyle(document.body).color === 'rgb(2, 2, 2)');
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    write(SHEET, 'body { color: rgb(3, 3, 3); }');
    await page.waitForFunction(() => getComputedStyle(document.body).color === 'rgb(3, 3, 3)');
    const own = await page.evaluate(() => document.querySelectorAll('link[href*="assets/style.css"]').length);
    assert.equal(own, 1);
  });
});

test('a fault is shown over the page as on the terminal, and goes when it is mended', async () => {
  await onPage(async (page) => {
    write(ENTRY, entry('<b>x</b>').replace('2022-03-10', '2022-02-30'));
    const overlay = page.locator('#dangan-overlay');
    await overlay.waitFor({ state: 'visible' });
    const text = await overlay.textContent();
    assert.match(text, /error\[/);
    assert.match(text, /content\/activities\/2022\/good\.md:4:7/);
    const covers = await overlay.evaluate((e) => getComputedStyle(e).position === 'fixed');
    assert.ok(covers, 'the overlay has its style');
    await page.reload();
    await overlay.waitFor({ state: 'visible' });
    write(ENTRY, entry('改好了'));
    await page.waitForFunction(bodyHas, '改好了');
    assert.equal(await page.locator('#dangan-overlay').count(), 0);
  });
});
