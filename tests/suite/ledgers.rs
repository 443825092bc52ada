//! Ledgers of a small archive counted by hand: every table exact, in CSV as a spreadsheet gets it.

use crate::harness::Project;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const BRANCHES: &str = "\
- { id: dangwei, name: 镇党委, kind: 党委 }
- { id: a, name: 甲支部, kind: 党支部, parent: dangwei, committee: [张三], groups: 2 }
- { id: b, name: 乙支部, kind: 党支部, parent: dangwei, committee: false, established: 2022-02-10 }
";

const SITE: &str = "title: 台账\norganization: 镇党委\nas_of: 2022-04-30\n";

fn activity(project: &Project, date: &str, branch: &str, form: &str, more: &str) {
    let text = format!(
        "---\ntitle: {form}{date}\nkind: activity\ndate: {date}\nbranch: {branch}\nform: {form}\n{more}---\n\n正文。\n"
    );
    project.write(&format!("content/activities/2022/{branch}-{date}.md"), text);
}

fn project() -> Project {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write("content/site.yaml", SITE);
    project.write("content/branches.yaml", BRANCHES);
    activity(&project, "2022-01-08", "a", "支委会", "");
    activity(&project, "2022-01-28", "a", "支委会", "attended: 5\n");
    activity(&project, "2022-03-10", "a", "党员大会", "attended: 20\nhours: 1.5\n");
    activity(&project, "2022-04-02", "b", "主题党日", "audience: public\n");
    project.write("content/reports/2021/r.md", REPORT_2021);
    project.write("content/reports/2022/r.md", REPORT_2022);
    for (name, more) in
        [("x", "document_number: 镇党发〔2022〕3号\nevidence: [activities/2022/b-2022-04-02]\n"), ("y", "")]
    {
        let text = format!(
            "---\ntitle: 奖{name}\nkind: award\ndate: 2022-04-0{}\nbranch: b\nlevel: 县级\n{more}---\n\n正文。\n",
            if name == "x" { 1 } else { 3 }
        );
        project.write(&format!("content/awards/2022/{name}.md"), text);
    }
    project
}

const REPORT_2021: &str = "\
---
title: 上年报告
kind: report
date: 2021-12-30
branch: a
problems:
  - { id: p1, title: 参会少, closed: 2022-02-01 }
targets:
  - { indicator: 收入, value: 5, unit: 万元, year: 2022 }
  - { indicator: 培训, op: <=, value: 3, unit: 期, year: 2022 }
  - { indicator: 观摩, value: 1, unit: 次, year: 2022 }
  - { indicator: 林果, value: 9, unit: 亩, year: 2022 }
  - { indicator: 面积, value: 9, unit: 亩, year: 2022 }
---

正文。
";

const REPORT_2022: &str = "\
---
title: 今年报告
kind: report
date: 2022-04-20
branch: a
indicators:
  - { name: 收入, value: 6, unit: 万元 }
  - { name: 培训, value: 4, unit: 期 }
  - { name: 林果, value: '**', unit: 亩 }
  - { name: 面积, value: 9, unit: 公顷 }
  - { name: 承诺办理率, value: 100, unit: '%' }
problems:
  - id: p1
    title: 参会仍少
    source: 督查
    cause: 外出多
    recurs: reports/2021/r#p1
    measures:
      - { title: 线上参会, owner: 李四, due: 2022-03-31 }
      - { title: 补学, due: 2022-06-30, done: 2022-04-01, evidence: [activities/2022/a-2022-03-10] }
  - { id: p2, title: 场地小, owner: 王五 }
commitments:
  - { title: 修路, who: 张三, due: 2022-03-31, done: 2022-04-10 }
  - { title: 装灯, due: 2022-04-01, count: 3, completed: 2 }
  - { title: 种树, due: 2022-12-31 }
tasks:
  - { title: 甲事, list: 清单, due: 2022-04-01, state: doing }
  - { title: 乙事, list: 清单, due: 2022-05-01 }
  - { title: 丙事, list: 清单, state: done }
claims:
  - { text: 支委会2次, value: 2, unit: 次, form: 支委会 }
  - { text: 党课1次, value: 1, unit: 次, form: 党课 }
  - { text: 主题党日, value: '**', form: 主题党日 }
  - { text: 活动1项, value: 1, unit: 项, tag: 活动, evidence: [activities/2022/b-2022-04-02] }
---

正文。
";

/// A table without its mark and head, its quotation marks and line ends as written checked on the way.
fn table(project: &Project, path: &str) -> String {
    let text = project.page(path);
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut plain = String::new();
    for line in text.split_terminator("\r\n").skip(1) {
        assert!(!line.contains('\n'), "{line}");
        let cells = line.strip_prefix('"').and_then(|l| l.strip_suffix('"')).expect("quoted cells");
        writeln!(plain, "{}", cells.replace("\",\"", "|")).expect("a line");
    }
    plain
}

#[test]
fn meetings_are_recorded_missing_or_not_applicable() {
    let project = project();
    project.build();
    let expected = "\
2022|甲支部|支部党员大会|||10日||||||||||1|20|1.5
2022|甲支部|支委会|8日；28日|缺|缺|缺|||||||||2|5|
2022|甲支部|党小组会|缺|缺|缺|缺|||||||||0||
2022|甲支部|党课|||缺||||||||||0||
2022|甲支部|主题党日|缺|缺|缺|缺|||||||||0||
2022|乙支部|主题党日|—|—|缺|2日|||||||||1||
";
    assert_eq!(table(&project, "ledgers/meetings/2022/meetings.csv"), expected);
    let page = project.page("ledgers/meetings/branch/b/index.html");
    assert!(page.contains("href=\"../../../../activities/2022/b-2022-04-02/index.html\">2日</a>"), "{page}");
    // The branch's and the year's own pages tell how it stands.
    let tells =
        |page: &str, told: &str| project.page(page).contains(&format!("<span class=\"count told\">{told}</span></a>"));
    assert!(tells("branches/b/index.html", "有记录 1 · 缺记录 1"));
    assert!(tells("years/2022/index.html", "有记录 4 · 缺记录 13"));
}

#[test]
fn meetings_are_due_as_often_as_the_settings_say() {
    let project = project();
    let own = "\
组织生活:
  - { 形式: 支部大会, 周期: 每月 }
  - { 形式: 支委会, 周期: 不查 }
  - { form: 党课, every: half-yearly, branches: [a] }
  - { form: 主题党日, every: 每季度, branches: 甲支部 }
  - { form: 警示教育会, also: 警示教育, every: 每季度, needs: 党小组 }
";
    project.write("content/site.yaml", format!("{SITE}{own}"));
    activity(&project, "2022-02-02", "a", "警示教育", "");
    project.build();
    let expected = "\
2022|甲支部|支部党员大会|缺|缺|10日|缺|||||||||1|20|1.5
2022|甲支部|支委会|8日；28日||||||||||||2|5|
2022|甲支部|党小组会|缺|缺|缺|缺|||||||||0||
2022|甲支部|主题党日|||缺||||||||||0||
2022|甲支部|警示教育会||2日|||||||||||1||
2022|乙支部|支部党员大会|—|—|缺|缺|||||||||0||
2022|乙支部|主题党日|—|—|缺|2日|||||||||1||
";
    assert_eq!(table(&project, "ledgers/meetings/2022/meetings.csv"), expected);
}

#[test]
fn what_is_not_public_is_never_called_missing() {
    let project = project();
    assert_eq!(project.run(&["build", "--audience", "public"]).status, 0);
    let expected = "2022|乙支部|主题党日||||2日|||||||||1||\n";
    assert_eq!(table(&project, "ledgers/meetings/2022/meetings.csv"), expected);
    assert!(!project.page("ledgers.json").contains("参会"));
}

#[test]
fn a_problem_has_its_measures_and_the_report_it_comes_back_from() {
    let project = project();
    project.build();
    let expected = "\
2022|甲支部|参会仍少|督查|外出多|上年报告|线上参会|李四|2022年3月31日||逾期未完成|||逾期未完成|
2022|甲支部|参会仍少|督查|外出多|上年报告|补学||2022年6月30日|2022年4月1日|已完成|党员大会2022-03-10||逾期未完成|
2022|甲支部|场地小|||||王五||||||进行中|
2021|甲支部|参会少||||||||||2022年2月1日|已销号|
";
    assert_eq!(table(&project, "ledgers/rectification/branch/a/rectification.csv"), expected);
}

#[test]
fn rates_of_commitments_are_recomputed() {
    let project = project();
    project.build();
    let expected = "\
2022|甲支部|修路|张三|2022年3月31日|2022年4月10日|1|1|100%||超期完成|
2022|甲支部|装灯||2022年4月1日||3|2|66.7%||逾期未完成|
2022|甲支部|种树||2022年12月31日||1|0|0%||进行中|
2022|甲支部|合计||||5|3|60%|100%|与所报不符|
";
    assert_eq!(table(&project, "ledgers/commitments/2022/commitments.csv"), expected);
}

#[test]
fn targets_meet_their_results() {
    let project = project();
    project.build();
    let expected = "\
2021|甲支部|收入|2022|≥ 5万元|6万元|今年报告|达到
2021|甲支部|培训|2022|≤ 3期|4期|今年报告|未达到
2021|甲支部|观摩|2022|≥ 1次|||未到期
2021|甲支部|林果|2022|≥ 9亩|**亩|今年报告|不可核
2021|甲支部|面积|2022|≥ 9亩|9公顷|今年报告|单位不同，不可比
";
    assert_eq!(table(&project, "ledgers/targets/2021/targets.csv"), expected);
    project.write("content/site.yaml", SITE.replace("2022-04-30", "2023-01-01"));
    project.build();
    assert!(table(&project, "ledgers/targets/2021/targets.csv").contains("≥ 1次|||未报结果\n"));
}

#[test]
fn claims_stand_beside_records() {
    let project = project();
    project.build();
    let expected = "\
2022|甲支部|支委会2次|支委会|2次|2|0|相符|支委会2022-01-28；支委会2022-01-08
2022|甲支部|党课1次|党课|1次|0|-1|记录少于所报|
2022|甲支部|主题党日|主题党日|**|0||不可核|
2022|甲支部|活动1项|活动|1项|1|0|相符|主题党日2022-04-02
";
    assert_eq!(table(&project, "ledgers/claims/2022/claims.csv"), expected);
}

#[test]
fn awards_say_what_proof_they_lack_and_tasks_how_far_they_are() {
    let project = project();
    project.build();
    let awards = "\
2022|乙支部|奖y|县级|||2022年4月3日||待佐证：缺文号、附件
2022|乙支部|奖x|县级||镇党发〔2022〕3号|2022年4月1日||齐全
";
    assert_eq!(table(&project, "ledgers/awards/2022/awards.csv"), awards);
    let tasks = "\
2022|甲支部|清单|甲事||2022年4月1日|逾期未完成|
2022|甲支部|清单|乙事||2022年5月1日|进行中|
2022|甲支部|清单|丙事|||已完成|
";
    assert_eq!(table(&project, "ledgers/tasks/2022/tasks.csv"), tasks);
}

#[test]
fn the_machine_readable_ledgers_name_the_entries_behind_each_row() {
    let project = project();
    project.build();
    let all: serde_json::Value = serde_json::from_str(&project.page("ledgers.json")).expect("JSON");
    assert_eq!(all["as_of"], "2022-04-30");
    let meetings = &all["ledgers"][0];
    assert_eq!(meetings["id"], "meetings");
    let row = &meetings["rows"][1];
    assert_eq!(row["entries"], serde_json::json!(["activities/2022/a-2022-01-08", "activities/2022/a-2022-01-28"]));
    assert_eq!((&row["good"], &row["bad"]), (&serde_json::json!(2), &serde_json::json!(3)));
    for ledger in all["ledgers"].as_array().expect("ledgers") {
        let width = ledger["columns"].as_array().expect("columns").len();
        for row in ledger["rows"].as_array().expect("rows") {
            assert_eq!(row["cells"].as_array().expect("cells").len(), width, "{row}");
        }
    }
}

/// Each path of a JSON value with the types that stand there.
fn shape(value: &serde_json::Value, path: &str, found: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    use serde_json::Value;
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    // An object is known by its keys.
    if kind != "object" {
        found.entry(path.to_owned()).or_default().insert(kind);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| shape(item, &format!("{path}[]"), found)),
        Value::Object(fields) => {
            let dot = if path.is_empty() { "" } else { "." };
            fields.iter().for_each(|(key, value)| shape(value, &format!("{path}{dot}{key}"), found));
        }
        _ => {}
    }
}

/// The cells of the tables of the page's part on `ledgers.json`, without the marks of code.
fn documented() -> Vec<Vec<String>> {
    let page = include_str!("../../docs/ledgers.md");
    let part = page.split("## ledgers.json").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the part");
    let lines = part.lines().filter(|line| line.starts_with("| `"));
    let cells =
        |line: &str| line.trim_matches('|').split('|').map(|cell| cell.replace('`', "").trim().to_owned()).collect();
    lines.map(cells).collect()
}

#[test]
fn the_page_on_ledgers_json_tells_each_field_and_each_column() {
    let project = project();
    project.build();
    let all: serde_json::Value = serde_json::from_str(&project.page("ledgers.json")).expect("JSON");
    let mut found = BTreeMap::new();
    shape(&all, "", &mut found);
    let (columns, fields): (Vec<_>, Vec<_>) = documented().into_iter().partition(|cells| cells.len() == 2);
    let told: BTreeMap<String, BTreeSet<&str>> = fields
        .iter()
        .map(|cells| (cells[0].clone(), cells[1].split('/').filter(|kind| *kind != "null").collect()))
        .collect();
    assert_eq!(found, told);
    let keys = |ledger: &serde_json::Value| {
        let keys =
            ledger["columns"].as_array().expect("columns").iter().map(|column| column["key"].as_str().expect("a key"));
        vec![ledger["id"].as_str().expect("an id").to_owned(), keys.collect::<Vec<_>>().join(" ")]
    };
    let given: Vec<Vec<String>> = all["ledgers"].as_array().expect("ledgers").iter().map(keys).collect();
    assert_eq!(given, columns.into_iter().skip(1).collect::<Vec<_>>());
}

#[test]
fn without_entries_no_day_is_given_as_the_last() {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.build();
    let all: serde_json::Value = serde_json::from_str(&project.page("ledgers.json")).expect("JSON");
    assert_eq!(all["as_of"], serde_json::Value::Null);
    assert_eq!(all["ledgers"].as_array().expect("ledgers").len(), 12);
}

/// The pages of a ledger's branches that a page's filters lead to.
fn branches_on(project: &Project, page: &str) -> Vec<String> {
    let html = std::fs::read_to_string(project.path(page)).expect("a page");
    let filters: String =
        html.split("<nav class=\"filter\"").skip(1).filter_map(|nav| nav.split("</nav>").next()).collect();
    let links = filters.split("ledgers/meetings/branch/").skip(1).filter_map(|link| link.split('/').next());
    links.map(str::to_owned).collect()
}

#[test]
fn with_many_branches_a_page_leads_to_those_above_and_below() {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    let mut branches = String::from("- { id: dangwei, name: 镇党委, kind: 党委 }\n");
    for i in 0..70 {
        let parent = if i < 68 { "dangwei" } else { "z0" };
        let kind = if i == 0 { "党总支" } else { "党支部" };
        writeln!(branches, "- {{ id: z{i}, name: 第{i}支部, kind: {kind}, parent: {parent} }}").expect("a line");
    }
    project.write("content/branches.yaml", branches);
    for id in ["dangwei", "z0", "z1", "z68", "z69"] {
        activity(&project, "2022-01-08", id, "主题党日", "");
    }
    project.build();
    assert_eq!(branches_on(&project, "public/ledgers/meetings/branch/z0/index.html"), ["dangwei", "z0", "z68", "z69"]);
    assert_eq!(branches_on(&project, "public/ledgers/meetings/branch/z1/index.html"), ["dangwei", "z1"]);
    assert_eq!(branches_on(&project, "public/ledgers/meetings/2022/index.html"), [""; 0]);
    let all = branches_on(&project, "public/ledgers/meetings/index.html");
    assert_eq!(all, ["dangwei", "z0", "z1", "z68", "z69"]);
}
