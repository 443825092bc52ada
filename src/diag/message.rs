//! The one table of messages: every fault's code, severity, and words in Chinese and English.
//! Never finds a fault, never formats a place.

use super::{BagFault, CheckFault, Diagnostic, Severity};
use crate::import::Refusal;
use crate::import::ledger::Unfit;
use crate::leaks::document::Unread;
use crate::leaks::{self, Rule};

/// The language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

/// What a reader is told: the reason, and how to mend it ("" where the reason says it all).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is wrong and why.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// What a value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A number from 0.5 to 1.
    Share,
    /// A date.
    Date,
    /// A time of day, or a date with one.
    Time,
    /// true or false.
    Bool,
    /// A list.
    List,
    /// A record of keys and values.
    Record,
    /// A whole number or a list of names.
    Headcount,
}

/// A code in an archive number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeShape {
    /// 全宗号
    Fonds,
    /// 门类
    Category,
    /// 机构代码
    Unit,
}

/// A cell of a ledger that is no value of its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// The sheet's name; empty for a text file.
    pub sheet: String,
    /// As programs name it: B5.
    pub cell: String,
    /// The heading of its column.
    pub heading: String,
    /// What stands in it.
    pub value: String,
    /// Why it is none.
    pub why: Unfit,
}

/// A key of a record as each language's reader knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWords {
    /// As the file has it; the English name where the file lacks the key.
    pub english: String,
    /// The Chinese alias.
    pub chinese: String,
}

impl KeyWords {
    /// A key that both languages name for themselves.
    pub fn new(english: &str, chinese: &str) -> KeyWords {
        KeyWords { english: english.to_owned(), chinese: chinese.to_owned() }
    }
}

/// Everything that can be wrong with content.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each fault below say what it is")]
pub enum Fault {
    FileMissing { name: String },
    FileEmpty,
    FileTooLarge { megabytes: u64, limit: u64 },
    FileNotUtf8,
    FileUnreadable { reason: String },
    LinkLoop,
    LinkOutside,
    CaseTwin { other: String },
    WindowsName { component: String },
    NameNotUnicode,
    NoFrontMatter,
    UnterminatedFrontMatter,
    YamlTab,
    YamlAlias { before: String, text: String },
    YamlQuote { before: String, text: String },
    YamlNoColon { text: String },
    YamlNoSpace { mended: String },
    YamlIndent,
    YamlUnclosed { close: char, mended: String },
    YamlSyntax { detail: String },
    DuplicateKey { key: String },
    UnknownKey { key: String, nearest: Option<String> },
    KeyOfOtherKind { key: String, kind: String },
    WrongType { key: KeyWords, expected: Expected },
    Missing { key: KeyWords },
    NotOneOf { key: Box<KeyWords>, value: String, allowed: Vec<(String, String)>, nearest: Option<String> },
    BadSlug { value: String },
    BadId { value: String },
    BadBaseUrl { value: String },
    UnknownTheme { name: String },
    DateShape { text: String },
    DateImpossible { text: String },
    YearFar { year: i32, date: i32 },
    UnknownBranch { text: String, nearest: Option<String> },
    UnknownParent { text: String, nearest: Option<String> },
    BranchCycle { path: String },
    DuplicateBranchId { id: String },
    DuplicateBranchName { name: String },
    DuplicateEntry { id: String, other: String },
    BrokenLink { target: String, nearest: Option<String> },
    AttachmentMissing { target: String, nearest: Option<String> },
    EvidenceMissing { id: String, nearest: Option<String> },
    LinkToDraft { target: String },
    ExternalImage { url: String },
    PhotoUnreadable,
    PhotoFormat,
    UnknownProblem { text: String },
    MeasureWithoutProblem,
    IndicatorUndefined { name: String, nearest: Option<String> },
    UnitsDiffer { indicator: String, unit: String, usual: String },
    RateAbove { text: String },
    UnknownLeader { name: String, nearest: Option<String> },
    BadCode { value: String, shape: CodeShape },
    NumberShape { text: String, mended: Option<String> },
    NumberTaken { number: String, other: String },
    NumberUnlike { number: String, entry: String },
    NumberChanged { number: String, earlier: String },
    NumberGap { class: String, missing: String },
    NumberWithdrawn { number: String, title: String },
    NumbersUsedUp { class: String },
    NumbersNotFixed { count: usize },
    NoUnit { branch: String },
    CatalogueColumns,
    CatalogueTwice { text: String },
    CatalogueBroken { detail: String },
    Template { detail: String },
    ThemeText { detail: String },
    ImportFormat { extension: String },
    ImportNotText,
    ImportTwice { earlier: String },
    ImportRefused { why: Refusal },
    ImportNeeds { option: &'static str },
    ImportNoHeadings { sheet: String },
    ImportRowLacks { sheet: String, row: usize, key: Box<KeyWords> },
    ImportCell(Box<BadCell>),
    ImportGuessed { reason: String },
    PercentName,
    SnapshotNoDate,
    SourceWithheld,
    IncludeMissing { path: String, reason: String },
    IncludeInside { path: String },
    IncludeUnverified { path: String, first: Vec<Diagnostic>, count: usize },
    IncludeForeign { path: String },
    IncludeNested { path: String },
    IncludeTwice { id: String },
    IncludeId { value: String },
    IncludeWithheld { count: usize },
    IncludeLacks { targets: Vec<String> },
    PhotoWithheld,
    Bag(BagFault),
    Leak { rule: Rule, shown: String },
    LeakUnread { why: Unread },
    LeakPhotoPlace,
    WaiverCode { code: String, nearest: Option<String> },
    WaiverNever,
    Check(Box<CheckFault>, Severity),
}

impl Fault {
    /// The code that scripts rely on; the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::FileMissing { .. } => "file.missing",
            Fault::FileEmpty | Fault::ImportRefused { why: Refusal::Empty } => "file.empty",
            Fault::FileTooLarge { .. } => "file.too_large",
            Fault::FileNotUtf8 => "file.not_utf8",
            Fault::FileUnreadable { .. } => "file.unreadable",
            Fault::LinkLoop => "file.link_loop",
            Fault::LinkOutside => "file.link_outside",
            Fault::CaseTwin { .. } => "file.case_twin",
            Fault::WindowsName { .. } => "file.windows_name",
            Fault::NameNotUnicode => "file.name_not_unicode",
            Fault::NoFrontMatter => "entry.no_front_matter",
            Fault::UnterminatedFrontMatter => "entry.unterminated_front_matter",
            Fault::YamlTab => "yaml.tab",
            Fault::YamlAlias { .. } => "yaml.alias",
            Fault::YamlQuote { .. } => "yaml.needs_quotes",
            Fault::YamlNoColon { .. } => "yaml.no_colon",
            Fault::YamlNoSpace { .. } => "yaml.no_space",
            Fault::YamlIndent => "yaml.indent",
            Fault::YamlUnclosed { .. } => "yaml.unclosed",
            Fault::YamlSyntax { .. } => "yaml.syntax",
            Fault::DuplicateKey { .. } => "yaml.duplicate_key",
            Fault::UnknownKey { .. } => "field.unknown",
            Fault::KeyOfOtherKind { .. } => "field.other_kind",
            Fault::WrongType { .. } => "field.type",
            Fault::Missing { .. } => "field.missing",
            Fault::NotOneOf { .. } => "field.value",
            Fault::BadSlug { .. } => "field.slug",
            Fault::BadId { .. } => "field.id",
            Fault::BadBaseUrl { .. } => "site.base_url",
            Fault::UnknownTheme { .. } => "site.theme",
            Fault::DateShape { .. } => "date.shape",
            Fault::DateImpossible { .. } => "date.impossible",
            Fault::YearFar { .. } => "date.year_far",
            Fault::UnknownBranch { .. } => "branch.unknown",
            Fault::UnknownParent { .. } => "branch.unknown_parent",
            Fault::BranchCycle { .. } => "branch.cycle",
            Fault::DuplicateBranchId { .. } => "branch.duplicate_id",
            Fault::DuplicateBranchName { .. } => "branch.duplicate_name",
            Fault::DuplicateEntry { .. } => "entry.duplicate_id",
            Fault::BrokenLink { .. } => "link.broken",
            Fault::AttachmentMissing { .. } => "link.attachment",
            Fault::EvidenceMissing { .. } => "link.evidence",
            Fault::LinkToDraft { .. } => "link.draft",
            Fault::ExternalImage { .. } => "link.external_image",
            Fault::PhotoUnreadable => "photo.unreadable",
            Fault::PhotoFormat => "photo.format",
            Fault::UnknownProblem { .. } => "link.problem",
            Fault::MeasureWithoutProblem => "report.measure_without_problem",
            Fault::IndicatorUndefined { .. } => "report.indicator_undefined",
            Fault::UnitsDiffer { .. } => "report.units_differ",
            Fault::RateAbove { .. } => "report.rate_above",
            Fault::UnknownLeader { .. } => "contact.unknown_leader",
            Fault::BadCode { .. } => "number.code",
            Fault::NumberShape { .. } => "number.shape",
            Fault::NumberTaken { .. } => "number.duplicate",
            Fault::NumberUnlike { .. } => "number.unlike",
            Fault::NumberChanged { .. } => "number.changed",
            Fault::NumberGap { .. } => "number.gap",
            Fault::NumberWithdrawn { .. } => "number.withdrawn",
            Fault::NumbersUsedUp { .. } => "number.used_up",
            Fault::NumbersNotFixed { .. } => "number.not_fixed",
            Fault::NoUnit { .. } => "number.no_unit",
            Fault::CatalogueColumns => "catalogue.columns",
            Fault::CatalogueTwice { .. } => "catalogue.duplicate",
            Fault::CatalogueBroken { .. } => "catalogue.broken",
            Fault::Template { .. } => "theme.template",
            Fault::ThemeText { .. } => "theme.text",
            Fault::ImportFormat { .. } => "import.format",
            Fault::ImportTwice { .. } => "import.twice",
            Fault::ImportNotText | Fault::ImportRefused { why: Refusal::NotText } => "import.not_text",
            Fault::ImportRefused { why: Refusal::Damaged } => "import.damaged",
            Fault::ImportRefused { why: Refusal::Encrypted } => "import.encrypted",
            Fault::ImportRefused { why: Refusal::Bomb } => "import.bomb",
            Fault::ImportNeeds { .. } => "import.needs",
            Fault::ImportNoHeadings { .. } => "import.no_headings",
            Fault::ImportRowLacks { .. } => "import.row_lacks",
            Fault::ImportCell(_) => "import.cell",
            Fault::ImportGuessed { .. } => "import.guessed",
            Fault::PercentName => "snapshot.percent_name",
            Fault::SnapshotNoDate => "snapshot.no_date",
            Fault::SourceWithheld => "snapshot.source_withheld",
            Fault::IncludeMissing { .. } => "include.missing",
            Fault::IncludeInside { .. } => "include.inside_content",
            Fault::IncludeUnverified { .. } => "include.unverified",
            Fault::IncludeForeign { .. } => "include.not_ours",
            Fault::IncludeNested { .. } => "include.nested",
            Fault::IncludeTwice { .. } => "include.duplicate_id",
            Fault::IncludeId { .. } => "include.id",
            Fault::IncludeWithheld { .. } => "include.withheld",
            Fault::IncludeLacks { .. } => "include.lacks",
            Fault::PhotoWithheld => "snapshot.photo_withheld",
            Fault::Bag(fault) => fault.code(),
            Fault::Leak { rule, .. } => rule.code(),
            Fault::LeakUnread { .. } => "leak.unread",
            Fault::LeakPhotoPlace => "leak.photo_place",
            Fault::WaiverCode { .. } => "waive.code",
            Fault::WaiverNever => "waive.never",
            Fault::Check(found, _) => found.rule().code(),
        }
    }

    /// Whether it stops a build.
    pub fn severity(&self) -> Severity {
        match self {
            Fault::Bag(fault) => fault.severity(),
            Fault::Check(_, severity) => *severity,
            Fault::YearFar { .. }
            | Fault::LinkToDraft { .. }
            | Fault::IndicatorUndefined { .. }
            | Fault::UnitsDiffer { .. }
            | Fault::RateAbove { .. }
            | Fault::UnknownLeader { .. }
            | Fault::NumberShape { .. }
            | Fault::NumberUnlike { .. }
            | Fault::NumberChanged { .. }
            | Fault::NumberGap { .. }
            | Fault::NumberWithdrawn { .. }
            | Fault::NumbersNotFixed { .. }
            | Fault::NoUnit { .. }
            | Fault::ImportGuessed { .. }
            | Fault::ImportTwice { .. }
            | Fault::SourceWithheld
            | Fault::IncludeWithheld { .. }
            | Fault::IncludeLacks { .. }
            | Fault::PhotoWithheld
            | Fault::LeakUnread { .. }
            | Fault::LeakPhotoPlace => Severity::Warning,
            Fault::Leak { rule, .. } if rule.is_warning() => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The words in a language.
    pub fn words(&self, lang: Lang) -> Words {
        let (message, hint) = match lang {
            Lang::Chinese => self.chinese(),
            Lang::English => self.english(),
        };
        // A value that a message repeats may be a number that nobody should read.
        Words { message: leaks::mask(&message), hint: leaks::mask(&hint) }
    }

    /// One row a message.
    #[rustfmt::skip]
    fn chinese(&self) -> (String, String) {
        let own = String::from;
        match self {
            Fault::FileMissing { name } => (format!("缺少文件 {name}"), own("新建这个文件，或运行 dangan init 得到一个可用的样例")),
            Fault::FileEmpty => (own("文件是空的"), own("写上内容，或删除这个文件")),
            Fault::FileTooLarge { megabytes, limit } => (format!("文件有 {megabytes} MB，超过了 {limit} MB 的上限"), own("正文只放文字；大文件作为附件放在旁边")),
            Fault::FileNotUtf8 => (own("文件不是 UTF-8 编码，从这里开始读不懂"), own("用记事本另存为 UTF-8；GBK 的 .txt 可以用 dangan import 导入")),
            Fault::FileUnreadable { reason } => (format!("文件读不出来：{reason}"), own("检查文件权限，或是否被别的程序占用")),
            Fault::LinkLoop => (own("这个文件夹链接绕回了自己"), own("删除这个链接")),
            Fault::LinkOutside => (own("这个链接指向 content/ 之外，或者指向的东西不存在"), own("把文件本身放进 content/")),
            Fault::CaseTwin { other } => (format!("与 {other} 只差大小写，在 Windows 上会互相覆盖"), own("改其中一个的名字")),
            Fault::WindowsName { component } => (format!("Windows 不接受“{component}”这个名字"), own("改名：不用 < > : \" | ? * \\，结尾不用点和空格，不用 con、nul、com1 这类保留名")),
            Fault::NameNotUnicode => (own("文件名的编码认不出来"), own("重新起一个文件名")),
            Fault::NoFrontMatter => (own("开头没有信息栏"), own("第一行写 ---，接着每行一项“标题: …”，再以一行 --- 结束；也可以用 dangan new 生成")),
            Fault::UnterminatedFrontMatter => (own("信息栏没有结束"), own("在信息栏最后另起一行写 ---")),
            Fault::YamlTab => (own("缩进用了制表符（Tab）"), own("把行首的 Tab 换成空格")),
            Fault::YamlAlias { before, text } => (own("以 * 或 & 开头的值会被当作引用"), quote_zh(before, text)),
            Fault::YamlQuote { before, text } => (format!("这个值要加引号：{text}"), quote_zh(before, text)),
            Fault::YamlNoColon { text } => (format!("这一行没有冒号：{text}"), own("写成“项名: 内容”，冒号后面空一格；上一项没写完的话，把两行并成一行")),
            Fault::YamlNoSpace { mended } => (own("冒号后面少一个空格"), format!("写成：{mended}")),
            Fault::YamlIndent => (own("这一行的开头多了空格，与上面对不齐"), own("删去行首的空格；是上一项的内容的话，并到上一行")),
            Fault::YamlUnclosed { close, mended } => (format!("少了配对的 {close}"), format!("写成：{mended}")),
            Fault::YamlSyntax { .. } => (own("信息栏从这里起读不懂"), own("每行一项，冒号用英文 : 且后面空一格；含有特殊符号的值加英文双引号")),
            Fault::DuplicateKey { key } => (format!("“{key}”写了两次"), own("只留一次；中文名和英文名算同一项")),
            Fault::UnknownKey { key, nearest } => (format!("没有“{key}”这一项"), nearest_zh(nearest.as_deref(), "删除这一项，或对照 dangan schema 改名")),
            Fault::KeyOfOtherKind { key, kind } => (format!("“{key}”不能用在{}里", kind_zh(kind)), own("删除这一项，或改“类型”")),
            Fault::WrongType { key, expected } => (format!("“{}”应当是{}", key.chinese, expected_zh(*expected)), expected_hint_zh(*expected)),
            Fault::Missing { key } => (format!("缺少“{}”", key.chinese), format!("加上一行“{}: …”", key.chinese)),
            Fault::NotOneOf { key, value, allowed, nearest } => (format!("“{}”不能是“{value}”", key.chinese), nearest_zh(nearest.as_deref(), &format!("可以是：{}", allowed_zh(allowed)))),
            Fault::BadSlug { value } => (format!("网址名“{value}”只能用小写字母、数字和连字符"), own("例如 2022-q1-dangke；也可以不写，由文件名得出")),
            Fault::BadId { value } => (format!("编号“{value}”只能用小写字母、数字和连字符"), own("例如 dongfeng-cun")),
            Fault::BadBaseUrl { value } => (format!("网址“{value}”不完整"), own("写成 https://… 或 http://… 的样子")),
            Fault::UnknownTheme { name } => (format!("没有名为“{name}”的主题"), own("在 themes/ 下放一个同名文件夹，或改回 default")),
            Fault::DateShape { text } => (format!("“{text}”不是日期"), own("写成 2022-12-30、2022/12/30 或 2022年12月30日")),
            Fault::DateImpossible { text } => (format!("没有“{text}”这一天"), own("检查月份和日子")),
            Fault::YearFar { year, date } => (format!("年度 {year} 与日期所在的 {date} 年相差超过一年"), own("确认年度没有写错；没有错就不用管")),
            Fault::UnknownBranch { text, nearest } => (format!("branches.yaml 里没有“{text}”"), nearest_zh(nearest.as_deref(), "写支部的编号或全名")),
            Fault::UnknownParent { text, nearest } => (format!("上级“{text}”不在 branches.yaml 里"), nearest_zh(nearest.as_deref(), "写上级的编号或全名")),
            Fault::BranchCycle { path } => (format!("上下级绕成了圈：{path}"), own("改其中一个的上级")),
            Fault::DuplicateBranchId { id } => (format!("编号“{id}”用了两次"), own("给每个支部不同的编号")),
            Fault::DuplicateBranchName { name } => (format!("名称“{name}”用了两次"), own("给每个支部不同的名称")),
            Fault::DuplicateEntry { id, other } => (format!("与 {other} 的编号相同：{id}"), own("改其中一个的文件名，或写不同的“网址名”")),
            Fault::BrokenLink { target, nearest } => (format!("链接的目标不存在：{target}"), nearest_zh(nearest.as_deref(), "链接写相对于本文件的路径，例如 ../2021/x.md")),
            Fault::AttachmentMissing { target, nearest } => (format!("找不到文件：{target}"), nearest_zh(nearest.as_deref(), "把文件放到条目旁边，路径相对于条目文件")),
            Fault::EvidenceMissing { id, nearest } => (format!("没有编号为“{id}”的条目"), nearest_zh(nearest.as_deref(), "编号的样子是 activities/2022/…，见条目页面底部")),
            Fault::LinkToDraft { target } => (format!("{target} 还是草稿，页面上只显示文字，不成链接"), own("草稿定稿后删除“草稿: true”")),
            Fault::ExternalImage { url } => (format!("图片在别的网站上：{url}"), own("把图片存到条目旁边再引用：内网打不开外面的图片")),
            Fault::PhotoUnreadable => (own("照片打不开"), own("用看图软件重新保存为 JPG 或 PNG")),
            Fault::PhotoFormat => (own("照片的格式不支持"), own("照片用 JPG、PNG、GIF、WebP 或 BMP；其他文件写在“附件”里")),
            Fault::UnknownProblem { text } => (format!("没有这个问题：{text}"), own("写成 <报告编号>#<问题编号>，例如 reports/2021/dangwei#p1")),
            Fault::MeasureWithoutProblem => (own("措施没有写在问题下面"), own("在“问题”里写一项，有编号和事项，再把措施缩进写到它的“措施”下面")),
            Fault::IndicatorUndefined { name, nearest } => (format!("目标用了指标“{name}”，可是没有哪份报告报过它"), nearest_zh(nearest.as_deref(), "在报告的“指标”里用同一个名称报数，名称要一字不差")),
            Fault::UnitsDiffer { indicator, unit, usual } => (format!("“{indicator}”的单位这里是“{unit}”，别处是“{usual}”，两个数不能相比、相加"), own("换算成同一个单位；确实是两回事的，换一个指标名称")),
            Fault::RateAbove { text } => (format!("{text}，超过了 100%"), own("核对分子和分母；比率最高是 100%")),
            Fault::UnknownLeader { name, nearest } => (format!("联系点名单里没有“{name}”"), nearest_zh(nearest.as_deref(), "核对姓名；新来的领导，在 site.yaml 的“联系点”里加一项")),
            Fault::BadCode { value, shape } => (format!("{}不能是“{value}”", code_zh(*shape).0), code_zh(*shape).1.to_owned()),
            Fault::NumberShape { text, mended } => (format!("档号“{text}”的样子不合规范"), mended.as_ref().map_or_else(|| own("写成 全宗号-门类·年度-保管期限-机构-件号，例如 Z109-WS·2026-Y-BGS-0001；删去这一行就由规则编号"), |m| format!("写成：{m}"))),
            Fault::NumberTaken { number, other } => (format!("档号 {number} 已经给了 {other}"), own("改其中一个；删去这一行就由规则编号")),
            Fault::NumberUnlike { number, entry } => (format!("档号里是{number}，条目写的是{entry}"), own("核对后改其中一个")),
            Fault::NumberChanged { number, earlier } => (format!("目录里这一件的档号是 {earlier}，条目写的是 {number}"), own("档号定了就不要改：删去条目里的这一行，就仍用目录里的；确实要改的不用管，原来的号不再给别的条目")),
            Fault::NumberGap { class, missing } => (format!("{class} 缺件号 {missing}"), own("查一查是漏了条目，还是前面的档号写错了")),
            Fault::NumberWithdrawn { number, title } => (format!("档号 {number} 的条目不在了（已撤件）：{title}"), own("是改了文件名的，把这个档号写进改名后的条目；确实撤掉的，运行 dangan catalogue 记下，这个号不再使用")),
            Fault::NumbersUsedUp { class } => (format!("{class} 的件号超过了 9999"), own("把机构代码分得细一些")),
            Fault::NumbersNotFixed { count } => (format!("有 {count} 个公开条目的档号还没有固定，公开版不显示"), own("运行 dangan catalogue 固定档号，再编公开版")),
            Fault::NoUnit { branch } => (format!("“{branch}”没有机构代码，它的档号里就少这一段"), own("在“机构代码”里给它或它的上级加一行")),
            Fault::CatalogueColumns => (own("目录里没有“档号”或“条目编号”这一列"), own("恢复原来的文件；它由 dangan catalogue 写，不用手改")),
            Fault::CatalogueTwice { text } => (format!("目录里“{text}”出现了两次"), own("删去多余的一行")),
            Fault::CatalogueBroken { detail } => (format!("目录文件读不懂：{detail}"), own("恢复原来的文件")),
            Fault::Template { detail } => (format!("模板有误：{detail}"), own("改正模板，或删除这个文件以使用内置的模板")),
            Fault::ThemeText { detail } => (format!("主题的文字表有误：{detail}"), own("每行一项“键: 文字”")),
            Fault::ImportFormat { extension } => (format!("不能导入 .{extension} 文件"), own(save_as_zh(extension))),
            Fault::ImportTwice { earlier } => (format!("这份文档以前导入过，没有再导入：{earlier}"), own("去改那个条目；确实要再来一个条目，命令后面加 --again，网页上点“再导入一次”")),
            Fault::ImportRefused { why } => refused_zh(*why),
            Fault::ImportNeeds { option } => (format!("文中没有找到{}", needed_zh(option)), format!("写上 {option} 再导入这个文件")),
            Fault::ImportNoHeadings { sheet } => (format!("{}没有找到表头：前 12 行里没有一行有两个认得的列名", sheet_zh(sheet)), own("表头用“标题、日期、支部”这样的列名，或用 --map 写明表头对应哪一项")),
            Fault::ImportRowLacks { sheet, row, key } => (format!("{}第 {row} 行没有“{}”，没有导入这一行", sheet_zh(sheet), key.chinese), own("补上以后把这一行再导入；整张表都一样的，用 --branch、--date 写明")),
            Fault::ImportCell(bad) => (format!("{}{}（{}）：“{}”{}，没有导入这一行", sheet_zh(&bad.sheet), bad.cell, bad.heading, bad.value, unfit_zh(bad.why)), own("改好以后把这一行再导入")),
            Fault::ImportGuessed { reason } => (format!("这一项是导入时猜的（{reason}）"), own("核对以后，删掉这一行末尾从 # 开始的字")),
            Fault::ImportNotText => (own("这不是文本文件，认不出编码"), own("在 WPS 或 Word 里另存为纯文本（.txt）再导入")),
            Fault::PercentName => (own("文件名里有 %，做不了快照：各种检验软件对清单里的 % 读法不同"), own("改名，把 % 写成“百分之”或去掉；引用它的地方一起改")),
            Fault::SnapshotNoDate => (own("一个条目也没有，快照不知道截至哪一天"), own("写上条目，或在这里加一行“截止日期: 2023-12-31”")),
            Fault::SourceWithheld => (own("公开版快照没有收入这个原文：它提到了不公开的条目或草稿"), own("网页照常收入；原文也要收入的话，删去指向那些条目的链接和佐证")),
            Fault::IncludeMissing { path, reason } => (format!("成员快照读不到：{path}（{reason}）"), own("检查路径：相对路径从项目文件夹算起；放在共享文件夹里的，先确认能打开")),
            Fault::IncludeInside { path } => (format!("成员快照放在 content 文件夹里了：{path}"), own("移到 content 外面，例如 members/ 里，再改这里的路径")),
            Fault::IncludeUnverified { path, first, count } => (format!("成员快照没有通过检验，没有汇入：{path}，{count} 处不对：{}", listed(first, *count, Lang::Chinese)), own("向报送单位重新要一份；dangan verify 列出全部问题")),
            Fault::IncludeForeign { path } => (format!("不是本程序做的快照：{path}"), own("请报送单位运行 dangan snapshot，把得到的文件夹或 zip 交来")),
            Fault::IncludeNested { path } => (format!("这份快照自己也汇集了别的快照：{path}"), own("只能汇集一层：把它下面各单位的快照直接写在这里")),
            Fault::IncludeTwice { id } => (format!("两个成员的代号都是 {id}"), own("给其中一个换代号；条目的地址随代号而变")),
            Fault::IncludeId { value } => (format!("成员代号 {value} 不能用"), own("用小写字母、数字和短横，例如 yunxi；不以短横开头或结尾，最多 60 个字符")),
            Fault::IncludeWithheld { count } => (format!("这份公开版快照有 {count} 个条目没有收入原文，这些条目没有汇入"), own("要全部汇入，请报送单位交内部版快照；公开网站只会显示公开的条目")),
            Fault::IncludeLacks { targets } => (format!("公开版快照里没有这个条目提到的：{}", targets.join("、")), own("这几处只显示文字；要完整的，请报送单位交内部版快照")),
            Fault::PhotoWithheld => (own("公开版快照没有收入这张照片的原件：它带有拍摄信息（时间、设备，可能有位置）"), own("网页里的照片不带这些信息；原件也要收入的话，先用看图软件去掉拍摄信息")),
            Fault::Bag(fault) => fault.chinese(),
            Fault::Leak { rule, shown } => leak_zh(*rule, shown),
            Fault::LeakUnread { why } => (format!("这个附件没有检查：{}", unread_zh(*why)), own("打开看一遍，没有身份证号、电话、银行卡号和密级标志再公布；看过的在条目的“豁免”里写 leak.unread 和理由")),
            Fault::LeakPhotoPlace => (own("照片里记着拍摄地点（GPS）"), own("写在“照片”里，发布时自动去掉；或用看图软件删去位置信息再放进来")),
            Fault::WaiverCode { code, nearest } => (format!("没有“{code}”这个检查代码"), nearest_zh(nearest.as_deref(), "写检查结果方括号里的代码，例如 leak.mobile")),
            Fault::WaiverNever => (own("密级标志不能豁免"), own("停下来，报告保密工作负责人；涉密文件不能进这里")),
            Fault::Check(found, _) => found.chinese(),
        }
    }

    /// One row a message.
    #[rustfmt::skip]
    fn english(&self) -> (String, String) {
        let own = String::from;
        match self {
            Fault::FileMissing { name } => (format!("{name} is missing"), own("create it, or run `dangan init` for a working example")),
            Fault::FileEmpty => (own("the file is empty"), own("write the entry, or delete the file")),
            Fault::FileTooLarge { megabytes, limit } => (format!("the file is {megabytes} MB, over the limit of {limit} MB"), own("keep the text here and attach large files")),
            Fault::FileNotUtf8 => (own("the file is not UTF-8 from here on"), own("save it as UTF-8; `dangan import` reads GBK text files")),
            Fault::FileUnreadable { reason } => (format!("the file cannot be read: {reason}"), own("check its permissions and whether another program holds it")),
            Fault::LinkLoop => (own("this folder link leads back to itself"), own("delete the link")),
            Fault::LinkOutside => (own("this link leaves content/, or its target does not exist"), own("put the file itself into content/")),
            Fault::CaseTwin { other } => (format!("the name differs from {other} only in case; Windows cannot keep both"), own("rename one of them")),
            Fault::WindowsName { component } => (format!("Windows refuses the name `{component}`"), own("avoid < > : \" | ? * \\, a final dot or space, and reserved names such as con, nul, com1")),
            Fault::NameNotUnicode => (own("the file name is not valid Unicode"), own("rename the file")),
            Fault::NoFrontMatter => (own("the entry has no front matter"), own("begin with a line `---`, then `title: …` and so on, then `---`; `dangan new` writes one")),
            Fault::UnterminatedFrontMatter => (own("the front matter does not end"), own("add a line `---` after the last key")),
            Fault::YamlTab => (own("a tab is used for indentation"), own("replace the tab with spaces")),
            Fault::YamlAlias { before, text } => (own("a value that begins with * or & reads as a reference"), quote_en(before, text)),
            Fault::YamlQuote { before, text } => (format!("this value needs quotes: {text}"), quote_en(before, text)),
            Fault::YamlNoColon { text } => (format!("this line has no colon: {text}"), own("write `key: value`, a space after the colon; join it to the line above if it belongs there")),
            Fault::YamlNoSpace { mended } => (own("a space is missing after the colon"), format!("write: {mended}")),
            Fault::YamlIndent => (own("this line begins with spaces and does not line up with those above"), own("remove the spaces; join it to the line above if it belongs there")),
            Fault::YamlUnclosed { close, mended } => (format!("the matching {close} is missing"), format!("write: {mended}")),
            Fault::YamlSyntax { detail } => (format!("the YAML is broken: {detail}"), own("one `key: value` a line, a space after the colon; quote values with special characters")),
            Fault::DuplicateKey { key } => (format!("`{key}` is given twice"), own("keep one; a key and its Chinese alias are the same")),
            Fault::UnknownKey { key, nearest } => (format!("there is no key `{key}`"), nearest_en(nearest.as_deref(), "remove it, or see `dangan schema`")),
            Fault::KeyOfOtherKind { key, kind } => (format!("`{key}` does not belong to an entry of kind {kind}"), own("remove it, or change `kind`")),
            Fault::WrongType { key, expected } => (format!("`{}` should be {}", key.english, expected_en(*expected)), expected_hint_en(*expected)),
            Fault::Missing { key } => (format!("`{}` is missing", key.english), format!("add a line `{}: …`", key.english)),
            Fault::NotOneOf { key, value, allowed, nearest } => (format!("`{}` cannot be `{value}`", key.english), nearest_en(nearest.as_deref(), &format!("one of: {}", allowed_en(allowed)))),
            Fault::BadSlug { value } => (format!("the slug `{value}` may hold only a-z, 0-9 and hyphens"), own("for example 2022-q1-dangke; without one, the file name decides")),
            Fault::BadId { value } => (format!("the id `{value}` may hold only a-z, 0-9 and hyphens"), own("for example dongfeng-cun")),
            Fault::BadBaseUrl { value } => (format!("`{value}` is not a whole address"), own("write https://… or http://…")),
            Fault::UnknownTheme { name } => (format!("there is no theme `{name}`"), own("make a folder of that name below themes/, or use `default`")),
            Fault::DateShape { text } => (format!("`{text}` is not a date"), own("write 2022-12-30, 2022/12/30 or 2022年12月30日")),
            Fault::DateImpossible { text } => (format!("the calendar has no day `{text}`"), own("check month and day")),
            Fault::YearFar { year, date } => (format!("the year {year} is more than one year from the date, {date}"), own("check the year; if it is right, leave it")),
            Fault::UnknownBranch { text, nearest } => (format!("branches.yaml has no `{text}`"), nearest_en(nearest.as_deref(), "give a branch's id or its exact name")),
            Fault::UnknownParent { text, nearest } => (format!("the parent `{text}` is not in branches.yaml"), nearest_en(nearest.as_deref(), "give the parent's id or exact name")),
            Fault::BranchCycle { path } => (format!("the parents form a circle: {path}"), own("change one of the parents")),
            Fault::DuplicateBranchId { id } => (format!("the id `{id}` is used twice"), own("give each branch its own id")),
            Fault::DuplicateBranchName { name } => (format!("the name `{name}` is used twice"), own("give each branch its own name")),
            Fault::DuplicateEntry { id, other } => (format!("{other} has the same id: {id}"), own("rename one of the files, or give different slugs")),
            Fault::BrokenLink { target, nearest } => (format!("the link's target does not exist: {target}"), nearest_en(nearest.as_deref(), "write the path relative to this file, such as ../2021/x.md")),
            Fault::AttachmentMissing { target, nearest } => (format!("there is no file {target}"), nearest_en(nearest.as_deref(), "put the file beside the entry; paths are relative to the entry's file")),
            Fault::EvidenceMissing { id, nearest } => (format!("there is no entry `{id}`"), nearest_en(nearest.as_deref(), "an id looks like activities/2022/…; each page shows its own")),
            Fault::LinkToDraft { target } => (format!("{target} is a draft; the page shows the text without a link"), own("remove `draft: true` once it is final")),
            Fault::ExternalImage { url } => (format!("the image is on another site: {url}"), own("save it beside the entry; an intranet cannot load it")),
            Fault::PhotoUnreadable => (own("the photo cannot be decoded"), own("save it again as JPEG or PNG")),
            Fault::PhotoFormat => (own("this format cannot be a photo"), own("photos are JPEG, PNG, GIF, WebP or BMP; list other files under `attachments`")),
            Fault::UnknownProblem { text } => (format!("there is no such problem: {text}"), own("write <report id>#<problem id>, such as reports/2021/dangwei#p1")),
            Fault::MeasureWithoutProblem => (own("these measures belong to no problem"), own("add a problem with an id and a title under `problems`, and put the measures under its `measures`")),
            Fault::IndicatorUndefined { name, nearest } => (format!("the target names the indicator `{name}`, which no report states"), nearest_en(nearest.as_deref(), "state it under `indicators` of a report, by exactly this name")),
            Fault::UnitsDiffer { indicator, unit, usual } => (format!("the unit of `{indicator}` is `{unit}` here and `{usual}` elsewhere; the figures can neither be compared nor added"), own("convert it to the same unit; give it another name if it is another thing")),
            Fault::RateAbove { text } => (format!("{text} is above 100 %"), own("check both figures; a rate is 100 % at most")),
            Fault::UnknownLeader { name, nearest } => (format!("the roster of contact points has no `{name}`"), nearest_en(nearest.as_deref(), "check the name, or add the leader under `contact_points` in site.yaml")),
            Fault::BadCode { value, shape } => (format!("{} cannot be `{value}`", code_en(*shape).0), code_en(*shape).1.to_owned()),
            Fault::NumberShape { text, mended } => (format!("the archive number `{text}` has not the standard's shape"), mended.as_ref().map_or_else(|| own("write fonds-category·year-retention-unit-item, such as Z109-WS·2026-Y-BGS-0001; without this line the rule gives one"), |m| format!("write: {m}"))),
            Fault::NumberTaken { number, other } => (format!("{other} has the archive number {number} already"), own("change one of them; without this line the rule gives one")),
            Fault::NumberUnlike { number, entry } => (format!("the archive number says {number}, the entry {entry}"), own("check, and change one of them")),
            Fault::NumberChanged { number, earlier } => (format!("the catalogue has {earlier} for this entry, which says {number}"), own("a number once given should stay: remove this line to keep the catalogue's; if the change is meant, leave it, and the old number is not given again")),
            Fault::NumberGap { class, missing } => (format!("{class} has no item {missing}"), own("an entry may be missing, or a number before this one is wrong")),
            Fault::NumberWithdrawn { number, title } => (format!("the entry with the archive number {number} is gone (已撤件): {title}"), own("if its file was renamed, write this number into the renamed entry; if it was withdrawn, run `dangan catalogue` to note that, and the number is not used again")),
            Fault::NumbersUsedUp { class } => (format!("{class} has more than 9999 items"), own("divide the units more finely")),
            Fault::NumbersNotFixed { count } => (format!("{count} public entries have no fixed archive number yet, and the public edition shows none for them"), own("run `dangan catalogue` to fix the numbers, then build the public edition")),
            Fault::NoUnit { branch } => (format!("`{branch}` has no unit code, so its archive numbers lack that part"), own("add a line for it or for a branch above it under `units`")),
            Fault::CatalogueColumns => (own("the catalogue has no column 档号 or 条目编号"), own("restore the file; `dangan catalogue` writes it, and nobody need edit it")),
            Fault::CatalogueTwice { text } => (format!("the catalogue has `{text}` twice"), own("remove the line that is too much")),
            Fault::CatalogueBroken { detail } => (format!("the catalogue cannot be read: {detail}"), own("restore the file")),
            Fault::Template { detail } => (format!("the template is broken: {detail}"), own("mend it, or delete the file to use the built-in one")),
            Fault::ThemeText { detail } => (format!("the theme's text table is broken: {detail}"), own("one `key: text` a line")),
            Fault::ImportFormat { extension } => (format!("files of type .{extension} cannot be imported"), own(save_as_en(extension))),
            Fault::ImportTwice { earlier } => (format!("this document was imported earlier and was left out: {earlier}"), own("edit that entry; where another one is wanted, add --again, or press the button on the page")),
            Fault::ImportRefused { why } => refused_en(*why),
            Fault::ImportNeeds { option } => (format!("the document does not tell its {}", option.trim_start_matches('-')), format!("import it again with {option}")),
            Fault::ImportNoHeadings { sheet } => (format!("{}no row of headings: none of the first 12 rows names two keys", sheet_en(sheet)), own("name the columns title, date, branch and so on, or say with --map which key a heading is")),
            Fault::ImportRowLacks { sheet, row, key } => (format!("{}row {row} has no `{}` and was left out", sheet_en(sheet), key.english), own("add it and import the row again; --branch and --date hold for all rows")),
            Fault::ImportCell(bad) => (format!("{}{} ({}): `{}` {}; the row was left out", sheet_en(&bad.sheet), bad.cell, bad.heading, bad.value, unfit_en(bad.why)), own("mend it and import the row again")),
            Fault::ImportGuessed { reason } => (format!("this was guessed when it was imported ({reason})"), own("when it is right, remove the comment at the end of the line")),
            Fault::ImportNotText => (own("this is not a text file in a known encoding"), own("save it as plain text (.txt) in WPS or Word")),
            Fault::PercentName => (own("the name has a %, which no snapshot can hold: programs that check one disagree on how to read it"), own("rename the file without the %, also where it is referred to")),
            Fault::SnapshotNoDate => (own("there is no entry, so the snapshot has no date"), own("write an entry, or add a line `as_of: 2023-12-31` here")),
            Fault::SourceWithheld => (own("the public snapshot leaves this source out: it names an entry that is not public, or a draft"), own("its page is in; for the source, remove the links and evidence that lead to such entries")),
            Fault::IncludeMissing { path, reason } => (format!("the member's snapshot cannot be read: {path} ({reason})"), own("check the path, which begins at the project's folder, or whether the share can be reached")),
            Fault::IncludeInside { path } => (format!("the member's snapshot lies inside content: {path}"), own("move it outside, to members/ for example, and change the path here")),
            Fault::IncludeUnverified { path, first, count } => (format!("the member's snapshot does not verify and was refused: {path} (faults: {count}): {}", listed(first, *count, Lang::English)), own("ask the member for another copy; `dangan verify` lists all faults")),
            Fault::IncludeForeign { path } => (format!("this is no snapshot of this program: {path}"), own("ask the member for the folder or zip file that `dangan snapshot` writes")),
            Fault::IncludeNested { path } => (format!("this snapshot gathers others itself: {path}"), own("members have no members: list those snapshots here instead")),
            Fault::IncludeTwice { id } => (format!("two members have the id {id}"), own("give one of them another; the addresses of its entries follow")),
            Fault::IncludeId { value } => (format!("{value} cannot be a member's id"), own("use a-z, 0-9 and hyphens, such as yunxi: no hyphen at either end, at most 60 characters")),
            Fault::IncludeWithheld { count } => (format!("this public snapshot leaves out the sources of {count} entries, which are not gathered"), own("ask the member for the internal snapshot: a public site shows public entries alone")),
            Fault::IncludeLacks { targets } => (format!("the public snapshot lacks what this entry refers to: {}", targets.join(", ")), own("they are shown as text; ask the member for the internal snapshot to have them")),
            Fault::PhotoWithheld => (own("the public snapshot leaves out the original of this photo: it holds camera data (time, device, perhaps the place)"), own("the photo on the pages has none; to take the original along, remove the data from it first")),
            Fault::Bag(fault) => fault.english(),
            Fault::Leak { rule, shown } => leak_en(*rule, shown),
            Fault::LeakUnread { why } => (format!("this attachment was not looked into: {}", unread_en(*why)), own("read it yourself before it is published; once you have, waive `leak.unread` in the entry with a reason")),
            Fault::LeakPhotoPlace => (own("the picture says where it was taken (GPS)"), own("list it under `photos`, which drops that, or remove the place before you attach it")),
            Fault::WaiverCode { code, nearest } => (format!("no check has the code `{code}`"), nearest_en(nearest.as_deref(), "write the code of the finding, such as leak.mobile")),
            Fault::WaiverNever => (own("a mark of secrecy cannot be waived"), own("stop, and report it to whoever is in charge of secrets; such a paper must not be here")),
            Fault::Check(found, _) => found.english(),
        }
    }
}

fn nearest_zh(nearest: Option<&str>, otherwise: &str) -> String {
    nearest.map_or_else(|| otherwise.to_owned(), |n| format!("是不是“{n}”？"))
}

fn nearest_en(nearest: Option<&str>, otherwise: &str) -> String {
    nearest.map_or_else(|| otherwise.to_owned(), |n| format!("did you mean `{n}`?"))
}

/// The words a Chinese author would choose from.
fn allowed_zh(allowed: &[(String, String)]) -> String {
    allowed.iter().map(|(_, zh)| zh.as_str()).collect::<Vec<_>>().join("、")
}

fn allowed_en(allowed: &[(String, String)]) -> String {
    allowed.iter().map(|(en, zh)| format!("{en} ({zh})")).collect::<Vec<_>>().join(", ")
}

fn code_zh(shape: CodeShape) -> (&'static str, &'static str) {
    match shape {
        CodeShape::Fonds => ("全宗号", "4 位大写字母或数字，例如 Z109，由档案馆给定"),
        CodeShape::Category => ("门类", "2 位大写字母，例如文书是 WS"),
        CodeShape::Unit => ("机构代码", "3 位大写字母或数字，例如办公室是 BGS"),
    }
}

fn code_en(shape: CodeShape) -> (&'static str, &'static str) {
    match shape {
        CodeShape::Fonds => ("the fonds", "4 capital letters or digits, such as Z109, given by the records office"),
        CodeShape::Category => ("the category", "2 capital letters, such as WS for documents"),
        CodeShape::Unit => ("a unit code", "3 capital letters or digits, such as BGS"),
    }
}

fn quote_zh(before: &str, text: &str) -> String {
    format!("给整个值加上英文双引号：{}", quoted(before, text))
}

fn quote_en(before: &str, text: &str) -> String {
    format!("put the whole value in double quotes: {}", quoted(before, text))
}

/// The line as it should be: what stands before the value, and the value as a YAML string in double quotes.
fn quoted(before: &str, text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let escaped = inner.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{before}\"{escaped}\"")
}

fn kind_zh(kind: &str) -> &'static str {
    match kind {
        "activity" => "“活动”",
        "award" => "“荣誉”",
        _ => "“报告”",
    }
}

fn expected_zh(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "一段文字",
        Expected::Integer => "整数",
        Expected::Number => "数字",
        Expected::Share => "0.5 到 1 之间的数",
        Expected::Date => "日期",
        Expected::Time => "时间",
        Expected::Bool => "“是”或“否”",
        Expected::List => "列表",
        Expected::Record => "带有各项名称的记录",
        Expected::Headcount => "人数，或姓名的列表",
    }
}

fn expected_hint_zh(expected: Expected) -> String {
    String::from(match expected {
        Expected::Text => "去掉方括号、花括号或多余的缩进；含特殊符号时加英文双引号",
        Expected::Integer | Expected::Number => "只写阿拉伯数字，单位不要写在这里",
        Expected::Share => "例如 0.9",
        Expected::Date => "写成 2022-12-30、2022/12/30 或 2022年12月30日",
        Expected::Time => "写成 14:30，或 2022-12-30 14:30",
        Expected::Bool => "写“是”或“否”，也可以写 true 或 false",
        Expected::List => "写成 [甲, 乙]，或每行一个“- 甲”",
        Expected::Record => "写成“- 事项: …”，其余各项对齐写在下面",
        Expected::Headcount => "写 12，或 [张三, 李四]",
    })
}

fn expected_en(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "a text",
        Expected::Integer => "a whole number",
        Expected::Number => "a number",
        Expected::Share => "a number from 0.5 to 1",
        Expected::Date => "a date",
        Expected::Time => "a time",
        Expected::Bool => "true or false",
        Expected::List => "a list",
        Expected::Record => "a record",
        Expected::Headcount => "a whole number or a list of names",
    }
}

fn expected_hint_en(expected: Expected) -> String {
    String::from(match expected {
        Expected::Text => "remove brackets or extra indentation; quote values with special characters",
        Expected::Integer | Expected::Number => "write digits only, without a unit",
        Expected::Share => "for example 0.9",
        Expected::Date => "write 2022-12-30, 2022/12/30 or 2022年12月30日",
        Expected::Time => "write 14:30, or 2022-12-30 14:30",
        Expected::Bool => "write true or false",
        Expected::List => "write [a, b], or one `- a` a line",
        Expected::Record => "write `- title: …` with the other keys aligned below it",
        Expected::Headcount => "write 12, or [name, name]",
    })
}

/// Each kind of leak: what was found, masked, and what to do.
#[rustfmt::skip]
fn leak_zh(rule: Rule, shown: &str) -> (String, String) {
    let waive = |code: &str| format!("删去，或用 ** 代替；核对过确实可以公布的，在条目（或支部、site.yaml）的“豁免”里写 {code} 和理由");
    match rule {
        Rule::IdNumber => (format!("这里有身份证号：{shown}"), waive(rule.code())),
        Rule::BankCard => (format!("这里有银行卡号：{shown}"), waive(rule.code())),
        Rule::Mobile => (format!("这里有手机号：{shown}"), waive(rule.code())),
        Rule::IdCheck => (format!("像是写错一位的身份证号：{shown}"), waive(rule.code())),
        Rule::Landline => (format!("这里有固定电话：{shown}"), String::from("不便公布的就删去；可以公布的不用管")),
        Rule::Classified => (format!("这里有密级标志“{shown}”"), String::from("停下来，报告保密工作负责人；涉密文件连同附件不能进这里，不要自行涂改")),
        Rule::Internal => (format!("标着“{shown}”的内容不能公开"), String::from("把“公开范围”改成 内部，或换成可以公开的材料")),
        Rule::Personal => (format!("“{shown}”与人名写在一起"), String::from("只写人数，不写姓名；或用 某 代替")),
    }
}

/// Each kind of leak: what was found, masked, and what to do.
#[rustfmt::skip]
fn leak_en(rule: Rule, shown: &str) -> (String, String) {
    let waive = |code: &str| format!("remove it, or write ** in its place; where it may be published, waive `{code}` in the entry (or branch, or site.yaml) with a reason");
    match rule {
        Rule::IdNumber => (format!("an identity number: {shown}"), waive(rule.code())),
        Rule::BankCard => (format!("a bank card's number: {shown}"), waive(rule.code())),
        Rule::Mobile => (format!("a mobile telephone's number: {shown}"), waive(rule.code())),
        Rule::IdCheck => (format!("this looks like an identity number with a wrong digit: {shown}"), waive(rule.code())),
        Rule::Landline => (format!("a telephone's number: {shown}"), String::from("remove it unless everybody may have it")),
        Rule::Classified => (format!("the mark of secrecy {shown}"), String::from("stop, and report it to whoever is in charge of secrets; neither the paper nor its attachments may be here, and do not cover the mark up")),
        Rule::Internal => (format!("what is marked {shown} cannot be public"), String::from("set `audience: internal`, or use a paper that may be public")),
        Rule::Personal => (format!("{shown} stands beside somebody's name"), String::from("give the number of people, not their names")),
    }
}

fn unread_zh(why: Unread) -> &'static str {
    match why {
        Unread::Format => "这种格式读不了",
        Unread::Encrypted => "文件有密码",
        Unread::Damaged => "文件损坏，或与扩展名不符",
        Unread::TooLarge => "文件太大",
        Unread::NoText => "里面没有能读出的文字，可能是扫描件",
    }
}

fn unread_en(why: Unread) -> &'static str {
    match why {
        Unread::Format => "its format cannot be read",
        Unread::Encrypted => "it has a password",
        Unread::Damaged => "it is damaged, or not what its name says",
        Unread::TooLarge => "it is too large",
        Unread::NoText => "no text can be read from it; it may be a scan",
    }
}

fn refused_zh(why: Refusal) -> (String, String) {
    let (message, hint) = match why {
        Refusal::NotText => ("这不是文本文件，认不出编码", "在 WPS 或 Word 里另存为 .docx 再导入"),
        Refusal::Empty => ("文件是空的", "写上内容，或不导入这个文件"),
        Refusal::Damaged => {
            ("文件已损坏，或者内容与扩展名不符", "在 WPS 或 Word 里打开，能打开就另存为 .docx 或 .xlsx 再导入")
        }
        Refusal::Encrypted => {
            ("文件有密码，或者是旧格式改了扩展名", "在 WPS 或 Word 里打开，去掉密码，另存为 .docx 或 .xlsx 再导入")
        }
        Refusal::Bomb => (
            "文件展开以后大得不正常，没有打开",
            "确认来源；确实是文档的，在 WPS 或 Word 里打开，去掉大图以后另存再导入",
        ),
    };
    (message.to_owned(), hint.to_owned())
}

fn refused_en(why: Refusal) -> (String, String) {
    let (message, hint) = match why {
        Refusal::NotText => ("this is not a text file in a known encoding", "save it as .docx in WPS or Word"),
        Refusal::Empty => ("the file is empty", "write something in it, or leave it out"),
        Refusal::Damaged => {
            ("the file is damaged, or not what its name says", "open it in WPS or Word and save it as .docx or .xlsx")
        }
        Refusal::Encrypted => (
            "the file has a password, or is of an old format under a new name",
            "open it in WPS or Word, remove the password, and save it as .docx or .xlsx",
        ),
        Refusal::Bomb => (
            "the file unpacks to more than a document holds, and was not opened",
            "ask where it comes from; if it is a document, remove large pictures and save it again",
        ),
    };
    (message.to_owned(), hint.to_owned())
}

fn save_as_zh(extension: &str) -> &'static str {
    match extension {
        "xls" | "et" | "ett" | "ods" => "在 WPS 或 Excel 里打开，另存为 .xlsx 再导入",
        "doc" | "wps" | "wpt" | "rtf" | "odt" | "dot" => "在 WPS 或 Word 里打开，另存为 .docx 再导入",
        _ => "能导入的有 .docx、.html、.txt、.md 和台账 .xlsx、.csv",
    }
}

fn save_as_en(extension: &str) -> &'static str {
    match extension {
        "xls" | "et" | "ett" | "ods" => "open it in WPS or Excel, save it as .xlsx and import that",
        "doc" | "wps" | "wpt" | "rtf" | "odt" | "dot" => "open it in WPS or Word, save it as .docx and import that",
        _ => "documents are .docx, .html, .txt and .md; ledgers are .xlsx and .csv",
    }
}

fn needed_zh(option: &str) -> &'static str {
    match option {
        "--date" => "日期",
        "--branch" => "档案里的支部",
        _ => "这一项",
    }
}

fn sheet_zh(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!("工作表“{sheet}”") }
}

fn sheet_en(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!("sheet `{sheet}`: ") }
}

fn unfit_zh(why: Unfit) -> &'static str {
    match why {
        Unfit::Date => "不是日期（如 2022-12-30、2022年12月30日）",
        Unfit::People => "既不是人数，也不是用顿号分开的姓名",
        Unfit::Number => "不是数字",
        Unfit::Level => "不是级别（国家级、省级、市级、县级、乡镇级）",
        Unfit::Branch => "不是档案里的支部",
        Unfit::Kind => "不是类型（活动、荣誉、报告）",
        Unfit::Flag => "不是“是”或“否”",
        Unfit::Record => "不能写在一个格子里",
    }
}

fn unfit_en(why: Unfit) -> &'static str {
    match why {
        Unfit::Date => "is no date (such as 2022-12-30)",
        Unfit::People => "is neither a number of people nor a list of names",
        Unfit::Number => "is no number",
        Unfit::Level => "is no level (国家级, 省级, 市级, 县级, 乡镇级)",
        Unfit::Branch => "is no branch of the archive",
        Unfit::Kind => "is no kind (activity, award, report)",
        Unfit::Flag => "is neither yes nor no",
        Unfit::Record => "does not fit into a cell",
    }
}

/// The first faults of a member's snapshot, in one line.
fn listed(first: &[Diagnostic], count: usize, lang: Lang) -> String {
    let (colon, comma, more) = match lang {
        Lang::Chinese => ("：", "；", "；……"),
        Lang::English => (": ", "; ", "; …"),
    };
    let each = first.iter().map(|d| format!("{}{colon}{}", d.file, d.fault.words(lang).message));
    let rest = if count > first.len() { more } else { "" };
    each.collect::<Vec<_>>().join(comma) + rest
}
