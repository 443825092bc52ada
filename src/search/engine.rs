//! The parts of the browser's engine → one script, and the tables that it folds by → another.
//! Never changes what a part does: only its comments and indents are left out.

use super::pack::{pack, utf16};
use super::{tables, texts};
use std::collections::BTreeMap;

/// The parts in the order in which they need each other.
const PARTS: [&str; 17] = [
    "shards",
    "inflate",
    "tables",
    "fold",
    "query",
    "bits",
    "directory",
    "postings",
    "match",
    "texts",
    "rank",
    "snippet",
    "numerals",
    "near",
    "alike",
    "apart",
    "engine",
];

/// The whole engine as one script, so that a first search waits for one file and not for seventeen.
pub fn script(parts: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut script = Vec::new();
    for name in PARTS {
        let part = parts.get(&format!("{name}.js")).map_or(&[][..], Vec::as_slice);
        script.extend(bare(&String::from_utf8_lossy(part)).into_bytes());
    }
    script
}

/// A script without lines of comments, indents and empty lines. A string that runs over lines would be
/// changed by this; a test finds backquotes.
fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The tables as a script of their own, in UTF-16 like the shards; the engine takes them when it is run.
pub fn tables() -> Vec<u8> {
    let mut script: Vec<u16> = "window.dangan.packedTables=\"".encode_utf16().collect();
    pack(&texts::deflate(&tables::json(), &texts::Dictionary::default()), &mut script);
    script.extend("\";\n".encode_utf16());
    utf16(&script)
}
