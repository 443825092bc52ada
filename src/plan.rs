//! `Archive` → `Plan`: every page of the site, where it stands, and which entries it lists.
//! Never renders; holds positions in `Archive::entries`, not copies of entries.

pub mod index;

use crate::leaf::Leaf;
use crate::ledgers::{self, Ledger, Reckoned, Scope};
use crate::model::asset;
use crate::model::entry::Details;
use crate::model::{Archive, Entry};
use crate::overviews::{self, Overview};
use crate::path::{SitePath, SourcePath};
use index::{Index, Subject};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many entries one page of an index lists.
pub const PAGE_SIZE: usize = 50;

/// Longest side of a photo as shown, in pixels.
pub const PHOTO_SIDE: u32 = 1600;

/// Longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 480;

/// Everything a build will write, apart from the theme's own files.
#[derive(Debug)]
pub struct Plan {
    /// Which entries belong to which subject.
    pub index: Index,
    /// All pages.
    pub pages: Vec<Page>,
    /// All files that come from beside the entries.
    pub files: Vec<File>,
    /// All pages of ledgers; each has a table for other programs beside it.
    pub ledgers: BTreeSet<(Ledger, Scope)>,
    /// All pages of overviews.
    pub overviews: BTreeSet<Overview>,
}

/// One page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it stands.
    pub path: SitePath,
    /// What it shows.
    pub content: Content,
}

/// What a page shows.
#[derive(Clone, Debug)]
pub enum Content {
    /// The home page.
    Home,
    /// One entry, by its position.
    Entry(usize),
    /// One page of the list of a subject's entries.
    List(List),
    /// All years.
    Years,
    /// The tree of branches.
    Branches,
    /// All tags.
    Tags,
    /// The list of the ledgers.
    Ledgers,
    /// One page of some rows of a ledger.
    Ledger(Ledger, Scope, Leaf),
    /// One page of an overview.
    Overview(Overview, Leaf),
    /// The search page; its scripts fill it.
    Search,
    /// What a server shows for an address that does not exist.
    NotFound,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct List {
    /// What the list is of.
    pub subject: Subject,
    /// Which of the subject's entries.
    pub leaf: Leaf,
}

/// A file made from one beside the entries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// Where it goes.
    pub path: SitePath,
    /// Where it comes from.
    pub source: SourcePath,
    /// How.
    pub making: Making,
}

/// How a file is made from its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Making {
    /// Byte for byte.
    Copy,
    /// Decoded, turned upright, at most this many pixels a side, encoded without metadata.
    Photo(u32),
}

/// Plans the whole site. How many pages a ledger takes, its rows tell.
pub fn plan(archive: &Archive, reckoned: &Reckoned) -> Plan {
    let of_entries = || (Index::of(archive), ledgers::scopes(archive));
    let ((index, ledgers), lengths) = rayon::join(of_entries, || overviews::pages(archive, reckoned.of(archive)));
    let mut pages = vec![
        page("index.html", Content::Home),
        page("years/index.html", Content::Years),
        page("branches/index.html", Content::Branches),
        page("tags/index.html", Content::Tags),
        page("ledgers/index.html", Content::Ledgers),
        page("search/index.html", Content::Search),
        page("404.html", Content::NotFound),
    ];
    let entries = archive.entries.iter().enumerate();
    pages.extend(entries.map(|(i, entry)| Page { path: entry.id.page(), content: Content::Entry(i) }));
    for (subject, members) in index.subjects() {
        pages.extend(list_pages(subject, members.positions.len()));
    }
    let rows = reckoned.of(archive);
    for (ledger, scope) in &ledgers {
        pages.extend(ledger_pages(*ledger, scope, rows.length(*ledger, scope)));
    }
    for (overview, lines) in &lengths {
        pages.extend(overview_pages(overview, *lines));
    }
    Plan { index, pages, files: files(archive), ledgers, overviews: lengths.into_keys().collect() }
}

/// Whether the plan of one archive is also that of another, in which most entries are the same ones.
/// Most edits change only what a page shows, and a plan takes longer than all the rest of such an edit.
pub fn is_same(before: &Archive, after: &Archive) -> bool {
    let pairs = || before.entries.iter().zip(&after.entries);
    before.entries.len() == after.entries.len()
        && pairs().all(|(a, b)| Arc::ptr_eq(a, b) || plans_alike(a, b))
        && before.branches == after.branches
        && before.assets == after.assets
        && ledgers::settings(before) == ledgers::settings(after)
        && overviews::settings(before) == overviews::settings(after)
}

/// Whether two entries are alike in all that `plan` looks at.
fn plans_alike(a: &Entry, b: &Entry) -> bool {
    let level = |entry: &Entry| match &entry.details {
        Details::Award(award) => award.level,
        _ => None,
    };
    (&a.id, a.kind, a.year, level(a)) == (&b.id, b.kind, b.year, level(b))
        && (&a.branches, &a.tags, &a.cites) == (&b.branches, &b.tags, &b.cites)
        && ledgers::traits(a) == ledgers::traits(b)
        && overviews::traits(a) == overviews::traits(b)
        && (&a.attachments, &a.photos, &a.body_assets) == (&b.attachments, &b.photos, &b.body_assets)
}

fn page(path: &str, content: Content) -> Page {
    Page { path: SitePath::new(path), content }
}

fn list_pages(subject: &Subject, length: usize) -> impl Iterator<Item = Page> {
    Leaf::of(length, PAGE_SIZE).map(|leaf| Page {
        path: subject.page(leaf.number),
        content: Content::List(List { subject: subject.clone(), leaf }),
    })
}

fn ledger_pages(ledger: Ledger, scope: &Scope, rows: usize) -> impl Iterator<Item = Page> {
    Leaf::of(rows, ledger.page_size()).map(move |leaf| Page {
        path: scope.leaf(ledger, leaf.number),
        content: Content::Ledger(ledger, scope.clone(), leaf),
    })
}

fn overview_pages(overview: &Overview, lines: usize) -> impl Iterator<Item = Page> {
    Leaf::of(lines, overviews::PAGE_SIZE)
        .map(|leaf| Page { path: overview.leaf(leaf.number), content: Content::Overview(overview.clone(), leaf) })
}

/// The files that the shown entries use, each once.
fn files(archive: &Archive) -> Vec<File> {
    let mut files = BTreeSet::new();
    for entry in &archive.entries {
        files.extend(entry.attachments.iter().map(|a| copy(&a.source)));
        for photo in &entry.photos {
            files.insert(shown(&photo.source));
            files.insert(thumbnail(&photo.source));
        }
        files.extend(entry.body_assets.iter().map(|source| body_file(archive, source)));
    }
    files.into_iter().collect()
}

fn copy(source: &SourcePath) -> File {
    File { path: asset::file_path(source), source: source.clone(), making: Making::Copy }
}

fn shown(source: &SourcePath) -> File {
    File { path: asset::photo_path(source), source: source.clone(), making: Making::Photo(PHOTO_SIDE) }
}

fn thumbnail(source: &SourcePath) -> File {
    let making = Making::Photo(THUMBNAIL_SIDE);
    File { path: asset::thumbnail_path(source), source: source.clone(), making }
}

fn body_file(archive: &Archive, source: &SourcePath) -> File {
    let photo =
        archive.assets.get(source).is_some_and(|asset| matches!(asset.kind, crate::load::AssetKind::Photo { .. }));
    if photo { shown(source) } else { copy(source) }
}
