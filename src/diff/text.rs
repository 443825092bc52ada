//! How much of a text changed: characters added and removed.
//! The same two texts give the same figures on every machine; never stops early because time runs out.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Blocks with more characters than this together are counted whole: finding the least change takes the
/// square of their length.
const FINE: usize = 20_000;

/// Characters of a body, line ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// That only the later text has.
    pub added: usize,
    /// That only the earlier text has.
    pub removed: usize,
}

impl TextChange {
    /// Whether the texts are alike.
    pub fn is_empty(self) -> bool {
        self == TextChange::default()
    }

    fn add(&mut self, other: TextChange) {
        self.added += other.added;
        self.removed += other.removed;
    }
}

/// First line by line, then character by character where lines were replaced.
pub fn change(old: &str, new: &str) -> TextChange {
    let (before, after) = (lines(old), lines(new));
    let mut total = TextChange::default();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (a, b) = (before[op.old_range()].concat(), after[op.new_range()].concat());
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Replace { .. } => total.add(fine(&a, &b)),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => total.add(coarse(&a, &b)),
        }
    }
    total
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn coarse(old: &str, new: &str) -> TextChange {
    TextChange { added: new.chars().count(), removed: old.chars().count() }
}

fn fine(old: &str, new: &str) -> TextChange {
    let (before, after): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    if before.len() + after.len() > FINE {
        return coarse(old, new);
    }
    let ops = capture_diff_slices(Algorithm::Myers, &before, &after);
    let kept: usize = ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. })).map(|op| op.old_range().len()).sum();
    TextChange { added: after.len() - kept, removed: before.len() - kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        let change = |a, b| {
            let TextChange { added, removed } = change(a, b);
            (added, removed)
        };
        assert_eq!(change("同一句话。\n", "同一句话。\n"), (0, 0));
        assert_eq!(change("甲\n乙\n丙\n", "甲\n丙\n"), (0, 2));
        assert_eq!(change("到会十二人。\n", "到会十三人，请假一人。\n"), (6, 1));
        assert_eq!(change("", "新的一段"), (4, 0));
    }

    #[test]
    fn a_huge_block_is_counted_whole() {
        let (old, new) = ("甲".repeat(FINE), "乙".repeat(FINE));
        assert_eq!(change(&old, &new), TextChange { added: FINE, removed: FINE });
    }
}
