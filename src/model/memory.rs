//! What the model remembers from one state of the sources to the next, so that only what can have
//! changed is worked out again. A build is the case in which nothing is remembered; never on disk.

use super::body::{Packer, Samples};
use super::earlier::{self, Earlier};
use super::include::{self, Trees};
use super::resolve::{self, Index, Target};
use super::site::{self, Site};
use super::source::{self, Parsed};
use super::{Archive, BranchTree, Edition, Entry, branch, contacts, leak, records, settings};
use crate::diag::{self, Diagnostic, Severity};
use crate::load::refresh::{AssetChange, Changes};
use crate::load::{SourceFile, Sources};
use crate::path::SourcePath;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything worked out so far.
#[derive(Debug)]
pub struct Memory {
    edition: Edition,
    /// Numbers of a catalogue that is no part of the sources.
    earlier: Earlier,
    branches: BranchTree,
    /// Members' branches as their own files name them.
    trees: Trees,
    files: BTreeMap<SourcePath, File>,
}

/// One entry's file.
#[derive(Debug, Default)]
struct File {
    /// In a box: for each file there is one of these, and what was parsed is large and soon gone.
    parsed: Option<Box<Parsed>>,
    misread: Vec<Diagnostic>,
    /// `None` where it must be resolved (again).
    resolved: Option<Resolved>,
}

/// The settings, and the faults of all that is no entry.
struct Settings {
    site: Site,
    branches: BranchTree,
    trees: Trees,
    faults: Vec<Diagnostic>,
}

impl Settings {
    fn of(sources: &Sources) -> Settings {
        let mut faults = sources.faults.clone();
        let site = settings(sources.site.as_ref(), "content/site.yaml", site::site, &mut faults);
        let own = settings(sources.branches.as_ref(), "content/branches.yaml", branch::tree, &mut faults);
        faults.extend(sources.gathered.faults.clone());
        let trees = Trees::of(sources, &mut faults);
        let branches = trees.join(own, &site, sources, &mut faults);
        site.meetings.check(&branches, &mut faults);
        let own = [&sources.site, &sources.catalogue].into_iter().flatten();
        faults.extend(own.flat_map(|file| leak::settings(file, &site.waive)));
        let theirs = sources.gathered.members.iter().filter_map(|member| member.branches.as_ref());
        faults.extend(sources.branches.iter().chain(theirs).flat_map(leak::branches));
        faults.extend(sources.assets.keys().flat_map(leak::number_in_name));
        Settings { site, branches, trees, faults }
    }
}

/// With more entries than this, their texts are packed: they would take more memory than all else.
const MANY: usize = 150_000;

/// So many texts are one thread's at most before it asks whether another has nothing to do.
const SHARE: usize = 64;

/// How much memory an entry may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Ample,
    Scarce,
}

impl Room {
    fn for_entries(count: usize) -> Room {
        if count > MANY { Room::Scarce } else { Room::Ample }
    }

    /// What packs one entry after another, if they must be.
    fn packer(self, samples: &Samples) -> Option<Packer> {
        (self == Room::Scarce).then(|| Packer::new(samples.clone()))
    }
}

fn fit(entry: Entry, packer: Option<&mut Packer>) -> Entry {
    match packer {
        Some(packer) => Entry { body: entry.body.packed(packer), ..entry },
        None => entry,
    }
}

#[derive(Debug)]
struct Resolved {
    entry: Option<Arc<Entry>>,
    faults: Vec<Diagnostic>,
}

impl Memory {
    /// Nothing is known yet.
    pub fn new(edition: Edition) -> Memory {
        Memory {
            edition,
            earlier: Earlier::default(),
            branches: BranchTree::default(),
            trees: Trees::default(),
            files: BTreeMap::new(),
        }
    }

    /// Numbers that an earlier catalogue has, beyond that of the project itself.
    #[must_use]
    pub fn after(self, earlier: Earlier) -> Memory {
        Memory { earlier, ..self }
    }

    /// The changes that lead from nothing to these sources.
    pub fn everything(sources: &Sources) -> Changes {
        Changes { entries: sources.entries.iter().map(|e| e.path.clone()).collect(), ..Changes::default() }
    }

    /// The archive of the sources, of which `changes` says in what they differ from the last ones.
    pub fn archive(&mut self, sources: &Sources, changes: &Changes) -> (Option<Archive>, Vec<Diagnostic>) {
        let (archive, faults) = self.readable(sources, changes);
        (Some(archive).filter(|_| !diag::any_error(&faults)), faults)
    }

    /// What can be read of it, even where there are errors: for looking further, never for building.
    pub fn readable(&mut self, sources: &Sources, changes: &Changes) -> (Archive, Vec<Diagnostic>) {
        let Settings { site, branches, trees, mut faults } = Settings::of(sources);
        self.trees = trees;
        let others_see = self.parse(sources, changes);
        if others_see || changes.assets == AssetChange::Shape || branches != self.branches {
            self.files.values_mut().for_each(|file| file.resolved = None);
        }
        faults.extend(self.files.values().flat_map(|file| file.misread.clone()));
        self.resolve(sources, &branches, &mut faults);
        self.finish(sources, site, branches, faults)
    }

    /// The same for a build that looks at its sources once. Entries' texts are taken out of the sources, and what was
    /// parsed is dropped as soon as it is resolved: of a very large archive, memory does not hold all three.
    pub fn released(mut self, sources: &mut Sources) -> (Archive, Vec<Diagnostic>) {
        let Settings { site, branches, trees, mut faults } = Settings::of(sources);
        let files = sources.entries.par_iter_mut().with_max_len(SHARE);
        let files = files.map(|file| (file.path.clone(), read(&file.take(), &trees)));
        self.files = files.collect();
        faults.extend(self.files.values_mut().flat_map(|file| std::mem::take(&mut file.misread)));
        let parsed = self.files.values().filter_map(|file| file.parsed.as_deref());
        let index = Index::new(parsed, &sources.assets, self.edition, &mut faults);
        let room = Room::for_entries(self.files.len());
        let parsed: Vec<&str> =
            self.files.values().filter_map(|file| Some(file.parsed.as_deref()?.body.as_str())).collect();
        let samples = Samples::of(parsed.into_iter());
        let mut files: Vec<&mut File> = self.files.values_mut().collect();
        // Reports stand together at the end, and are several times as long as other entries.
        let files = files.par_iter_mut().with_max_len(SHARE);
        files.for_each_init(
            || room.packer(&samples),
            |packer, file| {
                let resolved = file.parsed.as_deref().map(|parsed| resolve(parsed, &index, sources, &branches));
                let fit = |entry| fit(entry, packer.as_mut());
                file.resolved = resolved.map(|(entry, faults)| (entry.map(fit), faults).into());
                // Those of members are asked for their ids once more.
                file.parsed.take_if(|parsed| parsed.path.is_own());
            },
        );
        faults.extend(self.files.values().filter_map(|f| f.resolved.as_ref()).flat_map(|r| r.faults.clone()));
        self.finish(sources, site, branches, faults)
    }

    fn finish(
        &mut self,
        sources: &Sources,
        site: Site,
        branches: BranchTree,
        mut faults: Vec<Diagnostic>,
    ) -> (Archive, Vec<Diagnostic>) {
        self.branches = branches.clone();
        let resolved = self.files.values().filter_map(|file| file.resolved.as_ref());
        let mut entries: Vec<Arc<Entry>> = resolved.filter_map(|r| r.entry.clone()).collect();
        super::sort(&mut entries);
        let earlier = self.earlier(sources, &mut faults);
        let rules = (site.archive_number.as_ref(), &branches);
        let (filings, mut found) = include::file(&entries, rules, &earlier, &sources.gathered.members, self.edition);
        if diag::any_error(&faults) {
            // An entry that could not be read is not withdrawn.
            found.retain(|fault| fault.severity() == Severity::Error);
        }
        faults.extend(found);
        let mut odd = contacts::faults(&site.contact_points, &branches, &entries);
        let as_of = site.as_of.or_else(|| entries.first().map(|entry| entry.date));
        odd.extend(records::faults(&entries, as_of, self.edition));
        // A member's own build has told it of its records; here nobody can mend them.
        faults.extend(odd.into_iter().filter(|fault| fault.file.is_own()));
        diag::sort(&mut faults);
        (super::assemble(site, branches, entries, filings, sources, self.edition), faults)
    }

    /// Every entry's file as parsed; `None` where it could not be.
    pub fn parsed(&self) -> impl Iterator<Item = (&SourcePath, Option<&Parsed>)> {
        self.files.iter().map(|(path, file)| (path, file.parsed.as_deref()))
    }

    /// What would be said of one file if it were among the sources, in place of the one of its path, and what would
    /// be shown of it; it is shown although it is a draft or lacks a date. Remembers nothing.
    pub fn draft(&self, sources: &Sources, file: &SourceFile) -> (Option<Entry>, Vec<Diagnostic>) {
        let File { parsed, misread: mut faults, .. } = read(file, &self.trees);
        let Some(mut parsed) = parsed else { return (None, faults) };
        parsed.matter.draft = false;
        parsed.matter.date.get_or_insert(Date::constant(1970, 1, 1));
        let others = self.files.iter().filter(|(path, _)| **path != file.path).filter_map(|(_, f)| f.parsed.as_deref());
        let mut twins = Vec::new();
        let index = Index::new(others.chain([&*parsed]), &sources.assets, self.edition, &mut twins);
        let (entry, found) = resolve::entry(&parsed, &index, &self.branches);
        faults.extend(twins.into_iter().filter(|fault| fault.file == file.path).chain(found));
        diag::sort(&mut faults);
        (entry, faults)
    }

    /// The branches of the present sources.
    pub fn branches(&self) -> &BranchTree {
        &self.branches
    }

    /// All numbers given so far: the project's catalogue first.
    fn earlier(&self, sources: &Sources, faults: &mut Vec<Diagnostic>) -> Earlier {
        let Some(file) = &sources.catalogue else { return self.earlier.clone() };
        // Members' numbers are in their own catalogues, and two members may have given the same.
        let parsed = self.files.values().filter_map(|file| file.parsed.as_deref());
        let members: BTreeSet<&str> = parsed.filter(|p| !p.path.is_own()).map(|p| p.id.as_str()).collect();
        let read = source::text(file).map(|text| earlier::csv_without(&file.path, text, &members));
        let (mut rows, found) = read.unwrap_or_else(|faults| (Earlier::default(), faults));
        faults.extend(found);
        rows.extend(&self.earlier);
        rows
    }

    /// Parses what changed; says whether any of it looks otherwise to other entries.
    fn parse(&mut self, sources: &Sources, changes: &Changes) -> bool {
        let edition = self.edition;
        let target = |file: &File| file.parsed.as_deref().map(|p| Target::of(p, edition));
        let trees = &self.trees;
        let read = |path: &SourcePath| (path.clone(), sources.entry(path).map(|file| read(file, trees)));
        let fresh: Vec<(SourcePath, Option<File>)> = changes.entries.par_iter().map(read).collect();
        let mut others_see = false;
        for (path, file) in fresh {
            let after = file.as_ref().and_then(target);
            let before = match file {
                Some(file) => self.files.insert(path, file),
                None => self.files.remove(&path),
            };
            others_see |= before.as_ref().and_then(target) != after;
        }
        others_see
    }

    /// Resolves what must be, and gathers the faults of all.
    fn resolve(&mut self, sources: &Sources, branches: &BranchTree, faults: &mut Vec<Diagnostic>) {
        let parsed = self.files.values().filter_map(|file| file.parsed.as_deref());
        let index = Index::new(parsed, &sources.assets, self.edition, faults);
        let open: Vec<&Parsed> =
            self.files.values().filter(|f| f.resolved.is_none()).filter_map(|f| f.parsed.as_deref()).collect();
        let done: Vec<(SourcePath, Resolved)> = (open.par_iter())
            .map(|parsed| (parsed.path.clone(), resolve(parsed, &index, sources, branches).into()))
            .collect();
        for (path, resolved) in done {
            if let Some(file) = self.files.get_mut(&path) {
                file.resolved = Some(resolved);
            }
        }
        let resolved = self.files.values().filter_map(|file| file.resolved.as_ref());
        faults.extend(resolved.flat_map(|r| r.faults.clone()));
    }
}

/// Parses an entry's file and looks for what must not be published.
fn read(file: &SourceFile, trees: &Trees) -> File {
    let (parsed, mut misread) = source::parse(file);
    let mut parsed = parsed.map(Box::new);
    if let Some(parsed) = &mut parsed {
        trees.rename(parsed);
    }
    misread.extend(leak::entry(file, parsed.as_deref().map(|p| &p.matter)));
    File { parsed, misread, resolved: None }
}

/// Completes an entry, as far as its own member's snapshot can have it complete.
fn resolve(
    parsed: &Parsed,
    index: &Index,
    sources: &Sources,
    branches: &BranchTree,
) -> (Option<Entry>, Vec<Diagnostic>) {
    let (entry, found) = resolve::entry(parsed, index, branches);
    (entry, include::soften(&parsed.path, sources, found))
}

impl From<(Option<Entry>, Vec<Diagnostic>)> for Resolved {
    fn from((entry, faults): (Option<Entry>, Vec<Diagnostic>)) -> Resolved {
        Resolved { entry: entry.map(Arc::new), faults }
    }
}
