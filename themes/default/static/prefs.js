// Applies the reader's choice of text size, contrast and theme before the page is painted.
// Never draws the switches: switches.js does, once the page is there.
(function (window, document) {
  'use strict';

  var choices = {
    size: ['normal', 'large', 'larger'],
    contrast: ['normal', 'high'],
    theme: ['auto', 'dark', 'light']
  };

  /** What holds until the reader chooses: the system's wish for more contrast counts. */
  function initial(name) {
    var more = window.matchMedia && window.matchMedia('(prefers-contrast: more)');
    return name === 'contrast' && more && more.matches ? 'high' : choices[name][0];
  }

  function read(name) {
    try {
      var value = window.localStorage.getItem('dangan.' + name);
      return choices[name].indexOf(value) >= 0 ? value : initial(name);
    } catch (error) {
      return initial(name);
    }
  }

  function write(name, value) {
    document.documentElement.setAttribute('data-' + name, value);
    try {
      window.localStorage.setItem('dangan.' + name, value);
    } catch (error) {
      // Private windows and some file:// pages keep nothing; the choice then lasts for this page.
    }
  }

  Object.keys(choices).forEach(function (name) {
    document.documentElement.setAttribute('data-' + name, read(name));
  });

  window.dangan = window.dangan || {};
  window.dangan.prefs = { choices: choices, read: read, write: write };
}(window, document));
