// The built site on disk: where it is, which files it has, what archive.json says.
// Reads only; knows nothing of HTML or of a browser.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

/** The absolute folder of the site, from DANGAN_SITE. */
function siteDir() {
  const dir = process.env.DANGAN_SITE;
  if (!dir) throw new Error('DANGAN_SITE must name the folder of a built site');
  if (!fs.existsSync(path.join(dir, 'index.html'))) {
    throw new Error(`no index.html in DANGAN_SITE=${dir}`);
  }
  return path.resolve(dir);
}

function walk(dir, prefix, found) {
  for (const item of fs.readdirSync(dir, { withFileTypes: true })) {
    const name = prefix + item.name;
    if (item.isDirectory()) walk(path.join(dir, item.name), `${name}/`, found);
    else found.push(name);
  }
  return found;
}

/** Every file of the site as a path relative to its root with `/`, in order. */
function siteFiles() {
  return walk(siteDir(), '', []).sort();
}

/** The files whose names end in `.extension`. */
function filesOfType(extension) {
  return siteFiles().filter((file) => file.endsWith(`.${extension}`));
}

/** A file's text as a browser reads it: shards are UTF-16 and begin with its byte order mark. */
function readSite(file) {
  const bytes = fs.readFileSync(path.join(siteDir(), file));
  return bytes[0] === 0xFF && bytes[1] === 0xFE ? bytes.toString('utf16le', 2) : bytes.toString('utf8');
}

/** archive.json, parsed. */
function archive() {
  return JSON.parse(readSite('archive.json'));
}

module.exports = { archive, filesOfType, readSite, siteDir, siteFiles };
