//! What a file is made from, as one number: equal numbers mean that it would be made the same again.
//! Never reads a file.

mod encode;

use encode::{Encoder, Take};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Half of a SHA-256: 128 bits, so that two different files of one archive never share one by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(u128);

/// Takes bytes and keeps their hash alone. They come in pieces of a few bytes, which the hash takes less gladly than blocks.
struct Sponge {
    hash: Sha256,
    block: Vec<u8>,
}

/// So many bytes are hashed together.
const BLOCK: usize = 1 << 12;

impl Sponge {
    fn new() -> Sponge {
        Sponge { hash: Sha256::new(), block: Vec::with_capacity(BLOCK) }
    }

    fn end(mut self) -> Fingerprint {
        self.hash.update(&self.block);
        Fingerprint::taken(&self.hash.finalize())
    }
}

impl Take for Sponge {
    fn take(&mut self, bytes: &[u8]) {
        if self.block.len() + bytes.len() > BLOCK {
            self.hash.update(&self.block);
            self.block.clear();
        }
        if bytes.len() > BLOCK { self.hash.update(bytes) } else { self.block.extend_from_slice(bytes) }
    }
}

impl Fingerprint {
    /// Of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Fingerprint {
        Fingerprint::taken(&Sha256::digest(bytes))
    }

    /// Of all that a value shows when it is serialized; `None` where it cannot be.
    pub fn of(value: &impl Serialize) -> Option<Fingerprint> {
        let mut sponge = Sponge::new();
        value.serialize(Encoder(&mut sponge)).ok()?;
        Some(sponge.end())
    }

    fn taken(hash: &[u8]) -> Fingerprint {
        Fingerprint(half(&hash[..16]))
    }
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef";
    let pair = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from(digits[usize::from(digit)]));
    bytes.iter().flat_map(pair).collect()
}

/// The SHA-256 of a file's bytes, as sha256sum prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum([u8; 32]);

/// A sum that grows piece by piece.
#[derive(Debug, Default)]
pub struct Summing(Sha256);

impl Sum {
    /// Of no bytes yet.
    pub fn begin() -> Summing {
        Summing::default()
    }
}

impl Summing {
    /// Takes the bytes that follow.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The sum of all.
    pub fn end(self) -> Sum {
        Sum(self.0.finalize().into())
    }
}

impl Serialize for Sum {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:032x}{:032x}", half(&self.0[..16]), half(&self.0[16..])))
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let halves = text.split_at_checked(32).filter(|_| text.len() == 64);
        let (first, second) = halves.ok_or_else(|| serde::de::Error::custom("not 64 digits"))?;
        let mut bytes = [0; 32];
        for (place, digits) in bytes.chunks_mut(16).zip([first, second]) {
            place.copy_from_slice(&u128::from_str_radix(digits, 16).map_err(serde::de::Error::custom)?.to_be_bytes());
        }
        Ok(Sum(bytes))
    }
}

/// Sixteen bytes as a number.
fn half(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0, |number, byte| number << 8 | u128::from(*byte))
}

impl Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:032x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16).map(Fingerprint).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;
    use serde::Serialize;
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    struct Told {
        first: Option<&'static str>,
        #[serde(skip_serializing_if = "str::is_empty")]
        second: &'static str,
        #[serde(skip_serializing_if = "str::is_empty")]
        third: &'static str,
    }

    #[derive(Serialize)]
    enum Said {
        One(u8),
        Two(u8),
        Named { by: u8 },
    }

    fn told(first: Option<&'static str>, second: &'static str, third: &'static str) -> Option<Fingerprint> {
        Fingerprint::of(&Told { first, second, third })
    }

    #[test]
    fn values_that_look_alike_have_prints_of_their_own() {
        let long = "长".repeat(5_000);
        let prints = [
            told(None, "", ""),
            told(Some(""), "", ""),
            told(None, "a", ""),
            told(None, "", "a"),
            Fingerprint::of(&["ab", "c"]),
            Fingerprint::of(&["a", "bc"]),
            Fingerprint::of(&["abc"]),
            Fingerprint::of(&[["a"], ["b"]]),
            Fingerprint::of(&["a", "b"]),
            Fingerprint::of(&(1, 2)),
            Fingerprint::of(&(1, "2")),
            Fingerprint::of(&(1, 2.0)),
            Fingerprint::of(&(1, true)),
            Fingerprint::of(&(1, ())),
            Fingerprint::of(&Said::One(1)),
            Fingerprint::of(&Said::Two(1)),
            Fingerprint::of(&Said::Named { by: 1 }),
            Fingerprint::of(&BTreeMap::from([("a", 1)])),
            Fingerprint::of(&BTreeMap::from([("b", 1)])),
            Fingerprint::of(&BTreeMap::from([("a", 1), ("b", 1)])),
            Fingerprint::of(&long),
            Fingerprint::of(&(&long, "长")),
        ];
        for (i, print) in prints.iter().enumerate() {
            assert!(print.is_some(), "{i}");
            assert!(!prints[..i].contains(print), "{i}");
        }
    }

    #[test]
    fn the_same_value_has_the_same_print_however_its_text_comes() {
        struct Pieces;
        impl Serialize for Pieces {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&format_args!("{}{}", "2022-", "07"))
            }
        }
        assert_eq!(Fingerprint::of(&Pieces), Fingerprint::of(&"2022-07"));
        assert_eq!(Fingerprint::of(&vec!["x"]), Fingerprint::of(&["x"]));
    }
}
