//! The styles of a Word document: what a paragraph or run takes from them, by inheritance.
//! Never reads text.

use crate::import::office::xml::Element;
use std::collections::BTreeMap;

/// No style is based on more than this many others; the rest of a circle is cut off.
const DEPTH: usize = 16;

/// Where a paragraph stands in a numbered list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPlace {
    /// The list; "0" takes a paragraph out of its style's list.
    pub list: String,
    /// The level, where it is said.
    pub level: Option<u8>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<ListPlace>,
    bold: Option<bool>,
    italic: Option<bool>,
    struck: Option<bool>,
    underlined: Option<bool>,
}

/// All styles.
#[derive(Debug, Default)]
pub struct Styles {
    by_id: BTreeMap<String, Style>,
    paragraph: Option<String>,
}

/// What a paragraph's style makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Nothing.
    Text,
    /// The title.
    Title,
    /// A heading of this level, from 1.
    Heading(u8),
}

impl Styles {
    /// Of the part `styles`.
    pub fn of(root: &Element) -> Styles {
        let mut styles = Styles::default();
        for element in root.elements().filter(|e| e.name == "style") {
            let Some(id) = element.attribute("styleId") else { continue };
            let paragraph = element.attribute("type") == Some("paragraph");
            if paragraph && matches!(element.attribute("default"), Some("1" | "true")) {
                styles.paragraph = Some(id.to_owned());
            }
            styles.by_id.insert(id.to_owned(), style(element));
        }
        styles
    }

    /// A style and those it is based on, nearest first.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let first = id.and_then(|id| self.by_id.get(id));
        let next = |style: &&'s Style| style.based_on.as_ref().and_then(|id| self.by_id.get(id));
        std::iter::successors(first, next).take(DEPTH)
    }

    /// The style of a paragraph: its own, else the default one.
    pub fn of_paragraph<'s>(&'s self, properties: Option<&'s Element>) -> Option<&'s str> {
        properties.and_then(|p| p.value("pStyle")).or(self.paragraph.as_deref())
    }

    /// What a paragraph is, by its own outline level, else by its style's name or outline level.
    pub fn rank(&self, properties: Option<&Element>) -> Rank {
        let own = properties.and_then(outline);
        if let Some(level) = own {
            return heading(level);
        }
        for style in self.chain(self.of_paragraph(properties)) {
            if let Some(rank) = named(&style.name) {
                return rank;
            }
            if let Some(level) = style.outline {
                return heading(level);
            }
        }
        Rank::Text
    }

    /// A paragraph's place in a list, by itself, else by its style.
    pub fn list(&self, properties: Option<&Element>) -> Option<ListPlace> {
        let own = properties.and_then(list_place);
        let found = own.or_else(|| self.chain(self.of_paragraph(properties)).find_map(|style| style.list.clone()));
        found.filter(|place| place.list != "0")
    }

    /// Whether a run is bold and italic: by itself, its character style, its paragraph's style.
    pub fn looks(&self, run: Option<&Element>, paragraph: Option<&str>) -> (bool, bool) {
        let own = |name: &str| run.and_then(|r| r.switch(name));
        let styles = || self.chain(run.and_then(|r| r.value("rStyle"))).chain(self.chain(paragraph));
        let bold = own("b").or_else(|| styles().find_map(|s| s.bold));
        let italic = own("i").or_else(|| styles().find_map(|s| s.italic));
        (bold.unwrap_or(false), italic.unwrap_or(false))
    }

    /// Whether a run has a line through it and one below it, told as its looks are.
    pub fn lines(&self, run: Option<&Element>, paragraph: Option<&str>) -> (bool, bool) {
        let styles = || self.chain(run.and_then(|r| r.value("rStyle"))).chain(self.chain(paragraph));
        let through = run.and_then(struck).or_else(|| styles().find_map(|s| s.struck));
        let below = run.and_then(underlined).or_else(|| styles().find_map(|s| s.underlined));
        (through.unwrap_or(false), below.unwrap_or(false))
    }
}

/// One line or two.
fn struck(run: &Element) -> Option<bool> {
    ["strike", "dstrike"].iter().filter_map(|name| run.switch(name)).reduce(|one, two| one || two)
}

fn underlined(run: &Element) -> Option<bool> {
    run.value("u").map(|line| line != "none")
}

fn style(element: &Element) -> Style {
    let (paragraph, run) = (element.child("pPr"), element.child("rPr"));
    Style {
        name: element.value("name").unwrap_or_default().trim().to_lowercase(),
        based_on: element.value("basedOn").map(str::to_owned),
        outline: paragraph.and_then(outline),
        list: paragraph.and_then(list_place),
        bold: run.and_then(|r| r.switch("b")),
        italic: run.and_then(|r| r.switch("i")),
        struck: run.and_then(struck),
        underlined: run.and_then(underlined),
    }
}

/// 0 to 8; 9 is body text.
fn outline(properties: &Element) -> Option<u8> {
    properties.value("outlineLvl")?.parse().ok()
}

fn heading(outline: u8) -> Rank {
    if outline < 9 { Rank::Heading(outline + 1) } else { Rank::Text }
}

fn list_place(properties: &Element) -> Option<ListPlace> {
    let numbers = properties.child("numPr")?;
    let level = numbers.value("ilvl").and_then(|l| l.parse().ok());
    Some(ListPlace { list: numbers.value("numId").unwrap_or("0").to_owned(), level })
}

/// What a style's name says in the languages of Word and WPS.
fn named(name: &str) -> Option<Rank> {
    if matches!(name, "title" | "标题") {
        return Some(Rank::Title);
    }
    let level = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    level.trim().parse().ok().filter(|level| (1..=9).contains(level)).map(Rank::Heading)
}
