//! Indicators (指标) over the years: by name for all branches, by branch for all names.
//! Never joins figures of different units, never adds any up, and never takes a masked figure for zero.

use super::sheet::{Bars, Block, Cell, Chart, Column, Line, Link, Look, Say, Sheet, Table, branch_link};
use super::{Book, Overview};
use crate::leaf::Leaf;
use crate::ledgers::figures::record_branch;
use crate::ledgers::indicators::signed;
use crate::ledgers::{Ledger, Scope};
use crate::model::entry::{Details, Indicator};
use crate::model::fields::Figure;
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId};
use std::collections::{BTreeMap, BTreeSet};

/// More lines than this in one chart cannot be told apart: bars of the latest year take their place.
const LINES: usize = 6;

/// An indicator's figure of one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The figure, perhaps masked.
    pub value: Figure,
    /// What was to be reached.
    pub target: Option<Figure>,
    /// Where the figure comes from, as the report says.
    pub source: Option<String>,
    /// The report that states it.
    pub entry: EntryId,
}

/// Name and unit: figures of one name in two units are two indicators.
pub type Name = (String, String);

/// The figures of some branches by year.
pub type Lines = BTreeMap<BranchId, BTreeMap<i32, Point>>;

/// All indicators of an archive.
pub type Indicators = BTreeMap<Name, Lines>;

/// Reads all indicators; of two reports with one figure, the newer counts.
pub fn indicators(archive: &Archive) -> Indicators {
    let mut all = Indicators::new();
    for entry in &archive.entries {
        let Details::Report(report) = &entry.details else { continue };
        for indicator in &report.indicators {
            add(&mut all, indicator, entry, archive);
        }
    }
    all
}

fn add(all: &mut Indicators, indicator: &Indicator, entry: &Entry, archive: &Archive) {
    let word = indicator.branch.as_ref().map(|spot| spot.value.as_str());
    let Some((branch, value)) = record_branch(word, entry, archive).zip(indicator.value.clone()) else { return };
    let name = (indicator.name.clone(), indicator.unit.clone().unwrap_or_default());
    let point =
        Point { value, target: indicator.target.clone(), source: indicator.source.clone(), entry: entry.id.clone() };
    let years = all.entry(name).or_default().entry(branch).or_default();
    years.entry(indicator.year.unwrap_or(entry.year)).or_insert(point);
}

/// The list of indicators with the number of branches that have any, and each indicator with that of its lines.
pub fn lengths(archive: &Archive, slugs: &BTreeMap<String, String>) -> Vec<(Overview, usize)> {
    let all = indicators(archive);
    let branches: BTreeSet<&BranchId> = all.values().flat_map(BTreeMap::keys).collect();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for ((name, _), own) in &all {
        *lines.entry(name).or_default() += own.len();
    }
    let length = |name: &String| lines.get(name.as_str()).copied().unwrap_or(0);
    let names = slugs.iter().map(|(slug, name)| (Overview::TrendName(slug.clone()), length(name)));
    names.chain([(Overview::TrendList, branches.len())]).collect()
}

/// The list of all indicators and of all branches that have any.
pub fn list(book: &Book, leaf: &Leaf) -> Sheet {
    let mut sheet = Sheet::new(Say::Word("overview_trends"), Say::Word("overview_trends_intro"));
    let names = book.indicator_slugs.iter().filter(|_| leaf.is_first());
    let names = names.filter_map(|(slug, name)| name_row(book, slug, name));
    let columns = vec![
        Column::field("indicator", "field_indicator"),
        Column::field("value", "field_unit"),
        Column::field("value", "overview_branches"),
        Column::field("value", "overview_years"),
    ];
    sheet.add_table("overview_by_indicator", Look::saved("overview-list", "indicators"), columns, names.collect());
    let branches = leaf.cut(branches(book).into_iter()).map(|(id, count)| {
        let page = Overview::TrendBranch(id.clone()).page();
        let name = Say::Text(book.archive.branches.name(&id).to_owned());
        vec![Cell::link(Link::page(name, page.clone())), Cell::figure(count, &page)]
    });
    let columns = vec![Column::field("branch", "field_branch"), Column::field("value", "overview_indicators")];
    sheet.add_table("overview_by_branch", Look::saved("overview-list", "branches"), columns, branches.collect());
    sheet.tables = vec![Link::page(Say::Ledger(Ledger::Indicators), Scope::Summary.page(Ledger::Indicators))];
    sheet
}

fn name_row(book: &Book, slug: &str, name: &str) -> Option<Vec<Cell>> {
    let found: Vec<(&Name, &Lines)> = of_name(book, name).collect();
    let units: Vec<&str> = found.iter().map(|((_, unit), _)| unit.as_str()).collect();
    let branches: BTreeSet<&BranchId> = found.iter().flat_map(|(_, lines)| lines.keys()).collect();
    let years = years(found.iter().flat_map(|(_, lines)| lines.values()));
    let (first, last) = (years.first()?, years.last()?);
    let page = Overview::TrendName(slug.to_owned()).page();
    Some(vec![
        Cell::link(Link::page(Say::Text(name.to_owned()), page.clone())),
        Cell::text(units.join("、")),
        Cell::figure(branches.len(), &page),
        Cell::text(if first == last { first.to_string() } else { format!("{first}–{last}") }),
    ])
}

/// The branches with indicators, in the order of `branches.yaml`, and how many each has.
fn branches(book: &Book) -> Vec<(BranchId, usize)> {
    let mut counts: BTreeMap<&BranchId, usize> = BTreeMap::new();
    for id in book.indicators.values().flat_map(BTreeMap::keys) {
        *counts.entry(id).or_default() += 1;
    }
    let order = book.archive.branches.all().iter();
    order.filter_map(|b| Some((b.id.clone(), *counts.get(&b.id)?))).collect()
}

fn of_name<'b>(book: &'b Book, name: &'b str) -> impl Iterator<Item = (&'b Name, &'b Lines)> {
    book.indicators.iter().filter(move |((own, _), _)| own == name)
}

fn years<'p>(lines: impl Iterator<Item = &'p BTreeMap<i32, Point>>) -> Vec<i32> {
    lines.flat_map(|points| points.keys().copied()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// One indicator of all branches, each unit's lines after those of the one before.
pub fn of_indicator(book: &Book, slug: &str, leaf: &Leaf) -> Sheet {
    let name = book.indicator_slugs.get(slug).map_or(slug, String::as_str);
    let mut sheet = Sheet::new(Say::Text(name.to_owned()), Say::Word("overview_trend_intro"));
    sheet.way = vec![way()];
    let mut before = 0;
    for (i, ((_, unit), lines)) in of_name(book, name).enumerate() {
        if leaf.is_first() {
            picture(&mut sheet, book, name, unit, lines);
        }
        let rows = leaf.part(before, lines.len()).cut(ordered(book, lines));
        let rows: Vec<_> = rows.map(|(id, points)| (branch_link(id, book.archive), points)).collect();
        before += lines.len();
        if !rows.is_empty() {
            let file = if i == 0 { String::from("trend") } else { format!("trend-{}", i + 1) };
            sheet.add(Block::Table(table((name, unit), Look::saved("trend", file), &years(lines.values()), rows)));
        }
    }
    sheet
}

fn way() -> Link {
    Link::page(Say::Word("overview_trends"), Overview::TrendList.page())
}

/// The lines in the order of `branches.yaml`.
fn ordered<'b>(book: &'b Book, lines: &'b Lines) -> impl Iterator<Item = (&'b BranchId, &'b BTreeMap<i32, Point>)> {
    book.archive.branches.all().iter().filter_map(|b| lines.get_key_value(&b.id))
}

fn picture(sheet: &mut Sheet, book: &Book, name: &str, unit: &str, lines: &Lines) {
    if lines.len() <= LINES {
        let drawn = ordered(book, lines).map(|(id, points)| line(book.archive.branches.name(id), points));
        let years = years(lines.values());
        let chart = Chart { title: name.to_owned(), unit: unit.to_owned(), years, lines: drawn.collect() };
        sheet.add(Block::Charts(vec![chart]));
        return;
    }
    let Some(last) = years(lines.values()).last().copied() else { return };
    let mut bars: Vec<(String, f64)> = ordered(book, lines)
        .filter_map(|(id, points)| Some((book.archive.branches.name(id).to_owned(), number(points.get(&last)?)?)))
        .collect();
    bars.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sheet.add(Block::Bars(Bars { title: format!("{name} {last}"), unit: unit.to_owned(), bars }));
}

fn line(name: &str, points: &BTreeMap<i32, Point>) -> Line {
    let values = points.iter().filter_map(|(year, point)| Some((*year, number(point)?)));
    Line { name: name.to_owned(), values: values.collect() }
}

fn number(point: &Point) -> Option<f64> {
    match &point.value {
        Figure::Number { value, .. } => Some(*value),
        Figure::Masked(_) => None,
    }
}

/// A row a line, a column a year; each figure leads to the report that states it.
fn table((name, unit): (&str, &str), look: Look, years: &[i32], rows: Vec<(Link, &BTreeMap<i32, Point>)>) -> Table {
    let mut columns = vec![Column::field("item", "field_branch")];
    columns.extend(years.iter().map(|year| Column::year(*year)));
    let cells = |(link, points): (Link, &BTreeMap<i32, Point>)| {
        let figures = years.iter().map(|year| figure(points, *year, unit));
        std::iter::once(Cell::link(link)).chain(figures).collect()
    };
    let caption = if unit.is_empty() { name.to_owned() } else { format!("{name}（{unit}）") };
    Table { caption: Say::Text(caption), look, columns, rows: rows.into_iter().map(cells).collect() }
}

/// The figure, then how it differs from the year before.
fn figure(points: &BTreeMap<i32, Point>, year: i32, unit: &str) -> Cell {
    let Some(point) = points.get(&year) else { return Cell::say(Say::nothing()) };
    let Figure::Number { text, .. } = &point.value else {
        return Cell::link(Link::to_entry(Say::Word("overview_masked"), &point.entry)).marked("masked");
    };
    let shown = Link::to_entry(Say::Text(format!("{text}{unit}")), &point.entry);
    let before = points.get(&(year - 1)).and_then(number);
    let change = before.zip(number(point)).map(|(before, now)| change(before, now));
    Cell { say: change.map_or_else(Say::nothing, Say::Text), links: vec![shown], class: "figure-cell" }
}

/// `+2.3（+57.5%）`; without a rate where the earlier figure is no base for one.
fn change(before: f64, now: f64) -> String {
    let difference = signed(now - before);
    if before > 0.0 { format!("{difference}（{}%）", signed((now - before) * 100.0 / before)) } else { difference }
}

/// All indicators of one branch.
pub fn of_branch(book: &Book, id: &BranchId) -> Sheet {
    let name = book.archive.branches.name(id).to_owned();
    let title = Say::Fill("overview_trends_of", vec![("branch", name)]);
    let mut sheet = Sheet::new(title, Say::Word("overview_trend_intro"));
    sheet.way = vec![way()];
    let own: Vec<(&Name, &BTreeMap<i32, Point>)> =
        book.indicators.iter().filter_map(|(name, lines)| Some((name, lines.get(id)?))).collect();
    // One point is no line: such figures stand in the table alone.
    let drawn = own.iter().filter(|(_, points)| points.values().filter_map(number).count() > 1);
    let charts: Vec<Chart> = drawn.map(|((name, unit), points)| chart(name, unit, points)).collect();
    if !charts.is_empty() {
        sheet.add(Block::Charts(charts));
    }
    let all = years(own.iter().map(|(_, points)| *points));
    let mut columns = vec![Column::field("item", "field_indicator")];
    columns.extend(all.iter().map(|year| Column::year(*year)));
    let row = |((name, unit), points): &(&Name, &BTreeMap<i32, Point>)| {
        let head = slug_of(book, name).map(|slug| Overview::TrendName(slug.to_owned()).page());
        let head =
            head.map_or_else(|| Cell::text(name.clone()), |page| Cell::link(Link::page(Say::Text(name.clone()), page)));
        std::iter::once(head).chain(all.iter().map(|year| figure(points, *year, unit))).collect()
    };
    sheet.add_table("records_indicators", Look::saved("trend", "trend"), columns, own.iter().map(row).collect());
    let page = Scope::Branch(id.clone()).page(Ledger::Indicators);
    sheet.tables = vec![Link::page(Say::Ledger(Ledger::Indicators), page)];
    sheet
}

fn chart(name: &str, unit: &str, points: &BTreeMap<i32, Point>) -> Chart {
    let years = points.keys().copied().collect();
    Chart { title: name.to_owned(), unit: unit.to_owned(), years, lines: vec![line(name, points)] }
}

fn slug_of<'b>(book: &'b Book, name: &str) -> Option<&'b str> {
    book.indicator_slugs.iter().find(|(_, own)| *own == name).map(|(slug, _)| slug.as_str())
}
