//! Typed records of all entries → ledgers (台账): rows with the entries behind every figure.
//! Never renders and never asks a clock: everything is reckoned on the archive's `as_of`.

pub mod awards;
pub mod claims;
pub mod commitments;
pub mod contacts;
pub mod figures;
pub mod indicators;
pub mod inspections;
pub mod meetings;
pub mod rectification;
pub mod targets;
pub mod tasks;
pub mod terms;
pub mod training;

use crate::leaf::Leaf;
use crate::model::contacts::ContactPoint;
use crate::model::entry::{Activity, Details, Report};
use crate::model::fields::Spot;
use crate::model::meetings::Meetings;
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId, SitePath};
use figures::Figures;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Each ledger, in the order that pages show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ledger {
    /// 组织生活
    Meetings,
    /// 整改
    Rectification,
    /// 承诺
    Commitments,
    /// 目标与结果
    Targets,
    /// 报数核对
    Claims,
    /// 荣誉
    Awards,
    /// 任务
    Tasks,
    /// 指标
    Indicators,
    /// 联系点
    Contacts,
    /// 督查与观摩
    Inspections,
    /// 培训
    Training,
    /// 任期
    Terms,
}

impl Ledger {
    /// All ledgers.
    pub const ALL: [Ledger; 12] = [
        Ledger::Meetings,
        Ledger::Rectification,
        Ledger::Commitments,
        Ledger::Targets,
        Ledger::Claims,
        Ledger::Awards,
        Ledger::Tasks,
        Ledger::Indicators,
        Ledger::Contacts,
        Ledger::Inspections,
        Ledger::Training,
        Ledger::Terms,
    ];

    /// In addresses, in `ledgers.json`, and in the keys of texts.
    pub fn word(self) -> &'static str {
        match self {
            Ledger::Meetings => "meetings",
            Ledger::Rectification => "rectification",
            Ledger::Commitments => "commitments",
            Ledger::Targets => "targets",
            Ledger::Claims => "claims",
            Ledger::Awards => "awards",
            Ledger::Tasks => "tasks",
            Ledger::Indicators => "indicators",
            Ledger::Contacts => "contacts",
            Ledger::Inspections => "inspections",
            Ledger::Training => "training",
            Ledger::Terms => "terms",
        }
    }

    /// How many rows one page has: a row of a month by month table is a line high, a row of sentences several.
    pub fn page_size(self) -> usize {
        match self {
            Ledger::Meetings | Ledger::Contacts | Ledger::Terms => 100,
            _ => 50,
        }
    }

    /// The keys of its columns; each row has as many cells.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Ledger::Meetings => meetings::COLUMNS,
            Ledger::Rectification => rectification::COLUMNS,
            Ledger::Commitments => commitments::COLUMNS,
            Ledger::Targets => targets::COLUMNS,
            Ledger::Claims => claims::COLUMNS,
            Ledger::Awards => awards::COLUMNS,
            Ledger::Tasks => tasks::COLUMNS,
            Ledger::Indicators => indicators::COLUMNS,
            Ledger::Contacts => contacts::COLUMNS,
            Ledger::Inspections => inspections::COLUMNS,
            Ledger::Training => training::COLUMNS,
            Ledger::Terms => terms::COLUMNS,
        }
    }
}

/// Which rows of a ledger a page shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// None of them: how many there are by year and branch.
    Summary,
    /// Those of a year.
    Year(i32),
    /// Those of a branch.
    Branch(BranchId),
}

impl Scope {
    /// The folder of a ledger's page.
    fn folder(&self, ledger: Ledger) -> String {
        match self {
            Scope::Summary => format!("ledgers/{}", ledger.word()),
            Scope::Year(year) => format!("ledgers/{}/{year}", ledger.word()),
            Scope::Branch(id) => format!("ledgers/{}/branch/{id}", ledger.word()),
        }
    }

    /// The ledger's page with these rows, or the first of them.
    pub fn page(&self, ledger: Ledger) -> SitePath {
        self.leaf(ledger, 1)
    }

    /// The page of this number, from 1.
    pub fn leaf(&self, ledger: Ledger, number: usize) -> SitePath {
        SitePath::leaf(&self.folder(ledger), number)
    }

    /// The same as a table for other programs, beside the page; the summary's has all rows.
    pub fn table(&self, ledger: Ledger) -> SitePath {
        SitePath::new(format!("{}/{}.csv", self.folder(ledger), ledger.word()))
    }
}

/// A cell of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Cell {
    /// A text as written.
    Text(String),
    /// A text of the interface, by its key.
    Word(&'static str),
    /// A day.
    Day(Option<Date>),
    /// Branches.
    Branches(Vec<BranchId>),
    /// Entries, shown by their titles.
    Entries(Vec<EntryId>),
    /// A text that stands in an entry.
    Stated(String, EntryId),
    /// A month of one form of meeting, or a quarter of a contact point, without any.
    Month(Month),
    /// Days of a year, with the entries of those days.
    Days(Vec<(Date, EntryId)>),
}

/// What a month holds of one form of meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Month {
    /// These entries, with their days.
    Held(Vec<(i8, EntryId)>),
    /// The period that ends with this month has none, and was to have one.
    Missing,
    /// Nothing was to be held, or not yet.
    Quiet,
    /// The branch has no such meeting, or did not exist.
    NotApplicable,
}

/// How many of a row's matters are as they should be, still open, and not as they should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Recorded, closed, done, met, equal, proven.
    pub good: usize,
    /// Still open, or not to be verified.
    pub open: usize,
    /// Missing, late, missed, different, without proof.
    pub bad: usize,
}

impl Tally {
    /// One matter as it should be.
    pub const GOOD: Tally = Tally { good: 1, open: 0, bad: 0 };
    /// One open matter.
    pub const OPEN: Tally = Tally { good: 0, open: 1, bad: 0 };
    /// One matter that is not as it should be.
    pub const BAD: Tally = Tally { good: 0, open: 0, bad: 1 };

    /// The two together.
    #[must_use]
    pub fn plus(self, other: Tally) -> Tally {
        Tally { good: self.good + other.good, open: self.open + other.open, bad: self.bad + other.bad }
    }
}

/// A row of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The year that it counts in.
    pub year: i32,
    /// The branches that it counts for.
    pub branches: Vec<BranchId>,
    /// As many as the ledger has columns.
    pub cells: Vec<Cell>,
    /// What it adds to the counts.
    pub tally: Tally,
}

impl Row {
    /// A row of an entry's year and branches.
    pub fn of(entry: &Entry, cells: Vec<Cell>, tally: Tally) -> Row {
        Row { year: entry.year, branches: entry.branches.clone(), cells, tally }
    }
}

/// Optional text as a cell.
pub fn text(value: Option<&str>) -> Cell {
    Cell::Text(value.unwrap_or("").to_owned())
}

/// The entries of this edition that a record names as evidence.
pub fn evidence(archive: &Archive, ids: &[Spot<String>]) -> Vec<EntryId> {
    ids.iter().filter_map(|spot| Some(archive.get(&EntryId::new(&spot.value))?.id.clone())).collect()
}

/// How something with a time limit stands on `as_of`.
pub fn standing(done: Option<Date>, due: Option<Date>, as_of: Option<Date>) -> (&'static str, Tally) {
    let passed = |day: Date| as_of.is_some_and(|as_of| day < as_of);
    match (done, due) {
        (Some(done), Some(due)) if done > due => ("ledger_done_late", Tally::GOOD),
        (Some(_), _) => ("ledger_done", Tally::GOOD),
        (None, Some(due)) if passed(due) => ("ledger_overdue", Tally::BAD),
        (None, _) => ("ledger_open", Tally::OPEN),
    }
}

/// An archive's ledgers, reckoned once, when they are first asked for.
#[derive(Debug, Default)]
pub struct Reckoned(OnceLock<Arc<Ledgers>>);

impl Reckoned {
    /// The ledgers of the archive, which is always the same one.
    pub fn of(&self, archive: &Archive) -> &Arc<Ledgers> {
        self.0.get_or_init(|| Arc::new(Ledgers::of(archive)))
    }
}

/// All ledgers of an archive.
#[derive(Debug)]
pub struct Ledgers {
    rows: BTreeMap<Ledger, Vec<Row>>,
    by_scope: BTreeMap<(Ledger, Scope), Vec<usize>>,
}

impl Ledgers {
    /// Reckons all ledgers.
    pub fn of(archive: &Archive) -> Ledgers {
        let (mut rows, together) = rayon::join(|| one_by_one(archive), || together(archive));
        rows.extend(together);
        for found in rows.values_mut() {
            found.sort_by_key(|row| std::cmp::Reverse(row.year));
        }
        let by_scope = by_scope(&rows);
        Ledgers { rows, by_scope }
    }

    /// A ledger's rows, newest year first.
    pub fn rows(&self, ledger: Ledger) -> &[Row] {
        self.rows.get(&ledger).map_or(&[], Vec::as_slice)
    }

    /// Those of a scope, in the same order.
    pub fn rows_of(&self, ledger: Ledger, scope: &Scope) -> Vec<&Row> {
        let rows = self.rows(ledger);
        self.positions(ledger, scope).into_iter().filter_map(|i| rows.get(i)).collect()
    }

    /// Where those of one page stand among all rows.
    pub fn positions_on(&self, ledger: Ledger, scope: &Scope, leaf: &Leaf) -> Vec<usize> {
        leaf.cut(self.known(ledger, scope).iter()).copied().collect()
    }

    /// How many rows the pages of a scope list; a summary lists none.
    pub fn length(&self, ledger: Ledger, scope: &Scope) -> usize {
        self.known(ledger, scope).len()
    }

    /// How many rows a scope has.
    pub fn count(&self, ledger: Ledger, scope: &Scope) -> usize {
        match scope {
            Scope::Summary => self.rows(ledger).len(),
            _ => self.known(ledger, scope).len(),
        }
    }

    /// Where a scope's rows stand among the ledger's.
    pub fn positions(&self, ledger: Ledger, scope: &Scope) -> Vec<usize> {
        match scope {
            Scope::Summary => (0..self.rows(ledger).len()).collect(),
            _ => self.known(ledger, scope).to_vec(),
        }
    }

    fn known(&self, ledger: Ledger, scope: &Scope) -> &[usize] {
        self.by_scope.get(&(ledger, scope.clone())).map_or(&[], Vec::as_slice)
    }
}

/// The ledgers whose rows come from one entry each.
fn one_by_one(archive: &Archive) -> BTreeMap<Ledger, Vec<Row>> {
    let figures = Figures::of(archive);
    let mut rows: BTreeMap<Ledger, Vec<Row>> = BTreeMap::new();
    for entry in &archive.entries {
        for (ledger, found) in of_entry(entry, archive, &figures) {
            rows.entry(ledger).or_default().extend(found);
        }
    }
    rows
}

/// Makes a ledger's rows.
type Reckon = fn(&Archive) -> Vec<Row>;

/// The ledgers whose rows need all entries, or none.
fn together(archive: &Archive) -> BTreeMap<Ledger, Vec<Row>> {
    let reckon: [(Ledger, Reckon); 5] = [
        (Ledger::Meetings, meetings::rows),
        (Ledger::Contacts, contacts::rows),
        (Ledger::Inspections, inspections::rows),
        (Ledger::Training, training::rows),
        (Ledger::Terms, terms::rows),
    ];
    reckon.into_par_iter().map(|(ledger, rows)| (ledger, rows(archive))).collect()
}

/// Where each year's and each branch's rows are, found in one pass.
fn by_scope(rows: &BTreeMap<Ledger, Vec<Row>>) -> BTreeMap<(Ledger, Scope), Vec<usize>> {
    let mut places: BTreeMap<(Ledger, Scope), Vec<usize>> = BTreeMap::new();
    for (ledger, rows) in rows {
        for (i, row) in rows.iter().enumerate() {
            let branches = row.branches.iter().cloned().map(Scope::Branch);
            for scope in branches.chain([Scope::Year(row.year)]) {
                places.entry((*ledger, scope)).or_default().push(i);
            }
        }
    }
    places
}

/// The rows that one entry gives by itself, beside what all entries know of figures.
fn of_entry(entry: &Entry, archive: &Archive, figures: &Figures) -> Vec<(Ledger, Vec<Row>)> {
    match &entry.details {
        Details::Activity(_) => Vec::new(),
        Details::Award(award) => vec![(Ledger::Awards, vec![awards::row(entry, award)])],
        Details::Report(report) => vec![
            (Ledger::Rectification, rectification::rows(entry, report, archive)),
            (Ledger::Commitments, commitments::rows(entry, report, archive)),
            (Ledger::Targets, targets::rows(entry, report, archive, figures)),
            (Ledger::Claims, claims::rows(entry, report, archive, figures)),
            (Ledger::Tasks, tasks::rows(entry, report, archive)),
            (Ledger::Indicators, indicators::rows(entry, report, archive, figures)),
        ],
    }
}

/// All of an entry that decides which rows there are, but for its year and branches; `plan` compares it, so that most
/// edits leave the plan as it is.
#[derive(Debug, PartialEq)]
pub enum Traits<'e> {
    /// When it was, its form, and for whom.
    Activity(Date, Option<&'e str>, &'e [String]),
    /// An award is one row.
    Award,
    /// How many measures each problem has, and how many commitments, targets, claims and tasks there are.
    Report(Vec<usize>, [usize; 4]),
}

/// What decides which rows an entry has; indicators are among the overviews' traits.
pub fn traits(entry: &Entry) -> Traits<'_> {
    match &entry.details {
        Details::Activity(activity) => Traits::Activity(entry.date, activity.form.as_deref(), &activity.trainees),
        Details::Award(_) => Traits::Award,
        Details::Report(report) => {
            let measures = report.problems.iter().map(|problem| problem.measures.len()).collect();
            let others = [report.commitments.len(), report.targets.len(), report.claims.len(), report.tasks.len()];
            Traits::Report(measures, others)
        }
    }
}

/// The same of the archive's settings.
pub fn settings(archive: &Archive) -> (Option<Date>, &Meetings, &[ContactPoint]) {
    (archive.as_of, &archive.site.meetings, &archive.site.contact_points)
}

/// The pages that an entry makes necessary: each ledger that it has rows in, with the year of the rows.
fn places(entry: &Entry) -> Vec<(Ledger, i32)> {
    match &entry.details {
        Details::Activity(activity) => activity_places(entry, activity),
        Details::Award(_) => vec![(Ledger::Awards, entry.year)],
        Details::Report(report) => report_places(report, entry.year),
    }
}

/// Meetings count in the year of their date, the others in that of the entry.
fn activity_places(entry: &Entry, activity: &Activity) -> Vec<(Ledger, i32)> {
    let form = activity.form.as_deref().unwrap_or("");
    let others =
        [(Ledger::Inspections, inspections::is_inspection(form)), (Ledger::Training, training::is_training(form))];
    let others = others.into_iter().filter(|(_, is)| *is).map(|(ledger, _)| (ledger, entry.year));
    std::iter::once((Ledger::Meetings, i32::from(entry.date.year()))).chain(others).collect()
}

fn report_places(report: &Report, year: i32) -> Vec<(Ledger, i32)> {
    let filled = [
        (Ledger::Rectification, !report.problems.is_empty()),
        (Ledger::Commitments, !report.commitments.is_empty()),
        (Ledger::Targets, !report.targets.is_empty()),
        (Ledger::Claims, !report.claims.is_empty()),
        (Ledger::Tasks, !report.tasks.is_empty()),
    ];
    filled.into_iter().filter(|(_, filled)| *filled).map(|(ledger, _)| (ledger, year)).collect()
}

/// All pages of all ledgers, each once.
pub fn scopes(archive: &Archive) -> BTreeSet<(Ledger, Scope)> {
    let mut scopes: BTreeSet<(Ledger, Scope)> = BTreeSet::new();
    for entry in &archive.entries {
        for (ledger, year) in places(entry) {
            scopes.insert((ledger, Scope::Summary));
            scopes.insert((ledger, Scope::Year(year)));
            scopes.extend(entry.branches.iter().map(|id| (ledger, Scope::Branch(id.clone()))));
        }
    }
    for (ledger, year, branch) in beyond(archive) {
        scopes.insert((ledger, Scope::Summary));
        scopes.insert((ledger, Scope::Year(year)));
        scopes.insert((ledger, Scope::Branch(branch)));
    }
    scopes
}

/// Rows that belong to another year or branch than their entry's, or to no entry.
fn beyond(archive: &Archive) -> Vec<(Ledger, i32, BranchId)> {
    let indicators = archive.entries.iter().flat_map(|entry| indicators::places(entry, archive));
    let indicators = indicators.map(|(year, branch)| (Ledger::Indicators, year, branch));
    let contacts = contacts::places(archive).into_iter().map(|(year, branch)| (Ledger::Contacts, year, branch));
    let terms = archive.branches.all().iter();
    let terms = terms.flat_map(|branch| terms::years(branch).map(|year| (Ledger::Terms, year, branch.id.clone())));
    indicators.chain(contacts).chain(terms).collect()
}
