//! Which fields the form of a kind has, from the model's tables of keys, and what an entry holds for each.
//! Never draws anything.

use super::layout::{Layout, Pair, tables};
use super::{FileItem, Record, Value};
use super::{list, records};
use crate::model::date;
use crate::model::entry::{AUDIENCES, COMPARISONS, KINDS, Kind, LEVELS, RETENTIONS, TASK_STATES};
use crate::model::keys::{self, CLAIM, COMMITMENT, INDICATOR, KeyName, MEASURE, PROBLEM, TARGET, TASK, WAIVER};
use crate::model::yaml::{self, Node};
use crate::schema;
use std::ops::Range;

/// Words of an enumeration: English, which the form uses, and Chinese.
pub type Words = &'static [(&'static str, &'static str)];

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line.
    Text,
    /// Some lines.
    Long,
    /// A day.
    Date,
    /// true or false.
    Flag,
    /// One of some words.
    Choice(Words),
    /// Branches by id or name; one of them is written without a list.
    Branches,
    /// Texts; one of them may be written without a list.
    People,
    /// Texts.
    Texts,
    /// A number of people, or their names.
    Headcount,
    /// Files with titles.
    Files,
    /// One branch by id or name.
    Branch,
    /// Records, with a field for each of their keys.
    Records,
    /// YAML, for whatever an entry has in another shape than it should.
    Yaml,
}

/// One field of the form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key's English name.
    pub name: &'static str,
    /// The key's Chinese name.
    pub alias: &'static str,
    /// Whether every entry needs it.
    pub required: bool,
    /// How it is filled in.
    pub shape: Shape,
    /// One line of help.
    pub help: &'static str,
}

const FIRST: [&str; 3] = ["title", "date", "branch"];

/// The keys that a record must have, by its list.
const REQUIRED: [(&str, &str); 14] = [
    ("waive", "code"),
    ("waive", "reason"),
    ("indicators", "name"),
    ("indicators", "value"),
    ("problems", "id"),
    ("problems", "title"),
    ("measures", "title"),
    ("commitments", "title"),
    ("targets", "indicator"),
    ("targets", "value"),
    ("targets", "year"),
    ("tasks", "title"),
    ("claims", "text"),
    ("claims", "value"),
];

/// The fields of a kind in the order of the form: what every entry needs, what the kind has, the rest.
pub fn fields(kind: Kind) -> Vec<Field> {
    let [common, own] = tables(kind);
    let first = FIRST.iter().filter_map(|name| common.iter().find(|(n, _)| n == name));
    let rest = common.iter().filter(|(name, _)| *name != "kind" && !FIRST.contains(name));
    first.chain(own).chain(rest).map(|(name, alias)| field(name, alias)).collect()
}

fn field(name: &'static str, alias: &'static str) -> Field {
    Field { name, alias, required: FIRST.contains(&name), shape: shape(name), help: schema::help(name) }
}

/// How the field of a key is filled in.
pub fn shape(name: &str) -> Shape {
    match name {
        "date" | "recorded" => Shape::Date,
        "summary" => Shape::Long,
        "branch" => Shape::Branches,
        "recipients" => Shape::People,
        "tags" | "evidence" | "agenda" | "resolutions" => Shape::Texts,
        "attachments" | "photos" => Shape::Files,
        "draft" | "masks" => Shape::Flag,
        "audience" => Shape::Choice(AUDIENCE),
        "retention" => Shape::Choice(RETENTION),
        "level" => Shape::Choice(LEVEL),
        "expected" | "attended" | "absent" | "observers" => Shape::Headcount,
        "waive" | "indicators" | "problems" | "commitments" | "targets" | "tasks" | "claims" => Shape::Records,
        _ => Shape::Text,
    }
}

/// How a key is filled in: one of an entry, or of a record of this list.
pub fn shape_in(list: Option<&str>, name: &str) -> Shape {
    if list.is_none() {
        return shape(name);
    }
    match name {
        "due" | "done" | "closed" => Shape::Date,
        "op" => Shape::Choice(COMPARISON),
        "state" => Shape::Choice(TASK_STATE),
        "branch" => Shape::Branch,
        "evidence" => Shape::Texts,
        "measures" => Shape::Records,
        _ => Shape::Text,
    }
}

/// The fields of one record of a list, in the order of the form.
pub fn record_fields(list: &'static str) -> Vec<Field> {
    let field = |(name, alias): &KeyName| {
        let required = REQUIRED.contains(&(list, *name));
        Field { name, alias, required, shape: shape_in(Some(list), name), help: schema::nested_help(list, name) }
    };
    record(list).iter().map(field).collect()
}

/// The text that the form of a new entry begins with.
pub fn blank(kind: Kind, chinese: bool) -> String {
    let word = KINDS.iter().find(|(k, _, _)| *k == kind).map_or("", |(_, en, zh)| if chinese { zh } else { en });
    format!("---\n{}: {word}\n---\n\n", if chinese { "类型" } else { "kind" })
}

/// The keys of one record of a field of records.
pub fn record(list: &str) -> &'static [KeyName] {
    match list {
        "measures" => MEASURE,
        "waive" => WAIVER,
        "indicators" => INDICATOR,
        "problems" => PROBLEM,
        "commitments" => COMMITMENT,
        "targets" => TARGET,
        "tasks" => TASK,
        "claims" => CLAIM,
        _ => &[],
    }
}

/// What `import` guessed and nobody has confirmed: the key's English name and the reason.
pub fn guessed(layout: &Layout) -> Vec<(&'static str, String)> {
    let reason = |pair: &Pair| {
        let comment = &layout.text[guess(layout, pair)?];
        Some((pair.name?, comment.trim_start().strip_prefix(GUESSED)?.trim().to_owned()))
    };
    layout.pairs.iter().filter_map(reason).collect()
}

/// How the comment of a guess begins.
const GUESSED: &str = "# guessed:";

/// Where the comment of a guess stands, with the gap before it.
pub fn guess(layout: &Layout, pair: &Pair) -> Option<Range<usize>> {
    let line = layout.text[pair.inline.end..pair.lines.end].lines().next()?;
    line.trim_start().starts_with(GUESSED).then(|| pair.inline.end..pair.inline.end + line.len())
}

const AUDIENCE: Words = &words::<_, { AUDIENCES.len() }>(AUDIENCES);
const RETENTION: Words = &words::<_, { RETENTIONS.len() }>(RETENTIONS);
const COMPARISON: Words = &words::<_, { COMPARISONS.len() }>(COMPARISONS);
const TASK_STATE: Words = &words::<_, { TASK_STATES.len() }>(TASK_STATES);
const LEVEL: Words = &words::<_, { LEVELS.len() }>(LEVELS);

/// The words of one of the model's tables.
const fn words<T, const N: usize>(
    table: &'static [(T, &'static str, &'static str)],
) -> [(&'static str, &'static str); N] {
    let mut out = [("", ""); N];
    let mut i = 0;
    while i < N {
        out[i] = (table[i].1, table[i].2);
        i += 1;
    }
    out
}

/// What an entry holds for a field, and the shape in which the form can show it; absent is an empty text or list.
pub fn value(layout: &Layout, name: &'static str) -> (Shape, Value) {
    let shape = shape_in(layout.list, name);
    let Some(pair) = layout.pair(name) else { return (shape, empty(shape)) };
    let read = match shape {
        Shape::Records => records::read(layout, pair, name).map(Value::Records),
        _ => read(shape, &pair.node),
    };
    match read {
        Some(value) => (shape, value),
        None => (Shape::Yaml, Value::Yaml(yaml(layout, pair))),
    }
}

/// The records of a list; `None` where it is anything else, or a record holds anything that the form cannot show.
pub fn records_of(list: &'static str, node: &Node) -> Option<Vec<Record>> {
    match &node.value {
        yaml::Value::Null => Some(Vec::new()),
        yaml::Value::List(items) => items.iter().map(|item| record_of(list, item)).collect(),
        _ => None,
    }
}

fn record_of(list: &'static str, node: &Node) -> Option<Record> {
    let yaml::Value::Map(pairs) = &node.value else { return None };
    let mut found = Record::new();
    for (key, node) in pairs {
        let name = keys::canonical(record(list), key.text.trim())?;
        let value = match shape_in(Some(list), name) {
            Shape::Records => Value::Records(records_of(name, node)?),
            shape => read(shape, node)?,
        };
        if !is_empty(&value) && found.insert(name, value).is_some() {
            return None;
        }
    }
    Some(found).filter(|record| !record.is_empty())
}

/// Whether a value is that of an absent key.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) | Value::Yaml(text) => text.is_empty(),
        Value::List(texts) => texts.is_empty(),
        Value::Files(files) => files.is_empty(),
        Value::Records(records) => records.is_empty(),
    }
}

/// What an absent field holds.
pub fn empty(shape: Shape) -> Value {
    match shape {
        Shape::Branches | Shape::People | Shape::Texts => Value::List(Vec::new()),
        Shape::Files => Value::Files(Vec::new()),
        Shape::Records => Value::Records(Vec::new()),
        Shape::Yaml => Value::Yaml(String::new()),
        _ => Value::Text(String::new()),
    }
}

/// A node as a field's value; `None` where it has another shape, or is one of records.
fn read(shape: Shape, node: &Node) -> Option<Value> {
    let text = match &node.value {
        yaml::Value::Null => return Some(empty(shape)),
        yaml::Value::Scalar(text) => Some(text.trim()),
        _ => None,
    };
    match shape {
        Shape::Branches | Shape::People | Shape::Texts => names(node).map(Value::List),
        Shape::Headcount => text.map(|t| Value::Text(t.to_owned())).or_else(|| names(node).map(Value::List)),
        Shape::Files => list::items(node).map(Value::Files),
        Shape::Records | Shape::Yaml => None,
        Shape::Date => text.map(|t| Value::Text(date::date(t).map_or_else(|_| t.to_owned(), |day| day.to_string()))),
        Shape::Flag => text.map(|t| Value::Text(flag(t).to_owned())),
        Shape::Choice(words) => text.map(|t| {
            let lower = t.to_lowercase();
            Value::Text(words.iter().find(|(en, zh)| *en == lower || *zh == t).map_or(t, |(en, _)| en).to_owned())
        }),
        Shape::Text | Shape::Long | Shape::Branch => text.map(|t| Value::Text(t.to_owned())),
    }
}

fn flag(text: &str) -> &str {
    match text {
        "true" | "True" | "TRUE" | "是" => "true",
        "false" | "False" | "FALSE" | "否" => "false",
        other => other,
    }
}

fn names(node: &Node) -> Option<Vec<String>> {
    let items: Vec<FileItem> = list::items(node)?;
    items.into_iter().map(|item| item.title.is_empty().then_some(item.file)).collect()
}

/// The YAML of a value, without the indent of the whole.
pub fn yaml(layout: &Layout, pair: &Pair) -> String {
    if pair.block.is_empty() || !pair.inline.is_empty() {
        return layout.text[pair.inline.start..pair.inline.end.max(pair.block.end)]
            .replace("\r\n", "\n")
            .trim_end()
            .to_owned();
    }
    let lines: Vec<&str> = layout.text[pair.block.clone()].lines().collect();
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let least = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let bare: Vec<&str> = lines.iter().map(|line| line.get(least..).unwrap_or("").trim_end()).collect();
    bare.join("\n").trim_end().to_owned()
}
