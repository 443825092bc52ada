// On a branch's page of a ledger, shows one year's rows alone when the address names the year (#y2022).
// Never hides a row without the address saying so: without this script the address leads to the year's heading.
(function (document, window) {
  'use strict';

  var years = [].slice.call(document.querySelectorAll('.ledger tbody[id]'));
  var links = [].slice.call(document.querySelectorAll('.filter a'));
  var ofYears = links.filter(function (link) { return link.hash; });
  if (!years.length || !ofYears.length) return;

  var list = ofYears[0].parentNode.parentNode;
  var all = links.filter(function (link) { return !link.hash && list.contains(link); })[0];

  function mark(link, isCurrent) {
    if (isCurrent) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }

  function show() {
    var asked = window.location.hash.slice(1);
    var year = years.filter(function (body) { return body.id === asked; })[0];
    years.forEach(function (body) { body.hidden = Boolean(year) && body !== year; });
    ofYears.forEach(function (link) { mark(link, Boolean(year) && link.hash === '#' + year.id); });
    if (all) mark(all, !year);
    if (year) year.scrollIntoView({ block: 'nearest' });
  }

  window.addEventListener('hashchange', show);
  show();
}(document, window));
