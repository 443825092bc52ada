//! An earlier catalogue (CSV or JSON) → the numbers that it has given, by entry id.
//! Never says what becomes of a number: `filing.rs` does.

use crate::diag::{Diagnostic, Fault, Place, count};
use crate::path::SourcePath;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Where a project keeps the numbers that it has given.
pub const FILE: &str = "content/catalogue.csv";

/// The heading of the column of numbers.
pub const NUMBER: &str = "档号";
/// The heading of the column of titles.
pub const TITLE: &str = "题名";
/// The heading of the column of notes.
pub const NOTE: &str = "备注";
/// The heading of the column of entry ids.
pub const ID: &str = "条目编号";
/// The note of a number whose entry is gone.
pub const WITHDRAWN: &str = "已撤件";

/// One number as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose.
    pub id: String,
    /// As written.
    pub number: String,
    /// The entry's title at that time.
    pub title: String,
    /// Whether the entry was known to be gone then already.
    pub withdrawn: bool,
    /// Which catalogue.
    pub file: SourcePath,
    /// Where in it.
    pub place: Place,
}

/// All numbers given so far, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// In the order of the catalogues.
    pub rows: Vec<Row>,
}

impl Earlier {
    /// Adds what a second catalogue knows beyond the first. Another number of an entry that the first has
    /// counts as withdrawn: nobody else may get it.
    pub fn extend(&mut self, other: &Earlier) {
        let ids: BTreeSet<String> = self.rows.iter().map(|row| row.id.clone()).collect();
        let numbers: BTreeSet<String> = self.rows.iter().map(|row| row.number.clone()).collect();
        let fresh = other.rows.iter().filter(|row| !numbers.contains(&row.number));
        let fresh = fresh.map(|row| Row { withdrawn: row.withdrawn || ids.contains(&row.id), ..row.clone() });
        self.rows.extend(fresh);
    }
}

/// Reads a catalogue as `catalogue::csv` writes it; columns are found by their headings.
pub fn csv(file: &SourcePath, text: &str) -> (Earlier, Vec<Diagnostic>) {
    csv_without(file, text, &BTreeSet::new())
}

/// The same but for the rows of entries with these ids, which have their numbers from elsewhere.
pub fn csv_without(file: &SourcePath, text: &str, others: &BTreeSet<&str>) -> (Earlier, Vec<Diagnostic>) {
    let records = records(text);
    let mut records = records.iter().filter(|record| record.cells.iter().any(|cell| !cell.is_empty()));
    let Some(heading) = records.next() else { return (Earlier::default(), Vec::new()) };
    let column = |name: &str| heading.cells.iter().position(|cell| cell.trim() == name);
    let (Some(number), Some(id)) = (column(NUMBER), column(ID)) else {
        return (Earlier::default(), vec![Diagnostic::new(file, Place::START, Fault::CatalogueColumns)]);
    };
    let (title, note) = (column(TITLE), column(NOTE));
    let rows = records.map(|record| {
        let cell = |at: Option<usize>| at.and_then(|at| record.cells.get(at)).map_or("", |text| unguarded(text.trim()));
        Row {
            id: cell(Some(id)).to_owned(),
            number: cell(Some(number)).to_owned(),
            title: cell(title).to_owned(),
            withdrawn: cell(note) == WITHDRAWN,
            file: file.clone(),
            place: Place { line: record.line, ..Place::START },
        }
    });
    once_each(rows.filter(|row| !others.contains(row.id.as_str())).collect())
}

#[derive(Deserialize)]
struct Json {
    entries: Vec<JsonRow>,
    #[serde(default)]
    withdrawn: Vec<JsonRow>,
}

#[derive(Deserialize)]
struct JsonRow {
    id: String,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    title: String,
}

/// Reads a catalogue as `catalogue::json` writes it.
pub fn json(file: &SourcePath, text: &str) -> (Earlier, Vec<Diagnostic>) {
    let read: Json = match serde_json::from_str(text) {
        Ok(read) => read,
        Err(error) => {
            let place = Place { line: count(error.line().max(1)), ..Place::START };
            let fault = Fault::CatalogueBroken { detail: error.to_string() };
            return (Earlier::default(), vec![Diagnostic::new(file, place, fault)]);
        }
    };
    let row = |withdrawn: bool| {
        let file = file.clone();
        move |row: JsonRow| Row {
            id: row.id,
            number: row.number.unwrap_or_default(),
            title: row.title,
            withdrawn,
            file: file.clone(),
            place: Place::START,
        }
    };
    once_each(read.entries.into_iter().map(row(false)).chain(read.withdrawn.into_iter().map(row(true))).collect())
}

/// Rows that have a number; an id or a number that comes twice is a fault of the second.
fn once_each(rows: Vec<Row>) -> (Earlier, Vec<Diagnostic>) {
    let (mut ids, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    let (mut kept, mut faults) = (Vec::new(), Vec::new());
    for row in rows.into_iter().filter(|row| !row.number.is_empty() && !row.id.is_empty()) {
        let double = if !numbers.insert(row.number.clone()) {
            Some(row.number.clone())
        } else if !row.withdrawn && !ids.insert(row.id.clone()) {
            Some(row.id.clone())
        } else {
            None
        };
        match double {
            Some(text) => faults.push(Diagnostic::new(&row.file, row.place, Fault::CatalogueTwice { text })),
            None => kept.push(row),
        }
    }
    (Earlier { rows: kept }, faults)
}

/// Characters that make a spreadsheet take a cell for a formula.
pub const FORMULA: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// A cell without the quotation mark that keeps a spreadsheet from computing it.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

struct Record {
    line: u32,
    cells: Vec<String>,
}

/// RFC 4180, with lone line feeds accepted, and tabs or semicolons where the heading is divided by those.
fn records(text: &str) -> Vec<Record> {
    let heading = text.lines().next().unwrap_or("");
    let comma = [',', '\t', ';'].into_iter().find(|c| heading.contains(*c)).unwrap_or(',');
    let mut reader = Reader { records: Vec::new(), record: Record { line: 1, cells: Vec::new() }, cell: String::new() };
    let (mut quoted, mut line) = (false, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        line += u32::from(c == '\n');
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => reader.cell.extend(chars.next()),
            '"' if quoted => quoted = false,
            '"' if reader.cell.is_empty() => quoted = true,
            c if c == comma && !quoted => reader.end_cell(),
            '\n' if !quoted => reader.end_record(line),
            '\r' if !quoted => {}
            c => reader.cell.push(c),
        }
    }
    reader.end_record(line);
    reader.records
}

struct Reader {
    records: Vec<Record>,
    record: Record,
    cell: String,
}

impl Reader {
    fn end_cell(&mut self) {
        self.record.cells.push(std::mem::take(&mut self.cell));
    }

    fn end_record(&mut self, next: u32) {
        self.end_cell();
        let next = Record { line: next, cells: Vec::new() };
        self.records.push(std::mem::replace(&mut self.record, next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String, u32)>, usize) {
        let (earlier, faults) = csv(&SourcePath::new("content/catalogue.csv"), text);
        (earlier.rows.into_iter().map(|r| (r.id, r.number, r.place.line)).collect(), faults.len())
    }

    #[test]
    fn columns_are_found_by_their_headings() {
        let text = "条目编号,题名,档号\r\nreports/2022/a,\"甲,\n\"\"乙\"\"\",N1\r\n\r\nreports/2022/b,丙,\r\nreports/2022/c,,'=N2\r\n";
        let rows = vec![
            (String::from("reports/2022/a"), String::from("N1"), 2),
            (String::from("reports/2022/c"), String::from("=N2"), 6),
        ];
        assert_eq!(read(text), (rows, 0));
        assert_eq!(read("题名,日期\r\n甲,乙\r\n").1, 1, "a catalogue without ids pins nothing");
        assert_eq!(read("").1, 0);
    }

    #[test]
    fn a_number_given_twice_is_a_fault() {
        assert_eq!(read("档号,条目编号\nN1,a\nN1,b\nN2,a\n").1, 2);
    }
}
