//! What a report set out to reach, beside what was reported for that year.
//! Never guesses a masked figure: it cannot be verified.

use super::figures::{Figures, Reported, record_branch, with_unit};
use super::{Cell, Row, Tally, text};
use crate::model::entry::{Comparison, Report, Target};
use crate::model::fields::Figure;
use crate::model::{Archive, Entry};

/// Keys of the columns.
pub const COLUMNS: &[&str] = &["year", "branch", "indicator", "target_year", "target", "reported", "report", "outcome"];

/// The rows of one report.
pub fn rows(entry: &Entry, report: &Report, archive: &Archive, figures: &Figures) -> Vec<Row> {
    report.targets.iter().map(|target| row(entry, target, archive, figures)).collect()
}

fn row(entry: &Entry, target: &Target, archive: &Archive, figures: &Figures) -> Row {
    let branch = record_branch(target.branch.as_ref().map(|s| s.value.as_str()), entry, archive);
    let found = branch.as_ref().and_then(|branch| figures.indicator(&target.indicator, branch, target.year));
    let (outcome, tally) = outcome(target, found, archive);
    let stated = found.map(|f| Cell::Text(with_unit(Some(&f.value), f.unit.as_deref())));
    let sought = format!("{} {}", sign(target.op), with_unit(target.value.as_ref(), target.unit.as_deref()));
    let cells = vec![
        Cell::Text(entry.year.to_string()),
        Cell::Branches(branch.into_iter().collect()),
        Cell::Stated(target.indicator.clone(), entry.id.clone()),
        Cell::Text(target.year.to_string()),
        Cell::Text(sought),
        stated.unwrap_or_else(|| text(None)),
        Cell::Entries(found.map(|f| f.entry.clone()).into_iter().collect()),
        Cell::Word(outcome),
    ];
    Row::of(entry, cells, tally)
}

fn outcome(target: &Target, found: Option<&Reported>, archive: &Archive) -> (&'static str, Tally) {
    // No result will ever show whether a masked target was met.
    if matches!(target.value, Some(Figure::Masked(_)) | None) {
        return ("ledger_unverifiable", Tally::OPEN);
    }
    let Some(found) = found else {
        let ended = archive.as_of.is_some_and(|day| i32::from(day.year()) > target.year);
        return if ended { ("ledger_not_reported", Tally::BAD) } else { ("ledger_not_yet", Tally::OPEN) };
    };
    let (Some(Figure::Number { value: sought, .. }), Figure::Number { value: reached, .. }) =
        (&target.value, &found.value)
    else {
        return ("ledger_unverifiable", Tally::OPEN);
    };
    if target.unit.is_some() && found.unit.is_some() && target.unit != found.unit {
        return ("ledger_units_differ", Tally::OPEN);
    }
    if holds(target.op, *reached, *sought) { ("ledger_met", Tally::GOOD) } else { ("ledger_missed", Tally::BAD) }
}

fn holds(op: Comparison, reached: f64, sought: f64) -> bool {
    match op {
        Comparison::AtLeast => reached >= sought,
        Comparison::AtMost => reached <= sought,
        // Both come from decimal texts, so equal texts give equal numbers.
        Comparison::Equal => (reached - sought).abs() < f64::EPSILON,
        Comparison::Above => reached > sought,
        Comparison::Below => reached < sought,
    }
}

fn sign(op: Comparison) -> &'static str {
    match op {
        Comparison::AtLeast => "≥",
        Comparison::AtMost => "≤",
        Comparison::Equal => "=",
        Comparison::Above => ">",
        Comparison::Below => "<",
    }
}
