//! What a file is made from, as one number: equal numbers mean that it would be made the same again.
//! Never reads a file.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io;

/// Half of a SHA-256: 128 bits, so that two different files of one archive never share one by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(u128);

/// Takes bytes and keeps their hash alone.
#[derive(Default)]
struct Sponge(Sha256);

impl io::Write for Sponge {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Fingerprint {
    /// Of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Fingerprint {
        Fingerprint::taken(&Sha256::digest(bytes))
    }

    /// Of all that a value shows when it is serialized; `None` where it cannot be.
    pub fn of(value: &impl Serialize) -> Option<Fingerprint> {
        // JSON comes in pieces of a few bytes, which the hash takes less gladly than blocks.
        let mut sponge = io::BufWriter::with_capacity(1 << 12, Sponge::default());
        serde_json::to_writer(&mut sponge, value).ok()?;
        let sponge = sponge.into_inner().ok()?;
        Some(Fingerprint::taken(&sponge.0.finalize()))
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
