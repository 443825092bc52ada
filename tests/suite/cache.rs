//! Builds that remember the last one: always the bytes of a build that remembers nothing.
//! Never looks into what is remembered; a test damages it like anybody would.

use crate::harness::{Project, copy_tree, tree};
use std::fs;
use std::path::PathBuf;

/// What the project's site would be if it were built for the first time.
fn fresh(project: &Project) -> std::collections::BTreeMap<String, Vec<u8>> {
    let other = Project::base();
    for folder in ["content", "themes"] {
        let _ = fs::remove_dir_all(other.path(folder));
        if project.path(folder).is_dir() {
            copy_tree(&project.path(folder), &other.path(folder));
        }
    }
    other.build();
    tree(&other.path("public"))
}

fn assert_as_fresh(project: &Project, step: &str) {
    project.build();
    let (seen, expected) = (tree(&project.path("public")), fresh(project));
    assert!(seen.keys().eq(expected.keys()), "{step}: other files");
    let differ: Vec<&String> = seen.keys().filter(|name| seen[*name] != expected[*name]).collect();
    assert!(differ.is_empty(), "{step}: {differ:?}");
}

fn memories(project: &Project) -> Vec<PathBuf> {
    let folder = fs::read_dir(project.path(".dangan-cache")).expect("a cache");
    folder.map(|item| item.expect("an item").path()).collect()
}

#[test]
fn a_build_of_the_same_again_writes_nothing_and_says_so() {
    let project = Project::base();
    let first = project.build();
    let stamp = || fs::metadata(project.path("public/index.html")).expect("a page").modified().expect("a time");
    let before = stamp();
    let second = project.build();
    assert!(second.stderr.contains(" 0.0 MB written") && second.stderr.contains("1 entry"), "{}", second.stderr);
    assert_eq!((second.stdout, stamp()), (first.stdout, before));
}

#[test]
fn a_build_that_has_something_to_say_says_it_again() {
    let project = Project::with("year_far");
    let told = |run: crate::harness::Run| run.stderr.matches("date.year_far").count();
    assert_eq!((told(project.build()), told(project.build())), (1, 1));
}

#[test]
fn a_warning_said_again_makes_no_page_again() {
    let project = Project::with("year_far");
    project.build();
    let again = project.run(&["build", "--timings"]);
    let lines = |word: &str| again.stderr.lines().filter(|line| line.trim_start().starts_with(word)).count();
    assert_eq!(
        (lines("model "), lines("render "), again.stderr.contains(" 0.0 MB written")),
        (1, 0, true),
        "{}",
        again.stderr
    );
    assert_eq!((again.stderr.matches("date.year_far").count(), again.status), (1, 0));
}

#[test]
fn a_damaged_stale_or_foreign_memory_changes_nothing() {
    let project = Project::base();
    project.build();
    let memory = memories(&project).pop().expect("one memory");
    let good = fs::read_to_string(&memory).expect("text");
    let other_program = good.replace(env!("CARGO_PKG_VERSION"), "9.9.9");
    let stale = good.replace("\"pages\":", "\"pages\":9");
    assert_ne!(good, stale);
    for damaged in ["", "{", "null", &good[..good.len() / 2], &other_program, &stale, &"\u{0}".repeat(4096)] {
        project.write(
            "content/activities/2022/more.md",
            format!("---\ntitle: 又一次{}\nkind: activity\ndate: 2022-05-06\nbranch: shang-cun\n---\n", damaged.len()),
        );
        fs::write(&memory, damaged).expect("written");
        assert_as_fresh(&project, damaged);
    }
    fs::remove_dir_all(project.path(".dangan-cache")).expect("removed");
    assert_as_fresh(&project, "no cache");
    fs::remove_dir_all(project.path(".dangan-cache")).expect("removed");
    fs::write(project.path(".dangan-cache"), "a file where the folder should be").expect("written");
    assert_as_fresh(&project, "no room for a cache");
}

/// The built-in building blocks of pages.
const COMPONENTS: &str = include_str!("../../themes/default/templates/components.html");

/// Only where everybody may make links.
#[cfg(unix)]
#[test]
fn a_page_that_became_a_link_is_as_what_it_leads_to() {
    let project = Project::base();
    project.build();
    let (page, elsewhere) = (project.path("public/index.html"), project.path("elsewhere.html"));
    fs::rename(&page, &elsewhere).expect("a move");
    std::os::unix::fs::symlink(&elsewhere, &page).expect("a link");
    let shown = || {
        project.build();
        fs::read_to_string(&page).expect("a page")
    };
    let right = shown();
    fs::write(&elsewhere, "another page").expect("a write");
    assert!(shown() == right, "what the link leads to has changed");
}

/// The second branch under another name.
fn renamed(branches: &str, number: usize) -> String {
    let named = |line: &str| line.starts_with("  name: 上村");
    let line = |line: &str| if named(line) { format!("  name: 上村{number}支部\n") } else { format!("{line}\n") };
    assert!(branches.lines().any(named), "{branches}");
    branches.lines().map(line).collect()
}

/// One random change of a project, or of what is around it.
fn change(project: &Project, random: &mut fastrand::Rng, number: usize) -> String {
    let entry = format!("content/activities/2022/e{}.md", random.u8(0..6));
    let text = |title: &str| {
        format!(
            "---\ntitle: {title}\nkind: activity\ndate: 2022-0{}-11\nbranch: shang-cun\nattachments: [files/a.txt]\n---\n\n正文{title}。\n",
            1 + number % 9
        )
    };
    match random.u8(0..14) {
        0..=3 => project.write(&entry, text(&format!("第{number}次"))),
        4 => drop(fs::remove_file(project.path(&entry))),
        5 => drop(fs::rename(project.path(&entry), project.path(&format!("content/activities/2022/n{number}.md")))),
        // As long as before: only the time of change tells.
        6 => project.write("content/activities/2022/files/a.txt", format!("附件{number:04}")),
        7 => project.write("content/site.yaml", format!("title: 档案{number}\norganization: 镇党委\n")),
        8 => {
            let branches = fs::read_to_string(project.path("content/branches.yaml")).expect("branches");
            project.write(
                "content/branches.yaml",
                format!("{branches}- {{id: b{number}, name: 新支部{number}, kind: 党支部}}\n"),
            );
        }
        9 => project.write(
            "themes/default/templates/tags.html",
            format!("{{% extends \"base.html\" %}}{{% block main %}}<h1>{number}</h1>{{% endblock %}}"),
        ),
        // A piece that stands on many pages.
        10 => project.write(
            "themes/default/templates/components.html",
            COMPONENTS.replace(r#"<li class="card">"#, &format!(r#"<li class="card" id="{number}">"#)),
        ),
        // Ledgers name it, though no row of theirs is another.
        11 => {
            let branches = fs::read_to_string(project.path("content/branches.yaml")).expect("branches");
            project.write("content/branches.yaml", renamed(&branches, number));
        }
        12 => project.write("public/index.html", "changed by somebody else"),
        _ => drop(fs::remove_file(project.path("public/years/index.html"))),
    }
    format!("step {number}")
}

#[test]
fn any_sequence_of_changes_gives_a_fresh_build() {
    let mut random = fastrand::Rng::with_seed(41);
    let project = Project::base();
    project.write("content/activities/2022/files/a.txt", "附件0000");
    project.build();
    for number in 0..60 {
        let step = change(&project, &mut random, number);
        assert_as_fresh(&project, &step);
    }
}
