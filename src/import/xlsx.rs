//! A workbook (ECMA-376 part 1, 18) → the rows of its sheets, as the program shows them.
//! Never reckons a formula: the value that was saved counts.

use super::Refusal;
use super::ledger::{Epoch, Row, Sheet, iso, serial};
use super::office::xml::Element;
use super::office::{Package, Relations, Target};
use std::collections::BTreeMap;

/// How a number is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    General,
    Date,
    Time,
    DateTime,
    /// Digits before the point at least, digits after it, thousands apart, percent.
    Fixed {
        digits: usize,
        decimals: usize,
        thousands: bool,
        percent: bool,
    },
}

struct Book {
    texts: Vec<String>,
    formats: Vec<Shown>,
    epoch: Epoch,
}

/// Reads a workbook.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package.main("xl/workbook.xml")?;
    let root = package.xml(&main)?.ok_or(Refusal::Damaged)?;
    let relations = package.relations(&main)?;
    let texts = part(&mut package, &relations, "sharedStrings")?.map(|root| shared(&root)).unwrap_or_default();
    let formats = part(&mut package, &relations, "styles")?.map(|root| formats(&root)).unwrap_or_default();
    let early = root.child("workbookPr").and_then(|p| p.attribute("date1904"));
    let epoch = if matches!(early, Some("1" | "true")) { Epoch::Y1904 } else { Epoch::Y1900 };
    let book = Book { texts, formats, epoch };
    let mut sheets = Vec::new();
    for element in root.child("sheets").into_iter().flat_map(Element::elements) {
        let target = element.attribute("id").and_then(|id| relations.get(id)).map(|r| r.target.clone());
        let Some(Target::Part(name)) = target else { continue };
        let Some(root) = package.xml(&name)? else { return Err(Refusal::Damaged) };
        let hidden = matches!(element.attribute("state"), Some("hidden" | "veryHidden"));
        let rows = rows(&root, &book);
        sheets.push(Sheet { name: element.attribute("name").unwrap_or_default().to_owned(), hidden, epoch, rows });
    }
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) { Err(Refusal::Empty) } else { Ok(sheets) }
}

fn part(package: &mut Package, relations: &Relations, kind: &str) -> Result<Option<Element>, Refusal> {
    match relations.values().find(|r| r.kind == kind).map(|r| &r.target) {
        Some(Target::Part(name)) => package.xml(name),
        _ => Ok(None),
    }
}

/// Characters of a text in runs; readings above them are no part of it.
fn rich(element: &Element) -> String {
    let part = |e: &Element| match e.name.as_str() {
        "t" => e.text(),
        "r" => rich(e),
        _ => String::new(),
    };
    element.elements().map(part).collect()
}

fn shared(root: &Element) -> Vec<String> {
    root.elements().filter(|e| e.name == "si").map(rich).collect()
}

fn formats(root: &Element) -> Vec<Shown> {
    let own: BTreeMap<&str, &str> = root
        .child("numFmts")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|e| Some((e.attribute("numFmtId")?, e.attribute("formatCode")?)))
        .collect();
    let shown = |e: &Element| {
        let id = e.attribute("numFmtId").unwrap_or("0");
        own.get(id).map_or_else(|| built_in(id.parse().unwrap_or(0)), |code| coded(code))
    };
    root.child("cellXfs").into_iter().flat_map(Element::elements).map(shown).collect()
}

/// ECMA-376 part 1, 18.8.30.
fn built_in(id: u32) -> Shown {
    let fixed = |decimals, thousands, percent| Shown::Fixed { digits: 1, decimals, thousands, percent };
    match id {
        1 => fixed(0, false, false),
        2 => fixed(2, false, false),
        3 | 37 | 38 => fixed(0, true, false),
        4 | 39 | 40 => fixed(2, true, false),
        9 => fixed(0, false, true),
        10 => fixed(2, false, true),
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Date,
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => Shown::Time,
        22 => Shown::DateTime,
        _ => Shown::General,
    }
}

/// What a format's own code shows: its first section counts, less what it only adds.
fn coded(code: &str) -> Shown {
    let bare = bare(code.split(';').next().unwrap_or_default());
    let has = |signs: &[char]| bare.contains(signs);
    let day = has(&['y', 'd', 'e']) && !bare.contains("general");
    let clock = has(&['h', 's']);
    let month = bare.contains('m') && !clock && !has(&['0', '#']);
    match (day || month, clock) {
        (true, true) => return Shown::DateTime,
        (true, false) => return Shown::Date,
        (false, true) => return Shown::Time,
        (false, false) => {}
    }
    if !has(&['0', '#']) || has(&['?', '/', '@']) {
        return Shown::General;
    }
    let (whole, fraction) = bare.split_once('.').unwrap_or((&bare, ""));
    let count = |text: &str, sign: char| text.chars().filter(|c| *c == sign).count();
    Shown::Fixed {
        digits: count(whole, '0').min(20),
        decimals: (count(fraction, '0') + count(fraction, '#')).min(15),
        thousands: whole.contains(','),
        percent: bare.contains('%'),
    }
}

/// A code in lower case without quoted text, colours and conditions, escapes and fillers.
fn bare(code: &str) -> String {
    let mut out = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // [h]:mm counts hours on; everything else in brackets is no part of the value.
                out.push_str(if matches!(inner.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") { &inner } else { "" });
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn rows(root: &Element, book: &Book) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut next = 1;
    for element in root.child("sheetData").into_iter().flat_map(Element::elements) {
        let number = element.attribute("r").and_then(|r| r.parse().ok()).unwrap_or(next);
        next = number + 1;
        let mut row = Row { number, cells: BTreeMap::new() };
        let mut column = 0;
        for cell in element.elements().filter(|e| e.name == "c") {
            column = cell.attribute("r").and_then(place).map_or(column, |(_, column)| column);
            let text = text(cell, book);
            if !text.trim().is_empty() {
                row.cells.insert(column, text);
            }
            column += 1;
        }
        rows.push(row);
    }
    merge(root, &mut rows);
    rows.retain(|row| !row.cells.is_empty());
    rows
}

/// What a cell over several rows says, it says of each of them.
fn merge(root: &Element, rows: &mut [Row]) {
    for merged in root.child("mergeCells").into_iter().flat_map(Element::elements) {
        let Some((from, to)) = merged.attribute("ref").and_then(|r| r.split_once(':')) else { continue };
        let (Some((top, column)), Some((bottom, _))) = (place(from), place(to)) else { continue };
        let first = rows.iter().find(|row| row.number == top);
        let Some(text) = first.and_then(|row| row.cells.get(&column)).cloned() else { continue };
        let below = rows.iter_mut().filter(|row| row.number > top && row.number <= bottom);
        // A row with nothing else in it stays empty.
        for row in below.filter(|row| !row.cells.is_empty()) {
            row.cells.entry(column).or_insert_with(|| text.clone());
        }
    }
}

/// B5 → row 5, column 1.
fn place(name: &str) -> Option<(usize, usize)> {
    let name = name.replace('$', "");
    let at = name.find(|c: char| c.is_ascii_digit())?;
    let mut letters = name[..at].bytes().map(|b| b.to_ascii_uppercase());
    let column =
        letters.try_fold(0_usize, |sum, b| b.is_ascii_uppercase().then(|| sum * 26 + usize::from(b - b'A') + 1));
    let column = column.filter(|c| (1..=16_384).contains(c))?;
    Some((name[at..].parse().ok()?, column - 1))
}

fn text(cell: &Element, book: &Book) -> String {
    let value = cell.child("v").map(Element::text).unwrap_or_default();
    match cell.attribute("t") {
        Some("s") => value.trim().parse().ok().and_then(|i: usize| book.texts.get(i).cloned()).unwrap_or(value),
        Some("inlineStr") => cell.child("is").map(rich).unwrap_or(value),
        Some("b") => String::from(if value.trim() == "1" { "是" } else { "否" }),
        Some("str" | "e" | "d") => value,
        _ => {
            let style = cell.attribute("s").and_then(|s| s.parse().ok()).unwrap_or(0_usize);
            number(&value, book.formats.get(style).unwrap_or(&Shown::General), book.epoch)
        }
    }
}

/// A number as the program shows it.
fn number(written: &str, shown: &Shown, epoch: Epoch) -> String {
    let Ok(value) = written.trim().parse::<f64>() else { return written.to_owned() };
    let day = || serial(value, epoch).map(iso);
    match shown {
        Shown::General => general(written.trim(), value),
        Shown::Date => day().unwrap_or_else(|| general(written, value)),
        Shown::Time => clock(value),
        Shown::DateTime => day().map_or_else(|| clock(value), |day| format!("{day} {}", clock(value))),
        Shown::Fixed { digits, decimals, thousands, percent } => {
            let scaled = if *percent { value * 100.0 } else { value };
            let text = format!("{scaled:.decimals$}");
            let text = padded(&text, *digits);
            let text = if *thousands { apart(&text) } else { text };
            if *percent { text + "%" } else { text }
        }
    }
}

/// Fifteen digits, as the program keeps them: 0.30000000000000004 is 0.3.
fn general(written: &str, value: f64) -> String {
    if written.len() <= 15 && !written.contains(['e', 'E']) {
        return written.to_owned();
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

fn clock(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a fraction of a day in minutes is small")]
    let minutes = (value.fract().abs() * 1440.0).round() as i64 % 1440;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn padded(text: &str, digits: usize) -> String {
    let (sign, bare) = text.strip_prefix('-').map_or(("", text), |bare| ("-", bare));
    let whole = bare.split('.').next().unwrap_or(bare).len();
    format!("{sign}{}{bare}", "0".repeat(digits.saturating_sub(whole)))
}

fn apart(text: &str) -> String {
    let (sign, bare) = text.strip_prefix('-').map_or(("", text), |bare| ("-", bare));
    let (whole, fraction) = bare.split_once('.').map_or((bare, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out + &fraction.map(|f| format!(".{f}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_format_shows_them() {
        let shown = |written: &str, code: &str| number(written, &coded(code), Epoch::Y1900);
        assert_eq!(shown("44625", "yyyy\"年\"m\"月\"d\"日\";@"), "2022-03-05");
        assert_eq!(shown("44625", "[$-804]yyyy/m/d"), "2022-03-05");
        assert_eq!(shown("44625.625", "yyyy/m/d h:mm"), "2022-03-05 15:00");
        assert_eq!(shown("0.625", "h:mm"), "15:00");
        assert_eq!(shown("7", "0000"), "0007");
        assert_eq!(shown("1234567.5", "#,##0.00"), "1,234,567.50");
        assert_eq!(shown("0.9561", "0.0%"), "95.6%");
        assert_eq!(shown("12.5", "0.00\"万元\""), "12.50");
        assert_eq!(shown("0.30000000000000004", "General"), "0.3");
        assert_eq!(shown("12", "General"), "12");
    }

    #[test]
    fn places_are_read() {
        assert_eq!(place("B5"), Some((5, 1)));
        assert_eq!(place("$AA$10"), Some((10, 26)));
        assert_eq!(place("5"), None);
    }
}
