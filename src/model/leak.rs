//! What must not be published, in the project's own texts: findings at their places, less what the entry waives.
//! Never looks into attachments: `inspect` does, with the same rules.

use super::entry::{Audience, FrontMatter};
use super::fields::{Faults, Fields};
use super::keys::{self, WAIVER};
use crate::diag::check::RULES;
use crate::diag::{Diagnostic, Fault, Place, Severity, count};
use crate::leaks::{self, Hit, Rule};
use crate::load::SourceFile;
use crate::path::SourcePath;

/// Codes of findings of which an entry can waive those of its attachments too, beside those of the rules.
pub const OTHER_CODES: [&str; 2] = ["leak.unread", "leak.photo_place"];

/// The codes that an entry has looked at and lets pass, each with a reason in the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waivers(Vec<String>);

impl Waivers {
    /// Whether findings of this code pass.
    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|waived| waived == code)
    }

    /// The codes, in the order of the entry.
    pub fn codes(&self) -> &[String] {
        &self.0
    }
}

/// Reads the waivers of an entry. A mark of secrecy is never waived.
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

/// Everything in a settings file.
pub fn whole(file: &SourceFile) -> Vec<Diagnostic> {
    let text = std::str::from_utf8(&file.bytes).unwrap_or("").trim_start_matches('\u{feff}');
    let mut found = name(&file.path);
    found.extend(lines(&file.path, text));
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
