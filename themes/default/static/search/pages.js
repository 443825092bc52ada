// Draws the links to the other pages of the hits: first, last, and those around the current one.
// Never knows what is on them.
(function (document, page) {
  'use strict';

  var part = document.getElementById('search-pages');
  var list = part.querySelector('ul');

  function numbers(current, last) {
    var shown = [];
    for (var number = 1; number <= last; number += 1) {
      if (number === 1 || number === last || Math.abs(number - current) <= 2) {
        shown.push(number);
      } else if (shown[shown.length - 1] !== 0) {
        shown.push(0);
        number = number < current ? current - 3 : last - 1;
      }
    }
    return shown;
  }

  function add(state, number, content, relation) {
    var item = page.element('li');
    if (number === 0) {
      item.appendChild(page.element('span', '', '…'));
    } else {
      var link = page.filterLink(state, { page: number }, 'page-' + number, '', content || String(number));
      if (relation) {
        link.rel = relation;
      } else if (number === state.page) {
        link.setAttribute('aria-current', 'page');
      }
      item.appendChild(link);
    }
    list.appendChild(item);
  }

  page.lastPage = function (total) {
    return Math.max(1, Math.ceil(total / page.state.PAGE_SIZE));
  };

  page.showPages = function (state, total) {
    var last = page.lastPage(total);
    page.empty(list);
    if (state.page > 1) {
      add(state, state.page - 1, page.text('page-previous'), 'prev');
    }
    numbers(state.page, last).forEach(function (number) {
      add(state, number);
    });
    if (state.page < last) {
      add(state, state.page + 1, page.text('page-next'), 'next');
    }
    part.hidden = last < 2;
  };
}(document, window.dangan.page));
