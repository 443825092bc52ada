//! The built site on this disk → its files with their hashes, and their bytes piece by piece.
//! Never writes, and never sends a file that is not as it was when it was hashed.

use super::{Content, Sent, Site};
use crate::diag::{Failure, PublishFailure};
use crate::fingerprint::hex;
use crate::path::SitePath;
use crate::write;
use md5::Md5;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files are read in pieces of this size.
pub const PIECE: usize = 256 << 10;

/// Every file that the build wrote. Its own listing stays at home: a target has a better one.
pub fn read(folder: &Path) -> Result<Site, Failure> {
    let paths = write::listed(folder)?;
    let content = |path: &String| Ok((SitePath::new(path), content(&folder.join(path))?));
    paths.par_iter().map(content).collect()
}

/// Size and hash of one file.
pub fn content(file: &Path) -> Result<Content, Failure> {
    let mut hash = Sha256::new();
    let size = hashed(file, &mut hash)?;
    Ok(Content { size, sha256: hex(&hash.finalize()) })
}

/// MD5 of one file in hex, which stores use as a tag.
pub fn md5(file: &Path) -> Result<String, Failure> {
    let mut hash = Md5::new();
    hashed(file, &mut hash)?;
    Ok(hex(&hash.finalize()))
}

fn hashed(file: &Path, hash: &mut impl Digest) -> Result<u64, Failure> {
    let take = |piece: &[u8]| {
        hash.update(piece);
        Ok(())
    };
    write::whole::each_piece(file, take).map_err(Failure::io(file))
}

/// A file of the site being read; fails at its end if it is not what was hashed.
pub struct Pieces<'a> {
    open: File,
    file: Sent<'a>,
    disk: PathBuf,
    hash: Sha256,
    length: u64,
}

impl<'a> Pieces<'a> {
    /// Opens a file of the site, to be read in pieces of so many bytes.
    pub fn open(folder: &Path, file: Sent<'a>, length: usize) -> Result<Pieces<'a>, Failure> {
        let disk = folder.join(file.path.as_str());
        let open = File::open(&disk).map_err(Failure::io(&disk))?;
        Ok(Pieces { open, file, disk, hash: Sha256::new(), length: length as u64 })
    }

    /// The next piece; `None` at the end.
    pub fn piece(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let mut piece = Vec::new();
        let length = (&mut self.open).take(self.length).read_to_end(&mut piece).map_err(Failure::io(&self.disk))?;
        self.hash.update(&piece);
        match length {
            0 if hex(&self.hash.clone().finalize()) == self.file.content.sha256 => Ok(None),
            0 => Err(PublishFailure::Changed(self.file.path.to_string()).into()),
            _ => Ok(Some(piece)),
        }
    }

    /// All that is left, checked.
    pub fn rest(mut self) -> Result<Vec<u8>, Failure> {
        let mut all = Vec::new();
        while let Some(piece) = self.piece()? {
            all.extend(piece);
        }
        Ok(all)
    }
}
