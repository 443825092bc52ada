//! Numbered headings of reports in the order of GB/T 9704-2012, 7.3.3: 一、 → （一） → 1. → （1）.
//! Never asks for a level in between: 1. may stand right below 一、.

use super::Finding;
use crate::diag::CheckFault;
use crate::diag::check::HeadingFault;
use crate::model::Entry;
use crate::model::entry::Kind;

/// A heading's number: its level from 0, and which it is from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number {
    level: usize,
    value: u32,
}

/// The findings of one report.
pub fn find<'a>(entry: &'a Entry, body: &str) -> Vec<Finding<'a>> {
    if entry.kind != Kind::Report {
        return Vec::new();
    }
    let found = faults(body).into_iter();
    found
        .map(|(at, text, why)| Finding::body(entry, at, text.chars().count(), CheckFault::HeadingOrder { text, why }))
        .collect()
}

/// Each fault with its byte offset and the number as written.
fn faults(body: &str) -> Vec<(usize, String, HeadingFault)> {
    let mut last = [0_u32; 4];
    let mut found = Vec::new();
    for (at, line) in lines(body) {
        let Some((number, start, text)) = number(line) else { continue };
        if let Some(why) = fault(number, &last) {
            found.push((at + start, text.to_owned(), why));
        }
        last[number.level] = number.value;
        last[number.level + 1..].fill(0);
    }
    found
}

/// The lines outside of code, with their byte offsets.
fn lines(body: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    let mut at = 0;
    body.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((start, line))
    })
}

fn fault(number: Number, last: &[u32; 4]) -> Option<HeadingFault> {
    let due = last[number.level] + 1;
    let right = match number.level {
        // Without 一、 above it the second level would be the first.
        1 if last[0] == 0 => return Some(HeadingFault::NoParent { parent: "一、" }),
        0 | 1 => number.value == due,
        // A list may begin anew, or be the first of the text with any number that it is cited by.
        _ => number.value == due || number.value == 1 || last[number.level] == 0,
    };
    (!right).then(|| HeadingFault::Number { due: written(number.level, due) })
}

fn written(level: usize, value: u32) -> String {
    match level {
        0 => format!("{}、", chinese(value)),
        1 => format!("（{}）", chinese(value)),
        2 => format!("{value}."),
        _ => format!("（{value}）"),
    }
}

/// The number that a line begins with, behind marks of Markdown: its byte offset and how it is written.
fn number(line: &str) -> Option<(Number, usize, &str)> {
    let rest = line.trim_start_matches(['#', '*', ' ', '\u{3000}']);
    let start = line.len() - rest.len();
    let (level, value, length) = bracketed(rest).or_else(|| plain(rest))?;
    Some((Number { level, value }, start, &rest[..length]))
}

/// `（一）` or `（1）`.
fn bracketed(text: &str) -> Option<(usize, u32, usize)> {
    let inner = text.strip_prefix(['（', '('])?;
    let end = inner.find(['）', ')'])?;
    let close = inner[end..].chars().next()?;
    let length = text.len() - inner.len() + end + close.len_utf8();
    let number = &inner[..end];
    chinese_value(number).map(|value| (1, value, length)).or_else(|| Some((3, number.parse().ok()?, length)))
}

/// `一、` or `1.`
fn plain(text: &str) -> Option<(usize, u32, usize)> {
    let end = text.find(['、', '.', '．'])?;
    let mark = text[end..].chars().next()?;
    let (number, after) = (&text[..end], &text[end + mark.len_utf8()..]);
    let length = end + mark.len_utf8();
    if mark == '、' {
        return chinese_value(number).map(|value| (0, value, length));
    }
    // 3.5 is a figure, and 2022. a year.
    let value = number.parse().ok().filter(|value| *value < 100)?;
    (!after.starts_with(|c: char| c.is_ascii_digit())).then_some((2, value, length))
}

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// 一 to 九十九.
fn chinese_value(text: &str) -> Option<u32> {
    let digit = |c: char| DIGITS.iter().position(|d| *d == c).filter(|d| *d > 0).and_then(|d| u32::try_from(d).ok());
    let mut chars = text.chars();
    match (chars.next()?, chars.next(), chars.next(), chars.next()) {
        ('十', None, ..) => Some(10),
        ('十', Some(ones), None, _) => Some(10 + digit(ones)?),
        (ones, None, ..) => digit(ones),
        (tens, Some('十'), None, _) => Some(digit(tens)? * 10),
        (tens, Some('十'), Some(ones), None) => Some(digit(tens)? * 10 + digit(ones)?),
        _ => None,
    }
}

fn chinese(value: u32) -> String {
    let digit = |d: u32| DIGITS.get(d as usize).copied().unwrap_or('〇').to_string();
    match (value / 10, value % 10) {
        (0, ones) => digit(ones),
        (tens, ones) => {
            let head = if tens == 1 { String::new() } else { digit(tens) };
            let tail = if ones == 0 { String::new() } else { digit(ones) };
            format!("{head}十{tail}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Vec<String> {
        faults(body).into_iter().map(|(_, text, _)| text).collect()
    }

    #[test]
    fn numbers_follow_each_other() {
        assert_eq!(
            read("## 一、甲\n### （一）乙\n### （二）丙\n## 二、丁\n（一）戊\n1.己\n（1）庚\n"),
            Vec::<String>::new()
        );
        assert_eq!(read("一、甲\n1.乙。\n2.丙。\n二、丁\n1.戊。\n"), Vec::<String>::new());
        assert_eq!(read("一、甲\n三、乙\n"), ["三、"]);
        assert_eq!(read("一、甲\n（一）乙\n（一）丙\n"), ["（一）"]);
        assert_eq!(read("（一）乙\n一、甲\n"), ["（一）"]);
        assert_eq!(read("一、甲\n1.乙\n2.丙\n2.丁\n"), ["2."]);
    }

    #[test]
    fn figures_and_code_are_no_headings() {
        assert_eq!(
            read("一、甲\n3.5万元\n2022.12.30\n```\n五、丙\n```\n（见附件）\n一是甲、乙\n"),
            Vec::<String>::new()
        );
        assert_eq!(chinese_value("二十一"), Some(21));
        assert_eq!((chinese(10), chinese(11), chinese(20)), ("十".into(), "十一".into(), "二十".into()));
    }
}
