// Defines window.dangan.search on every page, and fetches the engine when it is first asked for.
// Never searches itself, and loads nothing until it is called.
(function (window, document) {
  'use strict';

  // This script's own address says where the others are: on a server, below a sub-path and on a disk alike.
  var folder = document.currentScript.src.replace(/[^/]*$/, '');
  var loading = null;

  // Scripts that are fetched together run in the order in which they were asked for.
  function fetchScript(address) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.async = false;
      script.src = folder + address;
      script.onload = resolve;
      script.onerror = function () {
        document.head.removeChild(script);
        reject(new Error('assets/search/' + address + ' could not be loaded'));
      };
      document.head.appendChild(script);
    });
  }

  // The engine and the tables that it is run with; the directory, which every search reads, comes along. Whether that
  // one came is for the engine to say.
  function fetchAll() {
    var tables = fetchScript('tables.js');
    var engine = fetchScript('engine.js');
    var directory = fetchScript('../../search/index/directory.js').catch(function () {});
    return Promise.all([tables, engine, directory]).then(function () {
      if (!window.dangan.engine) {
        throw new Error('assets/search/engine.js could not be run');
      }
      return window.dangan.engine;
    });
  }

  /** The engine, once; after a failure the next call fetches it afresh. */
  function ready() {
    if (loading === null) {
      loading = fetchAll();
      loading.catch(function () {
        loading = null;
      });
    }
    return loading;
  }

  function search(options) {
    return ready().then(function (engine) {
      return engine.search(options || {});
    });
  }

  /** What the search page shows beside the hits: {branches: {id: name}}. */
  function names() {
    return ready().then(function (engine) {
      return engine.names();
    });
  }

  window.dangan = window.dangan || {};
  window.dangan.search = search;
  window.dangan.searchNames = names;
  window.dangan.searchReady = ready;
}(window, document));
