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

/// Each year's calendar with the number of its branches.
pub fn lengths(archive: &Archive, ledgers: &Ledgers) -> Vec<(Overview, usize)> {
    let mut years: BTreeMap<i32, BTreeSet<&BranchId>> = BTreeMap::new();
    for row in ledgers.rows(Ledger::Meetings) {
        let known = row.branches.iter().filter(|id| archive.branches.get(id).is_some());
        years.entry(row.year).or_default().extend(known);
    }
    years.into_iter().map(|(year, ids)| (Overview::Calendar(year), ids.len())).collect()
}

/// The calendar of one year.
pub fn of_year(book: &Book, year: i32, leaf: &Leaf) -> Sheet {
    let title = Say::Fill("overview_calendar_of", vec![("year", year.to_string())]);
    let mut sheet = Sheet::new(title, Say::Word("overview_calendar_intro"));
    sheet.add(Block::Choices(Say::Word("filter_year"), years(book, year)));
    let rows = book.ledgers.rows_of(Ledger::Meetings, &Scope::Year(year));
    let squares = squares(&rows);
    let branches = book.archive.branches.all().iter().filter_map(|b| Some((&b.id, squares.get(&b.id)?)));
    let rows: Vec<Vec<Cell>> = leaf.cut(branches).map(|(id, months)| row(book, id, months)).collect();
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

fn years(book: &Book, current: i32) -> Vec<Choice> {
    let years = book.pages.iter().rev().filter_map(|page| match page {
        Overview::Calendar(year) => Some(*year),
        _ => None,
    });
    let recorded = |year: i32| {
        let rows = book.ledgers.rows_of(Ledger::Meetings, &Scope::Year(year));
        rows.iter().map(|row| row.tally.good).sum()
    };
    let choice = |year: i32| Choice {
        say: Say::Fill("title_year", vec![("year", year.to_string())]),
        count: recorded(year),
        page: Overview::Calendar(year).page(),
        current: year == current,
    };
    years.map(choice).collect()
}

fn squares(rows: &[&Row]) -> BTreeMap<BranchId, [Square; 12]> {
    let mut squares: BTreeMap<BranchId, [Square; 12]> = BTreeMap::new();
    for row in rows {
        for id in &row.branches {
            let own = squares.entry(id.clone()).or_default();
            for (square, month) in own.iter_mut().zip(months(row)) {
                square.add(month);
            }
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
