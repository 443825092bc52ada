// Reads numbers from bits, as the build writes them (src/search/bits.rs).
// Never knows what the numbers mean.
(function (dangan) {
  'use strict';

  var LONGEST = 24;
  var MEMORY = 32;

  function Bits(bytes, start) {
    this.bytes = bytes;
    this.at = start * 8;
  }

  Bits.prototype.bit = function () {
    var bit = (this.bytes[this.at >> 3] >> (7 - (this.at & 7))) & 1;
    this.at += 1;
    return bit;
  };

  Bits.prototype.bits = function (count) {
    var value = 0;
    var left = count;
    while (left > 0) {
      var here = 8 - (this.at & 7);
      var take = here < left ? here : left;
      var part = (this.bytes[this.at >> 3] >> (here - take)) & ((1 << take) - 1);
      value = value * (1 << take) + part;
      this.at += take;
      left -= take;
    }
    return value;
  };

  // Past the end there are only noughts in the way of a number; a damaged shard was refused before.
  Bits.prototype.gamma = function () {
    var length = 0;
    while (this.bit() === 0 && length < 32) {
      length += 1;
    }
    return Math.pow(2, length) + this.bits(length);
  };

  function Rice() {
    this.sum = 0;
    this.count = 0;
  }

  Rice.prototype.read = function (from) {
    var value = this.count === 0 ? from.gamma() - 1 : this.later(from);
    this.sum += value;
    this.count += 1;
    if (this.count === MEMORY) {
      this.sum = Math.floor(this.sum / 2);
      this.count = MEMORY / 2;
    }
    return value;
  };

  Rice.prototype.later = function (from) {
    var mean = Math.floor(this.sum / this.count);
    var parameter = mean > 0 ? 31 - Math.clz32(mean) : 0;
    var quotient = 0;
    while (quotient < LONGEST && from.bit() === 1) {
      quotient += 1;
    }
    return quotient === LONGEST ? from.bits(32) : quotient * Math.pow(2, parameter) + from.bits(parameter);
  };

  function Varints(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  Varints.prototype.next = function () {
    var value = 0;
    var scale = 1;
    var byte = 0x80;
    while (byte >= 0x80 && this.at < this.bytes.length) {
      byte = this.bytes[this.at];
      value += (byte & 0x7F) * scale;
      scale *= 128;
      this.at += 1;
    }
    return value;
  };

  dangan.bits = { Bits: Bits, Rice: Rice, Varints: Varints };
}(window.dangan));
