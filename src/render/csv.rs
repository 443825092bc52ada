//! Rows of texts → a table as spreadsheets on Windows want it: byte order mark, CRLF, every cell quoted.
//! Never lets a text be taken for a formula.

use crate::model::earlier::FORMULA;

/// A table, from the line of its heads and those of its rows.
pub fn table(head: &[String], lines: impl Iterator<Item = impl AsRef<str>>) -> Vec<u8> {
    let mut table = String::from("\u{feff}") + &line(head);
    for line in lines {
        table.push_str(line.as_ref());
    }
    table.into_bytes()
}

/// A line with its end.
pub fn line(fields: &[String]) -> String {
    let quoted: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    quoted.join(",") + "\r\n"
}

/// Several texts of one cell; empty ones are left out.
pub fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("；")
}

/// A text that a spreadsheet would take for a formula gets an apostrophe; a number stays one.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(FORMULA) && field.parse::<f64>().is_err();
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", field.replace('"', "\"\""))
}
