//! Waivers that let nothing pass: what was mended needs none, and a code that never fits hides the next finding.
//! Never judges a waiver's reason.

use super::Finding;
use crate::diag::CheckFault;
use crate::load::Sources;
use crate::model::locate::Step;
use crate::model::{Archive, Entry, leak};
use crate::path::EntryId;
use std::collections::BTreeSet;

/// An entry and a code that it waives.
pub type Waived = BTreeSet<(EntryId, String)>;

/// The findings, at the codes of the waivers; `attached` and `used` say which were needed.
pub fn find<'a>(archive: &'a Archive, sources: &Sources, attached: &Waived, used: &Waived) -> Vec<Finding<'a>> {
    let entries = archive.entries.iter().filter(|entry| !entry.waive.codes().is_empty());
    entries.flat_map(|entry| unused(entry, sources, attached, used)).collect()
}

fn unused<'a>(entry: &'a Entry, sources: &Sources, attached: &Waived, used: &Waived) -> Vec<Finding<'a>> {
    let leaks = sources.entry(&entry.source).map(leak::whole).unwrap_or_default();
    let needed = |code: &String| {
        let key = (entry.id.clone(), code.clone());
        attached.contains(&key) || used.contains(&key) || leaks.iter().any(|leak| leak.fault.code() == code)
    };
    let codes = entry.waive.codes().iter().enumerate().filter(|(_, code)| !needed(code));
    let finding = |(i, code): (usize, &String)| {
        let way = [Step::Key("waive"), Step::Item(i), Step::Key("code")];
        Finding::field(entry, &way, CheckFault::WaiveUnused { code: code.clone() })
    };
    codes.map(finding).collect()
}
