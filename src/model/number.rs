//! The shape of an archive number (档号, DA/T 22-2015): its parts, its class, how it is written and mended.
//! Never assigns one and never knows of an entry.

use super::entry::Retention;
use std::fmt;

/// The largest 件号: the standard gives it four digits.
pub const LAST_ITEM: u32 = 9999;

/// Everything of an archive number but the item: items are counted from 1 within one class.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class {
    /// 全宗号, 4 letters or digits.
    pub fonds: String,
    /// 门类代码, 2 letters.
    pub category: String,
    /// 年度, 4 digits.
    pub year: i32,
    /// 保管期限.
    pub retention: Retention,
    /// 机构（问题）代码, 3 letters or digits; left out where an archive does not divide by it.
    pub unit: Option<String>,
}

/// `Z109-WS·2026-Y-BGS-0001`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    /// All but the item.
    pub class: Class,
    /// 件号, from 1 to `LAST_ITEM`.
    pub item: u32,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}·{:04}-{}", self.fonds, self.category, self.year, code(self.retention))?;
        self.unit.as_ref().map_or(Ok(()), |unit| write!(f, "-{unit}"))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:04}", self.class, self.item)
    }
}

impl Number {
    /// Reads a number that is written exactly as the standard has it.
    pub fn parse(text: &str) -> Option<Number> {
        let (head, tail) = text.split_once('·')?;
        let (fonds, category) = head.split_once('-')?;
        let parts: Vec<&str> = tail.split('-').collect();
        let (year, period, unit, item) = match parts[..] {
            [year, period, item] => (year, period, None, item),
            [year, period, unit, item] => (year, period, Some(unit), item),
            _ => return None,
        };
        let good = is_fonds(fonds) && is_category(category) && is_digits(year) && is_digits(item);
        let class = Class {
            fonds: fonds.to_owned(),
            category: category.to_owned(),
            year: year.parse().ok()?,
            retention: retention(period)?,
            unit: unit.map(str::to_owned),
        };
        let item = item.parse().ok().filter(|item| *item > 0)?;
        (good && unit.is_none_or(is_unit)).then_some(Number { class, item })
    }

    /// The number that somebody meant who typed other dots, dashes, widths or cases; `None` where that is unclear.
    pub fn mend(text: &str) -> Option<Number> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(usual).collect();
        Number::parse(&plain.to_uppercase())
    }
}

/// The standard's character for one that is typed in its place.
fn usual(c: char) -> char {
    match c {
        '•' | '・' | '‧' | '∙' | '.' | '．' | '。' => '·',
        '－' | '—' | '–' | '−' | '‐' | '‑' | '_' => '-',
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// `Y`, `D30`, `D10`.
pub fn code(retention: Retention) -> &'static str {
    match retention {
        Retention::Permanent => "Y",
        Retention::Years30 => "D30",
        Retention::Years10 => "D10",
    }
}

fn retention(code: &str) -> Option<Retention> {
    match code {
        "Y" => Some(Retention::Permanent),
        "D30" => Some(Retention::Years30),
        "D10" => Some(Retention::Years10),
        _ => None,
    }
}

fn is_digits(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_code(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Whether a text can be a 全宗号.
pub fn is_fonds(text: &str) -> bool {
    is_code(text, 4)
}

/// Whether a text can be a 门类代码.
pub fn is_category(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether a text can be a 机构（问题）代码.
pub fn is_unit(text: &str) -> bool {
    is_code(text, 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_back_as_it_is_written() {
        for text in ["Z109-WS·2026-Y-BGS-0001", "0012-WS·1999-D30-9999", "Z109-WS·2026-D10-B01-0100"] {
            assert_eq!(Number::parse(text).map(|n| n.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn other_shapes_are_no_numbers() {
        let bad = [
            "",
            "2022-1",
            "Z109-WS·2026-Y-BGS-0000",
            "Z109-WS·2026-Y-BGS-1",
            "Z109-WS·2026-Y-BGS-00001",
            "Z109-WS.2026-Y-BGS-0001",
            "Z10-WS·2026-Y-BGS-0001",
            "Z109-W1·2026-Y-BGS-0001",
            "Z109-WS·26-Y-BGS-0001",
            "Z109-WS·2026-D20-BGS-0001",
            "Z109-WS·2026-Y-BG-0001",
            "Z109-WS·2026-Y-BGS-0001-1",
            "z109-WS·2026-Y-0001",
            "Z109-WS·2026-Y-办公室-0001",
            "Z109-WS·+026-Y-0001",
        ];
        for text in bad {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_a_hand_types_is_understood() {
        for text in ["z109-ws·2026-y-bgs-0001", "Ｚ109－WS・2026－Y－BGS－0001", " Z109 - WS.2026 - Y - BGS - 0001"]
        {
            assert_eq!(Number::mend(text).map(|n| n.to_string()).as_deref(), Some("Z109-WS·2026-Y-BGS-0001"), "{text}");
        }
        assert_eq!(Number::mend("待定"), None);
    }
}
