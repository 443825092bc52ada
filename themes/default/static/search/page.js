// The search page: from what is typed and chosen to a search, and from its outcome to the page.
// Never draws a part itself; of two searches that race, the later wins.
(function (window, document, page) {
  'use strict';

  var TYPING_PAUSE = 120;
  var SETTLED = 600;
  var SLOW = 300;

  function byId(id) {
    return document.getElementById(id);
  }

  var input = byId('search-input');
  var sort = byId('search-sort');
  var dates = { from: byId('search-from'), to: byId('search-to') };
  var status = byId('search-status');
  var toggle = byId('search-toggle');
  var title = document.title;
  var state = page.state.parse(window.location.search);
  var latest = 0;
  var composing = false;
  var shownOnce = false;
  var typing = 0;
  var announcing = 0;
  var counter = page.element('strong', '');

  /** The sentence with the total, its number in an element of its own. */
  function drawTotal() {
    var parts = page.app.getAttribute('data-total-text').split('{total}');
    counter.setAttribute('data-total', '');
    byId('search-total').appendChild(document.createTextNode(parts[0]));
    byId('search-total').appendChild(counter);
    byId('search-total').appendChild(document.createTextNode(parts[1] || ''));
  }

  function showControls() {
    input.value = state.q;
    sort.value = state.sort;
    dates.from.value = state.from;
    dates.to.value = state.to;
  }

  function announce(found) {
    var near = found.near && found.near.length ? page.text('announce-near', { near: found.near.length }) : '';
    var text = found.total > 0 ? page.text('announce', { total: found.total }) : page.text('announce-none');
    window.clearTimeout(announcing);
    // A screen reader is told once the typing has come to rest, not after every key.
    announcing = window.setTimeout(function () {
      status.textContent = text + near;
    }, SETTLED);
  }

  function setBusy(busy) {
    byId('search-results').setAttribute('aria-busy', busy ? 'true' : 'false');
  }

  function branchNames() {
    return window.dangan.searchNames().then(function (names) {
      return names.branches || {};
    }, function () {
      return {};
    });
  }

  /** What would be found without these filters: {drops, total, facets}. */
  function searchWithout(drops) {
    var looser = page.state.changed(state, page.state.without(drops));
    return window.dangan.search(Object.assign(page.state.options(looser), { limit: 0 })).then(function (found) {
      return { drops: drops, total: found.total, facets: found.facets };
    });
  }

  /** The counts of a chosen filter's alternatives need a search without that filter. */
  function showAlternatives(found, context, isLatest) {
    var chosen = page.state.chosen(context.state);
    var sets = chosen.map(function (name) {
      return [name];
    });
    if (found.total === 0 && chosen.length > 1) {
      sets.push(chosen);
    }
    Promise.all(sets.map(searchWithout)).then(function (looser) {
      if (!isLatest()) {
        return;
      }
      var facets = Object.assign({}, found.facets);
      looser.forEach(function (option) {
        if (option.drops.length === 1 && option.drops[0] in facets) {
          facets[option.drops[0]] = option.facets[option.drops[0]];
        }
      });
      page.showFacets(facets, context);
      if (found.total === 0) {
        page.showLooser(looser, context);
      }
    }).catch(function () {
      // The hits are there already; only the alternatives are missing.
    });
  }

  function show(found, names, isLatest) {
    var context = { state: state, names: names };
    counter.textContent = String(found.total);
    document.title = (state.q.trim() ? state.q.trim() + ' · ' : '') + title;
    page.showHits(found, { q: state.q, names: names, first: state.page === 1 });
    page.showPages(state, found.total);
    page.showFacets(found.facets, context);
    if (found.total === 0) {
      page.showNone(found.suggestions || [], context);
    } else {
      page.hideNone();
    }
    byId('search-error').hidden = true;
    page.app.classList.add('has-results');
    shownOnce = true;
    announce(found);
    if (page.state.chosen(state).length > 0) {
      showAlternatives(found, context, isLatest);
    }
  }

  function fail(error) {
    byId('search-error-detail').textContent = error && error.message ? error.message : String(error);
    byId('search-error-stale').hidden = !shownOnce;
    byId('search-error').hidden = false;
  }

  function run() {
    latest += 1;
    var mine = latest;
    function isLatest() {
      return mine === latest;
    }
    var slow = window.setTimeout(function () {
      if (isLatest()) {
        status.textContent = page.text('busy');
        page.app.classList.add('is-slow');
      }
    }, SLOW);
    function settle() {
      window.clearTimeout(slow);
      if (isLatest()) {
        page.app.classList.remove('is-slow');
        setBusy(false);
      }
    }
    setBusy(true);
    var found;
    return window.dangan.search(page.state.options(state)).then(function (outcome) {
      found = outcome;
      return branchNames();
    }).then(function (names) {
      if (!isLatest()) {
        return;
      }
      if (found.hits.length === 0 && found.total > 0 && state.page > 1) {
        go({ page: page.lastPage(found.total) }, 'replaceState');
        return;
      }
      show(found, names, isLatest);
    }).catch(function (error) {
      if (isLatest()) {
        fail(error);
      }
    }).then(settle);
  }

  /** Searches with `changes`; the address follows by `method`. */
  function go(changes, method) {
    window.clearTimeout(typing);
    state = page.state.changed(state, changes);
    page.state.write(state, method);
    return run();
  }

  function typed() {
    window.clearTimeout(typing);
    typing = window.setTimeout(function () {
      if (input.value !== state.q) {
        go({ q: input.value }, 'replaceState');
      }
    }, TYPING_PAUSE);
  }

  function listenToTyping() {
    input.addEventListener('compositionstart', function () {
      composing = true;
      window.clearTimeout(typing);
    });
    input.addEventListener('compositionend', function () {
      composing = false;
      typed();
    });
    input.addEventListener('input', function (event) {
      if (!composing && !event.isComposing) {
        typed();
      }
    });
    byId('search-form').addEventListener('submit', function (event) {
      event.preventDefault();
      go({ q: input.value }, 'pushState');
    });
  }

  function listenToFilters() {
    sort.addEventListener('change', function () {
      go({ sort: sort.value }, 'pushState');
    });
    Object.keys(dates).forEach(function (name) {
      dates[name].addEventListener('change', function () {
        var changes = {};
        changes[name] = dates[name].value;
        go(changes, 'pushState');
      });
    });
    toggle.addEventListener('click', function () {
      toggle.setAttribute('aria-expanded', toggle.getAttribute('aria-expanded') === 'true' ? 'false' : 'true');
    });
  }

  /** A click on a link to another search stays on the page; a click that opens a tab is left alone. */
  function follow(event) {
    var link = event.target.closest('a[data-search]');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    // Two clicks may fall within one search: each changes what the page shows, not what it showed before.
    state = page.state.parse(link.search);
    page.state.write(state, 'pushState');
    showControls();
    if (page.app.querySelector('.pager').contains(link)) {
      byId('search-total').focus();
      byId('search-form').scrollIntoView();
    }
    run();
  }

  drawTotal();
  showControls();
  listenToTyping();
  listenToFilters();
  page.app.addEventListener('click', follow);
  byId('search-retry').addEventListener('click', run);
  window.addEventListener('popstate', function () {
    state = page.state.parse(window.location.search);
    showControls();
    run();
  });
  page.app.hidden = false;
  run();
}(window, document, window.dangan.page));
