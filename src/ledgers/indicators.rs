//! What reports state in figures, beside the year before: change, target, source.
//! Never compares figures of different units, and never takes a masked one for zero.

use super::figures::{Figures, Reported, record_branch, with_unit};
use super::{Cell, Row, Tally, text};
use crate::model::entry::{Details, Indicator, Report};
use crate::model::fields::Figure;
use crate::model::{Archive, Entry};
use crate::path::BranchId;

/// Keys of the columns.
pub const COLUMNS: &[&str] =
    &["year", "branch", "indicator", "value", "before", "change", "target", "source", "report", "outcome"];

/// The rows of one report.
pub fn rows(entry: &Entry, report: &Report, archive: &Archive, figures: &Figures) -> Vec<Row> {
    report.indicators.iter().filter_map(|indicator| row(entry, indicator, archive, figures)).collect()
}

/// The year and branch of each figure that an entry states.
pub fn places(entry: &Entry, archive: &Archive) -> Vec<(i32, BranchId)> {
    let Details::Report(report) = &entry.details else { return Vec::new() };
    let place = |indicator: &Indicator| {
        let word = indicator.branch.as_ref().map(|spot| spot.value.as_str());
        Some((indicator.year.unwrap_or(entry.year), record_branch(word, entry, archive)?))
    };
    report.indicators.iter().filter_map(place).collect()
}

fn row(entry: &Entry, indicator: &Indicator, archive: &Archive, figures: &Figures) -> Option<Row> {
    let branch = record_branch(indicator.branch.as_ref().map(|s| s.value.as_str()), entry, archive)?;
    let year = indicator.year.unwrap_or(entry.year);
    let before = figures.indicator(&indicator.name, &branch, year - 1);
    let (outcome, tally) = outcome(indicator);
    let unit = indicator.unit.as_deref();
    let cells = vec![
        Cell::Text(year.to_string()),
        Cell::Branches(vec![branch.clone()]),
        Cell::Text(indicator.name.clone()),
        shown(indicator.value.as_ref(), unit),
        before.map_or_else(|| text(None), |b| shown(Some(&b.value), b.unit.as_deref())),
        Cell::Text(before.and_then(|b| change(indicator, b)).unwrap_or_default()),
        Cell::Text(with_unit(indicator.target.as_ref(), unit)),
        text(indicator.source.as_deref()),
        Cell::Entries(vec![entry.id.clone()]),
        Cell::Word(outcome),
    ];
    Some(Row { year, branches: vec![branch], cells, tally })
}

fn shown(value: Option<&Figure>, unit: Option<&str>) -> Cell {
    match value {
        Some(Figure::Masked(_)) => Cell::Word("overview_masked"),
        other => Cell::Text(with_unit(other, unit)),
    }
}

/// By how much a figure differs from the year before; nothing where units differ or either is masked.
fn change(now: &Indicator, before: &Reported) -> Option<String> {
    let (Some(Figure::Number { value: now_value, .. }), Figure::Number { value: then, .. }) =
        (&now.value, &before.value)
    else {
        return None;
    };
    (now.unit == before.unit).then(|| signed(now_value - then))
}

/// At most two decimals, none that are zero.
pub fn plain(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { String::from("0") } else { text.to_owned() }
}

/// The same with its sign.
pub fn signed(value: f64) -> String {
    let text = plain(value);
    if value > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// A target of the indicator itself is reached from below, as growth is.
fn outcome(indicator: &Indicator) -> (&'static str, Tally) {
    match (&indicator.value, &indicator.target) {
        (Some(Figure::Masked(_)) | None, _) => ("overview_masked", Tally::OPEN),
        (Some(Figure::Number { value, .. }), Some(Figure::Number { value: target, .. })) if value < target => {
            ("ledger_below_target", Tally::BAD)
        }
        (Some(_), Some(Figure::Number { .. })) => ("ledger_met", Tally::GOOD),
        (Some(_), _) => ("ledger_stated", Tally::GOOD),
    }
}
