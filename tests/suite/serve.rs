//! `dangan serve` as a browser and an editor meet it: the real binary, real sockets, real files.

use crate::harness::{Project, command};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Far more than anything takes; only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

const ENTRY: &str = "content/activities/2022/good.md";
const PAGE: &str = "/activities/2022/good/index.html";

struct Server {
    child: Child,
    address: String,
    /// Lines of stderr.
    told: Receiver<String>,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn start(project: &Project, more: &[&str]) -> Server {
        let mut command = command();
        command.arg("--root").arg(project.root()).args(["serve", "--addr", "127.0.0.1:0"]).args(more);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let told = lines(child.stderr.take().expect("stderr"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{line}");
        Server { child, address, told }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Sends a request's first line with a right `Host` and reads all of the reply.
    fn ask(&self, line: &str) -> Reply {
        self.ask_as(line, &self.address)
    }

    fn ask_as(&self, line: &str, host: &str) -> Reply {
        let mut stream = self.connect();
        let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("a reply");
        let text = String::from_utf8(bytes).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path}"))
    }

    /// The data of every event, by name; the stream is open and its first event read.
    fn events(&self) -> Receiver<(String, Value)> {
        let mut stream = self.connect();
        let request = format!("GET /__dangan/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("sent");
        let (sender, receiver) = channel();
        let lines = lines(stream);
        std::thread::spawn(move || {
            let mut name = String::new();
            for line in lines {
                if let Some(event) = line.strip_prefix("event: ") {
                    event.clone_into(&mut name);
                } else if let Some(data) = line.strip_prefix("data: ") {
                    let data = serde_json::from_str(data).expect("JSON");
                    if sender.send((name.clone(), data)).is_err() {
                        return;
                    }
                }
            }
        });
        let first = receiver.recv_timeout(PATIENCE).expect("a state");
        assert_eq!(first.0, "state");
        receiver
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

fn reload(events: &Receiver<(String, Value)>) -> Value {
    let (name, data) = events.recv_timeout(PATIENCE).expect("an event");
    assert_eq!(name, "reload");
    data
}

/// Reload events until one satisfies; a slow disk may divide one change into several.
fn reload_until(events: &Receiver<(String, Value)>, good: impl Fn(&Value) -> bool) -> Value {
    std::iter::repeat_with(|| reload(events)).find(|data| good(data)).expect("endless")
}

fn has_faults(data: &Value) -> bool {
    data["faults"].as_array().is_some_and(|faults| !faults.is_empty())
}

fn append(project: &Project, text: &str) {
    let old = fs::read_to_string(project.path(ENTRY)).expect("an entry");
    project.write(ENTRY, old + text);
}

fn without_script(body: &str) -> String {
    let ours = |line: &&str| line.starts_with("<script src=\"/__dangan/live.js\"");
    body.split_inclusive('\n').filter(|line| !ours(line)).collect()
}

#[test]
fn pages_are_those_of_a_build_but_for_one_line() {
    let project = Project::sample();
    project.build();
    let server = Server::start(&project, &[]);
    for file in ["index.html", "years/index.html", "activities/index.html", "404.html", "archive.json"] {
        let reply = server.get(&format!("/{file}"));
        assert_eq!(reply.status, 200, "{file}");
        assert_eq!(without_script(&reply.body), project.page(file), "{file}");
        let scripts = reply.body.matches("/__dangan/").count();
        assert_eq!(scripts, usize::from(file != "archive.json"), "{file}");
        assert!(!project.page(file).contains("__dangan"), "a built page knows nothing of it");
    }
    assert!(server.get("/").body.ends_with("</script>\n</body>\n</html>\n"));
    assert_eq!(without_script(&server.get("/years/").body), project.page("years/index.html"));
    let folder = server.get("/years?a=b");
    assert!(folder.status == 302 && folder.head.contains("location: /years/?a=b"), "{}", folder.head);
}

#[test]
fn every_response_has_the_protecting_headers() {
    let project = Project::base();
    let server = Server::start(&project, &[]);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/prefs.js", "text/javascript; charset=utf-8"),
        ("/archive.json", "application/json"),
        ("/__dangan/live.js", "text/javascript; charset=utf-8"),
        ("/no/such", "text/html; charset=utf-8"),
        ("/../x", "text/plain; charset=utf-8"),
    ] {
        let head = server.get(path).head;
        assert!(head.contains(&format!("content-type: {kind}\r\n")), "{path}: {head}");
        assert!(head.contains("x-content-type-options: nosniff"), "{path}: {head}");
        assert!(head.contains("cache-control: no-store"), "{path}: {head}");
        let policy = head.lines().find(|l| l.starts_with("content-security-policy: ")).expect("a policy");
        assert!(policy.contains("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    }
    let head = server.ask("HEAD /");
    assert!(head.status == 200 && head.body.is_empty() && head.head.contains("content-length: "), "{}", head.head);
}

#[test]
fn nothing_outside_the_site_is_served() {
    let project = Project::base();
    project.write("secret.txt", "secret");
    let server = Server::start(&project, &[]);
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/%5c..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/etc/passwd",
        "/C:/Windows/win.ini",
        "/index.html%00.txt",
        "/content/site.yaml",
        "/activities/2022/good.md",
        "/%ff",
        "/%",
    ] {
        let reply = server.get(path);
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
        assert!(!reply.body.contains("secret") && !reply.body.contains("root:"), "{path}");
    }
}

#[test]
fn an_unknown_address_shows_the_404_page_with_links_that_hold() {
    let project = Project::base();
    project.build();
    let server = Server::start(&project, &[]);
    let flat = server.get("/nothing.html");
    assert_eq!(flat.status, 404);
    assert_eq!(without_script(&flat.body), project.page("404.html"));
    assert!(server.get("/a/b/nothing").body.contains("href=\"../../assets/style.css\""));
}

#[test]
fn only_reading_and_only_by_our_own_name() {
    let project = Project::base();
    let server = Server::start(&project, &[]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let reply = server.ask(&format!("{method} /"));
        assert!(reply.status == 405 && reply.head.contains("allow: get, head"), "{method}: {}", reply.head);
    }
    for host in ["example.com", "example.com:80", "10.1.2.3", "localhost.example.com"] {
        assert_eq!(server.ask_as("GET /", host).status, 403, "{host}");
        assert_eq!(server.ask_as("GET /__dangan/events", host).status, 403, "{host}");
    }
    for host in ["localhost:1", "127.0.0.1", "[::1]:8000"] {
        assert_eq!(server.ask_as("GET /", host).status, 200, "{host}");
    }
    assert_eq!(server.ask("GET http://example.com/").status, 403);
}

#[test]
fn slow_connections_block_nobody() {
    let project = Project::base();
    let server = Server::start(&project, &[]);
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(b"G").expect("one byte");
            stream
        })
        .collect();
    assert_eq!(server.get("/").status, 200);
    let events = server.events();
    append(&project, "\n新的一段。\n");
    reload(&events);
    assert!(server.get(PAGE).body.contains("新的一段。"));
    // The server gives them up by itself.
    let mut first = &slow[0];
    let mut rest = Vec::new();
    first.read_to_end(&mut rest).expect("closed before patience ends");
}

#[test]
fn an_edit_reloads_and_shows() {
    let project = Project::base();
    let server = Server::start(&project, &[]);
    let events = server.events();
    append(&project, "\n新的一段。\n");
    let data = reload(&events);
    assert_eq!((&data["generation"], &data["kind"]), (&Value::from(2), &Value::from("page")));
    assert!(!has_faults(&data));
    let page = server.get(PAGE).body;
    assert!(page.contains("新的一段。") && page.contains("data-generation=\"2\""));
    // Lists are never stale.
    let new = "---\ntitle: 新条目\nkind: award\ndate: 2023-01-01\nbranch: dangwei\n---\n";
    project.write("content/新文件夹/新条目.md", new);
    reload_until(&events, |_| server.get("/awards/index.html").body.contains("新条目"));
}

#[test]
fn polling_sees_the_same() {
    let project = Project::base();
    let server = Server::start(&project, &["--poll"]);
    let events = server.events();
    append(&project, "\n新的一段。\n");
    reload_until(&events, |_| server.get(PAGE).body.contains("新的一段。"));
}

#[test]
fn an_atomic_save_is_one_edit() {
    let project = Project::base();
    let server = Server::start(&project, &[]);
    let events = server.events();
    let text = fs::read_to_string(project.path(ENTRY)).expect("an entry") + "\n另存。\n";
    project.write("content/activities/2022/.good.md.swp", &text);
    project.write("content/activities/2022/4913", &text);
    fs::rename(project.path("content/activities/2022/4913"), project.path(ENTRY)).expect("renamed");
    let data = reload_until(&events, |_| server.get(PAGE).body.contains("另存。"));
    assert!(!has_faults(&data));
}

#[test]
fn a_fault_is_told_and_the_last_good_site_stays() {
    let project = Project::base();
    let server = Server::start(&project, &[]);
    let events = server.events();
    let good = fs::read_to_string(project.path(ENTRY)).expect("an entry");
    project.write(ENTRY, good.replace("2022-03-10", "2022-02-30"));
    let data = reload_until(&events, has_faults);
    let fault = &data["faults"][0];
    assert_eq!((&fault["file"], &fault["line"]), (&Value::from(ENTRY), &Value::from(4)));
    let text = fault["text"].as_str().expect("a text");
    let shown = std::iter::from_fn(|| server.told.recv_timeout(PATIENCE).ok()).take(text.lines().count());
    assert_eq!(shown.collect::<Vec<_>>().join("\n"), text, "the same as on the terminal");
    assert!(server.get(PAGE).body.contains("会议学习了章程。"));
    // A page that connects late learns of it.
    project.write(ENTRY, good.replace("会议", "大会"));
    reload_until(&events, |data| !has_faults(data));
    assert!(server.get(PAGE).body.contains("大会学习了章程。"));
}

#[test]
fn faults_at_the_start_are_shown_until_they_are_mended() {
    let project = Project::with("unknown_branch");
    let server = Server::start(&project, &[]);
    let reply = server.get("/");
    assert!(reply.status == 503 && reply.body.contains("error["), "{}", reply.body);
    assert!(reply.body.contains("/__dangan/live.js"));
    let events = server.events();
    fs::remove_dir_all(project.path("content")).expect("removed");
    crate::harness::copy_tree(&crate::harness::sites().join("base"), project.root());
    reload_until(&events, |data| !has_faults(data));
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn content_renamed_away_and_back() {
    let project = Project::base();
    let server = Server::start(&project, &[]);
    let events = server.events();
    fs::rename(project.path("content"), project.path("elsewhere")).expect("renamed");
    reload_until(&events, has_faults);
    assert_eq!(server.get(PAGE).status, 200, "the last good site stays");
    append_to(&project, "elsewhere/activities/2022/good.md", "\n在外面写的。\n");
    fs::rename(project.path("elsewhere"), project.path("content")).expect("renamed");
    reload_until(&events, |data| !has_faults(data) && server.get(PAGE).body.contains("在外面写的。"));
    append(&project, "\n回来后写的。\n");
    reload_until(&events, |_| server.get(PAGE).body.contains("回来后写的。"));
}

fn append_to(project: &Project, path: &str, text: &str) {
    let old = fs::read_to_string(project.path(path)).expect("a file");
    project.write(path, old + text);
}

#[test]
fn a_style_sheet_alone_reloads_no_page() {
    let project = Project::base();
    project.write("themes/default/static/style.css", "a { color: red }");
    let server = Server::start(&project, &[]);
    let events = server.events();
    project.write("themes/default/static/style.css", "a { color: blue }");
    let data = reload_until(&events, |_| server.get("/assets/style.css").body == "a { color: blue }");
    assert_eq!(data["kind"], "style");
    project.write("themes/default/templates/404.html", "none{{ nowhere.at.all }}");
    let data = reload_until(&events, has_faults);
    assert_eq!(data["faults"][0]["file"], "themes/default/templates/404.html");
}

#[test]
fn thousands_of_files_at_once() {
    let project = Project::base();
    let server = Server::start(&project, &[]);
    let events = server.events();
    for i in 0..5000 {
        let day = i % 28 + 1;
        let text = format!("---\ntitle: 第{i}条\nkind: activity\ndate: 2021-05-{day}\nbranch: shang-cun\n---\n正文\n");
        project.write(&format!("content/activities/2021/n{i}.md"), text);
    }
    reload_until(&events, |data| {
        !has_faults(data) && server.get("/archive.json").body.matches("activities/2021/n").count() >= 15_000
    });
    fs::remove_dir_all(project.path("content/activities/2021")).expect("removed");
    reload_until(&events, |data| !has_faults(data) && !server.get("/archive.json").body.contains("activities/2021/n"));
}

#[test]
fn a_taken_port_names_the_next_free_one() {
    let project = Project::base();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let run = project.run(&["serve", "--addr", &address]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.is_empty() && run.stderr.contains("the next free port is"), "{}", run.stderr);
    let run = project.run(&["--lang", "zh", "serve", "--addr", &address]);
    assert!(run.status == 2 && run.stderr.contains("下一个空着的端口是"), "{}", run.stderr);
    let run = project.run(&["serve", "--addr", "nonsense"]);
    assert!(run.status == 2 && run.stderr.contains("--addr"), "{}", run.stderr);
    let run = crate::harness::run(&["--root", "/no/such/place", "serve", "--addr", "127.0.0.1:0"]);
    assert_eq!(run.status, 2);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_at_once() {
    let project = Project::base();
    let mut server = Server::start(&project, &[]);
    let _open = server.events();
    let _slow = server.connect();
    let id = server.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let status = server.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
}
