//! Folders that appear whole or not at all: a part of a build, and finding such folders again.
//! Never replaces a folder that holds anything else, and never says what a part is.

use super::{LISTING, read_listing};
use crate::diag::Failure;
use crate::fingerprint::Sum;
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A part's list, in its folder.
pub const LIST: &str = "part.json";

/// A part's files, in its folder.
pub const SITE: &str = "site";

/// Files are read in pieces of this size.
pub(super) const PIECE: usize = 64 << 10;

/// So often a folder is put aside for a newer one before somebody else is taken to be at work there.
const TRIES: usize = 3;

/// A folder that waits under a hidden name beside its place. Dropping it removes it.
#[derive(Debug)]
pub struct Waiting {
    target: PathBuf,
    beside: PathBuf,
    name: String,
    folder: PathBuf,
}

impl Waiting {
    /// Makes the hidden folder, and the folders above it.
    pub fn open(target: &Path) -> Result<Waiting, Failure> {
        let target = std::path::absolute(target).map_err(Failure::io(target))?;
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = target.parent().unwrap_or(&target).to_path_buf();
        fs::create_dir_all(&beside).map_err(Failure::io(&beside))?;
        let folder = hidden(&beside, &name)?;
        Ok(Waiting { target, beside, name, folder })
    }

    /// Where something with this name waits.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Gives the folder its name, in place of an earlier one, and removes what attempts that were killed have left.
    pub fn settle(self) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let aside = self.put_aside()?;
            let Err(error) = fs::rename(&self.folder, &self.target) else {
                self.clear();
                return Ok(());
            };
            // Another attempt at the same may have been quicker; its folder is put aside in turn.
            if !self.target.exists() {
                if let Some(old) = aside {
                    let _ = fs::rename(old, &self.target);
                }
                return Err(Failure::Io { path: self.target.clone(), error });
            }
        }
        Err(Failure::Exists(self.target.clone()))
    }

    /// Moves what has the name out of the way; says where to.
    fn put_aside(&self) -> Result<Option<PathBuf>, Failure> {
        if !self.target.exists() {
            return Ok(None);
        }
        let old = hidden(&self.beside, &self.name)?.join("old");
        fs::rename(&self.target, &old).map_err(Failure::io(&self.target))?;
        Ok(Some(old))
    }

    /// Removes the hidden folders of this name. Should one be an attempt's that is still alive, that one will miss
    /// its files and fail.
    fn clear(&self) {
        let Ok(items) = fs::read_dir(&self.beside) else { return };
        for item in items.flatten() {
            let name = item.file_name().to_string_lossy().into_owned();
            let number = name.strip_prefix(&prefix(&self.name));
            if number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit())) {
                // What cannot be removed now costs room alone.
                let _ = fs::remove_dir_all(item.path());
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Nothing can be done about a failure here; the next part of this name removes what is left.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn prefix(name: &str) -> String {
    format!(".dangan-part-{name}.")
}

/// A new hidden folder; machines that share a disk may have the same number of process.
fn hidden(beside: &Path, name: &str) -> Result<PathBuf, Failure> {
    let mut number = u64::from(std::process::id());
    loop {
        let folder = beside.join(format!("{}{number}", prefix(name)));
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            made => return made.map(|()| folder.clone()).map_err(Failure::io(&folder)),
        }
    }
}

/// A file's place, size and hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Relative to its folder, with `/`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Of its bytes.
    pub sum: Sum,
}

/// Every file that a build has just written into a folder, read back. The build's own list of them is removed.
pub fn weigh(folder: &Path) -> Result<Vec<Weighed>, Failure> {
    let paths: Vec<String> = read_listing(folder)?.into_iter().collect();
    let weighed = paths.into_par_iter().map(|path| {
        let file = folder.join(&path);
        let (size, sum) = pour(&file, &mut io::sink()).map_err(Failure::io(&file))?;
        Ok(Weighed { path, size, sum })
    });
    let weighed = weighed.collect::<Result<_, Failure>>()?;
    let listing = folder.join(LISTING);
    fs::remove_file(&listing).map_err(Failure::io(&listing))?;
    Ok(weighed)
}

/// Pours a file into something, piece by piece; gives its size and hash.
pub fn pour(file: &Path, into: &mut dyn Write) -> io::Result<(u64, Sum)> {
    let mut hash = Sum::begin();
    let size = each_piece(file, |piece| {
        hash.add(piece);
        into.write_all(piece)
    })?;
    Ok((size, hash.end()))
}

/// Reads a file from its beginning, piece by piece; gives its size.
pub fn each_piece(file: &Path, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
    let mut open = File::open(file)?;
    let (mut buffer, mut size) = (vec![0; PIECE], 0);
    loop {
        match open.read(&mut buffer)? {
            0 => return Ok(size),
            length => {
                take(&buffer[..length])?;
                size += length as u64;
            }
        }
    }
}

/// What is in the place of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing, or an empty folder.
    Nothing,
    /// A part: its list, and its files.
    Part(Vec<u8>, Vec<String>),
    /// Anything else: one of the files.
    Foreign(String),
}

/// Looks at the place of a part.
pub fn held(folder: &Path) -> Result<Held, Failure> {
    let items = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Held::Nothing),
        items => items.map_err(Failure::io(folder))?,
    };
    let names: io::Result<Vec<String>> =
        items.map(|item| item.map(|i| i.file_name().to_string_lossy().into_owned())).collect();
    let mut names = names.map_err(Failure::io(folder))?;
    names.sort();
    if names.is_empty() {
        return Ok(Held::Nothing);
    }
    match names.iter().find(|name| ![LIST, SITE].contains(&name.as_str())) {
        Some(other) => Ok(Held::Foreign(other.clone())),
        None => match fs::read(folder.join(LIST)) {
            Ok(list) => Ok(Held::Part(list, files(&folder.join(SITE))?)),
            Err(_) => Ok(Held::Foreign(SITE.to_owned())),
        },
    }
}

/// Every file below a folder, with `/`, sorted; none where there is no such folder.
pub fn files(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for item in WalkDir::new(folder) {
        let item = match item {
            Err(error) if error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound) => continue,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                let error = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                return Err(Failure::Io { path, error });
            }
            Ok(item) => item,
        };
        if !item.file_type().is_dir() {
            let relative = item.path().strip_prefix(folder).unwrap_or(item.path());
            let names: Vec<_> = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect();
            found.push(names.join("/"));
        }
    }
    found.sort();
    Ok(found)
}

/// The folder of a part, with its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The part's folder.
    pub folder: PathBuf,
    /// The bytes of its list.
    pub list: Vec<u8>,
}

/// The part in a folder, or the parts in the folders that it holds, by name. Hidden folders hold none.
pub fn find(folder: &Path) -> Result<Vec<Found>, Failure> {
    if let Some(found) = one(folder)? {
        return Ok(vec![found]);
    }
    let mut below = Vec::new();
    for item in fs::read_dir(folder).map_err(Failure::io(folder))? {
        let item = item.map_err(Failure::io(folder))?;
        if !item.file_name().to_string_lossy().starts_with('.') && item.path().is_dir() {
            below.push(item.path());
        }
    }
    below.sort();
    below.iter().filter_map(|path| one(path).transpose()).collect()
}

fn one(folder: &Path) -> Result<Option<Found>, Failure> {
    let list = folder.join(LIST);
    match fs::read(&list) {
        Ok(bytes) => Ok(Some(Found { folder: folder.to_path_buf(), list: bytes })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Io { path: list, error }),
    }
}
