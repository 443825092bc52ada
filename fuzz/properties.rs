//! What holds for any bytes that are read as a document, a table or an entry. A fuzz target calls each of them, and the
//! suite does with its own bytes, so that they go on compiling. Never touches the disk.

use dangan::import::guess::{Asked, guess};
use dangan::import::{Draft, Format, Syntax, ledger, read};
use dangan::load::SourceFile;
use dangan::markdown::{Destination, Flavour, Options, Resolved, Stars, render};
use dangan::model::source;
use dangan::path::SourcePath;
use dangan::stamp::Stamp;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A Word file is read or refused, whatever is in it: as the file itself, and as the text of its main part.
pub fn docx(bytes: &[u8]) {
    holds(Format::Docx, bytes);
    if let Some(file) = package(bytes) {
        holds(Format::Docx, &file);
    }
}

/// So is a saved page.
pub fn html(bytes: &[u8]) {
    holds(Format::Text(Syntax::Html), bytes);
}

/// A table is read or refused; none of its cells is lost on the way to its rows.
pub fn csv(bytes: &[u8]) {
    let Ok(sheet) = ledger::read_csv(bytes) else { return };
    let Some(found) = ledger::ledger(&sheet, &|_| None) else { return };
    assert!(found.rows.len() < sheet.rows.len(), "the headings are one of the rows");
}

/// An entry is read or has faults, each at a place that its file has.
pub fn front_matter(bytes: &[u8]) {
    let path = SourcePath::new("content/activities/2022/x.md");
    let file = SourceFile::new(path, bytes.to_vec(), Stamp::default());
    let (parsed, faults) = source::parse(&file);
    assert!(parsed.is_some() || !faults.is_empty(), "nothing was read, and nothing said why");
    // A file that ends in a line end has an empty line after it, where what is missing is missing.
    let lines = String::from_utf8_lossy(bytes).lines().count() + 1;
    for fault in &faults {
        let (line, column) = (fault.place.line as usize, fault.place.column);
        assert!((1..=lines).contains(&line) && column >= 1, "{line}:{column} of {lines} lines: {}", fault.fault.code());
    }
}

/// What is read can be written, guessed at and shown.
fn holds(format: Format, bytes: &[u8]) {
    let Ok(draft) = read(format, bytes) else { return };
    shown(&draft.body("x").text);
    guessed(&draft);
}

fn shown(markdown: &str) {
    let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
    let mut resolve = |destination: Destination<'_>| Resolved::Href(destination.url.to_owned());
    let _ = render(markdown, options, &mut resolve);
}

fn guessed(draft: &Draft) {
    let asked = Asked { branches: &[], kind: None };
    let _ = guess(&draft.title, &draft.lines, asked);
}

/// A Word file with these bytes in the place of its text.
fn package(text: &[u8]) -> Option<Vec<u8>> {
    const HEAD: &[u8] =
        b"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
    const TAIL: &[u8] = b"</w:body></w:document>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("word/document.xml", stored).ok()?;
    zip.write_all(&[HEAD, text, TAIL].concat()).ok()?;
    zip.finish().ok().map(Cursor::into_inner)
}
