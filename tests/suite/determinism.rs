//! The same content gives the same bytes, whatever surrounds the build; and what `--audience public` promises.

use crate::harness::{Project, command, copy_tree, finish, tree};
use std::fs;
use std::process::Command;

fn built(
    project: &Project,
    prepare: impl FnOnce(&mut Command) -> &mut Command,
) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut run = command();
    prepare(run.arg("--root").arg(project.root()).arg("build"));
    let run = finish(&mut run);
    assert_eq!(run.status, 0, "{}", run.stderr);
    tree(&project.path("public"))
}

fn assert_same(
    left: &std::collections::BTreeMap<String, Vec<u8>>,
    right: &std::collections::BTreeMap<String, Vec<u8>>,
) {
    let names = |t: &std::collections::BTreeMap<String, Vec<u8>>| t.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(left), names(right));
    for (name, bytes) in left {
        assert!(right[name] == *bytes, "{name} differs");
    }
}

#[test]
fn folder_zone_locale_and_threads_do_not_matter() {
    let here = Project::sample();
    let there = Project::sample();
    let first = built(&here, |c| c.env("TZ", "Asia/Shanghai").env("RAYON_NUM_THREADS", "1"));
    let second = built(&there, |c| {
        c.env("TZ", "America/Los_Angeles").env("LC_ALL", "zh_CN.UTF-8").env("RAYON_NUM_THREADS", "7")
    });
    assert_same(&first, &second);
}

#[test]
fn what_public_held_before_does_not_matter() {
    let fresh = Project::sample();
    let used = Project::sample();
    used.write(
        "content/activities/2020/extra.md",
        "---\ntitle: 多余\nkind: activity\ndate: 2020-01-01\nbranch: 不存在\n---\n",
    );
    assert_eq!(used.run(&["build"]).status, 1);
    let branch = fs::read_to_string(used.path("content/branches.yaml")).expect("branches");
    let id = branch.lines().find_map(|l| l.trim_start_matches("- ").strip_prefix("id: ")).expect("an id").to_owned();
    used.write(
        "content/activities/2020/extra.md",
        format!("---\ntitle: 多余\nkind: activity\ndate: 2020-01-01\nbranch: {id}\ntags: [独有的标签]\n---\n正文"),
    );
    used.build();
    fs::remove_file(used.path("content/activities/2020/extra.md")).expect("removed");
    fs::write(used.path("public/index.html"), "spoilt").expect("written");
    assert_same(&built(&fresh, |c| c), &built(&used, |c| c));
}

#[test]
fn a_second_build_writes_nothing() {
    let project = Project::sample();
    project.build();
    let again = project.run(&["build", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&again.stdout).expect("JSON");
    assert_eq!(object["bytes_written"], 0);
    assert_eq!(object["files_removed"], 0);
}

/// The public edition of the sample equals a build of an archive that never had anything else.
#[test]
fn the_public_edition_is_the_public_entries_alone() {
    let whole = Project::sample();
    let run = whole.run(&["build", "--audience", "public"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let seen = tree(&whole.path("public"));
    let catalogue: serde_json::Value = serde_json::from_slice(&seen["archive.json"]).expect("JSON");
    let entries = catalogue["entries"].as_array().expect("entries");
    assert!(entries.len() > 10, "the sample has too few public entries to tell");
    let sources: Vec<&str> = entries.iter().map(|e| e["source"].as_str().expect("a source")).collect();

    let alone = Project::sample();
    for file in walkdir::WalkDir::new(alone.path("content")) {
        let file = file.expect("an entry");
        let name = file.path().strip_prefix(alone.root()).expect("below").to_string_lossy().replace('\\', "/");
        if file.path().extension().is_some_and(|e| e == "md") && !sources.contains(&name.as_str()) {
            fs::remove_file(file.path()).expect("removed");
        }
    }
    let run = alone.run(&["build", "--audience", "public"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_same(&seen, &tree(&alone.path("public")));
}

#[test]
fn nothing_internal_reaches_the_public_edition() {
    let project = Project::base();
    let canary = "卡那利词";
    project.write(
        "content/activities/2022/secret.md",
        format!(
            "---\ntitle: {canary}标题\nkind: activity\ndate: 2022-05-01\nbranch: shang-cun\ntags: [{canary}标签]\n\
             attachments: [canary.csv]\n---\n{canary}正文"
        ),
    );
    project.write("content/activities/2022/canary.csv", canary);
    project.write(
        "content/activities/2022/open.md",
        "---\ntitle: 公开\nkind: activity\ndate: 2022-06-01\nbranch: shang-cun\naudience: public\n\
         evidence: [activities/2022/secret]\n---\n见[内部条目](secret.md)。",
    );
    let run = project.run(&["build", "--audience", "public"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for (name, bytes) in tree(&project.path("public")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(canary), "{name} names the internal entry");
        assert!(!text.contains("activities/2022/secret") && !name.contains("canary"), "{name} points to it");
    }
    let open = project.page("activities/2022/open/index.html");
    assert!(open.contains("见内部条目。"), "the link's words stay");
}

#[test]
fn a_copied_tree_is_the_same_site() {
    let project = Project::sample();
    project.build();
    let copy = tempfile::TempDir::new().expect("a folder");
    copy_tree(&project.path("public"), copy.path());
    let run = project.run(&["build", "--out", copy.path().to_str().expect("a path"), "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(object["bytes_written"], 0);
}
