//! A page of HTML that stands alone: looks of the theme in one file, no script, nothing loaded.
//! Never says anything itself: title and content are its caller's.

use crate::render::escape;

const STYLE: &str = include_str!("sheet/sheet.css");

/// What a page is headed with, as text.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Its language, a BCP 47 tag.
    pub language: &'a str,
    /// What it is.
    pub title: &'a str,
    /// Whose it is.
    pub subtitle: &'a str,
    /// What stands at its foot.
    pub foot: &'a str,
}

/// The whole page; `main` is HTML.
pub fn page(head: Head, main: &str) -> String {
    let [language, title, subtitle, foot] = [head.language, head.title, head.subtitle, head.foot].map(escape);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"renderer\" content=\"webkit\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header><div><h1>{title}</h1><p>{subtitle}</p></div></header>\n<main>\n{main}</main>\n\
         <footer>{foot}</footer>\n</body>\n</html>\n"
    )
}

/// A section with a heading and how many things it tells of; nothing where it tells of none.
pub fn section(heading: &str, count: usize, content: &str) -> String {
    if count == 0 {
        return String::new();
    }
    format!("<section>\n<h2>{} <small>{count}</small></h2>\n{content}</section>\n", escape(heading))
}

/// A list of texts.
pub fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| format!("<li>{}</li>\n", escape(&item))).collect();
    format!("<ul>\n{}</ul>\n", items.concat())
}

/// Names and values; the values are HTML.
pub fn facts(pairs: &[(&str, String)]) -> String {
    let row = |(name, html): &(&str, String)| format!("<dt>{}</dt><dd>{html}</dd>\n", escape(name));
    let rows: Vec<String> = pairs.iter().map(row).collect();
    format!("<dl>\n{}</dl>\n", rows.concat())
}
