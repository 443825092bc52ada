//! Diagnostics: what is wrong where, as values, and their terminal and JSON views.
//! Never decides what a fault is (the stages do) and never prints (main does).

pub mod bag;
pub mod check;
pub mod failure;
pub mod message;
pub mod part;
pub mod publish;
pub mod terminal;

pub use bag::{BagFault, PathFault, RecordFault, ZipFault};
pub use check::{CheckFault, CheckRule};
pub use failure::{Failure, KeyProblem};
pub use message::{BadCell, CodeShape, Expected, Fault, KeyWords, Lang};
pub use part::{PartFault, PartOdds, PartVerdict};
pub use publish::{Holder, PublishFailure, Readers, StoreProblem};

use crate::leaks;
use crate::path::SourcePath;
use serde::Serialize;

/// Whether a diagnostic stops a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is built.
    Error,
    /// The build goes on.
    Warning,
}

/// A place in a source file; lines and columns count from 1, columns and length in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// How many characters to underline, at least 1.
    pub length: u32,
}

impl Place {
    /// The first character of a file, for faults of the whole file.
    pub const START: Place = Place { line: 1, column: 1, length: 1 };

    /// The place of a byte offset in a text; `length` characters are underlined.
    pub fn at_offset(text: &str, offset: usize, length: u32) -> Place {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Place {
            line: count(before.matches('\n').count() + 1),
            column: count(before[line_start..].chars().count() + 1),
            length,
        }
    }
}

/// A count as the u32 that places use; source files stay far below its limit.
pub fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One fault or warning at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file it is in.
    pub file: SourcePath,
    /// Where in the file.
    pub place: Place,
    /// What is wrong; carries code, severity and words.
    pub fault: Fault,
}

impl Diagnostic {
    /// A diagnostic of `fault` at `place` in `file`.
    pub fn new(file: &SourcePath, place: Place, fault: Fault) -> Self {
        Diagnostic { file: file.clone(), place, fault }
    }

    /// Whether this stops a build.
    pub fn severity(&self) -> Severity {
        self.fault.severity()
    }
}

/// Whether any of them stops a build.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity() == Severity::Error)
}

/// Sorts by file, line, column and code, and drops exact repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (&a.file, a.place, a.fault.code()).cmp(&(&b.file, b.place, b.fault.code())));
    diagnostics.dedup();
}

/// The JSON shape of one diagnostic, as `--format json` prints it.
#[derive(Serialize)]
pub struct JsonDiagnostic {
    severity: Severity,
    code: &'static str,
    file: String,
    line: u32,
    column: u32,
    message: String,
    hint: String,
}

/// The JSON view, in the order given.
pub fn to_json(diagnostics: &[Diagnostic], lang: Lang) -> Vec<JsonDiagnostic> {
    diagnostics.iter().map(|d| json_one(d, lang)).collect()
}

fn json_one(d: &Diagnostic, lang: Lang) -> JsonDiagnostic {
    let words = d.fault.words(lang);
    JsonDiagnostic {
        severity: d.severity(),
        code: d.fault.code(),
        file: leaks::mask(d.file.as_str()),
        line: d.place.line,
        column: d.place.column,
        message: words.message,
        hint: words.hint,
    }
}
