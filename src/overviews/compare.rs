//! Two reports' texts → sections side by side, with the sentences that stand word for word in both.
//! Never calls anything copied: it says what is equal, once white space and width of letters are passed over.

use super::sheet::{Paragraph, Role, Section, Side, Stretch};
use crate::markdown::{BlockKind, Document};
use std::collections::BTreeSet;

/// A sentence with fewer characters than this is equal too often to mean anything.
const SHORT: usize = 8;

/// A line longer than this is no heading, whatever number it begins with.
const HEADING: usize = 40;

/// A part of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its heading.
    pub heading: String,
    /// Its paragraphs.
    pub paragraphs: Vec<(Role, String)>,
}

/// How much of a text stands in another word for word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Characters of equal sentences.
    pub same: usize,
    /// Characters of all sentences.
    pub all: usize,
    /// Equal sentences.
    pub sentences: usize,
    /// Characters of the longest run of equal sentences.
    pub longest: usize,
}

impl Share {
    /// In whole percent, rounded down, so that 100 means all.
    pub fn percent(self) -> usize {
        (self.same * 100).checked_div(self.all).unwrap_or(0)
    }
}

/// The sections of two reports, aligned, in the order of the later one.
pub fn sections(older: &Document, newer: &Document) -> Vec<Section> {
    let (mut before, after) = (parts(older), parts(newer));
    let (known, told) = (sentences(&before), sentences(&after));
    let mut sections = Vec::new();
    for part in &after {
        let earlier = partner(&before, part).map(|i| before.remove(i)).unwrap_or_default();
        sections.push(Section { older: side(&earlier, &told), newer: side(part, &known) });
    }
    let alone = |part: &Part| Section { older: side(part, &told), newer: Side::default() };
    sections.extend(before.iter().map(alone));
    sections
}

/// A report's paragraphs as folded sentences: what is compared, made once for the report before it and the one after.
pub struct Told(Vec<Vec<String>>);

impl Told {
    /// What a report says.
    pub fn of(document: &Document) -> Told {
        let paragraphs = parts(document).into_iter().flat_map(|part| part.paragraphs);
        Told(paragraphs.map(|(_, text)| split(&text).into_iter().map(folded).collect()).collect())
    }

    /// The sentences that are long enough to mean something.
    fn known(&self) -> BTreeSet<&str> {
        let all = self.0.iter().flatten().map(String::as_str);
        all.filter(|text| text.chars().count() >= SHORT).collect()
    }
}

/// How much of the later report stands in the earlier one.
pub fn share(older: &Told, newer: &Told) -> Share {
    let known = older.known();
    let mut share = Share::default();
    for paragraph in &newer.0 {
        let mut run = 0;
        for sentence in paragraph {
            let length = sentence.chars().count();
            let same = known.contains(sentence.as_str());
            run = if same { run + length } else { 0 };
            share.all += length;
            share.same += if same { length } else { 0 };
            share.sentences += usize::from(same);
            share.longest = share.longest.max(run);
        }
    }
    share
}

/// A text divided at its highest headings: real ones, or where it has none, lines that begin like one (一、…).
pub fn parts(document: &Document) -> Vec<Part> {
    let highest = document.headings.iter().map(|heading| heading.level).min();
    let mut levels = document.headings.iter().map(|heading| heading.level);
    let mut parts = vec![Part::default()];
    for block in &document.blocks {
        let level = if block.kind == BlockKind::Heading { levels.next() } else { None };
        let text = block.text.trim().to_owned();
        let opens = if highest.is_some() { level.is_some() && level == highest } else { is_title(&text) };
        match parts.last_mut() {
            _ if text.is_empty() => {}
            Some(part) if !opens => {
                part.paragraphs.push((if level.is_some() { Role::Heading } else { Role::Text }, text));
            }
            _ => parts.push(Part { heading: text, paragraphs: Vec::new() }),
        }
    }
    parts.retain(|part| !(part.heading.is_empty() && part.paragraphs.is_empty()));
    parts
}

fn is_title(text: &str) -> bool {
    let number = ordinal(text);
    !number.is_empty() && !number.starts_with('（') && text.chars().count() <= HEADING && !text.contains('。')
}

/// 一、 or （一） at the beginning of a heading, with its mark: two such numbers are of one depth if their marks agree.
fn ordinal(text: &str) -> String {
    let is_number = |c: char| "一二三四五六七八九十".contains(c);
    let opened = text.starts_with('（');
    let rest = text.strip_prefix('（').unwrap_or(text);
    let number: String = rest.chars().take_while(|c| is_number(*c)).collect();
    let mark = rest.chars().nth(number.chars().count());
    match mark {
        Some('、') if !number.is_empty() && !opened => format!("{number}、"),
        Some('）') if !number.is_empty() && opened => format!("（{number}）"),
        _ => String::new(),
    }
}

/// A heading without its number.
fn name(heading: &str) -> String {
    let number = ordinal(heading);
    folded(heading.strip_prefix(&number).unwrap_or(heading))
}

/// The earlier part of the same name, else of the same number where neither has found its like.
fn partner(before: &[Part], part: &Part) -> Option<usize> {
    let by_name = before.iter().position(|b| name(&b.heading) == name(&part.heading));
    let number = ordinal(&part.heading);
    let by_number = || before.iter().position(|b| !number.is_empty() && ordinal(&b.heading) == number);
    by_name.or_else(by_number)
}

fn sentences(parts: &[Part]) -> BTreeSet<String> {
    let all = parts.iter().flat_map(|part| &part.paragraphs).flat_map(|(_, text)| split(text));
    all.map(folded).filter(|text| text.chars().count() >= SHORT).collect()
}

/// A text divided after 。！？；, its marks kept.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '！', '？', '；']).collect()
}

/// Without white space, Latin letters and digits of one width and case.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // No letter among these has a case, and none but U+3000 is white space.
            '\u{3001}'..='\u{9fff}' => folded.push(c),
            '\u{ff01}'..='\u{ff5e}' => folded.push(char::from_u32(c as u32 - 0xFEE0).unwrap_or(c).to_ascii_lowercase()),
            _ if c.is_whitespace() => {}
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

fn side(part: &Part, known: &BTreeSet<String>) -> Side {
    let paragraph = |(role, text): &(Role, String)| Paragraph { role: *role, stretches: stretches(text, known) };
    Side { heading: part.heading.clone(), paragraphs: part.paragraphs.iter().map(paragraph).collect() }
}

/// A paragraph as runs of sentences that the other report has, or has not.
fn stretches(text: &str, known: &BTreeSet<String>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for sentence in split(text) {
        let same = known.contains(&folded(sentence));
        match stretches.last_mut() {
            Some(last) if last.same == same => last.text.push_str(sentence),
            _ => stretches.push(Stretch { text: sentence.to_owned(), same }),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{self, Flavour, Options, Resolved, Stars};

    fn read(text: &str) -> Document {
        let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
        markdown::render(text, options, &mut |_| Resolved::TextOnly)
    }

    #[test]
    fn sentences_of_both_are_marked_and_counted() {
        let older =
            read("## 一、做法\n\n坚持每月开一次会议。走访群众三十户。\n\n## 二、问题\n\n会议记录不规范也不及时。\n");
        let newer =
            read("## 一、做 法\n\n坚持每月开一次 会议。走访群众四十户。\n\n## 二、不足\n\n会议记录不规范也不及时。\n");
        let share = share(&Told::of(&older), &Told::of(&newer));
        assert_eq!((share.sentences, share.longest, share.same), (2, 12, 22));
        let sections = sections(&older, &newer);
        assert_eq!(sections.len(), 2);
        assert_eq!((sections[1].older.heading.as_str(), sections[1].newer.heading.as_str()), ("二、问题", "二、不足"));
        let marks: Vec<bool> = sections[0].newer.paragraphs[0].stretches.iter().map(|stretch| stretch.same).collect();
        assert_eq!(marks, [true, false]);
    }

    #[test]
    fn short_sentences_and_lone_sections_are_left() {
        let older = read("## 甲\n\n好的。\n\n## 乙\n\n只有旧的有这一段文字。\n");
        let newer = read("## 甲\n\n好的。\n");
        assert_eq!(share(&Told::of(&older), &Told::of(&newer)).same, 0);
        let sections = sections(&older, &newer);
        assert_eq!((sections[1].older.heading.as_str(), sections[1].newer.heading.as_str()), ("乙", ""));
    }

    #[test]
    fn numbers_of_headings_have_a_depth() {
        assert_eq!(ordinal("一、履职"), "一、");
        assert_eq!(ordinal("（二）问题"), "（二）");
        assert_eq!(ordinal("一是重视不够"), "");
        assert_eq!(name("（十一）抓 队伍"), "抓队伍");
    }
}
