//! What must never be published: the labelled lines, and builds that leaks stop.
//! Every number here is invented; none may come out of the program whole.

use crate::harness::{Project, Run};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;

use dangan::leaks::{self, Rule};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ID: &str = "11010519491231002X";
const MOBILE: &str = "13800138000";

fn label(rule: Rule) -> &'static str {
    match rule {
        Rule::IdNumber => "id",
        Rule::BankCard => "card",
        Rule::Mobile => "mobile",
        Rule::IdCheck => "id?",
        Rule::Landline => "landline?",
        Rule::Classified => "classified",
        Rule::Internal => "internal",
        Rule::Personal => "personal?",
    }
}

/// How often a label was found where it is, found where it is not, and missed.
#[derive(Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

fn score(line: &str, scores: &mut BTreeMap<String, Score>) {
    let (expected, text) = line.split_once('\t').expect("a tab");
    let mut open: Vec<&str> = expected.split(',').filter(|l| *l != "-").collect();
    for hit in leaks::scan(text) {
        let found = label(hit.rule);
        let score = scores.entry(found.to_owned()).or_default();
        if let Some(i) = open.iter().position(|l| *l == found) {
            open.remove(i);
            score.right += 1;
        } else {
            println!("{found} is not in: {text}");
            score.wrong += 1;
        }
    }
    for missed in open {
        println!("{missed} was missed in: {text}");
        scores.entry(missed.to_owned()).or_default().missed += 1;
    }
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "a few hundred lines")]
fn the_labelled_lines() {
    let lines: Vec<&str> =
        include_str!("../leaks/labelled.tsv").lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.len() >= 300, "{} lines", lines.len());
    let mut scores = BTreeMap::new();
    for line in &lines {
        score(line, &mut scores);
    }
    let share = |part: usize, rest: usize| part as f64 / (part + rest) as f64;
    let (mut right, mut wrong) = (0, 0);
    println!("{} lines", lines.len());
    for (label, s) in &scores {
        let (recall, precision) = (share(s.right, s.missed), share(s.right, s.wrong));
        println!("{label:11} recall {recall:.3}, precision {precision:.3} ({} right, {} wrong)", s.right, s.wrong);
        assert_eq!(s.missed, 0, "{label}");
        right += s.right;
        wrong += s.wrong;
    }
    println!("all         precision {:.3}", share(right, wrong));
    assert!(share(right, wrong) >= 0.98);
}

fn entry(front: &str, body: &str) -> String {
    format!("---\ntitle: 走访\nkind: activity\ndate: 2022-03-10\nbranch: shang-cun\n{front}---\n\n{body}\n")
}

/// Builds in both languages and both views; nothing may show the secret.
fn refused(project: &Project, code: &str, file: &str, secret: &str) {
    let build = project.run(&["build"]);
    assert_eq!(build.status, 1, "{}", build.stderr);
    assert!(!project.path("public").join("index.html").exists(), "something was written");
    let json = project.run(&["check", "--format", "json"]);
    let found = findings(&json);
    assert!(found.contains(&(code.to_owned(), file.to_owned())), "{code} {file}: {found:?}");
    let chinese = project.run(&["check", "--lang", "zh"]);
    for run in [&build, &json, &chinese] {
        assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret), "shown whole: {}", run.stderr);
    }
}

fn findings(run: &Run) -> Vec<(String, String)> {
    let object: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let text = |d: &serde_json::Value, key: &str| d[key].as_str().expect(key).to_owned();
    object["diagnostics"].as_array().expect("a list").iter().map(|d| (text(d, "code"), text(d, "file"))).collect()
}

/// An Office document of one part.
fn office(part: &str, xml: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(part, SimpleFileOptions::default()).expect("a part");
    zip.write_all(xml.as_bytes()).expect("its bytes");
    zip.finish().expect("a zip").into_inner()
}

/// A project with one attachment.
fn attached(name: &str, bytes: &[u8], front: &str) -> Project {
    let project = Project::base();
    project.write(&format!("content/{name}"), bytes);
    project.write("content/leak.md", entry(&format!("attachments: [{name}]\n{front}"), "正文"));
    project
}

#[test]
fn a_number_in_any_place_of_an_entry_stops_the_build() {
    let places = [
        ("", format!("证件 {ID}")),
        ("summary: 证件 11010519491231002X\n", String::new()),
        ("expected: [张某 11010519491231002X]\n", String::new()),
        ("# 注 11010519491231002X\n", String::new()),
    ];
    for (front, body) in places {
        let project = Project::base();
        project.write("content/leak.md", entry(front, &body));
        refused(&project, "leak.id_number", "content/leak.md", ID);
    }
}

#[test]
fn a_number_in_another_fault_is_masked_too() {
    let project = Project::base();
    project.write("content/leak.md", entry("", "x").replace("shang-cun", ID));
    refused(&project, "branch.unknown", "content/leak.md", ID);
}

#[test]
fn a_number_in_a_file_name_is_masked_in_the_path() {
    let project = attached(&format!("{MOBILE}.csv"), b"a,b\n", "");
    refused(&project, "leak.mobile", "content/138****8000.csv", MOBILE);
}

#[test]
fn settings_are_looked_into() {
    let project = Project::base();
    let site = std::fs::read_to_string(project.path("content/site.yaml")).expect("settings");
    project.write("content/site.yaml", format!("{site}# {MOBILE}\n"));
    refused(&project, "leak.mobile", "content/site.yaml", MOBILE);
}

#[test]
fn attachments_are_looked_into() {
    let split = "<w:document xmlns:w='w'><w:p><w:r><w:rPr><w:b/><w:x></w:x></w:rPr><w:t>1101051949</w:t></w:r>\
        <w:r><w:t>1231002X</w:t></w:r></w:p></w:document>";
    let comment = format!("<w:comments xmlns:w='w'><w:comment w:author='{ID}'><w:p/></w:comment></w:comments>");
    let cell = format!("<sst><si><t>{ID}</t></si></sst>");
    let slide = format!("<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>{ID}</a:t></a:r></a:p></p:sld>");
    let creator = format!("<cp xmlns:dc='d'><dc:creator>{ID}</dc:creator></cp>");
    let gbk = encoding_rs::GBK.encode("证件：11010519491231002X").0.into_owned();
    let cases: [(&str, Vec<u8>); 7] = [
        ("a.docx", office("word/document.xml", split)),
        ("b.docx", office("word/comments.xml", &comment)),
        ("c.xlsx", office("xl/sharedStrings.xml", &cell)),
        ("d.pptx", office("ppt/slides/slide1.xml", &slide)),
        ("e.docx", office("docProps/core.xml", &creator)),
        ("f.txt", gbk),
        ("g.pdf", pdf(&format!("ID {ID}"))),
    ];
    for (name, bytes) in cases {
        refused(&attached(name, &bytes, ""), "leak.id_number", &format!("content/{name}"), ID);
    }
}

/// A PDF of one page with one line.
fn pdf(line: &str) -> Vec<u8> {
    use std::fmt::Write;
    let stream = format!("BT /F1 12 Tf 72 700 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut text = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (i, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", text.len()).expect("a text");
        writeln!(text, "{} 0 obj\n{object}\nendobj", i + 1).expect("a text");
    }
    let at = text.len();
    writeln!(text, "xref\n0 6\n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF").expect("a text");
    text.into_bytes()
}

#[test]
fn what_could_not_be_read_is_said() {
    let locked = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let bomb = office("word/document.xml", &" ".repeat(65 << 20));
    let cases: [(&str, &[u8]); 5] = [
        ("a.docx", &locked),
        ("b.docx", b"PK\x03\x04 no"),
        ("c.pdf", b"%PDF-1.4 no"),
        ("d.doc", b"x"),
        ("e.docx", &bomb),
    ];
    for (name, bytes) in cases {
        let project = attached(name, bytes, "");
        let run = project.build();
        assert!(run.stderr.contains("leak.unread"), "{name}: {}", run.stderr);
        let waived = attached(name, bytes, "waive: [{code: leak.unread, reason: 看过}]\n").build();
        assert!(!waived.stderr.contains("leak.unread"), "{name}: {}", waived.stderr);
    }
}

#[test]
fn a_photo_given_for_download_may_not_tell_where_it_was_taken() {
    let photo =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("content/activities/2021/photos/yingjuyuan.jpg"));
    let photo = photo.expect("a photo of the sample");
    // APP1: Exif, big endian, one field: GPSInfo.
    let tiff = [b"MM\0\x2a\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0".as_slice(), &[0, 0]].concat();
    let length = u16::try_from(tiff.len() + 8).expect("short").to_be_bytes();
    let placed = [&photo[..2], &[0xFF, 0xE1], &length, b"Exif\0\0", &tiff, &photo[2..]].concat();
    let said = attached("a.jpg", &placed, "").build();
    assert!(said.stderr.contains("leak.photo_place"), "{}", said.stderr);
    let silent = attached("a.jpg", &photo, "").build();
    assert!(!silent.stderr.contains("leak.photo_place"), "{}", silent.stderr);
}

#[test]
fn internal_papers_are_for_internal_entries() {
    let project = Project::base();
    project.write("content/leak.md", entry("audience: public\n", "内部资料，注意保存"));
    refused(&project, "leak.internal_mark", "content/leak.md", MOBILE);
    project.write("content/leak.md", entry("audience: internal\n", "内部资料，注意保存"));
    project.build();
}

#[test]
fn a_mark_of_secrecy_is_never_waived() {
    let project = Project::base();
    let waive = "waive: [{code: leak.classified, reason: 没关系}]\n";
    project.write("content/leak.md", entry(waive, "机密★10年"));
    refused(&project, "leak.classified", "content/leak.md", MOBILE);
    refused(&project, "waive.never", "content/leak.md", MOBILE);
}

#[test]
fn a_waiver_has_a_known_code_and_a_reason() {
    let project = Project::base();
    let text = |waive: &str| entry(waive, &format!("值班 {MOBILE}"));
    project.write("content/leak.md", text("豁免:\n  - 代码: leak.mobile\n    理由: 公开的值班电话\n"));
    project.build();
    std::fs::remove_dir_all(project.path("public")).expect("removed");
    project.write("content/leak.md", text("waive: [{code: leak.mobil, reason: x}]\n"));
    refused(&project, "waive.code", "content/leak.md", MOBILE);
    project.write("content/leak.md", text("waive: [{code: leak.mobile}]\n"));
    refused(&project, "field.missing", "content/leak.md", MOBILE);
    refused(&project, "leak.mobile", "content/leak.md", MOBILE);
}

#[test]
fn an_attachment_of_two_entries_passes_where_both_waive() {
    let waive = "waive: [{code: leak.mobile, reason: 公开的值班电话}]\n";
    let project = attached("a.csv", MOBILE.as_bytes(), waive);
    project.build();
    std::fs::remove_dir_all(project.path("public")).expect("removed");
    project.write("content/other.md", entry("attachments: [a.csv]\n", "x"));
    refused(&project, "leak.mobile", "content/a.csv", MOBILE);
}
