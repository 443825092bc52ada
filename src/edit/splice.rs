//! A text and what a person changed in the form → the text with that changed and every other byte as it was.
//! Never touches a key that was not named, and refuses rather than guess.

use super::form::{self, Shape};
use super::layout::{Layout, Pair};
use super::list::{self, Manner};
use super::{Changes, FileItem, Unfit, Value, body, records, without_mark, written};
use crate::diag::Place;
use crate::model::yaml::{self, Key, Node};
use std::ops::Range;

/// A stretch of the text and what takes its place; `order` divides those that begin at one byte.
#[derive(Debug)]
pub struct Edit {
    range: Range<usize>,
    order: usize,
    text: String,
}

/// The text with the changes.
pub fn splice(text: &str, changes: &Changes) -> Result<String, Unfit> {
    let (mark, text) = without_mark(text);
    let layout = Layout::of(text)?;
    let mut edits = Vec::new();
    for (name, value) in &changes.set {
        edits.extend(edits_of(&layout, name, value)?);
    }
    for pair in changes.confirmed.iter().filter_map(|name| layout.pair(name)) {
        let comment = form::guess(&layout, pair);
        edits.extend(comment.map(|range| Edit { range, order: usize::MAX, text: String::new() }));
    }
    if let Some(new) = &changes.body {
        let range = layout.sections.body.clone();
        let text = body::splice(&text[range.clone()], new, layout.newline);
        edits.push(Edit { range, order: usize::MAX, text });
    }
    let new = apply(text, edits);
    check(&layout, &new, changes)?;
    Ok(format!("{mark}{new}"))
}

/// The text with the edits.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.order));
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// What gives a key another value; nothing where it has this one.
pub fn edits_of(layout: &Layout, name: &'static str, value: &Value) -> Result<Vec<Edit>, Unfit> {
    let value = &records::tidy(name, value.clone());
    if form::value(layout, name).1 == *value {
        return Ok(Vec::new());
    }
    let (order, _, _) = layout.known(name).ok_or(Unfit::Unsure)?;
    let pair = layout.pair(name);
    let new = written(layout, name, pair, value)?;
    match pair {
        Some(pair) => Ok(replace(layout, pair, new, order)),
        None if new.inline.is_empty() && new.block.is_empty() => Ok(Vec::new()),
        None => Ok(vec![insert(layout, name, &new, order)]),
    }
}

fn written(layout: &Layout, name: &'static str, pair: Option<&Pair>, value: &Value) -> Result<list::Written, Unfit> {
    let shape = form::shape_in(layout.list, name);
    let old = pair.map_or("", |pair| &layout.text[pair.inline.clone()]);
    let line = |inline| list::Written { inline, block: String::new() };
    match value {
        Value::Text(text) if text.trim().is_empty() => Ok(line(String::new())),
        Value::Text(text) => Ok(line(written::scalar(shape, text, old, layout.is_chinese()))),
        Value::Records(new) => records::splice(layout, pair, name, new),
        Value::Yaml(text) => Ok(yaml_of(text, layout.newline)),
        Value::Files(files) => list::splice(layout, pair, &kept(files.iter().cloned()), Manner::Lines),
        Value::List(texts) => {
            let items = texts.iter().map(|text| FileItem { file: text.clone(), title: String::new() });
            list::splice(layout, pair, &kept(items), manner(shape))
        }
    }
}

fn manner(shape: Shape) -> Manner {
    match shape {
        Shape::Branches | Shape::People => Manner::OneOrMany,
        _ => Manner::Brackets,
    }
}

/// Empty rows of the form are none.
fn kept(items: impl Iterator<Item = FileItem>) -> Vec<FileItem> {
    let trimmed = items.map(|item| FileItem { file: item.file.trim().to_owned(), title: item.title.trim().to_owned() });
    trimmed.filter(|item| !item.file.is_empty()).collect()
}

/// YAML, two spaces further in than it was given, so that nothing in it can be a key of the entry.
fn yaml_of(text: &str, newline: &str) -> list::Written {
    let text = text.trim_end();
    if text.trim().is_empty() || (text.starts_with(['[', '{']) && !text.contains('\n')) {
        return list::Written { inline: text.trim().to_owned(), block: String::new() };
    }
    let line = |line: &str| if line.trim().is_empty() { newline.to_owned() } else { format!("  {line}{newline}") };
    list::Written { inline: String::new(), block: text.lines().map(line).collect() }
}

fn replace(layout: &Layout, pair: &Pair, new: list::Written, order: usize) -> Vec<Edit> {
    let (old, before) = (pair.inline.clone(), &layout.text[..pair.inline.start]);
    let mut edits = Vec::new();
    let inline = if old.is_empty() && !new.inline.is_empty() && before.ends_with(':') {
        Edit { range: old, order, text: format!(" {}", new.inline) }
    } else if new.inline.is_empty() {
        // The gap behind the colon goes too.
        let start = before.trim_end_matches(' ').len();
        Edit { range: start..old.end, order, text: String::new() }
    } else {
        Edit { range: old, order, text: new.inline }
    };
    edits.push(inline);
    edits.push(Edit { range: pair.block.clone(), order, text: new.block });
    edits
}

/// A new key stands behind the nearest one that the schema has before it, or in place of its own empty comment,
/// as `dangan new` writes one for every key.
fn insert(layout: &Layout, name: &'static str, new: &list::Written, order: usize) -> Edit {
    let word = layout.word(name);
    let gap = if new.inline.is_empty() { "" } else { " " };
    let text = format!("{word}:{gap}{}{}{}", new.inline, layout.newline, new.block);
    let range = placeholder(layout, name).unwrap_or_else(|| {
        let order_of = |pair: &Pair| pair.name.and_then(|name| layout.known(name)).map(|(order, _, _)| order);
        let before = layout.pairs.iter().filter(|pair| order_of(pair).is_some_and(|o| o < order));
        let at = before.max_by_key(|pair| order_of(pair)).map_or(layout.sections.yaml.start, |pair| pair.lines.end);
        at..at
    });
    Edit { range, order, text }
}

/// The comment `# 地点:` with nothing behind it.
fn placeholder(layout: &Layout, name: &str) -> Option<Range<usize>> {
    let mut at = layout.sections.yaml.start;
    for line in layout.text[layout.sections.yaml.clone()].split_inclusive('\n') {
        let key = line.strip_prefix("# ").and_then(|rest| rest.trim_end().strip_suffix(':'));
        let inside = layout.pairs.iter().any(|pair| pair.lines.contains(&at));
        if !inside && key.and_then(|key| layout.known(key)).is_some_and(|(_, found, _)| found == name) {
            return Some(at..at + line.len());
        }
        at += line.len();
    }
    None
}

/// What was entered reads back, and nothing else reads otherwise. YAML may be anything, also nothing that can be
/// read: the person who writes it is told.
fn check(before: &Layout, new: &str, changes: &Changes) -> Result<(), Unfit> {
    let free = changes.set.values().any(|value| matches!(value, Value::Yaml(_)));
    let after = match Layout::of(new) {
        Ok(after) => after,
        Err(_) if free => return Ok(()),
        Err(_) => return Err(Unfit::Unsure),
    };
    let untouched = |layout: &Layout| -> Vec<(Option<&'static str>, yaml::Value)> {
        let kept = layout.pairs.iter().filter(|pair| pair.name.is_none_or(|name| !changes.set.contains_key(name)));
        kept.map(|pair| (pair.name, bare(&pair.node))).collect()
    };
    let entered = changes.set.iter().all(|(name, value)| match value {
        Value::Yaml(_) => true,
        value => same(&form::value(&after, name).1, &records::tidy(name, value.clone())),
    });
    if entered && untouched(before) == untouched(&after) { Ok(()) } else { Err(Unfit::Unsure) }
}

fn same(read: &Value, entered: &Value) -> bool {
    match (read, entered) {
        (Value::Text(a), Value::Text(b)) => a == b.trim(),
        (Value::Text(a), Value::List(b)) => a.is_empty() && b.iter().all(|b| b.trim().is_empty()),
        (Value::List(a), Value::List(b)) => {
            a.iter().map(String::as_str).eq(b.iter().map(|b| b.trim()).filter(|b| !b.is_empty()))
        }
        (Value::Files(a), Value::Files(b)) => *a == kept(b.iter().cloned()),
        (Value::Records(a), Value::Records(b)) => a == b,
        _ => false,
    }
}

/// A value without its places, which an edit above it moves.
fn bare(node: &Node) -> yaml::Value {
    let moved = |node: &Node| Node { place: Place::START, value: bare(node) };
    let key = |key: &Key| Key { text: key.text.clone(), place: Place::START };
    match &node.value {
        yaml::Value::List(items) => yaml::Value::List(items.iter().map(moved).collect()),
        yaml::Value::Map(pairs) => yaml::Value::Map(pairs.iter().map(|(k, node)| (key(k), moved(node))).collect()),
        other => other.clone(),
    }
}
