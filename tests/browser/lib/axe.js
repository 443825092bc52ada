// Runs axe-core in a page and puts what it finds into lines.
// The page's context must have been opened with bypassCSP, for axe is code that no page allows.
'use strict';

const { source } = require('axe-core');

function describe(violation) {
  const places = violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.any.concat(node.all, node.none)
    .map((check) => check.message).join('; ')})`);
  return `${violation.id}: ${violation.help}: ${places.join(' | ')}`;
}

/** The violations that axe finds in `page`, one line each. */
async function violations(page) {
  await page.evaluate(source);
  // Without preloading, for axe would fetch the style sheets, and no page on a disk may fetch.
  const options = { resultTypes: ['violations'], preload: false };
  const results = await page.evaluate((given) => window.axe.run(document, given), options);
  return results.violations.map(describe);
}

module.exports = { violations };
