// Cuts the stretch of an entry's text that shows best why it was found.
// Never makes markup: marks are ranges of characters.
(function (dangan) {
  'use strict';

  var LONG = 120;
  var LEAD = 24;
  var TELLING = 16;

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

  // The segment in which most terms stand; of equals one long enough to tell something, then the earlier.
  function best(own, terms) {
    var chosen = null;
    var most = -1;
    dangan.texts.folded(own).forEach(function (segment, i) {
      if (segment[0] === 3) {
        return;
      }
      var hits = terms.filter(function (term) {
        return segment[1].indexOf(term) >= 0;
      }).length;
      var worth = hits * 2 + (segment[1].length >= TELLING ? 1 : 0);
      if (worth > most) {
        most = worth;
        chosen = i;
      }
    });
    return chosen === null ? '' : dangan.texts.segments(own)[chosen][1];
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
