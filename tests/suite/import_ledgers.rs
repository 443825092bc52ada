//! Ledgers with an entry a row: workbooks by openpyxl and `LibreOffice`, text files of every kind.
//! Each fault is looked for at its row and column.

use crate::harness::{Project, Run};
use crate::import_office::made;
use std::fs;

fn import(project: &Project, file: &std::path::Path, more: &[&str]) -> Run {
    let mut args = vec!["import", "--format", "json", file.to_str().expect("a path")];
    args.extend(more);
    project.run(&args)
}

fn written(run: &Run) -> Vec<String> {
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let paths = object["written"].as_array().expect("a list").iter();
    paths.map(|p| fs::read_to_string(p.as_str().expect("a path")).expect("an entry")).collect()
}

fn faults(run: &Run) -> Vec<(String, u64, u64)> {
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let all = object["diagnostics"].as_array().expect("a list").iter();
    let number = |d: &serde_json::Value, key: &str| d[key].as_u64().expect("a number");
    all.map(|d| (d["code"].as_str().expect("a code").to_owned(), number(d, "line"), number(d, "column"))).collect()
}

#[test]
fn a_workbook_becomes_an_entry_a_row() {
    let project = Project::base();
    let run = import(&project, &made("ledger.xlsx"), &[]);
    assert_eq!(run.status, 1);
    assert_eq!(
        written(&run),
        [
            "---\ntitle: \"3月主题党日\"\nkind: activity  # guessed: from the headings\ndate: 2022-03-05\nbranch: shang-cun\n\
             place: 党员活动室\nattended: 18\nattachments: [{ file: \"ledger.xlsx\", title: \"ledger.xlsx\" }]\n---\n\n\
             - 材料存放：3号柜\\|上层\n",
            "---\ntitle: \"党课：讲党史\"\nkind: activity  # guessed: from the headings\ndate: 2022-04-12\nbranch: shang-cun\n\
             place: 村委会\nattended: [王建国, 李小芳]\nattachments: [{ file: \"ledger.xlsx\", title: \"ledger.xlsx\" }]\n---\n\n",
        ]
    );
    let bad = String::from("import.cell");
    assert_eq!(faults(&run), [(bad.clone(), 5, 3), (bad, 6, 4)]);
    assert!(
        run.stdout.contains("C5") && run.stdout.contains("旧表") && run.stdout.contains("材料存放"),
        "{}",
        run.stdout
    );
    project.build();
}

#[test]
fn days_since_1904_and_formats_are_shown_as_the_program_shows_them() {
    let project = Project::base();
    let run = import(&project, &made("early.xlsx"), &["--no-original"]);
    let expected = "---\ntitle: 先进党支部\nkind: award  # guessed: from the headings\ndate: 2022-07-01\nbranch: shang-cun\n\
        honour: 先进党支部\nissuer: 中共青溪镇委员会\nlevel: 乡镇级\n---\n\n- 奖金：1,234.50\n";
    assert_eq!(written(&run), [expected]);
    project.build();
}

#[test]
fn a_workbook_by_libreoffice_is_read() {
    let project = Project::base();
    let run = import(&project, &made("training.xlsx"), &["--no-original"]);
    let expected = "---\ntitle: 网上培训\nkind: activity  # guessed: from the title\ndate: 2022-09-01\nbranch: shang-cun\nhours: 4.5\n---\n\n";
    assert_eq!(written(&run), [expected]);
}

const TABLE: &str = "活动名称,时间,支部,学时,备注\r\n\
    \"读书,分享\",2022/5/6,上村支部,2,\"两行\n备注 \"\"引\"\"\"\r\n\
    ,2022-05-07,上村支部,,\r\n\
    看电影,44690,上村支部,两,\r\n";

#[test]
fn text_tables_of_every_kind_read_the_same() {
    let (gbk, _, _) = encoding_rs::GB18030.encode(TABLE);
    let tabs = TABLE.replace("\"读书,分享\"", "读书，分享").replace(',', "\t").replace('，', ",");
    let semicolons = TABLE.replace("\"读书,分享\"", "读书，分享").replace(',', ";").replace('，', ",");
    let marked = format!("\u{feff}{TABLE}");
    for bytes in [TABLE.as_bytes(), &gbk, marked.as_bytes(), tabs.as_bytes(), semicolons.as_bytes()] {
        let project = Project::base();
        project.write("inbox/t.csv", bytes);
        let run = import(&project, &project.path("inbox/t.csv"), &["--no-original"]);
        let expected = "---\ntitle: \"读书,分享\"\nkind: activity  # guessed: from the title\ndate: 2022-05-06\nbranch: shang-cun\n\
            hours: 2\n---\n\n- 备注：两行 备注 \"引\"\n";
        assert_eq!(written(&run), [expected]);
        let expected = [("import.row_lacks", 4, 1), ("import.cell", 5, 4)];
        assert_eq!(faults(&run), expected.map(|(code, line, column)| (code.to_owned(), line, column)));
    }
}

#[test]
fn a_mapping_file_names_the_keys_of_columns() {
    let project = Project::base();
    project.write("inbox/t.csv", "事由,哪天,谁办,备考\n修渠,2022-05-06,上村党支部,好\n");
    let table = project.path("inbox/t.csv");
    let unknown = import(&project, &table, &[]);
    assert_eq!((unknown.status, faults(&unknown)), (1, vec![(String::from("import.no_headings"), 1, 1)]));
    project.write("map.yaml", "事由: title\n哪天: 日期\n谁办: branch\n备考:\n");
    let map = project.path("map.yaml");
    let map = map.to_str().expect("a path");
    let run = import(&project, &table, &["--map", map, "--kind", "activity", "--no-original"]);
    let expected = "---\ntitle: 修渠\nkind: activity\ndate: 2022-05-06\nbranch: shang-cun\n---\n\n- 备考：好\n";
    assert_eq!(written(&run), [expected]);
    project.write("map.yaml", "事由: title\n哪天: dates\n");
    let run = import(&project, &table, &["--map", map]);
    assert_eq!((run.status, faults(&run)), (1, vec![(String::from("field.unknown"), 2, 5)]));
}
