//! Zips: a bag in one, and every attack that a zip can carry. Zips are made byte by byte, so that each can lie.

use crate::bags::{Files, codes, findings, plain, snapshot};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use tempfile::TempDir;

/// One entry, and what its two headers say.
#[derive(Clone)]
struct Entry {
    name: Vec<u8>,
    packed: Vec<u8>,
    size: u32,
    crc: u32,
    method: u16,
    flags: u16,
    mode: u32,
    /// The name in the header before the data, where it differs.
    local_name: Option<Vec<u8>>,
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("small")
}

fn stored(name: &str, bytes: &[u8]) -> Entry {
    let (size, crc) = (size(bytes), crc(bytes));
    let flags = if name.is_ascii() { 0 } else { 1 << 11 };
    Entry { name: name.into(), packed: bytes.to_vec(), size, crc, method: 0, flags, mode: 0o100_644, local_name: None }
}

fn deflated(name: &str, bytes: &[u8]) -> Entry {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("in memory");
    Entry { packed: encoder.finish().expect("in memory"), method: 8, ..stored(name, bytes) }
}

/// A zip, its parts at hand for damage.
struct Zip {
    entries: Vec<Entry>,
    /// Between the last entry and the directory.
    gap: Vec<u8>,
    /// After the end.
    trailing: Vec<u8>,
    /// Where each entry's data are said to be, if not where they are.
    offset_of: Option<(usize, u32)>,
}

impl Zip {
    fn of(entries: Vec<Entry>) -> Zip {
        Zip { entries, gap: Vec::new(), trailing: Vec::new(), offset_of: None }
    }

    fn bytes(&self) -> Vec<u8> {
        let (mut zip, mut directory) = (Vec::new(), Vec::new());
        for (number, entry) in self.entries.iter().enumerate() {
            let real = size(&zip);
            let offset = self.offset_of.filter(|(n, _)| *n == number).map_or(real, |(_, offset)| offset);
            let local = entry.local_name.as_ref().unwrap_or(&entry.name);
            zip.extend(0x0403_4b50_u32.to_le_bytes());
            zip.extend(common(entry, local));
            zip.extend(local);
            zip.extend(&entry.packed);
            directory.extend(0x0201_4b50_u32.to_le_bytes());
            directory.extend(0x031e_u16.to_le_bytes());
            directory.extend(common(entry, &entry.name));
            directory.extend([0; 6]);
            directory.extend((entry.mode << 16).to_le_bytes());
            directory.extend(offset.to_le_bytes());
            directory.extend(&entry.name);
        }
        zip.extend(&self.gap);
        let start = size(&zip);
        zip.extend(&directory);
        zip.extend(0x0605_4b50_u32.to_le_bytes());
        zip.extend([0; 4]);
        let count = u16::try_from(self.entries.len()).expect("few");
        zip.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        zip.extend(size(&directory).to_le_bytes());
        zip.extend(start.to_le_bytes());
        zip.extend([0; 2]);
        zip.extend(&self.trailing);
        zip
    }
}

/// The fields that both headers have, up to the extra field's length.
fn common(entry: &Entry, name: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for half in [20, entry.flags, entry.method, 0, 0x21] {
        bytes.extend(half.to_le_bytes());
    }
    for word in [entry.crc, size(&entry.packed), entry.size] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

fn packed(files: &Files) -> Zip {
    let pack = |(number, (path, bytes)): (usize, (&String, &Vec<u8>))| {
        let name = format!("bag/{path}");
        if number % 2 == 0 { stored(&name, bytes) } else { deflated(&name, bytes) }
    };
    Zip::of(files.0.iter().enumerate().map(pack).collect())
}

fn lay(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("bag.zip");
    fs::write(&path, bytes).expect("written");
    (folder, path)
}

#[test]
fn a_zip_gives_the_same_report_as_the_folder_in_it() {
    let damaged = snapshot().with("data/content/site.yaml", "changed").with("data/x.txt", "x");
    for files in [plain(), snapshot(), damaged] {
        let (_folder, zip) = lay(&packed(&files).bytes());
        assert_eq!(findings(&zip), findings(&files.lay().path()));
    }
}

#[test]
#[rustfmt::skip]
fn every_attack_is_refused_with_its_own_code() {
    let with = |entry: Entry| { let mut zip = packed(&plain()); zip.entries.push(entry); zip };
    let named = |name: &str| with(stored(name, b"x"));
    let changed = |change: fn(&mut Entry)| { let mut zip = packed(&plain()); change(&mut zip.entries[1]); zip };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("!zip.not_zip", b"not a zip at all".to_vec()),
        ("!zip.not_zip", Vec::new()),
        ("!zip.not_zip", { let bytes = packed(&plain()).bytes(); bytes[..bytes.len() - 30].to_vec() }),
        ("!zip.parent", named("bag/../../etc/x").bytes()),
        ("!zip.absolute", named("/etc/x").bytes()),
        ("!zip.drive", named("C:/x").bytes()),
        ("!zip.unc", named("//server/x").bytes()),
        ("!zip.unc", named(r"\\?\C:\x").bytes()),
        ("!zip.parent", named(r"bag\..\..\x").bytes()),
        ("!zip.backslash", named(r"bag\x").bytes()),
        ("!zip.home", named("~/x").bytes()),
        ("!zip.control", named("bag/a\nb").bytes()),
        ("!zip.empty_name", named("bag//x").bytes()),
        ("!zip.empty_name", named("bag/./x").bytes()),
        ("!zip.link", with(Entry { mode: 0o120_777, ..stored("bag/data/link", b"/etc/passwd") }).bytes()),
        ("!zip.special", with(Entry { mode: 0o010_644, ..stored("bag/data/pipe", b"") }).bytes()),
        ("!zip.duplicate", named("bag/data/a.txt").bytes()),
        ("?zip.case_twin", named("bag/data/A.txt").bytes()),
        ("!zip.file_as_folder", named("bag/data").bytes()),
        ("!zip.encrypted", changed(|entry| entry.flags |= 1).bytes()),
        ("!zip.method", changed(|entry| entry.method = 99).bytes()),
        ("!zip.not_utf8", with(Entry { flags: 0, ..stored("bag/data/中文", b"x") }).bytes()),
        ("!zip.not_utf8", with(Entry { name: b"bag/data/\xd6\xd0".to_vec(), ..stored("bag/data/x", b"x") }).bytes()),
        ("!zip.header_differs", with(Entry { local_name: Some(b"bag/data/y".to_vec()), ..stored("bag/data/x", b"x") }).bytes()),
        ("!zip.overlap", { let mut zip = packed(&plain()); let twin = zip.entries[0].clone(); zip.entries.push(twin); zip.offset_of = Some((zip.entries.len() - 1, 0)); zip.bytes() }),
        ("!zip.gap", Zip { gap: b"hidden".to_vec(), ..packed(&plain()) }.bytes()),
        ("!zip.directory", [b"#!/bin/sh\n".to_vec(), packed(&plain()).bytes()].concat()),
        ("!zip.trailing", Zip { trailing: b"garbage".to_vec(), ..packed(&plain()) }.bytes()),
        ("!zip.crc", changed(|entry| entry.crc ^= 1).bytes()),
        ("!zip.size", changed(|entry| entry.size += 1).bytes()),
        ("!zip.ratio", with(deflated("bag/data/zeros", &vec![0; 8 << 20])).bytes()),
        ("!zip.total", { let mut zip = packed(&plain()); for n in 0..17 { zip.entries.push(Entry { size: u32::MAX - 1, ..deflated(&format!("bag/data/{n}"), b"x") }); } zip.bytes() }),
        ("!zip.top_folder", named("other/x").bytes()),
        ("!zip.top_folder", named("x").bytes()),
    ];
    for (code, bytes) in cases {
        let (_folder, zip) = lay(&bytes);
        let found = codes(&zip);
        assert!(found.contains(&code.to_owned()), "{code} is not in {found:?}");
    }
}

#[test]
fn what_is_refused_is_not_read_any_further() {
    let mut zip = packed(&plain());
    zip.entries.push(stored("bag/../x", b"x"));
    zip.entries.push(stored("bag/data/unlisted", b"x"));
    let (_folder, zip) = lay(&zip.bytes());
    assert_eq!(findings(&zip), ["!zip.parent bag/../x"]);
}

/// Whatever byte is changed, either the change is found, or what comes out of the zip is the same to the byte:
/// fields such as the year that a program claims to be from protect nothing.
#[test]
fn a_flipped_byte_of_a_zip_never_gives_other_content() {
    let bytes = packed(&snapshot()).bytes();
    let harmless: usize = (0..bytes.len())
        .into_par_iter()
        .filter(|at| {
            let mut changed = bytes.clone();
            changed[*at] ^= 1;
            let (_folder, zip) = lay(&changed);
            findings(&zip).iter().all(|f| f.starts_with('?'))
        })
        .count();
    // In the directory, of each entry: the maker's version, the version needed to unpack, the comment and disk
    // fields that are looked at, the text flag, and permissions. None of them changes a name or a byte.
    let each = harmless / snapshot().0.len();
    assert!(each <= 20, "{harmless} changes were not found, {each} an entry");
}

#[test]
fn a_zip_cut_anywhere_is_refused() {
    let bytes = packed(&snapshot()).bytes();
    (0..bytes.len()).step_by(11).collect::<Vec<_>>().into_par_iter().for_each(|length| {
        let (_folder, zip) = lay(&bytes[..length]);
        assert!(findings(&zip).iter().any(|f| f.starts_with('!')), "cut to {length}");
    });
}

/// Python writes zips in two ways: to a file, and to a pipe, where sizes follow the data.
#[test]
fn zips_of_other_programs_are_read() {
    let files = plain();
    let laid = files.lay();
    let script = "import sys, zipfile, os\n\
        root = sys.argv[1]\n\
        with zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED) as z:\n\
        \tfor folder, _, names in os.walk(os.path.join(root, 'bag')):\n\
        \t\tfor name in names:\n\
        \t\t\tpath = os.path.join(folder, name)\n\
        \t\t\tz.write(path, os.path.relpath(path, root))\n\
        class Pipe:\n\
        \tdef __init__(self, f): self.f = f\n\
        \tdef write(self, b): return self.f.write(b)\n\
        \tdef flush(self): pass\n\
        with open(sys.argv[3], 'wb') as out, zipfile.ZipFile(Pipe(out), 'w', zipfile.ZIP_DEFLATED) as z:\n\
        \tfor folder, _, names in os.walk(os.path.join(root, 'bag')):\n\
        \t\tfor name in names:\n\
        \t\t\tpath = os.path.join(folder, name)\n\
        \t\t\tz.write(path, os.path.relpath(path, root))\n";
    let (whole, piped) = (laid.beside("whole.zip"), laid.beside("piped.zip"));
    let mut python = std::process::Command::new("python3");
    let run = python.arg("-c").arg(script).arg(laid.beside(".")).arg(&whole).arg(&piped).status();
    assert!(run.expect("python3 runs").success());
    assert_eq!(findings(&whole), Vec::<String>::new());
    assert_eq!(findings(&piped), Vec::<String>::new(), "with descriptors after the data");
}
