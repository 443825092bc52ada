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

  // What a character becomes. It is looked for when it is met, as most of the tables' are never asked for.
  function table(distances, values) {
    var codes = codesOf(distances);
    return function (c) {
      var place = placeIn(codes, c.codePointAt(0));
      return codes[place] === c.codePointAt(0) ? values[place] : c;
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

  // What a unit becomes, as far as it was met: most are one character each, and become one.
  var met = new Uint16Array(0x10000);

  // Nought where it is white space, half a character, or becomes more than one unit.
  function unitOf(code) {
    if (met[code] === 0) {
      var c = String.fromCharCode(code);
      var to = SPACE.test(c) || (code >= 0xD800 && code <= 0xDFFF) ? '' : lowered(c);
      met[code] = to.length === 1 ? to.charCodeAt(0) : 0;
    }
    return met[code];
  }

  function lowered(c) {
    return Array.from(c.toLowerCase(), substitute).join('');
  }

  // UTF-16 units → their text. A call takes so many arguments at most, in old browsers too.
  function textOf(units) {
    var text = '';
    for (var i = 0; i < units.length; i += 8192) {
      text += String.fromCharCode.apply(null, units.slice(i, i + 8192));
    }
    return text;
  }

  // `map` takes where in the original each unit began; null where nobody asks.
  function Folder(map) {
    this.units = [];
    this.map = map;
    this.spaceAt = -1;
    this.afterHan = false;
  }

  // Takes a character that begins at a place of a text; says how many units it has.
  Folder.prototype.take = function (text, i, at) {
    var unit = unitOf(text.charCodeAt(i));
    if (unit > 0) {
      this.put(unit, at);
      return 1;
    }
    var c = String.fromCodePoint(text.codePointAt(i));
    if (SPACE.test(c)) {
      this.spaceAt = this.spaceAt < 0 ? at : this.spaceAt;
    } else {
      for (var folded of lowered(c)) {
        this.put(folded.codePointAt(0), at);
      }
    }
    return c.length;
  };

  // A folded character, with the space before it unless that stands between two Han characters.
  Folder.prototype.put = function (code, at) {
    var han = isHan(code);
    if (this.spaceAt >= 0 && !(han && this.afterHan)) {
      this.add(0x20, this.spaceAt);
    }
    this.spaceAt = -1;
    this.afterHan = han;
    if (code > 0xFFFF) {
      this.add(0xD800 + (code - 0x10000 >> 10), at);
      this.add(0xDC00 + (code & 0x3FF), at);
    } else {
      this.add(code, at);
    }
  };

  Folder.prototype.add = function (unit, at) {
    this.units.push(unit);
    if (this.map !== null) {
      this.map.push(at);
    }
  };

  Folder.prototype.finish = function () {
    if (this.spaceAt >= 0) {
      this.add(0x20, this.spaceAt);
    }
    return textOf(this.units);
  };

  // Takes all of a text that is normal already and began at one place.
  Folder.prototype.all = function (text, at) {
    for (var i = 0; i < text.length;) {
      i += this.take(text, i, at);
    }
  };

  // The folded text alone.
  function fold(text) {
    var folder = new Folder(null);
    folder.all(normal(text), 0);
    return folder.finish();
  }

  // The folded text, and where in the original each of its UTF-16 units began.
  function withMap(text) {
    var folder = new Folder([]);
    var at = 0;
    clusters(text).forEach(function (cluster) {
      folder.all(normal(cluster), at);
      at += cluster.length;
    });
    var folded = folder.finish();
    folder.map.push(text.length);
    return { text: folded, map: folder.map };
  }

  dangan.fold = { fold: fold, withMap: withMap, isHan: isHan };
}(window.dangan));
