//! Han characters → syllables and initials, every reading.
//! Never chooses a reading: a search finds them all.

use pinyin::ToPinyinMulti;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The readings of every character that has any: Mandarin syllables in Latin letters, `ü` as `v`, sorted.
static READINGS: LazyLock<BTreeMap<char, Vec<String>>> = LazyLock::new(|| {
    let all = ('\u{3400}'..=char::MAX).filter_map(|c| {
        let mut found: Vec<String> = c.to_pinyin_multi()?.into_iter().filter_map(|p| letters(p.plain())).collect();
        found.sort();
        found.dedup();
        (!found.is_empty()).then_some((c, found))
    });
    all.collect()
});

/// Only `a` to `z`: a few readings have other signs (ê), which nobody types.
fn letters(syllable: &str) -> Option<String> {
    let syllable = syllable.replace('ü', "v");
    syllable.bytes().all(|b| b.is_ascii_lowercase()).then_some(syllable)
}

/// All syllables, sorted; a syllable's number is its place here.
pub static SYLLABLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut all: Vec<&str> = READINGS.values().flatten().map(String::as_str).collect();
    all.sort_unstable();
    all.dedup();
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

/// The first character that has a reading.
const FIRST: usize = 0x3400;

/// By character from `FIRST` on: every character of every title is looked up.
static SPOKEN: LazyLock<Vec<Spoken>> = LazyLock::new(|| {
    let last = READINGS.keys().next_back().map_or(FIRST, |c| *c as usize);
    let mut table = vec![Spoken::default(); last + 1 - FIRST];
    for (c, readings) in READINGS.iter() {
        if let Some(place) = (*c as usize).checked_sub(FIRST).and_then(|i| table.get_mut(i)) {
            *place = spoken_as(readings);
        }
    }
    table
});

fn spoken_as(readings: &[String]) -> Spoken {
    let number = |s: &String| SYLLABLES.binary_search(&s.as_str()).ok().and_then(|i| u32::try_from(i).ok());
    let initial = |s: &String| s.bytes().next().map(|b| u32::from(b - b'a'));
    let mut initials: Vec<u32> = readings.iter().filter_map(initial).collect();
    initials.dedup();
    Spoken { syllables: readings.iter().filter_map(number).collect(), initials }
}

/// How a character is spoken; `None` where it has no reading.
pub fn spoken(c: char) -> Option<&'static Spoken> {
    (c as usize).checked_sub(FIRST).and_then(|i| SPOKEN.get(i)).filter(|s| !s.syllables.is_empty())
}

/// The readings of a character; none where it is no Han character.
pub fn readings(c: char) -> &'static [String] {
    READINGS.get(&c).map_or(&[], Vec::as_slice)
}

/// The numbers of a character's syllables.
pub fn syllables(c: char) -> &'static [u32] {
    spoken(c).map_or(&[], |s| &s.syllables)
}

/// Every character with its readings, in the order of the characters.
pub fn all() -> impl Iterator<Item = (char, &'static [String])> {
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
                assert!(readings(c).iter().any(|r| r == reading), "{c} {reading}");
            }
        }
        assert_eq!(readings('绿'), ["lu", "lv"]);
        assert!(readings('a').is_empty() && readings('，').is_empty());
        assert!(SYLLABLES.len() > 400, "{}", SYLLABLES.len());
    }
}
