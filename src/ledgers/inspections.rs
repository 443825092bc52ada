//! Inspections and observations (专项督查、观摩): round by round, with the problems that came of them.
//! Never guesses where a problem comes from: its evidence names the inspection, or its source the year, form and round.

use super::{Cell, Row, Tally};
use crate::model::entry::{Details, Problem};
use crate::model::{Archive, Entry};
use crate::path::EntryId;
use std::collections::BTreeMap;

/// Keys of the columns.
pub const COLUMNS: &[&str] =
    &["year", "branch", "form", "round", "date", "inspection", "found", "closed_count", "problems", "outcome"];

/// Words that make a form of activity an inspection or an observation.
const WORDS: [&str; 5] = ["督查", "督导", "检查", "观摩", "巡察"];

/// Whether an activity of this form is one.
pub fn is_inspection(form: &str) -> bool {
    WORDS.iter().any(|word| form.contains(word))
}

/// An inspection: of which form, and the how many-th of its form in the year.
struct Round<'a> {
    entry: &'a Entry,
    form: &'a str,
    number: usize,
}

/// A row an inspection, newest first.
pub fn rows(archive: &Archive) -> Vec<Row> {
    let mut rounds = rounds(archive);
    rounds.sort_by(|a, b| b.entry.date.cmp(&a.entry.date).then_with(|| a.entry.id.cmp(&b.entry.id)));
    let problems: Vec<(&Entry, &Problem)> = problems(archive).collect();
    rounds.iter().map(|round| row(round, &problems)).collect()
}

/// Numbered from 1 in each year and form, by date.
fn rounds(archive: &Archive) -> Vec<Round<'_>> {
    let mut counts: BTreeMap<(i16, &str), usize> = BTreeMap::new();
    let mut rounds = Vec::new();
    for entry in archive.entries.iter().rev() {
        let Details::Activity(activity) = &entry.details else { continue };
        let Some(form) = activity.form.as_deref().filter(|form| is_inspection(form)) else { continue };
        let count = counts.entry((entry.date.year(), form)).or_default();
        *count += 1;
        rounds.push(Round { entry, form, number: *count });
    }
    rounds
}

fn problems(archive: &Archive) -> impl Iterator<Item = (&Entry, &Problem)> {
    archive.entries.iter().flat_map(|entry| {
        let problems = match &entry.details {
            Details::Report(report) => report.problems.as_slice(),
            _ => &[],
        };
        problems.iter().map(move |problem| (&**entry, problem))
    })
}

fn row(round: &Round, problems: &[(&Entry, &Problem)]) -> Row {
    let found: Vec<&(&Entry, &Problem)> = problems.iter().filter(|(_, problem)| comes_from(problem, round)).collect();
    let closed = found.iter().filter(|(_, problem)| problem.closed.is_some()).count();
    let mut reports: Vec<EntryId> = found.iter().map(|(entry, _)| entry.id.clone()).collect();
    reports.sort();
    reports.dedup();
    let (outcome, tally) = match (found.len(), closed) {
        (0, _) => ("ledger_no_problem", Tally::GOOD),
        (found, closed) if found == closed => ("ledger_closed", Tally::GOOD),
        _ => ("ledger_open", Tally::OPEN),
    };
    let cells = vec![
        Cell::Text(round.entry.year.to_string()),
        Cell::Branches(round.entry.branches.clone()),
        Cell::Text(round.form.to_owned()),
        Cell::Text(round.number.to_string()),
        Cell::Day(Some(round.entry.date)),
        Cell::Entries(vec![round.entry.id.clone()]),
        Cell::Text(found.len().to_string()),
        Cell::Text(closed.to_string()),
        Cell::Entries(reports),
        Cell::Word(outcome),
    ];
    Row::of(round.entry, cells, tally)
}

/// By its source: `<report or activity id>`, or a text with year, form and, where there is one, the round.
fn comes_from(problem: &Problem, round: &Round) -> bool {
    let Some(source) = problem.source.as_deref() else { return false };
    let year = format!("{}年", round.entry.date.year());
    let told = source.contains(&year) && source.contains(round.form);
    source == round.entry.id.as_str() || (told && told_round(source).is_none_or(|number| number == round.number))
}

/// `第二轮` → 2.
fn told_round(source: &str) -> Option<usize> {
    let (before, _) = source.split_once('轮')?;
    let (_, number) = before.rsplit_once('第')?;
    let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    numerals.iter().position(|n| *n == number).map(|i| i + 1).or_else(|| number.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_told_in_either_numeral() {
        assert_eq!(told_round("2021年第二轮专项督查"), Some(2));
        assert_eq!(told_round("2021年第12轮专项督查"), Some(12));
        assert_eq!(told_round("2020年专项督查"), None);
    }
}
