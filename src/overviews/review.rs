//! A year in review: what was promised, done, awarded, found, and is still open; for a branch, and for all.
//! Never writes a sentence of a report: it lists what the next one has to account for.

use super::sheet::{Block, Cell, Choice, Column, Link, Look, Say, Sheet, Table, day_links};
use super::{Book, Overview, column};
use crate::leaf::Leaf;
use crate::ledgers::{self, Ledger, Row, Scope, Tally};
use crate::model::entry::{Details, Kind};
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId, SitePath};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The years, each with its entries and branches.
pub fn list(book: &Book) -> Sheet {
    let mut sheet = Sheet::new(Say::Word("overview_review"), Say::Word("overview_review_intro"));
    let row = |(year, own): (&i32, &Year)| {
        let page = Overview::ReviewYear(*year).page();
        let title = Say::Fill("title_year", vec![("year", year.to_string())]);
        let entries = SitePath::new(format!("years/{year}/index.html"));
        let counts = own.entries.map(|count| Cell::figure(count, &entries));
        std::iter::once(Cell::link(Link::page(title, page))).chain(counts).collect()
    };
    let rows = book.years.iter().rev().map(row).collect();
    let columns =
        head(&[("year", "field_year"), ("value", "kind_activity"), ("value", "kind_award"), ("value", "kind_report")]);
    sheet.add(Block::Table(Table {
        caption: Say::Word("overview_review"),
        look: Look::shown("numbers-table"),
        columns,
        rows,
    }));
    sheet
}

fn head(columns: &[(&'static str, &'static str)]) -> Vec<Column> {
    columns.iter().map(|(key, text)| Column::field(key, text)).collect()
}

/// How many activities, awards and reports.
type Kinds = [usize; 3];

/// What a year's review is of.
#[derive(Debug, Default)]
pub struct Year {
    entries: Kinds,
    /// The branches with any entry, in the order of `branches.yaml`.
    branches: Vec<BranchId>,
}

/// All years that have entries.
pub type Years = BTreeMap<i32, Year>;

/// Finds them among all entries.
pub fn years(archive: &Archive, by_branch_year: &BTreeMap<(BranchId, i32), Vec<usize>>) -> Years {
    let mut years = Years::new();
    for entry in &archive.entries {
        years.entry(entry.year).or_default().entries[entry.kind as usize] += 1;
    }
    for branch in archive.branches.all() {
        let own = (branch.id.clone(), i32::MIN)..=(branch.id.clone(), i32::MAX);
        for ((id, year), _) in by_branch_year.range(own) {
            years.entry(*year).or_default().branches.push(id.clone());
        }
    }
    years
}

/// Each year's review with the number of its branches.
pub fn lengths(by_branch_year: &BTreeMap<(BranchId, i32), Vec<usize>>) -> Vec<(Overview, usize)> {
    let mut years: BTreeMap<i32, usize> = BTreeMap::new();
    for (_, year) in by_branch_year.keys() {
        *years.entry(*year).or_default() += 1;
    }
    years.into_iter().map(|(year, branches)| (Overview::ReviewYear(year), branches)).collect()
}

/// A year of all branches: how each ledger stands, and what each branch did.
pub fn of_year(book: &Book, year: i32, leaf: &Leaf) -> Sheet {
    let mut sheet = Sheet::new(year_title(year), Say::Word("overview_review_year_intro"));
    sheet.way = vec![way()];
    sheet.text = download(&Overview::ReviewYear(year));
    sheet.add(Block::Choices(Say::Word("filter_year"), choices(book, year)));
    let ledgers = Ledger::ALL.into_iter().filter(|_| leaf.is_first());
    let ledgers = ledgers.filter_map(|ledger| standing(book, ledger, year));
    let columns = head(&[
        ("item", "nav_ledgers"),
        ("value", "ledgers_good"),
        ("value", "ledgers_open"),
        ("value", "ledgers_bad"),
    ]);
    sheet.add_table("overview_ledgers_stand", Look::shown("numbers-table"), columns, ledgers.collect());
    let columns = head(&[
        ("branch", "field_branch"),
        ("value", "kind_activity"),
        ("value", "kind_award"),
        ("value", "kind_report"),
    ]);
    sheet.add_table("overview_by_branch", Look::shown("numbers-table"), columns, branches(book, year, leaf));
    sheet
}

/// What a report on all branches is drafted from: the same as for one branch, and whose each line is. Its page only
/// counts, for the lists of a large archive's year are long.
pub fn draft_of_year(book: &Book, year: i32) -> Sheet {
    let mut sheet = Sheet::new(year_title(year), Say::nothing());
    let entries = &book.archive.entries;
    let own: Vec<&Entry> = entries.iter().filter(|entry| entry.year == year).map(|entry| &**entry).collect();
    account(&mut sheet, &Rows { book, year, scope: Scope::Summary }, &own);
    sheet
}

/// What was promised, done and found, as far as anything was.
fn account(sheet: &mut Sheet, rows: &Rows, entries: &[&Entry]) {
    promised(sheet, rows);
    done(sheet, rows, entries);
    found(sheet, rows);
}

fn year_title(year: i32) -> Say {
    Say::Fill("overview_review_of_year", vec![("year", year.to_string())])
}

fn download(overview: &Overview) -> Option<Link> {
    overview.text().map(|path| Link::page(Say::Word("review_download"), path))
}

fn way() -> Link {
    Link::page(Say::Word("overview_review"), Overview::ReviewList.page())
}

fn choices(book: &Book, current: i32) -> Vec<Choice> {
    let choice = |(year, own): (&i32, &Year)| Choice {
        say: Say::Fill("title_year", vec![("year", year.to_string())]),
        count: own.entries.iter().sum(),
        page: Overview::ReviewYear(*year).page(),
        current: *year == current,
    };
    book.years.iter().rev().map(choice).collect()
}

fn standing(book: &Book, ledger: Ledger, year: i32) -> Option<Vec<Cell>> {
    let scope = Scope::Year(year);
    let rows = book.ledgers.rows_of(ledger, &scope);
    let sum = rows.iter().fold(Tally::default(), |sum, row| sum.plus(row.tally));
    let page = scope.page(ledger);
    let counts = [sum.good, sum.open, sum.bad].map(|count| Cell::figure(count, &page));
    let link = Link::page(Say::Ledger(ledger), page);
    (!rows.is_empty()).then(|| std::iter::once(Cell::link(link)).chain(counts).collect())
}

/// The branches with entries in a year; each leads to its own review, else to its entries.
fn branches(book: &Book, year: i32, leaf: &Leaf) -> Vec<Vec<Cell>> {
    let row = |id: &BranchId| {
        let own = Overview::Review(year, id.clone());
        let entries = entries_page(id, year);
        let page = if book.has(&own) { own.page() } else { entries.clone() };
        let link = Link::page(Say::Text(book.archive.branches.name(id).to_owned()), page);
        let counts = kinds(book, id, year).map(|count| Cell::figure(count, &entries));
        std::iter::once(Cell::link(link)).chain(counts).collect()
    };
    let all = book.years.get(&year).map_or(&[][..], |year| &year.branches);
    leaf.cut(all.iter()).map(row).collect()
}

fn kinds(book: &Book, id: &BranchId, year: i32) -> Kinds {
    let mut kinds = Kinds::default();
    for entry in own(book, year, id) {
        kinds[entry.kind as usize] += 1;
    }
    kinds
}

fn entries_page(id: &BranchId, year: i32) -> SitePath {
    SitePath::new(format!("branches/{id}/{year}/index.html"))
}

/// A branch's year in review.
pub fn of_branch(book: &Book, year: i32, id: &BranchId) -> Sheet {
    let name = book.archive.branches.name(id).to_owned();
    let words = vec![("branch", name), ("year", year.to_string())];
    let mut sheet = Sheet::new(Say::Fill("overview_review_of", words), Say::Word("overview_review_branch_intro"));
    sheet.way = vec![way(), Link::page(year_title(year), Overview::ReviewYear(year).page())];
    account(&mut sheet, &Rows { book, year, scope: Scope::Branch(id.clone()) }, &own(book, year, id));
    sheet.text = download(&Overview::Review(year, id.clone()));
    let entries = entries_page(id, year);
    sheet.tables = vec![Link::page(Say::Word("review_entries"), entries)];
    sheet
}

/// What the ledgers have of one branch or of all, and of which year.
struct Rows<'b> {
    book: &'b Book<'b>,
    year: i32,
    scope: Scope,
}

impl Rows<'_> {
    /// The rows of a ledger that are wanted.
    fn of(&self, ledger: Ledger, wanted: impl Fn(&Row) -> bool) -> Vec<&Row> {
        self.book.ledgers.rows_of(ledger, &self.scope).into_iter().filter(|row| wanted(row)).collect()
    }

    /// Adds some columns of the rows that are wanted; a column that none of them fills only takes room.
    fn add(&self, sheet: &mut Sheet, heading: &'static str, ledger: Ledger, keys: &[&'static str], rows: &[&Row]) {
        let filled = |key: &&'static str| rows.iter().any(|row| filled(row, ledger, key));
        let whose = (self.scope == Scope::Summary).then_some("branch");
        let (first, rest) = (keys.iter().copied().take(1), keys.iter().copied().skip(1));
        let keys: Vec<&'static str> = first.chain(whose).chain(rest).filter(filled).collect();
        let shown = |row: &&Row| -> Vec<Cell> {
            let cells = keys.iter().filter_map(|key| cell(row, ledger, key));
            cells.map(|cell| Cell::of_ledger(cell, self.book.archive)).collect()
        };
        let columns = keys.iter().map(|key| Column { key, say: Say::Field(key) }).collect();
        sheet.add_table(heading, Look::shown("review"), columns, rows.iter().map(shown).collect());
    }
}

fn promised(sheet: &mut Sheet, rows: &Rows) {
    let year = rows.year;
    let kept = rows.of(Ledger::Commitments, |row| row.year == year && row.tally != Tally::default());
    let keys = ["item", "who", "due", "done", "state", "evidence"];
    rows.add(sheet, "review_promised", Ledger::Commitments, &keys, &kept);
    let due = rows.of(Ledger::Targets, |row| targets_year(row, year));
    let keys = ["indicator", "target", "reported", "outcome", "report"];
    rows.add(sheet, "review_targets", Ledger::Targets, &keys, &due);
}

fn done(sheet: &mut Sheet, rows: &Rows, entries: &[&Entry]) {
    let year = rows.year;
    let columns = head(&[("item", "field_form"), ("value", "overview_times"), ("days", "field_date")]);
    sheet.add_table("review_done", Look::shown("review"), columns, activities(entries));
    let hung = rows.of(Ledger::Awards, |row| row.year == year);
    let keys = ["honour", "level", "issuer", "document_number", "date", "proof"];
    rows.add(sheet, "review_awarded", Ledger::Awards, &keys, &hung);
    let figures = rows.of(Ledger::Indicators, |row| row.year == year);
    let keys = ["indicator", "value", "before", "change", "report"];
    rows.add(sheet, "review_figures", Ledger::Indicators, &keys, &figures);
    let claimed = rows.of(Ledger::Claims, |row| row.year == year);
    let keys = ["text", "claimed", "recorded_count", "difference", "outcome"];
    rows.add(sheet, "review_claimed", Ledger::Claims, &keys, &claimed);
}

fn found(sheet: &mut Sheet, rows: &Rows) {
    let year = rows.year;
    let worked = rows.of(Ledger::Rectification, |row| row.year == year - 1);
    let keys = ["problem", "measure", "owner", "due", "done", "measure_state", "evidence", "state"];
    rows.add(sheet, "review_worked", Ledger::Rectification, &keys, &worked);
    let found = rows.of(Ledger::Rectification, |row| row.year == year);
    let keys = ["problem", "origin", "cause", "measure", "owner", "due"];
    rows.add(sheet, "review_found", Ledger::Rectification, &keys, &found);
    let open = rows.of(Ledger::Tasks, |row| row.year == year && row.tally != Tally::GOOD);
    let keys = ["list", "item", "owner", "due", "state"];
    rows.add(sheet, "review_open_tasks", Ledger::Tasks, &keys, &open);
}

fn own<'b>(book: &Book<'b>, year: i32, id: &BranchId) -> Vec<&'b Entry> {
    let archive = book.archive;
    let positions = book.by_branch_year.get(&(id.clone(), year)).map_or(&[][..], Vec::as_slice);
    positions.iter().filter_map(|i| archive.entries.get(*i)).map(|entry| &**entry).collect()
}

fn targets_year(row: &Row, year: i32) -> bool {
    cell(row, Ledger::Targets, "target_year") == Some(&ledgers::Cell::Text(year.to_string()))
}

fn cell<'r>(row: &'r Row, ledger: Ledger, key: &str) -> Option<&'r ledgers::Cell> {
    column(ledger, key).and_then(|i| row.cells.get(i))
}

/// Whether a row says anything there.
fn filled(row: &Row, ledger: Ledger, key: &str) -> bool {
    cell(row, ledger, key).is_some_and(|cell| match cell {
        ledgers::Cell::Text(text) => !text.is_empty(),
        ledgers::Cell::Day(day) => day.is_some(),
        ledgers::Cell::Entries(ids) => !ids.is_empty(),
        _ => true,
    })
}

/// A row a form, with the day of each activity; forms in the order of their names.
fn activities(entries: &[&Entry]) -> Vec<Vec<Cell>> {
    let mut forms: BTreeMap<&str, Vec<(Date, EntryId)>> = BTreeMap::new();
    for entry in entries.iter().rev().filter(|entry| entry.kind == Kind::Activity) {
        let form = match &entry.details {
            Details::Activity(activity) => activity.form.as_deref().unwrap_or(""),
            _ => "",
        };
        forms.entry(form).or_default().push((entry.date, entry.id.clone()));
    }
    let row = |(form, days): (&str, Vec<(Date, EntryId)>)| {
        let name = if form.is_empty() { Say::Word("overview_no_form") } else { Say::Text(form.to_owned()) };
        vec![Cell::say(name), Cell::number(days.len()), Cell::links(day_links(&days))]
    };
    forms.into_iter().map(row).collect()
}
