// Loads shards: classic scripts that hand over their bytes, which works from a disk and a server alike.
// Never reads what is in them but to see that they are whole.
(function (window, dangan) {
  'use strict';

  var document = window.document;
  var own = document && document.currentScript ? document.currentScript.src : '';
  var base = own.replace(/assets\/search\/shards\.js.*$/, 'search/index/');
  var waiting = new Map();
  var loaded = new Map();

  // What the shard's script calls.
  dangan.shard = function (name, text, check) {
    var arrived = waiting.get(name);
    if (arrived) {
      arrived(text, check);
    }
  };

  function failure(code, name) {
    var error = new Error('search index: ' + code + ': ' + name);
    error.code = code;
    error.shard = name;
    return error;
  }

  // Runs a script of the index; resolves once it has run.
  function inject(name, version) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.src = base + name + '.js' + (version ? '?v=' + version : '');
      script.onload = function () {
        script.remove();
        resolve();
      };
      script.onerror = function () {
        script.remove();
        reject(failure('missing', name));
      };
      document.head.appendChild(script);
    });
  }

  function bytesOf(text, name) {
    var binary;
    try {
      binary = window.atob(text);
    } catch (error) {
      throw failure('damaged', name);
    }
    var bytes = new Uint8Array(binary.length);
    for (var i = 0; i < binary.length; i += 1) {
      bytes[i] = binary.charCodeAt(i);
    }
    return bytes;
  }

  // FNV-1a, 32 bits, folded to 24.
  function checkOf(bytes) {
    var hash = 0x811c9dc5;
    for (var i = 0; i < bytes.length; i += 1) {
      hash = Math.imul(hash ^ bytes[i], 0x01000193);
    }
    return ((hash >>> 24) ^ (hash & 0xFFFFFF)) >>> 0;
  }

  async function fetch(name, check) {
    var text = null;
    var right = check;
    waiting.set(name, function (arrived, own) {
      text = arrived;
      right = check === undefined ? own : check;
    });
    try {
      await (dangan.inject || inject)(name, check === undefined ? '' : check.toString(16));
    } finally {
      waiting.delete(name);
    }
    if (text === null) {
      throw failure('damaged', name);
    }
    var bytes = bytesOf(text, name);
    if (checkOf(bytes) !== right) {
      throw failure('damaged', name);
    }
    return bytes;
  }

  // A shard's bytes, through `read`; kept, but tried again after a failure.
  function load(name, check, read) {
    if (!loaded.has(name)) {
      var made = fetch(name, check).then(read);
      loaded.set(name, made);
      made.catch(function () {
        loaded.delete(name);
      });
    }
    return loaded.get(name);
  }

  function text(bytes) {
    var packed = '';
    for (var i = 0; i < bytes.length; i += 8192) {
      packed += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192));
    }
    return decodeURIComponent(window.escape(packed));
  }

  function utf8(bytes) {
    return window.TextDecoder ? new window.TextDecoder().decode(bytes) : text(bytes);
  }

  // A shard that holds JSON, packed.
  function json(name, check) {
    return load(name, check, function (bytes) {
      try {
        return JSON.parse(utf8(dangan.inflate(bytes)));
      } catch (error) {
        throw failure('damaged', name);
      }
    });
  }

  function lines(name) {
    return load(name, undefined, function (bytes) {
      try {
        return utf8(dangan.inflate(bytes)).split('\n');
      } catch (error) {
        throw failure('damaged', name);
      }
    });
  }

  dangan.shards = { load: load, json: json, lines: lines, bytesOf: bytesOf };
}(window, window.dangan));
