//! What `dangan check` finds beyond faults: code, name, and words in Chinese and English, one row each.
//! Never finds anything itself: `check` does.

/// A rule of `dangan check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names in the table below say what each is")]
pub enum CheckRule {
    MeetingMissing,
    AttendanceSum,
    AttendanceOver,
    AttendanceNames,
    VoteQuorum,
    VoteMajority,
    VoteSum,
    DocumentShape,
    HeadingOrder,
    AwardLevel,
    MaskTwin,
    RecordLate,
    PresenceOverlap,
    PhotoRepeated,
    ReportSimilar,
    TermDue,
    TermOverdue,
    ClaimDiffers,
    CommitmentRate,
    ProblemOpen,
    TargetOpen,
    WaiveUnused,
}

/// Each rule's code, on which scripts, settings and waivers rely, and its Chinese name. In the order that lists show.
pub const RULES: [(CheckRule, &str, &str); 22] = [
    (CheckRule::MaskTwin, "mask.twin", "脱敏失效"),
    (CheckRule::VoteQuorum, "vote.quorum", "到会不足半数"),
    (CheckRule::VoteMajority, "vote.majority", "赞成未过半"),
    (CheckRule::VoteSum, "vote.sum", "票数不符"),
    (CheckRule::AttendanceSum, "attendance.sum", "人数不符"),
    (CheckRule::AttendanceOver, "attendance.over", "实到多于应到"),
    (CheckRule::AttendanceNames, "attendance.names", "名单重复"),
    (CheckRule::PresenceOverlap, "presence.overlap", "时间冲突"),
    (CheckRule::PhotoRepeated, "photo.repeated", "照片重复"),
    (CheckRule::ReportSimilar, "report.similar", "报告雷同"),
    (CheckRule::RecordLate, "record.late", "补录"),
    (CheckRule::ClaimDiffers, "claim.differs", "报数不符"),
    (CheckRule::CommitmentRate, "commitment.rate", "办理率不符"),
    (CheckRule::ProblemOpen, "problem.open", "问题未了"),
    (CheckRule::TargetOpen, "target.open", "目标未报"),
    (CheckRule::TermOverdue, "term.overdue", "超期未换届"),
    (CheckRule::TermDue, "term.due", "任期将满"),
    (CheckRule::MeetingMissing, "meeting.missing", "缺会议"),
    (CheckRule::DocumentShape, "document.shape", "文号不规范"),
    (CheckRule::AwardLevel, "award.level", "级别不符"),
    (CheckRule::HeadingOrder, "heading.order", "标题序号"),
    (CheckRule::WaiveUnused, "waive.unused", "豁免多余"),
];

/// The codes with their Chinese names, as keys of a settings file.
pub static RULE_KEYS: [(&str, &str); RULES.len()] = {
    let mut keys = [("", ""); RULES.len()];
    let mut i = 0;
    while i < RULES.len() {
        keys[i] = (RULES[i].1, RULES[i].2);
        i += 1;
    }
    keys
};

impl CheckRule {
    /// The code.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// The Chinese name.
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// Its place in the order that lists show.
    pub fn rank(self) -> usize {
        RULES.iter().position(|(rule, _, _)| *rule == self).unwrap_or(RULES.len())
    }

    fn row(self) -> (CheckRule, &'static str, &'static str) {
        RULES.get(self.rank()).copied().unwrap_or((self, "", ""))
    }
}

/// A form of meeting and the periods of a year that have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The form.
    pub form: String,
    /// How many months a period has: 1, 3, 6 or 12.
    pub months: i8,
    /// The last month of each period without one, rising.
    pub ends: Vec<i8>,
}

/// A key of an entry in both languages.
pub type BothKeys = (&'static str, &'static str);

/// What is wrong with a numbered heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadingFault {
    /// It stands before any heading of the level above.
    NoParent {
        /// The first number of the level above.
        parent: &'static str,
    },
    /// Another number was due.
    Number {
        /// That number, as a heading has it.
        due: String,
    },
}

/// Why a problem counts as dangling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dangling {
    /// No measure was taken.
    NoMeasure,
    /// It was neither closed nor carried over.
    NoResult,
}

/// A finding's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each below say what it is")]
pub enum CheckFault {
    MeetingMissing { branch: String, year: i32, lacks: Vec<Lack> },
    AttendanceSum { expected: u32, attended: u32, absent: u32 },
    AttendanceOver { expected: u32, attended: u32 },
    AttendanceNames { name: String, first: BothKeys, second: BothKeys },
    VoteQuorum { expected: u32, attended: u32 },
    VoteMajority { expected: u32, favour: u32 },
    VoteSum { votes: u32, attended: u32 },
    DocumentShape { text: String, mended: Option<String> },
    HeadingOrder { text: String, why: HeadingFault },
    AwardLevel { level: BothKeys, issuer: String, fits: BothKeys },
    MaskTwin { phrase: String, file: Option<String>, line: u32 },
    RecordLate { days: i32 },
    PresenceOverlap { person: String, other: String, time: String },
    PhotoRepeated { other: String },
    ReportSimilar { percent: u32, other: String },
    TermDue { branch: String, end: String, months: i32, reckoned: bool },
    TermOverdue { branch: String, end: String, months: i32, reckoned: bool },
    ClaimDiffers { text: String, claimed: String, recorded: String },
    CommitmentRate { claimed: String, counted: String },
    ProblemOpen { title: String, why: Dangling },
    TargetOpen { indicator: String, year: i32 },
    WaiveUnused { code: String },
}

impl CheckFault {
    /// The rule that it breaks.
    pub fn rule(&self) -> CheckRule {
        match self {
            CheckFault::MeetingMissing { .. } => CheckRule::MeetingMissing,
            CheckFault::AttendanceSum { .. } => CheckRule::AttendanceSum,
            CheckFault::AttendanceOver { .. } => CheckRule::AttendanceOver,
            CheckFault::AttendanceNames { .. } => CheckRule::AttendanceNames,
            CheckFault::VoteQuorum { .. } => CheckRule::VoteQuorum,
            CheckFault::VoteMajority { .. } => CheckRule::VoteMajority,
            CheckFault::VoteSum { .. } => CheckRule::VoteSum,
            CheckFault::DocumentShape { .. } => CheckRule::DocumentShape,
            CheckFault::HeadingOrder { .. } => CheckRule::HeadingOrder,
            CheckFault::AwardLevel { .. } => CheckRule::AwardLevel,
            CheckFault::MaskTwin { .. } => CheckRule::MaskTwin,
            CheckFault::RecordLate { .. } => CheckRule::RecordLate,
            CheckFault::PresenceOverlap { .. } => CheckRule::PresenceOverlap,
            CheckFault::PhotoRepeated { .. } => CheckRule::PhotoRepeated,
            CheckFault::ReportSimilar { .. } => CheckRule::ReportSimilar,
            CheckFault::TermDue { .. } => CheckRule::TermDue,
            CheckFault::TermOverdue { .. } => CheckRule::TermOverdue,
            CheckFault::ClaimDiffers { .. } => CheckRule::ClaimDiffers,
            CheckFault::CommitmentRate { .. } => CheckRule::CommitmentRate,
            CheckFault::ProblemOpen { .. } => CheckRule::ProblemOpen,
            CheckFault::TargetOpen { .. } => CheckRule::TargetOpen,
            CheckFault::WaiveUnused { .. } => CheckRule::WaiveUnused,
        }
    }

    /// The reason and the mend in Chinese.
    #[rustfmt::skip]
    pub fn chinese(&self) -> (String, String) {
        let own = String::from;
        match self {
            CheckFault::MeetingMissing { branch, year, lacks } => (format!("{branch} {year} 年缺：{}", list(lacks, lack_zh, "；")), own("开过的补录条目；没有开的如实保留；周期与当地规定不同的，在 site.yaml 的“组织生活”里改")),
            CheckFault::AttendanceSum { expected, attended, absent } => (format!("应到 {expected} 人，实到 {attended} 人加缺席 {absent} 人是 {} 人", attended + absent), own("对照签到表改正；列席的人不算在里面")),
            CheckFault::AttendanceOver { expected, attended } => (format!("实到 {attended} 人，多于应到 {expected} 人"), own("列席的人写在“列席”里，不算实到")),
            CheckFault::AttendanceNames { name, first, second } if first == second => (format!("“{name}”在“{}”里写了两次", first.1), own("删去一个；确实同名的，写成“张三（大）”“张三（小）”这样")),
            CheckFault::AttendanceNames { name, first, second } => (format!("“{name}”既在“{}”里，又在“{}”里", first.1, second.1), own("只留一处；列席的人不算应到、实到")),
            CheckFault::VoteQuorum { expected, attended } => (format!("有表决，应到 {expected} 人，实到只有 {attended} 人，不到一半"), own("到会的人过半才能表决；核对人数，预备党员等没有表决权的不算应到")),
            CheckFault::VoteMajority { expected, favour } => (format!("赞成 {favour} 票，没有超过应到 {expected} 人的一半"), own("核对票数和应到人数；确实没有通过的，写明“未通过”")),
            CheckFault::VoteSum { votes, attended } => (format!("赞成、反对、弃权共 {votes} 票，多于实到 {attended} 人"), own("核对票数和实到人数；列席的人没有表决权")),
            CheckFault::DocumentShape { text, mended: Some(mended) } => (format!("文号“{text}”不合规范"), format!("写成：{mended}；dangan check --fix 可以代改")),
            CheckFault::DocumentShape { text, mended: None } => (format!("文号“{text}”不合规范"), own("样子是 云溪党发〔2022〕5号：代字、六角括号里的年份、序号前不加“第”和 0")),
            CheckFault::HeadingOrder { text, why: HeadingFault::NoParent { parent } } => (format!("标题“{text}”前面没有“{parent}”"), own("公文标题依次用 一、（一）1.（1）；一、下面可以直接用 1.")),
            CheckFault::HeadingOrder { text, why: HeadingFault::Number { due } } => (format!("标题“{text}”的序号不对，这里该是“{due}”"), own("查一查是重号、跳号，还是漏了一段")),
            CheckFault::AwardLevel { level, issuer, fits } => (format!("级别写的是{}，表彰单位“{issuer}”是{}", level.1, fits.1), own("核对文件改其中一个；程序认错了单位的，在 site.yaml 的“检查”下的“表彰单位”里写明")),
            CheckFault::MaskTwin { phrase, file, line } => (format!("“{phrase}”在{}没有脱敏，两处一对照就看得出来", where_zh(file.as_deref(), *line)), own("那一处也用 ** 代替；本来就可以公开的，这里写全")),
            CheckFault::RecordLate { days } => (format!("过了 {days} 天才录入"), own("给条目加标签“补录”，正文写明原因")),
            CheckFault::PresenceOverlap { person, other, time } => (format!("{person}在同一时间（{time}）也在 {other} 里"), own("核对两处的时间和人；同名不同人的，在其中一处写豁免和理由")),
            CheckFault::PhotoRepeated { other } => (format!("这张照片与 {other} 用的是同一张"), own("换成这次活动自己的照片，没有就不放：没有照片不算缺")),
            CheckFault::ReportSimilar { percent, other } => (format!("正文有 {percent}% 与 {other} 相同"), own("按今年的实际重写；沿用的段落只留必要的")),
            CheckFault::TermDue { branch, end, months, reckoned } => (format!("{branch}的任期到 {end}{}，{}", reckoned_zh(*reckoned), left_zh(*months)), own("安排换届；换过的改“任期”")),
            CheckFault::TermOverdue { branch, end, months, reckoned } => (format!("{branch}的任期到 {end}{}，已经超期 {months} 个月", reckoned_zh(*reckoned)), own("提前或延期一般不超过一年；换过的改“任期”")),
            CheckFault::ClaimDiffers { text, claimed, recorded } => (format!("“{text}”报的是 {claimed}，记录里有 {recorded} 次"), own("漏录的补录；报错的改数；见 ledgers/claims 台账")),
            CheckFault::CommitmentRate { claimed, counted } => (format!("承诺办理率报的是 {claimed}，按件数重算是 {counted}"), own("核对“承诺”各项的件数、办结数和完成日")),
            CheckFault::ProblemOpen { title, why: Dangling::NoMeasure } => (format!("问题“{title}”过了一年还没有措施"), own("在“措施”里写整改的事项、责任人和时限")),
            CheckFault::ProblemOpen { title, why: Dangling::NoResult } => (format!("问题“{title}”过了一年没有销号，下一年的报告也没有接着写"), own("办完的写“销号日”和“结果”；没办完的，在下一年报告的问题里写“复发自”")),
            CheckFault::TargetOpen { indicator, year } => (format!("目标“{indicator}”{year} 年没有报结果"), format!("在 {year} 年的报告里写同名的“指标”；没有达到也要写")),
            CheckFault::WaiveUnused { code } => (format!("豁免 {code} 没有放行任何结果"), own("删去这一条；改好了的不用再豁免")),
        }
    }

    /// The reason and the mend in English.
    #[rustfmt::skip]
    pub fn english(&self) -> (String, String) {
        let own = String::from;
        match self {
            CheckFault::MeetingMissing { branch, year, lacks } => (format!("{branch} lacks in {year}: {}", list(lacks, lack_en, "; ")), own("enter what was held; leave what was not; where local rules differ, change `meetings` in site.yaml")),
            CheckFault::AttendanceSum { expected, attended, absent } => (format!("{expected} expected, but {attended} attended and {absent} absent make {}", attended + absent), own("compare the list of those present; observers do not count")),
            CheckFault::AttendanceOver { expected, attended } => (format!("{attended} attended, more than the {expected} expected"), own("observers belong under `observers` and did not attend")),
            CheckFault::AttendanceNames { name, first, second } if first == second => (format!("{name} is twice under `{}`", first.0), own("remove one; tell two people of one name apart")),
            CheckFault::AttendanceNames { name, first, second } => (format!("{name} is under `{}` and under `{}`", first.0, second.0), own("keep one; observers are neither expected nor present")),
            CheckFault::VoteQuorum { expected, attended } => (format!("a vote was taken with {attended} of {expected} present, less than half"), own("check the numbers; those without a vote are not expected")),
            CheckFault::VoteMajority { expected, favour } => (format!("{favour} in favour are not more than half of the {expected} expected"), own("check the numbers; where it did not pass, write 未通过")),
            CheckFault::VoteSum { votes, attended } => (format!("{votes} votes, more than the {attended} who attended"), own("check the numbers; observers have no vote")),
            CheckFault::DocumentShape { text, mended: Some(mended) } => (format!("the document number `{text}` has not the standard's shape"), format!("write: {mended}; `dangan check --fix` does it")),
            CheckFault::DocumentShape { text, mended: None } => (format!("the document number `{text}` has not the standard's shape"), own("it looks like 云溪党发〔2022〕5号: the issuer's mark, the year in tortoise-shell brackets, a number without 第 and zeros")),
            CheckFault::HeadingOrder { text, why: HeadingFault::NoParent { parent } } => (format!("no {parent} stands before the heading `{text}`"), own("levels are 一、（一）1.（1）; 1. may stand right below 一、")),
            CheckFault::HeadingOrder { text, why: HeadingFault::Number { due } } => (format!("the heading `{text}` should have the number {due}"), own("a number is used twice or left out, or a section is missing")),
            CheckFault::AwardLevel { level, issuer, fits } => (format!("the level is {} ({}), but {issuer} is {} ({})", level.0, level.1, fits.0, fits.1), own("check the document and change one; if the issuer was misread, list it under `check: issuers:` in site.yaml")),
            CheckFault::MaskTwin { phrase, file, line } => (format!("{phrase} is written out {}, which tells what is masked here", where_en(file.as_deref(), *line)), own("mask it there too; or write it out here, if it may be known")),
            CheckFault::RecordLate { days } => (format!("entered {days} days after the event"), own("add the tag 补录, and say why in the text")),
            CheckFault::PresenceOverlap { person, other, time } => (format!("{person} was at the same time ({time}) in {other}"), own("check times and people of both; two people of one name are waived in one of them")),
            CheckFault::PhotoRepeated { other } => (format!("the photo is the same as one of {other}"), own("use a photo of this event, or none: a missing photo is no fault")),
            CheckFault::ReportSimilar { percent, other } => (format!("{percent}% of the text is the same as in {other}"), own("write what this year was like")),
            CheckFault::TermDue { branch, end, months, reckoned } => (format!("the term of {branch} ends on {end}{}: {}", reckoned_en(*reckoned), left_en(*months)), own("prepare the election; if it was held, change `term`")),
            CheckFault::TermOverdue { branch, end, months, reckoned } => (format!("the term of {branch} ended on {end}{}, {months} months ago", reckoned_en(*reckoned)), own("an election is at most a year early or late; if it was held, change `term`")),
            CheckFault::ClaimDiffers { text, claimed, recorded } => (format!("`{text}` claims {claimed}; {recorded} are recorded"), own("enter what is missing or correct the number; see the ledger of claims")),
            CheckFault::CommitmentRate { claimed, counted } => (format!("the rate of commitments is given as {claimed}; counted, it is {counted}"), own("check counts and days of the commitments")),
            CheckFault::ProblemOpen { title, why: Dangling::NoMeasure } => (format!("after a year the problem `{title}` has no measure"), own("add `measures` with an owner and a time limit")),
            CheckFault::ProblemOpen { title, why: Dangling::NoResult } => (format!("after a year the problem `{title}` is neither closed nor carried over"), own("give `closed` and `result`; or let a problem of the next report say `recurs`")),
            CheckFault::TargetOpen { indicator, year } => (format!("no result for {year} was reported for the target `{indicator}`"), format!("give an indicator of this name in a report of {year}, even if it was missed")),
            CheckFault::WaiveUnused { code } => (format!("the waiver of {code} lets nothing pass"), own("remove it; what was mended needs no waiver")),
        }
    }
}

fn list<T>(items: &[T], words: fn(&T) -> String, between: &str) -> String {
    items.iter().map(words).collect::<Vec<_>>().join(between)
}

fn lack_zh(lack: &Lack) -> String {
    let periods = runs(lack, "、", "—");
    match lack.months {
        1 => format!("{} {periods} 月", lack.form),
        3 => format!("{} {periods} 季度", lack.form),
        6 => format!("{} 第 {periods} 个半年", lack.form),
        _ => lack.form.clone(),
    }
}

fn lack_en(lack: &Lack) -> String {
    let periods = runs(lack, ", ", "–");
    match lack.months {
        1 => format!("{} (months {periods})", lack.form),
        3 => format!("{} (quarters {periods})", lack.form),
        6 => format!("{} (half-years {periods})", lack.form),
        _ => lack.form.clone(),
    }
}

/// `1—3、5`: which periods of the year, those that follow each other drawn together.
fn runs(lack: &Lack, between: &str, through: &str) -> String {
    let mut runs: Vec<(i8, i8)> = Vec::new();
    for period in lack.ends.iter().map(|end| end / lack.months.max(1)) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == period => *last = period,
            _ => runs.push((period, period)),
        }
    }
    let text = |(first, last): &(i8, i8)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}{between}{last}"),
        _ => format!("{first}{through}{last}"),
    };
    runs.iter().map(text).collect::<Vec<_>>().join(between)
}

fn where_zh(file: Option<&str>, line: u32) -> String {
    file.map_or_else(|| format!("第 {line} 行"), |file| format!(" {file} 第 {line} 行"))
}

fn where_en(file: Option<&str>, line: u32) -> String {
    file.map_or_else(|| format!("in line {line}"), |file| format!("in {file}:{line}"))
}

fn reckoned_zh(reckoned: bool) -> &'static str {
    if reckoned { "（按成立或换届的日子推算）" } else { "" }
}

fn reckoned_en(reckoned: bool) -> &'static str {
    if reckoned { " (reckoned from when it began)" } else { "" }
}

fn left_zh(months: i32) -> String {
    match months {
        0 => String::from("就在这个月"),
        m if m > 0 => format!("还有 {m} 个月"),
        m => format!("已过 {} 个月", -m),
    }
}

fn left_en(months: i32) -> String {
    match months {
        0 => String::from("within a month"),
        m if m > 0 => format!("{m} months left"),
        m => format!("{} months ago", -m),
    }
}
