// Finds a term: every entry in which it is a substring of one text, and no other.
// Never knows of queries, filters or ranks.
(function (dangan) {
  'use strict';

  var ZONE = dangan.postings.ZONE;

  // What loading costs, in KB: a shard of texts, of lists, of positions.
  var TEXT = 13;
  var LIST = 28;
  var POSITIONS = 64;

  // An ambiguous spelling has at most so many divisions into syllables.
  var DIVISIONS = 64;

  function codes(text) {
    return Array.from(text, function (c) {
      return c.codePointAt(0);
    });
  }

  // A match: sorted entries with the highest zone, how often, and where (null: not asked for).
  function empty() {
    return { entries: [], zones: [], counts: [], places: new Map() };
  }

  // Lists do not say how often: once, for all that is known.
  function fromList(list) {
    return { entries: list.entries, zones: list.zones, counts: new Array(list.entries.length).fill(1), places: null };
  }

  // What two sorted lists of numbers share.
  function intersect(left, right) {
    var shared = [];
    var j = 0;
    for (var i = 0; i < left.length; i += 1) {
      while (j < right.length && right[j] < left[i]) {
        j += 1;
      }
      if (right[j] === left[i]) {
        shared.push(left[i]);
      }
    }
    return shared;
  }

  // Pairs that cover a term: every second one, the last one always.
  function cover(tokens) {
    var starts = [];
    for (var i = 0; i + 1 < tokens.length; i += 2) {
      starts.push(i);
    }
    if (tokens.length % 2 === 1) {
      starts.push(tokens.length - 2);
    }
    return starts;
  }

  function rarity(directory, tokens, start) {
    return Math.min(directory.tokens.get(tokens[start]), directory.tokens.get(tokens[start + 1]));
  }

  function isKnown(directory, tokens) {
    return tokens.every(function (token) {
      return directory.tokens.has(token);
    });
  }

  // Finds a sequence of tokens; `look` says whether texts may be looked at (not for sounds).
  async function sequence(directory, tokens, options) {
    if (tokens.length === 0 || !isKnown(directory, tokens)) {
      return empty();
    }
    if (tokens.length === 1) {
      return fromList(await dangan.postings.list(directory, tokens[0], 0));
    }
    if (tokens.length === 2 && !options.places) {
      return fromList(await dangan.postings.list(directory, tokens[0], dangan.postings.pair(tokens[1])));
    }
    return longer(directory, tokens, options);
  }

  function starts(tokens) {
    return tokens.slice(1).map(function (_, i) {
      return i;
    });
  }

  function listAt(directory, tokens, start) {
    return dangan.postings.list(directory, tokens[start], dangan.postings.pair(tokens[start + 1]));
  }

  // Narrows the candidates by pairs, the rarest first, as long as that costs less than it saves; then
  // looks at the texts of the few that are left, or at the positions of all.
  async function longer(directory, tokens, options) {
    var rarest = starts(tokens).sort(function (a, b) {
      return rarity(directory, tokens, a) - rarity(directory, tokens, b) || a - b;
    });
    var first = await listAt(directory, tokens, rarest[0]);
    var candidates = first.entries;
    var before = Infinity;
    for (var i = 1; i < rarest.length && candidates.length * TEXT > LIST && candidates.length * 2 < before; i += 1) {
      before = i === 1 ? Infinity : candidates.length;
      candidates = intersect(candidates, (await listAt(directory, tokens, rarest[i])).entries);
    }
    if (candidates.length === 0) {
      return empty();
    }
    var covering = cover(tokens);
    if (options.look && candidates.length * TEXT <= covering.length * POSITIONS) {
      return dangan.texts.look(directory, candidates, String.fromCodePoint.apply(null, tokens));
    }
    var pairs = await Promise.all(covering.map(async function (start) {
      return { start: start, list: await listAt(directory, tokens, start) };
    }));
    return adjacent(directory, pairs, pairs.reduce(function (left, pair) {
      return intersect(left, pair.list.entries);
    }, candidates));
  }

  // Keeps the candidates in which the pairs stand at their distances.
  async function adjacent(directory, pairs, candidates) {
    var places = await Promise.all(pairs.map(function (pair) {
      return dangan.postings.positions(directory, pair.list, candidates);
    }));
    var match = empty();
    candidates.forEach(function (entry) {
      var starts = pairs.reduce(function (left, pair, i) {
        var here = places[i].get(entry).map(function (place) {
          return place - pair.start;
        });
        return left === null ? here : intersect(left, here);
      }, null);
      add(match, entry, starts);
    });
    return match;
  }

  function add(match, entry, starts) {
    if (starts.length > 0) {
      match.entries.push(entry);
      match.zones.push(Math.floor(starts[starts.length - 1] / ZONE));
      match.counts.push(starts.length);
      match.places.set(entry, starts);
    }
  }

  // Entries of either match.
  function union(left, right) {
    if (left.entries.length === 0 || right.entries.length === 0) {
      return left.entries.length === 0 ? right : left;
    }
    var all = { entries: [], zones: [], counts: [], places: left.places && right.places ? new Map() : null };
    var i = 0;
    var j = 0;
    while (i < left.entries.length || j < right.entries.length) {
      var a = i < left.entries.length ? left.entries[i] : Infinity;
      var b = j < right.entries.length ? right.entries[j] : Infinity;
      all.entries.push(Math.min(a, b));
      all.zones.push(Math.max(a <= b ? left.zones[i] : 0, b <= a ? right.zones[j] : 0));
      all.counts.push(Math.max(a <= b ? left.counts[i] : 0, b <= a ? right.counts[j] : 0));
      if (all.places) {
        all.places.set(Math.min(a, b), a <= b ? left.places.get(a) : right.places.get(b));
      }
      i += a <= b ? 1 : 0;
      j += b <= a ? 1 : 0;
    }
    return all;
  }

  var syllables = null;

  function syllableNumbers() {
    if (syllables === null) {
      syllables = new Map(dangan.tables.syllables.split(' ').map(function (syllable, i) {
        return [syllable, dangan.tables.firstSyllable + i];
      }));
    }
    return syllables;
  }

  // Every division of Latin letters into syllables, as tokens.
  function divisions(letters) {
    var numbers = syllableNumbers();
    var done = [];
    (function divide(at, tokens) {
      if (at === letters.length) {
        done.push(tokens);
      }
      for (var end = at + 1; end <= Math.min(letters.length, at + 6) && done.length < DIVISIONS; end += 1) {
        var number = numbers.get(letters.slice(at, end));
        if (number !== undefined) {
          divide(end, tokens.concat(number));
        }
      }
    }(0, []));
    return done;
  }

  function initials(letters) {
    return codes(letters).map(function (code) {
      return dangan.tables.firstInitial + code - 97;
    });
  }

  // Entries in which a run of Han characters is spoken as these letters.
  async function sounds(directory, letters, options) {
    var spoken = divisions(letters).concat([initials(letters)]).filter(function (tokens) {
      return isKnown(directory, tokens);
    });
    var all = empty();
    for (var i = 0; i < spoken.length; i += 1) {
      all = union(all, await sequence(directory, spoken[i], options));
    }
    return all;
  }

  // A term (folded), by its letters and, where they are Latin, by its sound.
  async function term(directory, text, options) {
    var found = await sequence(directory, codes(text), { look: true, places: options.places });
    if (!/^[a-z]+$/.test(text)) {
      return found;
    }
    return union(found, await sounds(directory, text, { look: false, places: options.places }));
  }

  dangan.match = { term: term, sequence: sequence, codes: codes, intersect: intersect, union: union, empty: empty };
}(window.dangan));
