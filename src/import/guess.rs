//! A document's lines → what its front matter may say, each with the reason for a person to confirm.
//! Never says anything for sure, and never reads a file.

mod award;
mod branch;
mod count;
mod day;
mod form;
mod label;

use super::Field;
pub use award::level_word;
pub use branch::{Named, of_cell as branch_of_cell};
pub use count::people;
pub use day::{Day, day_of};
pub use form::{Kind, kind_of};
pub use label::key_of_heading;

/// What a guess rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The title.
    Title,
    /// A label such as 时间： in the text.
    Label(String),
    /// The signature at the end (落款).
    Signature,
    /// Some place in the text.
    Text,
    /// The year in the title: a document without a date belongs to the end of it.
    YearOfTitle,
    /// The archive has no other branch that it could be.
    OnlyBranch,
    /// The issuer.
    Issuer,
    /// The document's file name.
    FileName,
    /// The headings of the ledger.
    Headings,
}

impl Reason {
    /// In Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Reason::Title => String::from("由题名推断"),
            Reason::Label(label) => format!("由“{label}”推断"),
            Reason::Signature => String::from("由落款推断"),
            Reason::Text => String::from("由正文推断"),
            Reason::YearOfTitle => String::from("原文没有日期，取题名中年度的最后一天，请改正"),
            Reason::OnlyBranch => String::from("没有别的支部可选，请确认支部"),
            Reason::Issuer => String::from("由表彰单位推断"),
            Reason::FileName => String::from("由文件名推断"),
            Reason::Headings => String::from("由表头推断"),
        }
    }

    /// In English.
    pub fn english(&self) -> String {
        match self {
            Reason::Title => String::from("from the title"),
            Reason::Label(label) => format!("from `{label}`"),
            Reason::Signature => String::from("from the signature"),
            Reason::Text => String::from("from the text"),
            Reason::YearOfTitle => String::from("the document has no date; the last day of the title's year"),
            Reason::OnlyBranch => String::from("no other branch fits; confirm the branch"),
            Reason::Issuer => String::from("from the issuer"),
            Reason::FileName => String::from("from the file's name"),
            Reason::Headings => String::from("from the headings"),
        }
    }
}

/// A value and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess<T> {
    /// The value.
    pub value: T,
    /// Why.
    pub reason: Reason,
}

impl<T> Guess<T> {
    /// A value and its reason.
    pub fn new(value: T, reason: Reason) -> Guess<T> {
        Guess { value, reason }
    }
}

/// What was asked for beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The kind, where it is known.
    pub kind: Option<Kind>,
    /// The archive's branches.
    pub branches: &'a [Named],
}

/// All guesses about a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guesses {
    /// What it is.
    pub kind: Guess<Kind>,
    /// The year that the title names.
    pub year: Option<i32>,
    /// Its day, where the text tells one.
    pub day: Option<Guess<Day>>,
    /// The id of its branch, where one fits.
    pub branch: Option<Guess<String>>,
    /// Keys of its kind and their values.
    pub fields: Vec<(&'static str, Guess<Field>)>,
}

/// Guesses from a title and the lines of the text.
pub fn guess(title: &str, lines: &[String], asked: Asked) -> Guesses {
    let labels = label::labels(lines);
    let kind = Guess::new(form::kind_of(title), Reason::Title);
    let known = asked.kind.unwrap_or(kind.value);
    let signature = day::signature(lines);
    Guesses {
        year: day::year_of(title),
        day: day::of_document(known, title, lines, &labels),
        branch: branch::of_document(title, lines, &labels, signature.as_ref(), known, asked.branches),
        fields: match known {
            Kind::Activity => activity(title, lines, &labels),
            Kind::Award => award::fields(title, lines, &labels, signature.as_ref()),
            Kind::Report => label::fields(&labels, &["author"]),
        },
        kind,
    }
}

fn activity(title: &str, lines: &[String], labels: &[label::Label]) -> Vec<(&'static str, Guess<Field>)> {
    let mut fields: Vec<(&'static str, Guess<Field>)> = Vec::new();
    fields.extend(form::form_of(title, labels).map(|form| ("form", form)));
    fields.extend(label::fields(labels, &["place", "host", "recorder"]));
    fields.extend(day::times(labels));
    for key in ["expected", "attended", "absent", "observers"] {
        fields.extend(count::headcount(key, labels, lines).map(|count| (key, count)));
    }
    fields.extend(label::fields(labels, &["agenda", "hours"]));
    fields
}
