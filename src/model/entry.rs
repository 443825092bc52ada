//! What one entry's front matter may say, as typed fields by kind, and the words that stand for each choice.
//! Never reads a text: `front_matter.rs` does.

use super::fields::{Figure, Headcount, Moment, Spot};
use super::leak::Waivers;
use crate::diag::Place;
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
