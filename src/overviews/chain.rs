//! Problems from year to year: what was found, measured, closed, and what came back (复发).
//! Never calls a problem the same as another unless its record says so (`recurs`).

use super::sheet::{Block, Cell, Choice, Column, Link, Look, Say, Sheet, Stage, branch_link};
use super::{Book, Overview};
use crate::leaf::Leaf;
use crate::ledgers::rectification::problem_standing;
use crate::ledgers::{Ledger, Scope, Tally};
use crate::model::entry::{Details, Problem};
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId};
use std::collections::BTreeMap;

/// A problem with the report that names it.
#[derive(Clone, Copy, Debug)]
struct Found<'a> {
    entry: &'a Entry,
    problem: &'a Problem,
}

/// The problems of all branches, and those of them that are not settled.
#[derive(Debug)]
pub struct Problems<'a> {
    all: Vec<Found<'a>>,
    unsettled: [Vec<Found<'a>>; 2],
}

impl<'a> Problems<'a> {
    /// Finds them, knowing which came back.
    pub fn of(archive: &'a Archive, back: &BTreeMap<String, Vec<EntryId>>) -> Problems<'a> {
        let all = all(archive);
        Problems { unsettled: unsettled(&all, back), all }
    }
}

impl Found<'_> {
    /// `<report id>#<problem id>`, as `recurs` names it.
    fn name(&self) -> String {
        format!("{}#{}", self.entry.id, self.problem.id)
    }
}

/// The problems of all branches: the picture, what came back, and what is still open.
pub fn of_all(book: &Book, leaf: &Leaf) -> Sheet {
    let mut sheet = Sheet::new(Say::Word("overview_chain"), Say::Word("overview_chain_intro"));
    if leaf.is_first() {
        sheet.add(Block::Choices(Say::Word("field_branch"), branches(book)));
        add_years(&mut sheet, book, &book.problems.all);
    }
    add_unsettled(&mut sheet, book, &book.problems.unsettled, leaf);
    sheet.tables = vec![Link::page(Say::Ledger(Ledger::Rectification), Scope::Summary.page(Ledger::Rectification))];
    sheet
}

/// The problems of one branch.
pub fn of_branch(book: &Book, id: &BranchId) -> Sheet {
    let title = Say::Fill("overview_chain_of", vec![("branch", book.archive.branches.name(id).to_owned())]);
    let mut sheet = Sheet::new(title, Say::Word("overview_chain_intro"));
    sheet.way = vec![Link::page(Say::Word("overview_chain"), Overview::Chain.page())];
    let own: Vec<Found> = of(book, id).collect();
    let closed: Vec<Found> = own.iter().filter(|found| found.problem.closed.is_some()).copied().collect();
    add_years(&mut sheet, book, &own);
    add_unsettled(&mut sheet, book, &unsettled(&own, &book.back), &Leaf::whole(own.len() * 2));
    sheet.add_table(
        "ledger_closed",
        Look::saved("chain", "closed"),
        columns(),
        closed.iter().map(|f| row(book, *f)).collect(),
    );
    let page = Scope::Branch(id.clone()).page(Ledger::Rectification);
    sheet.tables = vec![Link::page(Say::Ledger(Ledger::Rectification), page)];
    sheet
}

fn all(archive: &Archive) -> Vec<Found<'_>> {
    archive.entries.iter().flat_map(|entry| problems(entry)).collect()
}

/// How many lines the problems that came back and those still open have together.
pub fn length(archive: &Archive) -> usize {
    let back = back(archive);
    unsettled(&all(archive), &back).map(|found| found.len()).iter().sum()
}

/// The problems that came back, and those still open; one may be both.
fn unsettled<'a>(all: &[Found<'a>], back: &BTreeMap<String, Vec<EntryId>>) -> [Vec<Found<'a>>; 2] {
    let recurring = all.iter().filter(|f| f.problem.recurs.is_some() || back.contains_key(&f.name()));
    let open = all.iter().filter(|found| found.problem.closed.is_none());
    [recurring.copied().collect(), open.copied().collect()]
}

fn problems(entry: &Entry) -> impl Iterator<Item = Found<'_>> {
    let problems = match &entry.details {
        Details::Report(report) => report.problems.as_slice(),
        _ => &[],
    };
    problems.iter().map(move |problem| Found { entry, problem })
}

/// Those of a branch, newest report first.
fn of<'b>(book: &Book<'b>, id: &BranchId) -> impl Iterator<Item = Found<'b>> {
    let archive = book.archive;
    let positions = book.reports.get(id).cloned().unwrap_or_default();
    positions.into_iter().rev().filter_map(|i| archive.entries.get(i)).flat_map(|entry| problems(entry))
}

fn branches(book: &Book) -> Vec<Choice> {
    let planned = book.archive.branches.all().iter().filter(|b| book.has(&Overview::ChainBranch(b.id.clone())));
    let choice = |id: &BranchId| Choice {
        say: Say::Text(book.archive.branches.name(id).to_owned()),
        count: of(book, id).count(),
        page: Overview::ChainBranch(id.clone()).page(),
        current: false,
    };
    planned.map(|b| choice(&b.id)).collect()
}

fn add_years(sheet: &mut Sheet, book: &Book, found: &[Found]) {
    let stages = stages(book.archive, found);
    sheet.add(Block::Flow(stages.clone()));
    sheet.add_table(
        "overview_by_year",
        Look::saved("chain-years", "years"),
        stage_columns(),
        stages.iter().rev().map(stage_row).collect(),
    );
}

/// The two tables one after the other, as far as they stand on the page.
fn add_unsettled(sheet: &mut Sheet, book: &Book, found: &[Vec<Found>; 2], leaf: &Leaf) {
    let tables = [("overview_recurring", "recurring"), ("overview_still_open", "open")];
    let mut before = 0;
    for ((heading, file), found) in tables.into_iter().zip(found) {
        let here = leaf.part(before, found.len()).cut(found.iter()).map(|found| row(book, *found)).collect();
        sheet.add_table(heading, Look::saved("chain", file), columns(), here);
        before += found.len();
    }
}

/// A stage a year, oldest first; a problem counts in the year of the report that names it.
fn stages(archive: &Archive, found: &[Found]) -> Vec<Stage> {
    let mut stages: BTreeMap<i32, Stage> = BTreeMap::new();
    for Found { entry, problem } in found {
        let stage = stages.entry(entry.year).or_default();
        stage.year = entry.year;
        stage.problems += 1;
        stage.recurring += usize::from(problem.recurs.is_some());
        stage.measures += problem.measures.len();
        stage.done += problem.measures.iter().filter(|m| m.done.is_some()).count();
        stage.closed += usize::from(problem.closed.is_some());
        stage.overdue += usize::from(problem_standing(problem, archive).1 == Tally::BAD);
    }
    stages.into_values().collect()
}

fn stage_columns() -> Vec<Column> {
    [
        ("year", "field_year"),
        ("value", "field_problem"),
        ("value", "overview_came_back"),
        ("value", "field_measure"),
        ("value", "overview_measures_done"),
        ("value", "ledger_closed"),
        ("value", "ledger_overdue"),
    ]
    .map(|(key, text)| Column::field(key, text))
    .to_vec()
}

fn stage_row(stage: &Stage) -> Vec<Cell> {
    let page = Scope::Year(stage.year).page(Ledger::Rectification);
    let mut cells = vec![Cell::link(Link::page(Say::Text(stage.year.to_string()), page.clone()))];
    let counts = [stage.problems, stage.recurring, stage.measures, stage.done, stage.closed, stage.overdue];
    cells.extend(counts.map(|count| Cell::figure(count, &page)));
    cells
}

/// The reports whose problems say of an earlier one that it came back, by that one's name.
pub fn back(archive: &Archive) -> BTreeMap<String, Vec<EntryId>> {
    let mut later: BTreeMap<String, Vec<EntryId>> = BTreeMap::new();
    for found in archive.entries.iter().flat_map(|entry| problems(entry)) {
        if let Some(spot) = &found.problem.recurs {
            later.entry(spot.value.clone()).or_default().push(found.entry.id.clone());
        }
    }
    later
}

fn columns() -> Vec<Column> {
    [
        ("year", "field_year"),
        ("branch", "field_branch"),
        ("problem", "field_problem"),
        ("origin", "field_origin"),
        ("value", "overview_measures_done"),
        ("state", "field_state"),
        ("recurs", "field_recurs"),
        ("recurs", "overview_came_back_in"),
    ]
    .map(|(key, text)| Column::field(key, text))
    .to_vec()
}

fn row(book: &Book, found: Found) -> Vec<Cell> {
    let Found { entry, problem } = found;
    let titled = |id: &EntryId| book.archive.get(id).map(Link::entry);
    let earlier = problem.recurs.as_ref().and_then(|spot| spot.value.split_once('#'));
    let earlier = earlier.and_then(|(id, _)| titled(&EntryId::new(id)));
    let after = book.back.get(&found.name()).into_iter().flatten().filter_map(titled);
    let done = problem.measures.iter().filter(|m| m.done.is_some()).count();
    vec![
        Cell::text(entry.year.to_string()),
        Cell::links(entry.branches.iter().map(|id| branch_link(id, book.archive)).collect()),
        Cell::link(Link::to_entry(Say::Text(problem.title.clone()), &entry.id)),
        Cell::text(problem.source.clone().unwrap_or_default()),
        Cell::text(format!("{done}/{}", problem.measures.len())),
        Cell::say(Say::Word(problem_standing(problem, book.archive).0)),
        Cell::links(earlier.into_iter().collect()),
        Cell::links(after.collect()),
    ]
}
