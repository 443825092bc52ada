// Scripts and style sheets that Chrome 64 understands.
'use strict';

const { test } = require('node:test');
const acorn = require('acorn');
const { filesOfType, readSite } = require('./lib/site');
const { assertNone } = require('./lib/faults');

// Each of these came to Chrome after version 64, and none is ignored without harm.
const TOO_NEW_CSS = [
  /:(has|is|where)\(/, /(^|[^-\w])(clamp|min|max)\(/, /@layer\b/, /@container\b/, /\binset\s*:/, /\baspect-ratio\s*:/,
  /\{[^{}]*display:\s*(inline-)?flex[^{}]*[\s;]gap\s*:/,
];
// Calls that a parser cannot tell from others; each came after Chrome 64.
const TOO_NEW_JS = [
  /\.(replaceAll|matchAll|flatMap|flat|fromEntries|allSettled|replaceChildren|at)\(/, /\bIntl\.Segmenter\b/, /\bglobalThis\b/,
];

function syntaxFault(source) {
  try {
    acorn.parse(source, { ecmaVersion: 2017, sourceType: 'script' });
    return '';
  } catch (error) {
    return error.message;
  }
}

test('scripts are classic scripts of ES2017', () => {
  const faults = filesOfType('js').map((file) => [file, syntaxFault(readSite(file))]).filter(([, fault]) => fault);
  assertNone(faults.map(([file, fault]) => `${file}: ${fault}`), 'syntax error');
});

function matches(source, patterns) {
  return patterns.map((pattern) => pattern.exec(source)).filter(Boolean).map((match) => match[0].trim());
}

function tooNew(type, patterns) {
  return filesOfType(type).flatMap((file) => {
    const source = readSite(file).replace(/\/\*[\s\S]*?\*\//g, '');
    return matches(source, patterns).map((found) => `${file}: ${found}`);
  });
}

// The build leaves out lines of comments, and would take a line of such a string for one.
test('no script has a string that runs over lines', () => {
  const fault = (file) => acorn.parse(readSite(file), { ecmaVersion: 2017, onToken: (token) => {
    if (token.type.label === '`') throw new Error(file);
  } });
  assertNone(filesOfType('js').filter((file) => { try { fault(file); return false; } catch (error) { return true; } }), 'a backquote');
});

test('scripts call nothing that came after Chrome 64', () => {
  assertNone(tooNew('js', TOO_NEW_JS), 'too new a call');
});

test('style sheets use nothing that came after Chrome 64', () => {
  assertNone(tooNew('css', TOO_NEW_CSS), 'too new a style');
});
