//! HTML that an author wrote → HTML that cannot run, load from elsewhere or close our own elements.
//! Never used where a text holds no raw HTML: it would only cost time.

use ammonia::Builder;
use std::borrow::Cow;

/// Elements that make a browser read what follows by other rules. Unclosed, they would swallow the
/// page, so only their content is kept.
const SWALLOWING: [&str; 14] = [
    "iframe",
    "noscript",
    "textarea",
    "title",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
    "select",
    "option",
    "template",
    "object",
    "svg",
    "math",
];

/// Attributes that an author may not set, because our own rendering relies on them.
const OURS: [&str; 5] = ["id", "class", "tabindex", "rel", "role"];

/// Cleans a whole rendered text. Values that begin with the mark `own` are our rendering's; the
/// addresses of all others get that mark, so that they can be resolved.
pub fn clean(html: &str, own: char) -> String {
    let mut builder = Builder::default();
    builder
        .add_generic_attributes(OURS)
        .add_tag_attributes("img", ["loading"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(None)
        .attribute_filter(move |tag, name, value| filter(tag, name, value, own));
    for tag in ["blockquote", "del", "ins", "q"] {
        builder.rm_tag_attributes(tag, ["cite"]);
    }
    for tag in ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup", "hr", "img"] {
        builder.rm_tag_attributes(tag, ["align", "char", "charoff"]);
    }
    builder.clean(html).to_string()
}

fn filter<'v>(tag: &str, name: &str, value: &'v str, own: char) -> Option<Cow<'v, str>> {
    if let Some(value) = value.strip_prefix(own) {
        return Some(Cow::Borrowed(value));
    }
    match (tag, name) {
        ("a", "href") | ("img", "src") => Some(Cow::Owned(format!("{own}{value}"))),
        (_, name) if OURS.contains(&name) => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// Takes from raw HTML what would swallow the text behind it.
#[derive(Clone, Copy, Debug)]
pub struct Tamer {
    /// Where the last closing tags, and the last end of a comment, stand.
    script: usize,
    style: usize,
    comment: usize,
}

impl Tamer {
    /// Looks for what is closed at all, in the pieces of raw HTML and their offsets.
    pub fn new<'t>(raw: impl Iterator<Item = (&'t str, usize)>) -> Tamer {
        let mut tamer = Tamer { script: 0, style: 0, comment: 0 };
        for (html, offset) in raw {
            tamer.comment = html.rfind("-->").map_or(tamer.comment, |at| offset + at);
            for (at, _) in html.match_indices("</") {
                if has_name(&html[at + 2..], "script") {
                    tamer.script = offset + at;
                } else if has_name(&html[at + 2..], "style") {
                    tamer.style = offset + at;
                }
            }
        }
        tamer
    }

    /// Writes a piece of raw HTML that begins at an offset of the text.
    pub fn push(&self, out: &mut String, html: &str, offset: usize) {
        let mut at = 0;
        for (start, _) in html.match_indices('<') {
            if let Some(stand_in) = self.stand_in(&html[start + 1..], offset + start) {
                out.push_str(&html[at..start]);
                out.push_str(stand_in);
                at = start + 1;
            }
        }
        out.push_str(&html[at..]);
    }

    /// What to write for a `<` that would swallow something: part of an element that nobody knows,
    /// or a sign that begins nothing.
    fn stand_in(&self, rest: &str, offset: usize) -> Option<&'static str> {
        if rest.starts_with("!--") {
            return (self.comment < offset).then_some("&lt;");
        }
        let (name, stand_in) = match rest.strip_prefix('/') {
            Some(name) => (name, "</x-"),
            None => (rest, "<x-"),
        };
        let unclosed = (has_name(name, "script") && self.script < offset)
            || (has_name(name, "style") && self.style < offset)
            || SWALLOWING.iter().any(|swallowing| has_name(name, swallowing));
        unclosed.then_some(stand_in)
    }
}

/// Whether a text begins with this element's name.
fn has_name(text: &str, name: &str) -> bool {
    let (Some(head), next) = (text.get(..name.len()), text.as_bytes().get(name.len())) else {
        return false;
    };
    head.eq_ignore_ascii_case(name) && !next.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-')
}

/// Makes text of a tag that a block of HTML leaves open: it would swallow what follows.
pub fn end_block(out: &mut String, start: usize) {
    if let Some(at) = open_tag(&out[start..]) {
        out.replace_range(start + at..=start + at, "&lt;");
    }
}

/// Where the tag begins that a block of HTML leaves open.
fn open_tag(html: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|i| at + i) {
        let rest = &html[start..];
        let begins = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !begins {
            at = start + 1;
            continue;
        }
        let Some(length) = element_length(rest) else {
            return Some(start);
        };
        at = start + length;
    }
    None
}

/// How long a tag or comment is; of a script or a style, with its content.
fn element_length(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|i| i + 3);
    }
    let tag = tag_length(rest)?;
    let hidden = ["script", "style"].into_iter().find(|name| has_name(&rest[1..], name));
    let Some(name) = hidden else { return Some(tag) };
    let mut ends = rest[tag..].match_indices("</").map(|(i, _)| tag + i);
    Some(ends.find(|end| has_name(&rest[end + 2..], name)).unwrap_or(rest.len()))
}

/// Up to the `>` that stands in no value.
fn tag_length(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut in_value = false;
    for (i, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') if in_value => quote = Some(byte),
            (None, b'>') => return Some(i + 1),
            _ => {}
        }
        in_value = quote.is_none() && (byte == b'=' || (in_value && byte.is_ascii_whitespace()));
    }
    None
}
