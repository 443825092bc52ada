// Reads postings: which entries a gram stands in, how often, and where.
// Never combines two grams; match.js does.
(function (dangan) {
  'use strict';

  // Beyond any offset, so that zone and offset make one number.
  var ZONE = 0x10000000;
  var NONE = { entries: [], zones: [], chunks: [] };

  // What follows the first token of a gram, as one number.
  function pair(second) {
    return 2 * (second + 1);
  }

  // Whether a gram comes after another one.
  function isAfter(first, token, rest) {
    return first[0] > token || (first[0] === token && first[1] > rest);
  }

  // The last shard that begins at or before a gram; -1 where none does.
  function shardOf(firsts, token, rest) {
    var low = 0;
    var high = firsts.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (isAfter(firsts[middle], token, rest)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1;
  }

  function readDictionary(chunk) {
    return function (bytes) {
      var numbers = new dangan.bits.Varints(bytes);
      var count = numbers.next();
      var place = { token: 0, at: 0, shard: numbers.next(), offset: numbers.next() };
      var dictionary = new Map();
      for (var i = 0; i < count; i += 1) {
        readGram(numbers, dictionary, place, chunk);
      }
      return { bytes: bytes, start: numbers.at, dictionary: dictionary };
    };
  }

  function readGram(numbers, dictionary, place, chunk) {
    place.token += numbers.next();
    var rest = numbers.next();
    var gram = { count: numbers.next(), at: place.at, chunks: [] };
    place.at += numbers.next();
    if (rest > 0 && rest % 2 === 0) {
      for (var i = 0; i < gram.count; i += chunk) {
        var step = numbers.next();
        var length = numbers.next();
        place.offset = step > 0 ? 0 : place.offset;
        place.shard += step;
        gram.chunks.push({ name: 'p' + place.shard, offset: place.offset });
        place.offset += length;
      }
    }
    dictionary.set(place.token + ' ' + rest, gram);
  }

  function readList(shard, gram) {
    var bits = new dangan.bits.Bits(shard.bytes, shard.start + gram.at);
    var deltas = new dangan.bits.Rice();
    var list = { entries: new Array(gram.count), zones: new Array(gram.count), chunks: gram.chunks };
    var entry = -1;
    for (var i = 0; i < gram.count; i += 1) {
      entry += deltas.read(bits) + 1;
      list.entries[i] = entry;
      list.zones[i] = bits.bit() === 0 ? 0 : bits.bits(2);
    }
    return list;
  }

  // The list of a gram, empty where the archive does not have it.
  async function list(directory, token, rest) {
    var firsts = rest === 0 ? directory.singles : directory.pairs;
    var number = shardOf(firsts, token, rest);
    if (number < 0) {
      return NONE;
    }
    var name = (rest === 0 ? 's' : 'l') + number;
    var shard = await dangan.shards.load(name, directory.check(name), readDictionary(directory.chunk));
    var gram = shard.dictionary.get(token + ' ' + rest);
    if (!gram) {
      return NONE;
    }
    gram.list = gram.list || readList(shard, gram);
    return gram.list;
  }

  function same(bytes) {
    return bytes;
  }

  function load(directory, chunk) {
    return dangan.shards.load(chunk.name, directory.check(chunk.name), same);
  }

  // Has a list's positions loaded; whether they come, `positions` will say.
  function ask(directory, found) {
    found.chunks.forEach(function (chunk) {
      load(directory, chunk).catch(function () {});
    });
  }

  // Positions in the wanted entries (sorted): a map from entry to sorted zone * ZONE + offset.
  async function positions(directory, found, wanted) {
    var places = new Map();
    var next = 0;
    for (var i = 0; i < found.chunks.length && next < wanted.length; i += 1) {
      var start = i * directory.chunk;
      var end = Math.min(start + directory.chunk, found.entries.length);
      if (wanted[next] <= found.entries[end - 1]) {
        var chunk = found.chunks[i];
        var bytes = await load(directory, chunk);
        next = readChunk(found, start, end, new dangan.bits.Bits(bytes, chunk.offset), wanted, next, places);
      }
    }
    return places;
  }

  function readChunk(found, start, end, bits, wanted, from, places) {
    var offsets = new dangan.bits.Rice();
    var next = from;
    for (var i = start; i < end && next < wanted.length; i += 1) {
      var here = readPlaces(bits, offsets, found.zones[i]);
      while (next < wanted.length && wanted[next] < found.entries[i]) {
        next += 1;
      }
      if (wanted[next] === found.entries[i]) {
        places.set(found.entries[i], here);
        next += 1;
      }
    }
    return next;
  }

  function readPlaces(bits, offsets, highest) {
    var count = bits.gamma();
    var here = new Array(count);
    var zone = -1;
    var offset = 0;
    for (var i = 0; i < count; i += 1) {
      var own = highest > 0 ? bits.bits(2) : 0;
      offset = own === zone ? offset + offsets.read(bits) + 1 : offsets.read(bits);
      zone = own;
      here[i] = zone * ZONE + offset;
    }
    return here;
  }

  dangan.postings = { list: list, positions: positions, ask: ask, pair: pair, ZONE: ZONE };
}(window.dangan));
