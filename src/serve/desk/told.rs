//! What the form is told, as JSON: fields with their values, faults with their fields, entries. Never reads a file.

use crate::diag::{self, Diagnostic, Lang};
use crate::edit::form::{self, Field, Shape};
use crate::edit::layout::Layout;
use crate::edit::{Record, Unfit, Value, body, place, without_mark};
use crate::live::Live;
use crate::model::branch::BranchTree;
use crate::model::entry::{KINDS, Kind};
use crate::model::keys::{self, ACTIVITY, AWARD, COMMON, REPORT};
use crate::model::source::Parsed;
use crate::path::SourcePath;
use serde_json::{Value as Json, json};

/// The form of an entry's text: its fields and body, or, where it cannot be taken apart, the whole text and why.
pub fn form(text: &str, branches: &BranchTree, lang: Lang) -> Json {
    let (_, bare) = without_mark(text);
    let layout = Layout::of(bare);
    let kind = layout.as_ref().ok().and_then(Layout::kind);
    let (Ok(layout), Some(kind)) = (&layout, kind) else {
        let reason = layout.err().unwrap_or(Unfit::Unreadable);
        return json!({ "text": bare.replace("\r\n", "\n"), "reason": unfit(reason, lang) });
    };
    json!({
        "kind": kind.word(),
        "kind_label": kind_label(kind, lang),
        "fields": fields(layout, kind, lang),
        "body": body::shown(&bare[layout.sections.body.clone()]),
        "branches": branches.all().iter().map(|b| json!({ "id": b.id, "name": b.name })).collect::<Vec<_>>(),
    })
}

fn fields(layout: &Layout, kind: Kind, lang: Lang) -> Vec<Json> {
    let guessed = form::guessed(layout);
    let reason = |name: &str| guessed.iter().find(|(guess, _)| *guess == name).map(|(_, reason)| reason);
    // The kind decides which fields there are; the form only lets it be confirmed.
    let fixed = reason("kind").map(|reason| {
        let value = json!({ "text": kind_label(kind, lang) });
        json!({ "name": "kind", "label": label("kind", lang), "help": "", "shape": "fixed", "guessed": reason, "value": value })
    });
    let shown = form::fields(kind);
    let fields = shown.iter().map(|field| {
        let (shape, value) = form::value(layout, field.name);
        json!({
            "name": field.name,
            "label": label(field.name, lang),
            "help": field.help,
            "required": field.required,
            "shape": shape_word(shape),
            "choices": choices(shape, lang),
            "value": value_json(&value),
            "guessed": reason(field.name),
            "record": record_fields(field.name, lang),
        })
    });
    fixed.into_iter().chain(fields).collect()
}

/// The fields of one record of a list; none where a field has no records.
fn record_fields(list: &'static str, lang: Lang) -> Vec<Json> {
    let field = |field: &Field| {
        json!({
            "name": field.name,
            "label": if lang == Lang::Chinese { field.alias } else { field.name },
            "help": field.help,
            "required": field.required,
            "shape": shape_word(field.shape),
            "choices": choices(field.shape, lang),
            "value": value_json(&form::empty(field.shape)),
            "record": record_fields(field.name, lang),
        })
    };
    form::record_fields(list).iter().map(field).collect()
}

fn kind_label(kind: Kind, lang: Lang) -> &'static str {
    KINDS.iter().find(|(k, _, _)| *k == kind).map_or("", |(_, en, zh)| if lang == Lang::Chinese { zh } else { en })
}

fn shape_word(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "text",
        Shape::Long => "long",
        Shape::Date => "date",
        Shape::Flag => "flag",
        Shape::Choice(_) => "choice",
        Shape::Branches => "branches",
        Shape::People | Shape::Texts => "texts",
        Shape::Headcount => "headcount",
        Shape::Files => "files",
        Shape::Branch => "branch",
        Shape::Records => "records",
        Shape::Yaml => "yaml",
    }
}

/// The value and the words of each choice.
fn choices(shape: Shape, lang: Lang) -> Vec<[&'static str; 2]> {
    let words = match shape {
        Shape::Choice(words) => words,
        Shape::Flag => &[("true", "是"), ("false", "否")],
        _ => &[],
    };
    words.iter().map(|(en, zh)| [*en, if lang == Lang::Chinese { zh } else { en }]).collect()
}

fn value_json(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!({ "text": text }),
        Value::List(texts) => json!({ "list": texts }),
        Value::Yaml(text) => json!({ "yaml": text }),
        Value::Records(records) => {
            let record = |record: &Record| -> serde_json::Map<String, Json> {
                record.iter().map(|(name, value)| ((*name).to_owned(), value_json(value))).collect()
            };
            json!({ "records": records.iter().map(record).collect::<Vec<_>>() })
        }
        Value::Files(files) => {
            json!({ "files": files.iter().map(|f| json!({ "file": f.file, "title": f.title })).collect::<Vec<_>>() })
        }
    }
}

/// The faults of an entry's text, each with the field that it belongs to, and which record of it.
pub fn faults(text: &str, faults: &[Diagnostic], lang: Lang) -> Vec<Json> {
    let views = diag::to_json(faults, lang).into_iter().zip(faults);
    let placed = |(view, fault): (_, &Diagnostic)| {
        let view = with(json!(view), "field", json!(place::field(text, fault)));
        with(view, "record", json!(place::record(text, fault)))
    };
    views.map(placed).collect()
}

fn with(mut view: Json, key: &str, value: Json) -> Json {
    view[key] = value;
    view
}

/// A key as the form names it.
pub fn label(name: &'static str, lang: Lang) -> &'static str {
    let tables = [COMMON, ACTIVITY, AWARD, REPORT];
    keys::alias(&tables, name).filter(|_| lang == Lang::Chinese).unwrap_or(name)
}

/// Why the form has to show the whole text.
pub fn unfit(reason: Unfit, lang: Lang) -> &'static str {
    match (reason, lang) {
        (Unfit::Unreadable, Lang::Chinese) => "信息栏现在读不出来，所以直接改原文；改好后重新打开，就能逐项填写",
        (Unfit::Unreadable, Lang::English) => {
            "the front matter cannot be read; mend its text, then open the form again"
        }
        (Unfit::Shape, Lang::Chinese) => "信息栏不是一行一项，不能逐项修改，请直接改原文",
        (Unfit::Shape, Lang::English) => "the front matter is not one key a line; edit its text",
        (Unfit::Unsure, Lang::Chinese) => "这处改动没有把握只改这一项，所以没有改；请用“改原文”",
        (Unfit::Unsure, Lang::English) => {
            "this change might alter more than it should, and was not made; edit the text"
        }
    }
}

/// All entries, newest first, then by path; those that cannot be read come first.
pub fn entries(live: &Live, lang: Lang) -> Json {
    let mut found: Vec<(&SourcePath, Option<&Parsed>)> =
        live.memory().parsed().filter(|(path, _)| path.is_own()).collect();
    let date = |parsed: Option<&Parsed>| parsed.map(|p| p.matter.date);
    found.sort_by(|a, b| match (date(a.1), date(b.1)) {
        (None, Some(_)) => std::cmp::Ordering::Less,
        (Some(_), None) => std::cmp::Ordering::Greater,
        (x, y) => y.cmp(&x).then_with(|| a.0.cmp(b.0)),
    });
    found.into_iter().map(|(path, parsed)| listed(path, parsed, live.memory().branches(), lang)).collect()
}

fn listed(path: &SourcePath, parsed: Option<&Parsed>, branches: &BranchTree, lang: Lang) -> Json {
    let Some(parsed) = parsed else { return json!({ "path": path, "title": path.file_name() }) };
    let matter = &parsed.matter;
    let name = |word: &str| branches.find(word).map_or_else(|| word.to_owned(), |branch| branch.name.clone());
    json!({
        "path": path,
        "title": if matter.title.is_empty() { path.file_name() } else { &matter.title },
        "kind": kind_label(matter.kind, lang),
        "date": matter.date.map(|date| date.to_string()),
        "branches": matter.branches.iter().map(|spot| name(&spot.value)).collect::<Vec<_>>(),
        "draft": matter.draft,
    })
}
