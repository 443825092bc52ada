//! Checksum algorithms, and several of them over one reading of a file.
//! Never reads: bytes come in pieces.

use md5::Md5;
use ring::digest::{Context, SHA256, SHA384, SHA512};
use sha1::Sha1;
use sha2::Sha224;
use sha2::digest::Digest;
use sm3::Sm3;

/// An algorithm that lists may be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RFC 1321.
    Md5,
    /// FIPS 180-4.
    Sha1,
    /// FIPS 180-4.
    Sha224,
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4.
    Sha384,
    /// FIPS 180-4.
    Sha512,
    /// GM/T 0004-2012.
    Sm3,
}

impl Algorithm {
    /// Every one, in order.
    pub const ALL: [Algorithm; 7] = [
        Algorithm::Md5,
        Algorithm::Sha1,
        Algorithm::Sha224,
        Algorithm::Sha256,
        Algorithm::Sha384,
        Algorithm::Sha512,
        Algorithm::Sm3,
    ];

    /// By the name that a list's file name has; `SHA-256` is `sha256` (RFC 8493, 2.4).
    pub fn named(name: &str) -> Option<Algorithm> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        Algorithm::ALL.into_iter().find(|a| a.name() == plain.to_ascii_lowercase())
    }

    /// As file names have it.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "md5",
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha224 => "sha224",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha384 => "sha384",
            Algorithm::Sha512 => "sha512",
            Algorithm::Sm3 => "sm3",
        }
    }

    /// Bytes of a checksum.
    pub fn length(self) -> usize {
        match self {
            Algorithm::Md5 => 16,
            Algorithm::Sha1 => 20,
            Algorithm::Sha224 => 28,
            Algorithm::Sha256 | Algorithm::Sm3 => 32,
            Algorithm::Sha384 => 48,
            Algorithm::Sha512 => 64,
        }
    }

    /// Checksum of bytes that are at hand.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let mut state = State::new(self);
        state.update(bytes);
        state.finish()
    }
}

/// A set of algorithms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Algorithms(u8);

impl Algorithms {
    /// With one more.
    #[must_use]
    pub fn with(self, algorithm: Algorithm) -> Self {
        Algorithms(self.0 | 1 << algorithm as u8)
    }

    /// Those in the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Algorithm> {
        Algorithm::ALL.into_iter().filter(move |a| self.0 & 1 << *a as u8 != 0)
    }
}

/// One algorithm at work.
enum State {
    Md5(Md5),
    Sha1(Sha1),
    Sha224(Sha224),
    /// SHA-256, SHA-384 or SHA-512: the lists that bags have, a fourth faster here than in `sha2`.
    Usual(Context),
    Sm3(Sm3),
}

impl State {
    fn new(algorithm: Algorithm) -> State {
        match algorithm {
            Algorithm::Md5 => State::Md5(Md5::new()),
            Algorithm::Sha1 => State::Sha1(Sha1::new()),
            Algorithm::Sha224 => State::Sha224(Sha224::new()),
            Algorithm::Sha256 => State::Usual(Context::new(&SHA256)),
            Algorithm::Sha384 => State::Usual(Context::new(&SHA384)),
            Algorithm::Sha512 => State::Usual(Context::new(&SHA512)),
            Algorithm::Sm3 => State::Sm3(Sm3::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            State::Md5(h) => h.update(bytes),
            State::Sha1(h) => h.update(bytes),
            State::Sha224(h) => h.update(bytes),
            State::Usual(h) => h.update(bytes),
            State::Sm3(h) => h.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            State::Md5(h) => h.finalize().to_vec(),
            State::Sha1(h) => h.finalize().to_vec(),
            State::Sha224(h) => h.finalize().to_vec(),
            State::Usual(h) => h.finish().as_ref().to_vec(),
            State::Sm3(h) => h.finalize().to_vec(),
        }
    }
}

/// Several algorithms over the same bytes.
pub struct Hasher(Vec<(Algorithm, State)>);

impl Hasher {
    /// Ready for the first byte.
    pub fn new(algorithms: Algorithms) -> Hasher {
        Hasher(algorithms.iter().map(|a| (a, State::new(a))).collect())
    }

    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.iter_mut().for_each(|(_, state)| state.update(bytes));
    }

    /// The checksums, in the order of algorithms.
    pub fn finish(self) -> Digests {
        Digests(self.0.into_iter().map(|(a, state)| (a, state.finish())).collect())
    }
}

/// Checksums of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digests(Vec<(Algorithm, Vec<u8>)>);

impl Digests {
    /// By an algorithm, if it was worked out.
    pub fn get(&self, algorithm: Algorithm) -> Option<&[u8]> {
        self.0.iter().find(|(a, _)| *a == algorithm).map(|(_, bytes)| bytes.as_slice())
    }
}

/// Hexadecimal of either case → bytes.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        b'A'..=b'F' => Some(b - b'A' + 10),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for pair in text.as_bytes().chunks(2) {
        let [high, low] = pair else { return None };
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::hex;

    #[test]
    fn every_algorithm_gives_its_published_answer_for_abc() {
        // RFC 1321 A.5; FIPS 180-4 examples; GM/T 0004-2012 A.1.
        for (algorithm, answer) in [
            (Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            (Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (Algorithm::Sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            (Algorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                Algorithm::Sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
            ),
            (
                Algorithm::Sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                 2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ),
            (Algorithm::Sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ] {
            let mut hasher = Hasher::new(Algorithms::default().with(algorithm));
            hasher.update(b"a");
            hasher.update(b"bc");
            assert_eq!(hasher.finish().get(algorithm).map(hex).as_deref(), Some(answer), "{algorithm:?}");
            assert_eq!(algorithm.of(b"abc").len(), algorithm.length());
            assert_eq!(Algorithm::named(algorithm.name()), Some(algorithm));
        }
        assert_eq!(Algorithm::named("SHA-256"), Some(Algorithm::Sha256));
        assert_eq!(from_hex("0aF"), None);
        assert_eq!(from_hex("0aFf"), Some(vec![10, 255]));
    }
}
