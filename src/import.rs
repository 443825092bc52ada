//! A document's bytes → an entry's text: decoding, structure, escapes, front matter.
//! Never reads or writes a file, and never loses a character.

mod decode;
mod front_matter;
mod markdown_text;
mod note;
mod plain_text;

pub use decode::{Decoded, Encoding, Undecodable, decode};
pub use front_matter::{Field, Line, front_matter, scalar};
pub use note::Note;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Paragraphs a line each, headings by 一、（一） 1. （1）.
    PlainText,
    /// Markdown, with or without front matter.
    Markdown,
}

/// A kind of entry, guessed from a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 活动
    Activity,
    /// 荣誉
    Award,
    /// 报告
    Report,
}

/// An entry in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// From the first line or heading.
    pub title: String,
    /// The year that the title names.
    pub year: Option<i32>,
    /// The first whole date in the text: year, month, day.
    pub date: Option<(i32, u8, u8)>,
    /// Guessed from the title.
    pub kind: Kind,
    /// The YAML that a Markdown document brought along.
    pub front_matter: Option<String>,
    /// Markdown.
    pub body: String,
    /// How many masks (`**`) the text has.
    pub masks: usize,
    /// What a person should know.
    pub notes: Vec<Note>,
}

/// Reads a document's text.
pub fn draft(text: &str, syntax: Syntax) -> Draft {
    match syntax {
        Syntax::PlainText => plain_text::draft(text),
        Syntax::Markdown => markdown_text::draft(text),
    }
}

/// Lines without byte order marks and with one kind of line end.
fn normalise(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// What a title says an entry is.
fn kind_of(title: &str) -> Kind {
    let says = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if says(&["述职", "报告", "总结", "计划", "要点"]) {
        Kind::Report
    } else if says(&["表彰", "荣获", "授予", "获得", "获评", "称号", "荣誉", "命名"]) {
        Kind::Award
    } else {
        Kind::Activity
    }
}

/// The year that a text names first: 2022年, ２０２２年度, 二〇二二年.
fn year_of(text: &str) -> Option<i32> {
    let chars: Vec<char> = text.chars().collect();
    let years = chars.windows(5).filter(|w| w[4] == '年').map(|w| number(&w[..4]));
    years.flatten().find(|year| (1900..=2100).contains(year))
}

/// The first whole date of a text: 2022年3月5日.
fn date_of(text: &str) -> Option<(i32, u8, u8)> {
    let mut marks = text.match_indices('年').map(|(at, _)| at);
    marks.find_map(|at| date_at(&text[..at], &text[at + '年'.len_utf8()..]))
}

fn date_at(before: &str, after: &str) -> Option<(i32, u8, u8)> {
    let mut last: Vec<char> = before.chars().rev().take(4).collect();
    last.reverse();
    let year = number(&last).filter(|y| last.len() == 4 && (1900..=2100).contains(y))?;
    let (month, rest) = after.split_once('月')?;
    let (day, _) = rest.split_once(['日', '号'])?;
    let small = |text: &str, most: u8| {
        let text: Vec<char> = text.trim().chars().collect();
        let value = if (1..=2).contains(&text.len()) { number(&text) } else { None };
        value.and_then(|v| u8::try_from(v).ok()).filter(|v| (1..=most).contains(v))
    };
    Some((year, small(month, 12)?, small(day, 31)?))
}

/// Digits one by one: ASCII, full width, or Chinese (二〇二二).
fn number(digits: &[char]) -> Option<i32> {
    digits.iter().try_fold(0, |sum, c| Some(sum * 10 + digit(*c)?)).filter(|_| !digits.is_empty())
}

fn digit(c: char) -> Option<i32> {
    let value = match c {
        '0'..='9' => c as u32 - '0' as u32,
        '０'..='９' => c as u32 - '０' as u32,
        '〇' | '○' | '零' => 0,
        _ => "一二三四五六七八九".chars().position(|d| d == c).map(|i| u32::try_from(i).unwrap_or(0) + 1)?,
    };
    i32::try_from(value).ok()
}
