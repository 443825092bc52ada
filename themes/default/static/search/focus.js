// Keeps the keyboard where it was while a part of the page is drawn anew.
// Never moves it anywhere if it was outside of that part.
(function (document, page) {
  'use strict';

  function withKey(part, key) {
    return Array.prototype.filter.call(part.querySelectorAll('[data-key]'), function (element) {
      return element.getAttribute('data-key') === key;
    })[0];
  }

  /** Runs `draw`; the focus goes to the element that has the same data-key as before, else to `fallback`. */
  page.keepFocus = function (part, fallback, draw) {
    var focused = document.activeElement;
    var inside = focused && part.contains(focused) && focused.hasAttribute('data-key');
    var key = inside ? focused.getAttribute('data-key') : '';
    draw();
    if (inside) {
      (withKey(part, key) || fallback).focus();
    }
  };
}(document, window.dangan.page));
