//! The parts of the browser's engine → one script, and the tables that it folds by → another.
//! Never changes what a part does: only its comments and indents are left out.

use super::tables;
use std::collections::BTreeMap;

/// The parts that every search needs, in the order in which they need each other.
const CORE: [&str; 16] = [
    "parts",
    "unpack",
    "shards",
    "fold",
    "query",
    "coder",
    "directory",
    "postings",
    "match",
    "spoken",
    "texts",
    "rank",
    "snippet",
    "numerals",
    "near",
    "engine",
];

/// A script of the engine: the name that its file has, and its parts in the order in which they need each other.
pub type Bundle = (&'static str, &'static [&'static str]);

/// All scripts of the engine. The first is one, so that a first search waits for one file and not for sixteen; it asks
/// for the others where a search needs them (`parts.js`).
pub const BUNDLES: [Bundle; 4] =
    [("engine", &CORE), ("beside", &["beside"]), ("inflate", &["inflate"]), ("instead", &["alike", "apart"])];

/// A script of the engine, from its parts.
pub fn script((_, names): Bundle, parts: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut script = Vec::new();
    for name in names {
        let part = parts.get(&format!("{name}.js")).map_or(&[][..], Vec::as_slice);
        script.extend(bare(&String::from_utf8_lossy(part)).into_bytes());
    }
    script
}

/// A script without lines of comments, indents, empty lines, and spaces that part nothing. A string that runs over
/// lines would be changed by this; a test finds backquotes.
fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [squeezed(line), String::from("\n")]).collect()
}

/// A line without the spaces beside signs. What stands in quotes or is a regular expression stays as it is.
fn squeezed(line: &str) -> String {
    let mut bare = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\'' | '"' => literal(rest),
            '/' if begins_expression(&bare) => literal(rest),
            _ => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        if piece != " " || parts(bare.chars().next_back(), after.chars().next()) {
            bare.push_str(piece);
        }
        rest = after;
    }
    bare
}

/// How long a literal is, with the sign at its end that it begins with. In a class of a regular expression that sign
/// ends nothing.
fn literal(text: &str) -> usize {
    let end = text.chars().next();
    let (mut escaped, mut class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if end == Some('/') && (c == '[' || c == ']') {
            class = c == '[';
        } else if Some(c) == end && !class {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// Whether a slash after this begins a regular expression: nothing stands before that could be divided.
fn begins_expression(before: &str) -> bool {
    let last = before.trim_end().chars().next_back();
    last.is_none_or(|c| "(,=:[!&|?{};".contains(c)) || before.trim_end().ends_with("return")
}

/// Whether a space between two characters is needed: between two words, and between two signs that would be one.
fn parts(before: Option<char>, after: Option<char>) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    match (before, after) {
        (Some(a), Some(b)) => is_word(a) && is_word(b) || a == b && (a == '+' || a == '-'),
        _ => false,
    }
}

/// The tables as a script of their own, which runs before the engine.
pub fn tables() -> Vec<u8> {
    format!("window.dangan.tables={};\n", tables::json()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn only_spaces_that_part_nothing_go() {
        for (line, bare) in [
            ("var a = b + +c - -d;", "var a=b+ +c- -d;"),
            ("return 'a  = \\' b' + \"c ; d\";", "return'a  = \\' b'+\"c ; d\";"),
            ("if (/[/ ' ] = ,/.test(c) && d / 2 > 1) {", "if(/[/ ' ] = ,/.test(c)&&d/2>1){"),
            ("return / a/.test(x);", "return/ a/.test(x);"),
            ("for (var i in x) { y in z; }", "for(var i in x){y in z;}"),
            ("x = 党 + '党 员';", "x=党+'党 员';"),
        ] {
            assert_eq!(squeezed(line), bare);
        }
    }
}
