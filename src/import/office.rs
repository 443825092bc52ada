//! The package of an Office document (ECMA-376 part 2): its parts and what they are related to.
//! Bounded in size, number and ratio, and never unpacks to disk.

pub mod xml;

use super::Refusal;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use xml::Element;
use zip::ZipArchive;

/// All parts together are no larger unpacked.
const TOTAL_LIMIT: u64 = 128 << 20;

/// No part of XML is larger unpacked.
const XML_LIMIT: u64 = 48 << 20;

/// No document has more parts.
const COUNT_LIMIT: usize = 10_000;

/// Parts above `RATIO_FROM` bytes that shrink to less than a two-hundredth are bombs.
const RATIO: u64 = 200;
const RATIO_FROM: u64 = 1 << 20;

/// The head of the old binary format, in which Office puts documents that have a password.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// An opened package.
pub struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Part name, without a leading `/`, → number in the archive.
    names: BTreeMap<String, usize>,
}

/// What a part is related to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Another part, by its name.
    Part(String),
    /// Something outside, by its address.
    Outside(String),
}

/// One relation of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The last word of the relation's type: `image`, `styles`, ….
    pub kind: String,
    /// To what.
    pub target: Target,
}

/// The relations of a part, by their id.
pub type Relations = BTreeMap<String, Relation>;

impl<'b> Package<'b> {
    /// Opens a package; everything that could be a bomb is refused before anything is unpacked.
    pub fn open(bytes: &'b [u8]) -> Result<Package<'b>, Refusal> {
        if bytes.starts_with(COMPOUND) {
            return Err(Refusal::Encrypted);
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
        if archive.len() > COUNT_LIMIT {
            return Err(Refusal::Bomb);
        }
        let mut names = BTreeMap::new();
        let mut total = 0_u64;
        for i in 0..archive.len() {
            let part = archive.by_index_raw(i).map_err(|_| Refusal::Damaged)?;
            if part.encrypted() {
                return Err(Refusal::Encrypted);
            }
            total = total.saturating_add(part.size());
            if total > TOTAL_LIMIT || is_bomb(part.size(), part.compressed_size()) {
                return Err(Refusal::Bomb);
            }
            let name = part.name().map_err(|_| Refusal::Damaged)?.replace('\\', "/");
            names.entry(name.trim_start_matches('/').to_owned()).or_insert(i);
        }
        Ok(Package { archive, names })
    }

    /// Whether there is such a part.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The bytes of a part, if it is there and whole.
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.unpack(name, TOTAL_LIMIT)
    }

    /// The root element of a part of XML, if it is there.
    pub fn xml(&mut self, name: &str) -> Result<Option<Element>, Refusal> {
        let bytes = self.unpack(name, XML_LIMIT)?;
        bytes.map(|bytes| xml::parse(&xml::decode(&bytes)?)).transpose()
    }

    fn unpack(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(number) = self.names.get(name) else { return Ok(None) };
        let part = self.archive.by_index(*number).map_err(|_| Refusal::Damaged)?;
        let packed = part.compressed_size();
        let mut bytes = Vec::new();
        // The size that the archive states may be a lie.
        part.take(limit + 1).read_to_end(&mut bytes).map_err(|_| Refusal::Damaged)?;
        let size = bytes.len() as u64;
        if size > limit || is_bomb(size, packed) {
            return Err(Refusal::Bomb);
        }
        Ok(Some(bytes))
    }

    /// What a part is related to; nothing where it has no relations.
    pub fn relations(&mut self, part: &str) -> Result<Relations, Refusal> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = format!("{folder}/_rels/{file}.rels");
        let Some(root) = self.xml(name.trim_start_matches('/'))? else { return Ok(Relations::new()) };
        Ok(root.elements().filter_map(|e| relation(folder, e)).collect())
    }

    /// The part that the whole package is about.
    pub fn main(&mut self, usual: &str) -> Result<String, Refusal> {
        let relations = self.relations("")?;
        let main = relations.into_values().find(|r| r.kind == "officeDocument").map(|r| r.target);
        match main {
            Some(Target::Part(name)) if self.has(&name) => Ok(name),
            _ if self.has(usual) => Ok(usual.to_owned()),
            _ => Err(Refusal::Damaged),
        }
    }
}

fn is_bomb(size: u64, packed: u64) -> bool {
    size > RATIO_FROM && size / RATIO > packed
}

fn relation(folder: &str, element: &Element) -> Option<(String, Relation)> {
    let target = element.attribute("Target")?;
    let kind = element.attribute("Type")?.rsplit('/').next()?.to_owned();
    let target = if element.attribute("TargetMode") == Some("External") {
        Target::Outside(target.to_owned())
    } else {
        Target::Part(resolve(folder, target))
    };
    Some((element.attribute("Id")?.to_owned(), Relation { kind, target }))
}

/// A target as written, seen from a folder of the package.
fn resolve(folder: &str, target: &str) -> String {
    let base = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
