// Reads postings: which entries a gram stands in, how often, and where.
// Never combines two grams; match.js does.
(function (dangan) {
  'use strict';

  // Characters in a row, and more than any zone has, so that zone, row and which of its like make one number.
  var ROW = 128;
  var ZONE = 0x10000000;

  // Of its like, so many before a token in its row have symbols of their own.
  var FEW = 3;

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

  // What is expected of headwords (src/search/lexicon.rs).
  function headwords() {
    var Symbols = dangan.coder.Symbols;
    return {
      tokens: new Symbols(24),
      rests: dangan.coder.kinds(36, 2),
      entries: new Symbols(28),
      lists: new Symbols(28),
      moves: new Symbols(2),
      chunks: new Symbols(28)
    };
  }

  // What is expected of places (src/search/postings.rs).
  function placesModel() {
    var kinds = dangan.coder.kinds;
    return {
      counts: kinds(8, 4),
      zones: kinds(4, 4),
      rows: [kinds(12, 2), kinds(12, 2)],
      likes: kinds((FEW + 1) * (FEW + 1) + 1, 2),
      more: kinds(8, 2),
      wrapped: kinds(8, 2)
    };
  }

  // A shard of lists: how long its lexicon is, the lexicon, and the lists (src/search/lexicon.rs).
  function readLexicon(chunk) {
    return function (bytes) {
      var end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
      var from = new dangan.coder.Decoder(bytes, 4, end);
      var count = from.bits(32);
      var reader = { from: from, model: headwords(), chunk: chunk, token: 0, rest: 0, list: end, shard: from.bits(32), place: from.bits(32) };
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
    var step = from.number(model.tokens);
    reader.token += step;
    reader.rest = step === 0 ? reader.rest + from.number(model.rests[1]) : from.number(model.rests[0]);
    var count = from.number(model.entries);
    var start = reader.list;
    reader.list += from.number(model.lists);
    var hasPlaces = reader.rest > 0 && reader.rest % 2 === 0;
    return { count: count, start: start, end: reader.list, chunks: hasPlaces ? readChunks(reader, Math.ceil(count / reader.chunk)) : [] };
  }

  function readChunks(reader, count) {
    var chunks = [];
    for (var i = 0; i < count; i += 1) {
      if (reader.from.symbol(reader.model.moves) === 1) {
        reader.shard += 1;
        reader.place = 0;
      }
      var start = reader.place;
      reader.place += reader.from.number(reader.model.chunks);
      chunks.push({ name: 'p' + reader.shard, start: start, end: reader.place });
    }
    return chunks;
  }

  function readList(shard, gram) {
    var from = new dangan.coder.Decoder(shard.bytes, gram.start, gram.end);
    var gaps = new dangan.coder.Symbols(24);
    var zones = dangan.coder.kinds(4, 4);
    var list = { entries: new Array(gram.count), zones: new Array(gram.count), chunks: gram.chunks };
    var entry = -1;
    var zone = 0;
    for (var i = 0; i < gram.count; i += 1) {
      entry += from.number(gaps) + 1;
      zone = from.symbol(zones[zone]);
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
    var model = placesModel();
    var values = runs.values;
    var size = values.length;
    var next = runs.ends.length;
    var beyond = 0;
    for (var i = start; i < end && next < wanted.length; i += 1) {
      beyond = decoder.number(model.counts[Math.min(beyond, 3)]);
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
      var own = least < highest ? from.symbol(model.zones[highest]) : least;
      // Whether a place before it is in the same zone.
      var known = own === zone ? 1 : 0;
      row = known * row + from.number(model.rows[Math.min(own, 1)][known]);
      zone = own;
      values[at + 2 * i] = zone * ZONE + row * ROW;
      values[at + 2 * i + 1] = zone * ZONE + row * ROW;
      readLikes(from, model, known, values, at + 2 * i);
    }
  }

  // Which of its like in its row each token is, and whether the second is in the next row.
  function readLikes(from, model, known, values, at) {
    var symbol = from.symbol(model.likes[known]);
    if (symbol === (FEW + 1) * (FEW + 1)) {
      values[at] += from.number(model.wrapped[0]);
      values[at + 1] += ROW + from.number(model.wrapped[1]);
      return;
    }
    var first = Math.floor(symbol / (FEW + 1));
    var second = symbol % (FEW + 1);
    values[at] += first < FEW ? first : FEW + from.number(model.more[0]);
    values[at + 1] += second < FEW ? second : FEW + from.number(model.more[1]);
  }

  dangan.postings = { list: list, places: places, Runs: Runs, ask: ask, pair: pair, ZONE: ZONE, ROW: ROW };
}(window.dangan));
