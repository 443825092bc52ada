// Draws the switches for text size, contrast and theme; they exist only where scripts run.
// Never stores a choice itself: prefs.js does.
(function (document, prefs) {
  'use strict';

  var box = document.getElementById('prefs');
  if (!box || !prefs) {
    return;
  }

  function current(name) {
    return document.documentElement.getAttribute('data-' + name) || prefs.choices[name][0];
  }

  function next(name) {
    var all = prefs.choices[name];
    return all[(all.indexOf(current(name)) + 1) % all.length];
  }

  function isDark() {
    var theme = current('theme');
    var query = window.matchMedia && window.matchMedia('(prefers-color-scheme: dark)');
    return theme === 'dark' || (theme === 'auto' && Boolean(query && query.matches));
  }

  function button(label) {
    var element = document.createElement('button');
    element.type = 'button';
    element.textContent = label;
    box.appendChild(element);
    return element;
  }

  function sizeSwitch() {
    var steps = { normal: 'A', large: 'A+', larger: 'A++' };
    var label = box.getAttribute('data-size');
    var element = button('');
    function show() {
      element.textContent = label + ' ' + steps[current('size')];
    }
    element.addEventListener('click', function () {
      prefs.write('size', next('size'));
      show();
    });
    show();
  }

  function toggle(label, isOn, flip) {
    var element = button(label);
    function show() {
      element.setAttribute('aria-pressed', isOn() ? 'true' : 'false');
    }
    element.addEventListener('click', function () {
      flip();
      show();
    });
    show();
  }

  sizeSwitch();
  toggle(box.getAttribute('data-contrast'), function () {
    return current('contrast') === 'high';
  }, function () {
    prefs.write('contrast', next('contrast'));
  });
  toggle(box.getAttribute('data-theme'), isDark, function () {
    prefs.write('theme', isDark() ? 'light' : 'dark');
  });
  box.hidden = false;
}(document, window.dangan && window.dangan.prefs));
