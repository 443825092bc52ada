//! A build in N parts, merged: the bytes of one build, or a refusal that names what is wrong and changes nothing.
//! Never looks at how files are shared out.

use crate::harness::{Project, Run, copy_tree, finish, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// Makes one part in `parts/<number>`.
fn part(project: &Project, number: usize, of: usize, more: &[&str]) -> Run {
    let folder = project.path(&format!("parts/{number}"));
    let share = format!("{number}/{of}");
    project.run(&[&["build", "--part", &share, "--out", text(&folder)], more].concat())
}

fn all_parts(project: &Project, of: usize, more: &[&str]) {
    let _ = fs::remove_dir_all(project.path("parts"));
    for number in 1..=of {
        let run = part(project, number, of, more);
        assert_eq!(run.status, 0, "{number}/{of}: {}", run.stderr);
    }
}

/// Merges what is in `parts` into `merged`.
fn merge(project: &Project, more: &[&str]) -> Run {
    let (parts, out) = (project.path("parts"), project.path("merged"));
    project.run(&[&["merge", text(&parts), "--out", text(&out)], more].concat())
}

fn assert_same(seen: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert!(seen.keys().eq(expected.keys()), "{what}: other files");
    let differ: Vec<&String> = seen.keys().filter(|name| seen[*name] != expected[*name]).collect();
    assert!(differ.is_empty(), "{what}: {differ:?}");
}

/// The site as one build makes it.
fn whole(project: &Project, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = project.path("whole");
    let _ = fs::remove_dir_all(&out);
    let run = project.run(&[&["build", "--out", text(&out)], more].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    tree(&out)
}

fn assert_parts_are_the_whole(project: &Project, counts: &[usize], more: &[&str]) {
    let expected = whole(project, more);
    for of in counts {
        let _ = fs::remove_dir_all(project.path("merged"));
        all_parts(project, *of, more);
        let run = merge(project, &[]);
        assert_eq!(run.status, 0, "{of} parts: {}", run.stderr);
        assert_same(&tree(&project.path("merged")), &expected, &format!("{of} parts {more:?}"));
    }
}

/// A few entries with attachments and links, some public, that `seed` decides.
fn random(seed: u64) -> Project {
    let mut random = fastrand::Rng::with_seed(seed);
    let project = Project::base();
    project.write("content/files/共用.csv", "甲,乙\n1,2\n");
    for number in 0..random.u8(1..25) {
        let year = 2018 + random.u16(0..6);
        let (audience, month) = (if random.bool() { "public" } else { "internal" }, 1 + random.u8(0..9));
        let attached = if random.bool() { "attachments: [../../files/共用.csv]\n" } else { "" };
        let body = format!("走访{}户群众。\n\n", random.u8(..)).repeat(usize::from(random.u8(1..9)));
        project.write(
            &format!("content/activities/{year}/e{number}.md"),
            format!(
                "---\ntitle: 第{number}次活动\nkind: activity\ndate: {year}-0{month}-11\nbranch: shang-cun\n\
                 audience: {audience}\ntags: [标签{}]\n{attached}---\n\n{body}",
                random.u8(0..4)
            ),
        );
    }
    project
}

#[test]
fn parts_of_the_sample_make_the_bytes_of_one_build() {
    assert_parts_are_the_whole(&Project::sample(), &[1, 7], &[]);
    assert_parts_are_the_whole(&Project::sample(), &[3], &["--audience", "public"]);
}

#[test]
fn parts_of_random_archives_make_the_bytes_of_one_build() {
    for seed in 0..3 {
        let project = random(seed);
        assert_parts_are_the_whole(&project, &[2, 3, 5], &[]);
        assert_parts_are_the_whole(&project, &[2, 4], &["--audience", "public"]);
    }
}

#[test]
fn there_may_be_more_parts_than_files() {
    let project = Project::base();
    let files = whole(&project, &[]).len();
    assert_parts_are_the_whole(&project, &[files + 3], &[]);
}

#[test]
fn a_merge_replaces_only_what_differs_and_the_next_build_is_right() {
    let project = random(9);
    project.build();
    let stamp = || fs::metadata(project.path("public/404.html")).expect("a page").modified().expect("a time");
    let before = stamp();
    project.write(
        "content/activities/2022/neu.md",
        "---\ntitle: 新来的\nkind: activity\ndate: 2022-05-06\nbranch: shang-cun\n---\n\n正文。\n",
    );
    all_parts(&project, 3, &[]);
    let run = project.run(&["merge", text(&project.path("parts")), "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let said: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert!(said["bytes_unchanged"].as_u64() > Some(0) && said["parts"] == 3, "{said}");
    assert_eq!(stamp(), before);
    assert_same(&tree(&project.path("public")), &whole(&project, &[]), "merged over a build");
    fs::remove_file(project.path("content/activities/2022/neu.md")).expect("removed");
    project.build();
    assert_same(&tree(&project.path("public")), &whole(&project, &[]), "built over a merge");
}

#[test]
fn a_part_leaves_the_site_and_the_memory_of_builds_alone() {
    let project = random(3);
    project.build();
    let before = (tree(&project.path("public")), tree(&project.path(".dangan-cache")));
    project.write(
        "content/activities/2022/e0.md",
        "---\ntitle: 改\nkind: activity\ndate: 2022-05-06\nbranch: shang-cun\n---\n",
    );
    all_parts(&project, 2, &[]);
    assert!(before == (tree(&project.path("public")), tree(&project.path(".dangan-cache"))));
}

#[test]
fn a_part_names_its_program_its_content_and_its_files() {
    let project = random(1);
    all_parts(&project, 2, &[]);
    let list = |number: usize| -> serde_json::Value {
        serde_json::from_slice(&fs::read(project.path(&format!("parts/{number}/part.json"))).expect("a list"))
            .expect("JSON")
    };
    let (one, two) = (list(1), list(2));
    assert!(one["program"].as_str().is_some_and(|program| program.starts_with(env!("CARGO_PKG_VERSION"))));
    assert_eq!((&one["content"], &one["part"], &one["of"]), (&two["content"], &1.into(), &2.into()));
    for (number, list) in [(1, &one), (2, &two)] {
        let site = tree(&project.path(&format!("parts/{number}/site")));
        let listed: Vec<&str> =
            list["files"].as_array().expect("files").iter().filter_map(|f| f["path"].as_str()).collect();
        assert!(site.keys().eq(listed.iter()), "part {number}");
    }
    let file = &two["files"][0];
    let path = project.path("parts/2/site").join(file["path"].as_str().expect("a path"));
    let sum = finish(Command::new("sha256sum").arg(&path)).stdout;
    assert_eq!(Some(&sum[..64]), file["sha256"].as_str(), "{}", path.display());
}

#[test]
fn parts_are_the_same_wherever_and_whenever_they_are_made() {
    let project = random(5);
    all_parts(&project, 3, &[]);
    // A copy has other times, other numbers of files and another path.
    let copy = Project::base();
    fs::remove_dir_all(copy.path("content")).expect("removed");
    copy_tree(&project.path("content"), &copy.path("content"));
    all_parts(&copy, 3, &[]);
    assert_same(&tree(&copy.path("parts")), &tree(&project.path("parts")), "copied");
    for number in [2, 2, 1] {
        assert_eq!(part(&project, number, 3, &[]).status, 0);
    }
    assert_same(&tree(&project.path("parts")), &tree(&copy.path("parts")), "repeated");
}

/// A project with a site, its parts in `parts`, and what a refused merge must leave as it is.
struct Scene {
    project: Project,
    before: BTreeMap<String, Vec<u8>>,
}

impl Scene {
    fn new() -> Scene {
        let project = random(7);
        all_parts(&project, 2, &[]);
        assert_eq!(merge(&project, &[]).status, 0);
        let before = tree(&project.path("merged"));
        // Another site than the one that is there: a merge that went wrong would show.
        project.write(
            "content/activities/2022/e0.md",
            "---\ntitle: 改\nkind: activity\ndate: 2022-05-06\nbranch: shang-cun\n---\n",
        );
        all_parts(&project, 3, &[]);
        Scene { project, before }
    }

    fn assert_refused(&self, status: i32, code: &str, names: &[&str]) {
        let run = merge(&self.project, &[]);
        assert_eq!(run.status, status, "{code}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("error[{code}]")) && run.stdout.is_empty(), "{code}: {}", run.stderr);
        for name in names {
            assert!(run.stderr.contains(name), "{code} does not say {name}: {}", run.stderr);
        }
        let json = merge(&self.project, &["--format", "json", "--lang", "zh"]);
        let said: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
        assert_eq!((json.status, &said["diagnostics"][0]["severity"]), (status, &"error".into()));
        assert!(tree(&self.project.path("merged")) == self.before, "{code}: the site has changed");
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.project.path("parts").join(relative)
    }

    /// A file of part 2's site.
    fn file(&self) -> PathBuf {
        let name = tree(&self.path("2/site")).into_keys().next().expect("a file");
        self.path("2/site").join(name)
    }
}

#[test]
fn missing_and_doubled_parts_are_named() {
    let scene = Scene::new();
    fs::rename(scene.path("2"), scene.project.path("aside")).expect("moved");
    scene.assert_refused(2, "part.missing", &["part 2/3 is missing"]);
    copy_tree(&scene.path("3"), &scene.path("again"));
    scene.assert_refused(2, "part.doubled", &["parts/3 (3/3)", "parts/again (3/3)"]);
    fs::remove_dir_all(scene.project.path("parts")).expect("removed");
    fs::create_dir(scene.project.path("parts")).expect("a folder");
    scene.assert_refused(2, "part.none", &["parts"]);
    fs::remove_dir(scene.project.path("parts")).expect("removed");
    let run = merge(&scene.project, &[]);
    assert!(run.status == 2 && run.stderr.contains("no such file or folder"), "{}", run.stderr);
    assert!(tree(&scene.project.path("merged")) == scene.before);
}

#[test]
fn parts_of_another_number_content_program_or_audience_are_named() {
    let scene = Scene::new();
    let redo = |of: usize, more: &[&str]| {
        fs::remove_dir_all(scene.path("2")).expect("removed");
        assert_eq!(part(&scene.project, 2, of, more).status, 0);
    };
    redo(4, &[]);
    scene.assert_refused(2, "part.count", &["parts/1 (1/3)", "parts/2 (2/4)"]);
    redo(3, &["--audience", "public"]);
    scene.assert_refused(2, "part.audience", &["parts/1 (1/3)", "parts/2 (2/3)"]);
    let list = fs::read_to_string(scene.path("3/part.json")).expect("a list");
    fs::write(scene.path("3/part.json"), list.replace(env!("CARGO_PKG_VERSION"), "9.9.9")).expect("written");
    redo(3, &[]);
    scene.assert_refused(2, "part.program", &["parts/3 (3/3)"]);
    fs::write(scene.path("3/part.json"), list).expect("written");
    // As long as before: only its bytes tell.
    scene.project.write("content/files/共用.csv", "甲,乙\n3,4\n");
    redo(3, &[]);
    scene.assert_refused(2, "part.content", &["parts/1 (1/3)", "parts/2 (2/3)"]);
}

#[test]
fn a_flipped_byte_a_lost_file_and_one_too_many_are_named() {
    let scene = Scene::new();
    let file = scene.file();
    let good = fs::read(&file).expect("bytes");
    for at in [0, good.len() / 2, good.len() - 1] {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        fs::write(&file, bytes).expect("written");
        scene.assert_refused(1, "part.altered", &[text(&file)]);
    }
    fs::write(&file, &good[..good.len() - 1]).expect("written");
    scene.assert_refused(1, "part.altered", &[text(&file)]);
    fs::remove_file(&file).expect("removed");
    scene.assert_refused(1, "part.lacking", &[text(&file)]);
    fs::write(&file, good).expect("written");
    fs::write(scene.path("2/site/more.html"), "more").expect("written");
    scene.assert_refused(1, "part.unlisted", &["more.html"]);
    fs::remove_file(scene.path("2/site/more.html")).expect("removed");
    let run = merge(&scene.project, &[]);
    assert_eq!(run.status, 0, "mended: {}", run.stderr);
}

#[test]
fn a_list_that_is_damaged_or_points_outside_is_refused() {
    let scene = Scene::new();
    let list = fs::read_to_string(scene.path("2/part.json")).expect("a list");
    let first = serde_json::from_str::<serde_json::Value>(&list).expect("JSON")["files"][0]["path"].clone();
    let escape = list.replacen(first.as_str().expect("a path"), "../../../../escaped.html", 1);
    for damaged in ["", "{}", &list[..list.len() / 2], &list.replace("\"format\": 1", "\"format\": 2"), &escape] {
        fs::write(scene.path("2/part.json"), damaged).expect("written");
        scene.assert_refused(2, "part.unreadable", &["parts/2"]);
    }
    let twice = list.replacen(first.as_str().expect("a path"), "404.html", 1);
    let owner = (1..=3).find(|n| scene.path(&format!("{n}/site/404.html")).exists()).expect("an owner");
    if owner != 2 {
        fs::write(scene.path("2/part.json"), twice).expect("written");
        scene.assert_refused(2, "part.shared", &["404.html"]);
    }
}

#[test]
fn folders_with_files_of_somebody_else_are_refused() {
    let project = Project::base();
    project.write("parts/1/notes.txt", "mine");
    let run = part(&project, 1, 2, &[]);
    assert!(run.status == 2 && run.stderr.contains("notes.txt"), "{}", run.stderr);
    fs::remove_file(project.path("parts/1/notes.txt")).expect("removed");
    all_parts(&project, 2, &[]);
    let before = tree(&project.path("parts"));
    let other = project.run(&["build", "--part", "2/2", "--out", text(&project.path("parts/1"))]);
    assert!(other.status == 2 && other.stderr.contains("holds part 1/2"), "{}", other.stderr);
    project.write("parts/1/site/mine.html", "mine");
    let run = part(&project, 1, 2, &[]);
    assert!(run.status == 2 && run.stderr.contains("mine.html"), "{}", run.stderr);
    fs::remove_file(project.path("parts/1/site/mine.html")).expect("removed");
    project.write("merged/mine.html", "mine");
    let run = merge(&project, &[]);
    assert!(run.status == 2 && run.stderr.contains("mine.html"), "{}", run.stderr);
    assert!(tree(&project.path("parts")) == before && tree(&project.path("merged")).len() == 1);
}

#[test]
fn a_part_that_makes_no_sense_is_refused() {
    let project = Project::base();
    let out = project.path("parts/1");
    for share in ["0/2", "3/2", "0/0", "2", "", "a/b", "1/2/3", "-1/2"] {
        let run = project.run(&["build", &format!("--part={share}"), "--out", text(&out)]);
        assert!(run.status == 2 && run.stderr.contains("K/N"), "{share}: {}", run.stderr);
    }
    let run = project.run(&["build", "--part", "1/2"]);
    assert!(run.status == 2 && run.stderr.contains("--out"), "{}", run.stderr);
    let run = project.run(&["build", "--part", "1/2", "--out", text(&project.path("content/parts"))]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert_eq!(project.run(&["merge"]).status, 2);
    assert!(!out.exists() && !project.path("public").exists());
}

#[test]
fn faults_of_the_content_stop_every_part_and_warnings_are_said_once() {
    let project = Project::with("year_far");
    let told = |number| part(&project, number, 2, &[]).stderr.matches("date.year_far").count();
    assert_eq!((told(1), told(2)), (1, 0));
    let before = tree(&project.path("parts"));
    project.write(
        "content/activities/2022/bad.md",
        "---\ntitle: 坏\nkind: activity\ndate: 2022-13-01\nbranch: shang-cun\n---\n",
    );
    let (one, two) = (part(&project, 1, 2, &["--format", "json"]), part(&project, 2, 2, &["--format", "json"]));
    assert!((one.status, two.status) == (1, 1) && one.stdout == two.stdout, "{}", two.stderr);
    assert!(one.stdout.contains("bad.md"), "{}", one.stdout);
    assert!(tree(&project.path("parts")) == before, "a part was touched");
}

/// Kills a part at a call, on one thread, so that every run takes the same steps.
fn killed(project: &Project, call: &str, step: usize) -> Run {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
    strace.args(["-e", &format!("inject={call}:signal=KILL:when={step}")]);
    strace.arg(env!("CARGO_BIN_EXE_dangan")).arg("--root").arg(project.root());
    strace.args(["build", "--part", "2/2", "--out"]).arg(project.path("parts/2"));
    finish(strace.env("RAYON_NUM_THREADS", "1").env("LANG", "en_US.UTF-8"))
}

/// Kills a part at every step of a kind, from `earlier` on; gives how many there were.
fn kill_at_each(project: &Project, call: &str, states: [&BTreeMap<String, Vec<u8>>; 2]) -> usize {
    for step in 1.. {
        let run = killed(project, call, step);
        let folder = project.path("parts/2");
        let now = if folder.exists() { tree(&folder) } else { BTreeMap::new() };
        assert!(now.is_empty() || states.contains(&&now), "{call} {step}: a part that is not whole");
        if run.status == 0 {
            return step - 1;
        }
        assert!(run.stdout.is_empty(), "{call} {step}: {}", run.stderr);
        if now.is_empty() {
            let run = merge(project, &[]);
            assert!(run.status == 2 && run.stderr.contains("part 2/2 is missing"), "{call} {step}: {}", run.stderr);
        }
    }
    0
}

#[test]
fn a_part_killed_at_any_step_is_absent_or_whole_and_can_be_repeated() {
    let project = Project::base();
    all_parts(&project, 2, &[]);
    let earlier = tree(&project.path("parts/2"));
    project.write(
        "content/activities/2022/neu.md",
        "---\ntitle: 新\nkind: activity\ndate: 2022-05-06\nbranch: shang-cun\n---\n",
    );
    assert_eq!(part(&project, 1, 2, &[]).status, 0);
    let fresh = Project::base();
    fs::remove_dir_all(fresh.path("content")).expect("removed");
    copy_tree(&project.path("content"), &fresh.path("content"));
    all_parts(&fresh, 2, &[]);
    let later = tree(&fresh.path("parts/2"));
    assert_ne!(earlier, later);
    let calls = ["write", "mkdir", "rename", "unlink", "rmdir"];
    let steps: usize = calls.iter().map(|call| kill_at_each(&project, call, [&earlier, &later])).sum();
    assert!(steps > 30, "only {steps} steps were killed at");
    assert_eq!(part(&project, 2, 2, &[]).status, 0);
    let left: Vec<_> =
        fs::read_dir(project.path("parts")).expect("parts").flatten().map(|item| item.file_name()).collect();
    assert_eq!(left.len(), 2, "what killed attempts left is removed: {left:?}");
    assert_eq!(merge(&project, &[]).status, 0);
    assert_same(&tree(&project.path("merged")), &whole(&project, &[]), "after all those kills");
}
