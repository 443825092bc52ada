//! Markdown as its readers meet it: CommonMark's own examples, then what a Chinese archive adds.
//! Never reads a site; each test is a text and its outcome.

use dangan::markdown::{Block, BlockKind, Destination, Document, Flavour, Options, Resolved, Role, Stars, render};
use dangan::slug::slug;

const MASK: &str = "<span class=\"mask\">**</span>";

/// Lets every address through.
fn open(destination: Destination<'_>) -> Resolved {
    match destination.role {
        Role::Link => Resolved::Href(destination.url.to_owned()),
        Role::Image => Resolved::Image { src: destination.url.to_owned(), width: None, height: None },
    }
}

fn document(source: &str, stars: Stars) -> Document {
    render(source, Options { flavour: Flavour::Archive, stars }, &mut open)
}

fn commonmark(source: &str) -> String {
    render(source, Options { flavour: Flavour::CommonMark, stars: Stars::Emphasis }, &mut open).html
}

fn html(source: &str) -> String {
    document(source, Stars::Emphasis).html
}

/// The inside of the one paragraph that a text makes.
fn inline(source: &str) -> String {
    let html = html(source);
    let inner = html.trim_end().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    inner.unwrap_or(&html).to_owned()
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.as_str()).collect()
}

/// The addresses that are asked about, with the source from each offset on.
fn asked(source: &str) -> Vec<(Role, String, String)> {
    let mut asked = Vec::new();
    render(source, Options { flavour: Flavour::Archive, stars: Stars::Emphasis }, &mut |destination| {
        let from = source[destination.offset..].chars().take(3).collect();
        asked.push((destination.role, destination.url.to_owned(), from));
        open(destination)
    });
    asked
}

mod specification {
    use super::{commonmark, html};

    /// Section, Markdown, HTML: example 1 first.
    fn examples() -> Vec<[String; 3]> {
        serde_json::from_str(include_str!("../commonmark/examples.json")).unwrap_or_default()
    }

    /// As the specification's own test compares: white space counts in `pre` alone, and quotation
    /// marks may be written either way.
    fn normalised(html: &str) -> String {
        let mut out = String::new();
        let mut pre = false;
        for piece in pieces(html) {
            if piece.starts_with('<') {
                pre = (pre || piece.starts_with("<pre")) && !piece.starts_with("</pre");
                out.push_str(&piece.replace(" />", ">").replace("/>", ">"));
            } else if pre {
                out.push_str(&piece.replace("&quot;", "\""));
            } else {
                push_words(&mut out, &piece.replace("&quot;", "\""));
            }
        }
        BLOCKS.iter().fold(out, |out, name| without_space_beside(out, name)).trim().to_owned()
    }

    const BLOCKS: [&str; 19] = [
        "p",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "br",
        "div",
        "table",
        "tr",
        "td",
        "th",
    ];

    fn pieces(html: &str) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            let end = rest[start..].find('>').map_or(rest.len(), |i| start + i + 1);
            pieces.extend([&rest[..start], &rest[start..end]]);
            rest = &rest[end..];
        }
        pieces.push(rest);
        pieces
    }

    fn push_words(out: &mut String, text: &str) {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        if text.starts_with(char::is_whitespace) {
            out.push(' ');
        }
        out.push_str(&words.join(" "));
        if text.ends_with(char::is_whitespace) && !words.is_empty() {
            out.push(' ');
        }
    }

    fn without_space_beside(html: String, name: &str) -> String {
        [format!("<{name}>"), format!("</{name}>")]
            .iter()
            .fold(html, |html, tag| html.replace(&format!(" {tag}"), tag).replace(&format!("{tag} "), tag))
    }

    #[test]
    fn commonmark_reads_every_example() {
        let examples = examples();
        assert_eq!(examples.len(), 652);
        for (i, [section, markdown, expected]) in examples.iter().enumerate() {
            let got = commonmark(markdown);
            assert_eq!(normalised(&got), normalised(expected), "example {} ({section}): {markdown:?}", i + 1);
        }
    }

    /// Why an archive's page differs from an example, and in which ones it does.
    const DIFFERENCES: &[(&str, &[usize])] = &[
        (
            "code blocks can be reached by keyboard",
            &[
                1, 2, 3, 5, 6, 7, 8, 18, 19, 24, 34, 36, 48, 69, 85, 100, 107, 110, 111, 112, 114, 116, 117, 118, 119,
                120, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 139, 140, 142,
                143, 144, 146, 147, 211, 212, 225, 231, 236, 237, 252, 253, 254, 257, 263, 264, 270, 271, 272, 273,
                274, 278, 286, 287, 288, 289, 290, 313, 318, 321, 324,
            ],
        ),
        (
            "headings have anchors, and leave level 1 to the page's title",
            &[
                10, 59, 62, 66, 67, 68, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 86, 89, 90, 91, 95, 96,
                102, 103, 214, 215, 227, 228, 229, 230, 232, 300, 646, 647,
            ],
        ),
        ("both of these", &[115, 141]),
        ("links to other sites say so", &[20, 346, 480, 481, 501, 526, 538, 594, 595, 600, 603]),
        (
            "images load late",
            &[
                517, 520, 531, 572, 573, 574, 575, 576, 577, 578, 579, 580, 581, 582, 583, 584, 585, 586, 587, 588,
                589, 591,
            ],
        ),
        ("schemes other than http, https, mailto and tel are refused", &[596, 598, 599, 601]),
        (
            "HTML is cleaned and balanced",
            &[
                21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 160, 163, 164, 165, 169, 170, 171, 172,
                173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 187, 190, 191, 201, 308, 309, 344, 475,
                476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629, 630, 631, 642,
                643,
            ],
        ),
    ];

    #[test]
    fn an_archive_differs_in_these_examples_alone() {
        let mut expected: Vec<usize> = DIFFERENCES.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
        expected.sort_unstable();
        let differs = |(i, [_, markdown, html_of]): (usize, &[String; 3])| {
            (normalised(&html(markdown)) != normalised(html_of)).then_some(i + 1)
        };
        let got: Vec<usize> = examples().iter().enumerate().filter_map(differs).collect();
        assert_eq!(got, expected);
    }

    /// The differences that are more than an attribute: masks, cleaned HTML, refused schemes.
    #[test]
    fn the_rest_differs_in_attributes_and_heading_levels_alone() {
        let bare = |html: &str| {
            let html = html.replace(" tabindex=\"0\"", "").replace(" loading=\"lazy\"", "");
            let html = html.replace(" class=\"external\" rel=\"noopener noreferrer\"", "");
            pieces(&normalised(&html)).into_iter().map(heading).collect::<String>()
        };
        let examples = examples();
        for (reason, numbers) in DIFFERENCES.iter().filter(|(reason, _)| !reason.starts_with("HTML")) {
            for number in numbers.iter().filter(|_| !reason.starts_with("schemes")) {
                let [_, markdown, expected] = &examples[number - 1];
                assert_eq!(bare(&html(markdown)), bare(expected), "{reason}, example {number}");
            }
        }
    }

    fn heading(piece: &str) -> &str {
        match piece.as_bytes() {
            [b'<', b'h', b'1'..=b'6', ..] => "<h>",
            [b'<', b'/', b'h', b'1'..=b'6', ..] => "</h>",
            _ => piece,
        }
    }
}

mod emphasis {
    use super::{Random, commonmark, html, inline};

    #[test]
    fn works_beside_chinese_punctuation() {
        let cases = [
            ("**“四抓两整治”**工作", "<strong>“四抓两整治”</strong>工作"),
            ("推进**“四抓两整治”**工作", "推进<strong>“四抓两整治”</strong>工作"),
            ("推进**“四抓两整治”工作**。", "推进<strong>“四抓两整治”工作</strong>。"),
            ("学习**《条例》**精神", "学习<strong>《条例》</strong>精神"),
            ("**《条例》**和**《准则》**", "<strong>《条例》</strong>和<strong>《准则》</strong>"),
            ("学**《条例》**和**《准则》**的", "学<strong>《条例》</strong>和<strong>《准则》</strong>的"),
            ("**一是：**抓学习", "<strong>一是：</strong>抓学习"),
            ("**一、加强领导。**全年召开", "<strong>一、加强领导。</strong>全年召开"),
            ("1.**坚守。**全年", "1.<strong>坚守。</strong>全年"),
            ("是**（重要）**工作", "是<strong>（重要）</strong>工作"),
            ("是**(重要)**工作", "是<strong>(重要)</strong>工作"),
            ("这是*“强调”*的话", "这是<em>“强调”</em>的话"),
            ("这是***“强调”***的话", "这是<em><strong>“强调”</strong></em>的话"),
            ("**【通知】**各支部", "<strong>【通知】</strong>各支部"),
            ("**「甲」**乙", "<strong>「甲」</strong>乙"),
            ("**“甲”**2022年", "<strong>“甲”</strong>2022年"),
            ("完成**100%**任务", "完成<strong>100%</strong>任务"),
            ("见**`编号`**一栏", "见<strong><code>编号</code></strong>一栏"),
            ("见**[《条例》](a.html)**第三条", "见<strong><a href=\"a.html\">《条例》</a></strong>第三条"),
            ("[**《条例》**全文](a.html)", "<a href=\"a.html\"><strong>《条例》</strong>全文</a>"),
            ("删去~~“旧”~~新的", "删去<del>“旧”</del>新的"),
            ("~~（旧）~~新", "<del>（旧）</del>新"),
            ("**甲，**乙，**丙，**丁", "<strong>甲，</strong>乙，<strong>丙，</strong>丁"),
            ("**“甲”**乙**“丙”**", "<strong>“甲”</strong>乙<strong>“丙”</strong>"),
            ("说**“甲”**和**“乙”**的", "说<strong>“甲”</strong>和<strong>“乙”</strong>的"),
            ("**“甲\n乙”**丙", "<strong>“甲乙”</strong>丙"),
            ("**“甲”**\\*一个星号", "<strong>“甲”</strong>*一个星号"),
            ("**注意——**不得", "<strong>注意——</strong>不得"),
            ("**等等……**还有", "<strong>等等……</strong>还有"),
            ("**ＡＢＣ！**全角", "<strong>ＡＢＣ！</strong>全角"),
            ("**「すごい。」**と言う", "<strong>「すごい。」</strong>と言う"),
            ("3\\*5，**“甲”**乙", "3*5，<strong>“甲”</strong>乙"),
        ];
        for (source, expected) in cases {
            assert_eq!(inline(source), expected, "{source}");
        }
    }

    #[test]
    fn works_in_every_block() {
        assert!(html("# **“甲”**乙").contains("><strong>“甲”</strong>乙</h2>"));
        assert!(html("- **“甲”**乙\n  - **“丙”**丁").contains("<li><strong>“丙”</strong>丁"));
        assert!(html("> **“甲”**乙").contains("<p><strong>“甲”</strong>乙</p>"));
        assert!(html("|甲|\n|-|\n|**“甲”**乙|").contains("<td><strong>“甲”</strong>乙</td>"));
        assert!(html("甲[^1]\n\n[^1]: **“甲”**乙").contains("<p><strong>“甲”</strong>乙</p>"));
    }

    #[test]
    fn stays_as_commonmark_reads_it() {
        let cases = [
            "**重点**工作",
            "这是**重点**工作",
            "“**重点**”工作",
            "**“重点”**，其余",
            "前 **“重点”** 后",
            "**重点**、*一般*和***两者***",
            "__重点__ 工作",
            "重点_不是_强调",
            "__“甲”__乙",
            "** 甲 **",
            "甲**乙",
            "甲*乙，丙",
            "2*3*4",
            "café**«x»**b",
            "a**\"b\"**c",
            "a*(b)*c",
            "3*5=15，4*5=20",
            "\\**甲**",
            "`**“甲”**乙`",
            "**甲*乙**丙*",
            "*甲**乙*丙**",
            "**甲“**乙**",
            "<https://example.org/**“a”**b>",
            "****甲****",
        ];
        let bare = |html: String| html.replace(" class=\"external\" rel=\"noopener noreferrer\"", "");
        let quotes = |html: String| html.replace("&quot;", "\"");
        for source in cases {
            assert_eq!(bare(quotes(html(source))), quotes(commonmark(source)), "{source}");
        }
    }

    #[test]
    fn joints_never_unmake_a_link() {
        let source = "**“甲”**[“**乙”**丙]\n\n[“**乙”**丙]: a.html";
        assert!(html(source).contains("href=\"a.html\""), "{}", html(source));
    }

    /// Where CommonMark leaves no delimiter over, nothing changes.
    #[test]
    fn what_commonmark_reads_whole_never_changes() {
        let words = ["**", "*", "**", "“", "”", "，", "中", "文", "a", " ", "。"];
        let mut random = Random(7);
        let mut compared = 0;
        for _ in 0..20_000 {
            let source = random.text(&words, 12);
            let expected = commonmark(&source);
            if expected.starts_with("<p>") && !expected.contains('*') && !nests_strong(&expected) {
                compared += usize::from(expected.contains("<strong>"));
                assert_eq!(html(&source), expected, "{source}");
            }
        }
        assert!(compared > 100, "{compared}");
    }

    fn nests_strong(html: &str) -> bool {
        let mut depth = 0;
        html.split('<').any(|tag| {
            depth += i32::from(tag.starts_with("strong>")) - i32::from(tag.starts_with("/strong>"));
            depth > 1
        })
    }
}

mod soft_breaks {
    use super::{document, inline, texts};
    use dangan::markdown::Stars;

    #[test]
    fn add_no_space_within_chinese() {
        for (source, expected) in [
            ("支部\n工作", "支部工作"),
            ("支部，\n工作", "支部，工作"),
            ("支部\n（工作）", "支部（工作）"),
            ("他说：\n“工作”", "他说：“工作”"),
            ("“工作”\n开始", "“工作”开始"),
            ("**支部**\n工作", "<strong>支部</strong>工作"),
            ("支部\n**工作**", "支部<strong>工作</strong>"),
            ("支部\n[工作](a.html)", "支部<a href=\"a.html\">工作</a>"),
            ("２０２２\n年", "２０２２年"),
            ("支部\r\n工作", "支部工作"),
            ("支部\n  工作", "支部工作"),
        ] {
            assert_eq!(inline(source), expected, "{source}");
        }
    }

    #[test]
    fn stay_where_a_space_belongs() {
        for source in ["支部\nParty", "Party\n支部", "party\nbranch", "2022\n年", "“a”\n“b”", "한국\n어"]
        {
            assert_eq!(inline(source), source, "{source}");
        }
        assert_eq!(inline("支部  \n工作"), "支部<br>\n工作");
    }

    #[test]
    fn are_in_the_text_as_on_the_page() {
        assert_eq!(texts(&document("支部\n工作\nParty\nbranch", Stars::Emphasis)), ["支部工作 Party branch"]);
    }
}

mod masks {
    use super::{MASK, document, html, inline, texts};
    use dangan::markdown::Stars;

    fn masked(source: &str) -> String {
        let document = document(source, Stars::Mask);
        assert_eq!(document.masks, document.html.matches(MASK).count(), "{source}");
        document.html.replace(MASK, "■").trim_end().to_owned()
    }

    fn escaped(source: &str) -> String {
        let document = document(source, Stars::Emphasis);
        assert_eq!(document.masks, document.html.matches(MASK).count(), "{source}");
        document.html.replace(MASK, "■").trim_end().to_owned()
    }

    #[test]
    fn an_escaped_pair_is_a_mask() {
        assert_eq!(inline("生态\\*\\*"), format!("生态{MASK}"));
        for (source, expected) in [
            ("\\*\\*\\*\\*", "<p>■■</p>"),
            ("\\*\\*\\*", "<p>■*</p>"),
            ("\\*", "<p>*</p>"),
            ("\\* \\*", "<p>* *</p>"),
            ("\\\\*\\*", "<p>\\**</p>"),
            ("**\\*\\*亩**", "<p><strong>■亩</strong></p>"),
            ("**共\\*\\***亩", "<p><strong>共■</strong>亩</p>"),
            ("是**\\*\\***亩", "<p>是<strong>■</strong>亩</p>"),
            ("*\\*\\**", "<p><em>■</em></p>"),
            ("\\*\\*_甲_", "<p>■<em>甲</em></p>"),
            ("~~\\*\\*~~", "<p><del>■</del></p>"),
            ("光荣在党\\*\\*年**重点**\\*\\*", "<p>光荣在党■年<strong>重点</strong>■</p>"),
            ("[共\\*\\*亩](a.html)", "<p><a href=\"a.html\">共■亩</a></p>"),
            ("> \\*\\*\n> 亩", "<blockquote>\n<p>■亩</p>\n</blockquote>"),
            ("- \\*\\*个", "<ul>\n<li>■个</li>\n</ul>"),
            ("林果\\*\\*亩\n  \\*\\*个", "<p>林果■亩■个</p>"),
        ] {
            assert_eq!(escaped(source), expected, "{source}");
        }
    }

    #[test]
    fn code_keeps_what_was_written() {
        assert_eq!(inline("`\\*\\*`"), "<code>\\*\\*</code>");
        assert_eq!(inline("`a\\`\\*\\*"), format!("<code>a\\</code>{MASK}"));
        assert!(html("```\n\\*\\* **\n```").contains(">\\*\\* **\n</code>"));
        assert!(html("    \\*\\*").contains(">\\*\\*</code>"));
        assert!(html("<http://a/\\*\\*>").contains("href=\"http://a/%5C*%5C*\""));
        assert_eq!(masked("`**`"), "<p><code>**</code></p>");
        assert_eq!(inline("[甲](a\\*\\*b)"), "<a href=\"a**b\">甲</a>");
    }

    #[test]
    fn every_pair_is_a_mask_where_the_entry_says_so() {
        for (source, expected) in [
            ("生态**镇**村", "<p>生态■镇■村</p>"),
            ("****", "<p>■■</p>"),
            ("**“四抓”**工作", "<p>■“四抓”■工作</p>"),
            ("*重点*：**个", "<p><em>重点</em>：■个</p>"),
            ("# 共**个", "<h2 id=\"gong-ge\">共■个</h2>"),
            ("__重点__ **", "<p><strong>重点</strong> ■</p>"),
            ("**\n亩", "<p>■亩</p>"),
            ("\\*\\*和**", "<p>■和■</p>"),
        ] {
            assert_eq!(masked(source), expected, "{source}");
        }
        let table = masked("|甲**|乙|\n|-|-|\n|**|\\*\\*|");
        assert!(table.contains("<th scope=\"col\">甲■</th>") && table.contains("<td>■</td><td>■</td>"), "{table}");
    }

    #[test]
    fn texts_show_them_as_two_asterisks() {
        let document = document("# 共**个\n\n生态**\n\n- **户\n\n![图**](a.png)", Stars::Mask);
        assert_eq!(texts(&document), ["共**个", "生态**", "**户", "图**"]);
        assert_eq!(document.headings[0].text, "共**个");
        assert!(document.html.contains("alt=\"图**\""));
        assert_eq!(document.masks, 3);
    }

    #[test]
    fn raw_html_holds_them_too() {
        assert_eq!(masked("<b>生态**</b>甲"), "<p><b>生态■</b>甲</p>");
        assert_eq!(masked("<div>生态**</div>"), "<div>生态■</div>");
        assert_eq!(masked("<code>**</code>甲**"), "<p><code>**</code>甲■</p>");
        assert_eq!(masked("<i title=\"**\">甲</i>"), "<p><i title=\"**\">甲</i></p>");
    }

    /// The characters that stand for masks and joints may be the source's own.
    #[test]
    fn a_source_may_hold_any_character() {
        let own = "\u{E000}\u{E001}\u{E002}\u{10A50}\u{10A51}\u{F0000}";
        let source = format!("{own}\\*\\*是**“甲”**乙&#xE003;&#57348;&#x10A52;<b>丙</b>");
        let expected = format!("{own}{MASK}是<strong>“甲”</strong>乙\u{E003}\u{E004}\u{10A52}<b>丙</b>");
        assert_eq!(inline(&source), expected);
    }
}

mod cleaning {
    use super::{Document, Resolved, Role, Stars, asked, document, html, inline, open, texts};
    use dangan::markdown::{Flavour, Options, render};

    #[test]
    fn nothing_of_an_author_runs_or_loads() {
        for (source, expected) in [
            ("甲<script>alert(1)</script>乙", "甲乙"),
            ("甲<style>p{}</style>乙", "甲乙"),
            ("<b onclick=\"x()\" style=\"color:red\">甲</b>", "<b>甲</b>"),
            ("<a href=\"javascript:x()\">甲</a>", "<a>甲</a>"),
            ("<a href=\"java&#115;cript:x()\">甲</a>", "<a>甲</a>"),
            ("<a href=\" java\tscript:x()\">甲</a>", "<a>甲</a>"),
            ("甲<iframe src=\"https://example.org\"></iframe>乙", "甲乙"),
            ("<form action=\"/x\">甲<input type=\"text\" name=\"a\"><button>乙</button></form>", "甲乙"),
            ("<img src=\"data:image/png;base64,xx\" alt=\"图\">甲", "图甲"),
            ("<img src=x onerror=\"y()\">", "<img src=\"x\" alt=\"\" loading=\"lazy\">"),
            ("甲<svg onload=\"x()\"><script>y()</script></svg>乙", "甲乙"),
            ("甲<textarea>乙", "甲乙"),
            ("甲<select>乙", "甲乙"),
            ("甲<plaintext>乙", "甲乙"),
            ("甲<script>乙", "甲乙"),
            ("甲<u>乙</u>", "甲<u>乙</u>"),
        ] {
            let got = inline(source);
            let got = got.trim_start_matches("<p>").replace("</p>", "");
            assert_eq!(got.trim(), expected, "{source}");
        }
    }

    #[test]
    fn raw_html_cannot_close_what_stands_around_it() {
        assert_eq!(html("</div></div>\n\n甲").trim(), "<p>甲</p>");
        assert_eq!(html("<div>甲\n\n乙").trim().matches("</div>").count(), 1);
    }

    #[test]
    fn an_unfinished_tag_swallows_nothing() {
        for source in
            ["<div id=\"甲\"\n\n**乙**", "<div title=\"甲\n\n**乙**", "<div><!-- 甲\n\n**乙**", "<p\n\n**乙**"]
        {
            let html = html(source);
            assert!(html.contains("<p><strong>乙</strong></p>"), "{source}\n{html}");
        }
    }

    #[test]
    fn raw_html_cannot_take_our_names() {
        let source = "# 甲\n\n<p id=\"jia\" class=\"mask\" tabindex=\"5\" role=\"alert\">乙</p>\n\n[^1]\n\n[^1]: 丙";
        let html = html(source);
        assert_eq!(html.matches("id=\"jia\"").count(), 1);
        assert!(html.contains("<p>乙</p>") && html.contains("id=\"fn_1\""), "{html}");
    }

    #[test]
    fn our_own_markup_survives_beside_raw_html() {
        let plain = "## 甲\n\n- [x] 乙\n- [ ] 丙\n\n|a|b|\n|-:|:-:|\n|\\*\\*|`**`|\n\n```rust\nx\n```\n\n丁[^1] ![图](a.png \"题\") [外](https://example.org)\n\n[^1]: 戊\n";
        let with_html = document(&format!("{plain}\n<u>己</u>\n"), Stars::Emphasis);
        let without = document(&format!("{plain}\n己\n"), Stars::Emphasis);
        let unified = |html: &str| {
            let html = html.replace("<u>", "").replace("</u>", "").replace("=\"\"", "").replace(['\n', '"'], "");
            let mut tags: Vec<String> = html.split('<').map(sorted_attributes).collect();
            tags.sort();
            tags
        };
        assert_eq!(unified(&with_html.html), unified(&without.html));
        assert_eq!(with_html.blocks, without.blocks);
        assert_eq!((with_html.masks, &with_html.headings), (without.masks, &without.headings));
    }

    fn sorted_attributes(tag: &str) -> String {
        let mut words: Vec<&str> = tag.split([' ', '>']).collect();
        words.sort_unstable();
        words.join(" ")
    }

    #[test]
    fn text_in_raw_html_is_text() {
        let source =
            "<table><tr><td>甲</td><td>乙<br>丙</td></tr></table>\n\n<details><summary>丁</summary>戊</details>";
        assert_eq!(texts(&document(source, Stars::Emphasis)), ["甲", "乙\n丙", "丁", "戊"]);
        assert_eq!(texts(&document("支<b>部</b>工作<script>x</script>", Stars::Emphasis)), ["支部工作"]);
        assert_eq!(texts(&document("甲&amp;lt;<i>&lt;乙&gt;</i>", Stars::Emphasis)), ["甲&lt;<乙>"]);
    }

    #[test]
    fn every_address_is_asked_about_with_its_place() {
        let expect = |source: &str, expected: &[(Role, &str, &str)]| {
            let got = asked(source);
            let got: Vec<_> = got.iter().map(|(role, url, from)| (*role, url.as_str(), from.as_str())).collect();
            assert_eq!(got, expected, "{source}");
        };
        expect("甲[乙](../a.md)", &[(Role::Link, "../a.md", "[乙]")]);
        expect("**“甲”**乙\\*\\*![丙](图.png)", &[(Role::Image, "图.png", "![丙")]);
        expect("\\*\\*<a@b.cn>", &[(Role::Link, "mailto:a@b.cn", "<a@")]);
        expect("甲\\*\\* <a href='x.md'>乙</a>", &[(Role::Link, "x.md", "<a ")]);
        expect(
            "<div>\n<img src=a.png>\n<a href=\"b.md?x=1&amp;y\">甲</a></div>",
            &[(Role::Image, "a.png", "<im"), (Role::Link, "b.md?x=1&y", "<a ")],
        );
        expect("[甲](javascript:x()) [乙](ftp://example.org) <irc://x>", &[]);
    }

    fn refused(source: &str) -> Document {
        render(source, Options { flavour: Flavour::Archive, stars: Stars::Emphasis }, &mut |_| Resolved::TextOnly)
    }

    #[test]
    fn what_is_refused_shows_its_text() {
        assert_eq!(refused("[甲](a.md)乙![丙](b.png)").html, "<p>甲乙丙</p>\n");
        assert_eq!(refused("<a href=\"a.md\">甲</a>乙<img src=\"b.png\" alt=\"丙\">").html, "<p><a>甲</a>乙丙</p>\n");
        assert_eq!(texts(&refused("![丙](b.png)")), ["丙"]);
    }

    #[test]
    fn a_link_that_stays_open_is_asked_about_once() {
        assert_eq!(asked("<a href=\"x.md\">甲\n\n乙\n\n丙").len(), 1);
        assert_eq!(asked("<a href=\"x.md\">甲</a>\n\n<a href=\"x.md\">乙</a>").len(), 2);
    }

    #[test]
    fn addresses_are_ascii() {
        assert_eq!(inline("[甲](<附件 1.docx>)"), "<a href=\"%E9%99%84%E4%BB%B6%201.docx\">甲</a>");
        assert_eq!(inline("<a href=\"附件.docx\">甲</a>"), "<a href=\"%E9%99%84%E4%BB%B6.docx\">甲</a>");
    }

    #[test]
    fn images_carry_what_is_known_of_them() {
        let mut sized = |destination: super::Destination<'_>| match open(destination) {
            Resolved::Image { src, .. } => Resolved::Image { src, width: Some(4), height: Some(3) },
            other => other,
        };
        let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
        let expected =
            "<p><img src=\"a.png\" alt=\"甲 &quot;乙&quot;\" width=\"4\" height=\"3\" loading=\"lazy\"></p>\n";
        assert_eq!(render("![甲 \"*乙*\"](a.png)", options, &mut sized).html, expected);
        let raw = "<img src=\"a.png\" alt='甲 \"乙\"'>甲";
        assert!(render(raw, options, &mut sized).html.contains(expected[3..].trim_end_matches("</p>\n")));
    }
}

mod structure {
    use super::{Block, BlockKind, Stars, document, html, slug, texts};

    #[test]
    fn headings_leave_level_one_to_the_page() {
        assert_eq!(html("# 甲\n\n## 乙"), "<h2 id=\"jia\">甲</h2>\n<h3 id=\"yi\">乙</h3>\n");
        assert_eq!(html("## 甲\n\n#### 乙"), "<h2 id=\"jia\">甲</h2>\n<h4 id=\"yi\">乙</h4>\n");
        assert!(html("# 甲\n\n###### 乙").contains("<h6 id=\"yi\">"));
        assert_eq!(html("<h1>甲</h1>").trim(), "<h2>甲</h2>");
    }

    #[test]
    fn anchors_are_unique_and_stable() {
        let document = document("# 甲\n# 甲\n# 甲-2\n# 甲\n# 《》\n# fn 1\n\n[^1]\n\n[^1]: 乙", Stars::Emphasis);
        let ids: Vec<&str> = document.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids[..4], ["jia", "jia-2", "jia-2-2", "jia-3"]);
        assert_eq!(ids[4], slug("《》"));
        assert_eq!(ids[5], "fn-1");
        for id in ids {
            assert_eq!(document.html.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
    }

    #[test]
    fn headings_text_is_without_markup() {
        let heading =
            &document("## **一、**`码` [链](a.html) ![图](a.png)[^1]\n\n[^1]: 注", Stars::Emphasis).headings[0];
        assert_eq!((heading.text.as_str(), heading.level), ("一、码 链 图", 2));
    }

    #[test]
    fn run_in_headings_stay_text() {
        assert_eq!(html("1.坚守初心。全年"), "<p>1.坚守初心。全年</p>\n");
        assert_eq!(html("（一）\"甲\"--乙... $x$"), "<p>（一）&quot;甲&quot;--乙... $x$</p>\n");
    }

    #[test]
    fn blocks_follow_the_page() {
        use BlockKind::{Cell, Code, Heading, Item, Paragraph};
        let source = "序\n\n# 甲\n\n- 一\n  - 二\n- 三\n\n  四\n\n> 五\n\n## 乙\n\n|六|七|\n|-|-|\n|八|九|\n\n```\n码\n行\n```\n注[^1]\n\n[^1]: 十\n";
        let document = document(source, Stars::Emphasis);
        let got: Vec<_> =
            document.blocks.iter().map(|Block { kind, text, anchor }| (*kind, &**text, &**anchor)).collect();
        assert_eq!(
            got,
            [
                (Paragraph, "序", ""),
                (Heading, "甲", "jia"),
                (Item, "一", "jia"),
                (Item, "二", "jia"),
                (Item, "三", "jia"),
                (Item, "四", "jia"),
                (Paragraph, "五", "jia"),
                (Heading, "乙", "yi"),
                (Cell, "六", "yi"),
                (Cell, "七", "yi"),
                (Cell, "八", "yi"),
                (Cell, "九", "yi"),
                (Code, "码\n行", "yi"),
                (Paragraph, "注", "yi"),
                (Paragraph, "十", "yi"),
            ]
        );
    }

    #[test]
    fn tables_need_no_inline_style() {
        let html = html("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|");
        assert!(html.starts_with("<div class=\"table-wrap\" tabindex=\"0\"><table>"), "{html}");
        assert!(html.contains("<th scope=\"col\" class=\"align-center\">b</th>"), "{html}");
        assert!(html.contains("<td class=\"align-right\">3</td>") && !html.contains("style="), "{html}");
    }

    #[test]
    fn tasks_show_boxes() {
        let html = html("- [x] 甲\n- [ ] 乙");
        assert_eq!(html.matches("<li class=\"task\"><input type=\"checkbox\" disabled").count(), 2, "{html}");
        assert_eq!(html.matches("checked").count(), 1);
    }

    #[test]
    fn footnotes_lead_there_and_back() {
        let source = "[^b]: 乙\n\n甲[^a]丙[^b]丁[^a]\n\n[^a]: 甲注\n\n[^c]: 无人引用\n";
        let document = document(source, Stars::Emphasis);
        assert!(document.html.contains("<a href=\"#fn_1\" role=\"doc-noteref\">1</a></sup>丙"), "{}", document.html);
        assert_eq!(document.html.matches("id=\"fnref_1\"").count(), 1);
        assert!(document.html.contains("<a href=\"#fnref_1\" role=\"doc-backlink\">1</a>"));
        assert_eq!(texts(&document), ["甲丙丁", "甲注", "乙", "无人引用"]);
        assert!(!document.html.contains("#fnref_3"));
    }
}

/// A small generator of numbers (xorshift), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % limit
    }

    fn text(&mut self, words: &[&str], longest: usize) -> String {
        let length = 1 + self.below(longest);
        (0..length).map(|_| words[self.below(words.len())]).collect()
    }
}

mod soup {
    use super::{Flavour, MASK, Options, Random, Stars, document, open, render, slug};

    const WORDS: &[&str] = &[
        "**",
        "*",
        "***",
        "\\*\\*",
        "\\*",
        "\\",
        "~~",
        "~",
        "_",
        "__",
        "`",
        "``",
        "```\n",
        "“",
        "”",
        "（",
        "）",
        "，",
        "。",
        "中",
        "文",
        "党",
        "a",
        "B",
        "1",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\u{3000}",
        "\t",
        "    ",
        "- ",
        "1. ",
        "> ",
        "# ",
        "## ",
        "---\n",
        "===\n",
        "|",
        "|-|-|\n",
        "[",
        "]",
        "(",
        ")",
        "](",
        "[^1]",
        "[^1]: ",
        "[ ] ",
        "![",
        "]: ",
        "<",
        ">",
        "</",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<script>",
        "</script>",
        "<style>",
        "<!--",
        "-->",
        "<a href=\"",
        "\">",
        "<img src=x>",
        "<table>",
        "<td>",
        "</p>",
        "<p id=x>",
        "<pre>",
        "<textarea>",
        "<title>",
        "<svg>",
        "<math>",
        "<select>",
        "javascript:",
        "http://a/",
        "&",
        "&amp;",
        "&#42;",
        "&#xE000;",
        "&nbsp;",
        "\0",
        "\u{FEFF}",
        "😀",
        "é",
        "\u{301}",
        "𠀀",
        "葛\u{E0100}",
        "\"",
        "'",
        "=",
        "$",
        "{",
        "}",
        "<h1>",
        "<code>",
        "<?",
        "<![CDATA[",
        "<li>",
    ];

    fn check(source: &str, stars: Stars) {
        let options = Options { flavour: Flavour::Archive, stars };
        let document = render(source, options, &mut |destination| {
            assert!(source.is_char_boundary(destination.offset), "{source:?} {destination:?}");
            open(destination)
        });
        let html = document.html.to_ascii_lowercase();
        let stand_ins =
            |text: &str| text.chars().any(|c| matches!(c, '\u{E001}'..='\u{F8FF}' | '\u{10A50}'..='\u{10A58}'));
        assert!(!stand_ins(&document.html), "{source:?}\n{html}");
        let tags: Vec<&str> = html.split('<').skip(1).filter_map(|tag| tag.split('>').next()).collect();
        let runs = |tag: &&&str| ["script", "style"].contains(*tag) || tag.contains("href=\"javascript");
        assert_eq!(tags.iter().find(runs), None, "{source:?}\n{html}");
        assert_eq!(document.html.matches(MASK).count(), document.masks, "{source:?}\n{html}");
        assert!(document.blocks.iter().all(|block| !block.text.trim().is_empty() && !stand_ins(&block.text)));
        assert_eq!(unbalanced(&html), None, "{source:?}\n{html}");
        for heading in &document.headings {
            assert_eq!(html.matches(&format!(" id=\"{}\"", heading.id)).count(), 1, "{source:?}\n{html}");
        }
    }

    /// The first tag that does not close what is open.
    fn unbalanced(html: &str) -> Option<String> {
        let mut open: Vec<&str> = Vec::new();
        for piece in html.split('<').skip(1) {
            let name = piece.split([' ', '>']).next().unwrap_or_default();
            match name.strip_prefix('/') {
                Some(name) if open.pop() != Some(name) => return Some(name.to_owned()),
                Some(_) => {}
                None if matches!(name, "br" | "hr" | "img" | "input" | "wbr" | "col" | "area") => {}
                None => open.push(name),
            }
        }
        open.pop().map(str::to_owned)
    }

    #[test]
    fn never_panics_leaks_or_runs() {
        let mut random = Random(20_221_230);
        for round in 0..6_000 {
            let source = random.text(WORDS, 40);
            check(&source, if round % 2 == 0 { Stars::Emphasis } else { Stars::Mask });
        }
    }

    #[test]
    fn any_characters_will_do() {
        let mut random = Random(101);
        for _ in 0..2_000 {
            let length = random.below(60);
            let source: String = (0..length)
                .filter_map(|_| {
                    let range = [0x80, 0x3100, 0xA000, 0xD800, 0x1_F000][random.below(5)];
                    char::from_u32(u32::try_from(random.below(range)).unwrap())
                })
                .collect();
            document(&source, Stars::Mask);
            let slug = slug(&source);
            assert!(!slug.is_empty() && slug.len() <= 62, "{source:?}");
            assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{source:?}");
        }
    }

    /// Long runs of what is costly to parse stay quick.
    #[test]
    fn long_texts_end() {
        for word in
            ["**“", "”**", "[", "<a href=\"", "\\*\\*", "`", "# 甲\n", "[^1]", "<b>", "> ", "- ", "甲\n", "<!--", "|a"]
        {
            document(&word.repeat(3_000), Stars::Emphasis);
        }
    }
}
