//! One source file → front matter and body text, both with their places.
//! Independent of every other file; never renders Markdown.

use super::entry::FrontMatter;
use super::fields::Faults;
use super::{front_matter, keys, yaml};
use crate::diag::{Diagnostic, Fault, Place, count};
use crate::load::SourceFile;
use crate::path::{EntryId, SourcePath};
use crate::slug;
use std::ops::Range;
use std::sync::Arc;

/// An entry's file, parsed.
#[derive(Debug)]
pub struct Parsed {
    /// The file.
    pub path: SourcePath,
    /// Its SHA-256 in hex.
    pub sha256: Arc<str>,
    /// The id it will have.
    pub id: EntryId,
    /// Its front matter.
    pub matter: FrontMatter,
    /// The Markdown below the front matter.
    pub body: String,
    /// The line on which the body begins, from 1.
    pub body_line: u32,
}

/// The text of a file without its byte order mark.
pub fn text(file: &SourceFile) -> Result<&str, Vec<Diagnostic>> {
    match simdutf8::compat::from_utf8(&file.bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}')),
        Err(error) => {
            let good = String::from_utf8_lossy(&file.bytes[..error.valid_up_to()]);
            let good = good.trim_start_matches('\u{feff}');
            let place = Place::at_offset(good, good.len(), 1);
            Err(vec![Diagnostic::new(&file.path, place, Fault::FileNotUtf8)])
        }
    }
}

/// Parses one entry's file; the entry is `None` where too little of it could be read.
pub fn parse(file: &SourceFile) -> (Option<Parsed>, Vec<Diagnostic>) {
    let text = match text(file) {
        Ok(text) => text,
        Err(faults) => return (None, faults),
    };
    let parts = match split(text) {
        Ok(parts) => parts,
        Err((place, fault)) => return (None, vec![Diagnostic::new(&file.path, place, fault)]),
    };
    let node = match yaml::parse(&file.path, parts.yaml, parts.yaml_line, keys::is_key) {
        Ok(node) => node,
        Err(faults) => return (None, faults),
    };
    let mut faults = Faults::new(&file.path);
    let matter = front_matter::read(&node, &mut faults);
    let parsed = matter.map(|matter| Parsed {
        path: file.path.clone(),
        sha256: file.sha256.clone(),
        id: id(&file.path, &matter),
        body: parts.body.to_owned(),
        body_line: parts.body_line,
        matter,
    });
    (parsed, faults.into_vec())
}

/// `<kind plural>/<year>/<slug>`, a member's `<kind plural>/<year>/<member>-<slug>`, the slug from the file's name where none is given.
fn id(path: &SourcePath, matter: &FrontMatter) -> EntryId {
    let slug = matter.slug.clone().unwrap_or_else(|| slug::slug(path.stem()));
    let own = format!("{}/{}/{slug}", matter.kind.plural(), matter.year);
    EntryId::new(path.in_member().map_or(own.clone(), |(member, _)| member.entry(&own)))
}

/// The front matter and the body of an entry's text, as written; `None` where it has no front matter.
pub fn halves(text: &str) -> Option<(&str, &str)> {
    parts(text).map(|parts| (parts.yaml, parts.body))
}

/// Where the parts of an entry's text stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sections {
    /// The front matter without its `---` lines, in bytes.
    pub yaml: Range<usize>,
    /// The line on which it begins, from 1.
    pub yaml_line: u32,
    /// Everything below the front matter, in bytes.
    pub body: Range<usize>,
    /// The line on which it begins, from 1.
    pub body_line: u32,
}

/// Finds the parts of an entry's text, which has no byte order mark.
pub fn sections(text: &str) -> Result<Sections, (Place, Fault)> {
    split(text).map(|parts| Sections {
        yaml: parts.yaml_start..parts.yaml_start + parts.yaml.len(),
        yaml_line: parts.yaml_line,
        body: text.len() - parts.body.len()..text.len(),
        body_line: parts.body_line,
    })
}

/// The two, and where each begins; `None` where the text has no front matter.
pub fn parts(text: &str) -> Option<Parts<'_>> {
    split(text).ok()
}

/// The front matter and the body of an entry's text, as written.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Between the two lines `---`.
    pub yaml: &'a str,
    /// Where that begins, in bytes.
    pub yaml_start: usize,
    /// Its first line, from 1.
    pub yaml_line: u32,
    /// Behind the second.
    pub body: &'a str,
    /// Its first line, from 1.
    pub body_line: u32,
}

/// Divides a file at its two `---` lines; blank lines before the first are passed over.
fn split(text: &str) -> Result<Parts<'_>, (Place, Fault)> {
    if text.trim().is_empty() {
        return Err((Place::START, Fault::FileEmpty));
    }
    let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    let mut opening = 0;
    let open = lines.by_ref().find(|(_, line)| {
        opening += 1;
        !line.trim().is_empty()
    });
    let Some((open_start, _)) = open.filter(|(_, line)| line.trim_end() == "---") else {
        let place = Place { line: count(opening), column: 1, length: 1 };
        return Err((place, Fault::NoFrontMatter));
    };
    let place = Place { line: count(opening), column: 1, length: 3 };
    let Some((close_start, close)) = lines.find(|(_, line)| line.trim_end() == "---") else {
        return Err((place, Fault::UnterminatedFrontMatter));
    };
    let yaml_start = open_start + text[open_start..].find('\n').map_or(0, |i| i + 1);
    let yaml = &text[yaml_start..close_start];
    let yaml_line = count(opening) + 1;
    Ok(Parts {
        yaml,
        yaml_start,
        yaml_line,
        body: &text[close_start + close.len()..],
        body_line: yaml_line + count(yaml.matches('\n').count()) + 1,
    })
}
