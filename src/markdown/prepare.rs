//! What must be settled before a text is parsed: masks, and the joints that emphasis asks for.
//! Never renders; keeps the way back from prepared offsets to the source's.

use super::Stars;
use pulldown_cmark::{Event, Options, Parser};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// A piece of what the parser read, with its place in the prepared text.
pub type Piece<'t> = (Event<'t>, Range<usize>);

/// Characters that the source does not hold and that stand for something until the page is written.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// `\*\*` in the source.
    pub escaped_mask: char,
    /// `**` in the source under `masks: true`.
    pub plain_mask: char,
    /// Nothing: put beside a delimiter run, it makes the run flanking.
    pub joint: char,
    /// Begins what our own rendering wrote, to tell it from its author's HTML.
    pub own: char,
}

impl Marks {
    /// Whether a character shows as a mask.
    pub fn is_mask(&self, c: char) -> bool {
        c == self.escaped_mask || c == self.plain_mask
    }

    /// What code and raw HTML show: all as its author wrote it.
    pub fn literal<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.replaced(text, "\\*\\*")
    }

    /// What addresses and titles show, where a backslash escapes.
    pub fn unescaped<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.replaced(text, "**")
    }

    fn replaced<'t>(&self, text: &'t str, escaped: &str) -> Cow<'t, str> {
        if !text.contains([self.escaped_mask, self.plain_mask, self.joint]) {
            return Cow::Borrowed(text);
        }
        let text = text.replace(self.escaped_mask, escaped).replace(self.plain_mask, "**");
        Cow::Owned(text.replace(self.joint, ""))
    }
}

/// A text ready to be parsed.
#[derive(Debug)]
pub struct Prepared<'s> {
    /// What the parser reads.
    pub text: Cow<'s, str>,
    /// What stands for what.
    pub marks: Marks,
    /// (offset in the text, offset in the source) where the two part, rising.
    steps: Vec<(usize, usize)>,
}

impl Prepared<'_> {
    /// What the parser reads in the text.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        Parser::new_ext(&self.text, extensions()).into_offset_iter().collect()
    }

    /// Whether any mark stands in the text.
    pub fn is_marked(&self) -> bool {
        !self.steps.is_empty()
    }

    /// The source offset of an offset in the prepared text.
    pub fn source_offset(&self, offset: usize) -> usize {
        let after = self.steps.partition_point(|(at, _)| *at <= offset);
        match after.checked_sub(1).and_then(|i| self.steps.get(i)) {
            Some((at, source)) => source + (offset - at),
            None => offset,
        }
    }

    /// The same text with a joint at each offset.
    pub fn joined(&self, joints: &[usize]) -> Prepared<'static> {
        let width = self.marks.joint.len_utf8();
        let mut text = String::with_capacity(self.text.len() + joints.len() * width);
        let mut steps = Vec::with_capacity(self.steps.len() + joints.len());
        let mut at = 0;
        for joint in joints {
            text.push_str(&self.text[at..*joint]);
            text.push(self.marks.joint);
            steps.push((text.len(), self.source_offset(*joint)));
            at = *joint;
        }
        text.push_str(&self.text[at..]);
        for (offset, source) in &self.steps {
            let before = joints.partition_point(|joint| joint < offset);
            steps.push((offset + before * width, *source));
        }
        steps.sort_unstable();
        Prepared { text: Cow::Owned(text), marks: self.marks, steps }
    }
}

/// CommonMark's extensions that an archive's text may use.
fn extensions() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Puts one character in the place of each mask. Texts without masks, most of them, are only borrowed.
pub fn prepare(source: &str, stars: Stars) -> Prepared<'_> {
    let marks = free_marks(source);
    let concerned = source.as_bytes().contains(&b'*')
        && (source.contains("\\*\\*") || (stars == Stars::Mask && source.contains("**")));
    if !concerned {
        return Prepared { text: Cow::Borrowed(source), marks, steps: Vec::new() };
    }
    let mut text = String::with_capacity(source.len() + 16);
    let mut steps = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let (mark, length) = next_piece(&source[at..], stars, marks);
        match mark {
            Some(mark) => {
                text.push(mark);
                steps.push((text.len(), at + length));
            }
            None => text.push_str(&source[at..at + length]),
        }
        at += length;
    }
    Prepared { text: Cow::Owned(text), marks, steps }
}

/// A mask, or a stretch without one, and its length in bytes.
fn next_piece(rest: &str, stars: Stars, marks: Marks) -> (Option<char>, usize) {
    if rest.starts_with("\\*\\*") {
        (Some(marks.escaped_mask), 4)
    } else if stars == Stars::Mask && rest.starts_with("**") {
        (Some(marks.plain_mask), 2)
    } else {
        (None, plain_length(rest))
    }
}

/// How much of the text stands as it is: up to the next backslash or asterisk, an escape included.
fn plain_length(rest: &str) -> usize {
    let mut chars = rest.chars();
    match chars.next() {
        Some('\\') => 1 + chars.next().map_or(0, char::len_utf8),
        Some(c) => {
            let first = c.len_utf8();
            let next = rest.as_bytes()[first..].iter().position(|b| matches!(b, b'\\' | b'*'));
            next.map_or(rest.len(), |i| first + i)
        }
        None => 0,
    }
}

/// Rare punctuation: a mask stands for `**`, so the parser must take it for punctuation too.
const MASKS: [std::ops::RangeInclusive<char>; 2] = ['\u{10A50}'..='\u{10A58}', '\u{11047}'..='\u{1104D}'];

/// Private use: neither punctuation nor white space, so the parser takes it for a letter.
const LETTERS: [std::ops::RangeInclusive<char>; 2] = ['\u{E000}'..='\u{EFFF}', '\u{F0000}'..='\u{FFFFD}'];

/// Four characters that the source holds neither as such nor as a numeric reference.
fn free_marks(source: &str) -> Marks {
    let taken = taken(source);
    let free = |c: &char| !taken.contains(c);
    let mut letters = LETTERS.into_iter().flatten().filter(free);
    // A source that holds all the rare punctuation still gets its masks, as letters.
    let mut masks = MASKS.into_iter().flatten().filter(free).chain(('\u{100000}'..='\u{10FFFD}').filter(free));
    Marks {
        escaped_mask: masks.next().unwrap_or('\u{10A50}'),
        plain_mask: masks.next().unwrap_or('\u{10A51}'),
        joint: letters.next().unwrap_or('\u{E000}'),
        own: letters.next().unwrap_or('\u{E001}'),
    }
}

/// Every character of the source that a mark could be. The bytes that such a character begins with
/// are rare, so the look at each one is, too.
fn taken(source: &str) -> BTreeSet<char> {
    let bytes = source.as_bytes();
    let mut taken = BTreeSet::new();
    if [0xEE, 0xF0, 0xF3, 0xF4].iter().any(|lead| bytes.contains(lead)) {
        taken.extend(source.chars().filter(|c| *c >= '\u{E000}'));
    }
    if bytes.contains(&b'&') {
        taken.extend(source.split("&#").skip(1).filter_map(referred));
    }
    taken
}

/// `xE000;…` or `57344;…` → the character.
fn referred(reference: &str) -> Option<char> {
    let end = reference.bytes().take(10).position(|b| !b.is_ascii_alphanumeric());
    let name = &reference.as_bytes()[..end.unwrap_or_else(|| reference.len().min(10))];
    let name = std::str::from_utf8(name).ok()?;
    let code = match name.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => name.parse(),
    };
    char::from_u32(code.ok()?)
}
