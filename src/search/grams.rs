//! An entry's texts → its grams: every character, every pair of neighbours, and where they stand.
//! Never looks at another entry.

use super::fold::fold;
use super::pinyin::{self, Spoken};
use super::text::{Segment, Sounds, Zone};
use rustc_hash::FxHashMap;

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

    /// Whether places are kept: only of neighbours, from which longer terms are put together.
    pub fn has_places(self) -> bool {
        self.rest() != 0 && self.rest() & 1 == 0
    }

    /// Which of so many shares of the work it belongs to.
    fn share(self) -> usize {
        // The high bits of the product depend on all bits of the gram.
        let high = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SHARES.ilog2());
        usize::try_from(high).unwrap_or_default()
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

/// How many characters a row has.
pub const ROW: u32 = 128;

/// Where a pair stands: the texts of a zone lie one after another in rows of `ROW` characters. Of its two tokens it says
/// which one it is among the equal ones in its row. So two pairs that share a token are seen to share it, which
/// is all that a longer term needs, in half the bits that two offsets would take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// 0 to 3.
    pub zone: u8,
    /// The first token's row.
    pub row: u32,
    /// How many tokens like the first stand before it in its row.
    pub first: u8,
    /// Whether the second token stands in the next row.
    pub wraps: bool,
    /// How many tokens like the second stand before it in its row.
    pub second: u8,
}

impl Place {
    /// All that is kept of a gram without places.
    pub fn of_zone(zone: u8) -> Place {
        Place { zone, ..Place::default() }
    }
}

/// The work on grams is shared out among so many; the number changes nothing in the result.
pub const SHARES: usize = 16;

/// An entry's grams, each with its places, by shares and in no order within them. A gram without places comes at least once for
/// each zone that it stands in.
#[derive(Debug, Default)]
pub struct Grams {
    /// Each gram is in the share that its number decides.
    pub shares: [Vec<(Gram, Place)>; SHARES],
}

impl Grams {
    fn push(&mut self, gram: Gram, place: Place) {
        if let Some(share) = self.shares.get_mut(gram.share()) {
            share.push((gram, place));
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &(Gram, Place)> {
        self.shares.iter().flatten()
    }
}

/// Signs that a reader who types a phrase leaves out.
pub const PASSED_OVER: &[char] = &[' ', '"', '\'', '“', '”', '‘', '’', '「', '」', '`'];

/// Indexes one entry's texts.
pub fn grams(segments: &[Segment], seen: &mut Seen) -> Grams {
    seen.last.clear();
    let mut indexer = Indexer { grams: Grams::default(), seen };
    let mut offsets = [0_u32; 4];
    for segment in segments {
        let folded = fold(&segment.text);
        let at = &mut offsets[segment.zone as usize];
        let text = Text { zone: segment.zone, start: *at, folded: &folded };
        indexer.add_text(&text);
        if segment.sounds == Sounds::Indexed {
            indexer.add_sounds(&text);
        }
        // One character between two texts, so that no term runs from one into the other.
        *at += crate::diag::count(folded.len()) + 1;
    }
    indexer.grams
}

/// A text within its zone.
struct Text<'a> {
    zone: Zone,
    /// Characters of the zone before it.
    start: u32,
    folded: &'a [char],
}

impl Text<'_> {
    fn row(&self, index: usize) -> u32 {
        (self.start + crate::diag::count(index)) / ROW
    }

    fn zone(&self) -> Place {
        Place::of_zone(self.zone as u8)
    }

    /// Of a pair whose first token is at this index, from how many like its tokens stand before them in their rows.
    fn place(&self, index: usize, first: u8, second: u8) -> Place {
        let row = self.row(index);
        Place { zone: self.zone as u8, row, first, wraps: self.row(index + 1) != row, second }
    }
}

/// Where each token stood last in the entry that is being indexed. One serves entry after entry, so that its room is made once.
#[derive(Debug, Default)]
pub struct Seen {
    /// By zone and token: the row, counted from one, and how often the token stands in it.
    last: FxHashMap<u32, (u32, u8)>,
}

/// What is known of a token before it is noted where it stands.
struct Before {
    /// So many like it stand before it in its row.
    like: u8,
    /// None stands before it in the entry's zone.
    is_first: bool,
}

impl Seen {
    fn note(&mut self, zone: Zone, token: Token, row: u32) -> Before {
        let (last, count) = self.last.entry((zone as u32) << TOKEN_BITS | token).or_default();
        let is_first = *last == 0;
        if *last != row + 1 {
            (*last, *count) = (row + 1, 0);
        }
        let like = *count;
        *count += 1;
        Before { like, is_first }
    }
}

/// An entry's grams as far as they are found.
struct Indexer<'s> {
    grams: Grams,
    seen: &'s mut Seen,
}

impl Indexer<'_> {
    /// Notes a token; says how many like it stand before it in its row.
    fn count(&mut self, text: &Text, index: usize, token: Token) -> u8 {
        let before = self.seen.note(text.zone, token, text.row(index));
        if before.is_first {
            self.grams.push(Gram::one(token), text.zone());
        }
        before.like
    }

    fn add_text(&mut self, text: &Text) {
        let Some(first) = text.folded.first() else { return };
        let mut before = self.count(text, 0, *first as u32);
        for (i, pair) in text.folded.windows(2).enumerate() {
            let (c, next) = (pair[0], pair[1]);
            let after = self.count(text, i + 1, next as u32);
            self.grams.push(Gram::pair(c as u32, next as u32), text.place(i, before, after));
            self.add_wider(text, i, c, next);
            before = after;
        }
    }

    /// What reaches beyond a pair: threes with figures, and pairs but for signs between them.
    fn add_wider(&mut self, text: &Text, index: usize, c: char, next: char) {
        let rest = &text.folded[index + 1..];
        if let Some(gram) = rest.get(1).and_then(|last| Gram::triple([c, next, *last])) {
            self.grams.push(gram, text.zone());
        }
        let is_passed = |c: &char| PASSED_OVER.contains(c);
        let after = if is_passed(&next) && !is_passed(&c) { rest.iter().find(|c| !is_passed(c)) } else { None };
        if let Some(after) = after {
            self.grams.push(Gram::joint(c as u32, *after as u32), text.zone());
        }
    }

    /// Syllables and initials of the Han characters, each reading beside each reading of the next.
    fn add_sounds(&mut self, text: &Text) {
        self.add_readings(text, FIRST_SYLLABLE, |spoken| &spoken.syllables);
        self.add_readings(text, FIRST_INITIAL, |spoken| &spoken.initials);
    }

    fn add_readings(&mut self, text: &Text, base: Token, of: fn(&'static Spoken) -> &'static [u32]) {
        let mut before: Vec<(Token, u8)> = Vec::new();
        for (i, c) in text.folded.iter().enumerate() {
            let readings = pinyin::spoken(*c).map_or(&[][..], of);
            let here: Vec<(Token, u8)> =
                readings.iter().map(|reading| (base + reading, self.count(text, i, base + reading))).collect();
            for (one, first) in &before {
                for (other, second) in &here {
                    self.grams.push(Gram::pair(*one, *other), text.place(i - 1, *first, *second));
                }
            }
            before = here;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Gram, Place, ROW, Seen, grams};
    use crate::search::text::{Segment, Sounds, Zone};
    use std::collections::BTreeMap;

    fn segment(zone: Zone, text: &str) -> Segment {
        Segment { zone, text: text.to_owned(), sounds: Sounds::Passed }
    }

    /// Where each pair of neighbours stands, reckoned anew from all that stands in its zone.
    fn expected(segments: &[Segment]) -> BTreeMap<Gram, Vec<Place>> {
        let mut all: BTreeMap<Gram, Vec<Place>> = BTreeMap::new();
        for zone in [Zone::Body, Zone::Heading, Zone::Key, Zone::Title] {
            // A text ends with a character that no text holds.
            let own = segments.iter().filter(|s| s.zone == zone).flat_map(|s| s.text.chars().chain(['\0']));
            let text: Vec<char> = own.collect();
            let row = ROW as usize;
            let like = |at: usize| (at / row * row..at).fold(0, |like, i| like + u8::from(text[i] == text[at]));
            for at in 1..text.len() {
                let (one, other) = (at - 1, at);
                if text[one] != '\0' && text[other] != '\0' {
                    let place = Place {
                        zone: zone as u8,
                        row: crate::diag::count(one / row),
                        first: like(one),
                        wraps: one / row != other / row,
                        second: like(other),
                    };
                    all.entry(Gram::pair(text[one] as u32, text[other] as u32)).or_default().push(place);
                }
            }
        }
        all
    }

    #[test]
    fn every_pair_is_where_it_stands() {
        let mut random = fastrand::Rng::with_seed(7);
        // One serves all entries, as it does in a build; and the last character is none of the usual ones.
        let mut seen = Seen::default();
        let few: Vec<char> = "党支部会员𠮷".chars().collect();
        for _ in 0..50 {
            let zones = [Zone::Body, Zone::Heading, Zone::Key, Zone::Title];
            let segments: Vec<Segment> = (0..random.usize(0..9))
                .map(|_| {
                    let text: String = (0..random.usize(0..150)).map(|_| few[random.usize(0..few.len())]).collect();
                    segment(zones[random.usize(0..4)], &text)
                })
                .collect();
            let mut found: BTreeMap<Gram, Vec<Place>> = BTreeMap::new();
            let grams = grams(&segments, &mut seen);
            for (gram, place) in grams.all().filter(|(gram, _)| gram.has_places()) {
                found.entry(*gram).or_default().push(*place);
            }
            for places in found.values_mut() {
                places.sort_unstable();
            }
            assert_eq!(found, expected(&segments));
        }
    }

    #[test]
    fn a_character_comes_once_for_each_zone() {
        let segments = [segment(Zone::Body, "党支部党"), segment(Zone::Title, "党"), segment(Zone::Body, "支")];
        let grams = grams(&segments, &mut Seen::default());
        let ones =
            |c: char| grams.all().filter(|(gram, _)| *gram == Gram::one(c as u32)).map(|(_, p)| p.zone).collect();
        let found: [Vec<u8>; 2] = ['党', '支'].map(ones);
        assert_eq!(found, [vec![0, 3], vec![0]]);
    }
}
