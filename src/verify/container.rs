//! The one reading edge of `verify`: a folder or a zip as a list of members that can be read.
//! Opens only what its own listing found to be a plain file below the bag; never follows a link, never writes.

use super::digest::Algorithm;
use super::zip::{self, Entry};
use crate::diag::{BagFault, Failure, ZipFault};
use crate::fingerprint::hex;
use crate::stamp::Stamp;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// What kind of thing holds the bag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A zip.
    Zip,
}

/// One plain file of a bag.
#[derive(Clone, Debug)]
pub struct Member {
    /// Relative to the bag, with `/`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Disk(PathBuf, Stamp),
    Zip(Entry),
}

/// A bag as it was listed.
#[derive(Debug)]
pub struct Container {
    /// The name of the bag's folder.
    pub name: String,
    /// What holds it.
    pub kind: Kind,
    /// Its plain files, by path.
    pub members: Vec<Member>,
    /// Its folders, by path.
    pub folders: Vec<String>,
    path: PathBuf,
    /// What the system said of a zip before it was opened.
    stamp: Stamp,
}

/// A fault and the path in the bag that it is of.
pub type Fault = (String, BagFault);

/// Lists a folder or a zip. There is no container where nothing of it should be read.
pub fn open(path: &Path) -> Result<(Option<Container>, Vec<Fault>), Failure> {
    let metadata = std::fs::metadata(path).map_err(Failure::io(path))?;
    let kind = metadata.file_type();
    if kind.is_dir() {
        return Ok(open_folder(path));
    }
    if !kind.is_file() {
        let error = io::Error::from(io::ErrorKind::NotADirectory);
        return Err(Failure::Io { path: path.to_path_buf(), error });
    }
    open_zip(path, Stamp::of(&metadata))
}

fn open_folder(root: &Path) -> (Option<Container>, Vec<Fault>) {
    let whole = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let name = whole.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (mut members, mut folders, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let listed = list(&whole, "");
    for one in listed {
        match one {
            Listed::File(member) => members.push(member),
            Listed::Folder(path) => folders.push(path),
            Listed::Fault(fault) => faults.push(fault),
        }
    }
    members.par_sort_by(|a, b| a.path.cmp(&b.path));
    folders.par_sort();
    faults.sort_by(|a, b| a.0.cmp(&b.0));
    (Some(Container { name, kind: Kind::Folder, members, folders, path: whole, stamp: Stamp::default() }), faults)
}

/// What a name in a folder turned out to be.
enum Listed {
    File(Member),
    Folder(String),
    Fault(Fault),
}

/// Everything in a folder that the bag knows by this path, by all cores.
fn list(folder: &Path, path: &str) -> Vec<Listed> {
    let unreadable =
        |error: io::Error| Listed::Fault((path.to_owned(), BagFault::Unreadable { reason: error.to_string() }));
    let items = match std::fs::read_dir(folder) {
        Ok(items) => items,
        Err(error) => return vec![unreadable(error)],
    };
    let (mut listed, mut folders) = (Vec::new(), Vec::new());
    for item in items {
        let one = item.and_then(|item| one(&item, path)).unwrap_or_else(&unreadable);
        if let Listed::Folder(path) = &one {
            folders.push(path.clone());
        }
        listed.push(one);
    }
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let below = |path: &String| list(&folder.join(name(path)), path);
    listed.par_extend(folders.par_iter().flat_map_iter(below));
    listed
}

/// A file or folder, by its kind alone. Below a folder whose name is no text, nothing could be named.
fn one(item: &std::fs::DirEntry, folder: &str) -> io::Result<Listed> {
    let name = item.file_name();
    let text = name.to_string_lossy();
    let path = if folder.is_empty() { text.to_string() } else { format!("{folder}/{text}") };
    let kind = item.file_type()?;
    Ok(if name.to_str().is_none() {
        Listed::Fault((path, BagFault::NameNotUnicode))
    } else if kind.is_symlink() {
        // Junctions of Windows are links to the library too.
        Listed::Fault((path, BagFault::Link))
    } else if kind.is_dir() {
        Listed::Folder(path)
    } else if kind.is_file() {
        let stamp = item.metadata().map(|metadata| Stamp::of(&metadata)).unwrap_or_default();
        Listed::File(Member { path, size: stamp.size, place: Place::Disk(item.path(), stamp) })
    } else {
        Listed::Fault((path, BagFault::Special))
    })
}

fn open_zip(path: &Path, stamp: Stamp) -> Result<(Option<Container>, Vec<Fault>), Failure> {
    let file = File::open(path).map_err(Failure::io(path))?;
    let (entries, faults) = zip::directory(&mut BufReader::new(file)).map_err(Failure::io(path))?;
    let mut faults: Vec<Fault> =
        faults.into_iter().map(|(name, fault)| (name.unwrap_or_default(), BagFault::Zip(fault))).collect();
    if faults.iter().any(|(_, fault)| super::tag::is_error(fault)) {
        return Ok((None, faults));
    }
    let Some(name) = top_folder(&entries) else {
        faults.push((String::new(), BagFault::Zip(ZipFault::TopFolder)));
        return Ok((None, faults));
    };
    let (mut members, mut folders) = (Vec::new(), Vec::new());
    for entry in entries {
        let below = entry.name[name.len() + 1..].trim_end_matches('/').to_owned();
        if !entry.is_folder() {
            members.push(Member { path: below, size: entry.size, place: Place::Zip(entry) });
        } else if !below.is_empty() {
            folders.push(below);
        }
    }
    members.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((Some(Container { name, kind: Kind::Zip, members, folders, path: path.to_path_buf(), stamp }), faults))
}

/// The one folder that everything is in.
fn top_folder(entries: &[Entry]) -> Option<String> {
    let first = entries.first()?.name.split_once('/')?.0.to_owned();
    let inside = |entry: &Entry| entry.name.strip_prefix(&first).is_some_and(|rest| rest.starts_with('/'));
    entries.iter().all(inside).then_some(first)
}

impl Container {
    /// Reads a member from its beginning, piece by piece; the buffer holds a piece at a time.
    pub fn pour(&self, member: &Member, buffer: &mut Vec<u8>, sink: &mut dyn FnMut(&[u8])) -> Result<(), BagFault> {
        let read = match &member.place {
            Place::Disk(path, _) => pour_file(path, member.size, buffer, sink).map(Ok),
            Place::Zip(entry) => File::open(&self.path).and_then(|mut file| zip::unpack(&mut file, entry, sink)),
        };
        match read {
            Ok(done) => done.map_err(BagFault::Zip),
            Err(error) => Err(BagFault::Unreadable { reason: error.to_string() }),
        }
    }

    /// A whole member of at most `limit` bytes.
    pub fn bytes(&self, member: &Member, limit: u64) -> Result<Vec<u8>, BagFault> {
        let mut bytes = Vec::new();
        self.fill(member, limit, &mut bytes)?;
        Ok(bytes)
    }

    /// A whole member of at most `limit` bytes, in place of what was in `bytes`.
    pub fn fill(&self, member: &Member, limit: u64, bytes: &mut Vec<u8>) -> Result<(), BagFault> {
        if member.size > limit {
            return Err(BagFault::TooLarge { megabytes: member.size >> 20 });
        }
        bytes.clear();
        // One byte more, so that the read that finds the end needs no more room.
        bytes.reserve(usize::try_from(member.size).unwrap_or(0) + 1);
        match &member.place {
            Place::Disk(path, _) => File::open(path)
                .and_then(|mut file| file.read_to_end(bytes))
                .map(drop)
                .map_err(|error| BagFault::Unreadable { reason: error.to_string() }),
            Place::Zip(_) => self.pour(member, &mut Vec::new(), &mut |piece| bytes.extend_from_slice(piece)),
        }
    }

    /// The first bytes of a member, at most so many. They are not checked: of a zip's member, the checksum is at its end.
    pub fn beginning(&self, member: &Member, length: u64) -> Result<Vec<u8>, BagFault> {
        let mut bytes = Vec::new();
        let read = match &member.place {
            Place::Disk(path, _) => File::open(path).and_then(|file| file.take(length).read_to_end(&mut bytes)),
            Place::Zip(entry) => {
                File::open(&self.path).and_then(|mut file| zip::beginning(&mut file, entry, length, &mut bytes))
            }
        };
        read.map(|_| bytes).map_err(|error| BagFault::Unreadable { reason: error.to_string() })
    }

    /// A hash of what the system says of every file, none of them opened: another one means that something may have
    /// changed since.
    pub fn print(&self) -> String {
        let head = format!("{:?}\n{}\n{}\n", self.kind, self.name, self.stamp);
        let files = self.members.iter().map(|member| {
            let stamp = match &member.place {
                Place::Disk(_, stamp) => stamp,
                Place::Zip(_) => &self.stamp,
            };
            format!("{stamp} {}\n", member.path)
        });
        let folders = self.folders.iter().map(|folder| format!("{folder}/\n"));
        let text: String = std::iter::once(head).chain(files).chain(folders).collect();
        hex(&Algorithm::Sha256.of(text.as_bytes()))
    }

    /// The signature beside the bag, `<bag folder>.minisig`: `None` where there is none.
    pub fn signature(&self) -> Option<Result<String, BagFault>> {
        let file = self.path.with_file_name(self.signature_name());
        let kind = std::fs::symlink_metadata(&file).ok()?;
        if !kind.is_file() {
            return Some(Err(BagFault::Special));
        }
        let mut text = String::new();
        let opened = File::open(&file).and_then(|file| file.take(SIGNATURE_LIMIT).read_to_string(&mut text));
        Some(match opened {
            Ok(_) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(BagFault::SignatureMalformed),
            Err(error) => Err(BagFault::SignatureUnreadable { reason: error.to_string() }),
        })
    }

    /// The file name of the signature.
    pub fn signature_name(&self) -> String {
        format!("{}.minisig", self.name)
    }
}

/// A signature has four lines.
const SIGNATURE_LIMIT: u64 = 64 << 10;

/// `size` is what the listing said; a file that has grown since is read to its end all the same.
fn pour_file(path: &Path, size: u64, buffer: &mut Vec<u8>, sink: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut file = File::open(path)?;
    buffer.resize(super::piece(size), 0);
    loop {
        match file.read(buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => sink(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The text of a key file; `None` where there is no such file.
pub fn key_file(path: &Path) -> Option<String> {
    const KEY_LIMIT: u64 = 64 << 10;
    let mut text = String::new();
    // Opening a pipe would wait for a writer.
    let plain = std::fs::metadata(path).is_ok_and(|m| m.is_file());
    let file = plain.then(|| File::open(path).ok()).flatten()?;
    file.take(KEY_LIMIT).read_to_string(&mut text).ok().map(|_| text)
}
