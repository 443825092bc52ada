// Puts what a person means first.
// Never drops an entry; entries are numbered from the oldest, so ties fall back to the higher number:
// the newer date, then the id.
(function (dangan) {
  'use strict';

  var ZONE = dangan.postings.ZONE;

  // How much more a match is worth in the body, a heading, a key value, the title.
  var ZONES = [0, 1.2, 2.2, 4];
  var EXACT_TITLE = 12;
  var TITLE_START = 1.5;
  var NEARNESS = 1.5;
  var RECENCY = 0.4;

  // The usual constants of BM25 (Robertson and Zaragoza 2009).
  var K = 1.2;
  var B = 0.6;

  // A position of each entry in a match, for quick access.
  function places(match) {
    var map = new Map();
    match.entries.forEach(function (entry, i) {
      map.set(entry, i);
    });
    return map;
  }

  function weigh(directory, match) {
    var rest = directory.entries - match.entries.length;
    return { match: match, at: places(match), weight: Math.log(1 + (rest + 0.5) / (match.entries.length + 0.5)) + 0.1 };
  }

  function inTitle(directory, entry, one, i) {
    var starts = one.match.places && one.match.places.get(entry);
    if (one.match.zones[i] < 3 || !starts || starts.indexOf(3 * ZONE) < 0) {
      return 0;
    }
    return directory.titles[entry] === one.length ? EXACT_TITLE : TITLE_START;
  }

  // The smallest distance between two terms in one text's zone.
  function distance(left, right) {
    var best = Infinity;
    var j = 0;
    for (var i = 0; i < left.length; i += 1) {
      while (j + 1 < right.length && Math.abs(right[j + 1] - left[i]) <= Math.abs(right[j] - left[i])) {
        j += 1;
      }
      best = Math.min(best, Math.abs(right[j] - left[i]));
    }
    return best;
  }

  function nearness(entry, all) {
    var sum = 0;
    for (var i = 0; i + 1 < all.length; i += 1) {
      var left = all[i].match.places && all[i].match.places.get(entry);
      var right = all[i + 1].match.places && all[i + 1].match.places.get(entry);
      if (left && right) {
        sum += NEARNESS * Math.min(all[i].weight, all[i + 1].weight) / (1 + Math.log2(1 + distance(left, right)));
      }
    }
    return sum;
  }

  function recency(directory, entry) {
    return directory.entries < 2 ? 0 : RECENCY * entry / (directory.entries - 1);
  }

  function score(directory, entry, all) {
    var long = B * directory.lengths[entry] / directory.meanLength + 1 - B;
    var sum = recency(directory, entry) + nearness(entry, all);
    all.forEach(function (one) {
      var i = one.at.get(entry);
      if (i !== undefined) {
        var count = one.match.counts[i];
        sum += one.weight * (count * (K + 1) / (count + K * long) + ZONES[one.match.zones[i]]) + inTitle(directory, entry, one, i);
      }
    });
    return sum;
  }

  // The entries, best first. `terms` are matches, each with its `length` in characters.
  function byRelevance(directory, entries, terms) {
    var all = terms.map(function (term) {
      var one = weigh(directory, term.match);
      one.length = term.length;
      return one;
    });
    var scores = new Map();
    entries.forEach(function (entry) {
      scores.set(entry, score(directory, entry, all));
    });
    return entries.slice().sort(function (a, b) {
      return scores.get(b) - scores.get(a) || b - a;
    });
  }

  function byAge(directory, entries) {
    return entries.slice().sort(function (a, b) {
      var left = directory.date(a);
      var right = directory.date(b);
      return left < right ? -1 : left > right ? 1 : b - a;
    });
  }

  // `relevance`, `newest` or `oldest`; without a term, relevance is the newest first.
  function sort(directory, entries, terms, order) {
    if (order === 'oldest') {
      return byAge(directory, entries);
    }
    return order === 'newest' || terms.length === 0 ? entries.slice().reverse() : byRelevance(directory, entries, terms);
  }

  dangan.rank = { sort: sort };
}(window.dangan));
