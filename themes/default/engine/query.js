// Divides a query into terms.
// Never looks anything up.
(function (dangan) {
  'use strict';

  // One term in quotation marks, or up to the next white space; a minus before either excludes.
  var TERM = /(-?)"([^"]*)(?:"|$)|(\S+)/g;

  function parse(query) {
    var terms = [];
    var seen = new Set();
    var found;
    TERM.lastIndex = 0;
    while ((found = TERM.exec(query)) !== null) {
      add(terms, seen, term(found));
      if (found[0] === '') {
        TERM.lastIndex += 1;
      }
    }
    return { terms: terms };
  }

  function term(found) {
    if (found[3] === undefined) {
      return { text: dangan.fold.fold(found[2]), exclude: found[1] === '-' };
    }
    var word = found[3];
    var exclude = word.length > 1 && word.charAt(0) === '-';
    return { text: dangan.fold.fold(exclude ? word.slice(1) : word), exclude: exclude };
  }

  function add(terms, seen, one) {
    var key = (one.exclude ? '-' : '+') + one.text;
    if (one.text !== '' && !seen.has(key)) {
      seen.add(key);
      terms.push(one);
    }
  }

  dangan.query = { parse: parse };
}(window.dangan));
