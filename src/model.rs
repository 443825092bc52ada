//! `Sources` → `Archive`: every text parsed, typed, checked and linked; all faults at once.
//! Never touches the disk and never makes a page.

pub mod asset;
pub mod body;
pub mod branch;
pub mod checks;
pub mod contacts;
pub mod date;
pub mod earlier;
pub mod entry;
pub mod fields;
pub mod filing;
pub mod front_matter;
pub mod guessed;
pub mod include;
pub mod keys;
pub mod leak;
pub mod locate;
pub mod meetings;
pub mod memory;
pub mod number;
pub mod numbering;
pub mod records;
pub mod resolve;
pub mod site;
pub mod source;
pub mod yaml;

use crate::diag::{Diagnostic, Fault, Place};
use crate::load::{Asset, SourceFile, Sources};
use crate::path::{BranchId, EntryId, SourcePath};
use body::Body;
use branch::BranchTree;
use earlier::Earlier;
use entry::{Audience, Details, Kind, Retention};
use fields::Spot;
use filing::{Filing, Filings};
use jiff::civil::Date;
use leak::Waivers;
use memory::Memory;
use site::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which readers a build is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// All entries.
    Internal,
    /// Public entries alone, as if there were no others.
    Public,
}

impl Edition {
    /// What `--audience` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Edition::Internal => "internal",
            Edition::Public => "public",
        }
    }
}

/// A file that an entry offers for download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The file.
    pub source: SourcePath,
    /// What to show for it.
    pub title: String,
    /// Bytes.
    pub size: u64,
}

/// A photo that an entry shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// The file.
    pub source: SourcePath,
    /// Its caption.
    pub title: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// One entry, complete: every link resolved, the body rendered.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs, or named by its type")]
pub struct Entry {
    pub id: EntryId,
    pub source: SourcePath,
    /// Of the source file, in hex.
    pub sha256: Arc<str>,
    pub kind: Kind,
    pub title: String,
    pub date: Date,
    pub year: i32,
    pub branches: Vec<BranchId>,
    pub tags: Vec<String>,
    pub series: Option<String>,
    pub summary: Option<String>,
    pub audience: Audience,
    /// As the entry itself has it; `Archive::filing` tells what holds.
    pub number: Option<Spot<String>>,
    /// As the entry itself has it; `Archive::filing` tells what holds.
    pub retention: Option<Retention>,
    pub recorded: Option<Date>,
    pub waive: Waivers,
    pub attachments: Vec<Attachment>,
    pub photos: Vec<Photo>,
    pub evidence: Vec<EntryId>,
    /// Everything named as evidence, in the front matter or in a report's records.
    pub cites: BTreeSet<EntryId>,
    /// Whether every `**` of the body is a mask.
    pub masks: bool,
    pub details: Details,
    pub body: Body,
    /// Files that the body links to or shows.
    pub body_assets: BTreeSet<SourcePath>,
}

/// A whole archive, ready to be planned.
#[derive(Debug)]
pub struct Archive {
    /// Its settings.
    pub site: Site,
    /// The day that ledgers are reckoned on.
    pub as_of: Option<Date>,
    /// Which readers it is for.
    pub edition: Edition,
    /// Its branches.
    pub branches: BranchTree,
    /// Newest first, ties by id; shared with the next archive while `serve` runs.
    pub entries: Vec<Arc<Entry>>,
    /// Files beside the entries.
    pub assets: BTreeMap<SourcePath, Asset>,
    /// Archive numbers and retention of all entries.
    pub filings: Filings,
    by_id: BTreeMap<EntryId, usize>,
}

impl Archive {
    /// The entry with this id, if this edition has it.
    pub fn get(&self, id: &EntryId) -> Option<&Entry> {
        self.position(id).map(|position| &*self.entries[position])
    }

    /// Where among all entries that one stands.
    pub fn position(&self, id: &EntryId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The archive number and retention of an entry; neither where this edition does not have it.
    pub fn filing(&self, id: &EntryId) -> &Filing {
        self.by_id.get(id).and_then(|i| self.filings.filings.get(*i)).unwrap_or(filing::UNFILED)
    }
}

/// Checks and links everything. The archive is `None` where any error was found.
pub fn archive(sources: &Sources, edition: Edition) -> (Option<Archive>, Vec<Diagnostic>) {
    Memory::new(edition).archive(sources, &Memory::everything(sources))
}

/// What can be read of the archive, even where there are errors: for looking further, never for building.
pub fn readable(sources: &Sources, edition: Edition) -> (Archive, Vec<Diagnostic>) {
    Memory::new(edition).readable(sources, &Memory::everything(sources))
}

/// The same, for a build that looks at its sources once: entries' texts are taken out of the sources as they are
/// parsed, and what was parsed is dropped as soon as it is resolved.
pub fn released(sources: &mut Sources, edition: Edition) -> (Archive, Vec<Diagnostic>) {
    Memory::new(edition).released(sources)
}

/// The same as `archive`, with the numbers that an earlier catalogue has, beyond those of `content/catalogue.csv`.
pub fn archive_after(sources: &Sources, edition: Edition, earlier: Earlier) -> (Option<Archive>, Vec<Diagnostic>) {
    Memory::new(edition).after(earlier).archive(sources, &Memory::everything(sources))
}

/// The branches alone, faults passed over: for commands that only look one up.
pub fn branches(sources: &Sources) -> BranchTree {
    settings(sources.branches.as_ref(), "content/branches.yaml", branch::tree, &mut Vec::new())
}

/// The file of the settings, for faults that only the entries bring to light.
fn site_file() -> SourcePath {
    SourcePath::new("content/site.yaml")
}

/// Newest first, ties by id.
fn sort(entries: &mut [Arc<Entry>]) {
    entries.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
}

fn assemble(
    site: Site,
    branches: BranchTree,
    entries: Vec<Arc<Entry>>,
    filings: Filings,
    sources: &Sources,
    edition: Edition,
) -> Archive {
    let by_id = entries.iter().enumerate().map(|(i, e)| (e.id.clone(), i)).collect();
    let as_of = site.as_of.or_else(|| entries.first().map(|e| e.date));
    Archive { site, as_of, edition, branches, entries, assets: sources.assets.clone(), filings, by_id }
}

/// Reads one of the two settings files; a missing one is a fault and gives the default.
fn settings<T: Default>(
    file: Option<&SourceFile>,
    name: &str,
    read: fn(&SourcePath, &yaml::Node) -> (T, Vec<Diagnostic>),
    faults: &mut Vec<Diagnostic>,
) -> T {
    let path = SourcePath::new(name);
    let Some(file) = file else {
        let fault = Fault::FileMissing { name: name.to_owned() };
        // A build that could not read the file has said so already.
        if !faults.iter().any(|d| d.file == path) {
            faults.push(Diagnostic::new(&path, Place::START, fault));
        }
        return T::default();
    };
    let node = source::text(file).and_then(|text| yaml::parse(&path, text, 1, keys::is_key));
    match node {
        Ok(node) => {
            let (value, found) = read(&path, &node);
            faults.extend(found);
            value
        }
        Err(found) => {
            faults.extend(found);
            T::default()
        }
    }
}
