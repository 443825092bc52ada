//! Text → the form in which it is compared: one spelling for what readers see as the same.
//! The browser folds by the same tables (`tables.rs`); never forgets a character but white space.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Traditional characters with their simplified ones, a pair a line (from `OpenCC`'s `TSCharacters`,
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

/// Stretches with characters that changed under folding only after Unicode 10.0, which the oldest
/// browsers know: they are told what becomes of each.
const YOUNG: &[(u32, u32)] = &[
    (0x558, 0x558),
    (0x58B, 0x58C),
    (0x1C89, 0x1C89),
    (0x1C90, 0x1CBA),
    (0x1CBD, 0x1CBF),
    (0x209D, 0x209F),
    (0x2C2F, 0x2C2F),
    (0x32FF, 0x32FF),
    (0xA7B8, 0xA7CE),
    (0xA7D0, 0xA7DC),
    (0xA7F1, 0xA7F5),
    (0xAB69, 0xAB69),
    (0x10570, 0x10595),
    (0x10781, 0x107BF),
    (0x10D50, 0x10D65),
    (0x16E40, 0x16E5F),
    (0x16EA0, 0x16EB8),
    (0x1B123, 0x1B126),
    (0x1CCD6, 0x1CCF9),
    (0x1D6A6, 0x1D6A6),
    (0x1DF95, 0x1DF95),
    (0x1DFCD, 0x1DFFF),
    (0x1E030, 0x1E06D),
    (0x1F16C, 0x1F16C),
    (0x1FBF0, 0x1FBF9),
];

/// The characters that an old browser cannot fold by itself, each with its folded text.
pub fn young() -> impl Iterator<Item = (char, String)> {
    let all = YOUNG.iter().flat_map(|(first, last)| (*first..=*last).filter_map(char::from_u32));
    all.map(|c| (c, fold(c.encode_utf8(&mut [0; 4])).into_iter().collect::<String>()))
        .filter(|(c, text)| !text.chars().eq([*c]))
}

/// Signs that stand for nought in years written in Chinese.
pub const NOUGHTS: &[char] = &['〇', '○'];

/// Each character that stands for another one, in the order of the characters.
pub fn substitutes() -> &'static [(char, char)] {
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
    &ALL
}

/// The substitutes by character, for the Basic Multilingual Plane, where almost all text is.
static SUBSTITUTES: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (0..0x1_0000).map(|c| char::from_u32(c).unwrap_or('\0')).collect();
    for (from, to) in substitutes() {
        if let Some(place) = table.get_mut(*from as usize) {
            *place = *to;
        }
    }
    table
});

fn substitute(c: char) -> char {
    SUBSTITUTES.get(c as usize).copied().unwrap_or_else(|| {
        let all = substitutes();
        all.binary_search_by_key(&c, |(from, _)| *from).map_or(c, |i| all[i].1)
    })
}

/// Han characters, between which white space means nothing.
pub fn is_han(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// NFKC, lower case, simplified, noughts and brackets alike, one space for any white space and none
/// between two Han characters.
pub fn fold(text: &str) -> Vec<char> {
    let mut folded = Folded { chars: Vec::with_capacity(text.len() / 2), space: false };
    if text.chars().all(is_simple) {
        text.chars().for_each(|c| folded.push_simple(c));
    } else {
        text.nfkc().for_each(|c| folded.push(c));
    }
    if folded.space {
        folded.chars.push(' ');
    }
    folded.chars
}

/// Characters that stand by themselves under NFKC, or become one ASCII character: nearly all of most
/// texts, which are folded several times faster for it.
fn is_simple(c: char) -> bool {
    matches!(c, '\u{9}'..='\u{7E}' | '·' | '—' | '‘'..='”' | '\u{3000}'..='\u{3002}' | '\u{3008}'..='\u{3011}' | '〔' | '〕' | '\u{4E00}'..='\u{9FFF}' | '！'..='～')
}

struct Folded {
    chars: Vec<char>,
    /// White space that has not been written yet.
    space: bool,
}

impl Folded {
    fn push_simple(&mut self, c: char) {
        match c {
            '\u{4E00}'..='\u{9FFF}' => self.put(substitute(c)),
            '\u{3000}' => self.space = true,
            // Full-width signs stand as far behind ASCII as this.
            '！'..='～' => self.push(char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)),
            c => self.push(c),
        }
    }

    /// Takes a character of normalised text.
    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.space = true;
        } else if c.is_ascii() {
            self.put(substitute(c.to_ascii_lowercase()));
        } else {
            c.to_lowercase().for_each(|c| self.put(substitute(c)));
        }
    }

    fn put(&mut self, c: char) {
        if std::mem::take(&mut self.space) && !(is_han(c) && self.chars.last().copied().is_some_and(is_han)) {
            self.chars.push(' ');
        }
        self.chars.push(c);
    }
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
