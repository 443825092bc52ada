//! What the browser's search knows beforehand, from the same tables that Rust folds by.
//! Never depends on the archive.

use super::grams::{FIRST_INITIAL, FIRST_SYLLABLE, PASSED_OVER};
use super::{fold, pinyin};
use serde_json::json;
use std::collections::BTreeSet;

/// Substitutes, syllables, signs passed over, and the numbers of the tokens, as JSON that is JavaScript too.
pub fn json() -> String {
    let from = distances(fold::substitutes().iter().map(|(from, _)| *from));
    let to: String = fold::substitutes().iter().map(|(_, to)| *to).collect();
    let (young, renewed): (Vec<char>, Vec<String>) = fold::young().unzip();
    let table = json!({
        "from": from,
        "to": to,
        "young": distances(young.into_iter()),
        "renewed": renewed.join(" "),
        "syllables": pinyin::SYLLABLES.join(" "),
        "passed": PASSED_OVER.iter().collect::<String>(),
        "firstSyllable": FIRST_SYLLABLE,
        "firstInitial": FIRST_INITIAL,
    });
    // Until ES2019 a string could not hold these two.
    table.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A distance stands as the character so far behind this one, past all that a string in JSON would write as two.
const NEAREST: u32 = 0x5D;

/// Characters in their order, each as the character that stands for its distance from the one before. Nothing needs to be
/// unpacked, and it is not much longer than deflated.
fn distances(characters: impl Iterator<Item = char>) -> String {
    let mut before = 0;
    let distance = |c: char| u32::from(c) - std::mem::replace(&mut before, u32::from(c)) + NEAREST;
    // No distance is so far that its character would be half a surrogate pair; a test folds every character.
    characters.map(distance).filter_map(char::from_u32).collect()
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
