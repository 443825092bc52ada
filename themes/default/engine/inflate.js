// Unpacks raw deflate (RFC 1951) where a browser cannot by itself; only such a browser loads it (unpack.js).
// Never packs.
(function (dangan) {
  'use strict';

  var LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  var LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  var DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577];
  var DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  var ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  var LONGEST = 15;

  // Codes of at most so many bits are looked up at once; the few longer ones bit by bit.
  var QUICK = 9;

  // What reads a code: a table from the next QUICK bits to symbol * 16 + length, and how many codes of each length
  // there are with their symbols in order (RFC 1951, 3.2.2).
  function codes(lengths) {
    var counts = new Uint16Array(LONGEST + 1);
    lengths.forEach(function (length) {
      counts[length] += 1;
    });
    counts[0] = 0;
    var first = new Uint16Array(LONGEST + 2);
    var next = new Uint16Array(LONGEST + 2);
    for (var bits = 1; bits <= LONGEST; bits += 1) {
      first[bits + 1] = first[bits] + counts[bits];
      next[bits + 1] = (next[bits] + counts[bits]) << 1;
    }
    var symbols = new Uint16Array(lengths.length);
    var quick = new Uint16Array(1 << QUICK);
    lengths.forEach(function (length, symbol) {
      if (length > 0) {
        symbols[first[length]] = symbol;
        first[length] += 1;
        fill(quick, next[length], length, symbol);
        next[length] += 1;
      }
    });
    return { quick: quick, counts: counts, symbols: symbols };
  }

  function reversed(code, length) {
    var result = 0;
    for (var i = 0; i < length; i += 1) {
      result = (result << 1) | ((code >> i) & 1);
    }
    return result;
  }

  function fill(quick, code, length, symbol) {
    for (var i = reversed(code, length); length <= QUICK && i < quick.length; i += 1 << length) {
      quick[i] = symbol * 16 + length;
    }
  }

  function Input(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.held = 0;
    this.count = 0;
  }

  Input.prototype.need = function (count) {
    while (this.count < count) {
      if (this.at >= this.bytes.length + 4) {
        throw new Error('deflate: it ends too early');
      }
      this.held |= (this.bytes[this.at] || 0) << this.count;
      this.at += 1;
      this.count += 8;
    }
  };

  Input.prototype.bits = function (count) {
    this.need(count);
    var value = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.count -= count;
    return value;
  };

  Input.prototype.symbol = function (table) {
    this.need(LONGEST);
    var found = table.quick[this.held & ((1 << QUICK) - 1)];
    if (found === 0) {
      return this.long(table);
    }
    this.held >>>= found & 15;
    this.count -= found & 15;
    return found >> 4;
  };

  // A code bit by bit: codes of one length follow one another.
  Input.prototype.long = function (table) {
    var code = 0;
    var first = 0;
    var index = 0;
    for (var length = 1; length <= LONGEST; length += 1) {
      code |= this.bits(1);
      if (code - first < table.counts[length]) {
        return table.symbols[index + code - first];
      }
      index += table.counts[length];
      first = (first + table.counts[length]) << 1;
      code <<= 1;
    }
    throw new Error('deflate: no such code');
  };

  Input.prototype.align = function () {
    this.at -= this.count >> 3;
    this.held = 0;
    this.count = 0;
  };

  // Begins with the bytes that the packed ones may refer back to.
  function Output(before) {
    this.bytes = new Uint8Array(1 << 16);
    this.bytes.set(before);
    this.length = before.length;
  }

  Output.prototype.room = function (more) {
    if (this.length + more > this.bytes.length) {
      var larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
      larger.set(this.bytes);
      this.bytes = larger;
    }
  };

  function repeated(value, count) {
    return new Array(count).fill(value);
  }

  var fixed = null;

  function fixedCodes() {
    if (fixed === null) {
      var literals = repeated(8, 144).concat(repeated(9, 112), repeated(7, 24), repeated(8, 8));
      fixed = { literals: codes(literals), distances: codes(repeated(5, 30)) };
    }
    return fixed;
  }

  function ownCodes(input) {
    var literalCount = input.bits(5) + 257;
    var distanceCount = input.bits(5) + 1;
    var metaCount = input.bits(4) + 4;
    var meta = repeated(0, 19);
    for (var i = 0; i < metaCount; i += 1) {
      meta[ORDER[i]] = input.bits(3);
    }
    var table = codes(meta);
    var lengths = [];
    while (lengths.length < literalCount + distanceCount) {
      var symbol = input.symbol(table);
      if (symbol < 16) {
        lengths.push(symbol);
      } else if (symbol === 16) {
        lengths = lengths.concat(repeated(lengths[lengths.length - 1], input.bits(2) + 3));
      } else {
        lengths = lengths.concat(repeated(0, symbol === 17 ? input.bits(3) + 3 : input.bits(7) + 11));
      }
    }
    return { literals: codes(lengths.slice(0, literalCount)), distances: codes(lengths.slice(literalCount)) };
  }

  function packed(input, output, tables) {
    var symbol = input.symbol(tables.literals);
    while (symbol !== 256) {
      output.room(258);
      if (symbol < 256) {
        output.bytes[output.length] = symbol;
        output.length += 1;
      } else {
        copy(input, output, symbol - 257, tables.distances);
      }
      symbol = input.symbol(tables.literals);
    }
  }

  function copy(input, output, code, distances) {
    var end = output.length + LENGTHS[code] + input.bits(LENGTH_BITS[code]);
    var far = input.symbol(distances);
    var distance = DISTANCES[far] + input.bits(DISTANCE_BITS[far]);
    var bytes = output.bytes;
    for (var i = output.length; i < end; i += 1) {
      bytes[i] = bytes[i - distance];
    }
    output.length = end;
  }

  function stored(input, output) {
    input.align();
    var length = input.bits(16);
    input.bits(16);
    input.align();
    output.room(length);
    output.bytes.set(input.bytes.subarray(input.at, input.at + length), output.length);
    output.length += length;
    input.at += length;
  }

  // `dictionary`: what went before when the bytes were packed; at most 32 KB.
  function inflate(bytes, dictionary) {
    var before = dictionary || new Uint8Array(0);
    var input = new Input(bytes);
    var output = new Output(before);
    var last = 0;
    while (last === 0) {
      last = input.bits(1);
      var kind = input.bits(2);
      if (kind === 0) {
        stored(input, output);
      } else if (kind === 1) {
        packed(input, output, fixedCodes());
      } else if (kind === 2) {
        packed(input, output, ownCodes(input));
      } else {
        throw new Error('deflate: no such block');
      }
    }
    return output.bytes.subarray(before.length, output.length);
  }

  dangan.inflate = inflate;
}(window.dangan));
