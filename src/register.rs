//! The page that lists the snapshots of a folder. Pure: what was found and checked is handed over,
//! and nothing is called checked that was not.

use crate::bag::AGENT;
use crate::diag::Lang;
use crate::diff::Difference;
use crate::diff::words::{self, Phrase, phrase};
use crate::render::escape;
use crate::sheet::{self, Head};

/// A snapshot of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its folder's name.
    pub name: String,
    /// The archive's title.
    pub title: String,
    /// The day that it is reckoned on.
    pub as_of: String,
    /// `internal` or `public`.
    pub audience: String,
    /// Entries, activities, awards and reports, as `bag-info.txt` counts them.
    pub counts: [String; 4],
    /// Bytes of its payload.
    pub bytes: u64,
    /// SHA-512 of its `tagmanifest-sha512.txt`, in hex.
    pub seal: String,
    /// What checking it came to.
    pub check: Check,
    /// Whether a zip file of it lies beside it.
    pub zip: bool,
    /// What it differs in from the one before it.
    pub since: Since,
}

/// What checking a snapshot came to when the page was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Every checksum holds.
    Valid,
    /// It is damaged or altered.
    Faulty,
    /// Nobody looked.
    Unchecked,
}

/// What a snapshot differs in from the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// It is the first of its edition.
    First,
    /// The two cannot be compared.
    Unreadable {
        /// The one before it.
        before: String,
    },
    /// A page tells of it.
    Told {
        /// The one before it.
        before: String,
        /// Entries added, changed, renamed, removed.
        entries: [usize; 4],
    },
}

impl Since {
    /// What the page says of a comparison.
    pub fn told(difference: &Difference) -> Since {
        let entries = [&difference.added.len(), &difference.changed.len(), &difference.renamed.len()];
        let [added, changed, renamed] = entries.map(|n| *n);
        let before = difference.old.name.clone();
        Since::Told { before, entries: [added, changed, renamed, difference.removed.len()] }
    }
}

/// The address of the page about what a snapshot differs in from the one before it.
pub fn changes_page(name: &str) -> String {
    format!("changes-{name}.html")
}

/// The order of the page: newest first, then by name.
pub fn sort(held: &mut [Held]) {
    held.sort_by(|a, b| b.as_of.cmp(&a.as_of).then_with(|| a.name.cmp(&b.name)));
}

/// Which of the sorted snapshots comes before each: the next older one of the same site and edition.
pub fn before(held: &[Held]) -> Vec<Option<usize>> {
    let series = |one: &Held| one.name.strip_suffix(&one.as_of).map(str::to_owned);
    let older = |i: usize| (i + 1..held.len()).find(|j| series(&held[*j]) == series(&held[i]));
    (0..held.len()).map(older).collect()
}

/// Which of the sorted snapshots to check: the newest ones, as many as `limit` bytes allow, and at least one.
pub fn to_check(held: &[Held], limit: u64) -> usize {
    let mut bytes = 0;
    let within = held.iter().take_while(|one| {
        bytes += one.bytes;
        bytes <= limit
    });
    within.count().max(1).min(held.len())
}

/// The whole page.
pub fn page(held: &[Held], lang: Lang) -> String {
    let (language, title, foot) = match lang {
        Lang::Chinese => ("zh-CN", "档案快照", "检验结果是写这一页时的；以后随时可以用 dangan verify 再检验。"),
        Lang::English => (
            "en",
            "Snapshots",
            "Checks are as of when this page was written; `dangan verify` checks again at any time.",
        ),
    };
    let subtitle = held.first().map(|one| one.title.as_str()).unwrap_or_default();
    let foot = format!("{foot} · {AGENT}");
    let cards: String = held.iter().map(|one| card(one, lang)).collect();
    sheet::page(Head { language, title, subtitle, foot: &foot }, &cards)
}

fn card(held: &Held, lang: Lang) -> String {
    let name = escape(&held.name);
    let heading = format!(
        "<h2><a href=\"{name}/data/site/index.html\">{} {}</a> <small>{}</small></h2>",
        phrase(Phrase::AsOf, lang),
        escape(&held.as_of),
        escape(words::audience(&held.audience, lang)),
    );
    let [folder, holds, size, checked, sum, since] = match lang {
        Lang::Chinese => ["文件夹", "内容", "大小", "检验", "指纹（SHA-512）", "与上一份相比"],
        Lang::English => ["Folder", "Holds", "Size", "Check", "Seal (SHA-512)", "Since the one before"],
    };
    let zip = if held.zip { format!(" · <a href=\"{name}.zip\">zip</a>") } else { String::new() };
    let facts = [
        (folder, format!("<span class=\"id\">{name}</span> · <a href=\"{name}/README.txt\">README</a>{zip}")),
        (holds, counts(&held.counts, lang)),
        (size, crate::bag::human(held.bytes)),
        (checked, check(held.check, lang)),
        (sum, format!("<span class=\"sum\">{}</span>", escape(&held.seal))),
        (since, told(held, lang)),
    ];
    format!("<section>\n{heading}\n<div class=\"card\">\n{}</div>\n</section>\n", sheet::facts(&facts))
}

fn counts(counts: &[String; 4], lang: Lang) -> String {
    let [all, activities, awards, reports] = counts.each_ref().map(|n| escape(n));
    match lang {
        Lang::Chinese => format!("条目 {all} 个：活动 {activities}，荣誉 {awards}，报告 {reports}"),
        Lang::English => format!("{all} entries: activities {activities}, awards {awards}, reports {reports}"),
    }
}

fn check(check: Check, lang: Lang) -> String {
    let (class, text) = match (check, lang) {
        (Check::Valid, Lang::Chinese) => ("good", "完整：每个文件都与清单相符"),
        (Check::Valid, Lang::English) => ("good", "whole: every file fits the lists"),
        (Check::Faulty, Lang::Chinese) => ("bad", "有缺损或改动：运行 dangan verify 看是哪些文件"),
        (Check::Faulty, Lang::English) => ("bad", "damaged or altered: `dangan verify` tells which files"),
        (Check::Unchecked, Lang::Chinese) => ("quiet", "未检测：运行 dangan verify 检验"),
        (Check::Unchecked, Lang::English) => ("quiet", "not checked: run `dangan verify`"),
    };
    format!("<span class=\"{class}\">{text}</span>")
}

fn told(held: &Held, lang: Lang) -> String {
    match (&held.since, lang) {
        (Since::First, Lang::Chinese) => String::from("第一份"),
        (Since::First, Lang::English) => String::from("the first one"),
        (Since::Unreadable { before }, Lang::Chinese) => format!("无法与 {} 比较", escape(before)),
        (Since::Unreadable { before }, Lang::English) => format!("cannot be compared with {}", escape(before)),
        (Since::Told { entries, .. }, _) => {
            let heads = [Phrase::Added, Phrase::Changed, Phrase::Renamed, Phrase::Removed];
            let told = heads.iter().zip(entries).filter(|(_, n)| **n > 0);
            let told: Vec<String> = told.map(|(head, n)| format!("{} {n}", phrase(*head, lang))).collect();
            let (entries, page) = match lang {
                Lang::Chinese => ("条目没有变动", "详细"),
                Lang::English => ("no entry differs", "details"),
            };
            let told = if told.is_empty() { entries.to_owned() } else { told.join(" · ") };
            format!("{told} · <a href=\"{}\">{page}</a>", escape(&changes_page(&held.name)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(name: &str, as_of: &str, bytes: u64) -> Held {
        let text = |t: &str| t.to_owned();
        Held {
            name: format!("{name}-{as_of}"),
            title: text("档案"),
            as_of: text(as_of),
            audience: text("internal"),
            counts: ["1", "1", "0", "0"].map(text),
            bytes,
            seal: text("00"),
            check: Check::Unchecked,
            zip: false,
            since: Since::First,
        }
    }

    #[test]
    fn the_one_before_is_of_the_same_edition() {
        let mut all = vec![held("a", "2022-12-31", 1), held("a-public", "2023-12-31", 1), held("a", "2023-12-31", 1)];
        sort(&mut all);
        assert_eq!(
            all.iter().map(|h| h.name.as_str()).collect::<Vec<_>>(),
            ["a-2023-12-31", "a-public-2023-12-31", "a-2022-12-31"]
        );
        assert_eq!(before(&all), [Some(2), None, None]);
    }

    #[test]
    fn what_was_not_checked_is_not_called_whole() {
        let all = vec![held("a", "2023-12-31", 60), held("a", "2022-12-31", 60)];
        assert_eq!((to_check(&all, 100), to_check(&all, 120), to_check(&all, 1)), (1, 2, 1));
        assert!(page(&all, Lang::Chinese).contains("未检测"));
        assert!(!page(&all, Lang::Chinese).contains("完整"));
    }
}
