//! Where in a source file a value or a piece of the text stands, found anew for the few files that need it:
//! entries keep no places of most fields. Never interprets a value.

use super::front_matter::HEAD;
use super::keys;
use super::source::{self, Parts};
use super::yaml::{self, Node, Value};
use crate::diag::{Place, count};
use crate::load::SourceFile;

/// One step from a record or list to what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The value of a key, by its English name.
    Key(&'static str),
    /// An item of a list, from 0.
    Item(usize),
}

/// The values of one file's YAML with their places.
pub struct Located<'a> {
    text: &'a str,
    parts: Option<Parts<'a>>,
    tree: Option<Node>,
}

impl<'a> Located<'a> {
    /// Those of an entry.
    pub fn entry(file: &'a SourceFile) -> Located<'a> {
        let text = source::text(file).unwrap_or("");
        let parts = source::parts(text);
        let tree = parts.as_ref().and_then(|p| yaml::parse(&file.path, p.yaml, p.yaml_line, keys::is_key).ok());
        Located { text, parts, tree }
    }

    /// Those of a settings file.
    pub fn settings(file: &'a SourceFile) -> Located<'a> {
        let text = source::text(file).unwrap_or("");
        Located { text, parts: None, tree: yaml::parse(&file.path, text, 1, keys::is_key).ok() }
    }

    /// Where a value stands; the nearest value around it where that is not to be found.
    pub fn field(&self, way: &[Step]) -> Place {
        let Some(tree) = &self.tree else { return HEAD };
        let mut at = tree;
        for step in way {
            match next(at, *step) {
                Some(node) => at = node,
                None => break,
            }
        }
        at.place
    }

    /// Where a piece of the whole file stands, by its byte offset; `length` counts characters.
    pub fn text(&self, offset: usize, length: usize) -> Place {
        Place::at_offset(self.text, offset, count(length.max(1)))
    }

    /// Where a piece of an entry's text stands, by its byte offset in the text; `length` counts characters.
    pub fn body(&self, offset: usize, length: usize) -> Place {
        let Some(parts) = &self.parts else { return HEAD };
        let place = Place::at_offset(parts.body, offset, count(length.max(1)));
        Place { line: place.line + parts.body_line - 1, ..place }
    }
}

fn next(node: &Node, step: Step) -> Option<&Node> {
    match (&node.value, step) {
        (Value::Map(pairs), Step::Key(name)) => {
            pairs.iter().find(|(key, _)| keys::is_name(key.text.trim(), name)).map(|(_, value)| value)
        }
        (Value::List(items), Step::Item(i)) => items.get(i),
        // One value may stand where a list of one could.
        (Value::Scalar(_), Step::Item(0)) => Some(node),
        _ => None,
    }
}
