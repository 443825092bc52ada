//! The commands as a clerk meets them: init, new, import, check, schema, completions, exit statuses.

use crate::harness::{Project, command, finish, run};
use std::fs;
use std::path::Path;

#[test]
fn init_gives_an_archive_without_a_fault() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let target = folder.path().join("新档案");
    let path = target.to_str().expect("a path");
    let made = run(&["init", path]);
    assert_eq!((made.status, made.stdout.trim()), (0, path));
    let checked = run(&["check", "--root", path]);
    assert_eq!(checked.status, 0, "{}", checked.stderr);
    let again = run(&["init", path]);
    assert_eq!(again.status, 2);
    assert!(again.stderr.contains("exists already"), "{}", again.stderr);
}

#[test]
fn no_command_builds_the_current_folder() {
    let project = Project::base();
    let built = finish(command().current_dir(project.root()));
    assert_eq!(built.status, 0, "{}", built.stderr);
    assert!(built.stdout.trim().ends_with("index.html"));
    assert!(Path::new(built.stdout.trim()).is_file(), "{}", built.stdout);
    assert!(built.stderr.contains("done: 1 entry, "), "{}", built.stderr);
}

#[test]
fn new_entries_check_without_a_fault() {
    let project = Project::base();
    for (kind, lang) in [("activity", "zh"), ("award", "en"), ("report", "zh")] {
        let args = [
            "new",
            kind,
            "--title",
            "“引号”: *星号*",
            "--branch",
            "上村党支部",
            "--date",
            "2022年5月6日",
            "--lang",
            lang,
        ];
        let made = project.run(&args);
        assert_eq!(made.status, 0, "{}", made.stderr);
        assert!(Path::new(made.stdout.trim()).is_file());
        let text = std::fs::read_to_string(made.stdout.trim()).expect("the entry");
        let mut keys: Vec<&str> =
            text.lines().filter_map(|l| l.trim_start_matches("# ").split_once(':')).map(|(k, _)| k).collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "a key is offered twice: {text}");
        assert!(keys.contains(&if lang == "zh" { "年度" } else { "year" }), "{text}");
    }
    let again =
        project.run(&["new", "report", "--title", "“引号”: *星号*", "--branch", "shang-cun", "--date", "2022-05-06"]);
    assert!(again.stdout.trim().ends_with("-2.md"), "{}", again.stdout);
    let checked = project.run(&["check"]);
    assert_eq!(checked.status, 0, "{}", checked.stderr);
}

#[test]
fn new_refuses_what_it_does_not_know() {
    let project = Project::base();
    let with = |branch: &str, date: &str| {
        project.run(&["new", "activity", "--title", "t", "--branch", branch, "--date", date]).status
    };
    assert_eq!(with("无此支部", "2022-05-06"), 2);
    assert_eq!(with("shang-cun", "2022-02-30"), 2);
    assert_eq!(run(&["new", "party", "--title", "t", "--branch", "b", "--date", "2022-05-06"]).status, 2);
}

#[test]
fn messages_follow_the_locale_and_codes_do_not() {
    let project = Project::with("missing_fields");
    let spoken =
        |locale: &str| finish(command().env("LANG", locale).arg("--root").arg(project.root()).arg("check")).stderr;
    assert!(spoken("zh_CN.UTF-8").contains("缺少"));
    assert!(spoken("de_DE.UTF-8").contains("is missing"));
    let first = finish(command().env("LC_ALL", "zh_CN.UTF-8").arg("--root").arg(project.root()).arg("check"));
    assert!(first.stderr.contains("field.missing"), "LC_ALL decides before LANG, and codes stay");
    assert_eq!(first.stdout, "", "diagnostics go to stderr");
}

#[test]
fn json_tells_the_same_as_the_terminal() {
    let project = Project::with("unknown_key");
    let seen = project.run(&["build", "--format", "json", "--lang", "zh"]);
    assert_eq!(seen.status, 1);
    let object: serde_json::Value = serde_json::from_str(&seen.stdout).expect("JSON");
    let first = &object["diagnostics"][0];
    assert_eq!(first["severity"], "error");
    assert_eq!(first["code"], "field.unknown");
    assert_eq!(first["file"], "content/a.md");
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(6), Some(1)));
    assert!(first["hint"].as_str().expect("a hint").contains("attended"), "{first}");
}

#[test]
fn the_schema_is_json_and_completions_come_for_every_shell() {
    let schema: serde_json::Value = serde_json::from_str(&run(&["schema"]).stdout).expect("JSON");
    assert_eq!(schema["type"], "object");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let made = run(&["completions", shell]);
        assert!(made.status == 0 && made.stdout.contains("dangan"), "{shell}");
    }
}

#[test]
fn imported_text_becomes_an_entry() {
    let project = Project::base();
    let (gbk, _, _) = encoding_rs::GB18030
        .encode("2021年度述职报告\r\n\r\n　　各位同志：\r\n一、主要工作\r\n1.抓学习。全年集中学习**次。\r\n");
    project.write("inbox/shuzhi.txt", &gbk);
    let file = project.path("inbox/shuzhi.txt");
    let file = file.to_str().expect("a path");
    let made = project.run(&["import", file, "--branch", "shang-cun"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let text = fs::read_to_string(made.stdout.trim()).expect("the entry");
    assert!(text.contains("2021年度述职报告") && text.contains("report") && text.contains("guessed"), "{text}");
    project.build();
    let id = Path::new(made.stdout.trim()).file_stem().expect("a stem").to_str().expect("text");
    let page = project.page(&format!("reports/2021/{id}/index.html"));
    assert!(page.contains("<span class=\"mask\">**</span>"), "{page}");
    assert!(page.contains("一、主要工作</h2>"), "{page}");
}

#[test]
fn import_keeps_going_past_what_it_cannot_read() {
    let project = Project::base();
    project.write("inbox/a.doc", [0xD0, 0xCF, 0x11, 0xE0]);
    project.write("inbox/b.txt", [0x00, 0x01, 0x02, 0xFF, 0xFE, 0x00]);
    project.write("inbox/c.txt", "上村党支部的好文件\n\n2022年1月2日的正文。");
    let paths: Vec<String> = ["a.doc", "b.txt", "c.txt"]
        .iter()
        .map(|n| project.path("inbox").join(n).to_str().expect("a path").to_owned())
        .collect();
    let mut args = vec!["import", "--format", "json"];
    args.extend(paths.iter().map(String::as_str));
    let seen = project.run(&args);
    assert_eq!(seen.status, 1);
    let object: serde_json::Value = serde_json::from_str(&seen.stdout).expect("JSON");
    assert_eq!(object["written"].as_array().expect("a list").len(), 1);
    let codes: Vec<&str> =
        object["diagnostics"].as_array().expect("a list").iter().map(|d| d["code"].as_str().expect("a code")).collect();
    assert_eq!(codes, ["import.format", "import.not_text"]);
    assert_eq!(project.run(&["import", "/no/such/file.txt"]).status, 2);
}

#[test]
fn a_document_is_imported_once_unless_somebody_insists() {
    let report = |title: &str| format!("{title}\n\n2022年12月30日\n\n一、工作\n\n做了工作。\n");
    for (name, more) in [("述职.txt", ""), ("述职.txt", "--no-original"), ("述职.html", ""), ("表.csv", "")] {
        let project = Project::base();
        let text = if name == "表.csv" {
            String::from("标题,日期,支部\n党课,2022-03-01,上村党支部\n")
        } else {
            report("上村党支部2022年度述职报告")
        };
        let import = |name: &str, text: &str, again: &str| {
            project.write(name, text);
            let file = project.path(name);
            let args = ["--lang", "zh", "import", file.to_str().expect("a path"), more, again];
            let args: Vec<&str> = args.into_iter().filter(|arg| !arg.is_empty()).collect();
            project.run(&[&args[..], &["--branch", "上村党支部"]].concat())
        };
        let first = import(name, &text, "");
        assert_eq!((first.status, first.stdout.lines().count()), (0, 1), "{name} {more}: {}", first.stderr);
        let before = crate::harness::tree(&project.path("content"));
        let renamed = format!("改名-{name}");
        let second = import(&renamed, &text, "");
        assert_eq!((second.status, second.stdout.as_str()), (0, ""), "{name} {more}: {}", second.stderr);
        assert!(second.stderr.contains("import.twice") && second.stderr.contains("--again"), "{}", second.stderr);
        assert!(crate::harness::tree(&project.path("content")) == before, "{name} {more}: something was written");
        let third = import(&renamed, &text, "--again");
        assert_eq!((third.status, third.stdout.lines().count()), (0, 1), "{name} {more}: {}", third.stderr);
        let other = import("别的.txt", &report("上村党支部2021年度述职报告"), "");
        assert_eq!((other.status, other.stdout.lines().count()), (0, 1), "{name} {more}: {}", other.stderr);
    }
}

#[test]
fn two_copies_in_one_folder_are_one_document() {
    let project = Project::base();
    for name in ["一.txt", "二.txt"] {
        project.write(&format!("来件/{name}"), "上村党支部2022年度述职报告\n\n2022年12月30日\n\n做了工作。\n");
    }
    let folder = project.path("来件");
    let args = ["import", folder.to_str().expect("a path"), "--branch", "上村党支部", "--no-original"];
    let run = project.run(&args);
    assert_eq!((run.status, run.stdout.lines().count()), (0, 1), "{}", run.stderr);
    assert!(run.stderr.contains("import.twice") && run.stderr.contains("二.txt"), "{}", run.stderr);
}
