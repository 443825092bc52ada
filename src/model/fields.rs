//! Reads the fields of one record: canonical key names, typed values, every fault at its place.
//! Never knows which fields an entry has; `entry.rs` and `branch.rs` ask for them.

use super::date;
use super::keys::{self, KeyName};
use super::yaml::{Key, Node, Value};
use crate::diag::{Diagnostic, Expected, Fault, KeyWords, Place};
use crate::path::SourcePath;
use jiff::civil::{Date, Time};
use std::collections::BTreeMap;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot<T> {
    /// Where.
    pub place: Place,
    /// What.
    pub value: T,
}

/// How many people: counted, or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Headcount {
    /// A number alone.
    Number(u32),
    /// Names; the number is their count.
    Names(Vec<String>),
}

impl Headcount {
    /// How many.
    pub fn number(&self) -> u32 {
        match self {
            Headcount::Number(n) => *n,
            Headcount::Names(names) => crate::diag::count(names.len()),
        }
    }
}

/// A decimal figure kept as written, or a masked one. Masked is not zero.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A number; `text` is as written, so that 15.50 stays 15.50.
    Number {
        /// Its value.
        value: f64,
        /// As written.
        text: String,
    },
    /// A figure blanked out in the source.
    Masked(String),
}

impl Figure {
    /// As written.
    pub fn text(&self) -> &str {
        match self {
            Figure::Number { text, .. } | Figure::Masked(text) => text,
        }
    }
}

/// A time of day, with its date where the event ran over days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day, where given.
    pub date: Option<Date>,
    /// The time, where given.
    pub time: Option<Time>,
}

/// The faults of one file, collected while its fields are read.
pub struct Faults<'a> {
    file: &'a SourcePath,
    found: Vec<Diagnostic>,
}

impl<'a> Faults<'a> {
    /// None yet.
    pub fn new(file: &'a SourcePath) -> Self {
        Faults { file, found: Vec::new() }
    }

    /// Adds one.
    pub fn add(&mut self, place: Place, fault: Fault) {
        self.found.push(Diagnostic::new(self.file, place, fault));
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// The keys and values of one record.
pub struct Fields<'n> {
    /// Where the record begins.
    pub place: Place,
    by_name: BTreeMap<&'static str, (&'n Key, &'n Node)>,
    tables: Vec<&'static [KeyName]>,
}

impl<'n> Fields<'n> {
    /// The fields of a record whose keys are in `tables`; other keys go to `unknown`,
    /// which decides which fault they are.
    pub fn new(
        node: &'n Node,
        tables: &[&'static [KeyName]],
        faults: &mut Faults,
        unknown: &dyn Fn(&str) -> Fault,
    ) -> Fields<'n> {
        let mut fields = Fields { place: node.place, by_name: BTreeMap::new(), tables: tables.to_vec() };
        let pairs = match &node.value {
            Value::Map(pairs) => pairs.as_slice(),
            Value::Null => &[],
            _ => {
                let fault =
                    Fault::WrongType { key: KeyWords::new("front matter", "信息栏"), expected: Expected::Record };
                faults.add(node.place, fault);
                &[]
            }
        };
        for (key, value) in pairs {
            fields.insert(key, value, faults, unknown);
        }
        fields
    }

    fn insert(&mut self, key: &'n Key, value: &'n Node, faults: &mut Faults, unknown: &dyn Fn(&str) -> Fault) {
        let word = key.text.trim();
        let Some(name) = self.tables.iter().find_map(|table| keys::canonical(table, word)) else {
            faults.add(key.place, unknown(word));
            return;
        };
        if self.by_name.contains_key(name) {
            faults.add(key.place, Fault::DuplicateKey { key: word.to_owned() });
        } else {
            self.by_name.insert(name, (key, value));
        }
    }

    /// The value, unless it is absent or null.
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        self.by_name.get(name).map(|(_, node)| *node).filter(|node| node.value != Value::Null)
    }

    /// A key's words for messages: English readers see it as it is written, Chinese ones by its alias.
    pub fn words(&self, name: &str) -> KeyWords {
        let written = self.by_name.get(name).map_or(name, |(key, _)| key.text.trim());
        KeyWords::new(written, keys::alias(&self.tables, name).unwrap_or(written))
    }

    fn wrong(&self, name: &str, node: &Node, expected: Expected, faults: &mut Faults) {
        faults.add(node.place, Fault::WrongType { key: self.words(name), expected });
    }

    /// Reports a required key that is absent.
    pub fn require(&self, name: &'static str, faults: &mut Faults) {
        if self.get(name).is_none() {
            let place = self.by_name.get(name).map_or(self.place, |(key, _)| key.place);
            faults.add(place, Fault::Missing { key: self.words(name) });
        }
    }

    /// A text, outer white space dropped; empty counts as absent.
    pub fn text(&self, name: &str, faults: &mut Faults) -> Option<Spot<String>> {
        let node = self.get(name)?;
        if let Value::Scalar(text) = &node.value {
            let value = text.trim().to_owned();
            return (!value.is_empty()).then_some(Spot { place: node.place, value });
        }
        self.wrong(name, node, Expected::Text, faults);
        None
    }

    /// A text whose place no later fault needs.
    pub fn plain(&self, name: &str, faults: &mut Faults) -> Option<String> {
        self.text(name, faults).map(|spot| spot.value)
    }

    /// A required text; absent or empty is a fault and gives "".
    pub fn required(&self, name: &'static str, faults: &mut Faults) -> String {
        self.require(name, faults);
        if self.get(name).is_some_and(|n| matches!(&n.value, Value::Scalar(t) if t.trim().is_empty())) {
            faults.add(self.place_of(name), Fault::Missing { key: self.words(name) });
        }
        self.plain(name, faults).unwrap_or_default()
    }

    /// Where a key's value stands; the record's place where it is absent.
    pub fn place_of(&self, name: &str) -> Place {
        self.by_name.get(name).map_or(self.place, |(_, node)| node.place)
    }

    /// One text, or a list of texts, as a list.
    pub fn one_or_many(&self, name: &str, faults: &mut Faults) -> Vec<Spot<String>> {
        match self.get(name).map(|node| &node.value) {
            None => Vec::new(),
            Some(Value::Scalar(_)) => self.text(name, faults).into_iter().collect(),
            Some(_) => self.texts(name, faults),
        }
    }

    /// A list of texts.
    pub fn texts(&self, name: &str, faults: &mut Faults) -> Vec<Spot<String>> {
        let mut texts = Vec::new();
        for item in self.items(name, faults) {
            match &item.value {
                Value::Scalar(text) if !text.trim().is_empty() => {
                    texts.push(Spot { place: item.place, value: text.trim().to_owned() });
                }
                _ => self.wrong(name, item, Expected::Text, faults),
            }
        }
        texts
    }

    /// A list of texts whose places no later fault needs.
    pub fn plain_texts(&self, name: &str, faults: &mut Faults) -> Vec<String> {
        self.texts(name, faults).into_iter().map(|spot| spot.value).collect()
    }

    /// The items of a list.
    pub fn items(&self, name: &str, faults: &mut Faults) -> &'n [Node] {
        match self.get(name) {
            None => &[],
            Some(Node { value: Value::List(items), .. }) => items,
            Some(node) => {
                self.wrong(name, node, Expected::List, faults);
                &[]
            }
        }
    }

    /// A date.
    pub fn date(&self, name: &str, faults: &mut Faults) -> Option<Date> {
        let node = self.get(name)?;
        let Value::Scalar(text) = &node.value else {
            self.wrong(name, node, Expected::Date, faults);
            return None;
        };
        date::date(text).map_err(|fault| faults.add(node.place, fault)).ok()
    }

    /// A time of day, a date, or both.
    pub fn moment(&self, name: &str, faults: &mut Faults) -> Option<Moment> {
        let node = self.get(name)?;
        let read = match &node.value {
            Value::Scalar(text) => moment(text),
            _ => None,
        };
        if read.is_none() {
            self.wrong(name, node, Expected::Time, faults);
        }
        read
    }

    /// A whole number.
    pub fn integer(&self, name: &str, faults: &mut Faults) -> Option<Spot<i32>> {
        let node = self.get(name)?;
        let read = match &node.value {
            Value::Scalar(text) => text.trim().parse().ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong(name, node, Expected::Integer, faults);
        }
        read.map(|value| Spot { place: node.place, value })
    }

    /// A whole number that is not negative.
    pub fn count(&self, name: &str, faults: &mut Faults) -> Option<u32> {
        let spot = self.integer(name, faults)?;
        let value = u32::try_from(spot.value).ok();
        if value.is_none() {
            faults.add(spot.place, Fault::WrongType { key: self.words(name), expected: Expected::Integer });
        }
        value
    }

    /// A number, or a masked one where `**` and the like stand in its place.
    pub fn figure(&self, name: &str, faults: &mut Faults) -> Option<Figure> {
        let node = self.get(name)?;
        let read = match &node.value {
            Value::Scalar(text) => figure(text.trim()),
            _ => None,
        };
        if read.is_none() {
            self.wrong(name, node, Expected::Number, faults);
        }
        read
    }

    /// A decimal number kept as written.
    pub fn number(&self, name: &str, faults: &mut Faults) -> Option<Figure> {
        let figure = self.figure(name, faults)?;
        if matches!(figure, Figure::Masked(_)) {
            faults.add(self.place_of(name), Fault::WrongType { key: self.words(name), expected: Expected::Number });
            return None;
        }
        Some(figure)
    }

    /// true or false, 是 or 否.
    pub fn flag(&self, name: &str, faults: &mut Faults) -> Option<bool> {
        let node = self.get(name)?;
        let read = match &node.value {
            Value::Scalar(text) => flag(text.trim()),
            _ => None,
        };
        if read.is_none() {
            self.wrong(name, node, Expected::Bool, faults);
        }
        read
    }

    /// A number of people, or their names.
    pub fn headcount(&self, name: &str, faults: &mut Faults) -> Option<Headcount> {
        let node = self.get(name)?;
        match &node.value {
            Value::List(_) => Some(Headcount::Names(self.plain_texts(name, faults))),
            Value::Scalar(text) if text.trim().parse::<u32>().is_ok() => {
                text.trim().parse().ok().map(Headcount::Number)
            }
            _ => {
                self.wrong(name, node, Expected::Headcount, faults);
                None
            }
        }
    }

    /// One of an enumeration's words in either language.
    pub fn choice<T: Copy>(&self, name: &str, words: &[(T, &str, &str)], faults: &mut Faults) -> Option<T> {
        let spot = self.text(name, faults)?;
        let lower = spot.value.to_lowercase();
        let found = words.iter().find(|(_, en, zh)| *en == lower || *zh == spot.value);
        if found.is_none() {
            let fault = Fault::NotOneOf {
                key: Box::new(self.words(name)),
                allowed: words.iter().map(|(_, en, zh)| ((*en).to_owned(), (*zh).to_owned())).collect(),
                nearest: keys::nearest(&spot.value, words.iter().flat_map(|(_, en, zh)| [*en, *zh])),
                value: spot.value,
            };
            faults.add(spot.place, fault);
        }
        found.map(|(value, _, _)| *value)
    }

    /// The records of a list, each read by `read`.
    pub fn records<T>(
        &self,
        name: &str,
        table: &'static [KeyName],
        faults: &mut Faults,
        mut read: impl FnMut(&Fields, &mut Faults) -> T,
    ) -> Vec<T> {
        let mut records = Vec::new();
        for item in self.items(name, faults) {
            if !matches!(item.value, Value::Map(_)) {
                self.wrong(name, item, Expected::Record, faults);
                continue;
            }
            let fields = Fields::new(item, &[table], faults, &|word| unknown(word, &[table]));
            records.push(read(&fields, faults));
        }
        records
    }
}

/// The fault of a key that no table has.
pub fn unknown(word: &str, tables: &[&[KeyName]]) -> Fault {
    let nearest = keys::nearest(word, keys::spellings(tables));
    Fault::UnknownKey { key: word.to_owned(), nearest }
}

fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Some(time) = date::time(text) {
        return Some(Moment { date: None, time: Some(time) });
    }
    if let Ok(date) = date::date(text) {
        return Some(Moment { date: Some(date), time: None });
    }
    let (day, clock) = text.split_once([' ', 'T'])?;
    Some(Moment { date: date::date(day).ok(), time: Some(date::time(clock)?) }).filter(|m| m.date.is_some())
}

/// Marks that stand for a blanked-out figure.
const MASKS: &[&str] = &["**", "＊＊", "××", "XX", "○○", "■"];

fn figure(text: &str) -> Option<Figure> {
    if MASKS.iter().any(|mask| text.contains(mask)) {
        return Some(Figure::Masked(text.to_owned()));
    }
    let plain = text.replace([',', '，'], "");
    let good = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let value: f64 = plain.parse().ok().filter(|_| good)?;
    Some(Figure::Number { value, text: text.to_owned() })
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" | "是" => Some(true),
        "false" | "False" | "FALSE" | "否" => Some(false),
        _ => None,
    }
}
