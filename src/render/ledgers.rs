//! Ledgers → views of their pages, tables for spreadsheets, and `ledgers.json`.
//! Never reckons: every figure comes from `crate::ledgers`.

mod filters;

use super::chart::{self, Bar, Series};
use super::csv;
use super::list::{Filter, Pager, pager};
use super::overviews::{self, Entrance};
use super::piece::{self, Maker, Sequence};
use super::records::Column;
use super::view::{Common, Crumb, Head, Linked, View, day_text, here};
use super::{Outlet, Rendered};
use crate::fingerprint::Fingerprint;
use crate::leaf::Leaf;
use crate::ledgers::{Cell, Ledger, Ledgers, Month, Row, Scope, Tally};
use crate::path::{BranchId, EntryId, SitePath};
use crate::plan::index::Subject;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;
use std::io;
use tera::TeraResult;

#[derive(Serialize)]
struct ListView {
    lines: Vec<Line>,
    overviews: Vec<Entrance>,
    json: SitePath,
}

/// A ledger in the list of them, or a year in the summary of one.
#[derive(Serialize)]
struct Line {
    label: String,
    intro: String,
    href: SitePath,
    good: usize,
    open: usize,
    bad: usize,
}

#[derive(Serialize)]
struct LedgerView<'a> {
    heading: String,
    intro: String,
    word: &'static str,
    good: String,
    open: String,
    bad: String,
    chart_svg: String,
    filters: Vec<Filter>,
    years: Vec<Line>,
    columns: Vec<Column>,
    groups: Vec<Group<'a>>,
    lines: String,
    pager: Pager,
    csv: SitePath,
}

/// Rows that stand together: on a branch's page those of a year, each year under its heading; else all.
#[derive(Serialize)]
struct Group<'a> {
    id: String,
    heading: String,
    count: usize,
    rows_html: Sequence<'a>,
    /// Where the rest of the year is, if it does not end on this page.
    more: Option<String>,
}

/// A cell: a text, links after it, and for the style sheet its column; a month says in place of that what it holds.
#[derive(Serialize)]
pub(super) struct CellView {
    text: String,
    links: Vec<Linked>,
    class: String,
}

impl View for ListView {}

impl View for LedgerView<'_> {
    fn complete(&mut self, maker: &dyn Maker) -> TeraResult<()> {
        self.groups.iter_mut().try_for_each(|group| group.rows_html.complete(maker))
    }
}

/// The list of the ledgers.
pub fn list(common: Common, ledgers: &Ledgers) -> (Head, impl View + use<>) {
    let planned = |ledger: &Ledger| common.plan.ledgers.contains(&(*ledger, Scope::Summary));
    let line = |ledger: Ledger| {
        let tally = sum(ledgers.rows(ledger).iter());
        line(name(common, ledger), text(common, "intro", ledger), Scope::Summary.page(ledger), tally)
    };
    let lines = Ledger::ALL.into_iter().filter(planned).map(line).collect();
    let title = common.texts.get("nav_ledgers");
    let crumbs = vec![common.home_crumb(), here(title)];
    (
        common.head(title, "ledgers", crumbs),
        ListView { lines, overviews: overviews::entrances(common), json: SitePath::new("ledgers.json") },
    )
}

fn line(label: String, intro: String, href: SitePath, tally: Tally) -> Line {
    Line { label, intro, href, good: tally.good, open: tally.open, bad: tally.bad }
}

fn sum<'r>(rows: impl Iterator<Item = &'r Row>) -> Tally {
    rows.fold(Tally::default(), |sum, row| sum.plus(row.tally))
}

/// One page of some rows of a ledger.
pub fn page<'a>(
    common: Common<'a>,
    ledgers: &'a Ledgers,
    (ledger, scope): (Ledger, &Scope),
    leaf: &Leaf,
) -> (Head, impl View + use<'a>) {
    let years = if *scope == Scope::Summary { years(common, ledgers, ledger) } else { Vec::new() };
    let title = title(common, ledger, scope);
    let view = LedgerView {
        heading: title.clone(),
        intro: text(common, "intro", ledger),
        word: ledger.word(),
        good: text(common, "good", ledger),
        open: text(common, "open", ledger),
        bad: text(common, "bad", ledger),
        chart_svg: year_chart(common, ledger, &years),
        filters: filters::filters(common, ledgers, ledger, scope),
        years,
        columns: shown(columns(common, ledger)),
        groups: groups(common, ledgers, (ledger, scope), leaf),
        lines: common.told_lines(leaf),
        pager: pager(leaf, |number| scope.leaf(ledger, number)),
        csv: scope.table(ledger),
    };
    let title = common.leaf_title(title, leaf);
    (common.head(&title, "ledgers", crumbs(common, ledger, scope)), view)
}

/// The rows of a page; those of a branch by year, as the whole page of a year is of one.
fn groups<'a>(
    common: Common<'a>,
    ledgers: &'a Ledgers,
    (ledger, scope): (Ledger, &Scope),
    leaf: &Leaf,
) -> Vec<Group<'a>> {
    let mut rows = ledgers.positions_on(ledger, scope, leaf).into_iter();
    let made = |rows: Vec<usize>| Sequence::Named(common, piece::Kind::Row(ledgers, ledger), rows);
    if !matches!(scope, Scope::Branch(_)) {
        let (id, heading, count) = (String::new(), String::new(), rows.len());
        let all = Group { id, heading, count, rows_html: made(rows.collect()), more: None };
        return Some(all).filter(|group| group.count > 0).into_iter().collect();
    }
    let mut groups = Vec::new();
    for stretch in filters::stretches(ledgers, ledger, scope) {
        let (from, to) = (stretch.start.max(leaf.lines.start), stretch.end().min(leaf.lines.end));
        if from < to {
            let more = || format!("{}#{}", filters::leaf_of(ledger, scope, to), stretch.anchor());
            groups.push(Group {
                id: stretch.anchor(),
                heading: scope_name(common, &Scope::Year(stretch.year)),
                count: stretch.count,
                rows_html: made(rows.by_ref().take(to - from).collect()),
                more: (to < stretch.end()).then(more),
            });
        }
    }
    groups
}

/// What a page shows of a row, or of the columns: the year, the first, is said by the page or by a heading in it.
fn shown<T>(mut cells: Vec<T>) -> Vec<T> {
    cells.split_off(1.min(cells.len()))
}

fn name(common: Common, ledger: Ledger) -> String {
    text(common, "name", ledger)
}

/// A text of a ledger: `ledger_name_meetings`, `ledger_bad_tasks`, …
fn text(common: Common, part: &str, ledger: Ledger) -> String {
    common.texts.get(&format!("ledger_{part}_{}", ledger.word())).to_owned()
}

fn title(common: Common, ledger: Ledger, scope: &Scope) -> String {
    let name = name(common, ledger);
    match scope {
        Scope::Summary => name,
        _ => common
            .texts
            .fill("ledger_title", &[("ledger", name.as_str()), ("scope", scope_name(common, scope).as_str())]),
    }
}

fn scope_name(common: Common, scope: &Scope) -> String {
    match scope {
        Scope::Summary => String::new(),
        Scope::Year(year) => common.texts.fill("title_year", &[("year", year.to_string().as_str())]),
        Scope::Branch(id) => common.archive.branches.name(id).to_owned(),
    }
}

fn crumbs(common: Common, ledger: Ledger, scope: &Scope) -> Vec<Crumb> {
    let mut crumbs = vec![common.home_crumb(), common.crumb("nav_ledgers", "ledgers/index.html")];
    if *scope == Scope::Summary {
        crumbs.push(here(&name(common, ledger)));
        return crumbs;
    }
    crumbs.push(Crumb { label: name(common, ledger), href: Some(Scope::Summary.page(ledger)) });
    crumbs.push(here(&scope_name(common, scope)));
    crumbs
}

/// The pages of a ledger: the whole, its years, its branches.
fn scopes(common: Common<'_>, ledger: Ledger) -> impl Iterator<Item = &Scope> {
    common.plan.ledgers.range((ledger, Scope::Summary)..).map_while(move |(l, scope)| (*l == ledger).then_some(scope))
}

fn years(common: Common, ledgers: &Ledgers, ledger: Ledger) -> Vec<Line> {
    let mut tallies: BTreeMap<i32, Tally> = BTreeMap::new();
    for row in ledgers.rows(ledger) {
        let tally = tallies.entry(row.year).or_default();
        *tally = tally.plus(row.tally);
    }
    let line =
        |(year, tally): (i32, Tally)| line(year.to_string(), String::new(), Scope::Year(year).page(ledger), tally);
    let planned = |(year, _): &(i32, Tally)| common.plan.ledgers.contains(&(ledger, Scope::Year(*year)));
    tallies.into_iter().rev().filter(planned).map(line).collect()
}

fn year_chart(common: Common, ledger: Ledger, years: &[Line]) -> String {
    let series = [("good", "chart-activity"), ("open", "chart-award"), ("bad", "chart-report")];
    let series: Vec<Series> =
        series.iter().map(|(part, class)| Series { name: text(common, part, ledger), class }).collect();
    let bar = |line: &Line| Bar { label: line.label.clone(), values: vec![line.good, line.open, line.bad] };
    let bars: Vec<Bar> = years.iter().rev().map(bar).collect();
    chart::stacked_bars(&name(common, ledger), common.texts.get("ledger_chart_desc"), &series, &bars)
}

fn columns(common: Common, ledger: Ledger) -> Vec<Column> {
    let column = |key: &&str| {
        let text = if key.starts_with("month_") { (*key).to_owned() } else { format!("field_{key}") };
        Column { key: (*key).to_owned(), label: common.texts.get(&text).to_owned() }
    };
    ledger.columns().iter().map(column).collect()
}

/// What a page shows of a row.
pub(super) fn row(common: Common, ledger: Ledger, row: &Row) -> Vec<CellView> {
    let columns = shown(row.cells.iter().zip(ledger.columns()).collect()).into_iter();
    columns.map(|(cell, key)| CellView { class: class(cell, key), ..cell_view(common, cell) }).collect()
}

fn class(cell: &Cell, key: &str) -> String {
    match cell {
        Cell::Month(Month::Held(_)) => "month-held".to_owned(),
        Cell::Month(Month::Missing) => "month-missing".to_owned(),
        Cell::Month(Month::Quiet) => "month-quiet".to_owned(),
        Cell::Month(Month::NotApplicable) => "month-none".to_owned(),
        Cell::Days(_) => format!("col-{key} month-held"),
        _ => format!("col-{key}"),
    }
}

/// What a cell says; its class is told by its column.
fn cell_view(common: Common, cell: &Cell) -> CellView {
    let plain = |text: String| CellView { text, links: Vec::new(), class: String::new() };
    let linked = |links: Vec<Linked>| CellView { links, ..plain(String::new()) };
    match cell {
        Cell::Text(text) => plain(text.clone()),
        Cell::Word(key) => plain(common.texts.get(key).to_owned()),
        Cell::Day(day) => plain(day.map(|day| day_text(day, common.language())).unwrap_or_default()),
        Cell::Branches(ids) => {
            let link = |id| Linked {
                text: common.archive.branches.name(id).to_owned(),
                href: Some(Subject::Branch(id.clone()).home()),
            };
            linked(ids.iter().map(link).collect())
        }
        Cell::Entries(ids) => linked(ids.iter().map(|id| entry_link(common, id)).collect()),
        Cell::Stated(text, id) => linked(vec![Linked { text: text.clone(), href: Some(id.page()) }]),
        Cell::Month(Month::Held(found)) => linked(found.iter().map(|held| held_link(common, held)).collect()),
        Cell::Month(Month::Missing) => plain(common.texts.get("ledger_missing").to_owned()),
        Cell::Month(Month::NotApplicable) => plain(common.texts.get("ledger_not_applicable").to_owned()),
        Cell::Month(Month::Quiet) => plain(String::new()),
        Cell::Days(days) => linked(days.iter().map(|d| day_link(common, d)).collect()),
    }
}

fn held_link(common: Common, (day, id): &(i8, EntryId)) -> Linked {
    Linked { text: common.texts.fill("ledger_day", &[("day", day.to_string().as_str())]), href: Some(id.page()) }
}

fn entry_link(common: Common, id: &EntryId) -> Linked {
    let title = common.archive.get(id).map_or(id.as_str(), |entry| entry.title.as_str());
    Linked { text: title.to_owned(), href: Some(id.page()) }
}

fn day_link(common: Common, (day, id): &(jiff::civil::Date, EntryId)) -> Linked {
    let (month, number) = (day.month().to_string(), day.day().to_string());
    let words = [("month", month.as_str()), ("day", number.as_str())];
    Linked { text: common.texts.fill("overview_month_day", &words), href: Some(id.page()) }
}

/// What a branch's or a year's page has of a ledger: where it is, and how it stands.
#[derive(Serialize)]
pub(super) struct Part {
    text: String,
    href: SitePath,
    /// How many are as they should be, open, and not as they should be, in the ledger's own words; "" where nothing counts.
    told: String,
}

/// From a branch's or a year's page to its part of each ledger.
pub(super) fn of_subject(common: Common, ledgers: &Ledgers, subject: &Subject) -> Vec<Part> {
    let overviews = overviews::of_subject(common, subject).into_iter();
    let overviews = overviews.map(|(text, href)| Part { text, href, told: String::new() });
    let scope = match subject {
        Subject::Branch(id) => Scope::Branch(id.clone()),
        Subject::Year(year) => Scope::Year(*year),
        _ => return overviews.collect(),
    };
    let planned = |ledger: &Ledger| common.plan.ledgers.contains(&(*ledger, scope.clone()));
    let entrance = |ledger: Ledger| {
        let told = told(common, ledger, sum(ledgers.rows_of(ledger, &scope).into_iter()));
        Part { text: name(common, ledger), href: scope.page(ledger), told }
    };
    Ledger::ALL.into_iter().filter(planned).map(entrance).chain(overviews).collect()
}

/// 已记录 36 · 缺记录 4
fn told(common: Common, ledger: Ledger, tally: Tally) -> String {
    let counts = [("good", tally.good), ("open", tally.open), ("bad", tally.bad)];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let words: Vec<String> = counts.map(|(part, count)| format!("{} {count}", text(common, part, ledger))).collect();
    words.join(" · ")
}

/// A row as it stands in every table that has it, and in `ledgers.json`.
struct RowText {
    line: String,
    json: Box<RawValue>,
}

/// A table beside each page, and `ledgers.json`. Each row is put into words once, however many tables have it, and none where
/// all of them stay.
pub fn files<O: Outlet>(common: Common, ledgers: &Ledgers, outlet: &O) -> Result<(), O::Failure> {
    let words = words(common);
    let print = |ledger: &Ledger| words.and_then(|words| Fingerprint::of(&(words, ledgers.rows(*ledger))));
    let prints: Vec<Option<Fingerprint>> = Ledger::ALL.par_iter().map(print).collect();
    let all_prints: Option<Vec<Fingerprint>> = prints.iter().copied().collect();
    let whole = SitePath::new("ledgers.json");
    let whole_stays = outlet.stays(&whole, all_prints.and_then(|all| Fingerprint::of(&(all, as_of(common)))));
    let mut all = Vec::new();
    for (ledger, print) in Ledger::ALL.into_iter().zip(prints) {
        let print_of = |scope: &Scope| Fingerprint::of(&(print?, ledgers.positions(ledger, scope)));
        let gone: Vec<&Scope> =
            scopes(common, ledger).filter(|scope| !outlet.stays(&scope.table(ledger), print_of(scope))).collect();
        if !whole_stays || !gone.is_empty() {
            let texts: Vec<RowText> = ledgers.rows(ledger).par_iter().map(|row| row_text(common, row)).collect();
            let table = |scope| table(common, ledgers, (ledger, scope), &texts);
            gone.into_par_iter().try_for_each(|scope| outlet.put(table(scope)))?;
            all.push(json(common, ledger, &texts));
        }
    }
    if whole_stays { Ok(()) } else { outlet.pour(&whole, &|to| everything(common, &all, to)) }
}

/// What rows are put into words by: whatever a ledger's tables show that is not in its rows.
fn words(common: Common) -> Option<Fingerprint> {
    let titles: Vec<(&str, &str)> =
        common.archive.entries.iter().map(|entry| (entry.id.as_str(), entry.title.as_str())).collect();
    let branches = common.archive.branches.all().iter();
    let names: Vec<(&str, &str)> = branches.map(|branch| (branch.id.as_str(), branch.name.as_str())).collect();
    Fingerprint::of(&(common.language(), common.texts, titles, names))
}

fn table(common: Common, ledgers: &Ledgers, (ledger, scope): (Ledger, &Scope), texts: &[RowText]) -> Rendered {
    let head: Vec<String> = columns(common, ledger).into_iter().map(|column| column.label).collect();
    let rows = ledgers.positions(ledger, scope).into_iter().filter_map(|i| texts.get(i));
    Rendered { path: scope.table(ledger), bytes: csv::table(&head, rows.map(|row| row.line.as_str())) }
}

fn row_text(common: Common, row: &Row) -> RowText {
    let cells: Vec<String> = row.cells.iter().map(|cell| plain_text(common, cell)).collect();
    let line = csv::line(&cells);
    let view = RowJson {
        year: row.year,
        branches: &row.branches,
        good: row.tally.good,
        open: row.tally.open,
        bad: row.tally.bad,
        cells,
        entries: row.cells.iter().flat_map(entries).collect(),
    };
    // Strings and numbers alone cannot fail to serialize.
    RowText { line, json: to_raw_value(&view).unwrap_or_default() }
}

/// A cell as one text, its links by their titles.
fn plain_text(common: Common, cell: &Cell) -> String {
    let view = cell_view(common, cell);
    let links = view.links.into_iter().map(|link| link.text);
    csv::joined(std::iter::once(view.text).chain(links))
}

#[derive(Serialize)]
struct Everything<'a> {
    as_of: Option<String>,
    ledgers: &'a [Box<RawValue>],
}

#[derive(Serialize)]
struct LedgerJson<'t> {
    id: &'static str,
    title: String,
    columns: Vec<Column>,
    rows: Vec<&'t RawValue>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    year: i32,
    branches: &'a [BranchId],
    good: usize,
    open: usize,
    bad: usize,
    cells: Vec<String>,
    entries: Vec<&'a EntryId>,
}

/// A ledger for other programs; docs/ledgers.md says what each part means.
fn json(common: Common, ledger: Ledger, texts: &[RowText]) -> Box<RawValue> {
    let rows = texts.iter().map(|row| &*row.json).collect();
    let view = LedgerJson { id: ledger.word(), title: name(common, ledger), columns: columns(common, ledger), rows };
    // Strings and numbers alone cannot fail to serialize.
    to_raw_value(&view).unwrap_or_default()
}

fn as_of(common: Common) -> Option<String> {
    common.archive.as_of.map(|day| day.to_string())
}

fn everything(common: Common, ledgers: &[Box<RawValue>], to: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *to, &Everything { as_of: as_of(common), ledgers })?;
    to.write_all(b"\n")
}

/// The entries that a cell leads to.
fn entries(cell: &Cell) -> Vec<&EntryId> {
    match cell {
        Cell::Entries(ids) => ids.iter().collect(),
        Cell::Stated(_, id) => vec![id],
        Cell::Month(Month::Held(found)) => found.iter().map(|(_, id)| id).collect(),
        Cell::Days(days) => days.iter().map(|(_, id)| id).collect(),
        _ => Vec::new(),
    }
}
