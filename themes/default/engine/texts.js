// Entries' own texts: for snippets, and for looking where the index leaves few candidates.
// Never judges what matches beyond a substring.
(function (dangan) {
  'use strict';

  var ZONE = dangan.postings.ZONE;
  var TITLE = 3;

  function numberOf(directory, entry) {
    return Math.floor(entry / directory.perTexts);
  }

  // How many shards would have to be loaded for some entries (sorted).
  function missing(directory, entries) {
    var count = 0;
    var last = -1;
    entries.forEach(function (entry) {
      var number = numberOf(directory, entry);
      if (number !== last && !dangan.shards.has('t' + number)) {
        count += 1;
      }
      last = number;
    });
    return count;
  }

  async function text(directory, entry) {
    var name = 't' + numberOf(directory, entry);
    var shard = await dangan.shards.json(name, directory.check(name), directory.dictionary);
    return shard[entry % directory.perTexts];
  }

  function all(directory, entries) {
    return Promise.all(entries.map(function (entry) {
      return text(directory, entry);
    }));
  }

  // All texts of an entry: [zone, text], the title first. The bit above the zone says what sounds; only the build asks.
  function segments(own) {
    return [[TITLE, own.title]].concat(own.texts.map(function (segment) {
      return [segment[0] & 3, segment[1]];
    }));
  }

  function folded(own) {
    if (!own.folded) {
      own.folded = segments(own).map(function (segment) {
        return [segment[0], dangan.fold.fold(segment[1])];
      });
    }
    return own.folded;
  }

  function count(text) {
    return Array.from(text).length;
  }

  // The rows that a folded term begins in, as the index would say.
  function rows(own, term) {
    var offsets = [0, 0, 0, 0];
    var found = [];
    folded(own).forEach(function (segment) {
      var zone = segment[0];
      var at = segment[1].indexOf(term);
      while (at >= 0) {
        found.push(zone * ZONE + offsets[zone] + count(segment[1].slice(0, at)));
        at = segment[1].indexOf(term, at + 1);
      }
      offsets[zone] += count(segment[1]) + 1;
    });
    return found.map(function (place) {
      return place - place % dangan.postings.ROW;
    }).sort(function (a, b) {
      return a - b;
    });
  }

  // The candidates whose texts hold the term.
  async function look(directory, candidates, term) {
    var owns = await all(directory, candidates);
    var match = dangan.match.empty();
    owns.forEach(function (own, i) {
      var found = rows(own, term);
      if (found.length > 0) {
        match.entries.push(candidates[i]);
        match.zones.push(Math.floor(found[found.length - 1] / ZONE));
        match.counts.push(found.length);
        match.places.set(candidates[i], found);
      }
    });
    return match;
  }

  dangan.texts = { all: all, missing: missing, folded: folded, segments: segments, look: look };
}(window.dangan));
