//! `dangan publish`: arguments → one library call → what it says.
//! Like `main`, prints and reads environment and clock; never decides anything else.

use super::{Bar, FAILED, FAULTY, counted, megabytes, print, show, token};
use dangan::BuildOptions;
use dangan::cli::{Format, PublishArgs};
use dangan::diag::{self, Failure, Holder, Lang};
use dangan::publish::{self, Locking, Mode, Published, Tally};
use dangan::target::address::{self, Address};
use dangan::target::folder::Folder;
use dangan::target::lock::Ticket;
use dangan::target::stop::{Asked, Stop};
use dangan::target::store::{Place, Store};
use dangan::target::{Patience, Target};
use jiff::ZonedDateTime;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// The first wait before something is tried again.
const FIRST_WAIT: Duration = Duration::from_millis(200);

pub fn publish(root: &Path, args: &PublishArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    let options = BuildOptions {
        root: root.to_path_buf(),
        out: args.out.clone().unwrap_or_else(|| root.join("public")),
        edition: super::edition(args.audience),
    };
    let stop = Stop::default();
    listen(stop.clone());
    let target = target(&options, args, &stop)?;
    let bar = Bar::new(lang);
    let result = publish::publish(&options, target.as_ref(), (&mode(args)?, &stop), &bar);
    bar.finish();
    let published = result?;
    show(&published.outcome.sources, &published.outcome.diagnostics, lang);
    if format == Format::Json {
        print(&json(&published, args, lang))?;
    }
    let Some(sent) = published.sent else { return Ok(ExitCode::from(FAULTY)) };
    if args.timings {
        bar.timings().for_each(|line| eprintln!("{line}"));
    }
    if format == Format::Text {
        let lines = if args.dry_run { steps(&sent) } else { target.name() };
        print(&lines)?;
    }
    eprintln!("{}", summary(&sent, args, lang));
    Ok(ExitCode::SUCCESS)
}

/// Whoever wants it to stop is heard by a thread of its own, which ends with the program.
fn listen(stop: Stop) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    // Where nothing can be heard, Ctrl-C does what it does by itself: the lock stays, and says whose it was.
    let Ok(runtime) = runtime else { return };
    std::thread::spawn(move || {
        while runtime.block_on(told_to_stop()).is_ok() {
            if stop.ask() == Asked::End {
                std::process::exit(i32::from(FAILED));
            }
        }
    });
}

/// Ctrl-C, or what a system says that shuts down.
#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut shut_down = signal(SignalKind::terminate())?;
    let (key, end) = (std::pin::pin!(tokio::signal::ctrl_c()), std::pin::pin!(shut_down.recv()));
    match futures_util::future::select(key, end).await {
        futures_util::future::Either::Left((pressed, _)) => pressed,
        futures_util::future::Either::Right(_) => Ok(()),
    }
}

/// Ctrl-C. A window that is closed ends the program at once; the lock then stays, and says whose it was.
#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn target(options: &BuildOptions, args: &PublishArgs, stop: &Stop) -> Result<Box<dyn Target>, Failure> {
    let patience = Patience { retries: args.retries, first: FIRST_WAIT };
    match address::read(&args.target)? {
        Address::Folder(folder) => {
            publish::refuse_own(options, &folder)?;
            Ok(Box::new(Folder::new(&folder, &options.out, patience, stop.clone())))
        }
        Address::Store { bucket, prefix } => {
            let place = Place { bucket: &bucket, prefix: &prefix };
            Ok(Box::new(Store::new(place, &settings(), &options.out, patience, stop.clone())?))
        }
    }
}

/// What the environment tells of a store: its address, a key, a region.
fn settings() -> Vec<(String, String)> {
    let all =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    all.filter(|(name, _)| name.starts_with("AWS_")).collect()
}

fn mode(args: &PublishArgs) -> Result<Mode, Failure> {
    if args.dry_run {
        return Ok(Mode::Dry);
    }
    let user = ["USERNAME", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let holder = Holder {
        host: gethostname::gethostname().to_string_lossy().into_owned(),
        user: user.unwrap_or_else(|| String::from("?")),
        process: std::process::id(),
        since: ZonedDateTime::now().strftime("%Y-%m-%d %H:%M:%S%:z").to_string(),
    };
    let locking = if args.break_lock { Locking::Break } else { Locking::Respect };
    Ok(Mode::Real(Ticket { holder, token: token()? }, locking))
}

/// A line for each file that would be sent or removed, in that order.
fn steps(sent: &Tally) -> String {
    let all = [("+", &sent.added), ("~", &sent.changed), ("-", &sent.removed)];
    let lines = all.into_iter().flat_map(|(sign, paths)| paths.iter().map(move |path| format!("{sign} {path}")));
    lines.collect::<Vec<_>>().join("\n")
}

fn summary(sent: &Tally, args: &PublishArgs, lang: Lang) -> String {
    let (files, bytes) = (sent.added.len() + sent.changed.len(), megabytes(sent.bytes));
    let (unchanged, removed) = (sent.unchanged, sent.removed.len());
    match (lang, args.dry_run) {
        (Lang::Chinese, false) => {
            format!("发布完成：送出 {files} 个文件（{bytes}），未变 {unchanged} 个，删除 {removed} 个；送到以后已核对")
        }
        (Lang::Chinese, true) => {
            format!("试运行：会送出 {files} 个文件（{bytes}），未变 {unchanged} 个，会删除 {removed} 个；目标没有改动")
        }
        (Lang::English, dry) => {
            let (done, end) = if dry { ("would send", "nothing was changed there") } else { ("sent", "checked there") };
            let files = counted(files as u64, "file", "files");
            format!("{done} {files} ({bytes}), {unchanged} unchanged, {removed} removed; {end}")
        }
    }
}

fn json(published: &Published, args: &PublishArgs, lang: Lang) -> String {
    let diagnostics = diag::to_json(&published.outcome.diagnostics, lang);
    let object = match &published.sent {
        Some(sent) => serde_json::json!({
            "diagnostics": diagnostics,
            "target": args.target,
            "dry_run": args.dry_run,
            "added": sent.added,
            "changed": sent.changed,
            "removed": sent.removed,
            "files_unchanged": sent.unchanged,
            "bytes_sent": sent.bytes,
        }),
        None => serde_json::json!({ "diagnostics": diagnostics }),
    };
    object.to_string()
}
