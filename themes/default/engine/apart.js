// Divides a term that nothing matches into two that some entry matches: 承诺358 → 承诺 358; or leaves its masks out.
// Never runs, and is not even loaded, where something matched.
(function (dangan) {
  'use strict';

  // A longer term is a sentence, which two words do not stand for; a shorter one has nothing to divide.
  var LONGEST = 16;
  var SHORTEST = 4;
  var SHOWN = 3;
  var MASKS = /^[x×*某]+|[x×*某]+$/g;

  async function both(directory, left, right) {
    var first = await dangan.match.term(directory, left, { places: false });
    if (first.entries.length === 0) {
      return 0;
    }
    var second = await dangan.match.term(directory, right, { places: false });
    return dangan.match.intersect(first.entries, second.entries).length;
  }

  // Of all divisions into two parts of two characters or more, those that the fewest entries match first.
  async function find(directory, text) {
    var all = Array.from(text);
    var found = [];
    for (var i = 2; i + 2 <= all.length && all.length >= SHORTEST && all.length <= LONGEST; i += 1) {
      var left = all.slice(0, i).join('');
      var right = all.slice(i).join('');
      var count = await both(directory, left, right);
      if (count > 0) {
        found.push({ text: left + ' ' + right, count: count });
      }
    }
    return found.length > 0 ? fewest(found) : unmasked(directory, text);
  }

  function fewest(found) {
    return found.sort(function (a, b) {
      return a.count - b.count;
    }).slice(0, SHOWN).map(function (one) {
      return one.text;
    });
  }

  // What was typed as blanked out is left out: X党发[2022]5号 → 党发[2022]5号.
  async function unmasked(directory, text) {
    var shown = text.replace(MASKS, '');
    if (shown === text || shown.length < 2 || shown.length > LONGEST) {
      return [];
    }
    var match = await dangan.match.term(directory, shown, { places: false });
    return match.entries.length > 0 ? [shown] : [];
  }

  dangan.apart = { find: find };
}(window.dangan));
