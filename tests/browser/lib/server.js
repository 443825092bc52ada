// A static server on the loopback address that serves the site below a sub-path, as an intranet would.
// Serves files only, and remembers every request that it could not answer.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { siteDir } = require('./site');

const SUB_PATH = '/a/b/';
const TYPES = {
  html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', json: 'application/json',
  svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp',
  xml: 'application/xml', txt: 'text/plain; charset=utf-8', pdf: 'application/pdf',
};

/** The file that a request means; '' where it lies outside the sub-path. */
function fileOf(request) {
  const { pathname } = new URL(request.url, 'http://site');
  if (!pathname.startsWith(SUB_PATH)) return '';
  // URL has resolved every "..", encoded ones too.
  return path.join(siteDir(), decodeURIComponent(pathname.slice(SUB_PATH.length)));
}

function answer(request, response, missed) {
  if (request.url === '/favicon.ico') {
    // A browser asks every server for this one by itself; no page names it.
    response.writeHead(204).end();
    return;
  }
  const file = fileOf(request);
  if (!file || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
    missed.push(request.url);
    response.writeHead(404).end();
    return;
  }
  const type = TYPES[file.split('.').pop()] || 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type }).end(fs.readFileSync(file));
}

/** Starts the server: {root, missed, stop}; `root` ends in the sub-path. */
function serve() {
  const missed = [];
  const server = http.createServer((request, response) => answer(request, response, missed));
  const stop = () => new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
  return new Promise((ready, fail) => {
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      ready({ root: `http://127.0.0.1:${server.address().port}${SUB_PATH}`, missed, stop });
    });
  });
}

module.exports = { serve };
