//! A field's value → YAML in the manner of the value that it replaces. Never decides where it goes.

use super::FileItem;
use super::form::Shape;
use crate::import;

/// One text; `old` is the YAML that it replaces, which may be empty.
pub fn text(value: &str, old: &str) -> String {
    let value = value.trim();
    let safe = import::scalar(value);
    let is_plain = !safe.starts_with('"');
    match old.chars().next() {
        Some('"') if is_plain => format!("\"{value}\""),
        Some('\'') if !value.contains(|c: char| c == '\'' || c.is_control()) => format!("'{value}'"),
        Some('"' | '\'') => safe,
        Some(_) if is_time(value) => value.to_owned(),
        _ if is_number(value) => value.to_owned(),
        _ => safe,
    }
}

/// The text of a field that is no list: enumerated values and flags are written in the file's language.
pub fn scalar(shape: Shape, value: &str, old: &str, chinese: bool) -> String {
    match shape {
        Shape::Flag => match (value, chinese) {
            ("true", true) => String::from("是"),
            ("false", true) => String::from("否"),
            ("true" | "false", false) => value.to_owned(),
            _ => text(value, old),
        },
        Shape::Choice(words) => {
            let word = words.iter().find(|(en, _)| *en == value);
            text(word.map_or(value, |(en, zh)| if chinese { zh } else { en }), old)
        }
        _ => text(value, old),
    }
}

/// One item of a list.
pub fn item(item: &FileItem, old: &str, chinese: bool) -> String {
    if item.title.trim().is_empty() {
        return text(&item.file, old);
    }
    let (file, title) = if chinese { ("文件", "标题") } else { ("file", "title") };
    format!("{{{file}: {}, {title}: {}}}", text(&item.file, ""), text(&item.title, ""))
}

/// `26`, `-3.50`; not `007`, which some parsers read as another number.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |t: &str| !t.is_empty() && t.len() <= 15 && t.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(part) && (whole == "0" || !whole.starts_with('0'))
}

fn is_time(text: &str) -> bool {
    let part = |t: &str| (1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    text.split_once(':').is_some_and(|(hour, minute)| part(hour) && part(minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manner_of_the_old_value_is_kept() {
        for (value, old, written) in [
            ("新", "旧", "新"),
            ("新", "\"旧\"", "\"新\""),
            ("新", "'旧'", "'新'"),
            ("it's", "'旧'", "\"it's\""),
            ("15:30", "14:00", "15:30"),
            ("15:30", "", "\"15:30\""),
            ("日期：三月", "", "\"日期：三月\""),
            ("26", "", "26"),
            ("007", "", "\"007\""),
            ("true", "", "\"true\""),
        ] {
            assert_eq!(text(value, old), written);
        }
    }
}
