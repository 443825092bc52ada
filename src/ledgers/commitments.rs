//! Who promised what, by when, and whether it was done; rates recomputed from the counts.
//! Never takes a claimed rate for a rate: it stands beside the recomputed one.

use super::{Cell, Row, Tally, evidence, standing, text};
use crate::model::entry::{Commitment, Indicator, Report};
use crate::model::fields::Figure;
use crate::model::{Archive, Entry};

/// Keys of the columns.
pub const COLUMNS: &[&str] = &[
    "year",
    "branch",
    "item",
    "who",
    "due",
    "done",
    "count",
    "completed",
    "rate",
    "rate_claimed",
    "state",
    "evidence",
];

/// The words by which a report's indicators name the rate of commitments carried out.
const RATE_WORDS: [&str; 2] = ["承诺", "率"];

/// The rows of one report, then one that sums them up.
pub fn rows(entry: &Entry, report: &Report, archive: &Archive) -> Vec<Row> {
    let mut rows: Vec<Row> = report.commitments.iter().map(|c| row(entry, c, archive)).collect();
    if !rows.is_empty() {
        rows.push(sum(entry, report));
    }
    rows
}

/// How many were promised and how many done: one, unless the record counts.
fn counts(commitment: &Commitment) -> (u32, u32) {
    let promised = commitment.count.unwrap_or(1);
    let done = commitment.completed.unwrap_or(if commitment.done.is_some() { promised } else { 0 });
    (promised, done)
}

fn row(entry: &Entry, commitment: &Commitment, archive: &Archive) -> Row {
    let (promised, done) = counts(commitment);
    let (state, tally) = state(commitment, archive);
    let cells = vec![
        Cell::Text(entry.year.to_string()),
        Cell::Branches(entry.branches.clone()),
        Cell::Stated(commitment.title.clone(), entry.id.clone()),
        text(commitment.who.as_deref()),
        Cell::Day(commitment.due),
        Cell::Day(commitment.done),
        Cell::Text(promised.to_string()),
        Cell::Text(done.to_string()),
        Cell::Text(rate(promised, done)),
        text(None),
        Cell::Word(state),
        Cell::Entries(evidence(archive, &commitment.evidence)),
    ];
    Row::of(entry, cells, tally)
}

/// A record that counts may have no day on which all was done: the counts tell.
fn state(commitment: &Commitment, archive: &Archive) -> (&'static str, Tally) {
    match counts(commitment) {
        (promised, done) if done >= promised => match commitment.done {
            Some(done) => standing(Some(done), commitment.due, archive.as_of),
            None => ("ledger_done", Tally::GOOD),
        },
        _ => standing(None, commitment.due, archive.as_of),
    }
}

fn sum(entry: &Entry, report: &Report) -> Row {
    let all = report.commitments.iter().map(counts);
    let (promised, done) = all.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    let claimed = claimed(report);
    let same = claimed.as_ref().is_none_or(|(value, _)| (value - percent(promised, done)).abs() < 0.05);
    let cells = vec![
        Cell::Text(entry.year.to_string()),
        Cell::Branches(entry.branches.clone()),
        Cell::Word("ledger_sum"),
        text(None),
        Cell::Day(None),
        Cell::Day(None),
        Cell::Text(promised.to_string()),
        Cell::Text(done.to_string()),
        Cell::Text(rate(promised, done)),
        claimed.map_or_else(|| text(None), |(_, text)| Cell::Stated(text, entry.id.clone())),
        if same { text(None) } else { Cell::Word("ledger_rate_differs") },
        Cell::Entries(Vec::new()),
    ];
    Row::of(entry, cells, Tally::default())
}

/// Which indicator of a report claims the rate.
pub fn claimed_by(report: &Report) -> Option<usize> {
    let is_rate = |i: &Indicator| {
        i.unit.as_deref() == Some("%") && RATE_WORDS.iter().all(|word| i.name.contains(word)) && i.branch.is_none()
    };
    report.indicators.iter().position(is_rate)
}

fn claimed(report: &Report) -> Option<(f64, String)> {
    match report.indicators.get(claimed_by(report)?)?.value.as_ref()? {
        Figure::Number { value, text } => Some((*value, format!("{text}%"))),
        Figure::Masked(_) => None,
    }
}

fn percent(promised: u32, done: u32) -> f64 {
    if promised == 0 { 0.0 } else { f64::from(done) * 100.0 / f64::from(promised) }
}

/// Rounded to one decimal; 100 % means all, so what rounds up to it stays below.
fn rate(promised: u32, done: u32) -> String {
    if promised == 0 {
        return String::new();
    }
    let rounded = (u64::from(done) * 2000 / u64::from(promised)).div_ceil(2);
    let tenths = if done < promised { rounded.min(999) } else { rounded };
    if tenths.is_multiple_of(10) { format!("{}%", tenths / 10) } else { format!("{}.{}%", tenths / 10, tenths % 10) }
}
