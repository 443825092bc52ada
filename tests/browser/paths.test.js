// File names and types that every server, zip tool and file system of an office carries.
'use strict';

const { test } = require('node:test');
const { siteFiles } = require('./lib/site');
const { assertNone } = require('./lib/faults');

const TYPES = new Set(('html css js json xml txt svg jpg jpeg png gif webp pdf doc docx xls xlsx ppt pptx '
  + 'csv zip ofd wps et dps config').split(' '));
const MAX_LENGTH = 200;

const files = siteFiles();

test('only file types that old servers know', () => {
  assertNone(files.filter((file) => !TYPES.has(file.split('.').pop().toLowerCase())), 'unknown file type');
});

test('paths are plain ASCII without + and shorter than 200 characters', () => {
  const faults = files.filter((file) => !/^[A-Za-z0-9._~/-]+$/.test(file) || file.length >= MAX_LENGTH);
  assertNone(faults, 'path that a server may refuse');
});

test('no folder or file is called bin', () => {
  assertNone(files.filter((file) => /(^|\/)bin(\/|$)/i.test(file)), 'bin in a path');
});

test('no two paths differ only by case', () => {
  const seen = new Set();
  assertNone(files.filter((file) => {
    const lower = file.toLowerCase();
    const twin = seen.has(lower);
    seen.add(lower);
    return twin;
  }), 'path with a twin');
});
