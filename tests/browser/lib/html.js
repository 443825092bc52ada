// A small HTML tokenizer: the start tags of a page with their attributes, and the text of raw elements.
// Builds no tree and forgives nothing; html.test.js has the Nu checker say whether a page is well formed.
'use strict';

const { readSite } = require('./site');

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const RAW = ['script', 'style', 'textarea', 'title'];

function decode(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] || whole;
  });
}

function attributes(source) {
  const found = {};
  const pattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
  for (const [, name, double, single, bare] of source.matchAll(pattern)) {
    found[name.toLowerCase()] = decode([double, single, bare].find((v) => v !== undefined) || '');
  }
  return found;
}

/** The text between a raw element's start tag, ending at `from`, and its end tag. */
function rawText(html, name, from) {
  const end = html.slice(from).search(new RegExp(`</${name}\\b`, 'i'));
  return end < 0 ? html.slice(from) : html.slice(from, from + end);
}

/** The elements of `html` in order: {name, attrs, text}; `text` only of raw elements. */
function elements(html) {
  const found = [];
  const pattern = /<!--[\s\S]*?-->|<([a-z][a-z0-9-]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/gi;
  for (let match = pattern.exec(html); match; match = pattern.exec(html)) {
    if (!match[1]) continue;
    const element = { name: match[1].toLowerCase(), attrs: attributes(match[2]), text: '' };
    if (RAW.includes(element.name)) {
      element.text = rawText(html, element.name, pattern.lastIndex);
      pattern.lastIndex += element.text.length;
    }
    found.push(element);
  }
  return found;
}

const pages = new Map();

/** The elements of one page of the site; read once. */
function pageElements(file) {
  if (!pages.has(file)) pages.set(file, elements(readSite(file)));
  return pages.get(file);
}

module.exports = { elements, pageElements };
