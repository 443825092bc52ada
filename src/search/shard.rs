//! Postings → shards of a size that a query can afford, each a script that hands over its bytes.
//! Never changes what the postings say.

use super::bits::{Varints, varint};
use super::grams::Gram;
use super::pack::{self, pack, text_of, unpack, utf16};
use super::postings::{CHUNK, Postings};
use rayon::prelude::*;

/// A shard of pairs is closed once it holds so many bytes.
const PAIRS: usize = 24 << 10;

/// A shard of single characters is closed once it holds so many bytes: few queries ask for one.
const SINGLES: usize = 80 << 10;

/// A shard of positions is closed once it holds so many bytes.
const POSITIONS: usize = 48 << 10;

/// A shard, named as the browser asks for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shard {
    /// `s0`, `l12`, `p5`, `t7`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Shard {
    /// The shard as a script in UTF-16. It tells its own check too: the directory knows those of others, but not
    /// its own.
    pub fn script(&self) -> Vec<u8> {
        let mut text = Vec::with_capacity(self.bytes.len() / 2 + 128);
        text.extend(format!("dangan.shard(\"{}\",\"", self.name).encode_utf16());
        pack(&self.bytes, &mut text);
        text.extend(format!("\",{})\n", self.check()).encode_utf16());
        utf16(&text)
    }

    /// The shard of a script, if it is whole and of this name.
    pub fn of_script(name: &str, script: &[u8]) -> Option<Shard> {
        let text = text_of(script)?;
        let head: Vec<u16> = format!("dangan.shard(\"{name}\",\"").encode_utf16().collect();
        let rest = text.strip_prefix(head.as_slice())?;
        let quote = rest.iter().rposition(|unit| *unit == u16::from(b'"'))?;
        let shard = Shard { name: name.to_owned(), bytes: unpack(&rest[..quote])? };
        let tail: Vec<u16> = format!("\",{})\n", shard.check()).encode_utf16().collect();
        (rest[quote..] == tail).then_some(shard)
    }

    /// FNV-1a over the bytes two by two, 32 bits, folded to 24: tells a stale or damaged shard from the right one.
    pub fn check(&self) -> u32 {
        let start = 0x811c_9dc5_u32 ^ u32::from(pack::parity(&self.bytes));
        let hash =
            pack::units(&self.bytes).fold(start, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193));
        (hash >> 24) ^ (hash & 0xFF_FFFF)
    }
}

/// Shards that wait to be handed over, so that many threads share the work.
const WAITING: usize = 64;

/// Shards of lists in their order: where each begins, and its check.
#[derive(Debug, Default)]
pub struct Lists {
    /// The first gram of each: its first token, and what follows it.
    pub firsts: Vec<(u32, u32)>,
    /// Of each shard, which holds a dictionary, then lists.
    pub checks: Vec<u32>,
}

/// All shards of an index but the texts, as the directory knows them.
#[derive(Debug, Default)]
pub struct Cut {
    /// Of single characters: only a query of one character asks for them.
    pub singles: Lists,
    /// Of neighbours and joints.
    pub pairs: Lists,
    /// Checks of the shards with positions of neighbours.
    pub positions: Vec<u32>,
}

/// What takes some shards when they are done.
pub type Hand<'a, E> = &'a (dyn Fn(Vec<Shard>) -> Result<(), E> + Sync);

/// Cuts all postings, given in order, into shards and hands these over. What is in a shard is taken out of the
/// postings: for a large archive, memory does not hold both. Each posting's gram and number of entries stay.
pub fn cut<E>(all: &mut [Postings], hand: Hand<E>) -> Result<Cut, E> {
    let mut cutter = Cutter { hand, cut: Cut::default(), waiting: Vec::new(), positions: Positions::default() };
    let (mut singles, mut pairs): (Vec<_>, Vec<_>) = all.iter_mut().partition(|p| p.gram.rest() == 0);
    cutter.lists(Sort::Singles, &mut singles)?;
    cutter.lists(Sort::Pairs, &mut pairs)?;
    cutter.positions.close();
    cutter.flush()?;
    Ok(cutter.cut)
}

/// What a shard holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Singles,
    Pairs,
    Positions,
}

impl Sort {
    fn letter(self) -> char {
        match self {
            Sort::Singles => 's',
            Sort::Pairs => 'l',
            Sort::Positions => 'p',
        }
    }

    fn limit(self) -> usize {
        match self {
            Sort::Singles => SINGLES,
            Sort::Pairs => PAIRS,
            Sort::Positions => POSITIONS,
        }
    }

    fn shard(self, number: usize, bytes: Vec<u8>) -> Shard {
        Shard { name: format!("{}{number}", self.letter()), bytes }
    }
}

struct Cutter<'a, E> {
    hand: Hand<'a, E>,
    cut: Cut,
    waiting: Vec<(Sort, Shard)>,
    positions: Positions,
}

impl<E> Cutter<'_, E> {
    fn lists(&mut self, sort: Sort, all: &mut [&mut Postings]) -> Result<(), E> {
        let mut rest = all;
        let mut number = 0;
        while let Some(first) = rest.first() {
            let gram = (first.gram.first(), first.gram.rest());
            let mut size = 0;
            let length = rest.iter().take_while(|p| {
                let open = size < sort.limit();
                size += p.list.len() + 6;
                open
            });
            let (now, later) = rest.split_at_mut(length.count());
            let shard = sort.shard(number, one(now, &mut self.positions));
            self.lists_of(sort).firsts.push(gram);
            self.waiting.push((sort, shard));
            if self.waiting.len() >= WAITING {
                self.flush()?;
            }
            (rest, number) = (later, number + 1);
        }
        Ok(())
    }

    fn lists_of(&mut self, sort: Sort) -> &mut Lists {
        if sort == Sort::Singles { &mut self.cut.singles } else { &mut self.cut.pairs }
    }

    /// Hands over what waits.
    fn flush(&mut self) -> Result<(), E> {
        let positions = self.positions.done.drain(..).map(|shard| (Sort::Positions, shard));
        let waiting: Vec<(Sort, Shard)> = self.waiting.drain(..).chain(positions).collect();
        let checks: Vec<u32> = waiting.par_iter().map(|(_, shard)| shard.check()).collect();
        for ((sort, _), check) in waiting.iter().zip(checks) {
            match sort {
                Sort::Positions => self.cut.positions.push(check),
                _ => self.lists_of(*sort).checks.push(check),
            }
        }
        (self.hand)(waiting.into_iter().map(|(_, shard)| shard).collect())
    }
}

/// The dictionary has, as varints, how many grams there are, and the shard of positions and the byte
/// in it where the first of them begins; then for each gram: first token (distance from the one
/// before), what follows, how many entries, bytes of the list, and for neighbours, for each chunk of
/// positions: whether it lies at the beginning of the next shard (0 or 1), and its bytes.
fn one(postings: &mut [&mut Postings], positions: &mut Positions) -> Vec<u8> {
    let mut dictionary = Vec::new();
    let mut lists = Vec::new();
    varint(&mut dictionary, crate::diag::count(postings.len()));
    varint(&mut dictionary, crate::diag::count(positions.closed));
    varint(&mut dictionary, crate::diag::count(positions.open.len()));
    let mut token = 0;
    for p in postings {
        varint(&mut dictionary, p.gram.first() - token);
        token = p.gram.first();
        varint(&mut dictionary, p.gram.rest());
        varint(&mut dictionary, p.entries);
        varint(&mut dictionary, crate::diag::count(p.list.len()));
        for chunk in std::mem::take(&mut p.chunks) {
            varint(&mut dictionary, positions.put(&chunk));
            varint(&mut dictionary, crate::diag::count(chunk.len()));
        }
        lists.append(&mut std::mem::take(&mut p.list));
    }
    dictionary.append(&mut lists);
    dictionary
}

/// The postings in a shard of lists, as `one` wrote them; `positions` are all shards of positions. `None` where
/// they do not fit together.
pub fn read(shard: &[u8], positions: &[Vec<u8>]) -> Option<Vec<Postings>> {
    let mut numbers = Varints::new(shard);
    let count = numbers.next()?;
    let (mut place, mut offset) = (numbers.next()? as usize, numbers.next()? as usize);
    let (mut token, mut all, mut lengths) = (0, Vec::new(), Vec::new());
    for _ in 0..count {
        token += numbers.next()?;
        let gram = Gram::of(token, numbers.next()?);
        let entries = numbers.next()?;
        lengths.push(numbers.next()? as usize);
        let mut chunks = Vec::new();
        for _ in 0..if gram.has_positions() { entries.div_ceil(CHUNK) } else { 0 } {
            if numbers.next()? == 1 {
                (place, offset) = (place + 1, 0);
            }
            let end = offset + numbers.next()? as usize;
            chunks.push(positions.get(place)?.get(offset..end)?.to_vec());
            offset = end;
        }
        all.push(Postings { gram, entries, list: Vec::new(), chunks });
    }
    let mut rest = shard.get(numbers.at..)?;
    for (postings, length) in all.iter_mut().zip(lengths) {
        let (list, after) = rest.split_at_checked(length)?;
        postings.list = list.to_vec();
        rest = after;
    }
    Some(all)
}

/// Shards of positions being filled.
#[derive(Default)]
struct Positions {
    /// How many are full.
    closed: usize,
    /// Those of them that wait.
    done: Vec<Shard>,
    open: Vec<u8>,
}

impl Positions {
    /// Takes a chunk; says whether it lies in the next shard (1) or in the same as the one before (0).
    fn put(&mut self, chunk: &[u8]) -> u32 {
        let full = !self.open.is_empty() && self.open.len() + chunk.len() > Sort::Positions.limit();
        if full {
            self.close();
        }
        self.open.extend_from_slice(chunk);
        u32::from(full)
    }

    /// Ends the open shard, unless it is empty.
    fn close(&mut self) {
        if !self.open.is_empty() {
            self.done.push(Sort::Positions.shard(self.closed, std::mem::take(&mut self.open)));
            self.closed += 1;
        }
    }
}
