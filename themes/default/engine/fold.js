// Folds a text to the form in which it is compared, as the build folds (src/search/fold.rs).
// Never keeps a text; the tables come from a script that runs before (src/search/tables.rs).
(function (dangan) {
  'use strict';

  var tables = dangan.tables;

  // A distance from the character before stands as the character so far behind this one (src/search/tables.rs).
  var NEAREST = 0x5D;

  // The codes of characters that stand as distances. A first search waits for this, so it takes few steps each.
  function codesOf(distances) {
    var codes = [];
    var code = 0;
    for (var distance of distances) {
      code += distance.codePointAt(0) - NEAREST;
      codes.push(code);
    }
    return codes;
  }

  function placeIn(codes, code) {
    var low = 0;
    var high = codes.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (codes[middle] < code) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  // What a character becomes. Each is looked up when it is first met, as most of the tables' are never asked for.
  function table(distances, values) {
    var codes = codesOf(distances);
    var met = new Map();
    return function (c) {
      var to = met.get(c);
      if (to === undefined) {
        var place = placeIn(codes, c.codePointAt(0));
        to = codes[place] === c.codePointAt(0) ? values[place] : c;
        met.set(c, to);
      }
      return to;
    };
  }

  var substitute = table(tables.from, Array.from(tables.to));

  // Characters that an old browser's Unicode does not know yet become their folded texts.
  var renewed = table(tables.young, tables.renewed.split(' '));

  // None of these is such a character, and most texts have no others.
  var OLD = /^[\0-\u0557\u2000-\u206F\u3000-\u30FF\u4E00-\u9FFF\uFF00-\uFFEF]*$/;

  // NFKC, by today's Unicode.
  function normal(text) {
    return (OLD.test(text) ? text : Array.from(text, renewed).join('')).normalize('NFKC');
  }

  // White space that is still there after NFKC.
  var SPACE = /^[\t-\r \u0085\u1680\u2028\u2029]$/;

  function isHan(code) {
    return code === 0x3005 || (code >= 0x3400 && code <= 0x4DBF) || (code >= 0x4E00 && code <= 0x9FFF) ||
      (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x3FFFF);
  }

  // Characters that neither change under NFKC nor join with what follows or precedes.
  function isPlain(code) {
    return (code >= 0x20 && code < 0x7F) || (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3001 && code <= 0x3029);
  }

  // Divides a text where normalising the pieces is normalising the whole.
  function clusters(text) {
    var pieces = [];
    Array.from(text).forEach(function (c) {
      var last = pieces.length - 1;
      if (last >= 0 && !isPlain(c.codePointAt(0)) && joins(pieces[last], c)) {
        pieces[last] += c;
      } else {
        pieces.push(c);
      }
    });
    return pieces;
  }

  function joins(before, c) {
    return (before + c).normalize('NFKC') !== before.normalize('NFKC') + c.normalize('NFKC') || /^[\u0300-\u036F\u3099\u309A]$/.test(c);
  }

  function Folder() {
    this.text = '';
    this.map = [];
    this.spaceAt = -1;
    this.afterHan = false;
  }

  // Most characters: nothing to be made lower, and no space.
  Folder.prototype.pushHan = function (c, at) {
    if (this.spaceAt >= 0 && !this.afterHan) {
      this.put(' ', this.spaceAt);
    }
    this.spaceAt = -1;
    this.put(substitute(c), at);
    this.afterHan = true;
  };

  Folder.prototype.push = function (c, at) {
    if (c >= '\u4E00' && c <= '\u9FFF') {
      this.pushHan(c, at);
      return;
    }
    if (SPACE.test(c)) {
      this.spaceAt = this.spaceAt < 0 ? at : this.spaceAt;
      return;
    }
    var lower = Array.from(c.toLowerCase());
    for (var i = 0; i < lower.length; i += 1) {
      var folded = substitute(lower[i]);
      var han = isHan(folded.codePointAt(0));
      if (this.spaceAt >= 0 && !(han && this.afterHan)) {
        this.put(' ', this.spaceAt);
      }
      this.spaceAt = -1;
      this.put(folded, at);
      this.afterHan = han;
    }
  };

  Folder.prototype.put = function (text, at) {
    this.text += text;
    for (var i = 0; i < text.length; i += 1) {
      this.map.push(at);
    }
  };

  Folder.prototype.finish = function (length) {
    if (this.spaceAt >= 0) {
      this.put(' ', this.spaceAt);
    }
    this.map.push(length);
    return { text: this.text, map: this.map };
  };

  // The folded text alone.
  function fold(text) {
    var folder = new Folder();
    for (var c of normal(text)) {
      folder.push(c, 0);
    }
    return folder.finish(0).text;
  }

  // The folded text, and where in the original each of its UTF-16 units began.
  function withMap(text) {
    var folder = new Folder();
    var at = 0;
    clusters(text).forEach(function (cluster) {
      for (var c of normal(cluster)) {
        folder.push(c, at);
      }
      at += cluster.length;
    });
    return folder.finish(text.length);
  }

  dangan.fold = { fold: fold, withMap: withMap, isHan: isHan };
}(window.dangan));
