//! What kind of entry a title names, and which form of activity.
//! Never looks at the text but for its labels.

use super::super::Field;
use super::label::{Label, value_of};
use super::{Guess, Reason};

/// A kind of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 活动
    Activity,
    /// 荣誉
    Award,
    /// 报告
    Report,
}

/// Words in a title, and the form that they name, the more telling first.
const FORMS: &[(&str, &str)] = &[
    ("支部党员大会", "支部党员大会"),
    ("支部大会", "支部党员大会"),
    ("党员大会", "支部党员大会"),
    ("支部委员会", "支委会"),
    ("支委会", "支委会"),
    ("党小组会", "党小组会"),
    ("主题党日", "主题党日"),
    ("固定党日", "主题党日"),
    ("党员活动日", "主题党日"),
    ("组织生活会", "组织生活会"),
    ("民主生活会", "民主生活会"),
    ("民主评议", "民主评议党员"),
    ("理论学习中心组", "理论学习中心组学习"),
    ("中心组学习", "理论学习中心组学习"),
    ("党委会", "党委会议"),
    ("党委扩大会", "党委会议"),
    ("党课", "党课"),
    ("换届", "换届选举"),
    ("志愿服务", "志愿服务"),
    ("现场推进会", "现场推进会"),
    ("观摩", "观摩交流"),
    ("督查", "专项督查"),
    ("走访慰问", "走访慰问"),
    ("慰问", "走访慰问"),
    ("廉政教育", "廉政教育"),
    ("警示教育", "廉政教育"),
    ("谈心谈话", "谈心谈话"),
    ("培训", "业务培训"),
];

/// What a title says an entry is.
pub fn kind_of(title: &str) -> Kind {
    let says = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if title.ends_with("记录") || title.ends_with("纪要") || title.ends_with("记录表") {
        Kind::Activity
    } else if says(&["述职", "报告", "总结", "计划", "要点"]) {
        Kind::Report
    } else if says(&["表彰", "荣获", "授予", "获得", "获评", "称号", "荣誉", "命名"]) {
        Kind::Award
    } else {
        Kind::Activity
    }
}

/// The form that the title names, else the one that a label gives.
pub fn form_of(title: &str, labels: &[Label]) -> Option<Guess<Field>> {
    let text = |form: &str| Field::Text(form.to_owned());
    let named = |words: &str| FORMS.iter().find(|(word, _)| words.contains(word)).map(|(_, form)| *form);
    if let Some(form) = named(title) {
        return Some(Guess::new(text(form), Reason::Title));
    }
    let label = value_of(labels, "form")?;
    let form = named(&label.value).unwrap_or(&label.value);
    Some(Guess::new(text(form), Reason::Label(label.written.clone())))
}
