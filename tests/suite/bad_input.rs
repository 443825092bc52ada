//! Every kind of bad input with its exact diagnostics, in both languages, and `public/` untouched.
//! A fixture is `tests/sites/<case>/` and its outcome `expected.txt` beside it;
//! `UPDATE_FIXTURES=1 cargo test bad_input` writes the outcomes anew, to be read before committing.

use crate::harness::{Project, Run, command, finish, sites, tree};
use std::fs;

/// Compares a case's outcome with the one on record.
fn check(case: &str) {
    let project = Project::with(case);
    project.write("public/dangan-files.txt", "old.html\n");
    project.write("public/old.html", "old");
    let before = tree(&project.path("public"));
    let seen = outcome(&project);
    let record = sites().join(case).join("expected.txt");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&record, &seen).expect("a record");
    }
    let expected = fs::read_to_string(&record).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(seen, expected, "{case}: the outcome differs from tests/sites/{case}/expected.txt");
    if seen.starts_with("exit 1") {
        assert_eq!(tree(&project.path("public")), before, "{case}: public/ was touched");
    }
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
    yaml_needs_quotes yaml_second_colon unknown_key other_kind wrong_type missing_fields unknown_branch
    impossible_date year_far duplicate_id broken_links value unknown_kind branches_cycle branches_faults
    site_faults records template_error template_syntax everything_at_once full_width_colon
}

/// Runs `check` and gives the only diagnostic's code and place.
fn only(project: &Project) -> String {
    let run = project.run(&["check", "--format", "json"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    json_places(&run)
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
    assert_eq!(only(&project), "error file.not_utf8 content/gbk.md:5:1\n");
}

#[test]
fn an_empty_file() {
    let project = Project::base();
    project.write("content/empty.md", "");
    project.write("content/blank.md", "\u{feff}\r\n \r\n");
    assert_eq!(only(&project), "error file.empty content/blank.md:1:1\nerror file.empty content/empty.md:1:1\n");
}

#[test]
fn a_file_of_fifty_megabytes() {
    let project = Project::base();
    project.write("content/large.md", vec![b'a'; 50 << 20]);
    assert_eq!(only(&project), "error file.too_large content/large.md:1:1\n");
}

#[test]
fn missing_settings() {
    let project = Project::base();
    fs::remove_file(project.path("content/site.yaml")).expect("removed");
    assert_eq!(only(&project), "error file.missing content/site.yaml:1:1\n");
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
    let expected = "error file.link_outside content/dangling.md:1:1\n\
                    error file.link_loop content/loop:1:1\n\
                    error file.link_outside content/out.md:1:1\n";
    assert_eq!(only(&project), expected);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_windows_refuses_or_confuses() {
    let project = Project::base();
    let good = fs::read_to_string(project.path("content/activities/2022/good.md")).expect("text");
    for name in ["con.md", "a:b.md", "Twin.md", "twin.md"] {
        project.write(&format!("content/{name}"), good.replace("title: ", &format!("slug: n{}\ntitle: ", name.len())));
    }
    let seen = only(&project);
    assert!(seen.contains("error file.windows_name content/a:b.md:1:1"), "{seen}");
    assert!(seen.contains("error file.windows_name content/con.md:1:1"), "{seen}");
    assert!(seen.contains("error file.case_twin content/twin.md:1:1"), "{seen}");
}

#[test]
fn a_folder_without_content() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let run = finish(command().arg("--root").arg(folder.path()).arg("check"));
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("has no folder content/"), "{}", run.stderr);
}

#[test]
fn an_output_folder_of_someone_else() {
    let project = Project::base();
    project.write("public/holiday.jpg", "not ours");
    let run = project.run(&["build"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("holiday.jpg"), "{}", run.stderr);
    assert_eq!(tree(&project.path("public")).len(), 1, "public/ was touched");
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

/// Root may write anywhere, so the folder is made unwritable by a file in its place.
#[test]
fn an_output_folder_that_cannot_be_made() {
    let project = Project::base();
    project.write("file", "not a folder");
    let out = project.path("file/public");
    let run = project.run(&["build", "--out", out.to_str().expect("a path")]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("failed: "), "{}", run.stderr);
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
    let after = tree(&out);
    let unmounted = Command::new("umount").arg(&out).status();
    assert!(unmounted.is_ok_and(|s| s.success()));
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert_eq!(second.status, 2, "{}", second.stderr);
    assert!(second.stderr.contains("磁盘满了"), "{}", second.stderr);
    assert_eq!(before, after, "the site was touched");
}
