//! Training by branch and group of persons: sessions, attendance, hours.
//! Never guesses an hour: an activity without hours counts as a session alone.

use super::{Cell, Row, Tally};
use crate::model::entry::{Activity, Details};
use crate::model::fields::Figure;
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Keys of the columns.
pub const COLUMNS: &[&str] = &["year", "branch", "trainees", "sessions", "attendance", "hours", "person_hours", "days"];

/// Words that make a form of activity a training.
const WORDS: [&str; 5] = ["培训", "冬训", "轮训", "集中教育", "读书班"];

/// Whether an activity of this form is one.
pub fn is_training(form: &str) -> bool {
    WORDS.iter().any(|word| form.contains(word))
}

/// What one branch's group of persons had in a year.
#[derive(Default)]
struct Sum {
    days: Vec<(Date, EntryId)>,
    attendance: u64,
    hours: f64,
    person_hours: f64,
    /// Sessions that do not say how long they were.
    without: usize,
}

impl Sum {
    fn add(&mut self, entry: &Entry, activity: &Activity) {
        let heads = activity.attended.as_ref().map_or(0, crate::model::fields::Headcount::number);
        self.days.push((entry.date, entry.id.clone()));
        self.attendance += u64::from(heads);
        match &activity.hours {
            Some(Figure::Number { value, .. }) => {
                self.hours += value;
                self.person_hours += value * f64::from(heads);
            }
            _ => self.without += 1,
        }
    }
}

/// Year, branch, and group; "" where the activity names none.
type Key<'a> = (std::cmp::Reverse<i32>, usize, &'a str);

/// The rows of all years, newest first, in the order of `branches.yaml`.
pub fn rows(archive: &Archive) -> Vec<Row> {
    let order: BTreeMap<&BranchId, usize> =
        archive.branches.all().iter().enumerate().map(|(i, branch)| (&branch.id, i)).collect();
    let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
    for entry in archive.entries.iter().rev() {
        let Details::Activity(activity) = &entry.details else { continue };
        if !activity.form.as_deref().is_some_and(is_training) {
            continue;
        }
        for place in entry.branches.iter().filter_map(|id| order.get(id)) {
            for group in groups(activity) {
                let key = (std::cmp::Reverse(entry.year), *place, group);
                sums.entry(key).or_default().add(entry, activity);
            }
        }
    }
    let branches = archive.branches.all();
    let rows = sums.into_iter().filter_map(|((year, place, group), sum)| {
        branches.get(place).map(|branch| row(year.0, &branch.id, group, sum))
    });
    rows.collect()
}

fn groups(activity: &Activity) -> Vec<&str> {
    if activity.trainees.is_empty() { vec![""] } else { activity.trainees.iter().map(String::as_str).collect() }
}

fn row(year: i32, branch: &BranchId, group: &str, sum: Sum) -> Row {
    let number = |value: f64| if value > 0.0 { super::indicators::plain(value) } else { String::new() };
    let (sessions, without) = (sum.days.len(), sum.without);
    let cells = vec![
        Cell::Text(year.to_string()),
        Cell::Branches(vec![branch.clone()]),
        if group.is_empty() { Cell::Word("ledger_no_group") } else { Cell::Text(group.to_owned()) },
        Cell::Text(sessions.to_string()),
        Cell::Text(if sum.attendance > 0 { sum.attendance.to_string() } else { String::new() }),
        Cell::Text(number(sum.hours)),
        Cell::Text(number(sum.person_hours)),
        Cell::Days(sum.days),
    ];
    let tally = Tally { good: sessions - without, open: without, bad: 0 };
    Row { year, branches: vec![branch.clone()], cells, tally }
}
