//! Manifests, tag manifests, SM3 lists and `fetch.txt`: texts → lines, and their faults of form.
//! Never knows which files there are.

use super::digest::{Algorithm, from_hex};
use super::tag::{LineFault, lines, shorten};
use crate::diag::{BagFault, count};

/// Which files a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Those of `data/`.
    Payload,
    /// The others.
    Tag,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: u32,
    /// The checksum.
    pub hash: Vec<u8>,
    /// The path as it stands there, without the asterisk of md5sum.
    pub path: String,
    /// Whether the asterisk was there.
    pub star: bool,
}

/// A list of checksums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its own file name.
    pub file: String,
    /// What its checksums are.
    pub algorithm: Algorithm,
    /// Which files it is of.
    pub role: Role,
    /// Its lines, without those that cannot be read.
    pub lines: Vec<Line>,
    /// Whether its last line ends.
    pub ends: bool,
}

/// The algorithm's name and the role that a file name claims: `manifest-sha512.txt`.
pub fn claim(file: &str) -> Option<(&str, Role)> {
    let of = |prefix: &str| file.strip_prefix(prefix)?.strip_suffix(".txt").filter(|name| !name.contains('/'));
    let tag = of("tagmanifest-").map(|name| (name, Role::Tag));
    tag.or_else(|| of("manifest-").map(|name| (name, Role::Payload)))
}

/// Reads `checksum  path` lines (RFC 8493, 2.1.3).
pub fn manifest(file: &str, algorithm: Algorithm, role: Role, text: &str) -> (List, Vec<LineFault>) {
    collect(file, algorithm, role, text, plain)
}

/// Reads an SM3 list as `cksum -a sm3` writes it: `SM3 (path) = checksum`; or with the checksum first.
pub fn sm3(file: &str, text: &str) -> (List, Vec<LineFault>) {
    fn tagged(line: &str) -> Option<(&str, &str, bool)> {
        let (path, hash) = line.strip_prefix("SM3 (")?.rsplit_once(") = ")?;
        Some((hash, path, false))
    }
    collect(file, Algorithm::Sm3, Role::Payload, text, |line| tagged(line).or_else(|| plain(line)))
}

/// Checksum, path, and whether an asterisk stood before it.
fn plain(line: &str) -> Option<(&str, &str, bool)> {
    let (hash, rest) = line.split_once([' ', '\t'])?;
    let path = rest.trim_start_matches([' ', '\t']);
    let star = path.strip_prefix('*');
    let path = star.unwrap_or(path);
    (!hash.is_empty() && !path.is_empty()).then_some((hash, path, star.is_some()))
}

fn collect(
    file: &str,
    algorithm: Algorithm,
    role: Role,
    text: &str,
    split: impl Fn(&str) -> Option<(&str, &str, bool)>,
) -> (List, Vec<LineFault>) {
    let ends = text.is_empty() || text.ends_with(['\n', '\r']);
    let all = lines(text);
    let last = all.len();
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (index, line) in all.into_iter().enumerate() {
        let number = count(index + 1);
        let whole = split(line).map(|(hash, path, star)| (from_hex(hash), path, star));
        match whole {
            Some((Some(hash), path, star)) if hash.len() == algorithm.length() => {
                read.push(Line { number, hash, path: path.to_owned(), star });
            }
            _ if !ends && index + 1 == last => faults.push((number, BagFault::ListCut)),
            Some(_) => faults.push((number, BagFault::HashShape { text: shorten(line) })),
            None => faults.push((number, BagFault::ListLine { text: shorten(line) })),
        }
    }
    (List { file: file.to_owned(), algorithm, role, lines: read, ends }, faults)
}

/// One line of `fetch.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// From 1.
    pub number: u32,
    /// Where the file is said to be; never asked.
    pub address: String,
    /// The path as it stands there.
    pub path: String,
}

/// Reads `fetch.txt`: address, length or `-`, path (RFC 8493, 2.2.3).
pub fn fetch(text: &str) -> (Vec<Fetch>, Vec<LineFault>) {
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (index, line) in lines(text).into_iter().enumerate() {
        let number = count(index + 1);
        match fetch_line(line) {
            Some((address, path)) => read.push(Fetch { number, address, path }),
            None => faults.push((number, BagFault::FetchLine { text: shorten(line) })),
        }
    }
    (read, faults)
}

fn fetch_line(line: &str) -> Option<(String, String)> {
    let blank = [' ', '\t'];
    let (address, rest) = line.split_once(blank)?;
    let (length, path) = rest.trim_start_matches(blank).split_once(blank)?;
    let path = path.trim_start_matches(blank);
    let length_fits = length == "-" || !length.is_empty() && length.bytes().all(|b| b.is_ascii_digit());
    (address.contains(':') && length_fits && !path.is_empty()).then(|| (address.to_owned(), path.to_owned()))
}
