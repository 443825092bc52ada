//! What the form asks for, as JSON. Never trusts a path or a key: both are looked up.

use crate::edit::form::record;
use crate::edit::layout::known;
use crate::edit::{Changes, FileItem, Record, Value};
use crate::model::entry::{KINDS, Kind};
use crate::model::keys;
use serde::Deserialize;
use std::collections::BTreeMap;

/// An entry as the form has it.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// The entry's file; a new one has none.
    pub path: Option<String>,
    /// The kind of a new one.
    pub kind: Option<String>,
    /// SHA-256 of the bytes that the form was filled from, in hex.
    #[serde(default)]
    pub hash: String,
    /// The fields that were changed.
    #[serde(default)]
    pub set: BTreeMap<String, Given>,
    /// Guesses that were looked at.
    #[serde(default)]
    pub confirmed: Vec<String>,
    /// The body, if it was changed.
    pub body: Option<String>,
    /// The whole text, where it is edited as such.
    pub text: Option<String>,
    /// What to do about errors.
    #[serde(default)]
    pub faults: OnFaults,
}

/// What a save does about errors in the entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnFaults {
    /// Nothing is written.
    #[default]
    Stop,
    /// It is written all the same.
    Write,
}

/// A field's value.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Given {
    /// One text.
    Text(String),
    /// Some texts.
    List(Vec<String>),
    /// Files with titles.
    Files(Vec<GivenFile>),
    /// Records, each key by its English name.
    Records(Vec<BTreeMap<String, Given>>),
    /// Whatever an entry has in another shape.
    Yaml(String),
}

/// A file with its title.
#[derive(Debug, Deserialize)]
pub struct GivenFile {
    file: String,
    #[serde(default)]
    title: String,
}

impl Asked {
    /// The changes; `None` where a key is none.
    pub fn changes(&self) -> Option<Changes> {
        let set = self.set.iter().map(|(name, given)| {
            let (_, name, _) = known(name)?;
            Some((name, given.value(name)?))
        });
        let confirmed = self.confirmed.iter().map(|name| Some(known(name)?.1));
        Some(Changes {
            set: set.collect::<Option<_>>()?,
            confirmed: confirmed.collect::<Option<_>>()?,
            body: self.body.clone(),
        })
    }
}

impl Given {
    /// The value of a key of this name; `None` where a record has a key that its list has not.
    fn value(&self, name: &'static str) -> Option<Value> {
        Some(match self {
            Given::Text(text) => Value::Text(text.clone()),
            Given::List(texts) => Value::List(texts.clone()),
            Given::Yaml(text) => Value::Yaml(text.clone()),
            Given::Files(files) => {
                Value::Files(files.iter().map(|f| FileItem { file: f.file.clone(), title: f.title.clone() }).collect())
            }
            Given::Records(records) => {
                Value::Records(records.iter().map(|given| given_record(name, given)).collect::<Option<_>>()?)
            }
        })
    }
}

fn given_record(list: &'static str, given: &BTreeMap<String, Given>) -> Option<Record> {
    let pair = |(key, given): (&String, &Given)| {
        let name = keys::canonical(record(list), key)?;
        Some((name, given.value(name)?))
    };
    given.iter().map(pair).collect()
}

/// A kind by its English word.
pub fn kind(word: &str) -> Option<Kind> {
    KINDS.iter().find(|(_, en, _)| *en == word).map(|(kind, _, _)| *kind)
}
