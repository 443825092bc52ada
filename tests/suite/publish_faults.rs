//! A publication to a folder that is killed, or that the disk fails, at every step: every link that readers meet works,
//! and the next run ends right. strace injects the faults.

use crate::harness::{Run, finish, tree};
use crate::publish::{PRIVATE, Scene, entry};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Calls by which a publication changes the disk.
const CALLS: [&str; 6] = ["write", "mkdir", "rename", "unlink", "rmdir", "syncfs"];

type Tree = BTreeMap<String, Vec<u8>>;

/// A site that was published, and then edited: an entry added, one changed, one removed. The new site is built already.
struct Edited {
    scene: Scene,
    before: Tree,
    old: Tree,
    new: Tree,
}

impl Edited {
    fn new() -> Edited {
        let scene = Scene::new();
        scene.project.write("content/activities/2022/leaves.md", entry("要走的"));
        scene.project.write("content/activities/2022/changes.md", entry("要变的"));
        scene.published();
        let (before, old) = (tree(&scene.target), scene.readers());
        fs::remove_file(scene.project.path("content/activities/2022/leaves.md")).expect("removed");
        scene.project.write("content/activities/2022/changes.md", entry("变了的"));
        scene.project.write("content/activities/2022/comes.md", entry("新来的"));
        scene.project.build();
        let mut new = tree(&scene.project.path("public"));
        new.remove("dangan-files.txt");
        Edited { scene, before, old, new }
    }

    fn reset(&self) {
        let _ = fs::remove_dir_all(&self.scene.target);
        for (name, bytes) in &self.before {
            let path = self.scene.target.join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, bytes).expect("a file");
        }
    }

    /// Publishes under strace; one thread, so that every run takes the same steps.
    fn traced(&self, call: &str, fault: &str, options: &[&str]) -> Run {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
        strace.args(["-e", &format!("inject={call}:{fault}")]);
        strace.arg(env!("CARGO_BIN_EXE_dangan")).arg("--root").arg(self.scene.project.root());
        strace.arg("publish").arg(&self.scene.target).args(options);
        strace.env("RAYON_NUM_THREADS", "1").env_remove("LC_ALL").env("LANG", "en_US.UTF-8");
        finish(&mut strace)
    }

    /// Every file is the old or the new one whole, and no link that a reader meets leads nowhere.
    fn assert_whole(&self, what: &str) {
        let now = self.scene.readers();
        for (name, bytes) in &now {
            let whole = self.old.get(name) == Some(bytes) || self.new.get(name) == Some(bytes);
            assert!(whole, "{what}: {name} is neither old nor new");
        }
        assert_eq!(dead_links(&now), Vec::<String>::new(), "{what}");
    }

    fn assert_ends_right(&self, what: &str) {
        let again = self.scene.publish(&["--break-lock"]);
        assert_eq!(again.status, 0, "{what}: {}", again.stderr);
        self.scene.assert_published();
    }
}

/// A real signal at a call of the program, which is then held up until the signal has surely been heard.
#[test]
fn stopped_by_ctrl_c_at_any_file_it_leaves_no_lock_and_goes_on_when_run_again() {
    let edited = Edited::new();
    let (mut stopped, mut step) = (0, 1);
    loop {
        edited.reset();
        let run = edited.traced("rename", &format!("signal=INT:delay_exit=300000:when={step}"), &[]);
        let what = format!("rename {step}");
        assert!(!edited.scene.target.join(PRIVATE).join("lock").exists(), "{what}: a lock is left");
        edited.assert_whole(&what);
        if run.stderr.contains("it was stopped (Ctrl-C)") {
            assert_eq!(run.status, 2, "{what}: {}", run.stderr);
            stopped += 1;
        }
        let again = edited.scene.publish(&[]);
        assert_eq!(again.status, 0, "{what}: {}", again.stderr);
        edited.scene.assert_published();
        if run.status == 0 && !run.stderr.contains("stopped") && stopped > 0 {
            break;
        }
        step += 2;
        assert!(step < 400, "the signal was never past the last rename");
    }
    assert!(stopped > 3, "only {stopped} runs were stopped");
}

/// Links to files that are not there, on all pages that can be reached from the home page.
pub fn dead_links(site: &Tree) -> Vec<String> {
    let mut known: BTreeSet<String> = BTreeSet::from(["index.html".to_owned()]);
    let (mut todo, mut dead) = (vec!["index.html".to_owned()], Vec::new());
    while let Some(page) = todo.pop() {
        let Some(bytes) = site.get(&page) else {
            dead.push(page);
            continue;
        };
        if !page.ends_with("html") {
            continue;
        }
        for link in links(&page, &String::from_utf8_lossy(bytes)) {
            if known.insert(link.clone()) {
                todo.push(link);
            }
        }
    }
    dead
}

/// What a page's `href` and `src` lead to in the site.
fn links(page: &str, html: &str) -> Vec<String> {
    let values = ["href=\"", "src=\""].into_iter().flat_map(|attribute| html.split(attribute).skip(1));
    let links = values.filter_map(|rest| rest.split('"').next());
    links
        .filter(|link| !link.contains(':') && !link.starts_with('#'))
        .map(|link| {
            let mut parts: Vec<&str> = page.split('/').collect();
            parts.pop();
            for part in link.split(['#', '?']).next().unwrap_or_default().split('/') {
                if part == ".." {
                    parts.pop();
                } else {
                    parts.push(part);
                }
            }
            parts.join("/")
        })
        .collect()
}

#[test]
fn killed_at_any_step_it_leaves_no_half_site_and_is_gone_on_with() {
    let edited = Edited::new();
    assert!(!links("a/b.html", "<a href=\"../c/d.html#x\">").is_empty());
    let mut steps = 0;
    for call in CALLS {
        for step in 1.. {
            let what = format!("killed at {call} {step}");
            edited.reset();
            let run = edited.traced(call, &format!("signal=KILL:when={step}"), &[]);
            edited.assert_whole(&what);
            if run.status == 0 {
                break;
            }
            steps += 1;
            edited.assert_ends_right(&what);
        }
    }
    assert!(steps > 35, "only {steps} steps were killed at");
}

#[test]
fn a_full_disk_leaves_the_site_as_it_was() {
    let edited = Edited::new();
    let mut told = 0;
    for step in 1.. {
        edited.reset();
        let run = edited.traced("write", &format!("error=ENOSPC:when={step}"), &[]);
        if run.status == 0 {
            break;
        }
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        // The write of the message itself may be the one that fails.
        told += usize::from(run.stderr.contains("the disk is full"));
        edited.assert_whole(&format!("full at write {step}"));
        if run.stderr.contains("readers see the site as it was") {
            assert!(edited.scene.readers() == edited.old, "step {step}: the site is another");
            assert!(!edited.scene.target.join(PRIVATE).join("new").exists(), "what waits takes up a full disk");
        }
        assert!(!edited.scene.target.join(PRIVATE).join("lock").exists(), "step {step}: the lock stays");
        assert_eq!(edited.scene.publish(&[]).status, 0);
        edited.scene.assert_published();
    }
    assert!(told > 10, "{told}");
}

#[test]
fn what_may_pass_is_tried_again() {
    let edited = Edited::new();
    for call in ["rename", "unlink", "mkdir"] {
        edited.reset();
        let once = edited.traced(call, "error=EIO:when=1", &["--retries", "1"]);
        assert_eq!(once.status, 0, "{call}: {}", once.stderr);
        edited.scene.assert_published();
    }
    edited.reset();
    let always = edited.traced("rename", "error=EIO:when=3+", &["--retries", "1"]);
    assert_eq!(always.status, 2, "{}", always.stderr);
    assert!(always.stderr.contains("Input/output error") && always.stderr.contains("half-way"), "{}", always.stderr);
    edited.assert_whole("renames fail");
    edited.assert_ends_right("renames fail");
}

#[test]
fn an_interrupted_publication_does_not_send_again_what_waits() {
    let edited = Edited::new();
    edited.reset();
    // The first rename is the list's; all files wait by then.
    assert_ne!(edited.traced("rename", "signal=KILL:when=1", &[]).status, 0);
    let waiting = edited.scene.target.join(PRIVATE).join("new");
    let stamp = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).expect("a time");
    let stamps = || -> BTreeMap<_, _> {
        tree(&waiting).into_keys().map(|name| (name.clone(), stamp(&waiting.join(name)))).collect()
    };
    let before = stamps();
    assert!(before.len() > 10, "{} wait", before.len());
    assert_ne!(edited.traced("rename", "signal=KILL:when=1", &["--break-lock"]).status, 0);
    assert!(before == stamps(), "they were written again");
}

#[test]
fn of_two_publishers_one_goes_on() {
    let edited = Edited::new();
    edited.reset();
    assert_ne!(edited.traced("rename", "signal=KILL:when=1", &[]).status, 0);
    let before = tree(&edited.scene.target);
    let second = edited.scene.publish(&[]);
    assert_eq!((second.status, second.stdout.as_str()), (2, ""), "{}", second.stderr);
    assert!(second.stderr.contains("is publishing to") && second.stderr.contains("--break-lock"), "{}", second.stderr);
    assert!(
        second.stderr.contains("by that computer's clock") && second.stderr.contains("process "),
        "{}",
        second.stderr
    );
    assert_eq!(tree(&edited.scene.target), before);
    edited.assert_ends_right("the lock was taken over");
}

#[test]
fn whose_lock_was_taken_over_stops() {
    let edited = Edited::new();
    edited.reset();
    let lock = edited.scene.target.join(PRIVATE).join("lock");
    let pending = edited.scene.target.join(PRIVATE).join("pending.json");
    let run = std::thread::scope(|scope| {
        // The second rename is the first file's; it waits long enough for the lock to change hands meanwhile.
        let first = scope.spawn(|| edited.traced("rename", "delay_enter=3000000:when=2", &[]));
        while !pending.exists() {
            assert!(!first.is_finished(), "it ended too early");
            std::thread::yield_now();
        }
        let ticket = fs::read_to_string(&lock).expect("a lock");
        fs::write(&lock, ticket.replace("\"token\":\"", "\"token\":\"other")).expect("taken over");
        first.join().expect("a run")
    });
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("took over"), "{}", run.stderr);
    assert!(lock.exists(), "the other's lock is gone");
    edited.assert_whole("the lock was taken over");
    edited.assert_ends_right("the lock was taken over");
}
