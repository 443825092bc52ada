//! Footnotes: numbered in the order of their references, shown at the end of the page.
//! Anchors hold an underscore, which no heading's anchor does, so the two never meet.

use super::Page;
use crate::markdown::BlockKind;
use crate::markdown::prepare::Piece;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::BTreeMap;
use std::ops::Range;

/// The footnotes of a document.
#[derive(Debug, Default)]
pub struct Notes {
    /// The pieces of each note, its start and end included.
    ranges: BTreeMap<usize, usize>,
    places: BTreeMap<String, usize>,
    /// Where the notes that have a number begin, in the order of their numbers.
    order: Vec<usize>,
    /// The same the other way round.
    numbers: BTreeMap<usize, usize>,
}

impl Notes {
    /// Finds all footnotes; of two with one name the first counts.
    pub fn find(pieces: &[Piece]) -> Notes {
        let mut notes = Notes::default();
        let mut open = Vec::new();
        for (at, (event, _)) in pieces.iter().enumerate() {
            match event {
                Event::Start(Tag::FootnoteDefinition(name)) => {
                    open.push(at);
                    notes.places.entry(name.to_string()).or_insert(at);
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    notes.ranges.extend(open.pop().map(|start| (start, at + 1)));
                }
                _ => {}
            }
        }
        notes
    }

    /// Where the note that begins at a piece ends.
    pub fn end_of(&self, at: usize) -> Option<usize> {
        if self.ranges.is_empty() { None } else { self.ranges.get(&at).copied() }
    }

    /// The number of a note, and whether this is the first reference to it.
    fn refer(&mut self, name: &str) -> Option<(usize, bool)> {
        let place = *self.places.get(name)?;
        let known = self.numbers.contains_key(&place);
        Some((self.number(place), !known))
    }

    fn number(&mut self, place: usize) -> usize {
        let order = &mut self.order;
        *self.numbers.entry(place).or_insert_with(|| {
            order.push(place);
            order.len()
        })
    }

    /// The pieces of the note with a number, without its start and end.
    fn content(&self, number: usize) -> Option<Range<usize>> {
        let start = *self.order.get(number.checked_sub(1)?)?;
        Some(start + 1..self.ranges.get(&start)? - 1)
    }

    /// The first note at or behind a place that has no number yet.
    fn unnumbered(&self, from: usize) -> Option<usize> {
        self.ranges.range(from..).map(|(start, _)| *start).find(|start| !self.numbers.contains_key(start))
    }
}

impl Page<'_> {
    /// The first reference carries the anchor that the note leads back to.
    pub fn reference(&mut self, name: &str) {
        if self.images > 0 {
            return;
        }
        let Some((number, is_first)) = self.notes.refer(name) else {
            return;
        };
        self.put("<sup");
        self.put_own("class", "footnote-ref");
        if is_first {
            self.put_own("id", &format!("fnref_{number}"));
        }
        self.put("><a");
        self.put_own("href", &format!("#fn_{number}"));
        self.put_own("role", "doc-noteref");
        self.put(&format!(">{number}</a></sup>"));
    }

    /// Writes all notes. A note may refer to further ones; those that nothing refers to come last.
    pub fn notes(&mut self) {
        let mut number = 1;
        let mut from = 0;
        loop {
            let is_referred = self.notes.content(number).is_some();
            if !is_referred {
                let Some(start) = self.notes.unnumbered(from) else {
                    return;
                };
                self.notes.number(start);
                from = start + 1;
            }
            self.note(number, is_referred);
            number += 1;
        }
    }

    fn note(&mut self, number: usize, is_referred: bool) {
        let Some(content) = self.notes.content(number) else {
            return;
        };
        self.put("<div");
        self.put_own("class", "footnote");
        self.put_own("id", &format!("fn_{number}"));
        self.put("><sup");
        self.put_own("class", "footnote-label");
        self.put(">");
        if is_referred {
            self.put("<a");
            self.put_own("href", &format!("#fnref_{number}"));
            self.put_own("role", "doc-backlink");
            self.put(&format!(">{number}</a>"));
        } else {
            self.put(&number.to_string());
        }
        self.put("</sup><div>");
        self.blocks.enter(BlockKind::Paragraph);
        self.walk(content);
        self.blocks.leave();
        self.put("</div></div>\n");
    }
}
