// `dangan serve --edit` in a real browser, from an empty folder to a published entry: filling in, faults beside
// their fields, dropped files, a conflict, import, check, the keyboard alone. Runs the program that DANGAN_BIN names.
'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const acorn = require('acorn');
const { launch, watch } = require('./lib/browser');
const { violations } = require('./lib/axe');
const { assertNone } = require('./lib/faults');

const PARTS = path.join(__dirname, '../../src/serve/desk/page');
const WIDTHS = [360, 768, 1440];

let browser;
let folder;
let server;
let site;
let form;

function binary() {
  const program = process.env.DANGAN_BIN || path.join(__dirname, '../../target/release/dangan');
  if (!fs.existsSync(program)) throw new Error(`DANGAN_BIN must name the program: no ${program}`);
  return program;
}

/** Starts the program; resolves to the two addresses that it prints. */
function start() {
  const args = ['--root', folder, '--lang', 'zh', 'serve', '--edit', '--addr', '127.0.0.1:0'];
  server = spawn(binary(), args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((ready, fail) => {
    let text = '';
    server.on('error', fail);
    server.stdout.on('data', (piece) => {
      text += piece;
      const lines = text.trim().split('\n');
      if (lines.length === 2) ready(lines);
    });
  });
}

function read(file) {
  return fs.readFileSync(path.join(folder, file), 'utf8');
}

/** The entries' files below `content/`, by what their names end in. */
function entryFile(ending) {
  const found = fs.readdirSync(path.join(folder, 'content'), { recursive: true }).map(String)
    .find((file) => file.replace(/\\/g, '/').endsWith(ending));
  return found && `content/${found.replace(/\\/g, '/')}`;
}

before(async () => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'dangan-edit-')), 'archive');
  execFileSync(binary(), ['init', folder]);
  browser = await launch();
  [site, form] = await start();
});

after(async () => {
  if (server) server.kill('SIGINT');
  if (browser) await browser.close();
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

/** A page that was let in; fails on any complaint but those that `expected` matches. */
async function onDesk(use, { options = {}, expected = /^$/ } = {}) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const complaints = watch(page, site);
    page.on('dialog', (dialog) => dialog.accept());
    await page.goto(form);
    await page.locator('#entries li').first().waitFor();
    await use(page);
    const others = complaints.filter((c) => !expected.test(c) && !/events|favicon/.test(c));
    assert.deepEqual(others, []);
  } finally {
    await context.close();
  }
}

function address(file) {
  return `${site}__dangan/edit/entry?path=${encodeURIComponent(file)}`;
}

/** The entry whose form is open. */
function opened(page) {
  return new URL(page.url()).searchParams.get('path');
}

function said(page, text) {
  return page.waitForFunction((wanted) => document.getElementById('state').textContent.includes(wanted), text);
}

// A save that is refused answers with one of these; the browser says so on its console.
const REFUSED = /status (409|422)|Failed to load resource.*(409|422)/;

test('the token leaves the address, and another tab needs none', async () => {
  await onDesk(async (page) => {
    assert.equal(page.url(), `${site}__dangan/edit/`);
    const tab = await page.context().newPage();
    await tab.goto(`${site}__dangan/edit/`);
    await tab.locator('#entries li').first().waitFor();
    const cookie = (await page.context().cookies()).find((c) => c.name.startsWith('dangan-edit-'));
    assert.ok(cookie.httpOnly && cookie.sameSite === 'Strict');
  });
});

test('a page of another origin gets nothing and changes nothing', async () => {
  await onDesk(async (page) => {
    const foreign = await page.context().newPage();
    await foreign.goto('data:text/html,<p>x</p>');
    const reached = await foreign.evaluate(async (root) => {
      const ask = (options) => fetch(`${root}__dangan/edit/api/save`, options).then(() => 'answered', () => 'refused');
      return Promise.all([
        ask({ method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json' }, body: '{}' }),
        ask({ credentials: 'include' }),
      ]);
    }, site);
    assert.deepEqual(reached, ['refused', 'refused']);
  });
});

test('from an empty form to a published entry', async () => {
  await onDesk(async (page) => {
    await page.click('text=新建活动');
    await page.fill('#f-title', '十月主题党日');
    await page.fill('#f-hours', '很多');
    await page.fill('#f-body', '## 一、学习\n\n学习了**章程**。<script>window.hacked = 1</script>');
    await page.fill('#f-date', '2024-10-15');
    await page.check('#field-branch input[type=checkbox] >> nth=0');
    // The fault stands beside its field before anything is saved.
    await page.locator('#fault-hours .fault').waitFor();
    assert.equal(await page.getAttribute('#f-hours', 'aria-invalid'), 'true');
    const described = await page.getAttribute('#f-hours', 'aria-describedby');
    assert.ok(described.split(' ').includes('fault-hours'));
    await page.frameLocator('#preview').locator('h2', { hasText: '一、学习' }).waitFor();
    await page.click('#save');
    await said(page, '没有保存');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'f-hours');
    assert.equal(fs.existsSync(path.join(folder, 'content/activities/2024/20241015-shiyue-zhuti-dangri.md')), false, 'nothing is written while it has faults');
    await page.fill('#f-hours', '1.5');
    await page.click('#save');
    await page.waitForURL(/path=content/);
    const file = opened(page);
    assert.match(read(file), /^---\n标题: 十月主题党日\n类型: 活动\n日期: 2024-10-15\n支部: \S+\n学时: 1.5\n---\n\n## 一、学习/);

    await page.setInputFiles('#pick', { name: '签到表:1.txt', mimeType: 'text/plain', buffer: Buffer.from('签到') });
    await page.waitForFunction(() => document.querySelectorAll('#field-attachments .rows li').length === 1);
    assert.equal(page.url(), address(file));
    await page.click('#save');
    await said(page, '已保存');
    assert.match(read(file), /附件:\n {2}- \{文件: "签到表_1\.txt", 标题: \S+\}\n/);
    assert.equal(read(path.join(path.dirname(file), '签到表_1.txt')), '签到');

    await page.click('#page');
    await page.locator('.entry-body', { hasText: '学习了章程' }).waitFor();
    await page.locator('a', { hasText: '签到表' }).first().waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  }, { expected: REFUSED });
});

/** How many files lie below `content/`. */
function countFiles() {
  return fs.readdirSync(path.join(folder, 'content'), { recursive: true }).length;
}

const SHEET = { name: '签到表.txt', mimeType: 'text/plain', buffer: Buffer.from('签到') };
const PHOTO = { name: '会场.png', mimeType: 'image/png', buffer: Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') };

test('files dropped before the first save are written with the entry, and with no other', async () => {
  await onDesk(async (page) => {
    const before = countFiles();
    await page.click('text=新建活动');
    await page.fill('#f-title', '十一月党课');
    await page.setInputFiles('#pick', [SHEET, PHOTO, { name: '不要的.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }]);
    await page.click('[aria-label="不放 不要的.txt"]');
    assert.equal(await page.locator('#dropped li').count(), 2);
    // What is never saved leaves nothing.
    await page.goto(`${site}__dangan/edit/`);
    await page.locator('#entries li').first().waitFor();
    assert.equal(countFiles(), before);

    await page.click('text=新建活动');
    await page.fill('#f-title', '十一月党课');
    await page.fill('#f-date', '2024-11-15');
    await page.setInputFiles('#pick', [SHEET, PHOTO]);
    // A refused save puts nothing anywhere either.
    await page.click('#save');
    await said(page, '没有保存');
    assert.equal(countFiles(), before);
    await page.check('#field-branch input[type=checkbox] >> nth=0');
    await page.click('#save');
    await said(page, '已保存');
    const file = opened(page);
    assert.match(read(file), /附件:\n {2}- "签到表\.txt"\n照片:\n {2}- "会场\.png"\n/);
    assert.equal(read(path.join(path.dirname(file), '签到表.txt')), '签到');
    assert.deepEqual(fs.readFileSync(path.join(folder, path.dirname(file), '会场.png')), PHOTO.buffer);
    assert.equal(countFiles(), before + 3);
  }, { expected: REFUSED });
});

test('records are groups of fields that can be filled in, moved and removed with the keyboard alone', async () => {
  await onDesk(async (page) => {
    const file = 'content/reports/2024/records.md';
    const branch = /(?:id|编号): (\S+)/.exec(read('content/branches.yaml'))[1];
    const problems = ['  # 先办\n  - 编号: p1  # 号\n    事项: |\n      参会率低\n      两季\n', '  - {编号: p2, 事项: 记录慢, 措施: [{事项: 补记}]}  # 尾\n'];
    const text = (list) => `---\n标题: 述职\n类型: 报告\n日期: 2024-12-30\n支部: ${branch}\n问题:\n${list}---\n\n正文\n`;
    fs.writeFileSync(path.join(folder, file), text(problems.join('')));
    await page.waitForTimeout(300);
    await page.goto(address(file));
    const heads = () => page.locator('#field-problems > .records > li > details > summary').allTextContents();
    assert.deepEqual(await heads(), ['问题第1条：p1 参会率低\n两季', '问题第2条：p2 记录慢']);
    const press = async (label, key) => {
      await page.locator(`[aria-label="${label}"]`).focus();
      await page.keyboard.press(key);
    };
    const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent);

    // The second goes up: its bytes and the other's are the same, in the other order.
    await press('上移问题第2条', 'Enter');
    assert.equal(await focused(), '下移问题第1条');
    await page.keyboard.press('Control+s');
    await said(page, '已保存');
    assert.equal(read(file), text(problems[1] + problems[0]));

    // One key of a record in braces.
    await page.locator('#field-problems summary').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('#field-problems li.record').first().locator('input[id$="-cause"]').first().focus();
    await page.keyboard.type('人手少');
    await page.keyboard.press('Control+s');
    await said(page, '已保存');
    const braces = problems[1].replace('措施: [{事项: 补记}]', '措施: [{事项: 补记}], 原因: 人手少');
    assert.equal(read(file), text(braces + problems[0]));

    // A new one with a measure; what is missing of it is told as its own.
    await page.locator('#field-problems > .add').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('p3');
    await page.locator('#fault-problems .fault', { hasText: '第3条' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('经费少');
    const third = page.locator('#field-problems > .records > li').nth(2);
    await third.locator('text=添加一条措施').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('申请补助');
    await page.keyboard.press('Control+s');
    await said(page, '已保存');
    const added = '  - 编号: p3\n    事项: 经费少\n    措施:\n      - 事项: 申请补助\n';
    assert.equal(read(file), text(braces + problems[0] + added));

    // And away with it: the keyboard goes on in the list.
    await press('删除问题第3条', 'Enter');
    assert.match(await focused(), /^问题第2条/);
    await page.keyboard.press('Control+s');
    await said(page, '已保存');
    assert.equal(read(file), text(braces + problems[0]));
  }, { expected: REFUSED });
});

test('an open page of the site is updated by a save', async () => {
  await onDesk(async (page) => {
    const file = entryFile('zhuti-dangri.md');
    const reader = await page.context().newPage();
    await page.goto(address(file));
    await page.locator('#page').waitFor({ state: 'visible' });
    await reader.goto(site.replace(/\/$/, '') + await page.getAttribute('#page', 'href'));
    await page.locator('#f-body').press('Control+End');
    await page.keyboard.type('\n\n补记一段。');
    await page.keyboard.press('Control+s');
    await said(page, '已保存');
    await reader.locator('.entry-body', { hasText: '补记一段。' }).waitFor();
  });
});

test('what was not touched keeps its bytes', async () => {
  await onDesk(async (page) => {
    const file = 'content/activities/2024/kept.md';
    const text = '\ufeff---\r\n# 手写的注\r\n标题：旧题   # 题\r\n类型: "活动"\r\n日期: 2024/3/15\r\n支部: [PARTY]\r\nplace: \'会议室\'\r\n---\r\n\r\n一\r\n\r\n二\r\n';
    const branch = /- id: (\S+)/.exec(read('content/branches.yaml')) || /编号: (\S+)/.exec(read('content/branches.yaml'));
    fs.writeFileSync(path.join(folder, file), text.replace('PARTY', branch[1]));
    await page.waitForTimeout(300);
    await page.goto(address(file));
    await page.fill('#f-place', '礼堂');
    await page.click('#save');
    await said(page, '已保存');
    assert.equal(read(file), text.replace('PARTY', branch[1]).replace('会议室', '礼堂'));
  });
});

test('what is typed while a save is under way stays in the form, with the cursor, and the next save writes it', async () => {
  await onDesk(async (page) => {
    const file = entryFile('xianjin.md');
    await page.goto(address(file));
    let held;
    const asked = new Promise((ready) => { held = ready; });
    await page.route('**/save', (route) => held(route), { times: 1 });
    await page.fill('#f-issuer', '市委');
    await page.click('#save');
    const route = await asked;
    await page.fill('#f-issuer', '市委组织部');
    await page.click('#f-body');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('迟写的一句。');
    const saves = [];
    page.on('request', (request) => { if (request.url().endsWith('/save')) saves.push(request); });
    await route.continue();
    await said(page, '已保存；之后又有改动，还没有保存');
    assert.match(read(file), /市委\s*\n/);
    assert.doesNotMatch(read(file), /迟写/);
    assert.equal(await page.inputValue('#f-issuer'), '市委组织部');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'f-body');
    await page.keyboard.type('又一句。');
    await page.keyboard.press('Control+s');
    await page.waitForFunction(() => document.getElementById('state').textContent === '已保存');
    assert.match(read(file), /市委组织部/);
    assert.match(read(file), /迟写的一句。又一句。/);

    // A save that is asked for during another comes after it, and meets no conflict.
    await page.route('**/save', async (second) => {
      await page.fill('#f-issuer', '省委组织部');
      await page.keyboard.press('Control+s');
      await second.continue();
    }, { times: 1 });
    saves.length = 0;
    await page.fill('#f-body', '全新的正文。');
    await page.keyboard.press('Control+s');
    await page.waitForFunction(() => document.getElementById('state').textContent === '已保存');
    assert.match(read(file), /省委组织部/);
    assert.equal(saves.length, 2);
  });
});

test('a file that is put in while a save draws the form anew is in the new form', async () => {
  await onDesk(async (page) => {
    await page.goto(address(entryFile('xianjin.md')));
    let draw;
    let put;
    const drawing = new Promise((go) => { draw = go; });
    const putting = new Promise((go) => { put = go; });
    await page.route(/\/form\?/, async (route) => { await drawing; await route.fallback(); });
    await page.route(/\/file\?/, async (route) => { await putting; await route.fallback(); });
    const asked = page.waitForRequest(/\/form\?/);
    await page.fill('#f-issuer', '县委');
    await page.click('#save');
    await asked;
    await page.setInputFiles('#pick', { name: '名单.txt', mimeType: 'text/plain', buffer: Buffer.from('名单') });
    draw();
    await said(page, '已保存');
    put();
    await page.waitForFunction(() => document.querySelectorAll('#field-attachments .rows li').length === 1, null, { timeout: 10000 });
  });
});

test('a conflict shows both, and what was changed goes into the newer text', async () => {
  await onDesk(async (page) => {
    const file = entryFile('xianjin.md');
    await page.goto(address(file));
    await page.fill('#f-issuer', '县委组织部');
    fs.writeFileSync(path.join(folder, file), read(file).replace(/\n---\n/, '\n# 同事的注\n---\n'));
    await page.click('#save');
    await page.locator('#conflict').waitFor({ state: 'visible' });
    assert.match(await page.textContent('#theirs'), /同事的注/);
    assert.match(await page.textContent('#yours'), /县委组织部/);
    assert.doesNotMatch(read(file), /县委组织部/);
    assertNone(await violationsAt(page, 1440), 'violation in a conflict');
    await page.click('#rebase');
    await said(page, '已保存');
    assert.match(read(file), /同事的注/);
    assert.match(read(file), /县委组织部/);
  }, { expected: REFUSED, options: { bypassCSP: true } });
});

test('a dropped document becomes an entry to check', async () => {
  await onDesk(async (page) => {
    await page.click('text=导入文档');
    const text = '2024年度述职报告\n\n2024年12月30日\n\n一、工作\n\n做了工作。\n';
    const data = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], '述职.txt', { type: 'text/plain' }));
      return transfer;
    }, text);
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
    await page.locator('.guesses dt', { hasText: '日期' }).waitFor();
    await page.click('text=打开核对');
    await page.locator('#field-date .guessed').waitFor();
    assert.equal(await page.inputValue('#f-date'), '2024-12-30');
    assert.match(read(opened(page)), /日期: 2024-12-30 +# guessed/);
    await page.check('#field-date .guessed input');
    await page.check('#field-kind .guessed input');
    await page.fill('#f-author', '何春兰');
    await page.click('text=添加一条承诺');
    await page.keyboard.type('何春兰');
    await page.keyboard.press('Tab');
    await page.keyboard.type('修好村道');
    await page.click('#save');
    await said(page, '已保存');
    const text2 = read(opened(page));
    assert.match(text2, /述职人: 何春兰/);
    assert.match(text2, /类型: 报告\n日期: 2024-12-30\n/);
    assert.match(text2, /承诺:\n {2}- 承诺人: 何春兰\n {4}事项: 修好村道\n/);

    // Dropped again it is told, and imported only by who says so.
    await page.click('text=导入文档');
    await page.waitForURL(/edit\/import$/);
    await page.setInputFiles('#pick', { name: '改了名.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await page.locator('.imported .fault', { hasText: '以前导入过' }).waitFor();
    assert.equal(await page.locator('text=打开核对').count(), 0);
    await page.click('button:has-text("再导入一次")');
    await page.locator('text=打开核对').waitFor();
  });
});

test('check leads to the form at fault, and a broken text can be mended as such', async () => {
  await onDesk(async (page) => {
    const file = 'content/activities/2024/broken.md';
    const broken = '---\n标题: [坏\n类型: 活动\n---\n正文\n';
    fs.writeFileSync(path.join(folder, file), broken);
    await page.waitForTimeout(300);
    await page.click('text=检查');
    await page.click(`.findings a:has-text("${file}")`);
    await page.locator('#summary li.error').first().waitFor();
    assert.equal(await page.inputValue('#f-body'), broken);
    const branch = /支部: (\S+)|branch: (\S+)/.exec(read(entryFile('zhuti-dangri.md')));
    await page.fill('#f-body', broken.replace('[坏', '好').replace('活动\n', `活动\n日期: 2024-05-01\n支部: ${branch[1] || branch[2]}\n`));
    await page.click('#save');
    await page.locator('#f-title').waitFor();
    assert.equal(await page.inputValue('#f-title'), '好');
    fs.rmSync(path.join(folder, file));
  }, { expected: REFUSED });
});

test('the keyboard alone is enough', async () => {
  await onDesk(async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
    async function tabTo(wanted) {
      for (let i = 0; i < 80; i += 1) {
        if (await focused() === wanted) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`Tab never came to ${wanted}`);
    }
    await tabTo('新建荣誉');
    await page.keyboard.press('Enter');
    await page.locator('#f-title').waitFor();
    await tabTo('f-title');
    await page.keyboard.type('先进党支部');
    await tabTo('f-date');
    // Month, day, year: the order of an English browser.
    await page.keyboard.type('07012024');
    assert.equal(await page.inputValue('#f-date'), '2024-07-01');
    const box = await page.evaluate(() => {
      const input = document.querySelector('#field-branch input[type=checkbox]');
      input.id = 'first-branch';
      return input.id;
    });
    await tabTo(box);
    await page.keyboard.press('Space');
    await tabTo('添加对象');
    await page.keyboard.press('Enter');
    await page.keyboard.type('上村党支部');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), '删除对象第1项');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), '添加对象');
    await tabTo('save');
    await page.keyboard.press('Enter');
    await page.waitForURL(/path=content/);
    assert.match(read(opened(page)), /标题: 先进党支部/);
  }, { options: { locale: 'en-US' } });
});

async function violationsAt(page, width) {
  await page.setViewportSize({ width, height: 900 });
  const found = await violations(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  return found.concat(wide ? ['wider than the window'] : []).map((fault) => `${width} px: ${fault}`);
}

for (const [name, colorScheme] of [['light', 'light'], ['dark', 'dark']]) {
  test(`axe finds nothing on any screen, and none is too wide (${name})`, async () => {
    await onDesk(async (page) => {
      const faults = [];
      const bad = { title: '', date: '2022-02-30' };
      const files = [entryFile('shuzhi.md'), entryFile('records.md')].map((file) => `entry?path=${encodeURIComponent(file)}`);
      const screens = ['', 'import', 'check', 'entry?kind=activity', ...files];
      for (const screen of screens) {
        await page.goto(`${site}__dangan/edit/${screen}`);
        if (screen.startsWith('entry')) {
          await page.locator('#f-title').fill(bad.title);
          await page.locator('#fault-title .fault').waitFor();
          await page.evaluate(() => {
            Array.from(document.querySelectorAll('.field-records > .add')).forEach((button) => button.click());
            Array.from(document.querySelectorAll('details')).forEach((part) => { part.open = true; });
          });
        }
        if (screen === 'check') await page.waitForFunction(() => /检查了/.test(document.getElementById('count').textContent));
        for (const width of WIDTHS) faults.push(...(await violationsAt(page, width)).map((f) => `${screen}: ${f}`));
      }
      assertNone(faults, 'violation');
    }, { options: { colorScheme, bypassCSP: true } });
  });
}

test('scripts and style sheets are those that Chrome 64 understands', () => {
  const faults = [];
  for (const name of fs.readdirSync(PARTS)) {
    const source = fs.readFileSync(path.join(PARTS, name), 'utf8');
    if (name.endsWith('.js')) {
      acorn.parse(source, { ecmaVersion: 2017, sourceType: 'script' });
      if (/\.(replaceAll|matchAll|flatMap|flat|fromEntries|allSettled|replaceChildren|append|innerHTML|outerHTML|insertAdjacentHTML)\b(?!\s*=\s*function)/.test(source.replace(/edit\.append/g, ''))) faults.push(`${name}: too new or unsafe`);
    }
    if (name.endsWith('.css') && /:(has|is|where)\(|[^-\w](clamp|min|max)\(|\binset\s*:|\{[^{}]*flex[^{}]*[\s;]gap\s*:/.test(source)) faults.push(`${name}: too new`);
  }
  assertNone(faults, 'of a script or sheet');
});
