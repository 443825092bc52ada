//! The JSON Schema of the front matter, for editors: completion, hover help, early warnings.
//! Never checks content itself: the model does, and says more.

mod words;

use crate::diag::check::RULES;
use crate::leaks::Rule;
use crate::model::entry::{AUDIENCES, COMPARISONS, KINDS, LEVELS, RETENTIONS, TASK_STATES};
use crate::model::keys::{
    ACTIVITY, AWARD, CLAIM, COMMITMENT, COMMON, FILE, INDICATOR, KeyName, MEASURE, PROBLEM, REPORT, TARGET, TASK,
    WAIVER,
};
use crate::model::leak::OTHER_CODES;
use crate::model::meetings::Meetings;
use serde_json::{Map, Value, json};

/// The schema as pretty JSON (draft 7, which editors' YAML plug-ins read).
pub fn json() -> String {
    let mut properties = Map::new();
    for table in [COMMON, ACTIVITY, AWARD, REPORT] {
        add_properties(&mut properties, table);
    }
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "dangan 条目信息栏 · front matter of a dangan entry",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "allOf": [
            required("title"), required("kind"), required("date"), required("branch"),
            only_for("activity", ACTIVITY), only_for("award", AWARD), only_for("report", REPORT),
        ],
    });
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

fn add_properties(properties: &mut Map<String, Value>, table: &[KeyName]) {
    for (name, alias) in table {
        add(properties, (name, alias), shape(name), help(name));
    }
}

/// A key under both its names, with what an editor shows beside it.
fn add(properties: &mut Map<String, Value>, (name, alias): KeyName, mut shape: Value, help: &str) {
    if let Some(object) = shape.as_object_mut() {
        object.insert(String::from("title"), json!(format!("{alias} · {name}")));
        object.insert(String::from("description"), json!(format!("{alias} · {name}：{help}")));
        object.insert(String::from("markdownDescription"), json!(hover(name, alias, help)));
    }
    properties.insert(name.to_owned(), shape.clone());
    properties.insert(alias.to_owned(), shape);
}

/// The help as Markdown, with an example where one says more.
fn hover(name: &str, alias: &str, help: &str) -> String {
    let text = format!("**{alias}** · `{name}`\n\n{help}");
    match words::example(name) {
        "" => text,
        example => format!("{text}\n\n```yaml\n{alias}: {example}\n```"),
    }
}

fn both(name: &str) -> Vec<&str> {
    let tables = [COMMON, ACTIVITY, AWARD, REPORT];
    let alias = tables.iter().flat_map(|t| t.iter()).find(|(n, _)| *n == name).map(|(_, alias)| *alias);
    std::iter::once(name).chain(alias).collect()
}

fn required(name: &str) -> Value {
    let choices: Vec<Value> = both(name).iter().map(|key| json!({ "required": [key] })).collect();
    json!({ "anyOf": choices })
}

/// The keys of one kind are refused wherever the kind is another.
fn only_for(kind: &str, table: &[KeyName]) -> Value {
    let words: Vec<&str> = KINDS.iter().filter(|(_, en, _)| *en == kind).flat_map(|(_, en, zh)| [*en, *zh]).collect();
    let of_kind: Vec<Value> = both("kind")
        .iter()
        .map(|key| json!({ "required": [key], "properties": { (*key): { "enum": words } } }))
        .collect();
    let keys: Vec<Value> =
        table.iter().flat_map(|(name, alias)| [name, alias]).map(|key| json!({ "required": [key] })).collect();
    json!({ "if": { "anyOf": keys }, "then": { "anyOf": of_kind } })
}

fn shape(name: &str) -> Value {
    let text = json!({ "type": ["string", "number"] });
    let texts = json!({ "type": "array", "items": { "type": ["string", "number"] } });
    match name {
        "kind" => enumeration(KINDS),
        "audience" => enumeration(AUDIENCES),
        "retention" => enumeration(RETENTIONS),
        "level" => enumeration(LEVELS),
        "form" => json!({ "type": "string", "examples": forms() }),
        "date" | "recorded" => date(),
        "year" => json!({ "type": "integer", "minimum": 1000, "maximum": 9999 }),
        "draft" | "masks" => json!({ "enum": [true, false, "是", "否"] }),
        "slug" => json!({ "type": "string", "pattern": "^[a-z0-9-]+$" }),
        "branch" | "recipients" | "trainees" => json!({ "anyOf": [text, texts] }),
        "tags" | "evidence" | "agenda" | "resolutions" => texts,
        "attachments" | "photos" => {
            json!({ "type": "array", "items": { "anyOf": [{ "type": "string" }, record(name, FILE)] } })
        }
        "expected" | "attended" | "absent" | "observers" => {
            json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, texts] })
        }
        "waive" => list_of(name, WAIVER),
        "hours" => json!({ "type": "number", "minimum": 0 }),
        "indicators" => list_of(name, INDICATOR),
        "problems" => list_of(name, PROBLEM),
        "commitments" => list_of(name, COMMITMENT),
        "targets" => list_of(name, TARGET),
        "tasks" => list_of(name, TASK),
        "claims" => list_of(name, CLAIM),
        _ => text,
    }
}

/// Every word of an enumeration in both languages, each with the other beside it.
fn enumeration<T>(words: &[(T, &'static str, &'static str)]) -> Value {
    let all: Vec<&str> = words.iter().flat_map(|(_, en, zh)| [*en, *zh]).collect();
    let beside: Vec<&str> = words.iter().flat_map(|(_, en, zh)| [*zh, *en]).collect();
    json!({ "enum": all, "enumDescriptions": beside })
}

/// Forms of meeting that are due somewhere; others may be written.
fn forms() -> Vec<String> {
    Meetings::default().forms().iter().map(|form| form.name.clone()).collect()
}

/// Every code that a waiver can name, with the Chinese name of those that have one.
fn codes() -> Value {
    let leaks = Rule::ALL.iter().map(|rule| rule.code()).chain(OTHER_CODES).map(|code| (code, "泄露检查"));
    let leaks = leaks.filter(|(code, _)| *code != Rule::Classified.code());
    let mut all: Vec<(&str, &str)> = leaks.chain(RULES.iter().map(|(_, code, name)| (*code, *name))).collect();
    all.sort_unstable();
    all.dedup();
    let (codes, names): (Vec<&str>, Vec<&str>) = all.into_iter().unzip();
    json!({ "enum": codes, "enumDescriptions": names })
}

fn date() -> Value {
    json!({
        "type": "string",
        "pattern": "^\\d{4}(-\\d{1,2}-\\d{1,2}|/\\d{1,2}/\\d{1,2}|年\\d{1,2}月\\d{1,2}日)$",
    })
}

fn list_of(list: &str, table: &[KeyName]) -> Value {
    json!({ "type": "array", "items": record(list, table) })
}

/// A record of the list with this name.
fn record(list: &str, table: &[KeyName]) -> Value {
    let mut properties = Map::new();
    for (name, alias) in table {
        let shape = match *name {
            "measures" => list_of(name, MEASURE),
            "code" => codes(),
            "op" => enumeration(COMPARISONS),
            "state" => enumeration(TASK_STATES),
            "evidence" => json!({ "type": "array", "items": { "type": "string" } }),
            "due" | "done" | "closed" => date(),
            "count" | "completed" | "year" => json!({ "type": "integer" }),
            _ => json!({ "type": ["string", "number"] }),
        };
        add(&mut properties, (name, alias), shape, words::nested(list, name));
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Help for a key of a record, by the list that holds the record.
pub fn nested_help(list: &str, key: &str) -> &'static str {
    words::nested(list, key)
}

/// One line of help a key, shown while typing.
pub fn help(name: &str) -> &'static str {
    match name {
        "title" => "条目的题名",
        "kind" => "活动、荣誉或报告",
        "date" => "2022-12-30、2022/12/30 或 2022年12月30日",
        "year" => "所属年度；不写就是日期的年份",
        "branch" => "支部的编号或全名，可以写多个",
        "tags" => "标签的列表",
        "series" => "所属的系列活动",
        "summary" => "一两句话的摘要",
        "audience" => "内部（默认）或公开",
        "draft" => "true 表示草稿，不编入网站",
        "slug" => "网址中的名字，小写字母、数字和连字符",
        "number" => "档号，如 Z109-WS·2022-Y-BGS-0001；不写就由 site.yaml 的档号规则编",
        "retention" => "永久、30年或10年；不写就由 site.yaml 的档号规则定",
        "recorded" => "录入的日期",
        "attachments" => "附件，路径相对于本文件",
        "photos" => "照片，路径相对于本文件",
        "evidence" => "佐证条目的编号，如 activities/2022/…",
        "masks" => "true 表示正文里每个 ** 都是脱敏符号",
        "waive" => "已核对可以放行的检查结果：代码和理由，如 leak.mobile",
        "form" => "支部党员大会、支委会、党课、主题党日……",
        "place" => "地点",
        "host" => "主持人",
        "recorder" => "记录人",
        "start" => "开始时间，如 14:30",
        "end" => "结束时间",
        "expected" => "应到人数，或姓名的列表",
        "attended" => "实到人数，或姓名的列表",
        "absent" => "缺席人数，或姓名的列表",
        "observers" => "列席人数，或姓名的列表",
        "agenda" => "议题的列表",
        "resolutions" => "决议的列表",
        "hours" => "学时",
        "trainees" => "培训的对象，如 村党组织书记，可以写多个",
        "honour" => "称号",
        "level" => "国家级、省级、市级、县级、乡镇级",
        "issuer" => "表彰单位",
        "document_number" => "文号，如 云溪党发〔2022〕5号",
        "recipients" => "表彰对象的列表",
        "author" => "述职人",
        "indicators" => "指标：名称、值、单位、年、目标、出处",
        "problems" => "问题：编号、事项、原因、措施、销号日",
        "commitments" => "承诺：承诺人、事项、时限、完成日",
        "targets" => "来年目标：指标、算符、值、单位、年",
        "tasks" => "任务：事项、责任人、时限、状态",
        "claims" => "报数：表述、值、单位，可与记录核对",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_help() {
        for (name, _) in [COMMON, ACTIVITY, AWARD, REPORT].into_iter().flatten() {
            assert!(!help(name).is_empty(), "{name}");
        }
    }

    /// What an editor offers for the keys of a table, in both languages.
    fn offers(properties: &Value, table: &[KeyName], at: &str) {
        let offered = properties.as_object().unwrap();
        for (name, alias) in table {
            for key in [name, alias] {
                let shape = offered.get(*key).unwrap_or_else(|| panic!("{at} lacks {key}"));
                let text = |word: &str| shape[word].as_str().unwrap_or("").to_owned();
                assert_eq!(text("title"), format!("{alias} · {name}"), "{at}.{key}");
                let help = text("description");
                assert!(help.strip_prefix(&format!("{alias} · {name}：")).is_some_and(|h| !h.is_empty()), "{at}.{key}");
                assert!(text("markdownDescription").contains(alias), "{at}.{key}");
                assert!(shape.get("enum").is_none() || !shape["enum"].as_array().unwrap().is_empty());
            }
        }
        let known: usize = table.len() * 2;
        assert!(offered.len() >= known, "{at}: {} of {known}", offered.len());
    }

    #[test]
    fn an_editor_is_offered_every_key_of_the_model() {
        let schema: Value = serde_json::from_str(&json()).unwrap();
        let properties = &schema["properties"];
        for table in [COMMON, ACTIVITY, AWARD, REPORT] {
            offers(properties, table, "entry");
        }
        let records = [
            ("waive", WAIVER),
            ("indicators", INDICATOR),
            ("problems", PROBLEM),
            ("commitments", COMMITMENT),
            ("targets", TARGET),
            ("tasks", TASK),
            ("claims", CLAIM),
        ];
        for (list, table) in records {
            let items = &properties[list]["items"]["properties"];
            offers(items, table, list);
            assert_eq!(items.as_object().unwrap().len(), table.len() * 2, "{list}");
        }
        offers(&properties["problems"]["items"]["properties"]["measures"]["items"]["properties"], MEASURE, "measures");
        offers(&properties["photos"]["items"]["anyOf"][1]["properties"], FILE, "photos");
    }

    #[test]
    fn enumerations_are_the_models_own() {
        let schema: Value = serde_json::from_str(&json()).unwrap();
        let properties = &schema["properties"];
        assert_eq!(properties["级别"]["enum"].as_array().unwrap().len(), LEVELS.len() * 2);
        assert_eq!(properties["audience"]["enumDescriptions"][0], "内部");
        let codes = &properties["waive"]["items"]["properties"]["代码"]["enum"];
        assert!(codes.as_array().unwrap().iter().any(|code| code == "record.late"));
        assert!(!codes.as_array().unwrap().iter().any(|code| code == "leak.classified"), "it cannot be waived");
        assert_eq!(properties["form"]["examples"][0], "支部党员大会");
    }

    #[test]
    fn the_schema_knows_both_languages() {
        let schema: Value = serde_json::from_str(&json()).unwrap();
        assert!(schema["properties"]["标题"].is_object());
        assert!(schema["properties"]["problems"]["items"]["properties"]["措施"].is_object());
    }
}
