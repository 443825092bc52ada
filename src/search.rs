//! `Archive` → the search index: shards that a page in any browser can load, from a disk or a server.
//! Never renders a page, never touches the disk; what it promises is in docs/search.md.

pub mod coder;
mod directory;
pub mod engine;
pub mod fold;
pub mod grams;
mod lexicon;
pub mod pack;
pub mod patch;
pub mod pinyin;
pub mod postings;
pub mod shard;
pub mod tables;
pub mod text;
pub mod texts;

use crate::fingerprint::Fingerprint;
use crate::model::{Archive, Entry};
use crate::path::SitePath;
use crate::render::Rendered;
use crate::theme::{Texts, Theme};
use grams::{Grams, Seen};
use patch::Change;
use postings::{Inversion, Postings};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use shard::Shard;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use text::Segment;
use texts::Dictionary;

/// Entries indexed at a time; bounds the memory for what is not yet compact.
const BATCH: usize = 128 * texts::SIZE;

/// With more changed shards of texts than this, and than a share of all, indexing everything is no slower.
const FEW: usize = 8;
const SHARE: usize = 50;

/// A file of the index.
#[derive(Debug)]
pub struct IndexFile {
    /// Where it goes.
    pub path: SitePath,
    /// What it is made from.
    pub print: Fingerprint,
    /// What it holds; `None` where the earlier build's file stays.
    pub shard: Option<Shard>,
}

/// What takes each file of an index as soon as it is made; many threads call it at once.
pub type Take<'a, E> = &'a (dyn Fn(IndexFile) -> Result<(), E> + Sync);

/// What is known of an index without reading it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexMemory {
    singles: usize,
    pairs: usize,
    places: usize,
    /// What the texts were deflated with.
    dictionary: Option<Fingerprint>,
    texts: Marks,
}

/// An index that an earlier build left.
#[derive(Clone, Copy)]
pub struct Earlier<'a> {
    /// What is known of it.
    pub memory: &'a IndexMemory,
    /// A file's bytes, if the file is as that build left it.
    pub read: &'a (dyn Fn(&SitePath) -> Option<Vec<u8>> + Sync),
    /// Whether it is.
    pub has: &'a (dyn Fn(&SitePath) -> bool + Sync),
}

/// Print and check of each shard of texts.
type Marks = Vec<(Fingerprint, u32)>;

/// A shard of texts; `None` where it is as the earlier build left it.
struct TextShard {
    print: Fingerprint,
    check: u32,
    shard: Option<Shard>,
}

/// The engine's script, and all files of the index.
pub fn files(archive: &Archive, theme: &Theme) -> Vec<Rendered> {
    let scripts = engine(theme).into_iter().map(|script| Rendered { bytes: (script.make)(), path: script.path });
    let files = Mutex::new(scripts.collect::<Vec<_>>());
    let take = |file: IndexFile| {
        let rendered = file.shard.map(|shard| Rendered { path: file.path, bytes: shard.script() });
        files.lock().unwrap_or_else(PoisonError::into_inner).extend(rendered);
        Ok::<(), Infallible>(())
    };
    let Ok(_) = index(archive, &theme.texts, None, &take);
    files.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// A script that every site has, made only where it is not there yet.
pub struct Script<'a> {
    /// Where it goes.
    pub path: SitePath,
    /// What it is made from.
    pub print: Option<Fingerprint>,
    /// Makes it.
    pub make: Box<dyn Fn() -> Vec<u8> + 'a>,
}

/// The engine's scripts, and that of the tables that it folds by.
pub fn engine(theme: &Theme) -> Vec<Script<'_>> {
    let own = engine::BUNDLES.into_iter().map(|bundle| Script {
        path: SitePath::new(format!("assets/search/{}.js", bundle.0)),
        print: Fingerprint::of(&theme.engine),
        make: Box::new(move || engine::script(bundle, &theme.engine)),
    });
    let tables = Script {
        path: SitePath::new("assets/search/tables.js"),
        // They are the program's own, and no program believes what another one remembers.
        print: Fingerprint::of(&"tables"),
        make: Box::new(engine::tables),
    };
    own.chain([tables]).collect()
}

/// Makes the tables that all entries are looked up in, which whoever asks first would wait for.
pub fn get_ready() {
    pinyin::get_ready();
}

/// Makes the index; where an earlier one is known and little has changed, from that. Says what the next build needs
/// to know of it.
pub fn index<E: Send>(
    archive: &Archive,
    ui: &Texts,
    earlier: Option<Earlier>,
    take: Take<E>,
) -> Result<IndexMemory, E> {
    let subject = Subject::of(archive, ui);
    let hand = |shards: Vec<Shard>| shards.into_par_iter().try_for_each(|shard| take(printed(shard)));
    let indexed = || match earlier.and_then(|earlier| subject.patched(earlier)) {
        Some((postings, texts)) => Ok((postings, handed(texts, 0, take)?)),
        None => subject.whole(take),
    };
    let (indexed, (sounds, tags)) = rayon::join(indexed, || (sounds(earlier), directory::tags(&subject.entries)));
    let (mut postings, texts) = indexed?;
    let cut = shard::cut(&mut postings, &hand)?;
    let checks: Vec<u32> = texts.iter().map(|(_, check)| *check).collect();
    hand(vec![directory::shard(&subject, &postings, &cut, &checks), tags])?;
    take(sounds)?;
    Ok(IndexMemory {
        singles: cut.singles.checks.len(),
        pairs: cut.pairs.checks.len(),
        places: cut.places.len(),
        dictionary: Some(subject.dictionary_print()),
        texts,
    })
}

/// Hands over shards of texts, the first of which has this number; their prints and checks stay.
fn handed<E: Send>(texts: Vec<TextShard>, first: usize, take: Take<E>) -> Result<Marks, E> {
    let one = |(i, text): (usize, TextShard)| {
        take(IndexFile { path: path(&format!("t{}", first + i)), print: text.print, shard: text.shard })?;
        Ok((text.print, text.check))
    };
    texts.into_par_iter().enumerate().map(one).collect()
}

/// How characters are read, which is the program's own; no program believes what another one remembers.
fn sounds(earlier: Option<Earlier>) -> IndexFile {
    let name = "sounds";
    let stays = earlier.is_some_and(|earlier| (earlier.has)(&path(name)));
    let make = || texts::deflate(tables::sounds().as_bytes(), &Dictionary::default());
    let shard = (!stays).then(|| Shard { name: name.to_owned(), bytes: make() });
    IndexFile { path: path(name), print: Fingerprint::of_bytes(name.as_bytes()), shard }
}

fn printed(shard: Shard) -> IndexFile {
    IndexFile { path: path(&shard.name), print: Fingerprint::of_bytes(&shard.bytes), shard: Some(shard) }
}

/// `search/index/l12.js`.
fn path(name: &str) -> SitePath {
    SitePath::new(format!("search/index/{name}.js"))
}

/// Entries as the index numbers them: from the oldest, so that a new entry changes few shards.
fn numbered(archive: &Archive) -> Vec<&Entry> {
    archive.entries.iter().rev().map(|entry| &**entry).collect()
}

/// What is indexed.
struct Subject<'a> {
    archive: &'a Archive,
    ui: &'a Texts,
    entries: Vec<&'a Entry>,
    dictionary: Dictionary,
}

impl<'a> Subject<'a> {
    fn of(archive: &'a Archive, ui: &'a Texts) -> Subject<'a> {
        let mut subject = Subject { archive, ui, entries: numbered(archive), dictionary: Dictionary::default() };
        let samples = texts::sampled(&subject.entries);
        let samples: Vec<Vec<u8>> = samples.iter().map(|e| texts::json(&subject.with_segments(&[*e]))).collect();
        subject.dictionary = Dictionary::of(&samples);
        subject
    }

    fn dictionary_print(&self) -> Fingerprint {
        Fingerprint::of_bytes(self.dictionary.text().as_bytes())
    }

    fn text_shard(&self, number: usize, json: &[u8]) -> TextShard {
        let shard = texts::shard(number, json, &self.dictionary);
        TextShard { print: Fingerprint::of_bytes(json), check: shard.check(), shard: Some(shard) }
    }

    fn segments(&self, entry: &Entry) -> Vec<Segment> {
        text::segments(entry, self.archive, self.ui)
    }

    fn with_segments(&self, entries: &[&'a Entry]) -> Vec<(&'a Entry, Vec<Segment>)> {
        entries.iter().map(|entry| (*entry, self.segments(entry))).collect()
    }

    /// Indexes everything. Shards of texts are handed over batch by batch.
    fn whole<E: Send>(&self, take: Take<E>) -> Result<(Vec<Postings>, Marks), E> {
        let mut inversion = Inversion::default();
        let mut texts = Vec::new();
        for batch in self.entries.chunks(BATCH) {
            let first = texts.len();
            let (grams, shards): (Vec<Vec<Grams>>, Vec<TextShard>) = (batch.par_chunks(texts::SIZE).enumerate())
                .map_init(Seen::default, |seen, (i, entries)| {
                    let entries = self.with_segments(entries);
                    let grams = entries.iter().map(|(_, own)| grams::grams(own, seen)).collect();
                    (grams, self.text_shard(first + i, &texts::json(&entries)))
                })
                .unzip();
            let grams: Vec<Grams> = grams.into_iter().flatten().collect();
            let ((), handed) = rayon::join(|| inversion.add(&grams), || handed(shards, first, take));
            texts.extend(handed?);
        }
        Ok((inversion.finish(), texts))
    }

    /// Brings an earlier index up to date; `None` where that is not possible, or not worth it.
    fn patched(&self, earlier: Earlier) -> Option<(Vec<Postings>, Vec<TextShard>)> {
        if earlier.memory.dictionary != Some(self.dictionary_print()) {
            return None;
        }
        let before = &earlier.memory.texts;
        let known = |number: usize| before.get(number).filter(|_| (earlier.has)(&path(&format!("t{number}"))));
        let texts: Vec<TextShard> = (self.entries.par_chunks(texts::SIZE).enumerate())
            .map(|(number, entries)| {
                let json = texts::json(&self.with_segments(entries));
                let print = Fingerprint::of_bytes(&json);
                match known(number).filter(|(before, _)| *before == print) {
                    Some((_, check)) => TextShard { print, check: *check, shard: None },
                    None => self.text_shard(number, &json),
                }
            })
            .collect();
        let gone = texts.len()..before.len();
        let others: Vec<usize> = (0..texts.len()).filter(|i| texts[*i].shard.is_some()).chain(gone).collect();
        if others.len() > FEW.max(before.len() / SHARE) {
            return None;
        }
        let changes: Option<Vec<Vec<Change>>> = others.par_iter().map(|i| self.changes(*i, earlier)).collect();
        let mut postings = earlier.postings()?;
        patch::patch(&mut postings, &changes?.into_iter().flatten().collect::<Vec<_>>());
        Some((postings, texts))
    }

    /// What has changed among the entries of one shard of texts.
    fn changes(&self, number: usize, earlier: Earlier) -> Option<Vec<Change>> {
        let first = number * texts::SIZE;
        let entries = self.entries.iter().skip(first).take(texts::SIZE);
        let new: Vec<Vec<Segment>> = entries.map(|entry| self.segments(entry)).collect();
        let known = number < earlier.memory.texts.len();
        let old =
            if known { texts::read(&earlier.shard(&format!("t{number}"))?, &self.dictionary)? } else { Vec::new() };
        let none = Vec::new();
        let pairs =
            (0..new.len().max(old.len())).map(|i| (i, old.get(i).unwrap_or(&none), new.get(i).unwrap_or(&none)));
        let mut seen = Seen::default();
        let changes = pairs.filter(|(_, old, new)| old != new).map(|(i, old, new)| Change {
            entry: crate::diag::count(first + i),
            old: grams::grams(old, &mut seen),
            new: grams::grams(new, &mut seen),
        });
        Some(changes.collect())
    }
}

impl Earlier<'_> {
    fn shard(&self, name: &str) -> Option<Shard> {
        Shard::of_script(name, &(self.read)(&path(name))?)
    }

    fn shards(&self, letter: char, count: usize) -> Option<Vec<Vec<u8>>> {
        (0..count).into_par_iter().map(|i| Some(self.shard(&format!("{letter}{i}"))?.bytes)).collect()
    }

    /// All postings, in the order of their grams.
    fn postings(&self) -> Option<Vec<Postings>> {
        let places = self.shards('p', self.memory.places)?;
        let mut lists = self.shards('s', self.memory.singles)?;
        lists.extend(self.shards('l', self.memory.pairs)?);
        let read: Option<Vec<Vec<Postings>>> = lists.par_iter().map(|list| shard::read(list, &places)).collect();
        let mut all: Vec<Postings> = read?.into_iter().flatten().collect();
        all.sort_by_key(|p| p.gram);
        Some(all)
    }
}
