//! `archive.json`: the machine-readable list of all entries.
//! Never lists what the edition does not show.

use crate::model::entry::{Audience, Kind};
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId, SitePath, SourcePath};
use serde::{Serialize, Serializer};
use std::io;

#[derive(Serialize)]
struct Catalogue<'a> {
    title: &'a str,
    organization: &'a str,
    entries: Lines<'a>,
}

/// The lines of an archive, made one after another as they are written: of a large one, memory does not hold them all.
struct Lines<'a>(&'a Archive);

impl Serialize for Lines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries.iter().map(|entry| line(entry)))
    }
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

/// Writes the catalogue, newest entry first, ties by id.
pub fn json(archive: &Archive, to: &mut dyn io::Write) -> io::Result<()> {
    let (title, organization) = (&archive.site.title, &archive.site.organization);
    let catalogue = Catalogue { title, organization, entries: Lines(archive) };
    serde_json::to_writer_pretty(&mut *to, &catalogue)?;
    to.write_all(b"\n")
}

fn line(entry: &Entry) -> Line<'_> {
    Line {
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
    }
}
