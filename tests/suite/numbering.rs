//! Archive numbers (档号) and the catalogue: given by the rule, pinned by a catalogue, never given twice.

use crate::harness::{Project, tree};
use dangan::catalogue;
use dangan::live::Live;
use dangan::load::refresh::Touched;
use dangan::model::filing::Origin;
use dangan::model::number::Number;
use dangan::model::{Archive, Edition, archive_after, earlier};
use dangan::path::SourcePath;
use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const RULE: &str = "archive_number:
  fonds: Z109
  units: { dangwei: BGS }
  retention: { activity: 10年, award: 永久, report: 30年 }
  exceptions:
    - { form: 党委会议, retention: 永久 }
    - { level: 乡镇级, retention: 30年 }
";

/// An archive with the rule and without entries.
fn ruled() -> Project {
    let project = Project::base();
    let site = fs::read_to_string(project.path("content/site.yaml")).expect("settings");
    project.write("content/site.yaml", format!("{site}{RULE}"));
    fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project
}

fn entry(project: &Project, name: &str, date: &str, more: &str) {
    let text = format!("---\ntitle: 题名{name}\ndate: {date}\nbranch: shang-cun\n{more}\n---\n正文\n");
    project.write(&format!("content/{name}.md"), text);
}

fn activity(project: &Project, name: &str, date: &str) {
    entry(project, name, date, "kind: activity");
}

fn archive(project: &Project, edition: Edition) -> Archive {
    let sources = dangan::load::load(project.root()).expect("sources");
    let (archive, faults) = dangan::model::archive(&sources, edition);
    archive.unwrap_or_else(|| panic!("{faults:?}"))
}

/// Each entry's number, by the last part of its id.
fn numbers_of(archive: &Archive) -> BTreeMap<String, String> {
    let pair = |id: &dangan::path::EntryId| {
        let name = id.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        archive.filing(id).number().map(|number| (name, number.to_owned()))
    };
    archive.entries.iter().filter_map(|entry| pair(&entry.id)).collect()
}

fn numbers(project: &Project) -> BTreeMap<String, String> {
    numbers_of(&archive(project, Edition::Internal))
}

fn codes(project: &Project) -> Vec<String> {
    let run = project.run(&["check", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let codes = object["diagnostics"].as_array().expect("a list").iter();
    codes.map(|d| d["code"].as_str().expect("a code").to_owned()).collect()
}

fn fixed(project: &Project) {
    let run = project.run(&["catalogue"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.trim().ends_with("catalogue.csv"), "{}", run.stdout);
}

#[test]
fn items_are_consecutive_in_each_class_from_the_oldest() {
    let project = ruled();
    activity(&project, "later", "2022-05-02");
    activity(&project, "b", "2022-05-01");
    activity(&project, "a", "2022-05-01");
    entry(&project, "meeting", "2022-01-01", "kind: activity\nform: 党委会议");
    entry(&project, "award", "2022-02-01", "kind: award");
    entry(&project, "township", "2022-03-01", "kind: award\nlevel: 乡镇级");
    entry(&project, "last-year", "2022-01-02", "kind: report\nyear: 2021");
    entry(&project, "kept", "2022-01-03", "kind: report\nretention: 永久");
    let given = numbers(&project);
    let expected = [
        ("a", "Z109-WS·2022-D10-BGS-0001"),
        ("award", "Z109-WS·2022-Y-BGS-0003"),
        ("b", "Z109-WS·2022-D10-BGS-0002"),
        ("kept", "Z109-WS·2022-Y-BGS-0002"),
        ("last-year", "Z109-WS·2021-D30-BGS-0001"),
        ("later", "Z109-WS·2022-D10-BGS-0003"),
        ("meeting", "Z109-WS·2022-Y-BGS-0001"),
        ("township", "Z109-WS·2022-D30-BGS-0001"),
    ];
    let seen: Vec<(&str, &str)> = given.iter().map(|(name, number)| (name.as_str(), number.as_str())).collect();
    assert_eq!(seen, expected);
    assert!(codes(&project).is_empty());
}

#[test]
fn the_page_and_the_search_show_what_was_given() {
    let project = ruled();
    activity(&project, "a", "2022-05-01");
    project.build();
    let page = project.page("activities/2022/a/index.html");
    assert!(page.matches("Z109-WS·2022-D10-BGS-0001").count() >= 2, "facts and citation");
    assert!(page.contains("10年"));
    let archive = archive(&project, Edition::Internal);
    let sources = dangan::load::load(project.root()).expect("sources");
    let (theme, _) = dangan::theme::theme(&sources, &archive.site);
    let segments = dangan::search::text::segments(&archive.entries[0], &archive, &theme.expect("a theme").texts);
    assert!(segments.iter().any(|s| s.text == "Z109-WS·2022-D10-BGS-0001"));
}

#[test]
fn without_a_rule_and_for_drafts_nothing_is_given() {
    let project = Project::base();
    project.build();
    assert!(numbers(&project).is_empty());
    let ruled = ruled();
    entry(&ruled, "draft", "2022-05-01", "kind: activity\ndraft: true");
    activity(&ruled, "a", "2022-05-02");
    assert_eq!(numbers(&ruled)["a"], "Z109-WS·2022-D10-BGS-0001");
    fixed(&ruled);
    let file = fs::read_to_string(ruled.path("content/catalogue.csv")).expect("a catalogue");
    assert!(!file.contains("draft"), "{file}");
}

#[test]
fn own_numbers_are_kept_and_never_given_to_another() {
    let project = ruled();
    entry(&project, "own", "2022-09-09", "kind: activity\nnumber: Z109-WS·2022-D10-BGS-0002");
    for name in ["a", "b", "c"] {
        activity(&project, name, "2022-05-01");
    }
    let given = numbers(&project);
    let items: Vec<&str> = given.values().map(|n| &n[n.len() - 4..]).collect();
    assert_eq!(items, ["0001", "0003", "0004", "0002"]);
}

#[test]
fn a_catalogue_pins_what_it_has() {
    let project = ruled();
    activity(&project, "a", "2022-05-01");
    activity(&project, "b", "2022-06-01");
    fixed(&project);
    activity(&project, "earlier", "2022-01-01");
    let given = numbers(&project);
    assert_eq!(given["a"], "Z109-WS·2022-D10-BGS-0001");
    assert_eq!(given["b"], "Z109-WS·2022-D10-BGS-0002");
    assert_eq!(given["earlier"], "Z109-WS·2022-D10-BGS-0003");
    // A new date, kind of keeping or year does not move a number that is given.
    entry(&project, "a", "2022-12-01", "kind: activity\nform: 党委会议");
    assert_eq!(numbers(&project)["a"], "Z109-WS·2022-D10-BGS-0001");
    let archive = archive(&project, Edition::Internal);
    let origin = |name: &str| {
        let id = dangan::path::EntryId::new(format!("activities/2022/{name}"));
        archive.filing(&id).number.as_ref().map(|(_, origin)| *origin)
    };
    assert_eq!((origin("a"), origin("earlier")), (Some(Origin::Catalogue), Some(Origin::Rule)));
}

#[test]
fn the_number_of_an_entry_that_is_gone_stays_unused() {
    let project = ruled();
    for name in ["a", "b"] {
        activity(&project, name, "2022-05-01");
    }
    fixed(&project);
    fs::remove_file(project.path("content/b.md")).expect("removed");
    activity(&project, "c", "2022-06-01");
    assert_eq!(numbers(&project)["c"], "Z109-WS·2022-D10-BGS-0003");
    assert_eq!(codes(&project), ["number.withdrawn"]);
    let told = project.run(&["check", "--lang", "zh"]).stderr;
    assert!(told.contains("Z109-WS·2022-D10-BGS-0002 的条目不在了（已撤件）：题名b"), "{told}");
    fixed(&project);
    assert!(codes(&project).is_empty(), "it is on record now");
    activity(&project, "d", "2022-06-02");
    assert_eq!(numbers(&project)["d"], "Z109-WS·2022-D10-BGS-0004");
    let text = fs::read_to_string(project.path("content/catalogue.csv")).expect("a catalogue");
    assert!(text.ends_with(",Z109-WS·2022-D10-BGS-0002,,,题名b,,,,已撤件,activities/2022/b\r\n"), "{text}");
    activity(&project, "b", "2022-05-01");
    assert_eq!(numbers(&project)["b"], "Z109-WS·2022-D10-BGS-0002", "it is back, and so is its number");
}

#[test]
fn a_renamed_entry_keeps_its_number_by_saying_it() {
    let project = ruled();
    activity(&project, "old", "2022-05-01");
    fixed(&project);
    fs::remove_file(project.path("content/old.md")).expect("removed");
    entry(&project, "new", "2022-05-01", "kind: activity\nnumber: Z109-WS·2022-D10-BGS-0001");
    assert!(codes(&project).is_empty());
    fixed(&project);
    assert!(archive(&project, Edition::Internal).filings.withdrawn.is_empty());
}

#[test]
fn a_number_that_differs_from_the_catalogue_is_told() {
    let project = ruled();
    activity(&project, "a", "2022-05-01");
    fixed(&project);
    entry(&project, "a", "2022-05-01", "kind: activity\nnumber: Z109-WS·2022-D10-BGS-0002");
    assert_eq!(codes(&project), ["number.changed"]);
    activity(&project, "b", "2022-05-02");
    assert_eq!(numbers(&project)["b"], "Z109-WS·2022-D10-BGS-0003");
}

#[test]
fn a_class_ends_at_9999() {
    let project = ruled();
    entry(&project, "own", "2022-01-01", "kind: activity\nnumber: Z109-WS·2022-D10-BGS-9999");
    fixed(&project);
    activity(&project, "a", "2022-05-01");
    assert_eq!(
        codes(&project),
        ["number.used_up", "number.gap"].map(String::from).iter().rev().cloned().collect::<Vec<_>>()
    );
}

#[test]
fn an_entry_that_cannot_be_read_is_not_called_withdrawn() {
    let project = ruled();
    activity(&project, "a", "2022-05-01");
    fixed(&project);
    project.write("content/a.md", "---\ntitle: [\n---\n");
    assert!(!codes(&project).contains(&String::from("number.withdrawn")));
    let before = tree(&project.path("content"));
    assert_eq!(project.run(&["catalogue"]).status, 1);
    assert_eq!(tree(&project.path("content")), before, "a catalogue with faults is not written");
}

/// The public edition shows numbers that are fixed, and no others: one that may change would be another
/// number tomorrow, and would tell how many entries stand before it.
#[test]
fn the_public_edition_has_fixed_numbers_alone() {
    let project = ruled();
    activity(&project, "hidden", "2022-05-01");
    entry(&project, "open", "2022-06-01", "kind: activity\naudience: public");
    let public = || numbers_of(&archive(&project, Edition::Public));
    assert!(public().is_empty());
    let told = project.run(&["build", "--audience", "public", "--lang", "zh"]);
    assert_eq!(told.status, 0);
    assert!(told.stderr.contains("有 1 个公开条目的档号还没有固定"), "{}", told.stderr);
    fixed(&project);
    let quiet = project.run(&["build", "--audience", "public", "--lang", "zh"]);
    assert!(!quiet.stderr.contains("提醒"), "{}", quiet.stderr);
    activity(&project, "hidden-too", "2022-07-01");
    entry(&project, "open-too", "2022-08-01", "kind: activity\naudience: public");
    assert_eq!(public(), BTreeMap::from([(String::from("open"), String::from("Z109-WS·2022-D10-BGS-0002"))]));
    let open = catalogue::csv(&archive(&project, Edition::Public));
    let open = String::from_utf8(open).expect("UTF-8");
    assert!(!open.contains("hidden") && open.contains("open-too"), "{open}");
    let refused = project.run(&["catalogue", "--audience", "public"]);
    assert_eq!(refused.status, 2, "it would lose the numbers of the other entries");
}

/// While `serve` runs, a catalogue that comes, changes or goes shows at once, as in a fresh build.
#[test]
fn a_served_site_follows_the_catalogue() {
    let project = ruled();
    activity(&project, "a", "2022-05-01");
    activity(&project, "b", "2022-06-01");
    let mut live = Live::open(project.root(), Edition::Internal).expect("the disk works");
    let touched = Touched { paths: [SourcePath::new(earlier::FILE)].into(), rescan: false };
    let pinned = String::from_utf8(catalogue::csv(&archive(&project, Edition::Internal))).expect("UTF-8");
    let swapped = pinned.replace("0001", "0009").replace("0002", "0001").replace("0009", "0002");
    for text in [Some(&pinned), Some(&swapped), Some(&pinned), None] {
        match text {
            Some(text) => project.write(earlier::FILE, text),
            None => fs::remove_file(project.path(earlier::FILE)).expect("removed"),
        }
        live.update(&touched);
        let page = "activities/2022/a/index.html";
        let served = live.site().expect("a site").bytes(page).expect("a page").expect("bytes");
        project.build();
        assert_eq!(String::from_utf8(served).expect("UTF-8"), project.page(page));
        let item = if text == Some(&swapped) { "BGS-0002" } else { "BGS-0001" };
        assert!(project.page(page).contains(item));
    }
}

#[test]
fn a_snapshot_s_catalogue_pins_too() {
    let project = ruled();
    activity(&project, "a", "2022-05-01");
    activity(&project, "b", "2022-05-02");
    let first = archive(&project, Edition::Internal);
    let name = SourcePath::new("data/catalogue.json");
    let text = String::from_utf8(catalogue::json(&first)).expect("UTF-8");
    let (rows, faults) = earlier::json(&name, &text);
    assert!(faults.is_empty());
    fs::remove_file(project.path("content/b.md")).expect("removed");
    activity(&project, "c", "2022-01-01");
    let sources = dangan::load::load(project.root()).expect("sources");
    let (second, faults) = archive_after(&sources, Edition::Internal, rows);
    let second = second.expect("an archive");
    assert_eq!(faults.iter().map(|d| d.fault.code()).collect::<Vec<_>>(), ["number.withdrawn"]);
    let expected = [("a", "Z109-WS·2022-D10-BGS-0001"), ("c", "Z109-WS·2022-D10-BGS-0003")];
    assert_eq!(numbers_of(&second), expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
    // What is withdrawn stays on record from snapshot to snapshot.
    let (third, _) = earlier::json(&name, &String::from_utf8(catalogue::json(&second)).expect("UTF-8"));
    assert!(third.rows.iter().any(|row| row.withdrawn && row.number == "Z109-WS·2022-D10-BGS-0002"));
    // Where two catalogues disagree the project's holds, and the other number is not given to anybody else.
    let (mut rows, _) =
        earlier::json(&name, r#"{"entries": [{"id": "activities/2022/a", "number": "Z109-WS·2022-D10-BGS-0007"}]}"#);
    rows.extend(&third);
    let (fourth, _) = archive_after(&sources, Edition::Internal, rows);
    let expected = [("a", "Z109-WS·2022-D10-BGS-0007"), ("c", "Z109-WS·2022-D10-BGS-0003")];
    assert_eq!(numbers_of(&fourth.expect("an archive")), expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
    assert_eq!(earlier::json(&name, "{").1[0].fault.code(), "catalogue.broken");
}

#[test]
fn the_csv_opens_in_a_spreadsheet_and_computes_nothing() {
    let project = ruled();
    let more = "kind: award\nissuer: \"@SUM(A1)\"\ndocument_number: \"-2+3\"";
    project.write(
        "content/f.md",
        format!(
            "---\ntitle: \"=HYPERLINK(\\\"http://x\\\",1)\\n乙\"\ndate: 2022-05-01\nbranch: shang-cun\n{more}\n---\n"
        ),
    );
    let bytes = catalogue::csv(&archive(&project, Edition::Internal));
    let text = String::from_utf8(bytes).expect("UTF-8");
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}序号,档号,文号,责任者,题名,日期,密级,页数,备注,条目编号");
    let row =
        "1,Z109-WS·2022-Y-BGS-0001,'-2+3,'@SUM(A1),\"'=HYPERLINK(\"\"http://x\"\",1) 乙\",20220501,,,,awards/2022/f";
    assert_eq!(lines[1..], [row, ""]);
}

#[test]
fn the_xml_has_the_standard_s_element_names() {
    let project = ruled();
    project.write(
        "content/x.md",
        "---\ntitle: \"<甲> & \\\"乙\\\"\\u0007\"\nkind: award\ndate: 2022-05-01\nbranch: shang-cun\nissuer: 县委\n---\n",
    );
    let text = String::from_utf8(catalogue::xml(&archive(&project, Edition::Internal))).expect("UTF-8");
    for part in [
        "<聚合层次>文件</聚合层次>",
        "<档号>Z109-WS·2022-Y-BGS-0001</档号>",
        "<全宗号>Z109</全宗号>",
        "<室编件号>0001</室编件号>",
        "<保管期限>永久</保管期限>",
        "<题名>&lt;甲&gt; &amp; &quot;乙&quot; </题名>",
        "<责任者>县委</责任者>",
        "<日期>20220501</日期>",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let opened = text.matches("<文件>").count();
    assert_eq!((opened, text.matches("</文件>").count()), (1, 1));
}

#[test]
fn the_sample_s_catalogue_is_up_to_date() {
    let project = Project::sample();
    let before = fs::read(project.path("content/catalogue.csv")).expect("a catalogue");
    fixed(&project);
    let after = fs::read(project.path("content/catalogue.csv")).expect("a catalogue");
    assert!(before == after, "run `dangan catalogue` for the sample archive");
    // What the rules of `check` find in the sample is meant to be seen; its numbers have nothing wrong.
    let codes = codes(&project);
    let of_numbers = |code: &&String| code.starts_with("number.") || code.starts_with("catalogue.");
    assert_eq!(codes.iter().find(of_numbers), None, "{codes:?}");
}

/// Whatever happens between two catalogues: no number changes, none is given twice, none comes back for another.
#[test]
fn numbers_once_given_stay() {
    for seed in 0..12 {
        let mut random = Rng::with_seed(seed);
        let project = ruled();
        let mut history: BTreeMap<String, String> = BTreeMap::new();
        for round in 0..8 {
            for i in 0..random.usize(1..6) {
                let kind = random.choice(["activity", "award", "report"]).unwrap_or("report");
                let date = format!("202{}-0{}-11", random.u8(1..3), random.u8(1..10));
                let open = random.choice(["", "audience: public", "draft: true"]).unwrap_or("");
                entry(&project, &format!("r{round}n{i}"), &date, &format!("kind: {kind}\n{open}"));
            }
            let files: Vec<String> =
                tree(&project.path("content")).into_keys().filter(|n| n.starts_with('r')).collect();
            if let Some(name) = random.choice(&files).filter(|_| files.len() > 3) {
                fs::remove_file(project.path(&format!("content/{name}"))).expect("removed");
            }
            if let Some(name) = random.choice(&files).filter(|name| project.path(&format!("content/{name}")).exists()) {
                let path = format!("content/{name}");
                let text = fs::read_to_string(project.path(&path)).expect("text");
                project.write(
                    &path,
                    text.replace("draft: true", "summary: 定稿").replace("audience: public", "draft: true"),
                );
            }
            check_round(&project, &mut history, seed);
        }
    }
}

fn check_round(project: &Project, history: &mut BTreeMap<String, String>, seed: u64) {
    let sources = dangan::load::load(project.root()).expect("sources");
    let (archive, faults) = dangan::model::archive(&sources, Edition::Internal);
    let archive = archive.unwrap_or_else(|| panic!("{faults:?}"));
    assert!(faults.iter().all(|d| d.fault.code() == "number.withdrawn"), "seed {seed}: {faults:?}");
    let mut given = BTreeSet::new();
    for entry in &archive.entries {
        let number = archive.filing(&entry.id).number().expect("a number").to_owned();
        assert!(Number::parse(&number).is_some(), "{number}");
        assert!(given.insert(number.clone()), "seed {seed}: {number} is given twice");
        let owner = history.entry(number).or_insert_with(|| entry.id.to_string());
        assert_eq!(*owner, entry.id.as_str(), "seed {seed}: a number has another owner now");
    }
    let by_id: BTreeMap<&String, &String> = history.iter().map(|(number, id)| (id, number)).collect();
    assert_eq!(by_id.len(), history.len(), "seed {seed}: an entry has a second number");
    project.write("content/catalogue.csv", catalogue::csv(&archive));
}
