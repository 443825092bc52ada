//! Waivers that let nothing pass: what was mended needs none, and a code that never fits hides the next finding.
//! Never judges a waiver's reason.

use super::{At, Finding, Owner, Subject};
use crate::diag::{CheckFault, Diagnostic};
use crate::load::Sources;
use crate::model::leak::{self, Waivers};
use crate::model::locate::Step;
use crate::model::{Archive, Entry};
use std::collections::BTreeSet;

/// Who waives a code that let something pass.
pub type Used = BTreeSet<(Owner, String)>;

/// The findings, at the codes of the waivers; `used` says which were needed.
pub fn find<'a>(archive: &'a Archive, sources: &Sources, used: &Used) -> Vec<Finding<'a>> {
    let entries = archive.entries.iter().filter(|entry| !entry.waive.codes().is_empty());
    let of_entries = entries.flat_map(|entry| of_entry(entry, sources, used));
    of_entries.chain(of_branches(sources, used)).chain(of_site(archive, sources, used)).collect()
}

fn of_entry<'a>(entry: &'a Entry, sources: &Sources, used: &Used) -> Vec<Finding<'a>> {
    let leaks = sources.entry(&entry.source).map(leak::whole).unwrap_or_default();
    unused(Subject::Entry(entry), &[], &Owner::Entry(entry.id.clone()), &entry.waive, &leaks, used)
}

/// Those of the project's own branches; a member's are not written here.
fn of_branches<'a>(sources: &Sources, used: &Used) -> Vec<Finding<'a>> {
    let Some(file) = &sources.branches else { return Vec::new() };
    let records = leak::records(file);
    if records.iter().all(|record| record.waive.codes().is_empty()) {
        return Vec::new();
    }
    let leaks = leak::whole(file);
    let one = |number: usize| {
        let own = leaks.iter().filter(|leak| leak::record_of(&records, leak.place.line) == Some(number));
        let own: Vec<Diagnostic> = own.cloned().collect();
        let way = [Step::Item(number)];
        unused(Subject::Branch(number), &way, &Owner::Branch(number), &records[number].waive, &own, used)
    };
    (0..records.len()).flat_map(one).collect()
}

fn of_site<'a>(archive: &Archive, sources: &Sources, used: &Used) -> Vec<Finding<'a>> {
    let waive = &archive.site.waive;
    if waive.codes().is_empty() {
        return Vec::new();
    }
    let files = [&sources.site, &sources.catalogue].into_iter().flatten();
    let leaks: Vec<Diagnostic> = files.flat_map(leak::whole).collect();
    unused(Subject::Site, &[], &Owner::Site, waive, &leaks, used)
}

fn unused<'a>(
    subject: Subject<'a>,
    way: &[Step],
    owner: &Owner,
    waive: &Waivers,
    leaks: &[Diagnostic],
    used: &Used,
) -> Vec<Finding<'a>> {
    let needed = |code: &String| {
        used.contains(&(owner.clone(), code.clone())) || leaks.iter().any(|leak| leak.fault.code() == code)
    };
    let codes = waive.codes().iter().enumerate().filter(|(_, code)| !needed(code));
    let finding = |(i, code): (usize, &String)| {
        let at = At::Field([way, &[Step::Key("waive"), Step::Item(i), Step::Key("code")]].concat());
        Finding { subject, at, fault: CheckFault::WaiveUnused { code: code.clone() } }
    };
    codes.map(finding).collect()
}
