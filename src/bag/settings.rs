//! `site.yaml` and `branches.yaml` as the public edition of a snapshot has them: no comments, and of the
//! site's settings only those that the public site shows. Never adds a value.

use crate::load::SourceFile;
use crate::model::yaml::{self, Node, Value};
use crate::model::{keys, source};
use std::fmt::Write;

/// The settings that show in a public site anyway. Rules for checks and ledgers are the office's own affair.
const SHOWN: &[&str] = &["title", "organization", "language", "base_url", "theme", "as_of", "synonyms", "campaigns"];

const NOTE: &str = "# 公开版快照：不含注释和与公开内容无关的设置。Public edition: no comments, no internal settings.\n";

/// The site's settings, each as it was written.
pub fn site(file: &SourceFile) -> String {
    let shown = |key: &str| keys::canonical(keys::SITE, key).is_some_and(|name| SHOWN.contains(&name));
    let mut text = String::from(NOTE);
    if let Some(Value::Map(pairs)) = parse(file).map(|node| node.value) {
        let kept = pairs.into_iter().filter(|(key, _)| shown(&key.text)).collect();
        block(&Value::Map(kept), &mut text);
    }
    text
}

/// The branches with all their facts: the pages of the public edition show them too. Of their waivers only those stay
/// that say why a number is public: why an election is late is the office's own affair.
pub fn branches(file: &SourceFile) -> String {
    let mut text = String::from(NOTE);
    if let Some(mut node) = parse(file) {
        if let Value::List(records) = &mut node.value {
            records.iter_mut().for_each(without_rules);
        }
        block(&node.value, &mut text);
    }
    text
}

fn without_rules(record: &mut Node) {
    let Value::Map(pairs) = &mut record.value else { return };
    for (_, node) in pairs.iter_mut().filter(|(key, _)| keys::canonical(keys::BRANCH, key.text.trim()) == Some("waive"))
    {
        if let Value::List(waivers) = &mut node.value {
            waivers.retain(is_of_leak);
        }
    }
}

fn is_of_leak(waiver: &Node) -> bool {
    let Value::Map(pairs) = &waiver.value else { return false };
    let is_code = |word: &str| keys::canonical(keys::WAIVER, word.trim()) == Some("code");
    pairs.iter().any(|(key, node)| {
        is_code(&key.text) && matches!(&node.value, Value::Scalar(code) if code.trim().starts_with("leak."))
    })
}

fn parse(file: &SourceFile) -> Option<Node> {
    let text = source::text(file).ok()?;
    yaml::parse(&file.path, text, 1, keys::is_key).ok()
}

/// One line a key of the outermost mapping, or of each record of the outermost list.
fn block(value: &Value, text: &mut String) {
    match value {
        Value::Map(pairs) => pairs.iter().for_each(|(key, node)| line("", &key.text, node, text)),
        Value::List(records) => records.iter().for_each(|record| match &record.value {
            Value::Map(pairs) => pairs.iter().enumerate().for_each(|(number, (key, node))| {
                line(if number == 0 { "- " } else { "  " }, &key.text, node, text);
            }),
            _ => line_of(&format!("- {}", flow(record)), text),
        }),
        Value::Null | Value::Scalar(_) => {}
    }
}

fn line(indent: &str, key: &str, node: &Node, text: &mut String) {
    line_of(&format!("{indent}{key}: {}", flow(node)), text);
}

fn line_of(line: &str, text: &mut String) {
    // Writing into a String does not fail.
    let _ = writeln!(text, "{line}");
}

/// A value in one line. Texts are JSON strings, which YAML 1.2 reads alike.
fn flow(node: &Node) -> String {
    match &node.value {
        Value::Null => String::from("null"),
        Value::Scalar(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::List(nodes) => format!("[{}]", nodes.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Map(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(key, node)| format!("{}: {}", key.text, flow(node))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}
