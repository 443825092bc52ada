// Files dropped on an entry: sent at once, then named in its attachments or photos. Never saves the entry.
(function (edit) {
  'use strict';

  function line(name) {
    var item = edit.el('li', {}, '正在放入 ' + name + ' ……');
    edit.byId('dropped').appendChild(item);
    return item;
  }

  function sent(answer, item, file, fields) {
    if (answer.told.error) {
      item.className = 'error';
      item.textContent = file.name + '：' + answer.told.error;
      edit.say(item.textContent);
      return;
    }
    var kind = answer.told.photo ? 'photos' : 'attachments';
    var field = fields().filter(function (f) { return f.name === kind; })[0];
    var title = file.name.replace(/\.[^.]*$/, '');
    // A name that had to change must not be what readers see.
    field.add({ file: answer.told.name, title: answer.told.name === file.name ? '' : title });
    edit.open(field.node);
    item.textContent = '已放入 ' + answer.told.name + (answer.told.photo ? '（照片）' : '（附件）') + '，保存后写进条目';
    edit.say(item.textContent);
  }

  /** `path()` is the entry's file, `null` before it was first saved; `fields()` are those of the form. */
  edit.takeFiles = function (path, fields) {
    edit.dropZone(edit.byId('drop'), edit.byId('pick'), function (file) {
      var item = line(file.name);
      if (!path()) {
        item.textContent = '请先保存一次：有了条目的文件，才有地方放 ' + file.name;
        item.className = 'error';
        edit.say(item.textContent);
        return;
      }
      var query = 'path=' + encodeURIComponent(path()) + '&name=' + encodeURIComponent(file.name);
      edit.send('file?' + query, file).then(function (answer) { sent(answer, item, file, fields); });
    });
  };
}(window.danganEdit));
