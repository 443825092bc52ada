// Files dropped on an entry: put beside it, then named in its attachments or photos. Those of an entry that has no file
// yet wait in the browser, so that nothing is left of them when it is never saved. Never saves the entry.
(function (edit) {
  'use strict';

  var waiting = [];

  function line(text) {
    var item = edit.el('li', {}, text);
    edit.byId('dropped').appendChild(item);
    return item;
  }

  function tell(item, text, isError) {
    edit.empty(item);
    edit.append(item, text);
    item.className = isError ? 'error' : '';
    edit.say(text);
  }

  /** Whether the file is there now. */
  function sent(answer, item, file, fields) {
    if (answer.told.error) {
      tell(item, file.name + '：' + answer.told.error, true);
      return false;
    }
    var kind = answer.told.photo ? 'photos' : 'attachments';
    var field = fields.filter(function (f) { return f.name === kind; })[0];
    var title = file.name.replace(/\.[^.]*$/, '');
    // A name that had to change must not be what readers see.
    field.add({ file: answer.told.name, title: answer.told.name === file.name ? '' : title });
    edit.open(field.node);
    tell(item, '已放入 ' + answer.told.name + (answer.told.photo ? '（照片）' : '（附件）') + '，保存后写进条目', false);
    return true;
  }

  function send(path, file, item, fields) {
    tell(item, '正在放入 ' + file.name + ' ……', false);
    var query = 'path=' + encodeURIComponent(path) + '&name=' + encodeURIComponent(file.name);
    // The form's fields of then: a save may have drawn them anew while the file was under way.
    return edit.send('file?' + query, file).then(function (answer) { return sent(answer, item, file, fields()); });
  }

  function wait(file, change) {
    var one = { file: file, item: line('') };
    tell(one.item, file.name + '：保存条目时一起放入', false);
    var away = edit.el('button', { type: 'button', 'class': 'quiet-button' }, '不放了');
    away.setAttribute('aria-label', '不放 ' + file.name);
    away.addEventListener('click', function () {
      waiting.splice(waiting.indexOf(one), 1);
      edit.byId('dropped').removeChild(one.item);
      edit.say('不放 ' + file.name);
      edit.byId('pick').focus();
      change();
    });
    edit.append(one.item, [' ', away]);
    waiting.push(one);
    change();
  }

  edit.areFilesWaiting = function () { return waiting.length > 0; };

  /** Puts those that wait beside the entry, one by one; resolves to how many could not be. */
  edit.putWaitingFiles = function (path, fields) {
    var all = waiting;
    waiting = [];
    return all.reduce(function (before, one) {
      return before.then(function (failed) {
        return send(path, one.file, one.item, fields).then(function (isThere) { return failed + (isThere ? 0 : 1); });
      });
    }, Promise.resolve(0));
  };

  /** `path()` is the entry's file, `null` before it was first saved; `fields()` are those of the form. */
  edit.takeFiles = function (path, fields, change) {
    edit.dropZone(edit.byId('drop'), edit.byId('pick'), function (file) {
      if (path()) send(path(), file, line(''), fields);
      else wait(file, change);
    });
  };
}(window.danganEdit));
