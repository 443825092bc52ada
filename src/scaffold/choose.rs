//! Words that a person types → the branches that they can mean: number, id, name, part of a name, pinyin, initials.
//! Never asks and never chooses between two.

use crate::model::branch::{Branch, BranchTree};
use pinyin::ToPinyinMulti;

/// The branches that a text can mean, in the order of `branches.yaml`. One that is meant exactly stands alone.
pub fn branches<'a>(tree: &'a BranchTree, text: &str) -> Vec<&'a Branch> {
    let text = text.trim();
    if let Some(branch) = tree.find(text).or_else(|| numbered(tree, text)) {
        return vec![branch];
    }
    let lower = text.to_lowercase();
    let fits = |branch: &&Branch| {
        !lower.is_empty()
            && (branch.name.to_lowercase().contains(&lower)
                || branch.id.as_str().contains(&lower)
                || sounds_like(&branch.name, &lower)
                || in_order(&branch.name, text))
    };
    tree.all().iter().filter(fits).collect()
}

/// The branch with this number in the list that the dialog shows, from 1.
fn numbered<'a>(tree: &'a BranchTree, text: &str) -> Option<&'a Branch> {
    let number: usize = text.parse().ok()?;
    tree.all().get(number.checked_sub(1)?)
}

/// Whether Latin letters are the pinyin of a run of a name, each character by its syllable or its initial.
fn sounds_like(name: &str, letters: &str) -> bool {
    let letters: String = letters.chars().filter(|c| !matches!(c, ' ' | '-' | '\'')).collect();
    let latin = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_lowercase());
    let chars: Vec<char> = name.chars().collect();
    latin && (0..chars.len()).any(|start| reads(&chars[start..], &letters))
}

fn reads(name: &[char], letters: &str) -> bool {
    if letters.is_empty() {
        return true;
    }
    let Some((first, rest)) = name.split_first() else { return false };
    let readings = first.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain().replace('ü', "v"));
    readings.into_iter().any(|syllable| {
        // The last syllable may be typed in part.
        let part = letters.len() < syllable.len() && syllable.starts_with(letters);
        let whole = letters.strip_prefix(syllable.as_str()).is_some_and(|more| reads(rest, more));
        let initial = syllable.get(..1).and_then(|i| letters.strip_prefix(i)).is_some_and(|more| reads(rest, more));
        part || whole || initial
    })
}

/// Whether the characters of a text stand in a name in the same order: 柳村 means 柳林湾村党支部.
fn in_order(name: &str, text: &str) -> bool {
    let mut name = name.chars();
    text.chars().count() >= 2 && text.chars().all(|wanted| name.any(|c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_read_by_syllables_and_initials() {
        for letters in ["llw", "liulin", "liulw", "wancun", "llinw", "cdzb", "liu lin", "liul"] {
            assert!(sounds_like("柳林湾村党支部", letters), "{letters}");
        }
        // Every reading counts: 长 is chang and zhang.
        assert!(sounds_like("长顺村党支部", "zhangshun") && sounds_like("长顺村党支部", "cs"));
        for letters in ["lwl", "x", "liux", "柳", ""] {
            assert!(!sounds_like("柳林湾村党支部", letters), "{letters}");
        }
        assert!(in_order("柳林湾村党支部", "柳村") && !in_order("柳林湾村党支部", "村柳"));
    }
}
