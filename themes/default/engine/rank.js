// Puts what a person means first.
// Never drops an entry; entries are numbered from the oldest, so ties fall back to the higher number:
// the newer date, then the id.
(function (dangan) {
  'use strict';

  var ZONE = dangan.postings.ZONE;

  // How much more a match is worth in the body, a heading, a key value, the title.
  var ZONES = [0, 1, 2, 4];

  // As much again as the title, so that nothing comes before the entry that has just this title.
  var EXACT_TITLE = 4;

  // A year means the entries of that year before those that speak of it: half a key value.
  var YEAR = 1;
  var IS_YEAR = /^((?:19|20)\d\d)(?:年度?)?$/;

  // Terms side by side count for more than a heading; where they stand apart, for almost nothing.
  var NEARNESS = 1.5;

  // Enough to part what else is alike, and less than any other difference.
  var RECENCY = 0.1;

  // BM25's usual constant (Robertson and Zaragoza 2009); its other one is nought, as an entry's length counts
  // neither for nor against it: long entries are reports, which say more and are not padded.
  var K = 1.2;

  // For each of some sorted entries, where it is in a match; -1 where it is not there.
  function positions(entries, match) {
    var i = 0;
    return entries.map(function (entry) {
      while (i < match.entries.length && match.entries[i] < entry) {
        i += 1;
      }
      return match.entries[i] === entry ? i : -1;
    });
  }

  function weigh(directory, entries, match) {
    var rest = directory.entries - match.common;
    return { match: match, at: positions(entries, match), weight: Math.log(1 + (rest + 0.5) / (match.common + 0.5)) + 0.1 };
  }

  // What a match is worth by where it stands; a match in the title that is as long as the title is all of it.
  function standing(directory, entry, one, zone) {
    return ZONES[zone] + (zone === 3 && directory.titles[entry] === one.length ? EXACT_TITLE : 0);
  }

  // Places are rows: what stands in one row is this far apart, more or less.
  var WITHIN = 8;

  // The smallest distance between the rows of two terms in one zone, about.
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
        sum += NEARNESS * Math.min(all[i].weight, all[i + 1].weight) / (1 + Math.log2(1 + WITHIN + distance(left, right)));
      }
    }
    return sum;
  }

  function recency(directory, entry) {
    return directory.entries < 2 ? 0 : RECENCY * entry / (directory.entries - 1);
  }

  // What the entry at a place of the sorted ones is worth.
  function score(directory, entry, place, all) {
    var sum = recency(directory, entry) + nearness(entry, all);
    all.forEach(function (one) {
      var i = one.at[place];
      if (i >= 0) {
        var count = one.match.counts[i];
        sum += one.weight * (count * (K + 1) / (count + K) + standing(directory, entry, one, one.match.zones[i]));
        sum += one.year !== null && one.year === directory.year(entry) ? YEAR : 0;
      }
    });
    return sum;
  }

  // The entries (sorted), best first. `terms` are matches, each with its folded `text`.
  function byRelevance(directory, entries, terms) {
    var all = terms.map(function (term) {
      var one = weigh(directory, entries, term.match);
      var year = IS_YEAR.exec(term.text);
      one.length = Array.from(term.text).length;
      one.year = year ? year[1] : null;
      return one;
    });
    var scored = entries.map(function (entry, place) {
      return { entry: entry, score: score(directory, entry, place, all) };
    });
    scored.sort(function (a, b) {
      return b.score - a.score || b.entry - a.entry;
    });
    return scored.map(function (one) {
      return one.entry;
    });
  }

  function byAge(directory, entries) {
    return entries.slice().sort(function (a, b) {
      return directory.day(a) - directory.day(b) || b - a;
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
