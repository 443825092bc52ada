// Loads shards: classic scripts that hand over their bytes, which works from a disk and a server alike.
// Never reads what is in them but to see that they are whole.
(function (window, dangan) {
  'use strict';

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
  async function inject(name, version) {
    try {
      await dangan.parts.run('search/index/' + name + '.js' + (version ? '?v=' + version : ''));
    } catch (error) {
      throw failure('missing', name);
    }
  }

  // Stands before a character that a string could not hold, with its highest bit changed (src/search/pack.rs).
  var ESCAPE = 1;

  // The bytes of a packed text, two a character, and their check: FNV-1a over the characters, 32 bits, folded to 24.
  // The first character says whether the last byte is one too many.
  function unpacked(text) {
    var bytes = new Uint8Array(text.length * 2);
    var at = 0;
    var hash = 0x811c9dc5 ^ text.charCodeAt(0);
    for (var i = 1; i < text.length; i += 1) {
      var unit = text.charCodeAt(i);
      if (unit === ESCAPE) {
        i += 1;
        unit = text.charCodeAt(i) ^ 0x8000;
      }
      bytes[at] = unit & 0xFF;
      bytes[at + 1] = unit >> 8;
      at += 2;
      hash = Math.imul(hash ^ unit, 0x01000193);
    }
    return { bytes: bytes.subarray(0, at - Number(text.charAt(0))), check: ((hash >>> 24) ^ (hash & 0xFFFFFF)) >>> 0 };
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
      await inject(name, check === undefined ? '' : check.toString(16));
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
    var found = unpacked(came[0]);
    if (found.check !== (check === undefined ? came[1] : check)) {
      throw failure('damaged', name);
    }
    return found.bytes;
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

  // Whether a shard was asked for already.
  function has(name) {
    return loaded.has(name);
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

  function bytesOf(string) {
    if (window.TextEncoder) {
      return new window.TextEncoder().encode(string);
    }
    return Uint8Array.from(window.unescape(encodeURIComponent(string)), function (c) {
      return c.charCodeAt(0);
    });
  }

  // What a shard of packed bytes holds, as `read` makes it of their text; with a dictionary where it was packed with one.
  function inflated(name, check, dictionary, read) {
    return load(name, check, async function (bytes) {
      var unpack = await dangan.unpack();
      try {
        return read(utf8(await unpack(bytes, dictionary || new Uint8Array(0))));
      } catch (error) {
        throw failure('damaged', name);
      }
    });
  }

  function json(name, check, dictionary) {
    return inflated(name, check, dictionary, JSON.parse);
  }

  function lines(name) {
    return inflated(name, undefined, null, function (text) {
      return text.split('\n');
    });
  }

  dangan.shards = { load: load, has: has, json: json, lines: lines, bytesOf: bytesOf };
}(window, window.dangan));
