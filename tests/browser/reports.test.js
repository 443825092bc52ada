// Any two of a branch's reports side by side: what the script draws of neighbours is what the build has drawn, others
// are drawn too, from a folder, and without scripts the pages of neighbours remain.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { filesOfType, readSite } = require('./lib/site');
const { fileRoot, launch, quietly } = require('./lib/browser');

const pairs = filesOfType('html').map((file) => /^ledgers\/reports\/([^/]+)\/(\d+)\/index\.html$/.exec(file)).filter(Boolean)
  .map(([file, branch, number]) => ({ file, branch, number: Number(number) }));
const withThree = [...new Set(pairs.filter((pair) => pair.number === 3).map((pair) => pair.branch))];

let browser;

before(async () => { browser = await launch(); });
after(async () => { if (browser) await browser.close(); });

function pageOf(branch) { return `ledgers/reports/${branch}/index.html`; }

function onPage(use, options) { return quietly(browser, use, options); }

/** What is drawn: of every side its heading, paragraphs, and what is marked. */
function drawn(page) {
  return page.evaluate(() => [...document.querySelectorAll('.sides .side')].map((side) => ({
    heading: [...side.querySelectorAll('h2, h3')].map((h) => h.textContent),
    paragraphs: [...side.querySelectorAll('p')].map((p) => [p.className, p.textContent]),
    marks: [...side.querySelectorAll('mark.carried')].map((mark) => mark.textContent),
    links: [...side.querySelectorAll('a')].map((a) => a.href),
  })));
}

async function choose(page, older, newer) {
  await page.selectOption('#any-two-older', String(older - 1));
  await page.selectOption('#any-two-newer', String(newer - 1));
}

test('the script draws neighbours as the build does', async () => {
  assert.ok(withThree.length > 0, 'the site has no branch with three reports');
  await onPage(async (page) => {
    let marks = 0;
    for (const { file, branch, number } of pairs.filter((pair) => withThree.includes(pair.branch))) {
      await page.goto(fileRoot() + file);
      const [built, lead] = [await drawn(page), await page.textContent('.page-head .lead')];
      await page.goto(fileRoot() + pageOf(branch));
      await choose(page, number - 1, number);
      // The page's own links go on where the list of the pair's page ends: its head's links are compared too.
      assert.deepEqual(await drawn(page), built, file);
      assert.equal(await page.textContent('.any-two-told'), lead);
      marks += built.flatMap((side) => side.marks).length;
    }
    assert.ok(marks > 0, 'nothing is carried over anywhere: the test shows little');
  });
});

test('any two can be chosen, in any order, and the address keeps them', async () => {
  await onPage(async (page) => {
    await page.goto(fileRoot() + pageOf(withThree[0]));
    assert.equal(await page.locator('.sides').count(), 0);
    await choose(page, 3, 1);
    assert.match(page.url(), /#1-3$/);
    const first = await drawn(page);
    assert.ok(first.length >= 4);
    const years = await page.locator('.side-head a').allTextContents();
    const options = await page.locator('#any-two-older option').allTextContents();
    assert.equal(years.length, 2);
    await page.reload();
    assert.deepEqual(await drawn(page), first);
    assert.equal(await page.locator('#any-two-older option:checked').textContent(), options[0]);
    // The same twice is told and not drawn.
    await choose(page, 2, 2);
    assert.equal(await page.locator('.sides').count(), 0);
    assert.notEqual(await page.textContent('.any-two-told'), '');
    // An address of reports that are not there is passed over.
    await page.goto('about:blank');
    await page.goto(`${fileRoot()}${pageOf(withThree[0])}#1-99`);
    assert.equal(await page.locator('.sides').count(), 0);
  });
});

test('without scripts the neighbours\' pages remain, and no empty form', async () => {
  await onPage(async (page) => {
    await page.goto(fileRoot() + pageOf(withThree[0]));
    assert.equal(await page.locator('#any-two').isVisible(), false);
    assert.ok(await page.locator('.col-pair a').count() >= 2);
  }, { javaScriptEnabled: false });
});

test('a branch with two reports has one page for them and no script', () => {
  const alone = [...new Set(pairs.map((pair) => pair.branch))].filter((branch) => !withThree.includes(branch));
  for (const branch of alone) assert.doesNotMatch(readSite(pageOf(branch)), /any-two/);
  const scripts = filesOfType('js').filter((file) => file.startsWith('ledgers/reports/'));
  assert.deepEqual(scripts, withThree.map((branch) => `ledgers/reports/${branch}/reports.js`).sort());
});
