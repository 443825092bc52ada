// Finds Latin letters as a run of Han characters is spoken: by syllables, and by their initials.
// Never chooses a reading: every one is found.
(function (dangan) {
  'use strict';

  // An ambiguous spelling has at most so many divisions into syllables.
  var DIVISIONS = 64;

  var syllables = null;

  function syllableNumbers() {
    if (syllables === null) {
      syllables = new Map(dangan.tables.syllables.split(' ').map(function (syllable, i) {
        return [syllable, dangan.tables.firstSyllable + i];
      }));
    }
    return syllables;
  }

  // Every division of Latin letters into syllables, as tokens. Built from the end, where each division is a
  // syllable and a shared rest: from the front, letters that cannot be divided would be tried in every way.
  function divisions(letters) {
    var numbers = syllableNumbers();
    var from = new Array(letters.length);
    from.push([null]);
    for (var at = letters.length - 1; at >= 0; at -= 1) {
      from[at] = [];
      for (var end = at + 1; end <= Math.min(letters.length, at + 6); end += 1) {
        var number = numbers.get(letters.slice(at, end));
        for (var i = 0; number !== undefined && i < from[end].length && from[at].length < DIVISIONS; i += 1) {
          from[at].push({ token: number, rest: from[end][i] });
        }
      }
    }
    return from[0].map(tokensOf);
  }

  function tokensOf(division) {
    var tokens = [];
    for (var part = division; part !== null; part = part.rest) {
      tokens.push(part.token);
    }
    return tokens;
  }

  function initials(letters) {
    return dangan.match.codes(letters).map(function (code) {
      return dangan.tables.firstInitial + code - 97;
    });
  }

  // Entries in which a run of Han characters is spoken as these letters.
  async function find(directory, letters, options) {
    var spoken = divisions(letters).concat([initials(letters)]).filter(function (tokens) {
      return dangan.match.isKnown(directory, tokens);
    });
    var all = dangan.match.empty();
    for (var i = 0; i < spoken.length; i += 1) {
      all = dangan.match.union(all, await dangan.match.sequence(directory, spoken[i], options));
    }
    return all;
  }

  dangan.spoken = { find: find };
}(window.dangan));
