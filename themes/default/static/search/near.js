// Finds what a term all but matches: signs passed over, masks, numerals, synonyms.
// Never adds to a total; each finding says why.
(function (dangan) {
  'use strict';

  // So many entries' texts are looked at for one term, the newest first.
  var LOOKED_AT = 48;
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

  // A finding: a map from entry to why.
  function note(found, entries, why) {
    entries.forEach(function (entry) {
      if (!found.has(entry)) {
        found.set(entry, why);
      }
    });
  }

  async function others(directory, found, text, kind) {
    var match = await dangan.match.term(directory, text, { places: false });
    note(found, match.entries, { kind: kind, text: text });
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

  async function looked(directory, candidates, matches) {
    var some = candidates.slice(-LOOKED_AT);
    var owns = await dangan.texts.all(directory, some);
    return some.filter(function (_, i) {
      return dangan.texts.folded(owns[i]).some(function (segment) {
        return matches(segment[1]);
      });
    });
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
        return tail(pieces, i + 1, term, head, head, needed);
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

  // The mask before piece `i` stands for what lies between `at` and where that piece fits.
  function tail(pieces, i, term, at, literal, needed) {
    if (literal >= needed && at < term.length) {
      return true;
    }
    for (var next = at + 1; next < term.length; next += 1) {
      var rest = term.slice(next);
      if (pieces[i].startsWith(rest) && literal + rest.length >= needed) {
        return true;
      }
      var piece = pieces[i];
      if (i + 1 < pieces.length && piece !== '' && rest.length > piece.length && rest.startsWith(piece) &&
          tail(pieces, i + 1, term, next + piece.length, literal + piece.length, needed)) {
        return true;
      }
    }
    return false;
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
