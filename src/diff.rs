//! What two snapshots differ in, entry by entry: pure comparison of what their files say.
//! Never opens a file (`Files` does) and never says whether a snapshot is whole.

pub mod fields;
pub mod html;
mod ledgers;
pub mod terminal;
pub mod text;
pub mod words;

use crate::bag;
use crate::diag::Failure;
use crate::path::SourcePath;
use fields::FieldChange;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use text::TextChange;

/// A snapshot's files.
pub trait Files {
    /// What to call the snapshot: its folder's name.
    fn name(&self) -> &str;
    /// One file's bytes; `None` where there is none.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// A failure that names the snapshot and the file it lacks.
    fn lacks(&self, path: &str) -> Failure;
}

/// All differences, each list sorted.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The earlier snapshot.
    pub old: Side,
    /// The later one.
    pub new: Side,
    /// Entries that only the later one has.
    pub added: Vec<Line>,
    /// Entries whose source differs.
    pub changed: Vec<Changed>,
    /// Entries with another id and the same source.
    pub renamed: Vec<Renamed>,
    /// Entries that only the earlier one has.
    pub removed: Vec<Line>,
    /// Archive numbers (档号) of entries that both have.
    pub numbers: Vec<Number>,
    /// Branches.
    pub branches: Branches,
    /// Settings of the site.
    pub site: Vec<FieldChange>,
    /// Files beside the entries.
    pub files: FileChanges,
    /// Ledgers; `None` where one of the two has no data of theirs.
    pub ledgers: Option<Vec<FieldChange>>,
}

/// One of the two snapshots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its name.
    pub name: String,
    /// The archive's title.
    pub title: String,
    /// The day that it is reckoned on.
    pub as_of: String,
    /// `internal` or `public`.
    pub audience: String,
    /// How many entries it has.
    pub entries: usize,
}

/// An entry as `archive.json` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// `activity`, `award` or `report`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its day.
    pub date: String,
    /// Its file, relative to the project.
    pub source: String,
    /// Of that file, in hex.
    pub sha256: String,
}

/// An entry that both have.
#[derive(Clone, Debug, Serialize)]
pub struct Changed {
    /// As the later one has it.
    pub entry: Line,
    /// Keys of its front matter.
    pub fields: Vec<FieldChange>,
    /// Its text; `None` where one of the two leaves the source out.
    pub text: Option<TextChange>,
}

/// An entry under two ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Renamed {
    /// The earlier id.
    pub from: String,
    /// As the later one has it.
    pub entry: Line,
}

/// An archive number that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Number {
    /// Whose.
    pub id: String,
    /// Before.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
}

/// What became of branches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Branches {
    /// Names of new ones.
    pub added: Vec<String>,
    /// Those of which something changed.
    pub changed: Vec<BranchChange>,
    /// Names of those that are gone.
    pub removed: Vec<String>,
}

/// A branch that both have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BranchChange {
    /// Its id.
    pub id: String,
    /// Its name in the later one.
    pub name: String,
    /// What changed.
    pub fields: Vec<FieldChange>,
}

/// Paths below `data/content/`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileChanges {
    /// New ones.
    pub added: Vec<String>,
    /// Those with other bytes.
    pub changed: Vec<String>,
    /// Those that are gone.
    pub removed: Vec<String>,
}

impl Difference {
    /// Whether the two say the same.
    pub fn is_empty(&self) -> bool {
        let entries = self.added.len() + self.changed.len() + self.renamed.len() + self.removed.len();
        let files = &self.files;
        entries == 0
            && self.numbers.is_empty()
            && self.branches == Branches::default()
            && self.site.is_empty()
            && *files == FileChanges::default()
            && self.ledgers.as_ref().is_none_or(Vec::is_empty)
    }
}

/// Compares two snapshots. Fails where one of them has no `archive.json`.
pub fn compare(old: &dyn Files, new: &dyn Files) -> Result<Difference, Failure> {
    let (before, after) = (Catalogue::of(old)?, Catalogue::of(new)?);
    let gone: Vec<&Line> = before.entries.values().filter(|line| !after.entries.contains_key(&line.id)).collect();
    let fresh: Vec<&Line> = after.entries.values().filter(|line| !before.entries.contains_key(&line.id)).collect();
    let renamed = renamed(&gone, &fresh);
    let from: BTreeSet<&str> = renamed.iter().map(|r| r.from.as_str()).collect();
    let to: BTreeSet<&str> = renamed.iter().map(|r| r.entry.id.as_str()).collect();
    let pairs = before.entries.values().filter_map(|line| Some((line, after.entries.get(&line.id)?)));
    let changed = pairs.filter(|(a, b)| a.sha256 != b.sha256).map(|(a, b)| changed((old, a), (new, b)));
    Ok(Difference {
        added: fresh.iter().filter(|line| !to.contains(line.id.as_str())).map(|line| (*line).clone()).collect(),
        changed: changed.collect(),
        removed: gone.iter().filter(|line| !from.contains(line.id.as_str())).map(|line| (*line).clone()).collect(),
        renamed,
        numbers: numbers(old, new),
        branches: branches(old, new),
        site: fields::of_settings(old, new, "site.yaml"),
        files: files(old, new),
        ledgers: ledgers(old, new),
        old: before.side,
        new: after.side,
    })
}

struct Catalogue {
    side: Side,
    entries: BTreeMap<String, Line>,
}

#[derive(Deserialize)]
struct ArchiveJson {
    title: String,
    entries: Vec<Line>,
}

const ARCHIVE: &str = "data/site/archive.json";

impl Catalogue {
    fn of(files: &dyn Files) -> Result<Catalogue, Failure> {
        let bytes = files.read(ARCHIVE).ok_or_else(|| files.lacks(ARCHIVE))?;
        let json: ArchiveJson = serde_json::from_slice(&bytes).map_err(|_| files.lacks(ARCHIVE))?;
        let info = files.read("bag-info.txt").and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let value = |label| bag::value(&info, label).unwrap_or_default().to_owned();
        let side = Side {
            name: files.name().to_owned(),
            title: json.title,
            as_of: value("As-Of"),
            audience: value("Audience"),
            entries: json.entries.len(),
        };
        Ok(Catalogue { side, entries: json.entries.into_iter().map(|line| (line.id.clone(), line)).collect() })
    }
}

/// Pairs of the same source; where several entries have one, in the order of their ids.
fn renamed(gone: &[&Line], fresh: &[&Line]) -> Vec<Renamed> {
    let mut by_sum: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in fresh.iter().rev() {
        by_sum.entry(&line.sha256).or_default().push(line);
    }
    let pair = |line: &&Line| {
        let entry = by_sum.get_mut(line.sha256.as_str())?.pop()?;
        Some(Renamed { from: line.id.clone(), entry: entry.clone() })
    };
    gone.iter().filter_map(pair).collect()
}

fn changed((old, before): (&dyn Files, &Line), (new, after): (&dyn Files, &Line)) -> Changed {
    let source = |files: &dyn Files, line: &Line| {
        let bytes = files.read(&format!("data/{}", line.source))?;
        fields::source(&line.source, bytes)
    };
    match (source(old, before), source(new, after)) {
        (Some(a), Some(b)) => Changed {
            entry: after.clone(),
            fields: fields::changes(&a.fields, &b.fields),
            text: Some(text::change(&a.body, &b.body)),
        },
        // What the catalogue says is all that is known.
        _ => Changed {
            entry: after.clone(),
            fields: fields::changes(&fields::of_line(before), &fields::of_line(after)),
            text: None,
        },
    }
}

#[derive(Deserialize)]
struct Numbered {
    entries: Vec<NumberedLine>,
}

#[derive(Deserialize)]
struct NumberedLine {
    id: String,
    number: Option<String>,
}

/// The archive numbers that `catalogue.json` has, by entry; none where it cannot be read.
fn numbers_of(files: &dyn Files) -> BTreeMap<String, Option<String>> {
    let json = files.read("data/catalogue.json").and_then(|bytes| serde_json::from_slice::<Numbered>(&bytes).ok());
    json.into_iter().flat_map(|json| json.entries).map(|line| (line.id, line.number)).collect()
}

fn numbers(old: &dyn Files, new: &dyn Files) -> Vec<Number> {
    let (before, after) = (numbers_of(old), numbers_of(new));
    let pairs = before.into_iter().filter_map(|(id, old)| Some((after.get(&id)?.clone(), id, old)));
    pairs.filter(|(new, _, old)| new != old).map(|(new, id, old)| Number { id, old, new }).collect()
}

fn branches(old: &dyn Files, new: &dyn Files) -> Branches {
    let (before, after) = (fields::records(old, "branches.yaml"), fields::records(new, "branches.yaml"));
    let name = |id: &String, fields: &fields::Fields| fields.get("name").unwrap_or(id).clone();
    let only = |these: &BTreeMap<String, fields::Fields>, those: &BTreeMap<String, fields::Fields>| {
        these.iter().filter(|(id, _)| !those.contains_key(*id)).map(|(id, fields)| name(id, fields)).collect()
    };
    let pairs = before.iter().filter_map(|(id, a)| Some((id, a, after.get(id)?)));
    let changed = pairs.filter(|(_, a, b)| a != b).map(|(id, a, b)| BranchChange {
        id: id.clone(),
        name: name(id, b),
        fields: fields::changes(a, b),
    });
    Branches { changed: changed.collect(), added: only(&after, &before), removed: only(&before, &after) }
}

/// The files below `data/content/` that are neither entries nor settings, with their hashes.
fn content(files: &dyn Files) -> BTreeMap<String, String> {
    let manifest = files.read("manifest-sha512.txt").and_then(|bytes| String::from_utf8(bytes).ok());
    let lines = manifest.unwrap_or_default();
    let pairs = lines.lines().filter_map(|line| {
        let (sum, path) = line.split_once("  ")?;
        Some((path.strip_prefix("data/content/")?.to_owned(), sum.to_owned()))
    });
    let told_elsewhere = |path: &str| matches!(path, "site.yaml" | "branches.yaml" | "catalogue.csv");
    pairs.filter(|(path, _)| !told_elsewhere(path) && SourcePath::new(path).extension() != "md").collect()
}

fn files(old: &dyn Files, new: &dyn Files) -> FileChanges {
    let (before, after) = (content(old), content(new));
    let only = |these: &BTreeMap<String, String>, those: &BTreeMap<String, String>| {
        these.keys().filter(|path| !those.contains_key(*path)).cloned().collect()
    };
    let changed = before.iter().filter(|(path, sum)| after.get(*path).is_some_and(|other| other != *sum));
    FileChanges {
        changed: changed.map(|(path, _)| path.clone()).collect(),
        added: only(&after, &before),
        removed: only(&before, &after),
    }
}

fn ledgers(old: &dyn Files, new: &dyn Files) -> Option<Vec<FieldChange>> {
    const FILE: &str = "data/site/ledgers.json";
    ledgers::changes(&old.read(FILE)?, &new.read(FILE)?)
}
