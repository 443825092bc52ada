//! The body of a Word document, or of one of its notes → blocks, revisions resolved as accepted.
//! Never counts a deleted text as lost, and never drops any other.

use super::numbering::{Label, Numbering};
use super::style::{Rank, Styles};
use super::symbols::symbol;
use super::tally::Tally;
use crate::import::document::{Block, Inline, Look, Mark, Paragraph, Picture, Role, Table};
use crate::import::office::xml::Element;
use crate::import::office::{Package, Relations, Target};
use crate::import::{Note, Refusal};
use std::collections::BTreeMap;

/// Footnotes and endnotes, as elements, each with the part that it is in.
#[derive(Debug, Default)]
pub struct Notes {
    /// (`footnote` or `endnote`, id) → number.
    numbers: BTreeMap<(String, String), usize>,
    elements: Vec<(String, Element)>,
}

impl Notes {
    /// Adds the notes of a part; separators have a type.
    pub fn add(&mut self, kind: &str, part: &str, root: &Element) {
        for element in root.elements().filter(|e| e.name == kind) {
            let separator =
                matches!(element.attribute("type"), Some("separator" | "continuationSeparator" | "continuationNotice"));
            if let Some(id) = element.attribute("id").filter(|_| !separator) {
                self.numbers.insert((kind.to_owned(), id.to_owned()), self.elements.len());
                self.elements.push((part.to_owned(), element.clone()));
            }
        }
    }
}

/// Reads one part after another.
pub struct Reader<'p, 'b> {
    package: &'p mut Package<'b>,
    relations: Relations,
    styles: Styles,
    numbering: Numbering,
    notes: Notes,
    pictures: Vec<Picture>,
    /// Part → number of the picture.
    known: BTreeMap<String, usize>,
    tally: Tally,
    /// The paragraph that is being read.
    line: Vec<Inline>,
    style: Option<String>,
    /// Text boxes anchored in it, which follow it.
    boxes: Vec<Block>,
}

impl<'p, 'b> Reader<'p, 'b> {
    /// A reader that has read nothing.
    pub fn new(package: &'p mut Package<'b>, styles: Styles, numbering: Numbering, notes: Notes) -> Self {
        Reader {
            package,
            relations: Relations::new(),
            styles,
            numbering,
            notes,
            pictures: Vec::new(),
            known: BTreeMap::new(),
            tally: Tally::default(),
            line: Vec::new(),
            style: None,
            boxes: Vec::new(),
        }
    }

    /// The blocks of a part, whose relations are these.
    pub fn part(&mut self, body: &Element, relations: &Relations) -> Result<Vec<Block>, Refusal> {
        self.relations = relations.clone();
        self.blocks(body)
    }

    /// The blocks of all footnotes, in the order of their numbers.
    pub fn footnotes(&mut self) -> Result<Vec<Vec<Block>>, Refusal> {
        let elements = std::mem::take(&mut self.notes.elements);
        let mut all = Vec::new();
        for (part, element) in &elements {
            self.relations = self.package.relations(part)?;
            all.push(self.blocks(element)?);
        }
        Ok(all)
    }

    /// The pictures, and what happened.
    pub fn finish(self) -> (Vec<Picture>, Vec<Note>) {
        (self.pictures, self.tally.notes())
    }

    fn blocks(&mut self, parent: &Element) -> Result<Vec<Block>, Refusal> {
        let mut blocks = Vec::new();
        self.blocks_into(parent, &mut blocks)?;
        // A last paragraph whose end was deleted has nothing to join.
        self.flush(Role::Text, &mut blocks);
        Ok(blocks)
    }

    fn blocks_into(&mut self, parent: &Element, blocks: &mut Vec<Block>) -> Result<(), Refusal> {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element, blocks)?,
                "tbl" => {
                    self.flush(Role::Text, blocks);
                    let table = self.table(element)?;
                    blocks.push(Block::Table(table));
                }
                "del" | "moveFrom" => self.tally.deleted += 1,
                "ins" | "moveTo" => {
                    self.tally.inserted += 1;
                    self.blocks_into(element, blocks)?;
                }
                "AlternateContent" => {
                    if let Some(chosen) = chosen(element) {
                        self.blocks_into(chosen, blocks)?;
                    }
                }
                "altChunk" => self.tally.embedded += 1,
                "r" | "hyperlink" | "fldSimple" | "oMath" | "oMathPara" => self.inline(element)?,
                name if name.ends_with("Pr") => {}
                _ => self.blocks_into(element, blocks)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, element: &Element, blocks: &mut Vec<Block>) -> Result<(), Refusal> {
        let properties = element.child("pPr");
        let rank = self.styles.rank(properties);
        self.style = self.styles.of_paragraph(properties).map(str::to_owned);
        let label = match self.styles.list(properties) {
            Some(place) => self.numbering.next(&place, self.style.as_deref()).map(|label| (label, place.level)),
            None => None,
        };
        let role = self.role(rank, label);
        self.inlines(element)?;
        let end = properties.and_then(|p| p.child("rPr"));
        if end.is_some_and(|r| r.child("del").is_some() || r.child("moveFrom").is_some()) {
            self.tally.deleted += 1;
            return Ok(());
        }
        self.flush(role, blocks);
        Ok(())
    }

    /// What a paragraph is; a number that Markdown cannot count is put before its text.
    fn role(&mut self, rank: Rank, label: Option<(Label, Option<u8>)>) -> Role {
        let by_rank = match rank {
            Rank::Text => Role::Text,
            Rank::Title => Role::Title,
            Rank::Heading(level) => Role::Heading(level),
        };
        let Some((label, level)) = label else { return by_rank };
        if let Some(marker) = label.marker.filter(|_| by_rank == Role::Text) {
            return Role::Item { level: level.unwrap_or(0), marker };
        }
        self.say(&label.text, Look::Plain);
        by_rank
    }

    /// Ends the paragraph that is being read.
    fn flush(&mut self, role: Role, blocks: &mut Vec<Block>) {
        let inlines = std::mem::take(&mut self.line);
        if !inlines.is_empty() {
            blocks.push(Block::Paragraph(Paragraph { role, inlines }));
        }
        blocks.append(&mut self.boxes);
    }

    fn say(&mut self, text: &str, look: Look) {
        if !text.is_empty() {
            self.line.push(Inline::Text { text: text.to_owned(), look });
        }
    }

    fn inlines(&mut self, parent: &Element) -> Result<(), Refusal> {
        parent.elements().try_for_each(|element| self.inline(element))
    }

    fn inline(&mut self, element: &Element) -> Result<(), Refusal> {
        match element.name.as_str() {
            "r" => self.run(element),
            "hyperlink" => self.hyperlink(element),
            "del" | "moveFrom" => {
                self.tally.deleted += 1;
                Ok(())
            }
            "ins" | "moveTo" => {
                self.tally.inserted += 1;
                self.inlines(element)
            }
            "oMath" => {
                self.tally.formulas += 1;
                let text: String = element.every(&["t"]).iter().map(|t| t.text()).collect();
                self.say(&text, Look::Plain);
                Ok(())
            }
            "AlternateContent" => chosen(element).map_or(Ok(()), |chosen| self.inlines(chosen)),
            "p" => {
                // No paragraph stands in a paragraph, but a damaged document may say so.
                self.inlines(element)
            }
            "tbl" => {
                let table = self.set_aside(|reader| reader.table(element))?;
                self.boxes.push(Block::Table(table));
                Ok(())
            }
            name if name.ends_with("Pr") => Ok(()),
            _ => self.inlines(element),
        }
    }

    /// A link to the web stays one; of any other the text stays.
    fn hyperlink(&mut self, element: &Element) -> Result<(), Refusal> {
        let target = element.attribute("id").and_then(|id| self.relations.get(id)).map(|r| r.target.clone());
        let (before, underlined) = (self.line.len(), self.tally.underlined);
        self.inlines(element)?;
        // That a link is underlined says nothing.
        self.tally.underlined = underlined;
        let Some(Target::Outside(url)) = target else { return Ok(()) };
        let words = self.line[before..].iter().all(|i| matches!(i, Inline::Text { .. }));
        let web = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
        if !words || !web {
            self.tally.links += 1;
            return Ok(());
        }
        let text = crate::import::document::plain(&self.line.split_off(before));
        if !crate::import::document::trim(&text).is_empty() {
            self.line.push(Inline::Link { text, url });
        }
        Ok(())
    }

    fn run(&mut self, element: &Element) -> Result<(), Refusal> {
        let properties = element.child("rPr");
        let mark = |on| if on { Mark::On } else { Mark::Off };
        let (bold, italic) = self.styles.looks(properties, self.style.as_deref());
        let look = Look::of(mark(bold), mark(italic));
        if properties.and_then(|p| p.switch("vanish")) == Some(true) && !element.every(&["t"]).is_empty() {
            self.tally.hidden += 1;
        }
        if element.every(&["t"]).iter().any(|t| !t.text().trim().is_empty()) {
            let (struck, underlined) = self.styles.lines(properties, self.style.as_deref());
            self.tally.struck += usize::from(struck);
            self.tally.underlined += usize::from(underlined);
        }
        element.elements().try_for_each(|child| self.run_child(child, look))
    }

    fn run_child(&mut self, child: &Element, look: Look) -> Result<(), Refusal> {
        match child.name.as_str() {
            "t" => self.say(&child.text(), look),
            "tab" | "ptab" => self.say(" ", look),
            "br" | "cr" => self.line.push(Inline::Break),
            "noBreakHyphen" => self.say("\u{2011}", look),
            "sym" => self.symbol(child, look),
            "footnoteReference" | "endnoteReference" => self.footnote(child),
            "drawing" | "pict" | "object" => self.graphic(child)?,
            "ruby" => self.ruby(child)?,
            "AlternateContent" => {
                if let Some(chosen) = chosen(child) {
                    chosen.elements().try_for_each(|child| self.run_child(child, look))?;
                }
            }
            "instrText" | "delText" | "delInstrText" | "softHyphen" | "fldChar" => {}
            name if name.ends_with("Pr") => {}
            _ => self.inlines(child)?,
        }
        Ok(())
    }

    fn symbol(&mut self, element: &Element, look: Look) {
        let code = element.attribute("char").and_then(|c| u32::from_str_radix(c, 16).ok());
        let Some(code) = code else { return };
        let found = symbol(element.attribute("font").unwrap_or_default(), code);
        if found.is_none() {
            self.tally.symbols += 1;
        }
        let shown = found.or_else(|| char::from_u32(code)).unwrap_or('\u{fffd}');
        self.say(&shown.to_string(), look);
    }

    fn footnote(&mut self, element: &Element) {
        let kind = element.name.trim_end_matches("Reference").to_owned();
        let id = element.attribute("id").unwrap_or_default().to_owned();
        if let Some(number) = self.notes.numbers.get(&(kind, id)) {
            self.line.push(Inline::Footnote(*number));
        }
    }

    /// 注音: the reading follows its characters in brackets.
    fn ruby(&mut self, element: &Element) -> Result<(), Refusal> {
        if let Some(base) = element.child("rubyBase") {
            self.inlines(base)?;
        }
        let reading: String =
            element.child("rt").map(|rt| rt.every(&["t"]).iter().map(|t| t.text()).collect()).unwrap_or_default();
        if !reading.is_empty() {
            self.say(&format!("（{reading}）"), Look::Plain);
        }
        Ok(())
    }

    /// Reads something while the present paragraph waits.
    fn set_aside<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let line = std::mem::take(&mut self.line);
        let style = self.style.take();
        let boxes = std::mem::take(&mut self.boxes);
        let read = read(self)?;
        self.line = line;
        self.style = style;
        self.boxes = boxes;
        Ok(read)
    }

    /// Pictures, text boxes and diagrams.
    fn graphic(&mut self, element: &Element) -> Result<(), Refusal> {
        for child in element.elements() {
            match child.name.as_str() {
                "AlternateContent" => {
                    if let Some(chosen) = chosen(child) {
                        self.graphic(chosen)?;
                    }
                }
                "txbxContent" => {
                    self.tally.boxes += 1;
                    let blocks = self.set_aside(|reader| reader.blocks(child))?;
                    self.boxes.extend(blocks);
                }
                "blip" => {
                    self.picture(child.attribute("embed").or(child.attribute("link")))?;
                }
                "imagedata" => self.picture(child.attribute("id").or(child.attribute("href")))?,
                "textpath" => {
                    let text = child.attribute("string").unwrap_or_default().to_owned();
                    if !text.is_empty() {
                        self.boxes.push(Block::Paragraph(Paragraph::text(text)));
                    }
                }
                "OLEObject" => self.tally.embedded += 1,
                "chart" => self.diagram(child.attribute("id"), &["t", "v"])?,
                "relIds" => self.diagram(child.attribute("dm"), &["t"])?,
                _ => self.graphic(child)?,
            }
        }
        Ok(())
    }

    fn picture(&mut self, id: Option<&str>) -> Result<(), Refusal> {
        let target = id.and_then(|id| self.relations.get(id)).map(|r| r.target.clone());
        let Some(Target::Part(name)) = target else {
            self.tally.pictures_lost += 1;
            return Ok(());
        };
        if let Some(number) = self.known.get(&name) {
            self.line.push(Inline::Picture(*number));
            return Ok(());
        }
        match self.package.bytes(&name) {
            Ok(Some(bytes)) => {
                let number = self.pictures.len();
                self.pictures.push(Picture::of(&name, bytes));
                self.known.insert(name, number);
                self.line.push(Inline::Picture(number));
            }
            Err(Refusal::Bomb) => return Err(Refusal::Bomb),
            // The text is worth more than a damaged picture.
            Ok(None) | Err(_) => self.tally.pictures_lost += 1,
        }
        Ok(())
    }

    /// The words of a chart or diagram, which is a part of its own.
    fn diagram(&mut self, id: Option<&str>, names: &[&str]) -> Result<(), Refusal> {
        self.tally.diagrams += 1;
        let target = id.and_then(|id| self.relations.get(id)).map(|r| r.target.clone());
        let Some(Target::Part(name)) = target else { return Ok(()) };
        let Some(root) = self.package.xml(&name)? else { return Ok(()) };
        let words: Vec<String> = root.every(names).iter().map(|t| t.text()).filter(|t| !t.is_empty()).collect();
        if !words.is_empty() {
            self.boxes.push(Block::Paragraph(Paragraph::text(words.join(" "))));
        }
        Ok(())
    }

    fn table(&mut self, element: &Element) -> Result<Table, Refusal> {
        let mut rows = Vec::new();
        self.rows(element, &mut rows)?;
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        for row in &mut rows {
            row.resize(width, Vec::new());
        }
        Ok(Table { rows })
    }

    fn rows(&mut self, parent: &Element, rows: &mut Vec<Vec<Vec<Block>>>) -> Result<(), Refusal> {
        for element in parent.elements() {
            match element.name.as_str() {
                "tr" if element.at(&["trPr", "del"]).is_some() => self.tally.deleted += 1,
                "tr" => {
                    let mut row = Vec::new();
                    let before = element.at(&["trPr"]).and_then(|p| p.value("gridBefore"));
                    row.resize(span(before, 0), Vec::new());
                    self.cells(element, &mut row)?;
                    rows.push(row);
                }
                name if name.ends_with("Pr") || name == "tblGrid" => {}
                _ => self.rows(element, rows)?,
            }
        }
        Ok(())
    }

    fn cells(&mut self, parent: &Element, row: &mut Vec<Vec<Block>>) -> Result<(), Refusal> {
        for element in parent.elements() {
            match element.name.as_str() {
                "tc" => {
                    let properties = element.child("tcPr");
                    let blocks = self.set_aside(|reader| reader.blocks(element))?;
                    row.push(blocks);
                    let width = span(properties.and_then(|p| p.value("gridSpan")), 1);
                    row.resize(row.len() + width.saturating_sub(1), Vec::new());
                }
                name if name.ends_with("Pr") => {}
                _ => self.cells(element, row)?,
            }
        }
        Ok(())
    }
}

/// How many columns; Word has no more than 63.
fn span(value: Option<&str>, default: usize) -> usize {
    value.and_then(|v| v.parse().ok()).unwrap_or(default).min(63)
}

/// Of the ways in which something is given, the first; older programs' way is the same again.
fn chosen(element: &Element) -> Option<&Element> {
    element.child("Choice").or_else(|| element.child("Fallback"))
}
