// The arrow keys lead from the search box down through the results and back.
// Never takes Enter: the browser follows the link that has the focus.
(function (document, page) {
  'use strict';

  var input = document.getElementById('search-input');

  function stops() {
    return [input].concat(Array.prototype.slice.call(document.querySelectorAll('#search-results .hit-link')));
  }

  page.app.addEventListener('keydown', function (event) {
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    // While an input method is open the arrows choose among its candidates.
    if (!step || event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    var all = stops();
    var at = all.indexOf(event.target);
    if (at < 0 || !all[at + step]) {
      return;
    }
    event.preventDefault();
    all[at + step].focus();
    if (all[at + step] !== input) {
      all[at + step].scrollIntoView({ block: 'nearest' });
    }
  });
}(document, window.dangan.page));
