//! Contact points (联系点包抓): leader × branch by quarter, from the roster and the visits recorded.
//! Never takes a leader's presence at other activities for a visit: its form must say so.

use super::{Cell, Month, Row, Tally, text};
use crate::model::contacts::{ContactPoint, is_visit};
use crate::model::entry::{Activity, Details};
use crate::model::fields::Headcount;
use crate::model::{Archive, Edition, Entry};
use crate::path::{BranchId, EntryId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Keys of the columns.
pub const COLUMNS: &[&str] =
    &["year", "branch", "leader", "duty", "quarter_1", "quarter_2", "quarter_3", "quarter_4", "visits"];

/// Leader, branch, year and quarter (0 to 3) of visits.
type Visits<'a> = BTreeMap<(&'a str, &'a BranchId, i16, i8), Vec<(Date, EntryId)>>;

/// The rows of all years of the roster, newest year first, then in the order of the roster.
pub fn rows(archive: &Archive) -> Vec<Row> {
    let visits = visits(archive);
    let mut rows = Vec::new();
    for year in years(archive).into_iter().rev() {
        for point in &archive.site.contact_points {
            let branches = point.branches.iter().filter_map(|word| archive.branches.find(&word.value));
            rows.extend(branches.filter_map(|branch| row(archive, point, &branch.id, year, &visits)));
        }
    }
    rows
}

/// From the first year of the roster to that of `as_of`; none without a roster, nor in the public edition.
pub fn years(archive: &Archive) -> Vec<i16> {
    let points = &archive.site.contact_points;
    // Who looks after whom is the office's own affair.
    let shown = !points.is_empty() && archive.edition == Edition::Internal;
    let Some(last) = archive.as_of.map(Date::year).filter(|_| shown) else { return Vec::new() };
    let started = points.iter().filter_map(|point| point.from).map(Date::year).min();
    (started.unwrap_or(last).min(last)..=last).collect()
}

fn visits(archive: &Archive) -> Visits<'_> {
    let mut visits = Visits::new();
    // Oldest first, so that the days of a quarter rise.
    for entry in archive.entries.iter().rev() {
        let Details::Activity(activity) = &entry.details else { continue };
        if !activity.form.as_deref().is_some_and(is_visit) {
            continue;
        }
        for name in present(activity) {
            for branch in &entry.branches {
                let key = (name, branch, entry.date.year(), (entry.date.month() - 1) / 3);
                visits.entry(key).or_default().push((entry.date, entry.id.clone()));
            }
        }
    }
    visits
}

/// The persons that an activity names as its host, among its participants, or among its observers; each once.
fn present(activity: &Activity) -> Vec<&str> {
    let mut present: Vec<&str> = activity.host.as_deref().into_iter().collect();
    present.extend(list(activity.attended.as_ref()));
    present.extend(list(activity.observers.as_ref()));
    present.sort_unstable();
    present.dedup();
    present
}

fn list(heads: Option<&Headcount>) -> impl Iterator<Item = &str> {
    let names = match heads {
        Some(Headcount::Names(names)) => names.as_slice(),
        _ => &[],
    };
    names.iter().map(String::as_str)
}

/// `None` where the leader did not hold the branch in that year at all.
fn row(archive: &Archive, point: &ContactPoint, branch: &BranchId, year: i16, visits: &Visits) -> Option<Row> {
    let quarters: Vec<Cell> = (0..4).map(|quarter| square(archive, point, branch, (year, quarter), visits)).collect();
    if quarters.iter().all(|cell| *cell == Cell::Month(Month::NotApplicable)) {
        return None;
    }
    let count = |cell: &Cell| match cell {
        Cell::Days(days) => days.len(),
        _ => 0,
    };
    let held = quarters.iter().filter(|cell| matches!(cell, Cell::Days(_))).count();
    let missing = quarters.iter().filter(|cell| **cell == Cell::Month(Month::Missing)).count();
    let sum: usize = quarters.iter().map(count).sum();
    let mut cells = vec![
        Cell::Text(year.to_string()),
        Cell::Branches(vec![branch.clone()]),
        Cell::Text(point.leader.value.clone()),
        text(point.duty.as_deref()),
    ];
    cells.extend(quarters);
    cells.push(Cell::Text(sum.to_string()));
    let tally = Tally { good: held, open: 0, bad: missing };
    Some(Row { year: i32::from(year), branches: vec![branch.clone()], cells, tally })
}

fn square(
    archive: &Archive,
    point: &ContactPoint,
    branch: &BranchId,
    (year, quarter): (i16, i8),
    visits: &Visits,
) -> Cell {
    if let Some(days) = visits.get(&(point.leader.value.as_str(), branch, year, quarter)) {
        return Cell::Days(days.clone());
    }
    let ends = Date::new(year, quarter * 3 + 3, 1).map(Date::last_of_month).ok();
    let begins = Date::new(year, quarter * 3 + 1, 1).ok();
    let Some((begins, ends)) = begins.zip(ends) else { return Cell::Month(Month::Quiet) };
    let begun = point.from.is_none_or(|from| from <= begins);
    let lasted = point.to.is_none_or(|to| to >= ends);
    if !(begun && lasted) {
        return Cell::Month(Month::NotApplicable);
    }
    let over = archive.as_of.is_some_and(|day| ends <= day);
    Cell::Month(if over { Month::Missing } else { Month::Quiet })
}

/// The pages that the roster makes necessary: years and branches.
pub fn places(archive: &Archive) -> Vec<(i32, BranchId)> {
    rows(archive).into_iter().flat_map(|row| row.branches.into_iter().map(move |id| (row.year, id))).collect()
}

/// An entry's part in this ledger, for `plan`: whether it is a visit, and whom it names.
pub fn traits(entry: &Entry) -> Option<(Date, Vec<&str>)> {
    match &entry.details {
        Details::Activity(activity) if activity.form.as_deref().is_some_and(is_visit) => {
            Some((entry.date, present(activity)))
        }
        _ => None,
    }
}
