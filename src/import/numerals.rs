//! The numerals of official documents: which one a line begins with, and where the heading ends that it opens.
//! Never looks at more than one line.

use super::document::trim;

/// A numbered first sentence longer than this is a sentence, not a heading.
const HEADING_LENGTH: usize = 40;

/// The four levels of official documents (GB/T 9704-2012): 一、 （一） 1. （1）
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Numeral {
    /// 一、
    Han,
    /// （一）
    HanInBrackets,
    /// 1.
    Digit,
    /// （1）
    DigitInBrackets,
}

/// The numeral of a line that is a heading or begins with one, and the byte at which the heading ends:
/// 1.坚守初心。全年…… is a heading up to its first 。
pub fn heading(line: &str) -> Option<(Numeral, usize)> {
    let (numeral, length) = numeral(line)?;
    let rest = &line[length..];
    let sentence = rest.find(['。', '\n']).map_or(rest, |i| &rest[..i]);
    let list_item = line.ends_with(['；', ';']);
    if list_item || trim(sentence).is_empty() || sentence.chars().count() > HEADING_LENGTH {
        return None;
    }
    let end = length + sentence.len();
    let stop = line[end..].chars().next().filter(|c| *c == '。').map_or(0, char::len_utf8);
    Some((numeral, end + stop))
}

/// The numeral that a line begins with, and how many bytes it takes.
pub fn numeral(line: &str) -> Option<(Numeral, usize)> {
    let bare = line.strip_prefix(['（', '(']);
    let inner = bare.unwrap_or(line);
    let opened = line.len() - inner.len();
    let han = run(inner, |c| "一二三四五六七八九十百".contains(c));
    let digits = run(inner, |c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let (length, in_han) = if han > 0 { (han, true) } else { (digits, false) };
    if length == 0 || inner[..length].chars().count() > 3 {
        return None;
    }
    let mark = inner[length..].chars().next()?;
    let found = match (bare.is_some(), in_han, mark) {
        (true, true, '）' | ')') => Numeral::HanInBrackets,
        (true, false, '）' | ')') => Numeral::DigitInBrackets,
        (false, true, '、') => Numeral::Han,
        (false, false, '.' | '．' | '、') => Numeral::Digit,
        _ => return None,
    };
    let end = opened + length + mark.len_utf8();
    // 3.5万元 is a figure, not the third point.
    let figure = found == Numeral::Digit && line[end..].starts_with(|c: char| c.is_ascii_digit());
    (!figure).then_some((found, end))
}

fn run(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is(c)).unwrap_or(text.len())
}
