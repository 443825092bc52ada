//! The words of a comparison in Chinese and English: one row a phrase, for the terminal and for pages.
//! Never counts or compares.

use crate::diag::Lang;

/// A phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words below say what each is")]
pub enum Phrase {
    Title,
    Same,
    Added,
    Changed,
    Renamed,
    Removed,
    Numbers,
    Branches,
    Site,
    Files,
    Ledgers,
    NoLedgers,
    NoSource,
    None,
    AsOf,
    Entries,
    Internal,
    Public,
    Old,
    New,
    Summary,
}

/// The phrase in a language.
#[rustfmt::skip]
pub fn phrase(phrase: Phrase, lang: Lang) -> &'static str {
    let (chinese, english) = match phrase {
        Phrase::Title => ("两份快照的差异", "What two snapshots differ in"),
        Phrase::Same => ("两份快照的内容相同", "the two snapshots say the same"),
        Phrase::Added => ("新增的条目", "Entries added"),
        Phrase::Changed => ("改动的条目", "Entries changed"),
        Phrase::Renamed => ("改了编号的条目（原文没有变）", "Entries renamed (the same source)"),
        Phrase::Removed => ("删去的条目", "Entries removed"),
        Phrase::Numbers => ("档号的变动", "Archive numbers changed"),
        Phrase::Branches => ("党组织的变动", "Branches changed"),
        Phrase::Site => ("设置的变动", "Settings changed"),
        Phrase::Files => ("附件和照片的变动", "Attachments and photos changed"),
        Phrase::Ledgers => ("台账的变动", "Ledgers changed"),
        Phrase::NoLedgers => ("没有台账数据", "no data of ledgers"),
        Phrase::NoSource => ("有一份没有收入原文，正文未比较", "one of the two leaves the source out; the text was not compared"),
        Phrase::None => ("无", "none"),
        Phrase::AsOf => ("截至", "as of"),
        Phrase::Entries => ("条目", "entries"),
        Phrase::Internal => ("内部版", "internal"),
        Phrase::Public => ("公开版", "public"),
        Phrase::Old => ("较早", "Earlier"),
        Phrase::New => ("较晚", "Later"),
        Phrase::Summary => ("概要", "Summary"),
    };
    match lang {
        Lang::Chinese => chinese,
        Lang::English => english,
    }
}

/// How many characters came and went.
pub fn characters(added: usize, removed: usize, lang: Lang) -> String {
    match lang {
        Lang::Chinese => format!("正文增加 {added} 字，减少 {removed} 字"),
        Lang::English => format!("text: {added} characters added, {removed} removed"),
    }
}

/// A field's name for a reader of the language.
pub fn label(change: &super::fields::FieldChange, lang: Lang) -> &str {
    match lang {
        Lang::Chinese => &change.label,
        Lang::English => &change.field,
    }
}

/// The word for an edition as `bag-info.txt` names it.
pub fn audience(word: &str, lang: Lang) -> &str {
    match word {
        "internal" => phrase(Phrase::Internal, lang),
        "public" => phrase(Phrase::Public, lang),
        other => other,
    }
}

/// The word for a kind of entry.
#[rustfmt::skip]
pub fn kind(word: &str, lang: Lang) -> &str {
    match (word, lang) {
        ("activity", Lang::Chinese) => "活动",
        ("award", Lang::Chinese) => "荣誉",
        ("report", Lang::Chinese) => "报告",
        (other, _) => other,
    }
}
