//! A part of XML → a tree of elements by local name: Office writes any prefix it likes.
//! Bounded in depth and number, and never expands an entity.

use crate::import::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// No document nests deeper; what reads the tree may call itself for each level.
const DEPTH_LIMIT: usize = 128;

/// No part has more elements.
const COUNT_LIMIT: usize = 2_000_000;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Without prefix.
    pub name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute, by its name without prefix.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The elements right within.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of this name right within.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.name == name)
    }

    /// The elements on a way of names.
    pub fn at(&self, way: &[&str]) -> Option<&Element> {
        way.iter().try_fold(self, |element, name| element.child(name))
    }

    /// `val` of the first element of this name right within.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.child(name)?.attribute("val")
    }

    /// Whether a switch such as bold is on; `None` where it is not said.
    pub fn switch(&self, name: &str) -> Option<bool> {
        let value = self.child(name)?.attribute("val");
        Some(!matches!(value, Some("0" | "false" | "off" | "none")))
    }

    /// All characters within.
    pub fn text(&self) -> String {
        let mut all = String::new();
        self.collect(&mut all);
        all
    }

    fn collect(&self, all: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => all.push_str(text),
                Node::Element(element) => element.collect(all),
            }
        }
    }

    /// Every element within of one of these names, in order, and what stands in it.
    pub fn every<'e>(&'e self, names: &[&str]) -> Vec<&'e Element> {
        let mut found = Vec::new();
        for element in self.elements() {
            if names.contains(&element.name.as_str()) {
                found.push(element);
            }
            found.extend(element.every(names));
        }
        found
    }
}

/// The text of a part: UTF-8, or UTF-16 by its mark.
pub fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let decoded = match bytes {
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling_and_without_replacement(rest),
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling_and_without_replacement(rest),
        _ => encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(bytes),
    };
    decoded.map(|text| text.trim_start_matches('\u{feff}').to_owned()).ok_or(Refusal::Damaged)
}

/// Reads a part; a document type, which no Office document has, is refused.
pub fn parse(text: &str) -> Result<Element, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    let mut count = 0;
    loop {
        match reader.read_event().map_err(|_| Refusal::Damaged)? {
            Event::Eof => break,
            Event::DocType(_) => return Err(Refusal::Bomb),
            Event::Start(tag) => {
                count += 1;
                open.push(element(&tag));
            }
            Event::Empty(tag) => {
                count += 1;
                push(&mut open, Node::Element(element(&tag)));
            }
            Event::End(_) => {
                let element = open.pop().ok_or(Refusal::Damaged)?;
                push(&mut open, Node::Element(element));
            }
            Event::Text(text) => push_text(&mut open, text.as_ref()),
            Event::CData(text) => push_text(&mut open, text.as_ref()),
            Event::GeneralRef(name) => {
                let c = name.resolve_char_ref().map_err(|_| Refusal::Damaged)?;
                let written = format!("&{};", name.as_ref() as &str);
                push_text(&mut open, &c.map_or_else(|| predefined(&written), String::from));
            }
            _ => {}
        }
        if open.len() > DEPTH_LIMIT || count > COUNT_LIMIT {
            return Err(Refusal::Bomb);
        }
    }
    let (root, rest) = (open.pop(), open.len());
    let first =
        root.and_then(|mut root| (rest == 0 && !root.children.is_empty()).then(|| std::mem::take(&mut root.children)));
    let elements = first.into_iter().flatten().find_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    elements.ok_or(Refusal::Damaged)
}

/// The five entities of XML; any other stays as it is written.
fn predefined(written: &str) -> String {
    let plain = match written {
        "&lt;" => "<",
        "&gt;" => ">",
        "&amp;" => "&",
        "&quot;" => "\"",
        "&apos;" => "'",
        other => other,
    };
    plain.to_owned()
}

fn element(tag: &BytesStart) -> Element {
    let attribute = |a: quick_xml::events::attributes::Attribute| {
        let value = a
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_or_else(|_| a.value.to_string(), std::borrow::Cow::into_owned);
        (a.key.local_name().as_ref().to_owned(), value)
    };
    Element {
        name: tag.local_name().as_ref().to_owned(),
        attributes: tag.attributes().flatten().map(attribute).collect(),
        children: Vec::new(),
    }
}

fn push(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

fn push_text(open: &mut [Element], text: &str) {
    if let Some(last) = open.last_mut() {
        match last.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => last.children.push(Node::Text(text.to_owned())),
        }
    }
}
