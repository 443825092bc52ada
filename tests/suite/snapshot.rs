//! `dangan snapshot`: bags that other programs find whole, the same bytes everywhere, nothing overwritten,
//! nothing internal in a public one.

use crate::harness::{Project, Run, command, finish, tool, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const NAME: &str = "qing-xi-zhen-dang-jian-dang-an-2022-03-10";

/// A photo that says where it was taken, and one that says nothing.
const PLACED_PHOTO: &str = "content/activities/2022/photos/果园现场.jpg";
const PLAIN_PHOTO: &str = "content/activities/2023/photos/titian.jpg";

/// The base archive with Chinese names, an empty file, an attachment and a draft.
fn project() -> Project {
    let project = Project::base();
    project.write("content/activities/2022/附件/空表.csv", "");
    project.write("content/activities/2022/附件/签到 表.txt", "张三\n李四\n");
    project.write(
        "content/activities/2022/支部大会.md",
        "---\ntitle: 支部大会\nkind: activity\ndate: 2022-03-01\nbranch: shang-cun\n\
         attachments: [附件/空表.csv, 附件/签到 表.txt]\n---\n到会十二人。\n",
    );
    project.write(
        "content/activities/2022/caogao.md",
        "---\ntitle: 没有写完\nkind: activity\ndate: 2022-03-02\nbranch: shang-cun\ndraft: true\n---\n草稿里的话\n",
    );
    project
}

fn snapshot(project: &Project, more: &[&str]) -> Run {
    let run = project.run(&[&["snapshot"], more].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    run
}

/// Runs a program of the system in a folder and insists that it is content.
fn content(folder: &Path, program: &Path, args: &[&str]) -> String {
    let output = Command::new(program).args(args).current_dir(folder).output();
    let output = output.unwrap_or_else(|e| panic!("{}: {e}; tests/run installs it", program.display()));
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} {args:?}: {said}", program.display());
    said
}

fn found_whole_by_others(bag: &Path) {
    let system = |program: &str, args: &[&str]| content(bag, Path::new(program), args);
    system("sha512sum", &["--quiet", "--strict", "-c", "manifest-sha512.txt"]);
    system("sha512sum", &["--quiet", "--strict", "-c", "tagmanifest-sha512.txt"]);
    system("sha256sum", &["--quiet", "--strict", "-c", "manifest-sha256.txt"]);
    system("sha256sum", &["--quiet", "--strict", "-c", "tagmanifest-sha256.txt"]);
    system("cksum", &["-a", "sm3", "--quiet", "--strict", "--check", "sm3.txt"]);
    let said = content(bag, &tool("bagit.py"), &["--validate", "."]);
    assert!(said.contains("is valid"), "{said}");
}

#[test]
fn other_programs_find_it_whole() {
    let project = project();
    let run = snapshot(&project, &[]);
    let bag = project.path("snapshots").join(NAME);
    assert_eq!(Path::new(run.stdout.trim()), bag);
    found_whole_by_others(&bag);
    let verified = project.run(&["verify", bag.to_str().expect("a path")]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    let files = tree(&bag);
    assert!(files["data/content/activities/2022/附件/空表.csv"].is_empty());
    assert!(files.contains_key("data/site/index.html"));
    assert_eq!(files["data/content/branches.yaml"], fs::read(project.path("content/branches.yaml")).expect("bytes"));
    for name in ["data/catalogue.csv", "data/catalogue.xml", "data/catalogue.json"] {
        assert!(files.contains_key(name), "{name}");
    }
    for (name, bytes) in files {
        assert!(!String::from_utf8_lossy(&bytes).contains("草稿里的话"), "{name} has the draft");
    }
}

#[test]
fn the_sample_archive_is_found_whole_by_other_programs() {
    let project = Project::sample();
    let run = snapshot(&project, &[]);
    found_whole_by_others(Path::new(run.stdout.trim()));
}

#[test]
fn the_site_inside_is_the_built_site() {
    let project = project();
    snapshot(&project, &[]);
    project.build();
    let inside = tree(&project.path("snapshots").join(NAME).join("data/site"));
    assert!(inside == tree(&project.path("public")));
}

#[test]
fn the_facts_count_what_is_there() {
    let project = project();
    snapshot(&project, &[]);
    let bag = project.path("snapshots").join(NAME);
    let info = fs::read_to_string(bag.join("bag-info.txt")).expect("bag-info.txt");
    let payload: Vec<Vec<u8>> = tree(&bag.join("data")).into_values().collect();
    let bytes: usize = payload.iter().map(Vec::len).sum();
    for line in [
        String::from("Source-Organization: 中共青溪镇委员会"),
        String::from("Bagging-Date: 2022-03-10"),
        format!("Payload-Oxum: {bytes}.{}", payload.len()),
        format!("Bag-Software-Agent: dangan {}", env!("CARGO_PKG_VERSION")),
        String::from("Audience: internal"),
        String::from("Entry-Count: 2"),
        String::from("Earliest-Date: 2022-03-01"),
        String::from("Latest-Date: 2022-03-10"),
    ] {
        assert!(info.lines().any(|l| l == line), "{line}\n{info}");
    }
    let readme = fs::read_to_string(bag.join("README.txt")).expect("README.txt");
    assert!(readme.lines().count() > 80 && readme.matches('\n').count() == readme.matches("\r\n").count());
    for word in ["certutil", "Get-FileHash", "sha512sum", "shasum", "怎么看", "To read it"] {
        assert!(readme.contains(word), "{word}");
    }
}

#[test]
fn the_date_can_be_set_from_outside() {
    let project = project();
    let mut run = command();
    run.env("SOURCE_DATE_EPOCH", "1700000000").arg("--root").arg(project.root()).arg("snapshot");
    assert_eq!(finish(&mut run).status, 0);
    let info = fs::read_to_string(project.path("snapshots").join(NAME).join("bag-info.txt")).expect("facts");
    assert!(info.contains("Bagging-Date: 2023-11-14\n") && info.contains("As-Of: 2022-03-10\n"), "{info}");
    let mut wrong = command();
    wrong.env("SOURCE_DATE_EPOCH", "today").arg("--root").arg(project.root()).arg("snapshot");
    assert_eq!(finish(&mut wrong).status, 2);
}

#[test]
fn zip_has_the_same_files_under_the_right_names() {
    let project = project();
    let run = snapshot(&project, &["--zip"]);
    let zip = run.stdout.lines().nth(1).expect("the zip's path").to_owned();
    let bag = tree(&project.path("snapshots").join(NAME));
    let out = tempfile::TempDir::new().expect("a folder");
    content(out.path(), Path::new("unzip"), &["-q", &zip]);
    assert!(tree(&out.path().join(NAME)) == bag, "unzip gives other files");
    let script = "import sys, zipfile\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        assert z.testzip() is None\n\
        names = z.namelist()\n\
        assert names == sorted(names, key=lambda n: n.encode()), 'order'\n\
        for i in z.infolist():\n\
        \x20   assert i.flag_bits == 0x800, hex(i.flag_bits)\n\
        \x20   assert i.date_time == (2022, 3, 10, 0, 0, 0), i.date_time\n\
        \x20   assert i.external_attr >> 16 == 0o100644, oct(i.external_attr >> 16)\n\
        z.extractall(sys.argv[2])\n";
    let python = out.path().join("python");
    content(out.path(), &tool("python"), &["-c", script, &zip, python.to_str().expect("a path")]);
    assert!(tree(&python.join(NAME)) == bag, "Python gives other files");
    let verified = project.run(&["verify", &zip]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
}

/// Writes the files of a project into a folder in an order and with times of its own.
fn rewritten(files: &[(String, Vec<u8>)], umask: &str, age: &str) -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(&path, bytes).expect("a file");
        content(folder.path(), Path::new("touch"), &["-d", age, path.to_str().expect("a path")]);
        content(folder.path(), Path::new("chmod"), &[umask, path.to_str().expect("a path")]);
    }
    folder
}

fn shelf_of(root: &Path, umask: &str, zone: &str, locale: &str, threads: &str) -> BTreeMap<String, Vec<u8>> {
    let line = format!("umask {umask}; exec \"$0\" --root \"$1\" snapshot --zip");
    let mut shell = Command::new("sh");
    shell.args(["-c", &line, env!("CARGO_BIN_EXE_dangan")]).arg(root);
    shell.env("TZ", zone).env("LANG", locale).env("LC_ALL", locale).env("RAYON_NUM_THREADS", threads);
    let run = finish(&mut shell);
    assert_eq!(run.status, 0, "{}", run.stderr);
    tree(&root.join("snapshots"))
}

#[test]
fn nothing_around_it_matters() {
    let project = project();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(PLAIN_PHOTO), project.path("content/activities/2022/田.jpg"))
        .expect("a photo");
    let mut files: Vec<(String, Vec<u8>)> = tree(project.root()).into_iter().collect();
    let here = rewritten(&files, "0644", "2001-02-03 04:05:06");
    files.reverse();
    let there = rewritten(&files, "0600", "2022-11-12 13:14:15");
    let one = shelf_of(here.path(), "022", "Asia/Shanghai", "zh_CN.UTF-8", "1");
    let two = shelf_of(there.path(), "077", "America/Los_Angeles", "C", "7");
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(two[name] == *bytes, "{name} differs");
    }
    assert!(one.contains_key(&format!("{NAME}.zip")) && one.contains_key("index.html"));
}

#[test]
fn what_is_there_is_left_alone() {
    let project = project();
    snapshot(&project, &["--zip"]);
    let before = tree(&project.path("snapshots"));
    let again = snapshot(&project, &["--zip"]);
    assert!(again.stderr.contains("same content") && again.stdout.lines().count() == 2, "{}", again.stderr);
    assert!(tree(&project.path("snapshots")) == before);

    project.write(
        "content/activities/2022/支部大会.md",
        "---\ntitle: 改了\nkind: activity\ndate: 2022-03-01\nbranch: shang-cun\n---\n",
    );
    let other = project.run(&["snapshot", "--zip", "--lang", "zh"]);
    assert_eq!((other.status, other.stdout.as_str()), (2, ""));
    assert!(other.stderr.contains("内容与这次的不同") && other.stderr.contains("--out"), "{}", other.stderr);
    assert!(tree(&project.path("snapshots")) == before, "something was changed");
}

#[test]
fn a_damaged_one_is_neither_trusted_nor_mended() {
    let project = project();
    snapshot(&project, &[]);
    let page = project.path("snapshots").join(NAME).join("data/site/index.html");
    fs::write(&page, "someone else's").expect("written");
    let again = project.run(&["snapshot"]);
    assert_eq!(again.status, 2);
    assert!(again.stderr.contains("damaged or altered"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(&page).expect("the page"), "someone else's");
}

#[test]
fn a_missing_zip_is_added_to_a_snapshot() {
    let project = project();
    snapshot(&project, &[]);
    assert!(!project.path("snapshots").join(format!("{NAME}.zip")).exists());
    snapshot(&project, &["--zip"]);
    assert!(project.path("snapshots").join(format!("{NAME}.zip")).is_file());
    let index = fs::read_to_string(project.path("snapshots/index.html")).expect("the index");
    assert!(index.contains(&format!("href=\"{NAME}.zip\"")));
}

#[test]
fn content_with_faults_makes_no_snapshot() {
    for (file, text, code) in [
        ("content/a.md", "---\ntitle: 无支部\nkind: activity\ndate: 2022-01-01\n---\n", "field.missing"),
        ("content/百分之50%.txt", "名字里有百分号", "snapshot.percent_name"),
        ("themes/default/static/50%.css", "", "snapshot.percent_name"),
    ] {
        let project = project();
        project.write(file, text);
        let run = project.run(&["snapshot", "--format", "json"]);
        assert_eq!(run.status, 1, "{file}: {}", run.stderr);
        assert!(run.stdout.contains(code), "{}", run.stdout);
        assert!(!project.path("snapshots").exists(), "{file} left something");
    }
}

#[test]
fn a_snapshot_without_a_day_asks_for_one() {
    let project = Project::base();
    fs::remove_file(project.path("content/activities/2022/good.md")).expect("removed");
    let run = project.run(&["snapshot", "--format", "json"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stdout.contains("snapshot.no_date") && run.stdout.contains("content/site.yaml"), "{}", run.stdout);
}

#[test]
fn what_a_killed_run_left_is_cleared() {
    let project = project();
    project.write("snapshots/.dangan-new-1/bag/data/half.txt", "half");
    project.write("snapshots/.dangan-old-1-0/bag/data/half.txt", "half");
    snapshot(&project, &[]);
    let names: Vec<_> =
        fs::read_dir(project.path("snapshots")).expect("the folder").flatten().map(|e| e.file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().starts_with(".dangan")), "{names:?}");
}

#[test]
fn the_sources_are_no_place_for_snapshots() {
    let project = project();
    let run = project.run(&["snapshot", "--out", project.path("content/snapshots").to_str().expect("a path")]);
    assert_eq!(run.status, 2);
    assert!(!project.path("content/snapshots").exists());
}

/// A public entry, an internal one that it names, a draft, comments, rules, and a photo that tells its place.
fn guarded() -> Project {
    let project = Project::base();
    let head = |title: &str, more: &str| {
        format!("---\ntitle: {title}\nkind: activity\ndate: 2022-05-01\nbranch: shang-cun\n{more}---\n")
    };
    project
        .write("content/activities/2022/secret.md", head("卡那利标题", "attachments: [canary.csv]\n") + "卡那利正文");
    project.write("content/activities/2022/canary.csv", "卡那利附件");
    project.write("content/activities/2022/caogao.md", head("卡那利草稿", "draft: true\naudience: public\n"));
    let open = "audience: public\nattachments: [open.csv]\nphotos: [placed.jpg, plain.jpg]\n";
    project.write("content/activities/2022/open.md", head("公开的条目", open) + "公开的正文");
    project.write("content/activities/2022/open.csv", "公开的附件");
    for (name, photo) in [("placed.jpg", PLACED_PHOTO), ("plain.jpg", PLAIN_PHOTO)] {
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(photo)).expect("a photo");
        project.write(&format!("content/activities/2022/{name}"), bytes);
    }
    let site = fs::read_to_string(project.path("content/site.yaml")).expect("settings");
    project.write("content/site.yaml", site + "# 卡那利注释\n");
    let branches = fs::read_to_string(project.path("content/branches.yaml")).expect("branches");
    project.write("content/branches.yaml", branches + "# 卡那利注释\n");
    project
}

fn public_bag(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let run = snapshot(project, &["--audience", "public", "--zip"]);
    let verified = project.run(&["verify", run.stdout.lines().next().expect("a path")]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    found_whole_by_others(Path::new(run.stdout.lines().next().expect("a path")));
    tree(Path::new(run.stdout.lines().next().expect("a path")))
}

fn assert_nothing_internal(files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        for word in ["卡那利", "canary", "/secret", "caogao", "Exif\0"] {
            assert!(!text.contains(word) && !name.contains(word), "{name} has {word}");
        }
    }
}

#[test]
fn a_public_snapshot_has_public_sources_alone() {
    let files = public_bag(&guarded());
    assert_nothing_internal(&files);
    let sources: Vec<&str> = files.keys().filter_map(|name| name.strip_prefix("data/content/")).collect();
    let expected = [
        "activities/2022/open.csv",
        "activities/2022/open.md",
        "activities/2022/plain.jpg",
        "branches.yaml",
        "site.yaml",
    ];
    assert_eq!(sources, expected);
    let info = String::from_utf8_lossy(&files["bag-info.txt"]).into_owned();
    assert!(info.contains("Audience: public\n") && info.contains("Withheld-Photos: 1\n"), "{info}");
    assert!(!info.contains("Withheld-Sources"), "{info}");
}

#[test]
fn a_public_source_that_names_an_internal_entry_stays_behind() {
    let names = [
        ("evidence: [activities/2022/secret]\n", "正文"),
        ("", "见[内部条目](secret.md)。"),
        ("", "见[草稿](caogao.md)。"),
    ];
    for (more, body) in names {
        let project = guarded();
        project.write(
            "content/activities/2022/naming.md",
            format!("---\ntitle: 提到别的\nkind: activity\ndate: 2022-06-01\nbranch: shang-cun\naudience: public\n{more}---\n{body}"),
        );
        let run = project.run(&["snapshot", "--audience", "public", "--format", "json"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(run.stdout.contains("snapshot.source_withheld"), "{}", run.stdout);
        let files = public_bag(&project);
        assert_nothing_internal(&files);
        assert!(files.contains_key("data/site/activities/2022/naming/index.html"));
        assert!(!files.contains_key("data/content/activities/2022/naming.md"));
        assert!(String::from_utf8_lossy(&files["bag-info.txt"]).contains("Withheld-Sources: 1\n"));
    }
}

#[test]
fn the_settings_of_a_public_snapshot_read_like_the_originals() {
    let project = Project::sample();
    let files = public_bag(&project);
    let again = Project::base();
    fs::remove_dir_all(again.path("content")).expect("removed");
    for (name, bytes) in &files {
        if let Some(path) = name.strip_prefix("data/content/") {
            again.write(&format!("content/{path}"), bytes);
        }
    }
    // The one original that stays behind for its camera data.
    let placed = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(PLACED_PHOTO)).expect("a photo");
    again.write(PLACED_PHOTO, placed);
    let checked = again.run(&["check", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&checked.stdout).expect("JSON");
    let settings = ["content/site.yaml", "content/branches.yaml"];
    let all = object["diagnostics"].as_array().expect("a list").iter();
    // A term that ends and a meeting that is missing are the branches' own matter; every fault of reading counts.
    let finding = |d: &serde_json::Value| dangan::diag::check::RULES.iter().any(|(_, code, _)| d["code"] == *code);
    let of_settings = |d: &&serde_json::Value| settings.iter().any(|file| d["file"] == *file) && !finding(d);
    let wrong: Vec<&serde_json::Value> = all.filter(of_settings).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let built = again.run(&["build", "--audience", "public"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let page = "branches/jiguan/index.html";
    assert_eq!(again.page(page).as_bytes(), files[&format!("data/site/{page}")]);
}

#[test]
fn of_a_branch_s_waivers_the_public_edition_has_those_of_numbers_alone() {
    let project = project();
    let branches = fs::read_to_string(project.path("content/branches.yaml")).expect("branches");
    let waivers = "  secretary: 王五 13800138000\n  豁免:\n    - { 代码: leak.mobile, 理由: 公开的电话 }\n    - 代码: term.due\n      理由: canary\n";
    project.write("content/branches.yaml", branches + waivers);
    let open = "---\ntitle: 公开\nkind: activity\ndate: 2022-01-01\nbranch: shang-cun\naudience: public\n---\n";
    project.write("content/activities/2022/open.md", open);
    let site = fs::read_to_string(project.path("content/site.yaml")).expect("settings");
    project.write("content/site.yaml", site + "waive:\n  - { code: leak.mobile, reason: canary }\n");
    let files = public_bag(&project);
    assert_nothing_internal(&files);
    let text = String::from_utf8_lossy(&files["data/content/branches.yaml"]).into_owned();
    assert!(text.contains("公开的电话") && text.contains("13800138000") && !text.contains("term.due"), "{text}");
}

/// Runs a snapshot with a locked key on a terminal, on which somebody types.
#[cfg(unix)]
fn typed(project: &Project, password: &str) -> Run {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/new/dialog.py");
    let mut command = Command::new("python3");
    command.env_remove("DANGAN_SIGN_PASSWORD").arg(script).args(["120", &format!("私钥的密码：=={password}"), "--"]);
    command.arg(env!("CARGO_BIN_EXE_dangan")).arg("--root").arg(project.root()).args(["--lang", "zh"]);
    finish(command.args(["snapshot", "--sign"]).arg(project.path("sign.key")))
}

#[cfg(unix)]
#[test]
fn a_locked_key_asks_for_its_password_on_a_terminal() {
    let project = project();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/new/dialog.py");
    let mut minisign = Command::new("python3");
    minisign.arg(script).args(["120", "Password: ==密码 p", "(one more time): ==密码 p", "--", "minisign", "-G"]);
    let made = finish(minisign.arg("-p").arg(project.path("sign.pub")).arg("-s").arg(project.path("sign.key")));
    assert_eq!(made.status, 0, "{}{}", made.stdout, made.stderr);

    let wrong = typed(&project, "别的");
    assert_eq!(wrong.status, 2, "{}{}", wrong.stdout, wrong.stderr);
    assert!(wrong.stdout.contains("的密码不对") && !wrong.stdout.contains("别的"), "{}", wrong.stdout);
    assert!(!project.path("snapshots").exists(), "nothing is left of what could not be signed");

    let right = typed(&project, "密码 p");
    assert_eq!(right.status, 0, "{}{}", right.stdout, right.stderr);
    assert!(!right.stdout.contains("密码 p"), "the password was shown: {}", right.stdout);
    let bag = project.path("snapshots").join(NAME);
    let seal = bag.join("tagmanifest-sha512.txt");
    let signature = project.path("snapshots").join(format!("{NAME}.minisig"));
    let [signature, seal] = [signature, seal].map(|path| path.to_str().expect("a path").to_owned());
    content(project.root(), Path::new("minisign"), &["-V", "-p", "sign.pub", "-x", &signature, "-m", &seal]);

    // Where nobody can be asked, it says how else to give it.
    let alone =
        project.run(&["--lang", "en", "snapshot", "--sign", project.path("sign.key").to_str().expect("a path")]);
    assert_eq!(alone.status, 2, "{}", alone.stderr);
    assert!(alone.stderr.contains("DANGAN_SIGN_PASSWORD"), "{}", alone.stderr);
}

#[test]
fn a_signature_holds_for_everybody_and_is_made_once() {
    let project = project();
    let minisign = |args: &[&str]| content(project.root(), Path::new("minisign"), args);
    minisign(&["-G", "-W", "-p", "sign.pub", "-s", "sign.key"]);
    let key = project.path("sign.key");
    let run = snapshot(&project, &["--sign", key.to_str().expect("a path")]);
    let signature = run.stdout.lines().nth(1).expect("the signature's path").to_owned();
    assert_eq!(Path::new(&signature), project.path("snapshots").join(format!("{NAME}.minisig")));
    let bag = project.path("snapshots").join(NAME);
    let seal = bag.join("tagmanifest-sha512.txt");
    minisign(&["-V", "-p", "sign.pub", "-x", &signature, "-m", seal.to_str().expect("a path")]);
    let public = project.path("sign.pub");
    let args = ["verify", bag.to_str().expect("a path"), "--key", public.to_str().expect("a path")];
    let verified = project.run(&args);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    let first = fs::read(&signature).expect("the signature");
    snapshot(&project, &["--sign", key.to_str().expect("a path")]);
    assert!(fs::read(&signature).expect("the signature") == first, "it was signed again");
}

#[test]
fn a_key_that_cannot_sign_makes_no_snapshot() {
    let project = project();
    project.write("no.key", "not a key");
    for file in ["no.key", "nowhere.key"] {
        let run = project.run(&["snapshot", "--sign", project.path(file).to_str().expect("a path")]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        assert!(run.stderr.contains(file) && !project.path("snapshots").exists(), "{}", run.stderr);
    }
}

#[test]
fn the_index_lists_what_is_there_and_what_was_checked() {
    let project = project();
    project.write(
        "content/activities/2022/open.md",
        "---\ntitle: 公开\nkind: activity\ndate: 2022-01-01\nbranch: shang-cun\naudience: public\n---\n",
    );
    snapshot(&project, &[]);
    snapshot(&project, &["--audience", "public"]);
    let first = project.path("snapshots").join(NAME);
    project.write(
        "content/activities/2022/later.md",
        "---\ntitle: 后来的<活动>\nkind: activity\ndate: 2022-06-01\nbranch: shang-cun\n---\n",
    );
    snapshot(&project, &[]);
    let index = || fs::read_to_string(project.path("snapshots/index.html")).expect("the index");
    let page = index();
    assert_eq!(page.matches("完整：每个文件都与清单相符").count(), 3, "{page}");
    assert_eq!(page.matches("第一份").count(), 2, "{page}");
    assert!(
        page.contains("新增的条目 1 · <a href=\"changes-qing-xi-zhen-dang-jian-dang-an-2022-06-01.html\">"),
        "{page}"
    );
    let sum = content(&first, Path::new("sha512sum"), &["tagmanifest-sha512.txt"]);
    assert!(page.contains(sum.split(' ').next().expect("a sum")), "the seal is missing");
    let changes = "snapshots/changes-qing-xi-zhen-dang-jian-dang-an-2022-06-01.html";
    let changes = fs::read_to_string(project.path(changes)).expect("the page of changes");
    assert!(changes.contains("后来的&lt;活动&gt;") && !changes.contains("<script"), "{changes}");

    fs::write(first.join("data/site/index.html"), "altered").expect("written");
    snapshot(&project, &[]);
    assert_eq!(index().matches("有缺损或改动").count(), 1, "a damaged one is called whole");
    fs::remove_dir_all(&first).expect("removed");
    snapshot(&project, &[]);
    assert_eq!(index().matches("第一份").count(), 2);
}
