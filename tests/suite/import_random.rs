//! Random and damaged documents: nothing is lost, nothing panics, nothing unpacks without bound.
//! Every document is made here, from a seed.

use dangan::import::ledger;
use dangan::import::{Draft, Field, Format, Line, Note, Refusal, Syntax, front_matter, read};
use dangan::markdown::{Destination, Document, Flavour, Options, Resolved, Stars, render};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// What Markdown, HTML, XML, YAML or CSV could take for their own, and ordinary characters.
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
    "-->",
    "]]>",
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
    "\u{a0}",
    "~",
    "^",
    "%",
    "@",
    "；",
    "报告",
    "〔2022〕5号",
    "时间：",
    "\u{ad}",
];

fn words(random: &mut fastrand::Rng, most: usize) -> String {
    let length = random.usize(1..most);
    (0..length).map(|_| *random.choice(ALPHABET).unwrap_or(&"")).collect()
}

/// A text of any characters that XML can hold.
fn any_text(random: &mut fastrand::Rng, most: usize) -> String {
    let length = random.usize(1..most);
    let any = |c: char| {
        matches!(c, ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..) && !('\u{7f}'..='\u{9f}').contains(&c)
    };
    std::iter::repeat_with(|| random.char(..)).filter(|c| any(*c)).take(length).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A package with these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("bytes");
    }
    zip.finish().expect("a package").into_inner()
}

const RELATIONS: &str = "<Relationships xmlns=\"r\"><Relationship Id=\"rId1\" \
    Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/></Relationships>";

/// A Word document with this body.
fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// The same with more parts.
fn docx_with(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut parts = vec![("_rels/.rels", RELATIONS), ("word/document.xml", document.as_str())];
    parts.extend(more);
    package(&parts)
}

/// Runs that make up a text, each bold or italic at random.
fn runs(random: &mut fastrand::Rng, text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        let piece: String = chars.by_ref().take(random.usize(1..12)).collect();
        let look = *random
            .choice(&["", "", "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:i/></w:rPr>", "<w:rPr><w:b/><w:i/></w:rPr>"])
            .unwrap_or(&"");
        out.extend(["<w:r>", look, "<w:t xml:space=\"preserve\">", &escaped(&piece), "</w:t></w:r>"]);
    }
    out
}

fn paragraph(random: &mut fastrand::Rng, text: &str) -> String {
    let style = *random.choice(&["", "", "", "<w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr>"]).unwrap_or(&"");
    format!("<w:p>{style}{}</w:p>", runs(random, text))
}

fn page(draft: &Draft) -> Document {
    let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
    render(&draft.body("x").text, options, &mut |d: Destination<'_>| Resolved::Href(d.url.to_owned()))
}

/// The characters that a reader sees, white space aside.
fn seen(draft: &Draft) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in page(draft).html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let text = text
        .replace("&nbsp;", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    bare(&draft.title) + &bare(&text)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

/// The same characters, whatever their order: a title may stand below other lines.
fn sorted(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_unstable();
    chars
}

#[test]
fn no_word_document_loses_a_character() {
    let mut random = fastrand::Rng::with_seed(20_310_702);
    for round in 0..1200 {
        let texts: Vec<String> = (0..random.usize(1..6))
            .map(|_| if round % 3 == 0 { any_text(&mut random, 40) } else { words(&mut random, 30) })
            .collect();
        let mut body = String::new();
        for (i, text) in texts.iter().enumerate() {
            let text = paragraph(&mut random, text);
            // Every third text is a cell beside another.
            let (before, after) = if i % 3 == 2 {
                ("<w:tbl><w:tr><w:tc>", "</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>")
            } else {
                ("", "")
            };
            body.extend([before, &text, after]);
        }
        let all: String = texts.concat();
        match read(Format::Docx, &docx(&body)) {
            Ok(draft) => {
                assert_eq!(sorted(&seen(&draft)), sorted(&bare(&all)), "{texts:?} became {:?}", draft.body("x").text);
            }
            Err(why) => assert!(why == Refusal::Empty && bare(&all).is_empty(), "{texts:?}: {why:?}"),
        }
    }
}

#[test]
fn emphasis_is_written_where_it_reads_back() {
    let body = "<w:p><w:r><w:t>题名</w:t></w:r></w:p>\
        <w:p><w:r><w:t>村</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>“两委”</w:t></w:r><w:r><w:t>工作</w:t></w:r></w:p>\
        <w:p><w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>(b)</w:t></w:r><w:r><w:t>c</w:t></w:r></w:p>";
    let draft = read(Format::Docx, &docx(body)).expect("a draft");
    let written = draft.body("x");
    assert!(written.text.starts_with("村**“两委”**工作\n\n"), "{}", written.text);
    let html = page(&draft).html;
    assert!(html.contains("村<strong>“两委”</strong>工作"), "{html}");
    // CommonMark cannot make (b) bold between letters: it stays plain, and that is told.
    assert!(written.text.ends_with("a(b)c\n\n"), "{}", written.text);
    assert_eq!(written.notes.len(), 1);
}

#[test]
fn no_page_loses_a_character() {
    let mut random = fastrand::Rng::with_seed(20_310_703);
    for round in 0..1200 {
        let texts: Vec<String> = (0..random.usize(1..6))
            .map(|_| if round % 3 == 0 { any_text(&mut random, 40) } else { words(&mut random, 30) })
            .collect();
        let tags = ["p", "div", "h2", "li", "td", "span", "b", "blockquote", "th", "i", "center"];
        let mut html = String::from("<html><head><title>x</title></head><body>");
        for text in &texts {
            let tag = random.choice(&tags).unwrap_or(&"p");
            // Some elements are never closed, and some tables never opened.
            let open = *random.choice(&["", "", "<table><tr>", "</table>", "<ul>", "</div>"]).unwrap_or(&"");
            let close = if random.bool() { format!("</{tag}>") } else { String::new() };
            html.extend([open, "<", tag, ">", &escaped(text), &close]);
        }
        let all: String = texts.concat();
        match read(Format::Text(Syntax::Html), html.as_bytes()) {
            Ok(draft) => {
                assert_eq!(sorted(&seen(&draft)), sorted(&bare(&all)), "{html:?} became {:?}", draft.body("x").text);
            }
            Err(why) => assert!(why == Refusal::Empty && bare(&all).is_empty(), "{html:?}: {why:?}"),
        }
    }
}

#[test]
fn no_table_of_text_loses_a_cell() {
    let mut random = fastrand::Rng::with_seed(20_310_704);
    for _ in 0..1200 {
        let separator = *random.choice(&[',', '\t', ';']).unwrap_or(&',');
        let table: Vec<Vec<String>> = (0..random.usize(1..5))
            .map(|_| (0..random.usize(2..5)).map(|_| any_text(&mut random, 12) + &words(&mut random, 6)).collect())
            .collect();
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let lines = table.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string()));
        let text = lines.collect::<Vec<_>>().join("\r\n");
        let sheet = ledger::read_csv(text.as_bytes()).expect("a table");
        let read: Vec<Vec<String>> = sheet.rows.into_iter().map(|row| row.cells.into_values().collect()).collect();
        let full = |table: &[Vec<String>]| {
            let rows =
                table.iter().map(|row| row.iter().filter(|cell| !cell.trim().is_empty()).cloned().collect::<Vec<_>>());
            rows.filter(|row| !row.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(full(&read), full(&table), "{text:?}");
    }
}

/// A document in which every part of the reader has something to do.
fn whole() -> Vec<u8> {
    let table = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let relations = "<Relationships xmlns=\"r\"><Relationship Id=\"rId1\" Type=\"http://x/footnotes\" Target=\"footnotes.xml\"/>\
        <Relationship Id=\"rId2\" Type=\"http://x/image\" Target=\"media/a.emf\"/></Relationships>";
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"2\"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let more =
        [("word/_rels/document.xml.rels", relations), ("word/footnotes.xml", notes), ("word/media/a.emf", "emf")];
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>题名</w:t></w:r></w:p>{table}\
         <w:p><w:ins><w:r><w:t>插</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>\
         <w:r><w:footnoteReference w:id=\"2\"/><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:br/><w:tab/></w:r>\
         <w:r><w:drawing><a:blip r:embed=\"rId2\"/></w:drawing></w:r></w:p>"
    );
    docx_with(&body, &more)
}

#[test]
fn a_damaged_document_is_refused_or_read() {
    let good = whole();
    let draft = read(Format::Docx, &good).expect("a draft");
    assert!(draft.body("x").text.contains("插[^1]☑"), "{}", draft.body("x").text);
    let mut refused = 0;
    let mut tried = 0;
    for at in 0..good.len() {
        let mut flipped = good.clone();
        flipped[at] ^= 0xFF;
        for bytes in [&flipped[..], &good[..at]] {
            tried += 1;
            match read(Format::Docx, bytes) {
                Ok(draft) => drop(page(&draft)),
                Err(_) => refused += 1,
            }
        }
    }
    // A package without its end is none, and a flipped byte of a part fails its checksum.
    assert!(refused * 10 > tried * 6, "{refused} of {tried}");
}

#[test]
fn a_document_of_damaged_parts_never_panics() {
    let mut random = fastrand::Rng::with_seed(20_310_705);
    let body = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"1\"><w:start w:val=\"4294967295\"/>\
        <w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1%9%%2、\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let relations =
        "<Relationships><Relationship Id=\"a\" Type=\"x/numbering\" Target=\"numbering.xml\"/></Relationships>";
    for _ in 0..1500 {
        let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
        let mut parts = [document, numbering.to_owned(), relations.to_owned()];
        let part = random.usize(0..3);
        let mut bytes = std::mem::take(&mut parts[part]).into_bytes();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(0..bytes.len());
            match random.u8(0..3) {
                0 => bytes[at] = random.u8(32..127),
                1 => drop(bytes.drain(at..bytes.len().min(at + 9))),
                _ => bytes.insert(at, b'<'),
            }
        }
        parts[part] = String::from_utf8_lossy(&bytes).into_owned();
        let whole = package(&[
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", &parts[0]),
            ("word/numbering.xml", &parts[1]),
            ("word/_rels/document.xml.rels", &parts[2]),
        ]);
        if let Ok(draft) = read(Format::Docx, &whole) {
            drop(page(&draft));
        }
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut random = fastrand::Rng::with_seed(20_310_706);
    let formats =
        [Format::Docx, Format::Text(Syntax::Html), Format::Text(Syntax::PlainText), Format::Text(Syntax::Markdown)];
    for _ in 0..2000 {
        let bytes: Vec<u8> = (0..random.usize(0..200)).map(|_| random.u8(..)).collect();
        for format in formats {
            if let Ok(draft) = read(format, &bytes) {
                drop(page(&draft));
            }
        }
        let _ = ledger::read_csv(&bytes);
        let _ = ledger::read_workbook(&bytes);
    }
}

fn refusal(bytes: &[u8]) -> Option<Refusal> {
    read(Format::Docx, bytes).err()
}

#[test]
fn bombs_are_refused() {
    let blank = " ".repeat(8 << 20);
    assert_eq!(refusal(&docx(&blank)), Some(Refusal::Bomb), "ratio");
    let deep = "<w:x>".repeat(5000) + &"</w:x>".repeat(5000);
    assert_eq!(refusal(&docx(&deep)), Some(Refusal::Bomb), "depth");
    let entities = package(&[
        ("_rels/.rels", RELATIONS),
        (
            "word/document.xml",
            "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><d><body><p><r><t>&b;</t></r></p></body></d>",
        ),
    ]);
    assert_eq!(refusal(&entities), Some(Refusal::Bomb), "entities");
    let names: Vec<String> = (0..10_001).map(|i| format!("word/{i}.xml")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(refusal(&package(&many)), Some(Refusal::Bomb), "count");
    assert_eq!(ledger::read_workbook(&package(&many)), Err(Refusal::Bomb));
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused() {
    let mut bytes = docx(&" ".repeat(8 << 20));
    // The size in the local header and in the directory, after the signatures of both: APPNOTE 4.3.7 and 4.3.12.
    let name = b"word/document.xml";
    let found: Vec<usize> = (0..bytes.len() - name.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
    for (at, head) in found.into_iter().zip([30 - 22, 46 - 24]) {
        bytes[at - head..at - head + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    assert!(matches!(refusal(&bytes), Some(Refusal::Bomb | Refusal::Damaged)), "{:?}", refusal(&bytes));
}

#[test]
fn an_unknown_entity_stays_as_it_is_written() {
    let draft = read(Format::Docx, &docx("<w:p><w:r><w:t>题&nbsp;名&#x4E2D;&amp;</w:t></w:r></w:p>")).expect("a draft");
    assert_eq!(draft.title, "题&nbsp;名中&");
}

/// A value, and what a reader of YAML must get.
fn value(random: &mut fastrand::Rng) -> (Field, serde_json::Value) {
    match random.u8(0..6) {
        0 => {
            let number = random.i64(-5..100_000);
            (Field::Number(number), serde_json::json!(number))
        }
        1 => {
            let flag = random.bool();
            (Field::Bool(flag), serde_json::json!(flag))
        }
        2 => {
            let items: Vec<String> = (0..random.usize(0..4)).map(|_| words(random, 8)).collect();
            (Field::List(items.iter().map(|i| Field::Text(i.clone())).collect()), serde_json::json!(items))
        }
        3 => {
            let (file, title) = (words(random, 8), any_text(random, 8));
            let record =
                Field::Record(vec![("file", Field::Text(file.clone())), ("title", Field::Text(title.clone()))]);
            (record, serde_json::json!({ "file": file, "title": title }))
        }
        4 => {
            let text = any_text(random, 30);
            (Field::Text(text.clone()), serde_json::json!(text))
        }
        _ => {
            let more = [
                "true",
                "null",
                "~",
                "2022-01-01",
                "0x1",
                "1e3",
                "- a",
                "a: b",
                "# x",
                "a # b",
                "",
                " a ",
                "\n",
                "y",
                "是",
                "\u{feff}x",
            ];
            let text = format!(
                "{}{}",
                random.choice(&more).unwrap_or(&""),
                if random.bool() { words(random, 8) } else { String::new() }
            );
            (Field::Text(text.clone()), serde_json::json!(text))
        }
    }
}

#[test]
fn the_yaml_that_is_written_reads_back() {
    let mut random = fastrand::Rng::with_seed(20_310_707);
    for _ in 0..4000 {
        let (field, expected) = value(&mut random);
        let guessed = random.bool().then(|| any_text(&mut random, 20));
        let text = front_matter(&[Line { key: "title", value: field, guessed }]);
        let read: serde_json::Value = serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{text:?}: {e}"));
        assert_eq!(read["title"], expected, "{text:?}");
    }
}

#[test]
fn lines_through_and_below_a_text_are_told_and_the_text_stays() {
    let run = |look: &str, text: &str| format!("<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>");
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:type=\"character\" w:styleId=\"gone\"><w:rPr><w:strike/></w:rPr></w:style></w:styles>";
    let relations = "<Relationships xmlns=\"r\"><Relationship Id=\"s\" Type=\"http://x/styles\" Target=\"styles.xml\"/></Relationships>";
    let body = [
        run("<w:strike/>", "删一"),
        run("<w:dstrike w:val=\"1\"/>", "删二"),
        run("<w:rStyle w:val=\"gone\"/>", "删三"),
        run("<w:rStyle w:val=\"gone\"/><w:strike w:val=\"0\"/>", "留"),
        run("<w:u w:val=\"single\"/>", "线一"),
        run("<w:u w:val=\"none\"/>", "无线"),
        run("<w:u w:val=\"wave\"/>", "   "),
        format!("<w:hyperlink>{}</w:hyperlink>", run("<w:u w:val=\"single\"/>", "链接")),
    ];
    let more = [("word/styles.xml", styles), ("word/_rels/document.xml.rels", relations)];
    let bytes = docx_with(&format!("<w:p>{}</w:p>", body.concat()), &more);
    let draft = read(Format::Docx, &bytes).expect("a draft");
    assert_eq!(seen(&draft), "删一删二删三留线一无线链接");
    assert!(draft.notes.contains(&Note::Struck(3)) && draft.notes.contains(&Note::Underlined(1)), "{:?}", draft.notes);
    let plain = read(Format::Docx, &docx(&format!("<w:p>{}</w:p>", run("", "平")))).expect("a draft");
    assert!(!plain.notes.iter().any(|note| matches!(note, Note::Struck(_) | Note::Underlined(_))), "{:?}", plain.notes);
}
