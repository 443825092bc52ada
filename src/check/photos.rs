//! The same photo shown for two activities, by the prints of its bytes.
//! Never minds a report or an award that shows an activity's photo again, and never reads a file.

use super::Finding;
use crate::diag::CheckFault;
use crate::fingerprint::Fingerprint;
use crate::model::entry::Kind;
use crate::model::locate::Step;
use crate::model::{Archive, Entry};
use crate::path::SourcePath;
use std::collections::BTreeMap;

/// The findings, each at the later activity of two.
pub fn find<'a>(archive: &'a Archive, prints: &BTreeMap<SourcePath, Fingerprint>) -> Vec<Finding<'a>> {
    let mut first: BTreeMap<Fingerprint, &Entry> = BTreeMap::new();
    let mut found = Vec::new();
    // Oldest first: the first to show a photo is taken for its owner.
    for entry in archive.entries.iter().rev().filter(|entry| entry.kind == Kind::Activity) {
        for (i, photo) in entry.photos.iter().enumerate() {
            let Some(print) = prints.get(&photo.source) else { continue };
            let owner = *first.entry(*print).or_insert(entry);
            if owner.id != entry.id {
                let fault = CheckFault::PhotoRepeated { other: owner.source.to_string() };
                found.push(Finding::field(entry, &[Step::Key("photos"), Step::Item(i)], fault));
            }
        }
    }
    found
}
