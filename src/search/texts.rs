//! Entries → shards of their texts, for snippets, for looking again, and for the next build to see what has changed.
//! Never holds anything that the entry's page does not show.

use super::shard::Shard;
use super::text::{Segment, Sounds, Zone};
use crate::model::Entry;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::hash::Hasher;

/// How many entries' texts one shard holds.
pub const SIZE: usize = 28;

/// Set in a zone's number where the text is found by its sound.
const SOUNDING: u8 = 4;

/// So many entries' texts are the dictionary that all shards are deflated with, at most; few entries have none.
const SAMPLE: usize = 12;

/// One entry in so many is in it.
const SHARE: usize = 32;

/// As far back as deflate looks (RFC 1951).
const WINDOW: usize = 32 << 10;

/// Texts that others are like: what deflate may refer back to from the first byte of a shard on.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dictionary(String);

impl Dictionary {
    /// The texts of the entries that `sampled` chose, the last ones where they are too long.
    pub fn of(samples: &[Vec<u8>]) -> Dictionary {
        let text = String::from_utf8_lossy(&samples.concat()).into_owned();
        let start = (text.len().saturating_sub(WINDOW)..=text.len()).find(|at| text.is_char_boundary(*at));
        Dictionary(text[start.unwrap_or(text.len())..].to_owned())
    }

    /// As the directory hands it over.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// The entries for the dictionary: those whose ids have the lowest hash. Most edits change none of them, and the
/// dictionary stays as it is.
pub fn sampled<'e>(entries: &[&'e Entry]) -> Vec<&'e Entry> {
    let hash = |entry: &Entry| {
        let mut hasher = rustc_hash::FxHasher::default();
        hasher.write(entry.id.as_str().as_bytes());
        // Its own low bits say little.
        hasher.finish().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16
    };
    let mut all: Vec<&Entry> = entries.to_vec();
    all.sort_by_cached_key(|entry| (hash(entry), entry.id.clone()));
    all.truncate((entries.len() / SHARE).min(SAMPLE));
    all
}

#[derive(Serialize, Deserialize)]
struct Text<'a> {
    id: Cow<'a, str>,
    title: Cow<'a, str>,
    /// Each zone's number and text; the title's is left out.
    texts: Vec<(u8, Cow<'a, str>)>,
    /// How many of the texts, the last ones, are the body's.
    body: usize,
}

/// What the shard of some entries that follow one another holds, before it is packed.
pub fn json(entries: &[(&Entry, Vec<Segment>)]) -> Vec<u8> {
    let texts: Vec<Text> = entries.iter().map(|(entry, segments)| text(entry, segments)).collect();
    // Strings and numbers alone cannot fail to serialize.
    serde_json::to_vec(&texts).unwrap_or_default()
}

/// The shard of this number.
pub fn shard(number: usize, json: &[u8], dictionary: &Dictionary) -> Shard {
    Shard { name: format!("t{number}"), bytes: deflate(json, dictionary) }
}

fn text<'a>(entry: &'a Entry, segments: &'a [Segment]) -> Text<'a> {
    let others = segments.iter().filter(|s| s.zone != Zone::Title);
    let numbered = |s: &Segment| s.zone as u8 | if s.sounds == Sounds::Indexed { SOUNDING } else { 0 };
    Text {
        id: entry.id.as_str().into(),
        title: entry.title.as_str().into(),
        texts: others.map(|s| (numbered(s), s.text.as_str().into())).collect(),
        body: entry.body.blocks,
    }
}

/// The texts of each entry of a shard, as `text::segments` gave them; `None` where it is damaged.
pub fn read(shard: &Shard, dictionary: &Dictionary) -> Option<Vec<Vec<Segment>>> {
    let texts: Vec<Text> = serde_json::from_slice(&inflate(&shard.bytes, dictionary)?).ok()?;
    texts.into_iter().map(segments).collect()
}

fn segments(text: Text) -> Option<Vec<Segment>> {
    let title = Segment { zone: Zone::Title, text: text.title.into_owned(), sounds: Sounds::Indexed };
    let other = |(number, text): (u8, Cow<str>)| {
        let zone = [Zone::Body, Zone::Heading, Zone::Key].into_iter().find(|zone| *zone as u8 == number & !SOUNDING)?;
        let sounds = if number & SOUNDING == 0 { Sounds::Passed } else { Sounds::Indexed };
        Some(Segment { zone, text: text.into_owned(), sounds })
    };
    [Some(title)].into_iter().chain(text.texts.into_iter().map(other)).collect()
}

/// Raw deflate (RFC 1951), which begins as if the dictionary had gone before.
pub fn deflate(bytes: &[u8], dictionary: &Dictionary) -> Vec<u8> {
    let mut compress = Compress::new(Compression::new(6), false);
    // Nothing has been written yet, which is when a dictionary may be set; and writing into memory cannot fail.
    let _ = compress.set_dictionary(dictionary.0.as_bytes());
    let mut deflated = Vec::with_capacity(bytes.len() / 3 + 64);
    loop {
        let read = usize::try_from(compress.total_in()).unwrap_or(bytes.len());
        match compress.compress_vec(&bytes[read..], &mut deflated, FlushCompress::Finish) {
            Ok(Status::StreamEnd) | Err(_) => return deflated,
            Ok(Status::Ok | Status::BufError) => deflated.reserve(deflated.len() / 2 + 64),
        }
    }
}

/// What was deflated with the dictionary; `None` where it is damaged.
pub fn inflate(bytes: &[u8], dictionary: &Dictionary) -> Option<Vec<u8>> {
    let mut decompress = Decompress::new(false);
    decompress.set_dictionary(dictionary.0.as_bytes()).ok()?;
    let mut inflated = Vec::with_capacity(bytes.len() * 4 + 64);
    loop {
        let (read, written) = (usize::try_from(decompress.total_in()).ok()?, inflated.len());
        match decompress.decompress_vec(&bytes[read..], &mut inflated, FlushDecompress::Finish).ok()? {
            Status::StreamEnd => return Some(inflated),
            // Room was left: the bytes end too early.
            Status::Ok | Status::BufError if written == inflated.len() && inflated.len() < inflated.capacity() => {
                return None;
            }
            Status::Ok | Status::BufError => inflated.reserve(inflated.len() + 64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Dictionary, deflate, inflate};

    #[test]
    fn what_is_deflated_comes_back() {
        let mut random = fastrand::Rng::with_seed(3);
        for length in [0, 1, 70, 1000, 20_000, 200_000] {
            for dictionary in [Dictionary::default(), Dictionary::of(&[vec![b'x'; 40_000], "支部党员大会".into()])]
            {
                let bytes: Vec<u8> = (0..length).map(|_| random.u8(b'a'..b'f')).collect();
                let deflated = deflate(&bytes, &dictionary);
                assert_eq!(inflate(&deflated, &dictionary).as_deref(), Some(&bytes[..]));
                assert_eq!(inflate(&deflated[..deflated.len() - 1], &dictionary), None, "{length} bytes, cut");
            }
        }
    }

    #[test]
    fn a_dictionary_ends_with_whole_characters() {
        let long = Dictionary::of(&["党".repeat(20_000).into()]);
        assert!(long.text().len() <= super::WINDOW && long.text().chars().all(|c| c == '党'));
    }
}
