//! `dangan new` on a terminal: it asks for what the options leave open, and for nothing else.
#![cfg(unix)]

use crate::harness::{Project, Run, finish};
use std::path::Path;
use std::process::Command;

const BRANCHES: &str = "\
- { id: dangwei, name: 青溪镇党委, kind: 党委 }
- { id: llw, name: 柳林湾村党支部, kind: 党支部, parent: dangwei }
- { id: tang, name: 棠梨坪村党支部, kind: 党支部, parent: dangwei }
";

fn project() -> Project {
    let project = Project::base();
    std::fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    project.write("content/branches.yaml", BRANCHES);
    project
}

/// Answers prompts on a terminal whose clock is in China.
fn typed(project: &Project, steps: &[(&str, &str)], args: &[&str]) -> Run {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/new/dialog.py");
    let mut command = Command::new("python3");
    command.env("TZ", "Asia/Shanghai").arg(script).arg("60");
    command.args(steps.iter().map(|(prompt, answer)| format!("{prompt}={answer}")));
    command.arg("--").arg(env!("CARGO_BIN_EXE_dangan")).arg("--root").arg(project.root());
    finish(command.args(["--lang", "zh"]).args(args))
}

/// The entry whose path a run printed last.
fn entry(run: &Run) -> String {
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    let path = run.stdout.lines().rev().find(|line| line.contains(".md")).expect("a path").trim();
    std::fs::read_to_string(path).expect("the entry")
}

#[test]
fn what_is_left_open_is_asked_for() {
    let project = project();
    // Each answer waits for its whole prompt, so that the terminal shows the two in order.
    let steps = [
        ("标题：", ""),
        ("标题：", "一季度党课"),
        ("拼音首字母）：", "支部"),
        ("拼音首字母）：", "llp"),
        ("拼音首字母）：", "tlp"),
        ("]：", "2022-02-30"),
        ("]：", "2022年3月1日"),
    ];
    let run = typed(&project, &steps, &["new", "activity"]);
    let text = entry(&run);
    assert!(text.contains("标题: 一季度党课\n") && text.contains("日期: 2022-03-01\n"), "{text}");
    assert!(text.contains("支部: tang\n"), "{text}");
    assert!(run.stdout.contains("  1  青溪镇党委") && run.stdout.contains("→ 棠梨坪村党支部"), "{}", run.stdout);
    assert_eq!(run.stdout.matches("3  棠梨坪村党支部").count(), 2, "asked again with those it may be: {}", run.stdout);
    assert!(run.stdout.contains("没有这样的支部") && run.stdout.contains("没有“2022-02-30”这一天"), "{}", run.stdout);
    assert_eq!(run.stdout.matches("1  青溪镇党委").count(), 1, "{}", run.stdout);
}

#[test]
fn a_number_and_today_are_enough_and_options_are_not_asked_for() {
    let project = project();
    let run = typed(&project, &[("拼音首字母）：", "2"), ("]：", "")], &["new", "award", "--title", "奖"]);
    let text = entry(&run);
    assert!(text.contains("支部: llw\n") && !run.stdout.contains("标题："), "{}", run.stdout);
    let today = run.stdout.split_once("日期 [").and_then(|(_, rest)| rest.get(..10)).expect("a day");
    assert!(text.contains(&format!("日期: {today}\n")), "{text}");
}

#[test]
fn an_unfinished_dialog_writes_nothing() {
    let project = project();
    let run = typed(&project, &[("标题：", "^D")], &["new", "report"]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    assert!(run.stdout.contains("没有答完"), "{}", run.stdout);
    assert!(!project.path("content/reports").exists());
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let run = project().run(&["new", "activity", "--title", "t", "--date", "2022-01-01", "--lang", "zh"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("缺少 --branch"), "{}", run.stderr);
}
