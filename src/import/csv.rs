//! A table in text (CSV, TSV) → rows: UTF-8 or GBK, quotes, commas, tabs or semicolons.
//! Never trims a cell, and never refuses a crooked quote: it stays as it is written.

use super::ledger::{Row, Sheet};
use super::{Refusal, decode};

/// Reads a file.
pub fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let text = decode(bytes).map_err(|_| Refusal::NotText)?.text;
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(Sheet { rows: rows(&text), ..Sheet::default() })
}

/// The rows of a text, numbered by the line they begin on; empty ones are left out.
pub fn rows(text: &str) -> Vec<Row> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (separator, skipped) = separator(&text);
    let mut reader = Reader { row: Row::default(), cell: String::new(), column: 0, rows: Vec::new() };
    let mut line = 1;
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        line += usize::from(c == '\n');
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                reader.cell.push('"');
            }
            '"' if quoted => quoted = false,
            c if quoted => reader.cell.push(c),
            '"' if reader.cell.is_empty() => quoted = true,
            '\n' => reader.end_row(line),
            c if c == separator => reader.end_cell(),
            c => reader.cell.push(c),
        }
    }
    reader.end_row(line + 1);
    reader.rows.retain(|row| row.number > skipped);
    reader.rows
}

struct Reader {
    row: Row,
    cell: String,
    column: usize,
    rows: Vec<Row>,
}

impl Reader {
    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        if !cell.trim().is_empty() {
            self.row.cells.insert(self.column, cell);
        }
        self.column += 1;
    }

    /// `next` is the line that the next row begins on.
    fn end_row(&mut self, next: usize) {
        self.end_cell();
        let number = self.row.number.max(1);
        let row = std::mem::replace(&mut self.row, Row { number: next, ..Row::default() });
        self.column = 0;
        if !row.cells.is_empty() {
            self.rows.push(Row { number, ..row });
        }
    }
}

/// What divides the cells: as Excel's `sep=` line says, else what the first line holds most of, tabs first.
/// And how many lines only say that.
fn separator(text: &str) -> (char, usize) {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if let Some(told) = first.strip_prefix("sep=").and_then(|rest| rest.chars().next()) {
        return (told, 1);
    }
    let mut quoted = false;
    let mut counts = [('\t', 0_usize), (';', 0), (',', 0)];
    for c in first.chars() {
        quoted ^= c == '"';
        if let Some((_, count)) = counts.iter_mut().find(|(s, _)| *s == c && !quoted) {
            *count += 1;
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    (counts.into_iter().find(|(_, n)| *n == most).map_or(',', |(s, _)| s), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        rows(text).into_iter().map(|row| row.cells.into_values().collect()).collect()
    }

    #[test]
    fn quotes_and_separators_are_read() {
        assert_eq!(cells("a,b\n\"x,\"\"y\"\"\nz\",2"), [["a", "b"], ["x,\"y\"\nz", "2"]]);
        assert_eq!(cells("a\tb,c\n1\t2"), [["a", "b,c"], ["1", "2"]]);
        assert_eq!(cells("a;b\r\n1;2\r\n"), [["a", "b"], ["1", "2"]]);
        assert_eq!(cells("sep=;\na;b,c"), [["a", "b,c"]]);
    }

    #[test]
    fn rows_know_the_line_they_begin_on() {
        let numbers: Vec<usize> = rows("a,b\n\n\"1\n2\",3\n4,5").iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 3, 5]);
    }
}
