//! `Archive` → the search index: shards that a page in any browser can load, from a disk or a server.
//! Never renders a page, never touches the disk; what it promises is in docs/search.md.

pub mod bits;
mod directory;
pub mod engine;
pub mod fold;
pub mod grams;
pub mod pack;
pub mod pinyin;
pub mod postings;
pub mod shard;
pub mod tables;
pub mod text;
pub mod texts;

use crate::model::{Archive, Entry};
use crate::path::SitePath;
use crate::render::Rendered;
use crate::theme::{Texts, Theme};
use directory::Measures;
use grams::Grams;
use postings::{Divided, Inversion};
use rayon::prelude::*;
use shard::Shard;
use text::Segment;

/// Entries indexed at a time; bounds the memory for what is not yet compact.
const BATCH: usize = 128 * texts::SIZE;

/// So many entries show how grams are spread.
const SAMPLE: usize = 32;

/// All files of the search: the engine and the index.
pub fn files(archive: &Archive, theme: &Theme) -> Vec<Rendered> {
    let ui = &theme.texts;
    let entries = numbered(archive);
    let mut inversion = Inversion::new(&sample(&entries, archive, ui));
    let mut measures = Vec::with_capacity(archive.entries.len());
    let mut text_shards: Vec<Shard> = Vec::new();
    for batch in entries.chunks(BATCH) {
        let first = text_shards.len();
        let (grams, shards): (Vec<Vec<Divided>>, Vec<Shard>) = (batch.par_chunks(texts::SIZE).enumerate())
            .map(|(i, entries)| one_shard(first + i, entries, archive, ui, &inversion))
            .unzip();
        let grams: Vec<Divided> = grams.into_iter().flatten().collect();
        measures.extend(grams.iter().map(Measures::of));
        inversion.add(&grams);
        text_shards.extend(shards);
    }
    let postings = inversion.finish();
    let cut = shard::cut(&postings);
    let directory = directory::shard(archive, &entries, &measures, &postings, &cut, &text_shards);
    let sounds = Shard { name: String::from("sounds"), bytes: texts::deflate(tables::sounds().as_bytes()) };
    let tags = directory::tags(&entries);
    let lists = cut.singles.shards.into_iter().chain(cut.pairs.shards).chain(cut.positions);
    let mut shards: Vec<Shard> = [directory, sounds, tags].into_iter().chain(lists).chain(text_shards).collect();
    let mut files: Vec<Rendered> = shards.par_drain(..).map(|shard| file(&shard)).collect();
    files.push(Rendered::new("assets/search/engine.js", engine::script(&theme.engine)));
    files
}

/// Entries as the index numbers them: from the oldest, so that a new entry changes few shards.
fn numbered(archive: &Archive) -> Vec<&Entry> {
    archive.entries.iter().rev().map(|entry| &**entry).collect()
}

/// The grams of a few entries from all over the archive.
fn sample(entries: &[&Entry], archive: &Archive, ui: &Texts) -> Vec<Grams> {
    let some = entries.iter().step_by(entries.len() / SAMPLE + 1);
    some.map(|entry| grams::grams(&text::segments(entry, archive, ui))).collect()
}

fn one_shard(
    number: usize,
    entries: &[&Entry],
    archive: &Archive,
    ui: &Texts,
    inversion: &Inversion,
) -> (Vec<Divided>, Shard) {
    let texts: Vec<(&Entry, Vec<Segment>)> = entries.iter().map(|e| (*e, text::segments(e, archive, ui))).collect();
    let grams = texts.iter().map(|(_, segments)| inversion.divide(grams::grams(segments))).collect();
    (grams, texts::shard(number, &texts))
}

/// `search/index/l12.js`.
fn file(shard: &Shard) -> Rendered {
    Rendered { path: SitePath::new(format!("search/index/{}.js", shard.name)), bytes: shard.script() }
}
