//! `dangan import`: the documents and folders that it is given, one after another.
//! Never changes a file that is there, and never passes one over in silence.

use super::earlier::Earlier;
use super::{import_rows, import_texts};
use crate::diag::{Diagnostic, Failure, Fault, Lang, Place};
use crate::import::guess::{self, Named};
use crate::import::{Format, Note, Refusal};
use crate::load::{self, Documents};
use crate::model::branch::Branch;
use crate::model::entry::Kind;
use crate::model::keys::{self, ACTIVITY, AWARD, COMMON, REPORT};
use crate::model::yaml::{self, Value};
use crate::model::{self, date};
use crate::path::SourcePath;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Larger files are no documents.
const LIMIT: u64 = 64 << 20;

/// What becomes of the documents themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Original {
    /// They are copied beside their entries and attached.
    Kept,
    /// They stay where they are.
    Left,
}

/// What becomes of a document that was imported earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// It is told, and nothing is written.
    Told,
    /// It becomes another entry.
    Imported,
}

/// What `import` was told about its documents.
#[derive(Clone, Copy, Debug)]
pub struct Import<'a> {
    /// The kind; guessed where absent.
    pub kind: Option<Kind>,
    /// A branch's id or exact name; guessed where absent.
    pub branch: Option<&'a str>,
    /// A date; guessed where absent.
    pub date: Option<&'a str>,
    /// A file that says which key a column is.
    pub map: Option<&'a Path>,
    /// What becomes of the documents.
    pub original: Original,
    /// What becomes of those that were imported earlier.
    pub repeated: Repeated,
}

/// What a person should know about one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The document.
    pub file: String,
    /// In their language.
    pub text: String,
}

/// What `import` did.
#[derive(Debug, Default)]
pub struct Imported {
    /// The entries written.
    pub written: Vec<PathBuf>,
    /// What a person should know.
    pub notices: Vec<Notice>,
    /// Documents, rows and cells that could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// What holds for every document of a run.
pub(super) struct Job<'a> {
    pub root: &'a Path,
    pub kind: Option<Kind>,
    pub branch: Option<String>,
    pub day: Option<Date>,
    pub branches: Vec<Named>,
    pub map: BTreeMap<String, Option<&'static str>>,
    pub original: Original,
    pub lang: Lang,
}

impl Imported {
    /// Tells a person something about a document.
    pub(super) fn tell(&mut self, file: &Path, note: &Note, lang: Lang) {
        let text = match lang {
            Lang::Chinese => note.chinese(),
            Lang::English => note.english(),
        };
        self.notices.push(Notice { file: file.display().to_string(), text });
    }

    /// Says why a whole document was not read.
    pub(super) fn refuse(&mut self, file: &Path, fault: Fault) {
        let shown = SourcePath::new(file.to_string_lossy());
        self.diagnostics.push(Diagnostic::new(&shown, Place::START, fault));
    }
}

/// Turns documents into entries, each by itself: one that cannot be read does not stop the others.
pub fn import(root: &Path, files: &[PathBuf], request: &Import, lang: Lang) -> Result<Imported, Failure> {
    let sources = load::load(root)?;
    let tree = model::branches(&sources);
    let usage = |option, value: &str| Failure::Usage { option, value: value.to_owned() };
    let find = |word: &str| tree.find(word.trim()).map(|b| b.id.to_string()).ok_or_else(|| usage("--branch", word));
    let mut imported = Imported::default();
    let map = request.map.map_or(Ok(Ok(BTreeMap::new())), read_map)?;
    let map = match map {
        Ok(map) => map,
        Err(faults) => {
            imported.diagnostics = faults;
            return Ok(imported);
        }
    };
    let job = Job {
        root,
        kind: request.kind,
        branch: request.branch.map(find).transpose()?,
        day: request.date.map(|text| date::date(text).map_err(|_| usage("--date", text))).transpose()?,
        branches: tree.all().iter().map(named).collect(),
        map,
        original: request.original,
        lang,
    };
    let found = load::documents(root, files)?;
    tell_skipped(&found, &mut imported, lang);
    let mut earlier = (request.repeated == Repeated::Told).then(|| Earlier::of(&sources));
    for file in &found.files {
        import_one(file, files.contains(file), &job, earlier.as_mut(), &mut imported)?;
    }
    Ok(imported)
}

fn named(branch: &Branch) -> Named {
    let parent = branch.parent.as_ref().map(ToString::to_string);
    Named { id: branch.id.to_string(), name: branch.name.clone(), parent }
}

/// What office programs leave behind is no document, and a folder that cannot be listed is a fault.
fn tell_skipped(found: &Documents, imported: &mut Imported, lang: Lang) {
    for file in &found.debris {
        imported.tell(file, &Note::Skipped, lang);
    }
    for (folder, error) in &found.unread {
        imported.refuse(folder, Fault::FileUnreadable { reason: error.to_string() });
    }
}

/// Formats of older programs, whose files hold what somebody wants imported.
fn is_old_document(extension: &str) -> bool {
    matches!(extension, "doc" | "wps" | "wpt" | "dot" | "rtf" | "odt" | "xls" | "et" | "ett" | "ods")
}

fn import_one(
    file: &Path,
    named: bool,
    job: &Job,
    earlier: Option<&mut Earlier>,
    imported: &mut Imported,
) -> Result<(), Failure> {
    let extension = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    // Below a folder, a file without extension is anything.
    let format = Format::of(&extension).filter(|_| named || !extension.is_empty());
    let Some(format) = format else {
        if named || is_old_document(&extension) {
            imported.refuse(file, Fault::ImportFormat { extension });
        } else {
            imported.tell(file, &Note::Skipped, job.lang);
        }
        return Ok(());
    };
    let bytes = match load::document(file, LIMIT) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let megabytes = LIMIT >> 20;
            imported.refuse(file, Fault::FileTooLarge { megabytes: megabytes + 1, limit: megabytes });
            return Ok(());
        }
        Err(error) => {
            imported.refuse(file, Fault::FileUnreadable { reason: error.to_string() });
            return Ok(());
        }
    };
    if let Some(path) = earlier.as_ref().and_then(|earlier| earlier.find(job.root, &bytes)) {
        imported.refuse(file, Fault::ImportTwice { earlier: path.to_string() });
        return Ok(());
    }
    let before = imported.written.len();
    let result = match format {
        Format::Xlsx | Format::Csv => import_rows::import(file, format, &bytes, job, imported)?,
        _ => import_texts::import(file, format, &bytes, job, imported)?,
    };
    if let Err(why) = result {
        let fault = if why == Refusal::NotText { Fault::ImportNotText } else { Fault::ImportRefused { why } };
        imported.refuse(file, fault);
    }
    if let Some((earlier, entry)) = earlier.zip(imported.written.get(before)) {
        let shown = entry.strip_prefix(job.root).unwrap_or(entry);
        earlier.add(&bytes, SourcePath::new(shown.to_string_lossy().replace('\\', "/")));
    }
    Ok(())
}

/// Heading → key, or nothing where a column stays in the text; or the faults of the file.
type Mapped = Result<BTreeMap<String, Option<&'static str>>, Vec<Diagnostic>>;

/// Reads a file of `heading: key`.
fn read_map(file: &Path) -> Result<Mapped, Failure> {
    let bytes = load::document(file, LIMIT).map_err(Failure::io(file))?.unwrap_or_default();
    let path = SourcePath::new(file.to_string_lossy());
    let Ok(decoded) = crate::import::decode(&bytes) else {
        return Ok(Err(vec![Diagnostic::new(&path, Place::START, Fault::ImportNotText)]));
    };
    Ok(yaml::parse(&path, &decoded.text, 1, |_| false).and_then(|node| mapped(&path, &node)))
}

fn mapped(path: &SourcePath, node: &yaml::Node) -> Mapped {
    let Value::Map(pairs) = &node.value else {
        let fault = Fault::WrongType {
            key: crate::diag::KeyWords::new("--map", "--map"),
            expected: crate::diag::Expected::Record,
        };
        return Err(vec![Diagnostic::new(path, node.place, fault)]);
    };
    let mut map = BTreeMap::new();
    let mut faults = Vec::new();
    for (heading, value) in pairs {
        let heading_text: String = heading.text.split_whitespace().collect();
        match &value.value {
            Value::Null => {
                map.insert(heading_text, None);
            }
            Value::Scalar(word) => match key_of(word.trim()) {
                Some(key) => {
                    map.insert(heading_text, Some(key));
                }
                None => faults.push(Diagnostic::new(path, value.place, unknown(word.trim()))),
            },
            _ => faults.push(Diagnostic::new(path, value.place, unknown(&heading.text))),
        }
    }
    if faults.is_empty() { Ok(map) } else { Err(faults) }
}

fn unknown(word: &str) -> Fault {
    let tables = [COMMON, ACTIVITY, AWARD, REPORT];
    Fault::UnknownKey { key: word.to_owned(), nearest: keys::nearest(word, keys::spellings(&tables)) }
}

/// The key that a word is in either language.
pub(super) fn key_of(word: &str) -> Option<&'static str> {
    [COMMON, ACTIVITY, AWARD, REPORT].iter().find_map(|table| keys::canonical(table, word))
}

/// Whether a kind has a key.
pub(super) fn has_key(kind: Kind, key: &str) -> bool {
    let own = match kind {
        Kind::Activity => ACTIVITY,
        Kind::Award => AWARD,
        Kind::Report => REPORT,
    };
    [COMMON, own].iter().any(|table| keys::canonical(table, key).is_some())
}

/// A guess as the model's type.
pub(super) fn kind_of(kind: guess::Kind) -> Kind {
    match kind {
        guess::Kind::Activity => Kind::Activity,
        guess::Kind::Award => Kind::Award,
        guess::Kind::Report => Kind::Report,
    }
}

/// The same the other way.
pub(super) fn guessed_kind(kind: Kind) -> guess::Kind {
    match kind {
        Kind::Activity => guess::Kind::Activity,
        Kind::Award => guess::Kind::Award,
        Kind::Report => guess::Kind::Report,
    }
}
