//! Problem → cause → measures → result: one row a measure, and one for a problem without any.
//! Never closes a problem by itself: only a day on which it was closed does.

use super::{Cell, Row, Tally, evidence, standing, text};
use crate::model::entry::{Measure, Problem, Report};
use crate::model::{Archive, Entry};
use crate::path::EntryId;

/// Keys of the columns.
pub const COLUMNS: &[&str] = &[
    "year",
    "branch",
    "problem",
    "origin",
    "cause",
    "recurs",
    "measure",
    "owner",
    "due",
    "done",
    "measure_state",
    "evidence",
    "closed",
    "state",
    "result",
];

/// The rows of one report. A problem counts once, in its first row.
pub fn rows(entry: &Entry, report: &Report, archive: &Archive) -> Vec<Row> {
    report.problems.iter().flat_map(|problem| problem_rows(entry, problem, archive)).collect()
}

fn problem_rows(entry: &Entry, problem: &Problem, archive: &Archive) -> Vec<Row> {
    let (state, tally) = problem_standing(problem, archive);
    if problem.measures.is_empty() {
        return vec![Row::of(entry, cells(entry, problem, None, state, archive), tally)];
    }
    let row = |(i, measure)| {
        let tally = if i == 0 { tally } else { Tally::default() };
        Row::of(entry, cells(entry, problem, Some(measure), state, archive), tally)
    };
    problem.measures.iter().enumerate().map(row).collect()
}

/// A problem is overdue where any of its measures is.
pub fn problem_standing(problem: &Problem, archive: &Archive) -> (&'static str, Tally) {
    if problem.closed.is_some() {
        return ("ledger_closed", Tally::GOOD);
    }
    let late = problem.measures.iter().any(|m| standing(m.done, m.due, archive.as_of).1 == Tally::BAD);
    if late { ("ledger_overdue", Tally::BAD) } else { ("ledger_open", Tally::OPEN) }
}

fn cells(
    entry: &Entry,
    problem: &Problem,
    measure: Option<&Measure>,
    state: &'static str,
    archive: &Archive,
) -> Vec<Cell> {
    let proof = measure.filter(|m| !m.evidence.is_empty()).map_or(&problem.evidence, |m| &m.evidence);
    vec![
        Cell::Text(entry.year.to_string()),
        Cell::Branches(entry.branches.clone()),
        Cell::Stated(problem.title.clone(), entry.id.clone()),
        text(problem.source.as_deref()),
        text(problem.cause.as_deref()),
        Cell::Entries(earlier(problem, archive)),
        text(measure.map(|m| m.title.as_str())),
        text(measure.map_or(problem.owner.as_deref(), |m| m.owner.as_deref().or(problem.owner.as_deref()))),
        Cell::Day(measure.and_then(|m| m.due)),
        Cell::Day(measure.and_then(|m| m.done)),
        measure.map_or_else(|| text(None), |m| Cell::Word(standing(m.done, m.due, archive.as_of).0)),
        Cell::Entries(evidence(archive, proof)),
        Cell::Day(problem.closed),
        Cell::Word(state),
        text(problem.result.as_deref()),
    ]
}

/// The report whose problem came back.
fn earlier(problem: &Problem, archive: &Archive) -> Vec<EntryId> {
    let id = problem.recurs.as_ref().and_then(|spot| spot.value.split_once('#')).map(|(id, _)| EntryId::new(id));
    id.into_iter().filter(|id| archive.get(id).is_some()).collect()
}
