// Reads symbols and numbers, as the build writes them (src/search/coder.rs): an adaptive range coder.
// Never knows what they mean.
(function (dangan) {
  'use strict';

  var NARROW = 0x1000000;
  var AT_ONCE = 12;
  var RANGE = 0;
  var CODE = 1;

  // What a symbol counts more when it comes, and what all together may count.
  var STEP = 16;
  var FULL = 8192;

  // How many bits say how many bits a number takes.
  var LENGTH = 5;

  // How often each of so many symbols has come; to begin with all are as likely.
  function Symbols(size) {
    this.counts = new Array(size);
    for (var i = 0; i < size; i += 1) {
      this.counts[i] = 1;
    }
    this.total = size;
  }

  Symbols.prototype.learn = function (symbol) {
    this.counts[symbol] += STEP;
    this.total += STEP;
    if (this.total > FULL) {
      this.halve();
    }
  };

  Symbols.prototype.halve = function () {
    this.total = 0;
    for (var i = 0; i < this.counts.length; i += 1) {
      this.counts[i] -= this.counts[i] >> 1;
      this.total += this.counts[i];
    }
  };

  // Past the end there are noughts; a damaged shard was refused before. Range and code have 32 bits without a sign, which an
  // array keeps as they are: a search reads half a million symbols.
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

  Decoder.prototype.symbol = function (symbols) {
    var counts = symbols.counts;
    var code = this.state[CODE];
    var unit = this.state[RANGE] / symbols.total >>> 0;
    var last = counts.length - 1;
    var symbol = 0;
    var part = Math.imul(unit, counts[0]) >>> 0;
    while (code >= part && symbol < last) {
      code -= part;
      symbol += 1;
      part = Math.imul(unit, counts[symbol]) >>> 0;
    }
    symbols.learn(symbol);
    this.keep(part, code);
    return symbol;
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

  // A number: each symbol but the last stands for how many bits it takes and the bit below its highest.
  Decoder.prototype.number = function (symbols) {
    var symbol = this.symbol(symbols);
    if (symbol === symbols.counts.length - 1) {
      var length = this.bits(LENGTH);
      return Math.pow(2, length) + this.bits(length) - 1;
    }
    if (symbol === 0) {
      return 0;
    }
    var below = symbol - 1 >> 1;
    return (2 + (symbol - 1 & 1) << below) + this.bits(below) - 1;
  };

  // So many kinds of symbols, each of the same size.
  function kinds(size, times) {
    var all = [];
    for (var i = 0; i < times; i += 1) {
      all.push(new Symbols(size));
    }
    return all;
  }

  dangan.coder = { Decoder: Decoder, Symbols: Symbols, kinds: kinds };
}(window.dangan));
