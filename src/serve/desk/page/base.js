// What every page of the form uses: elements, requests, and a line that screen readers hear. Knows no page.
(function (window, document) {
  'use strict';

  var API = '/__dangan/edit/api/';
  var edit = window.danganEdit = {};

  /** An element with attributes and children; texts become text nodes, `null` is passed over. */
  edit.el = function (name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      var value = attributes[key];
      if (value === true) element.setAttribute(key, '');
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
    });
    edit.append(element, children);
    return element;
  };

  edit.append = function (element, children) {
    [].concat(children === undefined ? [] : children).forEach(function (child) {
      if (child === null || child === undefined) return;
      element.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
    });
  };

  edit.empty = function (element) {
    while (element.firstChild) element.removeChild(element.firstChild);
  };

  edit.byId = function (id) { return document.getElementById(id); };

  edit.query = function (name) { return new URLSearchParams(location.search).get(name); };

  edit.entryAddress = function (path) { return '/__dangan/edit/entry?path=' + encodeURIComponent(path); };

  edit.say = function (text) { edit.byId('said').textContent = text; };

  function answer(response) {
    return response.json().then(function (told) { return { status: response.status, told: told }; }, function () {
      return { status: response.status, told: { error: '没有得到回答（' + response.status + '）；请看启动程序的窗口' } };
    });
  }

  function request(path, options) {
    options.credentials = 'same-origin';
    return window.fetch(API + path, options).then(answer, function () {
      return { status: 0, told: { error: '连不上程序：它可能已经关了。请重新启动，用新的地址打开' } };
    });
  }

  edit.ask = function (path) { return request(path, {}); };

  edit.post = function (path, value) {
    return request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });
  };

  edit.send = function (path, file) {
    return request(path, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file });
  };

  /** Files dropped on `zone` or chosen with `input` go to `take` one by one. */
  edit.dropZone = function (zone, input, take) {
    function all(files) { Array.prototype.forEach.call(files, take); }
    ['dragenter', 'dragover'].forEach(function (kind) {
      zone.addEventListener(kind, function (event) { event.preventDefault(); zone.classList.add('over'); });
    });
    zone.addEventListener('dragleave', function () { zone.classList.remove('over'); });
    zone.addEventListener('drop', function (event) {
      event.preventDefault();
      zone.classList.remove('over');
      all(event.dataTransfer.files);
    });
    input.addEventListener('change', function () { all(input.files); input.value = ''; });
    // A file that misses the zone must not replace the page, and what was written on it.
    ['dragover', 'drop'].forEach(function (kind) {
      document.addEventListener(kind, function (event) { event.preventDefault(); });
    });
  };

  /** A fault's message with how to mend it. */
  edit.faultText = function (fault) {
    var isOfRecord = typeof fault.record === 'number';
    return [edit.el('strong', {}, fault.severity === 'error' ? '错误：' : '提醒：'),
      (isOfRecord ? '第' + (fault.record + 1) + '条，' : '') + fault.message,
      fault.hint ? edit.el('span', { 'class': 'hint' }, ' 办法：' + fault.hint) : null];
  };
}(window, document));
