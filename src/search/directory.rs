//! Entries and shards → the directory, which a query reads first: what each entry is, which shard
//! holds which gram, and how to know a stale or damaged shard.
//! Never holds a text of an entry.

use super::Subject;
use super::fold::fold;
use super::grams::Token;
use super::postings::Postings;
use super::shard::{Cut, Shard};
use super::texts::{self, Dictionary};
use crate::model::Entry;
use crate::path::BranchId;
use base64::prelude::{BASE64_STANDARD, Engine};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// The directory. Columns hold one value for each entry, oldest entry first.
#[derive(Serialize)]
struct Directory<'a> {
    /// How many entries there are.
    entries: usize,
    /// How many entries one shard of texts holds.
    texts: usize,
    /// How many entries' places lie in one chunk.
    chunk: u32,
    /// Days since 1970, each as the distance to the one before, and how many entries are of that day.
    days: Vec<i64>,
    /// Entries whose year is not that of their date, and the year.
    years: Vec<(usize, i32)>,
    /// 0 activity, 1 award, 2 report.
    kinds: String,
    /// Ids and names.
    branches: Vec<(&'a str, &'a str)>,
    /// Each entry's first branch, in hexadecimal digits, each as many as the highest number takes.
    branch: String,
    /// Entries with more branches, and those.
    more: Vec<(usize, Vec<usize>)>,
    /// Folded characters of the title.
    titles: Vec<u32>,
    /// All tokens in order as distances, and how common each is: the logarithm of its entries.
    tokens: Vec<u32>,
    common: String,
    /// The first gram of each shard of single characters, and of each shard of pairs.
    singles: &'a [(u32, u32)],
    pairs: &'a [(u32, u32)],
    /// How many shards of places there are.
    places: usize,
    /// Checks of all shards: single characters, pairs, places, texts; three bytes each.
    checks: String,
    /// How common pairs and triples are: a hexadecimal digit for each hash, the logarithm of the entries and 1, the highest of
    /// those that share it; 0 where all are in fewer than `common_from` entries.
    common_from: u32,
    common_pairs: String,
    /// Joints that exist: a bit for each hash.
    joints: String,
    /// Folded words that mean the same.
    synonyms: Vec<Vec<String>>,
    /// What the texts are deflated with.
    dictionary: &'a str,
}

/// Writes the directory.
pub fn shard(subject: &Subject, postings: &[Postings], cut: &Cut, text_checks: &[u32]) -> Shard {
    let (archive, numbered) = (subject.archive, subject.entries.as_slice());
    let numbers: BTreeMap<&BranchId, usize> =
        archive.branches.all().iter().enumerate().map(|(i, b)| (&b.id, i)).collect();
    let branches_of = |ids: &[BranchId]| ids.iter().filter_map(|id| numbers.get(id).copied()).collect::<Vec<_>>();
    let entries = || numbered.iter().enumerate();
    let (tokens, common) = tokens(postings);
    let directory = Directory {
        entries: archive.entries.len(),
        texts: texts::SIZE,
        chunk: super::postings::CHUNK,
        days: days(numbered),
        years: entries().filter(|(_, e)| e.year != i32::from(e.date.year())).map(|(i, e)| (i, e.year)).collect(),
        kinds: entries().map(|(_, e)| char::from(b'0' + e.kind as u8)).collect(),
        branches: archive.branches.all().iter().map(|b| (b.id.as_str(), b.name.as_str())).collect(),
        branch: digits(entries().map(|(_, e)| branches_of(&e.branches).first().copied().unwrap_or(0)), numbers.len()),
        more: entries()
            .filter(|(_, e)| e.branches.len() > 1)
            .map(|(i, e)| (i, branches_of(&e.branches).into_iter().skip(1).collect()))
            .collect(),
        titles: numbered.par_iter().map(|e| crate::diag::count(fold(&e.title).len())).collect(),
        tokens,
        common,
        singles: &cut.singles.firsts,
        pairs: &cut.pairs.firsts,
        places: cut.places.len(),
        checks: checks(cut, text_checks),
        common_from: RARE,
        common_pairs: common_pairs(postings),
        joints: joints(postings),
        synonyms: archive
            .site
            .synonyms
            .iter()
            .map(|words| words.iter().map(|w| fold(w).into_iter().collect()).collect())
            .collect(),
        dictionary: subject.dictionary.text(),
    };
    // Strings and numbers alone cannot fail to serialize.
    let json = serde_json::to_vec(&directory).unwrap_or_default();
    Shard { name: String::from("directory"), bytes: texts::deflate(&json, &Dictionary::default()) }
}

fn days(entries: &[&Entry]) -> Vec<i64> {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    let day = |e: &Entry| e.date.duration_since(epoch).as_hours() / 24;
    let mut days = Vec::new();
    let mut before = 0;
    for same in entries.chunk_by(|a, b| a.date == b.date) {
        let day = day(same[0]);
        days.extend([day - before, i64::from(crate::diag::count(same.len()))]);
        before = day;
    }
    days
}

/// All tokens as distances, and for each the logarithm of how many entries have it.
fn tokens(postings: &[Postings]) -> (Vec<u32>, String) {
    let mut before: Token = 0;
    let single = postings.iter().filter(|p| p.gram.rest() == 0);
    single
        .map(|p| {
            let distance = p.gram.first() - std::mem::replace(&mut before, p.gram.first());
            // At most 31, so one digit or letter says it.
            (distance, char::from_digit(p.entries.ilog2(), 36).unwrap_or('0'))
        })
        .unzip()
}

fn checks(cut: &Cut, text_checks: &[u32]) -> String {
    let lists = [cut.singles.checks.as_slice(), &cut.pairs.checks, &cut.places, text_checks];
    let bytes: Vec<u8> =
        lists.into_iter().flatten().flat_map(|check| check.to_be_bytes().into_iter().skip(1)).collect();
    BASE64_STANDARD.encode(bytes)
}

/// A Bloom filter (Bloom 1970) of joints and of pairs with an asterisk: most queries cross no quotation mark and no
/// mask, and learn it here.
fn joints(postings: &[Postings]) -> String {
    let star = u32::from(b'*');
    let is_asked = |p: &&Postings| {
        let (first, rest) = (p.gram.first(), p.gram.rest());
        !p.gram.is_triple() && (rest & 1 == 1 || rest > 0 && (first == star || rest == 2 * (star + 1)))
    };
    let all: Vec<u32> = postings.iter().filter(is_asked).map(|p| hash(p.gram.first(), p.gram.rest())).collect();
    let mut bits = vec![0_u8; (all.len() * 12).next_power_of_two().max(64) / 8];
    let size = bits.len() * 8;
    for place in all.into_iter().flat_map(places) {
        let bit = place as usize % size;
        bits[bit / 8] |= 1 << (bit % 8);
    }
    BASE64_STANDARD.encode(bits)
}

/// Where a hash, of 25 bits, sets bits of the filter; the browser looks at the same places.
fn places(hash: u32) -> impl Iterator<Item = u32> {
    (0..4).map(move |i| hash + i * (hash >> 11 | 1))
}

/// Pairs in fewer entries are rare enough to be loaded first, in whatever order.
const RARE: u32 = 64;

/// A sketch of how many entries have each pair and triple: enough to load the rare ones of a long term first.
fn common_pairs(postings: &[Postings]) -> String {
    let is_asked = |p: &&Postings| (p.gram.has_places() || p.gram.is_triple()) && p.entries >= RARE;
    let common: Vec<&Postings> = postings.iter().filter(is_asked).collect();
    let mut cells = vec![0; (common.len() * 3 / 2).next_power_of_two().max(64)];
    for p in common {
        let place = hash(p.gram.first(), p.gram.rest()) as usize % cells.len();
        cells[place] = cells[place].max(p.entries.ilog2() + 1).min(15);
    }
    cells.into_iter().filter_map(|level| char::from_digit(level, 16)).collect()
}

/// Numbers below `end`, each in as many hexadecimal digits as the highest takes: a digit is a character, which
/// deflate packs as well as can be.
fn digits(numbers: impl Iterator<Item = usize>, end: usize) -> String {
    let width = (end.saturating_sub(1).checked_ilog2().unwrap_or(0) / 4 + 1) as usize;
    numbers.fold(String::new(), |digits, number| digits + &format!("{number:0width$x}"))
}

/// The browser reckons the same (`directory.js`).
fn hash(first: Token, rest: u32) -> u32 {
    let mixed = first.wrapping_mul(0x9E37_79B1) ^ rest.wrapping_mul(0x85EB_CA6B);
    (mixed ^ (mixed >> 15)).wrapping_mul(0x2C1B_3C6D) >> 7
}

/// Each tag with its entries, as distances: asked for only where a query names a tag.
pub fn tags(entries: &[&Entry]) -> Shard {
    let mut tags: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, entry) in entries.iter().enumerate() {
        for tag in &entry.tags {
            tags.entry(tag).or_default().push(i);
        }
    }
    for entries in tags.values_mut() {
        let mut before = 0;
        for entry in entries {
            *entry -= std::mem::replace(&mut before, *entry);
        }
    }
    let json = serde_json::to_vec(&tags).unwrap_or_default();
    Shard { name: String::from("tags"), bytes: texts::deflate(&json, &Dictionary::default()) }
}
