//! Overviews of a small archive counted by hand: each table exact, row by row, as its page shows it.

use crate::harness::Project;
use std::fmt::Write;

const BRANCHES: &str = "\
- { id: zhen, name: 镇党委, kind: 党委, term: { start: 2021-05-20, end: 2026-05-20, number: 第二届 } }
- { id: a, name: 甲支部, kind: 党支部, parent: zhen, committee: [张三], groups: 2, secretary: 张三, members: 20, term: { start: 2019-01-10, end: 2022-01-10 } }
- { id: b, name: 乙支部, kind: 党支部, parent: zhen, committee: false, term: { start: 2020-02-01, end: 2023-02-01 } }
- { id: lin, name: 临时支部, kind: 临时党支部, parent: zhen, established: 2022-03-01, dissolved: 2022-09-01 }
";

const SITE: &str = "\
title: 专页
organization: 镇党委
as_of: 2022-12-31
campaigns: [四抓]
contact_points:
  - { leader: 王一, duty: 书记, branches: [a, 乙支部], from: 2022-01-01 }
  - { 领导: 李二, 支部: a, 起: 2022-04-01, 止: 2022-09-30 }
";

const REPORT_2021: &str = "\
---
title: 甲二〇二一
kind: report
date: 2021-12-30
branch: a
author: 张三
indicators:
  - { name: 收入, value: 4, unit: 万元, source: 村账 }
  - { name: 面积, value: 9, unit: 亩 }
  - { name: 林果, value: 7, unit: 亩 }
problems:
  - id: p1
    title: 参会少
    source: 2021年第一轮专项督查
    closed: 2022-06-01
    measures:
      - { title: 补学, done: 2022-03-01 }
      - { title: 线上, done: 2022-04-01 }
  - id: p2
    title: 场地小
    measures: [{ title: 修房, due: 2022-06-30 }]
targets:
  - { indicator: 收入, value: 5, unit: 万元, year: 2022 }
---

## 一、做法

每月按时召开支部委员会会议。走访群众三十户。

## 二、问题

会议记录写得不及时不规范。
";

const REPORT_2022: &str = "\
---
title: 甲二〇二二
kind: report
date: 2022-12-20
branch: a
series: 年度述职
indicators:
  - { name: 收入, value: 6.5, unit: 万元, target: 5 }
  - { name: 面积, value: 1, unit: 公顷 }
  - { name: 林果, value: '**', unit: 亩 }
  - { name: 收入, value: 3, unit: 万元, branch: b }
problems:
  - { id: p1, title: 参会又少, recurs: 'reports/2021/a#p1', measures: [{ title: 点名 }] }
commitments:
  - { title: 修路, who: 张三, due: 2022-10-01, done: 2022-09-01 }
  - { title: 装灯, due: 2022-11-01 }
---

## 一、 做法

每月按时召开支部委员会会议。走访群众四十户。

## 二、不足

会议记录写得不及时不规范。
";

fn activity(project: &Project, name: &str, date: &str, branch: &str, form: &str, more: &str) {
    let text = format!(
        "---\ntitle: {form}{name}\nkind: activity\ndate: {date}\nbranch: {branch}\nform: {form}\n{more}---\n\n正文。\n"
    );
    project.write(&format!("content/activities/2022/{name}.md"), text);
}

fn project() -> Project {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write("content/site.yaml", SITE);
    project.write("content/branches.yaml", BRANCHES);
    project.write("content/reports/2021/a.md", REPORT_2021);
    project.write("content/reports/2022/a.md", REPORT_2022);
    activity(&project, "z1", "2022-01-08", "a", "支委会", "");
    activity(&project, "z2", "2022-01-28", "a", "支委会", "tags: [四抓]\n");
    activity(&project, "v1", "2022-02-10", "a", "联系点走访", "host: 王一\nobservers: [李二]\n");
    activity(&project, "v2", "2022-05-11", "[a, b]", "走访慰问", "host: 张三\nattended: [王一, 王一]\n");
    activity(&project, "v3", "2022-05-12", "a", "支委会", "host: 李二\n");
    activity(&project, "d1", "2022-03-15", "[a, b]", "专项督查", "");
    activity(&project, "d2", "2022-08-15", "a", "专项督查", "series: 四抓\n");
    activity(&project, "p1", "2022-04-10", "zhen", "业务培训", "hours: 6.5\nattended: 10\ntrainees: [书记, 党员]\n");
    activity(&project, "p2", "2022-04-20", "zhen", "党员冬训", "attended: 30\n培训对象: 党员\n");
    activity(&project, "h1", "2022-02-20", "a", "换届选举", "");
    award(&project, "x", "县级", "[甲支部]", "document_number: 县党发〔2022〕3号\nevidence: [activities/2022/z1]\n");
    award(&project, "y", "县级", "[张三, 李四]", "");
    project
}

fn award(project: &Project, name: &str, level: &str, recipients: &str, more: &str) {
    let text = format!(
        "---\ntitle: 奖{name}\nkind: award\ndate: 2022-07-01\nbranch: a\nlevel: {level}\nrecipients: {recipients}\ntags: [四抓]\n{more}---\n\n正文。\n"
    );
    project.write(&format!("content/awards/2022/{name}.md"), text);
}

/// The cells of every table of a page, a line a row, links by their words.
fn tables(project: &Project, path: &str) -> String {
    let page = project.page(path);
    let mut lines = String::new();
    for row in page.split("<tr>").skip(1) {
        let row = row.split("</tr>").next().expect("a row");
        let cells: Vec<String> = row.split("</t").map(words).filter(|cell| !cell.is_empty()).collect();
        writeln!(lines, "{}", cells.join("|")).expect("a line");
    }
    lines
}

/// The text of a cell; one without any is `·`, and what is no cell is nothing.
fn words(html: &str) -> String {
    let Some(at) = html.find("<th").or_else(|| html.find("<td")) else { return String::new() };
    let mut text = String::new();
    for part in html[at..].replace("</span>", " ").split('<').skip(1) {
        text.push_str(part.split_once('>').map_or("", |(_, words)| words));
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { String::from("·") } else { text }
}

fn csv(project: &Project, path: &str) -> String {
    let text = project.page(path);
    let lines = text.split_terminator("\r\n").skip(1);
    lines.map(|line| line[1..line.len() - 1].replace("\",\"", "|") + "\n").collect()
}

#[test]
fn an_indicator_is_a_line_a_branch_and_a_gap_where_it_is_masked() {
    let project = project();
    project.build();
    let expected = "党组织|2021|2022\n甲支部|4万元|6.5万元 +2.5（+62.5%）\n乙支部|·|3万元\n";
    assert_eq!(tables(&project, "ledgers/trends/name/shou-ru/index.html"), expected);
    let page = project.page("ledgers/trends/name/shou-ru/index.html");
    assert!(page.contains("<desc id=\"picture-0-0-desc\">甲支部: 2021 4, 2022 6.5; 乙支部: 2022 3</desc>"), "{page}");
    assert!(page.contains("href=\"../../../../reports/2021/a/index.html\">4万元</a>"), "{page}");
    assert!(page.contains("<polyline") && !page.contains("style="), "{page}");
    // Two units are two pictures, and nothing is compared across them.
    let expected = "党组织|2021\n甲支部|9亩\n党组织|2022\n甲支部|1公顷\n";
    assert_eq!(tables(&project, "ledgers/trends/name/mian-ji/index.html"), expected);
    let expected = "党组织|2021|2022\n甲支部|7亩|已脱敏\n";
    assert_eq!(tables(&project, "ledgers/trends/name/lin-guo/index.html"), expected);
    assert!(!project.page("ledgers/trends/name/lin-guo/index.html").contains("<polyline"));
    let expected = "\
指标|2021|2022
收入|4万元|6.5万元 +2.5（+62.5%）
林果|7亩|已脱敏
面积|9亩|·
面积|·|1公顷
";
    assert_eq!(tables(&project, "ledgers/trends/branch/a/index.html"), expected);
}

#[test]
fn the_ledger_of_indicators_has_the_year_before_and_the_target() {
    let project = project();
    project.build();
    let expected = "\
2022|甲支部|收入|6.5万元|4万元|+2.5|5万元||甲二〇二二|达到
2022|甲支部|面积|1公顷|9亩||||甲二〇二二|已报
2022|甲支部|林果|已脱敏|7亩||||甲二〇二二|已脱敏
2022|乙支部|收入|3万元|||||甲二〇二二|已报
2021|甲支部|收入|4万元||||村账|甲二〇二一|已报
2021|甲支部|面积|9亩|||||甲二〇二一|已报
2021|甲支部|林果|7亩|||||甲二〇二一|已报
";
    assert_eq!(csv(&project, "ledgers/indicators/indicators.csv"), expected);
    assert!(csv(&project, "ledgers/indicators/branch/b/indicators.csv").starts_with("2022|乙支部|收入"));
}

#[test]
fn the_calendar_counts_what_is_recorded_and_what_is_missing() {
    let project = project();
    project.build();
    let expected = "\
党组织|1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月|次数|缺
甲支部|2 缺2|缺3|缺5|缺3|1 缺2|缺5|缺3|缺3|缺5|缺3|缺3|缺7|3|44
乙支部|缺1|缺1|缺3|缺1|缺1|缺3|缺1|缺1|缺3|缺1|缺1|缺5|0|22
临时支部|—|—|缺2|缺2|缺2|缺4|缺2|缺2|—|—|—|—|0|14
";
    assert_eq!(tables(&project, "ledgers/calendar/2022/index.html"), expected);
    // A branch that recorded nothing has no table of its own.
    let page = project.page("ledgers/calendar/2022/index.html");
    assert!(page.contains("meetings/branch/a/index.html") && page.contains("branches/lin/index.html"), "{page}");
    // One meeting is a click away; of two, the branch's table tells the days.
    assert!(page.contains("<a href=\"../../../activities/2022/v3/index.html\">1 缺2</a>"), "{page}");
    assert!(page.contains("<a href=\"../../../ledgers/meetings/branch/a/index.html\">2 缺2</a>"), "{page}");
    assert_eq!(project.run(&["build", "--audience", "public"]).status, 0);
    assert!(!project.path("public/ledgers/calendar/2022/index.html").exists());
}

#[test]
fn problems_come_back_and_are_counted_by_year() {
    let project = project();
    project.build();
    let expected = "\
年度|问题|复发|措施|已完成措施|已销号|逾期未完成
2022|1|1|1|0|0|0
2021|2|0|3|2|1|1
年度|党组织|问题|来源|已完成措施|状态|复发自|后来复发于
2022|甲支部|参会又少|·|0/1|进行中|甲二〇二一|·
2021|甲支部|参会少|2021年第一轮专项督查|2/2|已销号|·|甲二〇二二
年度|党组织|问题|来源|已完成措施|状态|复发自|后来复发于
2022|甲支部|参会又少|·|0/1|进行中|甲二〇二一|·
2021|甲支部|场地小|·|0/1|逾期未完成|·|·
";
    assert_eq!(tables(&project, "ledgers/chain/index.html"), expected);
    let page = project.page("ledgers/chain/a/index.html");
    assert!(page.contains("复发 1 · 新问题 0"), "{page}");
    assert!(page.contains("2021: 问题 2, 措施 3, 已销号 1; 2022: 问题 1, 措施 1, 已销号 0</desc>"), "{page}");
}

#[test]
fn a_campaign_has_all_kinds_in_time() {
    let project = project();
    project.build();
    let expected = "\
日期|类型|标题|党组织
2022年1月28日|活动|支委会z2|甲支部
2022年7月1日|荣誉|奖y|甲支部
2022年7月1日|荣誉|奖x|甲支部
2022年8月15日|活动|专项督查d2|甲支部
";
    assert_eq!(tables(&project, "ledgers/campaigns/si-zhua/index.html"), expected);
    let expected = "\
专项或系列|自|至|活动|荣誉|报告
年度述职|2022年12月20日|2022年12月20日|0|0|1
四抓|2022年1月28日|2022年8月15日|2|2|0
";
    assert_eq!(tables(&project, "ledgers/campaigns/index.html"), expected);
}

#[test]
fn a_year_in_review_is_where_the_next_report_starts() {
    let project = project();
    project.build();
    let text = project.page("ledgers/review/2022/a/review.txt");
    let expected = "\
# 甲支部2022年度回顾

## 承诺办得怎样

- [修路](<../../reports/2022/a.md>)；承诺人 张三；时限 2022年10月1日；完成日 2022年9月1日；状态 已完成
- [装灯](<../../reports/2022/a.md>)；时限 2022年11月1日；状态 逾期未完成

## 上年定的目标

- [收入](<../../reports/2021/a.md>)；目标 ≥ 5万元；结果 6.5万元；核对 达到；结果出处 [甲二〇二二](<../../reports/2022/a.md>)

## 做了什么

- 专项督查；次数 2；日期 [3月15日](<../../activities/2022/d1.md>)、[8月15日](<../../activities/2022/d2.md>)
";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("## 上年问题的整改\n\n- [参会少](<../../reports/2021/a.md>)；措施 补学；"), "{text}");
    let review = project.path("public/ledgers/review/2022/a/review.txt");
    let review = review.to_str().expect("a path");
    let new = ["new", "report", "--title", "二〇二三", "--branch", "a", "--date", "2023-01-05", "--from", review];
    let run = project.run(&new);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let entry = std::fs::read_to_string(run.stdout.trim()).expect("the entry");
    assert!(entry.contains("---\n\n## 承诺办得怎样\n\n- [修路](<../../reports/2022/a.md>)"), "{entry}");
    // Its links hold: the new report builds, and its page leads to what it cites.
    project.build();
    assert!(
        project.page("reports/2023/20230105-er-0-er-san/index.html").contains("../../../reports/2022/a/index.html")
    );
    let missing = ["new", "report", "--title", "无", "--branch", "a", "--date", "2023-01-05", "--from", "no-such-file"];
    assert_eq!(project.run(&missing).status, 2);
}

#[test]
fn the_year_of_all_branches_sums_up_the_ledgers() {
    let project = project();
    project.build();
    let text = tables(&project, "ledgers/review/2022/index.html");
    assert!(text.contains("承诺台账|1|0|1\n"), "{text}");
    assert!(text.contains("党组织|活动|荣誉|报告\n镇党委|2|0|0\n甲支部|8|2|1\n乙支部|2|0|0\n"), "{text}");
}

#[test]
fn a_report_on_all_branches_starts_from_the_year_of_all() {
    let project = project();
    project.build();
    let page = project.page("ledgers/review/2022/index.html");
    assert!(page.contains("href=\"../../../ledgers/review/2022/review.txt\" download=\"2022年度回顾.md\""), "{page}");
    let expected = "\
# 2022年度回顾

## 承诺办得怎样

- [修路](<../../reports/2022/a.md>)；党组织 甲支部；承诺人 张三；时限 2022年10月1日；完成日 2022年9月1日；状态 已完成
- [装灯](<../../reports/2022/a.md>)；党组织 甲支部；时限 2022年11月1日；状态 逾期未完成

## 上年定的目标

- [收入](<../../reports/2021/a.md>)；党组织 甲支部；目标 ≥ 5万元；结果 6.5万元；核对 达到；结果出处 [甲二〇二二](<../../reports/2022/a.md>)

## 做了什么

- 专项督查；次数 2；日期 [3月15日](<../../activities/2022/d1.md>)、[8月15日](<../../activities/2022/d2.md>)
- 业务培训；次数 1；日期 [4月10日](<../../activities/2022/p1.md>)
- 党员冬训；次数 1；日期 [4月20日](<../../activities/2022/p2.md>)
";
    let text = project.page("ledgers/review/2022/review.txt");
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("- 收入；党组织 乙支部；值 3万元"), "{text}");
    assert!(text.contains("## 上年问题的整改\n\n- [参会少](<../../reports/2021/a.md>)；党组织 甲支部；"), "{text}");
    let review = project.path("public/ledgers/review/2022/review.txt");
    let review = review.to_str().expect("a path");
    let new = ["new", "report", "--title", "全镇", "--branch", "zhen", "--date", "2023-01-05", "--from", review];
    let run = project.run(&new);
    assert_eq!(run.status, 0, "{}", run.stderr);
    project.build();
    let entry = run.stdout.trim().replace('\\', "/");
    let id = entry.rsplit_once("content/").and_then(|(_, path)| path.strip_suffix(".md")).expect("an entry");
    let page = project.page(&format!("{id}/index.html"));
    assert!(page.contains("../../../activities/2022/p1/index.html"), "{page}");
}

#[test]
fn two_reports_stand_side_by_side_and_what_is_equal_is_marked() {
    let project = project();
    project.build();
    let page = project.page("ledgers/reports/a/2/index.html");
    // 14 + 13 of 35 characters: the sentence between them differs in a numeral.
    assert!(page.contains("2 句一字不差，占后一份正文的 77%，最长一段 14 字"), "{page}");
    assert!(page.contains("<mark class=\"carried\">每月按时召开支部委员会会议。</mark>走访群众四十户。"), "{page}");
    assert!(page.contains("<h2>二、问题</h2>") && page.contains("<h2>二、不足</h2>"), "{page}");
    let row = page.split("<section class=\"side-row\">").nth(2).expect("a second row");
    assert_eq!(row.matches("<mark").count(), 2, "{row}");
    let expected = "\
年度|报告|日期|述职人|问题|承诺|目标|沿用|并排对照
2022|甲二〇二二|2022年12月20日|·|1|2|0|77%|2021–2022
2021|甲二〇二一|2021年12月30日|张三|2|0|1|·|·
";
    assert_eq!(tables(&project, "ledgers/reports/a/index.html"), expected);
    assert!(!project.path("public/ledgers/reports/b").exists());
}

#[test]
fn the_wall_hangs_awards_by_level_branch_and_recipient() {
    let project = project();
    project.build();
    let expected = "\
级别|2022
县级|奖x 奖y
党组织|国家级|省级|市级|县级|乡镇级|共|待佐证
甲支部|0|0|0|2|0|2|1
对象|荣誉数|称号
张三|1|2022 奖y
李四|1|2022 奖y
";
    assert_eq!(tables(&project, "ledgers/wall/index.html"), expected);
}

#[test]
fn leaders_visit_their_contact_points_by_quarter() {
    let project = project();
    project.build();
    let expected = "\
2022|甲支部|王一|书记|2月10日|5月11日|缺|缺|2
2022|乙支部|王一|书记|缺|5月11日|缺|缺|1
2022|甲支部|李二||2月10日|缺|缺|—|1
";
    assert_eq!(csv(&project, "ledgers/contacts/2022/contacts.csv"), expected);
    assert_eq!(project.run(&["build", "--audience", "public"]).status, 0);
    assert!(!project.page("ledgers.json").contains("王一"));
}

#[test]
fn inspections_feed_rectification() {
    let project = project();
    activity(&project, "d0", "2021-06-15", "a", "专项督查", "");
    project.build();
    let expected = "\
2022|甲支部|专项督查|2|2022年8月15日|专项督查d2|0|0||没有写进报告的问题
2022|甲支部；乙支部|专项督查|1|2022年3月15日|专项督查d1|0|0||没有写进报告的问题
2021|甲支部|专项督查|1|2021年6月15日|专项督查d0|1|1|甲二〇二一|已销号
";
    assert_eq!(csv(&project, "ledgers/inspections/inspections.csv"), expected);
}

#[test]
fn training_is_counted_by_group_and_terms_by_branch() {
    let project = project();
    project.build();
    let expected = "\
2022|镇党委|书记|1|10|6.5|65|4月10日
2022|镇党委|党员|2|40|6.5|65|4月10日；4月20日
";
    assert_eq!(csv(&project, "ledgers/training/training.csv"), expected);
    let expected = "\
2026|镇党委|党委|||第二届|2021年5月20日|2026年5月20日||届中
2023|乙支部|党支部||||2020年2月1日|2023年2月1日||半年内届满
2022|甲支部|党支部|20|张三||2019年1月10日|2022年1月10日|换届选举h1|延期换届
2022|临时支部|临时党支部||||2022年3月1日|2022年9月1日||已撤销
";
    assert_eq!(csv(&project, "ledgers/terms/terms.csv"), expected);
}

#[test]
fn an_election_ends_a_term_early_in_time_or_late() {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write("content/site.yaml", "title: 任期\norganization: 镇党委\nas_of: 2022-12-31\n");
    let mut branches = String::new();
    for id in ["zao", "zhun", "wan", "chao"] {
        let term = "term: { start: 2019-01-10, end: 2022-01-10 }";
        writeln!(branches, "- {{ id: {id}, name: {id}支部, kind: 党支部, {term} }}").expect("a line");
    }
    project.write("content/branches.yaml", branches);
    activity(&project, "e1", "2021-06-01", "zao", "换届选举", "");
    activity(&project, "e2", "2022-01-10", "zhun", "换届选举", "");
    activity(&project, "e3", "2022-02-20", "wan", "换届选举", "");
    // The election that began the term does not end it.
    activity(&project, "e4", "2019-03-01", "chao", "换届选举", "");
    project.build();
    let terms = csv(&project, "ledgers/terms/terms.csv");
    let states: Vec<(&str, &str)> =
        terms.lines().filter_map(|row| Some((row.split('|').nth(1)?, row.rsplit('|').next()?))).collect();
    let expected =
        [("zao支部", "提前换届"), ("zhun支部", "按期换届"), ("wan支部", "延期换届"), ("chao支部", "届满未换届")];
    assert_eq!(states, expected);
}

#[test]
fn a_term_that_is_over_says_how_the_next_one_came() {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write("content/site.yaml", "title: 任期\norganization: 镇党委\nas_of: 2022-12-31\n");
    let branches = "\
- id: a
  name: 甲支部
  kind: 党支部
  term: { start: 2022-03-01, end: 2025-03-01, number: 第三届 }
  earlier_terms:
    - { start: 2019-01-10, end: 2022-01-10, number: 第二届 }
    - { start: 2016-01-10, end: 2019-01-10, number: 第一届 }
- id: b
  name: 乙支部
  kind: 党支部
  历届:
    - { 起: 2018-05-01, 止: 2021-05-01 }
";
    project.write("content/branches.yaml", branches);
    activity(&project, "e1", "2022-02-20", "a", "换届选举", "");
    project.build();
    let expected = "\
2025|甲支部|党支部|||第三届|2022年3月1日|2025年3月1日||届中
2022|甲支部|党支部|||第二届|2019年1月10日|2022年1月10日|换届选举e1|延期换届
2021|乙支部|党支部||||2018年5月1日|2021年5月1日||没写任期
2019|甲支部|党支部|||第一届|2016年1月10日|2019年1月10日||按期换届
";
    assert_eq!(csv(&project, "ledgers/terms/terms.csv"), expected);
    assert!(project.path("public/ledgers/terms/2019/index.html").exists());
    assert!(project.page("branches/a/index.html").contains("第二届"));
}

#[test]
fn odd_records_are_reported_at_their_lines() {
    let project = project();
    let odd = "\
---
title: 乙二〇二二
kind: report
date: 2022-12-21
branch: b
indicators:
  - name: 收入
    value: 3
    unit: 元
  - { name: 到会率, value: 104, unit: '%' }
  - { name: 收入增长率, value: 120, unit: '%' }
commitments:
  - { title: 修桥, count: 3, completed: 4 }
targets:
  - { indicator: 收人, value: 5, unit: 万元, year: 2023 }
  - { indicator: 林果, value: 5, unit: 公顷, year: 2023 }
  - { indicator: 没有的, value: 5, year: 2021 }
  - { indicator: 还没到的, value: 5, year: 2023 }
---

正文。
";
    project.write("content/reports/2022/b.md", odd);
    activity(&project, "v4", "2022-06-01", "a", "联系点调研", "host: 王二\n");
    let run = project.run(&["--format", "json", "--lang", "zh", "build"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found: Vec<String> = (json["diagnostics"].as_array().expect("a list").iter())
        .map(|d| format!("{}:{}:{} {}", d["file"], d["line"], d["column"], d["code"]).replace('"', ""))
        .collect();
    let expected = [
        "content/activities/2022/v4.md:7:7 contact.unknown_leader",
        "content/reports/2022/a.md:9:33 report.units_differ",
        "content/reports/2022/b.md:9:11 report.units_differ",
        "content/reports/2022/b.md:10:25 report.rate_above",
        "content/reports/2022/b.md:13:39 report.rate_above",
        "content/reports/2022/b.md:15:18 report.indicator_undefined",
        "content/reports/2022/b.md:16:38 report.units_differ",
        "content/reports/2022/b.md:17:18 report.indicator_undefined",
    ];
    assert_eq!(found, expected, "{}", run.stdout);
    assert_eq!(run.status, 0, "warnings stop nothing");
    assert!(run.stdout.contains("联系点名单里没有“王二”"));
}

#[test]
fn a_measure_needs_a_problem_and_a_roster_needs_branches() {
    let project = project();
    project.write("content/site.yaml", SITE.replace("乙支部", "丙支部"));
    let lost = REPORT_2021.replace("  - id: p2\n    title: 场地小\n    measures:", "  - id: p2\n    measures:");
    project.write("content/reports/2021/a.md", lost.replace("targets:", "措施: []\ntargets:"));
    let run = project.run(&["--format", "json", "check"]);
    assert_eq!(run.status, 1);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found: Vec<String> = (json["diagnostics"].as_array().expect("a list").iter())
        .map(|d| format!("{}:{} {}", d["file"], d["line"], d["code"]).replace('"', ""))
        .collect();
    let measures: Vec<&String> = found.iter().filter(|f| f.contains("measure_without")).collect();
    assert_eq!(
        measures,
        [
            "content/reports/2021/a.md:20 report.measure_without_problem",
            "content/reports/2021/a.md:21 report.measure_without_problem"
        ]
    );
    assert!(found.contains(&String::from("content/site.yaml:6 branch.unknown")), "{found:?}");
}
