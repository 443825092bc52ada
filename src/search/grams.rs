//! An entry's texts → its grams: every character, every pair of neighbours, and where they stand.
//! Never looks at another entry.

use super::fold::fold;
use super::pinyin::{self, Spoken};
use super::text::{Segment, Sounds, Zone};

/// A character, or a syllable or an initial, which come behind all characters.
pub type Token = u32;

/// The number of the first syllable's token; the syllables' own order follows.
pub const FIRST_SYLLABLE: Token = 0x11_0000;

/// The number of the token of the initial `a`.
pub const FIRST_INITIAL: Token = 0x11_0800;

/// One character, two neighbours, two with only quotation marks and white space between them, or three neighbours of
/// which two are of a figure: figures have so few characters that their pairs hardly tell entries apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(u64);

const TOKEN_BITS: u32 = 21;

/// What follows the first token of a triple; pairs and joints stay below.
const FIRST_TRIPLE: u32 = 0x40_0000;

impl Gram {
    /// A single character.
    pub fn one(first: Token) -> Gram {
        Gram(u64::from(first) << (TOKEN_BITS + 2))
    }

    /// Two neighbours.
    pub fn pair(first: Token, second: Token) -> Gram {
        Gram(Gram::one(first).0 | (u64::from(second) + 1) << 1)
    }

    /// Two that would be neighbours but for quotation marks and white space.
    pub fn joint(first: Token, second: Token) -> Gram {
        Gram(Gram::pair(first, second).0 | 1)
    }

    /// Three neighbours, if the first two or the last two of them are of a figure.
    pub fn triple(three: [char; 3]) -> Option<Gram> {
        let [a, b, c] = three.map(figure);
        let (side, other, one, two) = match (a, b, c) {
            (Some(a), Some(b), _) => (0, three[2], a, b),
            (_, Some(b), Some(c)) => (1, three[0], b, c),
            _ => return None,
        };
        Some(Gram::of(other as u32, FIRST_TRIPLE | side << 9 | one << 5 | two << 1 | 1))
    }

    /// Whether it is of three neighbours.
    pub fn is_triple(self) -> bool {
        self.rest() >= FIRST_TRIPLE
    }

    /// From the first token and what follows it as one number (see `rest`).
    pub fn of(first: Token, rest: u32) -> Gram {
        Gram(Gram::one(first).0 | u64::from(rest))
    }

    /// The first token.
    pub fn first(self) -> Token {
        low(self.0 >> (TOKEN_BITS + 2))
    }

    /// What follows the first token as one number: 0 for a single character, else twice the second
    /// token + 2, and 1 more for a joint. Of a triple, the first token is the one that may be no figure, and this is
    /// 0x400001, 512 more where it comes before the figures, 32 times the first figure, twice the second.
    pub fn rest(self) -> u32 {
        low(self.0 & ((1 << (TOKEN_BITS + 2)) - 1))
    }

    /// Whether positions are kept: only for neighbours, from which longer terms are put together.
    pub fn has_positions(self) -> bool {
        self.rest() != 0 && self.rest() & 1 == 0
    }
}

/// The number of a character that figures are written with.
fn figure(c: char) -> Option<u32> {
    if c == '.' { Some(10) } else { c.to_digit(10) }
}

/// A number of at most 23 bits, which always fits.
fn low(bits: u64) -> u32 {
    u32::try_from(bits).unwrap_or(u32::MAX)
}

/// Where a gram begins: zone, then characters from the zone's beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(u32);

const OFFSET_BITS: u32 = 28;

impl Position {
    fn new(zone: Zone, offset: u32) -> Position {
        Position::of(zone as u32, offset)
    }

    /// From a zone's number, 0 to 3.
    pub fn of(zone: u32, offset: u32) -> Position {
        Position(zone << OFFSET_BITS | offset.min((1 << OFFSET_BITS) - 1))
    }

    /// 0 to 3.
    pub fn zone(self) -> u32 {
        self.0 >> OFFSET_BITS
    }

    /// From the zone's beginning.
    pub fn offset(self) -> u32 {
        self.0 & ((1 << OFFSET_BITS) - 1)
    }
}

/// An entry's grams, sorted.
#[derive(Debug, Default)]
pub struct Grams {
    /// Each gram with each of its positions.
    pub all: Vec<(Gram, Position)>,
}

/// Signs that a reader who types a phrase leaves out.
pub const PASSED_OVER: &[char] = &[' ', '"', '\'', '“', '”', '‘', '’', '「', '」', '`'];

/// Indexes one entry's texts.
pub fn grams(segments: &[Segment]) -> Grams {
    let mut grams = Grams::default();
    let mut offsets = [0_u32; 4];
    for segment in segments {
        let folded = fold(&segment.text);
        let at = &mut offsets[segment.zone as usize];
        let length = crate::diag::count(folded.len());
        add_text(&mut grams.all, segment.zone, *at, &folded);
        if segment.sounds == Sounds::Indexed {
            add_sounds(&mut grams.all, segment.zone, *at, &folded);
        }
        // One position between two texts, so that no term runs from one into the other.
        *at += length + 1;
    }
    Grams { all: sorted(grams.all) }
}

/// Bits for the number of a gram among an entry's; a gram itself has 44.
const NUMBER_BITS: u32 = 20;

/// Each gram once with each of its positions. A number that holds the gram and, behind it, which one it was is sorted in
/// half the time that gram and position are; an entry of a million grams has no such numbers.
fn sorted(mut all: Vec<(Gram, Position)>) -> Vec<(Gram, Position)> {
    if all.len() > 1 << NUMBER_BITS {
        all.sort_unstable();
    } else {
        all = by_number(&all);
        for places in all.chunk_by_mut(|one, other| one.0 == other.0) {
            places.sort_unstable();
        }
    }
    all.dedup();
    all
}

fn by_number(all: &[(Gram, Position)]) -> Vec<(Gram, Position)> {
    let mut keys: Vec<u64> = (0..).zip(all).map(|(i, (gram, _)): (u64, _)| gram.0 << NUMBER_BITS | i).collect();
    keys.sort_unstable();
    let number = |key: u64| usize::try_from(key & ((1 << NUMBER_BITS) - 1)).unwrap_or(usize::MAX);
    keys.into_iter().filter_map(|key| all.get(number(key)).copied()).collect()
}

fn place(zone: Zone, start: u32, index: usize) -> Position {
    Position::new(zone, start + crate::diag::count(index))
}

fn add_text(all: &mut Vec<(Gram, Position)>, zone: Zone, start: u32, folded: &[char]) {
    for (i, c) in folded.iter().enumerate() {
        let here = place(zone, start, i);
        all.push((Gram::one(*c as u32), here));
        if let Some(next) = folded.get(i + 1) {
            all.push((Gram::pair(*c as u32, *next as u32), here));
            let triple = folded.get(i + 2).and_then(|last| Gram::triple([*c, *next, *last]));
            all.extend(triple.map(|gram| (gram, here)));
            if PASSED_OVER.contains(next) && !PASSED_OVER.contains(c) {
                let after = folded[i + 1..].iter().find(|c| !PASSED_OVER.contains(c));
                all.extend(after.map(|after| (Gram::joint(*c as u32, *after as u32), here)));
            }
        }
    }
}

/// Syllables and initials of the Han characters, each reading beside each reading of the next.
fn add_sounds(all: &mut Vec<(Gram, Position)>, zone: Zone, start: u32, folded: &[char]) {
    for (i, c) in folded.iter().enumerate() {
        let Some(spoken) = pinyin::spoken(*c) else { continue };
        let next = folded.get(i + 1).and_then(|c| pinyin::spoken(*c));
        let here = place(zone, start, i);
        let next_of = |of: fn(&'static Spoken) -> &'static [u32]| next.map_or(&[][..], of);
        add_readings(all, here, FIRST_SYLLABLE, &spoken.syllables, next_of(|s| &s.syllables));
        add_readings(all, here, FIRST_INITIAL, &spoken.initials, next_of(|s| &s.initials));
    }
}

fn add_readings(all: &mut Vec<(Gram, Position)>, here: Position, base: Token, first: &[u32], second: &[u32]) {
    for one in first {
        all.push((Gram::one(base + one), here));
        all.extend(second.iter().map(|other| (Gram::pair(base + one, base + other), here)));
    }
}

#[cfg(test)]
mod tests {
    use super::{Gram, NUMBER_BITS, Position, sorted};

    /// Grams of few characters at places in no order, so that many are equal.
    fn some(count: usize) -> Vec<(Gram, Position)> {
        let mut random = fastrand::Rng::with_seed(7);
        let mut token = || random.u32(0x4E00..0x4E20);
        let grams: Vec<Gram> = (0..count).map(|_| Gram::pair(token(), token())).collect();
        grams.into_iter().map(|gram| (gram, Position::of(random.u32(0..4), random.u32(0..50)))).collect()
    }

    #[test]
    fn grams_are_in_order_and_once_each_however_many() {
        for count in [0, 1, 2, 5000, (1 << NUMBER_BITS) + 5] {
            let all = some(count);
            let expected: std::collections::BTreeSet<_> = all.iter().copied().collect();
            assert_eq!(sorted(all), Vec::from_iter(expected), "{count}");
        }
    }
}
