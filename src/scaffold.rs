//! What `init`, `new` and `import` write: the first files of an archive and of an entry.
//! Never changes a file that is there already.

pub mod choose;
mod earlier;
mod import_files;
mod import_rows;
mod import_texts;

pub use import_files::{Import, Imported, Notice, Original, Repeated, import};

use crate::diag::{Failure, Lang};
use crate::import::{self, Field, Line};
use crate::load;
use crate::model::branch::BranchTree;
use crate::model::entry::Kind;
use crate::model::keys::{ACTIVITY, AWARD, COMMON, KeyName, REPORT};
use crate::model::{self, date};
use crate::slug;
use crate::write;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// The small archive that `init` writes.
const ARCHIVE: &[(&str, &str)] = &[
    ("content/site.yaml", include_str!("scaffold/archive/content/site.yaml")),
    ("content/branches.yaml", include_str!("scaffold/archive/content/branches.yaml")),
    (
        "content/activities/2024/20240315-zhuti-dangri.md",
        include_str!("scaffold/archive/content/activities/2024/20240315-zhuti-dangri.md"),
    ),
    (
        "content/awards/2024/20240701-xianjin.md",
        include_str!("scaffold/archive/content/awards/2024/20240701-xianjin.md"),
    ),
    (
        "content/reports/2024/20241220-shuzhi.md",
        include_str!("scaffold/archive/content/reports/2024/20241220-shuzhi.md"),
    ),
];

/// Writes a small working archive into a folder that has no `content/` yet.
pub fn init(folder: &Path) -> Result<(), Failure> {
    let content = folder.join("content");
    if content.exists() {
        return Err(Failure::Exists(content));
    }
    for (path, text) in ARCHIVE {
        write::create(&folder.join(path), text.as_bytes())?;
    }
    Ok(())
}

/// What `new` was asked for.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// The kind.
    pub kind: Kind,
    /// The title.
    pub title: &'a str,
    /// A branch's id or exact name.
    pub branch: &'a str,
    /// A date in any spelling.
    pub date: &'a str,
    /// A file whose text the entry begins with.
    pub from: Option<&'a Path>,
}

/// Writes a scaffolded entry and returns its path.
pub fn new_entry(root: &Path, request: &NewEntry, lang: Lang) -> Result<PathBuf, Failure> {
    let usage = |option, value: &str| Failure::Usage { option, value: value.to_owned() };
    let day = date::date(request.date).map_err(|_| usage("--date", request.date))?;
    if request.title.trim().is_empty() {
        return Err(usage("--title", request.title));
    }
    let branches = branches(root)?;
    let branch = branches.find(request.branch.trim()).ok_or_else(|| usage("--branch", request.branch))?;
    let body = request.from.map(body).transpose()?.unwrap_or_default();
    let text = new_text(request, branch.id.as_str(), day, lang) + &body;
    let path = free_path(root, request.kind, day, &slug::slug(request.title));
    write::create(&path, text.as_bytes())?;
    Ok(path)
}

/// A text that a new entry begins with is no larger, in bytes.
const LONGEST_TEXT: u64 = 4 << 20;

/// The text of a file without its first heading: the entry has a title.
fn body(file: &Path) -> Result<String, Failure> {
    let refuse = || Failure::Usage { option: "--from", value: file.display().to_string() };
    let bytes = load::document(file, LONGEST_TEXT).map_err(Failure::io(file))?.ok_or_else(refuse)?;
    let text = import::decode(&bytes).map_err(|_| refuse())?.text;
    let rest = if text.starts_with("# ") { text.split_once('\n').map_or("", |(_, rest)| rest) } else { &text };
    Ok(format!("{}\n", rest.trim()))
}

/// The branches of a project, whose other faults are passed over.
pub fn branches(root: &Path) -> Result<BranchTree, Failure> {
    let sources = load::load(root)?;
    Ok(model::branches(&sources))
}

/// The text of a new entry: what is known, then every other key of the kind as a comment to fill in.
fn new_text(request: &NewEntry, branch: &str, day: Date, lang: Lang) -> String {
    let key = |name: &'static str| spell(name, lang);
    let known = [
        Line::sure(key("title"), Field::Text(request.title.trim().to_owned())),
        Line::sure(key("kind"), Field::Text(kind_word(request.kind, lang).to_owned())),
        Line::sure(key("date"), Field::Text(day.to_string())),
        Line::sure(key("branch"), Field::Text(branch.to_owned())),
    ];
    let mut text = String::from("---\n");
    text.push_str(&import::front_matter(&known));
    let own = match request.kind {
        Kind::Activity => ACTIVITY,
        Kind::Award => AWARD,
        Kind::Report => REPORT,
    };
    let given = |name: &'static str| known.iter().any(|line| line.key == spell(name, lang));
    for (name, alias) in own.iter().chain(COMMON).filter(|(name, _)| !given(name)) {
        let word = if lang == Lang::Chinese { alias } else { name };
        text.push_str("# ");
        text.push_str(word);
        text.push_str(":\n");
    }
    text.push_str("---\n\n");
    text
}

fn spell(name: &'static str, lang: Lang) -> &'static str {
    let tables: [&[KeyName]; 4] = [COMMON, ACTIVITY, AWARD, REPORT];
    let found = tables.iter().flat_map(|t| t.iter()).find(|(n, _)| *n == name);
    match (lang, found) {
        (Lang::Chinese, Some((_, alias))) => alias,
        _ => name,
    }
}

fn kind_word(kind: Kind, lang: Lang) -> &'static str {
    match (lang, kind) {
        (Lang::English, kind) => kind.word(),
        (Lang::Chinese, Kind::Activity) => "活动",
        (Lang::Chinese, Kind::Award) => "荣誉",
        (Lang::Chinese, Kind::Report) => "报告",
    }
}

/// Where a new entry with this title and date goes.
pub fn entry_path(root: &Path, kind: Kind, day: Date, title: &str) -> PathBuf {
    free_path(root, kind, day, &slug::slug(title))
}

/// `content/<plural>/<year>/<yyyymmdd>-<slug>.md`, numbered where that is taken.
fn free_path(root: &Path, kind: Kind, day: Date, slug: &str) -> PathBuf {
    let folder = root.join("content").join(kind.plural()).join(day.year().to_string());
    let stem = dated(day, slug);
    let free = stems(&stem).map(|name| folder.join(format!("{name}.md"))).find(|path| !path.exists());
    free.unwrap_or_else(|| folder.join(format!("{stem}.md")))
}

/// `<yyyymmdd>-<slug>`
fn dated(day: Date, slug: &str) -> String {
    format!("{:04}{:02}{:02}-{slug}", day.year(), day.month(), day.day())
}

/// A stem, then the same with numbers. Each is its own slug: an address is never cut shorter than its file's name,
/// so two files have two addresses.
fn stems(stem: &str) -> impl Iterator<Item = String> {
    let whole = slug::slug(stem);
    let numbered = whole.clone();
    std::iter::once(whole).chain((2..100_000).map(move |n| {
        let end = format!("-{n}");
        format!("{}{end}", slug::cut(&numbered, slug::LIMIT - end.len()))
    }))
}
