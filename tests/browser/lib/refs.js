// The references of a page or a style sheet, and what a reference means.
// Never opens a file; whether a target exists is for the tests to say.
'use strict';

const path = require('node:path').posix;
const { pageElements } = require('./html');

const URL_ATTRIBUTES = ['href', 'src', 'poster', 'data', 'action', 'formaction', 'xlink:href'];
const LOADED_RELATIONS = /\b(stylesheet|icon|preload|prefetch|modulepreload|manifest)\b/i;

function srcset(value) {
  return value.split(',').map((part) => part.trim().split(/\s+/)[0]).filter(Boolean);
}

function elementRefs(element) {
  const refs = URL_ATTRIBUTES.filter((name) => name in element.attrs)
    .map((name) => ({ element, attribute: name, url: element.attrs[name] }));
  for (const url of srcset(element.attrs.srcset || '')) {
    refs.push({ element, attribute: 'srcset', url });
  }
  return refs;
}

/** Every reference of a page: {element, attribute, url}. */
function pageRefs(file) {
  return pageElements(file).flatMap(elementRefs);
}

/** Every url() and @import of a style sheet, as written. */
function styleRefs(css) {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, '');
  const found = [];
  for (const match of bare.matchAll(/url\(\s*["']?([^"')]*)["']?\s*\)|@import\s+["']([^"']+)["']/g)) {
    found.push(match[1] === undefined ? match[2] : match[1]);
  }
  return found;
}

/** `https` of `https://…`; '' of a relative reference; `//` where the host alone is named. */
function scheme(url) {
  if (url.startsWith('//')) return '//';
  const match = /^([a-z][a-z0-9+.-]*):/i.exec(url);
  return match ? match[1].toLowerCase() : '';
}

/** Whether following this reference needs a click, so that it loads nothing by itself. */
function isFollowed(ref) {
  if (ref.attribute !== 'href') return false;
  if (ref.element.name === 'a' || ref.element.name === 'area') return true;
  return ref.element.name === 'link' && !LOADED_RELATIONS.test(ref.element.attrs.rel || '');
}

/** {file, fragment}: the site path that a relative `url` on the page `from` leads to. */
function resolve(from, url) {
  const [address, fragment] = url.split('#');
  const target = decodeURIComponent(address.split('?')[0]);
  const file = target === '' ? from : path.join(path.dirname(from), target);
  return { file, fragment: fragment === undefined ? null : decodeURIComponent(fragment) };
}

module.exports = { isFollowed, pageRefs, resolve, scheme, styleRefs };
