//! The site on a local address while it is being written: pages from memory, reload events to them.
//! Never reads a file for an address: an address is looked up in the site, which knows its own paths.

mod answer;
mod body;
mod desk;
mod place;

use crate::diag::terminal::{self, Colour};
use crate::diag::{self, Diagnostic, Failure, Lang};
use crate::live::{Effect, Live, Site};
use crate::load::Sources;
use crate::load::refresh::Touched;
use crate::model::Edition;
use crate::watch::{self, Signal, Silence};
use body::Body;
pub use desk::{Check, Checked};
use desk::{Desk, Pass, Saved};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::mpsc as pages;

/// A request whose head takes longer is dropped; others do not wait for it meanwhile.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// After a failed accept (no free file handles), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Pages and photos made at the same time.
const MAKERS: usize = 8;

/// An open page that takes no event while so many wait is gone.
const EVENTS_WAITING: usize = 16;

/// More faults than this are no help in a page.
const FAULTS_SHOWN: usize = 100;

/// What to serve and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project root.
    pub root: PathBuf,
    /// `host:port`; port 0 takes any free one.
    pub address: String,
    /// Look for changes by polling.
    pub poll: bool,
    /// The language of faults in pages.
    pub lang: Lang,
    /// With a form for people.
    pub edit: Option<Edit>,
}

/// What the form needs beside the site.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Random: who has it may use the form.
    pub token: String,
    /// What `dangan check` does.
    pub check: Check,
}

/// What the person who started it should hear of.
#[derive(Debug)]
pub enum Report<'a> {
    /// Pages can be opened at this address.
    Ready(SocketAddr),
    /// The form can be opened at this address.
    Editing(String),
    /// Other computers can open it too.
    Exposed,
    /// Events cannot be had, for this reason.
    Polling(Silence),
    /// The project cannot be read at present.
    Failed(&'a Failure),
    /// Faults and warnings of the present sources.
    Found(&'a Sources, &'a [Diagnostic]),
    /// There were errors, and now there are none.
    Mended,
}

/// What open pages and requests see of the project.
#[derive(Clone, Debug)]
struct Current {
    /// Counts the updates.
    generation: u64,
    /// The last site without errors.
    site: Option<Arc<Site>>,
    /// Why it is not up to date; empty where it is.
    faults: Arc<Vec<Value>>,
    /// Of faults that only making a page shows.
    lang: Lang,
}

/// Shared by all connections.
#[derive(Debug)]
struct Hub {
    current: RwLock<Current>,
    pages: Mutex<Vec<pages::Sender<Bytes>>>,
    /// Only this computer can reach us, so only its names for itself are right.
    loopback: bool,
    /// The form, where it was asked for.
    desk: Option<Arc<Desk>>,
}

/// What the keeper of the project hears of.
#[derive(Debug)]
enum Work {
    Seen(Signal),
    Saved(Saved),
}

/// Serves until Ctrl-C.
pub fn serve(options: &Options, report: impl Fn(Report) + Send + Sync + 'static) -> Result<(), Failure> {
    let listener = place::bind(&options.address)?;
    let address = listener.local_addr().map_err(|error| place::failure(&options.address, error))?;
    refuse_exposed(options, address)?;
    let (sender, work) = channel();
    let seen = sender.clone();
    // Before anything is read, so that no change falls between.
    watch::start(&options.root, options.poll, move |signal| {
        // Nobody listens any more only when the program ends.
        let _ = seen.send(Work::Seen(signal));
    });
    let live = Live::open(&options.root, Edition::Internal)?;
    tell_faults(&live, &report);
    let faults = Arc::new(faults(&live, options.lang));
    let current = RwLock::new(Current { generation: 1, site: live.site().cloned(), faults, lang: options.lang });
    let live = Arc::new(RwLock::new(live));
    let desk = options.edit.as_ref().map(|edit| Arc::new(desk_of(options, edit, address, &live, sender)));
    let loopback = address.ip().is_loopback();
    let hub = Arc::new(Hub { current, pages: Mutex::default(), loopback, desk });
    if !hub.loopback {
        report(Report::Exposed);
    }
    report(Report::Ready(address));
    if let Some(edit) = &options.edit {
        report(Report::Editing(format!("http://{address}{}/?token={}", desk::ROOT, edit.token)));
    }
    let (keeper, lang) = (Arc::clone(&hub), options.lang);
    std::thread::spawn(move || keep(&live, &work, &keeper, lang, &report));
    run(listener, hub).map_err(|error| place::failure(&options.address, error))
}

/// The form writes files: only this computer may reach it.
fn refuse_exposed(options: &Options, address: SocketAddr) -> Result<(), Failure> {
    if options.edit.is_some() && !address.ip().is_loopback() { Err(Failure::EditExposed(address)) } else { Ok(()) }
}

fn desk_of(options: &Options, edit: &Edit, address: SocketAddr, live: &Arc<RwLock<Live>>, work: Sender<Work>) -> Desk {
    let pass = Pass { token: edit.token.clone(), port: address.port() };
    Desk::new(&options.root, options.lang, edit.check, pass, Arc::clone(live), work)
}

/// Applies every change, for as long as changes are told.
fn keep(live: &RwLock<Live>, work: &Receiver<Work>, hub: &Hub, lang: Lang, report: &impl Fn(Report)) {
    let apply = |touched: &Touched| {
        let mut live = live.write().unwrap_or_else(PoisonError::into_inner);
        apply(&mut live, touched, hub, lang, report);
    };
    for work in work {
        match work {
            Work::Seen(Signal::Polling(reason)) => report(Report::Polling(reason)),
            Work::Seen(Signal::Touched(touched)) => apply(&touched),
            Work::Saved(Saved { touched, done }) => {
                apply(&touched);
                // Whoever waited may have given up.
                let _ = done.send(());
            }
        }
    }
}

fn apply(live: &mut Live, touched: &Touched, hub: &Hub, lang: Lang, report: &impl Fn(Report)) {
    let was_behind = live.is_behind();
    let known = live.faults().to_vec();
    let effect = live.update(touched);
    if effect == Effect::None {
        return;
    }
    hub.publish(live, effect, lang);
    if live.failure().is_some() || live.faults() != known {
        tell_faults(live, report);
    }
    if was_behind && !live.is_behind() {
        report(Report::Mended);
    }
}

fn tell_faults(live: &Live, report: &impl Fn(Report)) {
    match live.failure() {
        Some(failure) => report(Report::Failed(failure)),
        None => report(Report::Found(live.sources(), live.faults())),
    }
}

/// Why the site is behind, as a page is told: the JSON view with the terminal's text.
fn faults(live: &Live, lang: Lang) -> Vec<Value> {
    if let Some(failure) = live.failure() {
        return vec![json!({ "severity": "error", "code": "project", "text": failure.text(lang) })];
    }
    let errors: Vec<Diagnostic> = live.errors().take(FAULTS_SHOWN).cloned().collect();
    let views = diag::to_json(&errors, lang).into_iter();
    views.zip(&errors).map(|(view, d)| with_text(json!(view), live.sources(), d, lang)).collect()
}

fn with_text(mut view: Value, sources: &Sources, d: &Diagnostic, lang: Lang) -> Value {
    view["text"] = Value::from(terminal::render(d, sources.text(&d.file), lang, Colour::Plain));
    view
}

impl Hub {
    fn current(&self) -> Current {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes the present state the one that requests see, then tells all open pages.
    fn publish(&self, live: &Live, effect: Effect, lang: Lang) {
        let faults = Arc::new(faults(live, lang));
        let generation = {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            current.generation += 1;
            current.site = live.site().cloned();
            current.faults = Arc::clone(&faults);
            current.generation
        };
        let kind = if effect == Effect::Style { "style" } else { "page" };
        let data = json!({ "generation": generation, "kind": kind, "faults": *faults });
        let event = Bytes::from(format!("event: reload\ndata: {data}\n\n"));
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|page| page.try_send(event.clone()).is_ok());
    }

    /// An event stream; it begins with the present state, for a page that was made before.
    fn subscribe(&self) -> Body {
        let (sender, receiver) = pages::channel(EVENTS_WAITING);
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let Current { generation, faults, .. } = self.current();
        let data = json!({ "generation": generation, "faults": *faults });
        let first = Bytes::from(format!("retry: 500\nevent: state\ndata: {data}\n\n"));
        if sender.try_send(first).is_ok() {
            pages.push(sender);
        }
        Body::Stream(receiver)
    }
}

fn run(listener: std::net::TcpListener, hub: Arc<Hub>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_io().enable_time().max_blocking_threads(MAKERS).build()?;
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(accept(listener, hub));
        tokio::signal::ctrl_c().await
    });
    // Whatever is still being made or sent: nobody waits for it.
    runtime.shutdown_background();
    ended
}

async fn accept(listener: tokio::net::TcpListener, hub: Arc<Hub>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, Arc::clone(&hub)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn connection(stream: tokio::net::TcpStream, hub: Arc<Hub>) {
    // An event is a small packet that nothing follows.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(request, Arc::clone(&hub)));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    // A client that went away or was too slow is no fault of ours.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(request: Request<Incoming>, hub: Arc<Hub>) -> Result<Response<Body>, Infallible> {
    let (head, body) = request.into_parts();
    if let Some(desk) = hub.desk.as_ref().filter(|_| desk::is_for(head.uri.path())) {
        return Ok(desk::respond(head, body, Arc::clone(desk)).await);
    }
    let refused = answer::refuse(&head, hub.loopback);
    if let Some(refusal) = refused {
        return Ok(refusal);
    }
    if head.uri.path() == answer::EVENTS {
        let body = if head.method == Method::GET { hub.subscribe() } else { Body::whole(Bytes::new()) };
        return Ok(answer::events(body));
    }
    let current = hub.current();
    let made = tokio::task::spawn_blocking(move || answer::answer(&head.uri, &current));
    Ok(made.await.unwrap_or_else(|_| answer::broken()))
}
