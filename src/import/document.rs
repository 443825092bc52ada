//! What a document holds, whatever program wrote it: blocks, runs, tables, pictures, footnotes.
//! Never knows a file format, and never Markdown.

use super::Note;

/// A document as its reader found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// In order.
    pub blocks: Vec<Block>,
    /// Footnotes and endnotes, in the order in which `Inline::Footnote` counts them.
    pub footnotes: Vec<Vec<Block>>,
    /// In the order in which `Inline::Picture` counts them.
    pub pictures: Vec<Picture>,
    /// What a person should know.
    pub notes: Vec<Note>,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, heading or list item.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub role: Role,
    /// What it holds.
    pub inlines: Vec<Inline>,
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// The document's title, by its style.
    Title,
    /// A heading; 1 is the outermost.
    Heading(u8),
    /// A list item; level 0 is the outermost.
    Item {
        /// How deep.
        level: u8,
        /// What stands before it.
        marker: Marker,
    },
}

/// What stands before a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A dot or the like.
    Bullet,
    /// `1.` or `1)`.
    Number(u32),
}

/// How characters look, as far as Markdown can say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// As the rest.
    #[default]
    Plain,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Both.
    BoldItalic,
}

impl Look {
    /// Of its two marks.
    pub fn of(bold: Mark, italic: Mark) -> Look {
        match (bold, italic) {
            (Mark::Off, Mark::Off) => Look::Plain,
            (Mark::On, Mark::Off) => Look::Bold,
            (Mark::Off, Mark::On) => Look::Italic,
            (Mark::On, Mark::On) => Look::BoldItalic,
        }
    }
}

/// Whether a mark such as bold is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// It is not.
    #[default]
    Off,
    /// It is.
    On,
}

/// A part of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Characters of one look.
    Text {
        /// The characters.
        text: String,
        /// Their look.
        look: Look,
    },
    /// A link to an address of the web.
    Link {
        /// What is shown.
        text: String,
        /// Where it leads.
        url: String,
    },
    /// The line ends, the paragraph does not.
    Break,
    /// A picture of the document, by its number.
    Picture(usize),
    /// A footnote of the document, by its number.
    Footnote(usize),
}

/// A table: every row has as many cells; what a merged cell covers is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Rows of cells of blocks.
    pub rows: Vec<Vec<Vec<Block>>>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Of its file name, in lower case, by what the bytes are where they tell.
    pub extension: String,
    /// Where its bytes are.
    pub origin: Origin,
}

/// Where a picture's bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Here.
    Bytes(Vec<u8>),
    /// In a file, by its path relative to the document's, which never leads out of that folder.
    Beside(String),
    /// Nowhere.
    Lost,
}

impl Picture {
    /// A picture of these bytes, which the document calls `name`.
    pub fn of(name: &str, bytes: Vec<u8>) -> Picture {
        let named = name.rsplit_once('.').map_or("bin", |(_, extension)| extension).to_lowercase();
        let safe = !named.is_empty() && named.len() <= 5 && named.bytes().all(|b| b.is_ascii_alphanumeric());
        let extension = sniff(&bytes).unwrap_or(if safe { &named } else { "bin" }).to_owned();
        Picture { extension, origin: Origin::Bytes(bytes) }
    }

    /// Whether a page can show it: it is of a known format, and whole.
    pub fn is_shown(&self) -> bool {
        let Origin::Bytes(bytes) = &self.origin else { return false };
        let reader = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format();
        sniff(bytes).is_some() && reader.is_ok_and(|reader| reader.decode().is_ok())
    }

    /// The same picture with the bytes of the file that it names; lost where there is none.
    #[must_use]
    pub fn fetched(self, read: &dyn Fn(&str) -> Option<Vec<u8>>) -> Picture {
        match &self.origin {
            Origin::Beside(path) => match read(path) {
                Some(bytes) => Picture::of(path, bytes),
                None => Picture { origin: Origin::Lost, ..self },
            },
            Origin::Bytes(_) | Origin::Lost => self,
        }
    }
}

/// The extension of what the bytes are, for the pictures that a page can show.
fn sniff(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'B', b'M', ..] => Some("bmp"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

impl Paragraph {
    /// Ordinary text of one look.
    pub fn text(text: impl Into<String>) -> Paragraph {
        Paragraph { role: Role::Text, inlines: vec![Inline::Text { text: text.into(), look: Look::Plain }] }
    }

    /// Its characters, line ends as line feeds.
    pub fn plain(&self) -> String {
        plain(&self.inlines)
    }

    /// Whether there is nothing in it to show.
    pub fn is_blank(&self) -> bool {
        self.inlines.iter().all(|inline| match inline {
            Inline::Text { text, .. } | Inline::Link { text, .. } => trim(text).is_empty(),
            Inline::Break => true,
            Inline::Picture(_) | Inline::Footnote(_) => false,
        })
    }
}

/// The characters of some inlines, line ends as line feeds.
pub fn plain(inlines: &[Inline]) -> String {
    let mut all = String::new();
    for inline in inlines {
        match inline {
            Inline::Text { text, .. } | Inline::Link { text, .. } => all.push_str(text),
            Inline::Break => all.push('\n'),
            Inline::Picture(_) | Inline::Footnote(_) => {}
        }
    }
    all
}

/// Divides inlines after so many bytes of their `plain` text.
pub fn split(inlines: Vec<Inline>, at: usize) -> (Vec<Inline>, Vec<Inline>) {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    let mut left = at;
    for inline in inlines {
        match inline {
            Inline::Text { mut text, look } if left > 0 && text.len() > left && text.is_char_boundary(left) => {
                let rest = text.split_off(left);
                head.push(Inline::Text { text, look });
                tail.push(Inline::Text { text: rest, look });
                left = 0;
            }
            inline => {
                let length = plain(std::slice::from_ref(&inline)).len();
                // A footnote at the end of a heading belongs to it.
                let side = if left > 0 || (tail.is_empty() && length == 0) { &mut head } else { &mut tail };
                side.push(inline);
                left = left.saturating_sub(length);
            }
        }
    }
    (head, tail)
}

/// White space at both ends, the ideographic space and a stray byte order mark included.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// White space or a stray byte order mark.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Joins neighbours of one look, and drops white space and breaks at both ends.
pub fn tidy(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut tidy: Vec<Inline> = Vec::new();
    for inline in inlines {
        match (tidy.last_mut(), inline) {
            (_, Inline::Text { text, .. }) if text.is_empty() => {}
            (Some(Inline::Text { text, look }), Inline::Text { text: more, look: other }) if *look == other => {
                text.push_str(&more);
            }
            (_, inline) => tidy.push(inline),
        }
    }
    trim_ends(&mut tidy);
    tidy
}

fn trim_ends(inlines: &mut Vec<Inline>) {
    while let Some(first) = inlines.first_mut() {
        match first {
            Inline::Text { text, .. } => {
                *text = text.trim_start_matches(is_blank).to_owned();
                if !text.is_empty() {
                    break;
                }
                inlines.remove(0);
            }
            Inline::Break => {
                inlines.remove(0);
            }
            _ => break,
        }
    }
    while let Some(last) = inlines.last_mut() {
        match last {
            Inline::Text { text, .. } => {
                text.truncate(text.trim_end_matches(is_blank).len());
                if !text.is_empty() {
                    break;
                }
                inlines.pop();
            }
            Inline::Break => {
                inlines.pop();
            }
            _ => break,
        }
    }
}
