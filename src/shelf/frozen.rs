//! A snapshot's files by name, from its folder or zip file, for comparing and listing.
//! Opens only what `verify`'s listing found to be a plain file of the snapshot; never says whether it is whole.

use crate::diag::Failure;
use crate::diff::Files;
use crate::verify::container::{self, Container, Member};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// No text of a snapshot is larger; a larger one is a trap.
const LIMIT: u64 = 512 << 20;

/// A snapshot on the disk.
#[derive(Debug)]
pub struct Frozen {
    path: PathBuf,
    container: Container,
    members: BTreeMap<String, Member>,
}

impl Frozen {
    /// Opens a snapshot's folder or zip file.
    pub fn open(path: &Path) -> Result<Frozen, Failure> {
        let lacks = |file: &str| Failure::NoSnapshot { path: path.to_path_buf(), lacks: file.to_owned() };
        let (container, _) = container::open(path)?;
        let container = container.ok_or_else(|| lacks("bagit.txt"))?;
        let members: BTreeMap<String, Member> = container.members.iter().map(|m| (m.path.clone(), m.clone())).collect();
        if members.contains_key("bagit.txt") {
            Ok(Frozen { path: path.to_path_buf(), container, members })
        } else {
            Err(lacks("bagit.txt"))
        }
    }
}

impl Files for Frozen {
    fn name(&self) -> &str {
        &self.container.name
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.container.bytes(self.members.get(path)?, LIMIT).ok()
    }

    fn lacks(&self, path: &str) -> Failure {
        Failure::NoSnapshot { path: self.path.clone(), lacks: path.to_owned() }
    }
}
