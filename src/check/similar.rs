//! Reports of one branch in two years whose texts are nearly the same, by the Jaccard index of their shingles.
//! Exact, and never compares two reports that share none of their rarest shingles.

use super::{Finding, body};
use crate::diag::CheckFault;
use crate::load::Sources;
use crate::model::entry::Kind;
use crate::model::{Archive, Entry};
use crate::path::BranchId;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;

/// So many characters in a row make a shingle.
const SHINGLE: usize = 5;
/// A text shorter than this says too little to be copied.
const LEAST: usize = 100;

/// A report's shingles, the rarest of its branch first.
struct Text<'a> {
    entry: &'a Entry,
    /// How many reports of the branch have it, and the shingle.
    shingles: Vec<(u32, u64)>,
}

/// The findings, each at the title of the later report.
pub fn find<'a>(archive: &'a Archive, sources: &Sources) -> Vec<Finding<'a>> {
    let reports: Vec<&Entry> = archive.entries.iter().map(|e| &**e).filter(|e| e.kind == Kind::Report).collect();
    let shingles: Vec<Vec<u64>> = reports.par_iter().map(|entry| shingles(body(entry, sources))).collect();
    let mut by_branch: BTreeMap<&BranchId, Vec<(&Entry, Vec<u64>)>> = BTreeMap::new();
    for (entry, shingles) in reports.into_iter().zip(shingles) {
        // A report of several branches is its first one's.
        let Some(branch) = entry.branches.first().filter(|_| shingles.len() >= LEAST) else { continue };
        by_branch.entry(branch).or_default().push((entry, shingles));
    }
    let by_branch: Vec<_> = by_branch.into_values().collect();
    by_branch.into_par_iter().flat_map_iter(|reports| alike(reports, archive.site.check.similarity)).collect()
}

/// The different runs of letters and ideographs of a text, as numbers.
fn shingles(text: &str) -> Vec<u64> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let number = |run: &[char]| {
        let mut hasher = FxHasher::default();
        for c in run {
            hasher.write_u32(u32::from(*c));
        }
        hasher.finish()
    };
    let all: BTreeSet<u64> = chars.windows(SHINGLE).map(number).collect();
    all.into_iter().collect()
}

/// The reports of one branch, newest first, each beside the most similar older one.
fn alike<'a>(reports: Vec<(&'a Entry, Vec<u64>)>, threshold: f64) -> Vec<Finding<'a>> {
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    reports.iter().flat_map(|(_, shingles)| shingles).for_each(|s| *counts.entry(*s).or_default() += 1);
    let text = |(entry, shingles): (&'a Entry, Vec<u64>)| {
        let mut shingles: Vec<(u32, u64)> =
            shingles.into_iter().map(|s| (counts.get(&s).copied().unwrap_or(0), s)).collect();
        shingles.sort_unstable();
        Text { entry, shingles }
    };
    let texts: Vec<Text> = reports.into_iter().map(text).collect();
    let mut seen: FxHashMap<(u32, u64), Vec<usize>> = FxHashMap::default();
    let mut found = Vec::new();
    // Oldest first, so that those before are known.
    for (i, text) in texts.iter().enumerate().rev() {
        let prefix = &text.shingles[..prefix(text.shingles.len(), threshold)];
        let candidates: BTreeSet<usize> = prefix.iter().filter_map(|s| seen.get(s)).flatten().copied().collect();
        found.extend(nearest(text, &candidates, &texts, threshold));
        for shingle in prefix {
            seen.entry(*shingle).or_default().push(i);
        }
    }
    found
}

/// Two sets that are alike to this degree share one of so many first elements, in any order of all
/// (Chaudhuri, Ganti and Kaushik 2006, prefix filter).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a text's length"
)]
fn prefix(length: usize, threshold: f64) -> usize {
    // A product that is whole must not be rounded up.
    (length + 1 - (length as f64 * threshold - 1e-9).ceil() as usize).min(length)
}

fn nearest<'a>(text: &Text<'a>, candidates: &BTreeSet<usize>, texts: &[Text], threshold: f64) -> Option<Finding<'a>> {
    let others = candidates.iter().map(|i| &texts[*i]).filter(|other| other.entry.year != text.entry.year);
    let alike = others.map(|other| (jaccard(&text.shingles, &other.shingles), &other.entry.source));
    let (share, other) = alike.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)))?;
    let fault = CheckFault::ReportSimilar { percent: percent(share), other: other.to_string() };
    (share >= threshold).then(|| Finding::key(text.entry, "title", fault))
}

/// How much of two sorted sets is in both, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a text's length")]
fn jaccard<T: Ord>(a: &[T], b: &[T]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    both as f64 / (a.len() + b.len() - both) as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
fn percent(share: f64) -> u32 {
    (share * 100.0).floor() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_holds_what_two_alike_texts_must_share() {
        assert_eq!((prefix(100, 0.9), prefix(100, 1.0), prefix(0, 0.9)), (11, 1, 0));
        let (a, b): (Vec<u64>, Vec<u64>) = ((0..100).collect(), (5..105).collect());
        assert!((jaccard(&a, &b) - 95.0 / 105.0).abs() < 1e-9);
    }
}
