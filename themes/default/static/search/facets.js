// Draws the filters: kinds, years and branches with their counts, and those chosen, each with a way to drop it.
// Never searches: page.js hands it the counts.
(function (document, page) {
  'use strict';

  var SHOWN = 8;
  var KINDS = ['activity', 'award', 'report'];
  var total = document.getElementById('search-total');
  var part = document.getElementById('search-facets');
  var chosenList = document.getElementById('search-chosen');
  var unfolded = {};

  function label(name, value, names) {
    switch (name) {
      case 'kind': return page.text('kind-' + value) || value;
      case 'year': return page.text('year-value', { year: value });
      case 'branch': return names[value] || value;
      case 'tag': return page.text('filter-tag', { tag: value });
      default: return page.text('filter-' + name, { date: page.day(value) });
    }
  }

  var orders = {
    kind: function (a, b) {
      return KINDS.indexOf(a.value) - KINDS.indexOf(b.value);
    },
    year: function (a, b) {
      return Number(b.value) - Number(a.value);
    },
    branch: function (a, b) {
      return b.count - a.count || (a.value < b.value ? -1 : 1);
    }
  };

  function values(name, counts, state) {
    var all = Object.keys(counts || {}).map(function (value) {
      return { value: value, count: counts[value] };
    }).filter(function (item) {
      return item.count > 0 || item.value === state[name];
    });
    if (state[name] && !(counts || {})[state[name]]) {
      all.push({ value: state[name], count: 0 });
    }
    return all.sort(orders[name]);
  }

  function change(name, value) {
    var changes = {};
    changes[name] = value;
    return changes;
  }

  /** A link to the search with `changes`; page.js follows it without leaving the page. */
  function filterLink(state, changes, key, className, content) {
    var made = page.link(page.state.address(page.state.changed(state, changes)), className, content);
    made.setAttribute('data-key', key);
    made.setAttribute('data-search', '');
    return made;
  }

  function valueItem(name, item, context) {
    var isChosen = context.state[name] === item.value;
    var made = page.element('li');
    var changes = change(name, isChosen ? '' : item.value);
    var link = filterLink(context.state, changes, name + '=' + item.value, '', label(name, item.value, context.names) + ' ');
    link.appendChild(page.element('span', 'count', String(item.count)));
    if (isChosen) {
      link.setAttribute('aria-current', 'true');
    }
    made.appendChild(link);
    return made;
  }

  /** A button that shows the values beyond the first ones. */
  function moreItem(name, count, redraw) {
    var made = page.element('li');
    var button = page.element('button', 'facet-more', page.text('more', { count: count }));
    button.type = 'button';
    button.setAttribute('data-key', name);
    button.addEventListener('click', function () {
      unfolded[name] = true;
      redraw();
    });
    made.appendChild(button);
    return made;
  }

  function drawFacet(name, counts, context) {
    var box = part.querySelector('[data-facet="' + name + '"]');
    var list = box.querySelector('ul');
    var all = values(name, counts, context.state);
    var first = all.filter(function (item, at) {
      return unfolded[name] || at < SHOWN || item.value === context.state[name];
    });
    page.empty(list);
    first.forEach(function (item) {
      list.appendChild(valueItem(name, item, context));
    });
    if (first.length < all.length) {
      list.appendChild(moreItem(name, all.length - first.length, function () {
        drawFacet(name, counts, context);
        list.children[first.length].firstChild.focus();
      }));
    }
    box.hidden = all.length === 0;
  }

  function chosenItem(name, context) {
    var text = label(name, context.state[name], context.names);
    var made = page.element('li');
    var link = filterLink(context.state, page.state.without([name]), 'drop-' + name, '', text);
    var cross = page.element('span', 'cross', '×');
    cross.setAttribute('aria-hidden', 'true');
    link.appendChild(cross);
    link.setAttribute('aria-label', page.text('drop', { filter: text }));
    made.appendChild(link);
    return made;
  }

  function drawChosen(context) {
    var names = page.state.chosen(context.state);
    page.empty(chosenList);
    names.forEach(function (name) {
      chosenList.appendChild(chosenItem(name, context));
    });
    if (names.length > 1) {
      var all = page.element('li');
      all.appendChild(filterLink(context.state, page.state.without(names), 'drop-all', 'drop-all', page.text('drop-all')));
      chosenList.appendChild(all);
    }
    chosenList.hidden = names.length === 0;
  }

  /** `facets` is {kind, year, branch}, each {value: count}; `context` is {state, names}. */
  page.showFacets = function (facets, context) {
    page.keepFocus(part, total, function () {
      ['kind', 'year', 'branch'].forEach(function (name) {
        drawFacet(name, facets[name], context);
      });
    });
    page.keepFocus(chosenList, total, function () {
      drawChosen(context);
    });
  };

  page.filterLabel = label;
  page.filterLink = filterLink;
}(document, window.dangan.page));
