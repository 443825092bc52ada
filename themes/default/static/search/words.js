// The search page's words and the making of elements from plain text.
// Never holds a word of its own, and never reads markup: every text becomes a text node.
(function (window, document) {
  'use strict';

  var app = document.getElementById('search-app');

  /** `{name}` in `pattern` replaced by each of `values`. */
  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (whole, name) {
      return Object.prototype.hasOwnProperty.call(values, name) ? String(values[name]) : whole;
    });
  }

  /** The page's text of that name (`data-…` of #search-app), filled in; '' where the theme has none. */
  function text(name, values) {
    return fill(app.getAttribute('data-' + name) || '', values || {});
  }

  function element(tag, className, content) {
    var made = document.createElement(tag);
    if (className) {
      made.className = className;
    }
    if (content !== undefined) {
      made.appendChild(document.createTextNode(content));
    }
    return made;
  }

  function link(href, className, content) {
    var made = element('a', className, content);
    made.href = href;
    return made;
  }

  function empty(parent) {
    while (parent.firstChild) {
      parent.removeChild(parent.firstChild);
    }
  }

  /** A day as people of the site's language read it; `iso` is 2022-12-30. */
  function day(iso) {
    var parts = /^(\d+)-(\d+)-(\d+)$/.exec(iso);
    return parts ? text('date', { iso: iso, year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) }) : iso;
  }

  /** Appends `content` to `parent`, with the ranges of `marks` ([start, end) in UTF-16 units) in <mark>. */
  function marked(parent, content, marks) {
    var at = 0;
    (marks || []).forEach(function (range) {
      // White space that folding drops belongs to no word.
      var word = content.slice(range[0], range[1]).replace(/\s+$/, '');
      if (range[0] < at || word === '') {
        return;
      }
      parent.appendChild(document.createTextNode(content.slice(at, range[0])));
      parent.appendChild(element('mark', '', word));
      at = range[0] + word.length;
    });
    parent.appendChild(document.createTextNode(content.slice(at)));
  }

  window.dangan.page = { app: app, day: day, element: element, empty: empty, link: link, marked: marked, text: text };
}(window, document));
