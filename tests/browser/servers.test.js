// The examples in deploy/: a real nginx serves every file of the site with the headers and types of one table, and
// IIS is told the same. The table stands here and nowhere else.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const http = require('node:http');
const { after, before, describe, test } = require('node:test');
const { archive, readSite, siteDir, siteFiles } = require('./lib/site');
const { elements, pageElements } = require('./lib/html');
const { launch, watch } = require('./lib/browser');
const { pageRefs, scheme } = require('./lib/refs');
const { openSearch, resultIds, waitForTotal } = require('./lib/search');
const { assertNone } = require('./lib/faults');
const { example, start } = require('./lib/nginx');

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript',
  json: 'application/json; charset=utf-8',
  xml: 'application/xml',
  txt: 'text/plain',
  csv: 'text/csv',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
  pdf: 'application/pdf',
  ofd: 'application/ofd',
  zip: 'application/zip',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  wps: 'application/vnd.ms-works',
  et: 'application/octet-stream',
  dps: 'application/octet-stream',
};

const HEADERS = {
  'content-security-policy': `${pagePolicy()}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/** For IIS and for the program alone. */
const HIDDEN = ['web.config', 'dangan-files.txt'];

const files = siteFiles().filter((file) => !HIDDEN.includes(file));

function pagePolicy() {
  const meta = pageElements('index.html').find((e) => e.name === 'meta' && e.attrs['http-equiv'] === 'Content-Security-Policy');
  return meta.attrs.content;
}

/** One request, no redirect followed, no body unpacked: {status, headers, body}. */
function get(url, headers = {}) {
  return new Promise((done, fail) => {
    const request = http.get(url, { headers }, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }));
      response.on('error', fail);
    });
    request.on('error', fail);
  });
}

function headerFaults(url, headers) {
  return Object.entries(HEADERS).filter(([name, value]) => headers[name] !== value)
    .map(([name]) => `${url}: ${name} is ${headers[name]}`);
}

function addressOf(root, file) {
  return root + file.split('/').map(encodeURIComponent).join('/');
}

async function fileFaults(root, file) {
  const { status, headers, body } = await get(addressOf(root, file));
  if (status !== 200) return [`${file}: status ${status}`];
  const faults = headerFaults(file, headers);
  const wanted = TYPES[file.split('.').pop().toLowerCase()];
  if (headers['content-type'] !== wanted) faults.push(`${file}: is ${headers['content-type']}, not ${wanted}`);
  // Its links are made to hold at any depth; what they lead to is tested below.
  if (file !== '404.html' && !body.equals(fs.readFileSync(path.join(siteDir(), file)))) faults.push(`${file}: other bytes`);
  return faults;
}

/** What a page's references lead to at its address, as a browser resolves them. */
function targets(root, file) {
  const refs = pageRefs(file).filter((ref) => scheme(ref.url) === '');
  return refs.map((ref) => new URL(ref.url, addressOf(root, file))).map((url) => `${url.origin}${url.pathname}`);
}

const WAYS = { 'dangan.conf': '/', 'dangan-subpath.conf': '/dangan/' };

let browser;
before(async () => { browser = await launch(); });
after(async () => { if (browser) await browser.close(); });

for (const [name, prefix] of Object.entries(WAYS)) {
  describe(`nginx with ${name}`, () => {
    let server;
    let root;
    before(async () => {
      server = await start(name);
      root = server.origin + prefix;
    });
    after(async () => { if (server) await server.stop(); });

    test('every file is served as it is, with its type and all headers', async () => {
      const faults = [];
      for (const file of files) faults.push(...await fileFaults(root, file));
      assertNone(faults, 'file served otherwise');
    });

    test('every reference of every page leads to a file', async () => {
      const found = new Set(files.filter((file) => file.endsWith('.html')).flatMap((file) => targets(root, file)));
      assert.ok(found.size > 100, `only ${found.size} addresses`);
      const faults = [];
      for (const url of found) {
        const { status } = await get(url);
        if (status !== 200) faults.push(`${url}: status ${status}`);
      }
      assertNone(faults, 'reference without a file');
    });

    test('a folder is its page, and gets its slash', async () => {
      const whole = fs.readFileSync(path.join(siteDir(), 'branches/index.html'));
      assert.ok((await get(`${root}branches/`)).body.equals(whole));
      const { status, headers } = await get(`${root}branches`);
      assert.deepEqual([status, headers.location], [301, `${prefix}branches/`]);
      assert.equal((await get(root)).status, 200);
      if (prefix !== '/') assert.equal((await get(root.slice(0, -1))).headers.location, prefix);
    });

    test('what is not there is told at any depth, with links that hold', async () => {
      for (const missing of ['none.html', 'no/such/folder/at/all.html', 'branches/none/']) {
        const { status, headers, body } = await get(root + missing);
        assert.equal(status, 404, missing);
        assert.equal(headers['content-type'], TYPES.html);
        assertNone(headerFaults(missing, headers), 'header');
        const page = elements(body.toString('utf8'));
        const links = page.flatMap((e) => ['href', 'src', 'action'].map((key) => e.attrs[key]).filter(Boolean));
        assert.ok(links.length > 10, missing);
        assert.ok(links.includes('#main'), 'the way past the navigation');
        for (const link of links.filter((url) => !url.startsWith('#'))) {
          assert.equal((await get(new URL(link, root + missing).href)).status, 200, `${missing}: ${link}`);
        }
      }
    });

    test('what is for IIS and the program alone is not served', async () => {
      for (const file of HIDDEN) assert.equal((await get(root + file)).status, 404, file);
    });

    test('texts travel compressed, and what a browser has is not sent again', async () => {
      // The directory is deflated already: that gzip makes it shorter too would be chance.
      const packed = ['search/index/directory.js'];
      const texts = ['index.html', 'assets/style.css', 'assets/search/engine.js', 'assets/search/tables.js', 'archive.json'];
      for (const file of [...texts, ...packed]) {
        const { headers, body } = await get(root + file, { 'Accept-Encoding': 'gzip' });
        assert.equal(headers['content-encoding'], 'gzip', file);
        assert.match(headers.vary || '', /Accept-Encoding/i, file);
        const whole = fs.readFileSync(path.join(siteDir(), file));
        assert.ok(zlib.gunzipSync(body).equals(whole), file);
        assert.ok(packed.includes(file) || body.length < whole.length, file);
        const again = await get(root + file, { 'Accept-Encoding': 'gzip', 'If-None-Match': headers.etag });
        assert.equal(again.status, 304, file);
      }
    });

    test('a page and the search work in a browser, and no policy is broken', async () => {
      const { entries } = archive();
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        const complaints = watch(page, root);
        await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
        await page.goto(root);
        await openSearch(page, root, {});
        await waitForTotal(page, entries.length);
        const entry = entries.find((e) => !/["\s]/.test(e.title));
        await openSearch(page, root, { q: `"${entry.title}"` });
        await page.locator('[data-result]').first().waitFor();
        const first = (await resultIds(page))[0];
        assert.equal(entries.find((e) => e.id === first).title, entry.title);
        await page.locator('[data-result] a[href]').first().click();
        await page.locator('.entry-head h1 mark').first().waitFor();
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
      }
    });
  });
}

test('IIS is told the same types and headers', async () => {
  const text = readSite('web.config');
  assert.equal(text, fs.readFileSync(path.resolve(__dirname, '../../deploy/iis/web.config'), 'utf8'));
  const page = await browser.newPage();
  const told = await page.evaluate((xml) => {
    const tree = new DOMParser().parseFromString(xml, 'application/xml');
    const broken = tree.querySelector('parsererror');
    const all = (selector) => [...tree.querySelectorAll(selector)];
    const order = all('staticContent > *, customHeaders > *').map((e) => [e.localName, e.getAttribute('fileExtension') || e.getAttribute('name')]);
    return {
      broken: broken && broken.textContent,
      types: all('mimeMap').map((e) => [e.getAttribute('fileExtension').slice(1), e.getAttribute('mimeType')]),
      headers: all('customHeaders > add').map((e) => [e.getAttribute('name').toLowerCase(), e.getAttribute('value')]),
      cache: all('clientCache').map((e) => e.getAttribute('cacheControlMode')),
      start: all('defaultDocument add').map((e) => e.getAttribute('value')),
      order,
    };
  }, text);
  await page.close();
  assert.equal(told.broken, null);
  assert.deepEqual(Object.fromEntries(told.types), TYPES);
  // DisableCache is how IIS says no-cache.
  assert.deepEqual({ ...Object.fromEntries(told.headers), 'cache-control': 'no-cache' }, HEADERS);
  assert.deepEqual(told.cache, ['DisableCache']);
  assert.deepEqual(told.start, ['index.html']);
  // IIS refuses what a server above has added already, unless it is removed first.
  told.order.forEach(([kind, name], at) => {
    if (kind === 'mimeMap' || kind === 'add') assert.deepEqual(told.order[at - 1], ['remove', name]);
  });
});

test('nginx names every type of the table, and every type that a site has is in it', () => {
  const block = /types \{([^}]*)\}/.exec(example('dangan-common.conf'))[1];
  const named = block.trim().split(';').map((line) => line.trim().split(/\s+/)).filter(([type]) => type);
  const types = Object.fromEntries(named.flatMap(([type, ...endings]) => endings.map((ending) => [ending, type])));
  const bare = Object.entries(TYPES).map(([ending, type]) => [ending, type.split(';')[0]]);
  assert.deepEqual(types, Object.fromEntries(bare.filter(([, type]) => type !== 'application/octet-stream')));
  assertNone(files.filter((file) => !(file.split('.').pop().toLowerCase() in TYPES)), 'file of another type');
});
