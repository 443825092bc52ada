// Reads choices and numbers, as the build writes them (src/search/coder.rs): an adaptive binary range coder.
// Never knows what the numbers mean.
(function (dangan) {
  'use strict';

  var WHOLE = 4096;

  // A chance is of `WHOLE`, behind the number of choices that it has learned from; by that number, how slowly it follows.
  var COUNTS = 16;
  var INERTIA = [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5];
  var NARROW = 0x1000000;
  var AT_ONCE = 12;

  // Past the end there are noughts; a damaged shard was refused before.
  function Decoder(bytes, start, end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.range = 0xFFFFFFFF;
    this.code = 0;
    for (var i = 0; i < 4; i += 1) {
      this.shift();
    }
  }

  Decoder.prototype.shift = function () {
    this.code = this.code * 256 + (this.at < this.end ? this.bytes[this.at] : 0);
    this.at += 1;
  };

  Decoder.prototype.widen = function () {
    while (this.range < NARROW) {
      this.range *= 256;
      this.shift();
    }
  };

  // A choice, 1 or 0, with the chance at a place of a model.
  Decoder.prototype.choice = function (model, at) {
    var count = model[at] & (COUNTS - 1);
    var chance = model[at] >> 4;
    var part = (this.range >>> 12) * chance;
    var choice = this.code < part ? 0 : 1;
    if (choice === 0) {
      this.range = part;
      chance += (WHOLE - chance) >> INERTIA[count];
    } else {
      this.code -= part;
      this.range -= part;
      chance -= chance >> INERTIA[count];
    }
    model[at] = chance * COUNTS + Math.min(count + 1, COUNTS - 1);
    this.widen();
    return choice;
  };

  // Bits that all are as likely.
  Decoder.prototype.bits = function (count) {
    var value = 0;
    for (var left = count; left > 0; left -= AT_ONCE) {
      var now = Math.min(left, AT_ONCE);
      this.range = this.range >>> now;
      var some = Math.floor(this.code / this.range);
      this.code -= some * this.range;
      value = value * (1 << now) + some;
      this.widen();
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
    return (2 + second) * Math.pow(2, length - 1) + this.bits(length - 1) - 1;
  };

  // Chances that know nothing yet.
  function model(size) {
    return new Uint16Array(size).fill(WHOLE / 2 * COUNTS);
  }

  dangan.coder = { Decoder: Decoder, model: model };
}(window.dangan));
