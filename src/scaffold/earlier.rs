//! Which documents an archive has already: attached to an entry, or recorded in the entry that was made of one.
//! Never reads a file of another size than the document's.

use crate::fingerprint::hex;
use crate::load::{self, Sources};
use crate::path::SourcePath;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// How the comment begins that says which document an entry was made of, where the document is not attached.
const ORIGIN: &str = "# imported: ";

/// The documents that were imported earlier, in this run too.
#[derive(Debug, Default)]
pub struct Earlier {
    by_size: BTreeMap<u64, Vec<SourcePath>>,
    by_mark: BTreeMap<String, SourcePath>,
}

impl Earlier {
    /// Those of the project's own files.
    pub fn of(sources: &Sources) -> Earlier {
        let mut earlier = Earlier::default();
        let assets = sources.assets.values().map(|asset| (asset.size, &asset.path));
        let entries = sources.entries.iter().map(|entry| (entry.bytes.len() as u64, &entry.path));
        for (size, path) in assets.chain(entries).filter(|(_, path)| path.is_own()) {
            earlier.by_size.entry(size).or_default().push(path.clone());
        }
        for entry in &sources.entries {
            let text = String::from_utf8_lossy(&entry.bytes);
            let mark = text.lines().find_map(|line| line.strip_prefix(ORIGIN));
            earlier.by_mark.extend(mark.map(|mark| (mark.trim().to_owned(), entry.path.clone())));
        }
        earlier
    }

    /// The file that holds these bytes, or the entry that was made of them.
    pub fn find(&self, root: &Path, bytes: &[u8]) -> Option<&SourcePath> {
        let recorded = self.by_mark.get(&mark(bytes));
        let alike = || self.by_size.get(&(bytes.len() as u64)).into_iter().flatten();
        recorded.or_else(|| alike().find(|path| load::bytes(root, path).is_ok_and(|found| found == bytes)))
    }

    /// These bytes are an entry now.
    pub fn add(&mut self, bytes: &[u8], entry: SourcePath) {
        self.by_mark.insert(mark(bytes), entry);
    }
}

/// The comment for an entry that is made of these bytes.
pub fn origin(bytes: &[u8]) -> String {
    format!("{ORIGIN}{}\n", mark(bytes))
}

/// SHA-256 in hex with letters for digits, so that no rule takes a part of it for somebody's number.
fn mark(bytes: &[u8]) -> String {
    let letter = |c: char| c.to_digit(10).and_then(|digit| char::from_digit(digit + 16, 36)).unwrap_or(c);
    hex(&Sha256::digest(bytes)).chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_has_letters_alone_and_differs_where_the_bytes_do() {
        let [one, other] = [mark(b"a"), mark(b"b")];
        assert!(one.len() == 64 && one.chars().all(|c| c.is_ascii_lowercase()), "{one}");
        assert_ne!(one, other);
    }
}
