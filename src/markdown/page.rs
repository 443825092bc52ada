//! Parser events → HTML, headings and blocks.
//! Never parses and never cleans; asks `resolve` about each link and image.

use super::prepare::{Marks, Prepared, is_chinese, is_punctuation};
use super::{clean, Block, BlockKind, Destination, Document, Heading, Resolved, Role};
use crate::slug::slug;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A document, and whether its author wrote HTML into it.
pub struct Rendered {
    pub document: Document,
    pub raw_html: bool,
}

/// Renders all events.
pub fn render(
    events: &[(Event<'_>, Range<usize>)],
    prepared: &Prepared,
    resolve: &mut dyn FnMut(Destination<'_>) -> Resolved,
) -> Rendered {
    let mut page = Page::new(prepared, events);
    for (i, (event, range)) in events.iter().enumerate() {
        page.event(event, range.start, &events[i + 1..], resolve);
    }
    page.finish()
}

/// A link or image whose end tag is still to come.
enum Open {
    Link,
    Image { src: String, size: String, alt: String },
    TextOnly,
}

struct Page<'p> {
    prepared: &'p Prepared<'p>,
    marks: Marks,
    document: Document,
    raw_html: bool,
    shift: u8,
    /// Where the open heading's tag goes once its text is known.
    heading_start: usize,
    anchors: BTreeSet<String>,
    anchor: String,
    blocks: Vec<(BlockKind, String)>,
    open: Vec<Open>,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    code: bool,
    notes: BTreeMap<String, usize>,
    referred: BTreeSet<usize>,
}

impl<'p> Page<'p> {
    fn new(prepared: &'p Prepared<'p>, events: &[(Event<'_>, Range<usize>)]) -> Self {
        let is_first = |e: &Event| matches!(e, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }));
        Page {
            prepared,
            marks: prepared.marks,
            document: Document::default(),
            raw_html: false,
            shift: u8::from(events.iter().any(|(e, _)| is_first(e))),
            heading_start: 0,
            anchors: BTreeSet::new(),
            anchor: String::new(),
            blocks: Vec::new(),
            open: Vec::new(),
            alignments: Vec::new(),
            column: 0,
            in_head: false,
            code: false,
            notes: BTreeMap::new(),
            referred: BTreeSet::new(),
        }
    }

    fn finish(mut self) -> Rendered {
        while let Some((kind, text)) = self.blocks.pop() {
            self.keep_block(kind, &text);
        }
        Rendered { document: self.document, raw_html: self.raw_html }
    }

    fn html(&mut self, text: &str) {
        if !self.in_image() {
            self.document.html.push_str(text);
        }
    }

    fn in_image(&self) -> bool {
        self.open.iter().any(|o| matches!(o, Open::Image { .. }))
    }

    fn event(
        &mut self,
        event: &Event,
        offset: usize,
        rest: &[(Event<'_>, Range<usize>)],
        resolve: &mut dyn FnMut(Destination<'_>) -> Resolved,
    ) {
        match event {
            Event::Start(tag) => self.start(tag, offset, resolve),
            Event::End(tag) => self.end(*tag),
            // Mathematics is not among the extensions in use; it would read as text.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text),
            Event::Code(text) => {
                let literal = self.literal(text);
                self.see(&literal);
                self.html("<code>");
                self.html(&escape(&literal));
                self.html("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                self.raw_html = true;
                let literal = self.literal(html);
                let asked = self.raw_destinations(&literal, offset, resolve);
                self.html(&asked);
            }
            Event::SoftBreak => self.soft_break(rest),
            Event::HardBreak => {
                self.see("\n");
                self.html("<br>\n");
            }
            Event::Rule => self.html("<hr>\n"),
            Event::FootnoteReference(name) => self.reference(name),
            Event::TaskListMarker(done) => self.html(task_box(*done)),
        }
    }

    /// Code and HTML keep what their author wrote.
    fn literal(&self, text: &str) -> String {
        let marks = self.marks;
        if !text.contains([marks.escaped_mask, marks.plain_mask, marks.joint]) {
            return text.to_owned();
        }
        text.replace(marks.escaped_mask, "\\*\\*").replace(marks.plain_mask, "**").replace(marks.joint, "")
    }

    /// Adds to the text of the innermost block, and of an open image.
    fn see(&mut self, text: &str) {
        if let Some((_, block)) = self.blocks.last_mut() {
            block.push_str(text);
        }
        if let Some(Open::Image { alt, .. }) = self.open.iter_mut().find(|o| matches!(o, Open::Image { .. })) {
            alt.push_str(text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.code {
            let literal = self.literal(text);
            self.see(&literal);
            self.html(&escape(&literal));
            return;
        }
        if self.blocks.is_empty() {
            self.blocks.push((BlockKind::Paragraph, String::new()));
        }
        let marks = self.marks;
        for (i, piece) in text.split([marks.escaped_mask, marks.plain_mask]).enumerate() {
            if i > 0 {
                self.see("**");
                self.html("<span class=\"mask\">**</span>");
                self.document.masks += 1;
            }
            let plain = piece.replace(marks.joint, "");
            self.see(&plain);
            self.html(&escape(&plain));
        }
    }

    /// A line break between two Chinese characters is no space; elsewhere it is one.
    fn soft_break(&mut self, rest: &[(Event<'_>, Range<usize>)]) {
        let before = self.blocks.last().and_then(|(_, text)| text.chars().next_back());
        let after = rest.iter().find_map(|(event, _)| match event {
            Event::Text(text) | Event::Code(text) => Some(text.chars().find(|c| *c != self.marks.joint)),
            Event::Start(_) | Event::End(_) => None,
            _ => Some(None),
        });
        let wide = |c: char| is_chinese(c) || (is_punctuation(c) && !c.is_ascii());
        if !(before.is_some_and(wide) && after.flatten().is_some_and(wide)) {
            self.see(" ");
            self.html("\n");
        }
    }

    fn start(&mut self, tag: &Tag, offset: usize, resolve: &mut dyn FnMut(Destination<'_>) -> Resolved) {
        match tag {
            Tag::Paragraph => {
                self.open_block(BlockKind::Paragraph);
                self.html("<p>");
            }
            Tag::Heading { .. } => {
                self.open_block(BlockKind::Heading);
                self.heading_start = self.document.html.len();
            }
            Tag::BlockQuote(_) => self.html("<blockquote>\n"),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::List(first) => self.start_list(*first),
            Tag::Item => {
                self.html("<li>");
                self.open_block(BlockKind::Item);
            }
            Tag::FootnoteDefinition(name) => self.start_note(name),
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.html("<div class=\"table-wrap\" tabindex=\"0\"><table>\n");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.column = 0;
                self.html("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.html("<tr>");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.html("<em>"),
            Tag::Strong => self.html("<strong>"),
            Tag::Strikethrough => self.html("<del>"),
            Tag::Link { dest_url, .. } => self.start_link(dest_url, offset, resolve),
            Tag::Image { dest_url, .. } => self.start_image(dest_url, offset, resolve),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.close_block();
                self.html("</p>\n");
            }
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(_) => self.html("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.code = false;
                self.close_block();
                self.html("</code></pre>\n");
            }
            TagEnd::List(ordered) => self.html(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.close_block();
                self.html("</li>\n");
            }
            TagEnd::FootnoteDefinition => self.html("</div></div>\n"),
            TagEnd::Table => self.html("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.html("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.html("</tr>\n"),
            TagEnd::TableCell => {
                self.close_block();
                self.column += 1;
                self.html(if self.in_head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.html("</em>"),
            TagEnd::Strong => self.html("</strong>"),
            TagEnd::Strikethrough => self.html("</del>"),
            TagEnd::Link | TagEnd::Image => self.end_destination(),
            _ => {}
        }
    }

    fn open_block(&mut self, kind: BlockKind) {
        self.blocks.push((kind, String::new()));
    }

    fn close_block(&mut self) {
        if let Some((kind, text)) = self.blocks.pop() {
            self.keep_block(kind, &text);
        }
    }

    fn keep_block(&mut self, kind: BlockKind, text: &str) {
        let text = text.trim().to_owned();
        if !text.is_empty() {
            self.document.blocks.push(Block { kind, text, anchor: self.anchor.clone() });
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let text = self.blocks.pop().map(|(_, text)| text.trim().to_owned()).unwrap_or_default();
        let level = (level as u8 + self.shift).clamp(2, 6);
        let id = self.free_anchor(&text);
        self.document.html.insert_str(self.heading_start, &format!("<h{level} id=\"{id}\">"));
        self.html(&format!("</h{level}>\n"));
        self.anchor.clone_from(&id);
        self.keep_block(BlockKind::Heading, &text);
        self.document.headings.push(Heading { level, id, text });
    }

    fn free_anchor(&mut self, text: &str) -> String {
        let base = slug(text);
        let numbered = (2..).map(|n| format!("{base}-{n}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|id| !self.anchors.contains(id));
        let id = free.unwrap_or(base);
        self.anchors.insert(id.clone());
        id
    }

    fn start_code(&mut self, kind: &CodeBlockKind) {
        self.code = true;
        self.open_block(BlockKind::Code);
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or(""),
            CodeBlockKind::Indented => "",
        };
        if language.is_empty() {
            self.html("<pre tabindex=\"0\"><code>");
        } else {
            let class = escape(&self.literal(language));
            self.html(&format!("<pre tabindex=\"0\"><code class=\"language-{class}\">"));
        }
    }

    fn start_list(&mut self, first: Option<u64>) {
        match first {
            None => self.html("<ul>\n"),
            Some(1) => self.html("<ol>\n"),
            Some(n) => self.html(&format!("<ol start=\"{n}\">\n")),
        }
    }

    fn start_cell(&mut self) {
        self.open_block(BlockKind::Cell);
        let name = if self.in_head { "th" } else { "td" };
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        let scope = if self.in_head { " scope=\"col\"" } else { "" };
        self.html(&format!("<{name}{scope}{class}>"));
    }

    fn note_number(&mut self, name: &str) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(name.to_owned()).or_insert(next)
    }

    /// The first reference carries the anchor that the note leads back to.
    fn reference(&mut self, name: &str) {
        let number = self.note_number(name);
        let anchor = if self.referred.insert(number) { format!(" id=\"fnref-{number}\"") } else { String::new() };
        self.html(&format!("<sup class=\"footnote-ref\"{anchor}><a href=\"#fn-{number}\">{number}</a></sup>"));
    }

    fn start_note(&mut self, name: &str) {
        let number = self.note_number(name);
        let label = if self.referred.contains(&number) {
            format!("<a href=\"#fnref-{number}\">{number}</a>")
        } else {
            number.to_string()
        };
        self.html(&format!(
            "<div class=\"footnote\" id=\"fn-{number}\"><sup class=\"footnote-label\">{label}</sup><div>"
        ));
    }

    fn ask(
        &self,
        url: &str,
        role: Role,
        offset: usize,
        resolve: &mut dyn FnMut(Destination<'_>) -> Resolved,
    ) -> Resolved {
        let url = self.literal(url);
        if !is_safe(&url) {
            return Resolved::TextOnly;
        }
        resolve(Destination { url: &url, role, offset: self.prepared.source_offset(offset) })
    }

    fn raw_destinations(
        &self,
        html: &str,
        offset: usize,
        resolve: &mut dyn FnMut(Destination<'_>) -> Resolved,
    ) -> String {
        clean::destinations(html, &mut |name, url| {
            let role = if name.eq_ignore_ascii_case("src") { Role::Image } else { Role::Link };
            match self.ask(url, role, offset, resolve) {
                Resolved::Href(address) | Resolved::Image { src: address, .. } => Some(address),
                Resolved::TextOnly => None,
            }
        })
    }

    fn start_link(&mut self, url: &str, offset: usize, resolve: &mut dyn FnMut(Destination<'_>) -> Resolved) {
        match self.ask(url, Role::Link, offset, resolve) {
            Resolved::Href(href) => {
                let outside = if is_outside(&href) { " class=\"external\" rel=\"noopener noreferrer\"" } else { "" };
                self.html(&format!("<a href=\"{}\"{outside}>", escape(&href)));
                self.open.push(Open::Link);
            }
            _ => self.open.push(Open::TextOnly),
        }
    }

    fn start_image(&mut self, url: &str, offset: usize, resolve: &mut dyn FnMut(Destination<'_>) -> Resolved) {
        match self.ask(url, Role::Image, offset, resolve) {
            Resolved::Image { src, width, height } => {
                let size = match (width, height) {
                    (Some(width), Some(height)) => format!(" width=\"{width}\" height=\"{height}\""),
                    _ => String::new(),
                };
                self.open.push(Open::Image { src, size, alt: String::new() });
            }
            _ => self.open.push(Open::TextOnly),
        }
    }

    fn end_destination(&mut self) {
        match self.open.pop() {
            Some(Open::Link) => self.html("</a>"),
            Some(Open::Image { src, size, alt }) => {
                let (src, alt) = (escape(&src), escape(&alt));
                self.html(&format!("<img src=\"{src}\" alt=\"{alt}\"{size} loading=\"lazy\">"));
            }
            Some(Open::TextOnly) | None => {}
        }
    }
}

fn task_box(done: bool) -> &'static str {
    if done {
        "<input type=\"checkbox\" disabled checked aria-label=\"☑\"> "
    } else {
        "<input type=\"checkbox\" disabled aria-label=\"☐\"> "
    }
}

/// Schemes that a page may link to; addresses without a scheme are relative.
pub fn is_safe(url: &str) -> bool {
    let plain: String = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let lower = plain.to_ascii_lowercase();
    let Some((scheme, _)) = lower.split_once(':') else { return true };
    let is_scheme = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    !is_scheme || matches!(scheme, "http" | "https" | "mailto" | "tel")
}

/// Whether an address leads to another site.
pub fn is_outside(href: &str) -> bool {
    let lower = href.to_ascii_lowercase();
    lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//")
}

fn escape(text: &str) -> String {
    if !text.contains(['&', '<', '>', '"']) {
        return text.to_owned();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
