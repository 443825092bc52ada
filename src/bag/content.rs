//! Which sources a snapshot takes along, and in what form.
//! Pure: never opens a file; which photos carry camera data, only the disk can tell, and the caller says.

use super::{Withheld, settings};
use crate::diag::{Diagnostic, Fault, Place};
use crate::load::member::Member;
use crate::load::{SourceFile, Sources};
use crate::model::entry::Details;
use crate::model::{Archive, Entry};
use crate::path::{EntryId, SourcePath};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A source as the snapshot has it.
#[derive(Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// These bytes.
    Bytes(Cow<'a, [u8]>),
    /// The bytes of the file on the disk.
    Copy,
}

/// Sources by path, and what is said about those that stay behind.
pub type Taken<'a> = (BTreeMap<SourcePath, Item<'a>>, Vec<Diagnostic>);

/// Everything but drafts, as it is; the members' snapshots whole, so that each can still be verified by itself.
pub fn internal<'a>(sources: &'a Sources, archive: &Archive) -> Taken<'a> {
    let own = archive.entries.iter().map(|entry| &entry.source).filter(|path| path.is_own());
    let shown: BTreeSet<&SourcePath> = own.collect();
    let mut items = entries(sources, |path| shown.contains(path));
    let settings = [&sources.site, &sources.branches, &sources.catalogue].into_iter().flatten();
    items.extend(settings.map(|file| (file.path.clone(), whole(file))));
    let members = sources.gathered.members.iter().flat_map(Member::files);
    let assets = sources.assets.keys().filter(|path| path.is_own()).cloned();
    items.extend(assets.chain(members).map(|path| (path, Item::Copy)));
    (items, Vec::new())
}

fn entries(sources: &Sources, kept: impl Fn(&SourcePath) -> bool) -> BTreeMap<SourcePath, Item<'_>> {
    let files = sources.entries.iter().filter(|file| kept(&file.path));
    files.map(|file| (file.path.clone(), whole(file))).collect()
}

fn whole(file: &SourceFile) -> Item<'_> {
    Item::Bytes(Cow::Borrowed(file.bytes.as_slice()))
}

/// The public entries' files and what they use. What would tell of anything that the site does not
/// show stays behind, each with a warning: a source that names an entry which is not public, and the
/// original of a photo with camera data. The settings keep what the site needs, without comments.
///
/// `all` is the internal edition of the same sources, `said` what was found in them, and
/// `camera_data` tells of a photo whether its file holds more than the picture.
pub fn public<'a>(
    sources: &'a Sources,
    archive: &Archive,
    all: &Archive,
    said: &[Diagnostic],
    camera_data: impl Fn(&SourcePath) -> bool,
) -> Taken<'a> {
    let drafts: BTreeSet<&SourcePath> =
        said.iter().filter(|d| matches!(d.fault, Fault::LinkToDraft { .. })).map(|d| &d.file).collect();
    let open = |entry: &&Entry| !drafts.contains(&entry.source) && !names_hidden(entry, archive, all);
    let public = || archive.entries.iter().map(AsRef::as_ref);
    let taken: BTreeSet<&SourcePath> = public().filter(open).map(|entry| &entry.source).collect();
    let withheld = public().filter(|entry| !taken.contains(&entry.source));
    let mut warnings: Vec<Diagnostic> = withheld.map(|e| warning(&e.source, Fault::SourceWithheld)).collect();
    let mut items = entries(sources, |path| taken.contains(path));
    for path in used(archive) {
        if camera_data(&path) {
            warnings.push(warning(&path, Fault::PhotoWithheld));
        } else {
            items.insert(path, Item::Copy);
        }
    }
    items.extend(sources.site.as_ref().map(|file| (file.path.clone(), rewritten(settings::site(file)))));
    let members = sources.gathered.members.iter().filter_map(|member| member.branches.as_ref());
    let branches = sources.branches.iter().chain(members);
    items.extend(branches.map(|file| (file.path.clone(), rewritten(settings::branches(file)))));
    (items, warnings)
}

/// How many of these warnings are of each kind.
pub fn withheld(warnings: &[Diagnostic]) -> Withheld {
    let count = |fault: &Fault| warnings.iter().filter(|d| d.fault == *fault).count();
    Withheld { sources: count(&Fault::SourceWithheld), photos: count(&Fault::PhotoWithheld) }
}

fn rewritten(text: String) -> Item<'static> {
    Item::Bytes(Cow::Owned(text.into_bytes()))
}

fn warning(path: &SourcePath, fault: Fault) -> Diagnostic {
    Diagnostic::new(path, Place::START, fault)
}

/// Every file beside the entries that an entry of this edition uses.
fn used(archive: &Archive) -> BTreeSet<SourcePath> {
    let of = |entry: &Entry| {
        let attached = entry.attachments.iter().map(|a| a.source.clone());
        let photos = entry.photos.iter().map(|p| p.source.clone());
        attached.chain(photos).chain(entry.body_assets.iter().cloned()).collect::<Vec<_>>()
    };
    archive.entries.iter().flat_map(|entry| of(entry)).collect()
}

/// Whether an entry's source names one that this edition's readers may not know of. Where it does, the
/// internal edition shows something that the public one does not: evidence or a link.
fn names_hidden(entry: &Entry, archive: &Archive, all: &Archive) -> bool {
    all.get(&entry.id).is_none_or(|whole| whole.cites != entry.cites || whole.body != entry.body)
        || recurs(entry).any(|id| archive.get(&id).is_none())
}

/// The reports whose problems came back in this one.
fn recurs(entry: &Entry) -> impl Iterator<Item = EntryId> {
    let problems = match &entry.details {
        Details::Report(report) => report.problems.as_slice(),
        _ => &[],
    };
    let named = problems.iter().filter_map(|problem| problem.recurs.as_ref());
    named.filter_map(|spot| spot.value.split_once('#')).map(|(id, _)| EntryId::new(id))
}

/// Names that a bag's manifest cannot hold: programs disagree on how `%` is written there (RFC 8493, 2.1.3).
/// Names with line breaks are errors of every build.
pub fn bad_names<'p>(items: impl Iterator<Item = &'p SourcePath>, sources: &Sources) -> Vec<Diagnostic> {
    let themes = sources.themes.keys().map(|path| SourcePath::new(format!("themes/{path}")));
    let paths = items.cloned().chain(themes);
    paths.filter(|path| path.as_str().contains('%')).map(|path| warning(&path, Fault::PercentName)).collect()
}
