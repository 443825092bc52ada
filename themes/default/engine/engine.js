// A query → what the contract of `window.dangan.search` promises.
// Never touches the page.
(function (dangan) {
  'use strict';

  var NEAR = 20;

  // Hits on a page.
  var PAGE = 10;

  // More terms than this are a pasted passage: once no entry is left, its other terms are not looked up.
  var MANY = 16;

  function passes(directory, options) {
    var tests = [];
    if (options.kind) {
      tests.push(function (entry) {
        return directory.kind(entry) === options.kind;
      });
    }
    if (options.year) {
      tests.push(function (entry) {
        return directory.year(entry) === String(options.year);
      });
    }
    if (options.branch) {
      tests.push(function (entry) {
        return directory.branchesOf(entry).indexOf(options.branch) >= 0;
      });
    }
    if (options.from) {
      tests.push(function (entry) {
        return directory.date(entry) >= options.from;
      });
    }
    if (options.to) {
      tests.push(function (entry) {
        return directory.date(entry) <= options.to;
      });
    }
    return function (entry) {
      return tests.every(function (test) {
        return test(entry);
      });
    };
  }

  function everything(count) {
    return Array.from({ length: count }, function (_, i) {
      return i;
    });
  }

  async function tagged(tag) {
    var tags = await dangan.shards.json('tags');
    var entry = 0;
    var distances = Object.prototype.hasOwnProperty.call(tags, tag) ? tags[tag] : [];
    return distances.map(function (distance) {
      entry += distance;
      return entry;
    });
  }

  // What the filters leave of some entries.
  async function filtered(directory, entries, options) {
    var some = options.tag ? dangan.match.intersect(entries, await tagged(options.tag)) : entries;
    return some.filter(passes(directory, options));
  }

  function commonness(directory, text) {
    return Math.min.apply(null, dangan.match.codes(text).slice(0, 64).map(function (token) {
      return directory.tokens.has(token) ? directory.tokens.get(token) : -1;
    }));
  }

  // Each wanted term with its match and with what all but matches it. Terms that no list tells apart from all others
  // cost much; so where nothing all but matches, they are only looked for in the entries that all lists leave.
  async function matches(directory, wanted) {
    var ordered = wanted.slice().sort(function (a, b) {
      return commonness(directory, a.text) - commonness(directory, b.text);
    });
    if (wanted.length > 1 && wanted.length <= MANY) {
      var narrowed = await amongShared(directory, wanted, ordered);
      if (narrowed !== null) {
        return narrowed;
      }
    }
    return oneByOne(directory, wanted, ordered);
  }

  // The entries that may have each term, as far as lists tell cheaply; null where they do not. Ends once few are left.
  async function candidates(directory, ordered) {
    var all = [];
    var shared = null;
    for (var i = 0; i < ordered.length; i += 1) {
      all.push(await dangan.match.candidates(directory, ordered[i].text, shared));
      shared = all[i] === null ? shared : all[i];
    }
    return { each: all, shared: shared };
  }

  // Only among the entries that may have all terms; null where that says too little, or where something all but
  // matches, which may then stand beside entries that were not looked at.
  async function amongShared(directory, wanted, ordered) {
    var may = await candidates(directory, ordered);
    if (may.shared === null) {
      return null;
    }
    var found = [];
    var left = may.shared;
    await dangan.match.prepare(directory, ordered.map(function (term) {
      return term.text;
    }), left);
    for (var i = 0; i < ordered.length; i += 1) {
      var match = await dangan.match.term(directory, ordered[i].text, { places: true, among: left });
      var before = may.each.slice(0, i).filter(Boolean).pop() || null;
      var near = await dangan.near.term(directory, ordered[i].text, match, before);
      if (near.size > 0) {
        return null;
      }
      found[wanted.indexOf(ordered[i])] = { text: ordered[i].text, match: match, near: near, among: left };
      left = match.entries;
    }
    return { found: found, entries: left };
  }

  // The rarest first. As long as nothing all but matches, later terms are only looked for in the entries that the
  // earlier ones have left.
  async function oneByOne(directory, wanted, ordered) {
    var all = [];
    var left = null;
    var strict = true;
    for (var i = 0; i < ordered.length; i += 1) {
      var one = await matchOf(directory, ordered[i].text, { places: wanted.length > 1, among: strict ? left : null });
      all[wanted.indexOf(ordered[i])] = one;
      strict = strict && one.near.size === 0;
      left = left === null ? one.match.entries : dangan.match.intersect(left, one.match.entries);
      if (left.length === 0 && ordered.length > MANY) {
        return { found: [], entries: left };
      }
    }
    return { found: all, entries: left };
  }

  async function matchOf(directory, text, options) {
    var match = await dangan.match.term(directory, text, options);
    return { text: text, match: match, near: await dangan.near.term(directory, text, match, options.among), among: options.among };
  }

  async function excluded(directory, unwanted) {
    var out = new Set();
    for (var i = 0; i < unwanted.length; i += 1) {
      var match = await dangan.match.term(directory, unwanted[i].text, { places: false });
      match.entries.forEach(function (entry) {
        out.add(entry);
      });
    }
    return out;
  }

  // Entries that all terms match, or all but match: a map from entry to why and to the words that stand there
  // (null where all match); and each term's match with what all but matches it, for ranking.
  function nearby(found) {
    var all = found.reduce(function (before, one) {
      return both(before, one.near, one.match);
    }, null);
    var widened = found.map(function (one) {
      return { text: one.text, match: wider(one.match, one.near) };
    });
    return { findings: all || new Map(), found: widened };
  }

  function wider(match, own) {
    var findings = dangan.match.empty();
    findings.places = null;
    findings.entries = Array.from(own.keys()).sort(function (a, b) {
      return a - b;
    });
    findings.zones = findings.entries.map(function (entry) {
      return own.get(entry).zone;
    });
    findings.counts = findings.entries.map(function (entry) {
      return own.get(entry).count;
    });
    var all = dangan.match.union(match, findings);
    return { entries: all.entries, zones: all.zones, counts: all.counts, places: all.places, common: match.common + own.size };
  }

  function wordsBefore(before, entry) {
    var finding = before === null ? null : before.get(entry);
    return finding ? finding.words : [];
  }

  function both(before, own, match) {
    var all = new Map();
    match.entries.forEach(function (entry) {
      if (before === null || before.has(entry)) {
        all.set(entry, before === null ? null : before.get(entry));
      }
    });
    own.forEach(function (finding, entry) {
      if (before === null || before.has(entry)) {
        all.set(entry, { why: finding.why, words: finding.words.concat(wordsBefore(before, entry)) });
      }
    });
    return all;
  }

  function facets(directory, entries) {
    var counts = { kind: {}, year: {}, branch: {} };
    entries.forEach(function (entry) {
      add(counts.kind, directory.kind(entry));
      add(counts.year, directory.year(entry));
      directory.branchesOf(entry).forEach(function (branch) {
        add(counts.branch, branch);
      });
    });
    return counts;
  }

  function add(counts, key) {
    counts[key] = (counts[key] || 0) + 1;
  }

  // `wordsOf` gives the folded words to show and mark in an entry.
  async function hits(directory, entries, wordsOf) {
    var owns = await dangan.texts.all(directory, entries);
    return entries.map(function (entry, i) {
      var made = dangan.snippet.make(owns[i], wordsOf(entry));
      return {
        id: owns[i].id,
        url: owns[i].id + '/index.html',
        title: owns[i].title,
        date: directory.date(entry),
        kind: directory.kind(entry),
        branches: directory.branchesOf(entry),
        snippet: made.snippet,
        marks: made.marks,
        titleMarks: made.titleMarks
      };
    });
  }

  function hasNoneNear(one) {
    return one.near.size === 0;
  }

  async function near(directory, found, out, entries, options) {
    if (found.every(hasNoneNear)) {
      return [];
    }
    var nearest = nearby(found);
    var findings = nearest.findings;
    var taken = new Set(entries);
    var candidates = Array.from(findings.keys()).filter(function (entry) {
      return !taken.has(entry) && !out.has(entry) && findings.get(entry) !== null;
    }).sort(function (a, b) {
      return a - b;
    });
    var kept = await filtered(directory, candidates, options);
    var ranked = dangan.rank.sort(directory, kept, nearest.found, options.sort).slice(0, NEAR);
    var typed = found.map(function (one) {
      return one.text;
    });
    var shown = await hits(directory, ranked, function (entry) {
      return typed.concat(findings.get(entry).words);
    });
    return shown.map(function (hit, i) {
      hit.why = findings.get(ranked[i]).why;
      return hit;
    });
  }

  // Queries that find something where this one finds nothing: each with one term spelled or divided otherwise.
  async function suggestions(directory, found, total) {
    var all = [];
    for (var i = 0; i < found.length && total === 0; i += 1) {
      if (await isNowhere(directory, found[i]) && await canPropose()) {
        var others = await dangan.alike.find(directory, found[i].text);
        all = all.concat((others.length > 0 ? others : await dangan.apart.find(directory, found[i].text)).map(instead(found, i)));
      }
    }
    return all;
  }

  // Proposals are more than was asked for: where their script does not come, that nothing was found is told all the same.
  function canPropose() {
    return dangan.parts.load('instead').then(function () {
      return true;
    }, function () {
      return false;
    });
  }

  async function isNowhere(directory, one) {
    var match = one.among ? await dangan.match.term(directory, one.text, { places: false }) : one.match;
    return match.entries.length === 0;
  }

  // The query with another text in the place of one term.
  function instead(found, place) {
    return function (text) {
      return found.map(function (one, i) {
        return i === place ? text : /\s/.test(one.text) ? '"' + one.text + '"' : one.text;
      }).join(' ');
    };
  }

  function number(value, fallback) {
    var whole = Math.floor(Number(value));
    return value === undefined || value === null || !(whole >= 0) ? fallback : whole;
  }

  async function search(given) {
    var options = given || {};
    var directory = await dangan.directory.load();
    var terms = dangan.query.parse(String(options.q === undefined || options.q === null ? '' : options.q)).terms;
    var wanted = terms.filter(function (term) {
      return !term.exclude;
    });
    var out = await excluded(directory, terms.filter(function (term) {
      return term.exclude;
    }));
    var matched = await matches(directory, wanted);
    var left = (matched.entries || everything(directory.entries)).filter(function (entry) {
      return !out.has(entry);
    });
    var entries = await filtered(directory, left, options);
    var ranked = dangan.rank.sort(directory, entries, matched.found, options.sort);
    var offset = number(options.offset, 0);
    var words = wanted.map(function (term) {
      return term.text;
    });
    return {
      total: entries.length,
      hits: await hits(directory, ranked.slice(offset, offset + number(options.limit, PAGE)), function () {
        return words;
      }),
      near: await near(directory, matched.found, out, entries, options),
      facets: facets(directory, entries),
      suggestions: await suggestions(directory, matched.found, entries.length)
    };
  }

  // Names for the ids that facets count.
  async function names() {
    var directory = await dangan.directory.load();
    var branches = {};
    directory.branches.forEach(function (pair) {
      branches[pair[0]] = pair[1];
    });
    return { branches: branches };
  }

  dangan.engine = { search: search, names: names };
}(window.dangan));
