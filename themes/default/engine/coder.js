// Reads choices and numbers, as the build writes them (src/search/coder.rs): an adaptive binary range coder.
// Never knows what the numbers mean.
(function (dangan) {
  'use strict';

  var WHOLE = 4096;

  // A chance is of `WHOLE`, above four bits for the number of choices that it has learned from; by that number, how slowly it
  // follows.
  var MANY = 15;
  var INERTIA = new Uint8Array([1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5]);
  var NARROW = 0x1000000;
  var AT_ONCE = 12;
  var RANGE = 0;
  var CODE = 1;

  // Past the end there are noughts; a damaged shard was refused before. Range and code have 32 bits without a sign, which an
  // array keeps as they are: a search reads a million choices.
  function Decoder(bytes, start, end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.state = new Uint32Array([0xFFFFFFFF, 0]);
    for (var i = 0; i < 4; i += 1) {
      this.state[CODE] = this.state[CODE] << 8 | this.next();
    }
  }

  Decoder.prototype.next = function () {
    var byte = this.at < this.end ? this.bytes[this.at] : 0;
    this.at += 1;
    return byte;
  };

  Decoder.prototype.keep = function (range, code) {
    while (range < NARROW) {
      range = range << 8 >>> 0;
      code = (code << 8 | this.next()) >>> 0;
    }
    this.state[RANGE] = range;
    this.state[CODE] = code;
  };

  // A choice, 1 or 0, with the chance at a place of a model.
  Decoder.prototype.choice = function (model, at) {
    var range = this.state[RANGE];
    var code = this.state[CODE];
    var known = model[at];
    var chance = known >> 4;
    var count = known & MANY;
    var more = count < MANY ? 1 : 0;
    var part = Math.imul(range >>> 12, chance) >>> 0;
    if (code < part) {
      model[at] = known + ((WHOLE - chance) >> INERTIA[count] << 4) + more;
      this.keep(part, code);
      return 0;
    }
    model[at] = known - (chance >> INERTIA[count] << 4) + more;
    this.keep(range - part, code - part);
    return 1;
  };

  // Bits that all are as likely.
  Decoder.prototype.bits = function (count) {
    var value = 0;
    for (var left = count; left > 0; left -= AT_ONCE) {
      var now = Math.min(left, AT_ONCE);
      var range = this.state[RANGE] >>> now;
      var some = Math.floor(this.state[CODE] / range);
      this.keep(range, this.state[CODE] - some * range);
      value = value * (1 << now) + some;
    }
    return value;
  };

  // Steps up to a number, at most `most`; those far up share the last of `known` chances.
  Decoder.prototype.unary = function (model, at, known, most) {
    var number = 0;
    while (number < most && this.choice(model, at + Math.min(number, known - 1)) === 1) {
      number += 1;
    }
    return number;
  };

  // A number of a kind that has twice `known` chances: of its length, then of the bit below its highest.
  Decoder.prototype.number = function (model, at, known) {
    var length = this.unary(model, at, known, 31);
    if (length === 0) {
      return 0;
    }
    var second = this.choice(model, at + known + Math.min(length, known - 1));
    return (2 + second << length - 1 >>> 0) + this.bits(length - 1) - 1;
  };

  // Chances that know nothing yet.
  function model(size) {
    return new Uint16Array(size).fill(WHOLE / 2 << 4);
  }

  dangan.coder = { Decoder: Decoder, model: model };
}(window.dangan));
