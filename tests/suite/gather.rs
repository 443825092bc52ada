//! Members' snapshots gathered into one archive: one site of all, nobody's names mixed up, nothing of a snapshot
//! that is not whole, nothing internal in a public site.

use crate::harness::{Project, Run, copy_tree, run, tree};
use crate::search::node;
use dangan::live::Live;
use dangan::load::refresh::Touched;
use dangan::model::Edition;
use dangan::path::SourcePath;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Names that both towns use for things of their own.
const BRANCHES: &str = "- {id: dangwei, name: 镇党委, kind: 党委}\n\
    - {id: shang-cun, name: 上村党支部, kind: 党支部, parent: dangwei}\n";

const COUNTY: &str = "- {id: xianwei, name: 云山县委, kind: 党委}\n- {id: dangwei, name: 县直机关党委, kind: 党委}\n";

/// A photo with camera data.
const PHOTO: &str = "content/activities/2022/photos/果园现场.jpg";

/// A town's archive: equal ids, names and addresses in every town; only the town's own word differs.
fn town(word: &str) -> Project {
    let project = Project::base();
    fs::remove_file(project.path("content/activities/2022/good.md")).expect("the base's own entry");
    project.write(
        "content/site.yaml",
        format!(
            "title: {word}党建档案\norganization: 中共{word}委员会\ncheck: {{meeting.missing: off}}\n\
        archive_number: {{全宗号: Z001, 保管期限: {{activity: 30年, award: 永久, report: 永久}}}}\n"
        ),
    );
    project.write("content/branches.yaml", BRANCHES);
    project.write("content/activities/2022/files/签到表.txt", format!("{word}签到"));
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join(PHOTO);
    project.write("content/activities/2022/photos/现场.jpg", fs::read(photo).expect("a photo"));
    project.write(
        "content/activities/2022/hui.md",
        format!(
            "---\ntitle: {word}党员大会\nkind: activity\ndate: 2022-03-10\nbranch: 上村党支部\nform: 支部党员大会\n\
             audience: public\nattachments: [files/签到表.txt]\nphotos: [photos/现场.jpg]\n---\n{word}的会，见[述职](../../reports/2022/shuzhi.md)。\n"
        ),
    );
    project.write(
        "content/activities/2022/mo.md",
        format!("---\ntitle: {word}摸排\nkind: activity\ndate: 2022-04-10\nbranch: dangwei\n---\n{word}内部的话。\n"),
    );
    project.write(
        "content/reports/2021/shuzhi.md",
        format!(
            "---\ntitle: {word}上年述职\nkind: report\ndate: 2021-12-30\nbranch: dangwei\naudience: public\n\
             problems:\n  - {{id: p1, title: 学习不够}}\n---\n{word}上年的话。\n"
        ),
    );
    project.write(
        "content/reports/2022/shuzhi.md",
        format!(
            "---\ntitle: {word}述职\nkind: report\ndate: 2022-12-30\nbranch: 镇党委\naudience: public\n\
             evidence: [activities/2022/hui]\nindicators:\n  - {{name: 党员数, value: 12, unit: 人, branch: 上村党支部}}\n\
             problems:\n  - {{id: p1, title: 学习还不够, recurs: reports/2021/shuzhi#p1, evidence: [activities/2022/hui]}}\n\
             claims:\n  - {{text: 开会1次, value: 1, unit: 次, form: 支部党员大会, branch: shang-cun}}\n---\n{word}述职的话。\n"
        ),
    );
    project
}

/// Freezes an archive and gives the folder.
fn freeze(project: &Project, more: &[&str]) -> PathBuf {
    let run = project.run(&[&["snapshot"], more].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    PathBuf::from(run.stdout.lines().next().expect("a path"))
}

/// A county with two towns, one as a folder and one as a zip file.
fn county() -> Project {
    let project = Project::base();
    project.write("content/branches.yaml", COUNTY);
    project.write(
        "content/activities/2022/good.md",
        "---\ntitle: 县委督导\nkind: activity\ndate: 2022-05-01\nbranch: xianwei\naudience: public\n\
         evidence: [activities/2022/dong-hui]\n---\n督导了各镇。\n",
    );
    let east = town("东镇");
    copy_tree(&freeze(&east, &[]), &project.path("members/dong"));
    let west = town("西镇");
    let zip = format!("{}.zip", freeze(&west, &["--zip"]).display());
    fs::copy(zip, project.path("members/xi.zip")).expect("the zip file");
    include(&project, &[("members/dong", "dong", "xianwei"), ("members/xi.zip", "xi", "云山县委")]);
    project
}

fn include(project: &Project, members: &[(&str, &str, &str)]) {
    let one = |(snapshot, id, under): &(&str, &str, &str)| {
        format!("  - snapshot: {snapshot}\n    id: {id}\n    under: {under}\n")
    };
    let list: String = members.iter().map(one).collect();
    let site = "title: 云山县党建档案\norganization: 中共云山县委\ncheck: {meeting.missing: off}\n";
    project.write("content/site.yaml", format!("{site}include:\n{list}"));
}

fn entries(project: &Project) -> BTreeMap<String, Value> {
    let archive: Value = serde_json::from_str(&project.page("archive.json")).expect("JSON");
    let list = archive["entries"].as_array().expect("a list").clone();
    list.into_iter().map(|entry| (entry["id"].as_str().expect("an id").to_owned(), entry)).collect()
}

/// Everything that any page links to or shows is there; gives how many links there were.
fn links(site: &BTreeMap<String, Vec<u8>>) -> usize {
    let mut count = 0;
    for (name, bytes) in
        site.iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "html"))
    {
        let page = String::from_utf8(bytes.clone()).expect("UTF-8");
        let marked = ["href=\"", "src=\""].into_iter().flat_map(|mark| page.split(mark).skip(1).collect::<Vec<_>>());
        for link in marked.filter_map(|rest| rest.split('"').next()) {
            let path = link.split(['#', '?']).next().unwrap_or("");
            if path.is_empty() || path.contains(':') {
                continue;
            }
            let mut at: Vec<&str> = name.split('/').collect();
            at.pop();
            for part in path.split('/') {
                match part {
                    "." => {}
                    ".." => assert!(at.pop().is_some(), "{name}: {link} leaves the site"),
                    part => at.push(part),
                }
            }
            assert!(site.contains_key(&at.join("/")), "{name} links to {link}");
            count += 1;
        }
    }
    count
}

#[test]
fn two_towns_with_the_same_names_are_one_site() {
    let county = county();
    county.build();
    let found = entries(&county);
    assert_eq!(found.len(), 9);
    for (town, word) in [("dong", "东镇"), ("xi", "西镇")] {
        let entry = &found[&format!("activities/2022/{town}-hui")];
        assert_eq!(entry["title"], format!("{word}党员大会"));
        assert_eq!(entry["branches"][0], format!("{town}-shang-cun"));
        assert_eq!(entry["source"], format!("members/{town}/data/content/activities/2022/hui.md"));
        assert_eq!(found[&format!("activities/2022/{town}-mo")]["audience"], "internal");
        let page = county.page(&format!("activities/2022/{town}-hui/index.html"));
        assert!(page.contains(&format!("../../../reports/2022/{town}-shuzhi/index.html")), "the link in the text");
        assert!(page.contains(&format!("../../../members/{town}/photos/")), "the photo");
        let file = page.split(&format!("href=\"../../../members/{town}/files/")).nth(1).expect("the attachment");
        let file = file.split('"').next().expect("a name");
        assert_eq!(county.page(&format!("members/{town}/files/{file}")), format!("{word}签到"));
        // Evidence, a problem that came back, and branches of records stay within the town.
        let report = county.page(&format!("reports/2022/{town}-shuzhi/index.html"));
        let others = if town == "dong" { "xi-" } else { "dong-" };
        for link in [
            format!("activities/2022/{town}-hui/"),
            format!("reports/2021/{town}-shuzhi/"),
            format!("branches/{town}-shang-cun/"),
        ] {
            assert!(report.contains(&link), "{town}: {link}");
        }
        assert!(!report.contains(&format!("/{others}")), "{town} names the other");
        // Numbers as the town's own snapshot has them.
        assert!(report.contains("Z001-WS·2022-Y-000"), "{town}: number");
        let branch = county.page(&format!("branches/{town}-dangwei/index.html"));
        assert!(branch.contains("branches/xianwei/index.html") || branch.contains("../xianwei/index.html"), "above");
        assert!(branch.contains(&format!("镇党委（中共{word}委员会）")), "names that two have are told apart");
    }
    assert!(county.page("activities/2022/good/index.html").contains("activities/2022/dong-hui/index.html"));
    let site = tree(&county.path("public"));
    assert!(links(&site) > 1000, "{} links", links(&site));
}

#[test]
fn ledgers_count_all() {
    let county = county();
    county.build();
    let text = county.page("ledgers.json");
    for id in
        ["activities/2022/dong-hui", "activities/2022/xi-hui", "reports/2022/dong-shuzhi", "reports/2022/xi-shuzhi"]
    {
        assert!(text.contains(id), "{id}");
    }
    let claims = county.page("ledgers/claims/2022/claims.csv");
    for branch in ["上村党支部（中共东镇委员会）", "上村党支部（中共西镇委员会）"] {
        let row = claims.lines().find(|line| line.contains(branch)).unwrap_or_else(|| panic!("{branch}: {claims}"));
        // One meeting of this branch's own, not the two of all that have its name.
        assert!(row.contains("\"1次\",\"1\",\"0\""), "{row}");
    }
}

#[test]
fn one_search_finds_the_entries_of_all() {
    let county = county();
    let searched = |words: &str, expected: &str| {
        county.write("words.json", words);
        let (site, list) = (county.path("public"), county.path("words.json"));
        node("absent.js", &[site.to_str().expect("a path"), list.to_str().expect("a path"), expected]);
    };
    let (open, hidden) = (r#"["东镇的会", "西镇的会", "县委督导", "xzdydh"]"#, r#"["东镇内部的话", "西镇摸排"]"#);
    county.build();
    searched(open, "present");
    searched(hidden, "present");
    assert_eq!(county.run(&["build", "--audience", "public"]).status, 0);
    searched(open, "present");
    searched(hidden, "absent");
}

#[test]
fn the_public_site_is_that_of_the_public_snapshots() {
    let county = county();
    assert_eq!(county.run(&["build", "--audience", "public"]).status, 0);
    let from_internal = tree(&county.path("public"));
    for (name, bytes) in &from_internal {
        let text = String::from_utf8_lossy(bytes);
        assert!(!name.contains("-mo") && !text.contains("内部的话") && !text.contains("摸排"), "{name}");
    }
    for (word, folder) in [("东镇", "members/dong-public"), ("西镇", "members/xi-public")] {
        let town = town(word);
        copy_tree(&freeze(&town, &["--audience", "public"]), &county.path(folder));
    }
    include(&county, &[("members/dong-public", "dong", "xianwei"), ("members/xi-public", "xi", "xianwei")]);
    let run = county.run(&["build", "--audience", "public"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let from_public = tree(&county.path("public"));
    let names = |site: &BTreeMap<String, Vec<u8>>| site.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&from_internal), names(&from_public));
    for (name, bytes) in &from_internal {
        // The originals of photos with camera data stay behind; theirs are made from what the towns' pages show.
        let photo = Path::new(name).extension().is_some_and(|ending| ending == "jpg");
        assert!(photo || *bytes == from_public[name], "{name} differs");
    }
    assert_eq!(county.run(&["build"]).status, 0, "an internal site of public snapshots");
    assert_eq!(entries(&county).len(), 7);
}

#[test]
fn what_a_public_snapshot_leaves_out_is_told_and_passed_over() {
    let (east, county) = (town("东镇"), Project::base());
    // Its source names an internal entry and stays behind; another public entry names it in turn.
    let entry = |title: &str, key: &str, text: &str| {
        let head = format!("title: {title}\nkind: activity\ndate: 2022-06-01\nbranch: dangwei\naudience: public");
        format!("---\n{head}\n{key}\n---\n{text}\n")
    };
    east.write("content/activities/2022/gong.md", entry("公示", "evidence: [activities/2022/mo]", "公示的话。"));
    let after = entry("回访", "evidence: [activities/2022/gong, activities/2022/hui]", "见[公示](gong.md)。");
    east.write("content/activities/2022/fang.md", after);
    copy_tree(&freeze(&east, &["--audience", "public"]), &county.path("members/dong"));
    include(&county, &[("members/dong", "dong", "dangwei")]);
    let run = county.build();
    for part in ["include.withheld", "include.lacks", "members/dong/data/content/activities/2022/fang.md", "gong.md"] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert!(!entries(&county).contains_key("activities/2022/dong-gong"));
    let page = county.page("activities/2022/dong-fang/index.html");
    assert!(page.contains("见公示。") && page.contains("activities/2022/dong-hui/index.html"));
    links(&tree(&county.path("public")));
}

/// Turns one bit of a file over; of a zip, one of a member's bytes and not of what only describes it.
fn damage(file: &Path) {
    let mut bytes = fs::read(file).expect("bytes");
    let middle = bytes.len() / 2;
    let header = bytes[..middle].windows(4).rposition(|four| four == b"PK\x03\x04");
    let length = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    // APPNOTE.TXT 4.3.7: lengths of the name and of what follows it, before both and the data.
    let place = header.map_or(middle, |at| at + 30 + length(at + 26) + length(at + 28));
    bytes[place] ^= 1;
    fs::write(file, bytes).expect("written");
}

fn refused(county: &Project, code: &str) -> Run {
    let run = county.run(&["build", "--format", "json"]);
    assert_eq!(run.status, 1, "{}{}", run.stdout, run.stderr);
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let fault = told["diagnostics"].as_array().expect("a list").iter().find(|d| d["code"] == code);
    let fault = fault.unwrap_or_else(|| panic!("{code} is not in {told}"));
    assert_eq!(fault["file"], "content/site.yaml");
    assert!(fault["line"].as_u64() > Some(4), "{fault}");
    run
}

#[test]
fn an_altered_snapshot_is_refused_and_the_site_stays() {
    let county = county();
    county.build();
    let before = tree(&county.path("public"));
    for file in [
        "members/dong/data/content/activities/2022/hui.md",
        "members/dong/data/content/activities/2022/files/签到表.txt",
        "members/dong/data/site/index.html",
        "members/xi.zip",
    ] {
        let whole = fs::read(county.path(file)).expect("bytes");
        damage(&county.path(file));
        let run = refused(&county, "include.unverified");
        if let Some(inside) = file.strip_prefix("members/dong/") {
            assert!(run.stdout.contains(inside), "{inside} is not named: {}", run.stdout);
            // A file that several lists have is named once.
            assert_eq!(run.stdout.matches(&format!("{inside}: ")).count(), 1, "{}", run.stdout);
        }
        assert!(tree(&county.path("public")) == before, "{file}: the site has changed");
        fs::write(county.path(file), whole).expect("written");
    }
    fs::write(county.path("members/dong/data/content/more.md"), "x").expect("a file that no list has");
    refused(&county, "include.unverified");
    assert!(tree(&county.path("public")) == before);
}

#[test]
fn what_cannot_be_gathered_says_why() {
    let county = county();
    include(&county, &[("members/none", "dong", "xianwei")]);
    refused(&county, "include.missing");
    include(&county, &[("members/dong", "dong", "xianwei"), ("members/xi.zip", "dong", "xianwei")]);
    refused(&county, "include.duplicate_id");
    include(&county, &[("members/dong", "东", "xianwei")]);
    refused(&county, "include.id");
    include(&county, &[("members/dong", "dong", "xianwie")]);
    let run = refused(&county, "branch.unknown_parent");
    assert!(run.stdout.contains("xianwei"), "the nearest: {}", run.stdout);
    copy_tree(&county.path("members/dong"), &county.path("content/dong"));
    include(&county, &[("content/dong", "dong", "xianwei")]);
    refused(&county, "include.inside_content");
    fs::remove_dir_all(county.path("content/dong")).expect("gone again");
    county.write("plain/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    county.write("plain/data/x.txt", "x");
    let sum = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    county.write("plain/manifest-sha256.txt", format!("{sum}  data/x.txt\n"));
    include(&county, &[("plain", "dong", "xianwei")]);
    refused(&county, "include.not_ours");
    county.write(
        "content/site.yaml",
        "title: 县\norganization: 县委\ninclude:\n  - {snapshot: members/dong, id: dong, undr: xianwei}\n",
    );
    let run = county.run(&["check"]);
    assert!(run.status == 1 && run.stderr.contains("`under`"), "{}", run.stderr);
}

#[test]
fn a_gathered_archive_is_no_member() {
    let county = county();
    let above = Project::base();
    copy_tree(&freeze(&county, &[]), &above.path("members/yunshan"));
    include(&above, &[("members/yunshan", "yunshan", "dangwei")]);
    refused(&above, "include.nested");
}

#[test]
fn ids_that_meet_are_told() {
    let county = county();
    county.write(
        "content/activities/2022/dong-hui.md",
        "---\ntitle: 同名\nkind: activity\ndate: 2022-01-01\nbranch: xianwei\n---\n文\n",
    );
    county.write("content/branches.yaml", format!("{COUNTY}- {{id: dong-dangwei, name: 又一个, kind: 党委}}\n"));
    let run = county.run(&["build"]);
    assert_eq!(run.status, 1);
    for part in ["entry.duplicate_id", "content/activities/2022/dong-hui.md", "branch.duplicate_id"] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
}

#[test]
fn the_order_of_members_changes_no_entry() {
    let county = county();
    county.build();
    let before = tree(&county.path("public"));
    include(&county, &[("members/xi.zip", "xi", "xianwei"), ("members/dong", "dong", "xianwei")]);
    county.build();
    let after = tree(&county.path("public"));
    assert!(before["archive.json"] == after["archive.json"]);
    for (name, bytes) in &before {
        let entry = ["activities/2", "awards/2", "reports/2"].iter().any(|kind| name.starts_with(kind));
        assert!(!entry || *bytes == after[name], "{name} differs");
    }
}

/// A build into a new folder, without any memory.
fn fresh(county: &Project, name: &str) -> BTreeMap<String, Vec<u8>> {
    let out = county.path(name);
    fs::remove_dir_all(county.path(".dangan-cache")).expect("the memory");
    let run = county.run(&["build", "--out", out.to_str().expect("a path")]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    tree(&out)
}

#[test]
fn a_new_snapshot_is_built_as_if_nothing_was_known() {
    let county = county();
    county.build();
    assert!(county.build().stderr.contains(" 0.0 MB"), "nothing to write");
    let later = town("东镇");
    later.write("content/activities/2022/files/签到表.txt", "改过的签到");
    later.write("content/branches.yaml", BRANCHES.replace("上村党支部", "下村党支部"));
    for file in ["activities/2022/hui.md", "reports/2022/shuzhi.md"] {
        let path = format!("content/{file}");
        let text = fs::read_to_string(later.path(&path)).expect("text");
        later.write(&path, text.replace("上村党支部", "下村党支部"));
    }
    fs::remove_dir_all(county.path("members/dong")).expect("the old one");
    copy_tree(&freeze(&later, &[]), &county.path("members/dong"));
    county.build();
    let built = tree(&county.path("public"));
    assert!(built == fresh(&county, "fresh"));
    assert!(county.page("activities/2022/dong-hui/index.html").contains("下村党支部"));
}

/// Whether a command opens a page of a member's site, which only verifying does.
#[cfg(target_os = "linux")]
fn verifies(county: &Project, command: &str) -> bool {
    let log = county.path("calls.txt");
    let mut strace = std::process::Command::new("strace");
    strace.args(["-f", "-qq", "-e", "trace=openat", "-o"]).arg(&log);
    strace.arg(env!("CARGO_BIN_EXE_dangan")).arg("--root").arg(county.root()).arg(command);
    let run = crate::harness::finish(&mut strace);
    assert_eq!(run.status, 0, "{}", run.stderr);
    fs::read_to_string(&log).expect("calls").contains("members/dong/data/site/index.html")
}

#[cfg(target_os = "linux")]
#[test]
fn a_build_verifies_only_snapshots_that_were_touched_and_other_commands_all() {
    let county = county();
    assert!(verifies(&county, "build"), "nothing is known yet");
    assert!(!verifies(&county, "build"), "all is known");
    assert!(verifies(&county, "check"), "check takes nothing on trust");
    let page = county.path("members/dong/data/site/index.html");
    let bytes = fs::read(&page).expect("bytes");
    fs::write(&page, bytes).expect("written");
    assert!(verifies(&county, "build"), "a file was written, if with the same bytes");
    assert!(!verifies(&county, "build"));
    fs::remove_dir_all(county.path(".dangan-cache")).expect("the memory");
    assert!(verifies(&county, "build"), "nothing is known any more");
}

#[test]
fn a_damaged_memory_of_snapshots_is_none() {
    let county = county();
    county.build();
    let memory = county.path(".dangan-cache/verified.json");
    let whole = fs::read(&memory).expect("a memory");
    let site = tree(&county.path("public"));
    let middle = whole.len() / 2;
    let mut changed = whole.clone();
    changed[middle] ^= 1;
    for damaged in [Vec::new(), b"{}".to_vec(), whole[..middle].to_vec(), changed] {
        fs::write(&memory, damaged).expect("written");
        county.build();
        assert!(tree(&county.path("public")) == site);
        assert!(fs::read(&memory).expect("a memory") == whole, "it is made anew");
    }
}

/// Size and time are as they were; the system's own note of the change, which no program sets back, is not.
#[cfg(unix)]
#[test]
fn an_altered_snapshot_with_its_size_and_time_set_back_is_refused() {
    let county = county();
    county.build();
    for file in ["members/dong/data/content/activities/2022/hui.md", "members/xi.zip"] {
        let path = county.path(file);
        let (whole, time) = (fs::read(&path).expect("bytes"), fs::metadata(&path).and_then(|m| m.modified()));
        damage(&path);
        let back = || fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(time?));
        back().expect("the time is set back");
        refused(&county, "include.unverified");
        fs::write(&path, whole).expect("written");
    }
    county.build();
}

#[test]
fn a_served_site_follows_the_settings() {
    let county = county();
    let mut live = Live::open(county.root(), Edition::Internal).expect("a site");
    include(&county, &[("members/xi.zip", "west", "xianwei")]);
    fs::remove_file(county.path("content/activities/2022/good.md")).expect("it names the other town");
    let paths = ["content/site.yaml", "content/activities/2022/good.md"];
    live.update(&Touched { paths: paths.iter().map(SourcePath::new).collect(), rescan: false });
    assert!(!live.is_behind(), "{:?}", live.faults());
    let site = live.site().expect("a site");
    county.build();
    let built = tree(&county.path("public"));
    let served: BTreeSet<String> = site.paths().iter().map(ToString::to_string).collect();
    let names: BTreeSet<String> = built.keys().filter(|name| *name != "dangan-files.txt").cloned().collect();
    assert_eq!(served, names);
    for name in served {
        let bytes = site.bytes(&name).expect("a path").unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        assert!(bytes == built[&name], "{name} differs");
    }
}

#[test]
fn the_archives_own_snapshot_holds_its_members_whole() {
    let county = county();
    let bag = freeze(&county, &["--zip"]);
    for path in [bag.clone(), bag.join("data/members/dong"), bag.join("data/members/xi")] {
        let run = run(&["verify", path.to_str().expect("a path")]);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    }
    let inside = tree(&bag.join("data/site"));
    let out = county.path("again");
    let root = bag.join("data");
    // The zip file of one town is not where the settings say: the snapshot has it unpacked.
    let run = run(&["--root", root.to_str().expect("a path"), "build", "--out", out.to_str().expect("a path")]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(tree(&out) == inside);
    let public = freeze(&county, &["--audience", "public"]);
    for (name, bytes) in tree(&public) {
        assert!(!String::from_utf8_lossy(&bytes).contains("内部的话"), "{name}");
    }
}

#[test]
fn nothing_is_written_into_a_member() {
    let county = county();
    let before = tree(&county.path("members"));
    county.build();
    let run = county.run(&["check", "--fix"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let run = county.run(&["catalogue"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let rows = fs::read_to_string(county.path("content/catalogue.csv")).expect("the catalogue");
    assert!(rows.contains("activities/2022/dong-hui"), "{rows}");
    let run = county.build();
    assert!(!run.stderr.contains("number."), "numbers of members stay theirs: {}", run.stderr);
    assert!(tree(&county.path("members")) == before);
}
