//! A strict reader of zip archives (APPNOTE 6.3.10): directory, local headers, stored and deflated entries.
//! Takes any seekable reader; never opens a file, never writes one, and unpacks nothing that was refused.

use super::name;
use crate::diag::{PathFault, ZipFault};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Seek, SeekFrom};

/// More than this once unpacked is no snapshot: photos of a whole county's archive stay far below it, and a
/// reader who is kept busy for more than this has been tricked.
pub const TOTAL_LIMIT: u64 = 64 << 30;

/// Texts and tables shrink to a twentieth at best, blank pictures to a hundredth; deflate's own limit is 1032.
pub const RATIO_LIMIT: u64 = 200;

/// Small files may shrink as they like: they can do no harm.
const RATIO_FROM: u64 = 1 << 20;

/// A directory larger than this is a mistake; each entry takes some hundred bytes of it.
const DIRECTORY_LIMIT: u64 = 1 << 30;

const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR64: u32 = 0x0706_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;

const END_BYTES: usize = 22;
const END64_BYTES: u64 = 56;
const LOCATOR64_BYTES: u64 = 20;
const CENTRAL_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;

/// Bit 0: encrypted; bit 3: sizes follow the data; bit 6: strongly encrypted; bit 11: the name is UTF-8;
/// bit 13: the directory is masked.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const DESCRIPTOR_FOLLOWS: u16 = 1 << 3;
const UTF8: u16 = 1 << 11;

/// The whole value stands in the zip64 extra field.
const ELSEWHERE: u64 = 0xffff_ffff;

/// How an entry is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Stored,
    Deflated,
}

/// One file or folder of a zip.
#[derive(Clone, Debug)]
pub struct Entry {
    /// With `/`; a folder's ends in one.
    pub name: String,
    /// Bytes once unpacked.
    pub size: u64,
    packing: Packing,
    packed: u64,
    crc: u32,
    data: u64,
}

impl Entry {
    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }
}

/// A fault and the entry it is in; `None` for the zip as a whole.
pub type Fault = (Option<String>, ZipFault);

/// What an entry's record in the directory says, before anything is believed.
struct Record {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    stamp: u32,
    crc: u32,
    packed: u64,
    size: u64,
    offset: u64,
    mode: u32,
    attributes: u32,
    disk: u16,
}

/// Where the directory lies.
struct End {
    entries: u64,
    start: u64,
    bytes: u64,
    /// Where the records at the end of the zip begin: the directory must reach up to here.
    tail: u64,
}

/// Reads the directory and every local header. Entries come in the order of the directory; where any fault is an
/// error nothing of the zip should be unpacked.
pub fn directory(reader: &mut (impl Read + Seek)) -> io::Result<(Vec<Entry>, Vec<Fault>)> {
    let end = match find_end(reader)? {
        Ok(end) => end,
        Err(fault) => return Ok((Vec::new(), vec![(None, fault)])),
    };
    let Some(records) = read_records(reader, &end)? else {
        return Ok((Vec::new(), vec![(None, ZipFault::Directory)]));
    };
    let mut faults = Vec::new();
    let mut spans = Vec::new();
    let mut entries = Vec::new();
    for record in &records {
        let shown = String::from_utf8_lossy(&record.name).into_owned();
        faults.extend(look_at(record).into_iter().map(|fault| (Some(shown.clone()), fault)));
        match read_local(reader, record)? {
            Some((data, span_end)) => {
                spans.push((record.offset, span_end, shown.clone()));
                let packing = if record.method == 0 { Packing::Stored } else { Packing::Deflated };
                let (size, packed, crc) = (record.size, record.packed, record.crc);
                entries.push(Entry { name: shown, size, packing, packed, crc, data });
            }
            None => faults.push((Some(shown), ZipFault::HeaderDiffers)),
        }
    }
    faults.extend(names_clash(&records));
    if faults.iter().all(|(_, fault)| *fault != ZipFault::HeaderDiffers) {
        faults.extend(layout(spans, end.start));
    }
    faults.extend(bombs(&records));
    Ok((entries, faults))
}

/// The last record of the zip, and that nothing stands after it.
fn find_end(reader: &mut (impl Read + Seek)) -> io::Result<Result<End, ZipFault>> {
    let length = reader.seek(SeekFrom::End(0))?;
    let tail_bytes = length.min((END_BYTES + usize::from(u16::MAX)) as u64);
    let base = length - tail_bytes;
    let tail = read_at(reader, base, tail_bytes)?;
    let last = tail.len().checked_sub(END_BYTES);
    let found: Vec<usize> = last.map_or(0..0, |last| 0..last + 1).filter(|at| u32_at(&tail, *at) == END).collect();
    let ends_at = |at: usize| at + END_BYTES + usize::from(u16_at(&tail, at + 20));
    let Some(at) = found.iter().rev().copied().find(|at| ends_at(*at) == tail.len()) else {
        let early = found.iter().rev().copied().find(|at| ends_at(*at) < tail.len());
        return Ok(Err(
            early.map_or(ZipFault::NotZip, |at| ZipFault::Trailing { bytes: (tail.len() - ends_at(at)) as u64 })
        ));
    };
    if u16_at(&tail, at + 4) != u16_at(&tail, at + 6) || u16_at(&tail, at + 8) != u16_at(&tail, at + 10) {
        return Ok(Err(ZipFault::ManyDisks));
    }
    let small = End {
        entries: u64::from(u16_at(&tail, at + 10)),
        bytes: u64::from(u32_at(&tail, at + 12)),
        start: u64::from(u32_at(&tail, at + 16)),
        tail: base + at as u64,
    };
    let large = small.entries == 0xffff || small.bytes == ELSEWHERE || small.start == ELSEWHERE;
    let end = if large { find_end64(reader, &small)? } else { Some(small) };
    Ok(end.filter(|end| end.start.checked_add(end.bytes) == Some(end.tail)).ok_or(ZipFault::Directory))
}

/// The zip64 record, which the locator just before the last record points to. A zip of exactly 65,535 entries
/// may have none.
fn find_end64(reader: &mut (impl Read + Seek), small: &End) -> io::Result<Option<End>> {
    let Some(at) = small.tail.checked_sub(LOCATOR64_BYTES) else { return Ok(None) };
    let locator = read_at(reader, at, LOCATOR64_BYTES)?;
    if u32_at(&locator, 0) != LOCATOR64 {
        return Ok(None);
    }
    let start = u64_at(&locator, 8);
    if start.checked_add(END64_BYTES).is_none_or(|end| end > at) {
        return Ok(None);
    }
    let record = read_at(reader, start, END64_BYTES)?;
    let whole = u32_at(&record, 0) == END64 && u64_at(&record, 4).checked_add(12 + start) == Some(at);
    let same_disk = u32_at(&record, 16) == 0 && u32_at(&record, 20) == 0 && u64_at(&record, 24) == u64_at(&record, 32);
    let (entries, bytes) = (u64_at(&record, 32), u64_at(&record, 40));
    Ok((whole && same_disk).then(|| End { entries, bytes, start: u64_at(&record, 48), tail: start }))
}

/// All records of the directory; `None` where they are not as many and as long as its end says.
fn read_records(reader: &mut (impl Read + Seek), end: &End) -> io::Result<Option<Vec<Record>>> {
    if end.bytes > DIRECTORY_LIMIT {
        return Ok(None);
    }
    let bytes = read_at(reader, end.start, end.bytes)?;
    let mut records = Vec::new();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let Some((record, length)) = record(rest) else { return Ok(None) };
        records.push(record);
        rest = &rest[length..];
    }
    Ok((records.len() as u64 == end.entries).then_some(records))
}

/// One record and its length.
fn record(bytes: &[u8]) -> Option<(Record, usize)> {
    let fixed = bytes.get(..CENTRAL_BYTES).filter(|fixed| u32_at(fixed, 0) == CENTRAL)?;
    let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(fixed, at)));
    let length = CENTRAL_BYTES + name + extra + comment;
    let extra = bytes.get(..length)?.get(CENTRAL_BYTES + name..CENTRAL_BYTES + name + extra)?;
    let mut wide = Wide::new(extra);
    let size = wide.take(u32_at(fixed, 24))?;
    let packed = wide.take(u32_at(fixed, 20))?;
    let offset = wide.take(u32_at(fixed, 42))?;
    let attributes = u32_at(fixed, 38);
    let record = Record {
        name: bytes[CENTRAL_BYTES..CENTRAL_BYTES + name].to_vec(),
        flags: u16_at(fixed, 8),
        method: u16_at(fixed, 10),
        stamp: u32_at(fixed, 12),
        crc: u32_at(fixed, 16),
        packed,
        size,
        offset,
        mode: attributes >> 16,
        attributes,
        disk: u16_at(fixed, 34),
    };
    Some((record, length))
}

/// The zip64 extra field (4.5.3): one 8-byte value for each that does not fit, in order.
struct Wide<'a>(&'a [u8]);

impl<'a> Wide<'a> {
    fn new(extra: &'a [u8]) -> Self {
        let mut rest = extra;
        while rest.len() >= 4 {
            let length = usize::from(u16_at(rest, 2));
            let Some(body) = rest.get(4..4 + length) else { break };
            if u16_at(rest, 0) == 1 {
                return Wide(body);
            }
            rest = &rest[4 + length..];
        }
        Wide(&[])
    }

    fn take(&mut self, narrow: u32) -> Option<u64> {
        if u64::from(narrow) != ELSEWHERE {
            return Some(u64::from(narrow));
        }
        let value = self.0.get(..8).map(|bytes| u64_at(bytes, 0))?;
        self.0 = &self.0[8..];
        Some(value)
    }
}

/// What one record by itself has wrong.
fn look_at(record: &Record) -> Vec<ZipFault> {
    let mut faults = Vec::new();
    if record.flags & ENCRYPTED != 0 {
        faults.push(ZipFault::Encrypted);
    }
    if !matches!(record.method, 0 | 8) {
        faults.push(ZipFault::Method { method: record.method });
    }
    if record.disk != 0 {
        faults.push(ZipFault::ManyDisks);
    }
    faults.extend(look_at_name(record));
    faults.extend(look_at_kind(record));
    let stored_whole = record.method != 0 || record.packed == record.size;
    if !stored_whole || record.name.ends_with(b"/") && record.size != 0 {
        faults.push(ZipFault::Size);
    }
    faults
}

fn look_at_name(record: &Record) -> Option<ZipFault> {
    let Ok(name) = std::str::from_utf8(&record.name) else { return Some(ZipFault::NotUtf8) };
    if !name.is_ascii() && record.flags & UTF8 == 0 {
        return Some(ZipFault::NotUtf8);
    }
    let plain = name.strip_suffix('/').unwrap_or(name);
    if let Some(why) = name::refuse(name) {
        Some(ZipFault::Name { why })
    } else if name.contains('\\') {
        Some(ZipFault::Backslash)
    } else if name.contains(|c: char| c.is_control()) {
        Some(ZipFault::Name { why: PathFault::Control })
    } else if plain.split('/').any(|part| part.is_empty() || part == ".") {
        Some(ZipFault::Name { why: PathFault::Empty })
    } else {
        None
    }
}

/// Unix kinds stand in the upper half of the attributes, whatever system is said to have made the entry.
fn look_at_kind(record: &Record) -> Option<ZipFault> {
    const REPARSE_POINT: u32 = 0x400;
    match record.mode & 0o170_000 {
        0o120_000 => Some(ZipFault::Link),
        0 | 0o100_000 | 0o040_000 => (record.attributes & REPARSE_POINT != 0).then_some(ZipFault::Link),
        _ => Some(ZipFault::Special),
    }
}

/// Checks the header before an entry's data against its record. Gives where the data begin and where the entry
/// ends; `None` where they differ.
fn read_local(reader: &mut (impl Read + Seek), record: &Record) -> io::Result<Option<(u64, u64)>> {
    let Some(header) = read_whole(reader, record.offset, LOCAL_BYTES)? else { return Ok(None) };
    let [name, extra] = [26, 28].map(|at| usize::from(u16_at(&header, at)));
    let Some(rest) = read_whole(reader, record.offset + LOCAL_BYTES as u64, name + extra)? else { return Ok(None) };
    let same = u32_at(&header, 0) == LOCAL
        && u16_at(&header, 6) == record.flags
        && u16_at(&header, 8) == record.method
        && u32_at(&header, 10) == record.stamp
        && rest[..name] == record.name
        && same_sizes(&header, &rest[name..], record);
    let data = record.offset + (LOCAL_BYTES + name + extra) as u64;
    let Some(end) = data.checked_add(record.packed) else { return Ok(None) };
    if !same || record.flags & DESCRIPTOR_FOLLOWS == 0 {
        return Ok(same.then_some((data, end)));
    }
    Ok(descriptor(reader, end, record)?.map(|length| (data, end + length)))
}

fn same_sizes(header: &[u8], extra: &[u8], record: &Record) -> bool {
    let mut wide = Wide::new(extra);
    let (size, packed) = (wide.take(u32_at(header, 22)), wide.take(u32_at(header, 18)));
    let said = (u32_at(header, 14), packed, size);
    let same = said == (record.crc, Some(record.packed), Some(record.size));
    // Where a descriptor follows, the header came before the sizes were known.
    let open = record.flags & DESCRIPTOR_FOLLOWS != 0;
    same || open && said.0 == 0 && matches!(said, (_, Some(0), Some(0)) | (_, None, None))
}

/// The bytes of the descriptor after the data (4.3.9): with or without a signature, of narrow or wide sizes.
fn descriptor(reader: &mut (impl Read + Seek), at: u64, record: &Record) -> io::Result<Option<u64>> {
    let mut wide = record.crc.to_le_bytes().to_vec();
    let mut narrow = wide.clone();
    for size in [record.packed, record.size] {
        wide.extend(size.to_le_bytes());
        narrow.extend(size.to_le_bytes().iter().take(4));
    }
    let signed = |body: &[u8]| [&DESCRIPTOR.to_le_bytes()[..], body].concat();
    for shape in [signed(&wide), signed(&narrow), wide, narrow] {
        if read_whole(reader, at, shape.len())?.is_some_and(|found| found == shape) {
            return Ok(Some(shape.len() as u64));
        }
    }
    Ok(None)
}

/// Names that occur twice, differ only in case, or are both file and folder.
fn names_clash(records: &[Record]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (mut names, mut by_case) = (BTreeSet::new(), BTreeMap::new());
    let all: Vec<String> = records.iter().map(|r| String::from_utf8_lossy(&r.name).into_owned()).collect();
    let folders: BTreeSet<&str> =
        all.iter().flat_map(|name| name.match_indices('/').map(|(at, _)| &name[..at])).collect();
    for name in &all {
        let plain = name.strip_suffix('/').unwrap_or(name);
        if !names.insert(plain) {
            faults.push((Some(name.clone()), ZipFault::Duplicate));
            continue;
        }
        if let Some(other) = by_case.insert(plain.to_lowercase(), name.clone()) {
            faults.push((Some(name.clone()), ZipFault::CaseTwin { other }));
        }
        if plain == name && folders.contains(plain) {
            faults.push((Some(name.clone()), ZipFault::FileAsFolder));
        }
    }
    faults
}

/// Entries must fill the zip up to its directory, one after the other.
fn layout(mut spans: Vec<(u64, u64, String)>, directory: u64) -> Vec<Fault> {
    spans.sort();
    let mut faults = Vec::new();
    let mut reached = 0;
    for (start, end, name) in spans {
        if start < reached || end > directory {
            faults.push((Some(name), ZipFault::Overlap));
        } else if start > reached {
            faults.push((Some(name), ZipFault::Gap { bytes: start - reached }));
        }
        reached = reached.max(end);
    }
    if reached < directory {
        faults.push((None, ZipFault::Gap { bytes: directory - reached }));
    }
    faults
}

/// Entries that would unpack to far more than they are.
fn bombs(records: &[Record]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for record in records {
        let ratio = record.size / record.packed.max(1);
        if record.size > RATIO_FROM && ratio > RATIO_LIMIT {
            let name = String::from_utf8_lossy(&record.name).into_owned();
            faults.push((Some(name), ZipFault::Ratio { ratio, limit: RATIO_LIMIT }));
        }
    }
    let total = records.iter().fold(0_u64, |sum, record| sum.saturating_add(record.size));
    if total > TOTAL_LIMIT {
        faults.push((None, ZipFault::Total { limit: TOTAL_LIMIT }));
    }
    faults
}

/// Unpacks one entry into `sink`, piece by piece, and holds its length and checksum against the directory.
/// Never gives more bytes than the directory says.
pub fn unpack(
    reader: &mut (impl Read + Seek),
    entry: &Entry,
    sink: &mut dyn FnMut(&[u8]),
) -> io::Result<Result<(), ZipFault>> {
    reader.seek(SeekFrom::Start(entry.data))?;
    let packed = reader.take(entry.packed);
    match entry.packing {
        Packing::Stored => pour(packed, entry, sink),
        Packing::Deflated => pour(DeflateDecoder::new(packed), entry, sink),
    }
}

/// The first bytes of an entry, at most so many, unchecked.
pub fn beginning(
    reader: &mut (impl Read + Seek),
    entry: &Entry,
    length: u64,
    bytes: &mut Vec<u8>,
) -> io::Result<usize> {
    reader.seek(SeekFrom::Start(entry.data))?;
    let packed = reader.take(entry.packed);
    match entry.packing {
        Packing::Stored => packed.take(length).read_to_end(bytes),
        Packing::Deflated => DeflateDecoder::new(packed).take(length).read_to_end(bytes),
    }
}

fn pour(mut from: impl Read, entry: &Entry, sink: &mut dyn FnMut(&[u8])) -> io::Result<Result<(), ZipFault>> {
    let mut buffer = vec![0; super::piece(entry.size)];
    let (mut crc, mut left) = (Crc::new(), entry.size);
    loop {
        let count = match from.read(&mut buffer) {
            Ok(count) => count,
            // A damaged stream, not a damaged disk.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
                return Ok(Err(ZipFault::Crc));
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Err(ZipFault::Size)),
            Err(error) => return Err(error),
        };
        if count as u64 > left || count == 0 && left > 0 {
            return Ok(Err(ZipFault::Size));
        }
        if count == 0 {
            return Ok(if crc.sum() == entry.crc { Ok(()) } else { Err(ZipFault::Crc) });
        }
        left -= count as u64;
        crc.update(&buffer[..count]);
        sink(&buffer[..count]);
    }
}

fn read_at(reader: &mut (impl Read + Seek), at: u64, length: u64) -> io::Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    reader.take(length).read_to_end(&mut bytes)?;
    // A reader that ends early has no such bytes; zeros are no signature.
    bytes.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
    Ok(bytes)
}

fn read_whole(reader: &mut (impl Read + Seek), at: u64, length: usize) -> io::Result<Option<Vec<u8>>> {
    reader.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::with_capacity(length);
    reader.take(length as u64).read_to_end(&mut bytes)?;
    Ok((bytes.len() == length).then_some(bytes))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
