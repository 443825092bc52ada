//! Damage to bags: every byte, every kind of loss, what the reference tool lets pass, and what must not be opened.

use crate::bags::{Files, checksum, codes, findings, listed, plain, records, snapshot};
use crate::harness::{command, finish};
use dangan::diag::Lang;
use dangan::verify::four::Outcome;
use dangan::verify::{Lists, verify};
use rayon::prelude::*;
use std::fs;

#[test]
fn whole_bags_are_valid_without_a_word() {
    assert_eq!(findings(&plain().lay().path()), Vec::<String>::new());
    assert_eq!(findings(&snapshot().lay().path()), Vec::<String>::new());
}

/// Flips one bit of every byte of every file in turn; each must be found, and the file named: itself, or the list
/// that no longer agrees with it.
#[test]
fn every_flipped_byte_of_a_snapshot_is_found_and_its_file_named() {
    let files = snapshot();
    let work: Vec<(&String, &Vec<u8>)> = files.0.iter().collect();
    let bytes: usize = work.par_iter().map(|(path, bytes)| flip_all(&files, path, bytes)).sum();
    println!("bytes flipped: {bytes}");
    assert_eq!(bytes, files.0.values().map(Vec::len).sum::<usize>());
}

fn flip_all(files: &Files, path: &str, bytes: &[u8]) -> usize {
    let laid = files.lay();
    let mut changed = bytes.to_vec();
    for at in 0..bytes.len() {
        // Bit 5 makes capitals of letters: a hexadecimal list would still mean the same. Nothing has a checksum of
        // tag manifests, so that only they could pass with it.
        let bits: &[u8] = if path.starts_with("tagmanifest-") { &[1, 1 << 5] } else { &[1] };
        for bit in bits {
            changed[at] = bytes[at] ^ bit;
            laid.put(path, &changed);
            let found = findings(&laid.path());
            let names_it = found.iter().any(|f| f.starts_with('!') && f.ends_with(&format!(" {path}")));
            assert!(names_it, "byte {at} of {path} ({:?}) with bit {bit}: {found:?}", char::from(bytes[at]));
        }
        changed[at] = bytes[at];
    }
    bytes.len()
}

/// Faults of many files and all lists, found by one thread or by many.
#[test]
fn the_report_is_the_same_whatever_the_number_of_threads() {
    let page = |n: usize| format!("<!doctype html>\n<a href=\"none-{n}.html\">x</a><a href=\"none-0.html\">y</a>\n");
    let mut files = records();
    for n in 0..300 {
        files = files.with(&format!("data/site/p{n}/index.html"), page(n));
    }
    let laid = listed(files).lay();
    for n in (0..300).step_by(3) {
        laid.put(&format!("data/site/p{n}/index.html"), b"altered");
        laid.put(&format!("data/site/p{n}/more.odd"), b"in no list");
        fs::remove_file(laid.file(&format!("data/site/p{}/index.html", n + 1))).expect("removed");
    }
    let report = |threads: &str| {
        let mut verify = command();
        verify.env("RAYON_NUM_THREADS", threads).arg("verify").arg(laid.path()).args(["--format", "json"]);
        let run = finish(&mut verify);
        assert_eq!(run.status, 1, "{}", run.stderr);
        run.stdout
    };
    let one = report("1");
    assert!(one.matches("none-299.html").count() > 0 && one.contains("more.odd"), "{one}");
    for threads in ["2", "7", "7"] {
        assert!(report(threads) == one, "{threads} threads");
    }
}

/// What lies below a folder whose name is no text has no name either: the folder's fault stands for all.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_no_text_is_a_fault() {
    use std::os::unix::ffi::OsStrExt;
    let laid = snapshot().lay();
    let folder = laid.file("data/content").join(std::ffi::OsStr::from_bytes(b"\xb5\xb5"));
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("x.txt"), "x").expect("a file");
    let found = findings(&laid.path());
    assert!(found.iter().any(|f| f.starts_with('!') && f.contains("data/content/\u{fffd}")), "{found:?}");
}

#[test]
fn every_cut_of_every_file_is_found() {
    let files = snapshot();
    let whole: Vec<(&String, &Vec<u8>)> = files.0.iter().collect();
    whole.par_iter().for_each(|(path, bytes)| {
        let laid = files.lay();
        for length in (0..bytes.len()).step_by(7).chain([bytes.len().saturating_sub(1)]) {
            if length == bytes.len() {
                continue;
            }
            laid.put(path, &bytes[..length]);
            let found = findings(&laid.path());
            assert!(found.iter().any(|f| f.starts_with('!')), "{path} cut to {length}: {found:?}");
        }
    });
}

#[test]
fn every_deleted_file_is_found_and_named() {
    let files = snapshot();
    for path in files.0.keys() {
        let laid = files.clone().without(path).lay();
        let found = findings(&laid.path());
        assert!(found.iter().any(|f| f.starts_with('!') && f.ends_with(&format!(" {path}"))), "{path}: {found:?}");
    }
}

#[test]
fn added_renamed_and_swapped_files_are_found_and_named() {
    let has = |files: Files, expected: &[&str]| {
        let found = findings(&files.lay().path());
        for one in expected {
            assert!(found.iter().any(|f| f == one), "no {one} in {found:?}");
        }
    };
    has(snapshot().with("data/content/new.md", "x"), &["!bag.unlisted data/content/new.md"]);
    has(snapshot().with("note.txt", "x"), &["!record.superfluous note.txt"]);
    has(plain().with("data/new", "x"), &["!bag.unlisted data/new", "!bag.oxum bag-info.txt"]);
    has(
        plain().without("data/a.txt").with("data/b.txt", "first\n"),
        &["!bag.missing_file data/a.txt", "!bag.unlisted data/b.txt"],
    );
    has(
        plain().with("data/a.txt", "二\n").with("data/深/文件.txt", "first\n"),
        &["!bag.checksum data/a.txt", "!bag.checksum data/深/文件.txt"],
    );
}

#[test]
fn a_bag_that_is_complete_but_changed_is_told_from_one_that_is_incomplete() {
    let complete = |files: Files| verify(&files.lay().path(), None, Lists::All).expect("a report").is_complete();
    assert!(complete(plain()));
    assert!(complete(plain().with("data/a.txt", "First\n")));
    assert!(!complete(plain().without("data/a.txt")));
}

#[test]
fn the_sm3_list_is_worked_out_where_that_is_asked_for_and_never_claimed_otherwise() {
    let digit = snapshot().text("sm3.txt").rsplit_once(" = ").expect("a line").1.trim_end().to_owned();
    let other = format!("{}{}", if digit.starts_with('0') { '1' } else { '0' }, &digit[1..]);
    let laid = snapshot().edit("sm3.txt", &digit, &other).retagged().lay();
    let outcome = |lists: Lists| {
        let report = verify(&laid.path(), None, lists).expect("a report");
        let four = report.four_properties.as_ref().expect("ours");
        let row = four.iter().find(|item| item.check.text(Lang::English) == "SM3 list").expect("a row");
        (report.is_valid(), row.outcome)
    };
    assert_eq!(outcome(Lists::Manifests), (true, Outcome::NotTested));
    assert_eq!(outcome(Lists::All), (false, Outcome::Failed));
}

/// What `bagit.py` 1.9.0 calls valid, and is not. Each has a code of its own.
#[test]
#[rustfmt::skip]
fn what_the_reference_tool_lets_pass_is_refused_with_its_own_code() {
    let drop_line = |files: Files, list: &str| {
        let text: Vec<&str> = files.text(list).split_inclusive('\n').skip(1).collect();
        let text = text.concat();
        files.with(list, text)
    };
    let cut = |files: Files, list: &str| {
        let text = files.text(list).to_owned();
        files.with(list, &text[..text.len() - 20])
    };
    let cut_hash = |files: Files, list: &str| {
        let text = files.text(list).to_owned();
        let last = text.trim_end().rfind('\n').expect("two lines") + 11;
        files.with(list, &text[..last])
    };
    let without_manifest = |files: Files| {
        let lines = files.text("tagmanifest-sha512.txt").split_inclusive('\n');
        let list = lines.filter(|l| !l.contains(" manifest-sha256")).collect::<Vec<_>>().concat();
        files.with("tagmanifest-sha512.txt", list)
    };
    let cases = [
        ("bag.not_in_every_manifest", drop_line(plain(), "manifest-sha256.txt").retagged()),
        ("bag.list_cut", cut(plain(), "manifest-sha256.txt").retagged()),
        ("bag.list_cut", cut_hash(plain(), "manifest-sha256.txt").retagged()),
        ("bag.tagmanifest_omits_manifest", without_manifest(plain())),
        ("bag.fetch_unlisted", plain().with("fetch.txt", "https://example.org/x 5 data/elsewhere\n").retagged()),
        ("bag.fetch_tag_file", plain().with("fetch.txt", "https://example.org/x - bag-info.txt\n").retagged()),
        ("bag.declaration_extra_line", plain().edit("bagit.txt", "UTF-8\n", "UTF-8\nAuthor: X\n").retagged()),
        ("bag.declaration_swapped", plain().with("bagit.txt", "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n").retagged()),
        ("bag.oxum_repeated", plain().edit("bag-info.txt", "Payload-Oxum", "Payload-Oxum: 1.1\nPayload-Oxum").retagged()),
        ("bag.oxum_shape", { let oxum = plain().oxum(); plain().edit("bag-info.txt", &oxum, "abc").retagged() }),
        ("bag.info_whitespace", plain().edit("bag-info.txt", "Contact-Name: ", "Contact-Name :  ").retagged()),
        ("bag.declaration_whitespace", plain().edit("bagit.txt", "BagIt-Version: ", "BagIt-Version:  ").retagged()),
    ];
    for (code, files) in cases {
        let found = codes(&files.lay().path());
        assert!(found.contains(&format!("!{code}")), "{code} is not in {found:?}");
    }
}

#[test]
#[rustfmt::skip]
fn every_other_fault_of_form_has_its_code() {
    let list = |line: String| { let files = plain(); let text = format!("{}{line}", files.text("manifest-sha256.txt")); files.with("manifest-sha256.txt", text).retagged() };
    let hash = checksum("sha256", b"");
    let tagged = |line: String| { let files = plain(); let text = format!("{}{line}", files.text("tagmanifest-sha256.txt")); files.with("tagmanifest-sha256.txt", text) };
    let cases = [
        ("!bag.no_declaration", plain().without("bagit.txt")),
        ("!bag.declaration_line", plain().edit("bagit.txt", "BagIt-Version", "Version")),
        ("!bag.version", plain().edit("bagit.txt", "1.0", "2.0")),
        ("!bag.version", plain().edit("bagit.txt", "1.0", "0.98")),
        ("!bag.encoding", plain().edit("bagit.txt", "UTF-8", "KLINGON")),
        ("!bag.not_in_encoding", plain().with("bag-info.txt", b"A: \xff\n")),
        ("!bag.no_payload", Files::declared("1.0").with("manifest-sha512.txt", "")),
        ("!bag.no_manifest", Files::declared("1.0").with("data/a", "x")),
        ("!bag.algorithm", plain().with("manifest-crc32.txt", "")),
        ("!bag.list_line", list(String::from("no-path\n"))),
        ("!bag.hash_shape", list(String::from("abcd  data/a.txt\n"))),
        ("!bag.path_absolute", list(format!("{hash}  /etc/passwd\n"))),
        ("!bag.path_parent", list(format!("{hash}  data/../../x\n"))),
        ("!bag.path_home", list(format!("{hash}  ~/x\n"))),
        ("!bag.path_drive", list(format!("{hash}  C:\\x\n"))),
        ("!bag.path_unc", list(format!("{hash}  \\\\?\\C:\\x\n"))),
        ("!bag.path_variable", list(format!("{hash}  %HomeDrive%\\x\n"))),
        ("!bag.path_control", list(format!("{hash}  data/a\0b\n"))),
        ("!bag.not_payload", list(format!("{hash}  bagit.txt\n"))),
        ("!bag.not_tag", tagged(format!("{hash}  data/a.txt\n"))),
        ("!bag.lists_tagmanifest", tagged(format!("{hash}  tagmanifest-sha512.txt\n"))),
        ("!bag.listed_twice", list(format!("{hash}  data/a.txt\n"))),
        ("!bag.listed_again", list(format!("{hash}  data/empty\n"))),
        ("!bag.fetch_line", plain().with("fetch.txt", "nonsense\n")),
        ("!bag.not_fetched", plain().with("fetch.txt", "https://example.org/a - data/a.txt\n").without("data/a.txt")),
        ("!bag.info_line", plain().edit("bag-info.txt", "Contact-Name:", "Contact-Name")),
        ("?bag.info_repeated", plain().edit("bag-info.txt", "Bagging-Date", "Bagging-Date: 2020-01-01\nBagging-Date").retagged()),
        ("?bag.tagmanifest_algorithm", plain().tagmanifest("md5")),
        ("?bag.percent", Files::declared("1.0").with("data/100%.txt", "x").manifest("sha512")),
        ("?bag.list_no_line_end", { let files = plain(); let text = files.text("manifest-sha256.txt").trim_end().to_owned(); files.with("manifest-sha256.txt", text).retagged() }),
    ];
    for (code, files) in cases {
        let found = codes(&files.lay().path());
        assert!(found.contains(&code.to_owned()), "{code} is not in {found:?}");
    }
}

#[test]
fn all_faults_come_in_one_run_sorted_by_file_and_line() {
    let files =
        plain().with("data/a.txt", "x\n").without("data/empty").with("data/new", "y").with("fetch.txt", "bad\nworse\n");
    let found = findings(&files.lay().path());
    let mut sorted = found.clone();
    sorted.sort_by_key(|f| f.split(' ').nth(1).map(str::to_owned));
    assert_eq!(found, sorted);
    for one in ["!bag.checksum data/a.txt", "!bag.missing_file data/empty", "!bag.unlisted data/new"] {
        assert!(found.contains(&one.to_owned()), "{found:?}");
    }
    assert_eq!(found.iter().filter(|f| *f == "!bag.fetch_line fetch.txt").count(), 2);
}

#[test]
#[rustfmt::skip]
fn faults_of_the_records_are_found() {
    let edit = |path: &str, from: &str, to: &str| listed(records().edit(path, from, to));
    let json = "data/catalogue.json";
    let cases = [
        ("!record.part_missing data/catalogue.csv", listed(records().without("data/catalogue.csv"))),
        ("!record.unreadable data/catalogue.json", listed(records().with(json, "{}"))),
        ("!record.field_missing data/catalogue.json", edit(json, "\"responsible\": \"支部\"", "\"responsible\": \" \"")),
        ("!record.field_value data/catalogue.json", edit(json, "\"kind\": \"activity\"", "\"kind\": \"party\"")),
        ("!record.field_value data/catalogue.json", edit(json, "20221230", "20221330")),
        ("!record.field_value data/catalogue.json", edit(json, "永久", "100年")),
        ("!record.field_character data/catalogue.json", edit(json, "主题党日", "主题\\u0007党日")),
        ("!record.id_twice data/catalogue.json", edit(json, "\"id\": \"awards/2022/b\"", "\"id\": \"activities/2022/a\"")),
        ("!record.sequence data/catalogue.json", edit(json, "\"sequence\": 2", "\"sequence\": 3")),
        ("?record.number_missing data/catalogue.json", edit(json, "Z109-WS·2022-Y-BGS-0002", "")),
        ("?record.number_shape data/catalogue.json", edit(json, "Z109-WS·2022-Y-BGS-0002", "Z109-WS-2022-2")),
        ("!record.number_twice data/catalogue.json", edit(json, "BGS-0002", "BGS-0001")),
        ("?record.number_gap data/catalogue.json", edit(json, "BGS-0002", "BGS-0004")),
        ("!record.source_missing data/catalogue.json", edit(json, "content/awards/2022/b.md", "content/awards/2022/c.md")),
        ("!record.source_hash data/catalogue.json", edit("data/content/awards/2022/b.md", "正文", "改过")),
        ("!record.page_missing data/catalogue.json", listed(records().without("data/site/awards/2022/b/index.html"))),
        ("!record.differs data/site/archive.json", edit("data/site/archive.json", "主题党日", "党日")),
        ("!record.differs data/site/archive.json", edit("data/site/archive.json", "awards/2022/b", "awards/2022/x")),
        ("!record.count bag-info.txt", snapshot().edit("bag-info.txt", "Entry-Count: 2", "Entry-Count: 3").retagged()),
        ("?record.format data/content/x.exe", listed(records().with("data/content/x.exe", "MZ"))),
        ("!record.not_utf8 data/content/x.md", listed(records().with("data/content/x.md", b"\xff"))),
        ("!record.no_doctype data/site/index.html", edit("data/site/index.html", "<!doctype html>", "<p>")),
        ("!record.link_broken data/site/index.html", edit("data/site/index.html", "2022/a/", "2022/zz/")),
        ("!record.superfluous data/other.txt", listed(records().with("data/other.txt", "x"))),
    ];
    for (one, files) in cases {
        let found = findings(&files.lay().path());
        assert!(found.contains(&one.to_owned()), "{one} is not in {found:?}");
    }
}

#[test]
fn a_public_edition_may_leave_numbers_out() {
    let files = records().edit("data/catalogue.json", "BGS-0002", "BGS-0004");
    let public = listed(files.edit("data/catalogue.json", "\"internal\"", "\"public\""));
    assert_eq!(findings(&public.lay().path()), Vec::<String>::new());
}

#[test]
fn withdrawn_numbers_leave_no_gap_and_are_not_given_again() {
    let withdrawn = |number: &str| {
        let list = format!(
            "\"withdrawn\": [{{\"number\": \"{number}\", \"id\": \"awards/2022/z\", \"title\": \"x\"}}], \"title\""
        );
        let files = records().edit("data/catalogue.json", "BGS-0002", "BGS-0003");
        // The first title of an entry comes after its sequence; the catalogue's own comes last.
        let text = files.text("data/catalogue.json").to_owned();
        let at = text.rfind("\"title\"").expect("a title");
        let text = [&text[..at], &list, &text[at + "\"title\"".len()..]].concat();
        findings(&listed(files.with("data/catalogue.json", text)).lay().path())
    };
    assert_eq!(withdrawn("Z109-WS·2022-Y-BGS-0002"), Vec::<String>::new());
    assert_eq!(
        withdrawn("Z109-WS·2022-Y-BGS-0003"),
        ["?record.number_gap data/catalogue.json", "!record.number_twice data/catalogue.json"]
    );
}

#[test]
fn an_empty_folder_in_a_snapshot_is_noticed() {
    let laid = snapshot().lay();
    fs::create_dir(laid.file("data/site/empty")).expect("a folder");
    assert_eq!(findings(&laid.path()), ["?record.empty_folder data/site/empty"]);
}

/// A pipe that nobody writes to stops whoever opens it: that verify ends shows that it did not.
#[cfg(unix)]
#[test]
fn links_and_pipes_are_named_and_never_opened() {
    let laid = plain().lay();
    let outside = laid.beside("outside");
    make_pipe(&outside);
    fs::remove_file(laid.file("data/a.txt")).expect("removed");
    std::os::unix::fs::symlink(&outside, laid.file("data/a.txt")).expect("a link");
    make_pipe(&laid.file("data/pipe"));
    std::os::unix::fs::symlink(laid.beside("."), laid.file("data/up")).expect("a link to a folder");
    let found = findings(&laid.path());
    for one in ["!bag.link data/a.txt", "!bag.special data/pipe", "!bag.link data/up"] {
        assert!(found.contains(&one.to_owned()), "{found:?}");
    }
    assert!(!found.iter().any(|f| f.contains("outside")), "{found:?}");
}

/// The lists name a pipe outside in every way there is; opening it would stop the test.
#[cfg(unix)]
#[test]
fn nothing_that_a_list_names_outside_the_bag_is_opened() {
    let laid = plain().lay();
    let outside = laid.beside("outside");
    make_pipe(&outside);
    let mut list = plain().text("manifest-sha512.txt").to_owned();
    let absolute = outside.display().to_string();
    for path in [absolute.as_str(), "../outside", "data/../../outside", "./../outside", "data/%2e%2e/outside"] {
        list += &[&checksum("sha512", b"x"), "  ", path, "\n"].concat();
    }
    laid.put("manifest-sha512.txt", list.as_bytes());
    laid.put("fetch.txt", format!("file://{absolute} - ../outside\n").as_bytes());
    let found = codes(&laid.path());
    for code in ["!bag.path_absolute", "!bag.path_parent", "!bag.missing_file"] {
        assert!(found.contains(&code.to_owned()), "{found:?}");
    }
}

#[cfg(unix)]
fn make_pipe(path: &std::path::Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(made.success());
}

#[test]
fn the_exit_status_tells_valid_faulty_and_failed_apart() {
    let run = |path: &std::path::Path| finish(command().arg("verify").arg(path)).status;
    assert_eq!(run(&snapshot().lay().path()), 0);
    assert_eq!(run(&plain().tagmanifest("md5").lay().path()), 0, "warnings are allowed");
    assert_eq!(run(&plain().with("data/a.txt", "x").lay().path()), 1);
    assert_eq!(run(std::path::Path::new("/no/such/snapshot")), 2);
    let laid = plain().lay();
    assert_eq!(finish(command().arg("verify").arg(laid.path()).args(["--key", "nonsense"])).status, 2);
}

#[test]
fn the_json_has_the_shape_that_scripts_rely_on() {
    let laid = snapshot().with("data/content/site.yaml", "changed\n").lay();
    let run = finish(command().arg("verify").arg(laid.path()).args(["--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((run.status, &json["valid"]), (1, &serde_json::json!(false)));
    let first = json["diagnostics"].as_array().expect("a list").iter().find(|d| d["code"] == "bag.checksum");
    let first = first.expect("a checksum that does not hold");
    assert_eq!(first["file"], "data/content/site.yaml");
    assert_eq!((&first["severity"], &first["line"], &first["column"]), (&"error".into(), &1.into(), &1.into()));
    assert!(first["message"].as_str().is_some_and(|m| !m.is_empty()) && first["hint"].is_string());
    assert_eq!((&json["version"], &json["bag"]["container"]), (&"1.0".into(), &"folder".into()));
    let four = json["four"].as_array().expect("a table");
    let outcome = |check: &str| four.iter().find(|i| i["check"] == check).map(|i| i["outcome"].clone());
    assert_eq!(outcome("package as listed"), Some("failed".into()));
    assert_eq!(outcome("viruses"), Some("not_tested".into()));
    assert_eq!(outcome("number of entries"), Some("passed".into()));
    let other = finish(command().arg("verify").arg(plain().lay().path()).args(["--format", "json"]));
    let other: serde_json::Value = serde_json::from_str(&other.stdout).expect("JSON");
    assert!(other["four"].is_null() && other["valid"] == true, "no table for another program's bag: {other}");
}

/// What a clerk sees, word by word: a valid snapshot, and one with faults of several kinds.
#[test]
fn both_views_read_as_recorded() {
    let damaged = snapshot()
        .with("data/content/site.yaml", "changed\n")
        .without("data/site/awards/2022/b/index.html")
        .with("data/新增.txt", "x")
        .with("fetch.txt", "nonsense\n");
    for (case, files) in [("valid", snapshot()), ("damaged", damaged)] {
        let laid = files.lay();
        for lang in ["zh", "en"] {
            let run = finish(command().arg("verify").arg(laid.path()).args(["--lang", lang]));
            let seen = format!("{}--- stderr ---\n{}", run.stdout, run.stderr);
            record(&format!("{case}.{lang}.txt"), &seen);
        }
    }
}

/// Every message in both languages on record, so that a change of words is seen.
#[test]
fn every_message_is_on_record_in_both_languages() {
    let table = crate::verify_messages::table();
    record("messages.txt", &table);
}

/// Compares with what is on record; `DANGAN_RECORD=1` writes it anew.
fn record(name: &str, text: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify").join(name);
    if std::env::var_os("DANGAN_RECORD").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(&file, text).expect("written");
    }
    let recorded = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert_eq!(text, recorded, "{name} differs from the record");
}
