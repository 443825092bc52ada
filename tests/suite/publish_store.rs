//! `dangan publish` to an S3-compatible store: what it sends, and what it does when the network or the store fails.
//! The server is `s3s-fs`; nothing leaves loopback.

use crate::harness::{Project, Run, command, finish, tree};
use crate::publish::{PRIVATE, entry};
use crate::publish_faults::dead_links;
use crate::s3::{BUCKET, Fault, KEY, SECRET, Server, Trouble, changes, reads};
use hyper::Method;
use object_store::aws::AmazonS3Builder;
use object_store::client::{HttpClient, HttpConnector};
use object_store::{Attribute, ObjectStoreExt};
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;

type Tree = BTreeMap<String, Vec<u8>>;

struct Scene {
    project: Project,
    server: Server,
}

impl Scene {
    fn new() -> Scene {
        Scene { project: Project::base(), server: Server::start() }
    }

    /// With a key and address that `more` may overrule.
    fn publish_with(&self, options: &[&str], more: &[(&str, &str)]) -> Run {
        let mut command = command();
        command.arg("--root").arg(self.project.root()).arg("publish").arg(format!("s3://{BUCKET}/site")).args(options);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        command.env("AWS_ENDPOINT_URL", self.server.endpoint());
        command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", SECRET);
        finish(command.envs(more.iter().copied()))
    }

    fn publish(&self, options: &[&str]) -> Run {
        let run = self.publish_with(options, &[]);
        assert!(!run.stderr.contains(SECRET) && !run.stderr.contains(KEY), "a key is shown: {}", run.stderr);
        run
    }

    fn published(&self, options: &[&str]) -> Run {
        let run = self.publish(options);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run
    }

    /// All objects below the prefix.
    fn objects(&self) -> Tree {
        let folder = self.server.bucket().join("site");
        if folder.exists() { tree(&folder) } else { Tree::new() }
    }

    fn readers(&self) -> Tree {
        let mut objects = self.objects();
        objects.retain(|name, _| !name.starts_with(PRIVATE));
        objects
    }

    fn built(&self) -> Tree {
        let mut built = tree(&self.project.path("public"));
        built.remove("dangan-files.txt");
        built
    }

    fn assert_published(&self) {
        let (seen, built) = (self.readers(), self.built());
        assert!(seen.keys().eq(built.keys()), "{:?}", seen.keys());
        assert!(seen == built, "objects differ");
        let left: Vec<String> = self.objects().into_keys().filter(|name| name.starts_with(PRIVATE)).collect();
        assert_eq!(left, [format!("{PRIVATE}manifest.json")]);
    }

    /// Published, then an entry added, one changed and one removed, and built; gives the site before and after.
    fn edited(&self) -> [Tree; 2] {
        self.project.write("content/activities/2022/leaves.md", entry("要走的"));
        self.project.write("content/activities/2022/changes.md", entry("要变的"));
        self.published(&[]);
        let old = self.readers();
        fs::remove_file(self.project.path("content/activities/2022/leaves.md")).expect("removed");
        self.project.write("content/activities/2022/changes.md", entry("变了的"));
        self.project.write("content/activities/2022/comes.md", entry("新来的"));
        self.project.build();
        [old, self.built()]
    }

    fn fails(&self, fault: Fault, first: usize, about: fn(&Method) -> bool) {
        self.server.trouble(Some(Trouble { fault, about, first, count: usize::MAX }));
    }
}

#[test]
fn a_publication_sends_what_differs_and_nothing_twice() {
    let scene = Scene::new();
    let first = scene.published(&[]);
    assert_eq!(first.stdout.trim(), format!("s3://{BUCKET}/site"));
    scene.assert_published();
    scene.server.trouble(None);
    let second = scene.published(&[]);
    assert!(second.stderr.contains("sent 0 files"), "{}", second.stderr);
    let changed: Vec<Method> = scene.server.requests().into_iter().filter(changes).collect();
    assert_eq!(changed.first(), Some(&Method::PUT));
    assert_eq!(changed.len(), 2, "more than taking the lock and giving it up: {changed:?}");
    scene.edited();
    scene.server.trouble(None);
    let dry = scene.published(&["--dry-run"]);
    assert!(!scene.server.requests().iter().any(changes), "a dry run changes something");
    assert!(dry.stdout.contains("- activities/2022/leaves/index.html") && dry.stdout.contains("~ index.html"));
    scene.published(&[]);
    scene.assert_published();
}

#[test]
fn a_file_in_parts_arrives_whole() {
    let scene = Scene::new();
    let attached = entry("附件").replace("branch: shang-cun", "branch: shang-cun\nattachments: [大.zip]");
    scene.project.write("content/activities/2022/attached.md", attached);
    let mut random = fastrand::Rng::with_seed(5);
    let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(18 << 20).collect();
    scene.project.write("content/activities/2022/大.zip", bytes);
    scene.published(&[]);
    scene.assert_published();
    assert!(scene.server.requests().contains(&Method::POST), "it was not sent in parts");
    assert!(scene.published(&[]).stderr.contains("sent 0 files"));
}

/// The program's own way of connecting is not to be tested with itself.
#[derive(Debug)]
struct Direct;

impl HttpConnector for Direct {
    fn connect(&self, _: &object_store::ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Direct))
    }
}

#[async_trait::async_trait]
impl object_store::client::HttpService for Direct {
    async fn call(
        &self,
        request: object_store::client::HttpRequest,
    ) -> Result<object_store::client::HttpResponse, object_store::client::HttpError> {
        use http_body_util::BodyExt;
        let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http();
        let (head, body) = client.request(request).await.expect("an answer").into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Ok(hyper::Response::from_parts(head, bytes.into()))
    }
}

/// One rule for all servers: what a store is told, the examples for web servers say too.
#[test]
fn every_server_has_the_same_rule_for_keeping_files() {
    let rule = dangan::target::CACHE_CONTROL;
    let lines = |text: &'static str, word: &'static str| -> Vec<&'static str> {
        text.lines().map(str::trim).filter(|line| !line.starts_with('#') && line.contains(word)).collect()
    };
    let nginx = include_str!("../../deploy/nginx/dangan-common.conf");
    assert_eq!(lines(nginx, "Cache-Control"), [format!("add_header Cache-Control {rule} always;")]);
    assert_eq!(lines(nginx, "expires"), Vec::<&str>::new());
    // IIS has a name of its own for `no-cache`.
    let iis = include_str!("../../deploy/iis/web.config");
    assert_eq!(
        (rule, lines(iis, "clientCache")),
        ("no-cache", vec![r#"<clientCache cacheControlMode="DisableCache" />"#])
    );
}

#[test]
fn browsers_are_told_what_a_file_is_and_how_long_it_keeps() {
    let scene = Scene::new();
    scene.published(&[]);
    let store = AmazonS3Builder::new()
        .with_endpoint(scene.server.endpoint())
        .with_bucket_name(BUCKET)
        .with_access_key_id(KEY)
        .with_secret_access_key(SECRET)
        .with_allow_http(true)
        .with_http_connector(Direct)
        .build()
        .expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let shard = scene.readers().into_keys().find(|name| name.starts_with("search/index/s")).expect("a shard");
    for (path, kind, keep) in [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("archive.json", "application/json", "no-cache"),
        ("search/index/directory.js", "text/javascript; charset=utf-16le", "no-cache"),
        (shard.as_str(), "text/javascript; charset=utf-16le", "no-cache"),
        ("assets/search/engine.js", "text/javascript; charset=utf-8", "no-cache"),
    ] {
        let got = runtime.block_on(store.get(&format!("site/{path}").into())).expect("an object");
        let said = |attribute| got.attributes.get(&attribute).map(|value| value.as_ref().to_owned());
        assert_eq!(said(Attribute::ContentType).as_deref(), Some(kind), "{path}");
        assert_eq!(said(Attribute::CacheControl).as_deref(), Some(keep), "{path}");
    }
}

#[test]
fn a_connection_cut_at_any_change_leaves_every_link_whole() {
    let scene = Scene::new();
    let [old, new] = scene.edited();
    let before = scene.server.files();
    let mut cuts = 0;
    for first in 1.. {
        let fault = if first % 2 == 0 { Fault::AnswerLost } else { Fault::RequestLost };
        let what = format!("{fault:?} from change {first} on");
        scene.server.restore(&before);
        scene.fails(fault, first, changes);
        let run = scene.publish(&["--retries", "0"]);
        scene.server.trouble(None);
        let now = scene.readers();
        for (name, bytes) in &now {
            assert!(old.get(name) == Some(bytes) || new.get(name) == Some(bytes), "{what}: {name} is neither");
        }
        assert_eq!(dead_links(&now), Vec::<String>::new(), "{what}");
        if run.status == 0 {
            // Only giving up the lock failed, or nothing did.
            break;
        }
        cuts += 1;
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{what}: {}", run.stderr);
        assert!(run.stderr.contains("breaks off connections"), "{what}: {}", run.stderr);
        if run.stderr.contains("readers see the site as it was") {
            assert!(now == old, "{what}: the site is another");
        }
        scene.published(&["--break-lock"]);
        scene.assert_published();
    }
    assert!(cuts > 15, "only {cuts} changes were cut");
}

#[test]
fn a_connection_cut_at_a_question_is_told_of() {
    let scene = Scene::new();
    let [old, _] = scene.edited();
    for first in 1..=4 {
        scene.fails(Fault::RequestLost, first, reads);
        // The lock stays where nobody can be asked whose it is.
        let run = scene.publish(&["--retries", "0", "--break-lock"]);
        scene.server.trouble(None);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        assert!(run.stderr.contains("breaks off connections"), "{}", run.stderr);
        assert!(scene.readers() == old, "the site is another");
    }
    scene.published(&["--break-lock"]);
    scene.assert_published();
}

#[test]
fn what_may_pass_is_tried_again() {
    let scene = Scene::new();
    scene.edited();
    let faults =
        [Fault::RequestLost, Fault::AnswerLost, Fault::Answer(503, "SlowDown"), Fault::Answer(500, "InternalError")];
    for (turn, fault) in faults.into_iter().enumerate() {
        scene.project.write("content/activities/2022/changes.md", entry(&format!("变了{turn}")));
        // The first change takes the lock, whose answer may be lost like any other.
        for first in [1, 5] {
            scene.server.trouble(Some(Trouble { fault, about: changes, first, count: 2 }));
            scene.published(&["--retries", "3"]);
            scene.server.trouble(None);
            scene.assert_published();
        }
    }
}

#[test]
fn what_a_store_says_is_told_in_both_languages() {
    let scene = Scene::new();
    for (fault, english, chinese) in [
        (Fault::Answer(403, "RequestTimeTooSkewed"), "this computer's clock is wrong", "这台电脑的时钟不准"),
        (Fault::Answer(403, "InvalidAccessKeyId"), "does not accept this key", "不认这个密钥"),
        (Fault::Answer(403, "AccessDenied"), "does not let this key do that", "不许这个密钥做这件事"),
        (Fault::Answer(404, "NoSuchBucket"), "has no such bucket", "没有这个桶"),
        (Fault::Answer(507, "QuotaExceeded"), "has no space or quota left", "空间或配额用完了"),
    ] {
        scene.fails(fault, 1, |_| true);
        for (lang, words) in [("en", english), ("zh", chinese)] {
            let run = scene.publish(&["--retries", "0", "--lang", lang]);
            assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
            assert!(run.stderr.contains(words), "{fault:?}: {}", run.stderr);
        }
    }
    assert!(scene.objects().is_empty());
}

#[test]
fn a_wrong_key_is_told_of_and_never_shown() {
    let scene = Scene::new();
    let said = |more: &[(&str, &str)]| {
        let run = scene.publish_with(&["--retries", "0"], more);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        assert!(!run.stderr.contains(SECRET) && !run.stderr.contains("ganz-falsch"), "{}", run.stderr);
        run.stderr
    };
    let wrong = said(&[("AWS_SECRET_ACCESS_KEY", "ganz-falsch")]);
    assert!(wrong.contains("does not accept this key"), "{wrong}");
    let unknown = said(&[("AWS_ACCESS_KEY_ID", "AKIAOTHER")]);
    assert!(unknown.contains("does not accept this key") || unknown.contains("does not let this key"), "{unknown}");
    let none = said(&[("AWS_SECRET_ACCESS_KEY", "")]);
    assert!(none.contains("no key for the store"), "{none}");
    let readable = said(&[("AWS_ENDPOINT_URL", "http://192.0.2.1:9000")]);
    assert!(readable.contains("http://192.0.2.1:9000 is not encrypted"), "{readable}");
}

#[test]
fn a_store_that_is_not_there_is_told_of() {
    let scene = Scene::new();
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    for scheme in ["http", "https"] {
        let endpoint = format!("{scheme}://{port}");
        let run = scene.publish_with(&["--retries", "1"], &[("AWS_ENDPOINT_URL", &endpoint)]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        assert!(run.stderr.contains("cannot be reached") && run.stderr.contains(&endpoint), "{}", run.stderr);
    }
}

#[test]
fn of_two_publishers_one_goes_on() {
    let scene = Scene::new();
    scene.edited();
    // Everything after the lock was taken and the pending list written is lost, giving up the lock too.
    scene.fails(Fault::RequestLost, 3, changes);
    assert_eq!(scene.publish(&["--retries", "0"]).status, 2);
    scene.server.trouble(None);
    let before = scene.objects();
    let second = scene.publish(&[]);
    assert_eq!((second.status, second.stdout.as_str()), (2, ""), "{}", second.stderr);
    assert!(
        second.stderr.contains("is publishing to s3://") && second.stderr.contains("--break-lock"),
        "{}",
        second.stderr
    );
    assert!(scene.objects() == before, "something was changed");
    scene.published(&["--break-lock"]);
    scene.assert_published();
}

#[test]
fn a_leak_stops_it_before_the_store_is_asked() {
    let scene = Scene::new();
    scene.project.write("content/activities/2022/leaks.md", entry("电话13812345678"));
    let run = scene.publish(&[]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    assert!(scene.server.requests().is_empty());
}

#[test]
fn objects_of_somebody_else_are_never_touched() {
    let scene = Scene::new();
    let folder = scene.server.bucket().join("site/photos");
    fs::create_dir_all(&folder).expect("folders");
    fs::write(folder.join("mine.jpg"), "mine").expect("an object");
    // What lies beside the prefix is nobody's business.
    fs::create_dir_all(scene.server.bucket().join("site-2")).expect("folders");
    fs::write(scene.server.bucket().join("site-2/other.html"), "other").expect("an object");
    let run = scene.publish(&[]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    assert!(run.stderr.contains("photos/mine.jpg"), "{}", run.stderr);
    fs::remove_file(folder.join("mine.jpg")).expect("removed");
    fs::remove_dir(folder).expect("removed");
    scene.published(&[]);
    scene.assert_published();
    assert!(scene.server.bucket().join("site-2/other.html").exists());
}
