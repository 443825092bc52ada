//! The folder that holds snapshots. What is being made waits under a hidden name until it is whole and on the
//! disk; never changes a snapshot that has its name, and never decides what goes into one.

pub mod frozen;

use crate::bag::Payload;
use crate::bag::zip::{self, Zip};
use crate::diag::Failure;
use jiff::civil::Date;
use rayon::prelude::*;
use sha2::{Digest, Sha256, Sha512};
use sm3::Sm3;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// What is being made, with the number of the process that makes it.
const FRESH: &str = ".dangan-new-";

/// What an interrupted run left, while it is being removed.
const STALE: &str = ".dangan-old-";

/// Files are read in pieces of this size.
const PIECE: usize = 256 << 10;

/// Files packed at once hold about this many bytes together: many enough for all processors.
const BATCH: u64 = 32 << 20;

/// A hidden folder inside the folder of snapshots. Dropping it removes whatever was not moved out.
#[derive(Debug)]
pub struct Staging {
    shelf: PathBuf,
    folder: PathBuf,
    created: bool,
    anchor: Anchor,
}

impl Staging {
    /// Makes the folder of snapshots where it is missing, and removes what interrupted runs left in it.
    pub fn open(shelf: &Path) -> Result<Staging, Failure> {
        let created = !exists(shelf);
        fs::create_dir_all(shelf).map_err(Failure::io(shelf))?;
        clear(shelf)?;
        let folder = shelf.join(format!("{FRESH}{}", std::process::id()));
        fs::create_dir(&folder).map_err(Failure::io(&folder))?;
        Ok(Staging { shelf: shelf.to_path_buf(), created, anchor: Anchor::at(&folder)?, folder })
    }

    /// Where something with this name waits.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether the folder of snapshots has a file of this name with these bytes.
    pub fn has(&self, name: &str, bytes: &[u8]) -> bool {
        fs::read(self.shelf.join(name)).is_ok_and(|there| there == bytes)
    }

    /// Puts everything that waits onto the disk: file contents, names and folders.
    pub fn sync(&self) -> Result<(), Failure> {
        self.anchor.sync()
    }

    /// Moves what waits under a name to a place in the folder of snapshots, which must be free.
    pub fn settle(&self, waiting: &str, target: &Path) -> Result<(), Failure> {
        if exists(target) {
            return Err(Failure::Exists(target.to_path_buf()));
        }
        self.rename(waiting, target)
    }

    /// Moves a file that waits into the folder of snapshots, in place of one that has its name there.
    pub fn replace(&self, name: &str) -> Result<(), Failure> {
        self.rename(name, &self.shelf.join(name))
    }

    fn rename(&self, waiting: &str, target: &Path) -> Result<(), Failure> {
        fs::rename(self.path(waiting), target).map_err(Failure::io(target))?;
        sync_folder(&self.shelf).map_err(Failure::io(&self.shelf))
    }
}

/// A folder whose files can be put onto the disk. Taken before the first byte is written there, it tells of every
/// failure since.
#[derive(Debug)]
pub struct Anchor {
    folder: PathBuf,
    #[cfg(target_os = "linux")]
    open: File,
}

impl Anchor {
    /// The anchor of a folder that is there.
    pub fn at(folder: &Path) -> Result<Anchor, Failure> {
        Ok(Anchor {
            folder: folder.to_path_buf(),
            #[cfg(target_os = "linux")]
            open: File::open(folder).map_err(Failure::io(folder))?,
        })
    }

    /// Waits until all that the folder holds is on the disk.
    pub fn sync(&self) -> Result<(), Failure> {
        #[cfg(target_os = "linux")]
        let synced = rustix::fs::syncfs(&self.open).map_err(io::Error::from);
        #[cfg(not(target_os = "linux"))]
        let synced = sync_each(&self.folder);
        synced.map_err(Failure::io(&self.folder))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nothing can be done about a failure here; the next run clears what is left.
        let _ = fs::remove_dir_all(&self.folder);
        if self.created {
            // Removes the folder only where it is still empty.
            let _ = fs::remove_dir(&self.shelf);
        }
    }
}

/// Removes what interrupted runs left. Each is renamed first: should its run still be alive after all, either
/// its snapshot has got its name already and is safe, or that run fails, and never is half of it named.
fn clear(shelf: &Path) -> Result<(), Failure> {
    for (number, name) in names(shelf)?.into_iter().enumerate() {
        let left = shelf.join(&name);
        let stale = shelf.join(format!("{STALE}{}-{number}", std::process::id()));
        if name.starts_with(FRESH) || name.starts_with(STALE) {
            fs::rename(&left, &stale).map_err(Failure::io(&left))?;
            fs::remove_dir_all(&stale).map_err(Failure::io(&stale))?;
        }
    }
    Ok(())
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let items = fs::read_dir(folder).map_err(Failure::io(folder))?;
    let names: io::Result<Vec<String>> =
        items.map(|item| item.map(|i| i.file_name().to_string_lossy().into_owned())).collect();
    let mut names = names.map_err(Failure::io(folder))?;
    names.sort();
    Ok(names)
}

/// A rename is on the disk once its folder is. Windows has no such call: NTFS logs renames by itself.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn sync_each(folder: &Path) -> io::Result<()> {
    let items: Vec<walkdir::DirEntry> = WalkDir::new(folder).into_iter().collect::<Result<_, _>>()?;
    let (folders, files): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.file_type().is_dir());
    // Windows syncs only what is open for writing.
    files.par_iter().try_for_each(|file| fs::OpenOptions::new().write(true).open(file.path())?.sync_all())?;
    folders.iter().try_for_each(|folder| sync_folder(folder.path()))
}

/// Whether anything has this name, a broken link included.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The bytes of one file.
pub fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(Failure::io(file))
}

/// Bytes of a file by its metadata, or `None` where there is no such file.
pub fn size(file: &Path) -> Option<u64> {
    fs::metadata(file).ok().filter(fs::Metadata::is_file).map(|m| m.len())
}

/// The snapshots that are folders here: everything with a `bagit.txt`, sorted by name.
pub fn snapshots(shelf: &Path) -> Result<Vec<String>, Failure> {
    let mut found = names(shelf)?;
    found.retain(|name| !name.starts_with('.') && shelf.join(name).join("bagit.txt").is_file());
    Ok(found)
}

/// Writes a new file, folders included.
pub fn put(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    create(file).and_then(|mut new| new.write_all(bytes)).map_err(Failure::io(file))
}

/// Copies one file's bytes into a new file; its times and permissions are not taken along.
pub fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut source = File::open(from).map_err(Failure::io(from))?;
    create(to).and_then(|mut new| io::copy(&mut source, &mut new)).map_err(Failure::io(to))?;
    Ok(())
}

fn create(file: &Path) -> io::Result<File> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(file)
}

/// Every file of a bag below `data/`, sorted by the bytes of its path, with its size and hashes.
pub fn weigh(bag: &Path) -> Result<Vec<Payload>, Failure> {
    let files = files(bag, "data")?;
    files.into_par_iter().map(|path| weigh_one(bag, path)).collect()
}

/// Paths relative to the bag, with `/` on every system.
fn files(bag: &Path, below: &str) -> Result<Vec<String>, Failure> {
    let folder = bag.join(below);
    let mut found = Vec::new();
    for item in WalkDir::new(&folder) {
        let item = item.map_err(|e| Failure::Io {
            path: e.path().unwrap_or(&folder).to_path_buf(),
            error: e.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into()),
        })?;
        if item.file_type().is_file() {
            let relative = item.path().strip_prefix(bag).unwrap_or(item.path());
            let parts: Vec<_> = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect();
            found.push(parts.join("/"));
        }
    }
    found.sort();
    Ok(found)
}

fn weigh_one(bag: &Path, path: String) -> Result<Payload, Failure> {
    let disk = bag.join(&path);
    let (mut size, mut sha512, mut sha256, mut sm3) = (0, Sha512::new(), Sha256::new(), Sm3::new());
    let pieces = each_piece(&disk, |piece| {
        size += piece.len() as u64;
        sha512.update(piece);
        sha256.update(piece);
        sm3.update(piece);
    });
    pieces.map_err(Failure::io(&disk))?;
    Ok(Payload {
        path,
        size,
        sha512: sha512.finalize().to_vec(),
        sha256: sha256.finalize().to_vec(),
        sm3: sm3.finalize().to_vec(),
    })
}

fn each_piece(file: &Path, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut open = File::open(file)?;
    let mut buffer = vec![0; PIECE];
    loop {
        match open.read(&mut buffer)? {
            0 => return Ok(()),
            length => take(&buffer[..length]),
        }
    }
}

/// Packs a whole bag into one new zip file, in which it is a folder called `name`.
pub fn pack(bag: &Path, name: &str, dated: Date, target: &Path) -> Result<(), Failure> {
    let files = files(bag, "")?;
    let sizes: Result<Vec<u64>, Failure> =
        files.iter().map(|path| fs::metadata(bag.join(path)).map(|m| m.len()).map_err(Failure::io(bag))).collect();
    let file = create(target).map_err(Failure::io(target))?;
    let mut zip = Zip::new(BufWriter::with_capacity(PIECE, file), dated);
    let mut rest: &[String] = &files;
    for length in batches(&sizes?) {
        let (batch, after) = rest.split_at(length);
        pack_batch(bag, name, batch, &mut zip, target)?;
        rest = after;
    }
    let written = zip.finish().and_then(|buffer| buffer.into_inner().map_err(io::IntoInnerError::into_error));
    written.map(drop).map_err(Failure::io(target))
}

/// How many files go into each batch; the bytes come out the same however they are divided.
fn batches(sizes: &[u64]) -> Vec<usize> {
    let mut batches = Vec::new();
    let (mut count, mut bytes) = (0, 0);
    for size in sizes {
        if count > 0 && bytes + size > BATCH {
            batches.push(count);
            (count, bytes) = (0, 0);
        }
        count += 1;
        bytes += size;
    }
    batches.push(count);
    batches
}

/// A batch holds one large file, which is copied piece by piece, or several small ones, packed at once.
fn pack_batch<W: Write>(
    bag: &Path,
    name: &str,
    batch: &[String],
    zip: &mut Zip<W>,
    target: &Path,
) -> Result<(), Failure> {
    if let [one] = batch
        && fs::metadata(bag.join(one)).is_ok_and(|m| m.len() > BATCH)
    {
        return pack_large(&bag.join(one), &format!("{name}/{one}"), zip, target);
    }
    let packed: Result<Vec<(String, zip::Packed)>, Failure> = (batch.par_iter())
        .map(|path| Ok((format!("{name}/{path}"), zip::pack(path, read(&bag.join(path))?))))
        .collect();
    packed?.iter().try_for_each(|(name, packed)| zip.add(name, packed)).map_err(Failure::io(target))
}

fn pack_large<W: Write>(file: &Path, name: &str, zip: &mut Zip<W>, target: &Path) -> Result<(), Failure> {
    let (mut sum, mut size) = (crc32fast::Hasher::new(), 0);
    let summed = each_piece(file, |piece| {
        sum.update(piece);
        size += piece.len() as u64;
    });
    summed.map_err(Failure::io(file))?;
    let mut source = File::open(file).map_err(Failure::io(file))?;
    zip.copy(name, zip::Stored { crc: sum.finalize(), size }, &mut source).map_err(Failure::io(target))
}

/// Whether two files hold the same bytes.
pub fn same(left: &Path, right: &Path) -> Result<bool, Failure> {
    if size(left) != size(right) {
        return Ok(false);
    }
    let sum = |file: &Path| {
        let mut hash = Sha256::new();
        each_piece(file, |piece| hash.update(piece)).map(|()| hash.finalize()).map_err(Failure::io(file))
    };
    Ok(sum(left)? == sum(right)?)
}
