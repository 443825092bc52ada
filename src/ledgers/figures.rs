//! What all entries say in figures: indicators by name, branch and year; activities by form, tag, branch and year.
//! Never judges a figure; built from parts that merge.

use crate::model::entry::{Details, Indicator};
use crate::model::fields::Figure;
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId};
use std::collections::BTreeMap;

/// An indicator's figure with where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// The figure, perhaps masked.
    pub value: Figure,
    /// Its unit.
    pub unit: Option<String>,
    /// The report that states it.
    pub entry: EntryId,
}

/// Name, branch and year of an indicator.
type Key = (String, BranchId, i32);

/// The figures of some entries.
#[derive(Debug, Default)]
pub struct Figures {
    indicators: BTreeMap<Key, Reported>,
    held: BTreeMap<Key, Vec<EntryId>>,
}

impl Figures {
    /// The figures of a whole archive.
    pub fn of(archive: &Archive) -> Figures {
        archive.entries.iter().map(|entry| Figures::of_entry(entry, archive)).fold(Figures::default(), Figures::merge)
    }

    fn of_entry(entry: &Entry, archive: &Archive) -> Figures {
        let mut figures = Figures::default();
        match &entry.details {
            Details::Activity(activity) => {
                let words = activity.form.iter().chain(&entry.tags);
                let year = i32::from(entry.date.year());
                for (word, branch) in words.flat_map(|word| entry.branches.iter().map(move |b| (word, b))) {
                    let key = (word.clone(), branch.clone(), year);
                    let list = figures.held.entry(key).or_default();
                    if list.is_empty() {
                        list.push(entry.id.clone());
                    }
                }
            }
            Details::Report(report) => {
                let found = report.indicators.iter().filter_map(|i| reported(i, entry, archive));
                figures.indicators.extend(found);
            }
            Details::Award(_) => {}
        }
        figures
    }

    /// `later` holds older entries: of two reports with one figure, the newer counts.
    fn merge(mut self, later: Figures) -> Figures {
        for (key, value) in later.indicators {
            self.indicators.entry(key).or_insert(value);
        }
        for (key, entries) in later.held {
            self.held.entry(key).or_default().extend(entries);
        }
        self
    }

    /// What was reported of an indicator for a year.
    pub fn indicator(&self, name: &str, branch: &BranchId, year: i32) -> Option<&Reported> {
        self.indicators.get(&(name.to_owned(), branch.clone(), year))
    }

    /// Whether any report states an indicator of this name.
    pub fn is_stated(&self, name: &str) -> bool {
        self.indicators.keys().any(|(stated, _, _)| stated == name)
    }

    /// The activities of this form or with this tag that a branch held in a calendar year, newest first.
    pub fn held(&self, word: &str, branch: &BranchId, year: i32) -> &[EntryId] {
        self.held.get(&(word.to_owned(), branch.clone(), year)).map_or(&[], Vec::as_slice)
    }
}

fn reported(indicator: &Indicator, entry: &Entry, archive: &Archive) -> Option<(Key, Reported)> {
    let branch = record_branch(indicator.branch.as_ref().map(|s| s.value.as_str()), entry, archive)?;
    let value = indicator.value.clone()?;
    let key = (indicator.name.clone(), branch, indicator.year.unwrap_or(entry.year));
    Some((key, Reported { value, unit: indicator.unit.clone(), entry: entry.id.clone() }))
}

/// The branch of a record: its own, else the first of its entry.
pub fn record_branch(word: Option<&str>, entry: &Entry, archive: &Archive) -> Option<BranchId> {
    match word {
        Some(word) => archive.branches.find(word).map(|b| b.id.clone()),
        None => entry.branches.first().cloned(),
    }
}

/// A figure with its unit.
pub fn with_unit(figure: Option<&Figure>, unit: Option<&str>) -> String {
    figure.map_or_else(String::new, |f| format!("{}{}", f.text(), unit.unwrap_or("")))
}
