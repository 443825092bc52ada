//! Postings → shards of a size that a query can afford, each a script that hands over its bytes.
//! Never changes what the postings say.

use super::lexicon::{self, Chunk, Headword};
use super::pack::{self, pack, text_of, unpack, utf16};
use super::postings::Postings;
use rayon::prelude::*;

/// A shard of pairs is closed once it holds so many bytes.
const PAIRS: usize = 13 << 10;

/// A shard of single characters is closed once it holds so many bytes: few queries ask for one.
const SINGLES: usize = 104 << 10;

/// A shard of places is closed once it holds so many bytes.
const PLACES: usize = 19 << 10;

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
    /// Of each shard, which holds a lexicon, then lists.
    pub checks: Vec<u32>,
}

/// All shards of an index but the texts, as the directory knows them.
#[derive(Debug, Default)]
pub struct Cut {
    /// Of single characters: only a query of one character asks for them.
    pub singles: Lists,
    /// Of neighbours and joints.
    pub pairs: Lists,
    /// Checks of the shards with places of neighbours.
    pub places: Vec<u32>,
}

/// What takes some shards when they are done.
pub type Hand<'a, E> = &'a (dyn Fn(Vec<Shard>) -> Result<(), E> + Sync);

/// Cuts all postings, given in order, into shards and hands these over. What is in a shard is taken out of the
/// postings: for a large archive, memory does not hold both. Each posting's gram and number of entries stay.
pub fn cut<E>(all: &mut [Postings], hand: Hand<E>) -> Result<Cut, E> {
    let mut cutter = Cutter { hand, cut: Cut::default(), waiting: Vec::new(), places: Places::default() };
    let (mut singles, mut pairs): (Vec<_>, Vec<_>) = all.iter_mut().partition(|p| p.gram.rest() == 0);
    cutter.lists(Sort::Singles, &mut singles)?;
    cutter.lists(Sort::Pairs, &mut pairs)?;
    cutter.places.close();
    cutter.flush()?;
    Ok(cutter.cut)
}

/// What a shard holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Singles,
    Pairs,
    Places,
}

impl Sort {
    fn letter(self) -> char {
        match self {
            Sort::Singles => 's',
            Sort::Pairs => 'l',
            Sort::Places => 'p',
        }
    }

    fn limit(self) -> usize {
        match self {
            Sort::Singles => SINGLES,
            Sort::Pairs => PAIRS,
            Sort::Places => PLACES,
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
    places: Places,
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
            let shard = sort.shard(number, one(now, &mut self.places));
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
        let places = self.places.done.drain(..).map(|shard| (Sort::Places, shard));
        let waiting: Vec<(Sort, Shard)> = self.waiting.drain(..).chain(places).collect();
        let checks: Vec<u32> = waiting.par_iter().map(|(_, shard)| shard.check()).collect();
        for ((sort, _), check) in waiting.iter().zip(checks) {
            match sort {
                Sort::Places => self.cut.places.push(check),
                _ => self.lists_of(*sort).checks.push(check),
            }
        }
        (self.hand)(waiting.into_iter().map(|(_, shard)| shard).collect())
    }
}

/// How many bytes of a shard of lists say how long its lexicon is; the lexicon follows, then the lists.
const HEAD: usize = size_of::<u32>();

fn one(postings: &mut [&mut Postings], places: &mut Places) -> Vec<u8> {
    let from = places.end();
    let mut lists = Vec::new();
    let mut headwords = Vec::with_capacity(postings.len());
    for p in postings {
        let chunks = std::mem::take(&mut p.chunks).into_iter().map(|chunk| places.put(&chunk)).collect();
        headwords.push(Headword { gram: p.gram, entries: p.entries, list: crate::diag::count(p.list.len()), chunks });
        lists.append(&mut std::mem::take(&mut p.list));
    }
    let mut lexicon = lexicon::write(&headwords, from);
    let mut shard = crate::diag::count(lexicon.len()).to_le_bytes().to_vec();
    shard.append(&mut lexicon);
    shard.append(&mut lists);
    shard
}

/// The postings in a shard of lists, as `one` wrote them; `places` are all shards of places. `None` where
/// they do not fit together.
pub fn read(shard: &[u8], places: &[Vec<u8>]) -> Option<Vec<Postings>> {
    let (head, rest) = shard.split_at_checked(HEAD)?;
    let (lexicon, mut lists) = rest.split_at_checked(u32::from_le_bytes(head.try_into().ok()?) as usize)?;
    let mut postings = |headword: Headword| {
        let (list, after) = lists.split_at_checked(headword.list as usize)?;
        lists = after;
        let bytes = |chunk: &Chunk| {
            places.get(chunk.shard as usize)?.get(chunk.start as usize..chunk.end as usize).map(<[u8]>::to_vec)
        };
        let chunks = headword.chunks.iter().map(bytes).collect::<Option<_>>()?;
        Some(Postings { gram: headword.gram, entries: headword.entries, list: list.to_vec(), chunks })
    };
    lexicon::read(lexicon).map(&mut postings).collect()
}

/// Shards of places being filled.
#[derive(Default)]
struct Places {
    /// How many are full.
    closed: usize,
    /// Those of them that wait.
    done: Vec<Shard>,
    open: Vec<u8>,
}

impl Places {
    /// Where a chunk would begin, were there room for it.
    fn end(&self) -> Chunk {
        let end = crate::diag::count(self.open.len());
        Chunk { shard: crate::diag::count(self.closed), start: end, end }
    }

    /// Takes a chunk; says where it lies.
    fn put(&mut self, chunk: &[u8]) -> Chunk {
        if !self.open.is_empty() && self.open.len() + chunk.len() > Sort::Places.limit() {
            self.close();
        }
        let start = self.end();
        self.open.extend_from_slice(chunk);
        Chunk { end: self.end().end, ..start }
    }

    /// Ends the open shard, unless it is empty.
    fn close(&mut self) {
        if !self.open.is_empty() {
            self.done.push(Sort::Places.shard(self.closed, std::mem::take(&mut self.open)));
            self.closed += 1;
        }
    }
}
