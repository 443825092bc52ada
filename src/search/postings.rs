//! Grams of entry after entry → for each gram, in which entries it stands, how often and where.
//! Entries must come in their order; never keeps an entry's text.

use super::bits::{BitWriter, Rice};
use super::grams::{Gram, Grams, Position};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Positions of so many entries lie in one chunk, which can be read without the ones before it.
pub const CHUNK: u32 = 4096;

/// Work is shared out by gram; the number changes nothing in the result.
const PARTS: usize = 16;

/// A gram's postings, still growing.
#[derive(Debug, Default)]
struct Growing {
    entries: u32,
    last: u32,
    deltas: Rice,
    list: BitWriter,
    offsets: Rice,
    chunk: BitWriter,
    chunks: Vec<Vec<u8>>,
}

/// A gram's postings, done.
#[derive(Debug)]
pub struct Postings {
    /// Which gram.
    pub gram: Gram,
    /// In how many entries.
    pub entries: u32,
    /// The entries: for each the distance to the one before (adaptive Rice), the highest zone
    /// (a nought for the body, else a one and two bits), how often (gamma; not for joints).
    pub list: Vec<u8>,
    /// Positions, `CHUNK` entries each: for each entry its positions, each with its zone (two bits)
    /// where the entry's highest zone is not the body, and the distance from the one before
    /// in the same zone (adaptive Rice).
    pub chunks: Vec<Vec<u8>>,
}

impl Growing {
    fn add(&mut self, gram: Gram, entry: u32, places: &[(Gram, Position)]) {
        let delta = if self.entries == 0 { entry } else { entry - self.last - 1 };
        self.deltas.write(&mut self.list, delta);
        let highest = places.last().map_or(0, |(_, position)| position.zone());
        match highest {
            0 => self.list.bits(0, 1),
            zone => self.list.bits(0b100 | zone, 3),
        }
        self.list.gamma(crate::diag::count(places.len()));
        if gram.has_positions() {
            self.add_positions(highest, places);
        }
        self.last = entry;
        self.entries += 1;
    }

    fn add_positions(&mut self, highest: u32, places: &[(Gram, Position)]) {
        if self.entries > 0 && self.entries.is_multiple_of(CHUNK) {
            self.chunks.push(std::mem::take(&mut self.chunk).finish());
            self.offsets = Rice::default();
        }
        let mut before = None;
        for (_, position) in places {
            if highest > 0 {
                self.chunk.bits(position.zone(), 2);
            }
            let delta = match before {
                Some(Position { .. }) if before.map(Position::zone) == Some(position.zone()) => {
                    position.offset() - before.map_or(0, Position::offset) - 1
                }
                _ => position.offset(),
            };
            self.offsets.write(&mut self.chunk, delta);
            before = Some(*position);
        }
    }

    fn finish(mut self, gram: Gram) -> Postings {
        if gram.has_positions() {
            self.chunks.push(self.chunk.finish());
        }
        Postings { gram, entries: self.entries, list: self.list.finish(), chunks: self.chunks }
    }
}

/// The grams from one on up to the next part's, with their postings.
#[derive(Debug)]
struct Part {
    from: Gram,
    grams: FxHashMap<Gram, Growing>,
}

/// All postings, growing entry by entry.
#[derive(Debug, Default)]
pub struct Inversion {
    parts: Vec<Part>,
    entries: u32,
}

impl Inversion {
    /// Adds the entries that follow those added before.
    pub fn add(&mut self, entries: &[Grams]) {
        if self.parts.is_empty() {
            self.parts = parts(entries);
        }
        let first = self.entries;
        let ends: Vec<Option<Gram>> = self.parts.iter().skip(1).map(|p| Some(p.from)).chain([None]).collect();
        self.parts.par_iter_mut().zip(ends).for_each(|(part, end)| {
            for (entry, grams) in (first..).zip(entries) {
                let start = grams.all.partition_point(|(gram, _)| *gram < part.from);
                let own = &grams.all[start..];
                let own = end.map_or(own, |end| &own[..own.partition_point(|(gram, _)| *gram < end)]);
                for places in own.chunk_by(|a, b| a.0 == b.0) {
                    part.grams.entry(places[0].0).or_default().add(places[0].0, entry, places);
                }
            }
        });
        self.entries += crate::diag::count(entries.len());
    }

    /// All postings, in the order of their grams.
    pub fn finish(self) -> Vec<Postings> {
        let parts = self.parts.into_par_iter().map(|part| {
            let mut done: Vec<Postings> = part.grams.into_iter().map(|(gram, growing)| growing.finish(gram)).collect();
            done.sort_unstable_by_key(|postings| postings.gram);
            done
        });
        parts.collect::<Vec<_>>().into_iter().flatten().collect()
    }
}

/// Parts of about the same work, judged by the first entries.
fn parts(entries: &[Grams]) -> Vec<Part> {
    let mut sample: Vec<Gram> =
        entries.iter().step_by(7).flat_map(|e| e.all.iter().step_by(3).map(|(gram, _)| *gram)).collect();
    sample.sort_unstable();
    let mut bounds: Vec<Gram> = (1..PARTS).filter_map(|i| sample.get(sample.len() * i / PARTS).copied()).collect();
    bounds.insert(0, Gram::one(0));
    bounds.dedup();
    bounds.into_iter().map(|from| Part { from, grams: FxHashMap::default() }).collect()
}
