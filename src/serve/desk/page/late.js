// What a person changes while the form is being saved: told apart from what was sent, and where the cursor stands.
// Never sends or draws anything.
(function (edit) {
  'use strict';

  /** The fields' values as they are now: {name: JSON}. */
  edit.valuesOf = function (fields) {
    var values = {};
    fields.forEach(function (field) { if (field.read) values[field.name] = JSON.stringify(field.read()); });
    return values;
  };

  /** What differs from the values that were sent: {name: value}. */
  edit.changedSince = function (sent, fields) {
    var late = {};
    fields.forEach(function (field) {
      if (!field.read) return;
      var value = field.read();
      if (JSON.stringify(value) !== sent[field.name]) late[field.name] = value;
    });
    return late;
  };

  /** Draws anew and puts the cursor back where it stood, if that place is there again. */
  edit.keepingCursor = function (draw) {
    var at = document.activeElement;
    var id = at && at.id;
    // A date and a list of choices have no cursor.
    var from = at && typeof at.selectionStart === 'number' ? at.selectionStart : null;
    var to = from === null ? null : at.selectionEnd;
    draw();
    var again = id && document.getElementById(id);
    if (!again) return;
    again.focus({ preventScroll: true });
    if (from !== null) again.setSelectionRange(from, to);
  };
}(window.danganEdit));
