//! What the parser read → HTML, headings and blocks.
//! Never parses and never cleans; asks `resolve` about each link and image.

mod anchors;
mod link;
mod notes;

use super::blocks::Blocks;
use super::chars::{is_chinese, is_shared_punctuation};
use super::clean::Tamer;
use super::prepare::{Piece, Prepared};
use super::{BlockKind, Destination, Document, Heading, Resolved, address, clean, read, settle};
use anchors::Anchors;
use link::Open;
pub use link::{Image, push_details};
use notes::Notes;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use std::collections::BTreeSet;
use std::ops::Range;

/// Answers for each link and image.
pub type Resolve<'r> = &'r mut dyn FnMut(Destination<'_>) -> Resolved;

/// Renders all that was read.
pub fn render(prepared: &Prepared, pieces: &[Piece], resolve: Resolve) -> Document {
    let mut page = Page::new(prepared, pieces, resolve);
    page.walk(0..pieces.len());
    page.notes();
    page.finish()
}

struct Page<'p> {
    prepared: &'p Prepared<'p>,
    pieces: &'p [Piece<'p>],
    resolve: Resolve<'p>,
    /// Its author wrote HTML, so everything of our own is marked until that is cleaned.
    raw: bool,
    tamer: Option<Tamer>,
    /// How far headings move down.
    shift: u8,
    html: String,
    blocks: Blocks,
    headings: Vec<Heading>,
    masks: usize,
    /// Where the open heading's tag goes once its text is known.
    heading_start: usize,
    /// Where the open block of HTML begins.
    html_start: usize,
    anchors: Anchors,
    notes: Notes,
    open: Vec<Open>,
    /// Images whose description is being read: text without markup.
    images: usize,
    alignments: &'p [Alignment],
    column: usize,
    in_head: bool,
    in_code: bool,
}

impl<'p> Page<'p> {
    fn new(prepared: &'p Prepared<'p>, pieces: &'p [Piece<'p>], resolve: Resolve<'p>) -> Self {
        let is_first = |(e, _): &Piece| matches!(e, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }));
        Page {
            prepared,
            pieces,
            resolve,
            raw: pieces.iter().any(|piece| raw_html(piece).is_some()),
            tamer: None,
            shift: u8::from(pieces.iter().any(is_first)),
            html: String::with_capacity(prepared.text.len() * 5 / 4 + 64),
            blocks: Blocks::default(),
            headings: Vec::new(),
            masks: 0,
            heading_start: 0,
            html_start: 0,
            anchors: Anchors::default(),
            notes: Notes::find(pieces),
            open: Vec::new(),
            images: 0,
            alignments: &[],
            column: 0,
            in_head: false,
            in_code: false,
        }
    }

    /// Writes a stretch of the pieces; footnotes in it wait for the end of the page.
    fn walk(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            if let Some(end) = self.notes.end_of(at) {
                at = end;
            } else {
                self.piece(at);
                at += 1;
            }
        }
    }

    fn finish(self) -> Document {
        let mut document =
            Document { html: self.html, headings: self.headings, blocks: self.blocks.finish(), masks: self.masks };
        if self.raw {
            let cleaned = clean::clean(&document.html, self.prepared.marks.own);
            let settled = settle::settle(&cleaned, self.prepared, self.pieces, self.resolve);
            document.blocks = read::blocks(&settled.html);
            // An unclosed element may have swallowed a heading.
            let shown: BTreeSet<&str> = ids(&settled.html).collect();
            document.headings.retain(|heading| shown.contains(heading.id.as_str()));
            document.masks = settled.masks;
            document.html = settled.html;
        }
        document
    }

    fn piece(&mut self, at: usize) {
        let pieces = self.pieces;
        let (event, range) = &pieces[at];
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if self.in_code => self.code(text),
            // Mathematics is not among the extensions in use; it would read as text.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(text);
            }
            Event::Code(text) => {
                self.put("<code>");
                self.code(text);
                self.put("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, range.start),
            Event::SoftBreak => self.soft_break(at),
            Event::HardBreak => {
                self.blocks.text.push('\n');
                self.put("<br>\n");
            }
            Event::Rule => self.put("<hr>\n"),
            Event::FootnoteReference(name) => self.reference(name),
            Event::TaskListMarker(done) => self.task_box(*done),
        }
    }

    /// Writes HTML as it stands, except within an image's description.
    fn put(&mut self, html: &str) {
        if self.images == 0 {
            self.html.push_str(html);
        }
    }

    /// Writes ` name="value"` such that cleaning knows it for our own.
    fn put_own(&mut self, name: &str, value: &str) {
        if self.images == 0 {
            self.open_own(name);
            address::push_text(&mut self.html, value);
            self.html.push('"');
        }
    }

    fn open_own(&mut self, name: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        if self.raw {
            self.html.push(self.prepared.marks.own);
        }
    }

    fn see(&mut self, text: &str) {
        self.blocks.text.push_str(text);
        if self.images == 0 {
            address::push_text(&mut self.html, text);
        }
    }

    fn code(&mut self, text: &str) {
        let literal = self.prepared.marks.literal(text);
        self.see(&literal);
    }

    fn text(&mut self, text: &str) {
        let marks = self.prepared.marks;
        if !self.prepared.is_marked() {
            return self.see(text);
        }
        let mut at = 0;
        for (i, mark) in text.char_indices().filter(|(_, c)| *c == marks.joint || marks.is_mask(*c)) {
            self.see(&text[at..i]);
            if marks.is_mask(mark) {
                self.mask(mark);
            }
            at = i + mark.len_utf8();
        }
        self.see(&text[at..]);
    }

    /// Where HTML has to be cleaned the mark stays until that is done.
    fn mask(&mut self, mark: char) {
        self.blocks.text.push_str("**");
        if self.images > 0 {
            return;
        }
        if self.raw {
            self.html.push(mark);
        } else {
            self.html.push_str(settle::MASK);
            self.masks += 1;
        }
    }

    fn raw_html(&mut self, html: &str, offset: usize) {
        if self.images == 0 {
            let pieces = self.pieces;
            let tamer = self.tamer.get_or_insert_with(|| Tamer::new(pieces.iter().filter_map(raw_html)));
            tamer.push(&mut self.html, html, offset);
        }
    }

    /// A line break between two Chinese characters is no space; elsewhere it is one.
    fn soft_break(&mut self, at: usize) {
        let before = if self.blocks.text.ends_with("**") && self.prepared.is_marked() {
            Some(self.prepared.marks.plain_mask)
        } else {
            self.blocks.text.chars().next_back()
        };
        if !self.joins(before, self.next_character(at)) {
            self.blocks.text.push(' ');
            self.put("\n");
        }
    }

    /// The first character that a reader sees after a piece.
    fn next_character(&self, at: usize) -> Option<char> {
        for (event, _) in &self.pieces[at + 1..] {
            match event {
                Event::Text(text) | Event::Code(text) => {
                    return text.chars().find(|c| *c != self.prepared.marks.joint);
                }
                Event::Start(_) | Event::End(_) | Event::InlineHtml(_) => {}
                _ => return None,
            }
        }
        None
    }

    /// Whether two characters belong together across a line's end. Quotation marks and dashes are
    /// Chinese only beside a character that is; a mask stands in Chinese text for Chinese text.
    fn joins(&self, before: Option<char>, after: Option<char>) -> bool {
        let (Some(before), Some(after)) = (before, after) else {
            return false;
        };
        let sure = |c: char| is_chinese(c);
        let open = |c: char| sure(c) || is_shared_punctuation(c) || self.prepared.marks.is_mask(c);
        (sure(before) && open(after)) || (open(before) && sure(after))
    }

    fn start(&mut self, tag: &'p Tag<'p>, at: usize) {
        let offset = self.pieces[at].1.start;
        match tag {
            Tag::Paragraph => {
                self.blocks.part();
                self.put("<p>");
            }
            Tag::Heading { .. } => {
                self.blocks.enter(BlockKind::Heading);
                self.heading_start = self.html.len();
            }
            Tag::BlockQuote(_) => {
                self.blocks.enter(BlockKind::Paragraph);
                self.put("<blockquote>\n");
            }
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::HtmlBlock => {
                self.blocks.part();
                self.html_start = self.html.len();
            }
            Tag::List(first) => self.start_list(*first),
            Tag::Item => self.start_item(at),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_row(true),
            Tag::TableRow => self.start_row(false),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.put("<em>"),
            Tag::Strong => self.put("<strong>"),
            Tag::Strikethrough => self.put("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(*link_type, dest_url, title, offset),
            Tag::Image { dest_url, title, .. } => self.start_image(dest_url, title, offset),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.blocks.part();
                self.put("</p>\n");
            }
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(_) => {
                self.blocks.leave();
                self.put("</blockquote>\n");
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.blocks.leave();
                self.put("</code></pre>\n");
            }
            TagEnd::List(ordered) => self.put(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.blocks.leave();
                self.put("</li>\n");
            }
            TagEnd::Table => self.put("</tbody></table></div>\n"),
            TagEnd::TableHead => self.put("</tr></thead><tbody>\n"),
            TagEnd::TableRow => self.put("</tr>\n"),
            TagEnd::TableCell => {
                self.blocks.leave();
                self.column += 1;
                self.put(if self.in_head { "</th>" } else { "</td>" });
            }
            TagEnd::HtmlBlock => clean::end_block(&mut self.html, self.html_start),
            TagEnd::Emphasis => self.put("</em>"),
            TagEnd::Strong => self.put("</strong>"),
            TagEnd::Strikethrough => self.put("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let text = self.blocks.text.trim().to_owned();
        let level = (level as u8 + self.shift).clamp(2, 6);
        let id = self.anchors.next(&text);
        let inner = self.html.split_off(self.heading_start);
        let digit = char::from(b'0' + level);
        self.html.extend(["<h", digit.encode_utf8(&mut [0; 4])]);
        self.put_own("id", &id);
        self.html.push('>');
        self.html.push_str(&inner);
        self.html.extend(["</h", digit.encode_utf8(&mut [0; 4]), ">\n"]);
        self.blocks.stand_under(&id);
        self.blocks.leave();
        self.headings.push(Heading { level, id, text });
    }

    fn start_code(&mut self, kind: &CodeBlockKind) {
        self.in_code = true;
        self.blocks.enter(BlockKind::Code);
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        self.put("<pre");
        self.put_own("tabindex", "0");
        self.put("><code");
        if let Some(language) = info.split_whitespace().next() {
            let language = self.prepared.marks.unescaped(language);
            self.put_own("class", &format!("language-{language}"));
        }
        self.put(">");
    }

    fn start_list(&mut self, first: Option<u64>) {
        self.blocks.part();
        match first {
            None => self.put("<ul>\n"),
            Some(1) => self.put("<ol>\n"),
            Some(number) => self.put(&format!("<ol start=\"{number}\">\n")),
        }
    }

    /// A task's box stands for the bullet, so the item says that it has one.
    fn start_item(&mut self, at: usize) {
        self.blocks.enter(BlockKind::Item);
        let next = |i: usize| self.pieces.get(at + i).map(|(event, _)| event);
        let in_paragraph = matches!(next(1), Some(Event::Start(Tag::Paragraph)));
        let is_task = matches!(next(1 + usize::from(in_paragraph)), Some(Event::TaskListMarker(_)));
        self.put("<li");
        if is_task {
            self.put_own("class", "task");
        }
        self.put(">");
    }

    fn task_box(&mut self, done: bool) {
        if self.raw {
            let own = self.prepared.marks.own;
            self.html.extend([own, if done { '1' } else { '0' }]);
        } else {
            self.put(settle::task_box(done));
        }
    }

    fn start_table(&mut self, alignments: &'p [Alignment]) {
        self.blocks.part();
        self.alignments = alignments;
        self.put("<div");
        self.put_own("class", "table-wrap");
        self.put_own("tabindex", "0");
        self.put("><table>\n");
    }

    fn start_row(&mut self, in_head: bool) {
        self.in_head = in_head;
        self.column = 0;
        self.put(if in_head { "<thead><tr>" } else { "<tr>" });
    }

    fn start_cell(&mut self) {
        self.blocks.enter(BlockKind::Cell);
        self.put(if self.in_head { "<th scope=\"col\"" } else { "<td" });
        match self.alignments.get(self.column) {
            Some(Alignment::Left) => self.put_own("class", "align-left"),
            Some(Alignment::Center) => self.put_own("class", "align-center"),
            Some(Alignment::Right) => self.put_own("class", "align-right"),
            Some(Alignment::None) | None => {}
        }
        self.put(">");
    }
}

/// A piece of raw HTML and its offset.
fn raw_html<'t>(piece: &'t Piece) -> Option<(&'t str, usize)> {
    match &piece.0 {
        Event::Html(html) | Event::InlineHtml(html) => Some((html, piece.1.start)),
        _ => None,
    }
}

/// All values of `id` in cleaned HTML.
fn ids(html: &str) -> impl Iterator<Item = &str> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next())
}
