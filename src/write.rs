//! Rendered files → the output folder: unchanged files untouched, nothing changed before all is ready.
//! Never renders, and never removes a file that no build wrote.

pub mod whole;

use crate::diag::Failure;
use crate::fingerprint::Sum;
use crate::path::SitePath;
use crate::stamp::Stamp;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use whole::Weighed;

/// The list of the files that builds wrote, in the output folder itself.
pub const LISTING: &str = "dangan-files.txt";

/// New files wait here until all of them are ready, in the folders that they will have.
const STAGING: &str = ".dangan-new";

/// The site's part of the staging folder.
const SITE: &str = "site";

const HEADER: &str =
    "# Written by dangan build. The next build removes those of these files that it no longer needs.\n";

/// What a build wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files of the site.
    pub files: u64,
    /// Bytes of files that are new or differ.
    pub written: u64,
    /// Bytes of files that were there already.
    pub unchanged: u64,
    /// Files removed.
    pub removed: u64,
}

/// An output folder being filled. Dropping it without `commit` leaves the folder as it was.
#[derive(Debug)]
pub struct Writer<'s> {
    folder: PathBuf,
    staging: PathBuf,
    created: bool,
    earlier: BTreeSet<String>,
    survey: Option<&'s Survey>,
    files: Mutex<BTreeMap<SitePath, Waits>>,
    written: AtomicU64,
    unchanged: AtomicU64,
}

/// Where a file of the site is before the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waits {
    /// In the staging folder.
    Staged,
    /// In its place, as an earlier build left it.
    InPlace,
}

/// What came of a commit.
#[derive(Debug)]
pub struct Committed {
    /// Files and bytes.
    pub tally: Tally,
    /// The stamps of all files; `None` where one has gone since.
    pub left: Option<Survey>,
}

impl<'s> Writer<'s> {
    /// Opens a folder, which must be absent, empty, or written by earlier builds alone. One that was just surveyed
    /// is known to be so.
    pub fn open(folder: &Path, survey: Option<&'s Survey>) -> Result<Writer<'s>, Failure> {
        let created = !folder.exists();
        fs::create_dir_all(folder).map_err(Failure::io(folder))?;
        let earlier = read_listing(folder)?;
        if survey.is_none() {
            refuse_foreign(folder, &earlier)?;
        }
        let staging = folder.join(STAGING);
        if staging.exists() {
            // An interrupted build left it.
            fs::remove_dir_all(&staging).map_err(Failure::io(&staging))?;
        }
        fs::create_dir_all(staging.join(SITE)).map_err(Failure::io(&staging))?;
        Ok(Writer {
            folder: folder.to_path_buf(),
            staging,
            created,
            earlier,
            survey,
            files: Mutex::default(),
            written: AtomicU64::new(0),
            unchanged: AtomicU64::new(0),
        })
    }

    /// Takes one file. Called from many threads at once; the output folder stays as it is.
    pub fn stage(&self, path: &SitePath, bytes: &[u8]) -> Result<(), Failure> {
        let size = bytes.len() as u64;
        // What no build is known to have written cannot be there.
        if self.earlier.contains(path.as_str()) && same(&self.folder.join(path.as_str()), bytes) {
            self.keep(path, size);
            return Ok(());
        }
        self.remember(path, Waits::Staged);
        write_new(&self.staging.join(SITE).join(path.as_str()), bytes)?;
        self.written.fetch_add(size, Ordering::Relaxed);
        Ok(())
    }

    /// Takes one file piece by piece, as it is made.
    pub fn pour(
        &self,
        path: &SitePath,
        fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let staged = self.staging.join(SITE).join(path.as_str());
        let size = pour_new(&staged, fill).map_err(Failure::io(&staged))?;
        let there = self.folder.join(path.as_str());
        if self.earlier.contains(path.as_str()) && alike(&there, &staged) {
            fs::remove_file(&staged).map_err(Failure::io(&staged))?;
            self.keep(path, size);
            return Ok(());
        }
        self.remember(path, Waits::Staged);
        self.written.fetch_add(size, Ordering::Relaxed);
        Ok(())
    }

    /// Keeps a file that an earlier build wrote as it is.
    pub fn keep(&self, path: &SitePath, size: u64) {
        self.remember(path, Waits::InPlace);
        self.unchanged.fetch_add(size, Ordering::Relaxed);
    }

    /// Takes a file that lies elsewhere, piece by piece, if it is as it was weighed. Nothing else is ever put into
    /// place: whoever hears of another answer must not commit.
    pub fn take(&self, from: &Path, weighed: &Weighed) -> Result<Taken, Failure> {
        let path = SitePath::new(&weighed.path);
        let is_right = |poured: &(u64, Sum)| *poured == (weighed.size, weighed.sum);
        let there = self.folder.join(path.as_str());
        let stays = self.earlier.contains(path.as_str())
            && whole::pour(&there, &mut io::sink()).is_ok_and(|poured| is_right(&poured));
        let staged = self.staging.join(SITE).join(path.as_str());
        let poured = if stays {
            whole::pour(from, &mut io::sink())
        } else {
            whole::pour(from, &mut create_below(&staged).map_err(Failure::io(&staged))?)
        };
        match poured {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Taken::Lacking),
            Ok(poured) if !is_right(&poured) => return Ok(Taken::Altered),
            poured => poured.map_err(Failure::io(from))?,
        };
        let (counter, waits) = if stays { (&self.unchanged, Waits::InPlace) } else { (&self.written, Waits::Staged) };
        self.remember(&path, waits);
        counter.fetch_add(weighed.size, Ordering::Relaxed);
        Ok(Taken::Whole)
    }

    /// The bytes of a file that an earlier build wrote.
    pub fn earlier(&self, path: &SitePath) -> Option<Vec<u8>> {
        self.earlier.contains(path.as_str()).then(|| fs::read(self.folder.join(path.as_str())).ok()).flatten()
    }

    fn remember(&self, path: &SitePath, waits: Waits) {
        let mut files = self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        files.insert(path.clone(), waits);
    }

    /// Moves everything into place and removes what earlier builds wrote and this one did not.
    pub fn commit(self) -> Result<Committed, Failure> {
        let files = std::mem::take(&mut *self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let now: BTreeSet<&str> = files.keys().map(SitePath::as_str).collect();
        let earlier: BTreeSet<&str> = self.earlier.iter().map(String::as_str).collect();
        if !now.is_subset(&earlier) {
            // Should this be interrupted, the next build must know all files of both builds as ours.
            self.write_listing(earlier.union(&now).copied())?;
        }
        settle(&self.staging.join(SITE), &self.folder)?;
        let gone: Vec<&str> = earlier.difference(&now).copied().collect();
        for path in &gone {
            remove(&self.folder, path)?;
        }
        self.write_listing(now.into_iter())?;
        let tally = Tally {
            files: files.len() as u64,
            written: self.written.load(Ordering::Relaxed),
            unchanged: self.unchanged.load(Ordering::Relaxed),
            removed: gone.len() as u64,
        };
        Ok(Committed { tally, left: self.left(&files) })
    }

    /// The stamps of the site's files and of the listing. What stayed in its place has the stamp that the survey saw:
    /// were it changed since, it would not be as the build knows it.
    fn left(&self, files: &BTreeMap<SitePath, Waits>) -> Option<Survey> {
        let seen = |(path, waits): (&SitePath, &Waits)| {
            let survey = self.survey.filter(|_| *waits == Waits::InPlace)?;
            survey.get(path.as_str()).map(|stamp| (path.to_string(), *stamp))
        };
        let mut left: Survey = files.iter().filter_map(seen).collect();
        let unseen = files.keys().map(SitePath::as_str).filter(|path| !left.contains_key(*path));
        let fresh = stamps(&self.folder, unseen)?;
        left.extend(fresh);
        Some(left)
    }

    fn write_listing<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), Failure> {
        let mut text = String::from(HEADER);
        for path in paths {
            text.push_str(path);
            text.push('\n');
        }
        let target = self.folder.join(LISTING);
        if same(&target, text.as_bytes()) {
            return Ok(());
        }
        let staged = self.staging.join("listing");
        fs::write(&staged, text).map_err(Failure::io(&staged))?;
        fs::rename(&staged, &target).map_err(Failure::io(&target))
    }
}

/// What came of taking a file that lies elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was as it was weighed.
    Whole,
    /// It is not there.
    Lacking,
    /// It is another.
    Altered,
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        // Nothing can be done about a failure here; the next build clears what is left.
        let _ = fs::remove_dir_all(&self.staging);
        if self.created {
            // Removes the folder only where it is still empty.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

fn same(file: &Path, bytes: &[u8]) -> bool {
    let as_long = fs::metadata(file).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64);
    as_long && fs::read(file).is_ok_and(|old| old == bytes)
}

/// Whether two files hold the same; neither is held whole.
fn alike(one: &Path, other: &Path) -> bool {
    let size = |file: &Path| fs::metadata(file).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len());
    size(one).is_some() && size(one) == size(other) && hold_the_same(one, other).unwrap_or(false)
}

/// Compares two files piece by piece.
fn hold_the_same(one: &Path, other: &Path) -> io::Result<bool> {
    let open = |file: &Path| fs::File::open(file).map(|file| io::BufReader::with_capacity(whole::PIECE, file));
    let (mut one, mut other) = (open(one)?, open(other)?);
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.is_empty() && right.is_empty());
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        one.consume(length);
        other.consume(length);
    }
}

/// The stamps of all files in an output folder, by path.
pub type Survey = BTreeMap<String, Stamp>;

/// Looks at an output folder; `None` where it holds anything that no build wrote, or lacks anything that one did.
pub fn survey(folder: &Path) -> Option<Survey> {
    let listed = read_listing(folder).ok().filter(|listed| !listed.is_empty())?;
    let lying = lying(folder, "").ok()?;
    let is_ours = lying.iter().all(|(path, _)| path == LISTING || listed.contains(path));
    if !is_ours || folder.join(STAGING).exists() {
        return None;
    }
    let mut seen: Survey = lying.into_iter().filter_map(|(path, stamp)| Some((path, stamp?))).collect();
    // Hidden files and links.
    let unseen = listed.iter().map(String::as_str).filter(|path| !seen.contains_key(*path));
    let others = stamps(folder, unseen)?;
    seen.extend(others);
    Some(seen)
}

/// The stamps of these files and of the listing.
fn stamps<'a>(folder: &Path, paths: impl Iterator<Item = &'a str>) -> Option<Survey> {
    let paths: Vec<&str> = paths.chain([LISTING]).collect();
    let stamp = |path: &&str| {
        let metadata = fs::metadata(folder.join(path)).ok().filter(fs::Metadata::is_file)?;
        Some(((*path).to_owned(), Stamp::of(&metadata)))
    };
    paths.par_iter().map(stamp).collect()
}

/// A document that was dropped waits here while it is imported.
const DROPPED: &str = ".dangan-import";

/// Puts a dropped document where `import` can read it, alone, and returns where.
pub fn drop_document(root: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    clear_dropped(root);
    let file = root.join(DROPPED).join(name);
    create(&file, bytes).map(|()| file)
}

/// Removes a dropped document again. One that cannot be removed now is removed before the next.
pub fn clear_dropped(root: &Path) {
    let _ = fs::remove_dir_all(root.join(DROPPED));
}

/// Where what builds remember lies: safe to delete at any time.
const CACHE: &str = ".dangan-cache";

/// What an earlier build remembered, if anything.
pub fn recall(root: &Path, name: &str) -> Option<Vec<u8>> {
    fs::read(root.join(CACHE).join(name)).ok()
}

/// Keeps what a build remembers. A folder that cannot be written to has none, and needs none.
pub fn remember(root: &Path, name: &str, bytes: &[u8]) {
    let folder = root.join(CACHE);
    let file = folder.join(name);
    let fresh = folder.join(format!("{name}.new"));
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&fresh, bytes));
    if written.and_then(|()| fs::rename(&fresh, &file)).is_err() {
        // An old memory beside a new site would only cost the next build a look at it.
        let _ = fs::remove_file(&file);
    }
}

/// What builds wrote into a folder, by path; nothing where none did.
pub fn listed(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    read_listing(folder)
}

/// The paths in a listing's text.
pub fn paths_listed(text: &str) -> BTreeSet<String> {
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn read_listing(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let file = folder.join(LISTING);
    match fs::read_to_string(&file) {
        Ok(text) => Ok(paths_listed(&text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(Failure::Io { path: file, error }),
    }
}

fn refuse_foreign(folder: &Path, earlier: &BTreeSet<String>) -> Result<(), Failure> {
    let is_foreign = |path: &String| path != LISTING && !earlier.contains(path);
    match lying(folder, "")?.into_iter().map(|(path, _)| path).filter(is_foreign).min() {
        Some(example) => Err(Failure::ForeignOutput { folder: folder.to_path_buf(), example }),
        None => Ok(()),
    }
}

/// All files in a folder, which the site knows by this path, and their stamps but for links: what these lead to counts.
/// Hidden files (`.gitkeep`, `.git`) are passed over: nobody asks whose they are, and they are never removed. Asking for a stamp
/// where the file's folder is just being read is quicker than by its path.
fn lying(folder: &Path, path: &str) -> Result<Vec<(String, Option<Stamp>)>, Failure> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for item in fs::read_dir(folder).map_err(Failure::io(folder))? {
        let item = item.map_err(Failure::io(folder))?;
        let name = item.file_name().to_string_lossy().into_owned();
        let kind = item.file_type().map_err(Failure::io(&item.path()))?;
        match name.starts_with('.') {
            true => {}
            false if kind.is_dir() => folders.push((item.path(), format!("{path}{name}/"))),
            false if kind.is_file() => {
                let metadata = item.metadata().map_err(Failure::io(&item.path()))?;
                files.push((format!("{path}{name}"), Some(Stamp::of(&metadata))));
            }
            false => files.push((format!("{path}{name}"), None)),
        }
    }
    let below = folders.par_iter().map(|(folder, path)| lying(folder, path));
    let below: Vec<Vec<(String, Option<Stamp>)>> = below.collect::<Result<_, _>>()?;
    files.extend(below.into_iter().flatten());
    Ok(files)
}

/// Makes a file whose folders may not be there yet.
fn create_below(file: &Path) -> io::Result<fs::File> {
    match (fs::File::create(file), file.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).and_then(|()| fs::File::create(file))
        }
        (made, _) => made,
    }
}

/// Fills a new file and says how long it is.
fn pour_new(path: &Path, fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<u64> {
    let mut to = io::BufWriter::with_capacity(1 << 16, create_below(path)?);
    fill(&mut to)?;
    to.into_inner().map_err(io::IntoInnerError::into_error)?.metadata().map(|metadata| metadata.len())
}

/// Writes a file whose folders may not be there yet.
fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let first = fs::write(file, bytes);
    let again = match (first, file.parent()) {
        (Err(error), Some(folder)) if error.kind() == std::io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).and_then(|()| fs::write(file, bytes))
        }
        (first, _) => first,
    };
    again.map_err(Failure::io(file))
}

/// Moves what a folder holds into another one: whole folders where they are new, else file by file.
/// Where an earlier build had a file and there is a folder now, or the other way round, the old one
/// gives way: what it held is listed and ours.
fn settle(from: &Path, to: &Path) -> Result<(), Failure> {
    for item in fs::read_dir(from).map_err(Failure::io(from))? {
        let item = item.map_err(Failure::io(from))?;
        let (source, target) = (item.path(), to.join(item.file_name()));
        let folder = source.is_dir();
        if folder && target.is_dir() {
            settle(&source, &target)?;
            continue;
        }
        if folder && target.is_file() {
            fs::remove_file(&target).map_err(Failure::io(&target))?;
        } else if target.is_dir() {
            fs::remove_dir_all(&target).map_err(Failure::io(&target))?;
        }
        fs::rename(&source, &target).map_err(Failure::io(&target))?;
    }
    Ok(())
}

/// Removes a file and the folders that it leaves empty.
fn remove(root: &Path, path: &str) -> Result<(), Failure> {
    let unsafe_path = path.split('/').any(|part| part.is_empty() || part == "..");
    let file = root.join(path);
    if unsafe_path || !file.is_file() {
        return Ok(());
    }
    fs::remove_file(&file).map_err(Failure::io(&file))?;
    for folder in file.ancestors().skip(1).take_while(|a| *a != root) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// An output folder must neither hold the sources nor lie among them.
pub fn refuse_sources(root: &Path, out: &Path) -> Result<(), Failure> {
    if overlap(&root.join("content"), out) || overlap(&root.join("themes"), out) {
        return Err(Failure::OutputInSources(out.to_path_buf()));
    }
    Ok(())
}

/// Whether one of two folders is the other, or lies in it.
pub fn overlap(one: &Path, other: &Path) -> bool {
    let (one, other) = (whole(one), whole(other));
    one.starts_with(&other) || other.starts_with(&one)
}

fn whole(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    fs::canonicalize(&absolute).unwrap_or(absolute)
}

/// Writes a file in one step, in place of one that may be there: whoever reads it sees the old or the new one whole.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if same(path, bytes) {
        return Ok(());
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new~");
    let fresh = path.with_file_name(name);
    write_new(&fresh, bytes)?;
    fs::rename(&fresh, path).map_err(|error| {
        // What could not take its place must not stay behind.
        let _ = fs::remove_file(&fresh);
        Failure::Io { path: path.to_path_buf(), error }
    })
}

/// Writes a file that must not exist yet, with the folders above it.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::io(folder))?;
    }
    let mut file = fs::File::create_new(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::Exists(path.to_path_buf()),
        _ => Failure::Io { path: path.to_path_buf(), error },
    })?;
    std::io::Write::write_all(&mut file, bytes).map_err(Failure::io(path))
}
