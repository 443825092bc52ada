// Any two of a branch's reports, chosen from two lists and drawn side by side; the address keeps which.
// Never compares: compare.js does, and the branch's own script has brought the texts.
(function (document, dangan) {
  'use strict';

  var place = document.getElementById('any-two');
  var reports = dangan.reports;
  if (!place || !reports || !dangan.compareReports) return;

  function element(tag, className, children) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    (children || []).forEach(function (child) {
      made.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
    });
    return made;
  }

  function word(name) { return place.getAttribute('data-' + name); }

  function list(name) {
    var select = element('select', '', reports.map(function (report, i) {
      var option = element('option', '', [report.label]);
      option.value = String(i);
      return option;
    }));
    select.id = 'any-two-' + name;
    select.addEventListener('change', chosen);
    return select;
  }

  function labelled(name, select) {
    var label = element('label', '', [word(name)]);
    label.htmlFor = select.id;
    return element('p', 'any-two-choice', [label, select]);
  }

  function link(report) {
    var a = element('a', '', [report.title]);
    a.href = place.getAttribute('data-root') + report.href;
    return element('p', 'side', [a]);
  }

  function paragraph(one) {
    return element('p', one.sub ? 'side-sub' : '', one.stretches.map(function (stretch) {
      return stretch.same ? element('mark', 'carried', [stretch.text]) : stretch.text;
    }));
  }

  function side(one) {
    var heading = one.heading ? [element('h3', '', [one.heading])] : [];
    return element('div', 'side', heading.concat(one.paragraphs.map(paragraph)));
  }

  function told(share) {
    if (!share.sentences) return word('nothing');
    return word('told').replace(/\{(sentences|percent|longest)\}/g, function (whole, name) { return String(share[name]); });
  }

  function draw(pair) {
    var ends = pair.map(function (i) { return reports[i]; });
    var sections = dangan.compareReports.sections(ends[0].parts, ends[1].parts);
    var rows = sections.map(function (row) { return element('section', 'side-row', [side(row.older), side(row.newer)]); });
    result.textContent = '';
    summary.textContent = told(dangan.compareReports.share(ends[0].parts, ends[1].parts));
    result.appendChild(element('div', 'sides', [element('div', 'side-head', ends.map(link))].concat(rows)));
  }

  /** The earlier one stands on the left, in whatever order they were chosen. */
  function chosen() {
    var pair = [Number(older.value), Number(newer.value)].sort(function (a, b) { return a - b; });
    if (pair[0] === pair[1]) {
      result.textContent = '';
      summary.textContent = word('same');
      return;
    }
    history.replaceState(null, '', '#' + (pair[0] + 1) + '-' + (pair[1] + 1));
    draw(pair);
  }

  /** What the address says, if there are such reports: #1-3. */
  function asked() {
    var parts = /^#(\d+)-(\d+)$/.exec(location.hash);
    var pair = parts ? [Number(parts[1]) - 1, Number(parts[2]) - 1] : null;
    return pair && pair.every(function (i) { return i >= 0 && i < reports.length; }) ? pair : null;
  }

  var older = list('older');
  var newer = list('newer');
  var summary = element('p', 'any-two-told');
  var result = element('div');
  var pair = asked();
  summary.setAttribute('role', 'status');
  older.value = String(pair ? pair[0] : 0);
  newer.value = String(pair ? pair[1] : reports.length - 1);
  [element('div', 'any-two-choices', [labelled('older', older), labelled('newer', newer)]), summary, result]
    .forEach(function (child) { place.appendChild(child); });
  place.hidden = false;
  if (pair) draw(pair);
  else summary.textContent = word('choose');
}(document, window.dangan || {}));
