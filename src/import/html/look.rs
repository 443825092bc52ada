//! What open elements make of the text within: its look, its role, whether it is shown.
//! Never changes what is open.

use super::tokens::Tag;
use crate::import::document::{Inline, Look, Mark, Marker, Role, plain, split, trim};

/// An open element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// In lower case.
    pub name: String,
    bold: Option<bool>,
    italic: Option<bool>,
    role: Option<Role>,
    /// Its text is not shown.
    pub skipped: bool,
    /// It is a comment.
    pub comment: bool,
    /// The depth that Word gives a list's paragraph, from 1.
    listed: Option<u8>,
    /// For `ol`: the next number.
    pub next: u32,
    /// For `li`: what stands before its first paragraph.
    pub marker: Option<Marker>,
    /// For `a`: where it leads, and where in the paragraph it begins.
    pub link: Option<(String, usize)>,
    /// For cells: over how many columns and rows.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// For tables and cells: whether its end has something to put together.
    pub holds: bool,
}

impl Element {
    /// Of a start tag.
    pub fn of(tag: &Tag) -> Element {
        let style = tag.attribute("style").unwrap_or_default().to_lowercase();
        let class = tag.attribute("class").unwrap_or_default().to_lowercase();
        let number = |name: &str| tag.attribute(name).and_then(|v| v.trim().parse().ok());
        let comment = declared(&style, "mso-element") == Some("comment");
        let hidden = matches!(tag.name.as_str(), "head" | "style" | "script" | "title" | "xml" | "del");
        let special = declared(&style, "mso-special-character") == Some("comment");
        Element {
            bold: bold(&tag.name, &style),
            italic: italic(&tag.name, &style),
            role: heading(&tag.name, &style, &class),
            skipped: hidden || comment || special || declared(&style, "mso-element") == Some("comment-list"),
            comment,
            listed: declared(&style, "mso-list").and_then(level),
            next: number("start").and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
            columns: number("colspan").unwrap_or(1),
            rows: number("rowspan").unwrap_or(1),
            name: tag.name.clone(),
            ..Element::default()
        }
    }
}

impl Element {
    /// The same as something that its end puts together.
    pub fn holding(mut self) -> Element {
        self.holds = true;
        self
    }
}

/// The value of a property in a style attribute.
fn declared<'s>(style: &'s str, property: &str) -> Option<&'s str> {
    let mut pairs = style.split(';').rev().filter_map(|part| part.split_once(':'));
    pairs.find(|(name, _)| name.trim() == property).map(|(_, value)| value.trim())
}

fn bold(name: &str, style: &str) -> Option<bool> {
    match declared(style, "font-weight") {
        Some(weight) => Some(matches!(weight, "bold" | "bolder" | "600" | "700" | "800" | "900")),
        None => matches!(name, "b" | "strong").then_some(true),
    }
}

fn italic(name: &str, style: &str) -> Option<bool> {
    match declared(style, "font-style") {
        Some(slant) => Some(matches!(slant, "italic" | "oblique")),
        None => matches!(name, "i" | "em").then_some(true),
    }
}

fn heading(name: &str, style: &str, class: &str) -> Option<Role> {
    if class.split_whitespace().any(|c| c == "msotitle") {
        return Some(Role::Title);
    }
    let outline = declared(style, "mso-outline-level").and_then(|l| l.parse().ok());
    let tag = name.strip_prefix('h').and_then(|l| l.parse().ok());
    tag.or(outline).filter(|level| (1..=9).contains(level)).map(Role::Heading)
}

/// `l0 level2 lfo1` → 2
fn level(value: &str) -> Option<u8> {
    value.split_whitespace().find_map(|word| word.strip_prefix("level")).and_then(|l| l.parse().ok())
}

/// The look of text within; the innermost word counts.
pub fn looks(open: &[Element]) -> Look {
    let bold = open.iter().rev().find_map(|e| e.bold).unwrap_or(false);
    let italic = open.iter().rev().find_map(|e| e.italic).unwrap_or(false);
    let mark = |on| if on { Mark::On } else { Mark::Off };
    Look::of(mark(bold), mark(italic))
}

/// The role of a paragraph within.
pub fn role(open: &[Element]) -> Role {
    let cell = open.iter().rposition(|e| matches!(e.name.as_str(), "td" | "th")).map_or(0, |i| i + 1);
    let open = &open[cell..];
    if let Some(role) = open.iter().rev().find_map(|e| e.role) {
        return role;
    }
    let Some(marker) = open.iter().rev().find(|e| e.name == "li").and_then(|e| e.marker) else { return Role::Text };
    let lists = open.iter().filter(|e| matches!(e.name.as_str(), "ul" | "ol")).count();
    Role::Item { level: u8::try_from(lists.saturating_sub(1)).unwrap_or(9), marker }
}

/// A paragraph that Word lists begins with its marker as text: a dot becomes a list item, a number stays text.
pub fn take_bullet(open: &[Element], inlines: &mut Vec<Inline>) -> Role {
    let Some(level) = open.iter().rev().find_map(|e| e.listed) else { return Role::Text };
    let text = plain(inlines);
    let bare = text.trim_start();
    let signs = ['·', '•', '●', '○', '■', '□', '◆', '➢', 'Ø', '§', 'ü', 'l', 'n', 'u', 'o', '-', '–'];
    let mut chars = bare.chars();
    let sign = chars.next().filter(|c| signs.contains(c));
    // A sign font's letter stands alone before the spaces that follow it.
    let Some(sign) = sign.filter(|_| chars.next().is_some_and(|c| c == '\u{a0}' || c == ' ')) else {
        return Role::Text;
    };
    let end = text.len() - bare.len() + sign.len_utf8();
    let rest = split(inlines.clone(), end).1;
    if trim(&plain(&rest)).is_empty() {
        return Role::Text;
    }
    *inlines = rest;
    Role::Item { level: level.saturating_sub(1), marker: Marker::Bullet }
}
