//! `dangan check`: arguments → one library call → what it says.
//! Like `main`, prints; never decides anything else.

use super::{Bar, FAULTY, counted, edition, print, show_faults, tally};
use dangan::Checked;
use dangan::check::fix::Mend;
use dangan::check::view;
use dangan::cli::{AudienceArg, CheckArgs, Format};
use dangan::diag::{self, Diagnostic, Failure, Lang, Severity};
use dangan::load::Sources;
use dangan::write;
use std::path::Path;
use std::process::ExitCode;

pub fn check(root: &Path, args: &CheckArgs, format: Format, lang: Lang) -> Result<ExitCode, Failure> {
    if args.html.is_some() && args.audience == AudienceArg::Public {
        return Err(Failure::InternalOnly);
    }
    let mended = if args.fix { dangan::fix(root)? } else { Vec::new() };
    let bar = Bar::new(lang);
    let result = dangan::check(root, edition(args.audience), &bar);
    bar.finish();
    let checked = result?;
    show(&checked, lang);
    if let Some(file) = &args.html {
        let as_of = checked.as_of.map(|day| day.to_string()).unwrap_or_default();
        let of = view::Of { title: &checked.title, as_of: &as_of };
        write::replace(file, view::page(&checked.diagnostics, of, lang).as_bytes())?;
    }
    match format {
        Format::Json => print(&json(&checked, &mended, args, lang))?,
        Format::Text => text(&mended, args)?,
    };
    Ok(if diag::any_error(&checked.diagnostics) { ExitCode::from(FAULTY) } else { ExitCode::SUCCESS })
}

/// Faults one by one with their lines, findings by rule, then how many there are.
fn show(checked: &Checked, lang: Lang) {
    let all = &checked.diagnostics;
    if all.is_empty() {
        eprintln!("{}", nothing(&checked.sources, lang));
        return;
    }
    let faults: Vec<Diagnostic> = all.iter().filter(|d| !view::is_finding(d)).cloned().collect();
    show_faults(&checked.sources, &faults, lang);
    let findings = view::text(all, lang);
    if !findings.is_empty() {
        eprintln!("{findings}");
    }
    // Findings that weigh as errors fail the check, but stop no build.
    let stopped = diag::any_error(&faults) || !diag::any_error(all);
    eprintln!("{}", if stopped { tally(all, lang) } else { plain_tally(all, lang) });
}

fn plain_tally(all: &[Diagnostic], lang: Lang) -> String {
    let errors = all.iter().filter(|d| d.severity() == Severity::Error).count();
    let warnings = all.len() - errors;
    match lang {
        Lang::Chinese => format!("{errors} 处错误，{warnings} 处提醒"),
        Lang::English => format!(
            "{}, {}",
            counted(errors as u64, "error", "errors"),
            counted(warnings as u64, "warning", "warnings")
        ),
    }
}

fn nothing(sources: &Sources, lang: Lang) -> String {
    let count = sources.entries.len();
    match lang {
        Lang::Chinese => format!("检查了 {count} 个条目，没有发现问题"),
        Lang::English => format!("{} checked, nothing found", counted(count as u64, "entry", "entries")),
    }
}

fn text(mended: &[Mend], args: &CheckArgs) -> Result<ExitCode, Failure> {
    for mend in mended {
        print(&format!("{}:{}: {} → {}", mend.file, mend.place.line, mend.from, mend.to))?;
    }
    args.html.as_deref().map_or(Ok(ExitCode::SUCCESS), |file| print(&file.display().to_string()))
}

fn json(checked: &Checked, mended: &[Mend], args: &CheckArgs, lang: Lang) -> String {
    let mut object = serde_json::json!({ "diagnostics": diag::to_json(&checked.diagnostics, lang) });
    if args.fix {
        let one = |mend: &Mend| serde_json::json!({ "file": mend.file, "line": mend.place.line, "column": mend.place.column, "from": mend.from, "to": mend.to });
        object["mended"] = mended.iter().map(one).collect();
    }
    object.to_string()
}
