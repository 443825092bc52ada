//! `dangan publish` to a folder: what it sends, what it leaves, whom it refuses.
//! Faults of disks and networks are in `publish_faults` and `publish_store`.

use crate::harness::{Project, Run, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// What a target holds beside the site.
pub const PRIVATE: &str = ".dangan-publish/";

pub fn entry(title: &str) -> String {
    format!("---\ntitle: {title}\nkind: activity\ndate: 2022-05-06\nbranch: shang-cun\n---\n\n正文{title}。\n")
}

/// A project and a folder to publish to.
pub struct Scene {
    pub project: Project,
    pub target: PathBuf,
}

impl Scene {
    pub fn new() -> Scene {
        let project = Project::base();
        let target = project.path("share/site");
        fs::create_dir(project.path("share")).expect("a folder");
        Scene { project, target }
    }

    pub fn publish(&self, options: &[&str]) -> Run {
        let target = self.target.to_str().expect("a path");
        self.project.run(&[&["publish", target], options].concat())
    }

    pub fn published(&self) -> Run {
        let run = self.publish(&[]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run
    }

    /// What readers see.
    pub fn readers(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = if self.target.exists() { tree(&self.target) } else { BTreeMap::new() };
        files.retain(|name, _| !name.starts_with(PRIVATE));
        files
    }

    pub fn assert_published(&self) {
        let mut built = tree(&self.project.path("public"));
        built.remove("dangan-files.txt");
        let seen = self.readers();
        assert!(seen.keys().eq(built.keys()), "{:?}", seen.keys());
        assert!(seen == built, "files differ");
        let left: Vec<String> = tree(&self.target.join(PRIVATE)).into_keys().collect();
        assert_eq!(left, ["manifest.json"]);
    }
}

fn object(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.stdout))
}

#[test]
fn a_first_publication_sends_everything_and_a_second_nothing() {
    let scene = Scene::new();
    let first = scene.published();
    assert_eq!(first.stdout.trim(), scene.target.to_str().expect("a path"));
    scene.assert_published();
    let before = fs::metadata(scene.target.join("index.html")).and_then(|m| m.modified()).expect("a time");
    let second = scene.published();
    assert!(
        second.stderr.contains("sent 0 files (0.0 MB)") && second.stderr.contains(" 0 removed"),
        "{}",
        second.stderr
    );
    assert_eq!(fs::metadata(scene.target.join("index.html")).and_then(|m| m.modified()).ok(), Some(before));
    scene.assert_published();
}

#[test]
fn an_edit_sends_what_differs_and_a_removal_removes() {
    let scene = Scene::new();
    scene.project.write("content/activities/2022/leaves.md", entry("要走的"));
    scene.published();
    let old = scene.readers();
    fs::remove_file(scene.project.path("content/activities/2022/leaves.md")).expect("removed");
    scene.project.write("content/activities/2022/comes.md", entry("新来的"));
    let run = scene.publish(&["--format", "json"]);
    scene.assert_published();
    let new = scene.readers();
    let said = object(&run);
    let names = |key: &str| -> Vec<String> {
        let mut names: Vec<String> = serde_json::from_value(said[key].clone()).expect("names");
        names.sort();
        names
    };
    let only = |one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        one.keys().filter(|name| !other.contains_key(*name)).cloned().collect()
    };
    assert_eq!(names("added"), only(&new, &old));
    assert_eq!(names("removed"), only(&old, &new));
    let changed: Vec<String> =
        new.iter().filter(|(n, bytes)| old.get(*n).is_some_and(|b| b != *bytes)).map(|(n, _)| n.clone()).collect();
    assert_eq!(names("changed"), changed);
    assert!(!scene.target.join("activities/2022/leaves").exists(), "an empty folder stays");
    assert_eq!(said["files_unchanged"], new.len() - names("added").len() - changed.len());
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    let scene = Scene::new();
    let first = scene.publish(&["--dry-run"]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert!(first.stdout.starts_with("+ ") && first.stdout.lines().any(|l| l == "+ index.html"), "{}", first.stdout);
    assert!(!scene.target.exists());
    scene.project.write("content/activities/2022/leaves.md", entry("要走的"));
    scene.published();
    let before = tree(&scene.target);
    fs::remove_file(scene.project.path("content/activities/2022/leaves.md")).expect("removed");
    let dry = scene.publish(&["--dry-run"]);
    assert_eq!(tree(&scene.target), before);
    assert!(dry.stdout.lines().any(|l| l == "- activities/2022/leaves/index.html"), "{}", dry.stdout);
    assert!(dry.stdout.lines().any(|l| l == "~ index.html") && dry.stderr.contains("would send"), "{}", dry.stdout);
    let told = dry.stdout.lines().filter(|line| !line.starts_with('-')).count();
    let real = scene.published();
    assert!(real.stderr.contains(&format!("sent {told} files")), "{told}: {}", real.stderr);
}

#[test]
fn a_leak_stops_it_before_the_target_is_touched() {
    let scene = Scene::new();
    scene.published();
    let before = tree(&scene.target);
    scene.project.write("content/activities/2022/leaks.md", entry("电话13812345678"));
    for options in [&[][..], &["--audience", "public"], &["--dry-run"]] {
        let run = scene.publish(options);
        assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{}", run.stderr);
        assert!(run.stderr.contains("leak.mobile") && !run.stderr.contains("13812345678"), "{}", run.stderr);
        assert_eq!(tree(&scene.target), before);
    }
    fs::remove_file(scene.project.path("content/activities/2022/leaks.md")).expect("removed");
    let attached = entry("附件").replace("branch: shang-cun", "branch: shang-cun\nattachments: [表.csv]");
    scene.project.write("content/activities/2022/attached.md", attached);
    scene.project.write("content/activities/2022/表.csv", "姓名,身份证号\n某人,11010519491231002X\n");
    let run = scene.publish(&["--format", "json"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert_eq!(object(&run)["diagnostics"][0]["code"], "leak.id_number", "{}", run.stdout);
    assert_eq!(tree(&scene.target), before);
}

#[test]
fn what_was_touched_at_the_target_is_mended() {
    let scene = Scene::new();
    scene.published();
    let page = fs::read(scene.target.join("index.html")).expect("a page");
    fs::write(scene.target.join("index.html"), page.to_ascii_uppercase()).expect("as long as before");
    fs::remove_file(scene.target.join("404.html")).expect("removed");
    // Touched, but the same.
    let css = fs::read(scene.target.join("web.config")).expect("a file");
    fs::write(scene.target.join("web.config"), css).expect("written");
    let dry = scene.publish(&["--dry-run"]);
    assert_eq!(dry.stdout, "+ 404.html\n~ index.html\n");
    scene.published();
    scene.assert_published();
}

#[test]
fn files_of_somebody_else_are_never_touched() {
    let scene = Scene::new();
    fs::create_dir_all(scene.target.join("photos")).expect("folders");
    fs::write(scene.target.join("photos/mine.jpg"), "mine").expect("a file");
    let before = tree(&scene.target);
    for options in [&[][..], &["--dry-run"]] {
        let run = scene.publish(options);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        assert!(run.stderr.contains("photos/mine.jpg"), "{}", run.stderr);
        assert_eq!(tree(&scene.target), before);
    }
    fs::remove_file(scene.target.join("photos/mine.jpg")).expect("removed");
    // What systems leave on shares is not somebody's.
    for strewn in ["Thumbs.db", ".DS_Store", "photos/desktop.ini"] {
        fs::write(scene.target.join(strewn), "strewn").expect("a file");
    }
    scene.published();
    scene.published();
    for strewn in ["Thumbs.db", ".DS_Store", "photos/desktop.ini"] {
        assert!(scene.target.join(strewn).exists(), "{strewn} was removed");
    }
}

#[test]
fn a_copy_of_the_output_folder_is_taken_over() {
    let scene = Scene::new();
    scene.project.write("content/activities/2022/leaves.md", entry("要走的"));
    scene.project.build();
    crate::harness::copy_tree(&scene.project.path("public"), &scene.target);
    fs::remove_file(scene.project.path("content/activities/2022/leaves.md")).expect("removed");
    let dry = scene.publish(&["--dry-run"]);
    assert!(dry.stdout.contains("- activities/2022/leaves/index.html\n"), "{}", dry.stdout);
    assert!(!dry.stdout.contains("+ "), "{}", dry.stdout);
    scene.published();
    scene.assert_published();
}

#[test]
fn the_internal_edition_never_replaces_the_public_one() {
    let scene = Scene::new();
    let shown = entry("公开的").replace("branch:", "audience: public\nbranch:");
    scene.project.write("content/activities/2022/shown.md", shown);
    assert_eq!(scene.publish(&["--audience", "public"]).status, 0);
    let before = tree(&scene.target);
    let run = scene.publish(&[]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    assert!(run.stderr.contains("public edition") && run.stderr.contains("--audience public"), "{}", run.stderr);
    assert_eq!(tree(&scene.target), before);
}

#[test]
fn a_damaged_list_is_told_of() {
    let scene = Scene::new();
    scene.published();
    fs::write(scene.target.join(PRIVATE).join("manifest.json"), "{\"format\":1,\"aud").expect("written");
    let before = tree(&scene.target);
    let run = scene.publish(&[]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("manifest.json is damaged"), "{}", run.stderr);
    assert_eq!(tree(&scene.target), before);
}

#[test]
fn a_target_that_makes_no_sense_is_refused_in_both_languages() {
    let scene = Scene::new();
    let out = scene.project.path("public");
    let inside = scene.project.path("public/below");
    let sources = scene.project.path("content/site");
    let away = scene.project.path("not-connected/site");
    let path = |path: &PathBuf| path.to_str().expect("a path").to_owned();
    fs::write(scene.project.path("file"), "a file").expect("a file");
    let file = scene.project.path("file");
    for (target, english, chinese) in [
        (path(&out), "the site is built there", "网站就编译在那里"),
        (path(&inside), "the site is built there", "网站就编译在那里"),
        (path(&sources), "the archive's sources are there", "那里放着档案的原文"),
        (path(&away), "there is no such file or folder", "没有这个文件或文件夹"),
        (path(&file), "not a folder", "不是文件夹"),
        ("ftp://host/site".to_owned(), "is no place to publish to", "不是可以发布到的地方"),
        ("s3://AKIAKEY:geheim@bucket/site".to_owned(), "a key stands in the target", "目标里写着密钥"),
    ] {
        for (lang, words) in [("en", english), ("zh", chinese)] {
            let run = scene.project.run(&["publish", &target, "--lang", lang, "--retries", "0"]);
            assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{target}: {}", run.stderr);
            assert!(run.stderr.contains(words), "{target}: {}", run.stderr);
            assert!(!run.stderr.contains("geheim") && !run.stderr.contains("AKIAKEY"), "{}", run.stderr);
        }
    }
}
