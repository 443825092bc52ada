//! Whether Markdown reads back as the characters and looks that it was written for.
//! Never changes a text: whoever asks writes it plainly where it does not.

use super::document::{Inline, Look, is_blank};
use crate::markdown::{Destination, Flavour, Options, Resolved, Stars, render};

/// Whether a paragraph of Markdown shows these inlines: every character, and each with its look.
pub fn reads_as(markdown: &str, inlines: &[Inline]) -> bool {
    let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
    let mut resolve = |destination: Destination<'_>| Resolved::Href(destination.url.to_owned());
    let page = render(markdown, options, &mut resolve);
    shown(&page.html) == expected(inlines)
}

fn expected(inlines: &[Inline]) -> Vec<(char, Look)> {
    let mut all = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Text { text, look } => all.extend(text.chars().map(|c| (c, *look))),
            Inline::Link { text, .. } => all.extend(text.chars().map(|c| (c, Look::Plain))),
            Inline::Break | Inline::Picture(_) | Inline::Footnote(_) => {}
        }
    }
    all.retain(|(c, _)| !is_blank(*c));
    all
}

/// The characters of our own HTML, white space aside.
fn shown(html: &str) -> Vec<(char, Look)> {
    let mut all = Vec::new();
    let (mut bold, mut italic) = (0_usize, 0_usize);
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '<' => {
                let length = rest.find('>').map_or(rest.len(), |i| i + 1);
                match &rest[..length] {
                    "<strong>" => bold += 1,
                    "</strong>" => bold = bold.saturating_sub(1),
                    "<em>" => italic += 1,
                    "</em>" => italic = italic.saturating_sub(1),
                    _ => {}
                }
                length
            }
            c => {
                let (c, length) = if c == '&' { reference(rest) } else { (c, c.len_utf8()) };
                all.push((c, look(bold, italic)));
                length
            }
        };
        rest = &rest[length..];
    }
    all.retain(|(c, _)| !is_blank(*c));
    all
}

fn look(bold: usize, italic: usize) -> Look {
    match (bold > 0, italic > 0) {
        (false, false) => Look::Plain,
        (true, false) => Look::Bold,
        (false, true) => Look::Italic,
        (true, true) => Look::BoldItalic,
    }
}

/// The references that our own HTML is written with.
fn reference(rest: &str) -> (char, usize) {
    let known = [
        ("&nbsp;", '\u{a0}'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
        ("&quot;", '"'),
        ("&#39;", '\''),
        ("&#x27;", '\''),
    ];
    let found = known.iter().find(|(name, _)| rest.starts_with(name));
    found.map_or(('&', 1), |(name, c)| (*c, name.len()))
}
