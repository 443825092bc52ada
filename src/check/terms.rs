//! Terms of office that end soon or ended long ago, on `as_of` (中办《关于党的基层组织任期的意见》, 2018):
//! five years for Party committees and in villages and communities, three elsewhere. Never gives a temporary branch a term.

use super::Finding;
use crate::diag::CheckFault;
use crate::model::Archive;
use crate::model::branch::{Branch, BranchKind};
use jiff::civil::Date;
use jiff::{ToSpan, Unit};

/// An election may be held this many months late.
const GRACE: i32 = 12;

/// Names of places where a term has five years.
const VILLAGES: [&str; 3] = ["村", "社区", "居委"];

/// The findings, at the ends of terms.
pub fn find(archive: &Archive) -> Vec<Finding<'_>> {
    let Some(as_of) = archive.as_of else { return Vec::new() };
    let all = archive.branches.all().iter().enumerate();
    all.filter_map(|(i, branch)| one(i, branch, as_of, archive.site.check.due_months)).collect()
}

fn one<'a>(number: usize, branch: &Branch, as_of: Date, due_months: i32) -> Option<Finding<'a>> {
    if branch.dissolved.is_some_and(|day| day <= as_of) {
        return None;
    }
    let (end, reckoned) = end(branch)?;
    let months = months(as_of, end)?;
    let keys: &[&'static str] = match &branch.term {
        Some(term) if term.end.is_some() => &["term", "end"],
        Some(_) => &["term"],
        None => &["established"],
    };
    let (name, day) = (branch.name.clone(), end.to_string());
    if months < -GRACE {
        let fault = CheckFault::TermOverdue { branch: name, end: day, months: -months, reckoned };
        return Some(Finding::branch(number, keys, fault));
    }
    let fault = CheckFault::TermDue { branch: name, end: day, months, reckoned };
    (months <= due_months).then(|| Finding::branch(number, keys, fault))
}

/// The last day of the term, and whether it had to be reckoned.
fn end(branch: &Branch) -> Option<(Date, bool)> {
    let years = years(branch)?;
    let term = branch.term.as_ref();
    if let Some(end) = term.and_then(|term| term.end) {
        return Some((end, false));
    }
    let start = term.and_then(|term| term.start).or(branch.established)?;
    Some((start.checked_add(years.years()).ok()?, true))
}

/// How many years a term has.
fn years(branch: &Branch) -> Option<i64> {
    let village = VILLAGES.iter().any(|word| branch.name.contains(word));
    match branch.kind {
        BranchKind::Temporary | BranchKind::Group => None,
        BranchKind::Committee => Some(5),
        BranchKind::General | BranchKind::Branch => Some(if village { 5 } else { 3 }),
    }
}

/// Whole months from one day to another; those past are negative.
fn months(from: Date, to: Date) -> Option<i32> {
    let span = from.until((Unit::Month, to)).ok()?;
    Some(span.get_months())
}
