// The ways in which readers look at a page, as options of a browser context, and the widths of their screens.
'use strict';

/** In CSS pixels: a telephone held upright, and a desk. */
const WIDTHS = [360, 1440];

// Twice the size is what WCAG 1.4.4 asks a page to bear.
const LARGER_TEXT = 'html { font-size: 200% !important; }';

const MODES = {
  light: { options: { colorScheme: 'light' }, style: '' },
  dark: { options: { colorScheme: 'dark' }, style: '' },
  'high contrast': { options: { contrast: 'more' }, style: '' },
  'high contrast, dark': { options: { contrast: 'more', colorScheme: 'dark' }, style: '' },
  'forced colours': { options: { forcedColors: 'active' }, style: '' },
  'larger text': { options: {}, style: LARGER_TEXT },
};

/** Does to `page` what a context's options cannot. */
async function applyMode(page, mode) {
  if (mode.style) await page.addStyleTag({ content: mode.style });
}

module.exports = { MODES, WIDTHS, applyMode };
