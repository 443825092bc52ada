//! What the fuzz targets assert compiles against the library, and holds for the bytes that they start from.

#[path = "../../fuzz/properties.rs"]
mod properties;

use std::fs;
use std::path::Path;

/// Asserts what holds for any bytes.
type Property = fn(&[u8]);

fn seeds(folder: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.expect("an entry").into_path());
    let seeds: Vec<Vec<u8>> = files.filter(|path| path.is_file()).map(|path| fs::read(path).expect("bytes")).collect();
    assert!(!seeds.is_empty(), "{folder} has no seeds");
    seeds
}

/// A seed, and it cut off or with one byte in the place of another all along.
fn damaged(seed: &[u8]) -> Vec<Vec<u8>> {
    let step = (seed.len() / 40).max(1);
    let places = (0..seed.len()).step_by(step);
    let cut = places.clone().map(|at| seed[..at].to_vec());
    let changed =
        places.flat_map(|at| [b'\n', b'"', b'<', 0xff].map(|byte| [&seed[..at], &[byte], &seed[at + 1..]].concat()));
    std::iter::once(seed.to_vec()).chain(cut).chain(changed).collect()
}

/// What a run of the fuzzer found, mended since.
const FOUND: [(Property, &[u8]); 2] = [
    // A fault behind lone carriage returns stood on a line that the file does not have.
    (
        properties::front_matter,
        b"---\ntitle: a\r\r\r\r\r\r\r\r\r\r\r\r\rb 10 07:00\"\nexpected: 22\ntags: [x\n---\n\ny\n",
    ),
    (properties::front_matter, b"---\r\ntitle: a\r\r\r\r\r\r\r\r\r\r\r\r\rb\r\ntags: [x\r\n---\r\n\r\ny\r\n"),
];

#[test]
fn what_was_found_stays_mended() {
    for (property, bytes) in FOUND {
        property(bytes);
    }
}

#[test]
fn the_properties_hold_for_the_seeds_and_for_damaged_ones() {
    let properties: [(&str, Property); 4] = [
        ("fuzz/seeds/docx", properties::docx),
        ("fuzz/seeds/html", properties::html),
        ("fuzz/seeds/csv", properties::csv),
        ("content/reports/2022", properties::front_matter),
    ];
    for (folder, property) in properties {
        for bytes in seeds(folder).iter().flat_map(|seed| damaged(seed)) {
            property(&bytes);
        }
    }
}
