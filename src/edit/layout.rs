//! Where the keys and values of an entry's front matter stand in its text. Never changes the text.

use super::form::record;
use super::{Unfit, scan};
use crate::diag::Place;
use crate::model::entry::{KINDS, Kind};
use crate::model::keys::{self, ACTIVITY, AWARD, COMMON, KeyName, REPORT};
use crate::model::source::{self, Sections};
use crate::model::yaml::{self, Key, Node, Value};
use crate::path::SourcePath;
use std::ops::Range;

/// An entry's text, taken apart.
#[derive(Debug)]
pub struct Layout<'a> {
    /// Without byte order mark.
    pub text: &'a str,
    /// Where its halves stand.
    pub sections: Sections,
    /// The list that it is a record of; an entry's own front matter is of none.
    pub list: Option<&'static str>,
    /// Line ends of the file.
    pub newline: &'static str,
    /// Keys and values, in the order written.
    pub pairs: Vec<Pair>,
}

/// One key of the front matter with its value. Ranges are in bytes of the whole text.
#[derive(Debug)]
pub struct Pair {
    /// The key's English name; `None` for a key that no entry has.
    pub name: Option<&'static str>,
    /// Whether the key is written in Chinese.
    pub chinese: bool,
    /// All its lines, without the blank lines and comments before the next key.
    pub lines: Range<usize>,
    /// The value on the key's line; empty, and right behind the colon, where there is none.
    pub inline: Range<usize>,
    /// The whole lines below the key's that the value takes; empty where it takes none.
    pub block: Range<usize>,
    /// The value as read.
    pub node: Node,
}

/// The tables of keys of a kind, in the order of the schema.
pub fn tables(kind: Kind) -> [&'static [KeyName]; 2] {
    let own = match kind {
        Kind::Activity => ACTIVITY,
        Kind::Award => AWARD,
        Kind::Report => REPORT,
    };
    [COMMON, own]
}

/// A key's place in the order of the schema, its English name and whether it was written in Chinese.
pub fn known(word: &str) -> Option<(usize, &'static str, bool)> {
    among(&[COMMON, ACTIVITY, AWARD, REPORT], word)
}

fn among(tables: &[&'static [KeyName]], word: &str) -> Option<(usize, &'static str, bool)> {
    let all = tables.iter().copied().flatten().enumerate();
    let mut found = all.filter(|(_, (name, alias))| *name == word || *alias == word);
    found.next().map(|(order, (name, _))| (order, *name, *name != word))
}

impl<'a> Layout<'a> {
    /// Takes a text apart.
    pub fn of(text: &'a str) -> Result<Layout<'a>, Unfit> {
        let sections = source::sections(text).map_err(|_| Unfit::Unreadable)?;
        Layout { text, list: None, newline: newline(text), pairs: Vec::new(), sections }.filled()
    }

    /// Takes the YAML of one record of a list apart, without the list's indent and dash.
    pub fn of_record(text: &'a str, list: &'static str) -> Result<Layout<'a>, Unfit> {
        let sections = Sections { yaml: 0..text.len(), yaml_line: 1, body: text.len()..text.len(), body_line: 1 };
        Layout { text, list: Some(list), newline: newline(text), pairs: Vec::new(), sections }.filled()
    }

    fn filled(mut self) -> Result<Layout<'a>, Unfit> {
        let sections = &self.sections;
        let yaml = &self.text[sections.yaml.clone()];
        let node = yaml::parse(&SourcePath::new("content/draft.md"), yaml, sections.yaml_line, keys::is_key)
            .map_err(|_| Unfit::Unreadable)?;
        match node.value {
            Value::Null => {}
            Value::Map(pairs) => self.pairs = self.pairs_of(pairs)?,
            Value::Scalar(_) | Value::List(_) => return Err(Unfit::Shape),
        }
        Ok(self)
    }

    /// The pair of a key, by its English name.
    pub fn pair(&self, name: &str) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.name == Some(name))
    }

    /// A key's place in the order of its table, its English name and whether it was written in Chinese.
    pub fn known(&self, word: &str) -> Option<(usize, &'static str, bool)> {
        self.list.map_or_else(|| known(word), |list| among(&[record(list)], word))
    }

    /// A key as it is written here.
    pub fn word(&self, name: &'static str) -> &'static str {
        let tables: &[&'static [KeyName]] = match self.list {
            None => &[COMMON, ACTIVITY, AWARD, REPORT],
            Some(list) => &[record(list)],
        };
        keys::alias(tables, name).filter(|_| self.is_chinese()).unwrap_or(name)
    }

    /// The kind, where it can be told.
    pub fn kind(&self) -> Option<Kind> {
        let Value::Scalar(word) = &self.pair("kind")?.node.value else { return None };
        let word = word.trim().to_lowercase();
        KINDS.iter().find(|(_, en, zh)| *en == word || *zh == word).map(|(kind, _, _)| *kind)
    }

    /// Whether new keys are written in Chinese: as the title's is, or the first key's.
    pub fn is_chinese(&self) -> bool {
        self.pair("title").or(self.pairs.first()).is_none_or(|pair| pair.chinese)
    }

    fn pairs_of(&self, pairs: Vec<(Key, Node)>) -> Result<Vec<Pair>, Unfit> {
        let places: Vec<Place> = pairs.iter().map(|(key, _)| key.place).collect();
        let starts: Vec<usize> = places.iter().map(|p| self.line_start(p.line)).collect();
        if starts.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Unfit::Shape);
        }
        let ends = starts.iter().skip(1).copied().chain([self.sections.yaml.end]);
        let regions: Vec<Range<usize>> =
            starts.iter().copied().zip(ends).map(|(start, end)| start..self.end(start, end)).collect();
        (pairs.into_iter().zip(regions)).map(|((key, node), lines)| self.pair_of(&key, node, lines)).collect()
    }

    /// Leaves out the blank lines and comments that stand before the next key.
    fn end(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        for line in self.text[start..end].split_inclusive('\n').rev() {
            if !line.trim().is_empty() && !line.starts_with('#') {
                break;
            }
            end -= line.len();
        }
        end
    }

    fn pair_of(&self, key: &Key, node: Node, lines: Range<usize>) -> Result<Pair, Unfit> {
        let whole = &self.text[lines.clone()];
        let colon = after_colon(whole, &key.text).ok_or(Unfit::Shape)?;
        let first_line = whole.find('\n').map_or(whole.len(), |at| at + 1);
        let lead = whole[colon..first_line].len() - whole[colon..first_line].trim_start_matches([' ', '\t']).len();
        let value = &whole[colon + lead..];
        let (inline, block) = match value.chars().next() {
            None | Some('\r' | '\n') => (colon..colon, first_line..whole.len()),
            Some('#') if lead > 0 => (colon..colon, first_line..whole.len()),
            Some('|' | '>') => {
                let head = scan::plain(value.lines().next().unwrap_or(""));
                (colon + lead..colon + lead + head, first_line..whole.len())
            }
            _ => {
                let length = scan::inline(value);
                (colon + lead..colon + lead + length, whole.len()..whole.len())
            }
        };
        let shift = |range: Range<usize>| range.start + lines.start..range.end + lines.start;
        let found = self.known(key.text.trim());
        Ok(Pair {
            name: found.map(|(_, name, _)| name),
            chinese: found.is_some_and(|(_, _, chinese)| chinese),
            inline: shift(inline),
            block: shift(block),
            lines,
            node,
        })
    }

    fn line_start(&self, line: u32) -> usize {
        let before = self.text.split_inclusive('\n').take(line.saturating_sub(1) as usize);
        before.map(str::len).sum()
    }
}

/// The byte behind a key's colon; the key must be the first thing on its line, and may stand in quotes.
fn after_colon(line: &str, key: &str) -> Option<usize> {
    let bare = line.trim_start_matches(['\u{3000}', ' ']);
    let indent = line.len() - bare.len();
    let length = match bare.chars().next()? {
        '"' | '\'' => scan::inline(bare),
        _ => bare.starts_with(key.trim()).then(|| key.trim().len())?,
    };
    let rest = &bare[length..];
    let gap = rest.len() - rest.trim_start_matches([' ', '\t', '\u{3000}']).len();
    let colon = rest[gap..].chars().next().filter(|c| matches!(c, ':' | '：'))?;
    Some(indent + length + gap + colon.len_utf8())
}

fn newline(text: &str) -> &'static str {
    let first = text.split_inclusive('\n').next().unwrap_or("");
    if first.ends_with("\r\n") { "\r\n" } else { "\n" }
}
