// How pages lie on narrow screens, and how the keyboard gets into them.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { fileRoot, launch, withPage } = require('./lib/browser');
const { MODES, applyMode } = require('./lib/modes');
const { samplePages } = require('./lib/samples');

const NARROW = { width: 360, height: 640 };
const PAGES = Object.entries(samplePages());

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser && browser.close());

/** How many pixels wider than the screen the page is, and the elements that stick out. */
function overflow() {
  const width = document.documentElement.clientWidth;
  const outside = Array.from(document.body.querySelectorAll('*'))
    .filter((e) => e.getBoundingClientRect().right > width + 1)
    .map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') || ''}`);
  return { by: document.documentElement.scrollWidth - width, outside: outside.slice(0, 5) };
}

for (const [type, file] of PAGES) {
  test(`${type} does not scroll sideways at 360 px`, async () => {
    for (const mode of [MODES.light, MODES['larger text']]) {
      const options = { viewport: NARROW, bypassCSP: true };
      await withPage(browser, { root: fileRoot(), file, options }, async (page) => {
        await applyMode(page, mode);
        const { by, outside } = await page.evaluate(overflow);
        assert.ok(by <= 0, `${file} is ${by} px too wide${mode.style && ' with larger text'}: ${outside.join(', ')}`);
      });
    }
  });
}

function focused() {
  const { hash, tagName, textContent } = document.activeElement;
  const box = document.activeElement.getBoundingClientRect();
  return { hash: hash || '', tagName, text: textContent.trim(), visible: box.width > 1 && box.height > 1 && box.top >= 0 };
}

/** Whether the keyboard has come into the part of the page that `hash` names. */
function arrived(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  return target !== null && target.matches(':target');
}

function focusIsInside(hash) {
  return document.getElementById(decodeURIComponent(hash.slice(1))).contains(document.activeElement);
}

for (const [type, file] of PAGES) {
  test(`the first Tab on ${type} shows a skip link, and it works`, async () => {
    await withPage(browser, { root: fileRoot(), file, options: {} }, async (page) => {
      await page.keyboard.press('Tab');
      const link = await page.evaluate(focused);
      assert.equal(link.tagName, 'A', `${file}: the first Tab reaches ${link.tagName} ${link.text}`);
      assert.match(link.hash, /^#./, `${file}: "${link.text}" leads to no part of the page`);
      assert.ok(link.visible, `${file}: the skip link does not show while it has the focus`);
      await page.keyboard.press('Enter');
      assert.ok(await page.evaluate(arrived, link.hash), `${file}: ${link.hash} is not reached`);
      await page.keyboard.press('Tab');
      const more = await page.locator(`${link.hash} a[href], ${link.hash} button`).count();
      if (more > 0) {
        assert.ok(await page.evaluate(focusIsInside, link.hash), `${file}: the next Tab leaves ${link.hash}`);
      }
    });
  });
}
