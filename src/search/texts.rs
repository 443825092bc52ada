//! Entries → shards of their texts, for snippets and for looking again.
//! Never holds anything that the entry's page does not show.

use super::shard::Shard;
use super::text::{Segment, Zone};
use crate::model::Entry;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use std::io::Write;

/// How many entries' texts one shard holds.
pub const SIZE: usize = 20;

#[derive(Serialize)]
struct Text<'a> {
    id: &'a str,
    title: &'a str,
    /// Each zone's number and text; the title's is left out.
    texts: Vec<(u8, &'a str)>,
    /// How many of the texts, the last ones, are the body's.
    body: usize,
}

/// The shard of some entries that follow one another.
pub fn shard(number: usize, entries: &[(&Entry, Vec<Segment>)]) -> Shard {
    let texts: Vec<Text> = entries.iter().map(|(entry, segments)| text(entry, segments)).collect();
    // Strings and numbers alone cannot fail to serialize.
    let json = serde_json::to_vec(&texts).unwrap_or_default();
    Shard { name: format!("t{number}"), bytes: deflate(&json) }
}

fn text<'a>(entry: &'a Entry, segments: &'a [Segment]) -> Text<'a> {
    let others = segments.iter().filter(|s| s.zone != Zone::Title);
    Text {
        id: entry.id.as_str(),
        title: &entry.title,
        texts: others.map(|s| (s.zone as u8, s.text.as_str())).collect(),
        body: entry.body.blocks.iter().filter(|block| !block.text.is_empty()).count(),
    }
}

/// Raw deflate (RFC 1951).
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(6));
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
