//! An entry's rendered text, which a very large archive keeps deflated until it is looked at.
//! Never renders a text.

use crate::markdown::Document;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use std::borrow::Cow;
use std::sync::Arc;

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
    Packed(Packed),
}

#[derive(Clone, Debug)]
struct Packed {
    bytes: Box<[u8]>,
    /// Bytes of what was packed.
    length: usize,
    samples: Samples,
}

/// Texts that the packed ones are like: deflate refers back to them from a text's first byte on.
#[derive(Clone, Debug)]
pub struct Samples(Arc<[u8]>);

/// So many texts are samples, and so much of each. More would cost more time with each text than they save memory.
const SAMPLES: usize = 8;
const SAMPLE: usize = 1 << 10;

impl Samples {
    /// From so many texts of all over the archive.
    pub fn of<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Samples {
        let apart = texts.len() / SAMPLES + 1;
        Samples(texts.step_by(apart).flat_map(|text| text.bytes().take(SAMPLE)).collect())
    }
}

impl Body {
    /// A text that is held as it is.
    pub fn open(document: Document) -> Body {
        let blocks = document.blocks.iter().filter(|block| !block.text.is_empty()).count();
        Body { held: Held::Open(Box::new(document)), blocks }
    }

    /// The same text in a fraction of the memory.
    #[must_use]
    pub fn packed(self, packer: &mut Packer) -> Body {
        let Held::Open(document) = &self.held else { return self };
        match packer.pack(document) {
            Some(small) => Body { held: Held::Packed(small), ..self },
            None => self,
        }
    }

    /// The text.
    pub fn read(&self) -> Cow<'_, Document> {
        match &self.held {
            Held::Open(document) => Cow::Borrowed(document),
            // What `packed` wrote can be read again.
            Held::Packed(packed) => Cow::Owned(packed.open().unwrap_or_default()),
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
    samples: Samples,
    json: Vec<u8>,
    packed: Vec<u8>,
}

impl Packer {
    /// Has packed nothing yet.
    pub fn new(samples: Samples) -> Packer {
        Packer { compress: Compress::new(Compression::fast(), false), samples, json: Vec::new(), packed: Vec::new() }
    }

    fn pack(&mut self, document: &Document) -> Option<Packed> {
        let Packer { compress, samples, json, packed } = self;
        json.clear();
        serde_json::to_writer(&mut *json, document).ok()?;
        compress.reset();
        compress.set_dictionary(&samples.0).ok()?;
        packed.clear();
        // Deflate never grows by more than a few bytes a block.
        packed.reserve(json.len() + json.len() / 64 + 64);
        match compress.compress_vec(json, packed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => {
                Some(Packed { bytes: packed.as_slice().into(), length: json.len(), samples: samples.clone() })
            }
            Ok(Status::Ok | Status::BufError) | Err(_) => None,
        }
    }
}

impl Packed {
    fn open(&self) -> Option<Document> {
        let mut inflate = Decompress::new(false);
        inflate.set_dictionary(&self.samples.0).ok()?;
        let mut json = Vec::with_capacity(self.length);
        match inflate.decompress_vec(&self.bytes, &mut json, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => serde_json::from_slice(&json).ok(),
            Ok(Status::Ok | Status::BufError) | Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, Packer, Samples};
    use crate::markdown::{Flavour, Options, Resolved, Stars, render};

    #[test]
    fn a_packed_text_reads_as_before() {
        let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
        let text = "## 一、“三会一课”\n\n全年 \\*\\* 场次。\n\n| 月 | 场次 |\n|---|---|\n| 1 | 3 |\n\n- [ ] 待办 `x`\n";
        let document = render(text, options, &mut |_| Resolved::TextOnly);
        let body = Body::open(document.clone());
        let mut packer = Packer::new(Samples::of([text].into_iter()));
        let first = body.clone().packed(&mut packer);
        let again = body.clone().packed(&mut packer);
        assert!(!document.blocks.is_empty() && document.masks == 1);
        assert_eq!(first.read().into_owned(), document);
        assert_eq!(first, body);
        assert_eq!(again, body);
        assert_ne!(first, Body::open(crate::markdown::Document::default()));
    }
}
