//! One person at two activities at the same time, by hosts, recorders and lists of those present.
//! Never compares activities without both times, and takes equal names for one person.

use super::Finding;
use crate::diag::CheckFault;
use crate::model::entry::{Activity, Details};
use crate::model::fields::{Headcount, Moment};
use crate::model::locate::Step;
use crate::model::{Archive, Entry};
use jiff::civil::{Date, Time};
use std::collections::BTreeMap;

/// Where a person is named, and from when to when the activity ran.
struct Stay<'a> {
    entry: &'a Entry,
    way: Vec<Step>,
    from: Time,
    to: Time,
}

/// The findings, each at the later activity of two.
pub fn find(archive: &Archive) -> Vec<Finding<'_>> {
    let mut stays: BTreeMap<(Date, &str), Vec<Stay>> = BTreeMap::new();
    for entry in &archive.entries {
        let Details::Activity(activity) = &entry.details else { continue };
        let Some((day, from, to)) = times(entry, activity) else { continue };
        for (name, way) in people(activity) {
            let all = stays.entry((day, name)).or_default();
            if all.last().is_none_or(|stay| stay.entry.id != entry.id) {
                all.push(Stay { entry, way, from, to });
            }
        }
    }
    stays.into_iter().flat_map(|((_, name), stays)| overlaps(name, stays)).collect()
}

/// The day and the two times of an activity that ran within a day.
fn times(entry: &Entry, activity: &Activity) -> Option<(Date, Time, Time)> {
    let (start, end) = (activity.start?, activity.end?);
    let day = |moment: Moment| moment.date.unwrap_or(entry.date);
    let (from, to) = (start.time?, end.time?);
    (day(start) == day(end) && from < to).then_some((day(start), from, to))
}

fn people(activity: &Activity) -> Vec<(&str, Vec<Step>)> {
    let mut people = Vec::new();
    for (key, name) in [("host", &activity.host), ("recorder", &activity.recorder)] {
        people.extend(name.as_deref().map(|name| (name, vec![Step::Key(key)])));
    }
    if let Some(Headcount::Names(names)) = &activity.attended {
        let listed = names.iter().enumerate();
        people.extend(listed.map(|(i, name)| (name.as_str(), vec![Step::Key("attended"), Step::Item(i)])));
    }
    people
}

/// Each stay that begins before an earlier one has ended.
fn overlaps<'a>(name: &str, mut stays: Vec<Stay<'a>>) -> Vec<Finding<'a>> {
    stays.sort_by(|a, b| (a.from, a.to, &a.entry.id).cmp(&(b.from, b.to, &b.entry.id)));
    let mut found = Vec::new();
    let mut longest: Option<Stay> = None;
    for stay in stays {
        let before = longest.as_ref().filter(|before| stay.from < before.to);
        found.extend(before.map(|before| overlap(name, &stay, before)));
        if longest.as_ref().is_none_or(|before| before.to < stay.to) {
            longest = Some(stay);
        }
    }
    found
}

fn overlap<'a>(person: &str, stay: &Stay<'a>, before: &Stay) -> Finding<'a> {
    let clock = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
    let time = format!("{}–{}", clock(stay.from.max(before.from)), clock(stay.to.min(before.to)));
    let fault = CheckFault::PresenceOverlap { person: person.to_owned(), other: before.entry.source.to_string(), time };
    Finding::field(stay.entry, &stay.way, fault)
}
