//! Terms of office (换届) and the life of temporary branches, from `branches.yaml`, with the elections recorded.
//! Never counts a term that `branches.yaml` does not have.

use super::{Cell, Row, Tally, text};
use crate::model::branch::{Branch, BranchKind, Term};
use crate::model::entry::Details;
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId};
use jiff::ToSpan;
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Keys of the columns.
pub const COLUMNS: &[&str] = &[
    "year",
    "branch",
    "branch_kind",
    "members",
    "secretary",
    "term_number",
    "term_start",
    "term_end",
    "elections",
    "state",
];

/// Within so many days of a term's beginning an election is the one that began it.
const BEGAN: i32 = 180;

/// Elections by branch, oldest first.
type Elections<'a> = BTreeMap<&'a BranchId, Vec<&'a Entry>>;

/// The years of a branch's rows: those in which its terms end, or that in which it was dissolved or set up.
pub fn years(branch: &Branch) -> impl Iterator<Item = i32> {
    let earlier = branch.earlier_terms.iter().filter_map(|term| term.end).map(|day| i32::from(day.year()));
    present(branch).into_iter().chain(earlier)
}

fn present(branch: &Branch) -> Option<i32> {
    let end = branch.term.as_ref().and_then(|term| term.end);
    let temporary = (branch.kind == BranchKind::Temporary).then(|| branch.dissolved.or(branch.established)).flatten();
    temporary.or(end).map(|day| i32::from(day.year()))
}

/// A row a term, in the order of `branches.yaml`, the present term first.
pub fn rows(archive: &Archive) -> Vec<Row> {
    let elections = elections(archive);
    archive.branches.all().iter().flat_map(|branch| of_branch(archive, branch, &elections)).collect()
}

/// An election stands beside the term that it ended, if that is told, else beside the present one.
fn of_branch(archive: &Archive, branch: &Branch, elections: &Elections) -> Vec<Row> {
    let held = elections.get(&branch.id).map_or(&[][..], Vec::as_slice);
    let following = branch.earlier_terms.iter().skip(1).chain(&branch.term).map(Some).chain(std::iter::repeat(None));
    let ended: Vec<(&Term, Option<&Term>, Option<&Entry>)> = branch
        .earlier_terms
        .iter()
        .zip(following)
        .map(|(term, next)| (term, next, next.and_then(|next| began(next, held))))
        .collect();
    let others: Vec<&Entry> = held
        .iter()
        .filter(|entry| !ended.iter().any(|(_, _, by)| by.is_some_and(|by| by.id == entry.id)))
        .copied()
        .collect();
    let present = present(branch).map(|year| row(archive, branch, year, &others));
    let earlier = ended.into_iter().rev().filter_map(|(term, next, by)| earlier(branch, term, next, by));
    present.into_iter().chain(earlier).collect()
}

/// The election that a term began with.
fn began<'e>(term: &Term, held: &[&'e Entry]) -> Option<&'e Entry> {
    let start = term.start?;
    let near = |entry: &&&Entry| start.until(entry.date).is_ok_and(|span| span.get_days().abs() <= BEGAN);
    held.iter()
        .filter(near)
        .min_by_key(|entry| start.until(entry.date).map_or(i32::MAX, |span| span.get_days().abs()))
        .copied()
}

/// A term that is over, and how the next one came: by its election, or else by its first day.
fn earlier(branch: &Branch, term: &Term, next: Option<&Term>, by: Option<&Entry>) -> Option<Row> {
    let end = term.end?;
    let day = by.map(|entry| entry.date).or_else(|| next.and_then(|next| next.start));
    let (state, tally) = day.map_or(("ledger_no_term", Tally::OPEN), |day| ended(day, end));
    let cells = vec![
        Cell::Text(end.year().to_string()),
        Cell::Branches(vec![branch.id.clone()]),
        Cell::Word(kind_key(branch.kind)),
        text(None),
        text(None),
        text(term.number.as_deref()),
        Cell::Day(term.start),
        Cell::Day(term.end),
        Cell::Entries(by.map(|entry| entry.id.clone()).into_iter().collect()),
        Cell::Word(state),
    ];
    Some(Row { year: i32::from(end.year()), branches: vec![branch.id.clone()], cells, tally })
}

/// Whether an activity of this form is an election.
pub fn is_election(form: &str) -> bool {
    form.contains("换届")
}

fn elections(archive: &Archive) -> Elections<'_> {
    let mut elections = Elections::new();
    for entry in archive.entries.iter().rev() {
        let Details::Activity(activity) = &entry.details else { continue };
        if activity.form.as_deref().is_some_and(is_election) {
            for id in &entry.branches {
                elections.entry(id).or_default().push(entry);
            }
        }
    }
    elections
}

fn row(archive: &Archive, branch: &Branch, year: i32, held: &[&Entry]) -> Row {
    let temporary = branch.kind == BranchKind::Temporary;
    let (state, tally) =
        if temporary { life(branch, archive.as_of) } else { term(branch.term.as_ref(), held, archive.as_of) };
    let (start, end) = if temporary {
        (branch.established, branch.dissolved)
    } else {
        (branch.term.as_ref().and_then(|t| t.start), branch.term.as_ref().and_then(|t| t.end))
    };
    let cells = vec![
        Cell::Text(year.to_string()),
        Cell::Branches(vec![branch.id.clone()]),
        Cell::Word(kind_key(branch.kind)),
        Cell::Text(branch.members.map_or_else(String::new, |n| n.to_string())),
        text(branch.secretary.as_deref()),
        text(branch.term.as_ref().and_then(|t| t.number.as_deref())),
        Cell::Day(start),
        Cell::Day(end),
        Cell::Entries(held.iter().map(|entry| entry.id.clone()).collect::<Vec<EntryId>>()),
        Cell::Word(state),
    ];
    Row { year, branches: vec![branch.id.clone()], cells, tally }
}

fn life(branch: &Branch, as_of: Option<Date>) -> (&'static str, Tally) {
    let gone = branch.dissolved.zip(as_of).is_some_and(|(day, as_of)| day <= as_of);
    if gone { ("ledger_dissolved", Tally::GOOD) } else { ("ledger_temporary", Tally::OPEN) }
}

/// An election after the one that began the term ended it: early, in time, or late.
fn term(term: Option<&Term>, held: &[&Entry], as_of: Option<Date>) -> (&'static str, Tally) {
    let Some((end, as_of)) = term.and_then(|t| t.end).zip(as_of) else { return ("ledger_no_term", Tally::OPEN) };
    let began = term.and_then(|t| t.start).and_then(|day| day.checked_add(BEGAN.days()).ok());
    let next = held.iter().map(|entry| entry.date).find(|day| began.is_none_or(|began| *day > began) && *day <= as_of);
    let soon = end.checked_sub(6.months()).is_ok_and(|day| day <= as_of);
    match next {
        Some(day) => ended(day, end),
        None if end < as_of => ("ledger_term_over", Tally::BAD),
        None if soon => ("ledger_term_ends_soon", Tally::OPEN),
        None => ("ledger_in_term", Tally::GOOD),
    }
}

/// How a term that was to end on a day was ended.
fn ended(day: Date, end: Date) -> (&'static str, Tally) {
    match day.cmp(&end) {
        Ordering::Greater => ("ledger_elected_late", Tally::BAD),
        Ordering::Less => ("ledger_elected_early", Tally::GOOD),
        Ordering::Equal => ("ledger_elected", Tally::GOOD),
    }
}

fn kind_key(kind: BranchKind) -> &'static str {
    match kind {
        BranchKind::Committee => "branch_committee",
        BranchKind::General => "branch_general",
        BranchKind::Branch => "branch_branch",
        BranchKind::Temporary => "branch_temporary",
        BranchKind::Group => "branch_group",
    }
}
