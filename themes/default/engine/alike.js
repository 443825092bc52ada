// Spellings that sound like a term that nothing matches.
// Never runs, and is not even loaded, where something matched.
(function (dangan) {
  'use strict';

  var ZONE = dangan.postings.ZONE;
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

  // The characters at a place of an entry.
  function written(own, place, length) {
    var zone = Math.floor(place / ZONE);
    var left = place % ZONE;
    var found = '';
    dangan.texts.folded(own).forEach(function (segment) {
      if (segment[0] === zone) {
        var all = Array.from(segment[1]);
        if (left >= 0 && left < all.length) {
          found = all.slice(left, left + length).join('');
        }
        left -= all.length + 1;
      }
    });
    return found;
  }

  // Spellings in the archive that sound like a folded term.
  async function find(directory, text) {
    var length = Array.from(text).length;
    if (length < 2 || length > 12 || !Array.from(text).every(function (c) {
      return dangan.fold.isHan(c.codePointAt(0));
    })) {
      return [];
    }
    var spoken = readings(await dangan.shards.lines('sounds'), text);
    var found = new Set();
    for (var i = 0; i < spoken.length; i += 1) {
      var match = await dangan.match.sequence(directory, spoken[i], { look: false, places: true });
      var some = match.entries.slice(-SHOWN);
      var owns = await dangan.texts.all(directory, some);
      owns.forEach(function (own, j) {
        found.add(written(own, match.places ? match.places.get(some[j])[0] : 0, length));
      });
    }
    found.delete('');
    found.delete(text);
    return Array.from(found).slice(0, SHOWN);
  }

  dangan.alike = { find: find };
}(window.dangan));
