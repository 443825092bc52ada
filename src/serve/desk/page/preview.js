// The body as the site will show it, in a frame of its own where no script runs. Never changes the form.
(function (edit) {
  'use strict';

  var frame = edit.byId('preview');

  function head(inside) {
    if (inside.querySelector('link')) return;
    inside.documentElement.lang = 'zh-CN';
    ['data-theme', 'data-contrast', 'data-size'].forEach(function (name) {
      var value = document.documentElement.getAttribute(name);
      if (value) inside.documentElement.setAttribute(name, value);
    });
    inside.title = '正文预览';
    ['theme.css', 'edit.css'].forEach(function (sheet) {
      var link = inside.createElement('link');
      link.rel = 'stylesheet';
      link.href = '/__dangan/edit/' + sheet;
      inside.head.appendChild(link);
    });
    inside.body.className = 'previewed';
  }

  /** The server has cleaned the HTML; links lead nowhere, for a frame is no place to read on. */
  function content(html) {
    var parsed = new DOMParser().parseFromString(html, 'text/html');
    Array.prototype.forEach.call(parsed.querySelectorAll('a[href]'), function (link) { link.removeAttribute('href'); });
    return parsed.body;
  }

  edit.showPreview = function (html) {
    var inside = frame.contentDocument;
    head(inside);
    edit.empty(inside.body);
    var body = inside.createElement('div');
    body.className = 'entry-body';
    Array.prototype.slice.call(content(html || '').childNodes).forEach(function (node) {
      body.appendChild(inside.importNode(node, true));
    });
    inside.body.appendChild(body);
  };
}(window.danganEdit));
