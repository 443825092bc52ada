// One page of each type, chosen from archive.json and the files: what the browser tests look at.
// Prefers the fullest page of a type, for it has the most that can go wrong.
'use strict';

const { archive, filesOfType, readSite } = require('./site');
const { subfolders } = require('./indexes');

const pages = filesOfType('html');

function fullest(candidates) {
  const sizes = candidates.map((file) => [readSite(file).length, file]);
  sizes.sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? -1 : 1));
  return sizes.length > 0 ? sizes[0][1] : '';
}

function inFolder(folder) {
  return fullest(subfolders(folder).map((name) => `${folder}${name}/index.html`));
}

function entryOf(kind) {
  return fullest(archive().entries.filter((e) => e.kind === kind).map((e) => e.url));
}

function deepest(shape) {
  return fullest(pages.filter((file) => shape.test(file)));
}

function branchYear() {
  return deepest(/^branches\/[^/]+\/\d{4}\/index\.html$/);
}

/** Types that a site may lack; any other that is missing is a fault, lest its tests vanish in silence. */
const OPTIONAL = ['ledgers', 'ledger', 'ledger-year', 'ledger-branch', 'trends', 'trend', 'calendar', 'chain', 'campaign',
  'review', 'review-year', 'reports-of', 'pair', 'wall'];

function choose() {
  return {
    home: 'index.html',
    activities: 'activities/index.html',
    awards: 'awards/index.html',
    reports: 'reports/index.html',
    years: 'years/index.html',
    year: inFolder('years/'),
    branches: 'branches/index.html',
    branch: inFolder('branches/'),
    'branch-year': branchYear(),
    tags: 'tags/index.html',
    tag: inFolder('tags/'),
    activity: entryOf('activity'),
    award: entryOf('award'),
    report: entryOf('report'),
    search: 'search/index.html',
    ledgers: 'ledgers/index.html',
    ledger: deepest(/^ledgers\/(meetings|rectification|terms)\/index\.html$/),
    'ledger-year': deepest(/^ledgers\/(meetings|rectification|contacts)\/\d{4}\/index\.html$/),
    'ledger-branch': deepest(/^ledgers\/[^/]+\/branch\/[^/]+\/index\.html$/),
    trends: inFolder('ledgers/trends/branch/'),
    trend: inFolder('ledgers/trends/name/'),
    calendar: inFolder('ledgers/calendar/'),
    chain: 'ledgers/chain/index.html',
    campaign: inFolder('ledgers/campaigns/'),
    review: deepest(/^ledgers\/review\/\d{4}\/[^/]+\/index\.html$/),
    'review-year': deepest(/^ledgers\/review\/\d{4}\/index\.html$/),
    'reports-of': deepest(/^ledgers\/reports\/(?!all)[^/]+\/index\.html$/),
    pair: deepest(/^ledgers\/reports\/[^/]+\/\d+\/index\.html$/),
    wall: 'ledgers/wall/index.html',
    'not-found': '404.html',
  };
}

/** Site paths by the name of their type: {home: 'index.html', …}. */
function samplePages() {
  const present = Object.entries(choose()).filter(([, file]) => pages.includes(file));
  const types = present.map(([type]) => type);
  const missing = Object.keys(choose()).filter((type) => !types.includes(type) && !OPTIONAL.includes(type));
  if (missing.length > 0) throw new Error(`the site has no page of the type ${missing.join(', ')}`);
  return Object.fromEntries(present);
}

module.exports = { samplePages };
