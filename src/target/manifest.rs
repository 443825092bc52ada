//! The list of what a publication left at its target, and its text.
//! Never read as truth about a file: only about whose it is, and what it was when it was sent.

use super::{Content, Listing, Site};
use crate::diag::{Failure, PublishFailure};
use crate::path::SitePath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of other formats nothing is known.
const FORMAT: u32 = 1;

/// What was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// For which readers: `internal` or `public`.
    pub audience: String,
    /// Each file.
    pub files: BTreeMap<SitePath, Record>,
}

/// A file as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Its mark at the target afterwards; empty where that is not known yet.
    pub mark: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    format: u32,
    audience: String,
    files: BTreeMap<String, Record>,
}

impl Manifest {
    /// The list of a site that has not been sent yet.
    pub fn of(site: &Site, audience: &str) -> Manifest {
        let record =
            |content: &Content| Record { size: content.size, sha256: content.sha256.clone(), mark: String::new() };
        Manifest {
            audience: audience.to_owned(),
            files: site.iter().map(|(path, content)| (path.clone(), record(content))).collect(),
        }
    }

    /// The same list with the marks that the target shows.
    #[must_use]
    pub fn marked(mut self, listing: &Listing) -> Manifest {
        for (path, record) in &mut self.files {
            record.mark = listing.get(path).map(|seen| seen.mark.clone()).unwrap_or_default();
        }
        self
    }

    /// The same list with all else that is at the target.
    #[must_use]
    pub fn with(mut self, listing: &Listing) -> Manifest {
        for (path, seen) in listing {
            let unknown = || Record { size: seen.size, sha256: String::new(), mark: String::new() };
            self.files.entry(path.clone()).or_insert_with(unknown);
        }
        self
    }

    /// Reads a list; `name` is its name in messages.
    pub fn read(bytes: &[u8], name: &str) -> Result<Manifest, Failure> {
        let stored = serde_json::from_slice(bytes).ok().filter(|stored: &Stored| stored.format == FORMAT);
        let stored = stored.ok_or_else(|| PublishFailure::Record(name.to_owned()))?;
        let files = stored.files.into_iter().map(|(path, record)| (SitePath::new(path), record));
        Ok(Manifest { audience: stored.audience, files: files.collect() })
    }

    /// The bytes that `read` reads.
    pub fn bytes(&self) -> Vec<u8> {
        let files = self.files.iter().map(|(path, record)| (path.to_string(), record.clone()));
        let stored = Stored { format: FORMAT, audience: self.audience.clone(), files: files.collect() };
        // Strings and numbers alone cannot fail to serialize.
        serde_json::to_vec(&stored).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Manifest;
    use crate::path::SitePath;
    use crate::target::Content;

    #[test]
    fn what_is_written_is_read() {
        let content = Content { size: 3, sha256: String::from("ab") };
        let manifest = Manifest::of(&[(SitePath::new("a/b.html"), content)].into(), "public");
        assert_eq!(Manifest::read(&manifest.bytes(), "x").ok(), Some(manifest));
        assert!(Manifest::read(b"{\"format\":2,\"audience\":\"\",\"files\":{}}", "x").is_err());
        assert!(Manifest::read(b"{\"format\":1,", "x").is_err());
    }
}
