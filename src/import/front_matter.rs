//! Values → YAML that reads back to the same values in any parser.
//! Never decides which fields there are.

use std::fmt::Write;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A date.
    Date {
        /// Four digits.
        year: i32,
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
    /// true or false.
    Bool(bool),
    /// A decimal number, as written.
    Decimal(String),
    /// A list.
    List(Vec<Field>),
    /// A record of keys and values.
    Record(Vec<(&'static str, Field)>),
}

/// One line of front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The key.
    pub key: &'static str,
    /// The value.
    pub value: Field,
    /// Why a person should confirm the value, where it was guessed.
    pub guessed: Option<String>,
}

impl Line {
    /// A line that nobody needs to confirm.
    pub fn sure(key: &'static str, value: Field) -> Line {
        Line { key, value, guessed: None }
    }
}

/// The lines as YAML, each ended by a line feed, without the `---` around them.
pub fn front_matter(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let _ = write!(text, "{}: {}", line.key, value(&line.value));
        if let Some(reason) = &line.guessed {
            let _ = write!(text, "  # guessed: {}", reason.replace(['\n', '\r'], " "));
        }
        text.push('\n');
    }
    text
}

fn value(field: &Field) -> String {
    match field {
        Field::Text(text) => scalar(text),
        Field::Number(number) => number.to_string(),
        Field::Date { year, month, day } => format!("{year:04}-{month:02}-{day:02}"),
        Field::Bool(flag) => flag.to_string(),
        Field::Decimal(text) => text.clone(),
        Field::Record(pairs) => {
            let pair = |(key, field): &(&'static str, Field)| format!("{key}: {}", value(field));
            format!("{{ {} }}", pairs.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        Field::List(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
    }
}

/// A text as a YAML scalar on one line: plain where every parser agrees on it, else in double quotes.
pub fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Letters, Han characters and a few marks, beginning with a letter, and no word with a meaning of its own.
fn is_plain(text: &str) -> bool {
    let meaning = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"];
    let safe = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '《' | '》' | '“' | '”' | '（' | '）' | '、' | '，' | '。' | '-' | '〔' | '〕')
    };
    text.starts_with(|c: char| c.is_alphabetic() || c == '《' || c == '“')
        && text.chars().all(safe)
        && !meaning.contains(&text.to_lowercase().as_str())
        || is_date(text)
}

fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    shape == "9999-99-99"
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') => {
                let _ = write!(out, "\\U{:08X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
