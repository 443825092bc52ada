//! The tag files of a BagIt 1.0 bag (RFC 8493): declaration, facts, manifests, the page for a stranger.
//! Pure: never opens a file, never looks at a clock; the same archive and payload give the same bytes.

pub mod content;
pub mod readme;
pub mod settings;
pub mod zip;

use crate::fingerprint::hex;
use crate::model::entry::Kind;
use crate::model::{Archive, Edition};
use crate::slug::slug;
use jiff::civil::Date;
use sha2::{Digest, Sha256, Sha512};
use std::fmt::Write;

/// The program that the bag names as its maker.
pub const AGENT: &str = concat!("dangan ", env!("CARGO_PKG_VERSION"));

/// The file whose bytes stand for the whole bag: it names the manifests, which name everything else.
pub const SEAL: &str = "tagmanifest-sha512.txt";

/// A file below `data/` with its hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// Relative to the bag, with `/`: `data/site/index.html`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Of its bytes.
    pub sha512: Vec<u8>,
    /// Of its bytes.
    pub sha256: Vec<u8>,
    /// Of its bytes (GB/T 32905).
    pub sm3: Vec<u8>,
}

/// A tag file: its name and bytes.
pub type TagFile = (&'static str, Vec<u8>);

/// What a bag is of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The archive that it freezes.
    pub archive: &'a Archive,
    /// The day that the archive is reckoned on.
    pub as_of: Date,
    /// The day that the bag gives as its own: `as_of`, unless somebody has set another.
    pub dated: Date,
    /// What the public edition leaves out.
    pub withheld: Withheld,
}

/// How many sources of entries, and how many originals of photos, a public edition leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Entries whose file is not there; their pages are.
    pub sources: usize,
    /// Photos whose original is not there; the pages' own are.
    pub photos: usize,
}

/// What a payload weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// Files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

impl Facts<'_> {
    /// The bag's name, in ASCII: `<site>-<as_of>`, for the public edition `<site>-public-<as_of>`.
    pub fn name(&self) -> String {
        let site = slug(&self.archive.site.title);
        match self.archive.edition {
            Edition::Internal => format!("{site}-{}", self.as_of),
            Edition::Public => format!("{site}-public-{}", self.as_of),
        }
    }

    /// The word for the edition.
    pub fn audience(&self) -> &'static str {
        self.archive.edition.name()
    }

    /// How many entries of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.archive.entries.iter().filter(|entry| entry.kind == kind).count()
    }
}

/// All tag files. `payload` is sorted by path.
pub fn tag_files(facts: &Facts, payload: &[Payload]) -> Vec<TagFile> {
    let weight = Weight { files: payload.len(), bytes: payload.iter().map(|file| file.size).sum() };
    let mut tags = vec![
        ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_vec()),
        ("bag-info.txt", info(facts, weight).into_bytes()),
        ("README.txt", readme::text(facts, weight).into_bytes()),
        ("sm3.txt", manifest(payload, |file| &file.sm3).into_bytes()),
        ("manifest-sha256.txt", manifest(payload, |file| &file.sha256).into_bytes()),
        ("manifest-sha512.txt", manifest(payload, |file| &file.sha512).into_bytes()),
    ];
    tags.sort();
    let sums256 = tag_manifest(&tags, |bytes| Sha256::digest(bytes).to_vec());
    let sums512 = tag_manifest(&tags, |bytes| Sha512::digest(bytes).to_vec());
    tags.extend([("tagmanifest-sha256.txt", sums256.into_bytes()), (SEAL, sums512.into_bytes())]);
    tags
}

/// A line a file: hash, two spaces, path, as `sha512sum -c` reads it.
fn manifest(payload: &[Payload], sum: impl Fn(&Payload) -> &[u8]) -> String {
    lines(payload.iter().map(|file| (file.path.as_str(), sum(file).to_vec())))
}

fn tag_manifest(tags: &[TagFile], sum: impl Fn(&[u8]) -> Vec<u8>) -> String {
    lines(tags.iter().map(|(name, bytes)| (*name, sum(bytes))))
}

fn lines<'a>(sums: impl Iterator<Item = (&'a str, Vec<u8>)>) -> String {
    let mut text = String::new();
    for (path, sum) in sums {
        // Writing into a String does not fail.
        let _ = writeln!(text, "{}  {path}", hex(&sum));
    }
    text
}

/// `bag-info.txt`. The labels with capitals inside are RFC 8493's; the others are ours.
fn info(facts: &Facts, weight: Weight) -> String {
    let archive = facts.archive;
    let dates = || archive.entries.iter().map(|entry| entry.date);
    let day = |date: Option<Date>| date.map(|d| d.to_string());
    let some = |n: usize| Some(n).filter(|n| *n > 0).map(|n| n.to_string());
    let lines = [
        ("Source-Organization", Some(one_line(&archive.site.organization))),
        ("External-Description", Some(description(facts))),
        ("External-Identifier", Some(facts.name())),
        ("Bagging-Date", Some(facts.dated.to_string())),
        ("Bag-Size", Some(human(weight.bytes))),
        ("Payload-Oxum", Some(format!("{}.{}", weight.bytes, weight.files))),
        ("Bag-Software-Agent", Some(AGENT.to_owned())),
        ("Title", Some(one_line(&archive.site.title))),
        ("Audience", Some(facts.audience().to_owned())),
        ("As-Of", Some(facts.as_of.to_string())),
        ("Entry-Count", Some(archive.entries.len().to_string())),
        ("Activity-Count", Some(facts.count(Kind::Activity).to_string())),
        ("Award-Count", Some(facts.count(Kind::Award).to_string())),
        ("Report-Count", Some(facts.count(Kind::Report).to_string())),
        ("Branch-Count", Some(archive.branches.all().len().to_string())),
        ("Earliest-Date", day(dates().min())),
        ("Latest-Date", day(dates().max())),
        ("Withheld-Sources", some(facts.withheld.sources)),
        ("Withheld-Photos", some(facts.withheld.photos)),
    ];
    lines.iter().filter_map(|(label, value)| Some(format!("{label}: {}\n", value.as_ref()?))).collect()
}

fn description(facts: &Facts) -> String {
    let title = one_line(&facts.archive.site.title);
    let edition = match facts.archive.edition {
        Edition::Internal => "内部版 internal edition",
        Edition::Public => "公开版 public edition",
    };
    format!("{title}：截至 {} 的快照（{edition}）；打开 data/site/index.html，说明见 README.txt", facts.as_of)
}

/// A value of `bag-info.txt` is one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bytes for people: `12.3 MB`.
pub fn human(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "KB")];
    let unit = units.iter().find(|(size, _)| bytes >= *size);
    unit.map_or_else(
        || format!("{bytes} B"),
        |(size, name)| format!("{}.{} {name}", bytes / size, bytes % size * 10 / size),
    )
}

/// One value of a `bag-info.txt` as we write it; `None` where the label is missing.
pub fn value<'a>(info: &'a str, label: &str) -> Option<&'a str> {
    info.lines().find_map(|line| line.strip_prefix(label)?.strip_prefix(':')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!([999, 1000, 12_345_678, 3_000_000_000].map(human), ["999 B", "1.0 KB", "12.3 MB", "3.0 GB"]);
    }

    #[test]
    fn a_label_is_found_whole() {
        let info = "Bag-Size: 1 B\nBag-Size-Twice: 2 B\n";
        assert_eq!((value(info, "Bag-Size-Twice"), value(info, "Size")), (Some("2 B"), None));
    }
}
