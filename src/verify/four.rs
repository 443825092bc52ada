//! The 四性 report of DA/T 70-2018 over one of our own snapshots: what was tested, with what outcome.
//! Never tests anything itself, and never lets pass what was not tested.

use super::bag::{SM3_LIST, Sm3};
use super::ours::Facts;
use super::{BagSummary, Signature, sameness};
use crate::diag::{BagFault, Diagnostic, Fault, Lang, RecordFault, Severity};
use serde::Serialize;
use std::collections::BTreeSet;

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Property {
    /// 真实性
    Authenticity,
    /// 完整性
    Integrity,
    /// 可用性
    Usability,
    /// 安全性
    Security,
}

impl Property {
    /// Every one, in the standard's order.
    pub const ALL: [Property; 4] =
        [Property::Authenticity, Property::Integrity, Property::Usability, Property::Security];

    /// Its name.
    pub fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Property::Authenticity => ("真实性", "Authenticity"),
            Property::Integrity => ("完整性", "Completeness"),
            Property::Usability => ("可用性", "Usability"),
            Property::Security => ("安全性", "Security"),
        };
        if lang == Lang::Chinese { zh } else { en }
    }
}

/// What came of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 通过
    Passed,
    /// 不通过
    Failed,
    /// 未检测
    NotTested,
}

impl Outcome {
    /// Its name.
    pub fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Outcome::Passed => ("通过", "passed"),
            Outcome::Failed => ("不通过", "failed"),
            Outcome::NotTested => ("未检测", "not tested"),
        };
        if lang == Lang::Chinese { zh } else { en }
    }
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Both {
    chinese: String,
    english: String,
}

impl Both {
    fn new(chinese: impl Into<String>, english: impl Into<String>) -> Both {
        Both { chinese: chinese.into(), english: english.into() }
    }

    /// In a language.
    pub fn text(&self, lang: Lang) -> &str {
        if lang == Lang::Chinese { &self.chinese } else { &self.english }
    }
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which of the four.
    pub property: Property,
    /// What was checked.
    pub check: Both,
    /// What came of it.
    pub outcome: Outcome,
    /// How much was checked, or why it was not.
    pub detail: Both,
}

/// The report.
pub type FourProperties = Vec<Item>;

/// Everything that the report sums up.
pub struct Found<'a> {
    /// All findings.
    pub findings: &'a [Diagnostic],
    /// What the records are.
    pub facts: &'a Facts,
    /// What the bag is.
    pub bag: &'a BagSummary,
    /// What came of the signature.
    pub signature: &'a Signature,
    /// What became of the SM3 list.
    pub sm3: Sm3,
}

/// A check as a row: which property, its name, the faults that fail it, and how much was tested or why nothing was.
struct Row {
    property: Property,
    check: Both,
    fails: fn(&BagFault) -> bool,
    tested: Result<Both, Both>,
}

/// Sums up.
#[rustfmt::skip]
pub fn report(found: &Found) -> FourProperties {
    use Property::{Authenticity, Integrity, Security, Usability};
    let facts = found.facts;
    let row = |property, zh: &str, en: &str, fails, tested| Row { property, check: Both::new(zh, en), fails, tested };
    let catalogue = |zh: &str, en: &str| if facts.entries.is_some() { Ok(Both::new(zh, en)) } else { Err(Both::new("目录文件读不出来", "the catalogue could not be read")) };
    let files = Both::new(format!("{} 个文件，{} 字节，{}", found.bag.payload_files, found.bag.payload_bytes, found.bag.algorithms.join("、")), format!("{} files, {} bytes, {}", found.bag.payload_files, found.bag.payload_bytes, found.bag.algorithms.join(", ")));
    let entries = facts.entries.unwrap_or(0);
    let rows = [
        row(Authenticity, "固化信息有效性", "signature", is_signature, signature(found.signature)),
        row(Authenticity, "元数据类型、值域、特殊字符", "metadata: type, range, characters", is_value, catalogue(&format!("{entries} 件"), &format!("{entries} entries"))),
        row(Authenticity, "元数据重复", "metadata: repetition", is_repeated, catalogue("", "")),
        row(Authenticity, "档号规范性", "archival numbers: shape, uniqueness", is_number, numbers(facts)),
        row(Authenticity, "内容与元数据一致", "content agrees with metadata", is_content, catalogue("原文的校验值与目录、archive.json 相同", "checksums of sources as registered")),
        row(Authenticity, "信息包一致", "package as listed", is_package, Ok(files)),
        row(Authenticity, "SM3 清单", "SM3 list", is_sm3, sm3(found.sm3)),
        row(Integrity, "总件数", "number of entries", is_count, entry_count(facts)),
        row(Integrity, "总字节数", "number of bytes", is_oxum, oxum(found.bag)),
        row(Integrity, "必填元数据", "required metadata", is_required, catalogue("", "")),
        row(Integrity, "连续编号", "consecutive numbers", is_gap, gaps(facts)),
        row(Integrity, "包内内容齐全", "contents of the package", is_part, catalogue("每件都有原文和页面", "every entry has its source and page")),
        row(Usability, "网页和数据文件可打开", "pages and data files open", is_unusable, opened(facts)),
        row(Usability, "图片和文档可打开", "pictures and documents open", never, Err(Both::new("请抽查", "open some of them"))),
        row(Usability, "格式合规", "formats", is_format, Ok(Both::new("只看扩展名", "by extension only"))),
        row(Usability, "无加密", "nothing encrypted", never, Err(Both::new("没有打开附件", "attachments were not opened"))),
        row(Security, "病毒", "viruses", never, Err(Both::new("请用杀毒软件检测", "use a virus scanner"))),
        row(Security, "多余文件", "superfluous files", is_superfluous, Ok(Both::new("", ""))),
        row(Security, "链接与特殊文件", "links and special files", is_special, Ok(Both::new("", ""))),
    ];
    rows.into_iter().map(|row| item(row, found.findings)).collect()
}

fn item(row: Row, findings: &[Diagnostic]) -> Item {
    let fails = |d: &&Diagnostic| matches!(&d.fault, Fault::Bag(fault) if (row.fails)(fault));
    // One file in three lists is one place to look at.
    let places: BTreeSet<_> = findings.iter().filter(fails).map(sameness).collect();
    let count = places.len();
    let (outcome, detail) = match row.tested {
        _ if count > 0 => (Outcome::Failed, Both::new(format!("{count} 处"), format!("{count} found"))),
        Ok(detail) => (Outcome::Passed, detail),
        Err(reason) => (Outcome::NotTested, reason),
    };
    Item { property: row.property, check: row.check, outcome, detail }
}

fn sm3(sm3: Sm3) -> Result<Both, Both> {
    match sm3 {
        Sm3::Tested => Ok(Both::new("每个文件都相符", "every file agrees")),
        Sm3::Untested => {
            Err(Both::new("加 --sm3 才重算，要多用一倍时间", "give --sm3 to work it out; it takes twice as long"))
        }
        Sm3::Absent => Err(Both::new("没有这份清单", "there is none")),
    }
}

fn signature(signature: &Signature) -> Result<Both, Both> {
    match signature {
        Signature::Verified { key, .. } => Ok(Both::new(format!("签名成立，公钥 {key}"), format!("signed with {key}"))),
        Signature::NoKey { there: true } => {
            Err(Both::new("有签名；用 --key 给出公钥才能核对", "signed; give --key to check"))
        }
        Signature::NoKey { there: false } => Err(Both::new("没有签名", "not signed")),
        Signature::Refused => Err(Both::new("", "")),
    }
}

fn numbers(facts: &Facts) -> Result<Both, Both> {
    let numbered = facts.numbered;
    if numbered > 0 {
        return Ok(Both::new(format!("{numbered} 件有档号"), format!("{numbered} numbered")));
    }
    Err(Both::new("没有编档号", "there are no numbers"))
}

fn gaps(facts: &Facts) -> Result<Both, Both> {
    if facts.numbered > 0 && !facts.gaps_count {
        return Err(Both::new("公开版只收公开条目，件号不必连续", "a public edition leaves items out"));
    }
    numbers(facts)
}

fn opened(facts: &Facts) -> Result<Both, Both> {
    match facts.opened {
        0 => Err(Both::new("没有网页和数据文件", "there are none")),
        n => Ok(Both::new(format!("{n} 个：编码、开头、站内链接"), format!("{n}: encoding, beginning, links"))),
    }
}

fn entry_count(facts: &Facts) -> Result<Both, Both> {
    match (facts.counted, facts.entries) {
        (true, Some(entries)) => Ok(Both::new(format!("{entries} 件"), format!("{entries} entries"))),
        (true, None) => Err(Both::new("目录文件读不出来", "the catalogue could not be read")),
        (false, _) => Err(Both::new("bag-info.txt 没有写件数", "bag-info.txt gives no number")),
    }
}

fn oxum(bag: &BagSummary) -> Result<Both, Both> {
    if bag.info.iter().any(|(label, _)| label.eq_ignore_ascii_case("Payload-Oxum")) {
        return Ok(Both::new(format!("{} 字节", bag.payload_bytes), format!("{} bytes", bag.payload_bytes)));
    }
    Err(Both::new("bag-info.txt 没有 Payload-Oxum", "bag-info.txt has no Payload-Oxum"))
}

fn never(_: &BagFault) -> bool {
    false
}

fn is_signature(fault: &BagFault) -> bool {
    fault.code().starts_with("sign.")
}

fn is_value(fault: &BagFault) -> bool {
    use RecordFault::{FieldCharacter, FieldValue, Sequence};
    matches!(fault, BagFault::Record(FieldValue { .. } | FieldCharacter { .. } | Sequence { .. }))
}

fn is_repeated(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Record(RecordFault::IdTwice { .. }))
}

fn is_number(fault: &BagFault) -> bool {
    use RecordFault::{NumberMissing, NumberShape, NumberTwice};
    matches!(fault, BagFault::Record(NumberMissing { .. } | NumberShape { .. } | NumberTwice { .. }))
}

fn is_content(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Record(RecordFault::SourceHash { .. } | RecordFault::Differs { .. }))
}

/// Any error of the bag itself, and a changed tag manifest.
fn is_sm3(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Checksum { list, .. } if list == SM3_LIST)
        || matches!(fault, BagFault::ListWrong { algorithm, .. } if algorithm == "SM3")
}

fn is_package(fault: &BagFault) -> bool {
    let of_records = matches!(fault, BagFault::Record(record) if *record != RecordFault::ListForm);
    fault.severity() == Severity::Error && !of_records && !is_signature(fault)
}

fn is_count(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Record(RecordFault::Count { .. }))
}

fn is_oxum(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Oxum { .. } | BagFault::OxumShape { .. } | BagFault::OxumTwice)
}

fn is_required(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Record(RecordFault::FieldMissing { .. }))
}

fn is_gap(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Record(RecordFault::NumberGap { .. }))
}

fn is_part(fault: &BagFault) -> bool {
    use RecordFault::{PageMissing, PartMissing, SourceMissing};
    let record = matches!(fault, BagFault::Record(PageMissing { .. } | PartMissing | SourceMissing { .. }));
    record || matches!(fault, BagFault::Missing { .. } | BagFault::NotFetched { .. } | BagFault::NoPayload)
}

fn is_unusable(fault: &BagFault) -> bool {
    use RecordFault::{LinkBroken, NoDoctype, NotUtf8, Unreadable};
    let record = matches!(fault, BagFault::Record(LinkBroken { .. } | NoDoctype | NotUtf8 | Unreadable { .. }));
    record || matches!(fault, BagFault::Unreadable { .. })
}

fn is_format(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Record(RecordFault::Format { .. }))
}

fn is_superfluous(fault: &BagFault) -> bool {
    let record = matches!(fault, BagFault::Record(RecordFault::Superfluous | RecordFault::EmptyFolder));
    record || matches!(fault, BagFault::Unlisted | BagFault::SystemFile)
}

fn is_special(fault: &BagFault) -> bool {
    matches!(fault, BagFault::Link | BagFault::Special | BagFault::NameNotUnicode)
}
