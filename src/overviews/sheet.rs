//! What an overview says, as plain values: texts by their keys, tables, pictures' figures, links.
//! Never holds HTML or SVG, and never chooses a language: `render` does both.

use crate::ledgers;
use crate::ledgers::{Ledger, Month};
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId, SitePath};
use jiff::civil::Date;

/// A text, in the language of the site once it is rendered.
#[derive(Clone, Debug, PartialEq)]
pub enum Say {
    /// As written in an entry or a setting.
    Text(String),
    /// A text of the interface, by its key.
    Word(&'static str),
    /// The same with `{name}` filled in.
    Fill(&'static str, Vec<(&'static str, String)>),
    /// The name of a field or column, by its key.
    Field(&'static str),
    /// The name of a ledger.
    Ledger(Ledger),
    /// A day.
    Day(Date),
    /// A day of a year that is known already.
    MonthDay(Date),
}

impl Say {
    /// No text.
    pub fn nothing() -> Say {
        Say::Text(String::new())
    }

    /// A number.
    pub fn number(number: usize) -> Say {
        Say::Text(number.to_string())
    }
}

/// A text that leads somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What it says.
    pub say: Say,
    /// Where it leads.
    pub to: To,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub enum To {
    /// An entry's page.
    Entry(EntryId),
    /// Another page.
    Page(SitePath),
}

impl Link {
    /// A link to an entry by its title.
    pub fn entry(entry: &Entry) -> Link {
        Link { say: Say::Text(entry.title.clone()), to: To::Entry(entry.id.clone()) }
    }

    /// A link to an entry in other words.
    pub fn to_entry(say: Say, id: &EntryId) -> Link {
        Link { say, to: To::Entry(id.clone()) }
    }

    /// A link to a page.
    pub fn page(say: Say, path: SitePath) -> Link {
        Link { say, to: To::Page(path) }
    }
}

/// A cell of a table: a text, then links.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The text.
    pub say: Say,
    /// The links.
    pub links: Vec<Link>,
    /// For the style sheet; "" where nothing is to be seen.
    pub class: &'static str,
}

impl Cell {
    /// A text alone.
    pub fn say(say: Say) -> Cell {
        Cell { say, links: Vec::new(), class: "" }
    }

    /// A text as written.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::say(Say::Text(text.into()))
    }

    /// A number.
    pub fn number(number: usize) -> Cell {
        Cell::say(Say::number(number))
    }

    /// A number that leads to where what it counts is listed; nothing counted leads nowhere.
    pub fn figure(number: usize, page: &SitePath) -> Cell {
        if number == 0 { Cell::number(0) } else { Cell::link(Link::page(Say::number(number), page.clone())) }
    }

    /// Links alone.
    pub fn links(links: Vec<Link>) -> Cell {
        Cell { say: Say::nothing(), links, class: "" }
    }

    /// One link alone.
    pub fn link(link: Link) -> Cell {
        Cell::links(vec![link])
    }

    /// The same, marked for the style sheet.
    #[must_use]
    pub fn marked(self, class: &'static str) -> Cell {
        Cell { class, ..self }
    }

    /// Branches with links to their pages.
    pub fn branches(ids: &[BranchId], archive: &Archive) -> Cell {
        Cell::links(ids.iter().map(|id| branch_link(id, archive)).collect())
    }

    /// A ledger's cell.
    pub fn of_ledger(cell: &ledgers::Cell, archive: &Archive) -> Cell {
        let titled = |id: &EntryId| archive.get(id).map(Link::entry);
        match cell {
            ledgers::Cell::Text(text) => Cell::text(text.clone()),
            ledgers::Cell::Word(key) => Cell::say(Say::Word(key)),
            ledgers::Cell::Day(day) => Cell::say(day.map_or_else(Say::nothing, Say::Day)),
            ledgers::Cell::Branches(ids) => Cell::branches(ids, archive),
            ledgers::Cell::Entries(ids) => Cell::links(ids.iter().filter_map(titled).collect()),
            ledgers::Cell::Stated(text, id) => Cell::link(Link::to_entry(Say::Text(text.clone()), id)),
            ledgers::Cell::Days(days) => Cell::links(day_links(days)),
            ledgers::Cell::Month(Month::Held(found)) => Cell::number(found.len()),
            ledgers::Cell::Month(Month::Missing) => Cell::say(Say::Word("ledger_missing")),
            ledgers::Cell::Month(_) => Cell::say(Say::nothing()),
        }
    }
}

/// Days of a year that lead to the entries of those days.
pub fn day_links(days: &[(Date, EntryId)]) -> Vec<Link> {
    days.iter().map(|(day, id)| Link::to_entry(Say::MonthDay(*day), id)).collect()
}

/// A branch's name that leads to its page.
pub fn branch_link(id: &BranchId, archive: &Archive) -> Link {
    let page = SitePath::new(format!("branches/{id}/index.html"));
    Link::page(Say::Text(archive.branches.name(id).to_owned()), page)
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// For the style sheet.
    pub key: &'static str,
    /// What a reader sees.
    pub say: Say,
}

impl Column {
    /// A column whose text is `field_<key>`.
    pub fn field(key: &'static str, text: &'static str) -> Column {
        Column { key, say: Say::Word(text) }
    }

    /// A column of a year.
    pub fn year(year: i32) -> Column {
        Column { key: "value", say: Say::Text(year.to_string()) }
    }
}

/// How a table is shown, and whether it is saved for spreadsheets too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// For the style sheet.
    pub class: &'static str,
    /// Its file beside the page, without ending.
    pub file: Option<String>,
}

impl Look {
    /// On the page alone.
    pub fn shown(class: &'static str) -> Look {
        Look { class, file: None }
    }

    /// On the page, and as a file.
    pub fn saved(class: &'static str, file: impl Into<String>) -> Look {
        Look { class, file: Some(file.into()) }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it shows, for those who do not see it.
    pub caption: Say,
    /// How.
    pub look: Look,
    /// Its columns.
    pub columns: Vec<Column>,
    /// As wide as the columns; the first cell heads its row.
    pub rows: Vec<Vec<Cell>>,
}

/// One of the pages that a row of links offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it says.
    pub say: Say,
    /// How many there are.
    pub count: usize,
    /// Where it leads.
    pub page: SitePath,
    /// Whether it is this page.
    pub current: bool,
}

/// A line of a chart: a value a year; a year without any is a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// For the legend.
    pub name: String,
    /// By year, rising.
    pub values: Vec<(i32, f64)>,
}

/// A chart of values over years, all of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Of all values.
    pub unit: String,
    /// The years on the axis, rising.
    pub years: Vec<i32>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// Bars that compare one value of many.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What it shows.
    pub title: String,
    /// Of all values.
    pub unit: String,
    /// Name and value, greatest first.
    pub bars: Vec<(String, f64)>,
}

/// A year of the rectification: problems, their measures, and how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// The year of the report that names the problems.
    pub year: i32,
    /// How many problems.
    pub problems: usize,
    /// How many of them came back from an earlier report.
    pub recurring: usize,
    /// How many measures.
    pub measures: usize,
    /// How many of those are done.
    pub done: usize,
    /// How many problems are closed.
    pub closed: usize,
    /// How many are overdue.
    pub overdue: usize,
}

/// A stretch of a report's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The text.
    pub text: String,
    /// Whether the other report has it too.
    pub same: bool,
}

/// A section of two reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Heading and paragraphs of the earlier report.
    pub older: Side,
    /// Of the later one.
    pub newer: Side,
}

/// One report's side of a section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Its heading as written; "" where it has none.
    pub heading: String,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// A heading within the section, or a plain paragraph.
    pub role: Role,
    /// Its text.
    pub stretches: Vec<Stretch>,
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Plain text.
    #[default]
    Text,
    /// A heading below that of its section.
    Heading,
}

/// A part of an overview.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading.
    Heading(Say),
    /// A remark.
    Note(Say),
    /// Links to other pages of the same kind.
    Choices(Say, Vec<Choice>),
    /// A table.
    Table(Table),
    /// Charts side by side where there is room.
    Charts(Vec<Chart>),
    /// Bars.
    Bars(Bars),
    /// The rectification from year to year.
    Flow(Vec<Stage>),
    /// Two reports side by side, what each is called above it. Their texts are compared where the page is made:
    /// that takes longer than to know that both are as they were.
    Pair(EntryId, EntryId),
}

/// An overview's page.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its heading.
    pub title: Say,
    /// What it shows.
    pub lead: Say,
    /// Steps from the list of ledgers to it.
    pub way: Vec<Link>,
    /// Its parts.
    pub blocks: Vec<Block>,
    /// The same as a text to download, with what the link says.
    pub text: Option<Link>,
    /// The ledger's tables that it is made from.
    pub tables: Vec<Link>,
}

impl Sheet {
    /// A sheet without anything on it yet.
    pub fn new(title: Say, lead: Say) -> Sheet {
        Sheet { title, lead, way: Vec::new(), blocks: Vec::new(), text: None, tables: Vec::new() }
    }

    /// Adds a part.
    pub fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a heading and a table below it, unless the table is empty.
    pub fn add_table(&mut self, heading: &'static str, look: Look, columns: Vec<Column>, rows: Vec<Vec<Cell>>) {
        if rows.is_empty() {
            return;
        }
        self.add(Block::Heading(Say::Word(heading)));
        self.add(Block::Table(Table { caption: Say::Word(heading), look, columns, rows }));
    }
}
