//! A page saved by Word or WPS → a document: what a browser would show of it.
//! Never follows a link, and never loses a text that a reader sees.

mod look;
mod table;
mod tokens;

use super::Note;
use super::document::{Block, Document, Inline, Marker, Origin, Paragraph, Picture, Role, Table};
use base64::Engine;
use look::{Element, looks, role};
use std::collections::BTreeMap;
use table::Grid;
use tokens::{Tag, Token};

/// Elements deeper than this are read as if they were not there.
const DEPTH: usize = 400;

/// Tables deeper than this are read as blocks.
const TABLES: usize = 12;

/// The text of a page: by byte order mark, by UTF-8 where it is that, by the charset that it names, else by GB 18030.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(4096).map(|b| char::from(b.to_ascii_lowercase())).collect();
    let label = head.split("charset=").nth(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect::<String>()
    });
    let named = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    match named.filter(|_| !marked && std::str::from_utf8(bytes).is_err()) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => Some(encoding.decode(bytes).0.into_owned()),
        _ => super::decode(bytes).ok().map(|decoded| decoded.text),
    }
}

/// Reads a page's text.
pub fn read(text: &str) -> Document {
    let mut reader = Reader::default();
    reader.targets.push(Vec::new());
    for token in tokens::tokens(text) {
        match token {
            Token::Start(tag) => reader.start(&tag),
            Token::End(name) => reader.close(&name),
            Token::Text(text) => reader.say(&text),
        }
    }
    reader.finish()
}

/// Whether white space is waiting before the next character.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Space,
    /// With a line end, which is no space between Han characters.
    Line,
}

#[derive(Default)]
struct Reader {
    open: Vec<Element>,
    /// Where finished blocks go: the page, then one a cell.
    targets: Vec<Vec<Block>>,
    tables: Vec<Grid>,
    line: Vec<Inline>,
    gap: Gap,
    pictures: Vec<Picture>,
    known: BTreeMap<String, usize>,
    comments: usize,
    deleted: usize,
    lost: usize,
    links: usize,
}

/// Elements that stand by themselves.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "blockquote"
            | "pre"
            | "center"
            | "body"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "address"
            | "caption"
            | "form"
            | "fieldset"
            | "hr"
            | "main"
            | "nav"
            | "figure"
            | "figcaption"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "img" | "hr" | "meta" | "link" | "input" | "col" | "area" | "base" | "wbr" | "source" | "param"
    )
}

impl Reader {
    fn start(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if name == "body" {
            // Whatever the head left open ends here.
            self.open.retain(|e| e.name == "html");
        }
        if is_block(name) {
            self.imply(name);
            self.flush();
        }
        if self.is_skipped() && !is_void(name) {
            return self.push_skipped(tag);
        }
        match name {
            "br" => self.break_line(),
            "img" if !self.is_skipped() => self.picture(tag.attribute("src")),
            "table" if self.tables.len() < TABLES => {
                self.tables.push(Grid::default());
                self.push(Element::of(tag).holding());
            }
            // Too deep: its cells go on as those of the table around it.
            "table" => {}
            "tr" => {
                if let Some(grid) = self.tables.last_mut() {
                    grid.row();
                }
                self.push(Element::of(tag));
            }
            "td" | "th" if !self.tables.is_empty() => {
                self.targets.push(Vec::new());
                self.push(Element::of(tag).holding());
            }
            name if is_void(name) => {}
            _ => self.open_plain(tag),
        }
    }

    /// Within what is not shown, comments are counted alone.
    fn push_skipped(&mut self, tag: &Tag) {
        let element = Element::of(tag);
        self.comments += usize::from(element.comment);
        self.push(element);
    }

    fn open_plain(&mut self, tag: &Tag) {
        let mut element = Element::of(tag);
        self.comments += usize::from(element.comment);
        self.deleted += usize::from(tag.name == "del");
        if tag.name == "a" {
            element.link = tag.attribute("href").map(|href| (href.to_owned(), self.line.len()));
            self.settle_gap();
        }
        if tag.name == "li" {
            element.marker = Some(self.count());
        }
        self.push(element);
    }

    /// The number of the next item of the innermost list.
    fn count(&mut self) -> Marker {
        let list = self.open.iter_mut().rev().find(|e| matches!(e.name.as_str(), "ul" | "ol"));
        match list {
            Some(list) if list.name == "ol" => {
                let number = list.next;
                list.next = number.saturating_add(1).min(999_999_999);
                Marker::Number(number)
            }
            _ => Marker::Bullet,
        }
    }

    fn push(&mut self, element: Element) {
        if self.open.len() < DEPTH || element.holds {
            self.open.push(element);
        }
    }

    /// Ends what a block's beginning ends: `<p>` in `<p>`, `<li>` after `<li>`, `<td>` after `<td>`.
    fn imply(&mut self, name: &str) {
        let (ends, bounds): (&[&str], &[&str]) = match name {
            "li" => (&["li", "p"], &["ul", "ol", "td", "th", "table"]),
            "td" | "th" => (&["td", "th"], &["table"]),
            "tr" => (&["tr"], &["table"]),
            _ => (&["p", "h1", "h2", "h3", "h4", "h5", "h6"], &["td", "th", "table", "li"]),
        };
        let stop = self.open.iter().rposition(|e| bounds.contains(&e.name.as_str())).map_or(0, |i| i + 1);
        if let Some(at) = self.open[stop..].iter().position(|e| ends.contains(&e.name.as_str())) {
            self.leave(stop + at);
        }
    }

    /// Ends an element, and what stands open within it.
    fn close(&mut self, name: &str) {
        if name == "br" {
            return self.break_line();
        }
        let found = self.open.iter().rposition(|e| e.name == name);
        let cell = self.open.iter().rposition(|e| matches!(e.name.as_str(), "td" | "th" | "table"));
        let within = match name {
            "table" | "tr" | "td" | "th" => found.filter(|at| !self.open[at + 1..].iter().any(|e| e.name == "table")),
            _ => found.filter(|at| cell.is_none_or(|cell| *at > cell)),
        };
        match within.or(found.filter(|_| name == "table")) {
            Some(at) => self.leave(at),
            None if is_block(name) => self.flush(),
            None => {}
        }
    }

    fn leave(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.leave_one();
        }
    }

    fn leave_one(&mut self) {
        let Some(name) = self.open.last().map(|e| e.name.clone()) else { return };
        if is_block(&name) {
            self.flush();
        }
        let Some(element) = self.open.pop() else { return };
        match name.as_str() {
            "a" => self.link(&element),
            "td" | "th" if element.holds => {
                let blocks = self.targets.pop().unwrap_or_default();
                if let Some(grid) = self.tables.last_mut() {
                    grid.cell(blocks, element.columns, element.rows);
                }
            }
            "table" if element.holds => {
                let rows = self.tables.pop().unwrap_or_default().finish();
                if !rows.is_empty() {
                    self.emit(Block::Table(Table { rows }));
                }
            }
            _ => {}
        }
    }

    fn emit(&mut self, block: Block) {
        if let Some(target) = self.targets.last_mut() {
            target.push(block);
        }
    }

    fn is_skipped(&self) -> bool {
        self.open.iter().any(|e| e.skipped)
    }

    fn break_line(&mut self) {
        if !self.is_skipped() {
            self.gap = Gap::None;
            self.line.push(Inline::Break);
        }
    }

    fn say(&mut self, text: &str) {
        if self.is_skipped() {
            return;
        }
        let look = looks(&self.open);
        let mut words = String::new();
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                let line = matches!(c, '\n' | '\r') || self.gap == Gap::Line;
                self.gap = if line { Gap::Line } else { Gap::Space };
                continue;
            }
            let before = words.chars().next_back().or_else(|| self.last());
            let joined = self.gap == Gap::Line && before.is_some_and(is_han) && is_han(c);
            if self.gap != Gap::None && before.is_some() && !joined {
                words.push(' ');
            }
            self.gap = Gap::None;
            words.push(c);
        }
        if !words.is_empty() {
            self.line.push(Inline::Text { text: words, look });
        }
    }

    /// White space before a link stands outside it.
    fn settle_gap(&mut self) {
        if self.gap != Gap::None && self.last().is_some() && !self.is_skipped() {
            self.line.push(Inline::Text { text: String::from(" "), look: super::document::Look::Plain });
            self.gap = Gap::None;
        }
    }

    fn last(&self) -> Option<char> {
        match self.line.last()? {
            Inline::Text { text, .. } | Inline::Link { text, .. } => text.chars().next_back(),
            _ => None,
        }
    }

    fn link(&mut self, element: &Element) {
        let Some((url, start)) = &element.link else { return };
        let web = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
        let inner = self.line.get(*start..).unwrap_or_default();
        let words = !inner.is_empty() && inner.iter().all(|i| matches!(i, Inline::Text { .. }));
        if web && words {
            let text = super::document::plain(&self.line.split_off(*start));
            self.line.push(Inline::Link { text, url: url.clone() });
        } else if words && !url.starts_with('#') {
            self.links += 1;
        }
    }

    fn picture(&mut self, source: Option<&str>) {
        let Some(source) = source else { return };
        let number = match self.known.get(source) {
            Some(number) => Some(*number),
            None => picture(source).map(|picture| {
                self.pictures.push(picture);
                self.known.insert(source.to_owned(), self.pictures.len() - 1);
                self.pictures.len() - 1
            }),
        };
        match number {
            Some(number) => self.line.push(Inline::Picture(number)),
            None => self.lost += 1,
        }
    }

    /// Ends the paragraph that is being read.
    fn flush(&mut self) {
        self.gap = Gap::None;
        let mut inlines = std::mem::take(&mut self.line);
        for element in &mut self.open {
            if let Some((_, start)) = &mut element.link {
                *start = 0;
            }
        }
        if inlines.is_empty() {
            return;
        }
        let mut role = role(&self.open);
        if matches!(role, Role::Item { .. }) {
            // Only the first paragraph of an item has its marker.
            if let Some(item) = self.open.iter_mut().rev().find(|e| e.name == "li") {
                item.marker = None;
            }
        }
        if role == Role::Text {
            role = look::take_bullet(&self.open, &mut inlines);
        }
        self.emit(Block::Paragraph(Paragraph { role, inlines }));
    }

    fn finish(mut self) -> Document {
        self.leave(0);
        self.flush();
        let blocks: Vec<Block> = self.targets.into_iter().flatten().collect();
        let notes = [
            (self.comments > 0).then_some(Note::Comments(self.comments)),
            (self.deleted > 0).then_some(Note::Revisions { inserted: 0, deleted: self.deleted }),
            (self.lost > 0).then_some(Note::PicturesLost(self.lost)),
            (self.links > 0).then_some(Note::Links(self.links)),
        ];
        Document {
            blocks,
            footnotes: Vec::new(),
            pictures: self.pictures,
            notes: notes.into_iter().flatten().collect(),
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}' | '“' | '”')
}

/// A picture in the page itself, or in a file beside it; never one elsewhere.
fn picture(source: &str) -> Option<Picture> {
    if let Some(data) = source.strip_prefix("data:") {
        let (_, coded) = data.split_once(";base64,")?;
        let bare: String = coded.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = base64::engine::general_purpose::STANDARD.decode(bare).ok()?;
        return Some(Picture::of("", bytes));
    }
    let path = unescaped(source)?.replace('\\', "/");
    let inside =
        !path.contains(':') && !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let (_, extension) = path.rsplit_once('.')?;
    let extension = extension.to_lowercase();
    let named = inside
        && matches!(
            extension.as_str(),
            "png" | "jpg" | "jpeg" | "gif" | "bmp" | "webp" | "wmf" | "emf" | "tif" | "tiff"
        );
    named.then(|| Picture { extension, origin: Origin::Beside(path.clone()) })
}

/// Percent signs undone.
fn unescaped(address: &str) -> Option<String> {
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| address.get(at + 1..at + 3)).flatten();
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}
