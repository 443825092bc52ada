//! Every kind of bad input with its exact diagnostics, in both languages, and `public/` untouched.
//! A fixture is `tests/sites/<case>/` and its outcome `expected.txt` beside it;
//! `UPDATE_FIXTURES=1 cargo test bad_input` writes the outcomes anew, to be read before committing.

use crate::harness::{Project, Run, sites, tree};
use std::fs;

/// Compares a case's outcome with the one on record.
fn check(case: &str) {
    check_project(case, &Project::with(case));
}

/// The same for an archive that no folder of files can hold: links, odd names, odd bytes.
fn check_project(case: &str, project: &Project) {
    project.write("public/dangan-files.txt", "old.html\n");
    project.write("public/old.html", "old");
    let before = tree(&project.path("public"));
    let seen = outcome(project);
    compare(case, &seen);
    if seen.starts_with("exit 1") {
        assert_eq!(tree(&project.path("public")), before, "{case}: public/ was touched");
    }
}

fn compare(case: &str, seen: &str) {
    let record = sites().join(case).join("expected.txt");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::create_dir_all(sites().join(case)).expect("a folder");
        fs::write(&record, seen).expect("a record");
    }
    let expected = fs::read_to_string(&record).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(seen, expected, "{case}: the outcome differs from tests/sites/{case}/expected.txt");
}

/// Compares what a failing environment is told, in both languages; folders of the test are named ROOT.
fn check_environment(case: &str, project: &Project, out: &str) {
    let run = |lang: &str| project.run(&["build", "--out", out, "--lang", lang]);
    let (english, chinese) = (run("en"), run("zh"));
    let root = project.root().display().to_string();
    let seen = format!("exit {}\n\n{}\n{}", english.status, english.stderr, chinese.stderr).replace(&root, "ROOT");
    compare(case, &seen);
}

fn outcome(project: &Project) -> String {
    let english = project.run(&["build", "--lang", "en"]);
    let chinese = project.run(&["check", "--lang", "zh"]);
    let json = project.run(&["check", "--format", "json"]);
    let places = json_places(&json);
    let timeless: Vec<&str> = english.stderr.lines().filter(|l| !l.starts_with("done: ")).collect();
    format!("exit {}\n\n{}\n\n{}\n{places}", english.status, timeless.join("\n"), chinese.stderr)
}

/// `severity code file:line:column` for each diagnostic of the JSON view.
fn json_places(run: &Run) -> String {
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("stdout is JSON");
    let lines = object["diagnostics"].as_array().expect("a list").iter().map(|d| {
        let text = |key: &str| d[key].as_str().expect(key).to_owned();
        assert!(!text("message").is_empty());
        format!("{} {} {}:{}:{}\n", text("severity"), text("code"), text("file"), d["line"], d["column"])
    });
    lines.collect()
}

macro_rules! fixtures {
    ($($case:ident)*) => { $(#[test] fn $case() { check(stringify!($case)); })* };
}

fixtures! {
    no_front_matter unterminated_front_matter yaml_tab yaml_alias yaml_alias_bomb yaml_duplicate_key
    yaml_needs_quotes yaml_second_colon yaml_lines unknown_key other_kind wrong_type missing_fields unknown_branch
    impossible_date year_far duplicate_id broken_links value unknown_kind branches_cycle branches_faults
    site_faults number_rules number_own number_twice catalogue_rows catalogue_columns records template_error template_syntax everything_at_once full_width_colon
}

#[test]
fn every_fixture_is_run() {
    let this = include_str!("bad_input.rs");
    for entry in fs::read_dir(sites()).expect("fixtures") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        assert!(name == "base" || this.contains(&name), "tests/sites/{name} is never run");
    }
}

#[test]
fn a_file_that_is_not_utf8() {
    let project = Project::base();
    let mut bytes = b"---\ntitle: ok\n---\n\n".to_vec();
    bytes.extend([0xC4, 0xE3, 0xBA, 0xC3]);
    project.write("content/gbk.md", bytes);
    check_project("file_not_utf8", &project);
}

#[test]
fn an_empty_file() {
    let project = Project::base();
    project.write("content/empty.md", "");
    project.write("content/blank.md", "\u{feff}\r\n \r\n");
    check_project("file_empty", &project);
}

#[test]
fn a_file_of_fifty_megabytes() {
    let project = Project::base();
    project.write("content/large.md", vec![b'a'; 50 << 20]);
    check_project("file_too_large", &project);
}

#[test]
fn missing_settings() {
    let project = Project::base();
    fs::remove_file(project.path("content/site.yaml")).expect("removed");
    check_project("file_missing", &project);
}

#[cfg(unix)]
#[test]
fn links_that_loop_or_leave() {
    use std::os::unix::fs::symlink;
    let project = Project::base();
    project.write("secret.md", "---\ntitle: x\n---\n");
    symlink(project.path("content"), project.path("content/loop")).expect("a link");
    symlink(project.path("secret.md"), project.path("content/out.md")).expect("a link");
    symlink("/nowhere/at/all", project.path("content/dangling.md")).expect("a link");
    check_project("links_loop_or_leave", &project);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_windows_refuses_or_confuses() {
    let project = Project::base();
    let good = fs::read_to_string(project.path("content/activities/2022/good.md")).expect("text");
    for (slug, name) in ["con.md", "a:b.md", "Twin.md", "twin.md"].into_iter().enumerate() {
        project.write(&format!("content/{name}"), good.replace("title: ", &format!("slug: n{slug}\ntitle: ")));
    }
    check_project("names_windows", &project);
}

#[test]
fn a_folder_without_content() {
    let project = Project::base();
    fs::remove_dir_all(project.path("content")).expect("removed");
    check_environment("env_no_content", &project, "public");
}

#[test]
fn an_output_folder_of_someone_else() {
    let project = Project::base();
    project.write("public/holiday.jpg", "not ours");
    let out = project.path("public");
    check_environment("env_foreign_output", &project, out.to_str().expect("a path"));
    assert_eq!(tree(&out).len(), 1, "public/ was touched");
}

#[test]
fn an_output_folder_among_the_sources() {
    let project = Project::base();
    for out in ["content", "content/site", "."] {
        let out = project.path(out);
        let run = project.run(&["build", "--out", out.to_str().expect("a path")]);
        assert_eq!(run.status, 2, "{}", out.display());
    }
}

#[test]
fn an_output_folder_in_the_place_of_a_file() {
    let project = Project::base();
    project.write("file", "not a folder");
    check_environment("env_not_a_folder", &project, project.path("file/public").to_str().expect("a path"));
}

/// Root may write anywhere but into what the kernel itself shows.
#[cfg(target_os = "linux")]
#[test]
fn an_output_folder_that_may_not_be_written() {
    check_environment("env_unwritable", &Project::base(), "/sys/kernel/dangan");
}

/// A real full disk: a small file system in memory, mounted for this test (needs root on Linux).
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    use std::process::Command;
    let project = Project::base();
    project.write("content/big.bin", vec![7_u8; 3 << 20]);
    let entry =
        "---\ntitle: 大附件\nkind: activity\ndate: 2022-03-10\nbranch: shang-cun\nattachments: [big.bin]\n---\n";
    let out = project.path("small");
    fs::create_dir(&out).expect("a folder");
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "none"]).arg(&out).output();
    if !mount.is_ok_and(|m| m.status.success()) {
        // Without the right to mount, the same failure comes from a device that is always full.
        assert!(fs::write("/dev/full", "x").is_err(), "neither a small disk nor a full device to test with");
        return;
    }
    let target = out.to_str().expect("a path");
    let first = project.run(&["build", "--out", target]);
    let before = tree(&out);
    project.write("content/big.md", entry);
    let second = project.run(&["build", "--out", target, "--lang", "zh"]);
    let third = project.run(&["build", "--out", target, "--lang", "en"]);
    let after = tree(&out);
    let unmounted = Command::new("umount").arg(&out).status();
    assert!(unmounted.is_ok_and(|s| s.success()));
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert_eq!(second.status, 2, "{}", second.stderr);
    assert!(second.stderr.contains("磁盘满了"), "{}", second.stderr);
    assert_eq!(third.status, 2, "{}", third.stderr);
    assert!(third.stderr.contains("the disk is full"), "{}", third.stderr);
    assert_eq!(before, after, "the site was touched");
}
