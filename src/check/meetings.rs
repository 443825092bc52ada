//! Meetings that the ledger calls missing (缺), told once for each branch and year.
//! Never reckons by itself what was to be held.

use super::Finding;
use crate::diag::CheckFault;
use crate::diag::check::Lack;
use crate::ledgers::{Cell, Ledger, Month, Row, meetings};
use crate::model::Archive;
use crate::path::BranchId;
use std::collections::BTreeMap;

/// The findings, at the names of the branches.
pub fn find(archive: &Archive) -> Vec<Finding<'_>> {
    let mut lacks: BTreeMap<(usize, i32), Vec<Lack>> = BTreeMap::new();
    let numbers: BTreeMap<&BranchId, usize> = archive.branches.all().iter().map(|b| &b.id).zip(0..).collect();
    for row in meetings::rows(archive) {
        let number = row.branches.first().and_then(|id| numbers.get(id).copied());
        if let Some((number, lack)) = number.zip(lack(&row, archive)) {
            lacks.entry((number, row.year)).or_default().push(lack);
        }
    }
    let finding = |((number, year), lacks): ((usize, i32), Vec<Lack>)| {
        let branch = archive.branches.all().get(number).map(|b| b.name.clone()).unwrap_or_default();
        Finding::branch(number, &["name"], CheckFault::MeetingMissing { branch, year, lacks })
    };
    lacks.into_iter().map(finding).collect()
}

/// What a row of the ledger lacks, if it does.
fn lack(row: &Row, archive: &Archive) -> Option<Lack> {
    let columns = Ledger::Meetings.columns().iter().zip(&row.cells);
    let months = || columns.clone().filter(|(key, _)| key.starts_with("month_")).map(|(_, cell)| cell);
    let ends: Vec<i8> =
        (1..).zip(months()).filter(|(_, cell)| **cell == Cell::Month(Month::Missing)).map(|(m, _)| m).collect();
    if ends.is_empty() {
        return None;
    }
    let (_, form) = columns.clone().find(|(key, _)| **key == "form")?;
    let Cell::Text(form) = form else { return None };
    let branch = archive.branches.get(row.branches.first()?)?;
    let known = archive.site.meetings.forms().iter().find(|known| known.name == *form)?;
    Some(Lack { form: form.clone(), months: known.every(branch).months()?, ends })
}
