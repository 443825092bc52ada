//! A document's bytes → an entry's text: decoding, structure, escapes, front matter, guesses.
//! Never reads or writes a file, and never loses a character.

mod csv;
mod decode;
mod document;
mod docx;
mod escape;
mod front_matter;
pub mod guess;
mod html;
pub mod ledger;
mod markdown_text;
mod note;
mod numerals;
mod office;
mod outline;
mod plain_text;
mod read_back;
mod written;
mod xlsx;

pub use decode::{Decoded, Encoding, Undecodable, decode};
pub use document::{Document, Origin, Picture};
pub use front_matter::{Field, Line, front_matter, scalar};
pub use note::Note;
pub use written::picture_name;

use document::Block;
use outline::Outlined;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Paragraphs a line each, headings by 一、（一） 1. （1）.
    PlainText,
    /// Markdown, with or without front matter.
    Markdown,
    /// A page saved by an office program.
    Html,
}

/// What a file is to an import, by its extension in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A document in text.
    Text(Syntax),
    /// A Word document.
    Docx,
    /// A workbook whose rows are entries.
    Xlsx,
    /// A table in text whose rows are entries.
    Csv,
}

impl Format {
    /// Of an extension; `None` where it cannot be imported.
    pub fn of(extension: &str) -> Option<Format> {
        Some(match extension {
            "txt" | "text" | "" => Format::Text(Syntax::PlainText),
            "md" | "markdown" => Format::Text(Syntax::Markdown),
            "html" | "htm" => Format::Text(Syntax::Html),
            "docx" | "docm" => Format::Docx,
            "xlsx" | "xlsm" => Format::Xlsx,
            "csv" | "tsv" => Format::Csv,
            _ => return None,
        })
    }
}

/// Why a document was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its bytes are no text in a known encoding.
    NotText,
    /// It is not what its name says, or not whole.
    Damaged,
    /// It has a password, or is of the old format under a new name.
    Encrypted,
    /// It unpacks to more than any document holds.
    Bomb,
    /// It holds nothing.
    Empty,
}

/// An entry in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// From the document; empty where no paragraph can be a title.
    pub title: String,
    /// The title and the text by lines, as guesses read them.
    pub lines: Vec<String>,
    /// The YAML that a Markdown document brought along.
    pub front_matter: Option<String>,
    /// What a person should know.
    pub notes: Vec<Note>,
    content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Markdown(String),
    Document(Box<Document>),
}

/// A draft's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Markdown.
    pub text: String,
    /// What a person should know of it.
    pub notes: Vec<Note>,
}

impl Draft {
    /// The text, whose pictures are called `<stem>-1.png` and so on.
    pub fn body(&self, stem: &str) -> Body {
        let (text, mut notes) = match &self.content {
            Content::Markdown(text) => (text.clone(), Vec::new()),
            Content::Document(document) => {
                let written = written::write(document, stem);
                (written.text, written.notes)
            }
        };
        let masks = text.matches("\\*\\*").count();
        notes.extend((masks > 0 && matches!(self.content, Content::Document(_))).then_some(Note::Masks(masks)));
        Body { text, notes }
    }

    /// The same draft with the pictures that stand in files beside the document; `read` gives their bytes.
    #[must_use]
    pub fn fetched(mut self, read: &dyn Fn(&str) -> Option<Vec<u8>>) -> Draft {
        let Content::Document(document) = &mut self.content else { return self };
        let pictures = std::mem::take(&mut document.pictures);
        document.pictures = pictures.into_iter().map(|picture| picture.fetched(read)).collect();
        let count = |of: &dyn Fn(&Picture) -> bool| document.pictures.iter().filter(|p| of(p)).count();
        let lost = count(&|p| p.origin == Origin::Lost);
        let unshown = count(&|p| matches!(p.origin, Origin::Bytes(_)) && !p.is_shown());
        self.notes.extend((lost > 0).then_some(Note::PicturesLost(lost)));
        self.notes.extend((unshown > 0).then_some(Note::PicturesUnshown(unshown)));
        self
    }

    /// The pictures, in the order in which the text counts them.
    pub fn pictures(&self) -> &[Picture] {
        match &self.content {
            Content::Markdown(_) => &[],
            Content::Document(document) => &document.pictures,
        }
    }
}

/// Reads a document's bytes; tables of entries are read by `ledger`.
pub fn read(format: Format, bytes: &[u8]) -> Result<Draft, Refusal> {
    let draft = match format {
        Format::Docx => of_document(docx::read(bytes)?),
        Format::Text(Syntax::Html) => of_document(html::read(&html::decode(bytes).ok_or(Refusal::NotText)?)),
        Format::Text(syntax) => draft(&decode(bytes).map_err(|_| Refusal::NotText)?.text, syntax),
        Format::Xlsx | Format::Csv => return Err(Refusal::Damaged),
    };
    let blank =
        draft.title.is_empty() && draft.lines.iter().all(|l| l.trim().is_empty()) && draft.pictures().is_empty();
    if blank { Err(Refusal::Empty) } else { Ok(draft) }
}

/// Reads a document's text.
pub fn draft(text: &str, syntax: Syntax) -> Draft {
    match syntax {
        Syntax::PlainText => of_document(plain_text::read(text)),
        Syntax::Markdown => markdown_text::draft(text),
        Syntax::Html => of_document(html::read(text)),
    }
}

fn of_document(document: Document) -> Draft {
    let Outlined { title, document, headings } = outline::outline(document);
    let mut notes = document.notes.clone();
    notes.extend((headings > 0).then_some(Note::Headings(headings)));
    let mut lines = vec![title.clone()];
    lines_of(&document.blocks, &mut lines);
    Draft { title, lines, front_matter: None, notes, content: Content::Document(Box::new(document)) }
}

/// The text by lines; a cell that is followed by another may be its label.
fn lines_of(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(p) => lines.extend(p.plain().lines().map(|l| document::trim(l).to_owned())),
            Block::Table(table) => table.rows.iter().for_each(|row| lines_of_row(row, lines)),
        }
    }
}

fn lines_of_row(row: &[Vec<Block>], lines: &mut Vec<String>) {
    let text = |cell: &Vec<Block>| {
        let mut inner = Vec::new();
        lines_of(cell, &mut inner);
        inner.join("\n")
    };
    let cells: Vec<String> = row.iter().map(text).filter(|cell| !cell.is_empty()).collect();
    let mut at = 0;
    while at < cells.len() {
        let label = cells[at].trim_end_matches(['：', ':']).replace('\n', "");
        if let Some(value) = cells.get(at + 1).filter(|_| guess::key_of_heading(&label).is_some()) {
            lines.push(format!("{label}：{}", value.replace('\n', " ")));
            at += 2;
        } else {
            lines.extend(cells[at].lines().map(str::to_owned));
            at += 1;
        }
    }
}

/// Lines without byte order marks and with one kind of line end.
fn normalise(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}
