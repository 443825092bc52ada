//! The command line's shape; never does anything.

use crate::part::Share;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 党建档案：把活动、荣誉、报告编成可检索的静态网站。
/// Compiles a party-building archive into a static site.
#[derive(Debug, Parser)]
#[command(name = "dangan", version, arg_required_else_help = false)]
pub struct Cli {
    /// 档案所在的文件夹 · the project root, which holds content/
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// 提示的语言 · the language of messages (default: from the locale)
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArg>,
    /// 结果的格式 · the format of results on stdout
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// 要做的事；不写就是 build · what to do; build when left out
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

/// A format of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 新建一份可用的样例档案 · write a small working archive to start from
    Init {
        /// 新文件夹 · the new folder
        dir: PathBuf,
    },
    /// 新建一个条目 · write a scaffolded entry and print its path
    New(NewArgs),
    /// 把文档变成条目 · turn documents into entries and print their paths
    Import(ImportArgs),
    /// 编成网站 · compile the site
    Build(BuildArgs),
    /// 把各部分合成网站 · put the parts of a build together into a site
    Merge(MergeArgs),
    /// 边写边看：在本机打开网站，一保存就更新 · serve the site and reload pages on every save
    Serve(ServeArgs),
    /// 核对一份快照是否完整、有没有改动 · say whether a snapshot is whole and unchanged
    Verify(VerifyArgs),
    /// 检查全部内容，不写任何文件 · find every fault and warning; nothing is written
    Check(CheckArgs),
    /// 做一份快照：可以浏览、可以检验、不再改动 · freeze the archive into one verifiable folder
    Snapshot(SnapshotArgs),
    /// 两份快照有什么不同 · what two snapshots differ in, entry by entry
    Diff(DiffArgs),
    /// 发布：编成网站，把有变化的送到文件夹、共享文件夹或 S3 存储 · build, and send what differs to a folder, a share or an
    /// S3-compatible store
    Publish(PublishArgs),
    /// 编目：固定档号，写归档文件目录 · fix the archive numbers, write the catalogue, print its path
    Catalogue(CatalogueArgs),
    /// 输出信息栏的 JSON Schema · print the JSON Schema of the front matter
    Schema,
    /// 输出命令补全脚本 · print shell completions
    Completions {
        /// bash, zsh, fish, elvish, powershell
        shell: clap_complete::Shell,
    },
}

/// The kind of a new entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// 活动
    #[value(alias = "活动")]
    Activity,
    /// 荣誉
    #[value(alias = "荣誉")]
    Award,
    /// 报告
    #[value(alias = "报告")]
    Report,
}

/// `dangan new`. On a terminal, what is not given is asked for.
#[derive(Args, Debug)]
pub struct NewArgs {
    /// activity 活动, award 荣誉, report 报告
    pub kind: KindArg,
    /// 标题；不写就问 · the title; asked for on a terminal
    #[arg(long)]
    pub title: Option<String>,
    /// 支部的编号或全名；不写就问 · a branch's id or exact name; asked for on a terminal
    #[arg(long)]
    pub branch: Option<String>,
    /// 日期，如 2022-12-30；不写就问 · the date; asked for on a terminal
    #[arg(long)]
    pub date: Option<String>,
    /// 正文从这个文字文件开始，例如下载的年度回顾 · begin the text with this file, such as a year in review
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

/// `dangan import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// 文档、台账或文件夹（.docx .html .txt .md，.xlsx .csv 一行一条）· documents, ledgers with an entry a row, or folders
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// 类型；不写就从题名推断 · the kind; guessed from the title when left out
    #[arg(long)]
    pub kind: Option<KindArg>,
    /// 支部的编号或全名 · a branch's id or exact name
    #[arg(long)]
    pub branch: Option<String>,
    /// 日期；不写就从文中推断 · the date; guessed from the text when left out
    #[arg(long)]
    pub date: Option<String>,
    /// 表头对应表（YAML，一行一个“表头: 项”）· a YAML file of `heading: key` for the columns of ledgers
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// 不把原件留作附件 · do not keep the original as an attachment
    #[arg(long)]
    pub no_original: bool,
    /// 以前导入过的文档也再导入一次 · import documents again that were imported earlier
    #[arg(long)]
    pub again: bool,
}

/// `dangan build`.
#[derive(Args, Debug, Default)]
pub struct BuildArgs {
    /// 输出文件夹 · the output folder (default: public/ in the project root)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// 给谁看 · for which readers
    #[arg(long, value_enum, default_value_t = AudienceArg::Internal)]
    pub audience: AudienceArg,
    /// 只做 N 部分中的第 K 部分，写进 --out 的文件夹 · make only part K of N, into the folder of --out
    #[arg(long, value_name = "K/N", requires = "out")]
    pub part: Option<Share>,
    /// 列出各步用时 · print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// `dangan merge`.
#[derive(Args, Debug)]
pub struct MergeArgs {
    /// 各部分的文件夹，或装着它们的文件夹 · the parts' folders, or folders that hold them
    #[arg(required = true, value_name = "DIR")]
    pub parts: Vec<PathBuf>,
    /// 输出文件夹 · the output folder (default: public/ in the project root)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// 列出各步用时 · print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// `dangan check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// 先把能改的文号改好，并列出改了什么 · mend the document numbers that can be, and print what was mended
    #[arg(long)]
    pub fix: bool,
    /// 把全部结果另写成一个网页，只供内部 · write all findings to a page too, for internal use
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// 查哪些条目 · which entries to check
    #[arg(long, value_enum, default_value_t = AudienceArg::Internal)]
    pub audience: AudienceArg,
}

/// `dangan snapshot`.
#[derive(Args, Debug)]
pub struct SnapshotArgs {
    /// 放快照的文件夹 · the folder of snapshots (default: snapshots/ in the project root)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// 另做一个 zip 文件 · write a zip file beside it too
    #[arg(long)]
    pub zip: bool,
    /// 给谁看 · for which readers
    #[arg(long, value_enum, default_value_t = AudienceArg::Internal)]
    pub audience: AudienceArg,
    /// 用 minisign 私钥签名 · sign it with this minisign secret key
    #[arg(long, value_name = "KEY")]
    pub sign: Option<PathBuf>,
    /// 列出各步用时 · print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// `dangan diff`.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// 较早的快照，文件夹或 zip · the earlier snapshot, a folder or zip file
    pub old: PathBuf,
    /// 较晚的快照 · the later one
    pub new: PathBuf,
    /// 另写一个网页 · write a page about it too
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

/// `dangan publish`.
#[derive(Args, Debug)]
pub struct PublishArgs {
    /// 文件夹、共享文件夹的路径，或 `s3://桶名/前缀` · the path of a folder or share, or `s3://bucket/prefix`
    pub target: String,
    /// 只列出会送什么、删什么，目标不动 · list what would be sent and removed; the target stays as it is
    #[arg(long)]
    pub dry_run: bool,
    /// 给谁看 · for which readers
    #[arg(long, value_enum, default_value_t = AudienceArg::Internal)]
    pub audience: AudienceArg,
    /// 编译到哪个文件夹 · the folder that the site is built in (default: public/ in the project root)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// 接过别人的锁：只在确知那边已经停了时用 · take over another publication's lock; only when you know that it has stopped
    #[arg(long)]
    pub break_lock: bool,
    /// 网络出错时再试几次，每次多等一倍 · how often to try again when the network fails, waiting twice as long each time
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub retries: u32,
    /// 列出各步用时 · print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// `dangan catalogue`.
#[derive(Args, Debug)]
pub struct CatalogueArgs {
    /// 写到哪里（.csv、.xml、.json）；不写就固定在 content/catalogue.csv · where to (default: content/catalogue.csv,
    /// which fixes the numbers)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// 给谁看；固定档号总是用全部条目 · for which readers, with --out
    #[arg(long, value_enum, default_value_t = AudienceArg::Internal, requires = "out")]
    pub audience: AudienceArg,
}

/// `dangan serve`.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// 地址和端口 · address and port; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    pub addr: String,
    /// 定时查看文件，用于不通知变动的网络盘 · look for changes by polling, for network drives
    #[arg(long)]
    pub poll: bool,
    /// 用网页填写：多显示一个带 token 的地址 · a form to write entries with, at an address with a token
    #[arg(long)]
    pub edit: bool,
}

/// For which readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum AudienceArg {
    /// 全部条目
    #[default]
    Internal,
    /// 只有公开的条目
    Public,
}

/// `dangan verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// 快照的文件夹或 zip · the snapshot, a folder or a zip
    pub path: PathBuf,
    /// minisign 公钥或公钥文件，用来核对签名 · a minisign public key, or a file with one, to check the signature
    #[arg(long, value_name = "PUB")]
    pub key: Option<String>,
    /// 连 SM3 清单一起重算，要多用一倍时间 · work out the SM3 list too, which takes twice as long
    #[arg(long)]
    pub sm3: bool,
}
