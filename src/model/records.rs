//! What is odd about a report's records, seen beside those of all reports: undefined indicators, units, rates.
//! Never stops a build: a record may be right though it looks odd.

use super::entry::{Commitment, Details, Indicator, Report, Target};
use super::fields::Figure;
use super::{Edition, Entry};
use crate::diag::{Diagnostic, Fault};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rates of these may well be above 100 %.
const MAY_EXCEED: [&str; 3] = ["增长", "完成", "增幅"];

/// Each indicator's unit: that of the oldest report which gives one.
type Units<'e> = BTreeMap<&'e str, &'e str>;

/// All oddities. What is not public may define what a public report names, so the public edition has none.
pub fn faults(entries: &[Arc<Entry>], as_of: Option<Date>, edition: Edition) -> Vec<Diagnostic> {
    if edition == Edition::Public {
        return Vec::new();
    }
    let reports = || entries.iter().filter_map(|entry| Some((&**entry, report(entry)?)));
    let indicators = || reports().flat_map(|(_, report)| &report.indicators);
    let defined: BTreeSet<&str> = indicators().map(|indicator| indicator.name.as_str()).collect();
    // Newest first: the oldest is written over all others.
    let units: Units = indicators().filter_map(|i| i.unit.as_deref().map(|unit| (i.name.as_str(), unit))).collect();
    let year = as_of.map_or(i32::MAX, |day| i32::from(day.year()));
    let mut found = Vec::new();
    for (entry, report) in reports() {
        let at = |(place, fault)| Diagnostic::new(&entry.source, place, fault);
        found.extend(report.indicators.iter().filter_map(|i| unit(i, &units)).map(at));
        found.extend(report.indicators.iter().filter_map(rate).map(at));
        found.extend(report.targets.iter().filter_map(|t| undefined(t, &defined, year)).map(at));
        found.extend(report.targets.iter().filter_map(|t| target_unit(t, &units)).map(at));
        found.extend(report.commitments.iter().filter_map(overdone).map(at));
    }
    found
}

fn report(entry: &Entry) -> Option<&Report> {
    match &entry.details {
        Details::Report(report) => Some(report),
        _ => None,
    }
}

type Odd = (crate::diag::Place, Fault);

fn differs(name: &str, unit: Option<&str>, units: &Units) -> Option<Fault> {
    let (unit, usual) = unit.zip(units.get(name).copied()).filter(|(unit, usual)| unit != usual)?;
    Some(Fault::UnitsDiffer { indicator: name.to_owned(), unit: unit.to_owned(), usual: usual.to_owned() })
}

fn unit(indicator: &Indicator, units: &Units) -> Option<Odd> {
    differs(&indicator.name, indicator.unit.as_deref(), units).map(|fault| (indicator.unit_at, fault))
}

fn target_unit(target: &Target, units: &Units) -> Option<Odd> {
    differs(&target.indicator, target.unit.as_deref(), units).map(|fault| (target.unit_at, fault))
}

fn rate(indicator: &Indicator) -> Option<Odd> {
    let Some(Figure::Number { value, text }) = &indicator.value else { return None };
    let is_rate = indicator.unit.as_deref() == Some("%") && indicator.name.contains('率');
    let may = MAY_EXCEED.iter().any(|word| indicator.name.contains(word));
    let odd = is_rate && !may && *value > 100.0;
    odd.then(|| (indicator.value_at, Fault::RateAbove { text: format!("{text}%") }))
}

/// A target whose indicator no report has: at once where its name is nearly that of one, else when its year is over.
fn undefined(target: &Target, defined: &BTreeSet<&str>, year: i32) -> Option<Odd> {
    if defined.contains(target.indicator.as_str()) {
        return None;
    }
    let nearest = super::keys::nearest(&target.indicator, defined.iter().copied());
    let odd = nearest.is_some() || target.year < year;
    odd.then(|| (target.at, Fault::IndicatorUndefined { name: target.indicator.clone(), nearest }))
}

fn overdone(commitment: &Commitment) -> Option<Odd> {
    let (count, completed) = (commitment.count.unwrap_or(1), commitment.completed?);
    let fault = || Fault::RateAbove { text: format!("{completed}/{count}") };
    (completed > count).then(|| (commitment.completed_at, fault()))
}
