//! What an import guessed and nobody has confirmed yet: the `# guessed:` comments of an entry's front matter.
//! Never looks at the values, and never below the front matter.

use super::source;
use crate::diag::{Diagnostic, Fault, Place, count};
use crate::load::SourceFile;

/// How such a comment begins.
const MARK: &str = "# guessed:";

/// Every such comment of an entry, each at its place.
pub fn entry(file: &SourceFile) -> Vec<Diagnostic> {
    let Ok(text) = source::text(file) else { return Vec::new() };
    let Some((yaml, _)) = source::halves(text) else { return Vec::new() };
    let start = text.find(yaml).unwrap_or(0);
    let first = text[..start].matches('\n').count();
    let lines = yaml.lines().enumerate();
    let found = lines.filter_map(|(i, line)| comment(line).map(|at| (first + i, line, at)));
    found.map(|(i, line, at)| diagnostic(file, i, line, at)).collect()
}

fn diagnostic(file: &SourceFile, index: usize, line: &str, at: usize) -> Diagnostic {
    let reason = line[at + MARK.len()..].trim().to_owned();
    let place = Place {
        line: count(index + 1),
        column: count(line[..at].chars().count() + 1),
        length: count(line[at..].trim_end().chars().count()),
    };
    Diagnostic::new(&file.path, place, Fault::ImportGuessed { reason })
}

/// Where the comment begins; the same characters within quotes are text.
fn comment(line: &str) -> Option<usize> {
    let outside = |at: usize| {
        let before = &line[..at];
        let spaced = before.is_empty() || before.ends_with([' ', '\t']);
        spaced && !in_quotes(before)
    };
    line.match_indices(MARK).map(|(at, _)| at).find(|at| outside(*at))
}

/// Whether quotes that begin a value are still open.
fn in_quotes(before: &str) -> bool {
    let mut open: Option<char> = None;
    let mut last = ' ';
    let mut escaped = false;
    for c in before.chars() {
        match open {
            Some('"') if escaped => escaped = false,
            Some('"') if c == '\\' => escaped = true,
            Some(quote) if c == quote => open = None,
            // A quotation mark within a word is a character like others.
            None if matches!(c, '"' | '\'') && matches!(last, ' ' | '\t' | '[' | '{' | ',') => open = Some(c),
            Some(_) | None => {}
        }
        last = c;
    }
    open.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_are_found() {
        assert_eq!(comment("date: 2022-03-05  # guessed: from the text"), Some(18));
        assert_eq!(comment("title: \"a # guessed: b\"  # guessed: c"), Some(25));
        assert_eq!(comment("title: \"a # guessed: b\""), None);
        assert_eq!(comment("title: 'a \" # guessed: b'"), None);
        assert_eq!(comment("title: 5\" # guessed: b"), Some(10));
    }
}
