// What to do when the file was changed meanwhile: both texts, and two ways on. Never writes by itself.
(function (edit) {
  'use strict';

  var section = edit.byId('conflict');
  var rebase = null;

  edit.showConflict = function (told, onRebase) {
    edit.byId('theirs').textContent = told.theirs;
    edit.byId('yours').textContent = told.yours;
    rebase = onRebase;
    section.hidden = false;
    edit.byId('conflict-heading').focus();
  };

  edit.byId('rebase').addEventListener('click', function () {
    section.hidden = true;
    rebase();
  });
  edit.byId('discard').addEventListener('click', function () { location.reload(); });
}(window.danganEdit));
