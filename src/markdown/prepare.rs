//! What must be settled before pulldown-cmark reads a text: masks, and emphasis beside Chinese punctuation.
//! Never renders; keeps the way back from prepared offsets to the source's.

use super::Stars;
use pulldown_cmark::{Event, Options, Parser, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Private-use characters that stand for something while the text is parsed.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// `\*\*` in the source.
    pub escaped_mask: char,
    /// `**` in the source under `masks: true`.
    pub plain_mask: char,
    /// Nothing: put beside a delimiter run, it makes the run flanking.
    pub joint: char,
}

/// A text ready to be parsed.
#[derive(Debug)]
pub struct Prepared<'s> {
    text: Cow<'s, str>,
    /// (offset in the text, offset in the source) where the two part, rising.
    steps: Vec<(usize, usize)>,
    /// What stands for what.
    pub marks: Marks,
}

impl Prepared<'_> {
    /// The parser's events with their places in the prepared text.
    pub fn events(&self) -> Vec<(Event<'_>, Range<usize>)> {
        Parser::new_ext(&self.text, extensions()).into_offset_iter().collect()
    }

    /// The source offset of an offset in the prepared text.
    pub fn source_offset(&self, offset: usize) -> usize {
        let after = self.steps.partition_point(|(at, _)| *at <= offset);
        match after.checked_sub(1).and_then(|i| self.steps.get(i)) {
            Some((at, source)) => source + (offset - at),
            None => offset,
        }
    }
}

/// CommonMark's extensions that an archive's text may use.
fn extensions() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Prepares a text. Texts without asterisks or tildes, most of them, are only borrowed.
pub fn prepare(source: &str, stars: Stars) -> Prepared<'_> {
    let marks = free_marks(source);
    let masked = protect_masks(source, stars, marks);
    let joints = joints(&masked.text);
    if joints.is_empty() { masked } else { insert_joints(&masked, &joints) }
}

/// Three private-use characters that the source does not hold.
fn free_marks(source: &str) -> Marks {
    let used = |c: &char| source.contains(*c);
    let private = source.chars().any(|c| ('\u{E000}'..='\u{F8FF}').contains(&c));
    let mut free = ('\u{E000}'..='\u{F8FF}').filter(|c| !private || !used(c));
    // A text that uses every private character of the plane has lost nothing but masks.
    let mut next = || free.next().unwrap_or('\u{F8FF}');
    Marks { escaped_mask: next(), plain_mask: next(), joint: next() }
}

fn protect_masks(source: &str, stars: Stars, marks: Marks) -> Prepared<'_> {
    let concerned = source.contains("\\*\\*") || (stars == Stars::Mask && source.contains("**"));
    if !concerned {
        return Prepared { text: Cow::Borrowed(source), steps: Vec::new(), marks };
    }
    let mut text = String::with_capacity(source.len() + 16);
    let mut steps = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let (mark, length) = if rest.starts_with("\\*\\*") {
            (Some(marks.escaped_mask), 4)
        } else if stars == Stars::Mask && rest.starts_with("**") {
            (Some(marks.plain_mask), 2)
        } else {
            (None, plain_length(rest))
        };
        match mark {
            Some(mark) => {
                text.push(mark);
                steps.push((text.len(), at + length));
            }
            None => text.push_str(&rest[..length]),
        }
        at += length;
    }
    Prepared { text: Cow::Owned(text), steps, marks }
}

/// How much of the text stands as it is: up to the next backslash or asterisk, an escape included.
fn plain_length(rest: &str) -> usize {
    let mut chars = rest.char_indices();
    match chars.next() {
        Some((_, '\\')) => chars.next().map_or(1, |(_, c)| 1 + c.len_utf8()),
        Some((_, c)) => {
            let first = c.len_utf8();
            rest[first..].find(['\\', '*']).map_or(rest.len(), |i| first + i)
        }
        None => 0,
    }
}

/// Where a joint belongs: beside each delimiter run that CommonMark's flanking rules misread because
/// of Chinese punctuation, in those blocks where a run was left standing as text. Blocks that
/// CommonMark reads whole stay as they are.
fn joints(text: &str) -> Vec<usize> {
    if !text.contains(['*', '~']) || text.is_ascii() {
        return Vec::new();
    }
    let mut joints = Vec::new();
    let mut literal = false;
    for (event, range) in Parser::new_ext(text, extensions()).into_offset_iter() {
        match event {
            Event::Text(_) => literal |= has_literal_run(text, &range),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item) => {
                if literal {
                    joints.extend(misread_runs(text, range));
                }
                literal = false;
            }
            _ => {}
        }
    }
    joints.sort_unstable();
    joints.dedup();
    joints
}

/// Whether a stretch of text shows an asterisk or two tildes that no backslash asked for.
fn has_literal_run(text: &str, range: &Range<usize>) -> bool {
    let escaped = text[..range.start].ends_with('\\');
    let piece = &text[range.clone()];
    let piece = if escaped { piece.trim_start_matches('*') } else { piece };
    piece.contains('*') || piece.contains("~~")
}

/// The offsets in a block where a joint makes a run flanking as its author means.
fn misread_runs(text: &str, block: Range<usize>) -> Vec<usize> {
    let piece = &text[block.clone()];
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = piece[at..].find(['*', '~']).map(|i| at + i) {
        let mark = piece[start..].chars().next().unwrap_or('*');
        let end = start + piece[start..].chars().take_while(|c| *c == mark).count();
        let before = piece[..start].chars().next_back();
        let after = piece[end..].chars().next();
        if before != Some('\\') && (mark == '*' || end - start == 2) {
            found.extend(joint(before, after).map(|side| match side {
                Side::After => block.start + end,
                Side::Before => block.start + start,
            }));
        }
        at = end;
    }
    found
}

enum Side {
    Before,
    After,
}

/// A run between a Chinese letter and punctuation gets the joint on the punctuation's side.
fn joint(before: Option<char>, after: Option<char>) -> Option<Side> {
    let (before, after) = (before?, after?);
    if is_chinese(before) && is_punctuation(after) {
        Some(Side::After)
    } else if is_punctuation(before) && is_chinese(after) {
        Some(Side::Before)
    } else {
        None
    }
}

/// Letters of scripts written without spaces.
pub fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
        | '\u{3040}'..='\u{30FF}' | '〇' | '々' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// Punctuation that Chinese text uses, ASCII's included.
pub fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c,
            '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
            | '\u{3014}'..='\u{301F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}'
            | '\u{FF5B}'..='\u{FF65}' | '·' | '«' | '»' | '×' | '￥')
}

fn insert_joints<'s>(masked: &Prepared<'s>, joints: &[usize]) -> Prepared<'s> {
    let old = &masked.text;
    let width = masked.marks.joint.len_utf8();
    let mut text = String::with_capacity(old.len() + joints.len() * width);
    let mut steps: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for joint in joints {
        text.push_str(&old[at..*joint]);
        text.push(masked.marks.joint);
        steps.push((text.len(), masked.source_offset(*joint)));
        at = *joint;
    }
    text.push_str(&old[at..]);
    // The masks' own steps move by the joints before them.
    for (offset, source) in &masked.steps {
        let before = joints.partition_point(|joint| joint < offset);
        steps.push((offset + before * width, *source));
    }
    steps.sort_unstable();
    Prepared { text: Cow::Owned(text), steps, marks: masked.marks }
}
