// The form of one entry: opens it, asks what the model says while it is written, saves it.
// Draws nothing itself: the other scripts do.
(function (edit) {
  'use strict';

  // A pause in typing.
  var PAUSE = 350;
  var FOLDED = ['year', 'slug', 'number', 'retention', 'recorded', 'masks', 'waive', 'series', 'evidence', 'draft', 'summary'];
  var state = {
    path: edit.query('path'), kind: edit.query('kind'), hash: '', fields: [], whole: false, body: '', left: 0,
    // While a save is under way: the values that it sent, and whether another was asked for meanwhile.
    sent: null, again: null
  };
  var body = edit.byId('f-body');
  var timer = null;
  var asked = 0;

  function changed() {
    var set = {};
    state.fields.forEach(function (field) {
      var value = field.read && field.read();
      if (field.read && JSON.stringify(value) !== field.initial) set[field.name] = value;
    });
    return set;
  }

  /** Guesses that a person looked at; who changed one has looked at it. */
  function confirmed(set) {
    return state.fields.filter(function (field) { return field.read && (field.isConfirmed() || set[field.name]); })
      .map(function (field) { return field.name; });
  }

  function request(faults) {
    var asks = { path: state.path, kind: state.kind, hash: state.hash, faults: faults };
    if (state.whole) asks.text = body.value;
    else {
      asks.set = changed();
      asks.confirmed = confirmed(asks.set);
      if (body.value !== state.body) asks.body = body.value;
    }
    return asks;
  }

  function isChanged() {
    var set = changed();
    return Object.keys(set).length > 0 || confirmed(set).length > 0 || body.value !== state.body || edit.areFilesWaiting();
  }

  function alertWith(text) {
    var alert = edit.byId('alert');
    alert.hidden = !text;
    alert.textContent = text || '';
    if (text) alert.focus();
  }

  function tell(text) { edit.byId('state').textContent = text; }

  function judge() {
    var number = asked += 1;
    edit.post('draft', request('stop')).then(function (answer) {
      // The later of two wins.
      if (number !== asked) return;
      if (answer.told.error) {
        alertWith(answer.told.error);
        return;
      }
      edit.byId('alert').hidden = true;
      edit.showFaults(answer.told.faults, state.fields);
      edit.showPreview(answer.told.preview);
    });
  }

  function change() {
    tell('有改动，还没有保存');
    edit.byId('anyway').hidden = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(judge, PAUSE);
  }

  function saved(told, faults) {
    state.path = told.path;
    history.replaceState(null, '', edit.entryAddress(told.path));
    // Anew from the file, so that the form shows what is there.
    if (edit.areFilesWaiting()) {
      tell('正在放入文件……');
      load(function () { putFiles(faults); });
      return;
    }
    var done = state.left ? '已保存；有 ' + state.left + ' 个文件没有放入，原因在“附件和照片”下面' : '已保存';
    state.left = 0;
    load(function () {
      ended(isChanged() ? done + '；之后又有改动，还没有保存' : done);
    });
  }

  /** A save is over; says how, and saves again if that was asked for meanwhile. */
  function ended(text) {
    var again = state.again;
    state.sent = null;
    state.again = null;
    tell(text);
    edit.say(text);
    if (again) save(again);
  }

  /** The files that waited for the entry's first save, and a second one that names them. */
  function putFiles(faults) {
    edit.putWaitingFiles(state.path, function () { return state.fields; }).then(function (left) {
      state.left = left;
      send(faults);
    });
  }

  function failed(text) {
    state.sent = null;
    state.again = null;
    tell(text);
  }

  function refused(faults) {
    edit.showFaults(faults, state.fields);
    failed('没有保存：有错误');
    edit.byId('anyway').hidden = false;
    var first = faults.filter(function (f) { return f.severity === 'error'; })[0];
    var field = first && state.fields.filter(function (f) { return f.name === first.field; })[0];
    if (!field) return;
    edit.open(field.node);
    field.focus(first.record);
  }

  function save(faults) {
    if (state.sent) state.again = faults;
    else send(faults);
  }

  function send(faults) {
    window.clearTimeout(timer);
    asked += 1;
    tell('正在保存……');
    state.sent = { values: edit.valuesOf(state.fields), body: body.value };
    edit.post('save', request(faults)).then(function (answer) {
      if (answer.status === 200) saved(answer.told, faults);
      else if (answer.status === 409) {
        failed('没有保存：文件已被改过');
        edit.showConflict(answer.told, function () { state.hash = answer.told.hash; save('stop'); });
      } else if (answer.told.faults) refused(answer.told.faults);
      else {
        failed('没有保存');
        alertWith(answer.told.error);
      }
    });
  }

  function bodyField() {
    return { name: 'body', node: edit.byId('body-field'), focus: function () { body.focus(); } };
  }

  /** A field as the file has it, or with what was changed since the save was sent. */
  function drawn(field, branches, late) {
    var made = edit.field(field, branches, change);
    if (!late) return made;
    if (late.yaml !== undefined) field.shape = 'yaml';
    field.value = late;
    var again = edit.field(field, branches, change);
    again.initial = made.initial;
    return again;
  }

  function draw(told, late) {
    var made = told.fields.map(function (field) { return drawn(field, told.branches, late[field.name]); });
    var place = edit.byId('fields');
    var fold = edit.el('details', { 'class': 'more' }, edit.el('summary', {}, '更多项目'));
    edit.empty(place);
    made.forEach(function (field) { (FOLDED.indexOf(field.name) >= 0 ? fold : place).appendChild(field.node); });
    place.appendChild(fold);
    state.fields = made.concat(bodyField());
  }

  function drawWhole(told) {
    edit.empty(edit.byId('fields'));
    edit.byId('fields').appendChild(edit.el('p', { 'class': 'alert' }, told.reason));
    edit.byId('body-field').querySelector('label').textContent = '原文';
    edit.byId('drop').hidden = true;
    body.className = 'code';
    state.fields = [bodyField()];
  }

  function show(told) {
    var late = state.sent ? edit.changedSince(state.sent.values, state.fields) : {};
    var lateBody = state.sent && body.value !== state.sent.body ? body.value : null;
    state.hash = told.hash;
    state.path = told.path;
    state.whole = told.text !== undefined;
    state.body = state.whole ? told.text : told.body;
    body.value = state.body;
    // What the browser makes of it counts, not what was sent.
    state.body = body.value;
    if (lateBody !== null) body.value = lateBody;
    edit.byId('heading').textContent = state.path ? '填写' + (told.kind_label || '条目') : '新建' + told.kind_label;
    edit.byId('file').textContent = state.path || '保存时按日期和标题起文件名';
    var page = edit.byId('page');
    page.hidden = !told.page;
    if (told.page) page.href = told.page;
    if (state.whole) drawWhole(told);
    else draw(told, late);
    edit.byId('anyway').hidden = true;
    judge();
  }

  function load(after) {
    var query = state.path ? 'path=' + encodeURIComponent(state.path) : 'kind=' + encodeURIComponent(state.kind || '');
    edit.ask('form?' + query).then(function (answer) {
      if (answer.told.error) {
        edit.byId('form').hidden = true;
        alertWith(answer.told.error);
        return;
      }
      edit.keepingCursor(function () { show(answer.told); });
      if (after) after();
    });
  }

  edit.byId('form').addEventListener('submit', function (event) { event.preventDefault(); save('stop'); });
  edit.byId('anyway').addEventListener('click', function () { save('write'); });
  body.addEventListener('input', change);
  window.addEventListener('beforeunload', function (event) {
    if (!isChanged()) return;
    event.preventDefault();
    event.returnValue = '';
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save('stop');
  });
  edit.takeFiles(function () { return state.path; }, function () { return state.fields; }, change);
  load();
}(window.danganEdit));
