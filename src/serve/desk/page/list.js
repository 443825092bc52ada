// The list of entries with its filter. Never changes an entry.
(function (edit) {
  'use strict';

  var STEP = 100;
  var all = [];
  var shown = STEP;
  var filter = edit.byId('filter');

  function words(entry) {
    return [entry.title, entry.date, entry.kind, entry.path].concat(entry.branches || []).join(' ').toLowerCase();
  }

  function matching() {
    var terms = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter(function (entry) {
      return terms.every(function (term) { return entry.words.indexOf(term) >= 0; });
    });
  }

  function item(entry) {
    var about = [entry.date, entry.kind].concat(entry.branches || []).filter(Boolean).join(' · ');
    return edit.el('li', { 'class': 'card' }, [
      edit.el('a', { 'class': 'card-title', href: edit.entryAddress(entry.path) }, entry.title),
      entry.draft ? edit.el('span', { 'class': 'badge' }, '草稿') : null,
      entry.kind ? null : edit.el('span', { 'class': 'badge bad' }, '读不出来'),
      edit.el('span', { 'class': 'about' }, about || entry.path)
    ]);
  }

  function draw() {
    var found = matching();
    var list = edit.byId('entries');
    edit.empty(list);
    found.slice(0, shown).forEach(function (entry) { list.appendChild(item(entry)); });
    edit.byId('count').textContent = found.length + ' 个条目';
    edit.byId('more').hidden = found.length <= shown;
  }

  filter.addEventListener('input', function () { shown = STEP; draw(); });
  edit.byId('more').addEventListener('click', function () { shown += STEP; draw(); });
  edit.ask('entries').then(function (answer) {
    if (answer.told.error) {
      edit.byId('count').textContent = answer.told.error;
      return;
    }
    all = answer.told;
    all.forEach(function (entry) { entry.words = words(entry); });
    draw();
  });
}(window.danganEdit));
