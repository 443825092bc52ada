//! Cleaned HTML → the page's: its author's addresses resolved, marks replaced by what they stand for.
//! Relies on the cleaner's way of writing: `<` and `>` only ever delimit tags.

use super::page::{Image, Resolve, push_details};
use super::prepare::{Marks, Piece, Prepared};
use super::{Destination, Resolved, Role, address};
use pulldown_cmark::Event;
use std::collections::BTreeMap;

/// How a mask shows.
pub const MASK: &str = "<span class=\"mask\">**</span>";

/// The box of a task.
pub fn task_box(done: bool) -> &'static str {
    if done {
        "<input type=\"checkbox\" disabled checked aria-label=\"☑\"> "
    } else {
        "<input type=\"checkbox\" disabled aria-label=\"☐\"> "
    }
}

/// HTML, and how many masks it shows.
pub struct Settled {
    pub html: String,
    pub masks: usize,
}

/// Settles what cleaning left open.
pub fn settle(cleaned: &str, prepared: &Prepared, pieces: &[Piece], resolve: Resolve) -> Settled {
    let mut settler = Settler {
        marks: prepared.marks,
        places: Places { prepared, pieces, at: 0, offset: 0 },
        resolve,
        code: 0,
        answers: BTreeMap::new(),
        done: Settled { html: String::with_capacity(cleaned.len() + 64), masks: 0 },
    };
    let mut rest = cleaned;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |i| start + i + 1);
        settler.text(&rest[..start]);
        settler.tag(&rest[start..end]);
        rest = &rest[end..];
    }
    settler.text(rest);
    settler.done
}

struct Settler<'a> {
    marks: Marks,
    places: Places<'a>,
    resolve: Resolve<'a>,
    /// How many open elements hold code.
    code: usize,
    /// What was answered so far.
    answers: BTreeMap<(Role, String), Resolved>,
    done: Settled,
}

impl Settler<'_> {
    fn text(&mut self, text: &str) {
        let Marks { own, joint, .. } = self.marks;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c == own {
                let done = chars.next_if(|c| matches!(c, '0' | '1'));
                self.done.html.push_str(done.map_or("", |c| task_box(c == '1')));
            } else if self.marks.is_mask(c) {
                self.mask(c);
            } else if c != joint {
                self.done.html.push(c);
            }
        }
    }

    /// Code keeps what its author wrote.
    fn mask(&mut self, mark: char) {
        if self.code > 0 {
            let literal = self.marks.literal(mark.encode_utf8(&mut [0; 4])).into_owned();
            self.done.html.push_str(&literal);
        } else {
            self.done.html.push_str(MASK);
            self.done.masks += 1;
        }
    }

    fn tag(&mut self, tag: &str) {
        match name(tag) {
            "code" | "pre" => self.code += 1,
            "/code" | "/pre" => self.code = self.code.saturating_sub(1),
            // The page's title is its only heading of level 1.
            "h1" => return self.renamed("<h2", &tag[3..]),
            "/h1" => return self.done.html.push_str("</h2>"),
            "a" => {
                if let Some(start) = self.foreign(tag, "href") {
                    return self.link(tag, start);
                }
            }
            // The cleaner has dropped an address whose scheme it refuses.
            "img" if self.foreign(tag, "src").is_some() || !tag.contains(" src=\"") => {
                return self.image(tag);
            }
            _ => {}
        }
        self.plain(tag);
    }

    fn renamed(&mut self, name: &str, rest: &str) {
        self.done.html.push_str(name);
        self.plain(rest);
    }

    /// A tag without the marks that got into its attributes.
    fn plain(&mut self, tag: &str) {
        let literal = self.marks.literal(tag);
        self.done.html.extend(literal.split(self.marks.own));
    }

    /// Where an attribute with an address that the author wrote begins.
    fn foreign(&self, tag: &str, name: &str) -> Option<usize> {
        tag.find(&format!(" {name}=\"{}", self.marks.own))
    }

    fn ask(&mut self, tag: &str, name: &str, role: Role) -> Resolved {
        let value = attribute(tag, name).unwrap_or_default();
        let url = self.marks.literal(value.trim_start_matches(self.marks.own)).into_owned();
        if !address::is_safe(&url) {
            return Resolved::TextOnly;
        }
        let place = self.places.find(&url);
        // A tag that its author left open is written again for each block that it reaches into.
        let known = self.answers.get(&(role, url.clone())).filter(|_| place.is_none());
        if let Some(answer) = known {
            return answer.clone();
        }
        let offset = self.places.source_offset(place);
        let answer = (self.resolve)(Destination { url: &url, role, offset });
        self.answers.insert((role, url), answer.clone());
        answer
    }

    fn link(&mut self, tag: &str, start: usize) {
        let end = start + " href=\"".len();
        let end = tag[end..].find('"').map_or(tag.len(), |i| end + i + 1);
        let resolved = self.ask(tag, "href", Role::Link);
        self.plain(&tag[..start]);
        if let Resolved::Href(href) = resolved {
            self.done.html.push_str(" href=\"");
            address::push_address(&mut self.done.html, &href);
            self.done.html.push('"');
            if address::is_outside(&href) {
                self.done.html.push_str(" class=\"external\" rel=\"noopener noreferrer\"");
            }
        }
        self.plain(&tag[end..]);
    }

    fn image(&mut self, tag: &str) {
        let literal = |name| attribute(tag, name).map(|value| self.marks.literal(&value).into_owned());
        let alt = literal("alt").unwrap_or_default();
        let title = literal("title").unwrap_or_default();
        let size = |name| attribute(tag, name).and_then(|value| value.parse().ok());
        let answer = match self.foreign(tag, "src") {
            Some(_) => self.ask(tag, "src", Role::Image),
            None => Resolved::TextOnly,
        };
        match answer {
            Resolved::Image { src, width, height } => {
                let own = size("width").is_some() || size("height").is_some();
                let (width, height) = if own { (size("width"), size("height")) } else { (width, height) };
                self.done.html.push_str("<img src=\"");
                address::push_address(&mut self.done.html, &src);
                self.done.html.push('"');
                push_details(&mut self.done.html, &Image { src, width, height, title }, &alt);
            }
            _ => address::push_text(&mut self.done.html, &alt),
        }
    }
}

/// `a` of `<a href="…">`, `/a` of `</a>`.
pub fn name(tag: &str) -> &str {
    let tag = tag.trim_start_matches('<').trim_end_matches('>');
    tag.split(' ').next().unwrap_or_default()
}

/// The value of an attribute of a cleaned tag.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(plain_text(value))
}

/// Text of cleaned HTML without the cleaner's escapes.
pub fn plain_text(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&nbsp;", "\u{A0}").replace("&amp;", "&")
}

/// The pieces of raw HTML, looked through in order for the addresses in them.
struct Places<'a> {
    prepared: &'a Prepared<'a>,
    pieces: &'a [Piece<'a>],
    at: usize,
    /// Where in the prepared text the last address ended.
    offset: usize,
}

impl Places<'_> {
    /// The source offset of the next tag that holds an address, as far as that can be told.
    fn find(&mut self, url: &str) -> Option<usize> {
        self.find_written(url).or_else(|| self.find_written(&url.replace('&', "&amp;")))
    }

    /// Where a place is in the source; without one, where the next raw HTML begins.
    fn source_offset(&self, place: Option<usize>) -> usize {
        let place = place.or_else(|| self.raw().next().map(|(_, start, _)| start));
        self.prepared.source_offset(place.unwrap_or(self.offset))
    }

    fn raw(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let pieces = self.pieces.iter().enumerate().skip(self.at);
        pieces.filter_map(|(i, (event, range))| {
            matches!(event, Event::Html(_) | Event::InlineHtml(_)).then_some((i, range.start, range.end))
        })
    }

    fn find_written(&mut self, url: &str) -> Option<usize> {
        let text: &str = &self.prepared.text;
        let (piece, start, place) = self.raw().find_map(|(i, start, end)| {
            let from = start.max(self.offset).min(end);
            text[from..end].find(url).map(|at| (i, start, from + at))
        })?;
        self.at = piece;
        self.offset = place + url.len();
        Some(text[start..place].rfind('<').map_or(start, |at| start + at))
    }
}
