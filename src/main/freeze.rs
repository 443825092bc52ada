//! `dangan snapshot` and `dangan diff`: arguments → one library call → what it says.
//! Like `main`, prints and reads the environment; never decides anything else.

use super::{Bar, FAULTY, counted, print, show};
use dangan::bag;
use dangan::cli::{DiffArgs, Format, SnapshotArgs};
use dangan::diag::{self, Failure, KeyProblem, Lang};
use dangan::diff::{self, html, terminal};
use dangan::shelf;
use dangan::shelf::frozen::Frozen;
use dangan::sign;
use dangan::snapshot::{self, By, Form, Made, Options, Outcome, Placed, Signer};
use dangan::write;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

pub fn snapshot(root: &Path, args: &SnapshotArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    let options = Options {
        root: root.to_path_buf(),
        shelf: args.out.clone().unwrap_or_else(|| root.join("snapshots")),
        edition: super::edition(args.audience),
        form: if args.zip { Form::FolderAndZip } else { Form::Folder },
        dated: source_date()?,
        signer: args.sign.as_deref().map(|file| signer(file, lang)).transpose()?,
    };
    let bar = Bar::new(lang);
    let result = snapshot::take(&options, &bar);
    bar.finish();
    let outcome = result?;
    show(&outcome.sources, &outcome.diagnostics, lang);
    if format == Format::Json {
        print(&json(&outcome, lang))?;
    }
    if args.timings {
        bar.timings().for_each(|line| eprintln!("{line}"));
    }
    let Some(made) = outcome.made else { return Ok(ExitCode::from(FAULTY)) };
    for placed in [Some(&made.bag), made.zip.as_ref(), made.signature.as_ref()].into_iter().flatten() {
        if placed.by == By::Earlier {
            eprintln!("{}", there_already(placed, lang));
        }
        if format == Format::Text {
            print(&placed.path.display().to_string())?;
        }
    }
    eprintln!("{}", summary(&made, lang));
    Ok(ExitCode::SUCCESS)
}

/// The secret key in a file. Its password comes from `DANGAN_SIGN_PASSWORD`, or from whoever sits at the terminal.
fn signer(file: &Path, lang: Lang) -> Result<Signer, Failure> {
    let fail = |problem| Failure::SecretKey { path: file.to_path_buf(), problem };
    let key = String::from_utf8(shelf::read(file)?).map_err(|_| fail(KeyProblem::NoKey))?;
    let locked = sign::needs_password(&key).ok_or_else(|| fail(KeyProblem::NoKey))?;
    let password = if locked { Some(password(lang).ok_or_else(|| fail(KeyProblem::PasswordNeeded))?) } else { None };
    Ok(Signer { file: file.to_path_buf(), key, password })
}

fn password(lang: Lang) -> Option<String> {
    let prompt = match lang {
        Lang::Chinese => "私钥的密码：",
        Lang::English => "password of the secret key: ",
    };
    let ask = || std::io::stdin().is_terminal().then(|| rpassword::prompt_password(prompt).ok()).flatten();
    std::env::var("DANGAN_SIGN_PASSWORD").ok().or_else(ask)
}

/// The day in `SOURCE_DATE_EPOCH` (seconds since 1970, UTC), where that is set.
fn source_date() -> Result<Option<Date>, Failure> {
    let Some(value) = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let day = value.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    match day {
        Some(moment) => Ok(Some(TimeZone::UTC.to_datetime(moment).date())),
        None => Err(Failure::Usage { option: "SOURCE_DATE_EPOCH", value }),
    }
}

fn there_already(placed: &Placed, lang: Lang) -> String {
    let path = placed.path.display();
    match lang {
        Lang::Chinese => format!("{path} 已经有了，内容相同，没有改动它"),
        Lang::English => format!("{path} is there already with the same content, and was left as it is"),
    }
}

fn summary(made: &Made, lang: Lang) -> String {
    let (entries, files, size) = (made.entries, made.weight.files, bag::human(made.weight.bytes));
    match lang {
        Lang::Chinese => format!("快照完整：{entries} 个条目，{files} 个文件，{size}；已逐个文件校验"),
        Lang::English => format!(
            "the snapshot is whole: {}, {}, {size}; every file was checked",
            counted(entries as u64, "entry", "entries"),
            counted(files as u64, "file", "files")
        ),
    }
}

fn json(outcome: &Outcome, lang: Lang) -> String {
    let diagnostics = diag::to_json(&outcome.diagnostics, lang);
    let object = match &outcome.made {
        Some(made) => serde_json::json!({
            "diagnostics": diagnostics,
            "snapshot": made.bag.path.display().to_string(),
            "signature": made.signature.as_ref().map(|signature| signature.path.display().to_string()),
            "zip": made.zip.as_ref().map(|zip| zip.path.display().to_string()),
            "entries": made.entries,
            "files": made.weight.files,
            "bytes": made.weight.bytes,
        }),
        None => serde_json::json!({ "diagnostics": diagnostics }),
    };
    object.to_string()
}

pub fn diff(args: &DiffArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    let (old, new) = (Frozen::open(&args.old)?, Frozen::open(&args.new)?);
    let difference = diff::compare(&old, &new)?;
    if let Some(file) = &args.html {
        write::replace(file, html::page(&difference, lang).as_bytes())?;
    }
    match format {
        Format::Text => print(&terminal::render(&difference, lang)),
        // Strings and numbers alone cannot fail to serialize.
        Format::Json => print(&serde_json::to_string(&difference).unwrap_or_default()),
    }
}
