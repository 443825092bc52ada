// The key `/` puts the cursor into the page's search box.
// Never takes a key from somebody who is writing.
(function (document) {
  'use strict';

  function isWriting(element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  }

  document.addEventListener('keydown', function (event) {
    var box = document.getElementById('search-input') || document.getElementById('site-search');
    var plain = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!box || !plain || event.isComposing || isWriting(event.target)) {
      return;
    }
    event.preventDefault();
    box.focus();
    box.select();
  });
}(document));
