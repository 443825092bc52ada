//! Overviews → views of their pages, and the texts that reports are drafted from.
//! Never counts anything: `crate::overviews` has.

use super::csv;
use super::list::{Filter, FilterLink, Pager, pager};
use super::pictures;
use super::piece::Maker;
use super::view::{Common, Crumb, Head, View, day_text, here};
use crate::leaf::Leaf;
use crate::model::Entry;
use crate::overviews::compare::Part;
use crate::overviews::sheet::{
    Block, Cell, Choice, Column, Link, Paragraph, Role, Say, Section, Sheet, Side, Stretch, Table, To,
};
use crate::overviews::{Book, Overview, reports};
use crate::path::{EntryId, SitePath};
use crate::plan::index::Subject;
use crate::render::view::Linked;
use crate::render::{Outlet, Rendered};
use rayon::prelude::*;
use serde::Serialize;
use tera::TeraResult;

#[derive(Serialize)]
struct PageView<'a> {
    heading: String,
    lead: String,
    word: &'static str,
    parts: Vec<PartView<'a>>,
    lines: String,
    pager: Pager,
    text: Option<TextView>,
    tables: Vec<Linked>,
    script: Option<SitePath>,
}

#[derive(Serialize)]
struct TextView {
    label: String,
    href: SitePath,
    file_name: String,
}

/// A part of a page; the template looks at the kind alone, and takes what that kind has.
#[derive(Default, Serialize)]
struct PartView<'a> {
    kind: &'static str,
    say: String,
    svgs: Vec<String>,
    filters: Vec<Filter>,
    table: Option<TableView>,
    sections: Option<SectionsView>,
    /// The reports that the sections are of; compared when the page is made.
    #[serde(skip)]
    of: Option<[&'a Entry; 2]>,
}

impl View for PageView<'_> {
    fn complete(&mut self, _maker: &dyn Maker) -> TeraResult<()> {
        self.parts.iter_mut().for_each(PartView::complete);
        Ok(())
    }
}

impl PartView<'_> {
    fn complete(&mut self) {
        if let (Some([older, newer]), Some(sections)) = (self.of, &mut self.sections) {
            self.say.clear();
            sections.rows = reports::side_by_side(older, newer).iter().map(section_view).collect();
        }
    }
}

#[derive(Serialize)]
struct TableView {
    caption: String,
    class: &'static str,
    csv: Option<Linked>,
    columns: Vec<ColumnView>,
    rows: Vec<Vec<CellView>>,
}

#[derive(Serialize)]
struct ColumnView {
    key: &'static str,
    label: String,
}

#[derive(Serialize)]
struct CellView {
    text: String,
    links: Vec<Linked>,
    class: String,
}

#[derive(Serialize)]
struct SectionsView {
    older: Linked,
    newer: Linked,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    older: SideView,
    newer: SideView,
}

#[derive(Serialize)]
struct SideView {
    heading: String,
    paragraphs: Vec<ParagraphView>,
}

#[derive(Serialize)]
struct ParagraphView {
    sub: bool,
    stretches: Vec<StretchView>,
}

#[derive(Serialize)]
struct StretchView {
    text: String,
    same: bool,
}

/// One page of an overview.
pub fn page<'a>(common: Common<'a>, sheet: &Sheet, overview: &Overview, leaf: &Leaf) -> (Head, impl View + use<'a>) {
    let title = said(common, &sheet.title);
    let view = PageView {
        heading: title.clone(),
        lead: said(common, &sheet.lead),
        word: overview.word(),
        parts: parts(common, sheet, overview),
        lines: common.told_lines(leaf),
        pager: pager(leaf, |number| overview.leaf(number)),
        text: sheet.text.as_ref().map(|link| text_view(common, link, &title)),
        tables: sheet.tables.iter().map(|link| linked(common, link)).collect(),
        script: script(common, overview),
    };
    (common.head(&common.leaf_title(title, leaf), "ledgers", crumbs(common, sheet)), view)
}

/// The script with a branch's reports. Of two, one page has compared all that there is to compare.
fn script(common: Common, overview: &Overview) -> Option<SitePath> {
    let Overview::Reports(id) = overview else { return None };
    let third = common.plan.overviews.contains(&Overview::Pair(id.clone(), 3));
    overview.script().filter(|_| third)
}

/// The text under a name that an editor knows.
fn text_view(common: Common, link: &Link, title: &str) -> TextView {
    let linked = linked(common, link);
    let href = linked.href.unwrap_or_else(|| SitePath::new("index.html"));
    TextView { label: linked.text, href, file_name: format!("{title}.md") }
}

fn crumbs(common: Common, sheet: &Sheet) -> Vec<Crumb> {
    let mut crumbs = vec![common.home_crumb(), common.crumb("nav_ledgers", "ledgers/index.html")];
    crumbs.extend(sheet.way.iter().map(|link| {
        let linked = linked(common, link);
        Crumb { label: linked.text, href: linked.href }
    }));
    crumbs.push(here(&said(common, &sheet.title)));
    crumbs
}

fn said(common: Common, say: &Say) -> String {
    match say {
        Say::Text(text) => text.clone(),
        Say::Word(key) => common.texts.get(key).to_owned(),
        Say::Field(key) => common.texts.get(&format!("field_{key}")).to_owned(),
        Say::Ledger(ledger) => common.texts.get(&format!("ledger_name_{}", ledger.word())).to_owned(),
        Say::Fill(key, values) => {
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            common.texts.fill(key, &values)
        }
        Say::Day(day) => day_text(*day, common.language()),
        Say::MonthDay(day) => {
            let (month, number) = (day.month().to_string(), day.day().to_string());
            common.texts.fill("overview_month_day", &[("month", month.as_str()), ("day", number.as_str())])
        }
    }
}

fn linked(common: Common, link: &Link) -> Linked {
    let href = match &link.to {
        To::Entry(id) => id.page(),
        To::Page(path) => path.clone(),
    };
    Linked { text: said(common, &link.say), href: Some(href) }
}

fn parts<'a>(common: Common<'a>, sheet: &Sheet, overview: &Overview) -> Vec<PartView<'a>> {
    let blocks = sheet.blocks.iter().enumerate();
    blocks.map(|(i, block)| part(common, overview, i, block)).collect()
}

fn part<'a>(common: Common<'a>, overview: &Overview, number: usize, block: &Block) -> PartView<'a> {
    let id = format!("picture-{number}");
    let empty = PartView::default;
    match block {
        Block::Heading(say) => PartView { kind: "heading", say: said(common, say), ..empty() },
        Block::Note(say) => PartView { kind: "note", say: said(common, say), ..empty() },
        Block::Choices(say, choices) => {
            let links = choices.iter().map(|choice| filter_link(common, choice)).collect();
            PartView { kind: "choices", filters: vec![Filter { label: said(common, say), links }], ..empty() }
        }
        Block::Table(table) => PartView { kind: "table", table: Some(table_view(common, overview, table)), ..empty() },
        Block::Charts(charts) => {
            let svg = |(i, chart)| pictures::lines(&format!("{id}-{i}"), chart);
            PartView { kind: "pictures", svgs: charts.iter().enumerate().map(svg).collect(), ..empty() }
        }
        Block::Bars(bars) => PartView { kind: "pictures", svgs: vec![pictures::bars(&id, bars)], ..empty() },
        Block::Flow(stages) => {
            PartView { kind: "pictures", svgs: vec![pictures::flow(&id, stages, common.texts)], ..empty() }
        }
        Block::Pair(older, newer) => match (common.archive.get(older), common.archive.get(newer)) {
            (Some(older), Some(newer)) => pair(common, older, newer),
            _ => empty(),
        },
    }
}

/// A fingerprint needs no more of two reports than what they were read from.
fn pair<'a>(common: Common<'a>, older: &'a Entry, newer: &'a Entry) -> PartView<'a> {
    let link = |entry: &Entry| linked(common, &Link::entry(entry));
    PartView {
        kind: "sections",
        say: format!("{} {}", older.sha256, newer.sha256),
        sections: Some(SectionsView { older: link(older), newer: link(newer), rows: Vec::new() }),
        of: Some([older, newer]),
        ..PartView::default()
    }
}

fn filter_link(common: Common, choice: &Choice) -> FilterLink {
    FilterLink {
        label: said(common, &choice.say),
        count: choice.count,
        href: choice.page.to_string(),
        current: choice.current,
    }
}

fn table_view(common: Common, overview: &Overview, table: &Table) -> TableView {
    let column = |column: &Column| ColumnView { key: column.key, label: said(common, &column.say) };
    let caption = said(common, &table.caption);
    let csv = table.look.file.as_ref().map(|file| Linked {
        text: common.texts.fill("overview_csv", &[("table", caption.as_str())]),
        href: Some(overview.table(file)),
    });
    TableView {
        caption,
        class: table.look.class,
        csv,
        columns: table.columns.iter().map(column).collect(),
        rows: table.rows.iter().map(|row| row_view(common, &table.columns, row)).collect(),
    }
}

fn row_view(common: Common, columns: &[Column], row: &[Cell]) -> Vec<CellView> {
    row.iter().zip(columns).map(|(cell, column)| cell_view(common, column, cell)).collect()
}

/// For the style sheet a cell has its column's name, and its own where it has one.
fn cell_view(common: Common, column: &Column, cell: &Cell) -> CellView {
    let links = cell.links.iter().map(|link| linked(common, link)).collect();
    let own = if cell.class.is_empty() { String::new() } else { format!(" {}", cell.class) };
    CellView { text: said(common, &cell.say), links, class: format!("col-{}{own}", column.key) }
}

fn section_view(section: &Section) -> RowView {
    let stretch = |stretch: &Stretch| StretchView { text: stretch.text.clone(), same: stretch.same };
    let paragraph = |paragraph: &Paragraph| ParagraphView {
        sub: paragraph.role == Role::Heading,
        stretches: paragraph.stretches.iter().map(stretch).collect(),
    };
    let side = |side: &Side| SideView {
        heading: side.heading.clone(),
        paragraphs: side.paragraphs.iter().map(paragraph).collect(),
    };
    RowView { older: side(&section.older), newer: side(&section.newer) }
}

/// The overviews that the list of ledgers leads to, with what each shows.
pub fn entrances(common: Common) -> Vec<Entrance> {
    let all = &common.plan.overviews;
    let entrance = |overview: &Overview| Entrance {
        label: common.texts.get(&format!("overview_{}", overview.word())).to_owned(),
        intro: common.texts.get(&format!("overview_{}_intro", overview.word())).to_owned(),
        href: overview.page(),
    };
    Overview::entrances(all).into_iter().map(entrance).collect()
}

/// A line of the list of overviews.
#[derive(Debug, Serialize)]
pub struct Entrance {
    label: String,
    intro: String,
    href: SitePath,
}

/// From a branch's or a year's page to its overviews: their names and where they are.
pub fn of_subject(common: Common, subject: &Subject) -> Vec<(String, SitePath)> {
    let wanted: Vec<Overview> = match subject {
        Subject::Branch(id) => {
            vec![Overview::TrendBranch(id.clone()), Overview::ChainBranch(id.clone()), Overview::Reports(id.clone())]
        }
        Subject::BranchYear(id, year) => vec![Overview::Review(*year, id.clone())],
        Subject::Year(year) => vec![Overview::Calendar(*year), Overview::ReviewYear(*year)],
        _ => Vec::new(),
    };
    let name = |overview: &Overview| common.texts.get(&format!("overview_{}", overview.word())).to_owned();
    let planned = wanted.into_iter().filter(|overview| common.plan.overviews.contains(overview));
    planned.map(|overview| (name(&overview), overview.page())).collect()
}

/// The tables and texts beside the pages.
pub fn files<O: Outlet>(common: Common, book: &Book, outlet: &O) -> Result<(), O::Failure> {
    let take = |file| outlet.put(file);
    let all: Vec<&Overview> = common.plan.overviews.iter().collect();
    all.into_par_iter().try_for_each(|overview| {
        text(common, book, overview).into_iter().try_for_each(take)?;
        texts(common, book, overview).into_iter().try_for_each(take)?;
        tables(common, book, overview).into_iter().try_for_each(take)
    })
}

#[derive(Serialize)]
struct ReportView<'a> {
    label: String,
    title: &'a str,
    href: SitePath,
    parts: Vec<OutlineView<'a>>,
}

#[derive(Serialize)]
struct OutlineView<'a> {
    heading: &'a str,
    paragraphs: Vec<LineView<'a>>,
}

#[derive(Serialize)]
struct LineView<'a> {
    sub: bool,
    text: &'a str,
}

/// A branch's reports for the script that compares any two: a classic script, so that it opens from a folder too.
fn texts(common: Common, book: &Book, overview: &Overview) -> Option<Rendered> {
    let (Overview::Reports(id), Some(path)) = (overview, script(common, overview)) else { return None };
    let reports = reports::outlines(book, id);
    let views: Vec<ReportView> = reports.iter().map(|(entry, parts)| report_view(common, entry, parts)).collect();
    // Strings and numbers alone cannot fail to serialize.
    let json = serde_json::to_string(&views).unwrap_or_default();
    // Both end a line in scripts of before 2019, even in a string.
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    let script = format!("(window.dangan = window.dangan || {{}}).reports = {json};\n");
    Some(Rendered { path, bytes: script.into_bytes() })
}

fn report_view<'a>(common: Common, entry: &'a Entry, parts: &'a [Part]) -> ReportView<'a> {
    let line = |(role, text): &'a (Role, String)| LineView { sub: *role == Role::Heading, text };
    let outline =
        |part: &'a Part| OutlineView { heading: &part.heading, paragraphs: part.paragraphs.iter().map(line).collect() };
    ReportView {
        label: common.texts.fill("title_year", &[("year", entry.year.to_string().as_str())]),
        title: &entry.title,
        href: entry.id.page(),
        parts: parts.iter().map(outline).collect(),
    }
}

/// Each with all its rows, however many pages they stand on.
fn tables(common: Common, book: &Book, overview: &Overview) -> Vec<Rendered> {
    if !overview.has_files() {
        return Vec::new();
    }
    let sheet = book.sheet(overview, &Leaf::whole(usize::MAX));
    let file = |block: &Block| {
        let Block::Table(table) = block else { return None };
        let path = overview.table(table.look.file.as_ref()?);
        let head: Vec<String> = table.columns.iter().map(|column| said(common, &column.say)).collect();
        let rows = table.rows.iter().map(|row| {
            let cells: Vec<String> = row.iter().map(|cell| spoken(common, cell)).collect();
            csv::line(&cells)
        });
        Some(Rendered { path, bytes: csv::table(&head, rows) })
    };
    sheet.blocks.iter().filter_map(file).collect()
}

/// A cell as one text, its links by their words, in the order of the page.
fn spoken(common: Common, cell: &Cell) -> String {
    let links = cell.links.iter().map(|link| said(common, &link.say));
    csv::joined(links.chain([said(common, &cell.say)]))
}

fn text(common: Common, book: &Book, overview: &Overview) -> Option<Rendered> {
    let (path, sheet) = overview.text().zip(book.draft(overview))?;
    Some(Rendered { path, bytes: markdown(common, &sheet).into_bytes() })
}

/// A sheet as Markdown for `dangan new report --from`: a heading a part, a line a row.
fn markdown(common: Common, sheet: &Sheet) -> String {
    let title = format!("# {}\n", said(common, &sheet.title));
    let blocks = sheet.blocks.iter().map(|block| match block {
        Block::Heading(say) => format!("\n## {}\n\n", said(common, say)),
        Block::Table(table) => table.rows.iter().map(|row| line(common, table, row)).collect(),
        _ => String::new(),
    });
    std::iter::once(title).chain(blocks).collect()
}

/// `- first；label second；…`, empty cells left out.
fn line(common: Common, table: &Table, row: &[Cell]) -> String {
    let cells = row.iter().zip(&table.columns).enumerate().filter_map(|(i, (cell, column))| {
        let words = cell_text(common, cell);
        let label = if i == 0 { String::new() } else { format!("{} ", said(common, &column.say)) };
        (!words.is_empty()).then(|| format!("{label}{words}"))
    });
    format!("- {}\n", cells.collect::<Vec<_>>().join("；"))
}

fn cell_text(common: Common, cell: &Cell) -> String {
    let links = cell.links.iter().map(|link| match &link.to {
        To::Entry(id) => entry_link(common, &said(common, &link.say), id),
        To::Page(_) => plain(&said(common, &link.say)),
    });
    let words = std::iter::once(plain(&said(common, &cell.say))).chain(links).filter(|words| !words.is_empty());
    words.collect::<Vec<_>>().join("、")
}

/// From a report's folder, `content/reports/<year>/`, as `dangan new` puts it there.
fn entry_link(common: Common, words: &str, id: &EntryId) -> String {
    let source = common.archive.get(id).map(|entry| entry.source.as_str());
    match source.and_then(|path| path.strip_prefix("content/")) {
        Some(path) => format!("[{}](<../../{path}>)", plain(words)),
        None => plain(words),
    }
}

/// A text that Markdown takes for nothing but text.
fn plain(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '`' | '#' | '|' | '~') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
