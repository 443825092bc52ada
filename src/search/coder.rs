//! Choices and numbers → bytes and back: an adaptive binary range coder. The browser reads them too (`coder.js`).
//! Never knows what the numbers mean.

/// How likely a choice is to be no, of 4096, as far as those before it tell, and how many there were, at most 15, in the low
/// four bits (the coder of the LZMA specification, Pavlov 2015, after Martin 1979; but what few choices say is learned faster
/// than what many say).
#[derive(Clone, Copy, Debug)]
pub struct Chance(u16);

const WHOLE_BITS: u32 = 12;
const WHOLE: u16 = 1 << WHOLE_BITS;
const COUNT_BITS: u32 = 4;
const MANY: u16 = (1 << COUNT_BITS) - 1;

/// By the number of choices before, from the lowest digit on: the lower, the faster a chance follows. As one number it needs no
/// look into memory; an index is made of a hundred million choices.
const INERTIA: u64 = 0x5555_4444_4433_3221;

/// Below this, a range is made 256 times as wide.
const NARROW: u32 = 1 << 24;

/// Bits that all are as likely are written so many at a time.
const AT_ONCE: u32 = 12;

impl Default for Chance {
    fn default() -> Self {
        Chance((WHOLE / 2) << COUNT_BITS)
    }
}

impl Chance {
    /// What of a range means no.
    #[inline]
    fn part(self, range: u32) -> u32 {
        (range >> WHOLE_BITS) * u32::from(self.0 >> COUNT_BITS)
    }

    #[inline]
    fn learn(&mut self, choice: bool) {
        let (chance, count) = (self.0 >> COUNT_BITS, self.0 & MANY);
        let inertia = INERTIA >> (COUNT_BITS * u32::from(count)) & 0xF;
        let step = (if choice { chance } else { WHOLE - chance }) >> inertia << COUNT_BITS;
        let moved = if choice { self.0 - step } else { self.0 + step };
        self.0 = moved + u16::from(count < MANY);
    }
}

/// Writes choices.
#[derive(Clone, Debug, Default)]
pub struct Encoder {
    range: Range,
    out: Out,
}

/// What is left of all numbers that the bytes could still become. It is handed on by value, so that the processor keeps it
/// in its registers from choice to choice.
#[derive(Clone, Copy, Debug)]
struct Range {
    /// Where it begins; the 33rd bit is still to be carried into the bytes.
    low: u64,
    width: u32,
}

/// The bytes that a range has left behind.
#[derive(Clone, Debug, Default)]
struct Out {
    bytes: Vec<u8>,
    /// The last byte that a carry can still change; none before the first, which has nothing to carry into.
    last: Option<u8>,
    /// So many bytes of 0xFF follow it.
    full: u32,
}

impl Default for Range {
    fn default() -> Self {
        Range { low: 0, width: u32::MAX }
    }
}

impl Range {
    #[inline]
    fn choice(self, chance: &mut Chance, choice: bool, out: &mut Out) -> Range {
        let part = chance.part(self.width);
        chance.learn(choice);
        let chosen = if choice {
            Range { low: self.low + u64::from(part), width: self.width - part }
        } else {
            Range { low: self.low, width: part }
        };
        chosen.widened(out)
    }

    #[inline]
    fn widened(mut self, out: &mut Out) -> Range {
        while self.width < NARROW {
            self = Range { low: out.shift(self.low), width: self.width << 8 };
        }
        self
    }
}

impl Out {
    /// Takes the highest byte out of the beginning of a range.
    fn shift(&mut self, low: u64) -> u64 {
        let [.., carry, top, _, _, _] = low.to_be_bytes();
        if top == 0xFF && carry == 0 {
            self.full += 1;
        } else {
            self.make_room();
            self.bytes.extend(self.last.replace(top).map(|byte| byte.wrapping_add(carry)));
            let full = std::mem::take(&mut self.full);
            self.bytes.extend((0..full).map(|_| 0xFF_u8.wrapping_add(carry)));
        }
        (low & 0xFF_FFFF) << 8
    }

    /// Lists grow by a quarter, not to twice their size: an index of a large archive is made of many of them.
    fn make_room(&mut self) {
        let needed = 1 + self.full as usize;
        if self.bytes.capacity() - self.bytes.len() < needed {
            self.bytes.reserve_exact(needed + self.bytes.len() / 4 + 16);
        }
    }
}

impl Encoder {
    /// Writes a choice.
    #[inline]
    pub fn choice(&mut self, chance: &mut Chance, choice: bool) {
        self.range = self.range.choice(chance, choice, &mut self.out);
    }

    /// Writes the low `count` bits of a value, which all are as likely.
    pub fn bits(&mut self, value: u32, count: u32) {
        let mut left = count;
        while left > 0 {
            let now = left.min(AT_ONCE);
            left -= now;
            let width = self.range.width >> now;
            let low = self.range.low + u64::from(value >> left & ((1 << now) - 1)) * u64::from(width);
            self.range = Range { low, width }.widened(&mut self.out);
        }
    }

    /// The bytes, as few as say the same: past their end, noughts are read.
    pub fn finish(self) -> Vec<u8> {
        let Encoder { range: Range { low, width }, mut out } = self;
        let end = low + u64::from(width);
        let round = |bits: u32| (low + ((1 << bits) - 1)) >> bits << bits;
        let mut low = [24, 16, 8].into_iter().map(round).find(|low| *low < end).unwrap_or(low);
        for _ in 0..5 {
            low = out.shift(low);
        }
        let mut bytes = out.bytes;
        let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        bytes.truncate(length);
        bytes.shrink_to_fit();
        bytes
    }
}

/// Reads what an `Encoder` wrote, with chances that began as its own did.
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    bytes: &'a [u8],
    code: u32,
    range: u32,
}

impl<'a> Decoder<'a> {
    /// From the first byte of what was written.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Decoder { bytes, code: 0, range: u32::MAX };
        for _ in 0..4 {
            decoder.shift();
        }
        decoder
    }

    /// Reads a choice.
    pub fn choice(&mut self, chance: &mut Chance) -> bool {
        let part = chance.part(self.range);
        let choice = self.code >= part;
        if choice {
            self.code -= part;
            self.range -= part;
        } else {
            self.range = part;
        }
        chance.learn(choice);
        self.widen();
        choice
    }

    /// Reads so many bits that all are as likely.
    pub fn bits(&mut self, count: u32) -> u32 {
        let (mut value, mut left) = (0, count);
        while left > 0 {
            let now = left.min(AT_ONCE);
            left -= now;
            self.range >>= now;
            let some = (self.code / self.range).min((1 << now) - 1);
            self.code -= some * self.range;
            value = value << now | some;
            self.widen();
        }
        value
    }

    fn widen(&mut self) {
        while self.range < NARROW {
            self.range <<= 8;
            self.shift();
        }
    }

    fn shift(&mut self) {
        let (next, rest) = self.bytes.split_first().map_or((0, self.bytes), |(byte, rest)| (*byte, rest));
        self.bytes = rest;
        self.code = self.code << 8 | u32::from(next);
    }
}

/// Numbers of one kind, small ones more often: how many bits a number takes in unary, one chance for each step, then
/// the bit below its highest, and the others as they are (an adaptive form of Elias' gamma code, 1975). Numbers of more than
/// `KNOWN` bits share the chances of the longest.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<const KNOWN: usize> {
    lengths: [Chance; KNOWN],
    seconds: [Chance; KNOWN],
}

impl<const KNOWN: usize> Default for Numbers<KNOWN> {
    fn default() -> Self {
        Numbers { lengths: [Chance::default(); KNOWN], seconds: [Chance::default(); KNOWN] }
    }
}

impl<const KNOWN: usize> Numbers<KNOWN> {
    fn known(length: u32) -> usize {
        (length as usize).min(KNOWN - 1)
    }

    /// Writes a number below 2^31.
    pub fn write(&mut self, to: &mut Encoder, number: u32) {
        let value = number + 1;
        let length = value.ilog2();
        write_unary(&mut self.lengths, to, length);
        if let Some(below) = length.checked_sub(1) {
            to.choice(&mut self.seconds[Self::known(length)], value >> below & 1 == 1);
            to.bits(value, below);
        }
    }

    /// Reads a number.
    pub fn read(&mut self, from: &mut Decoder) -> u32 {
        // More is never written; a damaged shard must not make it longer.
        let length = read_unary(&mut self.lengths, from, 31);
        let Some(below) = length.checked_sub(1) else { return 0 };
        let second = u32::from(from.choice(&mut self.seconds[Self::known(length)]));
        ((2 | second) << below | from.bits(below)) - 1
    }
}

/// Writes a yes for each step up to a number, and a no; those far up share the last chance.
pub fn write_unary(chances: &mut [Chance], to: &mut Encoder, number: u32) {
    let last = chances.len() - 1;
    let mut range = to.range;
    for step in 0..number as usize {
        range = range.choice(&mut chances[step.min(last)], true, &mut to.out);
    }
    to.range = range.choice(&mut chances[(number as usize).min(last)], false, &mut to.out);
}

/// Reads what `write_unary` wrote, of a number below `most`.
pub fn read_unary(chances: &mut [Chance], from: &mut Decoder, most: u32) -> u32 {
    let last = chances.len() - 1;
    (0..most).find(|step| !from.choice(&mut chances[(*step as usize).min(last)])).unwrap_or(most)
}

/// Writes a number that is at most as high as there are chances: as `write_unary` does, without the no that must follow.
pub fn write_some(chances: &mut [Chance], to: &mut Encoder, number: u8) {
    for (step, chance) in (0..).zip(chances) {
        to.choice(chance, number > step);
        if number == step {
            break;
        }
    }
}

/// Reads what `write_some` wrote.
pub fn read_some(chances: &mut [Chance], from: &mut Decoder) -> u8 {
    let mut number = 0;
    for chance in chances {
        if !from.choice(chance) {
            break;
        }
        number += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::{Chance, Decoder, Encoder, Numbers, read_unary, write_unary};

    #[test]
    fn what_is_written_is_read() {
        let mut random = fastrand::Rng::with_seed(11);
        for round in 0..400 {
            let top = 1 << random.u32(1..31);
            let values: Vec<u32> = (0..random.usize(0..150)).map(|_| random.u32(0..top) >> random.u32(0..31)).collect();
            // Choices that are nearly always the same let carries run far.
            let rare = if round % 2 == 0 { 2 } else { 500 };
            let choices: Vec<bool> = (0..random.usize(0..1500)).map(|_| random.u32(0..rare) == 0).collect();
            let mut encoder = Encoder::default();
            let (mut numbers, mut unary, mut chance) =
                (Numbers::<6>::default(), [Chance::default(); 3], Chance::default());
            for value in &values {
                numbers.write(&mut encoder, *value);
                write_unary(&mut unary, &mut encoder, value % 40);
                encoder.bits(*value, value % 32);
            }
            for choice in &choices {
                encoder.choice(&mut chance, *choice);
            }
            let written = encoder.finish();
            let mut decoder = Decoder::new(&written);
            let (mut numbers, mut unary, mut chance) =
                (Numbers::<6>::default(), [Chance::default(); 3], Chance::default());
            for value in &values {
                assert_eq!(numbers.read(&mut decoder), *value);
                assert_eq!(read_unary(&mut unary, &mut decoder, 63), value % 40);
                assert_eq!(decoder.bits(value % 32), value & ((1 << (value % 32)) - 1));
            }
            let read: Vec<bool> = choices.iter().map(|_| decoder.choice(&mut chance)).collect();
            assert_eq!(read, choices);
        }
    }

    #[test]
    fn what_was_to_be_expected_takes_little() {
        let (mut encoder, mut chance) = (Encoder::default(), Chance::default());
        for _ in 0..8000 {
            encoder.choice(&mut chance, true);
        }
        let length = encoder.finish().len();
        assert!(length < 20, "{length}");
        assert!(Encoder::default().finish().is_empty());
    }
}
