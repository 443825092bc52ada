// What closed intranets and their browsers demand of each page: a strict policy and nothing inline.
'use strict';

const { test } = require('node:test');
const { filesOfType } = require('./lib/site');
const { pageElements } = require('./lib/html');
const { assertNone } = require('./lib/faults');

const pages = filesOfType('html');

function policyOf(page) {
  const metas = pageElements(page).filter((e) => e.name === 'meta'
    && (e.attrs['http-equiv'] || '').toLowerCase() === 'content-security-policy');
  return metas.length === 1 ? metas[0].attrs.content : '';
}

function policyFault(policy) {
  if (!policy) return 'has not exactly one Content-Security-Policy';
  if (/unsafe-/.test(policy)) return `allows unsafe code: ${policy}`;
  if (!/(^|;)\s*default-src 'none'/.test(policy)) return `default-src is not 'none': ${policy}`;
  if (/https?:|\*/.test(policy)) return `names a place outside: ${policy}`;
  return '';
}

function inlineFaults(element) {
  const faults = Object.keys(element.attrs)
    .filter((name) => name === 'style' || name.startsWith('on'))
    .map((name) => `<${element.name} ${name}=…>`);
  if (element.name === 'style') faults.push('<style>');
  if (element.name === 'script' && !element.attrs.src) faults.push('inline <script>');
  if (/^\s*javascript:/i.test(element.attrs.href || '')) faults.push('javascript: link');
  return faults;
}

function perPage(check) {
  return pages.flatMap((page) => check(page).map((fault) => `${page}: ${fault}`));
}

test('every page has a Content-Security-Policy without unsafe parts', () => {
  assertNone(perPage((page) => [policyFault(policyOf(page))].filter(Boolean)), 'bad policy');
});

test('the policy stands before anything that loads', () => {
  const late = perPage((page) => {
    const head = pageElements(page);
    const policy = head.findIndex((e) => (e.attrs['http-equiv'] || '').toLowerCase() === 'content-security-policy');
    const load = head.findIndex((e) => ['link', 'script', 'img'].includes(e.name));
    return load >= 0 && load < policy ? [`<${head[load].name}> comes first`] : [];
  });
  assertNone(late, 'resource before the policy');
});

test('no inline style, script or handler', () => {
  assertNone(perPage((page) => pageElements(page).flatMap(inlineFaults)), 'inline code');
});

test('scripts are classic ones, and browsers are kept out of their old modes', () => {
  assertNone(perPage((page) => {
    const all = pageElements(page);
    const modules = all.filter((e) => e.name === 'script' && e.attrs.type === 'module').map(() => 'module script');
    const webkit = all.some((e) => e.name === 'meta' && e.attrs.name === 'renderer' && e.attrs.content === 'webkit');
    return webkit ? modules : modules.concat('no <meta name="renderer" content="webkit">');
  }), 'fault for old browsers');
});
