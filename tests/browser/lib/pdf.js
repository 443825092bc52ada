// The two things the tests ask of a PDF that Chromium made: how many pages, and how large.
// No PDF reader: Chromium writes its page objects plainly.
'use strict';

/** The sizes of the pages in points: [{width, height}], each rounded to the nearest point. */
function pageSizes(pdf) {
  const text = pdf.toString('latin1');
  const boxes = text.matchAll(/\/MediaBox\s*\[\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\]/g);
  return Array.from(boxes, ([, left, bottom, right, top]) => ({
    width: Math.round(right - left), height: Math.round(top - bottom),
  }));
}

module.exports = { pageSizes };
