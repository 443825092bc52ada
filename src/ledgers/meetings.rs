//! Branch × form × month a year: what was recorded, what is missing, what does not apply (三会一课、主题党日).
//! Never asks for a meeting of a branch that has no committee or groups, nor of a month after `as_of`.

use super::{Cell, Month, Row, Tally};
use crate::model::branch::{Branch, BranchKind};
use crate::model::entry::{Activity, Details};
use crate::model::fields::Figure;
use crate::model::meetings::Form;
use crate::model::{Archive, Edition, Entry};
use crate::path::{BranchId, EntryId};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Keys of the columns.
pub const COLUMNS: &[&str] = &[
    "year",
    "branch",
    "form",
    "month_1",
    "month_2",
    "month_3",
    "month_4",
    "month_5",
    "month_6",
    "month_7",
    "month_8",
    "month_9",
    "month_10",
    "month_11",
    "month_12",
    "held",
    "attendance",
    "hours",
];

/// The meetings of one branch, year and form.
#[derive(Default)]
struct Held {
    months: BTreeMap<i8, Vec<(i8, EntryId)>>,
    count: usize,
    attendance: u64,
    hours: f64,
}

impl Held {
    fn add(&mut self, entry: &Entry, activity: &Activity) {
        self.months.entry(entry.date.month()).or_default().push((entry.date.day(), entry.id.clone()));
        self.count += 1;
        self.attendance += activity.attended.as_ref().map_or(0, |heads| u64::from(heads.number()));
        if let Some(Figure::Number { value, .. }) = &activity.hours {
            self.hours += value;
        }
    }

    fn any(&self, from: i8, to: i8) -> bool {
        self.months.range(from..=to).next().is_some()
    }
}

/// Year, branch and position of the form.
type Key = (i32, BranchId, usize);

/// The rows of all years and branches, in the order of `branches.yaml` and of the forms.
pub fn rows(archive: &Archive) -> Vec<Row> {
    let (held, years) = collect(archive);
    let years: Vec<i32> = years.into_iter().rev().collect();
    years.into_par_iter().flat_map_iter(|year| rows_of(archive, &held, year)).collect()
}

fn rows_of(archive: &Archive, held: &BTreeMap<Key, Held>, year: i32) -> Vec<Row> {
    let mut rows = Vec::new();
    for branch in archive.branches.all() {
        for (i, form) in archive.site.meetings.forms().iter().enumerate() {
            let found = held.get(&(year, branch.id.clone(), i));
            rows.extend(row(archive, branch, year, form, found));
        }
    }
    rows
}

fn collect(archive: &Archive) -> (BTreeMap<Key, Held>, BTreeSet<i32>) {
    let mut held: BTreeMap<Key, Held> = BTreeMap::new();
    let mut years = BTreeSet::new();
    let forms = archive.site.meetings.forms();
    // Oldest first, so that the days of a month rise.
    for entry in archive.entries.iter().rev() {
        let Details::Activity(activity) = &entry.details else { continue };
        let year = i32::from(entry.date.year());
        years.insert(year);
        let form = activity.form.as_deref().unwrap_or("");
        let Some(known) = forms.iter().position(|known| known.names(form)) else { continue };
        for branch in &entry.branches {
            held.entry((year, branch.clone(), known)).or_default().add(entry, activity);
        }
    }
    (held, years)
}

/// `None` where nothing was held and nothing was to be.
fn row(archive: &Archive, branch: &Branch, year: i32, form: &Form, found: Option<&Held>) -> Option<Row> {
    let nothing = Held::default();
    let held = found.unwrap_or(&nothing);
    let months: Vec<Month> = (1..=12).map(|month| month_of(archive, branch, (year, month), form, held)).collect();
    let missing = months.iter().filter(|m| **m == Month::Missing).count();
    if held.count == 0 && missing == 0 {
        return None;
    }
    // Of these rows there are as many as of entries: none may hold room for more cells than it has.
    let mut cells = Vec::with_capacity(COLUMNS.len());
    cells.push(Cell::Text(year.to_string()));
    cells.push(Cell::Branches(vec![branch.id.clone()]));
    cells.push(Cell::Text(form.name.clone()));
    cells.extend(months.into_iter().map(Cell::Month));
    cells.push(Cell::Text(held.count.to_string()));
    cells.push(Cell::Text(if held.attendance > 0 { held.attendance.to_string() } else { String::new() }));
    cells.push(Cell::Text(if held.hours > 0.0 { held.hours.to_string() } else { String::new() }));
    let tally = Tally { good: held.count, open: 0, bad: missing };
    Some(Row { year, branches: vec![branch.id.clone()], cells, tally })
}

fn month_of(archive: &Archive, branch: &Branch, (year, month): (i32, i8), form: &Form, held: &Held) -> Month {
    if let Some(found) = held.months.get(&month) {
        return Month::Held(found.clone());
    }
    // What is not public may well have been held.
    if archive.edition == Edition::Public {
        return Month::Quiet;
    }
    let whole = matches!(branch.kind, BranchKind::Branch | BranchKind::Temporary);
    if !whole || !form.applies(branch) {
        return Month::NotApplicable;
    }
    let Some(every) = form.every(branch).months() else { return Month::Quiet };
    if !existed(branch, year, month, every) {
        return Month::NotApplicable;
    }
    let ends_period = month % every == 0;
    let over = archive.as_of.is_some_and(|day| last_day(year, month).is_some_and(|last| last <= day));
    if ends_period && over && !held.any(month - every + 1, month) { Month::Missing } else { Month::Quiet }
}

/// Whether a branch existed through the whole period that has this month.
fn existed(branch: &Branch, year: i32, month: i8, every: i8) -> bool {
    let first = (month - 1) / every * every + 1;
    let start = first_day(year, first);
    let end = last_day(year, first + every - 1);
    let begun = branch.established.is_none_or(|day| start.is_some_and(|start| day <= start));
    let lasted = branch.dissolved.is_none_or(|day| end.is_some_and(|end| day > end));
    begun && lasted
}

fn first_day(year: i32, month: i8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, month, 1).ok()
}

fn last_day(year: i32, month: i8) -> Option<Date> {
    first_day(year, month).map(Date::last_of_month)
}
