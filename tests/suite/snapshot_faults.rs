//! A snapshot that is killed, or that the disk fails, at every step: its name is absent or whole, what was there
//! before is untouched, and the next run succeeds. strace injects the faults.

use crate::harness::{Project, Run, copy_tree, finish, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const NAME: &str = "qing-xi-zhen-dang-jian-dang-an-2022-03-10";

/// What a snapshot does to the disk, by the names of Linux's calls.
const CALLS: [&str; 6] = ["write", "rename", "fsync", "syncfs", "mkdir", "copy_file_range"];

/// An archive with an earlier snapshot, and what the folder of snapshots held then.
struct Scene {
    project: Project,
    earlier: BTreeMap<String, Vec<u8>>,
    spare: TempDir,
}

impl Scene {
    fn new() -> Scene {
        let project = Project::base();
        project.write("content/activities/2022/附件.txt", "附件\n");
        let site = fs::read_to_string(project.path("content/site.yaml")).expect("settings");
        project.write("content/site.yaml", format!("{site}as_of: 2021-12-31\n"));
        assert_eq!(project.run(&["snapshot", "--zip"]).status, 0);
        project.write("content/site.yaml", site);
        let spare = TempDir::new().expect("a folder");
        copy_tree(&project.path("snapshots"), spare.path());
        let mut earlier = tree(&project.path("snapshots"));
        // The page of the folder is rewritten by every snapshot.
        earlier.remove("index.html");
        Scene { project, earlier, spare }
    }

    /// The folder of snapshots as it was.
    fn reset(&self) {
        fs::remove_dir_all(self.shelf()).expect("removed");
        copy_tree(self.spare.path(), &self.shelf());
    }

    fn shelf(&self) -> PathBuf {
        self.project.path("snapshots")
    }

    /// Runs `snapshot --zip` under strace; one thread, so that every run does the same steps.
    fn traced(&self, options: &[&str]) -> Run {
        let mut strace = Command::new("strace");
        // Not --seccomp-bpf: with it strace 6.1 counts no calls, so that `when=2` never comes.
        strace.args(["-f", "-qq"]).args(options);
        strace.arg(env!("CARGO_BIN_EXE_dangan")).arg("--root").arg(self.project.root()).args(["snapshot", "--zip"]);
        strace.env("RAYON_NUM_THREADS", "1").env_remove("LC_ALL").env("LANG", "en_US.UTF-8");
        finish(&mut strace)
    }

    /// How often each call is made by the thread that makes it most; of writes, those to files alone.
    fn steps(&self) -> BTreeMap<&'static str, usize> {
        let log = self.project.path("trace.log");
        let trace = format!("trace={}", CALLS.join(","));
        let run = self.traced(&["-o", log.to_str().expect("a path"), "-e", &trace]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let text = fs::read_to_string(log).expect("the trace");
        self.reset();
        CALLS.iter().map(|call| (*call, most(&text, call))).collect()
    }

    /// What must hold after whatever happened.
    fn check(&self, what: &str) {
        let now = tree(&self.shelf());
        for (name, bytes) in &self.earlier {
            assert!(now.get(name) == Some(bytes), "{what}: the earlier snapshot's {name} was touched");
        }
        for name in [NAME.to_owned(), format!("{NAME}.zip")] {
            let path = self.shelf().join(&name);
            if path.exists() {
                let verified = self.project.run(&["verify", path.to_str().expect("a path")]);
                assert_eq!(verified.status, 0, "{what}: {name} is not whole: {}", verified.stdout);
            }
        }
    }

    fn succeeds(&self, what: &str) {
        let again = self.project.run(&["snapshot", "--zip"]);
        assert_eq!(again.status, 0, "{what}: {}", again.stderr);
        self.check(what);
        let names: Vec<String> = fs::read_dir(self.shelf())
            .expect("the folder")
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into())
            .collect();
        assert!(names.contains(&NAME.to_owned()) && names.contains(&format!("{NAME}.zip")), "{what}: {names:?}");
        assert!(!names.iter().any(|name| name.starts_with('.')), "{what}: {names:?} has leftovers");
    }
}

/// The most that one thread calls it before it first writes to a stream of its own.
fn most(trace: &str, call: &str) -> usize {
    let mut counts: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let count = counts.entry(thread).or_default();
        count.1 |= rest.trim_start().starts_with("write(1,") || rest.trim_start().starts_with("write(2,");
        if !count.1 && rest.trim_start().starts_with(&format!("{call}(")) {
            count.0 += 1;
        }
    }
    counts.values().map(|(count, _)| *count).max().unwrap_or(0)
}

/// All steps where they are few; else the first and last ones, and some between: most write one more page of
/// the site and are alike.
fn chosen(count: usize) -> Vec<usize> {
    (1..=count).filter(|n| count <= 16 || *n <= 2 || *n + 5 > count || n % 8 == 0).collect()
}

#[test]
fn killed_at_any_step_it_leaves_nothing_half_done() {
    let scene = Scene::new();
    let steps = scene.steps();
    for call in CALLS {
        assert!(steps[call] > 0, "{call} is never called: this test looks at the wrong calls");
        for (turn, step) in chosen(steps[call]).into_iter().enumerate() {
            let what = format!("killed at {call} {step} of {}", steps[call]);
            let inject = format!("inject={call}:signal=KILL:when={step}");
            let run = scene.traced(&["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
            assert_ne!(run.status, 0, "{what}: it was not");
            scene.check(&what);
            if turn % 2 == 0 {
                scene.succeeds(&what);
            }
            scene.reset();
        }
    }
}

#[test]
fn a_failing_disk_is_told_of_and_leaves_nothing() {
    let scene = Scene::new();
    let steps = scene.steps();
    let errors = [
        ("write", ["ENOSPC", "EIO", "EACCES"]),
        ("copy_file_range", ["ENOSPC", "EIO", "EACCES"]),
        ("mkdir", ["ENOSPC", "EIO", "EACCES"]),
        ("rename", ["ENOSPC", "EIO", "EACCES"]),
        ("syncfs", ["ENOSPC", "EIO", "EIO"]),
        ("fsync", ["EIO", "EIO", "EIO"]),
    ];
    for (call, errors) in errors {
        let (mut told, mut silent) = (0, 0);
        for (turn, step) in chosen(steps[call]).into_iter().enumerate() {
            let all = if steps[call] <= 3 { &errors[..] } else { &errors[turn % 3..=turn % 3] };
            for error in all {
                if fails_well(&scene, call, step, error) { told += 1 } else { silent += 1 }
            }
        }
        assert!(told > 0 && silent <= 1, "{call}: {told} told, {silent} silent");
    }
}

/// Whether a failure came with its message. strace counts each thread's calls by themselves, so that the write
/// of the message may be the main thread's turn to fail.
fn fails_well(scene: &Scene, call: &str, step: usize, error: &str) -> bool {
    let what = format!("{error} at {call} {step}");
    let inject = format!("inject={call}:error={error}:when={step}");
    let run = scene.traced(&["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{what}: {}", run.stderr);
    let told = match error {
        "ENOSPC" => "the disk is full",
        "EACCES" => "permission denied",
        _ => "Input/output error",
    };
    let silent = call == "write" && run.stderr.is_empty();
    assert!(silent || run.stderr.contains("failed: ") && run.stderr.contains(told), "{what}: {}", run.stderr);
    scene.check(&what);
    let named = scene.shelf().join(NAME).exists();
    // Once the snapshot has its name, what fails is the zip file's name, or the page of the folder.
    let after = matches!(call, "rename" | "fsync" | "syncfs" | "write" | "mkdir");
    assert!(!named || after, "{what}: it has got its name");
    if named {
        assert!(!is_before(&run.stderr), "{what}: it got its name too early: {}", run.stderr);
    }
    scene.reset();
    !silent
}

/// Whether a message is of a step that comes before any name is given.
fn is_before(message: &str) -> bool {
    ["/bag", "/zip"].iter().any(|part| message.contains(&format!("{part}/")))
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_of() {
    let project = Project::base();
    project.write("taken", "a file");
    let run = project.run(&["snapshot", "--out", project.path("taken").to_str().expect("a path")]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    assert!(run.stderr.contains("taken"), "{}", run.stderr);
    assert!(Path::new(&project.path("taken")).is_file());
}
