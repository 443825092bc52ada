// Finds what a term all but matches: signs passed over, masks, numerals, synonyms.
// Never adds to a total; each finding says why.
(function (dangan) {
  'use strict';

  // A longer term was pasted, not typed by heart: it is found to the letter, and guessing at it costs too much.
  var LONGEST = 64;
  var MASK = '*'.codePointAt(0);

  function bare(text) {
    return Array.from(text).filter(function (c) {
      return dangan.tables.passed.indexOf(c) < 0;
    }).join('');
  }

  // The build sets the same bits (src/search/directory.rs).
  function mayExist(directory, first, rest) {
    var hash = dangan.directory.hash(first, rest);
    return [0, 1, 2, 3].every(function (i) {
      var bit = (hash + i * (hash >>> 11 | 1)) % (directory.joints.length * 8);
      return (directory.joints[bit >> 3] >> (bit & 7) & 1) === 1;
    });
  }

  function joint(second) {
    return 2 * (second + 1) + 1;
  }

  // A finding: a map from entry to why, with the match's highest zone and how often, for ranking, and with the
  // words that stand in the text, for marking.
  function note(found, match, why) {
    match.entries.forEach(function (entry, i) {
      if (!found.has(entry)) {
        found.set(entry, { why: why, zone: match.zones[i], count: match.counts[i], words: match.words ? match.words[i] : [why.text] });
      }
    });
  }

  async function others(directory, found, text, kind, among) {
    note(found, await dangan.match.term(directory, text, { places: false, among: among }), { kind: kind, text: text });
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

  // Neighbours of a term that somewhere have only signs between them.
  function across(directory, tokens) {
    return tokens.slice(1).map(function (second, i) {
      return { first: tokens[i], second: second, across: mayExist(directory, tokens[i], joint(second)) };
    });
  }

  async function signs(directory, found, text, literal, among) {
    var own = bare(text);
    if (own === '') {
      return;
    }
    if (own !== text) {
      await others(directory, found, own, 'quotes', among);
    }
    var pairs = across(directory, dangan.match.codes(own));
    if (pairs.some(function (pair) {
      return pair.across;
    })) {
      await dangan.parts.load('beside');
      note(found, await dangan.beside.signs(directory, own, pairs, literal, among), { kind: 'quotes', text: own });
    }
  }

  // Characters of a term beside a mask.
  function maskedGrams(directory, tokens) {
    var grams = [];
    tokens.forEach(function (token, i) {
      if (i + 1 < tokens.length && mayExist(directory, token, dangan.postings.pair(MASK))) {
        grams.push([token, dangan.postings.pair(MASK)]);
      }
      if (i > 0 && mayExist(directory, MASK, dangan.postings.pair(token))) {
        grams.push([MASK, dangan.postings.pair(token)]);
      }
    });
    return grams;
  }

  async function masks(directory, found, text, literal, among) {
    var tokens = dangan.match.codes(text);
    var grams = tokens.length < 3 || !directory.tokens.has(MASK) ? [] : maskedGrams(directory, tokens);
    if (grams.length > 0) {
      await dangan.parts.load('beside');
      note(found, await dangan.beside.masks(directory, text, grams, literal, among), { kind: 'mask', text: text });
    }
  }

  // A folded term's near findings, without the entries that match it to the letter; where `among` is given, only
  // among those entries.
  async function term(directory, text, literal, among) {
    var found = new Map();
    if (text.length > LONGEST || (among && among.length === 0)) {
      return found;
    }
    var spellings = dangan.numerals.others(text);
    for (var i = 0; i < spellings.length; i += 1) {
      await others(directory, found, spellings[i], 'numeral', among);
    }
    var words = synonyms(directory, text);
    for (var j = 0; j < words.length; j += 1) {
      await others(directory, found, words[j], 'synonym', among);
    }
    if (text.length > 1) {
      await signs(directory, found, text, literal, among);
      await masks(directory, found, text, literal, among);
    }
    literal.entries.forEach(function (entry) {
      found.delete(entry);
    });
    return found;
  }

  dangan.near = { term: term, joint: joint };
}(window.dangan));
