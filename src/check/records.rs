//! What reports state beside what the ledgers reckon: claims, rates, problems and targets left hanging.
//! Never counts anything anew: the ledgers' own rows are asked.

use super::Finding;
use crate::diag::CheckFault;
use crate::diag::check::Dangling;
use crate::ledgers::figures::Figures;
use crate::ledgers::{Cell, Ledger, Row, claims, commitments, targets};
use crate::model::entry::{Details, Problem, Report};
use crate::model::locate::Step;
use crate::model::{Archive, Entry};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The findings of all reports.
pub fn find(archive: &Archive) -> Vec<Finding<'_>> {
    let figures = Figures::of(archive);
    let reports: Vec<(&Entry, &Report)> = archive.entries.iter().filter_map(|entry| report(entry)).collect();
    let carried = carried(&reports);
    let known = Known { archive, figures: &figures, carried: &carried };
    reports.par_iter().flat_map_iter(|(entry, report)| one(entry, report, &known)).collect()
}

/// What all reports together tell.
struct Known<'a> {
    archive: &'a Archive,
    figures: &'a Figures,
    carried: &'a BTreeSet<&'a str>,
}

fn one<'a>(entry: &'a Entry, report: &Report, known: &Known) -> Vec<Finding<'a>> {
    let Known { archive, figures, carried } = known;
    let mut found = differing_claims(entry, report, archive, figures);
    found.extend(differing_rate(entry, report, archive));
    found.extend(open_problems(entry, report, archive.as_of, carried));
    found.extend(open_targets(entry, report, archive, figures));
    found
}

fn report(entry: &Entry) -> Option<(&Entry, &Report)> {
    match &entry.details {
        Details::Report(report) => Some((entry, report)),
        _ => None,
    }
}

/// The cell of a row, by the key of its column.
fn cell<'r>(ledger: Ledger, row: &'r Row, key: &str) -> Option<&'r Cell> {
    let at = ledger.columns().iter().position(|column| *column == key)?;
    row.cells.get(at)
}

fn has_word(ledger: Ledger, row: &Row, key: &str, words: &[&str]) -> bool {
    matches!(cell(ledger, row, key), Some(Cell::Word(word)) if words.contains(word))
}

fn shown(ledger: Ledger, row: &Row, key: &str) -> String {
    match cell(ledger, row, key) {
        Some(Cell::Text(text) | Cell::Stated(text, _)) => text.clone(),
        _ => String::new(),
    }
}

fn differing_claims<'a>(entry: &'a Entry, report: &Report, archive: &Archive, figures: &Figures) -> Vec<Finding<'a>> {
    let rows = claims::rows(entry, report, archive, figures).into_iter().enumerate();
    let differing = rows.filter(|(_, row)| has_word(Ledger::Claims, row, "outcome", &["ledger_fewer", "ledger_more"]));
    let finding = |(i, row): (usize, Row)| {
        let [text, claimed, recorded] =
            ["text", "claimed", "recorded_count"].map(|key| shown(Ledger::Claims, &row, key));
        let way = [Step::Key("claims"), Step::Item(i), Step::Key("value")];
        Finding::field(entry, &way, CheckFault::ClaimDiffers { text, claimed, recorded })
    };
    differing.map(finding).collect()
}

/// The row that sums a report's commitments up says whether the rate claimed is the rate counted.
fn differing_rate<'a>(entry: &'a Entry, report: &Report, archive: &Archive) -> Option<Finding<'a>> {
    let rows = commitments::rows(entry, report, archive);
    let sum = rows.iter().find(|row| has_word(Ledger::Commitments, row, "state", &["ledger_rate_differs"]))?;
    let [claimed, counted] = ["rate_claimed", "rate"].map(|key| shown(Ledger::Commitments, sum, key));
    let i = commitments::claimed_by(report)?;
    let way = [Step::Key("indicators"), Step::Item(i), Step::Key("value")];
    Some(Finding::field(entry, &way, CheckFault::CommitmentRate { claimed, counted }))
}

/// Targets without a result. Of one whose indicator no report states, `model` has told already.
fn open_targets<'a>(entry: &'a Entry, report: &Report, archive: &Archive, figures: &Figures) -> Vec<Finding<'a>> {
    let rows = targets::rows(entry, report, archive, figures);
    let open = |row: &Row| has_word(Ledger::Targets, row, "outcome", &["ledger_not_reported"]);
    let all = report.targets.iter().zip(rows).enumerate();
    let all = all.filter(|(_, (target, row))| open(row) && figures.is_stated(&target.indicator));
    let finding = |(i, (target, _)): (usize, (&crate::model::entry::Target, Row))| {
        let way = [Step::Key("targets"), Step::Item(i), Step::Key("indicator")];
        Finding::field(entry, &way, CheckFault::TargetOpen { indicator: target.indicator.clone(), year: target.year })
    };
    all.map(finding).collect()
}

/// The problems that another report says came back, as `<report>#<problem>`.
fn carried<'a>(reports: &[(&'a Entry, &'a Report)]) -> BTreeSet<&'a str> {
    let problems = reports.iter().flat_map(|(_, report)| &report.problems);
    problems.filter_map(|problem| problem.recurs.as_ref()).map(|spot| spot.value.as_str()).collect()
}

/// A year after the report's own, each problem has measures, and is closed or carried over.
fn open_problems<'a>(
    entry: &'a Entry,
    report: &Report,
    as_of: Option<Date>,
    carried: &BTreeSet<&str>,
) -> Vec<Finding<'a>> {
    let over = as_of.is_some_and(|day| day >= next_years_end(entry.year));
    if !over {
        return Vec::new();
    }
    let finding = |(i, problem): (usize, &Problem)| {
        let is_carried = carried.contains(format!("{}#{}", entry.id, problem.id).as_str());
        let why = dangling(problem, is_carried)?;
        let way = [Step::Key("problems"), Step::Item(i), Step::Key("title")];
        Some(Finding::field(entry, &way, CheckFault::ProblemOpen { title: problem.title.clone(), why }))
    };
    report.problems.iter().enumerate().filter_map(finding).collect()
}

fn next_years_end(year: i32) -> Date {
    i16::try_from(year + 1).ok().and_then(|year| Date::new(year, 12, 31).ok()).unwrap_or(Date::MAX)
}

fn dangling(problem: &Problem, carried: bool) -> Option<Dangling> {
    if problem.closed.is_some() || carried {
        return None;
    }
    Some(if problem.measures.is_empty() { Dangling::NoMeasure } else { Dangling::NoResult })
}
