//! A branch's reports in time, and each beside the one before it.
//! Never compares reports of different branches, nor any two that no page asks for.

use super::compare::{self, Part, Share, Told};
use super::sheet::{Block, Cell, Choice, Column, Link, Look, Say, Section, Sheet, Table};
use super::{Book, Overview};
use crate::leaf::Leaf;
use crate::model::entry::{Details, Report};
use crate::model::{Archive, Entry};
use crate::path::BranchId;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The branches with two or more reports.
pub fn list(book: &Book, leaf: &Leaf) -> Sheet {
    let mut sheet = Sheet::new(Say::Word("overview_reports"), Say::Word("overview_reports_intro"));
    let known = book.archive.branches.all().iter().filter(|b| book.has(&Overview::Reports(b.id.clone())));
    let rows = leaf.cut(known).map(|branch| {
        let all = of(book, &branch.id);
        let page = Overview::Reports(branch.id.clone()).page();
        let years = all.first().zip(all.last()).map(|(first, last)| format!("{}–{}", first.year, last.year));
        vec![
            Cell::link(Link::page(Say::Text(branch.name.clone()), page.clone())),
            Cell::figure(all.len(), &page),
            Cell::text(years.unwrap_or_default()),
        ]
    });
    let columns = [("branch", "field_branch"), ("value", "overview_count_reports"), ("value", "overview_years")];
    let rows = rows.collect();
    let columns = columns.map(|(key, text)| Column::field(key, text)).to_vec();
    sheet.add(Block::Table(Table {
        caption: Say::Word("overview_reports"),
        look: Look::shown("overview-list"),
        columns,
        rows,
    }));
    sheet
}

/// A branch's reports, oldest first.
fn of<'b>(book: &Book<'b>, id: &BranchId) -> Vec<&'b Entry> {
    let positions = book.reports.get(id).map_or(&[][..], Vec::as_slice);
    let archive = book.archive;
    positions.iter().filter_map(|i| archive.entries.get(*i)).map(|entry| &**entry).collect()
}

/// What each report of a branch took over from the one before; each pair is compared once.
pub fn shares(archive: &Archive, reports: &BTreeMap<BranchId, Vec<usize>>) -> BTreeMap<BranchId, Vec<Share>> {
    let several: Vec<(&BranchId, &Vec<usize>)> = reports.iter().filter(|(_, positions)| positions.len() > 1).collect();
    let told = |position: &usize| archive.entries.get(*position).map(|entry| Told::of(&entry.body.read()));
    let shares = several.into_par_iter().map(|(id, positions)| {
        let told: Vec<Told> = positions.iter().filter_map(told).collect();
        let later = told.windows(2).map(|pair| compare::share(&pair[0], &pair[1]));
        (id.clone(), std::iter::once(Share::default()).chain(later).collect())
    });
    shares.collect()
}

/// What a branch's report of this number, from 1, took over.
fn share_of(book: &Book, id: &BranchId, number: usize) -> Option<Share> {
    book.shares.get(id)?.get(number - 1).copied()
}

fn report(entry: &Entry) -> Option<&Report> {
    match &entry.details {
        Details::Report(report) => Some(report),
        _ => None,
    }
}

/// A branch's reports in time: what each holds, and what it took over from the one before.
pub fn of_branch(book: &Book, id: &BranchId) -> Sheet {
    let name = book.archive.branches.name(id).to_owned();
    let title = Say::Fill("overview_reports_of", vec![("branch", name)]);
    let mut sheet = Sheet::new(title, Say::Word("overview_reports_of_intro"));
    sheet.way = vec![Link::page(Say::Word("overview_reports"), Overview::ReportList.page())];
    let all = of(book, id);
    let rows = all.iter().enumerate().rev().map(|(i, entry)| {
        let before = i.checked_sub(1).and_then(|i| all.get(i)).copied();
        line(id, i + 1, entry, before.zip(share_of(book, id, i + 1)))
    });
    let columns = [
        ("year", "field_year"),
        ("title", "kind_report"),
        ("date", "field_date"),
        ("author", "field_author"),
        ("value", "field_problem"),
        ("value", "records_commitments"),
        ("value", "records_targets"),
        ("value", "overview_carried"),
        ("pair", "overview_side_by_side"),
    ];
    let rows = rows.collect();
    let columns = columns.map(|(key, text)| Column::field(key, text)).to_vec();
    sheet.add(Block::Table(Table {
        caption: Say::Word("overview_reports"),
        look: Look::shown("timeline"),
        columns,
        rows,
    }));
    sheet
}

fn line(id: &BranchId, number: usize, entry: &Entry, before: Option<(&Entry, Share)>) -> Vec<Cell> {
    let (before, share) = before.unzip();
    let page = entry.id.page();
    let count = |of: fn(&Report) -> usize| Cell::figure(report(entry).map_or(0, of), &page);
    let author = report(entry).and_then(|report| report.author.clone());
    let pair = before.map(|before| {
        let words = vec![("older", before.year.to_string()), ("newer", entry.year.to_string())];
        Link::page(Say::Fill("overview_pair", words), Overview::Pair(id.clone(), number).page())
    });
    let carried = share.map(carried);
    vec![
        Cell::text(entry.year.to_string()),
        Cell::link(Link::entry(entry)),
        Cell::say(Say::Day(entry.date)),
        Cell::text(author.unwrap_or_default()),
        count(|report| report.problems.len()),
        count(|report| report.commitments.len()),
        count(|report| report.targets.len()),
        Cell::text(carried.unwrap_or_default()),
        Cell::links(pair.into_iter().collect()),
    ]
}

fn carried(share: Share) -> String {
    format!("{}%", share.percent())
}

/// A report beside the one before it.
pub fn pair(book: &Book, id: &BranchId, number: usize) -> Sheet {
    let all = of(book, id);
    let (Some(older), Some(newer)) = (number.checked_sub(2).and_then(|i| all.get(i)), all.get(number - 1)) else {
        return of_branch(book, id);
    };
    let words = vec![
        ("branch", book.archive.branches.name(id).to_owned()),
        ("older", older.year.to_string()),
        ("newer", newer.year.to_string()),
    ];
    let share = share_of(book, id, number).unwrap_or_default();
    let mut sheet = Sheet::new(Say::Fill("overview_pair_of", words), told(share));
    let name = Say::Fill("overview_reports_of", vec![("branch", book.archive.branches.name(id).to_owned())]);
    sheet.way = vec![
        Link::page(Say::Word("overview_reports"), Overview::ReportList.page()),
        Link::page(name, Overview::Reports(id.clone()).page()),
    ];
    sheet.add(Block::Choices(Say::Word("overview_side_by_side"), choices(book, id, &all, number)));
    sheet.add(Block::Pair(older.id.clone(), newer.id.clone()));
    sheet
}

/// Two reports' sections side by side.
pub fn side_by_side(older: &Entry, newer: &Entry) -> Vec<Section> {
    compare::sections(&older.body.read(), &newer.body.read())
}

/// A branch's reports, oldest first, with their parts.
pub fn outlines<'b>(book: &Book<'b>, id: &BranchId) -> Vec<(&'b Entry, Vec<Part>)> {
    of(book, id).into_iter().map(|entry| (entry, compare::parts(&entry.body.read()))).collect()
}

fn told(share: Share) -> Say {
    if share.sentences == 0 {
        return Say::Word("overview_nothing_carried");
    }
    let words = vec![
        ("sentences", share.sentences.to_string()),
        ("percent", share.percent().to_string()),
        ("longest", share.longest.to_string()),
    ];
    Say::Fill("overview_carried_told", words)
}

fn choices(book: &Book, id: &BranchId, all: &[&Entry], current: usize) -> Vec<Choice> {
    let pairs = all.windows(2).zip(2..);
    let choice = |(pair, number): (&[&Entry], usize)| Choice {
        say: Say::Fill("overview_pair", vec![("older", pair[0].year.to_string()), ("newer", pair[1].year.to_string())]),
        count: share_of(book, id, number).map_or(0, |share| share.sentences),
        page: Overview::Pair(id.clone(), number).page(),
        current: number == current,
    };
    pairs.map(choice).collect()
}
