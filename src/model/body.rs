//! An entry's rendered text, which a very large archive keeps deflated until it is looked at.
//! Never renders a text.

use crate::markdown::Document;
use flate2::read::DeflateDecoder;
use flate2::{Compression, write::DeflateEncoder};
use std::borrow::Cow;
use std::io::{Read, Write};

/// An entry's rendered text.
#[derive(Clone, Debug)]
pub struct Body {
    held: Held,
    /// How many of its blocks have a text.
    pub blocks: usize,
}

#[derive(Clone, Debug)]
enum Held {
    Open(Box<Document>),
    Packed(Box<[u8]>),
}

impl Body {
    /// A text that is held as it is.
    pub fn open(document: Document) -> Body {
        let blocks = document.blocks.iter().filter(|block| !block.text.is_empty()).count();
        Body { held: Held::Open(Box::new(document)), blocks }
    }

    /// The same text in about a quarter of the memory.
    #[must_use]
    pub fn packed(self) -> Body {
        let Held::Open(document) = &self.held else { return self };
        match pack(document) {
            Some(bytes) => Body { held: Held::Packed(bytes.into()), ..self },
            None => self,
        }
    }

    /// The text.
    pub fn read(&self) -> Cow<'_, Document> {
        match &self.held {
            Held::Open(document) => Cow::Borrowed(document),
            // What `packed` wrote can be read again.
            Held::Packed(bytes) => Cow::Owned(unpack(bytes).unwrap_or_default()),
        }
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Body) -> bool {
        self.read() == other.read()
    }
}

impl Eq for Body {}

fn pack(document: &Document) -> Option<Vec<u8>> {
    let json = serde_json::to_vec(document).ok()?;
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(&json).ok()?;
    deflate.finish().ok()
}

fn unpack(bytes: &[u8]) -> Option<Document> {
    let mut json = Vec::with_capacity(bytes.len() * 5);
    DeflateDecoder::new(bytes).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::Body;
    use crate::markdown::{Flavour, Options, Resolved, Stars, render};

    #[test]
    fn a_packed_text_reads_as_before() {
        let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
        let text = "## 一、“三会一课”\n\n全年 \\*\\* 场次。\n\n| 月 | 场次 |\n|---|---|\n| 1 | 3 |\n\n- [ ] 待办 `x`\n";
        let document = render(text, options, &mut |_| Resolved::TextOnly);
        let body = Body::open(document.clone());
        let packed = body.clone().packed();
        assert!(!document.blocks.is_empty() && document.masks == 1);
        assert_eq!(packed.read().into_owned(), document);
        assert_eq!(packed, body);
        assert_ne!(packed, Body::open(crate::markdown::Document::default()));
    }
}
