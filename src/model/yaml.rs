//! YAML text → a tree in which every key and value knows its line and column.
//! Refuses aliases (no bombs) and duplicate keys; never interprets a value.

use super::keys;
use crate::diag::{Diagnostic, Fault, Place, count};
use crate::path::SourcePath;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span};
use std::borrow::Cow;

/// A value and its place in the whole file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// What it is.
    pub value: Value,
}

/// What a node holds. Scalars stay text: a field decides how to read one.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `key:` with nothing behind it, `~` or `null`.
    Null,
    /// Any other scalar.
    Scalar(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order written.
    Map(Vec<(Key, Node)>),
}

/// A mapping's key.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// As written.
    pub text: String,
    /// Where it begins.
    pub place: Place,
}

/// Parses one YAML document that begins at `first_line` of `file`.
/// `is_key` tells known key names, so that `标题：x` with a full-width colon is understood.
/// An empty document is `Value::Null`.
pub fn parse(
    file: &SourcePath,
    text: &str,
    first_line: u32,
    is_key: fn(&str) -> bool,
) -> Result<Node, Vec<Diagnostic>> {
    let mended = mend(&one_line_end(text), is_key);
    let mut tree = Tree {
        file,
        parser: Parser::new_from_str(&mended.text),
        first_line,
        shifts: &mended.shifts,
        faults: Vec::new(),
        depth: 0,
    };
    match tree.document() {
        Ok(node) if tree.faults.is_empty() => Ok(node),
        Ok(_) => Err(tree.faults),
        Err(stop) => {
            let found = tree.explain(&stop, &mended.text);
            tree.faults.push(found);
            Err(tree.faults)
        }
    }
}

/// A text made readable, and how many characters each mended line has moved by.
struct Mended {
    text: String,
    /// (line from 0, column from 0 in the mended line, characters added before it; may be negative)
    shifts: Vec<(usize, usize, i64)>,
}

/// YAML ends a line at a lone carriage return; whoever counts line feeds does not. It becomes a space, so that faults
/// stand on the lines that people see. A file that has no other line ends keeps them.
fn one_line_end(text: &str) -> Cow<'_, str> {
    let lone = |(at, _): &(usize, &str)| !text[at + 1..].starts_with('\n');
    if !text.contains('\n') || !text.match_indices('\r').any(|found| lone(&found)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', " "))
}

fn mend(text: &str, is_key: fn(&str) -> bool) -> Mended {
    let mut mended = Mended { text: String::with_capacity(text.len() + 16), shifts: Vec::new() };
    for (number, line) in text.split_inclusive('\n').enumerate() {
        match mend_line(line, is_key) {
            Some((new, shifts)) => {
                mended.text.push_str(&new);
                mended.shifts.extend(shifts.into_iter().map(|(column, by)| (number, column, by)));
            }
            None => mended.text.push_str(line),
        }
    }
    mended
}

/// `　标题：x` → `标题: x`, only where the word before the colon is a known key.
fn mend_line(line: &str, is_key: fn(&str) -> bool) -> Option<(String, Vec<(usize, i64)>)> {
    let bare = line.trim_start_matches('\u{3000}');
    let wide = count(line.chars().count() - bare.chars().count());
    let (before, colon, after) = split_key(bare)?;
    if !is_key(before.trim().trim_start_matches("- ").trim()) || (colon == ':' && wide == 0) {
        return None;
    }
    let mut shifts = Vec::new();
    if wide > 0 {
        shifts.push((0, -i64::from(wide)));
    }
    let mut new = before.trim_end().to_owned();
    new.push(':');
    if colon == '：' {
        // The full-width colon becomes a colon and a space: what follows stands one character later.
        shifts.push((new.chars().count(), 1));
        new.push(' ');
    }
    new.push_str(after);
    Some((new, shifts))
}

fn split_key(line: &str) -> Option<(&str, char, &str)> {
    let (at, colon) = line.char_indices().find(|(_, c)| matches!(c, ':' | '：' | '"' | '\'' | '#'))?;
    matches!(colon, ':' | '：').then(|| (&line[..at], colon, &line[at + colon.len_utf8()..]))
}

enum Stop {
    Scan(ScanError),
    Alias(Place),
    Deep(Place),
    End,
}

/// Deeper nesting than any record needs; guards the recursion.
const MAX_DEPTH: usize = 16;

struct Tree<'a> {
    file: &'a SourcePath,
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    first_line: u32,
    shifts: &'a [(usize, usize, i64)],
    faults: Vec<Diagnostic>,
    depth: usize,
}

impl<'a> Tree<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Stop> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(Stop::Scan(error)),
            None => Err(Stop::End),
        }
    }

    fn place(&self, marker: &Marker, length: usize) -> Place {
        let line = marker.line().saturating_sub(1);
        let moved: i64 = (self.shifts.iter())
            .filter(|(l, column, _)| *l == line && *column <= marker.col())
            .map(|(_, _, by)| by)
            .sum();
        let column = i64::try_from(marker.col()).unwrap_or(0) - moved;
        Place {
            line: self.first_line + count(line),
            column: u32::try_from(column.max(0)).unwrap_or(0) + 1,
            length: count(length.max(1)),
        }
    }

    fn document(&mut self) -> Result<Node, Stop> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => {
                    return Ok(Node { place: self.place(&span.start, 1), value: Value::Null });
                }
                other => {
                    let node = self.node(other, span)?;
                    return self.finish().map(|()| node);
                }
            }
        }
    }

    /// Reads on to the end, so that text behind the document is a fault and not ignored.
    fn finish(&mut self) -> Result<(), Stop> {
        loop {
            match self.next() {
                Ok((Event::StreamEnd, _)) | Err(Stop::End) => return Ok(()),
                Ok((Event::DocumentEnd | Event::Nothing, _)) => {}
                Ok((_, span)) => {
                    return Err(Stop::Scan(ScanError::new_str(span.start, "a second document begins here")));
                }
                Err(stop) => return Err(stop),
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node, Stop> {
        let place = self.place(&span.start, span_length(&span));
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Stop::Deep(place));
        }
        let value = match event {
            Event::Scalar(text, style, 0, _) => scalar(&text, style),
            Event::SequenceStart(0, _) => self.list()?,
            Event::MappingStart(0, _) => self.map()?,
            _ => return Err(Stop::Alias(place)),
        };
        self.depth -= 1;
        let length = if matches!(value, Value::Scalar(_) | Value::Null) { place.length } else { 1 };
        Ok(Node { place: Place { length, ..place }, value })
    }

    fn list(&mut self) -> Result<Value, Stop> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                return Ok(Value::List(items));
            }
            items.push(self.node(event, span)?);
        }
    }

    fn map(&mut self) -> Result<Value, Stop> {
        let mut pairs: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(Value::Map(pairs));
            }
            let key = self.key(event, span)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span)?;
            if pairs.iter().any(|(k, _)| k.text == key.text) {
                let fault = Fault::DuplicateKey { key: key.text.clone() };
                self.faults.push(Diagnostic::new(self.file, key.place, fault));
            } else {
                pairs.push((key, value));
            }
        }
    }

    fn key(&mut self, event: Event<'a>, span: Span) -> Result<Key, Stop> {
        let node = self.node(event, span)?;
        match node.value {
            Value::Scalar(text) => Ok(Key { text, place: node.place }),
            _ => Err(Stop::Scan(ScanError::new_str(span.start, "a key must be a plain word"))),
        }
    }

    fn explain(&self, stop: &Stop, text: &str) -> Diagnostic {
        let (place, fault) = match stop {
            Stop::Alias(place) => (*place, self.alias_fault(*place, text)),
            Stop::Deep(place) => (*place, syntax("nested too deeply")),
            Stop::End => (Place { line: self.first_line, ..Place::START }, syntax("it ends too early")),
            Stop::Scan(error) => self.explain_scan(error, text),
        };
        Diagnostic::new(self.file, place, fault)
    }

    /// The value that reads as a reference: the whole of it, or one item of a list in brackets.
    fn alias_fault(&self, place: Place, text: &str) -> Fault {
        let line = text.lines().nth(place.line.saturating_sub(self.first_line) as usize).unwrap_or("");
        if let Some((_, _, fault @ Fault::YamlAlias { .. })) = line_fault(line) {
            return fault;
        }
        let item = line.chars().skip(place.column.saturating_sub(1) as usize);
        Fault::YamlAlias { before: String::new(), text: item.take_while(|c| !",]}".contains(*c)).collect() }
    }

    /// The parser often notices a fault behind its cause; the line itself tells what a clerk did.
    fn explain_scan(&self, error: &ScanError, text: &str) -> (Place, Fault) {
        let at = error.marker().line().saturating_sub(1);
        let lines: Vec<&str> = text.lines().collect();
        for number in [Some(at), at.checked_sub(1)].into_iter().flatten() {
            let Some(line) = lines.get(number) else { continue };
            let above = lines[..number].iter().rev().find(|l| !l.trim().is_empty()).copied().unwrap_or("");
            if let Some((column, length, fault)) = line_fault(line).or_else(|| shape_fault(line, above)) {
                let marker = Marker::new(0, number + 1, column);
                return (self.place(&marker, length), fault);
            }
        }
        (self.place(error.marker(), 1), syntax(error.info()))
    }
}

fn syntax(detail: &str) -> Fault {
    Fault::YamlSyntax { detail: detail.to_owned() }
}

/// What a line shows by itself: (column from 0, length, fault).
fn line_fault(line: &str) -> Option<(usize, usize, Fault)> {
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    if let Some(tab) = indent.chars().position(|c| c == '\t') {
        return Some((tab, 1, Fault::YamlTab));
    }
    let (before, value) = line.split_once(": ").or_else(|| line.split_once("- "))?;
    let lead = value.chars().take_while(|c| c.is_whitespace()).count();
    let column = before.chars().count() + 2 + lead;
    let value = value.trim();
    let (before, text) = (line.trim_start().chars().take(column - indent.chars().count()).collect(), value.to_owned());
    let fault = match value.chars().next()? {
        '*' | '&' => Fault::YamlAlias { before, text },
        '[' if !value.contains(']') => unclosed(line, ']'),
        '{' if !value.contains('}') => unclosed(line, '}'),
        '"' if value.matches('"').count() == 1 => unclosed(line, '"'),
        '[' | '{' if !value.ends_with([']', '}']) => Fault::YamlQuote { before, text },
        '"' | '\'' | '%' | '@' | '`' | '|' | '>' | '!' => Fault::YamlQuote { before, text },
        _ if value.contains(": ") => Fault::YamlQuote { before, text },
        _ => return None,
    };
    Some((column, value.chars().count(), fault))
}

fn unclosed(line: &str, close: char) -> Fault {
    Fault::YamlUnclosed { close, mended: format!("{}{close}", line.trim()) }
}

/// What a line shows beside the one above it, where its value is in order.
fn shape_fault(line: &str, above: &str) -> Option<(usize, usize, Fault)> {
    let text = line.trim();
    let indent = indent_of(line);
    let length = text.chars().count();
    if text.is_empty() || text.starts_with('#') {
        return None;
    }
    if let Some((key, value)) = text.split_once(':').filter(|(key, value)| keys::is_key(key) && is_glued(value)) {
        return Some((indent, length, Fault::YamlNoSpace { mended: format!("{key}: {value}") }));
    }
    if indent == 0 && !text.contains(':') && !text.starts_with('-') {
        return Some((indent, length, Fault::YamlNoColon { text: text.to_owned() }));
    }
    let complete = above.split_once(": ").is_some_and(|(_, value)| !value.trim().is_empty());
    (complete && text.contains(": ") && indent > indent_of(above) && !above.trim_start().starts_with("- ")).then_some((
        indent,
        length,
        Fault::YamlIndent,
    ))
}

fn is_glued(value: &str) -> bool {
    value.chars().next().is_some_and(|c| !c.is_whitespace())
}

fn indent_of(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

fn span_length(span: &Span) -> usize {
    if span.start.line() == span.end.line() { span.end.col().saturating_sub(span.start.col()) } else { 1 }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    let null = matches!(style, ScalarStyle::Plain) && matches!(text, "" | "~" | "null" | "Null" | "NULL");
    if null { Value::Null } else { Value::Scalar(text.to_owned()) }
}
