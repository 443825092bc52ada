//! A document as read → its title and its headings, by style and by numeral alike.
//! Never drops a character: what is no heading stays a paragraph.

use super::document::{Block, Document, Inline, Marker, Paragraph, Role, split, tidy, trim};
use super::numerals::{self, Numeral};

/// A first paragraph longer than this is text, not a title.
const TITLE_LENGTH: usize = 80;

/// A title that goes on in the next line has no line longer than this.
const TITLE_LINE: usize = 40;

/// The words that a document's title ends with.
const TITLE_ENDS: &[&str] = &[
    "报告", "记录", "纪要", "总结", "通知", "决定", "方案", "计划", "公示", "名单", "意见", "通报", "讲话", "请示",
    "办法", "制度", "清单", "台账", "简报", "要点", "发言", "材料", "汇报",
];

/// How many blocks at the beginning may come before a title or be its lines.
const HEAD: usize = 6;

/// A document whose title stands by itself and whose heading levels are 2 to 6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlined {
    /// Empty where no paragraph could be one.
    pub title: String,
    /// The rest.
    pub document: Document,
    /// How many headings were told by their numeral.
    pub headings: usize,
}

/// Finds title and headings.
pub fn outline(mut document: Document) -> Outlined {
    document.blocks = tidied(document.blocks);
    document.footnotes = document.footnotes.into_iter().map(tidied).collect();
    let title = take_title(&mut document.blocks);
    let styled = styled(&document.blocks);
    let mut ranked: Vec<(Block, Option<Rank>)> = Vec::new();
    let mut headings = 0;
    for block in document.blocks {
        let before = ranked.len();
        ranked.extend(promoted(block, &styled));
        let told = |(block, rank): &(Block, Option<Rank>)| {
            rank.is_some() && !matches!(block, Block::Paragraph(p) if matches!(p.role, Role::Heading(_)))
        };
        headings += ranked[before..].iter().filter(|piece| told(piece)).count();
    }
    document.blocks = levelled(ranked);
    Outlined { title, document, headings }
}

fn tidied(blocks: Vec<Block>) -> Vec<Block> {
    let tidy_block = |block| match block {
        Block::Paragraph(p) => {
            let p = Paragraph { role: p.role, inlines: tidy(p.inlines) };
            (!p.is_blank()).then_some(Block::Paragraph(p))
        }
        table @ Block::Table(_) => Some(table),
    };
    blocks.into_iter().filter_map(tidy_block).collect()
}

/// Where a heading stands among the others: styled levels first, then numerals below them.
type Rank = (u8, u8);

/// The styled headings: their level, and the numeral that they begin with.
type Styled = Vec<(u8, Option<Numeral>)>;

fn styled(blocks: &[Block]) -> Styled {
    let level = |block: &Block| match block {
        Block::Paragraph(p) => match p.role {
            Role::Heading(level) => Some((level, numerals::numeral(&p.plain()).map(|(n, _)| n))),
            _ => None,
        },
        Block::Table(_) => None,
    };
    blocks.iter().filter_map(level).collect()
}

/// A numeral's rank: that of the styled headings that begin with it, else below all that stand above it.
fn rank_of(numeral: Numeral, styled: &Styled) -> Rank {
    let same = styled.iter().find(|(_, n)| *n == Some(numeral));
    if let Some((level, _)) = same {
        return (*level, 0);
    }
    let above = styled.iter().filter(|(_, n)| n.is_none_or(|n| n < numeral)).map(|(level, _)| *level).max();
    (above.unwrap_or(0), 1 + numeral as u8)
}

/// A paragraph that is a heading by its numeral, or begins with one, becomes that.
fn promoted(block: Block, styled: &Styled) -> Vec<(Block, Option<Rank>)> {
    let Block::Paragraph(p) = block else { return vec![(block, None)] };
    match p.role {
        Role::Heading(level) => vec![(Block::Paragraph(p), Some((level, 0)))],
        Role::Text => match numerals::heading(&p.plain()) {
            Some((numeral, end)) => run_in(p.inlines, end, rank_of(numeral, styled)),
            None => vec![(Block::Paragraph(p), None)],
        },
        Role::Item { marker: Marker::Number(n), .. } => numbered(p, n, styled),
        Role::Title | Role::Item { .. } => vec![(Block::Paragraph(p), None)],
    }
}

/// A number that the program counted, before a short sentence and more text, opens a heading as a typed one does.
fn numbered(p: Paragraph, number: u32, styled: &Styled) -> Vec<(Block, Option<Rank>)> {
    let prefix = format!("{number}.");
    let line = format!("{prefix}{}", p.plain());
    match numerals::heading(&line) {
        Some((numeral, end)) if !trim(&line[end..]).is_empty() => {
            let mut inlines = vec![Inline::Text { text: prefix, look: super::document::Look::Plain }];
            inlines.extend(p.inlines);
            run_in(inlines, end, rank_of(numeral, styled))
        }
        _ => vec![(Block::Paragraph(p), None)],
    }
}

fn run_in(inlines: Vec<Inline>, end: usize, rank: Rank) -> Vec<(Block, Option<Rank>)> {
    let (head, rest) = split(inlines, end);
    let paragraph = |inlines| Paragraph { role: Role::Text, inlines: tidy(inlines) };
    let (head, rest) = (paragraph(head), paragraph(rest));
    let mut pieces = vec![(Block::Paragraph(head), Some(rank))];
    if !rest.is_blank() {
        pieces.push((Block::Paragraph(rest), None));
    }
    pieces
}

/// Levels without gaps, from 2: the page's title is the only heading of level 1.
fn levelled(ranked: Vec<(Block, Option<Rank>)>) -> Vec<Block> {
    let mut used: Vec<Rank> = ranked.iter().filter_map(|(_, rank)| *rank).collect();
    used.sort_unstable();
    used.dedup();
    let level = |rank| {
        let depth = used.iter().position(|used| *used == rank).unwrap_or(0);
        u8::try_from(depth + 2).unwrap_or(6).min(6)
    };
    let set = |(block, rank)| match (block, rank) {
        (Block::Paragraph(p), Some(rank)) => Block::Paragraph(Paragraph { role: Role::Heading(level(rank)), ..p }),
        (block, _) => block,
    };
    ranked.into_iter().map(set).collect()
}

/// Takes the title out of the blocks: the paragraph styled so, else the first that can be one.
/// A title that goes on in the next lines is put together.
fn take_title(blocks: &mut Vec<Block>) -> String {
    let head = &blocks[..blocks.len().min(HEAD)];
    let is_title = |block: &Block| matches!(block, Block::Paragraph(p) if p.role == Role::Title);
    let styled = head.iter().position(is_title);
    let Some(start) = styled.or_else(|| first_line(head)) else { return String::new() };
    let lines = title_lines(&blocks[start..]);
    let title: Vec<String> = blocks[start..start + lines].iter().map(line).collect();
    let taken: Vec<Block> = blocks.drain(start..start + lines).collect();
    // Pictures and footnotes of the title stay in the text.
    let kept = taken.into_iter().filter_map(without_text);
    blocks.splice(start..start, kept.collect::<Vec<_>>());
    title.concat().replace('\n', "")
}

fn line(block: &Block) -> String {
    match block {
        Block::Paragraph(p) => trim(&p.plain()).to_owned(),
        Block::Table(_) => String::new(),
    }
}

fn without_text(block: Block) -> Option<Block> {
    let Block::Paragraph(p) = block else { return None };
    let rest = p.inlines.into_iter().filter(|i| matches!(i, Inline::Picture(_) | Inline::Footnote(_)));
    let p = Paragraph { role: Role::Text, inlines: rest.collect() };
    (!p.inlines.is_empty()).then_some(Block::Paragraph(p))
}

/// The first line, unless a red head (中共……委员会文件, then its number) stands above the title.
fn first_line(head: &[Block]) -> Option<usize> {
    let fits = |block: &Block| {
        let text = line(block);
        !text.is_empty() && text.chars().count() <= TITLE_LENGTH
    };
    let first = head.iter().position(|block| matches!(block, Block::Paragraph(p) if !trim(&p.plain()).is_empty()))?;
    let number = head.iter().skip(first).take(4).position(|block| is_number_line(&line(block)));
    let red = number.filter(|at| *at == 0 || line(&head[first]).ends_with("文件"));
    let start = red.map_or(first, |at| first + at + 1);
    head.get(start).filter(|block| fits(block)).map(|_| start)
}

/// A line that holds a document's number and little else: X党发〔2022〕5号
fn is_number_line(text: &str) -> bool {
    let short = text.chars().count() <= 30 && text.ends_with('号');
    short && text.contains(['〔', '[', '（', '(', '【']) && !text.contains(['，', '。', '：'])
}

/// How many lines at the start make up the title.
fn title_lines(blocks: &[Block]) -> usize {
    let lines: Vec<String> = blocks.iter().take(3).map(line).collect();
    let part = |text: &String| {
        let length = text.chars().count();
        (1..=TITLE_LINE).contains(&length)
            && !text.contains(['。', '：', ':', '；'])
            && numerals::numeral(text).is_none()
    };
    let ends = |text: &String| TITLE_ENDS.iter().any(|end| text.ends_with(end));
    match lines.iter().position(ends) {
        Some(last) if last > 0 && lines[..=last].iter().all(part) => last + 1,
        _ => 1,
    }
}
