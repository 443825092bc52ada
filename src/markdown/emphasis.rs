//! Emphasis beside Chinese punctuation: which delimiter runs CommonMark misreads, and whether joints mend it.
//! Never touches a block that CommonMark reads without a fault.

use super::chars::{is_chinese, is_letter_of_chinese, is_punctuation, is_shared_punctuation};
use super::prepare::{Piece, Prepared};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// A block's own run of text, and how well its delimiters were read.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    range: Range<usize>,
    /// Delimiters left standing as text, and strong emphasis within strong emphasis.
    faults: usize,
    /// Links, images, code and HTML, which joints must not unmake.
    others: usize,
}

/// Where joints belong: beside every delimiter run that Chinese punctuation keeps from flanking, in
/// those blocks that CommonMark misreads.
pub fn joints(prepared: &Prepared, readings: &[Reading]) -> Vec<usize> {
    let misread = readings.iter().filter(|reading| reading.faults > 0);
    misread.flat_map(|reading| runs(prepared, &reading.range)).collect()
}

/// Whether any of this can concern a text.
pub fn is_concerned(text: &str) -> bool {
    let bytes = text.as_bytes();
    (bytes.contains(&b'*') || bytes.contains(&b'~')) && !text.is_ascii()
}

/// Those joints that made the reading of their block better, and cost it nothing.
pub fn helpful(joints: &[usize], before: &[Reading], after: &[Reading]) -> Vec<usize> {
    if before.len() != after.len() {
        return Vec::new();
    }
    let helps = |joint: &usize| {
        let i = before.partition_point(|reading| reading.range.end < *joint);
        matches!((before.get(i), after.get(i)), (Some(b), Some(a)) if a.faults < b.faults && a.others == b.others)
    };
    joints.iter().copied().filter(helps).collect()
}

/// The readings of all blocks, in order.
pub fn readings(text: &str, pieces: &[Piece]) -> Vec<Reading> {
    let mut reader = Reader { text, done: Vec::new(), open: None, strong: 0, in_code: false };
    for (event, range) in pieces {
        reader.read(event, range);
    }
    reader.close();
    reader.done
}

struct Reader<'t> {
    text: &'t str,
    done: Vec<Reading>,
    open: Option<Reading>,
    strong: usize,
    in_code: bool,
}

impl Reader<'_> {
    fn read(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Text(_) if self.in_code => {}
            Event::Text(_) => self.grow(range, strays(self.text, range), 0),
            Event::Start(Tag::Strong) => {
                self.grow(range, usize::from(self.strong > 0), 0);
                self.strong += 1;
            }
            Event::End(TagEnd::Strong) => self.strong = self.strong.saturating_sub(1),
            Event::Start(Tag::Link { .. } | Tag::Image { .. })
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_) => self.grow(range, 0, 1),
            Event::Start(Tag::Emphasis | Tag::Strikethrough) | Event::SoftBreak | Event::HardBreak => {
                self.grow(range, 0, 0);
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {}
            block => {
                self.close();
                self.in_code = matches!(block, Event::Start(Tag::CodeBlock(_)));
            }
        }
    }

    fn grow(&mut self, range: &Range<usize>, faults: usize, others: usize) {
        let open = self.open.get_or_insert(Reading { range: range.clone(), faults: 0, others: 0 });
        open.range.end = open.range.end.max(range.end);
        open.faults += faults;
        open.others += others;
    }

    fn close(&mut self) {
        self.done.extend(self.open.take());
        self.strong = 0;
    }
}

/// How many delimiters a stretch of text shows that no backslash asked for. One tilde alone is none:
/// Chinese writes 3~5.
fn strays(text: &str, range: &Range<usize>) -> usize {
    let bytes = text.as_bytes();
    let stray = |at: &usize| match bytes[*at] {
        b'*' => *at > range.start || !is_escaped(text, *at),
        b'~' => bytes.get(at + 1) == Some(&b'~') || (*at > 0 && bytes[at - 1] == b'~'),
        _ => false,
    };
    range.clone().filter(stray).count()
}

/// Whether an odd number of backslashes stands before an offset.
fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// The joints that a block's delimiter runs ask for.
fn runs(prepared: &Prepared, block: &Range<usize>) -> Vec<usize> {
    let text: &str = &prepared.text;
    let piece = &text[block.clone()];
    let chinese = piece.chars().any(is_letter_of_chinese);
    let wide = |c: char| is_chinese(c) || prepared.marks.is_mask(c) || (chinese && is_shared_punctuation(c));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = piece[at..].find(['*', '~']).map(|i| at + i) {
        let mark = piece.as_bytes()[start];
        let length = piece.as_bytes()[start..].iter().take_while(|b| **b == mark).count();
        if is_escaped(piece, start) {
            at = start + 1;
            continue;
        }
        at = start + length;
        if mark == b'*' || length == 2 {
            let (before, after) = (piece[..start].chars().next_back(), piece[at..].chars().next());
            found.extend(side(before, after, wide).map(|side| match side {
                Side::Before => block.start + start,
                Side::After => block.start + at,
            }));
        }
    }
    found
}

enum Side {
    Before,
    After,
}

/// A run between a letter and punctuation gets the joint on the punctuation's side, if one of the
/// two is Chinese: Chinese sets no space there, which other scripts do.
fn side(before: Option<char>, after: Option<char>, wide: impl Fn(char) -> bool) -> Option<Side> {
    let (before, after) = (before?, after?);
    let blank = before.is_whitespace() || after.is_whitespace();
    if blank || !(wide(before) || wide(after)) {
        return None;
    }
    match (is_punctuation(before), is_punctuation(after)) {
        (false, true) => Some(Side::After),
        (true, false) => Some(Side::Before),
        _ => None,
    }
}
