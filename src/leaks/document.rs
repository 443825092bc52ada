//! The bytes of an attachment → the texts that a reader of it can get at.
//! Bounded in memory; never unpacks to disk, and never passes over in silence what it could not read.

use super::photo;
use encoding_rs::GB18030;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Larger attachments are not looked into, packed or unpacked: no document of text comes near.
pub const LIMIT: u64 = 64 << 20;

/// What an attachment holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text file, whose lines are those of the file.
    Lines(String),
    /// Texts of a document that has no lines of its own.
    Pieces(String),
    /// A picture whose metadata say where it was taken.
    PlacedPhoto,
    /// Nothing that can be searched: pictures, sound, film.
    Nothing,
}

/// Why an attachment was not looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Of a kind that this program does not read.
    Format,
    /// Locked with a password.
    Encrypted,
    /// Not what its name says.
    Damaged,
    /// Over the limit.
    TooLarge,
    /// Pages without text, such as a scan.
    NoText,
}

/// What a file of this extension (lower case) holds.
pub fn read(extension: &str, bytes: &[u8]) -> Result<Content, Unread> {
    if bytes.len() as u64 > LIMIT {
        return Err(Unread::TooLarge);
    }
    match extension {
        "txt" | "csv" | "tsv" | "md" | "html" | "htm" | "xml" | "svg" | "json" | "yaml" | "yml" | "log" => {
            Ok(Content::Lines(text(bytes)))
        }
        "docx" | "xlsx" | "pptx" | "docm" | "xlsm" | "pptm" => office(bytes).map(Content::Pieces),
        "pdf" => pdf(bytes).map(Content::Pieces),
        "jpg" | "jpeg" | "png" | "webp" | "tif" | "tiff" if photo::has_place(bytes) => Ok(Content::PlacedPhoto),
        _ if is_media(extension) => Ok(Content::Nothing),
        _ => Err(Unread::Format),
    }
}

/// Whether a file of this extension is passed over without being opened.
pub fn is_opaque(extension: &str) -> bool {
    matches!(extension, "mp3" | "wav" | "m4a" | "mp4" | "mov" | "avi" | "mkv" | "webm")
}

fn is_media(extension: &str) -> bool {
    is_opaque(extension) || matches!(extension, "jpg" | "jpeg" | "png" | "gif" | "webp" | "bmp" | "tif" | "tiff")
}

/// UTF-8 where it is that, UTF-16 by its mark, else GB 18030, in which every byte is something.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => GB18030.decode(bytes).0.into_owned(),
    }
}

/// The head of the old binary format, in which Office puts documents that have a password.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// All text of an Office document: body, notes, comments, headers, authors, targets of links.
fn office(bytes: &[u8]) -> Result<String, Unread> {
    if bytes.starts_with(COMPOUND) {
        return Err(Unread::Encrypted);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unread::Damaged)?;
    let mut all = String::new();
    let mut left = LIMIT;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|_| Unread::Damaged)?;
        let is_xml = part.name().is_ok_and(|name| name.ends_with(".xml") || name.ends_with(".rels"));
        if !is_xml {
            continue;
        }
        let mut xml = Vec::new();
        part.take(left + 1).read_to_end(&mut xml).map_err(|_| Unread::Damaged)?;
        left = left.checked_sub(xml.len() as u64).ok_or(Unread::TooLarge)?;
        xml_text(&text(&xml), &mut all)?;
    }
    Ok(all)
}

/// Elements inside a line of text; at the end of any other a line ends.
const INLINE: &[&str] = &["t", "r", "rPr", "delText", "ins", "del", "hyperlink", "smartTag", "sdt", "sdtContent"];
/// How a run of characters looks; its elements hold no text.
const LOOKS: &str = "rPr";
/// Attributes that hold what people wrote.
const TOLD: &[&str] = &["author", "Target", "descr", "title", "name"];

/// The text of one part, then the attributes: a number that several runs make up stays in one piece.
fn xml_text(xml: &str, all: &mut String) -> Result<(), Unread> {
    let mut reader = Reader::from_str(xml);
    let mut told = String::new();
    let mut inside_looks = false;
    loop {
        match reader.read_event().map_err(|_| Unread::Damaged)? {
            Event::Eof => break,
            Event::Text(text) => all.push_str(text.as_ref()),
            Event::CData(text) => all.push_str(text.as_ref()),
            Event::GeneralRef(name) => all.push(name.resolve_char_ref().ok().flatten().unwrap_or('&')),
            Event::Start(tag) => {
                inside_looks |= tag.local_name().as_ref() == LOOKS;
                attributes(&tag, &mut told);
            }
            Event::Empty(tag) => {
                attributes(&tag, &mut told);
                all.push_str(if is_break(tag.local_name().as_ref()) { "\n" } else { "" });
            }
            Event::End(tag) => {
                let name = tag.local_name();
                inside_looks &= name.as_ref() != LOOKS;
                all.push_str(if inside_looks || INLINE.contains(&name.as_ref()) { "" } else { "\n" });
            }
            _ => {}
        }
    }
    all.push('\n');
    all.push_str(&told);
    Ok(())
}

fn is_break(name: &str) -> bool {
    matches!(name, "br" | "cr" | "tab")
}

/// Each on a line of its own.
fn attributes(tag: &BytesStart, told: &mut String) {
    for attribute in tag.attributes().flatten() {
        if TOLD.contains(&attribute.key.local_name().as_ref()) {
            told.push_str(&attribute.value);
            told.push('\n');
        }
    }
}

fn pdf(bytes: &[u8]) -> Result<String, Unread> {
    let document = lopdf::Document::load_mem(bytes).map_err(|_| Unread::Damaged)?;
    if document.is_encrypted() {
        return Err(Unread::Encrypted);
    }
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).map_err(|_| Unread::NoText)?;
    // Fonts that do not say which characters they draw leave no text, or a replacement for it.
    if text.trim().is_empty() || text.contains("Unimplemented") || text.contains('\u{fffd}') {
        return Err(Unread::NoText);
    }
    Ok(text)
}
