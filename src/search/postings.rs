//! Grams of entry after entry → for each gram, in which entries it stands, how often and where.
//! Entries must come in their order; never keeps an entry's text.

use super::coder::{Decoder, Encoder, Numbers, Symbols};
use super::grams::{Gram, Grams, Place, SHARES};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Places in so many entries lie in one chunk, which can be read without the ones before it.
pub const CHUNK: u32 = 16_384;

/// How many zones there are.
const ZONES: usize = 4;

/// Of its like, so many before a token in its row have symbols of their own.
const FEW: u8 = 3;

/// What is expected of a list.
#[derive(Debug, Default)]
struct ListModel {
    /// Entries between two that have the gram.
    gaps: Numbers<24>,
    /// The highest zone, by the one before.
    zones: [Symbols<ZONES>; ZONES],
    before: u8,
}

/// What is expected of places (`engine/postings.js` has the same).
#[derive(Debug, Default)]
struct PlacesModel {
    /// How often beyond once, by how often in the entry before.
    counts: [Numbers<8>; 4],
    before: u32,
    /// A place's zone, by the highest of the entry.
    zones: [Symbols<ZONES>; ZONES],
    /// In the body and elsewhere, rows from the zone's beginning, and from the place before.
    rows: [[Numbers<12>; 2]; 2],
    /// By the same, how many of their like stand before both tokens, at most `FEW`; the last symbol where the second stands in
    /// the next row.
    likes: [Symbols<{ WRAPS as usize + 1 }>; 2],
    /// Of the first and the second token, how many more than `FEW`.
    more: [Numbers<8>; 2],
    /// How many, where the second stands in the next row.
    wrapped: [Numbers<8>; 2],
}

/// The symbol of a place whose second token stands in the next row.
const WRAPS: u8 = (FEW + 1) * (FEW + 1);

/// A gram's postings, still growing.
#[derive(Debug, Default)]
struct Growing {
    entries: u32,
    /// The entry that would follow without a gap.
    next: u32,
    list: Encoder,
    lists: ListModel,
    chunk: Encoder,
    places: PlacesModel,
    chunks: Vec<Vec<u8>>,
}

/// A gram's postings, done.
#[derive(Debug)]
pub struct Postings {
    /// Which gram.
    pub gram: Gram,
    /// In how many entries.
    pub entries: u32,
    /// The entries: for each how many lie between it and the one before, and the highest zone.
    pub list: Vec<u8>,
    /// Places, of `CHUNK` entries each: for each entry how many; then for each its zone, where the entry's highest is not
    /// the body, its row, as the distance from the one before in the same zone, and the rest of it.
    pub chunks: Vec<Vec<u8>>,
}

impl ListModel {
    fn write(&mut self, to: &mut Encoder, gap: u32, highest: u8) {
        self.gaps.write(to, gap);
        self.zones[usize::from(self.before)].write(to, highest);
        self.before = highest;
    }

    fn read(&mut self, from: &mut Decoder) -> (u32, u8) {
        let gap = self.gaps.read(from);
        self.before = self.zones[usize::from(self.before)].read(from);
        (gap, self.before)
    }
}

impl PlacesModel {
    fn counts(&mut self) -> &mut Numbers<8> {
        &mut self.counts[self.before.min(3) as usize]
    }

    /// Places come in order; the last one is of the entry's highest zone.
    fn write(&mut self, to: &mut Encoder, places: &[Place]) {
        let beyond = crate::diag::count(places.len()) - 1;
        self.counts().write(to, beyond);
        self.before = beyond;
        let highest = places.last().map_or(0, |place| place.zone);
        let mut before: Option<Place> = None;
        for place in places {
            // From the highest zone on there is nothing to tell.
            if before.map_or(0, |b| b.zone) < highest {
                self.zones[usize::from(highest)].write(to, place.zone);
            }
            self.write_place(to, before.filter(|b| b.zone == place.zone), *place);
            before = Some(*place);
        }
    }

    fn write_place(&mut self, to: &mut Encoder, before: Option<Place>, place: Place) {
        let known = usize::from(before.is_some());
        self.rows[usize::from(place.zone > 0)][known].write(to, place.row - before.map_or(0, |b| b.row));
        let likes = [place.first, place.second];
        if place.wraps {
            self.likes[known].write(to, WRAPS);
            for (model, like) in self.wrapped.iter_mut().zip(likes) {
                model.write(to, like.into());
            }
            return;
        }
        let [first, second] = likes.map(|like| like.min(FEW));
        self.likes[known].write(to, first * (FEW + 1) + second);
        for (model, more) in self.more.iter_mut().zip(likes.map(|like| like.checked_sub(FEW))) {
            if let Some(more) = more {
                model.write(to, more.into());
            }
        }
    }

    fn read(&mut self, from: &mut Decoder, highest: u8) -> Vec<Place> {
        let count = self.counts().read(from);
        self.before = count;
        let mut before: Option<Place> = None;
        let place = |_| {
            let least = before.map_or(0, |b| b.zone);
            let zone = if least < highest { self.zones[usize::from(highest)].read(from) } else { least };
            let place = self.read_place(from, zone, before.filter(|b| b.zone == zone));
            before = Some(place);
            place
        };
        (0..=count).map(place).collect()
    }

    fn read_place(&mut self, from: &mut Decoder, zone: u8, before: Option<Place>) -> Place {
        let known = usize::from(before.is_some());
        let row = before.map_or(0, |b| b.row) + self.rows[usize::from(zone > 0)][known].read(from);
        let symbol = self.likes[known].read(from);
        let wraps = symbol == WRAPS;
        let [first, second] = if wraps {
            self.wrapped.each_mut().map(|model| small(model.read(from)))
        } else {
            let few = [symbol / (FEW + 1), symbol % (FEW + 1)];
            [0, 1].map(|token| few[token] + if few[token] == FEW { small(self.more[token].read(from)) } else { 0 })
        };
        Place { zone, row, first, wraps, second }
    }
}

/// A number below `ROW`, which fits.
fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

impl Growing {
    /// Adds an entry, with the gram's places in it in order.
    fn add(&mut self, gram: Gram, entry: u32, places: &[Place]) {
        let highest = places.last().map_or(0, |place| place.zone);
        self.lists.write(&mut self.list, entry - self.next, highest);
        if gram.has_places() {
            if self.entries > 0 && self.entries.is_multiple_of(CHUNK) {
                self.chunks.push(std::mem::take(&mut self.chunk).finish());
                self.places = PlacesModel::default();
            }
            self.places.write(&mut self.chunk, places);
        }
        self.next = entry + 1;
        self.entries += 1;
    }

    fn finish(mut self, gram: Gram) -> Postings {
        if gram.has_places() {
            self.chunks.reserve_exact(1);
            self.chunks.push(self.chunk.finish());
        }
        Postings { gram, entries: self.entries, list: self.list.finish(), chunks: self.chunks }
    }
}

/// One entry in a gram's postings: its number, and the gram's places in it; where places are not kept, its highest zone.
pub type Posting = (u32, Vec<Place>);

/// Places in order and once each; of a gram without places the highest zone.
pub fn kept(gram: Gram, places: &mut Vec<Place>) {
    places.sort_unstable();
    places.dedup();
    if !gram.has_places() {
        places.drain(..places.len().saturating_sub(1));
    }
}

impl Postings {
    /// Writes a gram's postings, in the order of the entries.
    pub fn write(gram: Gram, all: &[Posting]) -> Postings {
        let mut growing = Growing::default();
        for (entry, places) in all {
            growing.add(gram, *entry, places);
        }
        growing.finish(gram)
    }

    /// Reads what `write` wrote.
    pub fn read(&self) -> Vec<Posting> {
        let (mut list, mut lists) = (Decoder::new(&self.list), ListModel::default());
        let mut chunks = self.chunks.iter();
        let (mut chunk, mut model) = (Decoder::new(&[]), PlacesModel::default());
        let mut next = 0;
        let mut all = Vec::with_capacity(self.entries as usize);
        for number in 0..self.entries {
            let (gap, highest) = lists.read(&mut list);
            if self.gram.has_places() && number % CHUNK == 0 {
                chunk = Decoder::new(chunks.next().map_or(&[], Vec::as_slice));
                model = PlacesModel::default();
            }
            let places =
                if self.gram.has_places() { model.read(&mut chunk, highest) } else { vec![Place::of_zone(highest)] };
            all.push((next + gap, places));
            next += gap + 1;
        }
        all
    }
}

/// Grams that are still to be added: of each gram, which entries it stands in and where.
type Batch = FxHashMap<Gram, Vec<(u32, Place)>>;

/// All postings, growing entry by entry, in shares.
#[derive(Debug, Default)]
pub struct Inversion {
    shares: [FxHashMap<Gram, Box<Growing>>; SHARES],
    entries: u32,
}

impl Inversion {
    /// Adds the entries that follow those added before. A gram's postings are written at one go: one gram after another, and not
    /// one entry after another, finds what it needs in the processor's caches.
    pub fn add(&mut self, entries: &[Grams]) {
        let first = self.entries;
        self.shares.par_iter_mut().enumerate().for_each(|(number, share)| {
            let mut batch = Batch::default();
            for (entry, grams) in (first..).zip(entries) {
                for (gram, place) in &grams.shares[number] {
                    batch.entry(*gram).or_default().push((entry, *place));
                }
            }
            let mut places = Vec::new();
            for (gram, all) in batch {
                let growing = share.entry(gram).or_default();
                for one in all.chunk_by(|a, b| a.0 == b.0) {
                    places.clear();
                    places.extend(one.iter().map(|(_, place)| *place));
                    kept(gram, &mut places);
                    growing.add(gram, one[0].0, &places);
                }
            }
        });
        self.entries += crate::diag::count(entries.len());
    }

    /// All postings, in the order of their grams.
    pub fn finish(self) -> Vec<Postings> {
        let shares = Vec::from(self.shares).into_par_iter();
        let done = shares.map(|share| share.into_iter().map(|(gram, growing)| growing.finish(gram)).collect());
        let mut all: Vec<Postings> = done.collect::<Vec<Vec<Postings>>>().into_iter().flatten().collect();
        all.par_sort_unstable_by_key(|postings| postings.gram);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, Gram, Place, Posting, Postings, kept};

    fn place(random: &mut fastrand::Rng) -> Place {
        let zone = if random.u8(..4) == 0 { random.u8(..4) } else { 0 };
        let top = 1 << random.u32(..12);
        let row = random.u32(..top);
        let first = random.u8(..64);
        Place { zone, row, first: first >> random.u8(..6), wraps: random.bool(), second: random.u8(..3) }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut random = fastrand::Rng::with_seed(5);
        for count in [0, 1, 2, 60, 3 * CHUNK + 7] {
            for gram in [Gram::one(20), Gram::pair(20, 30), Gram::joint(20, 30)] {
                let mut entry = 0;
                let all: Vec<Posting> = (0..count)
                    .map(|_| {
                        let far = random.u32(..4000);
                        entry += 1 + random.u32(..9) / 7 * far;
                        let mut places: Vec<Place> = (0..=random.usize(..4)).map(|_| place(&mut random)).collect();
                        kept(gram, &mut places);
                        let zone = |place: &Place| Place::of_zone(place.zone);
                        (entry, if gram.has_places() { places } else { places.iter().map(zone).collect() })
                    })
                    .collect();
                assert_eq!(Postings::write(gram, &all).read(), all, "{gram:?}, {count} entries");
            }
        }
    }
}
