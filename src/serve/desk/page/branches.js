// The branch picker: check boxes with a filter, those chosen first. Knows nothing of entries.
(function (edit) {
  'use strict';

  // Fewer are seen at a glance.
  var FILTERED_FROM = 8;

  function option(word, name, chosen, change) {
    var box = edit.el('input', { type: 'checkbox', value: word });
    box.checked = chosen;
    box.addEventListener('change', change);
    return edit.el('label', { 'class': 'option' }, [box, ' ' + name]);
  }

  /** What an entry may have written for a branch: its id or its name. */
  function writtenAs(branch, words) {
    return [branch.id, branch.name].filter(function (word) { return words.indexOf(word) >= 0; })[0];
  }

  edit.branchPicker = function (field, words, branches, change) {
    var known = branches.map(function (branch) {
      var written = writtenAs(branch, words);
      return option(written || branch.id, branch.name, Boolean(written), change);
    });
    var strangers = words.filter(function (word) {
      return !branches.some(function (branch) { return branch.id === word || branch.name === word; });
    }).map(function (word) { return option(word, word + '（名册里没有）', true, change); });
    var boxes = strangers.concat(known).sort(function (a, b) { return b.firstChild.checked - a.firstChild.checked; });
    var list = edit.el('div', { 'class': 'options' }, boxes);
    var filter = edit.el('input', { type: 'search', 'class': 'option-filter', placeholder: '筛选支部', autocomplete: 'off' });
    filter.setAttribute('aria-label', '筛选' + field.label);
    filter.addEventListener('input', function () {
      boxes.forEach(function (label) {
        label.hidden = !label.firstChild.checked && label.textContent.indexOf(filter.value.trim()) < 0;
      });
    });
    return {
      nodes: [branches.length > FILTERED_FROM ? filter : null, list],
      read: function () {
        var chosen = boxes.map(function (label) { return label.firstChild; }).filter(function (box) { return box.checked; });
        var picked = chosen.map(function (box) { return box.value; });
        // The order in which the entry has them is its own.
        return words.filter(function (word) { return picked.indexOf(word) >= 0; })
          .concat(picked.filter(function (word) { return words.indexOf(word) < 0; }));
      },
      focus: function () { boxes[0].firstChild.focus(); }
    };
  };
}(window.danganEdit));
