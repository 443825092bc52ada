// Documents dropped for import: what became of each, and what was guessed. Never looks into one.
(function (edit) {
  'use strict';

  function guesses(rows) {
    if (rows.length === 0) return null;
    return edit.el('dl', { 'class': 'guesses' }, rows.map(function (row) {
      return edit.el('div', {}, [edit.el('dt', {}, row[0]), edit.el('dd', {}, row[1] + '（' + row[2] + '）')]);
    }));
  }

  function entry(made) {
    return edit.el('div', { 'class': 'made' }, [
      edit.el('p', {}, [edit.el('a', { href: edit.entryAddress(made.path) }, '打开核对'), ' ', edit.el('code', {}, made.path)]),
      made.guessed.length ? edit.el('p', { 'class': 'guessed' }, '下面几项是猜的，请核对：') : null,
      guesses(made.guessed)
    ]);
  }

  /** What was imported earlier is imported again only by who says so. */
  function anew(again) {
    var button = edit.el('button', { type: 'button', 'class': 'quiet-button' }, '再导入一次');
    button.addEventListener('click', again);
    return edit.el('p', {}, button);
  }

  function show(place, name, told, again) {
    edit.empty(place);
    place.appendChild(edit.el('h2', {}, name));
    if (told.error) {
      place.appendChild(edit.el('p', { 'class': 'fault error' }, told.error));
      edit.say(name + '：' + told.error);
      return;
    }
    told.entries.forEach(function (made) { place.appendChild(entry(made)); });
    told.faults.forEach(function (fault) {
      place.appendChild(edit.el('p', { 'class': 'fault ' + fault.severity }, edit.faultText(fault)));
      if (fault.code === 'import.twice') place.appendChild(anew(again));
    });
    told.notices.forEach(function (notice) { place.appendChild(edit.el('p', { 'class': 'help' }, notice)); });
    edit.say(told.entries.length ? name + '：已导入，请核对' : name + '：没有导入');
  }

  edit.dropZone(edit.byId('drop'), edit.byId('pick'), function (file) {
    var place = edit.el('article', { 'class': 'imported' }, edit.el('h2', {}, '正在导入 ' + file.name + ' ……'));
    edit.byId('results').appendChild(place);
    function send(more) {
      edit.send('import?name=' + encodeURIComponent(file.name) + more, file).then(function (answer) {
        show(place, file.name, answer.told, function () { send('&again=yes'); });
      });
    }
    send('');
  });
}(window.danganEdit));
