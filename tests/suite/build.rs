//! What a build writes: the pages of the contract, their links, and the catalogue.

use crate::harness::{Project, tree};
use sha2::Digest;
use std::collections::BTreeSet;
use std::fs;

fn entry(title: &str, date: &str, more: &str) -> String {
    format!("---\ntitle: {title}\nkind: activity\ndate: {date}\nbranch: shang-cun\n{more}---\n\n正文。\n")
}

#[test]
fn every_page_of_the_contract_is_there() {
    let project = Project::sample();
    project.build();
    let site = tree(&project.path("public"));
    let fixed = [
        "index.html",
        "404.html",
        "archive.json",
        "web.config",
        "activities/index.html",
        "awards/index.html",
        "reports/index.html",
        "years/index.html",
        "years/2022/index.html",
        "branches/index.html",
        "tags/index.html",
        "assets/style.css",
    ];
    for name in fixed {
        assert!(site.contains_key(name), "{name} is missing");
    }
    for absent in ["feed.xml", "feed.json", "sitemap.xml"] {
        assert!(!site.contains_key(absent), "{absent} without base_url");
    }
    let catalogue: serde_json::Value = serde_json::from_slice(&site["archive.json"]).expect("JSON");
    for entry in catalogue["entries"].as_array().expect("entries") {
        let id = entry["id"].as_str().expect("an id");
        assert!(site.contains_key(&format!("{id}/index.html")), "{id} has no page");
        let year = &entry["year"];
        for branch in entry["branches"].as_array().expect("branches") {
            let branch = branch.as_str().expect("an id");
            assert!(site.contains_key(&format!("branches/{branch}/{year}/index.html")), "{branch} {year}");
        }
    }
}

#[test]
fn the_catalogue_is_newest_first_and_hashes_the_sources() {
    let project = Project::sample();
    project.build();
    let catalogue: serde_json::Value = serde_json::from_str(&project.page("archive.json")).expect("JSON");
    let keys: Vec<(std::cmp::Reverse<String>, String)> = catalogue["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|e| {
            (std::cmp::Reverse(e["date"].as_str().expect("date").to_owned()), e["id"].as_str().expect("id").to_owned())
        })
        .collect();
    assert!(keys.is_sorted());
    for entry in catalogue["entries"].as_array().expect("entries") {
        let source = project.path(entry["source"].as_str().expect("a source"));
        let digest = sha2::Sha256::digest(fs::read(source).expect("bytes"));
        let hex = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(entry["sha256"], hex.as_str());
        let mut names: Vec<&String> = entry.as_object().expect("an object").keys().collect();
        names.sort();
        let expected =
            ["audience", "branches", "date", "id", "kind", "sha256", "source", "tags", "title", "url", "year"];
        assert_eq!(names, expected);
    }
}

#[test]
fn long_indexes_are_paged_and_complete() {
    let project = Project::base();
    for n in 0..120 {
        project.write(&format!("content/activities/2022/n{n:03}.md"), entry("会议", "2022-05-06", "tags: [同一个]\n"));
    }
    project.build();
    let folders = ["activities", "years/2022", "branches/shang-cun", "branches/shang-cun/2022", "tags/tong-yi-ge"];
    for folder in folders {
        let mut seen = Vec::new();
        for page in ["index.html", "page/2/index.html", "page/3/index.html"] {
            let html = project.page(&format!("{folder}/{page}"));
            seen.extend(
                html.match_indices("data-entry=\"")
                    .map(|(i, m)| html[i + m.len()..].split('"').next().expect("an id").to_owned()),
            );
        }
        let unique: BTreeSet<&String> = seen.iter().collect();
        let expected = if folder.starts_with("tags") { 120 } else { 121 };
        assert_eq!((seen.len(), unique.len()), (expected, expected), "{folder}");
        assert!(!project.path("public").join(folder).join("page/4").exists());
    }
}

#[test]
fn feeds_and_site_map_come_with_an_address() {
    let project = Project::base();
    project
        .write("content/site.yaml", "title: 档 & 案\norganization: 镇党委\nbase_url: https://example.gov.cn/dangan\n");
    project.build();
    let atom = project.page("feed.xml");
    assert!(atom.contains("<title>档 &amp; 案</title>"), "{atom}");
    assert!(atom.contains("https://example.gov.cn/dangan/activities/2022/good/index.html"), "{atom}");
    let feed: serde_json::Value = serde_json::from_str(&project.page("feed.json")).expect("JSON");
    assert_eq!(feed["items"][0]["url"], "https://example.gov.cn/dangan/activities/2022/good/index.html");
    assert!(project.page("sitemap.xml").contains("<loc>https://example.gov.cn/dangan/index.html</loc>"));
}

#[test]
fn links_between_entries_lead_to_their_pages() {
    let project = Project::base();
    project.write(
        "content/activities/2023/next.md",
        entry("下一次", "2023-01-02", "evidence: [activities/2022/good]\n")
            .replace("正文。", "见[上次](../2022/good.md#top)和[表](files/签到%E8%A1%A8.csv)。"),
    );
    project.write("content/activities/2023/files/签到表.csv", "姓名\n王\n");
    project.build();
    let page = project.page("activities/2023/next/index.html");
    assert!(page.contains("href=\"../../../activities/2022/good/index.html#top\""), "{page}");
    let file = page.split("href=\"../../../files/").nth(1).expect("a file link").split('"').next().expect("a name");
    assert!(file.is_ascii(), "{file}");
    assert_eq!(project.page(&format!("files/{file}")), "姓名\n王\n");
    let cited = project.page("activities/2022/good/index.html");
    assert!(cited.contains("activities/2023/next/index.html"), "the evidence does not point back");
}

#[test]
fn photos_carry_no_metadata_and_stand_upright() {
    let project = Project::sample();
    project.build();
    let mut photos = 0;
    for (name, bytes) in tree(&project.path("public")) {
        if name.starts_with("photos/") {
            photos += 1;
            let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
            assert!(!holds(b"Exif") && !holds(b"eXIf") && !holds(b"http://ns.adobe"), "{name} has metadata");
        }
    }
    assert!(photos >= 16, "{photos} photos and thumbnails");
}

#[test]
fn a_page_turned_by_its_camera_is_turned_back() {
    let project = Project::sample();
    project.build();
    let site = tree(&project.path("public"));
    let turned = site.iter().find(|(name, _)| name.contains("guo-yuan-xian-chang") && !name.contains("thumb"));
    let (name, bytes) = turned.expect("the photo with orientation 6");
    let dimensions = image::ImageReader::new(std::io::Cursor::new(bytes))
        .with_guessed_format()
        .expect("a format")
        .into_dimensions()
        .expect("a size");
    assert_eq!(dimensions, (800, 600), "{name}");
}

#[test]
fn attachments_that_a_browser_would_run_travel_as_text() {
    let project = Project::base();
    project.write("content/activities/2022/x.html", "<script>alert(1)</script>");
    project.write("content/activities/2022/a.md", entry("附件", "2022-05-06", "attachments: [x.html]\n"));
    project.build();
    let names: Vec<String> = tree(&project.path("public")).into_keys().filter(|n| n.starts_with("files/")).collect();
    assert_eq!(names.len(), 1);
    assert!(names[0].ends_with(".html.txt"), "{names:?}");
}

#[test]
fn an_interrupted_build_is_made_right_by_the_next() {
    let project = Project::base();
    project.build();
    let good = tree(&project.path("public"));
    fs::create_dir_all(project.path("public/.dangan-new")).expect("a folder");
    fs::write(project.path("public/.dangan-new/17"), "half").expect("a file");
    fs::remove_file(project.path("public/years/index.html")).expect("removed");
    project.build();
    assert_eq!(tree(&project.path("public")), good);
}

#[test]
fn what_is_no_longer_needed_goes_and_nothing_else() {
    let project = Project::base();
    project.write("content/activities/2022/gone.md", entry("将删", "2022-05-06", ""));
    project.write("public/.gitkeep", "");
    project.build();
    assert!(project.path("public/activities/2022/gone").exists());
    fs::remove_file(project.path("content/activities/2022/gone.md")).expect("removed");
    project.build();
    assert!(!project.path("public/activities/2022/gone").exists());
    assert!(project.path("public/.gitkeep").exists());
}

/// The built-in building blocks of pages.
const COMPONENTS: &str = include_str!("../../themes/default/templates/components.html");

#[test]
fn a_themes_own_card_and_row_stand_on_every_page_that_shows_them() {
    let project = Project::base();
    let own = COMPONENTS
        .replace(r#"<li class="card">"#, r#"<li class="card own"><i>{{ root }}own.png</i>"#)
        .replace("<tr>{% for cell in cells %}", r#"<tr class="own"><td>{{ root }}own.png</td>{% for cell in cells %}"#);
    project.write("themes/default/templates/components.html", own);
    let activity = "---\ntitle: 支部党员大会\nkind: activity\ndate: 2022-03-11\nbranch: shang-cun\nform: 支部党员大会\n---\n正文。\n";
    project.write("content/activities/2022/dahui.md", activity);
    project.build();
    let lists =
        [("index.html", ""), ("activities/index.html", "../"), ("branches/shang-cun/2022/index.html", "../../../")];
    for (page, root) in lists {
        let html = project.page(page);
        assert!(html.contains(&format!("<li class=\"card own\"><i>{root}own.png</i>")), "{page}: {html}");
        assert!(html.contains(&format!("href=\"{root}activities/2022/dahui/index.html\"")), "{page}: {html}");
    }
    for (page, root) in [
        ("ledgers/meetings/2022/index.html", "../../../"),
        ("ledgers/meetings/branch/shang-cun/index.html", "../../../../"),
    ] {
        let html = project.page(page);
        assert!(html.contains(&format!("<tr class=\"own\"><td>{root}own.png</td>")), "{page}: {html}");
        assert!(html.contains(&format!("href=\"{root}branches/shang-cun/index.html\"")), "{page}: {html}");
    }
}

#[test]
fn a_theme_without_a_piece_is_told() {
    let project = Project::base();
    project.write("themes/default/templates/components.html", COMPONENTS.replace(" card", " kaart"));
    let run = project.run(&["build"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stderr.contains("themes/default/templates/") && run.stderr.contains("card"), "{}", run.stderr);
}

#[test]
fn a_text_cannot_bring_in_what_stands_for_the_root() {
    let project = Project::base();
    let activity = "---\ntitle: \"大\\0会\"\nkind: activity\ndate: 2022-03-11\nbranch: shang-cun\n---\n正文。\n";
    project.write("content/activities/2022/dahui.md", activity);
    project.build();
    for page in ["activities/index.html", "activities/2022/dahui/index.html", "years/2022/index.html"] {
        let html = project.page(page);
        assert!(html.contains("大\u{FFFD}会") && !html.contains('\0'), "{page}: {html}");
    }
}

#[test]
fn a_theme_overrides_file_by_file() {
    let project = Project::base();
    project.write("themes/own/static/style.css", "body{color:teal}");
    project.write("themes/own/i18n/zh-CN.yaml", "nav_years: 岁月\n");
    project.write("content/site.yaml", "title: 档案\norganization: 镇党委\ntheme: own\n");
    project.build();
    assert_eq!(project.page("assets/style.css"), "body{color:teal}");
    assert!(project.page("index.html").contains("岁月"));
    project.write("content/site.yaml", "title: 档案\norganization: 镇党委\ntheme: none-such\n");
    assert_eq!(project.run(&["build"]).status, 1);
}
