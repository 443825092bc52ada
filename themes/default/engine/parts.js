// Runs scripts of the site: shards of the index, and parts of the engine that few searches need.
// Never looks at what they do.
(function (window, dangan) {
  'use strict';

  var document = window.document;
  var own = document && document.currentScript ? document.currentScript.src : '';
  var root = own.replace(/assets\/search\/engine\.js.*$/, '');
  var parts = new Map();

  // A classic script, which works from a disk and a server alike; resolves once it has run.
  function inject(path) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.src = root + path;
      script.onload = function () {
        script.remove();
        resolve();
      };
      script.onerror = function () {
        script.remove();
        reject(new Error(path + ' could not be loaded'));
      };
      document.head.appendChild(script);
    });
  }

  function run(path) {
    return (dangan.inject || inject)(path);
  }

  // A part of the engine, once; tried again after a failure.
  function load(name) {
    if (!parts.has(name)) {
      var loaded = run('assets/search/' + name + '.js');
      parts.set(name, loaded);
      loaded.catch(function () {
        parts.delete(name);
      });
    }
    return parts.get(name);
  }

  dangan.parts = { run: run, load: load };
}(window, window.dangan));
