// The directory: what each entry is, and which shard holds what.
// Never holds a text of an entry.
(function (window, dangan) {
  'use strict';

  var KINDS = ['activity', 'award', 'report'];

  function pad(number) {
    return number < 10 ? '0' + number : String(number);
  }

  // The day as 2022-12-30, by the proleptic Gregorian calendar that `Date` keeps in UTC.
  function iso(day) {
    var date = new Date(day * 86400000);
    return ('000' + date.getUTCFullYear()).slice(-4) + '-' + pad(date.getUTCMonth() + 1) + '-' + pad(date.getUTCDate());
  }

  // For each entry a value that its day has: runs of distances between days, in days since 1970, and of how many entries have the day.
  function byDay(pairs, column, valueOf) {
    var day = 0;
    var at = 0;
    for (var i = 0; i < pairs.length; i += 2) {
      day += pairs[i];
      column.fill(valueOf(day), at, at + pairs[i + 1]);
      at += pairs[i + 1];
    }
    return column;
  }

  function itself(day) {
    return day;
  }

  function yearOf(day) {
    return new Date(day * 86400000).getUTCFullYear();
  }

  // The year of each entry: that of its day, where it does not say another.
  function unpackYears(raw) {
    var years = byDay(raw.days, new Int16Array(raw.entries), yearOf);
    raw.years.forEach(function (pair) {
      years[pair[0]] = pair[1];
    });
    return years;
  }

  function unpackTokens(distances, common) {
    var tokens = new Map();
    var token = 0;
    distances.forEach(function (distance, i) {
      token += distance;
      tokens.set(token, parseInt(common.charAt(i), 36));
    });
    return tokens;
  }

  // What base64 stands for.
  function bytesOf(base64) {
    return Uint8Array.from(window.atob(base64), function (c) {
      return c.charCodeAt(0);
    });
  }

  // The check of a shard by its name: its letter says of which sort it is, and its number which of them.
  function checkOf(raw) {
    var bytes = bytesOf(raw.checks);
    var places = raw.singles.length + raw.pairs.length;
    var first = { s: 0, l: raw.singles.length, p: places, t: places + raw.places };
    return function (name) {
      var at = 3 * (first[name.charAt(0)] + Number(name.slice(1)));
      return bytes[at] * 65536 + bytes[at + 1] * 256 + bytes[at + 2];
    };
  }

  // The build reckons the same (src/search/directory.rs).
  function hash(first, rest) {
    var mixed = Math.imul(first, 0x9E3779B1) ^ Math.imul(rest, 0x85EBCA6B);
    return Math.imul(mixed ^ (mixed >>> 15), 0x2C1B3C6D) >>> 7;
  }

  // About how many entries have a pair; never too few.
  function commonness(raw) {
    return function (first, rest) {
      var level = parseInt(raw.common_pairs.charAt(hash(first, rest) % raw.common_pairs.length), 16);
      return level === 0 ? raw.common_from - 1 : Math.pow(2, level) - 1;
    };
  }

  // A number of some entries' column of hexadecimal digits, in lower case. Facets ask for that of every entry found.
  function numberAt(column, entries, entry) {
    var width = column.length / entries;
    var number = 0;
    for (var i = entry * width; i < (entry + 1) * width; i += 1) {
      var digit = column.charCodeAt(i);
      number = number * 16 + (digit < 0x3A ? digit - 0x30 : digit - 0x57);
    }
    return number;
  }

  function unpack(raw) {
    var more = new Map(raw.more);
    var years = unpackYears(raw);
    var days = byDay(raw.days, new Int32Array(raw.entries), itself);
    return {
      entries: raw.entries,
      perTexts: raw.texts,
      chunk: raw.chunk,
      singles: raw.singles,
      pairs: raw.pairs,
      tokens: unpackTokens(raw.tokens, raw.common),
      check: checkOf(raw),
      common: commonness(raw),
      commonFrom: raw.common_from,
      joints: bytesOf(raw.joints),
      synonyms: raw.synonyms,
      dictionary: dangan.shards.bytesOf(raw.dictionary),
      branches: raw.branches,
      titles: raw.titles,
      day: function (entry) {
        return days[entry];
      },
      date: function (entry) {
        return iso(days[entry]);
      },
      year: function (entry) {
        return String(years[entry]);
      },
      kind: function (entry) {
        return KINDS[raw.kinds.charCodeAt(entry) - 48];
      },
      branchesOf: function (entry) {
        var all = [numberAt(raw.branch, raw.entries, entry)].concat(more.get(entry) || []);
        return all.map(function (number) {
          return raw.branches[number][0];
        });
      }
    };
  }

  var promise = null;

  function load() {
    if (promise === null) {
      promise = dangan.shards.json('directory').then(unpack);
      promise.catch(function () {
        promise = null;
      });
    }
    return promise;
  }

  dangan.directory = { load: load, hash: hash };
}(window, window.dangan));
