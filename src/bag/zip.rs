//! A zip file written front to back: APPNOTE 6.3.10, names in UTF-8, zip64 where it is needed.
//! The same files give the same bytes on every machine; never opens a file.

use jiff::civil::Date;
use std::io::{self, Read, Write};

/// General purpose bit 11: the name is UTF-8. Without it old Windows shows mojibake.
const UTF8: u16 = 1 << 11;

/// Method 0: as it is.
const STORE: u16 = 0;

/// Method 8: deflate.
const DEFLATE: u16 = 8;

/// Made by Unix, by the rules of version 4.5, so that the upper half of the attributes is a mode.
const MADE_BY: u16 = 3 << 8 | 0x2d;

/// A plain file, 0644.
const MODE: u32 = 0o100_644 << 16;

/// What a field of 32 bits holds where the zip64 field has the value.
const IN_ZIP64: u32 = u32::MAX;

/// Of the compressor's levels, the last that gains anything worth its time on HTML.
const LEVEL: u8 = 6;

/// Types that are compressed already.
const DENSE: &[&str] = &["jpg", "jpeg", "png", "gif", "webp", "zip", "docx", "xlsx", "pptx", "pdf", "gz", "mp4", "mp3"];

/// One file, ready to be written.
#[derive(Debug)]
pub struct Packed {
    crc: u32,
    size: u64,
    method: u16,
    data: Vec<u8>,
}

/// A file that is copied as it is: CRC-32 and size in bytes, known beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    /// Of its bytes.
    pub crc: u32,
    /// In bytes.
    pub size: u64,
}

/// Compresses one file, or leaves it as it is where that gains nothing.
/// The compressor is plain Rust and uses no instructions that only some processors have.
pub fn pack(path: &str, bytes: Vec<u8>) -> Packed {
    let (crc, size) = (crc32fast::hash(&bytes), bytes.len() as u64);
    let extension = path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase());
    if !DENSE.contains(&extension.as_str()) {
        let data = miniz_oxide::deflate::compress_to_vec(&bytes, LEVEL);
        if data.len() < bytes.len() {
            return Packed { crc, size, method: DEFLATE, data };
        }
    }
    Packed { crc, size, method: STORE, data: bytes }
}

/// What both headers of an entry say.
#[derive(Clone, Copy, Debug)]
struct Facts {
    crc: u32,
    size: u64,
    packed: u64,
    method: u16,
}

/// A zip file being written.
#[derive(Debug)]
pub struct Zip<W> {
    out: W,
    at: u64,
    count: u64,
    directory: Vec<u8>,
    date: u16,
}

impl<W: Write> Zip<W> {
    /// Every entry gets midnight of this day, or of the first day that zip can say.
    pub fn new(out: W, dated: Date) -> Zip<W> {
        Zip { out, at: 0, count: 0, directory: Vec::new(), date: dos_date(dated) }
    }

    /// Adds a file.
    pub fn add(&mut self, name: &str, packed: &Packed) -> io::Result<()> {
        let facts =
            Facts { crc: packed.crc, size: packed.size, packed: packed.data.len() as u64, method: packed.method };
        self.head(name, facts)?;
        self.write(&packed.data)
    }

    /// Adds a file as it is, however large. Fails where it is not as long as was said.
    pub fn copy(&mut self, name: &str, stored: Stored, source: &mut impl Read) -> io::Result<()> {
        let facts = Facts { crc: stored.crc, size: stored.size, packed: stored.size, method: STORE };
        self.head(name, facts)?;
        let copied = io::copy(source, &mut self.out)?;
        self.at += copied;
        if copied == stored.size { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes the local header and remembers the one of the directory.
    fn head(&mut self, name: &str, facts: Facts) -> io::Result<()> {
        let start = self.at;
        let mut local = 0x0403_4b50_u32.to_le_bytes().to_vec();
        self.common(&mut local, name, facts, &[facts.size, facts.packed]);
        local.extend(name.as_bytes());
        local.extend(zip64(&large_pair(facts)));
        self.directory(name, facts, start);
        self.count += 1;
        self.write(&local)
    }

    /// From the version needed to the length of the extra field: alike in both headers.
    fn common(&self, header: &mut Vec<u8>, name: &str, facts: Facts, large: &[u64]) {
        let needs_zip64 = large.iter().any(|value| is_large(*value));
        let extra = if facts.is_large() { 20 } else { 0 };
        for half in [if needs_zip64 { 45 } else { 20 }, UTF8, facts.method, 0, self.date] {
            header.extend(half.to_le_bytes());
        }
        header.extend(facts.crc.to_le_bytes());
        header.extend(field(facts.packed, facts.is_large()).to_le_bytes());
        header.extend(field(facts.size, facts.is_large()).to_le_bytes());
        header.extend(half(name.len() as u64).to_le_bytes());
        header.extend(u16::to_le_bytes(extra));
    }

    fn directory(&mut self, name: &str, facts: Facts, start: u64) {
        let mut header = 0x0201_4b50_u32.to_le_bytes().to_vec();
        header.extend(MADE_BY.to_le_bytes());
        self.common(&mut header, name, facts, &[facts.size, facts.packed, start]);
        let mut large = large_pair(facts);
        large.extend(is_large(start).then_some(start));
        let extra = zip64(&large);
        let at = header.len() - 2;
        header[at..].copy_from_slice(&half(extra.len() as u64).to_le_bytes());
        // No comment, disk 0, no internal attributes.
        header.extend([0; 6]);
        header.extend(MODE.to_le_bytes());
        header.extend(field(start, is_large(start)).to_le_bytes());
        header.extend(name.as_bytes());
        header.extend(extra);
        self.directory.extend(header);
    }

    /// Writes the directory; gives back what was written to.
    pub fn finish(mut self) -> io::Result<W> {
        let (start, directory) = (self.at, std::mem::take(&mut self.directory));
        self.write(&directory)?;
        let size = directory.len() as u64;
        if self.count >= u64::from(u16::MAX) || is_large(start) || is_large(size) {
            let end = end_zip64(self.count, size, start, self.at);
            self.write(&end)?;
        }
        let mut end = 0x0605_4b50_u32.to_le_bytes().to_vec();
        end.extend([0; 4]);
        end.extend([half(self.count).to_le_bytes(), half(self.count).to_le_bytes()].concat());
        end.extend(field(size, is_large(size)).to_le_bytes());
        end.extend(field(start, is_large(start)).to_le_bytes());
        end.extend([0; 2]);
        self.write(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl Facts {
    fn is_large(self) -> bool {
        is_large(self.size) || is_large(self.packed)
    }
}

/// Both sizes where either is too large: a local header must have the two together.
fn large_pair(facts: Facts) -> Vec<u64> {
    if facts.is_large() { vec![facts.size, facts.packed] } else { Vec::new() }
}

/// The extra field 0x0001, or nothing.
fn zip64(values: &[u64]) -> Vec<u8> {
    if values.is_empty() {
        return Vec::new();
    }
    let mut extra = [1_u16.to_le_bytes(), half(values.len() as u64 * 8).to_le_bytes()].concat();
    extra.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    extra
}

fn end_zip64(count: u64, size: u64, start: u64, at: u64) -> Vec<u8> {
    let mut end = 0x0606_4b50_u32.to_le_bytes().to_vec();
    end.extend(44_u64.to_le_bytes());
    end.extend([MADE_BY.to_le_bytes(), 45_u16.to_le_bytes()].concat());
    end.extend([0; 8]);
    end.extend([count, count, size, start].iter().flat_map(|value| value.to_le_bytes()));
    end.extend(0x0706_4b50_u32.to_le_bytes());
    end.extend([0; 4]);
    end.extend(at.to_le_bytes());
    end.extend(1_u32.to_le_bytes());
    end
}

fn is_large(value: u64) -> bool {
    value >= u64::from(IN_ZIP64)
}

/// A field of 32 bits.
fn field(value: u64, elsewhere: bool) -> u32 {
    if elsewhere { IN_ZIP64 } else { u32::try_from(value).unwrap_or(IN_ZIP64) }
}

/// A field of 16 bits, at its largest where the value is larger.
fn half(value: u64) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// Days since 1980, as MS-DOS counted them: years, months and days in 7, 4 and 5 bits.
fn dos_date(date: Date) -> u16 {
    let year = date.year() - 1980;
    if !(0..128).contains(&year) {
        return if year < 0 { 1 << 5 | 1 } else { 127 << 9 | 12 << 5 | 31 };
    }
    let bits = |value: i16| u16::try_from(value).unwrap_or_default();
    bits(year) << 9 | bits(date.month().into()) << 5 | bits(date.day().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_outside_of_what_zip_can_say_become_the_nearest() {
        assert_eq!(dos_date(date(1921, 7, 23)), 1 << 5 | 1);
        assert_eq!(dos_date(date(1980, 1, 1)), 1 << 5 | 1);
        assert_eq!(dos_date(date(2023, 12, 31)), 43 << 9 | 12 << 5 | 31);
        assert_eq!(dos_date(date(2200, 1, 1)), 127 << 9 | 12 << 5 | 31);
    }

    #[test]
    fn a_file_that_does_not_shrink_is_stored() {
        assert_eq!(pack("a.txt", b"abc".to_vec()).method, STORE);
        assert_eq!(pack("a.txt", b"a".repeat(100)).method, DEFLATE);
        assert_eq!(pack("a.JPG", b"a".repeat(100)).method, STORE);
    }

    #[test]
    fn a_file_that_is_shorter_than_was_said_is_a_failure() {
        let mut zip = Zip::new(Vec::new(), date(2023, 1, 1));
        let copied = zip.copy("a", Stored { crc: 0, size: 4 }, &mut &b"abc"[..]);
        assert!(copied.is_err());
    }

    #[test]
    fn many_files_need_zip64_and_are_read_again() {
        let mut zip = Zip::new(Vec::new(), date(2023, 1, 1));
        for number in 0..65_600 {
            zip.add(&format!("包/{number}.txt"), &pack("a.txt", Vec::new())).expect("memory takes it");
        }
        let bytes = zip.finish().expect("memory takes it");
        let (entries, faults) = crate::verify::zip::directory(&mut std::io::Cursor::new(bytes)).expect("memory");
        assert_eq!((entries.len(), faults.len()), (65_600, 0));
        assert_eq!(entries[65_599].name, "包/65599.txt");
    }

    static ZEROS: [u8; 1 << 16] = [0; 1 << 16];

    /// A file in which zeros are holes, so that gigabytes of them take no room.
    struct Holes(std::fs::File);

    impl Write for Holes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            use std::io::Seek;
            if ZEROS.get(..bytes.len()) == Some(bytes) {
                let length = i64::try_from(bytes.len()).map_err(io::Error::other)?;
                return self.0.seek_relative(length).map(|()| bytes.len());
            }
            self.0.write_all(bytes).map(|()| bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.0.flush()
        }
    }

    #[test]
    fn more_than_four_gigabytes_need_zip64_and_are_read_again() {
        let file = tempfile::tempfile().expect("a file");
        let mut zip = Zip::new(Holes(file.try_clone().expect("a file")), date(2023, 1, 1));
        let size = (4 << 30) + 5;
        // The directory is looked at, not the checksum.
        zip.copy("包/大.mp4", Stored { crc: 0, size }, &mut io::repeat(0).take(size)).expect("a hole");
        zip.add("包/后.txt", &pack("a.txt", b"after".to_vec())).expect("written");
        zip.finish().expect("written");
        let mut file = file;
        let (entries, faults) = crate::verify::zip::directory(&mut file).expect("read");
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(entries.iter().map(|entry| entry.size).collect::<Vec<_>>(), [size, 5]);
        let mut after = Vec::new();
        let unpacked = crate::verify::zip::unpack(&mut file, &entries[1], &mut |piece| after.extend_from_slice(piece));
        assert!(unpacked.is_ok() && after == b"after");
    }
}
