// Marks the words of a search on the page of an entry that it led to, and offers to clear the marks.
// Never changes a text: it wraps pieces of it in <mark>, and unwraps them again.
(function (window, document) {
  'use strict';

  var BLOCKS = 'p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, pre, figcaption, blockquote, div';
  var bar = document.getElementById('found');
  var asked = new URLSearchParams(window.location.search).get('highlight');
  var marks = [];
  var shown = 0;

  /** The texts of the page by the innermost block that they stand in: a term may run across emphasis. */
  function blocks() {
    var found = [];
    Array.prototype.forEach.call(document.querySelectorAll('.entry-head h1, .facts dd, .entry-body'), function (part) {
      var walker = document.createTreeWalker(part, window.NodeFilter.SHOW_TEXT, null);
      for (var node = walker.nextNode(); node; node = walker.nextNode()) {
        var block = node.parentNode.closest(BLOCKS) || part;
        var last = found[found.length - 1];
        if (last && last.block === block) {
          last.nodes.push(node);
        } else {
          found.push({ block: block, nodes: [node] });
        }
      }
    });
    return found;
  }

  /** A folded text without the signs that a near match passes over: 村“两委” reads 村两委. */
  function withoutSigns(folded) {
    var passed = window.dangan.tables ? window.dangan.tables.passed : '';
    var kept = { text: '', map: [] };
    for (var at = 0; at < folded.text.length; at += 1) {
      if (passed.indexOf(folded.text[at]) < 0) {
        kept.text += folded.text[at];
        kept.map.push(folded.map[at]);
      }
    }
    kept.map.push(folded.map[folded.text.length]);
    return kept;
  }

  /** Where `terms` occur in `text`, as ranges of UTF-16 units, merged and in order. */
  function ranges(text, terms, loosely) {
    var folded = window.dangan.fold.withMap(text);
    var found = [];
    folded = loosely ? withoutSigns(folded) : folded;
    terms.forEach(function (term) {
      for (var at = folded.text.indexOf(term); at >= 0; at = folded.text.indexOf(term, at + 1)) {
        var start = folded.map[at];
        var after = at + term.length;
        // One character may fold to several; the range then ends where the next character begins.
        while (after < folded.map.length - 1 && folded.map[after] === folded.map[after - 1]) {
          after += 1;
        }
        var end = folded.map[after];
        while (end > start && /\s/.test(text[end - 1])) {
          end -= 1;
        }
        if (end > start) {
          found.push([start, end]);
        }
      }
    });
    return merged(found);
  }

  function merged(all) {
    all.sort(function (a, b) {
      return a[0] - b[0] || a[1] - b[1];
    });
    return all.reduce(function (kept, range) {
      var last = kept[kept.length - 1];
      if (last && range[0] <= last[1]) {
        last[1] = Math.max(last[1], range[1]);
      } else {
        kept.push(range);
      }
      return kept;
    }, []);
  }

  function wrap(node, start, end) {
    var piece = node.splitText(start);
    var mark = document.createElement('mark');
    piece.splitText(end - start);
    piece.parentNode.replaceChild(mark, piece);
    mark.appendChild(piece);
    return mark;
  }

  /** Wraps one range, which may touch several text nodes; returns its first mark. */
  function markRange(nodes, range) {
    var first = null;
    var from = 0;
    nodes.forEach(function (node) {
      var to = from + node.length;
      var start = Math.max(range[0], from);
      var end = Math.min(range[1], to);
      if (start < end) {
        var mark = wrap(node, start - from, end - from);
        marks.push(mark);
        first = first || mark;
      }
      from = to;
    });
    return first;
  }

  /** Marks the terms in one block; returns the first mark of each place, in order. */
  function markBlock(nodes, terms, loosely) {
    var text = nodes.map(function (node) {
      return node.data;
    }).join('');
    // From the last to the first, so that the nodes before a mark stay whole.
    return ranges(text, terms, loosely).reverse().map(function (range) {
      return markRange(nodes, range);
    }).reverse();
  }

  function clear(places) {
    marks.forEach(function (mark) {
      var parent = mark.parentNode;
      while (mark.firstChild) {
        parent.insertBefore(mark.firstChild, mark);
      }
      parent.removeChild(mark);
      parent.normalize();
    });
    marks = [];
    places.length = 0;
    bar.hidden = true;
    document.getElementById('main').focus({ preventScroll: true });
    try {
      window.history.replaceState(null, '', window.location.pathname + window.location.hash);
    } catch (error) {
      // Some browsers keep a page on a disk from changing its address; the marks are gone all the same.
    }
  }

  function goTo(places, at) {
    if (places[shown]) {
      places[shown].classList.remove('current');
    }
    shown = at % places.length;
    places[shown].classList.add('current');
    places[shown].scrollIntoView({ block: 'center' });
  }

  function showBar(places) {
    bar.querySelector('.found-count').textContent = bar.getAttribute('data-count').replace('{count}', places.length);
    bar.querySelector('.found-next').hidden = places.length < 2;
    bar.querySelector('.found-next').addEventListener('click', function () {
      goTo(places, shown + 1);
    });
    bar.querySelector('.found-clear').addEventListener('click', function () {
      clear(places);
    });
    bar.hidden = false;
  }

  function markWords(terms, loosely) {
    return blocks().reduce(function (all, block) {
      return all.concat(markBlock(block.nodes, terms, loosely));
    }, []);
  }

  function markAll() {
    var terms = window.dangan.query.parse(asked).terms.filter(function (term) {
      return !term.exclude && term.text;
    }).map(function (term) {
      return term.text;
    });
    var places = markWords(terms, false);
    if (places.length === 0) {
      places = markWords(terms, true);
    }
    if (places.length > 0) {
      showBar(places);
      goTo(places, 0);
    }
  }

  if (!asked || !bar) {
    return;
  }
  window.dangan.searchReady().then(markAll).catch(function () {
    // The page is whole without marks.
  });
}(window, document));
