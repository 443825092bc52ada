//! What the browser's search knows beforehand, from the same tables that Rust folds by.
//! Never depends on the archive.

use super::grams::{FIRST_INITIAL, FIRST_SYLLABLE, PASSED_OVER};
use super::{fold, pinyin};
use serde_json::json;
use std::collections::BTreeSet;

/// Substitutes, syllables, signs passed over, and the numbers of the tokens, as JSON.
pub fn json() -> Vec<u8> {
    let (from, to) = substitutes();
    let table = json!({
        "from": from,
        "to": to,
        "young": fold::young().collect::<std::collections::BTreeMap<char, String>>(),
        "syllables": pinyin::SYLLABLES.join(" "),
        "passed": PASSED_OVER.iter().collect::<String>(),
        "firstSyllable": FIRST_SYLLABLE,
        "firstInitial": FIRST_INITIAL,
    });
    table.to_string().into_bytes()
}

/// The codes of characters that fold to others, each as its distance from the one before, and how far from
/// it the other lies: numbers pack better than the characters.
fn substitutes() -> (Vec<u32>, Vec<i64>) {
    let mut pairs: Vec<(u32, u32)> = fold::substitutes().iter().map(|(a, b)| (u32::from(*a), u32::from(*b))).collect();
    pairs.sort_unstable();
    let mut before = 0;
    pairs.iter().map(|(a, b)| (a - std::mem::replace(&mut before, *a), i64::from(*b) - i64::from(*a))).unzip()
}

/// For each syllable, a line of the common characters that sound so.
pub fn sounds() -> String {
    let common = common();
    let mut by_syllable = vec![String::new(); pinyin::SYLLABLES.len()];
    for (c, _) in pinyin::all() {
        if !common.contains(&c) {
            continue;
        }
        for number in pinyin::syllables(c) {
            if let Some(all) = by_syllable.get_mut(*number as usize) {
                all.push(c);
            }
        }
    }
    by_syllable.join("\n")
}

/// The 6763 characters of GB 2312, which are what people type.
fn common() -> BTreeSet<char> {
    let codes: Vec<u8> = (0xB0..=0xF7).flat_map(|row| (0xA1..=0xFE).flat_map(move |cell| [row, cell])).collect();
    let (characters, _) = encoding_rs::GB18030.decode_without_bom_handling(&codes);
    // Where the standard leaves a gap, later ones have put characters of private use.
    characters.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect()
}
