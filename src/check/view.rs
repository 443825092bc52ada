//! Findings as a clerk reads them: grouped by rule, each with its places and one mend, on a terminal or as a page.
//! Never prints and never judges.

use crate::diag::check::{RULE_KEYS, RULES};
use crate::diag::{Diagnostic, Fault, Lang, Severity};
use crate::leaks;
use crate::render::escape;
use crate::sheet::{self, Head};
use std::collections::BTreeMap;
use std::fmt::Write;

/// More places of one rule than this are summed up on a terminal.
const SHOWN: usize = 10;

/// The findings of one code.
struct Group<'a> {
    code: &'static str,
    all: Vec<&'a Diagnostic>,
}

/// Whether a diagnostic comes from a rule of `dangan check`, and not from what every build checks.
pub fn is_finding(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.fault, Fault::Check(..))
}

/// Faults that every build finds first, then the rules in their order.
fn groups(diagnostics: &[Diagnostic]) -> Vec<Group<'_>> {
    let mut by_code: BTreeMap<(usize, &'static str), Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let code = diagnostic.fault.code();
        let rank = RULES.iter().position(|(_, known, _)| *known == code).map_or(0, |rank| rank + 1);
        by_code.entry((rank, code)).or_default().push(diagnostic);
    }
    by_code.into_iter().map(|((_, code), all)| Group { code, all }).collect()
}

/// A rule's name in the reader's language; its code where it has none.
fn name(code: &'static str, lang: Lang) -> &'static str {
    let chinese = RULE_KEYS.iter().find(|(known, _)| *known == code).map(|(_, name)| *name);
    match lang {
        Lang::Chinese => chinese.unwrap_or(code),
        Lang::English => code,
    }
}

/// The findings of the rules as lines, each group under its rule; nothing where there are none.
pub fn text(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let findings: Vec<Diagnostic> = diagnostics.iter().filter(|d| is_finding(d)).cloned().collect();
    groups(&findings).iter().map(|group| group_text(group, lang)).collect::<Vec<_>>().join("\n")
}

fn group_text(group: &Group, lang: Lang) -> String {
    let mut text = heading(group, lang);
    let hints: Vec<String> = group.all.iter().map(|d| d.fault.words(lang).hint).collect();
    let same = hints.iter().all(|hint| *hint == hints[0]);
    for (diagnostic, hint) in group.all.iter().zip(&hints).take(SHOWN) {
        let _ = writeln!(text, "  {}  {}", place(diagnostic), diagnostic.fault.words(lang).message);
        if !same {
            let _ = writeln!(text, "    {}{hint}", help(lang));
        }
    }
    let more = group.all.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = match lang {
            Lang::Chinese => writeln!(text, "  ……另有 {more} 处，全部用 dangan check --html 文件 看"),
            Lang::English => writeln!(text, "  … and {more} more; `dangan check --html FILE` shows all"),
        };
    }
    if same {
        let _ = writeln!(text, "  {}{}", help(lang), hints[0]);
    }
    text
}

fn heading(group: &Group, lang: Lang) -> String {
    let (count, code) = (group.all.len(), group.code);
    let severity = severity(group.all[0].severity(), lang);
    match lang {
        Lang::Chinese => format!("{severity}[{code}] {}：{count} 处\n", name(code, lang)),
        Lang::English => format!("{severity}[{code}]: {count}\n"),
    }
}

fn severity(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Chinese) => "错误",
        (Severity::Warning, Lang::Chinese) => "提醒",
        (Severity::Error, Lang::English) => "error",
        (Severity::Warning, Lang::English) => "warning",
    }
}

fn help(lang: Lang) -> &'static str {
    match lang {
        Lang::Chinese => "办法：",
        Lang::English => "help: ",
    }
}

fn place(diagnostic: &Diagnostic) -> String {
    format!("{}:{}:{}", leaks::mask(diagnostic.file.as_str()), diagnostic.place.line, diagnostic.place.column)
}

/// Whose findings a page shows.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The archive's title.
    pub title: &'a str,
    /// The day that they are reckoned on.
    pub as_of: &'a str,
}

/// All findings as a page for those who keep the archive.
pub fn page(diagnostics: &[Diagnostic], of: Of, lang: Lang) -> String {
    let (language, title, foot) = match lang {
        Lang::Chinese => ("zh-CN", "检查结果", "只供管档案的人核对，不随网站公布。"),
        Lang::English => ("en", "Findings", "For those who keep the archive; not to be published with the site."),
    };
    let subtitle = match (lang, of.as_of) {
        (_, "") => of.title.to_owned(),
        (Lang::Chinese, day) => format!("{} · 截至 {day}", of.title),
        (Lang::English, day) => format!("{} · as of {day}", of.title),
    };
    let groups = groups(diagnostics);
    let sections: String = groups.iter().map(|group| section(group, lang)).collect();
    sheet::page(Head { language, title, subtitle: &subtitle, foot }, &(summary(diagnostics, &groups, lang) + &sections))
}

fn summary(diagnostics: &[Diagnostic], groups: &[Group], lang: Lang) -> String {
    let errors = diagnostics.iter().filter(|d| d.severity() == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    let files: std::collections::BTreeSet<_> = diagnostics.iter().map(|d| &d.file).collect();
    let labels = match lang {
        Lang::Chinese => ["错误", "提醒", "涉及文件"],
        Lang::English => ["Errors", "Warnings", "Files"],
    };
    let counts = [errors, warnings, files.len()].map(|n| n.to_string());
    let facts: Vec<(&str, String)> = labels.into_iter().zip(counts).collect();
    let links: String = groups.iter().map(|group| link(group, lang)).collect();
    let none = match lang {
        Lang::Chinese => "<p>没有发现问题。</p>\n",
        Lang::English => "<p>Nothing was found.</p>\n",
    };
    let list = if groups.is_empty() { none.to_owned() } else { format!("<ul class=\"columns\">\n{links}</ul>\n") };
    format!("<div class=\"card\">\n{}{list}</div>\n", sheet::facts(&facts))
}

fn link(group: &Group, lang: Lang) -> String {
    format!(
        "<li><a href=\"#{0}\">{1}</a> {2}</li>\n",
        escape(group.code),
        escape(name(group.code, lang)),
        group.all.len()
    )
}

fn section(group: &Group, lang: Lang) -> String {
    let items: String = group.all.iter().map(|diagnostic| item(diagnostic, lang)).collect();
    format!(
        "<div id=\"{}\">\n{}</div>\n",
        escape(group.code),
        sheet::section(name(group.code, lang), group.all.len(), &items)
    )
}

fn item(diagnostic: &Diagnostic, lang: Lang) -> String {
    let words = diagnostic.fault.words(lang);
    format!(
        "<div class=\"card\">\n<h3>{}</h3>\n<p>{}</p>\n<p class=\"id\">{} · {} · {}</p>\n</div>\n",
        escape(&words.message),
        escape(&words.hint),
        severity(diagnostic.severity(), lang),
        escape(diagnostic.fault.code()),
        escape(&place(diagnostic))
    )
}
