// A list of records: a group of fields for each, that can be added, removed and moved. Never looks into a value.
(function (edit) {
  'use strict';

  // Names of fields must differ on a page, whatever was removed from it.
  var made = 0;

  function button(text, className, act) {
    var element = edit.el('button', { type: 'button', 'class': 'quiet-button ' + className }, text);
    element.addEventListener('click', act);
    return element;
  }

  /** The fields of one record; what was not touched is given back as it came, whatever an input made of it. */
  function keys(field, record, branches, change) {
    made += 1;
    return field.record.map(function (key) {
      var given = record[key.name] || key.value;
      var copy = {};
      Object.keys(key).forEach(function (name) { copy[name] = key[name]; });
      copy.name = field.name + '-' + made + '-' + key.name;
      copy.value = given;
      // Twice the same word helps nobody.
      if (copy.help === copy.label) copy.help = '';
      var drawn = edit.field(copy, branches, change);
      return {
        name: key.name, node: drawn.node, focus: drawn.focus,
        read: function () {
          var value = drawn.read();
          return JSON.stringify(value) === drawn.initial ? given : value;
        }
      };
    });
  }

  function isEmpty(value) {
    return Object.keys(value).every(function (kind) { return value[kind].length === 0; });
  }

  function read(group) {
    var record = {};
    group.keys.forEach(function (key) {
      var value = key.read();
      if (!isEmpty(value)) record[key.name] = value;
    });
    return record;
  }

  /** What a folded record is known by: its first two texts. */
  function title(record) {
    var texts = Object.keys(record).map(function (name) { return record[name].text; }).filter(Boolean);
    return texts.slice(0, 2).join(' ');
  }

  function ordered(group) {
    var record = read(group);
    var out = {};
    group.keys.forEach(function (key) { if (record[key.name]) out[key.name] = record[key.name]; });
    return out;
  }

  edit.recordGroups = function (field, branches, change) {
    var list = edit.el('ol', { 'class': 'records' });
    var add = button('添加一条' + field.label, 'add', function () {
      var group = put({}, true);
      changed();
      group.keys[0].focus();
    });

    function name(group) { return field.label + '第' + (Array.prototype.indexOf.call(list.children, group) + 1) + '条'; }

    function changed() {
      Array.prototype.forEach.call(list.children, function (group) {
        var said = title(ordered(group));
        group.head.textContent = name(group) + (said ? '：' + said : '');
        group.up.setAttribute('aria-label', '上移' + name(group));
        group.down.setAttribute('aria-label', '下移' + name(group));
        group.away.setAttribute('aria-label', '删除' + name(group));
        group.up.disabled = group === list.firstChild;
        group.down.disabled = group === list.lastChild;
      });
      change();
    }

    /** The keyboard stays on the button that it pressed, or on the other where that one ends. */
    function move(group, before, pressed, other) {
      list.insertBefore(group, before);
      changed();
      (pressed.disabled ? other : pressed).focus();
      edit.say('现在是' + name(group));
    }

    function put(record, isOpen) {
      var group = edit.el('li', { 'class': 'record' });
      group.head = edit.el('summary', {});
      group.keys = keys(field, record, branches, changed);
      group.up = button('上移', 'up', function () { move(group, group.previousSibling, group.up, group.down); });
      group.down = button('下移', 'down', function () { move(group, group.nextSibling.nextSibling, group.down, group.up); });
      group.away = button('删除', 'remove', function () {
        var gone = name(group);
        var next = group.nextSibling || group.previousSibling;
        list.removeChild(group);
        changed();
        (next ? next.head : add).focus();
        edit.say('已删除' + gone);
      });
      var nodes = group.keys.map(function (key) { return key.node; });
      edit.append(group, [
        edit.el('details', { open: isOpen }, [group.head, edit.el('div', { 'class': 'record-keys' }, nodes)]),
        edit.el('p', { 'class': 'actions record-actions' }, [group.up, group.down, group.away])
      ]);
      list.appendChild(group);
      return group;
    }

    // Drawing is no change.
    var tell = change;
    change = function () {};
    field.value.records.forEach(function (record) { put(record, false); });
    changed();
    change = tell;
    return {
      nodes: [list, add],
      read: function () {
        var records = Array.prototype.map.call(list.children, read);
        return { records: records.filter(function (record) { return Object.keys(record).length > 0; }) };
      },
      /** Into the record of this number, or the first. */
      focus: function (number) {
        var group = list.children[number || 0];
        if (!group) {
          add.focus();
          return;
        }
        edit.open(group.head);
        group.keys[0].focus();
      }
    };
  };
}(window.danganEdit));
