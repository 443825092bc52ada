//! The catalogue of filed documents (归档文件目录) as CSV, XML and JSON, from the archive alone.
//! Never lists what the edition does not show; never touches the disk.

use crate::model::earlier::{FORMULA, ID, NOTE, NUMBER, TITLE, WITHDRAWN};
use crate::model::entry::{Audience, Details, Kind, RETENTIONS, Retention};
use crate::model::number::Number;
use crate::model::{Archive, Edition, Entry};
use crate::path::{BranchId, EntryId, SourcePath};
use crate::render::escape;
use serde::Serialize;
use std::fmt::Write;

/// One item: what the nine columns of the catalogue say, and what a machine wants besides.
#[derive(Clone, Debug, Serialize)]
pub struct Item<'a> {
    /// 序号, from 1.
    pub sequence: usize,
    /// 档号; `None` until the entry has one.
    pub number: Option<&'a str>,
    /// 文号.
    pub document_number: &'a str,
    /// 责任者: who issued or wrote it, else the branches.
    pub responsible: String,
    /// 题名.
    pub title: &'a str,
    /// 日期, `YYYYMMDD`.
    pub date: String,
    /// 密级: always empty, since a classified document must not be in such an archive.
    pub classification: &'a str,
    /// 页数: entries have no pages.
    pub pages: Option<u32>,
    /// 备注.
    pub note: &'a str,
    /// The entry's id.
    pub id: &'a EntryId,
    /// Its kind.
    pub kind: Kind,
    /// 年度.
    pub year: i32,
    /// Its branches.
    pub branches: &'a [BranchId],
    /// 保管期限: 永久, 30年 or 10年.
    pub retention: Option<&'static str>,
    /// The file it comes from.
    pub source: &'a SourcePath,
    /// Of that file, in hex.
    pub sha256: &'a str,
    /// Who may read it.
    pub audience: Audience,
}

/// All items of the edition, by 档号, then id; those without a number last.
pub fn items(archive: &Archive) -> Vec<Item<'_>> {
    let mut items: Vec<Item> = archive.entries.iter().map(|entry| item(entry, archive)).collect();
    items.sort_by(|a, b| (a.number.is_none(), a.number, a.id).cmp(&(b.number.is_none(), b.number, b.id)));
    for (i, item) in items.iter_mut().enumerate() {
        item.sequence = i + 1;
    }
    items
}

fn item<'a>(entry: &'a Entry, archive: &'a Archive) -> Item<'a> {
    let filing = archive.filing(&entry.id);
    Item {
        sequence: 0,
        number: filing.number(),
        document_number: document_number(entry),
        responsible: responsible(entry, archive),
        title: &entry.title,
        date: entry.date.strftime("%Y%m%d").to_string(),
        classification: "",
        pages: None,
        note: "",
        id: &entry.id,
        kind: entry.kind,
        year: entry.year,
        branches: &entry.branches,
        retention: filing.retention.map(period),
        source: &entry.source,
        sha256: &entry.sha256,
        audience: entry.audience,
    }
}

fn document_number(entry: &Entry) -> &str {
    match &entry.details {
        Details::Award(award) => award.document_number.as_deref().unwrap_or(""),
        _ => "",
    }
}

fn responsible(entry: &Entry, archive: &Archive) -> String {
    let named = match &entry.details {
        Details::Award(award) => award.issuer.as_deref(),
        Details::Report(report) => report.author.as_deref(),
        Details::Activity(_) => None,
    };
    let branches = || entry.branches.iter().map(|id| archive.branches.name(id)).collect::<Vec<_>>().join("；");
    named.map_or_else(branches, str::to_owned)
}

/// 永久, 30年, 10年.
fn period(retention: Retention) -> &'static str {
    RETENTIONS.iter().find(|(r, _, _)| *r == retention).map_or("", |(_, _, chinese)| *chinese)
}

/// The columns of the CSV: the nine of the catalogue, then the entry's id, by which the next build finds the number.
pub const COLUMNS: [&str; 10] = ["序号", NUMBER, "文号", "责任者", TITLE, "日期", "密级", "页数", NOTE, ID];

/// UTF-8 with a byte order mark and CRLF, as WPS and Excel read it. Withdrawn numbers follow the items.
pub fn csv(archive: &Archive) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    line(&mut text, &COLUMNS);
    for item in items(archive) {
        let (sequence, number) = (item.sequence.to_string(), item.number.unwrap_or(""));
        let pages = item.pages.map_or_else(String::new, |pages| pages.to_string());
        let (number_of, who) = (item.document_number, item.responsible.as_str());
        let (date, class, id) = (item.date.as_str(), item.classification, item.id.as_str());
        line(&mut text, &[&sequence, number, number_of, who, item.title, date, class, &pages, item.note, id]);
    }
    for gone in &archive.filings.withdrawn {
        line(&mut text, &["", &gone.number, "", "", &gone.title, "", "", "", WITHDRAWN, &gone.id]);
    }
    text.into_bytes()
}

fn line(text: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// One cell: one line, never computed by a spreadsheet, quoted where it must be.
fn csv_cell(text: &str) -> String {
    let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let guard = if text.starts_with(FORMULA) { "'" } else { "" };
    if one_line.contains([',', '"', ';', '\t']) {
        format!("\"{guard}{}\"", one_line.replace('"', "\"\""))
    } else {
        format!("{guard}{one_line}")
    }
}

/// The elements of the XML, one table to change where a records office wants other names. The names are those of
/// DA/T 46-2009 《文书类电子文件元数据方案》; the frame around them is ours, since the standard prescribes none.
mod element {
    pub const ROOT: &str = "归档文件目录";
    pub const CREATOR: &str = "立档单位名称";
    pub const TITLE_OF_ALL: &str = "目录名称";
    pub const AS_OF: &str = "截止日期";
    pub const ITEM: &str = "文件";
    pub const LEVEL: &str = "聚合层次";
    pub const SEQUENCE: &str = "序号";
    pub const NUMBER: &str = "档号";
    pub const FONDS: &str = "全宗号";
    pub const CATEGORY: &str = "类别号";
    pub const YEAR: &str = "年度";
    pub const RETENTION: &str = "保管期限";
    pub const UNIT: &str = "机构或问题";
    pub const ITEM_NUMBER: &str = "室编件号";
    pub const TITLE: &str = "题名";
    pub const DOCUMENT_NUMBER: &str = "文件编号";
    pub const RESPONSIBLE: &str = "责任者";
    pub const DATE: &str = "日期";
    pub const CLASSIFICATION: &str = "密级";
    pub const PAGES: &str = "页数";
    pub const NOTE: &str = "附注";
    pub const ID: &str = "电子文件号";
}

/// UTF-8 XML with the element names of DA/T 46-2009; elements without a value are left out.
pub fn xml(archive: &Archive) -> Vec<u8> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let as_of = archive.as_of.map_or_else(String::new, |day| day.to_string());
    let _ = writeln!(text, "<{}>", element::ROOT);
    leaf(&mut text, element::CREATOR, &archive.site.organization);
    leaf(&mut text, element::TITLE_OF_ALL, &archive.site.title);
    leaf(&mut text, element::AS_OF, &as_of);
    for item in items(archive) {
        xml_item(&mut text, &item);
    }
    let _ = writeln!(text, "</{}>", element::ROOT);
    text.into_bytes()
}

fn xml_item(text: &mut String, item: &Item) {
    let _ = writeln!(text, "<{}>", element::ITEM);
    leaf(text, element::LEVEL, "文件");
    leaf(text, element::SEQUENCE, &item.sequence.to_string());
    leaf(text, element::ID, item.id.as_str());
    if let Some(number) = item.number {
        leaf(text, element::NUMBER, number);
        xml_parts(text, number);
    }
    leaf(text, element::YEAR, &item.year.to_string());
    leaf(text, element::RETENTION, item.retention.unwrap_or(""));
    leaf(text, element::TITLE, item.title);
    leaf(text, element::DOCUMENT_NUMBER, item.document_number);
    leaf(text, element::RESPONSIBLE, &item.responsible);
    leaf(text, element::DATE, &item.date);
    leaf(text, element::CLASSIFICATION, item.classification);
    leaf(text, element::PAGES, &item.pages.map_or_else(String::new, |pages| pages.to_string()));
    leaf(text, element::NOTE, item.note);
    let _ = writeln!(text, "</{}>", element::ITEM);
}

/// The parts of a number that the item does not tell otherwise.
fn xml_parts(text: &mut String, number: &str) {
    let Some(Number { class, item }) = Number::parse(number) else { return };
    leaf(text, element::FONDS, &class.fonds);
    leaf(text, element::CATEGORY, &class.category);
    leaf(text, element::UNIT, class.unit.as_deref().unwrap_or(""));
    leaf(text, element::ITEM_NUMBER, &format!("{item:04}"));
}

/// Characters that XML 1.0 cannot hold become spaces.
fn leaf(text: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let clean: String = value.chars().map(|c| if is_xml(c) { c } else { ' ' }).collect();
        let _ = writeln!(text, "<{name}>{}</{name}>", escape(&clean));
    }
}

fn is_xml(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[derive(Serialize)]
struct Json<'a> {
    title: &'a str,
    organization: &'a str,
    as_of: Option<String>,
    audience: &'static str,
    entries: Vec<Item<'a>>,
    withdrawn: Vec<JsonWithdrawn<'a>>,
}

#[derive(Serialize)]
struct JsonWithdrawn<'a> {
    number: &'a str,
    id: &'a str,
    title: &'a str,
}

/// `{"title", "organization", "as_of", "audience", "entries": [Item…], "withdrawn": [{"number", "id", "title"}]}`,
/// with `as_of` as `YYYY-MM-DD`. `model::earlier::json` reads it back.
pub fn json(archive: &Archive) -> Vec<u8> {
    let gone = archive.filings.withdrawn.iter();
    let whole = Json {
        title: &archive.site.title,
        organization: &archive.site.organization,
        as_of: archive.as_of.map(|day| day.to_string()),
        audience: match archive.edition {
            Edition::Internal => "internal",
            Edition::Public => "public",
        },
        entries: items(archive),
        withdrawn: gone.map(|w| JsonWithdrawn { number: &w.number, id: &w.id, title: &w.title }).collect(),
    };
    // Strings and numbers alone cannot fail to serialize.
    let mut bytes = serde_json::to_vec_pretty(&whole).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
