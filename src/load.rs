//! Disk → `Sources`: the only reader of `content/` and `themes/`, and of members' snapshots once they are verified.
//! Never interprets a text and never writes.

pub mod member;
pub mod refresh;

use crate::diag::{Diagnostic, Failure, Fault, Place};
use crate::path::SourcePath;
use crate::stamp::Stamp;
use image::{ImageDecoder, ImageReader};
pub use member::Files;
use member::Gathered;
use refresh::Changes;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, Cursor, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// An entry larger than this is a mistake: text belongs in it, files beside it.
const ENTRY_LIMIT: u64 = 8 << 20;

/// A text file of the project as read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Which.
    pub path: SourcePath,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Of its bytes, in hex.
    pub sha256: Arc<str>,
    /// As it was before it was read.
    pub stamp: Stamp,
}

impl SourceFile {
    /// A file with these bytes.
    pub fn new(path: SourcePath, bytes: Vec<u8>, stamp: Stamp) -> SourceFile {
        let sha256 = crate::fingerprint::hex(&Sha256::digest(&bytes)).into();
        SourceFile { path, bytes, sha256, stamp }
    }

    /// The file with its bytes, which are no longer here then.
    #[must_use]
    pub fn take(&mut self) -> SourceFile {
        let bytes = std::mem::take(&mut self.bytes);
        SourceFile { bytes, ..self.clone() }
    }
}

/// What a file beside the entries is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssetKind {
    /// Any document.
    File,
    /// A picture that can be shown, with its size in pixels after turning it upright.
    Photo {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// A picture by its name whose bytes say otherwise.
    BrokenPhoto,
}

/// A file below `content/` that is not an entry; its bytes stay on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Which.
    pub path: SourcePath,
    /// Bytes.
    pub size: u64,
    /// What it is.
    pub kind: AssetKind,
    /// As it was before it was looked into.
    pub stamp: Stamp,
}

/// Everything a build reads.
#[derive(Debug, Default)]
pub struct Sources {
    /// `content/site.yaml`.
    pub site: Option<SourceFile>,
    /// `content/branches.yaml`.
    pub branches: Option<SourceFile>,
    /// `content/catalogue.csv`: the archive numbers given so far.
    pub catalogue: Option<SourceFile>,
    /// Every `*.md` below `content/` and of the members, by path.
    pub entries: Vec<SourceFile>,
    /// Every other file below `content/` and of the members.
    pub assets: BTreeMap<SourcePath, Asset>,
    /// The snapshots that `include` of `content/site.yaml` names.
    pub gathered: Gathered,
    /// Files below `themes/`, by path relative to it.
    pub themes: BTreeMap<String, Vec<u8>>,
    /// What could not be read.
    pub faults: Vec<Diagnostic>,
}

impl Sources {
    /// The text of a source file, for showing a diagnostic's line.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        let theme = path.as_str().strip_prefix("themes/").and_then(|p| self.themes.get(p));
        let own = [&self.site, &self.branches, &self.catalogue].into_iter().flatten();
        let settings = own.chain(self.gathered.members.iter().flat_map(member::Member::texts));
        let own = || self.entry(path).or_else(|| settings.into_iter().find(|f| f.path == *path));
        let bytes = theme.map(Vec::as_slice).or_else(|| own().map(|f| f.bytes.as_slice()))?;
        std::str::from_utf8(bytes).ok().map(|t| t.trim_start_matches('\u{feff}'))
    }

    /// An entry's file.
    pub fn entry(&self, path: &SourcePath) -> Option<&SourceFile> {
        self.entries.binary_search_by(|e| e.path.cmp(path)).ok().map(|i| &self.entries[i])
    }
}

/// Reads the project below `root`.
pub fn load(root: &Path) -> Result<Sources, Failure> {
    let mut sources = Sources::default();
    refresh::rescan(root, &mut sources, &BTreeSet::new(), &mut Changes::default())?;
    Ok(sources)
}

/// The bytes of one file beside the entries.
pub fn bytes(root: &Path, path: &SourcePath) -> Result<Vec<u8>, Failure> {
    let disk = root.join(path.as_str());
    fs::read(&disk).map_err(Failure::io(&disk))
}

/// Whether neither a file below `content/` nor a folder on the way to it is a link, so that what is written there
/// stays there.
pub fn is_plain(root: &Path, path: &SourcePath) -> bool {
    let mut disk = root.join("content");
    path.as_str().split('/').skip(1).all(|part| {
        disk.push(part);
        fs::symlink_metadata(&disk).map_or(true, |metadata| !metadata.file_type().is_symlink())
    })
}

/// The names of everything in a file's folder, in lower case.
pub fn neighbours(root: &Path, path: &SourcePath) -> BTreeSet<String> {
    let disk = root.join(path.as_str());
    let items = disk.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    items.map(|item| item.file_name().to_string_lossy().to_lowercase()).collect()
}

fn has_camera_data(bytes: Vec<u8>) -> bool {
    let look = || {
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
        let mut decoder = reader.into_decoder().ok()?;
        let found = [decoder.exif_metadata(), decoder.xmp_metadata(), decoder.iptc_metadata()];
        Some(found.into_iter().any(|data| data.map_or(true, |data| data.is_some())))
    };
    look().unwrap_or(true)
}

/// What the system says of every file of the project without opening one, for watching by looking.
pub fn stamps(root: &Path) -> BTreeMap<SourcePath, Stamp> {
    let mut found = Vec::new();
    for folder in ["content", "themes"] {
        let walker = WalkDir::new(root.join(folder)).follow_links(true).into_iter();
        for entry in walker.filter_entry(|e| !is_debris(e)).flatten() {
            let path = project_path(root, entry.path());
            found.extend(path.zip(entry.metadata().ok().filter(fs::Metadata::is_file)));
        }
    }
    found.into_iter().map(|(path, metadata)| (path, Stamp::of(&metadata))).collect()
}

/// The kind of file system a folder is on, where the system has a list of them (Linux).
pub fn file_system(folder: &Path) -> Option<String> {
    let table = fs::read_to_string("/proc/self/mountinfo").ok()?;
    mounted(&table, folder)
}

/// The kind in the line of the innermost mount point above a folder.
fn mounted(table: &str, folder: &Path) -> Option<String> {
    let mounts = table.lines().filter_map(|line| {
        let (place, kind) = line.split_once(" - ")?;
        Some((place.split(' ').nth(4)?.replace("\\040", " "), kind.split(' ').next()?))
    });
    let above = mounts.filter(|(point, _)| folder.starts_with(point));
    above.max_by_key(|(point, _)| point.len()).map(|(_, kind)| kind.to_owned())
}

/// The bytes of a document to import, wherever it lies; `None` where it is larger than `limit`.
pub fn document(file: &Path, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    if fs::metadata(file)?.len() > limit {
        return Ok(None);
    }
    fs::read(file).map(Some)
}

/// The files that `import` was given: those named, and all below the folders named, sorted.
#[derive(Debug, Default)]
pub struct Documents {
    /// To be read.
    pub files: Vec<PathBuf>,
    /// What office programs and systems leave behind.
    pub debris: Vec<PathBuf>,
    /// Folders that could not be listed, and why.
    pub unread: Vec<(PathBuf, std::io::Error)>,
}

/// Finds the documents. A path that is not there fails; the archive's own content is never imported.
pub fn documents(root: &Path, paths: &[PathBuf]) -> Result<Documents, Failure> {
    let content = fs::canonicalize(root.join("content")).ok();
    let mut found = Documents::default();
    for path in paths {
        let folder = fs::metadata(path).map_err(Failure::io(path))?.is_dir();
        if folder {
            below(path, content.as_deref(), &mut found);
        } else {
            found.files.push(path.clone());
        }
    }
    Ok(found)
}

fn below(folder: &Path, content: Option<&Path>, found: &mut Documents) {
    let is_content = |path: &Path| content.is_some() && fs::canonicalize(path).ok().as_deref() == content;
    let walker = WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
    for next in walker.filter_entry(|e| !(e.file_type().is_dir() && is_content(e.path()))) {
        match next {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if is_debris(&entry) => found.debris.push(entry.into_path()),
            Ok(entry) => found.files.push(entry.into_path()),
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                found.unread.push((path, error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into())));
            }
        }
    }
}

struct Found {
    path: SourcePath,
    disk: PathBuf,
    stamp: Stamp,
}

enum Read {
    Text(SourceFile),
    Asset(Asset),
    Fault(Diagnostic),
    /// It vanished between being found and being read: as if it had never been there.
    Gone,
}

/// The project path of a file on disk, with `/` whatever the system writes.
fn project_path(root: &Path, disk: &Path) -> Option<SourcePath> {
    let relative = disk.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = relative.components().map(|c| c.as_os_str().to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

/// Files that tools leave behind and no clerk means.
fn is_debris(entry: &DirEntry) -> bool {
    entry.depth() > 0 && is_debris_name(&entry.file_name().to_string_lossy())
}

fn is_debris_name(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || matches!(name, "Thumbs.db" | "desktop.ini")
}

fn walk(root: &Path, content: &Path, faults: &mut Vec<Diagnostic>) -> Vec<Found> {
    let inside = fs::canonicalize(content).unwrap_or_else(|_| content.to_path_buf());
    let mut found = Vec::new();
    let mut walker = WalkDir::new(content).follow_links(true).sort_by_file_name().into_iter();
    while let Some(next) = walker.next() {
        let entry = match next {
            Ok(entry) => entry,
            Err(error) => {
                if !has_vanished(&error) {
                    faults.push(walk_fault(root, &error));
                }
                continue;
            }
        };
        let folder = entry.file_type().is_dir();
        if is_debris(&entry) {
            if folder {
                walker.skip_current_dir();
            }
            continue;
        }
        let Some(path) = project_path(root, entry.path()) else {
            let shown = SourcePath::new(entry.path().strip_prefix(root).unwrap_or(content).to_string_lossy());
            faults.push(Diagnostic::new(&shown, Place::START, Fault::NameNotUnicode));
            continue;
        };
        if entry.path_is_symlink() && leaves(&inside, entry.path()) {
            faults.push(Diagnostic::new(&path, Place::START, Fault::LinkOutside));
            if folder {
                walker.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_file() {
            let stamp = entry.metadata().map_or_else(|_| Stamp::default(), |m| Stamp::of(&m));
            found.push(Found { path, disk: entry.into_path(), stamp });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn leaves(inside: &Path, link: &Path) -> bool {
    fs::canonicalize(link).map_or(true, |target| !target.starts_with(inside))
}

/// A file or folder that went away while the folder above it was being read.
fn has_vanished(error: &walkdir::Error) -> bool {
    let missing = error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound);
    missing && error.path().is_some_and(|path| fs::symlink_metadata(path).is_err())
}

fn walk_fault(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let disk = error.path().unwrap_or(root);
    let path = project_path(root, disk).unwrap_or_else(|| SourcePath::new("content"));
    let fault = if error.loop_ancestor().is_some() {
        Fault::LinkLoop
    } else if fs::symlink_metadata(disk).is_ok_and(|m| m.file_type().is_symlink()) {
        Fault::LinkOutside
    } else {
        Fault::FileUnreadable { reason: error.io_error().map_or_else(String::new, ToString::to_string) }
    };
    Diagnostic::new(&path, Place::START, fault)
}

/// Names that Windows refuses or cannot tell apart.
fn report_names(found: &[Found], faults: &mut Vec<Diagnostic>) {
    let mut by_lower: BTreeMap<String, &SourcePath> = BTreeMap::new();
    for file in found {
        let bad = file.path.as_str().split('/').find(|part| windows_refuses(part));
        if let Some(component) = bad {
            let fault = Fault::WindowsName { component: component.to_owned() };
            faults.push(Diagnostic::new(&file.path, Place::START, fault));
        }
        let lower = file.path.as_str().to_lowercase();
        if let Some(other) = by_lower.get(&lower) {
            let fault = Fault::CaseTwin { other: other.to_string() };
            faults.push(Diagnostic::new(&file.path, Place::START, fault));
        } else {
            by_lower.insert(lower, &file.path);
        }
    }
}

/// The rules of Win32 file names ("Naming Files, Paths, and Namespaces").
fn windows_refuses(part: &str) -> bool {
    let reserved = ["con", "prn", "aux", "nul"];
    let base = part.split('.').next().unwrap_or("").to_lowercase();
    let numbered =
        |p: &str| base.strip_prefix(p).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit() && n != "0");
    part.ends_with(['.', ' '])
        || part.contains(|c: char| c.is_control() || "<>:\"|?*\\".contains(c))
        || reserved.contains(&base.as_str())
        || numbered("com")
        || numbered("lpt")
}

fn read(found: Found) -> Read {
    let text = found.path.extension() == "md" || is_settings(&found.path);
    if !text {
        let kind = asset_kind(&found);
        return Read::Asset(Asset { path: found.path, size: found.stamp.size, kind, stamp: found.stamp });
    }
    if found.stamp.size > ENTRY_LIMIT {
        let fault = Fault::FileTooLarge { megabytes: found.stamp.size >> 20, limit: ENTRY_LIMIT >> 20 };
        return Read::Fault(Diagnostic::new(&found.path, Place::START, fault));
    }
    match fs::read(&found.disk) {
        Ok(bytes) => Read::Text(SourceFile::new(found.path, bytes, found.stamp)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Read::Gone,
        Err(error) => {
            let fault = Fault::FileUnreadable { reason: error.to_string() };
            Read::Fault(Diagnostic::new(&found.path, Place::START, fault))
        }
    }
}

fn is_settings(path: &SourcePath) -> bool {
    matches!(path.as_str(), "content/site.yaml" | "content/branches.yaml" | "content/catalogue.csv")
}

fn asset_kind(found: &Found) -> AssetKind {
    if is_photo(&found.path) {
        kind_of_photo(ImageReader::open(&found.disk).ok().and_then(dimensions))
    } else {
        AssetKind::File
    }
}

/// Whether it is a picture by its name.
fn is_photo(path: &SourcePath) -> bool {
    matches!(path.extension().as_str(), "jpg" | "jpeg" | "png" | "gif" | "webp" | "bmp")
}

fn kind_of_photo(size: Option<(u32, u32)>) -> AssetKind {
    size.map_or(AssetKind::BrokenPhoto, |(width, height)| AssetKind::Photo { width, height })
}

/// Width and height as shown, which a turned photo swaps.
fn dimensions(reader: ImageReader<impl BufRead + Seek>) -> Option<(u32, u32)> {
    let mut decoder = reader.with_guessed_format().ok()?.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().ok()?.to_exif();
    Some(if orientation >= 5 { (height, width) } else { (width, height) })
}

fn place(item: Read, sources: &mut Sources) {
    match item {
        Read::Gone => {}
        Read::Fault(fault) => sources.faults.push(fault),
        Read::Asset(asset) => {
            sources.assets.insert(asset.path.clone(), asset);
        }
        Read::Text(file) => match file.path.as_str() {
            "content/site.yaml" => sources.site = Some(file),
            "content/branches.yaml" => sources.branches = Some(file),
            "content/catalogue.csv" => sources.catalogue = Some(file),
            _ => sources.entries.push(file),
        },
    }
}

fn themes(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let folder = root.join("themes");
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let walker = WalkDir::new(&folder).follow_links(true).into_iter().filter_entry(|e| !is_debris(e));
    for entry in walker {
        if entry.as_ref().is_err_and(has_vanished) {
            continue;
        }
        let entry = entry.map_err(|e| Failure::Io {
            path: e.path().unwrap_or(&folder).to_path_buf(),
            error: e.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into()),
        })?;
        let path = project_path(&folder, entry.path()).filter(|_| entry.file_type().is_file());
        if let Some(path) = path {
            match fs::read(entry.path()) {
                Ok(bytes) => files.insert(path.to_string(), bytes),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                Err(error) => return Err(Failure::Io { path: entry.into_path(), error }),
            };
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_decides() {
        let table = "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n\
                     40 22 0:50 / /mnt/party\\040share rw shared:1 - cifs //host/share rw\n";
        assert_eq!(mounted(table, Path::new("/mnt/party share/archive")).as_deref(), Some("cifs"));
        assert_eq!(mounted(table, Path::new("/home/clerk")).as_deref(), Some("ext4"));
    }
}
