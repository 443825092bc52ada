// What is being searched for, as the page's address says it: reads it, writes it, makes addresses of other searches.
// Never touches the page itself.
(function (window, page) {
  'use strict';

  var FILTERS = ['kind', 'year', 'branch', 'tag', 'from', 'to'];
  var SORTS = ['relevance', 'newest', 'oldest'];
  var PAGE_SIZE = 10;

  function parse(query) {
    var given = new URLSearchParams(query);
    var state = { q: given.get('q') || '' };
    var number = Number(given.get('page'));
    FILTERS.forEach(function (name) {
      state[name] = given.get(name) || '';
    });
    state.sort = SORTS.indexOf(given.get('sort')) >= 0 ? given.get('sort') : SORTS[0];
    state.page = Number.isSafeInteger(number) && number > 0 ? number : 1;
    return state;
  }

  /** The address of a search, relative to the search page: what is not chosen is not in it. */
  function address(state) {
    var given = new URLSearchParams();
    ['q'].concat(FILTERS).forEach(function (name) {
      if (state[name]) {
        given.set(name, state[name]);
      }
    });
    if (state.sort !== SORTS[0]) {
      given.set('sort', state.sort);
    }
    if (state.page > 1) {
      given.set('page', String(state.page));
    }
    var query = given.toString();
    return 'index.html' + (query ? '?' + query : '');
  }

  /** A state that differs from `state` in `changes`; it starts on the first page unless they say otherwise. */
  function changed(state, changes) {
    return Object.assign({}, state, { page: 1 }, changes);
  }

  /** Puts the state into the address bar; `method` is pushState or replaceState. */
  function write(state, method) {
    if (address(state) === address(parse(window.location.search))) {
      return;
    }
    try {
      window.history[method](null, '', address(state));
    } catch (error) {
      // Some browsers keep a page on a disk from changing its address. The search works without.
    }
  }

  /** What window.dangan.search is asked for; an empty filter is left out. */
  function options(state) {
    var asked = { q: state.q, sort: state.sort, offset: (state.page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
    FILTERS.forEach(function (name) {
      if (state[name]) {
        asked[name] = state[name];
      }
    });
    return asked;
  }

  function chosen(state) {
    return FILTERS.filter(function (name) {
      return Boolean(state[name]);
    });
  }

  /** Changes that drop the filters of these names. */
  function without(names) {
    return names.reduce(function (changes, name) {
      changes[name] = '';
      return changes;
    }, {});
  }

  page.state = {
    PAGE_SIZE: PAGE_SIZE, address: address, changed: changed, chosen: chosen, options: options, parse: parse,
    without: without, write: write
  };
}(window, window.dangan.page));
