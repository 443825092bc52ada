//! What `init`, `new` and `import` write: the first files of an archive and of an entry.
//! Never changes a file that is there already.

pub mod choose;

use crate::diag::{Diagnostic, Failure, Fault, Lang, Place};
use crate::import::{self, Field, Line, Note, Syntax};
use crate::load;
use crate::model::branch::BranchTree;
use crate::model::entry::Kind;
use crate::model::keys::{ACTIVITY, AWARD, COMMON, KeyName, REPORT};
use crate::model::{self, date};
use crate::path::SourcePath;
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

/// The text of a file without its first heading: the entry has a title.
fn body(file: &Path) -> Result<String, Failure> {
    let refuse = || Failure::Usage { option: "--from", value: file.display().to_string() };
    let text = import::decode(&load::document(file)?).map_err(|_| refuse())?.text;
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
    let stem = format!("{:04}{:02}{:02}-{slug}", day.year(), day.month(), day.day());
    let names = std::iter::once(stem.clone()).chain((2..1000).map(|n| format!("{stem}-{n}")));
    let free = names.map(|name| folder.join(format!("{name}.md"))).find(|path| !path.exists());
    free.unwrap_or_else(|| folder.join(format!("{stem}.md")))
}

/// What `import` was told about its documents.
#[derive(Clone, Copy, Debug)]
pub struct Import<'a> {
    /// The kind; guessed where absent.
    pub kind: Option<Kind>,
    /// A branch's id or exact name; the archive's first branch, marked as a guess, where absent.
    pub branch: Option<&'a str>,
    /// A date; guessed where absent.
    pub date: Option<&'a str>,
}

/// What `import` did.
#[derive(Debug, Default)]
pub struct Imported {
    /// The entries written.
    pub written: Vec<PathBuf>,
    /// What a person should know, in their language.
    pub notices: Vec<String>,
    /// Documents that could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Turns documents into entries, each by itself: one that cannot be read does not stop the others.
pub fn import(root: &Path, files: &[PathBuf], request: &Import, lang: Lang) -> Result<Imported, Failure> {
    let branches = branches(root)?;
    let usage = |option, value: &str| Failure::Usage { option, value: value.to_owned() };
    let branch = match request.branch {
        Some(word) => branches.find(word.trim()).ok_or_else(|| usage("--branch", word))?.id.to_string(),
        None => branches.all().first().map(|b| b.id.to_string()).unwrap_or_default(),
    };
    let day = request.date.map(|text| date::date(text).map_err(|_| usage("--date", text))).transpose()?;
    let mut imported = Imported::default();
    for file in files {
        let bytes = load::document(file)?;
        let known = Known { kind: request.kind, branch: &branch, branch_given: request.branch.is_some(), day };
        import_one(root, file, &bytes, &known, lang, &mut imported)?;
    }
    Ok(imported)
}

struct Known<'a> {
    kind: Option<Kind>,
    branch: &'a str,
    branch_given: bool,
    day: Option<Date>,
}

fn import_one(
    root: &Path,
    file: &Path,
    bytes: &[u8],
    known: &Known,
    lang: Lang,
    imported: &mut Imported,
) -> Result<(), Failure> {
    let shown = SourcePath::new(file.to_string_lossy());
    let refuse = |fault| Diagnostic::new(&shown, Place::START, fault);
    let extension = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let syntax = match extension.as_str() {
        "txt" | "text" | "" => Syntax::PlainText,
        "md" | "markdown" => Syntax::Markdown,
        _ => {
            imported.diagnostics.push(refuse(Fault::ImportFormat { extension }));
            return Ok(());
        }
    };
    let Ok(decoded) = import::decode(bytes) else {
        imported.diagnostics.push(refuse(Fault::ImportNotText));
        return Ok(());
    };
    if decoded.text.trim().is_empty() {
        imported.diagnostics.push(refuse(Fault::FileEmpty));
        return Ok(());
    }
    let draft = import::draft(&decoded.text, syntax);
    imported.notices.extend(draft.notes.iter().map(|note| notice(file, note, lang)));
    let (text, kind, day) = entry_text(&draft, known, lang);
    let path = free_path(root, kind, day, &slug::slug(&draft.title));
    write::create(&path, text.as_bytes())?;
    imported.written.push(path);
    Ok(())
}

fn notice(file: &Path, note: &Note, lang: Lang) -> String {
    let words = match lang {
        Lang::Chinese => note.chinese(),
        Lang::English => note.english(),
    };
    format!("{}: {words}", file.display())
}

/// The entry's whole text, with its kind and day. What was guessed is marked for a person to confirm.
fn entry_text(draft: &import::Draft, known: &Known, lang: Lang) -> (String, Kind, Date) {
    let kind = known.kind.unwrap_or(match draft.kind {
        import::Kind::Activity => Kind::Activity,
        import::Kind::Award => Kind::Award,
        import::Kind::Report => Kind::Report,
    });
    let found = draft.date.and_then(|(y, m, d)| {
        let (y, m, d) = (i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?);
        Date::new(y, m, d).ok()
    });
    // A document without any date belongs to the end of the year its title names.
    let of_year = draft.year.and_then(|y| Date::new(i16::try_from(y).ok()?, 12, 31).ok());
    let day = known.day.or(found).or(of_year).unwrap_or(Date::constant(1970, 1, 1));
    if let Some(own) = &draft.front_matter {
        return (format!("---\n{}\n---\n\n{}", own.trim_end(), draft.body), kind, day);
    }
    let word = |zh: &str, en: &str| if lang == Lang::Chinese { zh.to_owned() } else { en.to_owned() };
    let mut lines = vec![
        Line::sure(spell("title", lang), Field::Text(draft.title.clone())),
        Line {
            key: spell("kind", lang),
            value: Field::Text(kind_word(kind, lang).to_owned()),
            guessed: known.kind.is_none().then(|| word("由题名推断", "from the title")),
        },
        Line {
            key: spell("date", lang),
            value: Field::Text(day.to_string()),
            guessed: known.day.is_none().then(|| match found {
                Some(_) => word("由正文推断", "from the text"),
                None => word("原文没有日期，请改正", "the document has no date; mend it"),
            }),
        },
    ];
    if let Some(year) = draft.year.filter(|y| *y != i32::from(day.year())) {
        lines.push(Line {
            key: spell("year", lang),
            value: Field::Number(i64::from(year)),
            guessed: Some(word("由题名推断", "from the title")),
        });
    }
    lines.push(Line {
        key: spell("branch", lang),
        value: Field::Text(known.branch.to_owned()),
        guessed: (!known.branch_given).then(|| word("请确认支部", "confirm the branch")),
    });
    (format!("---\n{}---\n\n{}", import::front_matter(&lines), draft.body), kind, day)
}
