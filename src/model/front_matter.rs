//! One entry's front matter → typed fields, by kind. Independent of every other entry.
//! Never resolves links to other entries or files: `resolve.rs` does, once all are known.

use super::entry::{
    AUDIENCES, Activity, Audience, Award, COMPARISONS, Claim, Commitment, Comparison, Details, FileRef, FrontMatter,
    Indicator, KINDS, Kind, LEVELS, Measure, Problem, RETENTIONS, Report, TASK_STATES, Target, Task,
};
use super::fields::{Faults, Fields, Spot, unknown};
use super::keys::{
    self, ACTIVITY, AWARD, CLAIM, COMMITMENT, COMMON, FILE, INDICATOR, MEASURE, PROBLEM, REPORT, TARGET, TASK,
};
use super::leak;
use super::yaml::{Node, Value};
use crate::diag::{Expected, Fault, Place};
use jiff::civil::Date;

/// Reads the front matter of one entry.
/// `None` where its kind is unknown: nothing else can be told then but unknown keys.
pub fn read(node: &Node, faults: &mut Faults) -> Option<FrontMatter> {
    let kind = peek_kind(node);
    let tables = tables(kind);
    let fields = Fields::new(node, &tables, faults, &|word| stray(word, kind, &tables));
    for name in ["title", "kind", "date", "branch"] {
        fields.require(name, faults);
    }
    let chosen = fields.choice("kind", KINDS, faults);
    let date = fields.date("date", faults);
    let matter = FrontMatter {
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
    chosen.map(|_| matter)
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
