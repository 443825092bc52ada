// Spellings that sound like a term that nothing matches.
// Never runs, and is not even loaded, where something matched.
(function (dangan) {
  'use strict';

  var ZONE = dangan.postings.ZONE;
  var ROW = dangan.postings.ROW;
  var READINGS = 8;
  var SHOWN = 5;

  // Each reading of a term, as tokens; null where a character has none.
  function readings(lines, text) {
    var all = [[]];
    Array.from(text).forEach(function (c) {
      var own = [];
      lines.forEach(function (line, number) {
        if (line.indexOf(c) >= 0) {
          own.push(dangan.tables.firstSyllable + number);
        }
      });
      all = all.reduce(function (longer, tokens) {
        return longer.concat(own.map(function (token) {
          return tokens.concat(token);
        }));
      }, []).slice(0, READINGS);
    });
    return all;
  }

  // Whether a character is spoken as a token; those that are no common ones may be.
  function sounds(lines, c, token) {
    return lines[token - dangan.tables.firstSyllable].indexOf(c) >= 0 || (dangan.fold.isHan(c.codePointAt(0)) && !lines.some(function (line) {
      return line.indexOf(c) >= 0;
    }));
  }

  // What is spoken as some tokens and begins in a row of an entry.
  function written(own, row, lines, tokens) {
    var offset = Math.floor(row / ZONE) * ZONE;
    var found = '';
    dangan.texts.folded(own).forEach(function (segment) {
      if (segment[0] === Math.floor(row / ZONE)) {
        var all = Array.from(segment[1]);
        var start = Math.max(0, row - offset);
        var end = Math.min(all.length - tokens.length + 1, row + ROW - offset);
        for (var i = start; i < end && found === ''; i += 1) {
          found = spoken(all.slice(i, i + tokens.length), lines, tokens);
        }
        offset += all.length + 1;
      }
    });
    return found;
  }

  function spoken(characters, lines, tokens) {
    return characters.every(function (c, i) {
      return sounds(lines, c, tokens[i]);
    }) ? characters.join('') : '';
  }

  // Adds what some entries have where they are spoken as some tokens.
  async function spell(directory, lines, tokens, found) {
    var match = await dangan.match.sequence(directory, tokens, { look: false, places: true });
    var some = match.entries.slice(-SHOWN);
    var owns = await dangan.texts.all(directory, some);
    owns.forEach(function (own, i) {
      found.add(written(own, match.places.get(some[i])[0], lines, tokens));
    });
  }

  // Spellings in the archive that sound like a folded term.
  async function find(directory, text) {
    var length = Array.from(text).length;
    if (length < 2 || length > 12 || !Array.from(text).every(function (c) {
      return dangan.fold.isHan(c.codePointAt(0));
    })) {
      return [];
    }
    var lines = await dangan.shards.lines('sounds');
    var all = readings(lines, text);
    var found = new Set();
    for (var i = 0; i < all.length; i += 1) {
      await spell(directory, lines, all[i], found);
    }
    found.delete('');
    found.delete(text);
    return Array.from(found).slice(0, SHOWN);
  }

  dangan.alike = { find: find };
}(window.dangan));
