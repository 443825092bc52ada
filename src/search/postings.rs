//! Grams of entry after entry → for each gram, in which entries it stands, how often and where.
//! Entries must come in their order; never keeps an entry's text.

use super::bits::{BitReader, BitWriter, Rice};
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
    /// (a nought for the body, else a one and two bits).
    pub list: Vec<u8>,
    /// Positions, `CHUNK` entries each: for each entry how many (gamma), then each with its zone
    /// (two bits) where the entry's highest zone is not the body, and the distance from the one
    /// before in the same zone (adaptive Rice).
    pub chunks: Vec<Vec<u8>>,
}

impl Growing {
    fn add(&mut self, gram: Gram, entry: u32, places: impl ExactSizeIterator<Item = Position> + Clone) {
        let delta = if self.entries == 0 { entry } else { entry - self.last - 1 };
        self.deltas.write(&mut self.list, delta);
        let highest = places.clone().last().map_or(0, Position::zone);
        match highest {
            0 => self.list.bits(0, 1),
            zone => self.list.bits(0b100 | zone, 3),
        }
        if gram.has_positions() {
            self.add_positions(highest, places);
        }
        self.last = entry;
        self.entries += 1;
    }

    fn add_positions(&mut self, highest: u32, places: impl ExactSizeIterator<Item = Position>) {
        if self.entries > 0 && self.entries.is_multiple_of(CHUNK) {
            self.chunks.push(std::mem::take(&mut self.chunk).finish());
            self.offsets = Rice::default();
        }
        self.chunk.gamma(crate::diag::count(places.len()));
        let mut before: Option<Position> = None;
        for position in places {
            if highest > 0 {
                self.chunk.bits(position.zone(), 2);
            }
            let floor = before.filter(|b| b.zone() == position.zone()).map_or(0, |b| b.offset() + 1);
            self.offsets.write(&mut self.chunk, position.offset() - floor);
            before = Some(position);
        }
    }

    fn finish(mut self, gram: Gram) -> Postings {
        if gram.has_positions() {
            self.chunks.reserve_exact(1);
            self.chunks.push(self.chunk.finish());
        }
        Postings { gram, entries: self.entries, list: self.list.finish(), chunks: self.chunks }
    }
}

/// One entry in a gram's postings: its number, and the gram's positions in it; where positions are not kept, one
/// of the highest zone.
pub type Posting = (u32, Vec<Position>);

impl Postings {
    /// Writes a gram's postings, in the order of the entries.
    pub fn write(gram: Gram, all: &[Posting]) -> Postings {
        let mut growing = Growing::default();
        for (entry, positions) in all {
            growing.add(gram, *entry, positions.iter().copied());
        }
        growing.finish(gram)
    }

    /// Reads what `write` wrote.
    pub fn read(&self) -> Vec<Posting> {
        let (mut list, mut deltas) = (BitReader::new(&self.list), Rice::default());
        let mut next = 0;
        let mut chunks = self.chunks.iter();
        let (mut chunk, mut offsets) = (BitReader::new(&[]), Rice::default());
        let mut all = Vec::with_capacity(self.entries as usize);
        for number in 0..self.entries {
            let entry = next + deltas.read(&mut list);
            next = entry + 1;
            let highest = if list.bits(1) == 0 { 0 } else { list.bits(2) };
            if self.gram.has_positions() && number % CHUNK == 0 {
                chunk = BitReader::new(chunks.next().map_or(&[], Vec::as_slice));
                offsets = Rice::default();
            }
            let positions = if self.gram.has_positions() {
                read_positions(&mut chunk, &mut offsets, highest)
            } else {
                vec![Position::of(highest, 0)]
            };
            all.push((entry, positions));
        }
        all
    }
}

fn read_positions(chunk: &mut BitReader, offsets: &mut Rice, highest: u32) -> Vec<Position> {
    let mut before: Option<Position> = None;
    let count = chunk.gamma();
    let position = |_| {
        let zone = if highest > 0 { chunk.bits(2) } else { 0 };
        let floor = before.filter(|b| b.zone() == zone).map_or(0, |b| b.offset() + 1);
        let position = Position::of(zone, floor + offsets.read(chunk));
        before = Some(position);
        position
    };
    (0..count).map(position).collect()
}

/// An entry's grams, divided among the parts of an inversion.
#[derive(Debug)]
pub struct Divided {
    grams: Grams,
    /// Where each part's grams begin, and where the last part's end.
    bounds: Vec<usize>,
}

/// All postings, growing entry by entry. Each part has the grams from its bound up to the next one.
#[derive(Debug)]
pub struct Inversion {
    bounds: Vec<Gram>,
    parts: Vec<FxHashMap<Gram, Growing>>,
    entries: u32,
}

impl Inversion {
    /// Empty, with parts of about the same work as a sample shows. The sample changes nothing else.
    pub fn new(sample: &[Grams]) -> Inversion {
        let mut all: Vec<Gram> = sample.iter().flat_map(|e| e.all.iter().map(|(gram, _)| *gram)).collect();
        all.sort_unstable();
        let mut bounds: Vec<Gram> = (1..PARTS).filter_map(|i| all.get(all.len() * i / PARTS).copied()).collect();
        bounds.insert(0, Gram::one(0));
        bounds.dedup();
        Inversion { parts: bounds.iter().map(|_| FxHashMap::default()).collect(), bounds, entries: 0 }
    }

    /// Divides an entry's grams; best done where they have just been made and are still at hand.
    pub fn divide(&self, grams: Grams) -> Divided {
        let starts = self.bounds.iter().map(|bound| grams.all.partition_point(|(gram, _)| gram < bound));
        let bounds = starts.chain([grams.all.len()]).collect();
        Divided { grams, bounds }
    }

    /// Adds the entries that follow those added before.
    pub fn add(&mut self, entries: &[Divided]) {
        let first = self.entries;
        self.parts.par_iter_mut().enumerate().for_each(|(number, part)| {
            for (entry, divided) in (first..).zip(entries) {
                let own = &divided.grams.all[divided.bounds[number]..divided.bounds[number + 1]];
                for places in own.chunk_by(|a, b| a.0 == b.0) {
                    let positions = places.iter().map(|(_, position)| *position);
                    part.entry(places[0].0).or_default().add(places[0].0, entry, positions);
                }
            }
        });
        self.entries += crate::diag::count(entries.len());
    }

    /// All postings, in the order of their grams.
    pub fn finish(self) -> Vec<Postings> {
        let parts = self.parts.into_par_iter().map(|part| {
            let mut done: Vec<Postings> = part.into_iter().map(|(gram, growing)| growing.finish(gram)).collect();
            done.sort_unstable_by_key(|postings| postings.gram);
            done
        });
        parts.collect::<Vec<_>>().into_iter().flatten().collect()
    }
}
