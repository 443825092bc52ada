//! The meetings of all branches in a year, month by month: recorded, missing, not applicable.
//! Never judges by itself what is missing: the ledger of meetings has done so.

use super::sheet::{Block, Cell, Choice, Column, Link, Look, Say, Sheet, Table, branch_link};
use super::{Book, Overview, column};
use crate::leaf::Leaf;
use crate::ledgers::{self, Ledger, Ledgers, Month, Row, Scope};
use crate::model::Archive;
use crate::path::{BranchId, EntryId, SitePath};
use std::collections::{BTreeMap, BTreeSet};

/// What a month holds of all forms of meeting of one branch.
#[derive(Clone, Debug, Default)]
struct Square {
    recorded: Vec<EntryId>,
    missing: usize,
    /// Forms that apply to the branch in this month.
    apply: usize,
}

impl Square {
    fn add(&mut self, month: &Month) {
        match month {
            Month::Held(found) => self.recorded.extend(found.iter().map(|(_, id)| id.clone())),
            Month::Missing => self.missing += 1,
            Month::Quiet | Month::NotApplicable => {}
        }
        self.apply += usize::from(*month != Month::NotApplicable);
    }

    /// A number, a word and a shade: no two kinds differ by shade alone. What is recorded leads to its entry, or where
    /// there are several to the branch's own table.
    fn cell(&self, table: &SitePath) -> Cell {
        let missing = ("missing", self.missing.to_string());
        let count = ("count", self.recorded.len().to_string());
        let recorded = |key, words, class| Cell::link(self.link(Say::Fill(key, words), table)).marked(class);
        match (self.recorded.len(), self.missing) {
            (0, 0) if self.apply == 0 => Cell::say(Say::Word("ledger_not_applicable")).marked("heat-none"),
            (0, 0) => Cell::say(Say::nothing()).marked("heat-quiet"),
            (0, _) => Cell::say(Say::Fill("overview_missing", vec![missing])).marked("heat-missing"),
            (_, 0) => recorded("overview_recorded", vec![count], self.shade()),
            _ => recorded("overview_recorded_missing", vec![count, missing], "heat-part"),
        }
    }

    fn link(&self, say: Say, table: &SitePath) -> Link {
        match self.recorded.as_slice() {
            [only] => Link::to_entry(say, only),
            _ => Link::page(say, table.clone()),
        }
    }

    fn shade(&self) -> &'static str {
        match self.recorded.len() {
            1 => "heat-1",
            2 => "heat-2",
            _ => "heat-3",
        }
    }
}

/// What a year's calendar is of.
#[derive(Debug, Default)]
pub struct Year {
    /// How many meetings are recorded.
    recorded: usize,
    /// The branches with any row, in the order of `branches.yaml`.
    branches: Vec<BranchId>,
}

/// All years that have a calendar.
pub type Years = BTreeMap<i32, Year>;

/// Finds them in the ledger of meetings.
pub fn years(archive: &Archive, ledgers: &Ledgers, pages: &BTreeSet<Overview>) -> Years {
    let planned = pages.iter().filter_map(|page| match page {
        Overview::Calendar(year) => Some((*year, Year::default())),
        _ => None,
    });
    let mut years: Years = planned.collect();
    for (year, ids) in branches(archive, ledgers) {
        let order = archive.branches.all().iter().filter(|branch| ids.contains(&branch.id));
        if let Some(own) = years.get_mut(&year) {
            own.branches = order.map(|branch| branch.id.clone()).collect();
        }
    }
    for row in ledgers.rows(Ledger::Meetings) {
        if let Some(own) = years.get_mut(&row.year) {
            own.recorded += row.tally.good;
        }
    }
    years
}

/// The branches with rows in each year.
fn branches<'a>(archive: &Archive, ledgers: &'a Ledgers) -> BTreeMap<i32, BTreeSet<&'a BranchId>> {
    let mut years: BTreeMap<i32, BTreeSet<&BranchId>> = BTreeMap::new();
    for row in ledgers.rows(Ledger::Meetings) {
        let known = row.branches.iter().filter(|id| archive.branches.get(id).is_some());
        years.entry(row.year).or_default().extend(known);
    }
    years
}

/// Each year's calendar with the number of its branches.
pub fn lengths(archive: &Archive, ledgers: &Ledgers) -> Vec<(Overview, usize)> {
    let years = branches(archive, ledgers).into_iter();
    years.map(|(year, ids)| (Overview::Calendar(year), ids.len())).collect()
}

/// The calendar of one year.
pub fn of_year(book: &Book, year: i32, leaf: &Leaf) -> Sheet {
    let title = Say::Fill("overview_calendar_of", vec![("year", year.to_string())]);
    let mut sheet = Sheet::new(title, Say::Word("overview_calendar_intro"));
    sheet.add(Block::Choices(Say::Word("filter_year"), choices(book, year)));
    let branches = book.calendar.get(&year).map_or(&[][..], |year| &year.branches);
    let rows: Vec<Vec<Cell>> =
        leaf.cut(branches.iter()).map(|id| row(book, id, &squares(&book.ledgers, id, year))).collect();
    let mut columns = vec![Column::field("branch", "field_branch")];
    columns.extend(MONTHS.iter().map(|key| Column { key: "month", say: Say::Word(key) }));
    columns.push(Column::field("held", "field_held"));
    columns.push(Column::field("missing", "overview_missing_sum"));
    let caption = Say::Fill("overview_calendar_of", vec![("year", year.to_string())]);
    if rows.is_empty() {
        sheet.add(Block::Note(Say::Word("ledger_empty")));
    } else {
        sheet.add(Block::Table(Table { caption, look: Look::saved("heat", "calendar"), columns, rows }));
        sheet.add(Block::Note(Say::Word("overview_calendar_key")));
    }
    sheet.tables = vec![Link::page(Say::Ledger(Ledger::Meetings), Scope::Year(year).page(Ledger::Meetings))];
    sheet
}

const MONTHS: [&str; 12] = [
    "month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "month_7", "month_8", "month_9", "month_10",
    "month_11", "month_12",
];

fn choices(book: &Book, current: i32) -> Vec<Choice> {
    let choice = |(year, own): (&i32, &Year)| Choice {
        say: Say::Fill("title_year", vec![("year", year.to_string())]),
        count: own.recorded,
        page: Overview::Calendar(*year).page(),
        current: *year == current,
    };
    book.calendar.iter().rev().map(choice).collect()
}

/// One branch's year; several forms of meeting share a month.
fn squares(ledgers: &Ledgers, id: &BranchId, year: i32) -> [Square; 12] {
    let mut squares: [Square; 12] = Default::default();
    let rows = ledgers.rows_of(Ledger::Meetings, &Scope::Branch(id.clone()));
    for row in rows.into_iter().filter(|row| row.year == year) {
        for (square, month) in squares.iter_mut().zip(months(row)) {
            square.add(month);
        }
    }
    squares
}

fn months(row: &Row) -> impl Iterator<Item = &Month> {
    let first = column(Ledger::Meetings, "month_1").unwrap_or(0);
    row.cells.iter().skip(first).take(12).filter_map(|cell| match cell {
        ledgers::Cell::Month(month) => Some(month),
        _ => None,
    })
}

/// Every row leads to the branch's own table, where each day leads to its entry; a branch without activities has none.
fn row(book: &Book, id: &BranchId, months: &[Square; 12]) -> Vec<Cell> {
    let name = branch_link(id, book.archive);
    let table = Scope::Branch(id.clone()).page(Ledger::Meetings);
    let name = if book.active.contains(id) { Link::page(name.say, table.clone()) } else { name };
    let sum = |count: fn(&Square) -> usize| months.iter().map(count).sum::<usize>();
    let figure = |number| if book.active.contains(id) { Cell::figure(number, &table) } else { Cell::number(number) };
    let mut cells = vec![Cell::link(name)];
    cells.extend(months.iter().map(|square| square.cell(&table)));
    cells.push(figure(sum(|square| square.recorded.len())));
    cells.push(figure(sum(|square| square.missing)));
    cells
}
