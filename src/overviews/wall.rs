//! The wall of awards: by level and year, by branch, by person.
//! Never ranks an award by anything but its level, and never adds a level that nobody wrote.

use super::Book;
use super::sheet::{Cell, Column, Link, Look, Say, Sheet, branch_link};
use crate::leaf::Leaf;
use crate::ledgers::{self, Ledger, Scope, Tally};
use crate::model::entry::{Details, LEVELS, Level};
use crate::model::{Archive, Entry};
use crate::path::{BranchId, SitePath};
use std::collections::{BTreeMap, BTreeSet};

/// Up to so many awards a square names them; a fuller one counts.
const NAMED: usize = 3;

/// An award as the wall shows it.
#[derive(Debug)]
struct Hung<'a> {
    entry: &'a Entry,
    level: Option<Level>,
    recipients: &'a [String],
    honour: &'a str,
}

/// How many lines the branches and the persons have together.
pub fn length(archive: &Archive) -> usize {
    let all = Awards::of(archive);
    all.by_branch.len() + all.persons.len()
}

/// All awards, and whose they are.
#[derive(Debug)]
pub struct Awards<'a> {
    all: Vec<Hung<'a>>,
    by_branch: Counts<'a>,
    persons: Persons<'a>,
}

impl<'a> Awards<'a> {
    /// Finds them.
    pub fn of(archive: &'a Archive) -> Awards<'a> {
        let all = awards(archive);
        Awards { by_branch: by_branch(&all), persons: persons(archive, &all), all }
    }
}

/// The wall: levels and years on its first page, then branches, then persons.
pub fn wall(book: &Book, leaf: &Leaf) -> Sheet {
    let Awards { all, by_branch, persons } = &book.awards;
    let mut sheet = Sheet::new(Say::Word("overview_wall"), Say::Word("overview_wall_intro"));
    if leaf.is_first() {
        by_level(&mut sheet, all);
    }
    add_branches(&mut sheet, book, &leaf.part(0, by_branch.len()));
    add_persons(&mut sheet, &book.awards, &leaf.part(by_branch.len(), persons.len()));
    sheet.tables = vec![Link::page(Say::Ledger(Ledger::Awards), Scope::Summary.page(Ledger::Awards))];
    sheet
}

fn awards(archive: &Archive) -> Vec<Hung<'_>> {
    let awards = archive.entries.iter().filter_map(|entry| match &entry.details {
        Details::Award(award) => Some(Hung {
            entry,
            level: award.level,
            recipients: &award.recipients,
            honour: award.honour.as_deref().unwrap_or(&entry.title),
        }),
        _ => None,
    });
    awards.collect()
}

/// Levels down the side, years across; awards without a level have a row of their own.
fn by_level(sheet: &mut Sheet, all: &[Hung]) {
    let years: BTreeSet<i32> = all.iter().map(|hung| hung.entry.year).collect();
    let years: Vec<i32> = years.into_iter().rev().collect();
    let levels = LEVELS.iter().map(|(level, _, _)| Some(*level)).chain([None]);
    let rows = levels.filter_map(|level| {
        let of_level: Vec<&Hung> = all.iter().filter(|hung| hung.level == level).collect();
        let squares = years.iter().map(|year| square(&of_level, level, *year));
        (!of_level.is_empty()).then(|| std::iter::once(Cell::say(level_word(level))).chain(squares).collect())
    });
    let mut columns = vec![Column::field("level", "field_level")];
    columns.extend(years.iter().map(|year| Column { key: "square", say: Say::Text(year.to_string()) }));
    let rows: Vec<Vec<Cell>> = rows.collect();
    sheet.add_table("overview_by_level", Look::saved("wall", "levels"), columns, rows);
}

fn level_word(level: Option<Level>) -> Say {
    Say::Word(level.map_or("overview_no_level", ledgers::awards::level_key))
}

fn square(of_level: &[&Hung], level: Option<Level>, year: i32) -> Cell {
    let here: Vec<&&Hung> = of_level.iter().filter(|hung| hung.entry.year == year).collect();
    if here.len() <= NAMED {
        let named = here.iter().map(|hung| Link::to_entry(Say::Text(hung.honour.to_owned()), &hung.entry.id));
        return Cell::links(named.collect()).marked(if here.is_empty() { "" } else { "square-full" });
    }
    let page = level.map_or_else(
        || Scope::Year(year).page(Ledger::Awards),
        |level| {
            let word = LEVELS.iter().find(|(l, _, _)| *l == level).map_or("", |(_, word, _)| *word);
            SitePath::new(format!("awards/level/{word}/index.html"))
        },
    );
    let count = Say::Fill("overview_count", vec![("count", here.len().to_string())]);
    Cell::link(Link::page(count, page)).marked("square-full")
}

/// How many awards of each level each branch has.
type Counts<'a> = BTreeMap<&'a BranchId, BTreeMap<Option<Level>, usize>>;

fn by_branch<'a>(all: &[Hung<'a>]) -> Counts<'a> {
    let mut counts = Counts::new();
    for hung in all {
        for id in &hung.entry.branches {
            *counts.entry(id).or_default().entry(hung.level).or_default() += 1;
        }
    }
    counts
}

fn add_branches(sheet: &mut Sheet, book: &Book, leaf: &Leaf) {
    let row = |(id, levels): (&BranchId, &BTreeMap<Option<Level>, usize>)| {
        let page = Scope::Branch(id.clone()).page(Ledger::Awards);
        let name = branch_link(id, book.archive).say;
        let mut cells = vec![Cell::link(Link::page(name, page.clone()))];
        let of = |level: Option<Level>| levels.get(&level).copied().unwrap_or(0);
        cells.extend(LEVELS.iter().map(|(level, _, _)| Cell::figure(of(Some(*level)), &page)));
        cells.push(Cell::figure(levels.values().sum(), &page));
        cells.push(Cell::figure(awaiting(book, id), &page));
        cells
    };
    let order = book.archive.branches.all().iter();
    let counted = order.filter_map(|branch| book.awards.by_branch.get_key_value(&branch.id));
    let rows = leaf.cut(counted).map(|(id, levels)| row((*id, levels)));
    let mut columns = vec![Column::field("branch", "field_branch")];
    columns.extend(
        LEVELS.iter().map(|(level, _, _)| Column { key: "value", say: Say::Word(ledgers::awards::level_key(*level)) }),
    );
    columns.push(Column::field("value", "total"));
    columns.push(Column::field("value", "ledger_bad_awards"));
    let rows = rows.collect();
    sheet.add_table("overview_by_branch", Look::saved("numbers-table", "branches"), columns, rows);
}

/// How many of a branch's awards await proof, as the ledger has it.
fn awaiting(book: &Book, id: &BranchId) -> usize {
    let rows = book.ledgers.rows_of(Ledger::Awards, &Scope::Branch(id.clone()));
    rows.iter().filter(|row| row.tally == Tally::BAD).count()
}

/// The awards of each recipient that is no branch, by their places among all.
type Persons<'a> = BTreeMap<&'a str, Vec<usize>>;

fn persons<'a>(archive: &Archive, all: &[Hung<'a>]) -> Persons<'a> {
    let mut persons = Persons::new();
    for (i, hung) in all.iter().enumerate() {
        for name in hung.recipients.iter().filter(|name| archive.branches.find(name).is_none()) {
            persons.entry(name).or_default().push(i);
        }
    }
    persons
}

fn add_persons(sheet: &mut Sheet, Awards { all, persons, .. }: &Awards, leaf: &Leaf) {
    let row = |(name, awards): (&&str, &Vec<usize>)| {
        let link = |hung: &Hung| {
            let text = format!("{} {}", hung.entry.year, hung.honour);
            Link::to_entry(Say::Text(text), &hung.entry.id)
        };
        let links = awards.iter().filter_map(|i| all.get(*i)).map(link).collect();
        vec![Cell::text(*name), Cell::number(awards.len()), Cell::links(links)]
    };
    let rows: Vec<Vec<Cell>> = leaf.cut(persons.iter()).map(row).collect();
    let columns = [("recipients", "field_recipients"), ("value", "overview_awards"), ("honour", "field_honour")];
    sheet.add_table(
        "overview_by_person",
        Look::saved("persons", "persons"),
        columns.map(|(key, text)| Column::field(key, text)).to_vec(),
        rows,
    );
}
