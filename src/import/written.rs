//! A document → Markdown that shows the same characters.
//! Never names a file of its own: the caller gives the stem that its pictures are called by.

use super::document::{Block, Document, Inline, Look, Marker, Origin, Paragraph, Picture, Role, Table, trim};
use super::escape::{escape, escape_start};
use super::{Note, read_back};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A document's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Markdown.
    pub text: String,
    /// What was found out by writing it.
    pub notes: Vec<Note>,
}

/// The name of a picture's file, without a folder.
pub fn picture_name(stem: &str, number: usize, extension: &str) -> String {
    format!("{stem}-{}.{extension}", number + 1)
}

/// Writes a document whose pictures are called `<stem>-1.png`, `<stem>-2.jpg`, ….
pub fn write(document: &Document, stem: &str) -> Written {
    let mut writer = Writer {
        document,
        stem,
        out: String::new(),
        list: List::default(),
        cited: BTreeSet::new(),
        plain: 0,
        nested: 0,
    };
    writer.blocks(&document.blocks);
    writer.footnotes();
    let mut notes = Vec::new();
    notes.extend((writer.plain > 0).then_some(Note::EmphasisDropped(writer.plain)));
    notes.extend((writer.nested > 0).then_some(Note::NestedTables(writer.nested)));
    Written { text: writer.out, notes }
}

struct Writer<'d> {
    document: &'d Document,
    stem: &'d str,
    out: String,
    list: List,
    cited: BTreeSet<usize>,
    plain: usize,
    nested: usize,
}

/// The list that is being written: one open item a level.
#[derive(Default)]
struct List {
    /// The indent of each level's text in spaces, its delimiter, and its last number.
    levels: Vec<Level>,
}

#[derive(Clone, Copy)]
struct Level {
    indent: usize,
    delimiter: char,
    number: u32,
}

impl List {
    /// What to put before an item, and the indent of its further lines.
    fn open(&mut self, level: usize, marker: Marker) -> (String, usize) {
        let level = level.min(self.levels.len());
        let before = self.levels.get(level).copied();
        self.levels.truncate(level);
        let outer = self.levels.last().map_or(0, |l| l.indent);
        let (sign, delimiter, number) = match marker {
            Marker::Bullet => (String::from("- "), '-', 0),
            Marker::Number(n) => {
                let delimiter = delimiter(before, n);
                (format!("{n}{delimiter} "), delimiter, n)
            }
        };
        let indent = outer + sign.len();
        self.levels.push(Level { indent, delimiter, number });
        (format!("{}{sign}", " ".repeat(outer)), indent)
    }
}

/// Markdown counts a list on by itself; where the number differs, another delimiter begins another list.
fn delimiter(before: Option<Level>, number: u32) -> char {
    match before {
        Some(level) if level.delimiter != '-' && level.number.checked_add(1) != Some(number) => {
            other_delimiter(level.delimiter)
        }
        Some(level) if level.delimiter != '-' => level.delimiter,
        _ => '.',
    }
}

fn other_delimiter(delimiter: char) -> char {
    if delimiter == '.' { ')' } else { '.' }
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(p) => self.paragraph(p),
                Block::Table(table) => self.table(table),
            }
        }
        self.end_list();
    }

    fn end_list(&mut self) {
        if !self.list.levels.is_empty() {
            self.list.levels.clear();
            self.out.push('\n');
        }
    }

    fn paragraph(&mut self, p: &Paragraph) {
        if let Role::Item { level, marker } = p.role {
            let (sign, indent) = self.list.open(usize::from(level), marker);
            let text = self.lines(&p.inlines, &format!("\\\n{}", " ".repeat(indent)));
            let _ = writeln!(self.out, "{sign}{text}");
            return;
        }
        self.end_list();
        let text = match p.role {
            Role::Heading(level) => {
                format!("{} {}", "#".repeat(usize::from(level)), self.heading(&p.inlines))
            }
            _ => self.lines(&p.inlines, "\\\n"),
        };
        if !text.is_empty() {
            let _ = write!(self.out, "{text}\n\n");
        }
    }

    /// The inlines as lines of Markdown, joined by what stands for a break.
    fn lines(&mut self, inlines: &[Inline], joint: &str) -> String {
        let lines: Vec<String> = inlines.split(|i| *i == Inline::Break).map(|line| self.line(line)).collect();
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(joint)
    }

    /// A heading is one line, and has one look.
    fn heading(&mut self, inlines: &[Inline]) -> String {
        let plain = unlooked(inlines);
        let lines: Vec<String> = plain.split(|i| *i == Inline::Break).map(|line| self.spell(line)).collect();
        trim(&lines.join(" ")).to_owned()
    }

    /// With emphasis where that reads back as what was meant, else without.
    fn line(&mut self, inlines: &[Inline]) -> String {
        let has_look = |i: &Inline| matches!(i, Inline::Text { look, .. } if *look != Look::Plain);
        if inlines.iter().any(has_look) {
            let inlines = settled(inlines);
            let bare: Vec<Inline> = inlines.iter().filter(|i| is_words(i)).cloned().collect();
            let try_it = spelled(&bare, &mut |_| String::new());
            if read_back::reads_as(&escape_start(trim(&try_it)), &bare) {
                return escape_start(&self.spell(&inlines));
            }
            self.plain += 1;
        }
        escape_start(&self.spell(&unlooked(inlines)))
    }

    fn spell(&mut self, inlines: &[Inline]) -> String {
        let (document, stem, cited) = (self.document, self.stem, &mut self.cited);
        let line = spelled(inlines, &mut |inline| match inline {
            Inline::Footnote(n) => {
                cited.insert(*n);
                format!("[^{}]", n + 1)
            }
            Inline::Picture(n) => {
                document.pictures.get(*n).map_or_else(String::new, |picture| picture_link(picture, *n, stem))
            }
            _ => String::new(),
        });
        trim(&line).to_owned()
    }

    fn table(&mut self, table: &Table) {
        self.end_list();
        if let [row] = table.rows.as_slice()
            && let [cell] = row.as_slice()
        {
            // A frame around some text.
            self.blocks(cell);
            return;
        }
        let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        for (i, row) in table.rows.iter().enumerate() {
            self.out.push('|');
            for column in 0..width {
                let cell = row.get(column).map_or_else(String::new, |cell| self.cell(cell));
                let _ = write!(self.out, " {cell} |");
            }
            self.out.push('\n');
            if i == 0 {
                let _ = writeln!(self.out, "|{}", " --- |".repeat(width));
            }
        }
        self.out.push('\n');
    }

    /// A cell holds lines only; the rows of a table within it become lines.
    fn cell(&mut self, blocks: &[Block]) -> String {
        let mut lines = Vec::new();
        for block in blocks {
            match block {
                Block::Paragraph(p) => {
                    let text = self.lines(&p.inlines, "<br>");
                    lines.push(match p.role {
                        Role::Item { marker: Marker::Number(n), .. } => format!("{n}. {text}"),
                        _ => text,
                    });
                }
                Block::Table(table) => {
                    self.nested += 1;
                    for row in &table.rows {
                        let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
                        lines.push(cells.into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" "));
                    }
                }
            }
        }
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("<br>")
    }

    /// The footnotes that the text cites, then those it does not, as paragraphs.
    fn footnotes(&mut self) {
        for (i, blocks) in self.document.footnotes.iter().enumerate() {
            let outer = std::mem::take(&mut self.out);
            self.blocks(blocks);
            let text = std::mem::replace(&mut self.out, outer);
            if self.cited.contains(&i) {
                let text = text.trim_end().replace('\n', "\n    ");
                let text = if text.is_empty() { "\u{3000}" } else { &text };
                let _ = write!(self.out, "[^{}]: {}\n\n", i + 1, text.replace("\n    \n", "\n\n"));
            } else {
                self.out.push_str(&text);
            }
        }
    }
}

/// A picture, or a link to its file where no page can show it.
fn picture_link(picture: &Picture, number: usize, stem: &str) -> String {
    let name = picture_name(stem, number, &picture.extension);
    match picture.origin {
        Origin::Lost | Origin::Beside(_) => String::new(),
        Origin::Bytes(_) if picture.is_shown() => format!("![]({name})"),
        Origin::Bytes(_) => format!("[{name}]({name})"),
    }
}

fn is_words(inline: &Inline) -> bool {
    matches!(inline, Inline::Text { .. } | Inline::Link { .. })
}

fn unlooked(inlines: &[Inline]) -> Vec<Inline> {
    let plain = |inline: &Inline| match inline {
        Inline::Text { text, .. } => Inline::Text { text: text.clone(), look: Look::Plain },
        other => other.clone(),
    };
    super::document::tidy(inlines.iter().map(plain).collect())
}

/// White space at the ends of an emphasised run goes outside; runs of one look are one run.
fn settled(inlines: &[Inline]) -> Vec<Inline> {
    let mut settled = Vec::new();
    for inline in inlines {
        match inline {
            // Signs alone stay plain: nobody sees that they are bold, and masks stay masks.
            Inline::Text { text, look } if *look != Look::Plain && text.contains(char::is_alphanumeric) => {
                let inner = trim(text);
                let start = text.find(inner).unwrap_or(0);
                let plain = |text: &str| Inline::Text { text: text.to_owned(), look: Look::Plain };
                settled.push(plain(&text[..start]));
                settled.push(Inline::Text { text: inner.to_owned(), look: *look });
                settled.push(plain(&text[start + inner.len()..]));
            }
            Inline::Text { text, .. } => settled.push(Inline::Text { text: text.clone(), look: Look::Plain }),
            other => settled.push(other.clone()),
        }
    }
    super::document::tidy(settled)
}

/// Inlines as Markdown; `other` spells what is neither text nor link.
fn spelled(inlines: &[Inline], other: &mut dyn FnMut(&Inline) -> String) -> String {
    let mut line = String::new();
    for inline in inlines {
        match inline {
            Inline::Text { text, look } => {
                let mark = match look {
                    Look::Plain => "",
                    Look::Bold => "**",
                    Look::Italic => "*",
                    Look::BoldItalic => "***",
                };
                line.push_str(mark);
                escape(&mut line, text);
                line.push_str(mark);
            }
            Inline::Link { text, url } => {
                line.push('[');
                escape(&mut line, text);
                let _ = write!(line, "](<{}>)", address(url));
            }
            inline => line.push_str(&other(inline)),
        }
    }
    line.replace(['\n', '\r'], " ")
}

/// An address that cannot end the angle brackets around it.
fn address(url: &str) -> String {
    let mut safe = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '<' | '>' | '\\' | '\n' | '\r' | '&' | '*' if c != '&' => {
                let _ = write!(safe, "%{:02X}", c as u32);
            }
            '&' => safe.push_str("&amp;"),
            c => safe.push(c),
        }
    }
    safe
}
