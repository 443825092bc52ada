// What the page says when nothing was found, and the ways out that it offers.
// Never hides near results: those stand below.
(function (document, page) {
  'use strict';

  var part = document.getElementById('search-none');
  var suggestBox = part.querySelector('.search-suggest');
  var loosenBox = part.querySelector('.search-loosen');

  function fillBox(box, links) {
    var list = box.querySelector('ul');
    page.empty(list);
    links.forEach(function (link) {
      var item = page.element('li');
      item.appendChild(link);
      list.appendChild(item);
    });
    box.hidden = links.length === 0;
  }

  function suggestion(state, text) {
    return page.filterLink(state, { q: text }, 'q=' + text, '', text);
  }

  function looser(option, context) {
    var name = option.drops.length === 1 ? option.drops[0] : '';
    var text = name
      ? page.text('loosen-one', { filter: page.filterLabel(name, context.state[name], context.names), count: option.total })
      : page.text('loosen-all', { count: option.total });
    return page.filterLink(context.state, page.state.without(option.drops), 'loosen-' + name, '', text);
  }

  page.hideNone = function () {
    part.hidden = true;
  };

  /** `context` is {state, names}. */
  page.showNone = function (suggestions, context) {
    var q = context.state.q.trim();
    part.querySelector('.search-none-text').textContent = q ? page.text('none', { q: q }) : page.text('none-plain');
    fillBox(suggestBox, suggestions.map(function (text) {
      return suggestion(context.state, text);
    }));
    fillBox(loosenBox, []);
    part.hidden = false;
  };

  /** `options` are [{drops: [filter name], total}]: what would be found without those filters. */
  page.showLooser = function (options, context) {
    fillBox(loosenBox, options.filter(function (option) {
      return option.total > 0;
    }).map(function (option) {
      return looser(option, context);
    }));
  };
}(document, window.dangan.page));
