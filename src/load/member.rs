//! A member's snapshot among the sources: its entries, settings and files, mounted at `members/<id>/`.
//! Never says whether a snapshot is whole (`gather` asks `verify`), and never interprets a text.

use super::{Asset, AssetKind, ENTRY_LIMIT, SourceFile, Sources};
use crate::diag::{BagFault, Diagnostic, Failure, Fault, Place};
use crate::path::{MemberId, SourcePath};
use crate::stamp::Stamp;
use crate::verify::container::{Container, Member as BagFile};
use image::ImageReader;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files larger than this are no photos that a page could show.
const PHOTO_LIMIT: u64 = 512 << 20;

/// Most photos tell their size in this much.
const PHOTO_HEAD: u64 = 64 << 10;

/// A catalogue of a million entries has some 500 MB.
const TEXT_LIMIT: u64 = 512 << 20;

/// What a snapshot says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Whose archive it is.
    pub organization: String,
    /// Whether it is of the public edition.
    pub is_public: bool,
    /// How many entries' sources it leaves out.
    pub withheld: usize,
}

/// A member's snapshot, found whole.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name of its mount.
    pub id: MemberId,
    /// What it says of itself.
    pub about: About,
    /// `tagmanifest-sha512.txt`, whose text stands for all its bytes.
    pub seal: Option<SourceFile>,
    /// `data/content/branches.yaml`.
    pub branches: Option<SourceFile>,
    /// `data/content/catalogue.csv`: the numbers that cannot change any more.
    pub fixed: Option<SourceFile>,
    /// `data/catalogue.json`: all numbers.
    pub catalogue: Option<SourceFile>,
    container: Arc<Container>,
}

impl Member {
    /// The texts beside its entries that a build reads.
    pub fn texts(&self) -> impl Iterator<Item = &SourceFile> {
        [&self.seal, &self.branches, &self.fixed, &self.catalogue].into_iter().flatten()
    }

    /// Every file of its snapshot.
    pub fn files(&self) -> impl Iterator<Item = SourcePath> {
        self.container.members.iter().map(|file| self.id.mount(&file.path))
    }
}

/// All members with what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// In the order of `include`.
    pub members: Vec<Member>,
    /// Why others are not among them, and what is odd about those that are.
    pub faults: Vec<Diagnostic>,
}

/// Where a member's snapshot lies: as `site.yaml` says; for a project that is itself in a snapshot, where that keeps
/// its members. Nowhere else is another taken for one that is not there.
pub fn locate(root: &Path, id: &MemberId, written: &str) -> PathBuf {
    let kept = root.join(id.mount("").as_str());
    if root.join("../bagit.txt").is_file() && kept.is_dir() { kept } else { root.join(written) }
}

/// Whether a snapshot lies among the project's own sources.
pub fn is_source(root: &Path, snapshot: &Path) -> bool {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| whole(path));
    real(snapshot).starts_with(real(&root.join("content")))
}

/// What the sources have of members, taken out while the project's own are looked through.
#[derive(Debug, Default)]
pub struct Parted {
    /// The members.
    pub gathered: Gathered,
    entries: Vec<SourceFile>,
    assets: BTreeMap<SourcePath, Asset>,
}

impl Parted {
    /// Every entry's file.
    pub fn entries(&self) -> impl Iterator<Item = &SourcePath> {
        self.entries.iter().map(|file| &file.path)
    }
}

impl Sources {
    /// Takes the members out.
    pub fn part(&mut self) -> Parted {
        let entries = self.entries.partition_point(|file| file.path.is_own());
        Parted {
            gathered: std::mem::take(&mut self.gathered),
            entries: self.entries.split_off(entries),
            assets: self.assets.split_off(&SourcePath::new(crate::path::MEMBERS)),
        }
    }

    /// Puts members in; there are none.
    pub fn join(&mut self, parted: Parted) {
        self.gathered = parted.gathered;
        self.entries.extend(parted.entries);
        self.assets.extend(parted.assets);
    }
}

impl Parted {
    /// Adds a snapshot that was found whole. What of it cannot be read after all is a fault.
    pub fn add(&mut self, id: &MemberId, container: Container, about: About) {
        let container = Arc::new(container);
        let reader = Reader { id, is_public: about.is_public, hashes: hashes(&container), container: &container };
        let read: Vec<Read> = container.members.par_iter().map(|file| reader.read(file)).collect();
        let mut member = Member {
            id: id.clone(),
            about,
            seal: None,
            branches: None,
            fixed: None,
            catalogue: None,
            container: Arc::clone(&container),
        };
        for one in read {
            match one {
                Read::Nothing => {}
                Read::Settings(of, file) => *member.settings(of) = Some(file),
                Read::Entry(file) => self.entries.push(file),
                Read::Fault(fault) => self.gathered.faults.push(fault),
                Read::Asset(asset) => {
                    self.assets.insert(asset.path.clone(), asset);
                }
            }
        }
        self.entries.sort_by(|a, b| a.path.cmp(&b.path));
        self.gathered.members.push(member);
    }
}

/// What a file of a snapshot is to the archive that gathers it.
enum Role {
    Settings(Settings),
    Entry,
    Asset,
    /// Pages, lists and the member's own settings of its site.
    Nothing,
}

/// The texts of a member beside its entries.
#[derive(Clone, Copy)]
enum Settings {
    Seal,
    Branches,
    Fixed,
    Catalogue,
}

impl Member {
    fn settings(&mut self, of: Settings) -> &mut Option<SourceFile> {
        match of {
            Settings::Seal => &mut self.seal,
            Settings::Branches => &mut self.branches,
            Settings::Fixed => &mut self.fixed,
            Settings::Catalogue => &mut self.catalogue,
        }
    }
}

fn role(path: &str, is_public: bool) -> Role {
    let is_entry = path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md"));
    match path {
        "tagmanifest-sha512.txt" => Role::Settings(Settings::Seal),
        "data/content/branches.yaml" => Role::Settings(Settings::Branches),
        "data/content/catalogue.csv" => Role::Settings(Settings::Fixed),
        "data/catalogue.json" => Role::Settings(Settings::Catalogue),
        "data/content/site.yaml" => Role::Nothing,
        _ if path.starts_with("data/content/") => {
            if is_entry {
                Role::Entry
            } else {
                Role::Asset
            }
        }
        // A public snapshot may leave the originals of photos out.
        _ if is_public && path.starts_with("data/site/photos/") => Role::Asset,
        _ => Role::Nothing,
    }
}

enum Read {
    Settings(Settings, SourceFile),
    Entry(SourceFile),
    Asset(Asset),
    Fault(Diagnostic),
    Nothing,
}

struct Reader<'a> {
    id: &'a MemberId,
    is_public: bool,
    /// In hex, by path.
    hashes: HashMap<String, String>,
    container: &'a Container,
}

impl Reader<'_> {
    fn read(&self, file: &BagFile) -> Read {
        let path = self.id.mount(&file.path);
        let stamp = Stamp::of_hash(file.size, self.hashes.get(&file.path).map_or("", String::as_str));
        let read = match role(&file.path, self.is_public) {
            Role::Nothing => return Read::Nothing,
            Role::Settings(of) => {
                self.text(file, TEXT_LIMIT).map(|bytes| Read::Settings(of, SourceFile::new(path.clone(), bytes, stamp)))
            }
            Role::Entry => {
                self.text(file, ENTRY_LIMIT).map(|bytes| Read::Entry(SourceFile::new(path.clone(), bytes, stamp)))
            }
            Role::Asset => {
                let kind = self.kind(file, &path);
                Ok(Read::Asset(Asset { path: path.clone(), size: file.size, kind, stamp }))
            }
        };
        read.unwrap_or_else(|fault| Read::Fault(Diagnostic::new(&path, Place::START, fault)))
    }

    fn text(&self, file: &BagFile, limit: u64) -> Result<Vec<u8>, Fault> {
        if file.size > limit {
            return Err(Fault::FileTooLarge { megabytes: file.size >> 20, limit: limit >> 20 });
        }
        self.container.bytes(file, limit).map_err(Fault::Bag)
    }

    fn kind(&self, file: &BagFile, path: &SourcePath) -> AssetKind {
        if !super::is_photo(path) {
            return AssetKind::File;
        }
        let dimensions = |bytes: Vec<u8>| super::dimensions(ImageReader::new(Cursor::new(bytes)));
        let beginning = self.container.beginning(file, PHOTO_HEAD).ok().and_then(dimensions);
        // A few have so much before the picture that all of it must be read.
        super::kind_of_photo(beginning.or_else(|| dimensions(self.container.bytes(file, PHOTO_LIMIT).ok()?)))
    }
}

/// What the snapshot's own list says, by path.
fn hashes(container: &Container) -> HashMap<String, String> {
    let list = find(container, "manifest-sha256.txt").and_then(|file| container.bytes(file, TEXT_LIMIT).ok());
    let text = list.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    lines.map(|(hash, path)| (path.to_owned(), hash.to_owned())).collect()
}

fn find<'c>(container: &'c Container, path: &str) -> Option<&'c BagFile> {
    let at = container.members.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
    container.members.get(at)
}

/// The files beside the entries, wherever they lie.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
    containers: BTreeMap<MemberId, Arc<Container>>,
}

impl Files {
    /// Those of these sources.
    pub fn of(root: &Path, sources: &Sources) -> Files {
        let members = sources.gathered.members.iter();
        let containers = members.map(|member| (member.id.clone(), Arc::clone(&member.container))).collect();
        Files { root: root.to_path_buf(), containers }
    }

    /// Reads again those entries whose bytes were taken out, for showing their lines.
    pub fn restore<'a>(&self, sources: &mut Sources, entries: impl Iterator<Item = &'a SourcePath>) {
        for path in entries {
            let taken = sources.entries.binary_search_by(|e| e.path.cmp(path)).ok().map(|i| &mut sources.entries[i]);
            if let Some(file) = taken.filter(|file| file.bytes.is_empty()) {
                // One that has gone meanwhile is told of without its line.
                file.bytes = self.bytes(path).unwrap_or_default();
            }
        }
    }

    /// The bytes of one of them.
    pub fn bytes(&self, path: &SourcePath) -> Result<Vec<u8>, Failure> {
        let Some((id, in_bag)) = path.in_member() else { return super::bytes(&self.root, path) };
        let gone = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let container = self.containers.get(&id);
        let read = container.and_then(|container| Some(container.bytes(find(container, in_bag)?, u64::MAX)));
        let bytes = read.unwrap_or(Err(BagFault::Unreadable { reason: gone().to_string() }));
        bytes.map_err(|fault| Failure::io(Path::new(path.as_str()))(std::io::Error::other(fault.english().0)))
    }

    /// Whether a photo's file holds more than the picture: Exif, XMP or IPTC, which may name a place. A file that
    /// cannot be read for it counts as one that does.
    pub fn has_camera_data(&self, path: &SourcePath) -> bool {
        self.bytes(path).map_or(true, super::has_camera_data)
    }
}
