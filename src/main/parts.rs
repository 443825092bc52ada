//! `dangan merge`: arguments → one library call → what it says.
//! Like `main`, prints; never decides anything else.

use super::{Bar, FAILED, FAULTY, counted, megabytes, print};
use dangan::cli::{Format, MergeArgs};
use dangan::diag::{Failure, Lang, PartFault, PartVerdict};
use dangan::parts::{self, Joined, Merged};
use dangan::write;
use std::path::Path;
use std::process::ExitCode;

pub fn merge(root: &Path, args: &MergeArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    let out = args.out.clone().unwrap_or_else(|| root.join("public"));
    write::refuse_sources(root, &out)?;
    let bar = Bar::new(lang);
    let result = parts::merge(&args.parts, &out, &bar);
    bar.finish();
    let merged = result?;
    if format == Format::Json {
        print(&json(&merged, &out, lang))?;
    }
    let joined = match merged {
        Merged::Site(joined) => joined,
        Merged::Refused(faults) => return Ok(refused(&faults, lang)),
    };
    if args.timings {
        bar.timings().for_each(|line| eprintln!("{line}"));
    }
    eprintln!("{}", summary(&joined, lang));
    if format == Format::Text {
        let index = out.join("index.html");
        print(&std::path::absolute(&index).unwrap_or(index).display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Says why; damage alone is a fault of what was given, anything else wrong usage.
fn refused(faults: &[PartFault], lang: Lang) -> ExitCode {
    for fault in faults {
        let words = fault.words(lang);
        let (kind, help) = match lang {
            Lang::Chinese => ("错误", "办法："),
            Lang::English => ("error", "help: "),
        };
        eprintln!("{kind}[{}]: {}\n  {help}{}\n", fault.code(), words.message, words.hint);
    }
    let count = faults.len() as u64;
    match lang {
        Lang::Chinese => eprintln!("{count} 处错误，没有合并；原来的网站没有改动"),
        Lang::English => eprintln!("{}; nothing was merged, the site is as it was", counted(count, "error", "errors")),
    }
    let damaged = faults.iter().all(|fault| fault.verdict() == PartVerdict::Damaged);
    ExitCode::from(if damaged { FAULTY } else { FAILED })
}

fn summary(joined: &Joined, lang: Lang) -> String {
    let Joined { parts, entries, pages, tally } = joined;
    let (written, unchanged) = (megabytes(tally.written), megabytes(tally.unchanged));
    match lang {
        Lang::Chinese => format!(
            "完成：合并 {parts} 个部分，{entries} 个条目，{pages} 个页面，写入 {written}，未变 {unchanged}，删除 {} 个文件",
            tally.removed
        ),
        Lang::English => format!(
            "done: {} merged, {}, {}, {written} written, {unchanged} unchanged, {} removed",
            counted(*parts as u64, "part", "parts"),
            counted(*entries as u64, "entry", "entries"),
            counted(*pages as u64, "page", "pages"),
            counted(tally.removed, "file", "files")
        ),
    }
}

fn json(merged: &Merged, out: &Path, lang: Lang) -> String {
    let object = match merged {
        Merged::Site(Joined { parts, entries, pages, tally }) => serde_json::json!({
            "diagnostics": [],
            "output": out.display().to_string(),
            "parts": parts,
            "entries": entries,
            "pages": pages,
            "files": tally.files,
            "bytes_written": tally.written,
            "bytes_unchanged": tally.unchanged,
            "files_removed": tally.removed,
        }),
        Merged::Refused(faults) => {
            let diagnostics: Vec<serde_json::Value> = faults.iter().map(|fault| diagnostic(fault, lang)).collect();
            serde_json::json!({ "diagnostics": diagnostics })
        }
    };
    object.to_string()
}

/// The shape of every diagnostic; a part's fault is one of a whole file.
fn diagnostic(fault: &PartFault, lang: Lang) -> serde_json::Value {
    let words = fault.words(lang);
    serde_json::json!({
        "severity": "error",
        "code": fault.code(),
        "file": fault.file(),
        "line": 1,
        "column": 1,
        "message": words.message,
        "hint": words.hint,
    })
}
