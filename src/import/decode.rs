//! Bytes → text, in the encodings that Chinese office software writes.
//! Never guesses where bytes fit no encoding: that is an error with its place.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

/// How a document was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// GB 18030, which holds GBK and GB 2312.
    Gb18030,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
}

/// A document's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Without a byte order mark.
    pub text: String,
    /// What it was encoded in.
    pub encoding: Encoding,
}

/// The bytes are no text in a known encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// The first byte that is not UTF-8.
    pub offset: usize,
}

/// Decodes a document.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Undecodable> {
    let found = match bytes {
        [0xFF, 0xFE, rest @ ..] => whole(UTF_16LE, rest, Encoding::Utf16Le),
        [0xFE, 0xFF, rest @ ..] => whole(UTF_16BE, rest, Encoding::Utf16Be),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, Encoding::Utf8Bom),
        _ => utf8(bytes, Encoding::Utf8).or_else(|| whole(GB18030, bytes, Encoding::Gb18030)),
    };
    let offset = || std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), |_| 0);
    found.filter(|d| is_text(&d.text)).ok_or_else(|| Undecodable { offset: offset() })
}

fn utf8(bytes: &[u8], encoding: Encoding) -> Option<Decoded> {
    let text = std::str::from_utf8(bytes).ok()?.to_owned();
    Some(Decoded { text, encoding })
}

fn whole(codec: &'static encoding_rs::Encoding, bytes: &[u8], encoding: Encoding) -> Option<Decoded> {
    let text = codec.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
    Some(Decoded { text, encoding })
}

/// Control characters other than line ends, tabs and page breaks mean a binary file.
fn is_text(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{85}'))
}
