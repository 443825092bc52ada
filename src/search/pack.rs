//! Bytes → the text of a JavaScript string, seven bits a character.
//! Never packs tighter than that: `texts::deflate` does, before.

/// Characters that such a string cannot hold as they are.
const FORBIDDEN: [u8; 5] = [0, b'\n', b'\r', b'"', b'\\'];

/// The first code of two groups in one character.
const PAIRS: u32 = 0x80;

/// The first code of a forbidden group that no other follows.
const ALONE: u32 = PAIRS + 5 * 0x80;

/// Seven bits a character, first bits first; a group that would be a forbidden character and the group
/// after it become one character of two bytes instead, so that nothing is lost: 8 bytes for 7, where
/// base64 takes 9.3. After base122 (K. Albertson, 2016), in the plane of what JavaScript strings allow.
pub fn pack(bytes: &[u8], text: &mut String) {
    let mut groups = Groups { bytes, at: 0, held: 0, count: 0 };
    while let Some(group) = groups.next() {
        match FORBIDDEN.iter().position(|f| *f == group) {
            None => text.push(char::from(group)),
            Some(number) => {
                let code = match groups.next() {
                    Some(after) => PAIRS + (crate::diag::count(number) << 7) + u32::from(after),
                    None => ALONE + u32::from(group),
                };
                text.push(char::from_u32(code).unwrap_or_default());
            }
        }
    }
}

/// The bytes of a packed text, as `engine/shards.js` reads them; `None` where it is none.
pub fn unpack(text: &str) -> Option<Vec<u8>> {
    let mut groups = Vec::with_capacity(text.len());
    for code in text.chars().map(u32::from) {
        if code < PAIRS {
            groups.push(code);
        } else if code < ALONE {
            groups.extend([u32::from(FORBIDDEN[(code - PAIRS) as usize >> 7]), code & 0x7F]);
        } else {
            groups.push(code.checked_sub(ALONE).filter(|group| *group < 0x80)?);
        }
    }
    Some(octets(&groups))
}

fn octets(groups: &[u32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(groups.len() * 7 / 8);
    let (mut held, mut count) = (0_u32, 0);
    for group in groups {
        held = held << 7 | group;
        count += 7;
        if count >= 8 {
            count -= 8;
            bytes.push((held >> count & 0xFF) as u8);
        }
    }
    bytes
}

/// Bits seven at a time; the last ones filled up with noughts.
struct Groups<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u32,
    count: u32,
}

impl Groups<'_> {
    fn next(&mut self) -> Option<u8> {
        if self.count < 7 {
            match self.bytes.get(self.at) {
                Some(byte) => {
                    self.held = self.held << 8 | u32::from(*byte);
                    self.count += 8;
                    self.at += 1;
                }
                None if self.count == 0 => return None,
                None => {
                    self.held <<= 7 - self.count;
                    self.count = 7;
                }
            }
        }
        self.count -= 7;
        Some((self.held >> self.count & 0x7F) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::{FORBIDDEN, pack, unpack};

    #[test]
    fn what_is_packed_comes_back() {
        let mut random = fastrand::Rng::with_seed(7);
        for length in 0..400 {
            let dense = length % 3;
            let bytes: Vec<u8> =
                (0..length).map(|_| if dense == 0 { random.u8(..) & 0x05 } else { random.u8(..) }).collect();
            let mut text = String::new();
            pack(&bytes, &mut text);
            assert!(text.bytes().all(|b| !FORBIDDEN.contains(&b)), "{bytes:?} → {text:?}");
            assert_eq!(unpack(&text).as_deref(), Some(&bytes[..]), "{text:?}");
            assert!(text.len() <= length * 8 / 7 + 2, "{length} bytes take {}", text.len());
        }
    }

    #[test]
    fn what_was_never_packed_is_refused() {
        assert_eq!(unpack("\u{380}"), None);
        assert_eq!(unpack("党"), None);
    }
}
