//! A report as people read it and as JSON. Never prints and never decides anything.

use super::four::{Item, Outcome, Property};
use super::{Kind, Report, Signature, sameness};
use crate::diag::{self, Diagnostic, Lang, Severity};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// More findings of one kind than this are summed up: nobody reads a thousand.
const SHOWN: usize = 20;

/// The first lines: the verdict, and what was looked at.
pub fn verdict(report: &Report, lang: Lang) -> String {
    let (errors, warnings) = counts(&report.findings);
    let mut text = match (report.is_valid(), warnings, lang) {
        (true, 0, Lang::Chinese) => String::from("有效：内容齐全，没有改动"),
        (true, 0, Lang::English) => String::from("valid: complete and unchanged"),
        (true, _, Lang::Chinese) => format!("有效，有 {warnings} 处提醒：内容齐全，没有改动"),
        (true, _, Lang::English) => format!("valid, with {}: complete and unchanged", number(warnings, "warning")),
        (false, _, Lang::Chinese) if report.is_complete() => {
            format!("无效：文件齐全，但内容有改动或损坏，{errors} 处错误")
        }
        (false, _, Lang::Chinese) => format!("无效：{errors} 处错误，{warnings} 处提醒"),
        (false, _, Lang::English) if report.is_complete() => {
            format!("invalid: complete, but changed or damaged; {}", number(errors, "error"))
        }
        (false, _, Lang::English) => format!("invalid: {}, {}", number(errors, "error"), number(warnings, "warning")),
    };
    let Some(bag) = &report.bag else { return text };
    let version = bag.version.as_deref().unwrap_or("?");
    let holder = match (bag.kind, lang) {
        (Kind::Folder, Lang::Chinese) => "文件夹",
        (Kind::Zip, Lang::Chinese) => "压缩包",
        (Kind::Folder, Lang::English) => "folder",
        (Kind::Zip, Lang::English) => "zip",
    };
    let lists = bag.algorithms.join(if lang == Lang::Chinese { "、" } else { ", " });
    let (name, files, bytes) = (&bag.name, bag.payload_files, bag.payload_bytes);
    let _ = match lang {
        Lang::Chinese => {
            write!(text, "\n{name}（{holder}，BagIt {version}）：{files} 个文件，{bytes} 字节；核对了 {lists}")
        }
        Lang::English => {
            write!(text, "\n{name} ({holder}, BagIt {version}): {files} files, {bytes} bytes; checked {lists}")
        }
    };
    if let Some(line) = signature(&report.signature, lang) {
        text.push('\n');
        text.push_str(&line);
    }
    text
}

fn signature(signature: &Signature, lang: Lang) -> Option<String> {
    match (signature, lang) {
        (Signature::Verified { key, comment }, Lang::Chinese) => Some(format!("签名成立：公钥 {key}，{comment}")),
        (Signature::Verified { key, comment }, Lang::English) => {
            Some(format!("the signature holds: key {key}, {comment}"))
        }
        (Signature::NoKey { there: true }, Lang::Chinese) => Some(String::from("有签名，没有核对：用 --key 给出公钥")),
        (Signature::NoKey { there: true }, Lang::English) => Some(String::from("signed; not checked: give --key")),
        _ => None,
    }
}

/// `1 error`, `2 errors`.
fn number(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Errors and warnings, one fault of one file counted once however many lists show it.
fn counts(findings: &[Diagnostic]) -> (usize, usize) {
    let distinct: BTreeSet<_> = findings.iter().map(sameness).collect();
    let errors = distinct.iter().filter(|(severity, ..)| *severity == Severity::Error).count();
    (errors, distinct.len() - errors)
}

/// The findings: errors first, those of one kind together with what to do about them, one line a file.
pub fn findings(report: &Report, lang: Lang) -> String {
    let mut text = String::new();
    let mut shown = BTreeSet::new();
    for severity in [Severity::Error, Severity::Warning] {
        let own: Vec<&Diagnostic> = report.findings.iter().filter(|d| d.severity() == severity).collect();
        let codes: BTreeSet<&str> = own.iter().map(|d| d.fault.code()).collect();
        for code in codes {
            let of_code = own.iter().filter(|d| d.fault.code() == code);
            let fresh: Vec<&&Diagnostic> = of_code.filter(|d| shown.insert(sameness(d))).collect();
            group(&mut text, code, &fresh, lang);
        }
    }
    text.trim_end().to_owned()
}

fn group(text: &mut String, code: &str, findings: &[&&Diagnostic], lang: Lang) {
    let Some(first) = findings.first() else { return };
    let kind = match (first.severity(), lang) {
        (Severity::Error, Lang::Chinese) => "错误",
        (Severity::Warning, Lang::Chinese) => "提醒",
        (Severity::Error, Lang::English) => "error",
        (Severity::Warning, Lang::English) => "warning",
    };
    let count = findings.len();
    let _ = match lang {
        Lang::Chinese => writeln!(text, "{kind} {code}（{count} 处）"),
        Lang::English => writeln!(text, "{kind} {code} ({count})"),
    };
    for finding in findings.iter().take(SHOWN) {
        let words = finding.fault.words(lang);
        let line = if finding.place.line > 1 { format!(":{}", finding.place.line) } else { String::new() };
        let file = finding.file.as_str();
        let file = if file.is_empty() { "zip" } else { file };
        let _ = match lang {
            Lang::Chinese => writeln!(text, "  {file}{line}：{}", words.message),
            Lang::English => writeln!(text, "  {file}{line}: {}", words.message),
        };
    }
    if count > SHOWN {
        let rest = count - SHOWN;
        let _ = match lang {
            Lang::Chinese => writeln!(text, "  还有 {rest} 处"),
            Lang::English => writeln!(text, "  and {rest} more"),
        };
    }
    let hint = first.fault.words(lang).hint;
    if !hint.is_empty() {
        let _ = match lang {
            Lang::Chinese => writeln!(text, "  办法：{hint}"),
            Lang::English => writeln!(text, "  help: {hint}"),
        };
    }
    text.push('\n');
}

/// The 四性 table; `None` for a bag of another program.
pub fn four(report: &Report, lang: Lang) -> Option<String> {
    let items = report.four_properties.as_ref()?;
    let zh = lang == Lang::Chinese;
    let mut text =
        String::from(if zh { "四性检测（DA/T 70-2018）" } else { "The four properties (DA/T 70-2018)" });
    let name = items.iter().map(|item| width(item.check.text(lang))).max().unwrap_or(0);
    let outcome = [Outcome::Passed, Outcome::Failed, Outcome::NotTested].map(|o| width(o.name(lang)));
    let outcome = outcome.into_iter().max().unwrap_or(0);
    for property in Property::ALL {
        let _ = write!(text, "\n{}", property.name(lang));
        for item in items.iter().filter(|item| item.property == property) {
            let line = [pad(item.check.text(lang), name), pad(item.outcome.name(lang), outcome)].join("  ");
            let _ = write!(text, "\n{}", format!("  {line}  {}", item.detail.text(lang)).trim_end());
        }
    }
    Some(text)
}

fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

/// Columns on a terminal: Han characters and their punctuation take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// The JSON object of `--format json`.
pub fn json(report: &Report, lang: Lang) -> Value {
    let bag = report.bag.as_ref().map(|bag| {
        let info: Vec<Value> = bag.info.iter().map(|(label, value)| json!([label, value])).collect();
        json!({
            "name": bag.name,
            "container": if bag.kind == Kind::Zip { "zip" } else { "folder" },
            "version": bag.version,
            "algorithms": bag.algorithms,
            "payload_files": bag.payload_files,
            "payload_bytes": bag.payload_bytes,
            "info": info,
        })
    });
    json!({
        "diagnostics": diag::to_json(&report.findings, lang),
        "valid": report.is_valid(),
        "complete": report.is_complete(),
        "version": report.bag.as_ref().and_then(|bag| bag.version.clone()),
        "bag": bag,
        "signature": signature_json(&report.signature),
        "four": report.four_properties.as_ref().map(|items| four_json(items, lang)),
    })
}

fn signature_json(signature: &Signature) -> Value {
    match signature {
        Signature::Verified { key, comment } => json!({ "outcome": "passed", "key": key, "comment": comment }),
        Signature::Refused => json!({ "outcome": "failed" }),
        Signature::NoKey { there } => json!({ "outcome": "not_tested", "there": there }),
    }
}

fn four_json(items: &[Item], lang: Lang) -> Vec<Value> {
    let one = |item: &Item| {
        let mut object = Map::new();
        object.insert(String::from("property"), json!(item.property));
        object.insert(String::from("name"), json!(item.property.name(lang)));
        object.insert(String::from("check"), json!(item.check.text(lang)));
        object.insert(String::from("outcome"), json!(item.outcome));
        object.insert(String::from("detail"), json!(item.detail.text(lang)));
        Value::Object(object)
    };
    items.iter().map(one).collect()
}
