//! Labels in a text (时间： 地点： 应到：12人，实到：10人) → keys and their values.
//! Never takes a word for a label that stands within another word.

use super::super::Field;
use super::{Guess, Reason};

/// Which key a label or a column's heading is, beside the keys' own names and aliases.
pub const FIELDS: &[(&str, &[&str])] = &[
    ("title", &["活动名称", "会议名称", "题名", "名称", "活动内容", "文件名称", "标题名称"]),
    ("kind", &["条目类型"]),
    (
        "date",
        &[
            "会议时间",
            "活动时间",
            "召开时间",
            "开会时间",
            "学习时间",
            "表彰时间",
            "获奖时间",
            "表彰日期",
            "活动日期",
            "会议日期",
            "成文日期",
            "时间",
        ],
    ),
    (
        "branch",
        &[
            "所在支部",
            "所属支部",
            "党支部",
            "支部名称",
            "组织名称",
            "党组织",
            "党组织名称",
            "所属党组织",
            "主办单位",
            "单位",
        ],
    ),
    ("place", &["会议地点", "活动地点", "召开地点", "学习地点", "开会地点"]),
    ("host", &["会议主持人", "会议主持", "主持", "召集人"]),
    ("recorder", &["记录员", "会议记录人", "会议记录", "记录"]),
    ("form", &["活动形式", "会议形式", "会议类型", "会议类别", "活动类型", "活动类别", "组织生活形式"]),
    ("expected", &["应到人数", "应到党员", "应参会人数", "应参会", "应参加人数", "应出席人数", "应到会人数"]),
    (
        "attended",
        &[
            "实到人数",
            "实到党员",
            "实参会人数",
            "实参会",
            "实际参加人数",
            "实际到会人数",
            "参加人数",
            "参会人数",
            "出席人数",
            "到会人数",
            "参会人员",
            "参加人员",
            "出席人员",
            "与会人员",
            "到会人员",
            "参加人",
            "出席人",
            "出席",
        ],
    ),
    ("absent", &["缺席人员", "缺席人数", "缺席人员及原因", "请假人员", "请假人数", "请假", "缺席人"]),
    ("observers", &["列席人员", "列席人数", "列席人"]),
    ("agenda", &["会议议题", "主要议题", "会议主题", "活动主题", "会议内容", "学习内容", "主题"]),
    ("resolutions", &["会议决议", "会议决定", "决定事项", "议定事项"]),
    ("hours", &["学时数", "培训学时"]),
    ("honour", &["荣誉称号", "荣誉名称", "奖项名称", "获奖名称", "获得荣誉"]),
    ("level", &["奖项级别", "荣誉级别", "表彰级别", "获奖级别"]),
    ("issuer", &["颁发单位", "授予单位", "颁奖单位", "发证单位", "授奖单位", "表彰机关", "颁发机关", "授予机关"]),
    ("document_number", &["表彰文号", "发文字号", "发文号", "文件号"]),
    ("recipients", &["表彰对象", "获奖对象", "获奖单位", "获奖人员", "获奖人", "获奖者", "受表彰对象", "获得者"]),
    ("author", &["报告人", "汇报人"]),
    ("tags", &["关键词"]),
    ("summary", &["内容摘要", "简介"]),
];

/// The keys' own aliases that a text uses as labels.
const OWN: &[(&str, &str)] = &[
    ("date", "日期"),
    ("branch", "支部"),
    ("place", "地点"),
    ("host", "主持人"),
    ("recorder", "记录人"),
    ("form", "形式"),
    ("expected", "应到"),
    ("attended", "实到"),
    ("absent", "缺席"),
    ("observers", "列席"),
    ("agenda", "议题"),
    ("resolutions", "决议"),
    ("hours", "学时"),
    ("honour", "称号"),
    ("level", "级别"),
    ("issuer", "表彰单位"),
    ("document_number", "文号"),
    ("recipients", "对象"),
    ("author", "述职人"),
];

/// A label of the text with what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The key it is.
    pub key: &'static str,
    /// As written, with its colon.
    pub written: String,
    /// What follows, up to the next label or the end of the line.
    pub value: String,
}

/// All labels of a text that say something, in order.
pub fn labels(lines: &[String]) -> Vec<Label> {
    lines.iter().flat_map(|line| labels_of(line)).collect()
}

/// The first label of a key.
pub fn value_of<'l>(labels: &'l [Label], key: &str) -> Option<&'l Label> {
    labels.iter().find(|label| label.key == key)
}

/// The key that a column's heading or a label is by the words in use; white space does not count.
pub fn key_of_heading(heading: &str) -> Option<&'static str> {
    let bare: String = heading.chars().filter(|c| !c.is_whitespace()).collect();
    let listed = FIELDS.iter().find(|(_, words)| words.contains(&bare.as_str())).map(|(key, _)| *key);
    listed.or_else(|| OWN.iter().find(|(_, word)| *word == bare).map(|(key, _)| *key))
}

/// Those of some keys, as text.
pub fn fields(labels: &[Label], keys: &[&'static str]) -> Vec<(&'static str, Guess<Field>)> {
    let field = |key: &&'static str| {
        let label = value_of(labels, key)?;
        let value = match *key {
            "agenda" => Field::List(vec![Field::Text(label.value.clone())]),
            "hours" => Field::Decimal(decimal(&label.value)?),
            _ => Field::Text(label.value.clone()),
        };
        Some((*key, Guess::new(value, Reason::Label(label.written.clone()))))
    };
    keys.iter().filter_map(field).collect()
}

/// A figure at the beginning of a text: 4 学时.
fn decimal(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text[..end].parse::<f64>().ok().map(|_| text[..end].trim_end_matches('.').to_owned())
}

fn labels_of(line: &str) -> Vec<Label> {
    let chars: Vec<char> = line.chars().collect();
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let begins = at == 0 || !chars[at - 1].is_alphanumeric();
        match longest(&chars, at).filter(|_| begins) {
            Some((end, key)) => {
                found.push((at, end, key));
                at = end;
            }
            None => at += 1,
        }
    }
    let ends = found.iter().skip(1).map(|(start, _, _)| *start).chain(std::iter::once(chars.len()));
    let label = |((start, end, key), stop): (&(usize, usize, &'static str), usize)| Label {
        key,
        written: chars[*start..*end].iter().filter(|c| !c.is_whitespace()).collect(),
        value: tidy(&chars[*end..stop]),
    };
    found.iter().zip(ends).map(label).filter(|label| !label.value.is_empty()).collect()
}

/// White space and marks at the ends are no part of a value.
fn tidy(chars: &[char]) -> String {
    let text: String = chars.iter().collect();
    let text = text.trim_matches(|c: char| c.is_whitespace() || "，。；,;、".contains(c));
    text.replace('\n', " ")
}

/// The longest label with its colon at a place: its end and its key.
fn longest(chars: &[char], at: usize) -> Option<(usize, &'static str)> {
    let listed = FIELDS.iter().flat_map(|(key, words)| words.iter().map(move |word| (*key, *word)));
    let all = listed.chain(OWN.iter().copied());
    all.filter_map(|(key, word)| label_end(chars, at, word).map(|end| (end, key))).max_by_key(|(end, _)| *end)
}

/// Where a label ends, its colon included; office software sets spaces within it (时　间：).
fn label_end(chars: &[char], at: usize, word: &str) -> Option<usize> {
    let mut i = at;
    for (n, c) in word.chars().enumerate() {
        while n > 0 && chars.get(i).is_some_and(|c| c.is_whitespace() && *c != '\n') {
            i += 1;
        }
        if chars.get(i) != Some(&c) {
            return None;
        }
        i += 1;
    }
    while chars.get(i).is_some_and(|c| c.is_whitespace() && *c != '\n') {
        i += 1;
    }
    matches!(chars.get(i), Some('：' | ':')).then_some(i + 1)
}
