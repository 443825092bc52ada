//! What an earlier build was made from and left behind, so that the next one makes only what differs.
//! Never touches the disk, and never vouches for a file that is not as that build left it.

use crate::fingerprint::{Fingerprint, hex};
use crate::load::member::Member;
use crate::load::{Asset, Sources};
use crate::model::Edition;
use crate::path::{SitePath, SourcePath};
use crate::search::IndexMemory;
use crate::stamp::Stamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// Which program this is: its version, and a hash of its own source.
pub const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("DANGAN_SOURCE"));

/// A build as remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Which program built.
    pub program: String,
    /// What it was built from.
    pub inputs: String,
    /// How many diagnostics it had: a build that says something must say it again.
    pub said: usize,
    /// Entries shown.
    pub entries: usize,
    /// Pages made.
    pub pages: usize,
    /// Files of the site.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The search index.
    pub index: IndexMemory,
    /// Each file that it left, by path in the output folder.
    pub left: BTreeMap<String, Left>,
}

/// A file as a build left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// What the system said of it.
    pub stamp: Stamp,
    /// What it was made from, where that is known.
    pub print: Option<Fingerprint>,
}

/// What a build tells of the files that it made.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What each was made from, where that is known.
    pub prints: BTreeMap<SitePath, Fingerprint>,
    /// The search index.
    pub index: IndexMemory,
}

/// Files of the last build that are still as it left them, and known by what they were made from.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    files: BTreeMap<String, Left>,
    /// The search index that they are part of.
    pub index: Option<IndexMemory>,
}

impl Kept {
    /// Those of a memory's files whose stamps are still the same.
    pub fn of(memory: &Memory, stamps: &BTreeMap<String, Stamp>) -> Kept {
        let as_left = |path: &String, left: &Left| left.print.is_some() && stamps.get(path) == Some(&left.stamp);
        let files = memory.left.iter().filter(|(path, left)| as_left(path, left));
        Kept {
            files: files.map(|(path, left)| (path.clone(), left.clone())).collect(),
            index: Some(memory.index.clone()),
        }
    }

    /// What a file was made from, if it is kept.
    pub fn print(&self, path: &SitePath) -> Option<Fingerprint> {
        self.files.get(path.as_str()).and_then(|left| left.print)
    }

    /// A kept file's bytes.
    pub fn size(&self, path: &SitePath) -> u64 {
        self.files.get(path.as_str()).map_or(0, |left| left.stamp.size)
    }
}

impl Memory {
    /// Reads a memory; `None` where it is damaged or another program's.
    pub fn read(bytes: &[u8]) -> Option<Memory> {
        unseal(bytes).filter(|memory: &Memory| memory.program == PROGRAM)
    }

    /// Whether an output folder is just as the build left it.
    pub fn is_as_left(&self, stamps: &BTreeMap<String, Stamp>) -> bool {
        self.left.len() == stamps.len() && self.left.iter().all(|(path, left)| stamps.get(path) == Some(&left.stamp))
    }

    /// The bytes that `read` reads.
    pub fn bytes(&self) -> Vec<u8> {
        seal(self)
    }
}

/// The memory of the snapshots that were found whole.
pub const VERIFIED: &str = "verified.json";

#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    program: String,
    verified: T,
}

/// What is known of snapshots; nothing where the memory is damaged or another program's.
pub fn read_verified<T: DeserializeOwned + Default>(bytes: Option<&[u8]>) -> T {
    let read = bytes.and_then(unseal).filter(|sealed: &Sealed<T>| sealed.program == PROGRAM);
    read.map(|sealed| sealed.verified).unwrap_or_default()
}

/// The bytes that `read_verified` reads.
pub fn verified_bytes<T: Serialize>(verified: &T) -> Vec<u8> {
    seal(&Sealed { program: PROGRAM.to_owned(), verified })
}

fn seal(memory: &impl Serialize) -> Vec<u8> {
    let mut bytes = vec![0; SEAL];
    // Strings and numbers alone cannot fail to serialize, and what is not whole is not believed.
    let _ = serde_json::to_writer(&mut bytes, memory);
    let seal = sealed(&bytes[SEAL..]);
    bytes[..SEAL].copy_from_slice(seal.as_bytes());
    bytes
}

fn unseal<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (seal, json) = bytes.split_at_checked(SEAL)?;
    if seal == sealed(json).as_bytes() { serde_json::from_slice(json).ok() } else { None }
}

/// Characters of a seal.
const SEAL: usize = 65;

/// The line in front of a memory: a hash of the rest, so that a damaged one is never believed.
fn sealed(json: &[u8]) -> String {
    format!("{}\n", hex(&Sha256::digest(json)))
}

/// The name of the memory of one output folder and edition.
pub fn name(out: &Path, edition: Edition) -> String {
    let text = format!("{}\n{edition:?}", out.display());
    format!("build-{}.json", hex(&Sha256::digest(text.as_bytes())[..8]))
}

/// A hash of everything that a build reads. Texts count by their bytes, files beside the entries, which
/// may be large, by their stamps.
pub fn inputs(sources: &Sources, edition: Edition) -> String {
    hashed(sources, edition, sources.assets.values().map(asset_line))
}

/// The same on every machine and at any time: files beside the entries, those that the site shows, count by their
/// bytes too.
pub fn content(sources: &Sources, edition: Edition, shown: &BTreeMap<SourcePath, Fingerprint>) -> String {
    hashed(sources, edition, shown.iter().map(|(path, print)| format!("{path}\n{print:?}\n")))
}

fn hashed(sources: &Sources, edition: Edition, assets: impl Iterator<Item = String>) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{edition:?}\n"));
    let texts = [&sources.site, &sources.branches, &sources.catalogue].into_iter().flatten().chain(&sources.entries);
    let texts = texts.chain(sources.gathered.members.iter().flat_map(Member::texts));
    let lines = texts.map(|file| line(file.path.as_str(), &file.sha256));
    let themes = sources.themes.iter().map(|(path, bytes)| line(path, &hex(&Sha256::digest(bytes))));
    for line in lines.chain(assets).chain(themes) {
        hash.update(line);
    }
    hex(&hash.finalize())
}

fn line(path: &str, sha256: &str) -> String {
    format!("{path}\n{sha256}\n")
}

fn asset_line(asset: &Asset) -> String {
    format!("{}\n{:?} {}\n", asset.path, asset.kind, asset.stamp)
}
