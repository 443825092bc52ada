// Two reports' parts → sections side by side, with the sentences that stand word for word in both: the same as the
// pages of neighbouring years, which the build has compared. Draws nothing.
(function (dangan) {
  'use strict';

  // A sentence with fewer characters than this is equal too often to mean anything.
  var SHORT = 8;

  function length(text) { return Array.from(text).length; }

  /** Without white space, Latin letters and digits of one width and case. */
  function folded(text) {
    return Array.from(text).map(function (c) {
      if (c === '\u0085' || (/\s/.test(c) && c !== '\ufeff')) return '';
      var code = c.codePointAt(0);
      if (code >= 0xFF01 && code <= 0xFF5E) return String.fromCharCode(code - 0xFEE0).toLowerCase();
      return c.toLowerCase();
    }).join('');
  }

  /** A text divided after 。！？；, its marks kept. */
  function split(text) { return text.match(/[^。！？；]*[。！？；]|[^。！？；]+$/g) || []; }

  /** 一、 or （一） at the beginning of a heading. */
  function ordinal(heading) {
    var number = /^[一二三四五六七八九十]+、/.exec(heading) || /^（[一二三四五六七八九十]+）/.exec(heading);
    return number ? number[0] : '';
  }

  function name(heading) { return folded(heading.slice(ordinal(heading).length)); }

  function sentences(parts) {
    var known = new Set();
    parts.forEach(function (part) {
      part.paragraphs.forEach(function (paragraph) {
        split(paragraph.text).map(folded).forEach(function (text) { if (length(text) >= SHORT) known.add(text); });
      });
    });
    return known;
  }

  /** The earlier part of the same name, else of the same number where neither has found its like. */
  function partner(before, part) {
    var byName = before.findIndex(function (other) { return name(other.heading) === name(part.heading); });
    var number = ordinal(part.heading);
    if (byName >= 0 || !number) return byName;
    return before.findIndex(function (other) { return ordinal(other.heading) === number; });
  }

  /** A paragraph as runs of sentences that the other report has, or has not. */
  function stretches(text, known) {
    var runs = [];
    split(text).forEach(function (sentence) {
      var same = known.has(folded(sentence));
      var last = runs[runs.length - 1];
      if (last && last.same === same) last.text += sentence;
      else runs.push({ text: sentence, same: same });
    });
    return runs;
  }

  function side(part, known) {
    return { heading: part.heading, paragraphs: part.paragraphs.map(function (paragraph) {
      return { sub: paragraph.sub, stretches: stretches(paragraph.text, known) };
    }) };
  }

  /** The sections of two reports, aligned, in the order of the later one: [{older, newer}]. */
  function sections(older, newer) {
    var before = older.slice();
    var known = sentences(older);
    var told = sentences(newer);
    var empty = { heading: '', paragraphs: [] };
    var all = newer.map(function (part) {
      var at = partner(before, part);
      var earlier = at >= 0 ? before.splice(at, 1)[0] : empty;
      return { older: side(earlier, told), newer: side(part, known) };
    });
    return all.concat(before.map(function (part) { return { older: side(part, told), newer: side(empty, known) }; }));
  }

  /** How much of the later report stands in the earlier one: {sentences, percent, longest}. */
  function share(older, newer) {
    var known = sentences(older);
    var told = { sentences: 0, percent: 0, longest: 0 };
    var same = 0;
    var all = 0;
    newer.forEach(function (part) {
      part.paragraphs.forEach(function (paragraph) {
        stretches(paragraph.text, known).forEach(function (stretch) {
          var count = length(folded(stretch.text));
          all += count;
          if (!stretch.same) return;
          same += count;
          told.sentences += split(stretch.text).length;
          told.longest = Math.max(told.longest, count);
        });
      });
    });
    told.percent = all ? Math.floor(same * 100 / all) : 0;
    return told;
  }

  dangan.compareReports = { sections: sections, share: share };
}(window.dangan = window.dangan || {}));
