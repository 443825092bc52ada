// Loads shards: classic scripts that hand over their bytes, which works from a disk and a server alike.
// Never reads what is in them but to see that they are whole.
(function (window, dangan) {
  'use strict';

  var document = window.document;
  var own = document && document.currentScript ? document.currentScript.src : '';
  var base = own.replace(/assets\/search\/engine\.js.*$/, 'search/index/');
  var waiting = new Map();
  var early = new Map();
  var loaded = new Map();

  // What the shard's script calls. One that comes before it is asked for is kept: the directory does (api.js).
  dangan.shard = function (name, text, check) {
    var arrived = waiting.get(name);
    if (arrived) {
      arrived(text, check);
    } else {
      early.set(name, [text, check]);
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

  // Groups of seven bits that a string cannot hold as a character, as the build packs them (src/search/pack.rs).
  var FORBIDDEN = [0, 10, 13, 34, 92];
  var PAIRS = 0x80;
  var ALONE = PAIRS + FORBIDDEN.length * 0x80;

  // The bytes of a packed text.
  function unpack(text) {
    var bytes = new Uint8Array((text.length * 14 >> 3) + 1);
    var at = 0;
    var held = 0;
    var count = 0;
    function put(group) {
      held = (held << 7 | group) & 0x7FFF;
      count += 7;
      if (count >= 8) {
        count -= 8;
        bytes[at] = held >> count;
        at += 1;
      }
    }
    for (var i = 0; i < text.length; i += 1) {
      var code = text.charCodeAt(i);
      if (code < PAIRS) {
        put(code);
      } else if (code < ALONE) {
        put(FORBIDDEN[(code - PAIRS) >> 7]);
        put(code & 0x7F);
      } else {
        put(code - ALONE);
      }
    }
    return bytes.slice(0, at);
  }

  // FNV-1a, 32 bits, folded to 24.
  function checkOf(bytes) {
    var hash = 0x811c9dc5;
    for (var i = 0; i < bytes.length; i += 1) {
      hash = Math.imul(hash ^ bytes[i], 0x01000193);
    }
    return ((hash >>> 24) ^ (hash & 0xFFFFFF)) >>> 0;
  }

  // What a shard's script hands over: its text and its own check; null where it hands over nothing.
  async function arrival(name, check) {
    var came = early.get(name) || null;
    early.delete(name);
    if (came !== null) {
      return came;
    }
    waiting.set(name, function (text, own) {
      came = [text, own];
    });
    try {
      await (dangan.inject || inject)(name, check === undefined ? '' : check.toString(16));
    } finally {
      waiting.delete(name);
    }
    return came;
  }

  async function fetch(name, check) {
    var came = await arrival(name, check);
    if (came === null) {
      throw failure('damaged', name);
    }
    var bytes = unpack(came[0]);
    if (checkOf(bytes) !== (check === undefined ? came[1] : check)) {
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

  dangan.shards = { load: load, json: json, lines: lines, unpack: unpack, utf8: utf8 };
}(window, window.dangan));
