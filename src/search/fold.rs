//! Text → the form in which it is compared: one spelling for what readers see as the same.
//! The browser folds by the same tables (`tables.rs`); never forgets a character but white space.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Traditional characters with their simplified ones, a pair a line (from OpenCC's `TSCharacters`,
/// Apache-2.0: the first choice of each).
pub const SIMPLIFIED: &str = include_str!("simplified.txt");

/// Brackets of one shape, with the one that stands for them all.
pub const BRACKETS: &[(char, char)] = &[
    ('〔', '['),
    ('【', '['),
    ('〖', '['),
    ('〘', '['),
    ('〚', '['),
    ('⟦', '['),
    ('〕', ']'),
    ('】', ']'),
    ('〗', ']'),
    ('〙', ']'),
    ('〛', ']'),
    ('⟧', ']'),
    ('《', '<'),
    ('〈', '<'),
    ('⟨', '<'),
    ('⟪', '<'),
    ('«', '<'),
    ('‹', '<'),
    ('》', '>'),
    ('〉', '>'),
    ('⟩', '>'),
    ('⟫', '>'),
    ('»', '>'),
    ('›', '>'),
    ('『', '「'),
    ('』', '」'),
];

/// Signs that stand for nought in years written in Chinese.
pub const NOUGHTS: &[char] = &['〇', '○'];

/// Each character that stands for another one, in the order of the characters.
pub fn substitutes() -> impl Iterator<Item = (char, char)> {
    static ALL: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
        let simplified = SIMPLIFIED.lines().filter_map(|line| {
            let mut pair = line.chars();
            Some((pair.next()?, pair.next()?))
        });
        let noughts = NOUGHTS.iter().map(|c| (*c, '0'));
        let mut all: Vec<(char, char)> = simplified.chain(BRACKETS.iter().copied()).chain(noughts).collect();
        all.sort_unstable();
        all
    });
    ALL.iter().copied()
}

/// The substitutes by character, for the Basic Multilingual Plane, where almost all text is.
static SUBSTITUTES: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (0..0x1_0000).map(|c| char::from_u32(c).unwrap_or('\0')).collect();
    for (from, to) in substitutes() {
        if let Some(place) = table.get_mut(from as usize) {
            *place = to;
        }
    }
    table
});

fn substitute(c: char) -> char {
    match SUBSTITUTES.get(c as usize) {
        Some(found) => *found,
        None => substitutes().find(|(from, _)| *from == c).map_or(c, |(_, to)| to),
    }
}

/// Han characters, between which white space means nothing.
pub fn is_han(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// NFKC, lower case, simplified, noughts and brackets alike, one space for any white space and none
/// between two Han characters.
pub fn fold(text: &str) -> Vec<char> {
    let mut folded = Vec::with_capacity(text.len() / 2);
    let mut space = false;
    for c in text.nfkc() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        for lower in c.to_lowercase() {
            let c = substitute(lower);
            if std::mem::take(&mut space) && !(is_han(c) && folded.last().copied().is_some_and(is_han)) {
                folded.push(' ');
            }
            folded.push(c);
        }
    }
    if space {
        folded.push(' ');
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text).into_iter().collect()
    }

    #[test]
    fn what_readers_see_as_the_same_is_the_same() {
        assert_eq!(folded("述職報告"), "述职报告");
        assert_eq!(folded("２０２２年"), "2022年");
        assert_eq!(folded("二〇二二年"), "二0二二年");
        assert_eq!(folded("云党发〔2022〕5号"), folded("云党发[2022]5号"));
        assert_eq!(folded("《 要点 》"), "< 要点 >");
        assert_eq!(folded("党 建\u{3000}工作  ABC  d"), "党建工作 abc d");
        assert_eq!(folded("＊＊"), "**");
        assert_eq!(folded(" x "), " x ");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in '\u{1}'..=char::MAX {
            let once = folded(&c.to_string());
            assert_eq!(folded(&once), once, "{c:?}");
        }
    }
}
