//! Han characters → syllables and initials, every reading.
//! Never chooses a reading: a search finds them all.

use pinyin::ToPinyinMulti;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where Han characters begin and end: Extension A to the planes set aside for them. Nothing beyond has a reading.
const FIRST_HAN: char = '\u{3400}';
const LAST_HAN: char = '\u{3ffff}';

/// The readings of every character that has any: Mandarin syllables in Latin letters, `ü` as `v`, sorted.
static READINGS: LazyLock<BTreeMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let all = (FIRST_HAN..=LAST_HAN).filter_map(|c| {
        let mut found: Vec<&str> = c.to_pinyin_multi()?.into_iter().filter_map(|p| letters(p.plain())).collect();
        found.sort_unstable();
        found.dedup();
        (!found.is_empty()).then_some((c, found))
    });
    all.collect()
});

/// Only `a` to `z`: a few readings have other signs (ê), which nobody types.
fn letters(syllable: &'static str) -> Option<&'static str> {
    match syllable {
        "lü" => Some("lv"),
        "lüe" => Some("lve"),
        "nü" => Some("nv"),
        "nüe" => Some("nve"),
        _ => syllable.bytes().all(|b| b.is_ascii_lowercase()).then_some(syllable),
    }
}

/// All syllables, sorted; a syllable's number is its place here.
pub static SYLLABLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    // There are a hundred times as many readings as syllables.
    let all: FxHashSet<&str> = READINGS.values().flatten().copied().collect();
    let mut all: Vec<&str> = all.into_iter().collect();
    all.sort_unstable();
    all
});

/// A character's syllables and initials, by number: `a` is the initial 0.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    /// Places in `SYLLABLES`.
    pub syllables: Vec<u32>,
    /// 0 to 25.
    pub initials: Vec<u32>,
}

const FIRST: usize = FIRST_HAN as usize;

/// By character from `FIRST` on: every character of every title is looked up.
static SPOKEN: LazyLock<Vec<Spoken>> = LazyLock::new(|| {
    let last = READINGS.keys().next_back().map_or(FIRST, |c| *c as usize);
    let numbers: FxHashMap<&str, u32> = SYLLABLES.iter().copied().zip(0..).collect();
    let mut table = vec![Spoken::default(); last + 1 - FIRST];
    for (c, readings) in READINGS.iter() {
        if let Some(place) = (*c as usize).checked_sub(FIRST).and_then(|i| table.get_mut(i)) {
            *place = spoken_as(readings, &numbers);
        }
    }
    table
});

fn spoken_as(readings: &[&str], numbers: &FxHashMap<&str, u32>) -> Spoken {
    let initial = |s: &&str| s.bytes().next().map(|b| u32::from(b - b'a'));
    let mut initials: Vec<u32> = readings.iter().filter_map(initial).collect();
    initials.dedup();
    Spoken { syllables: readings.iter().filter_map(|s| numbers.get(s).copied()).collect(), initials }
}

/// Makes the table, which takes longer than an entry.
pub fn get_ready() {
    LazyLock::force(&SPOKEN);
}

/// How a character is spoken; `None` where it has no reading.
pub fn spoken(c: char) -> Option<&'static Spoken> {
    (c as usize).checked_sub(FIRST).and_then(|i| SPOKEN.get(i)).filter(|s| !s.syllables.is_empty())
}

/// The readings of a character; none where it is no Han character.
pub fn readings(c: char) -> &'static [&'static str] {
    READINGS.get(&c).map_or(&[], Vec::as_slice)
}

/// The numbers of a character's syllables.
pub fn syllables(c: char) -> &'static [u32] {
    spoken(c).map_or(&[], |s| &s.syllables)
}

/// Every character with its readings, in the order of the characters.
pub fn all() -> impl Iterator<Item = (char, &'static [&'static str])> {
    READINGS.iter().map(|(c, all)| (*c, all.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_is_there() {
        for (c, some) in
            [('调', ["diao", "tiao"]), ('会', ["hui", "kuai"]), ('长', ["chang", "zhang"]), ('曾', ["ceng", "zeng"])]
        {
            for reading in some {
                assert!(readings(c).contains(&reading), "{c} {reading}");
            }
        }
        assert_eq!(readings('绿'), ["lu", "lv"]);
        assert!(readings('a').is_empty() && readings('，').is_empty());
        for c in FIRST_HAN..=char::MAX {
            for reading in c.to_pinyin_multi().into_iter().flatten() {
                let typed = reading.plain().replace('ü', "v");
                let is_typed = typed.bytes().all(|b| b.is_ascii_lowercase());
                assert_eq!(readings(c).contains(&typed.as_str()), is_typed, "{c} {typed}");
            }
        }
        assert!(SYLLABLES.len() > 400, "{}", SYLLABLES.len());
    }
}
