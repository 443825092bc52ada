//! `Sources` brought up to date with the disk: reads what changed and keeps the rest.
//! Never interprets a text; `load` itself is the case in which nothing is known yet.

use super::{Asset, Found, Read, SourceFile, Sources};
use crate::diag::Failure;
use crate::path::SourcePath;
use crate::stamp::Stamp;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What a watcher says has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Files and folders below `content/` and `themes/`, or these two themselves.
    pub paths: BTreeSet<SourcePath>,
    /// The watcher may have missed something.
    pub rescan: bool,
}

impl Touched {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.rescan
    }
}

/// How far the files beside the entries are others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssetChange {
    /// Not at all.
    #[default]
    None,
    /// One may have other bytes.
    Bytes,
    /// One is new or gone, or its size or kind is another.
    Shape,
}

/// In what the sources differ from what they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Entries that are new, gone, or of other bytes.
    pub entries: BTreeSet<SourcePath>,
    /// `site.yaml`, `branches.yaml` or `catalogue.csv`.
    pub settings: bool,
    /// The files beside the entries.
    pub assets: AssetChange,
    /// Files below `themes/`, by path relative to it.
    pub themes: BTreeSet<String>,
    /// What could not be read.
    pub faults: bool,
}

impl Changes {
    /// Takes further changes in.
    pub fn add(&mut self, more: Changes) {
        self.entries.extend(more.entries);
        self.settings |= more.settings;
        self.assets = self.assets.max(more.assets);
        self.themes.extend(more.themes);
        self.faults |= more.faults;
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Changes::default()
    }
}

/// Brings the sources up to date and adds to `changes` in what they differ from before. Where this
/// fails, what was added still holds.
pub fn refresh(root: &Path, sources: &mut Sources, touched: &Touched, changes: &mut Changes) -> Result<(), Failure> {
    let known = !touched.rescan && touched.paths.iter().all(|path| one(root, sources, path, changes));
    if known { Ok(()) } else { rescan(root, sources, &touched.paths, changes) }
}

/// Reads one file again. False where that is not enough: a file or folder that is new, gone or odd.
fn one(root: &Path, sources: &mut Sources, path: &SourcePath, changes: &mut Changes) -> bool {
    let debris = path.as_str().split('/').any(super::is_debris_name);
    let disk = root.join(path.as_str());
    let Ok(metadata) = fs::symlink_metadata(&disk) else { return debris || !is_known(sources, path) };
    if debris {
        return true;
    }
    if !metadata.is_file() {
        return false;
    }
    if let Some(theme) = path.as_str().strip_prefix("themes/") {
        return one_of_theme(&disk, sources, theme, changes);
    }
    match super::read(Found { path: path.clone(), disk, stamp: Stamp::of(&metadata) }) {
        Read::Text(file) => replace_text(sources, file, changes),
        Read::Asset(asset) => replace_asset(sources, asset, changes),
        Read::Fault(_) | Read::Gone => false,
    }
}

/// Whether the sources hold this file, or files in this folder.
fn is_known(sources: &Sources, path: &SourcePath) -> bool {
    let folder = format!("{path}/");
    let concerns = |p: &SourcePath| p == path || p.as_str().starts_with(&folder);
    let texts =
        sources.entries.iter().chain(&sources.site).chain(&sources.branches).chain(&sources.catalogue).map(|f| &f.path);
    let theme = |p: &String| path.as_str() == "themes" || concerns(&SourcePath::new(format!("themes/{p}")));
    texts.chain(sources.assets.keys()).chain(sources.faults.iter().map(|d| &d.file)).any(concerns)
        || sources.themes.keys().any(theme)
}

fn one_of_theme(disk: &Path, sources: &mut Sources, path: &str, changes: &mut Changes) -> bool {
    let (Some(old), Ok(bytes)) = (sources.themes.get_mut(path), fs::read(disk)) else { return false };
    if *old != bytes {
        *old = bytes;
        changes.themes.insert(path.to_owned());
    }
    true
}

fn replace_text(sources: &mut Sources, file: SourceFile, changes: &mut Changes) -> bool {
    let own = match file.path.as_str() {
        "content/site.yaml" => sources.site.as_mut(),
        "content/branches.yaml" => sources.branches.as_mut(),
        "content/catalogue.csv" => sources.catalogue.as_mut(),
        _ => sources.entries.binary_search_by(|e| e.path.cmp(&file.path)).ok().map(|i| &mut sources.entries[i]),
    };
    let Some(old) = own else { return false };
    if old.bytes != file.bytes {
        note_text(&file.path, changes);
    }
    *old = file;
    true
}

fn replace_asset(sources: &mut Sources, asset: Asset, changes: &mut Changes) -> bool {
    let Some(old) = sources.assets.get_mut(&asset.path) else { return false };
    changes.assets = changes.assets.max(difference(old, &asset));
    *old = asset;
    true
}

fn note_text(path: &SourcePath, changes: &mut Changes) {
    if super::is_settings(path) {
        changes.settings = true;
    } else {
        changes.entries.insert(path.clone());
    }
}

fn difference(old: &Asset, new: &Asset) -> AssetChange {
    if (&old.path, old.size, old.kind) != (&new.path, new.size, new.kind) {
        AssetChange::Shape
    } else if old.stamp != new.stamp {
        AssetChange::Bytes
    } else {
        AssetChange::None
    }
}

/// Finds everything anew, but opens only what is new, named, or of another size or time.
pub(super) fn rescan(
    root: &Path,
    sources: &mut Sources,
    named: &BTreeSet<SourcePath>,
    changes: &mut Changes,
) -> Result<(), Failure> {
    let content = root.join("content");
    if !content.is_dir() {
        return Err(Failure::NoContent(root.to_path_buf()));
    }
    let themes = super::themes(root)?;
    let mut fresh = Sources { themes, ..Sources::default() };
    let found = super::walk(root, &content, &mut fresh.faults);
    super::report_names(&found, &mut fresh.faults);
    let mut old = std::mem::take(sources);
    let settings = [old.site.take(), old.branches.take(), old.catalogue.take()].into_iter().flatten();
    let mut texts: BTreeMap<SourcePath, SourceFile> =
        old.entries.drain(..).chain(settings).map(|f| (f.path.clone(), f)).collect();
    let mut unread = Vec::new();
    for file in found {
        if named.contains(&file.path) {
            unread.push(file);
        } else if texts.get(&file.path).is_some_and(|t| t.stamp == file.stamp) {
            super::place(texts.remove(&file.path).map_or(Read::Gone, Read::Text), &mut fresh);
        } else if let Some(asset) = old.assets.get(&file.path).filter(|a| a.stamp == file.stamp) {
            super::place(Read::Asset(asset.clone()), &mut fresh);
        } else {
            unread.push(file);
        }
    }
    let read: Vec<Read> = unread.into_par_iter().map(super::read).collect();
    for item in read {
        if let Read::Text(file) = &item {
            let same = texts.remove(&file.path).is_some_and(|t| t.bytes == file.bytes);
            if !same {
                note_text(&file.path, changes);
            }
        }
        super::place(item, &mut fresh);
    }
    // Whatever was there and was not found again.
    for path in texts.keys() {
        note_text(path, changes);
    }
    fresh.entries.sort_by(|a, b| a.path.cmp(&b.path));
    compare_others(&old, &fresh, changes);
    *sources = fresh;
    Ok(())
}

fn compare_others(old: &Sources, fresh: &Sources, changes: &mut Changes) {
    changes.faults |= old.faults != fresh.faults;
    let pairs = old.assets.values().zip(fresh.assets.values());
    let found = pairs.map(|(a, b)| difference(a, b)).max().unwrap_or_default();
    let as_many = old.assets.len() == fresh.assets.len();
    changes.assets = changes.assets.max(if as_many { found } else { AssetChange::Shape });
    let names: BTreeSet<&String> = old.themes.keys().chain(fresh.themes.keys()).collect();
    let differ = names.into_iter().filter(|name| old.themes.get(*name) != fresh.themes.get(*name));
    changes.themes.extend(differ.cloned());
}
