//! What an earlier build was made from and left behind, so that the next one can see that nothing changed.
//! Never touches the disk, and is never trusted in part: any difference means a whole build.

use crate::load::{Asset, SourceFile, Sources};
use crate::model::Edition;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
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
    /// What the output folder was like afterwards.
    pub outputs: String,
    /// Entries shown.
    pub entries: usize,
    /// Pages made.
    pub pages: usize,
    /// Files of the site.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Memory {
    /// Reads a memory; `None` where it is damaged or another program's.
    pub fn read(bytes: &[u8]) -> Option<Memory> {
        serde_json::from_slice(bytes).ok().filter(|memory: &Memory| memory.program == PROGRAM)
    }

    /// The bytes that `read` reads.
    pub fn bytes(&self) -> Vec<u8> {
        // Strings and numbers alone cannot fail to serialize.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// The name of the memory of one output folder and edition.
pub fn name(out: &Path, edition: Edition) -> String {
    let text = format!("{}\n{edition:?}", out.display());
    format!("build-{}.json", hex(&Sha256::digest(text.as_bytes())[..8]))
}

/// A hash of everything that a build reads. Texts count by their bytes, files beside the entries, which
/// may be large, by their stamps.
pub fn inputs(sources: &Sources, edition: Edition) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{edition:?}\n"));
    let texts = [&sources.site, &sources.branches, &sources.catalogue].into_iter().flatten().chain(&sources.entries);
    let texts: Vec<&SourceFile> = texts.collect();
    let lines: Vec<String> = texts.par_iter().map(|file| line(file.path.as_str(), &file.bytes)).collect();
    let assets = sources.assets.values().map(asset_line);
    let themes = sources.themes.iter().map(|(path, bytes)| line(path, bytes));
    for line in lines.into_iter().chain(assets).chain(themes) {
        hash.update(line);
    }
    hex(&hash.finalize())
}

fn line(path: &str, bytes: &[u8]) -> String {
    format!("{path}\n{}\n", hex(&Sha256::digest(bytes)))
}

fn asset_line(asset: &Asset) -> String {
    format!("{}\n{:?} {}\n", asset.path, asset.kind, asset.stamp)
}

fn hex(bytes: &[u8]) -> String {
    crate::model::source::hex(bytes)
}
