//! Long ledgers and overviews are divided into pages: every row stands on one of them, and a kept plan knows them all.

use crate::harness::{Project, tree};
use dangan::ledgers::{Ledger, Reckoned};
use dangan::model::{Archive, Edition};
use dangan::{load, model, plan};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const BRANCHES: usize = 120;

/// A committee and many branches, each with an activity, an award, two reports with records, all in one campaign.
fn long() -> Project {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write("content/site.yaml", "title: 长表\norganization: 镇党委\nas_of: 2022-12-31\n");
    let mut branches = String::from("- { id: zhen, name: 镇党委, kind: 党委 }\n");
    for i in 0..BRANCHES {
        writeln!(branches, "- {{ id: z{i}, name: 第{i}支部, kind: 党支部, parent: zhen, committee: false }}")
            .expect("a line");
        entry(&project, "activities/2022", i, "activity", "2022-03-01", "form: 主题党日\nseries: 春耕\n");
        entry(&project, "awards/2022", i, "award", "2022-05-01", &format!("level: 县级\nrecipients: [张{i}, 李{i}]\n"));
        let records = "problems: [{ id: p1, title: 参会少, measures: [{ title: 点名 }, { title: 线上 }] }]\ntasks: [{ title: 修路 }]\n\
            indicators: [{ name: 收入, value: 5, unit: 万元 }]\ncommitments: [{ title: 装灯 }]\n\
            targets: [{ indicator: 收入, value: 6, unit: 万元, year: 2022 }]\nclaims: [{ text: 一次, value: 1 }]\n";
        entry(&project, "reports/2021", i, "report", "2021-12-20", records);
        let again = records.replace("title: 参会少,", &format!("title: 又少, recurs: 'reports/2021/n{i}#p1',"));
        entry(&project, "reports/2022", i, "report", "2022-12-20", &again);
    }
    project.write("content/branches.yaml", branches);
    project
}

fn entry(project: &Project, folder: &str, i: usize, kind: &str, date: &str, more: &str) {
    let text = format!("---\ntitle: {kind}{i}\nkind: {kind}\ndate: {date}\nbranch: z{i}\n{more}---\n\n正文。\n");
    project.write(&format!("content/{folder}/n{i}.md"), text);
}

/// A page and those that its links to the next one lead to.
fn pages(project: &Project, first: &str) -> Vec<String> {
    let mut pages = vec![project.page(first)];
    while let Some(next) = pages.last().and_then(|page| page.split_once("rel=\"next\" href=\"")) {
        let path = next.1.split('"').next().expect("an address").trim_start_matches("../");
        pages.push(project.page(path));
    }
    pages
}

/// The rows of a page's tables, cells divided by `|`, texts within a cell by `；`.
fn rows(page: &str) -> Vec<String> {
    let bodies = page.split("<tbody").skip(1).map(|body| body.split("</tbody>").next().expect("a body"));
    bodies.flat_map(|body| body.split("<tr>").skip(1)).map(row).collect()
}

fn row(html: &str) -> String {
    let html = html.replace("</th>", "</td>");
    let cells = html.split("</td>").filter(|cell| cell.contains("<t")).map(|cell| {
        let texts = cell.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("；")
    });
    cells.collect::<Vec<_>>().join("|")
}

/// The rows of a table for spreadsheets.
fn table(project: &Project, path: &str) -> Vec<String> {
    let text = project.page(path);
    let lines = text.split_terminator("\r\n").skip(1);
    lines.map(|line| line[1..line.len() - 1].replace("\",\"", "|")).collect()
}

#[test]
fn every_row_of_a_ledger_stands_on_one_of_its_pages() {
    let project = long();
    project.build();
    let all: Vec<String> = tree(&project.path("public/ledgers")).into_keys().collect();
    let mut divided = BTreeSet::new();
    for path in all.iter().filter(|path| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "csv")) {
        let (folder, _) = path.rsplit_once('/').expect("a folder");
        // A ledger's own page sums up and lists no row.
        if !folder.contains('/') {
            continue;
        }
        let first = format!("ledgers/{folder}/index.html");
        if !is_ledger(&project.page(&first)) {
            continue;
        }
        let pages = pages(&project, &first);
        let told: Vec<String> = pages.iter().flat_map(|page| rows(page)).collect();
        // No page repeats the year in each row: it is of one year, or each year has its heading.
        let saved = table(&project, &format!("ledgers/{path}")).into_iter();
        let saved = saved.map(|row| row.split_once('|').expect("a year").1.to_owned());
        assert_eq!(told, saved.collect::<Vec<_>>(), "{path}");
        assert!(pages.iter().all(|page| rows(page).len() <= 100), "{path}");
        if pages.len() > 1 {
            divided.insert(folder.to_owned());
        }
    }
    let long = ["awards", "claims", "commitments", "indicators", "meetings", "rectification", "targets", "tasks"];
    assert!(divided.is_superset(&long.map(|ledger| format!("{ledger}/2022")).into()), "{divided:?}");
}

/// The addresses in the links of a page's filters, with how many rows each says it leads to.
fn filters(page: &str) -> Vec<(String, usize)> {
    let links = page
        .split("<nav class=\"filter\"")
        .skip(1)
        .flat_map(|nav| nav.split("</nav>").next().unwrap_or_default().split("<a href=\"").skip(1));
    let link = |link: &str| {
        let address = link.split('"').next().expect("an address").trim_start_matches("../");
        let count = link.split_once("class=\"count\">").and_then(|(_, rest)| rest.split('<').next()?.parse().ok());
        (address.to_owned(), count.expect("a count"))
    };
    links.map(link).collect()
}

#[test]
fn a_ledger_is_filtered_by_year_and_branch_at_once() {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write("content/site.yaml", "title: 两层\norganization: 镇党委\nas_of: 2023-12-31\n");
    project
        .write("content/branches.yaml", "- { id: z0, name: 甲, kind: 党支部 }\n- { id: z1, name: 乙, kind: 党支部 }\n");
    for i in 0..60 {
        entry(&project, "awards/2022", i, "award", "2022-05-01", "level: 县级\n");
        let text = "---\ntitle: 奖\nkind: award\ndate: 2023-05-01\nbranch: z0\nlevel: 县级\n---\n\n正文。\n";
        project.write(&format!("content/awards/2023/m{i}.md"), text.replace("奖", &format!("奖{i}")));
    }
    // `entry` gives each its own branch; two are enough here.
    for i in 0..60 {
        let path = format!("content/awards/2022/n{i}.md");
        let text = std::fs::read_to_string(project.path(&path)).expect("read");
        project.write(&path, text.replace(&format!("branch: z{i}\n"), &format!("branch: z{}\n", i % 2)));
    }
    project.build();
    // From a year to a branch's rows of that year, wherever they begin among its pages.
    let year = filters(&project.page("ledgers/awards/2022/index.html"));
    assert!(year.contains(&("ledgers/awards/branch/z0/page/2/index.html#y2022".to_owned(), 30)), "{year:?}");
    assert!(year.contains(&("ledgers/awards/branch/z1/index.html#y2022".to_owned(), 30)), "{year:?}");
    let later = filters(&project.page("ledgers/awards/2023/index.html"));
    assert!(!later.iter().any(|(address, _)| address.contains("/z1/")), "{later:?}");
    // On a branch's page, its own years.
    let own = filters(&project.page("ledgers/awards/branch/z0/index.html"));
    assert_eq!(own[0], ("ledgers/awards/branch/z0/index.html".to_owned(), 90));
    assert_eq!(own[1], ("ledgers/awards/branch/z0/index.html#y2023".to_owned(), 60));
    assert_eq!(own[2], ("ledgers/awards/branch/z0/page/2/index.html#y2022".to_owned(), 30));
    // Each year has its heading; one that goes on overleaf says so.
    let (first, second) = (
        project.page("ledgers/awards/branch/z0/index.html"),
        project.page("ledgers/awards/branch/z0/page/2/index.html"),
    );
    assert!(first.contains("<tbody id=\"y2023\">") && !first.contains("id=\"y2022\""));
    assert!(first.contains("branch/z0/page/2/index.html#y2023\">"));
    assert!(second.contains("<tbody id=\"y2023\">") && second.contains("<tbody id=\"y2022\">"));
    assert!(!second.contains("class=\"ledger-more\""));
}

fn is_ledger(page: &str) -> bool {
    page.contains("<table class=\"ledger ")
}

#[test]
fn a_page_says_which_rows_it_has_and_links_to_the_whole_table() {
    let project = long();
    project.build();
    let page = project.page("ledgers/awards/2022/page/2/index.html");
    assert!(page.contains("第 2 页，共 3 页：第 51–100 行，共 120 行"), "{page}");
    assert!(page.contains("href=\"../../../../../ledgers/awards/2022/awards.csv\""), "{page}");
    assert!(page.contains("href=\"../../../../../ledgers/awards/2022/index.html\" aria-current=\"page\""), "{page}");
    assert!(page.contains("<title>荣誉台账 · 2022年（第 2 页）"), "{page}");
    assert!(!project.page("ledgers/awards/branch/z1/index.html").contains("table-lines"));
}

/// The rows of the tables of some pages, by the file that each names below it.
fn saved(pages: &[String]) -> BTreeMap<String, Vec<String>> {
    let mut saved: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in pages.iter().flat_map(|page| page.split("<table class=\"overview-table ").skip(1)) {
        let Some((_, file)) = part.split_once("<p class=\"table-file\"><a href=\"") else { continue };
        let path = file.split('"').next().expect("an address").trim_start_matches("../");
        saved.entry(path.to_owned()).or_default().extend(rows(part));
    }
    saved
}

#[test]
fn every_row_of_an_overview_stands_on_one_of_its_pages_and_in_its_table() {
    let project = long();
    let path = "content/reports/2022/n7.md";
    let other = std::fs::read_to_string(project.path(path))
        .expect("a text")
        .replace("unit: 万元 }]\ncomm", "unit: 元 }]\ncomm");
    project.write(path, other);
    project.build();
    let all: Vec<String> = tree(&project.path("public/ledgers")).into_keys().collect();
    let mut tables: BTreeSet<String> =
        all.iter().filter(|path| path.rsplit_once('.').is_some_and(|(_, e)| e == "csv")).cloned().collect();
    for path in all.iter().filter(|path| path.ends_with("/index.html") && !path.contains("/page/")) {
        let pages = pages(&project, &format!("ledgers/{path}"));
        assert!(pages.iter().all(|page| rows(page).len() < 130), "{path}");
        for (file, rows) in saved(&pages) {
            assert_eq!(rows, table(&project, &file), "{file}");
            tables.remove(file.trim_start_matches("ledgers/"));
        }
    }
    // What is left are the ledgers' own.
    tables.retain(|path| !Ledger::ALL.iter().any(|ledger| path.starts_with(&format!("{}/", ledger.word()))));
    assert_eq!(tables, BTreeSet::new(), "tables that no page leads to");
    for (page, count) in [
        ("calendar/2022", 2),
        ("campaigns/chun-geng", 2),
        ("chain", 5),
        ("wall", 4),
        ("reports", 2),
        ("review/2022", 2),
    ] {
        assert_eq!(pages(&project, &format!("ledgers/{page}/index.html")).len(), count, "{page}");
    }
    assert_eq!(table(&project, "ledgers/trends/name/shou-ru/trend-2.csv"), ["第7支部|5元"]);
}

fn archive(project: &Project) -> Archive {
    let sources = load::load(project.root()).expect("sources");
    let (archive, faults) = model::archive(&sources, Edition::Internal);
    archive.unwrap_or_else(|| panic!("{faults:?}"))
}

fn planned(archive: &Archive) -> String {
    format!("{:?}", plan::plan(archive, &Reckoned::default()).pages)
}

/// Edits of a file, `from` → `to`.
const EDITS: [(&str, &str, &str); 22] = [
    ("activities/2022/n1.md", "主题党日", "党课"),
    ("activities/2022/n1.md", "主题党日", "党员冬训"),
    ("activities/2022/n1.md", "主题党日", "专项督查"),
    ("activities/2022/n1.md", "form: 主题党日", "form: 党员冬训\ntrainees: [党员, 书记]"),
    ("activities/2022/n1.md", "series: 春耕", "series: 秋收"),
    ("activities/2022/n1.md", "branch: z1\n", "branch: [z1, zhen]\n"),
    ("awards/2022/n1.md", "李1", "第2支部"),
    ("awards/2022/n1.md", "李1", "李1, 王1"),
    ("reports/2022/n1.md", "{ title: 点名 }, ", ""),
    ("reports/2022/n1.md", "title: 又少,", "title: 又少, closed: 2022-12-01,"),
    ("reports/2022/n1.md", ", recurs: 'reports/2021/n1#p1'", ""),
    ("reports/2022/n1.md", "{ title: 修路 }", "{ title: 修路 }, { title: 架桥 }"),
    ("reports/2022/n1.md", "value: 5, unit: 万元", "value: 5, unit: 元"),
    ("reports/2022/n1.md", "value: 5, unit: 万元", "value: 5, unit: 万元, branch: z2"),
    ("reports/2022/n1.md", "{ name: 收入, value: 5, unit: 万元 }", "{ name: 支出, value: 5, unit: 万元 }"),
    ("reports/2022/n1.md", "{ title: 装灯 }", "{ title: 装灯 }, { title: 种树 }"),
    ("reports/2022/n1.md", "{ text: 一次, value: 1 }", "{ text: 一次, value: 1 }, { text: 两次, value: 2 }"),
    ("reports/2022/n1.md", "year: 2022 }]", "year: 2022 }, { indicator: 收入, value: 7, unit: 万元, year: 2023 }]"),
    ("site.yaml", "as_of: 2022-12-31", "as_of: 2022-05-01"),
    ("site.yaml", "as_of: 2022-12-31", "as_of: 2022-12-31\n组织生活: [{ 形式: 党课, 周期: 不查 }]"),
    ("site.yaml", "as_of: 2022-12-31", "as_of: 2022-12-31\n联系点: [{ 领导: 周某, 支部: z1, 起: 2022-01-01 }]"),
    ("branches.yaml", "第1支部, kind: 党支部", "第1支部, kind: 党总支"),
];

#[test]
fn a_plan_is_kept_only_where_all_pages_have_the_same_rows() {
    let project = long();
    let before = archive(&project);
    let pages = planned(&before);
    let mut others = 0;
    for (file, from, to) in EDITS {
        let path = format!("content/{file}");
        let text = std::fs::read_to_string(project.path(&path)).expect("a text");
        let edited = text.replace(from, to);
        assert_ne!(text, edited, "{file}: {from}");
        project.write(&path, edited);
        let after = archive(&project);
        let other = planned(&after) != pages;
        assert!(!(other && plan::is_same(&before, &after)), "{file}: {from} → {to}");
        others += usize::from(other);
        project.write(&path, text);
    }
    assert!(others > 15, "only {others} edits change what pages there are");
    let path = "content/reports/2022/n1.md";
    let text = std::fs::read_to_string(project.path(path)).expect("a text");
    project.write(path, text.replace("正文。", "正文又一段。").replace("title: 点名", "title: 补课"));
    assert!(plan::is_same(&before, &archive(&project)), "words alone keep a plan");
}
