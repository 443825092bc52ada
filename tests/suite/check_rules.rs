//! The rules of `dangan check`: an archive in which each is broken, nearly broken and waived, with every word on record.
//! `UPDATE_FIXTURES=1 cargo test check_rules` writes the record anew, to be read before committing.

use crate::harness::{Project, Run, sites, tree};
use dangan::diag::check::RULES;
use std::collections::BTreeSet;
use std::fs;

fn project() -> Project {
    let project = Project::with("check");
    fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project
}

/// `severity code file:line:column` of each finding.
fn places(run: &Run) -> Vec<String> {
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let text = |d: &serde_json::Value, key: &str| d[key].as_str().expect(key).to_owned();
    let line = |d: &serde_json::Value| {
        format!("{} {} {}:{}:{}", text(d, "severity"), text(d, "code"), text(d, "file"), d["line"], d["column"])
    };
    object["diagnostics"].as_array().expect("a list").iter().map(line).collect()
}

#[test]
fn every_rule_says_what_it_should_and_nothing_else() {
    let project = project();
    let before = tree(project.root());
    let [english, chinese] = ["en", "zh"].map(|lang| project.run(&["check", "--lang", lang]));
    let places = places(&project.run(&["check", "--format", "json"]));
    assert_eq!(tree(project.root()), before, "something was written");
    assert_eq!((english.status, english.stdout.as_str()), (1, ""), "report.similar is an error here");
    let seen = format!("{}\n{}\n{}\n", english.stderr, chinese.stderr, places.join("\n"));
    let record = sites().join("check/expected.txt");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&record, &seen).expect("a record");
    }
    assert_eq!(seen, fs::read_to_string(&record).unwrap_or_default().replace("\r\n", "\n"));
    for (_, code, _) in RULES {
        assert!(places.iter().any(|place| place.contains(&format!(" {code} "))), "{code} has no example");
    }
    for allowed in ["-right", "-masked", "-told", "-unknown", "-enough", "-bold", "y2022-waived", "late-waived"] {
        assert!(!places.iter().any(|place| place.contains(allowed)), "{allowed} is no fault");
    }
}

#[test]
fn without_its_waiver_each_finding_is_there() {
    let project = project();
    let mut waived = BTreeSet::new();
    for (path, bytes) in tree(&project.path("content")) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let codes = text.lines().filter_map(|line| line.trim().strip_prefix("- { code: ")?.split_once(','));
        let codes: Vec<String> = codes.map(|(code, _)| code.to_owned()).collect();
        let kept: Vec<&str> = text.lines().filter(|l| *l != "waive:" && !l.contains("{ code: ")).collect();
        if path.contains("unused") || codes.is_empty() {
            continue;
        }
        waived.extend(codes.into_iter().map(|code| (code, format!("content/{path}"))));
        project.write(&format!("content/{path}"), kept.join("\n"));
    }
    assert!(waived.len() >= 15, "{waived:?}");
    let places = places(&project.run(&["check", "--format", "json"]));
    for (code, file) in waived {
        let found = places.iter().any(|place| place.contains(&format!(" {code} {file}:")));
        assert!(found, "{code} of {file} is not among {places:#?}");
    }
}

#[test]
fn a_rule_is_switched_off_or_made_an_error() {
    let project = project();
    let site = fs::read_to_string(project.path("content/site.yaml")).expect("settings");
    project.write("content/site.yaml", site.replace("报告雷同: 错误", "report.similar: off\n  补录: error"));
    let places = places(&project.run(&["check", "--format", "json"]));
    assert!(!places.iter().any(|place| place.contains("report.similar")), "{places:#?}");
    assert!(places.contains(&String::from("error record.late content/activities/late.md:6:7")), "{places:#?}");
    // What a rule finds never stops a build.
    project.build();
}

#[test]
fn measures_are_set() {
    let project = project();
    let site = fs::read_to_string(project.path("content/site.yaml")).expect("settings");
    let set = site
        .replace("补录天数: 30", "late_days: 31\n  换届提前月数: 1\n  similarity: 0.99")
        .replace("报告雷同: 错误", "报告雷同: 提醒");
    project.write("content/site.yaml", set);
    let run = project.run(&["check", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    let places = places(&run);
    for quiet in ["record.late", "term.due", "report.similar content/reports/alike-2020"] {
        assert!(!places.iter().any(|place| place.contains(quiet)), "{quiet}: {places:#?}");
    }
}

#[test]
fn document_numbers_are_mended_byte_by_byte() {
    let project = project();
    let file = project.path("content/awards/shape.md");
    let before = tree(project.root());
    let run = project.run(&["check", "--fix"]);
    assert_eq!(run.stdout, "content/awards/shape.md:6: 青溪党发[2023]第05号 → 青溪党发〔2023〕5号\n");
    let text = String::from_utf8(before["content/awards/shape.md"].clone()).expect("text");
    assert_eq!(fs::read_to_string(&file).expect("text"), text.replace("[2023]第05号", "〔2023〕5号"));
    let after = tree(project.root());
    let changed: Vec<&String> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).map(|f| f.0).collect();
    assert_eq!((changed, after.len()), (vec![&String::from("content/awards/shape.md")], before.len()));
    let again = project.run(&["check", "--fix", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&again.stdout).expect("JSON");
    assert_eq!(object["mended"], serde_json::json!([]));
    assert!(!again.stdout.contains("content/awards/shape.md"));
}

#[test]
fn findings_are_a_page_for_those_inside_alone() {
    let project = project();
    let file = project.path("findings.html");
    let name = file.to_str().expect("a path");
    let refused = project.run(&["check", "--html", name, "--audience", "public", "--lang", "zh"]);
    assert_eq!((refused.status, refused.stdout.as_str(), file.exists()), (2, "", false));
    assert!(refused.stderr.contains("只供内部"), "{}", refused.stderr);
    let run = project.run(&["check", "--html", name, "--lang", "zh"]);
    assert_eq!(run.stdout, format!("{name}\n"));
    let page = fs::read_to_string(&file).expect("a page");
    let found = places(&project.run(&["check", "--format", "json"])).len();
    assert_eq!(page.matches("<p class=\"id\">").count(), found);
    assert!(page.contains("截至 2024-06-30") && page.contains("<h2>脱敏失效 <small>2</small></h2>"));
    assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("http:"));
}

#[test]
fn numbers_are_masked_on_the_page_too() {
    let project = project();
    project.write(
        "content/activities/call.md",
        "---\ntitle: 通知\nkind: activity\ndate: 2023-01-01\nbranch: a\n---\n\n13800138000\n",
    );
    let file = project.path("findings.html");
    project.run(&["check", "--html", file.to_str().expect("a path")]);
    let page = fs::read_to_string(&file).expect("a page");
    assert!(page.contains("138****8000") && !page.contains("13800138000"));
}

#[test]
fn attachments_are_looked_into_even_where_texts_have_errors() {
    let project = project();
    project.write("content/broken.md", "---\ntitle: 没有类型\n---\n");
    project.write("content/activities/list.csv", "联系人,13800138000\n");
    project.write(
        "content/activities/with.md",
        "---\ntitle: 附表\nkind: activity\ndate: 2023-01-01\nbranch: a\nattachments: [list.csv]\n---\n\n正文。\n",
    );
    for command in ["check", "build"] {
        let run = project.run(&[command, "--format", "json"]);
        let places = places(&run);
        assert_eq!(run.status, 1);
        for expected in
            ["error leak.mobile content/activities/list.csv:1:5", "error field.missing content/broken.md:2:1"]
        {
            assert!(places.iter().any(|place| place == expected), "{command}: {expected} is not in {places:#?}");
        }
    }
    // What one entry tells by itself is told in the same run; what compares entries waits.
    let places = places(&project.run(&["check", "--format", "json"]));
    assert!(places.iter().any(|place| place.contains("attendance.sum content/activities/sum.md")));
    assert!(!places.iter().any(|place| place.contains("meeting.missing") || place.contains("waive.unused")));
}

const BRANCHES: &str = "\
- id: dangwei
  name: 青溪镇党委
  kind: 党委
  term: { start: 2019-10-01, end: 2024-09-30 }
- id: a
  name: 甲村党支部
  kind: 党支部
  parent: dangwei
  committee: false
  secretary: 王五 13800138000
";

const SITE: &str = "\
title: 检查
organization: 青溪镇党委
as_of: 2024-06-30
campaigns: [热线 13900139000]
meetings:
  - { form: 党课, every: quarterly, branches: [a] }
";

/// Codes with their files and lines, of the settings alone.
fn of_settings(project: &Project) -> Vec<String> {
    let all = places(&project.run(&["check", "--format", "json"]));
    let short = |place: String| {
        let (_, place) = place.split_once(' ')?;
        let (rest, _) = place.rsplit_once(':')?;
        (rest.contains("branches.yaml") || rest.contains("site.yaml")).then(|| rest.replace("content/", ""))
    };
    all.into_iter().filter_map(short).collect()
}

#[test]
fn findings_in_the_settings_are_waived_where_they_stand() {
    let project = Project::base();
    fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    let write = |branches: &str, site: &str| {
        project.write("content/branches.yaml", branches);
        project.write("content/site.yaml", site);
        project.write(
            "content/activities/2024/x.md",
            "---\ntitle: 甲\nkind: activity\ndate: 2024-06-01\nbranch: a\nform: 主题党日\n---\n",
        );
    };
    let waiver = |code: &str, reason: &str| format!("  - {{ code: {code}, 理由: {reason} }}\n");
    write(BRANCHES, SITE);
    assert_eq!(of_settings(&project), ["leak.mobile branches.yaml:10", "leak.mobile site.yaml:4"]);
    // Errors hide what compares.
    write(&BRANCHES.replace(" 13800138000", ""), &SITE.replace(" 13900139000", ""));
    assert_eq!(of_settings(&project), ["term.due branches.yaml:4", "meeting.missing branches.yaml:6"]);

    // Each by its own record alone: the first branch's waivers are not the second's.
    let first = format!("  豁免:\n{}", waiver("term.due", "批准延期").replace("  -", "    -"));
    let second = format!("  waive:\n{}{}", waiver("meeting.missing", "外出"), waiver("leak.mobile", "公开的电话"));
    let branches = BRANCHES.replace("09-30 }\n", &format!("09-30 }}\n{first}")) + &second;
    write(&branches, &format!("{SITE}豁免:\n{}", waiver("leak.mobile", "公开的热线")));
    assert_eq!(of_settings(&project), Vec::<String>::new());
    project.build();

    // A number in another branch is no matter of this one's waiver.
    write(&branches.replace("name: 青溪镇党委", "name: 青溪镇党委 13700137000"), SITE);
    let found = of_settings(&project);
    assert_eq!(found, ["leak.mobile branches.yaml:2", "leak.mobile site.yaml:4"]);

    // What lets nothing pass is told; what has no reason or is no code is an error.
    let odd = format!("{SITE}豁免:\n{}{}", waiver("leak.mobile", "公开的热线"), waiver("term.due", "不对"));
    let idle =
        BRANCHES.replace("  secretary: 王五 13800138000\n", "") + "  waive:\n" + &waiver("leak.mobile", "从前的电话");
    write(&idle, &odd);
    let found = of_settings(&project);
    assert!(found.contains(&String::from("waive.unused branches.yaml:11")), "{found:#?}");
    assert!(found.contains(&String::from("waive.unused site.yaml:9")), "{found:#?}");
    write(&branches.replace("理由: 批准延期", "理由: ''"), &format!("{SITE}豁免:\n{}", waiver("leak.mobil", "x")));
    let found = of_settings(&project);
    assert!(found.iter().any(|place| place.starts_with("waive.code site.yaml:8")), "{found:#?}");
    assert!(found.iter().any(|place| place.starts_with("field.missing branches.yaml:6")), "{found:#?}");
}
