//! HTML that an author wrote → HTML that cannot run, load from elsewhere or close our own elements.
//! Never used where a text holds no raw HTML: it would only cost time.

use super::page::is_outside;
use ammonia::{Builder, UrlRelative};
use std::borrow::Cow;

/// Classes that our own rendering writes.
const CLASSES: &[&str] = &[
    "mask", "table-wrap", "align-left", "align-center", "align-right", "footnote", "footnote-ref",
    "footnote-label", "external",
];

/// Cleans a whole rendered text.
pub fn clean(html: &str) -> String {
    let mut builder = Builder::default();
    builder
        .add_tags(["input"])
        .add_tag_attributes("input", ["type", "disabled", "checked", "aria-label"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attributes("div", ["tabindex"])
        .add_tag_attributes("pre", ["tabindex"])
        .add_tag_attributes("img", ["loading"])
        .add_generic_attributes(["id"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(keep);
    for tag in ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup", "hr", "img"] {
        builder.rm_tag_attributes(tag, ["align", "char", "charoff", "bgcolor"]);
    }
    for tag in ["a", "span", "div", "td", "th", "sup"] {
        builder.add_allowed_classes(tag, CLASSES);
    }
    builder.clean(html).to_string()
}

/// Images come from the site itself, and a box that an author writes cannot be more than a tick.
fn keep<'v>(tag: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let refused = match (tag, name) {
        ("img", "src") => is_outside(value) || value.starts_with("data:"),
        ("input", "type") => value != "checkbox",
        _ => false,
    };
    (!refused).then_some(Cow::Borrowed(value))
}

/// Asks about every `href` and `src` in a piece of raw HTML; `None` drops the attribute.
pub fn destinations(html: &str, ask: &mut dyn FnMut(&str, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((start, name)) = next_attribute(rest) {
        let after = &rest[start + name.len()..];
        let Some((value, length)) = attribute_value(after) else {
            out.push_str(&rest[..start + name.len()]);
            rest = after;
            continue;
        };
        out.push_str(&rest[..start]);
        if let Some(address) = ask(name, value) {
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&address.replace('&', "&amp;").replace('"', "&quot;"));
            out.push('"');
        }
        rest = &after[length..];
    }
    out.push_str(rest);
    out
}

/// The next `href` or `src` that follows white space, in any case.
fn next_attribute(html: &str) -> Option<(usize, &str)> {
    let lower = html.to_ascii_lowercase();
    let places = ["href", "src"].iter().flat_map(|name| lower.match_indices(name));
    let names = places.filter(|(at, _)| html[..*at].ends_with(|c: char| c.is_whitespace() || c == '/'));
    let (at, name) = names.min_by_key(|(at, _)| *at)?;
    Some((at, &html[at..at + name.len()]))
}

/// The value behind `=`, quoted or not, and how many bytes it takes with the sign.
fn attribute_value(after: &str) -> Option<(&str, usize)> {
    let sign = after.trim_start().strip_prefix('=')?.trim_start();
    let skipped = after.len() - sign.len();
    let first = sign.chars().next()?;
    if matches!(first, '"' | '\'') {
        let end = sign[1..].find(first)?;
        return Some((&sign[1..=end], skipped + end + 2));
    }
    let end = sign.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(sign.len());
    Some((&sign[..end], skipped + end))
}
