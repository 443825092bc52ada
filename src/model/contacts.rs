//! `contact_points` of `site.yaml`: which leader looks after which branches (联系点包抓), and who may be a visitor.
//! Never counts a visit: the ledger does.

use super::branch::BranchTree;
use super::entry::Details;
use super::fields::{Faults, Fields, Spot};
use super::keys::{self, CONTACT_POINT};
use super::{Entry, site_file};
use crate::diag::{Diagnostic, Fault};
use jiff::civil::Date;
use std::sync::Arc;

/// A leader with the branches that are theirs to look after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPoint {
    /// The leader.
    pub leader: Spot<String>,
    /// Their post.
    pub duty: Option<String>,
    /// Ids or names of branches.
    pub branches: Vec<Spot<String>>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// Words that make a form of activity a visit to a contact point, whoever comes.
const POINT_WORDS: [&str; 3] = ["联系点", "包抓", "包联"];

/// Words that make a form a visit where a leader of the roster comes.
const VISIT_WORDS: [&str; 2] = ["调研", "走访"];

/// Whether an activity of this form is a visit.
pub fn is_visit(form: &str) -> bool {
    POINT_WORDS.iter().chain(&VISIT_WORDS).any(|word| form.contains(word))
}

/// Reads the roster.
pub fn roster(fields: &Fields, faults: &mut Faults) -> Vec<ContactPoint> {
    fields.records("contact_points", CONTACT_POINT, faults, |point, faults| {
        let leader = point.required("leader", faults);
        point.require("branches", faults);
        ContactPoint {
            leader: Spot { place: point.place_of("leader"), value: leader },
            duty: point.plain("duty", faults),
            branches: point.one_or_many("branches", faults),
            from: point.date("from", faults),
            to: point.date("to", faults),
        }
    })
}

/// Branches of the roster that do not exist, and hosts of visits to contact points who are not on it.
pub fn faults(points: &[ContactPoint], tree: &BranchTree, entries: &[Arc<Entry>]) -> Vec<Diagnostic> {
    let words = points.iter().flat_map(|point| &point.branches);
    let unknown = words.filter(|word| tree.find(&word.value).is_none()).map(|word| {
        let fault = Fault::UnknownBranch { text: word.value.clone(), nearest: tree.nearest(&word.value) };
        Diagnostic::new(&site_file(), word.place, fault)
    });
    let strangers = entries.iter().filter_map(|entry| stranger(points, entry));
    unknown.chain(strangers).collect()
}

fn stranger(points: &[ContactPoint], entry: &Entry) -> Option<Diagnostic> {
    let Details::Activity(activity) = &entry.details else { return None };
    let form = activity.form.as_deref()?;
    let name = activity.host.as_deref()?;
    let concerned = !points.is_empty() && POINT_WORDS.iter().any(|word| form.contains(word));
    if !concerned || points.iter().any(|point| point.leader.value == name) {
        return None;
    }
    let nearest = keys::nearest(name, points.iter().map(|point| point.leader.value.as_str()));
    let fault = Fault::UnknownLeader { name: name.to_owned(), nearest };
    Some(Diagnostic::new(&entry.source, activity.host_at, fault))
}
