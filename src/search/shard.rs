//! Postings → shards of a size that a query can afford, each a script that hands over its bytes.
//! Never changes what the postings say.

use super::bits::varint;
use super::postings::Postings;
use base64::prelude::{BASE64_STANDARD, Engine};

/// A shard of lists is closed once it holds so many bytes.
const LISTS: usize = 20 << 10;

/// A shard of positions is closed once it holds so many bytes.
const POSITIONS: usize = 30 << 10;

/// A shard, named as the browser asks for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shard {
    /// `l12`, `p12-0`, `t7`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Shard {
    /// The shard as a script. It tells its own check too: the directory knows those of others, but not its own.
    pub fn script(&self) -> Vec<u8> {
        let mut text = String::with_capacity(self.bytes.len() * 4 / 3 + 64);
        text.push_str("dangan.shard(\"");
        text.push_str(&self.name);
        text.push_str("\",\"");
        BASE64_STANDARD.encode_string(&self.bytes, &mut text);
        text.push_str("\",");
        text.push_str(&self.check().to_string());
        text.push_str(")\n");
        text.into_bytes()
    }

    /// FNV-1a over the bytes, 32 bits, folded to 24: tells a stale or damaged shard from the right one.
    pub fn check(&self) -> u32 {
        let hash =
            self.bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
        (hash >> 24) ^ (hash & 0xFF_FFFF)
    }
}

/// A shard of lists with its shards of positions.
#[derive(Debug)]
pub struct Group {
    /// The first gram: its first token, and what follows it.
    pub first: (u32, u32),
    /// Dictionary, then lists.
    pub lists: Shard,
    /// Positions.
    pub positions: Vec<Shard>,
}

/// Cuts all postings, given in order, into groups.
pub fn groups(all: &[Postings]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut start = 0;
    while start < all.len() {
        let mut size = 0;
        let length = all[start..].iter().take_while(|p| {
            let open = size < LISTS;
            size += p.list.len() + 6;
            open
        });
        let end = start + length.count();
        groups.push(group(groups.len(), &all[start..end]));
        start = end;
    }
    groups
}

/// The dictionary has for each gram, as varints: first token (distance from the one before), what
/// follows, how many entries, bytes of the list, and for neighbours, for each chunk of positions:
/// how many shards further than the chunk before it lies, and its bytes.
fn group(number: usize, postings: &[Postings]) -> Group {
    let mut dictionary = Vec::new();
    let mut lists = Vec::new();
    let mut positions = Positions { group: number, done: Vec::new(), open: Vec::new() };
    varint(&mut dictionary, crate::diag::count(postings.len()));
    let mut token = 0;
    for p in postings {
        varint(&mut dictionary, p.gram.first() - token);
        token = p.gram.first();
        varint(&mut dictionary, p.gram.rest());
        varint(&mut dictionary, p.entries);
        varint(&mut dictionary, crate::diag::count(p.list.len()));
        for chunk in &p.chunks {
            varint(&mut dictionary, positions.put(chunk));
            varint(&mut dictionary, crate::diag::count(chunk.len()));
        }
        lists.extend_from_slice(&p.list);
    }
    dictionary.append(&mut lists);
    let first = postings.first().map_or((0, 0), |p| (p.gram.first(), p.gram.rest()));
    Group { first, lists: Shard { name: format!("l{number}"), bytes: dictionary }, positions: positions.finish() }
}

/// Shards of positions being filled.
struct Positions {
    group: usize,
    done: Vec<Shard>,
    open: Vec<u8>,
}

impl Positions {
    /// Takes a chunk; says how many shards it lies further than the one before.
    fn put(&mut self, chunk: &[u8]) -> u32 {
        let full = !self.open.is_empty() && self.open.len() + chunk.len() > POSITIONS;
        if full {
            self.close();
        }
        self.open.extend_from_slice(chunk);
        u32::from(full)
    }

    fn close(&mut self) {
        let name = format!("p{}-{}", self.group, self.done.len());
        self.done.push(Shard { name, bytes: std::mem::take(&mut self.open) });
    }

    fn finish(mut self) -> Vec<Shard> {
        if !self.open.is_empty() {
            self.close();
        }
        self.done
    }
}
