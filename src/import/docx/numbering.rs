//! Automatic numbers of a Word document: 一、 （一） 1. counted as Word counts them.
//! Never decides what is a heading.

use super::style::ListPlace;
use crate::import::document::Marker;
use crate::import::office::xml::Element;
use std::collections::{BTreeMap, BTreeSet};

/// What stands before a numbered paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// As Word shows it; "" for a dot.
    pub text: String,
    /// What a Markdown list can say in its place.
    pub marker: Option<Marker>,
}

#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    text: String,
    style: Option<String>,
    decimal_above: bool,
}

#[derive(Debug, Default)]
struct List {
    family: String,
    restarts: BTreeMap<usize, u32>,
    own: BTreeMap<usize, Level>,
}

/// All lists, and how far each has counted.
#[derive(Debug, Default)]
pub struct Numbering {
    families: BTreeMap<String, BTreeMap<usize, Level>>,
    lists: BTreeMap<String, List>,
    counts: BTreeMap<String, Vec<Option<u32>>>,
    seen: BTreeSet<String>,
}

impl Numbering {
    /// Of the part `numbering`.
    pub fn of(root: &Element) -> Numbering {
        let mut numbering = Numbering::default();
        for element in root.elements() {
            match element.name.as_str() {
                "abstractNum" => {
                    let id = element.attribute("abstractNumId").unwrap_or_default().to_owned();
                    numbering.families.insert(id, levels(element));
                }
                "num" => {
                    let id = element.attribute("numId").unwrap_or_default().to_owned();
                    numbering.lists.insert(id, list(element));
                }
                _ => {}
            }
        }
        numbering
    }

    /// Counts a paragraph on.
    pub fn next(&mut self, place: &ListPlace, style: Option<&str>) -> Option<Label> {
        let list = self.lists.get(&place.list)?;
        let family = self.families.get(&list.family);
        let level_at = |depth: usize| list.own.get(&depth).or_else(|| family.and_then(|f| f.get(&depth)));
        let styled = || family.and_then(|f| f.iter().find(|(_, l)| l.style.is_some() && l.style.as_deref() == style));
        let depth = place.level.map(usize::from).or_else(|| styled().map(|(depth, _)| *depth)).unwrap_or(0);
        let level = level_at(depth)?;
        let counts = self.counts.entry(list.family.clone()).or_default();
        if counts.len() <= depth {
            counts.resize(depth + 1, None);
        }
        counts.truncate(depth + 1);
        if self.seen.insert(place.list.clone()) {
            for (at, start) in &list.restarts {
                if let Some(count) = counts.get_mut(*at) {
                    *count = start.checked_sub(1);
                }
            }
        }
        let start = list.restarts.get(&depth).copied().unwrap_or(level.start);
        counts[depth] = Some(counts[depth].map_or(start, |n| n.saturating_add(1)));
        for (above, count) in counts.iter_mut().enumerate() {
            count.get_or_insert_with(|| level_at(above).map_or(1, |l| l.start));
        }
        let numbers: Vec<u32> = counts.iter().map(|n| n.unwrap_or(1)).collect();
        Some(label(level, depth, &numbers, &level_at))
    }
}

fn label<'l>(level: &Level, depth: usize, numbers: &[u32], level_at: &dyn Fn(usize) -> Option<&'l Level>) -> Label {
    if level.format == "bullet" {
        return Label { text: String::new(), marker: Some(Marker::Bullet) };
    }
    let own = format!("%{}", depth + 1);
    let plain = level.format == "decimal" && [".", ")"].iter().any(|end| level.text == format!("{own}{end}"));
    let mut text = String::new();
    let mut rest = level.text.as_str();
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        let digit = rest[at + 1..].chars().next().and_then(|c| c.to_digit(10)).filter(|d| (1..=9).contains(d));
        if let Some(d) = digit {
            let above = d as usize - 1;
            let format = level_at(above).map_or("decimal", |l| l.format.as_str());
            let format = if level.decimal_above { "decimal" } else { format };
            text.push_str(&spelled(format, numbers.get(above).copied().unwrap_or(1)));
            rest = &rest[at + 2..];
        } else {
            text.push('%');
            rest = &rest[at + 1..];
        }
    }
    text.push_str(rest);
    let number = numbers.get(depth).copied().unwrap_or(1);
    // Markdown reads no longer numbers.
    Label { text, marker: (plain && number < 1_000_000_000).then_some(Marker::Number(number)) }
}

fn levels(element: &Element) -> BTreeMap<usize, Level> {
    element.elements().filter(|e| e.name == "lvl").filter_map(level).collect()
}

fn level(element: &Element) -> Option<(usize, Level)> {
    let depth: usize = element.attribute("ilvl")?.parse().ok().filter(|depth| *depth < 9)?;
    let level = Level {
        start: element.value("start").and_then(|s| s.parse().ok()).unwrap_or(1),
        format: element.value("numFmt").unwrap_or("decimal").to_owned(),
        text: element.value("lvlText").unwrap_or_default().to_owned(),
        style: element.value("pStyle").map(str::to_owned),
        decimal_above: element.switch("isLgl").unwrap_or(false),
    };
    Some((depth, level))
}

fn list(element: &Element) -> List {
    let mut list = List { family: element.value("abstractNumId").unwrap_or_default().to_owned(), ..List::default() };
    for change in element.elements().filter(|e| e.name == "lvlOverride") {
        let depth: Option<usize> = change.attribute("ilvl").and_then(|l| l.parse().ok());
        let start = change.value("startOverride").and_then(|s| s.parse().ok());
        list.restarts.extend(depth.filter(|d| *d < 9).zip(start));
        list.own.extend(change.child("lvl").and_then(level));
    }
    list
}

/// A number in one of Word's formats (ECMA-376 part 1, 17.18.59); unknown ones count in digits.
fn spelled(format: &str, n: u32) -> String {
    let cycle = |signs: &str| {
        let count = signs.chars().count().max(1);
        signs.chars().nth((n.max(1) as usize - 1) % count).map(String::from).unwrap_or_default()
    };
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{n:02}"),
        "upperLetter" => letters(n, 'A'),
        "lowerLetter" => letters(n, 'a'),
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting" => han(n, "零一二三四五六七八九", ["", "十", "百", "千"]),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => digits(n, "〇一二三四五六七八九"),
        "chineseLegalSimplified" | "ideographLegalTraditional" => {
            han(n, "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"])
        }
        "decimalFullWidth" | "decimalFullWidth2" => digits(n, "０１２３４５６７８９"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if n <= 20 => cycle("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
        "decimalEnclosedParen" if n <= 20 => cycle("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
        "ideographTraditional" => cycle("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle("子丑寅卯辰巳午未申酉戌亥"),
        _ => n.to_string(),
    }
}

fn letters(n: u32, first: char) -> String {
    let at = n.max(1) - 1;
    let letter = char::from_u32(first as u32 + at % 26).unwrap_or(first);
    String::from(letter).repeat((at / 26 + 1).min(20) as usize)
}

fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = if n > 4000 { return n.to_string() } else { n };
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}

fn digits(n: u32, signs: &str) -> String {
    let sign = |c: char| signs.chars().nth(c.to_digit(10).unwrap_or(0) as usize);
    n.to_string().chars().filter_map(sign).collect()
}

/// 一, 十, 十一, 二十, 一百零三
fn han(n: u32, signs: &str, units: [&str; 4]) -> String {
    if n == 0 || n > 9999 {
        return digits(n, signs);
    }
    let written = n.to_string();
    let mut text = String::new();
    let mut gap = false;
    for (i, c) in written.chars().enumerate() {
        let digit = c.to_digit(10).unwrap_or(0);
        let unit = units[(written.len() - 1 - i).min(3)];
        if digit == 0 {
            gap = true;
            continue;
        }
        if gap {
            text.push_str(&digits(0, signs));
        }
        gap = false;
        let ten = i == 0 && written.len() == 2 && digit == 1;
        if !ten {
            text.push_str(&digits(digit, signs));
        }
        text.push_str(unit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_as_word_spells_them() {
        let all = [
            ("chineseCountingThousand", 1, "一"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 11, "十一"),
            ("chineseCounting", 20, "二十"),
            ("chineseCounting", 103, "一百零三"),
            ("chineseLegalSimplified", 3, "叁"),
            ("ideographDigital", 10, "一〇"),
            ("upperRoman", 14, "XIV"),
            ("lowerLetter", 28, "bb"),
            ("decimalEnclosedCircle", 3, "③"),
            ("ideographTraditional", 2, "乙"),
            ("decimal", 7, "7"),
        ];
        for (format, n, expected) in all {
            assert_eq!(spelled(format, n), expected, "{format} {n}");
        }
    }
}
