// Defines window.dangan.search on every page, and fetches the engine's scripts when they are first asked for.
// Never searches itself, and loads nothing until it is called.
(function (window, document) {
  'use strict';

  var ENGINE = [
    'tables.js', 'fold.js', 'query.js', 'bits.js', 'inflate.js', 'shards.js', 'directory.js', 'postings.js', 'match.js',
    'texts.js', 'rank.js', 'snippet.js', 'numerals.js', 'near.js', 'alike.js', 'apart.js', 'engine.js'
  ];
  // This script's own address says where the others are: on a server, below a sub-path and on a disk alike.
  var folder = document.currentScript.src.replace(/[^/]*$/, '');
  var loading = {};

  function fetchScript(name) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.async = false;
      script.src = folder + name;
      script.onload = function () {
        resolve();
      };
      script.onerror = function () {
        document.head.removeChild(script);
        reject(new Error('assets/search/' + name + ' could not be loaded'));
      };
      document.head.appendChild(script);
    });
  }

  /** Runs one script of the search folder, once. */
  function load(name) {
    if (!loading[name]) {
      loading[name] = fetchScript(name);
    }
    return loading[name];
  }

  /** Runs scripts (a name, or a list of them) in their order: all are fetched at once, and the browser keeps the order. */
  function loadAll(names) {
    return Promise.all([].concat(names).map(load)).catch(function (error) {
      // Those after the one that failed have run without it: the next call runs all of them afresh.
      loading = {};
      throw error;
    });
  }

  function engine() {
    return loadAll(ENGINE).then(function () {
      if (!window.dangan.engine) {
        // Every file came, and one of them is damaged: the next call reads them all afresh.
        loading = {};
        throw new Error('assets/search/engine.js could not be run');
      }
      return window.dangan.engine;
    });
  }

  function search(options) {
    return engine().then(function (ready) {
      return ready.search(options || {});
    });
  }

  /** What the search page shows beside the hits: {branches: {id: name}}. */
  function names() {
    return engine().then(function (ready) {
      return ready.names();
    });
  }

  window.dangan = window.dangan || {};
  window.dangan.search = search;
  window.dangan.searchNames = names;
  window.dangan.load = loadAll;
}(window, document));
