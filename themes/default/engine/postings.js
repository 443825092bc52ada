// Reads postings: which entries a gram stands in, how often, and where.
// Never combines two grams; match.js does.
(function (dangan) {
  'use strict';

  // Characters in a row, and more than any zone has, so that zone, row and which of its like make one number.
  var ROW = 128;
  var ZONE = 0x10000000;

  // The chances of a lexicon.
  var TOKENS = 0;
  var RESTS = 24;
  var ENTRIES = RESTS + 72;
  var LISTS = ENTRIES + 28;
  var MOVES = LISTS + 28;
  var CHUNKS = MOVES + 1;
  var HEADWORD = CHUNKS + 28;

  // The chances of a list: gaps between entries, and zones by the zone before.
  var GAPS = 12;
  var ZONES = 2 * GAPS;
  var LIST = ZONES + 4 * 3;

  // The chances of places (src/search/postings.rs).
  var COUNTS = 4;
  var OWN_ZONES = 4 * 2 * COUNTS;
  var ROWS = OWN_ZONES + 4 * 3;
  var KNOWN_ROWS = 8;
  var MORE = ROWS + 4 * 2 * KNOWN_ROWS;
  var WRAPS = MORE + 2;
  var KNOWN = 6;
  var FIRST = WRAPS + 1;
  var SECOND = FIRST + KNOWN;
  var PLACES = SECOND + 3 * KNOWN;

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

  // A shard of lists: how long its lexicon is, the lexicon, and the lists (src/search/lexicon.rs).
  function readLexicon(chunk) {
    return function (bytes) {
      var end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
      var from = new dangan.coder.Decoder(bytes, 4, end);
      var count = from.bits(32);
      var reader = { from: from, model: dangan.coder.model(HEADWORD), chunk: chunk, token: 0, rest: 0, list: end, shard: from.bits(32), place: from.bits(32) };
      var lexicon = new Map();
      for (var i = 0; i < count; i += 1) {
        var gram = readGram(reader);
        lexicon.set(reader.token + ' ' + reader.rest, gram);
      }
      return { bytes: bytes, lexicon: lexicon };
    };
  }

  function readGram(reader) {
    var from = reader.from;
    var model = reader.model;
    var step = from.number(model, TOKENS, 12);
    reader.token += step;
    reader.rest = step === 0 ? reader.rest + from.number(model, RESTS + 36, 18) : from.number(model, RESTS, 18);
    var count = from.number(model, ENTRIES, 14);
    var start = reader.list;
    reader.list += from.number(model, LISTS, 14);
    var hasPlaces = reader.rest > 0 && reader.rest % 2 === 0;
    return { count: count, start: start, end: reader.list, chunks: hasPlaces ? readChunks(reader, Math.ceil(count / reader.chunk)) : [] };
  }

  function readChunks(reader, count) {
    var chunks = [];
    for (var i = 0; i < count; i += 1) {
      if (reader.from.choice(reader.model, MOVES) === 1) {
        reader.shard += 1;
        reader.place = 0;
      }
      var start = reader.place;
      reader.place += reader.from.number(reader.model, CHUNKS, 14);
      chunks.push({ name: 'p' + reader.shard, start: start, end: reader.place });
    }
    return chunks;
  }

  function readList(shard, gram) {
    var from = new dangan.coder.Decoder(shard.bytes, gram.start, gram.end);
    var model = dangan.coder.model(LIST);
    var list = { entries: new Array(gram.count), zones: new Array(gram.count), chunks: gram.chunks };
    var entry = -1;
    var zone = 0;
    for (var i = 0; i < gram.count; i += 1) {
      entry += from.number(model, 0, GAPS) + 1;
      zone = from.unary(model, ZONES + 3 * zone, 3, 3);
      list.entries[i] = entry;
      list.zones[i] = zone;
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
    var shard = await dangan.shards.load(name, directory.check(name), readLexicon(directory.chunk));
    var gram = shard.lexicon.get(token + ' ' + rest);
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

  // Has a list's places loaded; whether they come, `places` will say.
  function ask(directory, found) {
    found.chunks.forEach(function (chunk) {
      load(directory, chunk).catch(function () {});
    });
  }

  // Numbers for each of some entries, one entry after another: where those of each end, and all of them. Two lists instead of
  // one for each entry: a common term has a hundred thousand places.
  function Runs() {
    this.ends = [];
    this.values = [];
  }

  // Where those of the entry at this place of the entries begin.
  Runs.prototype.start = function (at) {
    return at === 0 ? 0 : this.ends[at - 1];
  };

  // Places in the wanted entries (sorted, all of them in the list): runs of the places of both tokens, one after the other, as
  // zone * ZONE + row * ROW + which of its like in the row; in the order of the first tokens.
  async function places(directory, found, wanted) {
    var runs = new Runs();
    for (var i = 0; i < found.chunks.length && runs.ends.length < wanted.length; i += 1) {
      var start = i * directory.chunk;
      var end = Math.min(start + directory.chunk, found.entries.length);
      if (wanted[runs.ends.length] <= found.entries[end - 1]) {
        var chunk = found.chunks[i];
        var bytes = await load(directory, chunk);
        readChunk(found, start, end, new dangan.coder.Decoder(bytes, chunk.start, chunk.end), wanted, runs);
      }
    }
    return runs;
  }

  // Places of entries that are not wanted must be read too, as those that follow depend on them; they are written over.
  function readChunk(found, start, end, decoder, wanted, runs) {
    var model = dangan.coder.model(PLACES);
    var values = runs.values;
    var size = values.length;
    var next = runs.ends.length;
    var beyond = 0;
    for (var i = start; i < end && next < wanted.length; i += 1) {
      beyond = decoder.number(model, 2 * COUNTS * Math.min(beyond, 3), COUNTS);
      readPlaces(decoder, model, found.zones[i], beyond, values, size);
      if (wanted[next] === found.entries[i]) {
        size += 2 * beyond + 2;
        runs.ends.push(size);
        next += 1;
      }
    }
    values.length = size;
  }

  function readPlaces(from, model, highest, beyond, values, at) {
    var zone = -1;
    var row = 0;
    for (var i = 0; i <= beyond; i += 1) {
      var least = Math.max(zone, 0);
      var own = highest === least ? least : least + from.unary(model, OWN_ZONES + 3 * highest + least, 3, highest - least);
      // Whether a place before it is in the same zone.
      var known = own === zone ? 1 : 0;
      row = known * row + from.number(model, ROWS + 2 * KNOWN_ROWS * (2 * Math.min(own, 1) + known), KNOWN_ROWS);
      zone = own;
      values[at + 2 * i] = zone * ZONE + row * ROW;
      values[at + 2 * i + 1] = zone * ZONE + row * ROW;
      if (from.choice(model, MORE + known) === 1) {
        readPair(from, model, values, at + 2 * i);
      }
    }
  }

  // Which of its like in its row each token is, and whether the second is in the next row.
  function readPair(from, model, values, at) {
    var next = from.choice(model, WRAPS) * ROW;
    var first = from.unary(model, FIRST, KNOWN, ROW);
    values[at] += first;
    values[at + 1] += next + from.unary(model, SECOND + KNOWN * Math.min(first, 2), KNOWN, ROW);
  }

  dangan.postings = { list: list, places: places, Runs: Runs, ask: ask, pair: pair, ZONE: ZONE, ROW: ROW };
}(window.dangan));
