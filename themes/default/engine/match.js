// Finds a term: every entry in which it is a substring of one text, and no other.
// Never knows of queries, filters or ranks.
(function (dangan) {
  'use strict';

  var ZONE = dangan.postings.ZONE;

  // What loading costs, in KB: a shard of texts, of pairs, of single characters, of places.
  var TEXT = 11;
  var LIST = 14;
  var SINGLES = 108;
  var PLACES = 20;

  // A further list pays only while the last one was worth its weight, and with more candidates than this, took half.
  var MANY = 40;

  // So many of the texts that are looked at will be asked for anyway, for the hits on the page.
  var SHOWN = 9;

  // With so many times the candidates whose texts would cost less than places, all pairs will be needed.
  var SURELY = 8;

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

  // About how many entries have the pair at a place of a term.
  function commonness(directory, tokens, start) {
    var both = Math.min(directory.tokens.get(tokens[start]), directory.tokens.get(tokens[start + 1]));
    return Math.min(Math.pow(2, both + 1), directory.common(tokens[start], dangan.postings.pair(tokens[start + 1])));
  }

  function isKnown(directory, tokens) {
    return tokens.every(function (token) {
      return directory.tokens.has(token);
    });
  }

  // Finds a sequence of tokens. `look` says whether texts may be looked at (not for sounds); `among`, where it is
  // given, are the only entries that are of interest.
  async function sequence(directory, tokens, options) {
    if (tokens.length === 0 || !isKnown(directory, tokens) || (options.among && options.among.length === 0)) {
      return empty();
    }
    if (tokens.length === 1) {
      return gram(directory, tokens, 0, SINGLES, options);
    }
    if (tokens.length === 2 && !options.places) {
      return gram(directory, tokens, dangan.postings.pair(tokens[1]), LIST, options);
    }
    return longer(directory, tokens, options);
  }

  // Tokens that are one gram: its list says all, unless the texts of the entries of interest weigh less.
  async function gram(directory, tokens, rest, weight, options) {
    if (options.look && options.among && options.among.length * TEXT <= weight) {
      return lookAt(directory, options.among, tokens);
    }
    var match = fromList(await dangan.postings.list(directory, tokens[0], rest));
    return options.among ? only(match, options.among) : match;
  }

  function lookAt(directory, entries, tokens) {
    return dangan.texts.look(directory, entries, String.fromCodePoint.apply(null, tokens));
  }

  // A match's part in some entries.
  function only(match, entries) {
    var wanted = new Set(entries);
    var kept = match.entries.map(function (_, i) {
      return i;
    }).filter(function (i) {
      return wanted.has(match.entries[i]);
    });
    function pick(column) {
      return kept.map(function (i) {
        return column[i];
      });
    }
    return { entries: pick(match.entries), zones: pick(match.zones), counts: pick(match.counts), places: match.places };
  }

  // The number of a character that figures are written with; -1 for any other.
  function figure(token) {
    return token === 46 ? 10 : token >= 48 && token <= 57 ? token - 48 : -1;
  }

  // The gram of three tokens of which the first two or the last two are of a figure (src/search/grams.rs); null
  // where they are not.
  function triple(tokens, start) {
    var before = figure(tokens[start + 1]) >= 0 && figure(tokens[start]) < 0 ? 1 : 0;
    var one = figure(tokens[start + before]);
    var two = figure(tokens[start + 1 + before]);
    if (start + 2 >= tokens.length || one < 0 || two < 0) {
      return null;
    }
    var rest = 0x400001 + before * 512 + one * 32 + two * 2;
    return { start: start, length: 3, first: tokens[start + 2 * (1 - before)], rest: rest };
  }

  function pair(tokens, start) {
    return { start: start, length: 2, first: tokens[start], rest: dangan.postings.pair(tokens[start + 1]) };
  }

  // The pairs and triples of a term, the rarest first; triples, which tell more, before pairs.
  function byRarity(directory, tokens) {
    var triples = tokens.map(function (_, i) {
      return triple(tokens, i);
    }).filter(Boolean);
    triples.forEach(function (gram) {
      gram.common = directory.common(gram.first, gram.rest);
    });
    var pairs = starts(tokens).map(function (start) {
      var gram = pair(tokens, start);
      gram.common = commonness(directory, tokens, start);
      return gram;
    });
    return apart(triples.concat(pairs).sort(function (a, b) {
      return a.common - b.common || b.length - a.length || a.start - b.start;
    }));
  }

  // In the same order, but those that share a character with one before come last: most entries that have the one
  // have the other.
  function apart(grams) {
    var taken = new Set();
    function isFree(gram) {
      return !taken.has(gram.start) && !taken.has(gram.start + gram.length - 1);
    }
    var free = grams.filter(function (gram) {
      var first = isFree(gram);
      for (var i = 0; first && i < gram.length; i += 1) {
        taken.add(gram.start + i);
      }
      return first;
    });
    return free.concat(grams.filter(function (gram) {
      return free.indexOf(gram) < 0;
    }));
  }

  function listOf(directory, gram) {
    return dangan.postings.list(directory, gram.first, gram.rest);
  }

  function starts(tokens) {
    return tokens.slice(1).map(function (_, i) {
      return i;
    });
  }

  function listAt(directory, tokens, start) {
    return dangan.postings.list(directory, tokens[start], dangan.postings.pair(tokens[start + 1]));
  }

  // Whether a list is worth loading: the texts it saves looking at weigh more.
  function pays(directory, candidates, common) {
    return candidates * (1 - Math.min(1, common / directory.entries)) * TEXT > LIST;
  }

  // The entries that have the rarest pairs and triples of a term, as long as a list costs less than it saves. Pairs
  // that always come together would not tell many candidates apart.
  async function narrow(directory, rarest, among) {
    var loaded = 0;
    var candidates = among;
    if (!among && rarest[0].common >= directory.commonFrom) {
      // So many candidates that the next lists will be asked for: they come at the same time.
      rarest.slice(1, 3).forEach(function (gram) {
        listOf(directory, gram).catch(function () {});
      });
    }
    if (!among || pays(directory, among.length, rarest[0].common)) {
      loaded += 1;
      var first = (await listOf(directory, rarest[0])).entries;
      candidates = among ? intersect(among, first) : first;
    }
    var before = Infinity;
    for (var i = 1; loaded > 0 && i < rarest.length && pays(directory, candidates.length, rarest[i].common); i += 1) {
      if (i > 1 && ((before - candidates.length) * TEXT < LIST || (candidates.length > MANY && candidates.length * 2 > before))) {
        break;
      }
      before = candidates.length;
      candidates = intersect(candidates, (await listOf(directory, rarest[i])).entries);
    }
    return candidates;
  }

  // Narrows the candidates; then looks at the texts of the few that are left, or at all places.
  async function longer(directory, tokens, options) {
    var rarest = byRarity(directory, tokens);
    if (rarest[0].common === 0) {
      return empty();
    }
    var candidates = await narrow(directory, rarest, options.among);
    if (candidates.length === 0) {
      return empty();
    }
    if (options.look && textsOf(directory, candidates) <= placesOf(directory, tokens)) {
      return lookAt(directory, candidates, tokens);
    }
    var surely = textsOf(directory, candidates) > SURELY * placesOf(directory, tokens);
    var pairs = await Promise.all(starts(tokens).map(async function (start) {
      var list = await listAt(directory, tokens, start);
      if (surely) {
        dangan.postings.ask(directory, list);
      }
      return { start: start, list: list };
    }));
    return adjacent(directory, tokens, options, outwards(pairs), pairs.reduce(function (left, pair) {
      return intersect(left, pair.list.entries);
    }, candidates));
  }

  // The rarest pair, then always the rarer one of the two beside those before.
  function outwards(pairs) {
    function size(at) {
      return at >= 0 && at < pairs.length ? pairs[at].list.entries.length : Infinity;
    }
    var left = 0;
    for (var i = 1; i < pairs.length; i += 1) {
      left = size(i) < size(left) ? i : left;
    }
    var right = left;
    var ordered = [pairs[left]];
    while (ordered.length < pairs.length) {
      if (size(left - 1) <= size(right + 1)) {
        left -= 1;
        ordered.push(pairs[left]);
      } else {
        right += 1;
        ordered.push(pairs[right]);
      }
    }
    return ordered;
  }

  // What the places of all pairs of a term cost, in KB, as far as is known before their lists are loaded; and these, but
  // for the two that have told the candidates.
  function placesOf(directory, tokens) {
    return LIST * Math.max(0, tokens.length - 3) + PLACES * starts(tokens).reduce(function (sum, start) {
      var common = Math.min(directory.entries, commonness(directory, tokens, start));
      return sum + Math.max(1, Math.round(common / directory.chunk));
    }, 0);
  }

  // Has the texts of some entries loaded where they cost less than the places of all terms: then each term is looked for
  // in them, and no term alone would be worth it.
  async function prepare(directory, texts, entries) {
    var places = texts.map(codes).filter(function (tokens) {
      return isKnown(directory, tokens);
    }).reduce(function (sum, tokens) {
      return sum + placesOf(directory, tokens);
    }, 0);
    if (textsOf(directory, entries) <= places) {
      await dangan.texts.all(directory, entries);
    }
  }

  // What it costs to look at the candidates' texts, in KB. What is found and how often does not depend on it.
  function textsOf(directory, candidates) {
    return (dangan.texts.missing(directory, candidates) - SHOWN) * TEXT;
  }

  // How many shards the places of some pairs lie in: of a pair that most entries have, in several.
  function shardsOf(pairs) {
    var names = new Set();
    pairs.forEach(function (pair) {
      pair.list.chunks.forEach(function (chunk) {
        names.add(chunk.name);
      });
    });
    return names.size;
  }

  // Asks for the places of the pairs that will most likely all be wanted, while those before are read.
  function expect(directory, pairs, left) {
    if (textsOf(directory, left) > SURELY * shardsOf(pairs) * PLACES) {
      pairs.forEach(function (pair) {
        dangan.postings.ask(directory, pair.list);
      });
    }
  }

  // Keeps the candidates in which each pair shares its tokens with the pairs beside it; pair after pair, so that a long
  // term ends as soon as no candidate is left, or so few that their texts cost less than the rest.
  async function adjacent(directory, tokens, options, pairs, candidates) {
    var kept = { entries: candidates, chains: null };
    for (var i = 0; i < pairs.length && kept.entries.length > 0; i += 1) {
      if (options.look && textsOf(directory, kept.entries) <= shardsOf(pairs.slice(i)) * PLACES) {
        return lookAt(directory, kept.entries, tokens);
      }
      expect(directory, pairs.slice(i + 1), kept.entries);
      var places = await dangan.postings.places(directory, pairs[i].list, kept.entries);
      if (i === 0) {
        // The first pair's places are chains themselves.
        kept = { entries: candidates, chains: places };
      } else if (pairs[i].start < pairs[0].start) {
        kept = joined(kept.entries, places, kept.chains);
      } else {
        kept = joined(kept.entries, kept.chains, places);
      }
    }
    return matchOf(kept, options);
  }

  // The entries in which chains before go on in chains behind, and these longer chains.
  function joined(entries, before, behind) {
    var left = { entries: [], chains: new dangan.postings.Runs() };
    entries.forEach(function (entry, at) {
      var size = left.chains.values.length;
      chain(before, behind, at, left.chains);
      if (left.chains.values.length > size) {
        left.entries.push(entry);
        left.chains.ends.push(left.chains.values.length);
      }
    });
    return left;
  }

  // Chains that begin as one of those before and end as the one of those behind that begins where it ends. Both are begins
  // and ends in turn, in their order.
  function chain(before, behind, at, chains) {
    var start = before.values;
    var end = behind.values;
    var i = behind.start(at);
    for (var j = before.start(at); j < before.ends[at]; j += 2) {
      while (i < behind.ends[at] && end[i] < start[j + 1]) {
        i += 2;
      }
      if (i < behind.ends[at] && end[i] === start[j + 1]) {
        chains.values.push(start[j], end[i + 1]);
      }
    }
  }

  // A match of what has a chain; it stands in the rows in which chains begin.
  function matchOf(kept, options) {
    var match = empty();
    match.entries = kept.entries;
    match.places = options.places ? match.places : null;
    kept.entries.forEach(function (entry, at) {
      var first = kept.chains.start(at);
      var end = kept.chains.ends[at];
      match.zones.push(Math.floor(kept.chains.values[end - 2] / ZONE));
      match.counts.push((end - first) / 2);
      if (options.places) {
        match.places.set(entry, rows(kept.chains.values, first, end));
      }
    });
    return match;
  }

  function rows(chains, first, end) {
    var begun = [];
    for (var i = first; i < end; i += 2) {
      begun.push(chains[i] - chains[i] % dangan.postings.ROW);
    }
    return begun;
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

  // How many entries have a sequence at most, by its rarest pair.
  function atMost(directory, tokens) {
    if (tokens.length === 0 || !isKnown(directory, tokens)) {
      return 0;
    }
    return tokens.length === 1 ? Math.pow(2, directory.tokens.get(tokens[0]) + 1) : Math.min.apply(null, starts(tokens).map(function (start) {
      return commonness(directory, tokens, start);
    }));
  }

  // The entries that may have a term, by lists alone, among some entries where those are given; null where no list
  // says it, or where looking at the few entries there are costs less than a list.
  async function candidates(directory, text, among) {
    var tokens = codes(text);
    if (tokens.length < 2 || /^[a-z]+$/.test(text) || (among && among.length * TEXT <= LIST)) {
      return null;
    }
    if (!isKnown(directory, tokens)) {
      return [];
    }
    return narrow(directory, byRarity(directory, tokens), among);
  }

  // A term (folded), by its letters and, where they are Latin, by its sound. `common` is in how many entries it
  // is, about: among some entries alone it is not counted.
  async function term(directory, text, options) {
    var tokens = codes(text);
    var found = await sequence(directory, tokens, { look: true, places: options.places, among: options.among });
    if (/^[a-z]+$/.test(text)) {
      found = union(found, await dangan.spoken.find(directory, text, { look: false, places: options.places, among: options.among }));
    }
    found.common = Math.max(found.entries.length, options.among ? atMost(directory, tokens) : 0);
    return found;
  }

  dangan.match = { term: term, candidates: candidates, prepare: prepare, sequence: sequence, codes: codes, isKnown: isKnown, intersect: intersect, union: union, empty: empty };
}(window.dangan));
