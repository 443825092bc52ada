// In served pages only: reloads the page or its style sheets after a save, and shows what is wrong.
(function () {
  'use strict';

  var script = document.currentScript;
  var generation = Number(script.getAttribute('data-generation'));
  var KEY = 'dangan-scroll';
  var source = null;
  var lost = false;

  function keepScroll() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify([location.pathname, window.pageXOffset, window.pageYOffset]));
    } catch (ignored) { /* storage is switched off: the page starts at its top */ }
  }

  function takeScroll() {
    try {
      var kept = JSON.parse(sessionStorage.getItem(KEY));
      sessionStorage.removeItem(KEY);
      return kept && kept[0] === location.pathname ? kept : null;
    } catch (ignored) {
      return null;
    }
  }

  // The browser would put a reloaded page back by itself, late, and over what a reader did meanwhile.
  function leaveScroll(way) {
    if ('scrollRestoration' in history) history.scrollRestoration = way;
  }

  function restoreScroll() {
    var kept = takeScroll();
    var moved = false;
    if (!kept) return;
    var go = function () { window.scrollTo(kept[1], kept[2]); };
    go();
    ['wheel', 'touchmove', 'keydown', 'mousedown'].forEach(function (kind) {
      window.addEventListener(kind, function () { moved = true; }, { once: true, passive: true });
    });
    window.addEventListener('load', function () {
      // Style sheets and photos may have moved the text since; a reader who has moved meanwhile is left alone,
      // and a page that was at its top has nowhere to go back to.
      if (!moved && kept[2] > 0) go();
      leaveScroll('auto');
    });
  }

  function reload() {
    keepScroll();
    leaveScroll('manual');
    location.reload();
  }

  function swapSheet(old) {
    var fresh = old.cloneNode(false);
    fresh.href = old.href.split('?')[0] + '?dangan=' + generation;
    fresh.addEventListener('load', function () { old.remove(); });
    fresh.addEventListener('error', function () { fresh.remove(); });
    old.parentNode.insertBefore(fresh, old.nextSibling);
  }

  function swapSheets() {
    Array.prototype.forEach.call(document.querySelectorAll('link[rel="stylesheet"]'), swapSheet);
  }

  function hide() {
    var overlay = document.getElementById('dangan-overlay');
    if (overlay) overlay.remove();
  }

  function show(faults) {
    hide();
    var overlay = document.createElement('div');
    overlay.id = 'dangan-overlay';
    overlay.setAttribute('role', 'alert');
    faults.forEach(function (fault) {
      var text = document.createElement('pre');
      text.textContent = fault.text;
      overlay.appendChild(text);
    });
    document.body.appendChild(overlay);
  }

  function addSheet() {
    var sheet = document.createElement('link');
    sheet.setAttribute('rel', 'stylesheet');
    sheet.href = script.src.replace(/live\.js.*$/, 'live.css');
    document.head.appendChild(sheet);
  }

  function onReload(message) {
    var state = JSON.parse(message.data);
    if (state.faults.length > 0) {
      show(state.faults);
      return;
    }
    if (state.kind === 'style') {
      generation = state.generation;
      swapSheets();
      return;
    }
    reload();
  }

  // The state when the stream opens: whatever was missed since this page was made.
  function onState(message) {
    var state = JSON.parse(message.data);
    if (state.faults.length > 0) show(state.faults);
    else if (lost || state.generation !== generation) reload();
    lost = false;
  }

  function connect() {
    if (source) return;
    source = new EventSource('/__dangan/events');
    source.addEventListener('reload', onReload);
    source.addEventListener('state', onState);
    source.addEventListener('error', function () { lost = true; });
  }

  function disconnect() {
    if (source) source.close();
    source = null;
  }

  // A browser opens six connections to a server at most; pages that nobody sees take none.
  function onVisibility() {
    if (document.hidden) disconnect();
    else connect();
  }

  restoreScroll();
  addSheet();
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('pagehide', disconnect);
  window.addEventListener('pageshow', onVisibility);
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') hide();
  });
  onVisibility();
}());
