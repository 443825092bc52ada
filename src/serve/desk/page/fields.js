// One field of the form: label, help, input by its shape, place for its faults. Never sends anything.
(function (edit) {
  'use strict';

  function describedBy(field) { return 'help-' + field.name + ' fault-' + field.name; }

  function line(field, type, value, change) {
    var input = edit.el(type === 'textarea' ? 'textarea' : 'input', {
      id: 'f-' + field.name, type: type === 'textarea' ? null : type, 'aria-describedby': describedBy(field),
      'aria-required': field.required ? 'true' : null, autocomplete: 'off'
    });
    input.value = value;
    input.addEventListener('input', change);
    return input;
  }

  /** A field with one input: {nodes, read, focus}. */
  function single(input, read) {
    return { single: true, nodes: [input], read: read, focus: function () { input.focus(); } };
  }

  function text(field, type, change) {
    var input = line(field, type, field.value.text, change);
    return single(input, function () { return { text: input.value.trim() }; });
  }

  function date(field, change) {
    // A browser shows nothing for a date that it cannot read; a person must see it to mend it.
    var readable = field.value.text === '' || /^\d{4}-\d{2}-\d{2}$/.test(field.value.text);
    return text(field, readable && isDay(field.value.text) ? 'date' : 'text', change);
  }

  function isDay(text) {
    var probe = document.createElement('input');
    probe.type = 'date';
    probe.value = text;
    return probe.value === text;
  }

  function choice(field, change) {
    var select = edit.el('select', { id: 'f-' + field.name, 'aria-describedby': describedBy(field) },
      [edit.el('option', { value: '' }, '（不填）')].concat(field.choices.map(function (pair) {
        return edit.el('option', { value: pair[0] }, pair[1]);
      })));
    var known = field.value.text === '' || field.choices.some(function (pair) { return pair[0] === field.value.text; });
    if (!known) select.appendChild(edit.el('option', { value: field.value.text }, field.value.text));
    select.value = field.value.text;
    select.addEventListener('change', change);
    return single(select, function () { return { text: select.value }; });
  }

  function headcount(field, change) {
    var input = line(field, 'text', field.value.list ? field.value.list.join('、') : field.value.text, change);
    return single(input, function () {
      var written = input.value.trim();
      if (/^\d*$/.test(written)) return { text: written };
      return { list: written.split(/[、，,；;]/).map(function (name) { return name.trim(); }).filter(Boolean) };
    });
  }

  function yaml(field, change) {
    var input = line(field, 'textarea', field.value.yaml, change);
    input.className = 'code';
    input.rows = Math.min(24, Math.max(3, field.value.yaml.split('\n').length + 1));
    return single(input, function () { return { yaml: input.value.replace(/\s+$/, '') }; });
  }

  /** One branch; what an entry has written for it, its id or its name, stays. */
  function branch(field, branches, change) {
    var given = field.value.text;
    var choices = branches.map(function (one) { return [given === one.name ? one.name : one.id, one.name]; });
    var copy = { name: field.name, value: field.value, choices: choices };
    return choice(copy, change);
  }

  function grouped(parts, key) {
    var read = parts.read;
    parts.read = function () {
      var value = {};
      value[key] = read().filter(function (item) { return key === 'files' ? item.file : item; });
      return value;
    };
    return parts;
  }

  /** What the form shows and cannot change. */
  function fixed(field) {
    var shown = edit.el('p', { id: 'f-' + field.name, tabindex: '-1' }, field.value.text + '（要改类型，请新建一个，把正文贴过去）');
    return { nodes: [shown], read: function () { return field.value; }, focus: function () { shown.focus(); } };
  }

  function parts(field, branches, change) {
    switch (field.shape) {
      case 'fixed': return fixed(field);
      case 'long': return text(field, 'textarea', change);
      case 'date': return date(field, change);
      case 'flag': case 'choice': return choice(field, change);
      case 'headcount': return headcount(field, change);
      case 'yaml': return yaml(field, change);
      case 'branch': return branch(field, branches, change);
      case 'records': return edit.recordGroups(field, branches, change);
      case 'branches': return grouped(edit.branchPicker(field, field.value.list, branches, change), 'list');
      case 'texts': return grouped(edit.textRows(field, field.value.list, change), 'list');
      case 'files': return grouped(edit.fileRows(field, field.value.files, change), 'files');
      default: return text(field, 'text', change);
    }
  }

  function label(field) {
    return [field.label, field.required ? edit.el('span', { 'class': 'required' }, '（必填）') : null];
  }

  /** A guess of the import, with a box for who has looked at it: {node, isConfirmed}. */
  function guess(field, change) {
    if (!field.guessed) return { node: null, isConfirmed: function () { return false; } };
    var box = edit.el('input', { type: 'checkbox' });
    box.addEventListener('change', change);
    var text = '导入时猜的（' + field.guessed + '）';
    var node = edit.el('p', { 'class': 'guessed' }, [text + '　', edit.el('label', {}, [box, ' 核对无误'])]);
    box.setAttribute('aria-label', field.label + text + '：核对无误');
    return { node: node, isConfirmed: function () { return box.checked; } };
  }

  /** Draws a field: {name, node, read, initial, focus, add, isConfirmed}. */
  edit.field = function (field, branches, change) {
    var made = parts(field, branches, change);
    var guessed = guess(field, change);
    var head = made.single ? edit.el('label', { 'for': 'f-' + field.name }, label(field)) : edit.el('legend', {}, label(field));
    var help = edit.el('p', { 'class': 'help', id: 'help-' + field.name },
      field.shape === 'yaml' ? field.help + '。这一项的写法不能逐格填写，请照原文改；写错了下面会说' : field.help);
    var faults = edit.el('div', { 'class': 'faults', id: 'fault-' + field.name });
    var node = edit.el(made.single ? 'div' : 'fieldset', {
      'class': 'field field-' + field.shape, id: 'field-' + field.name,
      'aria-describedby': made.single ? null : describedBy(field)
    }, [head, help, guessed.node].concat(made.nodes, faults));
    return {
      name: field.name, node: node, read: made.read, initial: JSON.stringify(made.read()), focus: made.focus, add: made.add,
      isConfirmed: guessed.isConfirmed
    };
  };
}(window.danganEdit));
