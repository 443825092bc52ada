//! An S3 server of plain files on loopback, and a proxy in front of it that fails on request.
//! Never part of the program: the tests start and end both.

use crate::harness::tree;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub const KEY: &str = "AKIATESTKEY";
pub const SECRET: &str = "streng-geheim-0123456789";
pub const BUCKET: &str = "archive";

type Body = http_body_util::Either<Incoming, http_body_util::Full<hyper::body::Bytes>>;

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection is cut before the store hears of it.
    RequestLost,
    /// The store does it, and the connection is cut before it can answer.
    AnswerLost,
    /// The proxy answers in the store's place: a status and a code.
    Answer(u16, &'static str),
}

/// Which requests fail: from the `first` on, that many of those that it is about.
#[derive(Clone, Copy, Debug)]
pub struct Trouble {
    pub fault: Fault,
    pub about: fn(&Method) -> bool,
    pub first: usize,
    pub count: usize,
}

/// Anything that changes the store.
pub fn changes(method: &Method) -> bool {
    matches!(*method, Method::PUT | Method::POST | Method::DELETE)
}

pub fn reads(method: &Method) -> bool {
    !changes(method)
}

#[derive(Default)]
struct Shared {
    trouble: Option<Trouble>,
    /// How many requests of the trouble's kind came since it began.
    turn: usize,
    methods: Vec<Method>,
}

/// Both servers; they end with the test.
pub struct Server {
    folder: TempDir,
    pub address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    store: Child,
}

impl Server {
    pub fn start() -> Server {
        let folder = TempDir::new().expect("a folder");
        fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let (store, behind) = start_store(folder.path());
        let shared = Arc::new(Mutex::new(Shared::default()));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let with = Arc::clone(&shared);
        // It ends with the test's process.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(relay_all(listener, behind, with));
        });
        Server { folder, address, shared, store }
    }

    /// Where the bucket's objects lie as files.
    pub fn bucket(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
    }

    /// All that the store keeps: objects, and what it knows of them.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        tree(self.folder.path())
    }

    /// Takes the store back to what it was.
    pub fn restore(&self, files: &BTreeMap<String, Vec<u8>>) {
        for name in self.files().into_keys().filter(|name| !files.contains_key(name)) {
            fs::remove_file(self.folder.path().join(name)).expect("removed");
        }
        for (name, bytes) in files {
            let path = self.folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, bytes).expect("a file");
        }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on some requests fail; none with `None`. Forgets which requests there were.
    pub fn trouble(&self, trouble: Option<Trouble>) {
        *self.shared.lock().expect("a lock") = Shared { trouble, ..Shared::default() };
    }

    /// The requests since then.
    pub fn requests(&self) -> Vec<Method> {
        self.shared.lock().expect("a lock").methods.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.store.kill();
        let _ = self.store.wait();
    }
}

/// Where tests/run installs the server.
fn program() -> PathBuf {
    let binary = Path::new(env!("CARGO_BIN_EXE_dangan"));
    binary.ancestors().nth(2).expect("the target folder").join("s3s-fs/bin/s3s-fs")
}

/// Starts `s3s-fs`, which tests/run has installed, and reads its address from what it logs.
fn start_store(folder: &Path) -> (Child, SocketAddr) {
    let mut command = Command::new(program());
    command.args(["--host", "127.0.0.1", "--port", "0", "--access-key", KEY, "--secret-key", SECRET]).arg(folder);
    command.env("RUST_LOG", "s3s_fs=info").env("NO_COLOR", "1").stdout(Stdio::piped());
    let mut store = command.spawn().unwrap_or_else(|e| panic!("{}: {e}; run tests/run once", program().display()));
    let mut lines = BufReader::new(store.stdout.take().expect("a stream")).lines();
    let address = lines.by_ref().find_map(|line| {
        let line = line.expect("a line");
        let (_, rest) = line.split_once("server is running at http://")?;
        rest.split([' ', ',']).next()?.parse().ok()
    });
    // Whoever stops reading would make it stop, too.
    std::thread::spawn(move || lines.for_each(drop));
    (store, address.expect("an address"))
}

async fn relay_all(listener: std::net::TcpListener, store: SocketAddr, shared: Arc<Mutex<Shared>>) {
    listener.set_nonblocking(true).expect("a listener for tokio");
    let listener = TcpListener::from_std(listener).expect("a listener");
    let client = Client::builder(TokioExecutor::new()).build_http();
    while let Ok((stream, _)) = listener.accept().await {
        let (shared, client) = (Arc::clone(&shared), client.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let fault = next(&shared, request.method());
            let client = client.clone();
            async move { relay(&client, store, request, fault).await }
        });
        let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move { drop(serving.await) });
    }
}

/// What goes wrong with this request, if anything.
fn next(shared: &Mutex<Shared>, method: &Method) -> Option<Fault> {
    let mut shared = shared.lock().expect("a lock");
    shared.methods.push(method.clone());
    let trouble = shared.trouble.filter(|trouble| (trouble.about)(method))?;
    shared.turn += 1;
    let turns = trouble.first..trouble.first.saturating_add(trouble.count);
    turns.contains(&shared.turn).then_some(trouble.fault)
}

/// An error cuts the connection.
async fn relay(
    client: &Client<hyper_util::client::legacy::connect::HttpConnector, Incoming>,
    store: SocketAddr,
    request: Request<Incoming>,
    fault: Option<Fault>,
) -> Result<Response<Body>, std::io::Error> {
    let cut = || std::io::Error::other("cut");
    match fault {
        Some(Fault::RequestLost) => return Err(cut()),
        Some(Fault::Answer(status, code)) => return Ok(answer(status, code)),
        Some(Fault::AnswerLost) | None => {}
    }
    let (mut head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = format!("http://{store}{path}").parse().map_err(|_| cut())?;
    let answer = client.request(Request::from_parts(head, body)).await.map_err(|_| cut())?;
    if fault.is_some() {
        return Err(cut());
    }
    Ok(answer.map(http_body_util::Either::Left))
}

fn answer(status: u16, code: &str) -> Response<Body> {
    let body =
        format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><AWSAccessKeyId>{KEY}</AWSAccessKeyId></Error>");
    let mut answer = Response::new(http_body_util::Either::Right(http_body_util::Full::from(body)));
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    answer
}
