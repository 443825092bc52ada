//! One entry's front matter → typed fields, by kind. Independent of every other entry.
//! Never resolves links to other entries or files: `resolve.rs` does, once all are known.

use super::fields::{Faults, Fields, Figure, Headcount, Moment, Spot, unknown};
use super::keys::{
    self, ACTIVITY, AWARD, CLAIM, COMMITMENT, COMMON, FILE, INDICATOR, MEASURE, PROBLEM, REPORT, TARGET, TASK,
};
use super::leak::{self, Waivers};
use super::yaml::{Node, Value};
use crate::diag::{Expected, Fault, Place};
use jiff::civil::Date;
use serde::Serialize;

/// The three kinds of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// 活动
    Activity,
    /// 荣誉
    Award,
    /// 报告
    Report,
}

/// Each kind's English word and Chinese name.
pub const KINDS: &[(Kind, &str, &str)] =
    &[(Kind::Activity, "activity", "活动"), (Kind::Award, "award", "荣誉"), (Kind::Report, "report", "报告")];

impl Kind {
    /// All kinds, in the order that pages show.
    pub const ALL: [Kind; 3] = [Kind::Activity, Kind::Award, Kind::Report];

    /// `activity`, `award`, `report`.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Activity => "activity",
            Kind::Award => "award",
            Kind::Report => "report",
        }
    }

    /// `activities`, `awards`, `reports`.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Activity => "activities",
            Kind::Award => "awards",
            Kind::Report => "reports",
        }
    }
}

/// Who may read an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// 内部
    Internal,
    /// 公开
    Public,
}

/// Each audience's English word and Chinese name.
pub const AUDIENCES: &[(Audience, &str, &str)] =
    &[(Audience::Internal, "internal", "内部"), (Audience::Public, "public", "公开")];

/// How long the records office keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Retention {
    /// 永久
    Permanent,
    /// 30年
    Years30,
    /// 10年
    Years10,
}

/// Each period's English word and Chinese name.
pub const RETENTIONS: &[(Retention, &str, &str)] = &[
    (Retention::Permanent, "permanent", "永久"),
    (Retention::Years30, "30y", "30年"),
    (Retention::Years10, "10y", "10年"),
];

/// The level of an award, highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 国家级
    National,
    /// 省级
    Provincial,
    /// 市级
    Municipal,
    /// 县级
    County,
    /// 乡镇级
    Township,
}

/// Each level's English word and Chinese name.
pub const LEVELS: &[(Level, &str, &str)] = &[
    (Level::National, "national", "国家级"),
    (Level::Provincial, "provincial", "省级"),
    (Level::Municipal, "municipal", "市级"),
    (Level::County, "county", "县级"),
    (Level::Township, "township", "乡镇级"),
];

/// How a target compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// ≥
    AtLeast,
    /// ≤
    AtMost,
    /// =
    Equal,
    /// >
    Above,
    /// <
    Below,
}

/// Each comparison's sign and Chinese word; further spellings are tried before these.
pub const COMPARISONS: &[(Comparison, &str, &str)] = &[
    (Comparison::AtLeast, ">=", "不少于"),
    (Comparison::AtLeast, "≥", "不低于"),
    (Comparison::AtMost, "<=", "不超过"),
    (Comparison::AtMost, "≤", "不多于"),
    (Comparison::Equal, "=", "等于"),
    (Comparison::Above, ">", "超过"),
    (Comparison::Below, "<", "低于"),
];

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// 未开始
    Todo,
    /// 进行中
    Doing,
    /// 已完成
    Done,
    /// 逾期
    Late,
}

/// Each state's English word and Chinese name.
pub const TASK_STATES: &[(TaskState, &str, &str)] = &[
    (TaskState::Todo, "todo", "未开始"),
    (TaskState::Doing, "doing", "进行中"),
    (TaskState::Done, "done", "已完成"),
    (TaskState::Late, "late", "逾期"),
];

/// A file named in the front matter, with the title to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRef {
    /// As written, relative to the entry.
    pub file: Spot<String>,
    /// What to show for it.
    pub title: Option<String>,
}

/// The front matter of one entry, typed, links not yet resolved.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs")]
pub struct FrontMatter {
    pub title: String,
    pub kind: Kind,
    pub date: Option<Date>,
    pub year: i32,
    pub branches: Vec<Spot<String>>,
    pub tags: Vec<String>,
    pub series: Option<String>,
    pub summary: Option<String>,
    pub audience: Audience,
    pub draft: bool,
    pub slug: Option<String>,
    pub number: Option<Spot<String>>,
    pub retention: Option<Retention>,
    pub recorded: Option<Date>,
    pub waive: Waivers,
    pub attachments: Vec<FileRef>,
    pub photos: Vec<FileRef>,
    pub evidence: Vec<Spot<String>>,
    pub masks: bool,
    pub details: Details,
}

/// What only one kind has.
#[derive(Clone, Debug)]
pub enum Details {
    /// An activity's.
    Activity(Box<Activity>),
    /// An award's.
    Award(Box<Award>),
    /// A report's.
    Report(Box<Report>),
}

/// An activity's own fields.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs, or the place of one")]
pub struct Activity {
    pub form: Option<String>,
    pub place: Option<String>,
    pub host: Option<String>,
    pub recorder: Option<String>,
    pub start: Option<Moment>,
    pub end: Option<Moment>,
    pub expected: Option<Headcount>,
    pub attended: Option<Headcount>,
    pub absent: Option<Headcount>,
    pub observers: Option<Headcount>,
    pub agenda: Vec<String>,
    pub resolutions: Vec<String>,
    pub hours: Option<Figure>,
    /// Groups of persons that a training is for.
    pub trainees: Vec<String>,
    pub host_at: Place,
}

/// An award's own fields.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs")]
pub struct Award {
    pub honour: Option<String>,
    pub level: Option<Level>,
    pub issuer: Option<String>,
    pub document_number: Option<String>,
    pub recipients: Vec<String>,
}

/// A report's own fields.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs")]
pub struct Report {
    pub author: Option<String>,
    pub indicators: Vec<Indicator>,
    pub problems: Vec<Problem>,
    pub commitments: Vec<Commitment>,
    pub targets: Vec<Target>,
    pub tasks: Vec<Task>,
    pub claims: Vec<Claim>,
}

/// A figure that a report states for a year.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs, or the place of one")]
pub struct Indicator {
    pub name: String,
    pub value: Option<Figure>,
    pub unit: Option<String>,
    pub branch: Option<Spot<String>>,
    pub year: Option<i32>,
    pub target: Option<Figure>,
    pub source: Option<String>,
    pub value_at: Place,
    pub unit_at: Place,
}

/// A problem found, with what was done about it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs")]
pub struct Problem {
    pub id: String,
    pub title: String,
    pub source: Option<String>,
    pub cause: Option<String>,
    pub owner: Option<String>,
    pub closed: Option<Date>,
    pub result: Option<String>,
    pub evidence: Vec<Spot<String>>,
    pub recurs: Option<Spot<String>>,
    pub measures: Vec<Measure>,
}

/// One measure against a problem.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs")]
pub struct Measure {
    pub title: String,
    pub owner: Option<String>,
    pub due: Option<Date>,
    pub done: Option<Date>,
    pub evidence: Vec<Spot<String>>,
}

/// Something promised.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs, or the place of one")]
pub struct Commitment {
    pub who: Option<String>,
    pub title: String,
    pub due: Option<Date>,
    pub done: Option<Date>,
    pub evidence: Vec<Spot<String>>,
    pub count: Option<u32>,
    pub completed: Option<u32>,
    pub completed_at: Place,
}

/// What a later year should reach.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs, or the place of one")]
pub struct Target {
    pub indicator: String,
    pub op: Comparison,
    pub value: Option<Figure>,
    pub unit: Option<String>,
    pub year: i32,
    pub branch: Option<Spot<String>>,
    pub at: Place,
    pub unit_at: Place,
}

/// A line of a task list.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs")]
pub struct Task {
    pub title: String,
    pub list: Option<String>,
    pub owner: Option<String>,
    pub due: Option<Date>,
    pub state: Option<TaskState>,
    pub evidence: Vec<Spot<String>>,
}

/// A number that a report claims and the records can be counted against.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each field is the key of the same name in keys.rs")]
pub struct Claim {
    pub text: String,
    pub value: Option<Figure>,
    pub unit: Option<String>,
    pub form: Option<String>,
    pub tag: Option<String>,
    pub branch: Option<Spot<String>>,
    pub evidence: Vec<Spot<String>>,
}

/// Reads the front matter of one entry.
/// `None` where its kind is unknown: nothing else can be told then but unknown keys.
pub fn front_matter(node: &Node, faults: &mut Faults) -> Option<FrontMatter> {
    let kind = peek_kind(node);
    let tables = tables(kind);
    let fields = Fields::new(node, &tables, faults, &|word| stray(word, kind, &tables));
    for name in ["title", "kind", "date", "branch"] {
        fields.require(name, faults);
    }
    let chosen = fields.choice("kind", KINDS, faults);
    let date = fields.date("date", faults);
    let read = FrontMatter {
        title: fields.plain("title", faults).unwrap_or_default(),
        kind: chosen.unwrap_or(Kind::Activity),
        date,
        year: year(&fields, date, faults),
        branches: fields.one_or_many("branch", faults),
        tags: unique(fields.plain_texts("tags", faults)),
        series: fields.plain("series", faults),
        summary: fields.plain("summary", faults),
        audience: fields.choice("audience", AUDIENCES, faults).unwrap_or(Audience::Internal),
        draft: fields.flag("draft", faults).unwrap_or(false),
        slug: slug(&fields, faults),
        number: fields.text("number", faults),
        retention: fields.choice("retention", RETENTIONS, faults),
        recorded: fields.date("recorded", faults),
        waive: leak::waivers(&fields, faults),
        attachments: files("attachments", &fields, faults),
        photos: files("photos", &fields, faults),
        evidence: fields.texts("evidence", faults),
        masks: fields.flag("masks", faults).unwrap_or(false),
        details: details(chosen.unwrap_or(Kind::Activity), &fields, faults),
    };
    chosen.map(|_| read)
}

/// The kind as written, read before the rest because it decides which keys belong.
fn peek_kind(node: &Node) -> Option<Kind> {
    let Value::Map(pairs) = &node.value else { return None };
    let (_, value) = pairs.iter().find(|(key, _)| matches!(key.text.trim(), "kind" | "类型"))?;
    let Value::Scalar(word) = &value.value else { return None };
    let word = word.trim().to_lowercase();
    KINDS.iter().find(|(_, en, zh)| *en == word || *zh == word).map(|(kind, _, _)| *kind)
}

/// The tables of keys that a kind may use; all of them where the kind is unknown.
fn tables(kind: Option<Kind>) -> Vec<&'static [keys::KeyName]> {
    match kind {
        Some(Kind::Activity) => vec![COMMON, ACTIVITY],
        Some(Kind::Award) => vec![COMMON, AWARD],
        Some(Kind::Report) => vec![COMMON, REPORT],
        None => vec![COMMON, ACTIVITY, AWARD, REPORT],
    }
}

fn stray(word: &str, kind: Option<Kind>, tables: &[&[keys::KeyName]]) -> Fault {
    let elsewhere = [ACTIVITY, AWARD, REPORT].iter().any(|t| keys::canonical(t, word).is_some());
    match kind {
        Some(Kind::Report) if matches!(word, "measures" | "措施") => Fault::MeasureWithoutProblem,
        Some(kind) if elsewhere => Fault::KeyOfOtherKind { key: word.to_owned(), kind: kind.word().to_owned() },
        _ => unknown(word, tables),
    }
}

fn year(fields: &Fields, date: Option<Date>, faults: &mut Faults) -> i32 {
    let of_date = date.map(|d| i32::from(d.year()));
    let Some(spot) = fields.integer("year", faults) else {
        return of_date.unwrap_or_default();
    };
    if !(1000..=9999).contains(&spot.value) {
        let fault = Fault::WrongType { key: fields.words("year"), expected: Expected::Integer };
        faults.add(spot.place, fault);
        return of_date.unwrap_or_default();
    }
    if let Some(date) = of_date.filter(|d| (d - spot.value).abs() > 1) {
        faults.add(spot.place, Fault::YearFar { year: spot.value, date });
    }
    spot.value
}

fn unique(texts: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

fn slug(fields: &Fields, faults: &mut Faults) -> Option<String> {
    let spot = fields.text("slug", faults)?;
    if super::branch::is_id(&spot.value) {
        return Some(spot.value);
    }
    faults.add(spot.place, Fault::BadSlug { value: spot.value });
    None
}

fn files(name: &str, fields: &Fields, faults: &mut Faults) -> Vec<FileRef> {
    let mut files = Vec::new();
    for item in fields.items(name, faults) {
        match &item.value {
            Value::Scalar(text) => {
                let file = Spot { place: item.place, value: text.trim().to_owned() };
                files.push(FileRef { file, title: None });
            }
            Value::Map(_) => files.extend(file_record(item, faults)),
            _ => faults.add(item.place, Fault::WrongType { key: fields.words(name), expected: Expected::Text }),
        }
    }
    files
}

fn file_record(item: &Node, faults: &mut Faults) -> Option<FileRef> {
    let fields = Fields::new(item, &[FILE], faults, &|word| unknown(word, &[FILE]));
    fields.require("file", faults);
    let file = fields.text("file", faults)?;
    Some(FileRef { file, title: fields.plain("title", faults) })
}

fn details(kind: Kind, fields: &Fields, faults: &mut Faults) -> Details {
    match kind {
        Kind::Activity => Details::Activity(Box::new(activity(fields, faults))),
        Kind::Award => Details::Award(Box::new(award(fields, faults))),
        Kind::Report => Details::Report(Box::new(report(fields, faults))),
    }
}

fn activity(fields: &Fields, faults: &mut Faults) -> Activity {
    Activity {
        form: fields.plain("form", faults),
        place: fields.plain("place", faults),
        host: fields.plain("host", faults),
        recorder: fields.plain("recorder", faults),
        start: fields.moment("start", faults),
        end: fields.moment("end", faults),
        expected: fields.headcount("expected", faults),
        attended: fields.headcount("attended", faults),
        absent: fields.headcount("absent", faults),
        observers: fields.headcount("observers", faults),
        agenda: fields.plain_texts("agenda", faults),
        resolutions: fields.plain_texts("resolutions", faults),
        hours: fields.number("hours", faults),
        trainees: fields.one_or_many("trainees", faults).into_iter().map(|s| s.value).collect(),
        host_at: fields.place_of("host"),
    }
}

fn award(fields: &Fields, faults: &mut Faults) -> Award {
    Award {
        honour: fields.plain("honour", faults),
        level: fields.choice("level", LEVELS, faults),
        issuer: fields.plain("issuer", faults),
        document_number: fields.plain("document_number", faults),
        recipients: fields.one_or_many("recipients", faults).into_iter().map(|s| s.value).collect(),
    }
}

fn report(fields: &Fields, faults: &mut Faults) -> Report {
    Report {
        author: fields.plain("author", faults),
        indicators: fields.records("indicators", INDICATOR, faults, indicator),
        problems: fields.records("problems", PROBLEM, faults, problem),
        commitments: fields.records("commitments", COMMITMENT, faults, commitment),
        targets: fields.records("targets", TARGET, faults, target),
        tasks: fields.records("tasks", TASK, faults, task),
        claims: fields.records("claims", CLAIM, faults, claim),
    }
}

fn indicator(fields: &Fields, faults: &mut Faults) -> Indicator {
    fields.require("value", faults);
    Indicator {
        name: fields.required("name", faults),
        value: fields.figure("value", faults),
        unit: fields.plain("unit", faults),
        branch: fields.text("branch", faults),
        year: fields.integer("year", faults).map(|spot| spot.value),
        target: fields.figure("target", faults),
        source: fields.plain("source", faults),
        value_at: fields.place_of("value"),
        unit_at: fields.place_of("unit"),
    }
}

fn problem(fields: &Fields, faults: &mut Faults) -> Problem {
    if fields.get("title").is_none() && fields.get("measures").is_some() {
        faults.add(fields.place_of("measures"), Fault::MeasureWithoutProblem);
    }
    Problem {
        id: fields.required("id", faults),
        title: fields.required("title", faults),
        source: fields.plain("source", faults),
        cause: fields.plain("cause", faults),
        owner: fields.plain("owner", faults),
        closed: fields.date("closed", faults),
        result: fields.plain("result", faults),
        evidence: fields.texts("evidence", faults),
        recurs: fields.text("recurs", faults),
        measures: fields.records("measures", MEASURE, faults, measure),
    }
}

fn measure(fields: &Fields, faults: &mut Faults) -> Measure {
    Measure {
        title: fields.required("title", faults),
        owner: fields.plain("owner", faults),
        due: fields.date("due", faults),
        done: fields.date("done", faults),
        evidence: fields.texts("evidence", faults),
    }
}

fn commitment(fields: &Fields, faults: &mut Faults) -> Commitment {
    Commitment {
        who: fields.plain("who", faults),
        title: fields.required("title", faults),
        due: fields.date("due", faults),
        done: fields.date("done", faults),
        evidence: fields.texts("evidence", faults),
        count: fields.count("count", faults),
        completed: fields.count("completed", faults),
        completed_at: fields.place_of("completed"),
    }
}

fn target(fields: &Fields, faults: &mut Faults) -> Target {
    fields.require("value", faults);
    fields.require("year", faults);
    Target {
        indicator: fields.required("indicator", faults),
        op: fields.choice("op", COMPARISONS, faults).unwrap_or(Comparison::AtLeast),
        value: fields.figure("value", faults),
        unit: fields.plain("unit", faults),
        year: fields.integer("year", faults).map_or(0, |spot| spot.value),
        branch: fields.text("branch", faults),
        at: fields.place_of("indicator"),
        unit_at: fields.place_of("unit"),
    }
}

fn task(fields: &Fields, faults: &mut Faults) -> Task {
    Task {
        title: fields.required("title", faults),
        list: fields.plain("list", faults),
        owner: fields.plain("owner", faults),
        due: fields.date("due", faults),
        state: fields.choice("state", TASK_STATES, faults),
        evidence: fields.texts("evidence", faults),
    }
}

fn claim(fields: &Fields, faults: &mut Faults) -> Claim {
    fields.require("value", faults);
    Claim {
        text: fields.required("text", faults),
        value: fields.figure("value", faults),
        unit: fields.plain("unit", faults),
        form: fields.plain("form", faults),
        tag: fields.plain("tag", faults),
        branch: fields.text("branch", faults),
        evidence: fields.texts("evidence", faults),
    }
}

/// Where the front matter's first key would stand, for faults of what is absent.
pub const HEAD: Place = Place { line: 2, column: 1, length: 1 };
