//! Plain text as office software saves it → Markdown whose page shows the same characters.
//! Never drops a character but white space.

use super::{Draft, Note, date_of, kind_of, normalise, year_of};

/// A numbered first sentence longer than this is a sentence, not a heading.
const HEADING_LENGTH: usize = 40;

/// The four levels of official documents (GB/T 9704-2012): 一、 （一） 1. （1）
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Numeral {
    Han,
    HanInBrackets,
    Digit,
    DigitInBrackets,
}

/// A line as it will be written.
enum Piece<'t> {
    Heading(Numeral, &'t str),
    Paragraph(&'t str),
}

/// Reads a plain text.
pub fn draft(text: &str) -> Draft {
    let text = normalise(text);
    let mut lines = text.split('\n').map(trim).filter(|line| !line.is_empty());
    let title = lines.next().unwrap_or_default().to_owned();
    let pieces: Vec<Piece> = lines.flat_map(pieces).collect();
    let used = numerals_used(&pieces);
    let mut body = String::new();
    for piece in &pieces {
        write_piece(&mut body, piece, &used);
    }
    let masks = masks(&body);
    let headings = pieces.iter().filter(|p| matches!(p, Piece::Heading(..))).count();
    let mut notes = Vec::new();
    notes.extend((headings > 0).then_some(Note::Headings(headings)));
    notes.extend((masks > 0).then_some(Note::Masks(masks)));
    Draft {
        year: year_of(&title),
        date: date_of(&text),
        kind: kind_of(&title),
        front_matter: None,
        masks,
        body,
        notes,
        title,
    }
}

/// White space at both ends, the ideographic space and a stray byte order mark included.
fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

fn masks(body: &str) -> usize {
    body.matches("\\*\\*").count()
}

/// A line is a heading whole, a run-in heading with its paragraph, or a paragraph.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let Some((numeral, length)) = numeral(line) else { return vec![Piece::Paragraph(line)] };
    let rest = &line[length..];
    let sentence = rest.find('。').map_or(rest, |i| &rest[..i]);
    let list_item = line.ends_with(['；', ';']);
    if list_item || trim(sentence).is_empty() || sentence.chars().count() > HEADING_LENGTH {
        return vec![Piece::Paragraph(line)];
    }
    let end = length + sentence.len();
    let end = end + line[end..].chars().next().filter(|c| *c == '。').map_or(0, char::len_utf8);
    let (heading, after) = (trim(&line[..end]), trim(&line[end..]));
    let mut pieces = vec![Piece::Heading(numeral, heading)];
    if !after.is_empty() {
        pieces.push(Piece::Paragraph(after));
    }
    pieces
}

/// The numeral that a line begins with, and how many bytes it takes.
fn numeral(line: &str) -> Option<(Numeral, usize)> {
    let bare = line.strip_prefix(['（', '(']);
    let inner = bare.unwrap_or(line);
    let opened = line.len() - inner.len();
    let han = run(inner, |c| "一二三四五六七八九十百".contains(c));
    let digits = run(inner, |c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let (length, in_han) = if han > 0 { (han, true) } else { (digits, false) };
    if length == 0 || inner[..length].chars().count() > 3 {
        return None;
    }
    let mark = inner[length..].chars().next()?;
    let found = match (bare.is_some(), in_han, mark) {
        (true, true, '）' | ')') => Numeral::HanInBrackets,
        (true, false, '）' | ')') => Numeral::DigitInBrackets,
        (false, true, '、') => Numeral::Han,
        (false, false, '.' | '．' | '、') => Numeral::Digit,
        _ => return None,
    };
    let end = opened + length + mark.len_utf8();
    // 3.5万元 is a figure, not the third point.
    let figure = found == Numeral::Digit && line[end..].starts_with(|c: char| c.is_ascii_digit());
    (!figure).then_some((found, end))
}

fn run(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is(c)).unwrap_or(text.len())
}

/// The numerals that the text uses, outermost first: real reports jump from 一、 to 1.
fn numerals_used(pieces: &[Piece]) -> Vec<Numeral> {
    let mut used: Vec<Numeral> = (pieces.iter())
        .filter_map(|piece| match piece {
            Piece::Heading(numeral, _) => Some(*numeral),
            Piece::Paragraph(_) => None,
        })
        .collect();
    used.sort_unstable();
    used.dedup();
    used
}

fn write_piece(body: &mut String, piece: &Piece, used: &[Numeral]) {
    match piece {
        Piece::Heading(numeral, text) => {
            let level = used.iter().position(|n| n == numeral).unwrap_or(0);
            body.push_str(&"#".repeat(level + 2));
            body.push(' ');
            escape(body, text);
        }
        Piece::Paragraph(text) => escape_paragraph(body, text),
    }
    body.push_str("\n\n");
}

/// Escapes what Markdown reads as markup anywhere in a line. A backslash before ASCII punctuation is
/// always an escape (CommonMark 0.31, 2.4), so escaping too much does no harm.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '&' | '~' | '!' | '#' | '|' | '$' | '{' | '}') {
            out.push('\\');
        }
        // Markdown would replace it, and no page can show it.
        out.push(if c == '\0' { '\u{fffd}' } else { c });
    }
}

/// A paragraph also escapes what only the beginning of a line makes a list, a rule or a heading.
fn escape_paragraph(out: &mut String, text: &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = text[digits..].chars().next();
    match marker {
        Some('-' | '+' | '=' | ':') if digits == 0 => out.push('\\'),
        Some('.' | ')') if digits > 0 => {
            out.push_str(&text[..digits]);
            out.push('\\');
            escape(out, &text[digits..]);
            return;
        }
        _ => {}
    }
    escape(out, text);
}
