//! `archive.json`: the machine-readable list of all entries.
//! Never lists what the edition does not show.

use crate::model::Archive;
use crate::model::entry::{Audience, Kind};
use crate::path::{BranchId, EntryId, SitePath, SourcePath};
use serde::Serialize;

#[derive(Serialize)]
struct Catalogue<'a> {
    title: &'a str,
    organization: &'a str,
    entries: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a EntryId,
    kind: Kind,
    title: &'a str,
    date: String,
    year: i32,
    branches: &'a [BranchId],
    tags: &'a [String],
    audience: Audience,
    url: SitePath,
    source: &'a SourcePath,
    sha256: &'a str,
}

/// The catalogue's bytes, newest entry first, ties by id.
pub fn json(archive: &Archive) -> Vec<u8> {
    let entries = archive.entries.iter().map(|entry| Line {
        id: &entry.id,
        kind: entry.kind,
        title: &entry.title,
        date: entry.date.to_string(),
        year: entry.year,
        branches: &entry.branches,
        tags: &entry.tags,
        audience: entry.audience,
        url: entry.id.page(),
        source: &entry.source,
        sha256: &entry.sha256,
    });
    let catalogue =
        Catalogue { title: &archive.site.title, organization: &archive.site.organization, entries: entries.collect() };
    // Strings and numbers alone cannot fail to serialize.
    let mut bytes = serde_json::to_vec_pretty(&catalogue).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
