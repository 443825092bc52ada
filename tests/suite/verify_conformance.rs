//! The cases of the Library of Congress's BagIt conformance suite, rebuilt from their names and descriptions:
//! the suite itself was not to be had whole. Each is made here, so that no odd file name is in the repository.

use crate::bags::{Files, Laid, checksum};
use dangan::verify::{Lists, verify};

/// What the suite's groups mean. A platform's group is invalid on that platform; here it is on all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Valid,
    Invalid,
    Warning,
    LinuxOnly,
    WindowsOnly,
}

use Group::{Invalid, LinuxOnly, Valid, Warning, WindowsOnly};

struct Case {
    name: &'static str,
    group: Group,
    version: &'static str,
    files: Files,
}

/// The basic bag of a version: five files, metadata, one manifest, one tag manifest.
fn basic(version: &str, algorithm: &str) -> Files {
    let info = if version < "0.96" { "package-info.txt" } else { "bag-info.txt" };
    let mut files = Files::declared(version).with(info, "Contact-Name: Edna Janssen\nContact-Email: ej@example.edu\n");
    for path in ["test1.txt", "test2.txt", "dir1/test3.txt", "dir2/test4.txt", "dir2/dir3/test5.txt"] {
        files = files.with(&format!("data/{path}"), format!("{path}\n"));
    }
    files.manifest(algorithm).tagmanifest(algorithm)
}

/// Two files and one manifest, no more.
fn minimal() -> Files {
    Files::declared("0.97").with("data/bare-filename", "bare\n").with("data/text-file.txt", "text\n").manifest("md5")
}

/// The minimal bag with one more line in its manifest, for a file that lies outside.
fn outside(path: &str) -> Files {
    let files = minimal();
    let list = format!("{}{}  {path}\n", files.text("manifest-md5.txt"), checksum("md5", b"outside"));
    files.with("manifest-md5.txt", list)
}

/// The minimal bag with a `fetch.txt` for a file that would land outside.
fn fetched_outside(path: &str) -> Files {
    minimal().with("fetch.txt", format!("https://example.org/x - {path}\n"))
}

fn duplicates(version: &str) -> Files {
    let info = if version < "0.96" { "package-info.txt" } else { "bag-info.txt" };
    let twice = "Bagging-Date: 2016-02-26\nBagging-Date: 2016-03-10\nContact-Name: A\nContact-Name: B\n";
    basic(version, "md5").with(info, twice).retagged()
}

fn with_space(version: &str) -> Files {
    let files = Files::declared(version).with("data/test 1.txt", "1\n").with("data/two words/test 2.txt", "2\n");
    files.manifest("md5").tagmanifest("md5")
}

/// A bag of 0.97 whose tag files are in another encoding.
fn encoded(name: &str, encode: fn(&str) -> Vec<u8>) -> Files {
    let files = Files::default()
        .with("bagit.txt", format!("BagIt-Version: 0.97\nTag-File-Character-Encoding: {name}\n"))
        .with("bag-info.txt", encode("Contact-Name: Núñez\n"))
        .with("data/text-file.txt", "text\n");
    let list = format!("{}  data/text-file.txt\n", checksum("md5", b"text\n"));
    let files = files.with("manifest-md5.txt", encode(&list));
    let line = |path: &str| format!("{}  {path}\n", checksum("md5", &files.0[path]));
    let tags = ["bag-info.txt", "bagit.txt", "manifest-md5.txt"].map(line).concat();
    files.with("tagmanifest-md5.txt", encode(&tags))
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a Latin character")).collect()
}

fn bag_in_a_bag() -> Files {
    let mut files = Files::declared("0.97");
    for (path, bytes) in minimal().0 {
        files = files.with(&format!("data/inner/{path}"), bytes);
    }
    files.manifest("md5")
}

fn relist(files: Files, change: impl Fn(&str) -> String) -> Files {
    let list = change(files.text("manifest-md5.txt"));
    files.with("manifest-md5.txt", list)
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    let case = |version, group, name, files| Case { name, group, version, files };
    let mut cases = Vec::new();
    for version in ["0.93", "0.94", "0.95", "0.96"] {
        cases.push(case(version, Valid, "basic-bag", basic(version, "md5")));
        cases.push(case(version, Valid, "bag-with-space", with_space(version)));
        cases.push(case(version, Valid, "duplicate-metadata-entries", duplicates(version)));
    }
    let v97 = "0.97";
    let twins = Files::declared(v97).with("data/N\u{fa}\u{f1}ez", "").with("data/Nu\u{301}n\u{303}ez", "").manifest("sha512");
    let one_twin = Files::declared(v97).with("data/N\u{fa}\u{f1}ez", "").manifest("sha512").edit("manifest-sha512.txt", "N\u{fa}\u{f1}ez", "Nu\u{301}n\u{303}ez");
    cases.extend([
        case(v97, Valid, "basic-bag", basic(v97, "md5")),
        case(v97, Valid, "basic-bag-sha1", basic(v97, "sha1")),
        case(v97, Valid, "basic-bag-sha224", basic(v97, "sha224")),
        case(v97, Valid, "basic-bag-sha256", basic(v97, "sha256")),
        case(v97, Valid, "basic-bag-sha384", basic(v97, "sha384")),
        case(v97, Valid, "basic-bag-sha512", basic(v97, "sha512")),
        case(v97, Valid, "minimal-bag", minimal()),
        case(v97, Valid, "duplicate-metadata-entries", duplicates(v97)),
        case(v97, Valid, "uncommon-metadata-separators", basic(v97, "md5").with("bag-info.txt", "Contact-Name  :A Clerk\nContact-Email:\ta@example.org\nExternal-Description: one\n  two\n\tthree\n").retagged()),
        case(v97, Valid, "bag-with-space", with_space(v97)),
        case(v97, Valid, "bag-with-escapable-characters", Files::declared(v97).with("data/a'b\"c$d&e#f(g)*h;i.txt", "x").with("data/100%.txt", "y").manifest("md5")),
        case(v97, Valid, "bag-with-encoded-names", Files::declared(v97).with("data/%7Eliteral%25.txt", "x").with("data/two\nlines\r.txt", "y").manifest("md5").edit("manifest-md5.txt", "two\nlines\r", "two%0Alines%0D")),
        case(v97, Valid, "holey-bag", minimal().with("fetch.txt", "https://example.org/bare - data/bare-filename\n")),
        case(v97, Valid, "UTF-16-encoded-tag-files", encoded("UTF-16", utf16)),
        case(v97, Valid, "UTF-16BE-encoded-tag-files", encoded("UTF-16BE", utf16)),
        case(v97, Valid, "ISO-8859-1-encoded-tag-files", encoded("ISO-8859-1", latin1)),
        case(v97, Valid, "bag-in-a-bag", bag_in_a_bag()),

        case(v97, Invalid, "baginfo-missing-encoding", minimal().with("bagit.txt", "BagIt-Version: 0.97\n")),
        case(v97, Invalid, "bom-in-bagit.txt", minimal().edit("bagit.txt", "BagIt-Version", "\u{feff}BagIt-Version")),
        case(v97, Invalid, "bagit-with-invalid-whitespace", minimal().edit("bagit.txt", "BagIt-Version: ", "BagIt-Version : ")),
        case(v97, Invalid, "corrupt-data-file", minimal().with("data/bare-filename", "bare!")),
        case(v97, Invalid, "corrupt-tag-file", basic(v97, "md5").with("bag-info.txt", "Contact-Name: Somebody\n")),
        case(v97, Invalid, "extra-file-in-bag", minimal().with("data/bar", "bar")),
        case(v97, Invalid, "invalid-version-number", minimal().edit("bagit.txt", "0.97", ".97")),
        case(v97, Invalid, "missing-baginfo", basic(v97, "md5").without("bag-info.txt")),
        case(v97, Invalid, "missing-bagit.txt", minimal().without("bagit.txt")),
        case(v97, Invalid, "out-of-scope-file-paths-using-dot-notation", outside("../../../README.md")),
        case(v97, Invalid, "out-of-scope-file-paths-using-dot-notation-for-fetch", fetched_outside("../../../README.md")),
        case(v97, Invalid, "same-filename-listed-twice-with-different-hashes", relist(minimal(), |list| format!("{list}{}  data/bare-filename\n", checksum("md5", b"other")))),

        case(v97, LinuxOnly, "out-of-scope-file-paths-using-absolute-path", outside("/tmp/foo")),
        case(v97, LinuxOnly, "out-of-scope-file-paths-using-absolute-path-for-fetch", fetched_outside("/tmp/foo")),
        case(v97, LinuxOnly, "out-of-scope-file-paths-using-shortcut", outside("~/foo")),
        case(v97, LinuxOnly, "out-of-scope-file-paths-using-shortcut-for-fetch", fetched_outside("~/foo")),
        case(v97, LinuxOnly, "out-of-scope-file-paths-using-shortcut-username", outside("~root/foo")),
        case(v97, LinuxOnly, "out-of-scope-file-paths-using-shortcut-username-for-fetch", fetched_outside("~root/foo")),
        case(v97, WindowsOnly, "out-of-scope-file-paths-using-absolute-path", outside(r"C:\Windows\System32\setx.exe")),
        case(v97, WindowsOnly, "out-of-scope-file-paths-using-absolute-path-for-fetch", fetched_outside(r"C:\Windows\System32\setx.exe")),
        case(v97, WindowsOnly, "out-of-scope-file-paths-using-shortcut", outside(r"%HomeDrive%\Windows\System32\setx.exe")),
        case(v97, WindowsOnly, "out-of-scope-file-paths-using-shortcut-for-fetch", fetched_outside(r"%HomeDrive%\Windows\System32\setx.exe")),
        case(v97, WindowsOnly, "out-of-scope-file-paths-using-unc", outside(r"\\?\UNC\server\Windows\System32\setx.exe")),
        case(v97, WindowsOnly, "out-of-scope-file-paths-using-unc-for-fetch", fetched_outside(r"\\?\UNC\server\Windows\System32\setx.exe")),

        case(v97, Warning, "bag-with-leading-dot-slash-in-manifest", relist(minimal(), |list| list.replace("data/", "./data/"))),
        case(v97, Warning, "relative-path", relist(minimal(), |list| list.replace("data/bare", "data/./bare"))),
        case(v97, Warning, "duplicate-file-with-different-case", Files::declared(v97).with("data/hello.txt", "a").with("data/HELLO.txt", "a").manifest("md5")),
        case(v97, Warning, "filename-normalization", one_twin),
        case(v97, Warning, "same-filename-listed-twice-with-different-normalization", twins),
        case(v97, Warning, "same-filename-listed-twice-with-the-same-hash", relist(minimal(), |list| format!("{list}{list}"))),
        case(v97, Warning, "made-with-md5sum-tools", relist(minimal(), |list| list.replace("  data", " *data"))),
        case(v97, Warning, "special-system-files", minimal().with("data/.DS_Store", "x").with("data/Thumbs.db", "x").manifest("md5")),

        case("1.0", Valid, "basicBag", basic("1.0", "sha512")),
        case("1.0", Invalid, "bagit-with-invalid-whitespace", basic("1.0", "sha512").edit("bagit.txt", "BagIt-Version: ", "BagIt-Version : ").retagged()),
        case("1.0", Invalid, "missing-from-manifest", basic("1.0", "sha512").manifest("sha256").with("data/missingFromManifest.txt", "x").manifest("sha256").retagged()),
        case("1.0", Invalid, "same-filename-listed-twice-with-different-hashes", { let files = basic("1.0", "sha256"); let list = format!("{}{}  data/test1.txt\n", files.text("manifest-sha256.txt"), checksum("sha256", b"other")); files.with("manifest-sha256.txt", list).retagged() }),
    ]);
    cases
}

/// Whether the answer is the one that the group asks for, and what it was.
fn answer(case: &Case, laid: &Laid) -> (bool, String) {
    let report = verify(&laid.path(), None, Lists::All).expect("a report");
    let found: Vec<String> = report.findings.iter().map(|d| format!("{} {}", d.fault.code(), d.file)).collect();
    let right = match case.group {
        Valid => report.is_valid() && found.is_empty(),
        Warning => report.is_valid() && !found.is_empty(),
        Invalid | LinuxOnly | WindowsOnly => !report.is_valid(),
    };
    (right, found.join("; "))
}

#[test]
fn every_case_of_the_conformance_suite_is_answered_as_its_group_asks() {
    let cases = cases();
    let mut wrong = Vec::new();
    for case in &cases {
        let laid = case.files.lay();
        let (right, found) = answer(case, &laid);
        if !right {
            wrong.push(format!("v{}/{:?}/{}: {found}", case.version, case.group, case.name));
        }
    }
    println!("conformance: {} of {} answered right", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
