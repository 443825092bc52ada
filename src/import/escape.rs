//! Characters → Markdown that shows the same characters, masks included.
//! Never decides what is a heading or a list.

/// Escapes what Markdown reads as markup anywhere in a line. A backslash before ASCII punctuation is
/// always an escape (CommonMark 0.31, 2.4), so escaping too much does no harm.
pub fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '&' | '~' | '!' | '#' | '|' | '$' | '{' | '}') {
            out.push('\\');
        }
        // Markdown would replace it, and no page can show it.
        out.push(if c == '\0' { '\u{fffd}' } else { c });
    }
}

/// Escapes what only the beginning of a line, already escaped, makes a list, a rule or a heading.
pub fn escape_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let marker = line[digits..].chars().next();
    let at = match marker {
        Some('-' | '+' | '=' | ':') if digits == 0 => 0,
        Some('.' | ')') if digits > 0 => digits,
        _ => return line.to_owned(),
    };
    format!("{}\\{}", &line[..at], &line[at..])
}
