//! Which entries belong to which subject: kinds, levels, years, branches, branch years, tags.
//! Built from parts that merge in any grouping; never holds more of an entry than its position.

use crate::model::branch::BranchTree;
use crate::model::entry::{Details, Kind, LEVELS, Level};
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId, SitePath};
use crate::slug;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a list of entries is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// All of one kind.
    Kind(Kind),
    /// Awards of one level.
    Level(Level),
    /// All of one year.
    Year(i32),
    /// All of one branch.
    Branch(BranchId),
    /// A branch's of one year.
    BranchYear(BranchId, i32),
    /// All with one tag; the slug comes first, so that tags sort as their pages do.
    Tag {
        /// In the address.
        slug: String,
        /// As written.
        text: String,
    },
}

impl Subject {
    /// The first page of the subject's list.
    pub fn home(&self) -> SitePath {
        self.page(1)
    }

    /// A page of the subject's list, from 1.
    pub fn page(&self, number: usize) -> SitePath {
        SitePath::leaf(&self.folder(), number)
    }

    fn folder(&self) -> String {
        match self {
            Subject::Kind(kind) => kind.plural().to_owned(),
            Subject::Level(level) => format!("awards/level/{}", level_word(*level)),
            Subject::Year(year) => format!("years/{year}"),
            Subject::Branch(id) => format!("branches/{id}"),
            Subject::BranchYear(id, year) => format!("branches/{id}/{year}"),
            Subject::Tag { slug, .. } => format!("tags/{slug}"),
        }
    }
}

/// `national` … `township`.
pub fn level_word(level: Level) -> &'static str {
    LEVELS.iter().find(|(l, _, _)| *l == level).map_or("", |(_, word, _)| *word)
}

/// A subject's entries.
#[derive(Debug, Default)]
pub struct Members {
    /// Their positions, newest first.
    pub positions: Vec<usize>,
    kinds: [usize; Kind::ALL.len()],
}

impl Members {
    /// How many are of a kind.
    pub fn of_kind(&self, kind: Kind) -> usize {
        self.kinds[kind as usize]
    }

    fn add(&mut self, position: usize, kind: Kind) {
        self.positions.push(position);
        self.kinds[kind as usize] += 1;
    }

    fn extend(&mut self, later: Members) {
        self.positions.extend(later.positions);
        for (sum, count) in self.kinds.iter_mut().zip(later.kinds) {
            *sum += count;
        }
    }
}

/// A subject that no entry has.
const NO_MEMBERS: &Members = &Members { positions: Vec::new(), kinds: [0; Kind::ALL.len()] };

/// The subjects and citations of some entries.
#[derive(Debug, Default)]
struct Part {
    members: BTreeMap<Subject, Members>,
    cited_by: BTreeMap<EntryId, Vec<usize>>,
}

impl Part {
    fn of(first: usize, entries: &[Arc<Entry>], tags: &TagSlugs) -> Part {
        let mut part = Part::default();
        for (i, entry) in entries.iter().enumerate() {
            for subject in subjects(entry, tags) {
                part.members.entry(subject).or_default().add(first + i, entry.kind);
            }
            for id in &entry.cites {
                part.cited_by.entry(id.clone()).or_default().push(first + i);
            }
        }
        part
    }

    /// `later` holds entries that come after this part's.
    fn merge(mut self, later: Part) -> Part {
        for (subject, members) in later.members {
            self.members.entry(subject).or_default().extend(members);
        }
        for (id, citing) in later.cited_by {
            self.cited_by.entry(id).or_default().extend(citing);
        }
        self
    }
}

/// The index of a whole archive.
#[derive(Debug)]
pub struct Index {
    part: Part,
    tags: TagSlugs,
}

/// Entries that one part holds; small enough to share out, large enough not to matter.
const PART_SIZE: usize = 512;

impl Index {
    /// Indexes an archive. Every kind and branch has a list, even an empty one.
    pub fn of(archive: &Archive) -> Index {
        let tags = TagSlugs::of(&archive.entries);
        let mut part = (archive.entries.par_chunks(PART_SIZE).enumerate())
            .map(|(i, chunk)| Part::of(i * PART_SIZE, chunk, &tags))
            .reduce(Part::default, Part::merge);
        for subject in standing_subjects(&archive.branches) {
            part.members.entry(subject).or_default();
        }
        Index { part, tags }
    }

    /// Every subject with its entries.
    pub fn subjects(&self) -> impl Iterator<Item = (&Subject, &Members)> {
        self.part.members.iter()
    }

    /// A subject's entries.
    pub fn members(&self, subject: &Subject) -> &Members {
        self.part.members.get(subject).unwrap_or(NO_MEMBERS)
    }

    /// The positions of the entries that name this one as evidence.
    pub fn cited_by(&self, id: &EntryId) -> &[usize] {
        self.part.cited_by.get(id).map_or(&[], Vec::as_slice)
    }

    /// The years that have entries, newest first.
    pub fn years(&self) -> Vec<i32> {
        let years = self.part.members.keys().filter_map(|subject| match subject {
            Subject::Year(year) => Some(*year),
            _ => None,
        });
        years.collect::<BTreeSet<_>>().into_iter().rev().collect()
    }

    /// The years in which a branch has entries, newest first.
    pub fn branch_years(&self, id: &BranchId) -> Vec<i32> {
        let range = Subject::BranchYear(id.clone(), i32::MIN)..=Subject::BranchYear(id.clone(), i32::MAX);
        let years = self.part.members.range(range).filter_map(|(subject, _)| match subject {
            Subject::BranchYear(_, year) => Some(*year),
            _ => None,
        });
        years.rev().collect()
    }

    /// The subject of a tag.
    pub fn tag(&self, text: &str) -> Subject {
        self.tags.subject(text)
    }

    /// Where an entry stands among a branch's entries: (older, newer).
    pub fn neighbours(&self, branch: &BranchId, position: usize) -> (Option<usize>, Option<usize>) {
        let members = &self.members(&Subject::Branch(branch.clone())).positions;
        // Positions rise from newest to oldest, so the list is sorted.
        let Ok(at) = members.binary_search(&position) else { return (None, None) };
        let newer = at.checked_sub(1).and_then(|i| members.get(i));
        (members.get(at + 1).copied(), newer.copied())
    }
}

fn standing_subjects(branches: &BranchTree) -> impl Iterator<Item = Subject> {
    let kinds = Kind::ALL.into_iter().map(Subject::Kind);
    kinds.chain(branches.all().iter().map(|b| Subject::Branch(b.id.clone())))
}

fn subjects(entry: &Entry, tags: &TagSlugs) -> Vec<Subject> {
    let mut subjects = vec![Subject::Kind(entry.kind), Subject::Year(entry.year)];
    if let Details::Award(award) = &entry.details {
        subjects.extend(award.level.map(Subject::Level));
    }
    for branch in &entry.branches {
        subjects.push(Subject::Branch(branch.clone()));
        subjects.push(Subject::BranchYear(branch.clone(), entry.year));
    }
    subjects.extend(entry.tags.iter().map(|text| tags.subject(text)));
    subjects
}

/// Each tag's part of an address. Tags that sound alike get `-2`, `-3`, … in the order of their texts.
#[derive(Debug, Default)]
struct TagSlugs(BTreeMap<String, String>);

impl TagSlugs {
    fn of(entries: &[Arc<Entry>]) -> TagSlugs {
        let texts: BTreeSet<&str> = entries.iter().flat_map(|e| &e.tags).map(String::as_str).collect();
        let mut taken = BTreeSet::new();
        let mut slugs = BTreeMap::new();
        for text in texts {
            let base = slug::slug(text);
            let numbered = (2..).map(|n| format!("{base}-{n}"));
            let free = std::iter::once(base.clone()).chain(numbered).find(|s| !taken.contains(s));
            let slug = free.unwrap_or(base);
            taken.insert(slug.clone());
            slugs.insert(text.to_owned(), slug);
        }
        TagSlugs(slugs)
    }

    fn subject(&self, text: &str) -> Subject {
        let slug = self.0.get(text).cloned().unwrap_or_else(|| slug::slug(text));
        Subject::Tag { slug, text: text.to_owned() }
    }
}
