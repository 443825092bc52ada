//! Which field of the form a diagnostic belongs to. Never needs a text that can be read.

use super::layout::{Layout, known};
use crate::diag::{Diagnostic, Fault};
use crate::model::source;
use crate::model::yaml::Value;

/// The name of the body among the fields.
pub const BODY: &str = "body";

/// The field at fault, by its English name; `None` for faults of the whole file.
pub fn field(text: &str, fault: &Diagnostic) -> Option<&'static str> {
    let (_, text) = super::without_mark(text);
    let sections = source::sections(text).ok()?;
    let line = fault.place.line;
    if line >= sections.body_line {
        return Some(BODY);
    }
    match &fault.fault {
        // What is absent has no line of its own.
        Fault::Missing { key } if line <= sections.yaml_line => known(&key.chinese).map(|(_, name, _)| name),
        Fault::DuplicateEntry { .. } => Some("slug"),
        _ => key_above(text, line, sections.yaml_line),
    }
}

/// Which record of its field a diagnostic is of, from 0; `None` where the field has no records.
pub fn record(text: &str, fault: &Diagnostic) -> Option<usize> {
    let name = field(text, fault)?;
    let layout = Layout::of(super::without_mark(text).1).ok()?;
    let Value::List(items) = &layout.pair(name)?.node.value else { return None };
    let is_of_records = items.iter().all(|item| matches!(item.value, Value::Map(_)));
    items.iter().rposition(|item| is_of_records && item.place.line <= fault.place.line)
}

/// The key on this line or the nearest one above.
fn key_above(text: &str, line: u32, first: u32) -> Option<&'static str> {
    let lines: Vec<&str> = text.lines().collect();
    (first..=line).rev().find_map(|number| key_of(lines.get(number.checked_sub(1)? as usize)?))
}

/// The key that a line begins with, where it is one of the entry itself.
fn key_of(line: &str) -> Option<&'static str> {
    let line = line.trim_start_matches('\u{3000}');
    let (word, _) = line.split_once([':', '：']).filter(|(word, _)| !word.starts_with([' ', '\t', '-', '#']))?;
    known(word.trim().trim_matches(['"', '\''])).map(|(_, name, _)| name)
}
