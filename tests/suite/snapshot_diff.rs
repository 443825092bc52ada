//! `dangan diff`: what two snapshots differ in, from folders and zip files, as lines, JSON and a page.

use crate::harness::{Project, Run};
use serde_json::Value;
use std::fs;

fn entry(title: &str, more: &str, body: &str) -> String {
    format!("---\ntitle: {title}\nkind: activity\ndate: 2022-03-01\nbranch: shang-cun\n{more}---\n{body}")
}

/// Two snapshots that differ in everything that can differ.
fn pair() -> (Project, String, String) {
    let project = Project::base();
    let settings = fs::read_to_string(project.path("content/site.yaml")).expect("settings");
    project.write("content/site.yaml", format!("{settings}as_of: 2022-12-31\n"));
    project.write("content/activities/2022/stays.md", entry("不变", "", "一样\n"));
    project.write("content/activities/2022/goes.md", entry("删去的", "", "旧文\n"));
    project.write("content/activities/2022/moves.md", entry("改名的", "", "原样\n"));
    project.write(
        "content/activities/2022/edit.md",
        entry("旧标题", "标签: [甲, 乙]\nplace: 村部\n", "第一段。\n\n第二段。\n"),
    );
    project.write("content/附件/一.txt", "1");
    project.write("content/附件/二.txt", "2");
    let old = taken(&project);
    project.write("content/site.yaml", format!("{settings}as_of: 2023-12-31\n"));
    fs::remove_file(project.path("content/activities/2022/goes.md")).expect("removed");
    fs::rename(project.path("content/activities/2022/moves.md"), project.path("content/activities/2022/moved.md"))
        .expect("renamed");
    project.write(
        "content/activities/2022/edit.md",
        entry("新标题", "tags: [甲]\nhost: 张三\n", "第一段话。\n\n第二段。\n新的\n"),
    );
    project.write("content/activities/2022/comes.md", entry("<b>新增的", "", "新文\n"));
    let branches = fs::read_to_string(project.path("content/branches.yaml")).expect("branches");
    let branches = branches.replace("name: 上村党支部", "name: 上村党支部\n  书记: 李四");
    project.write(
        "content/branches.yaml",
        branches + "- id: xia-cun\n  name: 下村党支部\n  kind: 党支部\n  parent: dangwei\n",
    );
    fs::remove_file(project.path("content/附件/一.txt")).expect("removed");
    project.write("content/附件/二.txt", "22");
    project.write("content/附件/三.txt", "3");
    let new = taken(&project);
    (project, old, new)
}

fn taken(project: &Project) -> String {
    let run = project.run(&["snapshot", "--zip"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout.lines().next().expect("a path").to_owned()
}

fn diff(project: &Project, args: &[&str]) -> Run {
    let run = project.run(&[&["diff"], args].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    run
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|one| one["id"].as_str().expect("an id")).collect()
}

#[test]
fn every_difference_is_told() {
    let (project, old, new) = pair();
    let run = diff(&project, &[&old, &new, "--format", "json"]);
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(ids(&told["added"]), ["activities/2022/comes"]);
    assert_eq!(ids(&told["removed"]), ["activities/2022/goes"]);
    assert_eq!(told["renamed"][0]["from"], "activities/2022/moves");
    assert_eq!(told["renamed"][0]["entry"]["id"], "activities/2022/moved");
    assert_eq!(told["changed"].as_array().map(Vec::len), Some(1));
    let changed = &told["changed"][0];
    let fields = changed["fields"].as_array().expect("fields");
    let field = |f: &Value| ["field", "label", "old", "new"].map(|k| f[k].as_str().unwrap_or("-").to_owned());
    let fields: Vec<[String; 4]> = fields.iter().map(field).collect();
    let expected = [
        ["host", "主持人", "-", "张三"],
        ["place", "地点", "村部", "-"],
        ["tags", "标签", "甲、乙", "甲"],
        ["title", "标题", "旧标题", "新标题"],
    ];
    assert_eq!(fields, expected.map(|row| row.map(str::to_owned)));
    assert_eq!((changed["text"]["added"].as_u64(), changed["text"]["removed"].as_u64()), (Some(4), Some(0)));
    assert_eq!(told["branches"]["added"][0], "下村党支部");
    assert_eq!(told["branches"]["changed"][0]["fields"][0]["new"], "李四");
    assert_eq!(told["site"][0]["field"], "as_of");
    assert_eq!(told["files"]["added"][0], "附件/三.txt");
    assert_eq!(told["files"]["changed"][0], "附件/二.txt");
    assert_eq!(told["files"]["removed"][0], "附件/一.txt");
    assert_eq!((told["old"]["entries"].as_u64(), told["new"]["as_of"].as_str()), (Some(5), Some("2023-12-31")));
}

#[test]
fn zip_files_tell_the_same_as_folders() {
    let (project, old, new) = pair();
    let folders = diff(&project, &[&old, &new, "--format", "json"]);
    let zips = diff(&project, &[&format!("{old}.zip"), &format!("{new}.zip"), "--format", "json"]);
    assert_eq!(folders.stdout, zips.stdout);
}

#[test]
fn both_languages_tell_it_on_a_terminal() {
    let (project, old, new) = pair();
    let chinese = diff(&project, &[&old, &new, "--lang", "zh"]).stdout;
    for line in [
        "新增的条目 1",
        "      标题: 旧标题 → 新标题",
        "      主持人: — → 张三",
        "正文增加 4 字，减少 0 字",
        "台账的变动",
    ] {
        assert!(chinese.contains(line), "{line}\n{chinese}");
    }
    let english = diff(&project, &[&old, &new, "--lang", "en"]).stdout;
    for line in
        ["Entries removed 1", "      title: 旧标题 → 新标题", "4 characters added, 0 removed", "Ledgers changed"]
    {
        assert!(english.contains(line), "{line}\n{english}");
    }
    let backwards = diff(&project, &[&new, &old, "--lang", "en"]).stdout;
    assert!(backwards.contains("Entries added 1") && backwards.contains("activities/2022/goes"), "{backwards}");
    let same = diff(&project, &[&old, &old, "--lang", "en"]).stdout;
    assert!(same.contains("say the same"), "{same}");
}

#[test]
fn the_page_stands_alone_and_holds_no_markup_of_entries() {
    let (project, old, new) = pair();
    let page = project.path("差异.html");
    diff(&project, &[&old, &new, "--html", page.to_str().expect("a path"), "--lang", "zh"]);
    let html = fs::read_to_string(&page).expect("the page");
    assert!(html.contains("&lt;b&gt;新增的") && !html.contains("<b>"), "{html}");
    assert!(!html.contains("<script") && !html.contains("src=") && !html.contains("<link"), "{html}");
    for word in ["旧标题", "新标题", "附件/三.txt", "台账的变动", "prefers-color-scheme", "@media print"]
    {
        assert!(html.contains(word), "{word}");
    }
}

#[test]
fn what_is_no_snapshot_is_refused() {
    let (project, old, _) = pair();
    let content = project.path("content");
    for other in [content.to_str().expect("a path"), "/nowhere/at/all"] {
        let run = project.run(&["diff", &old, other]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    }
    fs::remove_file(format!("{old}/data/site/archive.json")).expect("removed");
    let run = project.run(&["diff", &old, &old]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("archive.json"), "{}", run.stderr);
}

#[test]
fn texts_from_a_snapshot_do_not_steer_the_terminal() {
    let (project, old, new) = pair();
    let path = format!("{new}/data/site/archive.json");
    let text = fs::read_to_string(&path).expect("the list").replace("<b>新增的", "\\u001b[2J新增的");
    fs::write(&path, text).expect("written");
    let run = diff(&project, &[&old, &new]);
    assert!(run.stdout.contains("新增的") && !run.stdout.contains('\u{1b}'), "{:?}", run.stdout);
}

#[test]
fn ledgers_are_compared_where_both_have_them() {
    let (project, old, new) = pair();
    for (bag, rate) in [(&old, "98%"), (&new, "100%")] {
        let row = format!(r#"{{"year":2022,"branches":["shang-cun"],"cells":["2022","上村","修路","{rate}"]}}"#);
        let json = format!(r#"{{"ledgers":[{{"id":"commitments","title":"承诺台账","rows":[{row}]}}]}}"#);
        fs::write(format!("{bag}/data/site/ledgers.json"), json).expect("written");
    }
    let run = diff(&project, &[&old, &new, "--lang", "zh"]);
    let told = "承诺台账: 2022 · 上村 · 修路 · 98% → 2022 · 上村 · 修路 · 100%";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    fs::remove_file(format!("{old}/data/site/ledgers.json")).expect("removed");
    assert!(diff(&project, &[&old, &new, "--lang", "zh"]).stdout.contains("没有台账数据"));
}
