//! The rules of `dangan check` beyond faults: a typed archive, its texts and the prints of its photos → findings at
//! their places. Never touches the disk, and nothing here stops a build.

mod attendance;
mod awards;
mod document;
pub mod fix;
mod headings;
mod late;
mod masks;
mod meetings;
mod photos;
mod presence;
mod records;
mod similar;
mod terms;
pub mod view;
mod votes;
mod waivers;

use crate::diag::{CheckFault, Diagnostic, Fault, Place};
use crate::fingerprint::Fingerprint;
use crate::load::Sources;
use crate::model::locate::{Located, Step};
use crate::model::{Archive, Entry, source};
use crate::path::{EntryId, SourcePath};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What the rules look at.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The archive, perhaps of texts with errors.
    pub archive: &'a Archive,
    /// What it was read from.
    pub sources: &'a Sources,
    /// The prints of photos that may be the same as others.
    pub photos: &'a BTreeMap<SourcePath, Fingerprint>,
    /// Waivers that have let a leak in an attachment pass.
    pub waived: &'a BTreeSet<(EntryId, String)>,
}

/// Where a finding stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// The value there.
    Field(Vec<Step>),
    /// So many characters of an entry's text, from this byte of it.
    Body { offset: usize, length: usize },
    /// The same, from a byte of the whole file.
    Text { offset: usize, length: usize },
}

/// What a finding speaks of.
#[derive(Clone, Copy)]
enum Subject<'a> {
    /// An entry.
    Entry(&'a Entry),
    /// The record of this number in `branches.yaml`.
    Branch(usize),
    /// `site.yaml`.
    Site,
}

/// One finding, before settings and waivers.
struct Finding<'a> {
    subject: Subject<'a>,
    at: At,
    fault: CheckFault,
}

impl<'a> Finding<'a> {
    fn field(entry: &'a Entry, way: &[Step], fault: CheckFault) -> Finding<'a> {
        Finding { subject: Subject::Entry(entry), at: At::Field(way.to_vec()), fault }
    }

    fn key(entry: &'a Entry, key: &'static str, fault: CheckFault) -> Finding<'a> {
        Finding::field(entry, &[Step::Key(key)], fault)
    }

    fn body(entry: &'a Entry, offset: usize, length: usize, fault: CheckFault) -> Finding<'a> {
        Finding { subject: Subject::Entry(entry), at: At::Body { offset, length }, fault }
    }

    fn branch(number: usize, keys: &[&'static str], fault: CheckFault) -> Finding<'a> {
        let keys = keys.iter().map(|key| Step::Key(key));
        let way = std::iter::once(Step::Item(number)).chain(keys).collect();
        Finding { subject: Subject::Branch(number), at: At::Field(way), fault }
    }
}

/// Rules that look at one entry and its text alone.
fn alone<'a>(entry: &'a Entry, body: &str, archive: &Archive) -> Vec<Finding<'a>> {
    let checks = &archive.site.check;
    let lists = [attendance::find(entry), votes::find(entry, body), headings::find(entry, body)];
    let single = [document::find(entry), awards::find(entry, checks), late::find(entry, checks)];
    lists.into_iter().flatten().chain(single.into_iter().flatten()).collect()
}

/// Everything in texts that may have errors: only what one entry tells by itself.
pub fn entries(from: Material) -> Vec<Diagnostic> {
    let found = of_entries(from);
    Settler::new(from).settle(found)
}

/// Everything in an archive without errors.
pub fn all(from: Material) -> Vec<Diagnostic> {
    let archive = from.archive;
    let (alone, together) = rayon::join(|| of_entries(from), || compared(from));
    let mut settler = Settler::new(from);
    let mut settled = settler.settle(alone.into_iter().chain(together).collect());
    let unused = waivers::find(archive, from.sources, &settler.used);
    settled.extend(settler.settle(unused));
    settled
}

fn of_entries(from: Material<'_>) -> Vec<Finding<'_>> {
    let one = |entry| alone(entry, body(entry, from.sources), from.archive);
    from.archive.entries.par_iter().flat_map_iter(|entry| one(entry)).collect()
}

/// A rule that compares, ready to run.
type Rule<'a> = Box<dyn Fn() -> Vec<Finding<'a>> + Send + Sync + 'a>;

/// Rules that compare.
fn compared(from: Material<'_>) -> Vec<Finding<'_>> {
    let archive = from.archive;
    let rules: [Rule<'_>; 7] = [
        Box::new(move || meetings::find(archive)),
        Box::new(move || terms::find(archive)),
        Box::new(move || records::find(archive)),
        Box::new(move || presence::find(archive)),
        Box::new(move || photos::find(archive, from.photos)),
        Box::new(move || similar::find(archive, from.sources)),
        Box::new(move || masks::find(archive, from.sources)),
    ];
    rules.par_iter().flat_map_iter(|rule| rule()).collect()
}

/// The text of an entry, as written.
fn body<'a>(entry: &Entry, sources: &'a Sources) -> &'a str {
    let text = sources.entry(&entry.source).and_then(|file| source::text(file).ok());
    text.and_then(source::halves).map_or("", |(_, body)| body)
}

const BRANCHES: &str = "content/branches.yaml";
const SITE: &str = "content/site.yaml";

/// Whose record waives something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Entry(EntryId),
    /// The branch of this number.
    Branch(usize),
    Site,
}

/// Findings → diagnostics, less what is switched off or waived.
struct Settler<'a> {
    from: Material<'a>,
    used: BTreeSet<(Owner, String)>,
}

impl<'a> Settler<'a> {
    fn new(from: Material<'a>) -> Settler<'a> {
        let attached = from.waived.iter().map(|(entry, code)| (Owner::Entry(entry.clone()), code.clone()));
        Settler { from, used: attached.collect() }
    }

    fn settle(&mut self, found: Vec<Finding>) -> Vec<Diagnostic> {
        let mut by_file: BTreeMap<SourcePath, Vec<(At, Fault)>> = BTreeMap::new();
        for finding in found {
            // A waiver of a rule that is off counts as needed: the rule may be on again tomorrow.
            if self.is_waived(&finding) {
                continue;
            }
            let Some(severity) = self.from.archive.site.check.severity(finding.fault.rule()) else { continue };
            let file = match finding.subject {
                Subject::Entry(entry) => entry.source.clone(),
                Subject::Branch(_) => SourcePath::new(BRANCHES),
                Subject::Site => SourcePath::new(SITE),
            };
            by_file.entry(file).or_default().push((finding.at, Fault::Check(Box::new(finding.fault), severity)));
        }
        let by_file: Vec<_> = by_file.into_iter().collect();
        by_file.into_par_iter().flat_map_iter(|(file, found)| placed(&file, found, self.from.sources)).collect()
    }

    /// Whether its entry, branch or settings let it pass; remembers that the waiver was needed.
    fn is_waived(&mut self, finding: &Finding) -> bool {
        let archive = self.from.archive;
        let (owner, waive) = match finding.subject {
            Subject::Entry(entry) => (Owner::Entry(entry.id.clone()), Some(&entry.waive)),
            Subject::Branch(number) => {
                (Owner::Branch(number), archive.branches.all().get(number).map(|branch| &branch.waive))
            }
            Subject::Site => (Owner::Site, Some(&archive.site.waive)),
        };
        let code = finding.fault.rule().code();
        let waived = waive.is_some_and(|waive| waive.has(code));
        if waived {
            self.used.insert((owner, code.to_owned()));
        }
        waived
    }
}

/// The findings of one file at their places; the file is read for them once.
fn placed(file: &SourcePath, found: Vec<(At, Fault)>, sources: &Sources) -> Vec<Diagnostic> {
    let entry = sources.entry(file).map(Located::entry);
    let mut settings = [&sources.branches, &sources.site].into_iter().flatten();
    let located = entry.or_else(|| settings.find(|settings| settings.path == *file).map(Located::settings));
    let place = |at: At| match (&located, at) {
        (Some(located), At::Field(way)) => located.field(&way),
        (Some(located), At::Body { offset, length }) => located.body(offset, length),
        (Some(located), At::Text { offset, length }) => located.text(offset, length),
        (None, _) => Place::START,
    };
    found.into_iter().map(|(at, fault)| Diagnostic::new(file, place(at), fault)).collect()
}
