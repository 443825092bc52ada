//! The built site on this disk → its files with their hashes, and their bytes piece by piece.
//! Never writes, and never sends a file that is not as it was when it was hashed.

use super::{Content, Sent, Site};
use crate::diag::{Failure, PublishFailure};
use crate::path::SitePath;
use crate::write;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Files are read in pieces of this size.
const PIECE: usize = 256 << 10;

/// Every file that the build wrote. Its own listing stays at home: a target has a better one.
pub fn read(folder: &Path) -> Result<Site, Failure> {
    let paths = write::listed(folder)?;
    let content = |path: &String| Ok((SitePath::new(path), content(&folder.join(path))?));
    paths.par_iter().map(content).collect()
}

/// Size and hash of one file.
pub fn content(file: &Path) -> Result<Content, Failure> {
    let (mut size, mut hash) = (0, Sha256::new());
    each_piece(file, |piece| {
        size += piece.len() as u64;
        hash.update(piece);
        Ok(())
    })?;
    Ok(Content { size, sha256: crate::model::source::hex(&hash.finalize()) })
}

/// Hands over a file of the site piece by piece; fails at the end if it is not what was hashed.
pub fn pieces(folder: &Path, file: Sent, mut take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut hash = Sha256::new();
    each_piece(&folder.join(file.path.as_str()), |piece| {
        hash.update(piece);
        take(piece)
    })?;
    if crate::model::source::hex(&hash.finalize()) == file.content.sha256 {
        Ok(())
    } else {
        Err(PublishFailure::Changed(file.path.to_string()).into())
    }
}

fn each_piece(file: &Path, mut take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut open = File::open(file).map_err(Failure::io(file))?;
    let mut buffer = vec![0; PIECE];
    loop {
        match open.read(&mut buffer).map_err(Failure::io(file))? {
            0 => return Ok(()),
            length => take(&buffer[..length])?,
        }
    }
}
