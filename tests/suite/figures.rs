//! The figures of a town's report of 2022, given as records: what each ledger makes of them.
//! Figures alone; every name and text is a stand-in.

use crate::harness::Project;
use std::fmt::Write;

/// A committee with ten branches, five of them villages'.
fn branches() -> String {
    let mut text = String::from("- { id: zhen, name: 镇党委, kind: 党委 }\n");
    for n in 1..=10 {
        let name = if n <= 5 { format!("{n}村支部") } else { format!("{n}号支部") };
        writeln!(text, "- {{ id: z{n}, name: {name}, kind: 党支部, parent: zhen }}").expect("a line");
    }
    text
}

/// Eight members of the leadership and ten heads of departments, each with a branch, all ten covered.
fn site() -> String {
    let mut text = String::from("title: 数字\norganization: 镇党委\nas_of: 2022-12-31\ncontact_points:\n");
    for n in 1..=18 {
        let duty = if n <= 8 { "班子成员" } else { "中层负责人" };
        let branch = (n - 1) % 10 + 1;
        writeln!(text, "  - {{ leader: 领导{n:02}, duty: {duty}, branches: z{branch}, from: 2022-01-01 }}")
            .expect("a line");
    }
    text
}

const PROBLEMS: &str = "\
problems:
  - { id: p1, title: 问题甲, source: 上年评议, closed: 2022-11-30, measures: [{ title: 一, done: 2022-03-01 }, { title: 二, done: 2022-04-01 }, { title: 三, done: 2022-05-01 }] }
  - { id: p2, title: 问题乙, source: 上年评议, closed: 2022-11-30, measures: [{ title: 四, done: 2022-03-01 }, { title: 五, done: 2022-04-01 }, { title: 六, done: 2022-05-01 }] }
  - { id: p3, title: 问题丙, source: 上年评议, closed: 2022-11-30, measures: [{ title: 七, done: 2022-03-01 }, { title: 八, done: 2022-04-01 }, { title: 九, done: 2022-05-01 }] }
";

const REPORT: &str = "\
indicators:
  - { name: 承诺办理率, value: 100, unit: '%' }
  - { name: 5万元以上的村, value: 5, unit: 个 }
  - { name: 10万元以上的村, value: 2, unit: 个 }
  - { name: 15万元以上的村, value: 0, unit: 个 }
  - { name: 培训班, value: 3, unit: 场次 }
  - { name: 外出观摩, value: 2, unit: 场次 }
  - { name: 新增面积, value: '**', unit: 亩 }
commitments:
  - { title: 承诺事项, count: 358, completed: 358, due: 2022-12-31 }
claims:
  - { text: 会议26场次, value: 26, unit: 场次, form: 党委会议 }
  - { text: 培训班3期, value: 3, unit: 期, form: 业务培训 }
problems:
  - { id: q1, title: 新问题甲, recurs: 'reports/2021/z#p1' }
  - { id: q2, title: 新问题乙 }
  - { id: q3, title: 新问题丙 }
targets:
  - { indicator: 培训班, op: '>=', value: 4, unit: 场次, year: 2023 }
  - { indicator: 外出观摩, op: '>=', value: 2, unit: 场次, year: 2023 }
  - { indicator: 15万元以上的村, op: '>=', value: 1, unit: 个, year: 2023 }
  - { indicator: 10万元以上的村, op: '>=', value: '**', unit: 个, year: 2023 }
";

const NEXT: &str = "\
indicators:
  - { name: 培训班, value: 4, unit: 场次 }
  - { name: 外出观摩, value: 1, unit: 场次 }
  - { name: 15万元以上的村, value: 1, unit: 个 }
  - { name: 10万元以上的村, value: 3, unit: 个 }
";

fn report(project: &Project, year: i32, records: &str) {
    let text = format!(
        "---\ntitle: {year}年报告\nkind: report\ndate: {}-01-05\nyear: {year}\nbranch: zhen\n{records}---\n\n正文。\n",
        year + 1
    );
    project.write(&format!("content/reports/{year}/z.md"), text);
}

fn project() -> Project {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write("content/site.yaml", site());
    project.write("content/branches.yaml", branches());
    report(&project, 2021, PROBLEMS);
    report(&project, 2022, REPORT);
    for n in 1..=9 {
        let text = format!(
            "---\ntitle: 会议{n}\nkind: activity\ndate: 2022-0{n}-03\nbranch: zhen\nform: 党委会议\n---\n\n正文。\n"
        );
        project.write(&format!("content/activities/2022/m{n}.md"), text);
    }
    for n in 1..=2 {
        let text = format!(
            "---\ntitle: 省级荣誉{n}\nkind: award\ndate: 2022-12-31\nbranch: zhen\nlevel: 省级\n---\n\n正文。\n"
        );
        project.write(&format!("content/awards/2022/w{n}.md"), text);
    }
    project
}

fn rows(project: &Project, ledger: &str) -> Vec<Vec<String>> {
    let text = project.page(&format!("ledgers/{ledger}/{ledger}.csv"));
    let lines = text.split_terminator("\r\n").skip(1);
    lines.map(|line| line[1..line.len() - 1].split("\",\"").map(str::to_owned).collect()).collect()
}

#[test]
fn twenty_six_meetings_are_claimed_and_nine_are_recorded() {
    let project = project();
    project.build();
    let claims = rows(&project, "claims");
    assert_eq!(claims[0][2..8].join("|"), "会议26场次|党委会议|26场次|9|-17|记录少于所报");
    assert_eq!(claims[0][8].split('；').count(), 9, "the nine entries behind the figure");
    assert_eq!(claims[1][2..8].join("|"), "培训班3期|业务培训|3期|0|-3|记录少于所报");
}

#[test]
fn three_problems_have_nine_measures_and_three_new_ones_open_the_next_chain() {
    let project = project();
    project.build();
    let all = rows(&project, "rectification");
    let of = |year: &str| all.iter().filter(|row| row[0] == year).count();
    assert_eq!((of("2021"), of("2022")), (9, 3));
    let chain = project.page("ledgers/chain/index.html");
    assert!(chain.contains("2021: 问题 3, 措施 9, 已销号 3; 2022: 问题 3, 措施 0, 已销号 0</desc>"), "{chain}");
    assert!(chain.contains("复发 1 · 新问题 2"), "{chain}");
}

#[test]
fn all_commitments_are_kept() {
    let project = project();
    project.build();
    let sum = rows(&project, "commitments").into_iter().find(|row| row[2] == "合计").expect("a sum");
    assert_eq!(sum[6..11].join("|"), "358|358|100%|100%|");
}

#[test]
fn eighteen_leaders_cover_ten_branches() {
    let project = project();
    project.build();
    let points = rows(&project, "contacts");
    let branches: std::collections::BTreeSet<&String> = points.iter().map(|row| &row[1]).collect();
    let of = |duty: &str| points.iter().filter(|row| row[3] == duty).count();
    assert_eq!((of("班子成员"), of("中层负责人"), branches.len()), (8, 10, 10));
    assert!(points.iter().all(|row| row[4..9].join("|") == "缺|缺|缺|缺|0"), "no visit is recorded: {points:?}");
}

#[test]
fn villages_are_counted_by_income_and_what_is_masked_is_not_zero() {
    let project = project();
    project.build();
    let figures = rows(&project, "indicators");
    let of = |name: &str| figures.iter().find(|row| row[2] == name).expect("an indicator")[3].clone();
    assert_eq!((of("5万元以上的村"), of("10万元以上的村")), (String::from("5个"), String::from("2个")));
    assert_eq!(of("新增面积"), "已脱敏");
}

#[test]
fn targets_meet_the_next_year_and_the_masked_one_cannot_be_verified() {
    let project = project();
    project.build();
    let told = |project: &Project| -> Vec<String> {
        let rows = rows(project, "targets");
        rows.iter().map(|row| format!("{} {} {}", row[2], row[4], row[7])).collect()
    };
    let before = [
        "培训班 ≥ 4场次 未到期",
        "外出观摩 ≥ 2场次 未到期",
        "15万元以上的村 ≥ 1个 未到期",
        "10万元以上的村 ≥ **个 不可核",
    ];
    assert_eq!(told(&project), before);
    report(&project, 2023, NEXT);
    project.build();
    let after =
        ["培训班 ≥ 4场次 达到", "外出观摩 ≥ 2场次 未达到", "15万元以上的村 ≥ 1个 达到", "10万元以上的村 ≥ **个 不可核"];
    assert_eq!(told(&project), after);
}

#[test]
fn two_awards_await_proof() {
    let project = project();
    project.build();
    let awards = rows(&project, "awards");
    let proof: Vec<&str> = awards.iter().map(|row| row[8].as_str()).collect();
    assert_eq!(proof, ["待佐证：缺文号、附件"; 2]);
    assert!(project.page("ledgers/wall/index.html").contains("省级荣誉1"));
}
