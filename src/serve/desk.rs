//! The form for people below `/__dangan/edit/`: which request is for which of its parts. Exists only where it was
//! asked for, answers only those that `gate` lets in, and never touches the disk itself.

mod asked;
mod gate;
mod page;
mod store;
mod told;

pub use gate::Pass;

use super::body::Body;
use super::{Work, answer};
use crate::diag::{Diagnostic, Failure, Lang};
use crate::live::Live;
use crate::load::Sources;
use crate::load::refresh::Touched;
use crate::path::SourcePath;
use crate::scaffold::Repeated;
use gate::Verdict;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderValue, LOCATION, REFERRER_POLICY, SET_COOKIE};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode, Uri};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;
use store::Refusal;

/// Where the form is.
pub const ROOT: &str = "/__dangan/edit";

/// The longest form: an entry is 8 MB at most, and JSON may double what it quotes.
const MOST_JSON: usize = 24 << 20;

/// The largest file that can be dropped.
const MOST_FILE: usize = 64 << 20;

/// A body that takes longer is given up.
const BODY_TIMEOUT: Duration = Duration::from_secs(120);

/// Longer than any archive takes to be brought up to date.
const TOLD_TIMEOUT: Duration = Duration::from_secs(30);

/// The sources and everything that `check` says of them.
pub type Checked = (Sources, Vec<Diagnostic>);

/// What the form works with.
#[derive(Debug)]
pub struct Desk {
    /// The project root.
    pub root: PathBuf,
    /// The language of messages and labels.
    pub lang: Lang,
    /// What `dangan check` does.
    pub check: Check,
    pass: Pass,
    live: Arc<RwLock<Live>>,
    keeper: Sender<Work>,
    writing: Mutex<()>,
}

/// A file that the form wrote, and whom to tell when the site has it.
#[derive(Debug)]
pub struct Saved {
    /// What was written.
    pub touched: Touched,
    /// Told when the site is up to date.
    pub done: Sender<()>,
}

/// A status and what is told with it.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    told: Value,
}

impl Answer {
    fn new(status: StatusCode, told: Value) -> Answer {
        Answer { status, told }
    }

    fn ok(told: Value) -> Answer {
        Answer::new(StatusCode::OK, told)
    }

    fn error(status: StatusCode, text: &str) -> Answer {
        Answer::new(status, json!({ "error": text }))
    }
}

impl Desk {
    /// A form for the project in `live`, whose keeper hears of every file that the form writes.
    pub fn new(
        root: &Path,
        lang: Lang,
        check: Check,
        pass: Pass,
        live: Arc<RwLock<Live>>,
        keeper: Sender<Work>,
    ) -> Desk {
        Desk { root: root.to_path_buf(), lang, check, pass, live, keeper, writing: Mutex::default() }
    }

    fn live(&self) -> RwLockReadGuard<'_, Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// One writes at a time.
    fn alone(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the site has a file that was just written.
    fn tell(&self, path: &SourcePath) {
        let (done, told) = mpsc::channel();
        if self.keeper.send(Work::Saved(Saved { touched: store::touched(path), done })).is_ok() {
            // Should it take longer, the page shows the site as it was and reloads by itself.
            let _ = told.recv_timeout(TOLD_TIMEOUT);
        }
    }

    fn refuse(&self, refusal: Refusal) -> Answer {
        Answer::error(refusal.status(), refusal.words(self.lang))
    }

    fn failed(&self, failure: &Failure) -> Answer {
        Answer::error(StatusCode::INTERNAL_SERVER_ERROR, &failure.text(self.lang))
    }
}

/// What `dangan check` does.
pub type Check = fn(&Path) -> Result<Checked, Failure>;

/// Whether an address is one of the form's.
pub fn is_for(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The response to a request for an address of the form.
pub async fn respond(head: Parts, body: Incoming, desk: Arc<Desk>) -> Response<Body> {
    match gate::judge(&head, &desk.pass) {
        Verdict::Refused(status, text) => return sealed(answer::plain(status, text)),
        Verdict::Welcome { to } => return welcome(&to, &desk.pass),
        Verdict::In => {}
    }
    let name = head.uri.path().strip_prefix(ROOT).and_then(|rest| rest.strip_prefix('/'));
    let Some(name) = name.map(str::to_owned) else { return welcome(&format!("{ROOT}/"), &desk.pass) };
    if head.method != Method::POST {
        return sealed(off(move || read(&name, &head.uri, &desk)).await);
    }
    let most = if matches!(name.as_str(), "api/file" | "api/import") { MOST_FILE } else { MOST_JSON };
    let bytes = match tokio::time::timeout(BODY_TIMEOUT, whole(body, most)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(refusal)) => return sealed(json_answer(&desk.refuse(refusal))),
        Err(_) => return sealed(answer::plain(StatusCode::REQUEST_TIMEOUT, "too slow\n")),
    };
    sealed(off(move || json_answer(&change(&name, &head.uri, &bytes, &desk))).await)
}

/// Away from the thread that serves everybody.
async fn off(make: impl FnOnce() -> Response<Body> + Send + 'static) -> Response<Body> {
    tokio::task::spawn_blocking(make).await.unwrap_or_else(|_| answer::broken())
}

/// The body, unless it is too long.
async fn whole(mut body: Incoming, most: usize) -> Result<Vec<u8>, Refusal> {
    use hyper::body::Body as _;
    if body.size_hint().lower() > most as u64 {
        return Err(Refusal::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame: Bytes = frame.map_err(|_| Refusal::NotUnderstood)?.into_data().unwrap_or_default();
        if bytes.len() + frame.len() > most {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&frame);
    }
    Ok(bytes)
}

fn read(name: &str, uri: &Uri, desk: &Desk) -> Response<Body> {
    match name {
        "api/entries" => json_answer(&Answer::ok(told::entries(&desk.live(), desk.lang))),
        "api/form" => {
            let (path, kind) = (asked_for(uri, "path"), asked_for(uri, "kind"));
            json_answer(&store::open(desk, path.as_deref(), kind.as_deref()))
        }
        "api/check" => json_answer(&store::check(desk)),
        _ => match (page::html(name), page::part(name)) {
            (Some(html), _) => answer::respond(StatusCode::OK, "text/html; charset=utf-8", Body::whole(html)),
            (_, Some(part)) => answer::file(name, part),
            _ => answer::plain(StatusCode::NOT_FOUND, "not found\n"),
        },
    }
}

fn change(name: &str, uri: &Uri, bytes: &[u8], desk: &Desk) -> Answer {
    let file = || asked_for(uri, "name").unwrap_or_default();
    match name {
        "api/file" => store::attach(desk, &asked_for(uri, "path").unwrap_or_default(), &file(), bytes),
        "api/import" => {
            let again = asked_for(uri, "again").is_some_and(|again| again == "yes");
            store::import(desk, &file(), bytes, if again { Repeated::Imported } else { Repeated::Told })
        }
        "api/draft" | "api/save" => match serde_json::from_slice(bytes) {
            Ok(asked) if name == "api/draft" => store::draft(desk, &asked),
            Ok(asked) => store::save(desk, &asked),
            Err(_) => desk.refuse(Refusal::NotUnderstood),
        },
        _ => Answer::error(StatusCode::NOT_FOUND, "not found"),
    }
}

/// A value of the address's query, decoded.
fn asked_for(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.into_iter().find(|(key, _)| *key == name)?.1;
    super::place::decode(&value.replace('+', " "))
}

fn json_answer(answer: &Answer) -> Response<Body> {
    answer::respond(answer.status, "application/json", Body::whole(answer.told.to_string()))
}

fn welcome(to: &str, pass: &Pass) -> Response<Body> {
    let mut response = answer::plain(StatusCode::SEE_OTHER, "");
    for (name, value) in [(LOCATION, to), (SET_COOKIE, pass.cookie().as_str())] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    sealed(response)
}

/// No address of the form is told to anybody.
fn sealed(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
