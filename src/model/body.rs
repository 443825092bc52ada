//! An entry's rendered text, which a very large archive keeps deflated until it is looked at.
//! Never renders a text.

use crate::markdown::Document;
use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use std::borrow::Cow;
use std::io::Read;

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
    pub fn packed(self, packer: &mut Packer) -> Body {
        let Held::Open(document) = &self.held else { return self };
        match packer.pack(document) {
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

/// Packs one text after another. Its tables take a quarter of a megabyte: made anew for each text, they would leave
/// holes between what stays, several times larger than that.
#[derive(Debug)]
pub struct Packer {
    compress: Compress,
    json: Vec<u8>,
    packed: Vec<u8>,
}

impl Packer {
    /// Has packed nothing yet.
    pub fn new() -> Packer {
        Packer { compress: Compress::new(Compression::fast(), false), json: Vec::new(), packed: Vec::new() }
    }

    fn pack(&mut self, document: &Document) -> Option<&[u8]> {
        let Packer { compress, json, packed } = self;
        json.clear();
        serde_json::to_writer(&mut *json, document).ok()?;
        compress.reset();
        packed.clear();
        // Deflate never grows by more than a few bytes a block.
        packed.reserve(json.len() + json.len() / 64 + 64);
        match compress.compress_vec(json, packed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => Some(packed),
            Ok(Status::Ok | Status::BufError) | Err(_) => None,
        }
    }
}

impl Default for Packer {
    fn default() -> Packer {
        Packer::new()
    }
}

fn unpack(bytes: &[u8]) -> Option<Document> {
    let mut json = Vec::with_capacity(bytes.len() * 5);
    DeflateDecoder::new(bytes).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::{Body, Packer};
    use crate::markdown::{Flavour, Options, Resolved, Stars, render};

    #[test]
    fn a_packed_text_reads_as_before() {
        let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
        let text = "## 一、“三会一课”\n\n全年 \\*\\* 场次。\n\n| 月 | 场次 |\n|---|---|\n| 1 | 3 |\n\n- [ ] 待办 `x`\n";
        let document = render(text, options, &mut |_| Resolved::TextOnly);
        let body = Body::open(document.clone());
        let mut packer = Packer::default();
        let first = body.clone().packed(&mut packer);
        let again = body.clone().packed(&mut packer);
        assert!(!document.blocks.is_empty() && document.masks == 1);
        assert_eq!(first.read().into_owned(), document);
        assert_eq!(first, body);
        assert_eq!(again, body);
        assert_ne!(first, Body::open(crate::markdown::Document::default()));
    }
}
