//! Numbers as bits: unary, gamma and adaptive Rice codes. The browser reads them (`bits.js`).
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
            self.bytes.extend_from_slice(&full.to_be_bytes());
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
        self.sum += value;
        self.count += 1;
        if self.count == MEMORY {
            self.sum /= 2;
            self.count /= 2;
        }
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
