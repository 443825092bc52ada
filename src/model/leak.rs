//! What must not be published, in the project's own texts: findings at their places, less what their file waives.
//! Never looks into attachments: `inspect` does, with the same rules.

use super::entry::{Audience, FrontMatter};
use super::fields::{Faults, Fields, unknown};
use super::keys::{self, BRANCH, WAIVER};
use super::source;
use super::yaml::{self, Value};
use crate::diag::check::RULES;
use crate::diag::{Diagnostic, Fault, Place, Severity, count};
use crate::leaks::{self, Hit, Rule};
use crate::load::SourceFile;
use crate::path::SourcePath;

/// Codes of findings of which an entry can waive those of its attachments too, beside those of the rules.
pub const OTHER_CODES: [&str; 2] = ["leak.unread", "leak.photo_place"];

/// The codes that an entry, a branch or the settings let pass, each with a reason in the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waivers(Vec<String>);

impl Waivers {
    /// Whether findings of this code pass.
    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|waived| waived == code)
    }

    /// The codes, in the order of the source.
    pub fn codes(&self) -> &[String] {
        &self.0
    }
}

/// Reads the waivers of a record. A mark of secrecy is never waived.
pub fn waivers(fields: &Fields, faults: &mut Faults) -> Waivers {
    Waivers(fields.records("waive", WAIVER, faults, waiver).into_iter().flatten().collect())
}

fn waiver(fields: &Fields, faults: &mut Faults) -> Option<String> {
    let reason = fields.required("reason", faults);
    fields.require("code", faults);
    let code = fields.text("code", faults)?;
    let checks = || RULES.iter().map(|(_, code, _)| *code);
    let known = || Rule::ALL.iter().map(|rule| rule.code()).chain(OTHER_CODES).chain(checks());
    if code.value == Rule::Classified.code() {
        faults.add(code.place, Fault::WaiverNever);
        return None;
    }
    if !known().any(|k| k == code.value) {
        let nearest = keys::nearest(&code.value, known());
        faults.add(code.place, Fault::WaiverCode { code: code.value, nearest });
        return None;
    }
    (!reason.is_empty()).then_some(code.value)
}

/// Everything in an entry's file: its name, every value of the front matter, the text.
/// Without front matter that can be read, nothing is waived, and for whom it is stays open.
pub fn entry(file: &SourceFile, matter: Option<&FrontMatter>) -> Vec<Diagnostic> {
    let mut found = whole(file);
    let internal = matter.is_none_or(|m| m.audience == Audience::Internal);
    found.retain(|d| !(internal && d.fault.code() == Rule::Internal.code()));
    found.retain(|d| matter.is_none_or(|m| !m.waive.has(d.fault.code())));
    found
}

/// Everything in `site.yaml` or the catalogue, less what the settings waive.
pub fn settings(file: &SourceFile, waive: &Waivers) -> Vec<Diagnostic> {
    let mut found = whole(file);
    found.retain(|d| !waive.has(d.fault.code()));
    found
}

/// Everything in `branches.yaml`, less what each branch waives in its own record.
pub fn branches(file: &SourceFile) -> Vec<Diagnostic> {
    let mut found = whole(file);
    if !found.is_empty() {
        let records = records(file);
        found.retain(|d| record_of(&records, d.place.line).is_none_or(|i| !records[i].waive.has(d.fault.code())));
    }
    found
}

/// A record of `branches.yaml`.
#[derive(Debug)]
pub struct Record {
    /// The line on which it begins, from 1.
    line: u32,
    /// What it waives.
    pub waive: Waivers,
}

/// The records of `branches.yaml`, in the order of the file; faults in them are told elsewhere.
pub fn records(file: &SourceFile) -> Vec<Record> {
    let parsed = source::text(file).ok().and_then(|text| yaml::parse(&file.path, text, 1, keys::is_key).ok());
    let Some(Value::List(items)) = parsed.map(|node| node.value) else { return Vec::new() };
    let mut faults = Faults::new(&file.path);
    let mut record = |item: &yaml::Node| {
        let fields = Fields::new(item, &[BRANCH], &mut faults, &|word| unknown(word, &[BRANCH]));
        Record { line: item.place.line, waive: waivers(&fields, &mut faults) }
    };
    items.iter().map(&mut record).collect()
}

/// The record that a line belongs to.
pub fn record_of(records: &[Record], line: u32) -> Option<usize> {
    records.iter().rposition(|record| record.line <= line)
}

/// Everything in a settings file.
pub fn whole(file: &SourceFile) -> Vec<Diagnostic> {
    let mut found = name(&file.path);
    found.extend(lines(&file.path, source::text(file).unwrap_or_default()));
    found
}

/// What a file's name tells.
pub fn name(path: &SourcePath) -> Vec<Diagnostic> {
    leaks::scan(path.as_str()).into_iter().map(|hit| Diagnostic::new(path, Place::START, fault(hit))).collect()
}

/// What the name of any file beside the entries tells to everybody; renaming mends it, so nothing waives it.
pub fn number_in_name(path: &SourcePath) -> Vec<Diagnostic> {
    let mut found = name(path);
    found.retain(|d| d.severity() == Severity::Error && d.fault.code() != Rule::Internal.code());
    found
}

/// What the lines of a text tell, each at its place.
pub fn lines(path: &SourcePath, text: &str) -> Vec<Diagnostic> {
    leaks::lines(text).into_iter().map(|(line, hit)| at(path, line, hit)).collect()
}

fn at(path: &SourcePath, line: usize, hit: Hit) -> Diagnostic {
    let place = Place { line: count(line + 1), column: count(hit.start + 1), length: count(hit.length) };
    Diagnostic::new(path, place, fault(hit))
}

/// A finding as a fault.
pub fn fault(hit: Hit) -> Fault {
    Fault::Leak { rule: hit.rule, shown: hit.shown }
}
