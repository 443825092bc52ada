// One way to fail a check over many files: gather all faults, show the first ones.
'use strict';

const assert = require('node:assert/strict');

const SHOWN = 20;

/** Fails with a list of `faults`, unless there are none. */
function assertNone(faults, what) {
  if (faults.length === 0) return;
  const more = faults.length > SHOWN ? `\n  … and ${faults.length - SHOWN} more` : '';
  assert.fail(`${faults.length} × ${what}:\n  ${faults.slice(0, SHOWN).join('\n  ')}${more}`);
}

module.exports = { assertNone };
