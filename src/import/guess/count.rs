//! How many people, or who, from 应到12人，实到10人 or 参会人员：…
//! Never takes a list for names that holds anything else.

use super::super::Field;
use super::label::{Label, value_of};
use super::{Guess, Reason};

/// A headcount by its label, else by its word with a number after it.
pub fn headcount(key: &'static str, labels: &[Label], lines: &[String]) -> Option<Guess<Field>> {
    let mut labelled = labels.iter().filter(|label| label.key == key);
    let told = |label: &Label| people(&label.value).map(|field| (field, label.written.clone()));
    if let Some((field, written)) = labelled.find_map(told) {
        return Some(Guess::new(field, Reason::Label(written)));
    }
    if value_of(labels, key).is_some() {
        return None;
    }
    let words: &[&str] = match key {
        "expected" => &["应到会", "应到", "应参会", "应参加"],
        "attended" => &["实到会", "实到", "实参会", "实际到会", "实际参加"],
        "absent" => &["缺席", "请假"],
        _ => &["列席"],
    };
    let number = lines.iter().find_map(|line| words.iter().find_map(|word| after(line, word)))?;
    Some(Guess::new(Field::Number(number), Reason::Text))
}

/// A number, with or without 人, or a list of names.
pub fn people(text: &str) -> Option<Field> {
    let text = text.trim();
    if let Some(number) = count(text) {
        return Some(Field::Number(number));
    }
    names(text).map(|names| Field::List(names.into_iter().map(Field::Text).collect()))
}

/// 12, 12人, １２名, 共12人
fn count(text: &str) -> Option<i64> {
    let text = text.trim_start_matches(['共', '计', '约']).trim();
    let (number, rest) = leading(text)?;
    matches!(rest.trim().trim_end_matches('。'), "" | "人" | "名" | "个" | "人次" | "名党员").then_some(number)
}

fn leading(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !('０'..='９').contains(&c)).unwrap_or(text.len());
    let digits: String = text[..end].chars().map(half).collect();
    digits.parse().ok().filter(|n| *n < 1_000_000).map(|n| (n, &text[end..]))
}

fn half(c: char) -> char {
    if ('０'..='９').contains(&c) { char::from_u32(c as u32 - 0xFEE0).unwrap_or(c) } else { c }
}

/// Names of two to four Han characters, two at least, or one with nothing else.
fn names(text: &str) -> Option<Vec<String>> {
    let parts = text.split(|c: char| c.is_whitespace() || "、，,；;".contains(c)).filter(|part| !part.is_empty());
    let names: Vec<String> = parts.map(|part| part.trim_end_matches('等').to_owned()).collect();
    let words = ["全体", "党员", "干部", "群众", "支委", "班子", "人员", "成员", "代表", "无"];
    let is_name = |name: &String| {
        let length = name.chars().count();
        let han = name.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c) || c == '·');
        (2..=4).contains(&length) && han && !words.iter().any(|word| name.contains(word))
    };
    (!names.is_empty() && names.iter().all(is_name)).then_some(names)
}

/// The number right after a word: 应到党员 15 名.
fn after(line: &str, word: &str) -> Option<i64> {
    line.match_indices(word).find_map(|(at, _)| {
        let rest = line[at + word.len()..].trim_start();
        let rest = ["会议", "党员", "人员", "人数", "正式"]
            .iter()
            .fold(rest, |rest, more| rest.strip_prefix(more).unwrap_or(rest).trim_start());
        let (number, unit) = leading(rest)?;
        unit.trim_start().starts_with(['人', '名', '位']).then_some(number)
    })
}
