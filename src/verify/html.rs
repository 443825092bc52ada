//! A page's text → the addresses that it links to and loads; an address → the file that it means.
//! Never loads anything, and never mends a page.

use std::borrow::Cow;

/// Addresses in `href` and `src` attributes, in order, entities decoded. Scripts, styles and comments are passed over.
pub fn links(page: &str) -> Vec<Cow<'_, str>> {
    let mut links = Vec::new();
    let mut rest = page;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        if rest.starts_with("!--") {
            rest = after(rest, "-->");
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = tag(rest, &mut links);
        }
    }
    links
}

/// Whether a tag links to or loads something; the others are most of a page, and are passed over quickly.
fn is_linking(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "area"
            | "audio"
            | "base"
            | "embed"
            | "iframe"
            | "image"
            | "img"
            | "input"
            | "link"
            | "script"
            | "source"
            | "track"
            | "video"
    )
}

/// Reads one tag's attributes; gives what follows it, past the text of a script or style.
fn tag<'a>(text: &'a str, links: &mut Vec<Cow<'a, str>>) -> &'a str {
    let (name, mut rest) = split_at(text, |b| !b.is_ascii_alphanumeric() && b != b'-');
    if !is_linking(name) {
        rest = end_of_tag(rest);
    }
    loop {
        rest = split_at(rest, |b| !b.is_ascii_whitespace() && b != b'/').1;
        if rest.is_empty() || rest.starts_with('>') {
            break;
        }
        let (attribute, value, next) = attribute(rest);
        if attribute.eq_ignore_ascii_case("href") || attribute.eq_ignore_ascii_case("src") {
            links.push(unescape(value));
        }
        rest = next;
    }
    match name {
        "script" => after(rest, "</script"),
        "style" => after(rest, "</style"),
        _ => rest,
    }
}

/// From the `>` that ends a tag on; one inside quotation marks does not end it.
fn end_of_tag(text: &str) -> &str {
    let mut rest = text;
    while let Some(at) = memchr::memchr3(b'>', b'"', b'\'', rest.as_bytes()) {
        let sign = rest.as_bytes()[at];
        if sign == b'>' {
            return &rest[at..];
        }
        let Some(length) = memchr::memchr(sign, &rest.as_bytes()[at + 1..]) else { return "" };
        rest = &rest[at + length + 2..];
    }
    ""
}

/// Name, value and what follows. Always takes at least one character.
fn attribute(text: &str) -> (&str, &str, &str) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let is_end = |b: u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/');
    let name = split_at(&text[first..], is_end).0;
    let (name, rest) = text.split_at(first + name.len());
    let Some(value) = rest.trim_ascii_start().strip_prefix('=').map(str::trim_ascii_start) else {
        return (name, "", rest);
    };
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        return value[1..].split_once(quote).map_or((name, "", ""), |(value, rest)| (name, value, rest));
    }
    let (value, rest) = split_at(value, |b| b.is_ascii_whitespace() || b == b'>');
    (name, value, rest)
}

/// Before and from the first byte that fits, which must be an ASCII character.
fn split_at(text: &str, fits: impl FnMut(u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(fits).unwrap_or(text.len()))
}

fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    text.find(mark).map_or("", |at| &text[at + mark.len()..])
}

/// The entities that escaping an attribute makes.
fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let known = [("&quot;", "\""), ("&#34;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&#x2F;", "/")];
    let text = known.iter().fold(value.to_owned(), |text, (entity, plain)| text.replace(entity, plain));
    Cow::Owned(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// What an address in a page means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A place in the same page, or something outside that is not looked for.
    Elsewhere,
    /// A file, by its path in the bag.
    File(String),
    /// Nothing that a page on a disk can open.
    Nowhere,
}

/// The file that `address` means in the page at `page`, a path in the bag.
pub fn resolve(page: &str, address: &str) -> Target {
    let path = address.split(['#', '?']).next().unwrap_or("").trim();
    if path.is_empty() || has_scheme(path) || path.starts_with("//") {
        return Target::Elsewhere;
    }
    if path.starts_with('/') {
        return Target::Nowhere;
    }
    let Some(path) = unquote(path) else { return Target::Nowhere };
    let folder = page.rsplit_once('/').map(|(folder, _)| folder);
    if let Some(file) = below(folder.unwrap_or(""), &path) {
        return Target::File(file);
    }
    let mut depth = folder.map_or(0, |folder| folder.split('/').count());
    let mut file = String::with_capacity(page.len() + path.len());
    file.push_str(folder.unwrap_or(""));
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if depth == 0 => return Target::Nowhere,
            ".." => {
                depth -= 1;
                file.truncate(file.rfind('/').unwrap_or(0));
            }
            name => {
                if depth > 0 {
                    file.push('/');
                }
                file.push_str(name);
                depth += 1;
            }
        }
    }
    Target::File(file)
}

/// The usual address, which goes up some folders and then down: the file, without looking at each part of it.
fn below(folder: &str, address: &str) -> Option<String> {
    let (mut folder, mut rest) = (folder, address);
    while let Some(below) = rest.strip_prefix("../") {
        folder = folder.rsplit_once('/')?.0;
        rest = below;
    }
    // `./`, `../` and `.` further on are the other way's.
    let plain = !folder.is_empty() && !rest.starts_with('.') && !rest.contains("/.");
    plain.then(|| [folder, "/", rest].concat())
}

fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Percent-encoded bytes decoded; `None` where they are no UTF-8.
fn unquote(path: &str) -> Option<Cow<'_, str>> {
    if !path.contains('%') {
        return Some(Cow::Borrowed(path));
    }
    let (bytes, mut out, mut at) = (path.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| path.get(at + 1..at + 3).and_then(|c| u8::from_str_radix(c, 16).ok()));
        out.push(code.flatten().unwrap_or(bytes[at]));
        at += if code.flatten().is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_wherever_a_page_may_have_them() {
        let page = r#"<!doctype html><a href="a.html">x</a><img alt="<a href=no>" src='b&amp;c.png'/>
            <!-- <a href="no"> --><script src=s.js>"<a href='no'>"</script><style>a{content:"<a href=no>"}</style>
            <p title="> <a href=no>"><a data-entry=x href = "../d/e.html#f">1 < 2</a><a href>"#;
        assert_eq!(links(page), ["a.html", "b&c.png", "s.js", "../d/e.html#f", ""]);
        assert!(links("<a href=\"unclosed").iter().all(|link| link.is_empty()));
    }

    #[test]
    fn addresses_mean_files_of_the_bag() {
        let page = "data/site/a/index.html";
        let file = |path: &str| Target::File(path.to_owned());
        assert_eq!(resolve(page, "../b/index.html?q=1#x"), file("data/site/b/index.html"));
        assert_eq!(resolve(page, "%E6%A1%A3.pdf"), file("data/site/a/档.pdf"));
        assert_eq!(resolve(page, "#top"), Target::Elsewhere);
        assert_eq!(resolve(page, "mailto:x@y"), Target::Elsewhere);
        assert_eq!(resolve(page, "/x"), Target::Nowhere);
        assert_eq!(resolve(page, "../../../../x"), Target::Nowhere);
        assert_eq!(resolve(page, "../../../x"), file("x"));
        assert_eq!(resolve(page, "../../../x/../y/z.html"), file("y/z.html"));
        assert_eq!(resolve(page, "./b//c/../d"), file("data/site/a/b//d"));
        assert_eq!(resolve("index.html", "a.html"), file("a.html"));
        assert_eq!(resolve("index.html", "../a.html"), Target::Nowhere);
    }
}
