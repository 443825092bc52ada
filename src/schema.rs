//! The JSON Schema of the front matter, for editors: completion, hover help, early warnings.
//! Never checks content itself: the model does, and says more.

use crate::model::entry::{KINDS, LEVELS};
use crate::model::keys::{
    ACTIVITY, AWARD, CLAIM, COMMITMENT, COMMON, FILE, INDICATOR, KeyName, MEASURE, PROBLEM, REPORT, TARGET, TASK,
    WAIVER,
};
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
        let mut shape = shape(name);
        if let Some(object) = shape.as_object_mut() {
            object.insert(String::from("description"), json!(format!("{alias} · {name}：{}", help(name))));
        }
        properties.insert((*name).to_owned(), shape.clone());
        properties.insert((*alias).to_owned(), shape);
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
        "kind" => enumeration(KINDS.iter().flat_map(|(_, en, zh)| [*en, *zh])),
        "audience" => enumeration(["internal", "内部", "public", "公开"]),
        "retention" => enumeration(["permanent", "永久", "30y", "30年", "10y", "10年"]),
        "level" => enumeration(LEVELS.iter().flat_map(|(_, en, zh)| [*en, *zh])),
        "date" | "recorded" => date(),
        "year" => json!({ "type": "integer", "minimum": 1000, "maximum": 9999 }),
        "draft" | "masks" => json!({ "enum": [true, false, "是", "否"] }),
        "slug" => json!({ "type": "string", "pattern": "^[a-z0-9-]+$" }),
        "branch" | "recipients" | "trainees" => json!({ "anyOf": [text, texts] }),
        "tags" | "evidence" | "agenda" | "resolutions" => texts,
        "attachments" | "photos" => {
            json!({ "type": "array", "items": { "anyOf": [{ "type": "string" }, record(FILE)] } })
        }
        "expected" | "attended" | "absent" | "observers" => {
            json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, texts] })
        }
        "waive" => list_of(WAIVER),
        "hours" => json!({ "type": "number", "minimum": 0 }),
        "indicators" => list_of(INDICATOR),
        "problems" => list_of(PROBLEM),
        "commitments" => list_of(COMMITMENT),
        "targets" => list_of(TARGET),
        "tasks" => list_of(TASK),
        "claims" => list_of(CLAIM),
        _ => text,
    }
}

fn enumeration<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "enum": words.into_iter().collect::<Vec<_>>() })
}

fn date() -> Value {
    json!({
        "type": "string",
        "pattern": "^\\d{4}(-\\d{1,2}-\\d{1,2}|/\\d{1,2}/\\d{1,2}|年\\d{1,2}月\\d{1,2}日)$",
    })
}

fn list_of(table: &[KeyName]) -> Value {
    json!({ "type": "array", "items": record(table) })
}

fn record(table: &[KeyName]) -> Value {
    let mut properties = Map::new();
    for (name, alias) in table {
        let shape = match *name {
            "measures" => list_of(MEASURE),
            "evidence" => json!({ "type": "array", "items": { "type": "string" } }),
            "due" | "done" | "closed" => date(),
            "count" | "completed" | "year" => json!({ "type": "integer" }),
            _ => json!({ "type": ["string", "number"] }),
        };
        properties.insert((*name).to_owned(), shape.clone());
        properties.insert((*alias).to_owned(), shape);
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// One line of help a key, shown while typing.
fn help(name: &str) -> &'static str {
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

    #[test]
    fn the_schema_knows_both_languages() {
        let schema: Value = serde_json::from_str(&json()).unwrap();
        assert!(schema["properties"]["标题"].is_object());
        assert!(schema["properties"]["problems"]["items"]["properties"]["措施"].is_object());
    }
}
