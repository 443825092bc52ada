//! Numbers as bits: unary, gamma and adaptive Rice codes. The browser reads them too (`bits.js`).
//! Never knows what the numbers mean.

/// Bits, the most significant of each byte first.
#[derive(Clone, Debug, Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// Fewer than 32 bits that are not among the bytes yet, at the low end.
    held: u64,
    count: u32,
}

impl BitWriter {
    /// Writes the low `count` bits of a value; `count` is at most 32.
    pub fn bits(&mut self, value: u32, count: u32) {
        let mask = (1_u64 << count) - 1;
        self.held = (self.held << count) | (u64::from(value) & mask);
        self.count += count;
        if self.count >= 32 {
            self.count -= 32;
            // The mask leaves 32 bits.
            let full = ((self.held >> self.count) & 0xFFFF_FFFF) as u32;
            self.make_room();
            self.bytes.extend_from_slice(&full.to_be_bytes());
        }
    }

    /// Lists grow by a quarter, not to twice their size: an index of a large archive is made of many of them.
    fn make_room(&mut self) {
        if self.bytes.capacity() - self.bytes.len() < size_of::<u32>() {
            self.bytes.reserve_exact(self.bytes.len() / 4 + 16);
        }
    }

    /// Elias' gamma code of a value from 1 on (Elias 1975): its length in unary, then its bits.
    pub fn gamma(&mut self, value: u32) {
        let length = value.ilog2();
        self.bits(0, length);
        self.bits(1, 1);
        self.bits(value, length);
    }

    /// The bytes, the last one filled up with noughts.
    pub fn finish(mut self) -> Vec<u8> {
        let bytes = self.count.div_ceil(8);
        let last = self.held << (8 * bytes - self.count);
        self.bytes.extend_from_slice(&last.to_be_bytes()[8 - bytes as usize..]);
        self.bytes.shrink_to_fit();
        self.bytes
    }
}

/// A quotient in unary at most this long; a longer one is followed by the number itself.
const LONGEST: u32 = 24;

/// After so many numbers the older half counts for less.
const MEMORY: u32 = 32;

/// A Rice code whose parameter follows the mean of what was written so far (as in ITU-T T.87);
/// the first number of all, for which there is no mean, is in gamma code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rice {
    sum: u32,
    count: u32,
}

impl Rice {
    /// Writes a number below 2^26.
    pub fn write(&mut self, to: &mut BitWriter, value: u32) {
        if let Some(mean) = self.sum.checked_div(self.count) {
            let parameter = mean.checked_ilog2().unwrap_or(0);
            let quotient = value >> parameter;
            if quotient < LONGEST {
                // A one for each step, and a nought.
                to.bits((1 << (quotient + 1)) - 2, quotient + 1);
                to.bits(value, parameter);
            } else {
                to.bits((1 << LONGEST) - 1, LONGEST);
                to.bits(value, 32);
            }
        } else {
            to.gamma(value + 1);
        }
        self.learn(value);
    }
}

/// Reads what a `BitWriter` wrote; past the end there are noughts.
#[derive(Clone, Debug)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u64,
    count: u32,
}

impl<'a> BitReader<'a> {
    /// From the first bit of some bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        BitReader { bytes, at: 0, held: 0, count: 0 }
    }

    /// The next `count` bits, at most 32.
    pub fn bits(&mut self, count: u32) -> u32 {
        while self.count < count {
            self.held = self.held << 8 | u64::from(self.bytes.get(self.at).copied().unwrap_or(0));
            self.at += 1;
            self.count += 8;
        }
        self.count -= count;
        // The mask leaves at most 32 bits.
        let mask = (1_u64 << count) - 1;
        (self.held >> self.count & mask & 0xFFFF_FFFF) as u32
    }

    /// A value that `gamma` wrote; 1 where there is none.
    pub fn gamma(&mut self) -> u32 {
        let mut length = 0;
        while self.bits(1) == 0 {
            length += 1;
            if length == 32 {
                return 1;
            }
        }
        1 << length | self.bits(length)
    }
}

impl Rice {
    /// Reads the number that `write` wrote in the same place of the same sequence.
    pub fn read(&mut self, from: &mut BitReader) -> u32 {
        let value = match self.sum.checked_div(self.count) {
            Some(mean) => {
                let parameter = mean.checked_ilog2().unwrap_or(0);
                let mut quotient = 0;
                while quotient < LONGEST && from.bits(1) == 1 {
                    quotient += 1;
                }
                if quotient == LONGEST { from.bits(32) } else { quotient << parameter | from.bits(parameter) }
            }
            None => from.gamma() - 1,
        };
        self.learn(value);
        value
    }

    fn learn(&mut self, value: u32) {
        self.sum = self.sum.wrapping_add(value);
        self.count += 1;
        if self.count == MEMORY {
            self.sum /= 2;
            self.count /= 2;
        }
    }
}

/// Reads numbers that `varint` wrote, one after another.
#[derive(Clone, Debug)]
pub struct Varints<'a> {
    bytes: &'a [u8],
    /// Where the next one begins.
    pub at: usize,
}

impl<'a> Varints<'a> {
    /// From the first byte on.
    pub fn new(bytes: &'a [u8]) -> Self {
        Varints { bytes, at: 0 }
    }
}

impl Iterator for Varints<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let mut value = 0_u32;
        for shift in (0..35).step_by(7) {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            value |= u32::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

/// Appends a number in groups of seven bits, the lowest first (LEB128).
pub fn varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push((value & 0x7F) as u8);
}

#[cfg(test)]
mod tests {
    use super::{BitReader, BitWriter, Rice, Varints, varint};

    #[test]
    fn what_is_written_is_read() {
        let mut random = fastrand::Rng::with_seed(11);
        for _ in 0..200 {
            let top = 1 << random.u32(1..26);
            let values: Vec<u32> = (0..random.usize(0..120)).map(|_| random.u32(0..top)).collect();
            let (mut bits, mut rice, mut bytes) = (BitWriter::default(), Rice::default(), Vec::new());
            for value in &values {
                rice.write(&mut bits, *value);
                bits.gamma(value + 1);
                bits.bits(*value, 5);
                varint(&mut bytes, *value);
            }
            let written = bits.finish();
            let (mut reader, mut rice, mut varints) = (BitReader::new(&written), Rice::default(), Varints::new(&bytes));
            for value in &values {
                let read = (rice.read(&mut reader), reader.gamma(), reader.bits(5), varints.next());
                assert_eq!(read, (*value, value + 1, value & 31, Some(*value)));
            }
            assert_eq!(varints.next(), None);
        }
    }
}
