//! Symbols and numbers → bytes and back: an adaptive range coder. The browser reads them too (`coder.js`).
//! Never knows what they mean.

/// How often each of `N` symbols, at most `MOST`, has come so far, and so how likely it is to come next (Witten, Neal and Cleary,
/// Arithmetic coding for data compression, 1987). To begin with all are as likely.
#[derive(Clone, Copy, Debug)]
pub struct Symbols<const N: usize> {
    /// For each symbol, the counts of all up to and with it.
    upto: [u16; N],
}

/// A symbol that comes counts so much more, and one that has not come yet counts one.
const STEP: u16 = 16;

/// All counts are halved once they make more than this together: what was long ago tells less.
const FULL: u16 = 8192;

/// More symbols than any kind has.
const MOST: usize = 40;

/// What a symbol adds to the counts up to each, from the symbol's place before `MOST` on. A row that is added whole needs no branch,
/// and an index is made of fifty million symbols.
const STEPS: [u16; 2 * MOST] = {
    let mut steps = [0; 2 * MOST];
    let mut place = MOST;
    while place < steps.len() {
        steps[place] = STEP;
        place += 1;
    }
    steps
};

/// Below this, a range is made 256 times as wide (Martin, Range encoding, 1979).
const NARROW: u32 = 1 << 24;

/// Bits that all are as likely are written so many at a time.
const AT_ONCE: u32 = 12;

impl<const N: usize> Default for Symbols<N> {
    fn default() -> Self {
        let mut upto = [1; N];
        for symbol in 1..N {
            upto[symbol] += upto[symbol - 1];
        }
        Symbols { upto }
    }
}

impl<const N: usize> Symbols<N> {
    /// Writes a symbol, below `N`.
    #[inline]
    pub fn write(&mut self, to: &mut Encoder, symbol: u8) {
        let (below, count) = self.part(symbol.into());
        let unit = to.width / self.total();
        to.narrow(unit * below, unit * count);
        self.learn(symbol.into());
    }

    /// Reads a symbol.
    pub fn read(&mut self, from: &mut Decoder) -> u8 {
        let unit = from.width / self.total();
        let is_here = |upto: &u16| from.code < unit * u32::from(*upto);
        let symbol = self.upto.iter().position(is_here).unwrap_or(N - 1);
        let (below, count) = self.part(symbol);
        from.narrow(unit * below, unit * count);
        self.learn(symbol);
        small(symbol)
    }

    fn total(&self) -> u32 {
        self.upto[N - 1].into()
    }

    /// The counts of all symbols below one, and its own.
    fn part(&self, symbol: usize) -> (u32, u32) {
        let below = symbol.checked_sub(1).map_or(0, |before| self.upto[before]);
        (below.into(), (self.upto[symbol] - below).into())
    }

    #[inline]
    fn learn(&mut self, symbol: usize) {
        for (upto, step) in self.upto.iter_mut().zip(&STEPS[MOST - symbol..]) {
            *upto += step;
        }
        if self.upto[N - 1] > FULL {
            self.halve();
        }
    }

    #[cold]
    fn halve(&mut self) {
        let (mut before, mut sum) = (0, 0);
        for upto in &mut self.upto {
            let count = *upto - std::mem::replace(&mut before, *upto);
            sum += count - count / 2;
            *upto = sum;
        }
    }
}

/// A symbol, which is below `MOST`.
const fn small(symbol: usize) -> u8 {
    symbol.to_le_bytes()[0]
}

/// Numbers of one kind, small ones more often: of `N` symbols each but the last stands for how many bits a number takes and
/// the bit below its highest, and the others follow as they are (an adaptive form of Elias' gamma code, 1975). After the last symbol
/// all is as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers<const N: usize>(Symbols<N>);

/// How many bits say how many bits a number takes.
const LENGTH: u32 = 5;

impl<const N: usize> Numbers<N> {
    const LAST: u8 = small(N - 1);

    /// Writes a number below 2^31.
    #[inline]
    pub fn write(&mut self, to: &mut Encoder, number: u32) {
        let value = number + 1;
        let length = value.ilog2();
        let Some(below) = length.checked_sub(1) else { return self.0.write(to, 0) };
        let symbol = small((2 * length - 1 + (value >> below & 1)) as usize);
        if symbol < Self::LAST {
            self.0.write(to, symbol);
            to.bits(value, below);
        } else {
            self.0.write(to, Self::LAST);
            to.bits(length, LENGTH);
            to.bits(value, length);
        }
    }

    /// Reads a number.
    pub fn read(&mut self, from: &mut Decoder) -> u32 {
        let symbol = self.0.read(from);
        if symbol == Self::LAST {
            let length = from.bits(LENGTH);
            return (1 << length | from.bits(length)) - 1;
        }
        let Some(above) = u32::from(symbol).checked_sub(1) else { return 0 };
        let below = above / 2;
        ((2 | above & 1) << below | from.bits(below)) - 1
    }
}

/// Writes symbols.
#[derive(Clone, Debug)]
pub struct Encoder {
    /// Where the range of all numbers that the bytes could still become begins, below the bytes that it has left behind.
    low: u32,
    width: u32,
    /// How many of `bytes` are written; behind them is room.
    written: usize,
    bytes: Vec<u8>,
}

impl Default for Encoder {
    fn default() -> Self {
        Encoder { low: 0, width: u32::MAX, written: 0, bytes: Vec::new() }
    }
}

impl Encoder {
    /// Goes on with a part of the range, and leaves behind the bytes that all of it begins with.
    #[inline]
    fn narrow(&mut self, below: u32, width: u32) {
        let (low, carries) = self.low.overflowing_add(below);
        if carries {
            self.carry();
        }
        let done = width.leading_zeros() / u8::BITS;
        self.put(low.to_be_bytes());
        self.written += done as usize;
        self.low = low << (done * u8::BITS);
        self.width = width << (done * u8::BITS);
    }

    /// Puts bytes behind those that are written: whether any of them is done, only their number says.
    #[inline]
    fn put(&mut self, bytes: [u8; 4]) {
        let end = self.written + bytes.len();
        if end > self.bytes.len() {
            self.grow();
        }
        self.bytes[self.written..end].copy_from_slice(&bytes);
    }

    /// Lists grow by a quarter, not to twice their size: an index of a large archive is made of many of them.
    #[cold]
    fn grow(&mut self) {
        let more = self.bytes.len() / 4 + 16;
        self.bytes.reserve_exact(more);
        self.bytes.resize(self.bytes.len() + more, 0);
    }

    /// Adds one to the number that the bytes are.
    fn carry(&mut self) {
        for byte in self.bytes[..self.written].iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }

    /// Writes the low `count` bits of a value, which all are as likely.
    #[inline]
    pub fn bits(&mut self, value: u32, count: u32) {
        let mut left = count;
        while left > 0 {
            let now = left.min(AT_ONCE);
            left -= now;
            let width = self.width >> now;
            self.narrow((value >> left & ((1 << now) - 1)) * width, width);
        }
    }

    /// The bytes, as few as say the same: past their end, noughts are read.
    pub fn finish(mut self) -> Vec<u8> {
        // The number of the range that ends with the most noughts.
        let (low, end) = (u64::from(self.low), u64::from(self.low) + u64::from(self.width));
        let round = |bits: u32| (low + ((1 << bits) - 1)) >> bits << bits;
        let number = [32, 24, 16, 8].into_iter().map(round).find(|number| *number < end).unwrap_or(low);
        let [.., carry, a, b, c, d] = number.to_be_bytes();
        if carry > 0 {
            self.carry();
        }
        let mut bytes = self.bytes;
        bytes.truncate(self.written);
        bytes.extend([a, b, c, d]);
        let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        bytes.truncate(length);
        bytes.shrink_to_fit();
        bytes
    }
}

/// Reads what an `Encoder` wrote, with counts that began as its own did.
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    bytes: &'a [u8],
    code: u32,
    width: u32,
}

impl<'a> Decoder<'a> {
    /// From the first byte of what was written.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Decoder { bytes, code: 0, width: u32::MAX };
        for _ in 0..4 {
            decoder.shift();
        }
        decoder
    }

    /// Reads so many bits that all are as likely.
    pub fn bits(&mut self, count: u32) -> u32 {
        let (mut value, mut left) = (0, count);
        while left > 0 {
            let now = left.min(AT_ONCE);
            left -= now;
            let width = self.width >> now;
            let some = (self.code / width).min((1 << now) - 1);
            self.narrow(some * width, width);
            value = value << now | some;
        }
        value
    }

    fn narrow(&mut self, below: u32, width: u32) {
        (self.code, self.width) = (self.code - below, width);
        while self.width < NARROW {
            self.width <<= 8;
            self.shift();
        }
    }

    fn shift(&mut self) {
        let (next, rest) = self.bytes.split_first().map_or((0, self.bytes), |(byte, rest)| (*byte, rest));
        self.bytes = rest;
        self.code = self.code << 8 | u32::from(next);
    }
}

#[cfg(test)]
mod tests {
    use super::{Decoder, Encoder, MOST, Numbers, Symbols};

    #[test]
    fn what_is_written_is_read() {
        let mut random = fastrand::Rng::with_seed(11);
        for round in 0..400 {
            let top = 1 << random.u32(1..31);
            let values: Vec<u32> = (0..random.usize(0..150)).map(|_| random.u32(0..top) >> random.u32(0..31)).collect();
            // Symbols that are nearly always the same let carries run far.
            let rare = if round % 2 == 0 { 2 } else { 500 };
            let symbols: Vec<u8> = (0..random.usize(0..1500))
                .map(|_| if random.u32(0..rare) == 0 { random.u8(0..40) } else { 38 })
                .collect();
            let mut encoder = Encoder::default();
            let (mut numbers, mut many, mut few) =
                (Numbers::<6>::default(), Symbols::<MOST>::default(), Symbols::<2>::default());
            for value in &values {
                numbers.write(&mut encoder, *value);
                few.write(&mut encoder, (*value % 2) as u8);
                encoder.bits(*value, value % 32);
            }
            for symbol in &symbols {
                many.write(&mut encoder, *symbol);
            }
            let written = encoder.finish();
            let mut decoder = Decoder::new(&written);
            let (mut numbers, mut many, mut few) =
                (Numbers::<6>::default(), Symbols::<MOST>::default(), Symbols::<2>::default());
            for value in &values {
                assert_eq!(numbers.read(&mut decoder), *value);
                assert_eq!(few.read(&mut decoder), (*value % 2) as u8);
                assert_eq!(decoder.bits(value % 32), value & ((1 << (value % 32)) - 1));
            }
            let read: Vec<u8> = symbols.iter().map(|_| many.read(&mut decoder)).collect();
            assert_eq!(read, symbols);
        }
    }

    #[test]
    fn what_was_to_be_expected_takes_little() {
        let (mut encoder, mut symbols) = (Encoder::default(), Symbols::<24>::default());
        for _ in 0..8000 {
            symbols.write(&mut encoder, 5);
        }
        let length = encoder.finish().len();
        assert!(length < 40, "{length}");
        assert!(Encoder::default().finish().is_empty());
    }

    #[test]
    fn counts_are_halved_alike_and_never_to_nought() {
        let mut symbols = Symbols::<3>::default();
        for _ in 0..5000 {
            symbols.learn(0);
        }
        let counts: Vec<u32> = (0..3).map(|symbol| symbols.part(symbol).1).collect();
        assert_eq!(counts[1..], [1, 1]);
        assert!((4096..=8192).contains(&counts[0]), "{counts:?}");
    }
}
