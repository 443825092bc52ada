//! Links and images.
//! Never decides where they lead: `resolve` does, after addresses that could run were refused.

use super::Page;
use crate::markdown::{Destination, Resolved, Role, address};
use pulldown_cmark::LinkType;

/// A link or image whose end is still to come.
pub enum Open {
    Link,
    Image { image: Image, text_start: usize },
    Text,
}

/// An image as the page shows it.
pub struct Image {
    pub src: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub title: String,
}

impl Page<'_> {
    fn ask(&mut self, url: &str, role: Role, offset: usize) -> Resolved {
        if !address::is_safe(url) {
            return Resolved::TextOnly;
        }
        let offset = self.prepared.source_offset(offset);
        (self.resolve)(Destination { url, role, offset })
    }

    pub fn start_link(&mut self, link_type: LinkType, url: &str, title: &str, offset: usize) {
        let marks = self.prepared.marks;
        let url = match link_type {
            LinkType::Email => format!("mailto:{}", marks.literal(url)),
            LinkType::Autolink => marks.literal(url).into_owned(),
            _ => marks.unescaped(url).into_owned(),
        };
        let resolved = self.ask(&url, Role::Link, offset);
        let Resolved::Href(href) = resolved else {
            return self.open.push(Open::Text);
        };
        self.open.push(Open::Link);
        if self.images > 0 {
            return;
        }
        self.html.push_str("<a");
        self.open_own("href");
        address::push_address(&mut self.html, &href);
        self.html.push('"');
        if address::is_outside(&href) {
            self.put_own("class", "external");
            self.put_own("rel", "noopener noreferrer");
        }
        if !title.is_empty() {
            let title = marks.unescaped(title);
            self.put_own("title", &title);
        }
        self.put(">");
    }

    pub fn end_link(&mut self) {
        if let Some(Open::Link) = self.open.pop() {
            self.put("</a>");
        }
    }

    pub fn start_image(&mut self, url: &str, title: &str, offset: usize) {
        let marks = self.prepared.marks;
        let url = marks.unescaped(url);
        let Resolved::Image { src, width, height } = self.ask(&url, Role::Image, offset) else {
            return self.open.push(Open::Text);
        };
        let image = Image { src, width, height, title: marks.unescaped(title).into_owned() };
        self.open.push(Open::Image { image, text_start: self.blocks.text.len() });
        self.images += 1;
    }

    /// The description counts as text, so it is already among the block's.
    pub fn end_image(&mut self) {
        let Some(Open::Image { image, text_start }) = self.open.pop() else {
            return;
        };
        self.images -= 1;
        if self.images > 0 {
            return;
        }
        let alt = self.blocks.text.get(text_start..).unwrap_or_default().to_owned();
        self.html.push_str("<img");
        self.open_own("src");
        address::push_address(&mut self.html, &image.src);
        self.html.push('"');
        push_details(&mut self.html, &image, &alt);
    }
}

/// What follows an image's address.
pub fn push_details(html: &mut String, image: &Image, alt: &str) {
    html.push_str(" alt=\"");
    address::push_text(html, alt);
    html.push('"');
    for (name, size) in [("width", image.width), ("height", image.height)] {
        if let Some(size) = size {
            html.extend([" ", name, "=\"", &size.to_string(), "\""]);
        }
    }
    if !image.title.is_empty() {
        html.push_str(" title=\"");
        address::push_text(html, &image.title);
        html.push('"');
    }
    html.push_str(" loading=\"lazy\">");
}
