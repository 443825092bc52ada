//! What the form changes: an entry saved, a file put beside it, a document imported. Never leaves `content/`, never
//! replaces a file that changed since it was read, and nothing but an entry at all.

use super::asked::{self, Asked, OnFaults};
use super::{Answer, Desk, told};
use crate::diag::{self, Diagnostic, Lang};
use crate::edit::form;
use crate::edit::layout::Layout;
use crate::edit::splice::splice;
use crate::edit::{Value, file_name, without_mark};
use crate::fingerprint::hex;
use crate::live::Live;
use crate::load::refresh::Touched;
use crate::load::{self, SourceFile};
use crate::model::Entry;
use crate::model::date;
use crate::model::entry::Kind;
use crate::path::SourcePath;
use crate::scaffold::{self, Repeated};
use crate::stamp::Stamp;
use crate::write;
use hyper::StatusCode;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::Path;

/// An entry's text, and the file that it is of.
struct Base {
    /// `None` for an entry that is new.
    path: Option<SourcePath>,
    text: String,
    hash: String,
}

/// The text that a person would have now, judged.
struct Draft {
    base: Base,
    text: String,
    faults: Vec<Diagnostic>,
    entry: Option<Entry>,
}

/// The form of an entry, or of a new one.
pub fn open(desk: &Desk, path: Option<&str>, kind: Option<&str>) -> Answer {
    let base = match base(desk, path, kind) {
        Ok(base) => base,
        Err(answer) => return answer,
    };
    let live = desk.live();
    let mut view = told::form(&base.text, live.memory().branches(), desk.lang);
    view["hash"] = json!(base.hash);
    view["path"] = json!(base.path);
    view["page"] = json!(base.path.as_ref().and_then(|path| page(&live, path)));
    Answer::ok(view)
}

/// The address of an entry's page in the site.
fn page(live: &Live, path: &SourcePath) -> Option<String> {
    let parsed = live.memory().parsed().find(|(p, _)| *p == path)?.1?;
    live.site()?.has(parsed.id.page().as_str()).then(|| format!("/{}", parsed.id.page()))
}

/// What the model says of the form as it is, and how its body would look.
pub fn draft(desk: &Desk, asked: &Asked) -> Answer {
    match judge(desk, asked) {
        Err(answer) => answer,
        Ok(draft) => Answer::ok(json!({
            "faults": told::faults(&draft.text, &draft.faults, desk.lang),
            "preview": draft.entry.map(|entry| entry.body.read().html.clone()),
            "changed": draft.base.hash != asked.hash,
        })),
    }
}

/// Writes the form into the entry's file.
pub fn save(desk: &Desk, asked: &Asked) -> Answer {
    let _one = desk.alone();
    let draft = match judge(desk, asked) {
        Ok(draft) => draft,
        Err(answer) => return answer,
    };
    if draft.base.hash != asked.hash {
        let told = json!({ "theirs": without_mark(&draft.base.text).1, "yours": without_mark(&draft.text).1, "hash": draft.base.hash });
        return Answer::new(StatusCode::CONFLICT, told);
    }
    let faults = told::faults(&draft.text, &draft.faults, desk.lang);
    if diag::any_error(&draft.faults) && asked.faults == OnFaults::Stop {
        return Answer::new(StatusCode::UNPROCESSABLE_ENTITY, json!({ "faults": faults }));
    }
    let path = match put(desk, &draft) {
        Ok(path) => path,
        Err(answer) => return answer,
    };
    desk.tell(&path);
    let page = page(&desk.live(), &path);
    Answer::ok(json!({ "path": path, "hash": sha256(draft.text.as_bytes()), "faults": faults, "page": page }))
}

/// Between the look at the file and its replacement lie microseconds; another program's save in them is lost.
fn put(desk: &Desk, draft: &Draft) -> Result<SourcePath, Answer> {
    let bytes = draft.text.as_bytes();
    if let Some(path) = &draft.base.path {
        write::replace(&desk.root.join(path.as_str()), bytes).map_err(|failure| desk.failed(&failure))?;
        return Ok(path.clone());
    }
    let path = new_path(&desk.root, &draft.text).ok_or_else(|| desk.refuse(Refusal::NoName))?;
    refuse_links(desk, &path)?;
    write::create(&desk.root.join(path.as_str()), bytes).map_err(|failure| desk.failed(&failure))?;
    Ok(path)
}

fn judge(desk: &Desk, asked: &Asked) -> Result<Draft, Answer> {
    let base = base(desk, asked.path.as_deref(), asked.kind.as_deref())?;
    let text = if let Some(text) = &asked.text {
        whole(&base.text, text)
    } else {
        let changes = asked.changes().ok_or_else(|| desk.refuse(Refusal::NoKey))?;
        splice(&base.text, &changes)
            .map_err(|reason| Answer::error(StatusCode::UNPROCESSABLE_ENTITY, told::unfit(reason, desk.lang)))?
    };
    let path = base.path.clone().or_else(|| new_path(&desk.root, &text));
    let path = path.unwrap_or_else(|| SourcePath::new("content/new/0000/new.md"));
    let file = SourceFile::new(path, text.clone().into_bytes(), Stamp::default());
    let live = desk.live();
    let (entry, faults) = live.memory().draft(live.sources(), &file);
    Ok(Draft { base, text, faults, entry })
}

/// The whole text as a person gave it, with the mark and the line ends that the file has.
fn whole(old: &str, new: &str) -> String {
    let (mark, bare) = without_mark(old);
    let lines = if bare.contains("\r\n") { new.replace('\n', "\r\n") } else { new.to_owned() };
    format!("{mark}{lines}")
}

fn base(desk: &Desk, path: Option<&str>, kind: Option<&str>) -> Result<Base, Answer> {
    let Some(path) = path else {
        let kind = kind.and_then(asked::kind).ok_or_else(|| desk.refuse(Refusal::NoKind))?;
        let text = form::blank(kind, desk.lang == Lang::Chinese);
        return Ok(Base { path: None, text, hash: String::new() });
    };
    let path = entry(desk, path)?;
    let bytes = load::bytes(&desk.root, &path).map_err(|failure| desk.failed(&failure))?;
    let hash = sha256(&bytes);
    let text = String::from_utf8(bytes).map_err(|_| desk.refuse(Refusal::NotUtf8))?;
    Ok(Base { path: Some(path), text, hash })
}

/// An entry that the archive has, on a way without links. No other path is ever touched.
fn entry(desk: &Desk, path: &str) -> Result<SourcePath, Answer> {
    let path = SourcePath::new(path);
    let known = path.is_own() && desk.live().sources().entry(&path).is_some();
    let path = known.then_some(path).ok_or_else(|| desk.refuse(Refusal::NoEntry))?;
    refuse_links(desk, &path).map(|()| path)
}

fn refuse_links(desk: &Desk, path: &SourcePath) -> Result<(), Answer> {
    if load::is_plain(&desk.root, path) { Ok(()) } else { Err(desk.refuse(Refusal::Link)) }
}

/// Where a new entry goes, by its kind, title and date.
fn new_path(root: &Path, text: &str) -> Option<SourcePath> {
    let layout = Layout::of(without_mark(text).1).ok()?;
    let text_of = |name| match form::value(&layout, name).1 {
        Value::Text(text) => Some(text).filter(|text| !text.is_empty()),
        _ => None,
    };
    let kind: Kind = layout.kind()?;
    let day = date::date(&text_of("date")?).ok()?;
    source_path(root, &scaffold::entry_path(root, kind, day, &text_of("title")?))
}

fn source_path(root: &Path, disk: &Path) -> Option<SourcePath> {
    let parts: Option<Vec<&str>> = disk.strip_prefix(root).ok()?.components().map(|c| c.as_os_str().to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

/// Puts a dropped file beside an entry, under a name of its own.
pub fn attach(desk: &Desk, path: &str, name: &str, bytes: &[u8]) -> Answer {
    let _one = desk.alone();
    let placed = entry(desk, path).and_then(|entry| place_file(desk, &entry, name, bytes));
    match placed {
        Err(answer) => answer,
        Ok(path) => {
            desk.tell(&path);
            Answer::ok(json!({ "name": path.file_name(), "photo": file_name::is_photo(path.file_name()) }))
        }
    }
}

fn place_file(desk: &Desk, entry: &SourcePath, name: &str, bytes: &[u8]) -> Result<SourcePath, Answer> {
    let name = file_name::safe(name).ok_or_else(|| desk.refuse(Refusal::FileName))?;
    let mut taken = load::neighbours(&desk.root, entry);
    // The settings' own names, where an entry lies beside them.
    taken.insert(String::from("catalogue.csv"));
    let name = file_name::free(&name, &taken).ok_or_else(|| desk.refuse(Refusal::FileName))?;
    let path = entry.join(&name).ok_or_else(|| desk.refuse(Refusal::FileName))?;
    refuse_links(desk, &path)?;
    write::create(&desk.root.join(path.as_str()), bytes).map_err(|failure| desk.failed(&failure))?;
    Ok(path)
}

/// Imports a dropped document as the command does.
pub fn import(desk: &Desk, name: &str, bytes: &[u8], repeated: Repeated) -> Answer {
    let _one = desk.alone();
    // `import` goes by the ending, and tells of those that it does not know.
    let name = match name.rsplit_once('.').map(|(stem, ending)| (stem, ending.to_lowercase())) {
        Some((stem, ending)) if matches!(ending.as_str(), "md" | "markdown") => {
            file_name::safe(stem).map(|stem| format!("{stem}.{ending}"))
        }
        _ => file_name::safe(name),
    };
    let Some(name) = name else { return desk.refuse(Refusal::FileName) };
    let answer = imported(desk, &name, bytes, repeated);
    write::clear_dropped(&desk.root);
    answer
}

fn imported(desk: &Desk, name: &str, bytes: &[u8], repeated: Repeated) -> Answer {
    let original = scaffold::Original::Kept;
    let request = scaffold::Import { kind: None, branch: None, date: None, map: None, original, repeated };
    let outcome = write::drop_document(&desk.root, name, bytes)
        .and_then(|file| scaffold::import(&desk.root, &[file], &request, desk.lang));
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(failure) => return desk.failed(&failure),
    };
    let written: Vec<SourcePath> = outcome.written.iter().filter_map(|disk| source_path(&desk.root, disk)).collect();
    for path in &written {
        desk.tell(path);
    }
    // The document lay in a folder of ours, which is no news to anybody.
    let notices: Vec<&str> = outcome.notices.iter().map(|notice| notice.text.as_str()).collect();
    let entries: Vec<_> = written.iter().map(|path| json!({ "path": path, "guessed": guessed(desk, path) })).collect();
    Answer::ok(
        json!({ "entries": entries, "notices": notices, "faults": diag::to_json(&outcome.diagnostics, desk.lang) }),
    )
}

/// What was guessed of an entry: the key, its value as written, the reason.
fn guessed(desk: &Desk, path: &SourcePath) -> Vec<[String; 3]> {
    let text = load::bytes(&desk.root, path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let Ok(layout) = Layout::of(&text) else { return Vec::new() };
    let value = |name| layout.pair(name).map_or("", |pair| &layout.text[pair.inline.clone()]).to_owned();
    let found = form::guessed(&layout).into_iter();
    found.map(|(name, reason)| [told::label(name, desk.lang).to_owned(), value(name), reason]).collect()
}

/// What `check` says, with the entry of each finding that has one.
pub fn check(desk: &Desk) -> Answer {
    let (sources, found) = match (desk.check)(&desk.root) {
        Ok(checked) => checked,
        Err(failure) => return desk.failed(&failure),
    };
    let views = diag::to_json(&found, desk.lang).into_iter().zip(&found);
    let faults: Vec<_> =
        views.map(|(view, d)| json!({ "fault": view, "entry": sources.entry(&d.file).is_some() })).collect();
    Answer::ok(json!({ "entries": sources.entries.len(), "faults": faults }))
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Marks the file as one that was touched.
pub fn touched(path: &SourcePath) -> Touched {
    Touched { paths: [path.clone()].into(), rescan: false }
}

/// Why a request that may be made cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such entry.
    NoEntry,
    /// There is no such kind.
    NoKind,
    /// There is no such key.
    NoKey,
    /// A link is on the way.
    Link,
    /// The file is in another encoding.
    NotUtf8,
    /// A new entry has no title or no date, which name its file.
    NoName,
    /// The file's name cannot be used.
    FileName,
    /// The body is too long.
    TooLarge,
    /// The body is not what it should be.
    NotUnderstood,
}

impl Refusal {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Refusal::NoEntry => StatusCode::NOT_FOUND,
            Refusal::Link => StatusCode::FORBIDDEN,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::NoKind | Refusal::NoKey | Refusal::NotUnderstood => StatusCode::BAD_REQUEST,
            Refusal::NotUtf8 | Refusal::NoName | Refusal::FileName => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// What a person is told.
    #[rustfmt::skip]
    pub fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Refusal::NoEntry, Lang::Chinese) => "档案里没有这个条目，可能已经改名或删除；请回到条目列表",
            (Refusal::NoEntry, Lang::English) => "the archive has no such entry; go back to the list",
            (Refusal::NoKind, Lang::Chinese) => "请先选类型：活动、荣誉或报告",
            (Refusal::NoKind, Lang::English) => "choose a kind: activity, award or report",
            (Refusal::NoKey | Refusal::NotUnderstood, Lang::Chinese) => "没有看懂这个请求；请刷新页面再试",
            (Refusal::NoKey | Refusal::NotUnderstood, Lang::English) => "the request was not understood; reload the page",
            (Refusal::Link, Lang::Chinese) => "这个文件或它所在的文件夹是链接，为免写到档案外面，没有改；请到真正的位置去改",
            (Refusal::Link, Lang::English) => "the file or a folder above it is a link; nothing was written through it",
            (Refusal::NotUtf8, Lang::Chinese) => "这个文件不是 UTF-8 编码（多半是 GBK），没有改它；请在记事本或 WPS 里另存为 UTF-8 再打开",
            (Refusal::NotUtf8, Lang::English) => "the file is not UTF-8 and was left as it is; save it as UTF-8 first",
            (Refusal::NoName, Lang::Chinese) => "新条目要有标题和日期才能保存：文件名由它们而来",
            (Refusal::NoName, Lang::English) => "a new entry needs a title and a date, which name its file",
            (Refusal::FileName, Lang::Chinese) => "这个文件名不能用；请改名再放进来。Markdown 文档（.md）请用“导入”",
            (Refusal::FileName, Lang::English) => "this file name cannot be used; rename the file. Import Markdown documents instead",
            (Refusal::TooLarge, Lang::Chinese) => "文件太大，没有收下：一次最多 64 MB。照片请先缩小，录像请另存",
            (Refusal::TooLarge, Lang::English) => "too large: at most 64 MB at a time",
        }
    }
}
