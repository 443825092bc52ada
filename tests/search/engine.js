'use strict';
// Runs the browser's search engine under Node on a built site: shards come from the disk.
// Never changes the engine: the same script that pages load is run in a context of their own.

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

// The engine of the site in a folder; `loaded` counts the bytes of shards. With `change(name, script)` the shards come
// through the engine's own loading of scripts, changed, or not at all where it gives null.
function engineOf(site, change) {
  const window = { dangan: {}, atob, TextDecoder, TextEncoder, escape, unescape };
  const context = vm.createContext({ window, dangan: window.dangan });
  const loaded = { bytes: 0, files: 0, names: [] };
  const read = (address) => text(path.join(site, address));
  const runs = (address, script) => {
    if (address.startsWith('search/index/')) {
      loaded.bytes += Buffer.byteLength(script, 'utf16le') + 2;
      loaded.files += 1;
      loaded.names.push(path.posix.basename(address, '.js'));
    }
    vm.runInContext(script, context);
  };
  if (change) {
    window.document = pageOf((address) => change(path.posix.basename(address, '.js'), read(address)), runs);
  } else {
    window.dangan.inject = async (address) => runs(bare(address), read(bare(address)));
  }
  for (const name of ['tables.js', 'engine.js']) {
    vm.runInContext(text(path.join(site, 'assets/search', name)), context, { filename: name });
  }
  return { search: window.dangan.engine.search, dangan: window.dangan, loaded };
}

// An address without what tells one version of a file from another.
function bare(address) {
  return address.replace(/\?.*$/, '');
}

// A script's text as a browser reads it: UTF-16 where it begins with that byte order mark, else UTF-8.
function text(file) {
  const bytes = fs.readFileSync(file);
  return bytes[0] === 0xFF && bytes[1] === 0xFE ? bytes.toString('utf16le', 2) : bytes.toString('utf8');
}

// As much of a page as the engine uses: scripts added to its head are loaded and run.
function pageOf(scriptOf, runs) {
  const head = {
    appendChild(element) {
      const address = bare(element.src).replace('file:///site/', '');
      const script = scriptOf(address);
      setImmediate(() => {
        if (script === null) {
          element.onerror();
          return;
        }
        runs(address, script);
        element.onload();
      });
    },
  };
  return { currentScript: { src: 'file:///site/assets/search/engine.js' }, head, createElement: () => ({ remove() {} }) };
}

module.exports = { engineOf };
