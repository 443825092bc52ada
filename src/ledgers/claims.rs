//! What a report counts, beside the activities recorded in its year (报数核对).
//! Never counts where a claim does not say by which form or tag.

use super::figures::{Figures, record_branch, with_unit};
use super::{Cell, Row, Tally, evidence, text};
use crate::model::entry::{Claim, Kind, Report};
use crate::model::fields::Figure;
use crate::model::{Archive, Entry};
use crate::path::EntryId;

/// Keys of the columns.
pub const COLUMNS: &[&str] =
    &["year", "branch", "text", "counted_by", "claimed", "recorded_count", "difference", "outcome", "evidence"];

/// The rows of one report.
pub fn rows(entry: &Entry, report: &Report, archive: &Archive, figures: &Figures) -> Vec<Row> {
    report.claims.iter().map(|claim| row(entry, claim, archive, figures)).collect()
}

fn row(entry: &Entry, claim: &Claim, archive: &Archive, figures: &Figures) -> Row {
    let branch = record_branch(claim.branch.as_ref().map(|s| s.value.as_str()), entry, archive);
    let word = claim.form.as_deref().or(claim.tag.as_deref());
    let cited = evidence(archive, &claim.evidence);
    let held = word.zip(branch.as_ref()).map(|(word, id)| counted(figures.held(word, id, entry.year), &cited, archive));
    let difference = claim.value.as_ref().zip(held.as_ref()).and_then(|(value, held)| difference(value, held.len()));
    let (outcome, tally) = outcome(difference);
    let cells = vec![
        Cell::Text(entry.year.to_string()),
        Cell::Branches(branch.into_iter().collect()),
        Cell::Stated(claim.text.clone(), entry.id.clone()),
        text(word),
        Cell::Text(with_unit(claim.value.as_ref(), claim.unit.as_deref())),
        Cell::Text(held.as_ref().map_or_else(String::new, |held| held.len().to_string())),
        Cell::Text(difference.map_or_else(String::new, signed)),
        Cell::Word(outcome),
        Cell::Entries(held.unwrap_or(cited)),
    ];
    Row::of(entry, cells, tally)
}

/// The activities found by form or tag, then those that the claim itself names: a drive's may be other branches'.
fn counted(found: &[EntryId], cited: &[EntryId], archive: &Archive) -> Vec<EntryId> {
    let activity = |id: &&EntryId| archive.get(id).is_some_and(|entry| entry.kind == Kind::Activity);
    let others = cited.iter().filter(|id| !found.contains(id)).filter(activity);
    found.iter().chain(others).cloned().collect()
}

/// Recorded less claimed; `None` where the claim is masked.
fn difference(claimed: &Figure, recorded: usize) -> Option<f64> {
    match claimed {
        Figure::Number { value, .. } => Some(f64::from(u32::try_from(recorded).unwrap_or(u32::MAX)) - value),
        Figure::Masked(_) => None,
    }
}

fn signed(difference: f64) -> String {
    if difference > 0.0 { format!("+{difference}") } else { format!("{difference}") }
}

fn outcome(difference: Option<f64>) -> (&'static str, Tally) {
    match difference {
        None => ("ledger_unverifiable", Tally::OPEN),
        Some(d) if d.abs() < f64::EPSILON => ("ledger_equal", Tally::GOOD),
        Some(d) if d < 0.0 => ("ledger_fewer", Tally::BAD),
        Some(_) => ("ledger_more", Tally::BAD),
    }
}
