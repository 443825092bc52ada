// The Nu HTML checker on every page: no error, no warning, no remark.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const { filesOfType, siteDir } = require('./lib/site');
const { assertNone } = require('./lib/faults');

// The one file of the package that is used: its own launcher would fetch a Java of its own.
const JAR = path.join(path.dirname(require.resolve('vnu-jar')), 'build', 'dist', 'vnu.jar');
const PAGES_A_RUN = 500;

// Remarks that are let through, each with its reason.
const ALLOWED = [
  // CommonMark renderers write <br /> and <hr />; that is legal HTML, and the remark is about unquoted attributes.
  /^Trailing slash on void elements has no effect/,
  // A file on disk has no origin that the checker could hold against 'self', so it calls every relative
  // reference blocked. browse.test.js sees in Chromium that none is; safety.test.js reads the policy itself.
  /^Resource violates Content Security Policy .* “(?![a-z][a-z0-9+.-]*:|\/\/)[^”]*” blocked by /,
];

function check(pages) {
  const args = ['-jar', JAR, '--stdout', '--exit-zero-always', '--format', 'json', ...pages];
  const run = spawnSync('java', args, { cwd: siteDir(), encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, `the checker did not run: ${run.error || run.stderr}`);
  return JSON.parse(run.stdout).messages;
}

function describe(message) {
  const file = path.relative(siteDir(), decodeURIComponent((message.url || '').replace(/^file:/, '')));
  const kind = message.subType || message.type;
  return `${file}:${message.lastLine}:${message.lastColumn} ${kind}: ${message.message}`;
}

test('the Nu HTML checker finds nothing', () => {
  const pages = filesOfType('html');
  const messages = [];
  for (let at = 0; at < pages.length; at += PAGES_A_RUN) {
    messages.push(...check(pages.slice(at, at + PAGES_A_RUN)));
  }
  const kept = messages.filter((m) => !ALLOWED.some((pattern) => pattern.test(m.message)));
  assertNone(kept.map(describe), 'message of the checker');
});
