// Starts the real nginx with an example of deploy/nginx on the loopback address, as a user without rights.
// Changes nothing of an example but its address and folders, and never touches the system's own nginx.
'use strict';

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { siteDir } = require('./site');

const EXAMPLES = path.resolve(__dirname, '../../../deploy/nginx');
const NOBODY = 65534;
const WAIT_MS = 10000;

/** The text of an example. */
function example(name) {
  return fs.readFileSync(path.join(EXAMPLES, name), 'utf8');
}

/** A port that nobody listens at. */
function freePort() {
  return new Promise((found, fail) => {
    const server = net.createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Replaces a text that must be there. */
function replaced(text, from, to) {
  if (!text.includes(from)) throw new Error(`the example has no ${from}`);
  return text.split(from).join(to);
}

/** The example as the server runs it: its address, its folders, and nothing else. */
function placed(name, folder, port) {
  const text = replaced(replaced(example(name), '/srv/dangan/public', `${folder}/site`), '/etc/nginx/dangan', `${folder}/conf`);
  const own = /^server \{/m.test(text);
  const address = `listen 127.0.0.1:${port};`;
  return own ? replaced(text, 'listen 80;', address) : `server {\n${address}\n${text}\n}\n`;
}

function main(folder, server) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/state/${kind};`);
  return `daemon off;\nmaster_process off;\npid ${folder}/state/pid;\nerror_log ${folder}/state/error.log;\nevents {}\n`
    + `http {\naccess_log off;\n${temporary.join('\n')}\n${server}\n}\n`;
}

function prepare(name, port) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dangan-nginx-'));
  fs.chmodSync(folder, 0o755);
  fs.mkdirSync(`${folder}/state`);
  fs.chmodSync(`${folder}/state`, 0o777);
  fs.cpSync(siteDir(), `${folder}/site`, { recursive: true });
  fs.cpSync(EXAMPLES, `${folder}/conf`, { recursive: true });
  fs.writeFileSync(`${folder}/nginx.conf`, main(folder, placed(name, folder, port)));
  return folder;
}

function answers(port) {
  return new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); done(true); });
    socket.on('error', () => done(false));
  });
}

/** Starts the server: {origin, stop}. What nginx itself complains of fails `stop`. */
async function start(name) {
  const port = await freePort();
  const folder = prepare(name, port);
  const isRoot = typeof process.getuid === 'function' && process.getuid() === 0;
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const env = { PATH: `${process.env.PATH}:/usr/sbin` };
  // Its compiled-in error log belongs to the system until the settings are read.
  const args = ['-p', folder, '-e', `${folder}/state/error.log`, '-c', `${folder}/nginx.conf`];
  const server = spawn('nginx', args, { ...user, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let over = false;
  server.stderr.on('data', (bytes) => { said += bytes; });
  server.on('error', (error) => { said += error.message; over = true; });
  const ended = new Promise((done) => { server.on('close', () => { over = true; done(); }); });
  const log = () => (fs.existsSync(`${folder}/state/error.log`) ? fs.readFileSync(`${folder}/state/error.log`, 'utf8') : '');
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    const complaints = log().split('\n').filter((line) => /\[(warn|error|crit|alert|emerg)\]/.test(line) && !line.includes('No such file'));
    fs.rmSync(folder, { recursive: true, force: true });
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  };
  const deadline = Date.now() + WAIT_MS;
  while (!over && !(await answers(port))) {
    if (Date.now() > deadline) over = true;
    await new Promise((done) => { setTimeout(done, 20); });
  }
  if (over) {
    server.kill('SIGKILL');
    throw new Error(`nginx does not run: ${said}\n${log()}`);
  }
  return { origin: `http://127.0.0.1:${port}`, stop };
}

module.exports = { example, start };
