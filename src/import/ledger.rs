//! A table whose rows are entries → its heading row, its columns' keys, its rows' values.
//! Never guesses what a cell means: what is no value of its key is a fault of that cell.

pub use super::csv::read as read_csv;
pub use super::xlsx::read as read_workbook;

use super::Field;
use super::escape::escape;
use super::guess::{Day, Named, branch_of_cell, day_of, key_of_heading, level_word, people};
use std::collections::BTreeMap;

/// How many rows may stand above the headings.
const HEAD: usize = 12;

/// One sheet of a workbook, or a whole text file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; empty for a text file.
    pub name: String,
    /// Whether it is shown.
    pub hidden: bool,
    /// The day on which serial numbers of days begin.
    pub epoch: Epoch,
    /// Rows that hold something, in order.
    pub rows: Vec<Row>,
}

/// The two ways in which Excel counts days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// Day 1 is 1 January 1900, and 29 February 1900 is counted.
    #[default]
    Y1900,
    /// Day 0 is 1 January 1904.
    Y1904,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// From 1, as the program shows it; of a text file the line.
    pub number: usize,
    /// Column, from 0, → text, as the program shows it.
    pub cells: BTreeMap<usize, String>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// From 0.
    pub index: usize,
    /// As written.
    pub heading: String,
    /// The key that it holds.
    pub key: Option<&'static str>,
}

/// A table with its headings found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// In order.
    pub columns: Vec<Column>,
    /// Below the headings.
    pub rows: Vec<Row>,
}

/// Finds the row of headings: of the first rows the one that names the most keys, two at least.
/// `key` knows keys by their names; usual words for them are known here.
pub fn ledger(sheet: &Sheet, key: &dyn Fn(&str) -> Option<&'static str>) -> Option<Ledger> {
    let named = |row: &Row| columns(row, key).iter().filter(|c| c.key.is_some()).count();
    let head = sheet.rows.iter().take(HEAD).enumerate();
    let (at, _) = head.map(|(i, row)| (i, named(row))).filter(|(_, n)| *n >= 2).max_by_key(|(i, n)| (*n, HEAD - i))?;
    let columns = columns(&sheet.rows[at], key);
    Some(Ledger { columns, rows: sheet.rows[at + 1..].to_vec() })
}

/// The columns of a heading row; of two with one key the first has it.
fn columns(row: &Row, key: &dyn Fn(&str) -> Option<&'static str>) -> Vec<Column> {
    let mut taken: Vec<&'static str> = Vec::new();
    let mut columns = Vec::new();
    for (index, heading) in &row.cells {
        let heading: String = heading.split_whitespace().collect();
        let found = key(&heading).or_else(|| key_of_heading(&heading));
        let found = found.filter(|key| !taken.contains(key));
        taken.extend(found);
        columns.push(Column { index: *index, heading, key: found });
    }
    columns
}

/// Why a cell is no value of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No date.
    Date,
    /// Neither a number of people nor names.
    People,
    /// No number.
    Number,
    /// No level of award.
    Level,
    /// No branch of the archive.
    Branch,
    /// No kind of entry.
    Kind,
    /// Neither yes nor no.
    Flag,
    /// A record, which no cell can hold.
    Record,
}

/// A cell's value for its key; `None` where a cell says that there is none.
pub fn value(key: &str, text: &str, epoch: Epoch, branches: &[Named]) -> Result<Option<Field>, Unfit> {
    let text = text.trim();
    if matches!(text, "" | "/" | "-" | "—" | "——" | "无") {
        return Ok(None);
    }
    let found = match key {
        "date" | "recorded" => day(text, epoch).map(|day| Field::Text(iso(day))).ok_or(Unfit::Date),
        "year" => text.trim_end_matches(['年', '度']).parse().map(Field::Number).map_err(|_| Unfit::Number),
        "expected" | "attended" | "absent" | "observers" => people(text).ok_or(Unfit::People),
        "level" => level_word(text).map(|level| Field::Text(level.to_owned())).ok_or(Unfit::Level),
        "branch" => branch(text, branches).ok_or(Unfit::Branch),
        "hours" => {
            let figure = text.trim_end_matches(['学', '时', '小', '课']).trim();
            figure.parse::<f64>().map(|_| Field::Decimal(figure.to_owned())).map_err(|_| Unfit::Number)
        }
        "draft" | "masks" => match text {
            "是" | "true" => Ok(Field::Bool(true)),
            "否" | "false" => Ok(Field::Bool(false)),
            _ => Err(Unfit::Flag),
        },
        "tags" | "recipients" | "evidence" => Ok(list(text, &['、', '，', ',', '；', ';', '\n'])),
        "agenda" | "resolutions" | "attachments" | "photos" => Ok(list(text, &['；', ';', '\n'])),
        "indicators" | "problems" | "commitments" | "targets" | "tasks" | "claims" | "waive" => Err(Unfit::Record),
        _ => Ok(Field::Text(text.split_whitespace().collect::<Vec<_>>().join(" "))),
    };
    found.map(Some)
}

/// Whether a cell can hold a value of a key at all.
pub fn can_hold(key: &str) -> bool {
    value(key, "x", Epoch::Y1900, &[]) != Err(Unfit::Record)
}

fn branch(text: &str, branches: &[Named]) -> Option<Field> {
    if let Some(id) = branch_of_cell(text, branches) {
        return Some(Field::Text(id));
    }
    let parts = text.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let ids: Option<Vec<Field>> = parts.map(|part| branch_of_cell(part, branches).map(Field::Text)).collect();
    ids.filter(|ids| ids.len() > 1).map(Field::List)
}

fn list(text: &str, ends: &[char]) -> Field {
    let items = text.split(ends).map(str::trim).filter(|item| !item.is_empty());
    Field::List(items.map(|item| Field::Text(item.to_owned())).collect())
}

/// A day as written, or as a number of days.
fn day(text: &str, epoch: Epoch) -> Option<Day> {
    day_of(text).or_else(|| serial(text.parse().ok()?, epoch))
}

/// The day of a serial number, its fraction dropped: ECMA-376 part 1, 18.17.4.1.
pub fn serial(number: f64, epoch: Epoch) -> Option<Day> {
    // Years 1901 to 2100, so that no other number is taken for a day.
    let (low, high) = match epoch {
        Epoch::Y1900 => (367.0, 73_415.0),
        Epoch::Y1904 => (0.0, 71_953.0),
    };
    if !(low..high).contains(&number) {
        return None;
    }
    let start = match epoch {
        Epoch::Y1900 => jiff::civil::Date::constant(1899, 12, 30),
        Epoch::Y1904 => jiff::civil::Date::constant(1904, 1, 1),
    };
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    let days = number.trunc() as i64;
    let date = start.checked_add(jiff::Span::new().days(days)).ok()?;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Some(Day { year: i32::from(date.year()), month, day })
}

/// 2022-03-05
pub fn iso(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

/// What a row tells beyond its keys, as a Markdown list.
pub fn rest(cells: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (heading, cell) in cells {
        text.push_str("- ");
        escape(&mut text, &format!("{heading}：{}", cell.split_whitespace().collect::<Vec<_>>().join(" ")));
        text.push('\n');
    }
    text
}

/// A cell's name: B5.
pub fn cell_name(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_of_both_systems_are_days() {
        let day = Some(Day { year: 2022, month: 3, day: 5 });
        assert_eq!(serial(44_625.0, Epoch::Y1900), day);
        assert_eq!(serial(44_625.75, Epoch::Y1900), day);
        assert_eq!(serial(43_163.0, Epoch::Y1904), day);
        assert_eq!(serial(12.0, Epoch::Y1900), None);
    }

    #[test]
    fn cells_are_named_as_programs_name_them() {
        assert_eq!(cell_name(5, 1), "B5");
        assert_eq!(cell_name(1, 26), "AA1");
    }
}
