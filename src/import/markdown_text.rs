//! A Markdown document → an entry's text, kept as it is.
//! Never rewrites the author's Markdown.

use super::{Content, Draft, Note, normalise};

/// Reads a Markdown document.
pub fn draft(text: &str) -> Draft {
    let text = normalise(text);
    let (front_matter, body) = split(&text);
    let own_title = front_matter.and_then(title_of);
    let (heading, rest) = heading(body);
    let title = own_title.or(heading.clone()).unwrap_or_else(|| first_line(body));
    // The page shows the title by itself; the same heading in the text would show it twice.
    let body = if heading.as_deref() == Some(title.as_str()) { rest } else { body.to_owned() };
    Draft {
        front_matter: front_matter.map(str::to_owned),
        notes: front_matter.map(|_| Note::FrontMatterKept).into_iter().collect(),
        lines: body.lines().map(str::to_owned).collect(),
        content: Content::Markdown(body),
        title,
    }
}

fn split(text: &str) -> (Option<&str>, &str) {
    let inner = text.strip_prefix("---\n");
    let parts = inner.and_then(|inner| inner.split_once("\n---\n"));
    parts.map_or((None, text), |(yaml, body)| (Some(yaml), body))
}

fn title_of(yaml: &str) -> Option<String> {
    let value = yaml.lines().find_map(|line| line.strip_prefix("title:").or_else(|| line.strip_prefix("标题:")))?;
    let value = value.trim().trim_matches(['"', '\'']).trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The first heading of level 1, and the text without it.
fn heading(body: &str) -> (Option<String>, String) {
    let start = body.len() - body.trim_start().len();
    let line = body[start..].lines().next().unwrap_or_default();
    match line.strip_prefix("# ") {
        Some(title) => {
            let rest = body[start + line.len()..].trim_start_matches('\n');
            (Some(title.trim().trim_end_matches('#').trim().to_owned()), rest.to_owned())
        }
        None => (None, body.to_owned()),
    }
}

fn first_line(body: &str) -> String {
    let line = body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.trim_start_matches('#').trim().chars().take(80).collect()
}
