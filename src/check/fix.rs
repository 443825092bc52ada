//! What `dangan check --fix` mends: document numbers (文号) that have no more wrong than brackets, 第 or zeros.
//! Never writes: it gives the bytes of each file, of which all but those of the value stay as they were.

use super::document;
use crate::diag::Place;
use crate::load::{SourceFile, Sources};
use crate::model::locate::{Located, Step};
use crate::model::{Archive, Entry};
use crate::path::SourcePath;

/// A value to be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The file.
    pub file: SourcePath,
    /// Where the value stands.
    pub place: Place,
    /// As it is.
    pub from: String,
    /// As it should be.
    pub to: String,
    /// The whole file as it should be.
    pub bytes: Vec<u8>,
}

/// Everything that can be mended, by path.
pub fn mends(archive: &Archive, sources: &Sources) -> Vec<Mend> {
    let waived = |entry: &Entry| entry.waive.has(crate::diag::CheckRule::DocumentShape.code());
    let open = archive.entries.iter().filter(|entry| entry.source.is_own() && !waived(entry));
    let mut mends: Vec<Mend> = open.filter_map(|entry| mend(entry, sources.entry(&entry.source)?)).collect();
    mends.sort_by(|a, b| a.file.cmp(&b.file));
    mends
}

fn mend(entry: &Entry, file: &SourceFile) -> Option<Mend> {
    let from = document::wrong(entry)?;
    let to = document::mended(from)?;
    let place = Located::entry(file).field(&[Step::Key("document_number")]);
    let bytes = replaced(&file.bytes, place, from, &to)?;
    Some(Mend { file: file.path.clone(), place, from: from.to_owned(), to, bytes })
}

/// The bytes of a file with one value in another's stead; `None` where it does not stand there as it is read.
fn replaced(bytes: &[u8], place: Place, from: &str, to: &str) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let before: usize = text[mark..].split_inclusive('\n').take(place.line as usize - 1).map(str::len).sum();
    let line = text[mark + before..].split('\n').next()?;
    let column = line.char_indices().nth(place.column as usize - 1).map(|(i, _)| i)?;
    let value = &line[column..];
    // The value itself, or within quotation marks.
    let lead = value.len() - value.trim_start_matches(['"', '\'']).len();
    let start = mark + before + column + lead;
    text[start..].starts_with(from).then(|| [&bytes[..start], to.as_bytes(), &bytes[start + from.len()..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_value_changes() {
        let place = |line, column| Place { line, column, length: 9 };
        let text = "\u{feff}---\r\n文号: \"甲[2022]5号\" # 甲[2022]5号\r\n";
        let mended = replaced(text.as_bytes(), place(2, 5), "甲[2022]5号", "甲〔2022〕5号").unwrap();
        assert_eq!(String::from_utf8(mended).unwrap(), "\u{feff}---\r\n文号: \"甲〔2022〕5号\" # 甲[2022]5号\r\n");
        assert_eq!(replaced(text.as_bytes(), place(1, 1), "甲[2022]5号", "x"), None);
        assert_eq!(replaced(text.as_bytes(), place(9, 1), "甲[2022]5号", "x"), None);
    }
}
