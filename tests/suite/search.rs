//! The search engine that pages run, under Node, against a brute-force scan by the contract's rule.
//! The scan folds in Rust and the engine in JavaScript, so a difference between the two shows as well.

use crate::harness::Project;
use dangan::model::{Archive, Edition};
use dangan::search::text::{Segment, Sounds};
use dangan::search::{fold, pinyin, text};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Words that random entries are made of: repetitive, so that queries meet near misses.
const WORDS: &[&str] = &[
    "党建",
    "述职",
    "述職報告",
    "三会一课",
    "村“两委”",
    "村两委",
    "会",
    "长",
    "曾",
    "调研",
    "重点",
    "绿化",
    "２０２２",
    "2022",
    "二〇二二年",
    "〔2022〕5号",
    "[2022]5号",
    "【要点】",
    "171.29万元",
    "\\*\\*",
    "ABC",
    "abc",
    "ﬁn",
    "é",
    "e\u{301}",
    "①",
    "Ⅳ",
    "㎡",
    "が",
    "か\u{3099}",
    "각",
    "𠮷",
    "😀",
    " ",
    "\u{3000}",
    "，",
    "。",
    "、",
    "《",
    "》",
    "-",
    "--",
    "\"",
    "'",
    "的",
    "集体经济",
    "经济集体",
    "党",
    "建",
    "aa",
    "ab",
    "ba",
    "İ",
    "ẞ",
    "光荣在党50年",
    "光荣在党\\*\\*年",
    "党 建",
    "a b",
    "\n",
    "\n\n",
    "\n\n## ",
    "\n- ",
    "\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n",
];

const PEOPLE: &[&str] = &["曾长会", "张三", "欧阳锋", "李 明", "Zhang San", "调研员"];

fn some(random: &mut fastrand::Rng, words: &[&str], most: usize) -> String {
    (0..random.usize(1..=most)).map(|_| *random.choice(words).unwrap_or(&"")).collect()
}

/// One line of front matter, quoted so that any text reads back.
fn value(text: &str) -> String {
    serde_json::to_string(&text.replace('\n', " ")).expect("JSON")
}

fn random_archive(random: &mut fastrand::Rng, entries: usize) -> Project {
    let project = Project::base();
    for i in 0..entries {
        let kind = ["activity", "award", "report"][random.usize(0..3)];
        let title = some(random, WORDS, 4);
        let title = if title.trim().is_empty() { String::from("题") } else { title };
        let (year, month) = (random.u32(2019..2023), random.u32(1..13));
        let mut text =
            format!("---\ntitle: {}\nkind: {kind}\ndate: {year}-{month:02}-15\nbranch: shang-cun\n", value(&title));
        if random.bool() {
            let _ = writeln!(text, "tags: [{}]", value(some(random, &["学习", "调研", "ABC"], 2).as_str()));
        }
        match kind {
            "activity" => {
                let _ = writeln!(
                    text,
                    "host: {}\nform: 主题党日\nexpected: {}",
                    value(random.choice(PEOPLE).unwrap_or(&"")),
                    random.u32(1..40)
                );
            }
            "award" => {
                let _ = writeln!(
                    text,
                    "honour: {}\nrecipients: [{}]",
                    value(&some(random, WORDS, 3)),
                    value(PEOPLE[i % PEOPLE.len()])
                );
            }
            _ => {
                let _ = writeln!(text, "author: {}", value(random.choice(PEOPLE).unwrap_or(&"")));
            }
        }
        let _ = write!(text, "---\n\n{}\n", some(random, WORDS, 60));
        project.write(&format!("content/r/e{i:03}.md"), text);
    }
    project
}

/// What a search looks through, entry by entry, as Rust sees it.
struct Scan {
    ids: Vec<String>,
    segments: Vec<Vec<Segment>>,
    folded: Vec<Vec<String>>,
}

fn scan(root: &Path) -> Scan {
    let sources = dangan::load::load(root).expect("sources");
    let (archive, faults) = dangan::model::archive(&sources, Edition::Internal);
    let archive: Archive = archive.unwrap_or_else(|| panic!("{faults:?}"));
    let (theme, _) = dangan::theme::theme(&sources, &archive.site);
    let texts = theme.expect("a theme").texts;
    let segments: Vec<Vec<Segment>> = archive.entries.iter().map(|e| text::segments(e, &archive, &texts)).collect();
    let fold_all = |all: &Vec<Segment>| all.iter().map(|s| folded(&s.text)).collect();
    Scan {
        ids: archive.entries.iter().map(|e| e.id.to_string()).collect(),
        folded: segments.iter().map(fold_all).collect(),
        segments,
    }
}

fn folded(text: &str) -> String {
    fold::fold(text).into_iter().collect()
}

impl Scan {
    fn matches(&self, entry: usize, term: &str) -> bool {
        let by_letters = self.folded[entry].iter().any(|text| text.contains(term));
        let latin = !term.is_empty() && term.bytes().all(|b| b.is_ascii_lowercase());
        by_letters
            || latin
                && self.segments[entry]
                    .iter()
                    .any(|s| s.sounds == Sounds::Indexed && sounds(&fold::fold(&s.text), term))
    }

    fn found(&self, terms: &[(String, bool)]) -> Vec<String> {
        let fits = |i: &usize| terms.iter().all(|(term, excluded)| self.matches(*i, term) != *excluded);
        let mut ids: Vec<String> = (0..self.ids.len()).filter(fits).map(|i| self.ids[i].clone()).collect();
        ids.sort();
        ids
    }
}

/// Whether a run of characters is spoken as the term: whole syllables, or initials.
fn sounds(text: &[char], term: &str) -> bool {
    (0..text.len()).any(|i| spoken(&text[i..], term) || initials(&text[i..], term))
}

fn spoken(text: &[char], term: &str) -> bool {
    term.is_empty()
        || text.first().is_some_and(|c| {
            pinyin::readings(*c).iter().any(|r| term.strip_prefix(*r).is_some_and(|rest| spoken(&text[1..], rest)))
        })
}

fn initials(text: &[char], term: &str) -> bool {
    let letters: Vec<char> = term.chars().collect();
    text.len() >= letters.len()
        && letters.iter().zip(text).all(|(letter, c)| pinyin::readings(*c).iter().any(|r| r.starts_with(*letter)))
}

/// A stretch of a text, as a reader would type it, sometimes with one character wrong.
fn cut(random: &mut fastrand::Rng, scan: &Scan) -> String {
    let entry = random.usize(0..scan.segments.len());
    let segment = &scan.segments[entry][random.usize(0..scan.segments[entry].len())];
    let chars: Vec<char> = segment.text.chars().collect();
    let start = random.usize(0..chars.len());
    let mut term: Vec<char> = chars[start..].iter().take(random.usize(1..=12)).copied().collect();
    if random.u8(0..4) == 0 {
        let at = random.usize(0..term.len());
        term[at] = *random.choice(&['党', '会', 'a', '2', '，', '长']).unwrap_or(&'x');
    }
    term.into_iter().collect()
}

fn letters(random: &mut fastrand::Rng) -> String {
    let all = [
        "shuzhi",
        "zengchanghui",
        "cengzhanghui",
        "dangjian",
        "djsz",
        "zch",
        "diaoyan",
        "tiaoyan",
        "dy",
        "zt",
        "lvhua",
        "xian",
        "hui",
        "h",
        "abc",
        "ab",
        "san",
        "zs",
        "ouyangfeng",
        "ztdr",
    ];
    (*random.choice(&all).unwrap_or(&"")).to_owned()
}

/// A query with its terms as the contract divides them: (folded, excluded).
fn query(random: &mut fastrand::Rng, scan: &Scan) -> (String, Vec<(String, bool)>) {
    let mut text = String::new();
    let mut terms: Vec<(String, bool)> = Vec::new();
    for _ in 0..random.usize(1..=2) {
        let raw = if random.u8(0..6) == 0 { letters(random) } else { cut(random, scan) }.replace('"', "");
        let excluded = random.u8(0..8) == 0;
        let plain = !raw.chars().any(char::is_whitespace) && !raw.starts_with('-');
        if folded(&raw).is_empty() || raw.contains(char::is_control) {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(if excluded { "-" } else { "" });
        let written = if plain && random.bool() { raw.clone() } else { format!("\"{raw}\"") };
        text.push_str(&written);
        terms.push((folded(&raw), excluded));
    }
    (text, terms)
}

pub fn node(script: &str, arguments: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search").join(script);
    let output =
        Command::new("node").arg(path).args(arguments).output().expect("Node.js is needed for the search tests");
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    println!("{told}");
}

#[test]
fn the_engine_finds_what_a_scan_finds_and_nothing_else() {
    let mut random = fastrand::Rng::with_seed(2023);
    let mut sites = Vec::new();
    let mut projects = Vec::new();
    for size in [1, 3, 20, 40, 80, 120] {
        let project = random_archive(&mut random, size);
        project.build();
        let scan = scan(project.root());
        let queries: Vec<serde_json::Value> = (0..450)
            .map(|_| {
                let (q, terms) = query(&mut random, &scan);
                serde_json::json!({ "q": q, "ids": scan.found(&terms) })
            })
            .collect();
        sites.push(serde_json::json!({ "site": project.path("public"), "queries": queries }));
        projects.push(project);
    }
    let list = projects[0].path("queries.json");
    std::fs::write(&list, serde_json::Value::from(sites).to_string()).expect("written");
    node("differential.js", &[list.to_str().expect("a path")]);
}

#[test]
fn rust_and_the_browser_fold_alike() {
    let project = Project::base();
    project.build();
    let single = ('\u{1}'..='\u{FFFF}').map(|c| c.to_string());
    let neighbours = ('\u{300}'..='\u{36F}')
        .chain(['\u{3099}', '\u{309A}', '\u{1161}', '\u{11A8}', '\u{FF9E}'])
        .flat_map(|mark| ["e", "か", "ㄱ", "\u{1100}", "가", "ｶ", "党", " "].map(|base| format!("{base}{mark}{base}")));
    let mut random = fastrand::Rng::with_seed(7);
    let mixed: Vec<String> = (0..500).map(|_| some(&mut random, WORDS, 12)).collect();
    let texts: Vec<String> = single
        .chain(neighbours)
        .chain(mixed)
        .chain([String::from("𠮷 𠮷"), String::from("党\u{a0}\t建 a\u{2028}b")])
        .collect();
    let pairs: Vec<[String; 2]> = texts.into_iter().map(|t| [folded(&t), t]).collect();
    let list = project.path("fold.json");
    std::fs::write(&list, serde_json::to_string(&pairs).expect("JSON")).expect("written");
    node("fold.js", &[project.path("public").to_str().expect("a path"), list.to_str().expect("a path")]);
}

/// The mean nDCG@10 that rank.js must not fall below: what was reached on the judged set, less one hundredth,
/// so that a change for the worse shows and an edit of the sample archive does not. (With counts in the lists
/// of pairs it was one hundredth more; they would make every query heavier.)
const RANKING_FLOOR: &str = "0.922";

#[test]
fn the_engine_ranks_the_sample_archive_as_judged() {
    let project = Project::sample();
    project.build();
    node("ndcg.js", &[project.path("public").to_str().expect("a path"), RANKING_FLOOR]);
}

/// Entries for what comes under near: (name, date, front matter beyond the usual, body).
const ASKED: &[(&str, &str, &str, &str)] = &[
    ("literal", "2022-06-28", "title: 送纪念章到家", "老人把“光荣在党”四个字念了一遍，光荣在党50年，他说不敢忘。"),
    ("masked", "2022-06-29", "title: 送章名册", "名册上写着光荣在党\\*\\*年纪念章七枚，年数遮去，待核后补。"),
    ("arabic", "2023-09-05", "title: 秋季办理情况", "截至2023年九月，承诺358项，办理过半，收粮的事另报。"),
    ("noughts", "2023-03-02", "title: 收粮", "今年收粮10斤不算多，明年再看收成怎样。"),
    ("synonym-title", "2023-04-01", "title: 一季度党员大会", "会上议了春耕用水的先后，定下轮流看渠。"),
    ("synonym-body", "2023-05-01", "title: 看渠排班", "排班在党员大会上念过，谁有事先换好人。"),
    ("quotes", "2023-05-02", "title: 培训一天", "参加的是各村“两委”成员，带着自己的本子来改。"),
    ("report", "2023-12-01", "title: 党建述职", "照着承诺一项一项说，没有办完的也说。"),
    ("number", "2023-12-02", "title: 通报", "依据青溪党发〔2023〕5号通报表扬。"),
    ("person", "2023-10-01", "title: 晒谷场边开会\nhost: 钟毓秀", "打谷场上晒着新收的稻子，会就在一旁开。"),
    (
        "tag",
        "2023-10-02",
        "title: 收割\ntags: [互助]",
        "天亮就下地，到晌午割完一半，下午换到河对岸。\n\n几户人家结成互助组，轮着用一台收割机。",
    ),
];

#[test]
fn near_suggestions_and_snippets_show_what_was_meant() {
    let project = Project::base();
    let site = "title: 青溪镇党建档案\norganization: 中共青溪镇委员会\nsynonyms:\n  - [支部大会, 党员大会]\n";
    project.write("content/site.yaml", site);
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    for (name, date, front, body) in ASKED {
        let text =
            format!("---\n{front}\nslug: {name}\nkind: activity\ndate: {date}\nbranch: shang-cun\n---\n\n{body}\n");
        project.write(&format!("content/asked/{name}.md"), text);
    }
    project.build();
    node("near.js", &[project.path("public").to_str().expect("a path")]);
}

#[test]
fn bad_queries_and_bad_shards_are_borne() {
    let project = Project::sample();
    project.build();
    node("bad.js", &[project.path("public").to_str().expect("a path")]);
}
