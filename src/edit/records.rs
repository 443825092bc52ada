//! A list of records with some changed, added, removed or moved: the others keep their bytes, and so do the keys of a
//! changed one that were not touched. Never writes what could not be taken apart: the form shows that as YAML.

use super::form::{self, Shape};
use super::layout::{Layout, Pair};
use super::list::{Lines, Written};
use super::splice::{apply, edits_of};
use super::{FileItem, Record, Unfit, Value, scan, written};
use crate::model::date;
use crate::model::keys;
use std::fmt::Write;

/// Where the first list of a front matter begins.
const INDENT: &str = "  ";

/// The records of a key's value; `None` where they cannot be shown, or could not be changed one by one.
pub fn read(layout: &Layout, pair: &Pair, list: &'static str) -> Option<Vec<Record>> {
    let records = form::records_of(list, &pair.node)?;
    (records.is_empty() || held(layout, pair, list, records.len()).is_some()).then_some(records)
}

/// A value without what is empty, as it will be read again: keys that hold nothing, records without keys.
pub fn tidy(list: &'static str, value: Value) -> Value {
    let Value::Records(records) = value else { return value };
    let tidied = records.into_iter().map(|record| tidy_record(list, record));
    Value::Records(tidied.filter(|record| !record.is_empty()).collect())
}

fn tidy_record(list: &'static str, record: Record) -> Record {
    let tidied = record.into_iter().map(|(name, value)| {
        let value = match value {
            Value::Text(text) if form::shape_in(Some(list), name) == Shape::Date => Value::Text(day(text.trim())),
            Value::Text(text) => Value::Text(text.trim().to_owned()),
            Value::List(texts) => {
                let texts = texts.iter().map(|text| text.trim().to_owned());
                Value::List(texts.filter(|text| !text.is_empty()).collect())
            }
            other => tidy(name, other),
        };
        (name, value)
    });
    tidied.filter(|(_, value)| !form::is_empty(value)).collect()
}

fn day(text: &str) -> String {
    date::date(text).map_or_else(|_| text.to_owned(), |day| day.to_string())
}

/// The list with these records.
pub fn splice(layout: &Layout, pair: Option<&Pair>, list: &'static str, new: &[Record]) -> Result<Written, Unfit> {
    let hand = Hand { chinese: layout.is_chinese(), newline: layout.newline };
    let lines = |block| Written { inline: String::new(), block };
    let Some(pair) = pair else { return Ok(lines(hand.records(list, new, INDENT))) };
    let old = form::records_of(list, &pair.node).ok_or(Unfit::Shape)?;
    if old.is_empty() {
        // Comments may stand alone below the key.
        let block = if pair.inline.is_empty() { &layout.text[pair.block.clone()] } else { "" };
        return Ok(lines(block.to_owned() + &hand.records(list, new, INDENT)));
    }
    match held(layout, pair, list, old.len()).ok_or(Unfit::Shape)? {
        Held::Brackets(pieces) => {
            Ok(Written { inline: hand.brackets(list, &pieces, &old, new)?, block: String::new() })
        }
        Held::Lines(held) => Ok(lines(hand.lines(list, &held, &old, new)?)),
    }
}

/// A list of records as it is written.
enum Held<'a> {
    /// In brackets: the text of each record.
    Brackets(Vec<&'a str>),
    /// Each from a line of its own on.
    Lines(Lines<'a>),
}

/// Takes a list apart; `None` where a record could not be changed by itself.
fn held<'a>(layout: &Layout<'a>, pair: &Pair, list: &'static str, count: usize) -> Option<Held<'a>> {
    let (inline, block) = (&layout.text[pair.inline.clone()], &layout.text[pair.block.clone()]);
    if inline.starts_with('[') {
        return pieces(inline, list, count).map(Held::Brackets);
    }
    let lines = Lines::of(block, count).filter(|_| inline.is_empty())?;
    let divides = |item: &&str| match Item::of(item) {
        Some(Item::Braces { piece, .. }) => braces(piece, list).is_some(),
        Some(Item::Lines { text, .. }) => is_keys(&text, list),
        None => false,
    };
    lines.items.iter().all(divides).then_some(Held::Lines(lines))
}

/// Whether the lines of a record are keys of its list, and nothing in them would be lost.
fn is_keys(text: &str, list: &'static str) -> bool {
    Layout::of_record(text, list).is_ok_and(|layout| layout.pairs.iter().all(|pair| pair.name.is_some()))
}

fn pieces<'a>(inline: &'a str, list: &'static str, count: usize) -> Option<Vec<&'a str>> {
    let found = scan::pieces(inline).filter(|found| found.items.len() == count && !found.comments)?;
    found.items.iter().all(|piece| braces(piece, list).is_some()).then_some(found.items)
}

/// One record of a list that is written line by line.
enum Item<'a> {
    /// `- {a: b}  # c`: what stands before the braces, they, and what follows.
    Braces { head: &'a str, piece: &'a str, tail: &'a str },
    /// A key a line: the indent with the dash, and the lines without it.
    Lines { head: &'a str, text: String },
}

impl<'a> Item<'a> {
    fn of(item: &'a str) -> Option<Item<'a>> {
        let dash = item.find('-')?;
        let after = &item[dash + 1..];
        let (head, rest) = item.split_at(item.len() - after.trim_start_matches(' ').len());
        if rest.starts_with('{') {
            let (piece, tail) = rest.split_at(scan::inline(rest));
            return Some(Item::Braces { head, piece, tail });
        }
        let is_text = !rest.starts_with(['\r', '\n', '\t', '#']) && head.len() > dash + 1;
        let text = is_text.then(|| outdented(rest, head.len()))??;
        Some(Item::Lines { head, text })
    }
}

/// Lines with so many spaces fewer, the first as it is; `None` where one has not as many.
fn outdented(text: &str, width: usize) -> Option<String> {
    let mut lines = text.split_inclusive('\n');
    let mut out = lines.next()?.to_owned();
    for line in lines {
        let bare = line.trim_end_matches(['\r', '\n']);
        let inner = if bare.is_empty() { line } else { line.strip_prefix(&" ".repeat(width))? };
        // A line of nothing but spaces would come back without them.
        if !bare.is_empty() && inner.trim().is_empty() && inner.trim_end_matches(['\r', '\n']).is_empty() {
            return None;
        }
        out.push_str(inner);
    }
    Some(out)
}

fn indented(text: &str, head: &str) -> String {
    let mut out = head.to_owned();
    for (i, line) in text.split_inclusive('\n').enumerate() {
        if i > 0 && !line.trim_end_matches(['\r', '\n']).is_empty() {
            out.push_str(&" ".repeat(head.len()));
        }
        out.push_str(line);
    }
    out
}

/// A key of a record in braces.
struct Braced<'a> {
    name: &'static str,
    /// The key and its value.
    whole: &'a str,
    key: &'a str,
    value: &'a str,
}

/// The keys of a record in braces; `None` where one is not of its list.
fn braces<'a>(piece: &'a str, list: &'static str) -> Option<Vec<Braced<'a>>> {
    if !piece.starts_with('{') {
        return None;
    }
    let found = scan::pieces(piece).filter(|found| found.end == piece.len() && !found.comments)?;
    found.items.into_iter().map(|whole| braced(whole, list)).collect()
}

fn braced<'a>(whole: &'a str, list: &'static str) -> Option<Braced<'a>> {
    let end = if whole.starts_with(['"', '\'']) { scan::inline(whole) } else { whole.find(':')? };
    let (key, rest) = whole.split_at(end);
    let value = rest.trim_start().strip_prefix(':')?.trim();
    let name = keys::canonical(form::record(list), key.trim().trim_matches(['"', '\'']))?;
    Some(Braced { name, whole, key, value })
}

/// Which old record each new one was: the same one wherever it stands now, else the one that most of its keys are of.
fn origins(old: &[Record], new: &[Record]) -> Vec<Option<usize>> {
    let mut free: Vec<bool> = vec![true; old.len()];
    let mut found: Vec<Option<usize>> = vec![None; new.len()];
    for (record, origin) in new.iter().zip(&mut found) {
        *origin = (0..old.len()).find(|i| free[*i] && old[*i] == *record);
        if let Some(i) = *origin {
            free[i] = false;
        }
    }
    for (record, origin) in new.iter().zip(&mut found).filter(|(_, origin)| origin.is_none()) {
        let alike = |i: &usize| old[*i].iter().filter(|(name, value)| record.get(*name) == Some(*value)).count();
        let candidates = (0..old.len()).filter(|i| free[*i] && alike(i) > 0);
        // Of those that are as like, the first.
        *origin = candidates.max_by_key(|i| (alike(i), std::cmp::Reverse(*i)));
        if let Some(i) = *origin {
            free[i] = false;
        }
    }
    found
}

/// How the file is written.
#[derive(Clone, Copy)]
struct Hand<'a> {
    chinese: bool,
    newline: &'a str,
}

impl Hand<'_> {
    /// A list whose records begin on lines of their own. Comments go with the record below them; those of a removed
    /// one stay.
    fn lines(self, list: &'static str, held: &Lines, old: &[Record], new: &[Record]) -> Result<String, Unfit> {
        let origins = origins(old, new);
        let mut above: Vec<String> = vec![String::new(); old.len() + 1];
        let mut waiting = String::new();
        for (i, loose) in held.loose.iter().enumerate() {
            waiting.push_str(loose);
            if i == old.len() || origins.contains(&Some(i)) {
                above[i] = std::mem::take(&mut waiting);
            }
        }
        let mut out = String::new();
        for (record, origin) in new.iter().zip(&origins) {
            let Some(i) = *origin else {
                out.push_str(&self.records(list, std::slice::from_ref(record), held.indent));
                continue;
            };
            out.push_str(&above[i]);
            out.push_str(&self.item(list, held.items[i], &old[i], record)?);
        }
        Ok(out + &above[old.len()])
    }

    fn item(self, list: &'static str, item: &str, old: &Record, new: &Record) -> Result<String, Unfit> {
        if old == new {
            return Ok(item.to_owned());
        }
        match Item::of(item).ok_or(Unfit::Shape)? {
            Item::Braces { head, piece, tail } => Ok(format!("{head}{}{tail}", self.braces(list, piece, old, new)?)),
            Item::Lines { head, text } => Ok(indented(&changed(list, &text, old, new)?, head)),
        }
    }

    fn brackets(self, list: &'static str, held: &[&str], old: &[Record], new: &[Record]) -> Result<String, Unfit> {
        let text = |(record, origin): (&Record, &Option<usize>)| match *origin {
            Some(i) if old[i] == *record => Ok(held[i].to_owned()),
            Some(i) => self.braces(list, held[i], &old[i], record),
            None => self.braces(list, "{}", &Record::new(), record),
        };
        let texts: Vec<String> = new.iter().zip(&origins(old, new)).map(text).collect::<Result<_, _>>()?;
        Ok(if texts.is_empty() { String::new() } else { format!("[{}]", texts.join(", ")) })
    }

    /// A record in braces, with the keys that it has now.
    fn braces(self, list: &'static str, piece: &str, old: &Record, new: &Record) -> Result<String, Unfit> {
        let held = braces(piece, list).ok_or(Unfit::Shape)?;
        let mut texts = Vec::new();
        for Braced { name, whole, key, value } in &held {
            match (old.get(name), new.get(name)) {
                (before, now) if before == now => texts.push((*whole).to_owned()),
                (_, None) => {}
                (before, Some(now)) => texts.push(format!("{key}: {}", self.braced(list, name, before, now, value)?)),
            }
        }
        for (name, value) in in_order(list, new).filter(|(name, _)| held.iter().all(|held| held.name != *name)) {
            texts.push(format!("{}: {}", self.word(list, name), self.braced(list, name, None, value, "")?));
        }
        Ok(format!("{{{}}}", texts.join(", ")))
    }

    /// A value within braces; `text` is the one that it replaces.
    fn braced(
        self,
        list: &'static str,
        name: &'static str,
        old: Option<&Value>,
        new: &Value,
        text: &str,
    ) -> Result<String, Unfit> {
        let (Some(Value::Records(old)), Value::Records(new)) = (old, new) else {
            return self.short(list, name, new, text);
        };
        let pieces = pieces(text, name, old.len()).ok_or(Unfit::Shape)?;
        self.brackets(name, &pieces, old, new)
    }

    /// A value on one line.
    fn short(self, list: &'static str, name: &'static str, value: &Value, old: &str) -> Result<String, Unfit> {
        match value {
            Value::Text(text) => Ok(written::scalar(form::shape_in(Some(list), name), text, old, self.chinese)),
            Value::Records(records) => self.brackets(name, &[], &[], records),
            Value::List(texts) => Ok(self.texts(texts)),
            Value::Files(_) | Value::Yaml(_) => Err(Unfit::Unsure),
        }
    }

    fn texts(self, texts: &[String]) -> String {
        let item =
            |text: &String| written::item(&FileItem { file: text.clone(), title: String::new() }, "", self.chinese);
        format!("[{}]", texts.iter().map(item).collect::<Vec<_>>().join(", "))
    }

    /// New records, a key a line.
    fn records(self, list: &'static str, records: &[Record], indent: &str) -> String {
        let mut out = String::new();
        for record in records {
            let mut dash = "- ";
            for (name, value) in in_order(list, record) {
                let key = self.word(list, name);
                let end = self.newline;
                let _ = match value {
                    Value::Records(inner) => {
                        let inner = self.records(name, inner, &format!("{indent}    "));
                        write!(out, "{indent}{dash}{key}:{end}{inner}")
                    }
                    value => {
                        let value = self.short(list, name, value, "").unwrap_or_default();
                        write!(out, "{indent}{dash}{key}: {value}{end}")
                    }
                };
                dash = "  ";
            }
        }
        out
    }

    fn word(self, list: &'static str, name: &'static str) -> &'static str {
        keys::alias(&[form::record(list)], name).filter(|_| self.chinese).unwrap_or(name)
    }
}

/// The keys of a record in the order of its table.
fn in_order<'r>(list: &'static str, record: &'r Record) -> impl Iterator<Item = (&'static str, &'r Value)> {
    form::record(list).iter().filter_map(|(name, _)| Some((*name, record.get(name)?)))
}

/// The lines of a record with other values.
fn changed(list: &'static str, text: &str, old: &Record, new: &Record) -> Result<String, Unfit> {
    let layout = Layout::of_record(text, list)?;
    let mut edits = Vec::new();
    for (name, _) in form::record(list).iter().filter(|(name, _)| old.get(name) != new.get(name)) {
        let absent = form::empty(form::shape_in(Some(list), name));
        edits.extend(edits_of(&layout, name, new.get(name).unwrap_or(&absent))?);
    }
    Ok(apply(text, edits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(keys: &[(&'static str, &str)]) -> Record {
        keys.iter().map(|(name, text)| (*name, Value::Text((*text).to_owned()))).collect()
    }

    #[test]
    fn a_record_is_known_again_wherever_it_stands_and_whatever_one_key_of_it_became() {
        let [a, b] = [record(&[("id", "p1"), ("title", "甲")]), record(&[("id", "p2"), ("title", "乙")])];
        let old = [a.clone(), b.clone()];
        assert_eq!(origins(&old, &[b.clone(), a.clone()]), [Some(1), Some(0)]);
        let changed = record(&[("id", "p2"), ("title", "丙")]);
        assert_eq!(origins(&old, &[changed, a.clone()]), [Some(1), Some(0)]);
        assert_eq!(origins(&old, &[record(&[("id", "p3")]), b]), [None, Some(1)]);
        assert_eq!(origins(&[a.clone(), a.clone()], &[a.clone(), a]), [Some(0), Some(1)]);
    }

    #[test]
    fn lines_go_out_and_in_again_with_their_bytes_or_not_at_all() {
        for item in ["  - a: b\n    c: d\n", "-   a: |\n      x\n\n      y\n", "  - a: b\r\n    c: d\r\n"] {
            let Some(Item::Lines { head, text }) = Item::of(item) else { panic!("{item} has lines") };
            assert_eq!(indented(&text, head), item);
        }
        for item in ["  -\n    a: b\n", "  - a: b\n   c: d\n", "  - a: |\n      x\n    \n      y\n", "  -a\n"] {
            assert!(Item::of(item).is_none(), "{item:?}");
        }
    }
}
