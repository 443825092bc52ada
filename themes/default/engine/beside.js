// Finds where a term stands but for signs between its characters, or where a mask may hide it.
// Never runs, and is not even loaded, where the directory knows of neither beside the term's characters.
(function (dangan) {
  'use strict';

  // So many entries' texts are looked at for one term, the newest first.
  var LOOKED_AT = 48;

  // And so many where the term is found to the letter: those come first, and every text weighs.
  var LOOKED_AT_BESIDE = 4;

  function lists(directory, grams) {
    return Promise.all(grams.map(function (gram) {
      return dangan.postings.list(directory, gram[0], gram[1]);
    }));
  }

  function merged(all) {
    var set = new Set();
    all.forEach(function (list) {
      list.entries.forEach(function (entry) {
        set.add(entry);
      });
    });
    return Array.from(set).sort(function (a, b) {
      return a - b;
    });
  }

  // Entries that have each pair of the term as neighbours or across signs, and one across signs.
  async function acrossSigns(directory, pairs) {
    var across = pairs.filter(function (pair) {
      return pair.across;
    });
    var candidates = merged(await lists(directory, across.map(function (pair) {
      return [pair.first, dangan.near.joint(pair.second)];
    })));
    for (var i = 0; i < pairs.length && candidates.length > 0; i += 1) {
      var grams = [[pairs[i].first, dangan.postings.pair(pairs[i].second)]];
      if (pairs[i].across) {
        grams.push([pairs[i].first, dangan.near.joint(pairs[i].second)]);
      }
      candidates = dangan.match.intersect(candidates, merged(await lists(directory, grams)));
    }
    return candidates;
  }

  function without(entries, match) {
    var taken = new Set(match.entries);
    return entries.filter(function (entry) {
      return !taken.has(entry);
    });
  }

  function within(entries, among) {
    return among ? dangan.match.intersect(entries, among) : entries;
  }

  // The candidates with a text that fits, as a match; `stretch` gives what of a text fits, or ''.
  async function looked(directory, candidates, literal, stretch) {
    var some = candidates.slice(literal.entries.length > 0 ? -LOOKED_AT_BESIDE : -LOOKED_AT);
    var owns = await dangan.texts.all(directory, some);
    var match = dangan.match.empty();
    match.words = [];
    owns.forEach(function (own, i) {
      var fitting = dangan.texts.folded(own).map(function (segment) {
        return [segment[0], stretch(segment[1])];
      }).filter(function (pair) {
        return pair[1] !== '';
      });
      if (fitting.length > 0) {
        add(match, some[i], fitting);
      }
    });
    return match;
  }

  function add(match, entry, fitting) {
    match.entries.push(entry);
    match.counts.push(fitting.length);
    match.zones.push(Math.max.apply(null, fitting.map(function (pair) {
      return pair[0];
    })));
    match.words.push(Array.from(new Set(fitting.map(function (pair) {
      return pair[1];
    }))));
  }

  // The stretch of a text that is the term but for signs passed over.
  function signed(segment, term) {
    var all = Array.from(segment);
    var kept = all.map(function (_, i) {
      return i;
    }).filter(function (i) {
      return dangan.tables.passed.indexOf(all[i]) < 0;
    });
    var text = kept.map(function (i) {
      return all[i];
    }).join('');
    var found = text.indexOf(term);
    if (found < 0) {
      return '';
    }
    var first = Array.from(text.slice(0, found)).length;
    return all.slice(kept[first], kept[first + Array.from(term).length - 1] + 1).join('');
  }

  // The entries, other than those of a literal match, that have a term (without signs) with signs between its `pairs`.
  async function signs(directory, term, pairs, literal, among) {
    var candidates = without(within(await acrossSigns(directory, pairs), among), literal);
    return looked(directory, candidates, literal, function (segment) {
      return signed(segment, term);
    });
  }

  // The stretch of a text that the term matches where a mask stands for any characters; at least half of the
  // term, and two characters, must stand there as they are.
  function fitsMasked(segment, term) {
    var parts = segment.split(/(\*{2,})/);
    var needed = Math.max(2, Math.ceil(term.length / 2));
    for (var i = 0; i + 2 < parts.length; i += 2) {
      var all = heads(parts[i], term);
      for (var j = 0; j < all.length; j += 1) {
        var rest = tail(parts, i + 2, term, { at: all[j], literal: all[j], needed: needed, tried: new Set() });
        if (rest !== null) {
          return term.slice(0, all[j]) + parts[i + 1] + rest;
        }
      }
    }
    return '';
  }

  // How many of the term's first characters end the piece before a mask.
  function heads(piece, term) {
    var all = [];
    for (var length = 0; length < term.length; length += 1) {
      if (piece.endsWith(term.slice(0, length))) {
        all.push(length);
      }
    }
    return all;
  }

  // What follows the mask before part `i`, which stands for what lies between `from.at` and where that part fits;
  // null where the term does not fit. What was tried is not tried again: masks close together can be reached in
  // very many ways.
  function tail(parts, i, term, from) {
    var key = i * term.length + from.at;
    if (from.tried.has(key)) {
      return null;
    }
    from.tried.add(key);
    for (var next = from.at + 1; next < term.length; next += 1) {
      var rest = term.slice(next);
      if (parts[i].startsWith(rest) && from.literal + rest.length >= from.needed) {
        return rest;
      }
      var more = goesOn(parts, i, rest) ? tail(parts, i + 2, term, beyond(from, next, parts[i].length)) : null;
      if (more !== null) {
        return parts[i] + parts[i + 1] + more;
      }
    }
    return from.literal >= from.needed ? '' : null;
  }

  // Whether the whole part and another mask after it fit within the rest of the term.
  function goesOn(parts, i, rest) {
    return i + 2 < parts.length && parts[i] !== '' && rest.length > parts[i].length && rest.startsWith(parts[i]);
  }

  function beyond(from, next, length) {
    return { at: next + length, literal: from.literal + length, needed: from.needed, tried: from.tried };
  }

  // The entries, other than those of a literal match, that may have a term where a mask stands beside its `grams`.
  async function masks(directory, term, grams, literal, among) {
    var candidates = without(within(merged(await lists(directory, grams)), among), literal);
    return looked(directory, candidates, literal, function (segment) {
      return fitsMasked(segment, term);
    });
  }

  dangan.beside = { signs: signs, masks: masks };
}(window.dangan));
