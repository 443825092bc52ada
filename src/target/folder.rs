//! A folder or share as a target: files wait in a hidden folder beside the site until all of them are there and read
//! back right, then each takes its place by one rename. Never removes what it was not told to.

use super::lock::{self, Ticket};
use super::manifest::Manifest;
use super::stop::Stop;
use super::{Content, Listing, Note, PRIVATE, Patience, Seen, Sent, Survey, Target, is_passed_over, site};
use crate::diag::{Failure, PublishFailure};
use crate::path::SitePath;
use crate::progress::Progress;
use crate::shelf;
use crate::write::{self, LISTING};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

/// Where files wait, below `PRIVATE`.
const WAITING: &str = "new";

/// A folder that a site is sent to.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    site: PathBuf,
    patience: Patience,
    stop: Stop,
    anchor: OnceLock<shelf::Anchor>,
    /// Set where this run made the folder.
    created: OnceLock<()>,
}

impl Folder {
    /// The folder at `root`, for the site built in the folder `site`. Nothing is touched yet.
    pub fn new(root: &Path, site: &Path, patience: Patience, stop: Stop) -> Folder {
        Folder {
            root: root.to_path_buf(),
            site: site.to_path_buf(),
            patience,
            stop,
            anchor: OnceLock::new(),
            created: OnceLock::new(),
        }
    }

    fn private(&self, name: &str) -> PathBuf {
        self.root.join(PRIVATE).join(name)
    }

    /// Where a file waits: a name that tells what it holds, so that an interrupted publication is gone on with.
    fn waiting(&self, file: Sent) -> PathBuf {
        let name = Sha256::digest(format!("{}\n{}", file.path, file.content.sha256));
        self.private(WAITING).join(crate::fingerprint::hex(&name[..16]))
    }

    fn manifest(&self, note: Note) -> Result<Option<Manifest>, Failure> {
        let file = self.private(note.file());
        match self.patience.persist(|| read(&file))? {
            Some(bytes) => Manifest::read(&bytes, &file.display().to_string()).map(Some),
            None => Ok(None),
        }
    }

    fn not_locked(&self, error: io::Error) -> Failure {
        if error.kind() != io::ErrorKind::AlreadyExists {
            return Failure::Io { path: self.private(lock::FILE), error };
        }
        let holder = self.holder().ok().flatten().map(|ticket| ticket.holder);
        PublishFailure::Locked { target: self.name(), holder }.into()
    }

    fn bring(&self, file: Sent) -> Result<(), Failure> {
        self.stop.check()?;
        let waiting = self.waiting(file);
        if site::content(&waiting).is_ok_and(|there| there == *file.content) {
            return Ok(());
        }
        self.patience.persist(|| {
            let mut fresh = File::create(&waiting).map_err(Failure::io(&waiting))?;
            let mut pieces = site::Pieces::open(&self.site, file, site::PIECE)?;
            while let Some(piece) = pieces.piece()? {
                self.stop.check()?;
                fresh.write_all(&piece).map_err(Failure::io(&waiting))?;
            }
            Ok(())
        })
    }

    fn move_in(&self, file: Sent) -> Result<(), Failure> {
        self.stop.check()?;
        let (waiting, place) = (self.waiting(file), self.root.join(file.path.as_str()));
        self.patience.persist(|| match fs::rename(&waiting, &place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = place.parent().unwrap_or(&self.root);
                fs::create_dir_all(folder).map_err(Failure::io(folder))?;
                fs::rename(&waiting, &place).map_err(Failure::io(&place))
            }
            moved => moved.map_err(Failure::io(&place)),
        })
    }

    fn remove_one(&self, path: &SitePath) -> Result<(), Failure> {
        self.stop.check()?;
        let file = self.root.join(path.as_str());
        self.patience.persist(|| gone(fs::remove_file(&file)).map_err(Failure::io(&file)))?;
        // The folders that it leaves empty go with it.
        for folder in file.ancestors().skip(1).take_while(|above| *above != self.root) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn check_waiting(&self, files: &[Sent]) -> Result<(), Failure> {
        files.par_iter().try_for_each(|file| {
            self.stop.check()?;
            let there = self.patience.persist(|| site::content(&self.waiting(*file)))?;
            let unsound = || PublishFailure::Unsound(file.path.to_string());
            if there == *file.content { Ok(()) } else { Err(unsound().into()) }
        })
    }

    /// A full disk is given back what waits: readers and writers of other files need it more.
    fn make_room(&self, failure: Failure) -> Failure {
        if matches!(&failure, Failure::Io { error, .. } if is_full(error)) {
            let _ = fs::remove_dir_all(self.private(WAITING));
        }
        failure
    }
}

impl Target for Folder {
    fn name(&self) -> String {
        self.root.display().to_string()
    }

    fn survey(&self) -> Result<Survey, Failure> {
        let manifest = self.manifest(Note::Manifest)?;
        let built = if manifest.is_none() { write::listed(&self.root)? } else { BTreeSet::new() };
        let mut built: BTreeSet<SitePath> = built.into_iter().map(SitePath::new).collect();
        built.insert(SitePath::new(LISTING));
        Ok(Survey { manifest, pending: self.manifest(Note::Pending)?, built, files: self.listing()? })
    }

    fn listing(&self) -> Result<Listing, Failure> {
        match fs::symlink_metadata(&self.root) {
            // Nobody has published here yet; whether one can, the lock finds out.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Listing::new()),
            _ => self.patience.persist(|| list(&self.root, "")).map(|files| files.into_iter().collect()),
        }
    }

    fn same(&self, files: &[Sent], _: &Listing) -> Result<BTreeSet<SitePath>, Failure> {
        let look = |file: &Sent| {
            self.stop.check()?;
            let there: Content = self.patience.persist(|| site::content(&self.root.join(file.path.as_str())))?;
            Ok((there == *file.content).then(|| file.path.clone()))
        };
        let same: Vec<Option<SitePath>> = files.par_iter().map(look).collect::<Result<_, Failure>>()?;
        Ok(same.into_iter().flatten().collect())
    }

    fn lock(&self, ticket: &Ticket) -> Result<(), Failure> {
        // Only the last folder is made: where a share is not connected, all above it is missing too.
        if self.patience.persist(|| made(&self.root))? == Made::Now {
            let _ = self.created.set(());
        }
        let (folder, file) = (self.root.join(PRIVATE), self.private(lock::FILE));
        self.patience.persist(|| made(&folder))?;
        let mut fresh = File::create_new(&file).map_err(|error| self.not_locked(error))?;
        fresh.write_all(&ticket.bytes()).and_then(|()| fresh.sync_all()).map_err(|error| {
            // A lock that says nothing would keep everybody out.
            let _ = self.unlock();
            Failure::Io { path: file, error }
        })
    }

    fn holder(&self) -> Result<Option<Ticket>, Failure> {
        let file = self.private(lock::FILE);
        Ok(self.patience.persist(|| read(&file))?.and_then(|bytes| Ticket::read(&bytes)))
    }

    fn unlock(&self) -> Result<(), Failure> {
        let file = self.private(lock::FILE);
        self.patience.persist(|| gone(fs::remove_file(&file)).map_err(Failure::io(&file)))?;
        // They go only where they are empty: nothing was published, and nothing waits.
        let folders = [self.private(WAITING), self.root.join(PRIVATE)];
        let made = self.created.get().map(|()| self.root.clone());
        for folder in folders.iter().chain(&made) {
            let _ = fs::remove_dir(folder);
        }
        Ok(())
    }

    fn note(&self, note: Note, manifest: Option<&Manifest>) -> Result<(), Failure> {
        let file = self.private(note.file());
        self.patience.persist(|| match manifest {
            Some(manifest) => write::replace(&file, &manifest.bytes()),
            None => gone(fs::remove_file(&file)).map_err(Failure::io(&file)),
        })
    }

    fn stage(&self, files: &[Sent], progress: &dyn Progress) -> Result<(), Failure> {
        let folder = self.private(WAITING);
        self.patience.persist(|| made(&folder))?;
        let anchor = shelf::Anchor::at(&folder)?;
        let brought = files.par_iter().try_for_each(|file| {
            progress.tick();
            self.bring(*file)
        });
        brought.and_then(|()| anchor.sync()).map_err(|failure| self.make_room(failure))?;
        let _ = self.anchor.set(anchor);
        self.check_waiting(files)
    }

    fn place(&self, files: &[Sent], _: &dyn Progress) -> Result<BTreeMap<SitePath, String>, Failure> {
        files.par_iter().try_for_each(|file| self.move_in(*file))?;
        Ok(BTreeMap::new())
    }

    fn remove(&self, paths: &[SitePath]) -> Result<(), Failure> {
        paths.iter().try_for_each(|path| self.remove_one(path))
    }

    fn settle(&self) -> Result<(), Failure> {
        self.anchor.get().map_or(Ok(()), shelf::Anchor::sync)?;
        let waiting = self.private(WAITING);
        self.patience.persist(|| gone(fs::remove_dir_all(&waiting)).map_err(Failure::io(&waiting)))
    }
}

/// Since when a folder is there.
#[derive(PartialEq, Eq)]
enum Made {
    Now,
    Before,
}

/// Makes a folder whose parent is there.
fn made(folder: &Path) -> Result<Made, Failure> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(Made::Before),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::Io { path: folder.to_path_buf(), error: io::ErrorKind::NotADirectory.into() })
        }
        made => made.map(|()| Made::Now).map_err(Failure::io(folder)),
    }
}

/// The bytes of a file, or `None` where there is no such file.
fn read(file: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => bytes.map(Some).map_err(Failure::io(file)),
    }
}

/// What is to be gone may be gone already.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// All files of a folder that the target knows by this path, by all cores.
fn list(folder: &Path, path: &str) -> Result<Vec<(SitePath, Seen)>, Failure> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for item in fs::read_dir(folder).map_err(Failure::io(folder))? {
        let item = item.map_err(Failure::io(folder))?;
        let name = item.file_name().to_string_lossy().into_owned();
        if is_passed_over(&name) {
            continue;
        }
        let metadata = item.metadata().map_err(Failure::io(&item.path()))?;
        if metadata.is_dir() {
            folders.push((item.path(), format!("{path}{name}/")));
        } else {
            files.push((SitePath::new(format!("{path}{name}")), seen(&metadata)));
        }
    }
    let below: Vec<Vec<_>> = folders.par_iter().map(|(folder, path)| list(folder, path)).collect::<Result<_, _>>()?;
    files.extend(below.into_iter().flatten());
    Ok(files)
}

fn seen(metadata: &fs::Metadata) -> Seen {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let mark = modified.map(|time| time.as_nanos().to_string()).unwrap_or_default();
    Seen { size: metadata.len(), mark }
}

impl Patience {
    /// Tries something until it goes well, fails for good, or patience has an end.
    pub fn persist<T>(&self, mut attempt: impl FnMut() -> Result<T, Failure>) -> Result<T, Failure> {
        let waits = std::iter::successors(Some(self.first), |wait| wait.checked_mul(2));
        for wait in waits.take(self.retries as usize) {
            match attempt() {
                Err(Failure::Io { error, .. }) if may_pass(&error) => std::thread::sleep(wait),
                outcome => return outcome,
            }
        }
        attempt()
    }
}

/// Whether a failure may be gone in a moment: a network that hiccups, or on Windows a file that a reader has open.
fn may_pass(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    let network = matches!(
        error.kind(),
        Kind::TimedOut
            | Kind::Interrupted
            | Kind::ResourceBusy
            | Kind::StaleNetworkFileHandle
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::ConnectionReset
            | Kind::ConnectionAborted
    );
    network || error.raw_os_error().is_some_and(is_passing_code)
}

/// Access denied (which a rename onto an open file gives), sharing and lock violations, and what a share says whose
/// server is away or restarts.
#[cfg(windows)]
fn is_passing_code(code: i32) -> bool {
    matches!(code, 5 | 32 | 33 | 53 | 54 | 55 | 59 | 64 | 121 | 1231 | 1236)
}

/// Input/output error: what a mounted share says when its server does not answer.
#[cfg(not(windows))]
fn is_passing_code(code: i32) -> bool {
    code == 5
}
