//! Where a YAML value ends that begins at a known place of a line. Never interprets it.

/// The length in bytes of the value at the beginning of `text`, which is what follows a key or a dash:
/// a quoted scalar, a list or record in brackets, or a plain scalar with the lines that continue it.
pub fn inline(text: &str) -> usize {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(text, quote),
        Some('[' | '{') => brackets(text),
        _ => plain(text),
    }
}

/// A plain scalar ends before a comment.
pub fn plain(text: &str) -> usize {
    let comment = text.match_indices('#').map(|(at, _)| at).find(|at| text[..*at].ends_with([' ', '\t', '\n']));
    text[..comment.unwrap_or(text.len())].trim_end().len()
}

fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        let doubled = quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'');
        if (c == '\\' && quote == '"') || (c == quote && doubled) {
            chars.next();
        } else if c == quote {
            return at + 1;
        }
    }
    text.len()
}

fn brackets(text: &str) -> usize {
    pieces(text).map_or(text.len(), |pieces| pieces.end)
}

/// A list or record in brackets, divided at its own commas.
pub struct Pieces<'a> {
    /// What stands between the commas, outer white space dropped.
    pub items: Vec<&'a str>,
    /// Whether comments stand among them.
    pub comments: bool,
    /// The length of the whole in bytes.
    pub end: usize,
}

/// Divides a list or record in brackets; `None` where it does not end.
pub fn pieces(text: &str) -> Option<Pieces<'_>> {
    let mut found = Pieces { items: Vec::new(), comments: false, end: 0 };
    let (mut depth, mut start, mut at) = (0_usize, 1, 0);
    while let Some(c) = text[at..].chars().next() {
        let mut step = c.len_utf8();
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    found.items.push(text[start..at].trim());
                    found.items.retain(|item| !item.is_empty());
                    found.end = at + 1;
                    return Some(found);
                }
            }
            ',' if depth == 1 => {
                found.items.push(text[start..at].trim());
                start = at + 1;
            }
            '"' | '\'' if opens(&text[..at]) => step = quoted(&text[at..], c),
            '#' if text[..at].ends_with([' ', '\t', '\n']) => {
                found.comments = true;
                step = text[at..].find('\n').unwrap_or(text.len() - at);
            }
            _ => {}
        }
        at += step;
    }
    None
}

/// A quotation mark within a word is part of the word.
fn opens(before: &str) -> bool {
    before.trim_end().ends_with([',', '[', '{', ':']) || before.trim_end().ends_with("- ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_they_do() {
        for (text, value) in [
            ("上村 # 说明", "上村"),
            ("上#村", "上#村"),
            ("\"a # \\\" b\" # c", "\"a # \\\" b\""),
            ("'it''s' # c", "'it''s'"),
            ("[a, \"]\", {b: c}] # d", "[a, \"]\", {b: c}]"),
            ("[a's, b's] x", "[a's, b's]"),
            ("多行\n  接着 # c\n", "多行\n  接着"),
        ] {
            assert_eq!(&text[..inline(text)], value);
        }
    }

    #[test]
    fn pieces_are_divided_at_their_own_commas() {
        let found = pieces("[a, \"b, c\", {d: e, f: g}, ]").unwrap();
        assert_eq!(found.items, ["a", "\"b, c\"", "{d: e, f: g}"]);
        assert!(pieces("[a, b").is_none());
    }
}
