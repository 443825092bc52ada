//! The postings of an earlier build, and the entries that have changed since → the postings of this one.
//! Never guesses: what it gives is, byte for byte, what indexing everything would give.

use super::grams::{Gram, Grams, Place};
use super::postings::{self, Posting, Postings};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// An entry's number, and its grams before and now; one that is new had none, one that is gone has none.
#[derive(Debug)]
pub struct Change {
    /// As the index numbers entries.
    pub entry: u32,
    /// Before.
    pub old: Grams,
    /// Now.
    pub new: Grams,
}

/// What becomes of one gram: entries, each with where the gram now stands in it, if it does.
type Edits = Vec<(u32, Option<Vec<Place>>)>;

/// Applies changes, given in the order of their entries, to all postings, given in the order of their grams.
pub fn patch(postings: &mut Vec<Postings>, changes: &[Change]) {
    let edits: Vec<(Gram, Edits)> = edits(changes).into_iter().collect();
    let patched: Vec<Postings> = edits.into_par_iter().map(|(gram, edits)| edit(postings, gram, edits)).collect();
    let mut fresh = Vec::new();
    for one in patched {
        match postings.binary_search_by_key(&one.gram, |p| p.gram) {
            Ok(at) => postings[at] = one,
            Err(_) => fresh.push(one),
        }
    }
    postings.append(&mut fresh);
    postings.retain(|p| p.entries > 0);
    postings.sort_by_key(|p| p.gram);
}

/// The grams whose place in an entry is another one.
fn edits(changes: &[Change]) -> BTreeMap<Gram, Edits> {
    let mut all: BTreeMap<Gram, Edits> = BTreeMap::new();
    for change in changes {
        let (old, mut new) = (by_gram(&change.old), by_gram(&change.new));
        for (gram, places) in old {
            let now = new.remove(&gram);
            if now.as_ref() != Some(&places) {
                all.entry(gram).or_default().push((change.entry, now));
            }
        }
        for (gram, places) in new {
            all.entry(gram).or_default().push((change.entry, Some(places)));
        }
    }
    all
}

/// What the index keeps of each gram's places.
fn by_gram(grams: &Grams) -> BTreeMap<Gram, Vec<Place>> {
    let mut all: BTreeMap<Gram, Vec<Place>> = BTreeMap::new();
    for (gram, place) in grams.all() {
        all.entry(*gram).or_default().push(*place);
    }
    for (gram, places) in &mut all {
        postings::kept(*gram, places);
    }
    all
}

fn edit(postings: &[Postings], gram: Gram, edits: Edits) -> Postings {
    let found = postings.binary_search_by_key(&gram, |p| p.gram).ok();
    let mut all: Vec<Posting> = found.map(|at| postings[at].read()).unwrap_or_default();
    for (entry, now) in edits {
        match (all.binary_search_by_key(&entry, |(number, _)| *number), now) {
            (Ok(at), Some(places)) => all[at].1 = places,
            (Ok(at), None) => drop(all.remove(at)),
            (Err(at), Some(places)) => all.insert(at, (entry, places)),
            (Err(_), None) => {}
        }
    }
    Postings::write(gram, &all)
}
