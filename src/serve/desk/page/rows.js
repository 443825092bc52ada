// Lists as rows that can be added and removed: texts, and files with titles. Knows nothing of what they mean.
(function (edit) {
  'use strict';

  function removal(what, remove) {
    var button = edit.el('button', { type: 'button', 'class': 'quiet-button remove' }, '删除');
    button.setAttribute('aria-label', '删除' + what);
    button.addEventListener('click', remove);
    return button;
  }

  /** Rows below `label`; `inputs(value)` gives those of one row, `read(inputs)` its value. */
  function rows(field, values, inputs, read, change) {
    var list = edit.el('ul', { 'class': 'rows' });
    var add = edit.el('button', { type: 'button', 'class': 'quiet-button add' }, '添加' + field.label);

    function number(row) { return Array.prototype.indexOf.call(list.children, row) + 1; }

    function rename() {
      Array.prototype.forEach.call(list.children, function (row) {
        row.inputs.forEach(function (input) {
          input.setAttribute('aria-label', field.label + '第' + number(row) + '项' + (input.getAttribute('data-part') || ''));
        });
        row.querySelector('.remove').setAttribute('aria-label', '删除' + field.label + '第' + number(row) + '项');
      });
    }

    function put(value) {
      var row = edit.el('li');
      row.inputs = inputs(value);
      row.inputs.forEach(function (input) {
        input.addEventListener('input', change);
        row.appendChild(input);
      });
      row.appendChild(removal('', function () {
        var next = row.nextSibling || row.previousSibling;
        list.removeChild(row);
        rename();
        change();
        // The keyboard must not fall out of the list.
        (next ? next.inputs[0] : add).focus();
      }));
      list.appendChild(row);
      rename();
      return row;
    }

    values.forEach(put);
    add.addEventListener('click', function () { put(null).inputs[0].focus(); });
    return {
      nodes: [list, add],
      add: function (value) { put(value); change(); },
      read: function () {
        return Array.prototype.map.call(list.children, function (row) { return read(row.inputs); });
      },
      focus: function () { (list.firstChild ? list.firstChild.inputs[0] : add).focus(); }
    };
  }

  function input(value, part, hint) {
    var element = edit.el('input', { type: 'text', 'data-part': part, placeholder: hint, autocomplete: 'off' });
    element.value = value || '';
    return element;
  }

  edit.textRows = function (field, texts, change) {
    return rows(field, texts, function (text) { return [input(text, '', null)]; },
      function (inputs) { return inputs[0].value.trim(); }, change);
  };

  edit.fileRows = function (field, files, change) {
    return rows(field, files, function (file) {
      return [input(file && file.file, '的文件名', '文件名'), input(file && file.title, '的标题', '显示的标题，可以不写')];
    }, function (inputs) { return { file: inputs[0].value.trim(), title: inputs[1].value.trim() }; }, change);
  };
}(window.danganEdit));
