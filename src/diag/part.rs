//! What keeps the parts of a build from being merged.
//! Code and words in Chinese and English, one row each. Never finds a fault.

use super::message::{Lang, Words};
use crate::leaks;
use std::path::PathBuf;

/// In what two parts differ that should agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOdds {
    /// In how many parts there are.
    Count,
    /// In the program that made them.
    Program,
    /// In the readers that they are for.
    Audience,
    /// In the content that they were made from.
    Content,
}

/// Why parts are not merged. Parts are named by folder and number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each below say what it is")]
pub enum PartFault {
    None { folder: PathBuf },
    Unreadable { list: PathBuf },
    Missing { from: u64, to: u64, of: u32 },
    Doubled { one: String, other: String },
    Odd { odds: PartOdds, one: String, other: String },
    Shared { file: String, one: String, other: String },
    Lacking { file: PathBuf },
    Altered { file: PathBuf },
    Unlisted { file: PathBuf },
}

/// What a fault says of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartVerdict {
    /// These are not the parts of one site.
    Apart,
    /// A part is not as it was written.
    Damaged,
}

impl PartFault {
    /// Its code, the same in every language.
    #[rustfmt::skip]
    pub fn code(&self) -> &'static str {
        match self {
            PartFault::None { .. } => "part.none",
            PartFault::Unreadable { .. } => "part.unreadable",
            PartFault::Missing { .. } => "part.missing",
            PartFault::Doubled { .. } => "part.doubled",
            PartFault::Odd { odds: PartOdds::Count, .. } => "part.count",
            PartFault::Odd { odds: PartOdds::Program, .. } => "part.program",
            PartFault::Odd { odds: PartOdds::Audience, .. } => "part.audience",
            PartFault::Odd { odds: PartOdds::Content, .. } => "part.content",
            PartFault::Shared { .. } => "part.shared",
            PartFault::Lacking { .. } => "part.lacking",
            PartFault::Altered { .. } => "part.altered",
            PartFault::Unlisted { .. } => "part.unlisted",
        }
    }

    /// Whether the parts do not belong together, or one is damaged.
    pub fn verdict(&self) -> PartVerdict {
        match self {
            PartFault::Unreadable { .. }
            | PartFault::Lacking { .. }
            | PartFault::Altered { .. }
            | PartFault::Unlisted { .. } => PartVerdict::Damaged,
            _ => PartVerdict::Apart,
        }
    }

    /// The file or folder that it is about, or "" where it is about all parts.
    pub fn file(&self) -> String {
        let path = match self {
            PartFault::None { folder: path }
            | PartFault::Unreadable { list: path }
            | PartFault::Lacking { file: path }
            | PartFault::Altered { file: path }
            | PartFault::Unlisted { file: path } => path.display().to_string(),
            PartFault::Shared { file, .. } => file.clone(),
            _ => String::new(),
        };
        leaks::mask(&path)
    }

    /// Message and mend.
    pub fn words(&self, lang: Lang) -> Words {
        let (message, hint) = match lang {
            Lang::Chinese => self.chinese(),
            Lang::English => self.english(),
        };
        Words { message: leaks::mask(&message), hint: hint.to_owned() }
    }

    #[rustfmt::skip]
    fn chinese(&self) -> (String, &'static str) {
        const AGAIN: &str = "重新做这一部分：dangan build --part K/N --out 同一个文件夹";
        match self {
            PartFault::None { folder } => (format!("{} 里没有做好的部分", folder.display()), "写部分的文件夹（里面有 part.json），或装着各部分的文件夹；没有做完的部分不会出现"),
            PartFault::Unreadable { list } => (format!("{} 读不出来，或是别的版本写的", list.display()), AGAIN),
            PartFault::Missing { from, to, of } if from == to => (format!("缺第 {from}/{of} 部分"), "那一部分没有做完，或没有写在命令里；补做以后再合并"),
            PartFault::Missing { from, to, of } => (format!("缺第 {from}/{of} 到 {to}/{of} 部分"), "那些部分没有做完，或没有写在命令里；补做以后再合并"),
            PartFault::Doubled { one, other } => (format!("同一部分有两份：{one} 和 {other}"), "只留一份"),
            PartFault::Odd { odds: PartOdds::Count, one, other } => (format!("分的份数不同：{one} 和 {other}"), "各部分用同一个 N 做"),
            PartFault::Odd { odds: PartOdds::Program, one, other } => (format!("不是同一版程序做的：{one} 和 {other}"), "用同一版程序重做其中一份"),
            PartFault::Odd { odds: PartOdds::Audience, one, other } => (format!("一份是内部版，一份是公开版：{one} 和 {other}"), "各部分用同一个 --audience 做"),
            PartFault::Odd { odds: PartOdds::Content, one, other } => (format!("内容不同：{one} 和 {other}"), "制作期间内容改过；用同样的内容重做较旧的部分"),
            PartFault::Shared { file, one, other } => (format!("{file} 在两个部分里都有：{one} 和 {other}"), AGAIN),
            PartFault::Lacking { file } => (format!("{} 不见了", file.display()), AGAIN),
            PartFault::Altered { file } => (format!("{} 与这一部分的清单不符，被改动过或已损坏", file.display()), AGAIN),
            PartFault::Unlisted { file } => (format!("{} 不在这一部分的清单里", file.display()), AGAIN),
        }
    }

    #[rustfmt::skip]
    fn english(&self) -> (String, &'static str) {
        const AGAIN: &str = "make this part again: dangan build --part K/N --out the same folder";
        match self {
            PartFault::None { folder } => (format!("there is no finished part in {}", folder.display()), "name a part's folder (it holds part.json), or one that holds all parts; a part that did not end is not there"),
            PartFault::Unreadable { list } => (format!("{} cannot be read, or another version wrote it", list.display()), AGAIN),
            PartFault::Missing { from, to, of } if from == to => (format!("part {from}/{of} is missing"), "it did not end, or was not named; make it and merge again"),
            PartFault::Missing { from, to, of } => (format!("parts {from}/{of} to {to}/{of} are missing"), "they did not end, or were not named; make them and merge again"),
            PartFault::Doubled { one, other } => (format!("one part is there twice: {one} and {other}"), "name only one of them"),
            PartFault::Odd { odds: PartOdds::Count, one, other } => (format!("{one} and {other} are parts of different numbers of parts"), "make all parts with the same N"),
            PartFault::Odd { odds: PartOdds::Program, one, other } => (format!("{one} and {other} were made by different versions of the program"), "make one of them again with the other's program"),
            PartFault::Odd { odds: PartOdds::Audience, one, other } => (format!("{one} and {other} are for different readers"), "make all parts with the same --audience"),
            PartFault::Odd { odds: PartOdds::Content, one, other } => (format!("{one} and {other} were made from different content"), "the content was edited meanwhile; make the older parts again from the same content"),
            PartFault::Shared { file, one, other } => (format!("two parts have {file}: {one} and {other}"), AGAIN),
            PartFault::Lacking { file } => (format!("{} is missing", file.display()), AGAIN),
            PartFault::Altered { file } => (format!("{} is not as the part's list says: altered or damaged", file.display()), AGAIN),
            PartFault::Unlisted { file } => (format!("{} is not in the part's list", file.display()), AGAIN),
        }
    }
}
