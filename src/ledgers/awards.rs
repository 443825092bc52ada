//! Awards by year, level and branch, and what still lacks proof (待佐证).
//! Never doubts an award: it says what is missing.

use super::{Cell, Row, Tally, text};
use crate::model::Entry;
use crate::model::entry::{Award, Level};

/// Keys of the columns.
pub const COLUMNS: &[&str] =
    &["year", "branch", "honour", "level", "issuer", "document_number", "date", "recipients", "proof"];

/// The row of one award. Every entry has a date, so a number and an attachment are what it may lack.
pub fn row(entry: &Entry, award: &Award) -> Row {
    let (proof, tally) = proof(entry, award);
    let cells = vec![
        Cell::Text(entry.year.to_string()),
        Cell::Branches(entry.branches.clone()),
        Cell::Stated(award.honour.clone().unwrap_or_else(|| entry.title.clone()), entry.id.clone()),
        award.level.map_or_else(|| text(None), |level| Cell::Word(level_key(level))),
        text(award.issuer.as_deref()),
        text(award.document_number.as_deref()),
        Cell::Day(Some(entry.date)),
        Cell::Text(award.recipients.join("、")),
        Cell::Word(proof),
    ];
    Row::of(entry, cells, tally)
}

fn proof(entry: &Entry, award: &Award) -> (&'static str, Tally) {
    let attached = !(entry.attachments.is_empty() && entry.photos.is_empty() && entry.evidence.is_empty());
    match (award.document_number.is_some(), attached) {
        (true, true) => ("ledger_proven", Tally::GOOD),
        (true, false) => ("ledger_no_attachment", Tally::BAD),
        (false, true) => ("ledger_no_number", Tally::BAD),
        (false, false) => ("ledger_no_proof", Tally::BAD),
    }
}

/// The key of a level's name.
pub fn level_key(level: Level) -> &'static str {
    match level {
        Level::National => "level_national",
        Level::Provincial => "level_provincial",
        Level::Municipal => "level_municipal",
        Level::County => "level_county",
        Level::Township => "level_township",
    }
}
