// What `dangan check` finds, file by file, with links to the forms of the entries. Never mends anything.
(function (edit) {
  'use strict';

  function byFile(found) {
    var groups = [];
    found.forEach(function (one) {
      var group = groups[groups.length - 1];
      if (!group || group.file !== one.fault.file) groups.push(group = { file: one.fault.file, entry: one.entry, faults: [] });
      group.faults.push(one.fault);
    });
    return groups;
  }

  function line(fault) {
    return edit.el('li', { 'class': fault.severity }, [edit.el('span', { 'class': 'place' }, '第' + fault.line + '行')].concat(edit.faultText(fault)));
  }

  function section(group) {
    var name = group.entry ? edit.el('a', { href: edit.entryAddress(group.file) }, group.file) : group.file;
    return edit.el('section', { 'class': 'findings' }, [edit.el('h2', {}, name), edit.el('ul', { 'class': 'summary' }, group.faults.map(line))]);
  }

  function show(told) {
    var place = edit.byId('findings');
    edit.empty(place);
    if (told.error) {
      edit.byId('count').textContent = told.error;
      return;
    }
    var errors = told.faults.filter(function (one) { return one.fault.severity === 'error'; }).length;
    edit.byId('count').textContent = '检查了 ' + told.entries + ' 个条目：' + (told.faults.length === 0 ? '没有发现问题'
      : errors + ' 处错误，' + (told.faults.length - errors) + ' 处提醒' + (errors ? '；有错误时不生成网站' : ''));
    byFile(told.faults).forEach(function (group) { place.appendChild(section(group)); });
  }

  function check() {
    edit.byId('count').textContent = '正在检查……';
    edit.ask('check').then(function (answer) { show(answer.told); });
  }

  edit.byId('again').addEventListener('click', check);
  check();
}(window.danganEdit));
