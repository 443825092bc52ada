// Finds what a term all but matches: signs passed over, masks, numerals, synonyms.
// Never adds to a total; each finding says why.
(function (dangan) {
  'use strict';

  // So many entries' texts are looked at for one term, the newest first.
  var LOOKED_AT = 48;

  // A longer term was pasted, not typed by heart: it is found to the letter, and guessing at it costs too much.
  var LONGEST = 64;
  var MASK = '*'.codePointAt(0);

  function bare(text) {
    return Array.from(text).filter(function (c) {
      return dangan.tables.passed.indexOf(c) < 0;
    }).join('');
  }

  // The build sets the same bit (src/search/directory.rs).
  function mayExist(directory, first, rest) {
    var mixed = Math.imul(first, 0x9E3779B1) ^ Math.imul(rest, 0x85EBCA6B);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2C1B3C6D) >>> 7;
    var bit = mixed % (directory.joints.length * 8);
    return (directory.joints[bit >> 3] >> (bit & 7) & 1) === 1;
  }

  function joint(second) {
    return 2 * (second + 1) + 1;
  }

  // A finding: a map from entry to why, with the match's highest zone and how often, for ranking.
  function note(found, match, why) {
    match.entries.forEach(function (entry, i) {
      if (!found.has(entry)) {
        found.set(entry, { why: why, zone: match.zones[i], count: match.counts[i] });
      }
    });
  }

  async function others(directory, found, text, kind) {
    note(found, await dangan.match.term(directory, text, { places: false }), { kind: kind, text: text });
  }

  // Terms in which a synonym stands for a word.
  function synonyms(directory, text) {
    var all = new Set();
    directory.synonyms.forEach(function (words) {
      words.forEach(function (word) {
        words.forEach(function (other) {
          if (word !== '' && other !== word && text.indexOf(word) >= 0) {
            all.add(text.split(word).join(other));
          }
        });
      });
    });
    all.delete(text);
    return Array.from(all);
  }

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
  async function acrossSigns(directory, text) {
    var tokens = dangan.match.codes(text);
    var pairs = tokens.slice(1).map(function (second, i) {
      return { first: tokens[i], second: second, across: mayExist(directory, tokens[i], joint(second)) };
    });
    var across = pairs.filter(function (pair) {
      return pair.across;
    });
    if (across.length === 0) {
      return [];
    }
    var candidates = merged(await lists(directory, across.map(function (pair) {
      return [pair.first, joint(pair.second)];
    })));
    for (var i = 0; i < pairs.length && candidates.length > 0; i += 1) {
      var grams = [[pairs[i].first, dangan.postings.pair(pairs[i].second)]];
      if (pairs[i].across) {
        grams.push([pairs[i].first, joint(pairs[i].second)]);
      }
      candidates = dangan.match.intersect(candidates, merged(await lists(directory, grams)));
    }
    return candidates;
  }

  // The candidates with a text that fits, as a match.
  async function looked(directory, candidates, fits) {
    var some = candidates.slice(-LOOKED_AT);
    var owns = await dangan.texts.all(directory, some);
    var match = dangan.match.empty();
    owns.forEach(function (own, i) {
      var fitting = dangan.texts.folded(own).filter(function (segment) {
        return fits(segment[1]);
      });
      if (fitting.length > 0) {
        match.entries.push(some[i]);
        match.counts.push(fitting.length);
        match.zones.push(Math.max.apply(null, fitting.map(function (segment) {
          return segment[0];
        })));
      }
    });
    return match;
  }

  async function signs(directory, found, text, literal) {
    var own = bare(text);
    if (own === '') {
      return;
    }
    if (own !== text) {
      await others(directory, found, own, 'quotes');
    }
    var candidates = without(await acrossSigns(directory, own), literal);
    note(found, await looked(directory, candidates, function (segment) {
      return bare(segment).indexOf(own) >= 0;
    }), { kind: 'quotes', text: own });
  }

  function without(entries, match) {
    var taken = new Set(match.entries);
    return entries.filter(function (entry) {
      return !taken.has(entry);
    });
  }

  // Entries with a mask beside a character of the term.
  async function masked(directory, tokens) {
    var grams = [];
    tokens.forEach(function (token, i) {
      if (i + 1 < tokens.length && mayExist(directory, token, dangan.postings.pair(MASK))) {
        grams.push([token, dangan.postings.pair(MASK)]);
      }
      if (i > 0 && mayExist(directory, MASK, dangan.postings.pair(token))) {
        grams.push([MASK, dangan.postings.pair(token)]);
      }
    });
    return merged(await lists(directory, grams));
  }

  // Whether the term matches a text in which a mask stands for any characters; at least half of the
  // term, and two characters, must stand there as they are.
  function fitsMasked(segment, term) {
    var pieces = segment.split(/\*{2,}/);
    var needed = Math.max(2, Math.ceil(term.length / 2));
    return pieces.some(function (piece, i) {
      return i + 1 < pieces.length && heads(piece, term).some(function (head) {
        return tail(pieces, i + 1, term, { at: head, literal: head, needed: needed, tried: new Set() });
      });
    });
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

  // The mask before piece `i` stands for what lies between `from.at` and where that piece fits. What was tried
  // is not tried again: many masks close together can be reached in very many ways.
  function tail(pieces, i, term, from) {
    if (from.literal >= from.needed && from.at < term.length) {
      return true;
    }
    var key = i * term.length + from.at;
    if (from.tried.has(key)) {
      return false;
    }
    from.tried.add(key);
    for (var next = from.at + 1; next < term.length; next += 1) {
      var rest = term.slice(next);
      if (pieces[i].startsWith(rest) && from.literal + rest.length >= from.needed) {
        return true;
      }
      if (goesOn(pieces, i, rest) && tail(pieces, i + 1, term, beyond(from, next, pieces[i].length))) {
        return true;
      }
    }
    return false;
  }

  // Whether the whole piece and another mask after it fit within the rest of the term.
  function goesOn(pieces, i, rest) {
    return i + 1 < pieces.length && pieces[i] !== '' && rest.length > pieces[i].length && rest.startsWith(pieces[i]);
  }

  function beyond(from, next, length) {
    return { at: next + length, literal: from.literal + length, needed: from.needed, tried: from.tried };
  }

  async function masks(directory, found, text, literal) {
    var tokens = dangan.match.codes(text);
    if (tokens.length < 3 || !directory.tokens.has(MASK)) {
      return;
    }
    var candidates = without(await masked(directory, tokens), literal);
    note(found, await looked(directory, candidates, function (segment) {
      return segment.indexOf('**') >= 0 && fitsMasked(segment, text);
    }), { kind: 'mask', text: text });
  }

  // A folded term's near findings, without the entries that match it to the letter.
  async function term(directory, text, literal) {
    var found = new Map();
    if (text.length > LONGEST) {
      return found;
    }
    var spellings = dangan.numerals.others(text);
    for (var i = 0; i < spellings.length; i += 1) {
      await others(directory, found, spellings[i], 'numeral');
    }
    var words = synonyms(directory, text);
    for (var j = 0; j < words.length; j += 1) {
      await others(directory, found, words[j], 'synonym');
    }
    if (text.length > 1) {
      await signs(directory, found, text, literal);
      await masks(directory, found, text, literal);
    }
    literal.entries.forEach(function (entry) {
      found.delete(entry);
    });
    return found;
  }

  dangan.near = { term: term, fitsMasked: fitsMasked };
}(window.dangan));
