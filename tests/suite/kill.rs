//! A build that is killed, at whichever step: the next one makes the site right.
//! strace does the killing; never looks at what a killed build has left.

use crate::harness::{Project, Run, finish, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Calls by which a build changes the disk.
const CALLS: [&str; 5] = ["write", "mkdir", "rename", "unlink", "rmdir"];

fn entry(title: &str) -> String {
    format!("---\ntitle: {title}\nkind: activity\ndate: 2022-05-06\nbranch: shang-cun\n---\n\n正文{title}。\n")
}

/// An archive that was built, and then edited: an entry added, one changed, one removed.
fn edited() -> Project {
    let project = Project::base();
    project.write("content/activities/2022/leaves.md", entry("要走的"));
    project.write("content/activities/2022/changes.md", entry("要变的"));
    project.build();
    edit(&project);
    project
}

fn edit(project: &Project) {
    let _ = fs::remove_file(project.path("content/activities/2022/leaves.md"));
    project.write("content/activities/2022/changes.md", entry("变了的"));
    project.write("content/activities/2022/comes.md", entry("新来的"));
}

/// A project never built, with the same sources.
fn unbuilt() -> Project {
    let project = Project::base();
    edit(&project);
    project
}

/// Builds under strace, which kills at a call; one thread, so that every run takes the same steps.
fn killed(project: &Project, call: &str, step: usize) -> Run {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
    strace.args(["-e", &format!("inject={call}:signal=KILL:when={step}")]);
    strace.arg(env!("CARGO_BIN_EXE_dangan")).arg("--root").arg(project.root()).arg("build");
    finish(strace.env("RAYON_NUM_THREADS", "1").env("LANG", "en_US.UTF-8"))
}

/// What is below a folder, put aside to be taken up again.
fn copied(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    if folder.is_dir() { tree(folder) } else { BTreeMap::new() }
}

struct Scene {
    project: Project,
    before: Vec<(PathBuf, BTreeMap<String, Vec<u8>>)>,
    expected: BTreeMap<String, Vec<u8>>,
}

impl Scene {
    fn of(project: Project) -> Scene {
        let fresh = unbuilt();
        fresh.build();
        let folders = [project.path("public"), project.path(".dangan-cache")];
        let before = folders.into_iter().map(|folder| (folder.clone(), copied(&folder))).collect();
        Scene { project, before, expected: tree(&fresh.path("public")) }
    }

    fn reset(&self) {
        for (folder, files) in &self.before {
            let _ = fs::remove_dir_all(folder);
            for (name, bytes) in files {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
                fs::write(path, bytes).expect("a file");
            }
        }
    }

    /// Kills a build at every step of one kind; gives how many there were.
    fn kill_at_each(&self, call: &str) -> usize {
        for step in 1.. {
            self.reset();
            let run = killed(&self.project, call, step);
            let ended = run.status == 0;
            assert!(ended || run.stdout.is_empty(), "{call} {step}: {}", run.stderr);
            self.project.build();
            let seen = tree(&self.project.path("public"));
            assert!(seen.keys().eq(self.expected.keys()), "{call} {step}: other files");
            let differ: Vec<&String> = seen.keys().filter(|name| seen[*name] != self.expected[*name]).collect();
            assert!(differ.is_empty(), "{call} {step}: {differ:?}");
            if ended {
                return step - 1;
            }
        }
        0
    }
}

fn assert_borne(project: Project, least: usize) {
    let scene = Scene::of(project);
    let steps: usize = CALLS.iter().map(|call| scene.kill_at_each(call)).sum();
    assert!(steps > least, "only {steps} steps were killed at");
}

#[test]
fn a_first_build_killed_at_any_step_is_made_right_by_the_next() {
    assert_borne(unbuilt(), 60);
}

#[test]
fn a_build_after_edits_killed_at_any_step_is_made_right_by_the_next() {
    assert_borne(edited(), 40);
}
