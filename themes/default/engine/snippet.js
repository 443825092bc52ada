// Cuts the stretch of an entry's text that shows best why it was found.
// Never makes markup: marks are ranges of characters.
(function (dangan) {
  'use strict';

  var LONG = 120;
  var LEAD = 24;

  // A shorter text says too little to stand alone.
  var TELLING = 16;
  var BETWEEN = ' · ';

  // Ranges [start, end) of all folded terms in a text, sorted, overlaps joined.
  function marks(text, terms) {
    var folded = dangan.fold.withMap(text);
    var ranges = [];
    terms.forEach(function (term) {
      var at = term === '' ? -1 : folded.text.indexOf(term);
      while (at >= 0) {
        ranges.push([folded.map[at], endOf(text, folded.map, at + term.length)]);
        at = folded.text.indexOf(term, at + term.length);
      }
    });
    return joined(ranges);
  }

  // Where the original of a folded stretch ends: before the next character that folds to something.
  function endOf(text, map, end) {
    var last = map[end - 1];
    var next = map[end];
    if (next > last) {
      return next;
    }
    return last + (text.codePointAt(last) > 0xFFFF ? 2 : 1);
  }

  function joined(ranges) {
    ranges.sort(function (a, b) {
      return a[0] - b[0] || a[1] - b[1];
    });
    return ranges.reduce(function (all, range) {
      var last = all[all.length - 1];
      if (last && range[0] <= last[1]) {
        last[1] = Math.max(last[1], range[1]);
      } else {
        all.push(range.slice());
      }
      return all;
    }, []);
  }

  function held(text, terms) {
    return terms.filter(function (term) {
      return text.indexOf(term) >= 0;
    });
  }

  // An entry's texts, with the terms that stand in each; `own.body` of them, the last ones, are the body's.
  function passages(own, terms) {
    var texts = dangan.texts.segments(own);
    return dangan.texts.folded(own).map(function (segment, i) {
      return {
        text: texts[i][1],
        held: held(segment[1], terms),
        telling: i >= texts.length - own.body && segment[0] === 0 && segment[1].length >= TELLING
      };
    });
  }

  // Of equals, the first.
  function fullest(all) {
    return all.reduce(function (best, one) {
      return best === null || one.held.length > best.held.length ? one : best;
    }, null);
  }

  // The passage of the body in which most terms stand; where there is none, the text in which they stand, unless
  // the title says it already, and the beginning of the body.
  function best(own, terms) {
    var all = passages(own, terms);
    var telling = all.filter(function (one) {
      return one.telling;
    });
    var passage = fullest(telling);
    if (passage !== null && passage.held.length > 0) {
      return passage.text;
    }
    var title = all[0].held;
    var value = fullest(all.slice(1).filter(function (one) {
      return one.held.some(function (term) {
        return title.indexOf(term) < 0;
      });
    }));
    var beginning = telling[0] || all[all.length - own.body] || all[1];
    return [value, beginning].filter(function (one, i, both) {
      return one && both.indexOf(one) === i;
    }).map(function (one) {
      return one.text;
    }).join(BETWEEN);
  }

  // Never cuts a pair of surrogates.
  function whole(text, at) {
    var code = text.charCodeAt(at);
    return code >= 0xDC00 && code <= 0xDFFF ? at - 1 : at;
  }

  function cut(text, ranges) {
    var first = ranges.length > 0 ? ranges[0][0] : 0;
    var start = text.length <= LONG ? 0 : whole(text, Math.max(0, Math.min(first - LEAD, text.length - LONG)));
    var end = whole(text, Math.min(text.length, start + LONG));
    var before = start > 0 ? '…' : '';
    var shift = before.length - start;
    var kept = ranges.filter(function (range) {
      return range[1] > start && range[0] < end;
    });
    return {
      snippet: before + text.slice(start, end) + (end < text.length ? '…' : ''),
      marks: kept.map(function (range) {
        return [Math.max(range[0], start) + shift, Math.min(range[1], end) + shift];
      })
    };
  }

  // The snippet of an entry for folded terms.
  function make(own, terms) {
    var text = best(own, terms);
    var made = cut(text, marks(text, terms));
    made.titleMarks = marks(own.title, terms);
    return made;
  }

  dangan.snippet = { make: make, marks: marks };
}(window.dangan));
