//! Anchors of headings, each once in a document.
//! Never remembers anything beyond it.

use crate::slug::slug;
use std::collections::{BTreeMap, BTreeSet};

/// The anchors that a document has used.
#[derive(Debug, Default)]
pub struct Anchors {
    used: BTreeSet<String>,
    /// How often a slug was asked for.
    counts: BTreeMap<String, usize>,
}

impl Anchors {
    /// The slug of the text, with -2, -3 … where it is taken.
    pub fn next(&mut self, text: &str) -> String {
        let base = slug(text);
        let count = self.counts.entry(base.clone()).or_insert(0);
        loop {
            *count += 1;
            let anchor = if *count == 1 { base.clone() } else { format!("{base}-{count}") };
            if self.used.insert(anchor.clone()) {
                return anchor;
            }
        }
    }
}
