// Faults beside the fields that they belong to, and all of them in one list. Never finds one.
(function (edit) {
  'use strict';

  var last = '';

  function clear() {
    Array.prototype.forEach.call(document.querySelectorAll('.faults'), edit.empty);
    Array.prototype.forEach.call(document.querySelectorAll('[aria-invalid]'), function (input) {
      input.removeAttribute('aria-invalid');
    });
  }

  function beside(fault) {
    var place = fault.field && edit.byId('fault-' + fault.field);
    if (!place) return;
    place.appendChild(edit.el('p', { 'class': 'fault ' + fault.severity }, edit.faultText(fault)));
    var input = edit.byId('f-' + fault.field);
    if (input && fault.severity === 'error') input.setAttribute('aria-invalid', 'true');
  }

  function listed(fault, fields) {
    var field = fields.filter(function (f) { return f.name === fault.field; })[0];
    var item = edit.el('li', { 'class': fault.severity });
    if (!field) {
      edit.append(item, edit.faultText(fault));
      return item;
    }
    var link = edit.el('a', { href: '#field-' + field.name }, edit.faultText(fault));
    link.addEventListener('click', function (event) {
      event.preventDefault();
      edit.open(field.node);
      field.focus(fault.record);
    });
    item.appendChild(link);
    return item;
  }

  /** A field may stand in a part that is folded. */
  edit.open = function (node) {
    for (var at = node; at; at = at.parentNode) if (at.tagName === 'DETAILS') at.open = true;
  };

  function tally(faults) {
    var errors = faults.filter(function (f) { return f.severity === 'error'; }).length;
    var warnings = faults.length - errors;
    if (faults.length === 0) return '没有发现问题';
    return (errors ? errors + ' 处错误' : '') + (errors && warnings ? '，' : '') + (warnings ? warnings + ' 处提醒' : '');
  }

  edit.showFaults = function (faults, fields) {
    var text = JSON.stringify(faults);
    var list = edit.byId('summary');
    if (text === last) return;
    if (last !== '') edit.say(tally(faults));
    last = text;
    clear();
    edit.empty(list);
    faults.forEach(function (fault) {
      beside(fault);
      list.appendChild(listed(fault, fields));
    });
    edit.byId('fine').hidden = faults.length > 0;
  };
}(window.danganEdit));
