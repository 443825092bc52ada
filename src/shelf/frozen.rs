//! A snapshot's files by name, for comparing. Never says whether the snapshot is whole.

use crate::diag::Failure;
use crate::diff::Files;
use std::path::{Path, PathBuf};

/// A snapshot on the disk.
#[derive(Debug)]
pub struct Frozen {
    path: PathBuf,
    name: String,
}

impl Frozen {
    /// Opens a snapshot's folder.
    pub fn open(path: &Path) -> Result<Frozen, Failure> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let frozen = Frozen { path: path.to_path_buf(), name };
        if frozen.read("bagit.txt").is_none() { Err(frozen.lacks("bagit.txt")) } else { Ok(frozen) }
    }
}

impl Files for Frozen {
    fn name(&self) -> &str {
        &self.name
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        super::read(&self.path.join(path)).ok()
    }

    fn lacks(&self, path: &str) -> Failure {
        Failure::NoSnapshot { path: self.path.clone(), lacks: path.to_owned() }
    }
}
