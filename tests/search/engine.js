'use strict';
// Runs the browser's search engine under Node on a built site: shards come from the disk.
// Never changes the engine: the same files that pages load are run in a context of their own.

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const PARTS = ['tables', 'fold', 'query', 'bits', 'inflate', 'shards', 'directory', 'postings', 'match', 'texts', 'rank', 'snippet',
  'numerals', 'near', 'alike', 'engine'];

// The engine of the site in a folder; `loaded` counts the bytes of shards.
function engineOf(site) {
  const window = { dangan: {}, atob, TextDecoder, escape };
  const context = vm.createContext({ window, dangan: window.dangan });
  const loaded = { bytes: 0, files: 0, names: [] };
  window.dangan.inject = async (name) => {
    const script = fs.readFileSync(path.join(site, 'search/index', `${name}.js`), 'utf8');
    loaded.bytes += Buffer.byteLength(script);
    loaded.files += 1;
    loaded.names.push(name);
    vm.runInContext(script, context);
  };
  for (const part of PARTS) {
    vm.runInContext(fs.readFileSync(path.join(site, `assets/search/${part}.js`), 'utf8'), context, { filename: `${part}.js` });
  }
  return { search: window.dangan.engine.search, dangan: window.dangan, loaded };
}

module.exports = { engineOf };
