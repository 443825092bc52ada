//! `dangan serve --edit` as a browser and an attacker meet it: the real binary, real sockets, real files.

use crate::harness::{Project, command};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

const ENTRY: &str = "content/activities/2022/good.md";

struct Desk {
    child: Child,
    address: String,
    token: String,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.body))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Desk {
    fn open(project: &Project) -> Desk {
        let mut command = command();
        command.arg("--root").arg(project.root()).args(["--lang", "zh", "serve", "--edit", "--addr", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines().map_while(Result::ok);
        let site = lines.next().expect("the site's address");
        let form = lines.next().expect("the form's address");
        let (start, token) = form.split_once("/__dangan/edit/?token=").expect("a token");
        assert_eq!(site, format!("{start}/"));
        assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{token}");
        Desk { child, address: start.trim_start_matches("http://").to_owned(), token: token.to_owned() }
    }

    fn raw(&self, line: &str, headers: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let head = format!("{line} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).expect("sent");
        // A server that refuses early may close before it has read everything.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {text}"));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    fn cookie(&self) -> String {
        let port = self.address.rsplit(':').next().expect("a port");
        format!("Cookie: dangan-edit-{port}={}\r\n", self.token)
    }

    fn get(&self, path: &str) -> Reply {
        self.raw(&format!("GET /__dangan/edit/{path}"), &format!("Host: {}\r\n{}", self.address, self.cookie()), b"")
    }

    fn send(&self, path: &str, kind: &str, body: &[u8]) -> Reply {
        let headers = format!(
            "Host: {a}\r\nOrigin: http://{a}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{}",
            body.len(),
            self.cookie(),
            a = self.address
        );
        self.raw(&format!("POST /__dangan/edit/api/{path}"), &headers, body)
    }

    fn post(&self, path: &str, value: &Value) -> Reply {
        self.send(path, "application/json", value.to_string().as_bytes())
    }

    fn file(&self, path: &str, name: &str, bytes: &[u8]) -> Reply {
        self.send(&format!("file?path={}&name={}", encode(path), encode(name)), "application/octet-stream", bytes)
    }

    fn form(&self, path: &str) -> Value {
        let reply = self.get(&format!("api/form?path={}", encode(path)));
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._/".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

fn read(project: &Project, path: &str) -> String {
    fs::read_to_string(project.path(path)).expect("a file")
}

fn field<'v>(form: &'v Value, name: &str) -> &'v Value {
    form["fields"].as_array().expect("fields").iter().find(|f| f["name"] == name).expect("the field")
}

#[test]
fn without_edit_there_is_no_form() {
    let project = Project::base();
    let mut command = command();
    command.arg("--root").arg(project.root()).args(["serve", "--addr", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
    let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let desk = Desk { child, address, token: String::new() };
    assert_eq!(desk.get("").status, 404);
    assert_eq!(desk.get("?token=").status, 404);
    assert_eq!(desk.post("save", &json!({})).status, 405);
}

#[test]
fn an_address_that_others_can_reach_is_refused() {
    let project = Project::base();
    let run = project.run(&["serve", "--edit", "--addr", "0.0.0.0:0"]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.is_empty() && run.stderr.contains("--edit"), "{}", run.stderr);
}

#[test]
fn the_token_opens_and_nothing_else_does() {
    let project = Project::base();
    let desk = Desk::open(&project);
    let host = format!("Host: {}\r\n", desk.address);
    let opened = desk.raw(&format!("GET /__dangan/edit/?token={}", desk.token), &host, b"");
    assert_eq!(opened.status, 303);
    assert!(opened.head.contains("location: /__dangan/edit/\r\n"), "{}", opened.head);
    assert!(opened.head.contains("httponly; samesite=strict"), "{}", opened.head);
    let page = desk.get("");
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-security-policy: default-src 'none'") && !page.head.contains("unsafe"));
    assert!(page.head.contains("referrer-policy: no-referrer"), "{}", page.head);
    for path in
        ["", "entry", "import", "check", "base.js", "edit.css", "api/entries", "api/form?kind=award", "api/check"]
    {
        assert_eq!(desk.get(path).status, 200, "{path}");
        assert_eq!(desk.raw(&format!("GET /__dangan/edit/{path}"), &host, b"").status, 403, "{path}");
        let foreign = format!("Host: example.com\r\n{}", desk.cookie());
        assert_eq!(desk.raw(&format!("GET /__dangan/edit/{path}"), &foreign, b"").status, 403, "{path}");
    }
    assert_eq!(desk.raw("GET /__dangan/edit/?token=00", &host, b"").status, 403);
    for path in ["../../index.html", "base.js/..", "page/shell.html", "api", "%2e%2e/x", "entry/"] {
        assert_eq!(desk.get(path).status, 404, "{path}");
    }
}

#[test]
fn only_our_own_page_may_write() {
    let project = Project::base();
    let desk = Desk::open(&project);
    let before = read(&project, ENTRY);
    let body =
        json!({ "path": ENTRY, "hash": desk.form(ENTRY)["hash"], "set": { "title": { "text": "改" } } }).to_string();
    let length = format!("Content-Length: {}\r\n", body.len());
    let (host, origin) = (format!("Host: {}\r\n", desk.address), format!("Origin: http://{}\r\n", desk.address));
    let (json, cookie) = ("Content-Type: application/json\r\n", desk.cookie());
    for headers in [
        format!("{host}{origin}{json}"),
        format!("{host}{cookie}{json}"),
        format!("{host}{cookie}{json}Origin: null\r\n"),
        format!("{host}{cookie}{json}Origin: http://example.com\r\n"),
        format!("Host: example.com\r\n{cookie}{json}Origin: http://example.com\r\n"),
        format!("{host}{origin}{cookie}{json}Sec-Fetch-Site: cross-site\r\n"),
    ] {
        let reply = desk.raw("POST /__dangan/edit/api/save", &format!("{headers}{length}"), body.as_bytes());
        assert_eq!(reply.status, 403, "{headers}");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        assert_eq!(desk.send("save", kind, body.as_bytes()).status, 415, "{kind}");
    }
    assert_eq!(desk.raw("PUT /__dangan/edit/api/save", &format!("{host}{origin}{cookie}{json}"), b"").status, 405);
    assert_eq!(read(&project, ENTRY), before);
    assert_eq!(desk.send("save", "application/json", body.as_bytes()).status, 200);
    assert_eq!(read(&project, ENTRY), before.replace("title: 上村党支部党员大会", "title: 改"));
}

#[test]
fn a_save_changes_what_was_changed_and_the_site_has_it() {
    let project = Project::base();
    let text = "\u{feff}---\r\n标题: 党员大会  # 题\r\n类型: activity\r\n# 我的注\r\n日期: 2022年3月10日\r\n支部: shang-cun\r\n---\r\n\r\n第一段。\r\n";
    project.write(ENTRY, text);
    let desk = Desk::open(&project);
    let form = desk.form(ENTRY);
    assert_eq!(field(&form, "date")["value"]["text"], "2022-03-10");
    assert_eq!(field(&form, "branch")["value"]["list"], json!(["shang-cun"]));
    assert_eq!(form["body"], "第一段。\n");
    let asked = json!({ "path": ENTRY, "hash": form["hash"], "body": "第一段。\n\n第二段。\n", "set": {
        "title": { "text": "支部党员大会" }, "place": { "text": "会议室" } } });
    let reply = desk.post("save", &asked);
    assert_eq!(reply.status, 200, "{}", reply.body);
    let wanted = text
        .replace("党员大会", "支部党员大会")
        .replace("shang-cun\r\n", "shang-cun\r\n地点: 会议室\r\n")
        .replace("第一段。\r\n", "第一段。\r\n\r\n第二段。\r\n");
    assert_eq!(read(&project, ENTRY), wanted);
    assert_eq!(reply.json()["hash"], hash(wanted.as_bytes()));
    // Without waiting: the answer comes when the site is up to date.
    let page = reply.json()["page"].as_str().expect("a page").to_owned();
    let shown = desk.raw(&format!("GET {page}"), &format!("Host: {}\r\n", desk.address), b"");
    assert!(shown.body.contains("支部党员大会") && shown.body.contains("第二段。"), "{}", shown.body);
}

fn hash(bytes: &[u8]) -> String {
    dangan::fingerprint::hex(&Sha256::digest(bytes))
}

#[test]
fn a_file_changed_meanwhile_is_not_overwritten() {
    let project = Project::base();
    let desk = Desk::open(&project);
    let form = desk.form(ENTRY);
    let theirs = read(&project, ENTRY).replace("会议学习了章程。", "别人写的。");
    project.write(ENTRY, &theirs);
    let mut asked = json!({ "path": ENTRY, "hash": form["hash"], "set": { "place": { "text": "会议室" } } });
    let reply = desk.post("save", &asked);
    assert_eq!(reply.status, 409);
    assert_eq!(read(&project, ENTRY), theirs);
    let told = reply.json();
    assert_eq!(told["theirs"], theirs);
    assert!(told["yours"].as_str().expect("a text").contains("place: 会议室"));
    asked["hash"] = told["hash"].clone();
    assert_eq!(desk.post("save", &asked).status, 200);
    let both = read(&project, ENTRY);
    assert!(both.contains("别人写的。") && both.contains("place: 会议室"), "{both}");
}

#[test]
fn faults_are_those_of_the_terminal_and_stop_a_save_that_does_not_insist() {
    let project = Project::base();
    let desk = Desk::open(&project);
    let before = read(&project, ENTRY);
    let mut asked = json!({ "path": ENTRY, "hash": desk.form(ENTRY)["hash"], "body": "[断](no.md)，电话 13800138000\n",
        "set": { "date": { "text": "2022-02-30" }, "branch": { "list": ["shang-cunn"] }, "expected": { "text": "很多" } } });
    let drafted = desk.post("draft", &asked).json();
    let found = |told: &Value| -> Vec<(String, String)> {
        let text = |fault: &Value, key: &str| fault[key].as_str().unwrap_or("").to_owned();
        told["faults"].as_array().expect("faults").iter().map(|f| (text(f, "field"), text(f, "code"))).collect()
    };
    let faults = found(&drafted);
    for name in ["date", "branch", "expected", "body"] {
        assert!(faults.iter().any(|(field, _)| field == name), "{name}: {faults:?}");
    }
    assert!(!drafted["faults"].to_string().contains("13800138000"), "masked, also here");
    assert_eq!(read(&project, ENTRY), before, "a draft writes nothing");
    let refused = desk.post("save", &asked);
    assert_eq!((refused.status, found(&refused.json())), (422, faults.clone()));
    assert_eq!(read(&project, ENTRY), before);
    asked["faults"] = json!("write");
    assert_eq!(desk.post("save", &asked).status, 200);
    let run = project.run(&["--format", "json", "--lang", "zh", "check"]);
    let checked: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let mut codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
    let mut told: Vec<&str> = checked["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|d| d["file"] == ENTRY)
        .filter_map(|d| d["code"].as_str())
        .collect();
    codes.sort_unstable();
    told.sort_unstable();
    assert_eq!(codes, told);
}

#[test]
fn a_missing_field_is_told_at_that_field() {
    let project = Project::base();
    let desk = Desk::open(&project);
    let drafted = desk.post("draft", &json!({ "kind": "award", "set": { "title": { "text": "先进" } } })).json();
    let fields: Vec<&Value> = drafted["faults"].as_array().expect("faults").iter().map(|f| &f["field"]).collect();
    assert_eq!(fields, ["date", "branch"]);
    let saved =
        desk.post("save", &json!({ "kind": "award", "set": { "title": { "text": "先进" } }, "faults": "write" }));
    assert_eq!(saved.status, 422, "{}", saved.body);
    assert!(saved.json()["error"].as_str().expect("words").contains("日期"));
}

#[test]
fn a_new_entry_gets_the_name_that_new_gives_it() {
    let project = Project::base();
    let desk = Desk::open(&project);
    let asked = json!({ "kind": "award", "body": "获奖。", "set": { "title": { "text": "先进基层党组织" },
        "date": { "text": "2023-07-01" }, "branch": { "list": ["shang-cun"] }, "level": { "text": "provincial" } } });
    let first = desk.post("save", &asked).json();
    let other = Project::base();
    let run =
        other.run(&["new", "award", "--title", "先进基层党组织", "--branch", "shang-cun", "--date", "2023-07-01"]);
    assert!(run.stdout.trim().ends_with(first["path"].as_str().expect("a path")), "{} {first}", run.stdout);
    let text = read(&project, first["path"].as_str().expect("a path"));
    assert_eq!(
        text,
        "---\n标题: 先进基层党组织\n类型: 荣誉\n日期: 2023-07-01\n支部: \"shang-cun\"\n级别: 省级\n---\n\n获奖。"
            .replace("\"shang-cun\"", "shang-cun")
    );
    let second = desk.post("save", &asked).json();
    assert!(second["path"].as_str().expect("a path").ends_with("-2.md"), "{second}");
}

#[test]
fn no_path_leaves_the_archive() {
    let project = Project::base();
    project.write("secret.md", "---\ntitle: 秘密\n---\n");
    project.write("content/附件.pdf", "pdf");
    let desk = Desk::open(&project);
    for path in [
        "secret.md",
        "content/../secret.md",
        "../secret.md",
        "/etc/passwd",
        "content/site.yaml",
        "content/branches.yaml",
        "content/附件.pdf",
        "content\\activities\\2022\\good.md",
        "content/activities/2022/./good.md",
        "content//activities/2022/good.md",
        "",
    ] {
        assert_eq!(desk.get(&format!("api/form?path={}", encode(path))).status, 404, "{path}");
        let asked = json!({ "path": path, "text": "x", "faults": "write" });
        assert_eq!(desk.post("save", &asked).status, 404, "{path}");
        assert_eq!(desk.file(path, "x.pdf", b"x").status, 404, "{path}");
    }
    assert_eq!(read(&project, "secret.md"), "---\ntitle: 秘密\n---\n");
    for (name, placed) in
        [("../../../x.pdf", "x.pdf"), ("C:\\x.pdf", "x-2.pdf"), ("con.pdf", "_con.pdf"), ("a?.PDF", "a_.PDF")]
    {
        let reply = desk.file(ENTRY, name, b"pdf");
        assert_eq!(reply.json()["name"], placed, "{name}");
        assert!(project.path("content/activities/2022").join(placed).is_file());
    }
    for name in ["x.md", "..", "", "site.yaml"] {
        assert_eq!(desk.file(ENTRY, name, b"x").status, 422, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let project = Project::base();
    let elsewhere = tempfile::TempDir::new().expect("a folder");
    fs::create_dir_all(project.path("content/真")).expect("a folder");
    project.write("content/真/x.md", read(&project, ENTRY).replace("title:", "slug: lian\ntitle:"));
    std::os::unix::fs::symlink(project.path("content/真"), project.path("content/链")).expect("a link");
    fs::remove_dir_all(project.path("content/awards")).ok();
    std::os::unix::fs::symlink(elsewhere.path(), project.path("content/awards")).expect("a link");
    let desk = Desk::open(&project);
    assert_eq!(desk.get(&format!("api/form?path={}", encode("content/链/x.md"))).status, 403);
    assert_eq!(desk.file("content/链/x.md", "a.pdf", b"x").status, 403);
    let asked = json!({ "kind": "award", "faults": "write", "set": { "title": { "text": "奖" }, "date": { "text": "2023-07-01" } } });
    assert_eq!(desk.post("save", &asked).status, 403);
    assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0);
}

#[test]
fn what_is_too_large_is_refused() {
    let project = Project::base();
    let desk = Desk::open(&project);
    let headers = format!(
        "Host: {a}\r\nOrigin: http://{a}\r\nContent-Type: application/octet-stream\r\n{}",
        desk.cookie(),
        a = desk.address
    );
    let line = format!("POST /__dangan/edit/api/file?path={ENTRY}&name=x.bin");
    let told = desk.raw(&line, &format!("{headers}Content-Length: 70000000\r\n"), b"");
    assert_eq!(told.status, 413, "{}", told.body);
    // Without a length it shows only while it comes.
    let mut chunks = Vec::new();
    let chunk = vec![b'x'; 1 << 20];
    for _ in 0..65 {
        chunks.extend_from_slice(b"100000\r\n");
        chunks.extend_from_slice(&chunk);
        chunks.extend_from_slice(b"\r\n");
    }
    let mut stream = TcpStream::connect(&desk.address).expect("a connection");
    stream
        .write_all(format!("{line} HTTP/1.1\r\n{headers}Transfer-Encoding: chunked\r\n\r\n").as_bytes())
        .expect("sent");
    let _ = stream.write_all(&chunks);
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("a reply");
    assert_eq!(&start, b"HTTP/1.1 413");
    assert!(!project.path("content/activities/2022/x.bin").exists());
}

#[test]
fn what_is_not_utf8_or_cannot_be_taken_apart_says_so() {
    let project = Project::base();
    let gbk = b"---\ntitle: \xb5\xb3\n---\n";
    project.write("content/activities/2022/gbk.md", gbk);
    project.write("content/activities/2022/broken.md", "---\ntitle: [甲\n---\n正文\n");
    let desk = Desk::open(&project);
    let reply = desk.get("api/form?path=content/activities/2022/gbk.md");
    assert_eq!(reply.status, 422);
    assert!(reply.json()["error"].as_str().expect("words").contains("UTF-8"));
    assert_eq!(fs::read(project.path("content/activities/2022/gbk.md")).expect("bytes"), gbk);
    let broken = "content/activities/2022/broken.md";
    let form = desk.form(broken);
    assert!(form["text"].as_str().expect("a text").contains("[甲") && form["reason"].is_string(), "{form}");
    let mended = "---\ntitle: 甲\nkind: activity\ndate: 2022-03-10\nbranch: shang-cun\n---\n正文\n";
    let asked = json!({ "path": broken, "hash": form["hash"], "text": mended });
    assert_eq!(desk.post("save", &asked).status, 200);
    assert_eq!(read(&project, broken), mended);
}

#[test]
fn a_dropped_document_is_imported_as_by_the_command() {
    let project = Project::base();
    let desk = Desk::open(&project);
    let text = "2022年度述职报告\n\n2022年12月30日\n\n一、工作\n\n做了工作。\n";
    let reply = desk.send(&format!("import?name={}", encode("述职.txt")), "application/octet-stream", text.as_bytes());
    assert_eq!(reply.status, 200, "{}", reply.body);
    let told = reply.json();
    let path = told["entries"][0]["path"].as_str().expect("a path").to_owned();
    assert!(told["entries"][0]["guessed"].as_array().expect("guesses").iter().any(|g| g[0] == "日期"), "{told}");
    let other = Project::base();
    other.write("述职.txt", text);
    let run = other.run(&["--lang", "zh", "import", other.path("述职.txt").to_str().expect("a path")]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(read(&project, &path), read(&other, &path));
    assert!(!project.path(".dangan-import").exists(), "what was dropped is not left lying about");
    assert_eq!(desk.form(&path)["kind"], "report");
    // The same document again is told, whatever its name is now, and imported by who insists.
    let again = |more: &str| {
        let path = format!("import?name={}{more}", encode("另一个.txt"));
        desk.send(&path, "application/octet-stream", text.as_bytes()).json()
    };
    let told = again("");
    assert!(told["entries"].as_array().expect("a list").is_empty(), "{told}");
    assert_eq!(told["faults"][0]["code"], "import.twice", "{told}");
    assert_ne!(again("&again=yes")["entries"][0]["path"], path.as_str());
    let refused = desk.send("import?name=x.exe", "application/octet-stream", b"MZ").json();
    assert!(refused["entries"].as_array().expect("a list").is_empty());
    assert_eq!(refused["faults"].as_array().expect("faults").len(), 1, "{refused}");
}

#[test]
fn what_check_says_leads_to_the_entries() {
    let project = Project::with("unknown_branch");
    let desk = Desk::open(&project);
    let told = desk.get("api/check").json();
    let run = project.run(&["--format", "json", "--lang", "zh", "check"]);
    let checked: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let faults: Vec<Value> = told["faults"].as_array().expect("faults").iter().map(|f| f["fault"].clone()).collect();
    assert_eq!(Value::from(faults), checked["diagnostics"]);
    assert!(told["faults"].as_array().expect("faults").iter().any(|f| f["entry"] == true));
}
