//! What a shard of lists begins with: its grams, and where the list and the places of each lie.
//! Never holds a list or a place.

use super::coder::{Decoder, Encoder, Numbers, Symbols};
use super::grams::Gram;
use super::postings::CHUNK;

/// A gram, and where its postings lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headword {
    /// Which gram.
    pub gram: Gram,
    /// In how many entries.
    pub entries: u32,
    /// Bytes of the list; lists lie one behind the other.
    pub list: u32,
    /// Chunks of places; they lie one behind the other too, shard after shard.
    pub chunks: Vec<Chunk>,
}

/// Where a chunk of places lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Which shard of places.
    pub shard: u32,
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// What is expected of headwords (`engine/postings.js` has the same).
#[derive(Debug, Default)]
struct Model {
    /// Tokens from one first token to the next; a gram of the same one comes at nought.
    tokens: Numbers<24>,
    /// What follows the first token: as a number, and from the headword before of the same first token.
    rests: [Numbers<36>; 2],
    entries: Numbers<28>,
    lists: Numbers<28>,
    /// Whether a chunk lies in the shard behind the one before, at its beginning.
    moves: Symbols<2>,
    chunks: Numbers<28>,
}

/// Numbers at the beginning: headwords, and where the first chunk of places begins.
const WIDE: u32 = 32;

/// The bytes of a lexicon; `from` is where the first chunk of places would begin.
pub fn write(headwords: &[Headword], from: Chunk) -> Vec<u8> {
    let (mut to, mut model) = (Encoder::default(), Model::default());
    to.bits(crate::diag::count(headwords.len()), WIDE);
    to.bits(from.shard, WIDE);
    to.bits(from.start, WIDE);
    let (mut before, mut place) = (Gram::one(0), from);
    for headword in headwords {
        let token = headword.gram.first() - before.first();
        model.tokens.write(&mut to, token);
        let least = if token == 0 { before.rest() } else { 0 };
        model.rests[usize::from(token == 0)].write(&mut to, headword.gram.rest() - least);
        model.entries.write(&mut to, headword.entries);
        model.lists.write(&mut to, headword.list);
        for chunk in &headword.chunks {
            model.moves.write(&mut to, u8::from(chunk.shard > place.shard));
            model.chunks.write(&mut to, chunk.end - chunk.start);
            place = *chunk;
        }
        before = headword.gram;
    }
    to.finish()
}

/// The headwords that `write` wrote, one after another.
pub fn read(bytes: &[u8]) -> impl Iterator<Item = Headword> {
    let (mut from, mut model) = (Decoder::new(bytes), Model::default());
    let count = from.bits(WIDE);
    let (shard, start) = (from.bits(WIDE), from.bits(WIDE));
    let (mut before, mut place) = (Gram::one(0), Chunk { shard, start, end: start });
    (0..count).map(move |_| {
        let token = model.tokens.read(&mut from);
        let least = if token == 0 { before.rest() } else { 0 };
        let rest = least + model.rests[usize::from(token == 0)].read(&mut from);
        before = Gram::of(before.first() + token, rest);
        let (entries, list) = (model.entries.read(&mut from), model.lists.read(&mut from));
        let count = if before.has_places() { entries.div_ceil(CHUNK) } else { 0 };
        let chunk = |_| {
            let moves = u32::from(model.moves.read(&mut from));
            let start = if moves == 0 { place.end } else { 0 };
            place = Chunk { shard: place.shard + moves, start, end: start + model.chunks.read(&mut from) };
            place
        };
        Headword { gram: before, entries, list, chunks: (0..count).map(chunk).collect() }
    })
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, Chunk, Gram, Headword, read, write};

    #[test]
    fn what_is_written_is_read() {
        let mut random = fastrand::Rng::with_seed(9);
        for length in [0, 1, 2, 300] {
            let from = Chunk { shard: random.u32(..9), start: random.u32(..900), end: 0 };
            let mut grams: Vec<Gram> = (0..length)
                .map(|_| {
                    let (first, second) = (random.u32(0x4E00..0x4E40), random.u32(0..0x9000));
                    [Gram::one(first), Gram::pair(first, second), Gram::joint(first, second)][random.usize(..3)]
                })
                .collect();
            grams.sort_unstable();
            grams.dedup();
            let mut place = Chunk { end: from.start, ..from };
            let mut headword = |gram: Gram| {
                let entries = 1 + random.u32(..3 * CHUNK);
                let mut chunk = |_| {
                    let moves = u32::from(random.u8(..5) == 0);
                    let start = if moves == 1 { 0 } else { place.end };
                    place = Chunk { shard: place.shard + moves, start, end: start + random.u32(..5000) };
                    place
                };
                let count = if gram.has_places() { entries.div_ceil(CHUNK) } else { 0 };
                let chunks = (0..count).map(&mut chunk).collect();
                Headword { gram, entries, list: random.u32(..70_000), chunks }
            };
            let headwords: Vec<Headword> = grams.into_iter().map(&mut headword).collect();
            assert_eq!(read(&write(&headwords, from)).collect::<Vec<_>>(), headwords, "{length}");
        }
    }
}
