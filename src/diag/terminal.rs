//! The terminal view of diagnostics: the source line with the place underlined, the reason, the mend.
//! Never opens a file: the caller hands over the sources' texts.

use super::{Diagnostic, Lang, Severity};
use crate::leaks;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Whether the terminal shows colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// ANSI colours.
    Ansi,
    /// Plain text, for files and pipes.
    Plain,
}

/// One diagnostic as a block of text without a final newline.
/// `source` is the whole file's text, or `None` where it is not text.
pub fn render(d: &Diagnostic, source: Option<&str>, lang: Lang, colour: Colour) -> String {
    let words = d.fault.words(lang);
    let renderer = match colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    let level = match (d.severity(), lang) {
        (Severity::Error, Lang::English) => Level::ERROR,
        (Severity::Warning, Lang::English) => Level::WARNING,
        (Severity::Error, Lang::Chinese) => Level::ERROR.with_name("错误"),
        (Severity::Warning, Lang::Chinese) => Level::WARNING.with_name("提醒"),
    };
    let help = match lang {
        Lang::English => Level::HELP,
        Lang::Chinese => Level::HELP.with_name("办法"),
    };
    let title = level.primary_title(words.message.as_str()).id(d.fault.code());
    let line = source.and_then(|text| text.lines().nth(d.place.line as usize - 1)).unwrap_or("");
    // Nothing that a leak rule finds is shown whole, whatever the diagnostic is about.
    let line = &leaks::mask(line.trim_end_matches('\r'));
    let file = leaks::mask(d.file.as_str());
    let span = byte_span(line, d.place.column, d.place.length);
    let group = title.element(
        Snippet::source(line)
            .line_start(d.place.line as usize)
            .path(file.as_str())
            .annotation(AnnotationKind::Primary.span(span)),
    );
    if words.hint.is_empty() {
        return renderer.render(&[group]);
    }
    renderer.render(&[group.element(help.message(words.hint.as_str()))])
}

fn byte_span(line: &str, column: u32, length: u32) -> std::ops::Range<usize> {
    let byte = |chars: u32| line.char_indices().nth(chars as usize).map_or(line.len(), |(i, _)| i);
    let start = byte(column.saturating_sub(1));
    start..byte(column.saturating_sub(1) + length.max(1)).max(start)
}
