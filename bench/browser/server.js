// A static server on the loopback address that counts what it sends; the same for every contestant.
// Keeps connections open, packs nothing, and reckons beside it what gzip would have made of each file.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const zlib = require('node:zlib');

const TYPES = {
  html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', json: 'application/json', wasm: 'application/wasm',
};
const packed = new Map();

/** Bytes of a file after gzip at level 6, the usual setting of servers. */
function packedSize(file, bytes) {
  if (!packed.has(file)) packed.set(file, zlib.gzipSync(bytes, { level: 6 }).length);
  return packed.get(file);
}

/** The file below `folder` that an address means; a folder means its index.html. */
function fileOf(folder, address) {
  // URL has resolved every "..", encoded ones too.
  const name = decodeURIComponent(new URL(address, 'http://site').pathname);
  return path.join(folder, name.endsWith('/') ? `${name}index.html` : name);
}

function answer(folder, counted, request, response) {
  const file = fileOf(folder, request.url);
  if (!fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const bytes = fs.readFileSync(file);
  if (counted.concerns(path.relative(folder, file))) {
    counted.sent.files += 1;
    counted.sent.bytes += bytes.length;
    counted.sent.packed += Math.min(bytes.length, packedSize(file, bytes));
  }
  const type = TYPES[file.split('.').pop()] || 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length, 'Cache-Control': 'max-age=600' }).end(bytes);
}

/** Serves `folder`: {root, take, stop}. `take()` tells what went out of files that `concerns(path)` since it was last asked. */
function serve(folder, concerns) {
  const counted = { concerns, sent: { files: 0, bytes: 0, packed: 0 } };
  const server = http.createServer({ keepAlive: true }, (request, response) => answer(folder, counted, request, response));
  server.keepAliveTimeout = 60_000;
  const take = () => {
    const { sent } = counted;
    counted.sent = { files: 0, bytes: 0, packed: 0 };
    return sent;
  };
  const stop = () => new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
  return new Promise((ready, fail) => {
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => ready({ root: `http://127.0.0.1:${server.address().port}/`, take, stop }));
  });
}

module.exports = { serve };
