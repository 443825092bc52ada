//! The records in a snapshot of this program's own: catalogue, sources, pages and what else lies there.
//! Pure: never reads a file, and never judges a bag that another program made.

use super::bag::{self, Bag, Listed, Texts};
use super::container::Member;
use super::digest::{Algorithm, Digests};
use super::html::{self, Target};
use super::list::{List, Role};
use super::name::Names;
use crate::diag::{BagFault, Diagnostic, RecordFault};
use crate::fingerprint::hex;
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The catalogue in JSON.
pub const CATALOGUE: &str = "data/catalogue.json";

/// The site's own list of entries.
pub const ARCHIVE: &str = "data/site/archive.json";

/// What a snapshot has beside its manifests.
const PARTS: [&str; 13] = [
    "bagit.txt",
    "bag-info.txt",
    "README.txt",
    bag::SM3_LIST,
    "manifest-sha256.txt",
    "manifest-sha512.txt",
    "tagmanifest-sha256.txt",
    "tagmanifest-sha512.txt",
    "data/catalogue.csv",
    "data/catalogue.xml",
    CATALOGUE,
    ARCHIVE,
    "data/site/index.html",
];

/// The snapshots that it was gathered from, each whole in a folder of its own.
const MEMBERS: &str = "data/members/";

/// Formats that will still open in decades: texts, tables, pictures, documents, sound and film that DA/T 70 and
/// GB/T 18894 name, and what the site is made of.
const FORMATS: &[&str] = &[
    "html", "css", "js", "json", "xml", "txt", "svg", "csv", "md", "yaml", "yml", "config", "ico", "woff2", "jpg",
    "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "pdf", "ofd", "doc", "docx", "xls", "xlsx", "ppt", "pptx",
    "wps", "et", "dps", "rtf", "odt", "ods", "odp", "wav", "mp3", "mp4", "avi", "mov",
];

/// What was seen in one file while it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether a file that should be UTF-8 text is.
    pub is_text: bool,
    /// Whether a page begins as one.
    pub has_doctype: bool,
    /// What a page links to and the bag does not have, each once, in order.
    pub broken: BTreeSet<String>,
    /// One of the two lists of entries, or why it is none.
    pub records: Option<Result<Value, String>>,
}

/// What a file of our own must be looked into for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Its checksums are all.
    Nothing,
    /// Whether it is text.
    Text,
    /// A page of the site.
    Page,
    /// One of the lists of entries.
    Records,
}

/// What to look into a payload file for.
pub fn look(path: &str) -> Look {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        _ if matches!(path, CATALOGUE | ARCHIVE) => Look::Records,
        "html" if path.starts_with("data/site/") => Look::Page,
        "html" | "json" | "xml" | "csv" | "md" | "yaml" if !path.starts_with("data/content/") => Look::Text,
        "md" | "yaml" => Look::Text,
        _ => Look::Nothing,
    }
}

/// What one file's bytes show, in a bag of these files.
pub fn see(path: &str, look: Look, bytes: &[u8], names: &Names) -> Seen {
    let text = simdutf8::basic::from_utf8(bytes);
    let mut seen = Seen { is_text: text.is_ok(), ..Seen::default() };
    match (look, text) {
        (Look::Page, Ok(page)) => {
            let start: String = page.trim_start_matches('\u{feff}').trim_start().chars().take(14).collect();
            seen.has_doctype = start.eq_ignore_ascii_case("<!doctype html");
            let links = html::links(page);
            let files = links.iter().filter_map(|link| leads(path, link));
            seen.broken = files.filter(|file| names.exact(file).is_none()).collect();
        }
        (Look::Records, _) => seen.records = Some(parse(bytes)),
        _ => {}
    }
    seen
}

/// The file in the bag that a link needs; the address itself where it can mean none.
fn leads(page: &str, link: &str) -> Option<String> {
    match html::resolve(page, link) {
        Target::Elsewhere => None,
        Target::File(path) => Some(path),
        Target::Nowhere => Some(link.to_owned()),
    }
}

/// Everything about a snapshot that its records are held against.
pub struct View<'a> {
    /// The bag.
    pub bag: &'a Bag,
    /// Its files and folders.
    pub listed: Listed<'a>,
    /// Its tag files' texts.
    pub texts: &'a Texts,
    /// Checksums, in the members' order.
    pub digests: &'a [Option<Digests>],
    /// What was seen, in the members' order.
    pub seen: &'a [Seen],
}

/// What the records are, as far as they could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Entries in the catalogue; `None` where it could not be read.
    pub entries: Option<u64>,
    /// Entries with an archival number.
    pub numbered: u64,
    /// Whether gaps between item numbers are faults: a public edition leaves items out.
    pub gaps_count: bool,
    /// Whether `bag-info.txt` says how many entries there are.
    pub counted: bool,
    /// Pages and data files that were looked into.
    pub opened: u64,
}

/// Checks the records.
pub fn examine(view: &View) -> (Facts, Vec<Diagnostic>) {
    let (mut faults, of_files) = rayon::join(|| layout(view), || files(view));
    faults.extend(of_files);
    let opened =
        view.listed.members.iter().filter(|m| m.path.starts_with("data/") && look(&m.path) != Look::Nothing).count();
    let counted = view.bag.info.get("Entry-Count").is_some();
    let mut facts = Facts { opened: opened as u64, counted, ..Facts::default() };
    let catalogue = records_in(view, CATALOGUE, &mut faults);
    let archive = records_in(view, ARCHIVE, &mut faults);
    if let Some(catalogue) = catalogue {
        let entries = list(catalogue, "entries");
        facts.entries = Some(entries.len() as u64);
        facts.numbered = entries.iter().filter(|e| !text(e, "number").is_empty()).count() as u64;
        facts.gaps_count = catalogue.get("audience").and_then(Value::as_str) != Some("public");
        let withdrawn = list(catalogue, "withdrawn");
        let records = Records { view, entries, withdrawn, facts: &facts };
        let compare = || archive.map(|archive| records.compare(archive)).unwrap_or_default();
        let (of_catalogue, of_archive) = rayon::join(|| records.check(), compare);
        faults.extend(of_catalogue.into_iter().map(|fault| record(CATALOGUE, fault)));
        faults.extend(of_archive.into_iter().map(|fault| record(ARCHIVE, fault)));
        faults.extend(records.count());
    }
    (facts, faults)
}

fn record(file: &str, fault: RecordFault) -> Diagnostic {
    bag::of(file, BagFault::Record(fault))
}

fn parse(bytes: &[u8]) -> Result<Value, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    let listed = value.get("entries").is_some_and(Value::is_array);
    if listed { Ok(value) } else { Err(String::from("no list `entries`")) }
}

/// A list of entries as it was read; one that could not be read at all has its own fault.
fn records_in<'a>(view: &View<'a>, path: &str, faults: &mut Vec<Diagnostic>) -> Option<&'a Value> {
    let read = view.seen[view.listed.names.exact(path)?].records.as_ref()?;
    let unreadable = |detail: &String| record(path, RecordFault::Unreadable { detail: detail.clone() });
    read.as_ref().map_err(|detail| faults.push(unreadable(detail))).ok()
}

fn list<'a>(whole: &'a Value, name: &str) -> Vec<&'a Value> {
    whole.get(name).and_then(Value::as_array).map(|all| all.iter().collect()).unwrap_or_default()
}

fn text<'a>(entry: &'a Value, field: &str) -> &'a str {
    entry.get(field).and_then(Value::as_str).unwrap_or("")
}

/// Parts that are missing, files that do not belong, and tag manifests that were changed where nothing else shows it.
fn layout(view: &View) -> Vec<Diagnostic> {
    let Listed { members, names, folders } = view.listed;
    let mut faults = Vec::new();
    let absent = PARTS.iter().filter(|part| names.exact(part).is_none());
    faults.extend(absent.map(|part| record(part, RecordFault::PartMissing)));
    let foreign = members.iter().filter(|m| !belongs(&m.path));
    faults.extend(foreign.map(|m| record(&m.path, RecordFault::Superfluous)));
    let empty = folders.iter().filter(|folder| is_empty(folder, members));
    faults.extend(empty.map(|folder| record(folder, RecordFault::EmptyFolder)));
    for list in view.bag.lists.iter().filter(|list| list.role == Role::Tag) {
        faults.extend(tag_manifest(view, list));
    }
    faults
}

fn belongs(path: &str) -> bool {
    PARTS.contains(&path) || ["data/site/", "data/content/", MEMBERS].iter().any(|folder| path.starts_with(folder))
}

fn is_empty(folder: &str, members: &[Member]) -> bool {
    let prefix = format!("{folder}/");
    let first = members.partition_point(|m| m.path.as_str() < prefix.as_str());
    members.get(first).is_none_or(|m| !m.path.starts_with(&prefix))
}

/// Nothing protects a tag manifest but its form: it must be, byte for byte, what this program writes for these
/// lines, and list every tag file.
fn tag_manifest(view: &View, list: &List) -> Vec<Diagnostic> {
    let mut lines: Vec<String> =
        list.lines.iter().map(|line| format!("{}  {}\n", hex(&line.hash), line.path)).collect();
    lines.sort_by(|a, b| a.split_once("  ").map(|x| x.1).cmp(&b.split_once("  ").map(|x| x.1)));
    let as_written = view.texts.get(&list.file).is_some_and(|bytes| *bytes == lines.concat().into_bytes());
    let mut faults = Vec::new();
    if !as_written {
        faults.push(record(&list.file, RecordFault::ListForm));
    }
    let listed: BTreeSet<&str> = list.lines.iter().map(|line| line.path.as_str()).collect();
    let tags = PARTS.iter().filter(|part| !part.contains('/') && !part.starts_with("tagmanifest-"));
    // Payload manifests are looked for in every bag.
    for part in tags.filter(|part| !part.starts_with("manifest-") && !listed.contains(*part)) {
        faults.push(bag::of(&list.file, BagFault::TagManifestOmits { manifest: (*part).to_owned() }));
    }
    faults
}

/// Formats, pages and links, file by file.
fn files(view: &View) -> Vec<Diagnostic> {
    let files = view.listed.members.par_iter().zip(view.seen).filter(|(m, _)| m.path.starts_with("data/"));
    files.flat_map_iter(|(member, seen)| file(&member.path, seen)).collect()
}

fn file(path: &str, seen: &Seen) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let name = path.rsplit('/').next().unwrap_or("");
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    if !FORMATS.contains(&extension.as_str()) {
        faults.push(record(path, RecordFault::Format { extension }));
    }
    let look = look(path);
    if look != Look::Nothing && !seen.is_text {
        faults.push(record(path, RecordFault::NotUtf8));
    } else if look == Look::Page && !seen.has_doctype {
        faults.push(record(path, RecordFault::NoDoctype));
    }
    faults.extend(seen.broken.iter().map(|t| record(path, RecordFault::LinkBroken { target: t.clone() })));
    faults
}

/// The catalogue against the bag.
struct Records<'a> {
    view: &'a View<'a>,
    entries: Vec<&'a Value>,
    /// Items that were taken out and whose numbers are never given again: they leave no gap.
    withdrawn: Vec<&'a Value>,
    facts: &'a Facts,
}

/// Metadata that every record needs (DA/T 70-2018, 2-3; DA/T 46-2009).
const REQUIRED: [&str; 7] = ["id", "kind", "title", "date", "responsible", "source", "sha256"];

/// Values that a field may have where it has any.
const VALUES: [(&str, &[&str]); 2] =
    [("kind", &["activity", "award", "report"]), ("retention", &["", "永久", "30年", "10年"])];

impl Records<'_> {
    fn check(&self) -> Vec<RecordFault> {
        let mut faults = Vec::new();
        let mut ids = BTreeSet::new();
        for (position, entry) in self.entries.iter().enumerate() {
            let name = name(entry, position);
            faults.extend(fields(entry, &name));
            let sequence = entry.get("sequence").and_then(Value::as_u64);
            if sequence != Some(position as u64 + 1) {
                faults.push(RecordFault::Sequence { entry: name.clone() });
            }
            if !ids.insert(text(entry, "id")) {
                faults.push(RecordFault::IdTwice { entry: name.clone() });
            }
            faults.extend(self.parts(entry, &name));
        }
        self.allow_withheld(&mut faults);
        faults.extend(self.numbers());
        faults
    }

    /// A public edition leaves out sources that name what is not public, and says how many.
    fn allow_withheld(&self, faults: &mut Vec<RecordFault>) {
        let is_missing = |fault: &RecordFault| matches!(fault, RecordFault::SourceMissing { .. });
        let said = self.view.bag.info.get("Withheld-Sources").and_then(|said| said.parse().ok());
        if said == Some(faults.iter().filter(|fault| is_missing(fault)).count()) {
            faults.retain(|fault| !is_missing(fault));
        }
    }

    /// The number of a file that is there.
    fn has(&self, path: &str) -> Option<usize> {
        self.view.listed.names.exact(path)
    }

    /// An entry's source and page, and the checksum registered for it.
    fn parts(&self, entry: &Value, name: &str) -> Vec<RecordFault> {
        let (id, source) = (text(entry, "id"), text(entry, "source"));
        let mut faults = Vec::new();
        if !id.is_empty() && self.has(&format!("data/site/{id}/index.html")).is_none() {
            faults.push(RecordFault::PageMissing { entry: name.to_owned() });
        }
        if source.is_empty() {
            return faults;
        }
        match self.has(&format!("data/{source}")) {
            None => faults.push(RecordFault::SourceMissing { entry: name.to_owned() }),
            Some(member) => {
                let digests = self.view.digests[member].as_ref();
                let is = digests.and_then(|d| d.get(Algorithm::Sha256)).map(hex);
                if is.is_some_and(|is| is != text(entry, "sha256")) {
                    faults.push(RecordFault::SourceHash { entry: name.to_owned() });
                }
            }
        }
        faults
    }

    /// Archival numbers: shape, uniqueness, gaps (DA/T 22-2015, DA/T 13-2022). None at all is no fault.
    fn numbers(&self) -> Vec<RecordFault> {
        let mut faults = Vec::new();
        let mut classes: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        // Members give their own numbers, and their own snapshots were held against them.
        let is_own = |entry: &Value| !format!("data/{}", text(entry, "source")).starts_with(MEMBERS);
        let own = || self.entries.iter().enumerate().filter(|(_, entry)| is_own(entry));
        let numbered = own().any(|(_, entry)| !text(entry, "number").is_empty());
        for (position, entry) in own().filter(|_| numbered) {
            let (number, name) = (text(entry, "number"), name(entry, position));
            if number.is_empty() {
                faults.push(RecordFault::NumberMissing { entry: name });
                continue;
            }
            match split_number(number) {
                Some((class, item)) => {
                    classes.entry(class).or_default().insert(item);
                }
                None => faults.push(RecordFault::NumberShape { entry: name, number: number.to_owned() }),
            }
            if !seen.insert(number) {
                faults.push(RecordFault::NumberTwice { number: number.to_owned() });
            }
        }
        for number in self.withdrawn.iter().map(|item| text(item, "number")).filter(|number| !number.is_empty()) {
            if let Some((class, item)) = split_number(number) {
                classes.entry(class).or_default().insert(item);
            }
            if !seen.insert(number) {
                faults.push(RecordFault::NumberTwice { number: number.to_owned() });
            }
        }
        if self.facts.gaps_count {
            faults.extend(classes.into_iter().filter_map(|(class, items)| gap(class, &items)));
        }
        faults
    }

    /// Whether the site's own list has the same entries with the same facts.
    fn compare(&self, archive: &Value) -> Vec<RecordFault> {
        let listed: BTreeMap<&str, &Value> = list(archive, "entries").into_iter().map(|e| (text(e, "id"), e)).collect();
        let mut faults = Vec::new();
        for (position, entry) in self.entries.iter().enumerate() {
            let name = name(entry, position);
            let Some(other) = listed.get(text(entry, "id")) else {
                faults.push(RecordFault::Differs { entry: name, field: String::from("id") });
                continue;
            };
            for field in ["kind", "title", "source", "sha256"] {
                if text(entry, field) != text(other, field) {
                    faults.push(RecordFault::Differs { entry: name.clone(), field: field.to_owned() });
                }
            }
        }
        let known: BTreeSet<&str> = self.entries.iter().map(|entry| text(entry, "id")).collect();
        let extra = listed.keys().filter(|id| !known.contains(**id));
        faults.extend(extra.map(|id| RecordFault::Differs { entry: (*id).to_owned(), field: String::from("id") }));
        faults
    }

    fn count(&self) -> Option<Diagnostic> {
        let said = self.view.bag.info.get("Entry-Count")?;
        let is = self.entries.len() as u64;
        let differs = said.parse() != Ok(is);
        differs.then(|| record("bag-info.txt", RecordFault::Count { said: said.to_owned(), is }))
    }
}

/// How a message names an entry: by its id, else by its place in the catalogue.
fn name(entry: &Value, position: usize) -> String {
    let id = text(entry, "id");
    if id.is_empty() { format!("#{}", position + 1) } else { id.to_owned() }
}

/// Required fields, allowed values, characters.
fn fields(entry: &Value, name: &str) -> Vec<RecordFault> {
    let mut faults = Vec::new();
    let owned = |field: &str| (name.to_owned(), field.to_owned());
    for field in REQUIRED.into_iter().filter(|field| text(entry, field).trim().is_empty()) {
        let (entry, field) = owned(field);
        faults.push(RecordFault::FieldMissing { entry, field });
    }
    for (field, allowed) in VALUES {
        let value = text(entry, field);
        if !value.is_empty() && !allowed.contains(&value) {
            let (entry, field) = owned(field);
            faults.push(RecordFault::FieldValue { entry, field, value: value.to_owned() });
        }
    }
    let date = text(entry, "date");
    if !date.is_empty() && !is_date(date) {
        let (entry, field) = owned("date");
        faults.push(RecordFault::FieldValue { entry, field, value: date.to_owned() });
    }
    let texts = entry.as_object().into_iter().flatten().filter_map(|(field, value)| Some((field, value.as_str()?)));
    for (field, _) in texts.filter(|(_, value)| value.chars().any(char::is_control)) {
        let (entry, field) = owned(field);
        faults.push(RecordFault::FieldCharacter { entry, field });
    }
    faults
}

/// `YYYYMMDD` or `YYYY-MM-DD`, of the calendar.
fn is_date(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    let shape = digits.len() == 8 && matches!(text.len(), 8 | 10) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<i16>().ok());
    let parts = || Some((number(0..4)?, i8::try_from(number(4..6)?).ok()?, i8::try_from(number(6..8)?).ok()?));
    shape && parts().is_some_and(|(year, month, day)| jiff::civil::Date::new(year, month, day).is_ok())
}

/// `全宗号-门类·年度-保管期限[-机构]-件号` → all but the item number, and it.
fn split_number(number: &str) -> Option<(&str, u32)> {
    let (class, item) = number.rsplit_once('-')?;
    let (fonds, rest) = class.split_once('\u{b7}')?;
    let (fonds, category) = fonds.split_once('-')?;
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut parts = rest.split('-');
    let (year, retention, office) = (parts.next()?, parts.next()?, parts.next());
    let fits = fonds.len() == 4
        && letters(fonds)
        && category.len() == 2
        && category.bytes().all(|b| b.is_ascii_uppercase())
        && year.len() == 4
        && year.bytes().all(|b| b.is_ascii_digit())
        && matches!(retention, "Y" | "D30" | "D10")
        && office.is_none_or(|office| office.len() == 3 && letters(office))
        && parts.next().is_none()
        && item.len() == 4
        && item.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| item.parse().ok().map(|item| (class, item))).flatten()
}

/// The items between 1 and the last that are not there, as a message shows them.
fn gap(class: &str, items: &BTreeSet<u32>) -> Option<RecordFault> {
    const SHOWN: usize = 5;
    let last = *items.last()?;
    let absent: Vec<String> = (1..=last).filter(|i| !items.contains(i)).map(|i| format!("{i:04}")).collect();
    if absent.is_empty() {
        return None;
    }
    let more = if absent.len() > SHOWN { format!(" … ({})", absent.len()) } else { String::new() };
    let missing = format!("{}{more}", absent[..absent.len().min(SHOWN)].join(", "));
    Some(RecordFault::NumberGap { class: class.to_owned(), missing })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archival_numbers_have_the_shape_of_the_standard() {
        assert_eq!(split_number("Z109-WS·2026-Y-BGS-0001"), Some(("Z109-WS·2026-Y-BGS", 1)));
        assert_eq!(split_number("Z109-WS·2026-D30-0042"), Some(("Z109-WS·2026-D30", 42)));
        for bad in ["Z109-WS-2026-Y-0001", "Z10-WS·2026-Y-0001", "Z109-WS·2026-X-0001", "Z109-WS·2026-Y-BGS-1", ""] {
            assert_eq!(split_number(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_are_of_the_calendar() {
        assert!(is_date("20240229") && is_date("2024-02-29"));
        assert!(!is_date("20230229") && !is_date("2024-2-29") && !is_date("2024年2月"));
    }

    #[test]
    fn gaps_are_counted_from_one() {
        let items = BTreeSet::from([2, 3, 5]);
        let fault = RecordFault::NumberGap { class: String::from("x"), missing: String::from("0001, 0004") };
        assert_eq!(gap("x", &items), Some(fault));
        assert_eq!(gap("x", &BTreeSet::from([1, 2])), None);
    }
}
