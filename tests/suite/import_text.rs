//! Plain text → Markdown → page: structure recognised, masks kept, and no character lost.
//! Never reads a real document: the texts here were written for these tests.

use dangan::import::guess::{Asked, Kind, guess};
use dangan::import::{Syntax, decode, draft};
use dangan::markdown::{Destination, Document, Flavour, Options, Resolved, Stars, render};

/// A report as offices write it: jumping levels, run-in headings, figures and names blanked out.
const REPORT: &str = "\u{feff}松岭乡党委书记2031年度抓党建述职报告\r\n\
\r\n\
\u{3000}\u{3000}各位领导、同志们：\r\n\
\u{3000}\u{3000}一年来，全乡**个支部、**名党员一起做了这些事。\r\n\
一、履职情况\r\n\
1.抓学习不走样。全年集中学习12次，撰写笔记**篇，收获3.5万元助学款。\r\n\
2.抓班子有章法。**同志到岗，**同志轮岗，议事26场次。\r\n\
3.抓基础补短板。新建**、改建**，**村的“两委”齐了。\r\n\
二、存在问题\r\n\
（一）手段单一。办法不多，_下划线_和<标签>都照原样。\r\n\
（二）力量不足。只有**人，[括号]与`反引号`也照原样。\r\n\
三、下步打算\r\n\
1.定目标。**个村过10万元。\r\n\
2.建台账。逐项销号；\r\n\
3.强督导。每季1次，共**次。\r\n";

fn page(text: &str) -> Document {
    let draft = draft(text, Syntax::PlainText);
    let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
    render(&draft.body("x").text, options, &mut |destination: Destination<'_>| {
        Resolved::Href(destination.url.to_owned())
    })
}

/// What a reader sees of a page's HTML.
fn shown(document: &Document) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in document.html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// White space aside, as the contract counts; the byte order mark is none of the text.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

#[test]
fn a_report_gets_its_title_headings_and_masks() {
    let made = draft(REPORT, Syntax::PlainText);
    assert_eq!(made.title, "松岭乡党委书记2031年度抓党建述职报告");
    let branches = [];
    let guesses = guess(&made.title, &made.lines, Asked { kind: None, branches: &branches });
    assert_eq!((guesses.year, guesses.kind.value), (Some(2031), Kind::Report));
    let page = page(REPORT);
    let level = |n: u8| page.headings.iter().filter(|h| h.level == n).map(|h| h.text.as_str()).collect::<Vec<_>>();
    assert_eq!(level(2), ["一、履职情况", "二、存在问题", "三、下步打算"]);
    assert_eq!(level(3), ["（一）手段单一。", "（二）力量不足。"]);
    assert_eq!(level(4), ["1.抓学习不走样。", "2.抓班子有章法。", "3.抓基础补短板。", "1.定目标。", "3.强督导。"]);
    assert_eq!(page.masks, 11);
    assert_eq!(page.html.matches("<span class=\"mask\">**</span>").count(), 11);
    assert!(!page.html.contains("<strong>") && !page.html.contains("<em>"), "{}", page.html);
}

#[test]
fn a_report_loses_no_character() {
    let made = draft(REPORT, Syntax::PlainText);
    assert_eq!(made.title.clone() + &bare(&shown(&page(REPORT))), bare(REPORT));
}

#[test]
fn the_encodings_of_office_software_read_the_same() {
    let plain = REPORT.trim_start_matches('\u{feff}');
    let (gbk, _, _) = encoding_rs::GB18030.encode(plain);
    let little: Vec<u8> = REPORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = REPORT.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [REPORT.as_bytes(), plain.as_bytes(), &gbk, &little, &big] {
        assert_eq!(decode(bytes).expect("a text").text, plain);
    }
}

/// Characters that Markdown, YAML or HTML could take for their own, and ordinary ones.
const ALPHABET: &[&str] = &[
    "党",
    "建",
    "。",
    "，",
    "：",
    "“",
    "”",
    "（",
    "）",
    "一、",
    "（二）",
    "1.",
    "（3）",
    "２．",
    "3.5",
    "**",
    "*",
    "_",
    "__",
    "`",
    "~~",
    "#",
    "##",
    "-",
    "+",
    "=",
    "|",
    "[",
    "]",
    "(",
    ")",
    "!",
    "<",
    ">",
    "&",
    "&amp;",
    "\\",
    "$",
    "{",
    "}",
    "\"",
    "'",
    ":",
    "http://x.cn",
    "<b>",
    "</b>",
    "<!--",
    "[^1]",
    "[^1]:",
    "- [ ]",
    "1)",
    "😀",
    "é",
    "\u{200d}",
    "𠮷",
    "a",
    "B",
    "0",
    " ",
    "\u{3000}",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\n    ",
    "\n---\n",
    "\n===\n",
    "\n> ",
    "\n* ",
    "\n| a | b |\n|---|---|\n",
    "\\*",
    "~",
    "^",
    "%",
    "@",
];

#[test]
fn no_text_loses_a_character() {
    let mut random = fastrand::Rng::with_seed(20_310_701);
    for _ in 0..3000 {
        let length = random.usize(1..40);
        let text: String = (0..length).map(|_| *random.choice(ALPHABET).unwrap_or(&"")).collect();
        let made = draft(&text, Syntax::PlainText);
        let seen = bare(&made.title) + &bare(&shown(&page(&text)));
        assert_eq!(seen, bare(&text), "{text:?} became {:?}", made.body("x").text);
    }
}

#[test]
fn no_character_of_unicode_is_lost_but_the_null() {
    let all = ('\u{1}'..=char::MAX).filter(|c| !c.is_whitespace() && *c != '\u{feff}');
    let mut text = String::from("题名\n");
    for (i, c) in all.step_by(7).enumerate() {
        text.push(c);
        if i % 40 == 39 {
            text.push('\n');
        }
    }
    let made = draft(&text, Syntax::PlainText);
    let (seen, expected) = (made.title.clone() + &bare(&shown(&page(&text))), bare(&text));
    let differ = seen.chars().zip(expected.chars()).find(|(a, b)| a != b);
    assert_eq!(differ, None);
    assert_eq!(seen.chars().count(), expected.chars().count());
}
