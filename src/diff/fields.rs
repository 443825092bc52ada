//! Front matter, settings and data as flat lists of fields, and what two such lists differ in.
//! Only the writing is compared: `类型: 活动` and `kind: activity` are the same key with another value.

use super::{Files, Line};
use crate::load::SourceFile;
use crate::model::keys::{self, KeyName};
use crate::model::source;
use crate::model::yaml::{self, Node, Value};
use crate::path::SourcePath;
use crate::stamp::Stamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// Fields by their path: `problems[2].closed`, English names, places in lists from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Field>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    label: String,
    value: String,
}

/// A field that differs; `None` where one side lacks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its path in English.
    pub field: String,
    /// Its path in Chinese.
    pub label: String,
    /// Before.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
}

/// An entry's file.
#[derive(Debug)]
pub struct Source {
    /// Its front matter.
    pub fields: Fields,
    /// What stands below.
    pub body: String,
}

impl Fields {
    /// A value by its path.
    pub fn get(&self, path: &str) -> Option<&String> {
        self.0.get(path).map(|field| &field.value)
    }

    fn add(&mut self, at: &At, value: impl Into<String>) {
        self.0.insert(at.english.clone(), Field { label: at.chinese.clone(), value: value.into() });
    }
}

/// All fields that differ, by path.
pub fn changes(old: &Fields, new: &Fields) -> Vec<FieldChange> {
    let mut paths: Vec<&String> = old.0.keys().chain(new.0.keys()).collect();
    paths.sort();
    paths.dedup();
    let change = |path: &String| {
        let (before, after) = (old.0.get(path), new.0.get(path));
        let label = after.or(before).map(|field| field.label.clone()).unwrap_or_default();
        let value = |field: Option<&Field>| field.map(|f| f.value.clone());
        FieldChange { field: path.clone(), label, old: value(before), new: value(after) }
    };
    paths.into_iter().map(change).filter(|change| change.old != change.new).collect()
}

/// Reads an entry's file; where its front matter cannot be read, all of it counts as text.
pub fn source(path: &str, bytes: Vec<u8>) -> Option<Source> {
    let file = SourceFile::new(SourcePath::new(path), bytes, Stamp::default());
    let text = source::text(&file).ok()?;
    let parsed = source::halves(text).and_then(|(yaml, body)| {
        let node = yaml::parse(&file.path, yaml, 1, keys::is_key).ok()?;
        Some(Source { fields: of_node(&node, ENTRY), body: body.to_owned() })
    });
    Some(parsed.unwrap_or_else(|| Source { fields: Fields::default(), body: text.to_owned() }))
}

/// What `archive.json` says of an entry.
pub fn of_line(line: &Line) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in [("title", &line.title), ("kind", &line.kind), ("date", &line.date)] {
        fields.add(&At::default().key(name, ENTRY), value.as_str());
    }
    fields
}

/// What differs in a settings file below `content/`.
pub fn of_settings(old: &dyn Files, new: &dyn Files, name: &str) -> Vec<FieldChange> {
    let of = |files| settings(files, name).map(|node| of_node(&node, &[keys::SITE])).unwrap_or_default();
    changes(&of(old), &of(new))
}

/// The records of a settings file by their `id`.
pub fn records(files: &dyn Files, name: &str) -> BTreeMap<String, Fields> {
    let Some(Value::List(nodes)) = settings(files, name).map(|node| node.value) else { return BTreeMap::new() };
    let records = nodes.iter().map(|node| of_node(node, &[keys::BRANCH]));
    records.filter_map(|fields| Some((fields.get("id")?.clone(), fields))).collect()
}

fn settings(files: &dyn Files, name: &str) -> Option<Node> {
    let path = SourcePath::new(format!("content/{name}"));
    let bytes = files.read(&format!("data/{path}"))?;
    let file = SourceFile::new(path, bytes, Stamp::default());
    yaml::parse(&file.path, source::text(&file).ok()?, 1, keys::is_key).ok()
}

/// Tables of keys that may stand in one record.
type Tables = &'static [&'static [KeyName]];

const ENTRY: Tables = &[keys::COMMON, keys::ACTIVITY, keys::AWARD, keys::REPORT];

/// The keys of the records inside a field.
fn inner(name: &str) -> Tables {
    match name {
        "attachments" | "photos" => &[keys::FILE],
        "indicators" => &[keys::INDICATOR],
        "problems" => &[keys::PROBLEM],
        "measures" => &[keys::MEASURE],
        "commitments" => &[keys::COMMITMENT],
        "targets" => &[keys::TARGET],
        "tasks" => &[keys::TASK],
        "claims" => &[keys::CLAIM],
        "term" => &[keys::TERM],
        "archive_number" => &[keys::ARCHIVE_NUMBER],
        "exceptions" => &[keys::EXCEPTION],
        "retention" => &[keys::RETENTION_OF],
        _ => &[],
    }
}

/// Where a field stands, in both languages.
#[derive(Clone, Debug, Default)]
struct At {
    english: String,
    chinese: String,
}

impl At {
    /// A key below, by whichever of its names.
    fn key(&self, word: &str, tables: Tables) -> At {
        let name = tables.iter().find_map(|table| keys::canonical(table, word)).unwrap_or(word);
        let alias = keys::alias(tables, name).unwrap_or(word);
        let below =
            |above: &str, name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        At { english: below(&self.english, name), chinese: below(&self.chinese, alias) }
    }

    fn item(&self, index: usize) -> At {
        let place = index + 1;
        At { english: format!("{}[{place}]", self.english), chinese: format!("{}[{place}]", self.chinese) }
    }

    /// The last key, without its place in a list.
    fn last(&self) -> &str {
        let last = self.english.rsplit('.').next().unwrap_or_default();
        last.split('[').next().unwrap_or(last)
    }
}

fn of_node(node: &Node, tables: Tables) -> Fields {
    let mut fields = Fields::default();
    flatten(node, &At::default(), tables, &mut fields);
    fields
}

fn flatten(node: &Node, at: &At, tables: Tables, fields: &mut Fields) {
    match &node.value {
        Value::Null => {}
        Value::Scalar(text) => fields.add(at, text.trim()),
        Value::List(nodes) => match texts(nodes) {
            Some(texts) => fields.add(at, texts.join("、")),
            None => nodes.iter().enumerate().for_each(|(i, node)| flatten(node, &at.item(i), tables, fields)),
        },
        Value::Map(pairs) => pairs.iter().for_each(|(key, node)| {
            let below = at.key(&key.text, tables);
            let tables = inner(below.last());
            flatten(node, &below, tables, fields);
        }),
    }
}

/// A list of plain texts reads best as one value; `None` where anything else is in it.
fn texts(nodes: &[Node]) -> Option<Vec<&str>> {
    let text = |node| match node {
        &Node { value: Value::Scalar(ref text), .. } => Some(text.trim()),
        _ => None,
    };
    nodes.iter().map(text).collect()
}
