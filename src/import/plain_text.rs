//! Plain text as office software saves it → a document: every line is a paragraph.
//! Never drops a character but white space.

use super::document::{Block, Document, Paragraph, trim};
use super::normalise;

/// Reads a plain text.
pub fn read(text: &str) -> Document {
    let text = normalise(text);
    let lines = text.split('\n').map(trim).filter(|line| !line.is_empty());
    let blocks = lines.map(|line| Block::Paragraph(Paragraph::text(line))).collect();
    Document { blocks, ..Document::default() }
}
