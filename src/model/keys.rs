//! The names of all keys: English, Chinese alias, and which records hold them.
//! One table that the model, the schema, `new` and `import` read; never holds a value.

/// A key's English name and its Chinese alias.
pub type KeyName = (&'static str, &'static str);

/// The keys every entry may have.
pub const COMMON: &[KeyName] = &[
    ("title", "标题"),
    ("kind", "类型"),
    ("date", "日期"),
    ("year", "年度"),
    ("branch", "支部"),
    ("tags", "标签"),
    ("series", "系列"),
    ("summary", "摘要"),
    ("audience", "公开范围"),
    ("draft", "草稿"),
    ("slug", "网址名"),
    ("number", "档号"),
    ("retention", "保管期限"),
    ("recorded", "录入日期"),
    ("attachments", "附件"),
    ("photos", "照片"),
    ("evidence", "佐证"),
    ("masks", "脱敏"),
    ("waive", "豁免"),
];

/// The keys of a finding that an entry, a branch or the settings let pass.
pub const WAIVER: &[KeyName] = &[("code", "代码"), ("reason", "理由")];

/// The keys of activities alone.
pub const ACTIVITY: &[KeyName] = &[
    ("form", "形式"),
    ("place", "地点"),
    ("host", "主持人"),
    ("recorder", "记录人"),
    ("start", "开始"),
    ("end", "结束"),
    ("expected", "应到"),
    ("attended", "实到"),
    ("absent", "缺席"),
    ("observers", "列席"),
    ("agenda", "议题"),
    ("resolutions", "决议"),
    ("hours", "学时"),
    ("trainees", "培训对象"),
];

/// The keys of awards alone.
pub const AWARD: &[KeyName] = &[
    ("honour", "称号"),
    ("level", "级别"),
    ("issuer", "表彰单位"),
    ("document_number", "文号"),
    ("recipients", "对象"),
];

/// The keys of reports alone.
pub const REPORT: &[KeyName] = &[
    ("author", "述职人"),
    ("indicators", "指标"),
    ("problems", "问题"),
    ("commitments", "承诺"),
    ("targets", "目标"),
    ("tasks", "任务"),
    ("claims", "报数"),
];

/// The keys of `site.yaml`.
pub const SITE: &[KeyName] = &[
    ("title", "名称"),
    ("organization", "单位"),
    ("language", "语言"),
    ("base_url", "网址"),
    ("theme", "主题"),
    ("as_of", "截止日期"),
    ("synonyms", "同义词"),
    ("archive_number", "档号规则"),
    ("meetings", "组织生活"),
    ("check", "检查"),
    ("campaigns", "专项"),
    ("contact_points", "联系点"),
    ("include", "汇集"),
    ("waive", "豁免"),
];

/// The keys of a member's snapshot in `site.yaml`.
pub const INCLUDE: &[KeyName] = &[("snapshot", "快照"), ("id", "代号"), ("name", "名称"), ("under", "挂在")];

/// The measures of `dangan check` in `site.yaml`, beside the codes of its rules.
pub const CHECK: &[KeyName] =
    &[("late_days", "补录天数"), ("similarity", "相似度"), ("due_months", "换届提前月数"), ("issuers", "表彰单位")];

/// The keys of how often a form of meeting is due, in `site.yaml`.
pub const MEETING: &[KeyName] =
    &[("form", "形式"), ("also", "又称"), ("every", "周期"), ("needs", "条件"), ("branches", "支部")];

/// The keys of a leader's contact points in `site.yaml`.
pub const CONTACT_POINT: &[KeyName] =
    &[("leader", "领导"), ("duty", "职务"), ("branches", "支部"), ("from", "起"), ("to", "止")];

/// The keys of the rule for archive numbers in `site.yaml`.
pub const ARCHIVE_NUMBER: &[KeyName] = &[
    ("fonds", "全宗号"),
    ("category", "门类"),
    ("units", "机构代码"),
    ("retention", "保管期限"),
    ("exceptions", "例外"),
];

/// How long each kind is kept.
pub const RETENTION_OF: &[KeyName] = &[("activity", "活动"), ("award", "荣誉"), ("report", "报告")];

/// The keys of an exception from how long a kind is kept.
pub const EXCEPTION: &[KeyName] = &[("kind", "类型"), ("form", "形式"), ("level", "级别"), ("retention", "保管期限")];

/// The keys of one branch in `branches.yaml`.
pub const BRANCH: &[KeyName] = &[
    ("id", "编号"),
    ("name", "名称"),
    ("kind", "类别"),
    ("parent", "上级"),
    ("established", "成立日期"),
    ("dissolved", "撤销日期"),
    ("approved_by", "批准机关"),
    ("secretary", "书记"),
    ("members", "党员数"),
    ("committee", "委员"),
    ("groups", "党小组"),
    ("term", "任期"),
    ("earlier_terms", "历届"),
    ("waive", "豁免"),
];

/// The keys of a branch's term.
pub const TERM: &[KeyName] = &[("start", "起"), ("end", "止"), ("number", "届次")];

/// The keys of an attachment or photo written as a record.
pub const FILE: &[KeyName] = &[("file", "文件"), ("title", "标题")];

/// The keys of an indicator.
pub const INDICATOR: &[KeyName] = &[
    ("name", "名称"),
    ("value", "值"),
    ("unit", "单位"),
    ("branch", "支部"),
    ("year", "年"),
    ("target", "目标"),
    ("source", "出处"),
];

/// The keys of a problem.
pub const PROBLEM: &[KeyName] = &[
    ("id", "编号"),
    ("title", "事项"),
    ("source", "来源"),
    ("cause", "原因"),
    ("owner", "责任人"),
    ("closed", "销号日"),
    ("result", "结果"),
    ("evidence", "佐证"),
    ("recurs", "复发自"),
    ("measures", "措施"),
];

/// The keys of a measure of a problem.
pub const MEASURE: &[KeyName] =
    &[("title", "事项"), ("owner", "责任人"), ("due", "时限"), ("done", "完成日"), ("evidence", "佐证")];

/// The keys of a commitment.
pub const COMMITMENT: &[KeyName] = &[
    ("who", "承诺人"),
    ("title", "事项"),
    ("due", "时限"),
    ("done", "完成日"),
    ("evidence", "佐证"),
    ("count", "件数"),
    ("completed", "办结数"),
];

/// The keys of a target.
pub const TARGET: &[KeyName] =
    &[("indicator", "指标"), ("op", "算符"), ("value", "值"), ("unit", "单位"), ("year", "年"), ("branch", "支部")];

/// The keys of a task.
pub const TASK: &[KeyName] = &[
    ("title", "事项"),
    ("list", "清单"),
    ("owner", "责任人"),
    ("due", "时限"),
    ("state", "状态"),
    ("evidence", "佐证"),
];

/// The keys of a claim.
pub const CLAIM: &[KeyName] = &[
    ("text", "表述"),
    ("value", "值"),
    ("unit", "单位"),
    ("form", "形式"),
    ("tag", "标签"),
    ("branch", "支部"),
    ("evidence", "佐证"),
];

/// Every table, for telling a key's word from other text.
const ALL: &[&[KeyName]] = &[
    COMMON,
    ACTIVITY,
    AWARD,
    REPORT,
    SITE,
    BRANCH,
    TERM,
    FILE,
    INDICATOR,
    PROBLEM,
    MEASURE,
    COMMITMENT,
    TARGET,
    TASK,
    CLAIM,
    ARCHIVE_NUMBER,
    RETENTION_OF,
    EXCEPTION,
    MEETING,
    CHECK,
    WAIVER,
    CONTACT_POINT,
    INCLUDE,
];

/// Whether a word is a key anywhere.
pub fn is_key(word: &str) -> bool {
    ALL.iter().any(|table| canonical(table, word).is_some())
}

/// Whether a word is a key's English name, or its alias in any table.
pub fn is_name(word: &str, name: &str) -> bool {
    ALL.iter().any(|table| canonical(table, word) == Some(name))
}

/// The English name of a key written in either language.
pub fn canonical(table: &[KeyName], word: &str) -> Option<&'static str> {
    table.iter().find(|(name, alias)| *name == word || *alias == word).map(|(name, _)| *name)
}

/// The Chinese alias of a key, by its English name.
pub fn alias(tables: &[&'static [KeyName]], name: &str) -> Option<&'static str> {
    tables.iter().flat_map(|table| table.iter()).find(|(english, _)| *english == name).map(|(_, alias)| *alias)
}

/// The nearest of `words` to what was written, if it is near enough to be meant:
/// few letters differ, or what was written is a part of it.
pub fn nearest<'a>(written: &str, words: impl Iterator<Item = &'a str>) -> Option<String> {
    let length = written.chars().count();
    let limit = (length / 3).clamp(1, 4);
    words
        .filter_map(|word| {
            let distance = strsim::damerau_levenshtein(written, word);
            let part = length >= 2 && word.contains(written);
            let near = distance <= limit && distance < word.chars().count();
            // A word that differs a little is likelier meant than one that only contains it.
            (near || part).then_some((part && !near, distance, word))
        })
        .min()
        .map(|(_, _, word)| word.to_owned())
}

/// Both spellings of every key of some tables.
pub fn spellings<'a>(tables: &'a [&'a [KeyName]]) -> impl Iterator<Item = &'static str> + 'a {
    tables.iter().flat_map(|table| table.iter()).flat_map(|(name, alias)| [*name, *alias])
}
