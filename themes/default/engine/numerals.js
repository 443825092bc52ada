// Spells numerals the other way: 二〇二二年 and 2022年, 三百五十八 and 358.
// Never decides which spelling is right.
(function (dangan) {
  'use strict';

  var DIGITS = '0一二三四五六七八九';
  var UNITS = { 十: 10, 百: 100, 千: 1000 };
  var SPELLED = /[0零一二两三四五六七八九十百千万]+/g;
  var ARABIC = /[0-9]+/g;
  var DIGIT = /[0-9]/;
  var LONGEST = 8;

  function digit(c) {
    return c === '零' ? 0 : c === '两' ? 2 : DIGITS.indexOf(c);
  }

  // 二0二二 → 2022; null where a unit stands among the digits.
  function oneByOne(text) {
    var digits = Array.from(text).map(digit);
    return digits.every(function (d) {
      return d >= 0;
    }) ? digits.join('') : null;
  }

  // 三百五十八 → 358, 十二 → 12; null where that is no number.
  function byUnits(text) {
    var halves = text.split('万');
    if (halves.length > 2 || text === '万') {
      return null;
    }
    var parts = halves.map(below);
    if (parts.indexOf(null) >= 0) {
      return null;
    }
    return String(halves.length === 2 ? parts[0] * 10000 + parts[1] : parts[0]);
  }

  function below(text) {
    var sum = 0;
    var held = null;
    var last = 10000;
    for (var c of text) {
      var unit = UNITS[c];
      if (unit === undefined) {
        if (held !== null && held !== 0) {
          return null;
        }
        held = digit(c);
      } else {
        if (unit >= last) {
          return null;
        }
        sum += (held === null ? 1 : held) * unit;
        held = null;
        last = unit;
      }
    }
    return sum + (held || 0);
  }

  // 2022 → 二0二二.
  function spelledOneByOne(text) {
    return Array.from(text).map(function (c) {
      return DIGITS.charAt(Number(c));
    }).join('');
  }

  // 358 → 三百五十八; null beyond 9999.
  function spelledByUnits(text) {
    var number = Number(text);
    if (text.length > 4 || number === 0 || text.charAt(0) === '0') {
      return null;
    }
    var spelled = Array.from(text).map(function (c, i) {
      var unit = ['', '十', '百', '千'][text.length - 1 - i];
      return c === '0' ? '零' : DIGITS.charAt(Number(c)) + unit;
    }).join('');
    return spelled.replace(/零+/g, '零').replace(/零$/, '').replace(/^一十/, '十');
  }

  // Text with its numerals spelled otherwise; in 10万 the nought belongs to the 1, so that 0万 is no numeral.
  function replaced(text, pattern, spell) {
    var changed = false;
    var other = text.replace(pattern, function (run, at) {
      var spelled = run.length > LONGEST || DIGIT.test(text.charAt(at - 1)) ? null : spell(run);
      changed = changed || (spelled !== null && spelled !== run);
      return spelled === null ? run : spelled;
    });
    return changed ? other : null;
  }

  // All other spellings of a folded term.
  function others(text) {
    var all = [
      replaced(text, SPELLED, oneByOne), replaced(text, SPELLED, byUnits),
      replaced(text, ARABIC, spelledOneByOne), replaced(text, ARABIC, spelledByUnits)
    ];
    return all.filter(function (other, i) {
      return other !== null && other !== text && all.indexOf(other) === i;
    });
  }

  dangan.numerals = { others: others };
}(window.dangan));
