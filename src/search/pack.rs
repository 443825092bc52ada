//! Bytes → the text of a JavaScript string in a script of UTF-16: two bytes are one character.
//! Never packs tighter than that: `texts::deflate` does, before.

/// What a script of UTF-16 begins with; it decides how a browser reads the script, before whatever the server says
/// (Encoding Standard, "decode").
pub const BYTE_ORDER_MARK: [u8; 2] = [0xFF, 0xFE];

/// Stands before a character that was changed by `OTHER`.
const ESCAPE: u16 = 1;

/// Turns each forbidden character into one that is allowed, and back.
const OTHER: u16 = 0x8000;

/// Whether such a string cannot hold a character as it is: half a surrogate pair would be lost, and the rest
/// would end the string or the line (U+2028 and U+2029 in browsers before ES2019).
fn is_forbidden(unit: u16) -> bool {
    matches!(unit, 0 | ESCAPE | 0x0A | 0x0D | 0x22 | 0x5C | 0x2028 | 0x2029 | 0xD800..=0xDFFF)
}

/// Bytes two by two, the low one first; a last one alone is the low one.
pub fn units(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes.chunks(2).map(|pair| u16::from(pair[0]) | u16::from(pair.get(1).copied().unwrap_or(0)) << 8)
}

/// `1` where the last byte is alone, else `0`.
pub fn parity(bytes: &[u8]) -> u16 {
    if bytes.len() % 2 == 1 { u16::from(b'1') } else { u16::from(b'0') }
}

/// The parity, then two bytes a character. One byte more for 32 on average; base64 would take eleven more.
pub fn pack(bytes: &[u8], text: &mut Vec<u16>) {
    text.push(parity(bytes));
    for unit in units(bytes) {
        if is_forbidden(unit) {
            text.push(ESCAPE);
        }
        text.push(if is_forbidden(unit) { unit ^ OTHER } else { unit });
    }
}

/// The bytes of a packed text, as `engine/shards.js` reads them; `None` where it is none.
pub fn unpack(text: &[u16]) -> Option<Vec<u8>> {
    let (odd, units) = text.split_first()?;
    let mut bytes = Vec::with_capacity(units.len() * 2);
    let mut units = units.iter();
    while let Some(unit) = units.next() {
        let unit = if *unit == ESCAPE { units.next()? ^ OTHER } else { *unit };
        bytes.extend_from_slice(&unit.to_le_bytes());
    }
    match char::from_u32(u32::from(*odd)) {
        Some('0') => Some(bytes),
        Some('1') => bytes.pop().map(|_| bytes),
        _ => None,
    }
}

/// A script's text as the file holds it.
pub fn utf16(text: &[u16]) -> Vec<u8> {
    BYTE_ORDER_MARK.into_iter().chain(text.iter().flat_map(|unit| unit.to_le_bytes())).collect()
}

/// The text of a file that `utf16` made; `None` where it is none.
pub fn text_of(file: &[u8]) -> Option<Vec<u16>> {
    let bytes = file.strip_prefix(&BYTE_ORDER_MARK)?;
    let (units, rest) = bytes.as_chunks::<2>();
    rest.is_empty().then(|| units.iter().map(|unit| u16::from_le_bytes(*unit)).collect())
}

#[cfg(test)]
mod tests {
    use super::{is_forbidden, pack, text_of, unpack, utf16};

    #[test]
    fn what_is_packed_comes_back() {
        let mut random = fastrand::Rng::with_seed(7);
        for length in 0..400 {
            let dense = length % 3;
            let byte = |random: &mut fastrand::Rng| match dense {
                0 => random.u8(..) & 0x05,
                1 => [0x0A, 0xD8, 0x28, 0x20, 0x00][random.usize(..5)],
                _ => random.u8(..),
            };
            let bytes: Vec<u8> = (0..length).map(|_| byte(&mut random)).collect();
            let mut text = Vec::new();
            pack(&bytes, &mut text);
            assert!(text.iter().all(|unit| *unit == 1 || !is_forbidden(*unit)), "{bytes:?} → {text:?}");
            assert!(String::from_utf16(&text).is_ok(), "{text:?}");
            assert_eq!(text_of(&utf16(&text)).as_deref(), Some(&text[..]));
            assert_eq!(unpack(&text).as_deref(), Some(&bytes[..]), "{text:?}");
        }
    }

    #[test]
    fn what_was_never_packed_is_refused() {
        for text in ["", "党", "1", "0\u{1}"] {
            assert_eq!(unpack(&text.encode_utf16().collect::<Vec<u16>>()), None, "{text:?}");
        }
        assert_eq!(text_of(b"dangan.shard"), None);
        assert_eq!(text_of(&[0xFF, 0xFE, 0x41]), None);
    }
}
