//! Editing by form: an entry's text → its fields, and text with some fields changed → text in which everything
//! else is as it was. Pure: texts in, texts out. Never reads a file, never judges a value: the model does.

pub mod body;
pub mod file_name;
pub mod form;
pub mod layout;
pub mod list;
pub mod place;
pub mod records;
pub mod scan;
pub mod splice;
pub mod written;

use std::collections::{BTreeMap, BTreeSet};

/// What a field of the form holds; an empty one is absent from the entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One text. Dates are `2022-12-30`, enumerated values their English words, flags `true` or `false`.
    Text(String),
    /// Some texts.
    List(Vec<String>),
    /// Files with the titles to show; an empty title is none.
    Files(Vec<FileItem>),
    /// Records, each key by its English name.
    Records(Vec<Record>),
    /// YAML, each line as it would stand without the indent of the whole.
    Yaml(String),
}

/// What the keys of one record hold, by their English names; what is empty has no key.
pub type Record = BTreeMap<&'static str, Value>;

/// An attachment or photo of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileItem {
    /// Relative to the entry.
    pub file: String,
    /// What to show for it.
    pub title: String,
}

/// What a person changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New values by the keys' English names; what is not named stays.
    pub set: BTreeMap<&'static str, Value>,
    /// Keys whose value `import` guessed and a person has looked at: the comment that says so goes.
    pub confirmed: BTreeSet<&'static str>,
    /// The new body, lines ended by line feeds, without the blank lines above it.
    pub body: Option<String>,
}

/// Why an entry cannot be changed field by field; its whole text can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Its front matter is missing or cannot be read.
    Unreadable,
    /// Its front matter is not one key a line.
    Shape,
    /// The change would alter more than it should.
    Unsure,
}

/// Whether a text begins with a byte order mark, and the text behind it.
pub fn without_mark(text: &str) -> (&str, &str) {
    let bare = text.trim_start_matches('\u{feff}');
    text.split_at(text.len() - bare.len())
}
