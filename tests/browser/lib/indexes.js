// The indexes of a site as their pages show them: which pages belong together, which entries they list.
// Never decides what an index should list.
'use strict';

const { siteFiles } = require('./site');
const { pageElements } = require('./html');

const files = siteFiles();

/** The pages of the index in `folder` (`years/2022/`), first to last. */
function indexPages(folder) {
  const pages = [];
  for (const file of files) {
    if (!file.startsWith(folder)) continue;
    const match = /^(?:page\/(\d+)\/)?index\.html$/.exec(file.slice(folder.length));
    if (match) pages.push({ number: Number(match[1] || 1), file });
  }
  return pages.sort((a, b) => a.number - b.number);
}

/** The links of `page` that carry data-entry: {id, href}. */
function listedOn(page) {
  return pageElements(page)
    .filter((e) => 'data-entry' in e.attrs)
    .map((e) => ({ id: e.attrs['data-entry'], href: e.attrs.href }));
}

/** The entry ids that the index in `folder` lists, in order, over all its pages. */
function listed(folder) {
  return indexPages(folder).flatMap((page) => listedOn(page.file)).map((link) => link.id);
}

/** The names of the folders right below `folder` that hold an index and are no paging. */
function subfolders(folder) {
  const names = files.filter((file) => file.startsWith(folder) && file.endsWith('/index.html'))
    .map((file) => file.slice(folder.length).split('/'))
    .filter((parts) => parts.length === 2 && parts[0] !== 'page')
    .map((parts) => parts[0]);
  return [...new Set(names)];
}

module.exports = { indexPages, listed, listedOn, subfolders };
