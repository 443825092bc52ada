//! Entries → shards of their texts, for snippets, for looking again, and for the next build to see what has changed.
//! Never holds anything that the entry's page does not show.

use super::shard::Shard;
use super::text::{Segment, Sounds, Zone};
use crate::model::Entry;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{Read, Write};

/// How many entries' texts one shard holds.
pub const SIZE: usize = 20;

/// Set in a zone's number where the text is found by its sound.
const SOUNDING: u8 = 4;

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
pub fn shard(number: usize, json: &[u8]) -> Shard {
    Shard { name: format!("t{number}"), bytes: deflate(json) }
}

fn text<'a>(entry: &'a Entry, segments: &'a [Segment]) -> Text<'a> {
    let others = segments.iter().filter(|s| s.zone != Zone::Title);
    let numbered = |s: &Segment| s.zone as u8 | if s.sounds == Sounds::Indexed { SOUNDING } else { 0 };
    Text {
        id: entry.id.as_str().into(),
        title: entry.title.as_str().into(),
        texts: others.map(|s| (numbered(s), s.text.as_str().into())).collect(),
        body: entry.body.blocks.iter().filter(|block| !block.text.is_empty()).count(),
    }
}

/// The texts of each entry of a shard, as `text::segments` gave them; `None` where it is damaged.
pub fn read(shard: &Shard) -> Option<Vec<Vec<Segment>>> {
    let mut json = Vec::new();
    DeflateDecoder::new(&shard.bytes[..]).read_to_end(&mut json).ok()?;
    let texts: Vec<Text> = serde_json::from_slice(&json).ok()?;
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

/// Raw deflate (RFC 1951).
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(6));
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
