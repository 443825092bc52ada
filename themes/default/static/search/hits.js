// Draws the hits and, below them, the near results.
// Never counts or orders anything: the engine did.
(function (document, page) {
  'use strict';

  var BRANCHES = 3;
  var root = page.app.getAttribute('data-root');
  var hitList = document.getElementById('search-hits');
  var nearPart = document.getElementById('search-near');

  /** What the entry's page shall mark: what was asked for, and what a near result has in its place. */
  function wordsFor(hit, q) {
    return hit.why && hit.why.text ? q + ' "' + hit.why.text.replace(/"/g, '') + '"' : q;
  }

  /** The entry's address; its page marks the words that led there. */
  function address(hit, q) {
    return root + hit.url + (q.trim() ? '?' + new URLSearchParams({ highlight: wordsFor(hit, q) }) : '');
  }

  /** The first branches, and how many there are where those are not all: as the cards of the indexes do. */
  function branches(hit, names) {
    var all = hit.branches || [];
    var items = all.slice(0, BRANCHES).map(function (id) {
      var item = page.element('span');
      item.appendChild(page.link(root + 'branches/' + id + '/index.html', '', names[id] || id));
      return item;
    });
    if (all.length > BRANCHES) {
      items.push(page.element('span', '', page.text('branches-many', { count: all.length })));
    }
    return items;
  }

  function meta(hit, names) {
    var line = page.element('p', 'meta');
    line.appendChild(page.element('span', 'kind kind-' + hit.kind, page.text('kind-' + hit.kind) || hit.kind));
    branches(hit, names).forEach(function (item) {
      line.appendChild(item);
    });
    return line;
  }

  function why(reason) {
    return page.element('p', 'why', page.text('why-' + reason.kind, { text: reason.text }) || reason.text);
  }

  function card(hit, context) {
    var item = page.element('li', 'card');
    var time = page.element('time', '', page.day(hit.date));
    var body = page.element('div', 'card-text');
    var title = page.link(address(hit, context.q), 'card-title hit-link');
    time.setAttribute('datetime', hit.date);
    page.marked(title, hit.title, hit.titleMarks);
    body.appendChild(title);
    if (hit.snippet) {
      var snippet = page.element('p', 'card-summary');
      page.marked(snippet, hit.snippet, hit.marks);
      body.appendChild(snippet);
    }
    if (hit.why) {
      body.appendChild(why(hit.why));
    }
    body.appendChild(meta(hit, context.names));
    item.appendChild(time);
    item.appendChild(body);
    return item;
  }

  function draw(list, hits, attribute, context) {
    page.empty(list);
    hits.forEach(function (hit) {
      var item = card(hit, context);
      item.setAttribute(attribute, hit.id);
      list.appendChild(item);
    });
  }

  /** `context` is {q, names, first}: near results stand on the first page alone. */
  page.showHits = function (found, context) {
    var near = context.first ? found.near || [] : [];
    draw(hitList, found.hits, 'data-result', context);
    draw(nearPart.querySelector('ol'), near, 'data-near', context);
    nearPart.hidden = near.length === 0;
  };
}(document, window.dangan.page));
