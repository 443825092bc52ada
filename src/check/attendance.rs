//! 应到 = 实到 + 缺席, 列席 outside: numbers and names that cannot all be right.
//! Never counts observers, and never asks for a number that was not given.

use super::Finding;
use crate::diag::CheckFault;
use crate::diag::check::BothKeys;
use crate::model::Entry;
use crate::model::entry::{Activity, Details};
use crate::model::fields::Headcount;
use crate::model::locate::Step;

const EXPECTED: BothKeys = ("expected", "应到");
const ATTENDED: BothKeys = ("attended", "实到");
const ABSENT: BothKeys = ("absent", "缺席");
const OBSERVERS: BothKeys = ("observers", "列席");

/// The findings of one entry.
pub fn find(entry: &Entry) -> Vec<Finding<'_>> {
    let Details::Activity(activity) = &entry.details else { return Vec::new() };
    sums(entry, activity).into_iter().chain(names(entry, activity)).collect()
}

fn sums<'a>(entry: &'a Entry, activity: &Activity) -> Option<Finding<'a>> {
    let number = |heads: &Option<Headcount>| heads.as_ref().map(Headcount::number);
    let (expected, attended) = (number(&activity.expected)?, number(&activity.attended)?);
    if attended > expected {
        return Some(Finding::key(entry, ATTENDED.0, CheckFault::AttendanceOver { expected, attended }));
    }
    let absent = number(&activity.absent)?;
    let fault = CheckFault::AttendanceSum { expected, attended, absent };
    (attended + absent != expected).then(|| Finding::key(entry, EXPECTED.0, fault))
}

/// Names that are twice in a list, or in two lists that exclude each other.
fn names<'a>(entry: &'a Entry, activity: &Activity) -> Vec<Finding<'a>> {
    let lists = [
        (ATTENDED, listed(activity.attended.as_ref())),
        (ABSENT, listed(activity.absent.as_ref())),
        (OBSERVERS, listed(activity.observers.as_ref())),
    ];
    let expected = (EXPECTED, listed(activity.expected.as_ref()));
    let mut found = repeated(entry, &[expected]);
    found.extend(repeated(entry, &lists));
    found
}

fn listed(heads: Option<&Headcount>) -> &[String] {
    match heads {
        Some(Headcount::Names(names)) => names,
        _ => &[],
    }
}

/// Each name at its second place.
fn repeated<'a>(entry: &'a Entry, lists: &[(BothKeys, &[String])]) -> Vec<Finding<'a>> {
    let mut seen: Vec<(&str, BothKeys)> = Vec::new();
    let mut found = Vec::new();
    for (key, names) in lists {
        for (i, name) in names.iter().enumerate() {
            match seen.iter().find(|(other, _)| *other == name.as_str()) {
                Some((_, first)) => {
                    let fault = CheckFault::AttendanceNames { name: name.clone(), first: *first, second: *key };
                    found.push(Finding::field(entry, &[Step::Key(key.0), Step::Item(i)], fault));
                }
                None => seen.push((name, *key)),
            }
        }
    }
    found
}
