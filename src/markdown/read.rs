//! A finished page with its author's HTML in it → the blocks of text that a reader sees.
//! Relies on the cleaner's way of writing: `<` and `>` only ever delimit tags.

use super::blocks::Blocks;
use super::settle::{attribute, name, plain_text};
use super::{Block, BlockKind};

/// The blocks of a page.
pub fn blocks(html: &str) -> Vec<Block> {
    let mut reader = Reader { blocks: Blocks::default(), hidden: 0, code: 0 };
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |i| start + i + 1);
        reader.text(&rest[..start]);
        reader.tag(&rest[start..end]);
        rest = &rest[end..];
    }
    reader.text(rest);
    reader.blocks.finish()
}

struct Reader {
    blocks: Blocks,
    /// How many open elements are no text: a footnote's number, and what stands in it.
    hidden: usize,
    code: usize,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.hidden > 0 || text.is_empty() {
            return;
        }
        let text = plain_text(text);
        if self.code > 0 {
            self.blocks.text.push_str(&text);
            return;
        }
        // A line's end reads as one space, and as none where the line broke already.
        let mut lines = text.split('\n');
        self.blocks.text.push_str(lines.next().unwrap_or_default());
        for line in lines {
            if !self.blocks.text.ends_with([' ', '\n']) {
                self.blocks.text.push(' ');
            }
            self.blocks.text.push_str(line);
        }
    }

    fn tag(&mut self, tag: &str) {
        let name = name(tag);
        if self.hidden > 0 || is_note_number(tag) {
            match name {
                "sup" => self.hidden += 1,
                "/sup" => self.hidden -= 1,
                _ => {}
            }
            return;
        }
        match name {
            "br" => self.blocks.text.push('\n'),
            "img" => self.blocks.text.push_str(&attribute(tag, "alt").unwrap_or_default()),
            "pre" => self.code += 1,
            "/pre" => self.code = self.code.saturating_sub(1),
            _ => {}
        }
        self.boundary(name, tag);
    }

    fn boundary(&mut self, name: &str, tag: &str) {
        if let Some(kind) = kind(name) {
            self.blocks.enter(kind);
        } else if name.strip_prefix('/').and_then(kind).is_some() {
            self.blocks.leave();
        } else if is_block(name) {
            self.blocks.part();
        }
        if let (Some(BlockKind::Heading), Some(id)) = (kind(name), attribute(tag, "id")) {
            self.blocks.stand_under(&id);
        }
    }
}

fn is_note_number(tag: &str) -> bool {
    tag.starts_with("<sup class=\"footnote-")
}

/// Elements that give the text in them a kind of its own.
fn kind(name: &str) -> Option<BlockKind> {
    match name {
        "li" | "dd" | "dt" => Some(BlockKind::Item),
        "td" | "th" | "caption" => Some(BlockKind::Cell),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Heading),
        "pre" => Some(BlockKind::Code),
        "blockquote" | "div" => Some(BlockKind::Paragraph),
        _ => None,
    }
}

/// Other elements that stand alone.
fn is_block(name: &str) -> bool {
    matches!(
        name.trim_start_matches('/'),
        "p" | "ul"
            | "ol"
            | "dl"
            | "hr"
            | "table"
            | "thead"
            | "tbody"
            | "tr"
            | "details"
            | "summary"
            | "figure"
            | "figcaption"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "nav"
            | "center"
            | "hgroup"
    )
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::markdown::{Flavour, Options, Resolved, Stars, render};

    /// A page without raw HTML reads the same as it was written.
    #[test]
    fn reading_a_page_finds_the_blocks_that_writing_it_gathered() {
        let source = "序**一**\n行\n\n# 甲 & <乙>\n\n- 一\n  - 二`<b>`\n- 三\n\n  四\n\n> 五  \n> 六\n\n|a|b|\n|-|-|\n|c|\\*\\*|\n\n\
            ```\n码\n\n 行\n```\n注[^1]![图](a)\n\n[^1]: 十\n";
        let document = render(source, Options { flavour: Flavour::Archive, stars: Stars::Emphasis }, &mut |d| {
            Resolved::Image { src: d.url.to_owned(), width: None, height: None }
        });
        assert_eq!(blocks(&document.html), document.blocks);
    }
}
