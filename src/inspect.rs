//! The files that entries offer for download → what in them must not be published; photos that may be the same.
//! Reads each through `load`, holds one at a time a thread, and never changes or copies one.

use crate::diag::{Diagnostic, Failure, Fault, Place};
use crate::fingerprint::Fingerprint;
use crate::leaks::Rule;
use crate::leaks::document::{self, Content, LIMIT, Unread};
use crate::load::{Asset, AssetKind, Files};
use crate::model::entry::Audience;
use crate::model::{Archive, Entry, leak};
use crate::path::{EntryId, SourcePath};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A file of an archive with the entries that show it.
struct Used<'a> {
    asset: &'a Asset,
    entries: Vec<&'a Entry>,
    way: Way,
}

/// How a file comes into the site.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// As a picture made anew, without metadata.
    Shown,
    /// Byte for byte.
    Copied,
}

/// What was found in files.
#[derive(Debug, Default)]
pub struct Inspected {
    /// What must not be published.
    pub found: Vec<Diagnostic>,
    /// Entries with the codes of which they let something pass.
    pub waived: BTreeSet<(EntryId, String)>,
}

/// Everything in the names and contents of all files of an archive.
pub fn files(files: &Files, archive: &Archive) -> Result<Inspected, Failure> {
    let used: Vec<Used> = used(archive).into_values().collect();
    let each: Result<Vec<Inspected>, Failure> = used.par_iter().map(|file| one(files, file)).collect();
    let mut all = Inspected::default();
    for one in each? {
        all.found.extend(one.found);
        all.waived.extend(one.waived);
    }
    Ok(all)
}

/// The prints of all photos that have as many bytes as another one; the others are unlike any.
pub fn prints(files: &Files, archive: &Archive) -> Result<BTreeMap<SourcePath, Fingerprint>, Failure> {
    let mut by_size: BTreeMap<u64, Vec<&SourcePath>> = BTreeMap::new();
    for photo in archive.entries.iter().flat_map(|entry| &entry.photos) {
        let size = archive.assets.get(&photo.source).map_or(0, |asset| asset.size);
        by_size.entry(size).or_default().push(&photo.source);
    }
    let mut paths: Vec<&SourcePath> = by_size.into_values().filter(|same| same.len() > 1).flatten().collect();
    paths.sort();
    paths.dedup();
    printed(files, &paths)
}

/// The prints of all files that entries show or offer.
pub fn shown(files: &Files, archive: &Archive) -> Result<BTreeMap<SourcePath, Fingerprint>, Failure> {
    let paths: Vec<&SourcePath> = used(archive).into_keys().collect();
    printed(files, &paths)
}

fn printed(files: &Files, paths: &[&SourcePath]) -> Result<BTreeMap<SourcePath, Fingerprint>, Failure> {
    let print = |path: &&SourcePath| Ok(((*path).clone(), Fingerprint::of_bytes(&files.bytes(path)?)));
    paths.par_iter().map(print).collect()
}

fn used(archive: &Archive) -> BTreeMap<&SourcePath, Used<'_>> {
    let mut used: BTreeMap<&SourcePath, Used> = BTreeMap::new();
    for entry in &archive.entries {
        let attached = entry.attachments.iter().map(|a| (&a.source, Way::Copied));
        let shown = entry.photos.iter().map(|p| (&p.source, Way::Shown));
        let linked = entry.body_assets.iter().map(|source| (source, way_of_link(archive.assets.get(source))));
        for (source, way) in attached.chain(shown).chain(linked) {
            let Some(asset) = archive.assets.get(source) else { continue };
            let file = used.entry(source).or_insert(Used { asset, entries: Vec::new(), way });
            file.way = file.way.max(way);
            file.entries.push(entry);
        }
    }
    used
}

fn way_of_link(asset: Option<&Asset>) -> Way {
    match asset.map(|a| a.kind) {
        Some(AssetKind::Photo { .. }) => Way::Shown,
        _ => Way::Copied,
    }
}

fn one(files: &Files, file: &Used) -> Result<Inspected, Failure> {
    let mut found = leak::name(&file.asset.path);
    if file.way == Way::Copied {
        found.extend(inside(files, file.asset)?);
    }
    let internal = file.entries.iter().all(|e| e.audience == Audience::Internal);
    found.retain(|d| !(internal && d.fault.code() == Rule::Internal.code()));
    // What several entries offer passes only where each of them says so.
    let waived = codes_waived(file, &found);
    found.retain(|d| !file.entries.iter().all(|e| e.waive.has(d.fault.code())));
    found.dedup();
    Ok(Inspected { found, waived })
}

fn codes_waived(file: &Used, found: &[Diagnostic]) -> BTreeSet<(EntryId, String)> {
    let codes: BTreeSet<&str> = found.iter().map(|d| d.fault.code()).collect();
    let of = |entry: &&Entry| -> Vec<(EntryId, String)> {
        codes.iter().filter(|code| entry.waive.has(code)).map(|code| (entry.id.clone(), (*code).to_owned())).collect()
    };
    file.entries.iter().flat_map(of).collect()
}

fn inside(files: &Files, asset: &Asset) -> Result<Vec<Diagnostic>, Failure> {
    let whole = |fault: Fault| Diagnostic::new(&asset.path, Place::START, fault);
    let extension = asset.path.extension();
    if document::is_opaque(&extension) {
        return Ok(Vec::new());
    }
    if asset.size > LIMIT {
        return Ok(vec![whole(Fault::LeakUnread { why: Unread::TooLarge })]);
    }
    Ok(match document::read(&extension, &files.bytes(&asset.path)?) {
        Ok(Content::Lines(text)) => leak::lines(&asset.path, &text),
        Ok(Content::Pieces(text)) => leak::lines(&asset.path, &text).into_iter().map(|d| whole(d.fault)).collect(),
        Ok(Content::PlacedPhoto) => vec![whole(Fault::LeakPhotoPlace)],
        Ok(Content::Nothing) => Vec::new(),
        Err(why) => vec![whole(Fault::LeakUnread { why })],
    })
}
