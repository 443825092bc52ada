//! A Word document (ECMA-376 part 1, 17) → a document: what a reader of its final state sees.
//! Never loses a text: what it cannot say it keeps as characters and counts.

mod body;
mod numbering;
mod style;
mod symbols;
mod tally;

use super::document::Document;
use super::office::xml::Element;
use super::office::{Package, Relations, Target};
use super::{Note, Refusal};
use body::{Notes, Reader};
use numbering::Numbering;
use style::Styles;

/// Reads a Word document.
pub fn read(bytes: &[u8]) -> Result<Document, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package.main("word/document.xml")?;
    let root = package.xml(&main)?.ok_or(Refusal::Damaged)?;
    let body = root.child("body").ok_or(Refusal::Damaged)?;
    let relations = package.relations(&main)?;
    let styles = part(&mut package, &relations, "styles")?.map(|(_, e)| Styles::of(&e)).unwrap_or_default();
    let numbering = part(&mut package, &relations, "numbering")?.map(|(_, e)| Numbering::of(&e)).unwrap_or_default();
    let mut notes = Notes::default();
    for (kind, element) in [("footnotes", "footnote"), ("endnotes", "endnote")] {
        if let Some((name, root)) = part(&mut package, &relations, kind)? {
            notes.add(element, &name, &root);
        }
    }
    let mut reader = Reader::new(&mut package, styles, numbering, notes);
    let blocks = reader.part(body, &relations)?;
    let footnotes = reader.footnotes()?;
    let (pictures, mut told) = reader.finish();
    told.extend(comments(&mut package, &relations)?);
    told.extend(margins(&mut package, &relations)?);
    Ok(Document { blocks, footnotes, pictures, notes: told })
}

/// The part of one kind, with its name.
fn part(package: &mut Package, relations: &Relations, kind: &str) -> Result<Option<(String, Element)>, Refusal> {
    let found = relations.values().find(|r| r.kind == kind).map(|r| r.target.clone());
    let Some(Target::Part(name)) = found else { return Ok(None) };
    Ok(package.xml(&name)?.map(|root| (name, root)))
}

fn comments(package: &mut Package, relations: &Relations) -> Result<Option<Note>, Refusal> {
    let root = part(package, relations, "comments")?;
    let count = root.map_or(0, |(_, root)| root.elements().filter(|e| e.name == "comment").count());
    Ok((count > 0).then_some(Note::Comments(count)))
}

/// What stands in headers and footers beside page numbers.
fn margins(package: &mut Package, relations: &Relations) -> Result<Vec<Note>, Refusal> {
    let mut told: Vec<Note> = Vec::new();
    let names = relations.values().filter(|r| matches!(r.kind.as_str(), "header" | "footer"));
    let names: Vec<Target> = names.map(|r| r.target.clone()).collect();
    for target in names {
        let Target::Part(name) = target else { continue };
        let Some(root) = package.xml(&name)? else { continue };
        let text: String = root.every(&["t"]).iter().map(|t| t.text()).collect();
        let text = super::document::trim(&text).to_owned();
        let note = Note::Margin(text.clone());
        if !is_page_number(&text) && !told.contains(&note) {
            told.push(note);
        }
    }
    told.sort_by_key(Note::chinese);
    Ok(told)
}

fn is_page_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-—–－·第页共/".contains(c))
}
