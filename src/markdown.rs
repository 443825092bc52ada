//! Markdown → a `Document`: the HTML of an entry's text, its headings and its blocks of plain text.
//! Never resolves a link by itself (it asks), and never touches anything outside the text.

mod address;
mod blocks;
mod chars;
mod clean;
mod emphasis;
mod page;
mod prepare;
mod read;
mod settle;

use emphasis::Reading;
use prepare::Prepared;
use serde::{Deserialize, Serialize};

/// CommonMark alone, or with what a Chinese archive needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// CommonMark 0.31 as its specification has it; HTML passes through.
    CommonMark,
    /// With tables, footnotes, strikethrough, task lists, emphasis beside Chinese punctuation,
    /// soft breaks without spaces, masks, anchors, and cleaned HTML.
    Archive,
}

/// What two asterisks mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stars {
    /// Strong emphasis.
    Emphasis,
    /// A figure or name blanked out (`masks: true`).
    Mask,
}

/// How to read a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which Markdown.
    pub flavour: Flavour,
    /// What two asterisks mean.
    pub stars: Stars,
}

/// What a destination is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A link.
    Link,
    /// An image.
    Image,
}

/// A link or image as written.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    /// As written.
    pub url: &'a str,
    /// What it is for.
    pub role: Role,
    /// Byte offset in the source where the link, or the piece of raw HTML that holds it, begins.
    pub offset: usize,
}

/// What to do with a link or image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Link to this.
    Href(String),
    /// Show this image.
    Image {
        /// Its address.
        src: String,
        /// Pixels.
        width: Option<u32>,
        /// Pixels.
        height: Option<u32>,
    },
    /// Show its text alone.
    TextOnly,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6: the page's title is the only heading of level 1.
    pub level: u8,
    /// Its anchor, unique in the document.
    pub id: String,
    /// Its text without markup.
    pub text: String,
}

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading,
    /// A list item's own text.
    Item,
    /// A table cell.
    Cell,
    /// A block of code.
    Code,
}

/// A block of text as a reader sees it, without markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text.
    pub text: String,
    /// The anchor of the heading it stands under, or "".
    pub anchor: String,
}

/// A rendered text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// HTML, complete and balanced.
    pub html: String,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Blocks in order.
    pub blocks: Vec<Block>,
    /// How many masks the text shows.
    pub masks: usize,
}

/// Renders a text; `resolve` is asked about every link and image.
pub fn render(source: &str, options: Options, resolve: &mut dyn FnMut(Destination<'_>) -> Resolved) -> Document {
    match options.flavour {
        Flavour::CommonMark => commonmark(source),
        Flavour::Archive => archive(source, options.stars, resolve),
    }
}

fn commonmark(source: &str) -> Document {
    let mut html = String::with_capacity(source.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(source));
    Document { html, ..Document::default() }
}

fn archive(source: &str, stars: Stars, resolve: &mut dyn FnMut(Destination<'_>) -> Resolved) -> Document {
    let prepared = prepare::prepare(source, stars);
    let pieces = prepared.pieces();
    if !emphasis::is_concerned(&prepared.text) {
        return page::render(&prepared, &pieces, resolve);
    }
    let readings = emphasis::readings(&prepared.text, &pieces);
    let joints = emphasis::joints(&prepared, &readings);
    let helpful = helpful_joints(&prepared, &readings, &joints);
    if helpful.is_empty() {
        return page::render(&prepared, &pieces, resolve);
    }
    let joined = prepared.joined(&helpful);
    page::render(&joined, &joined.pieces(), resolve)
}

/// Tries the joints, and keeps those that make CommonMark's reading better.
fn helpful_joints(prepared: &Prepared, before: &[Reading], joints: &[usize]) -> Vec<usize> {
    if joints.is_empty() {
        return Vec::new();
    }
    let joined = prepared.joined(joints);
    let after = emphasis::readings(&joined.text, &joined.pieces());
    emphasis::helpful(joints, before, &after)
}
