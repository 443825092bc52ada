//! A comparison as lines for a terminal. Never prints.

use super::fields::FieldChange;
use super::words::{self, Phrase, characters, phrase};
use super::{Changed, Difference, Line, Side};
use crate::diag::Lang;
use std::fmt::Display;

/// Longer values are cut: the page and JSON have them whole.
const VALUE: usize = 60;

/// All of it, without a final line end.
pub fn render(difference: &Difference, lang: Lang) -> String {
    let mut view = View { lang, lines: vec![side("-", &difference.old, lang), side("+", &difference.new, lang)] };
    if difference.is_empty() {
        view.lines.push(phrase(Phrase::Same, lang).to_owned());
    }
    view.entries(difference);
    view.surroundings(difference);
    if difference.ledgers.is_none() {
        view.lines.push(phrase(Phrase::NoLedgers, lang).to_owned());
    }
    // What comes from a snapshot must not steer the terminal.
    view.lines.join("\n").replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

fn side(mark: &str, side: &Side, lang: Lang) -> String {
    let (as_of, entries) = (phrase(Phrase::AsOf, lang), phrase(Phrase::Entries, lang));
    let audience = words::audience(&side.audience, lang);
    format!("{mark} {}  ({as_of} {}, {audience}, {} {entries})", side.name, side.as_of, side.entries)
}

struct View {
    lang: Lang,
    lines: Vec<String>,
}

impl View {
    fn entries(&mut self, difference: &Difference) {
        let line = |mark: &str, line: &Line| format!("  {mark} {}  {}  {}", line.date, line.id, line.title);
        self.part(Phrase::Added, difference.added.iter().map(|l| line("+", l)).collect());
        let changed = difference.changed.iter().flat_map(|c| {
            let mut lines = vec![line("~", &c.entry)];
            lines.extend(details(c, self.lang));
            lines
        });
        let changed: Vec<String> = changed.collect();
        self.count(Phrase::Changed, difference.changed.len(), changed);
        let renamed = difference.renamed.iter().map(|r| format!("  > {} → {}  {}", r.from, r.entry.id, r.entry.title));
        self.part(Phrase::Renamed, renamed.collect());
        self.part(Phrase::Removed, difference.removed.iter().map(|l| line("-", l)).collect());
    }

    fn surroundings(&mut self, difference: &Difference) {
        let lang = self.lang;
        let show = |text: &Option<String>| text.clone().unwrap_or_else(|| String::from("—"));
        let numbers = difference.numbers.iter();
        self.part(
            Phrase::Numbers,
            numbers.map(|n| format!("  ~ {}  {} → {}", n.id, show(&n.old), show(&n.new))).collect(),
        );
        let branches = &difference.branches;
        let mut lines: Vec<String> = marked("+", &branches.added).chain(marked("-", &branches.removed)).collect();
        for branch in &branches.changed {
            lines.push(format!("  ~ {}", branch.name));
            lines.extend(branch.fields.iter().map(|f| field(f, lang)));
        }
        let count = branches.added.len() + branches.removed.len() + branches.changed.len();
        self.count(Phrase::Branches, count, lines);
        self.part(Phrase::Site, difference.site.iter().map(|f| field(f, lang)).collect());
        let files = &difference.files;
        let lines = marked("+", &files.added).chain(marked("~", &files.changed)).chain(marked("-", &files.removed));
        self.part(Phrase::Files, lines.collect());
        let ledgers = difference.ledgers.iter().flatten();
        self.part(Phrase::Ledgers, ledgers.map(|f| field(f, lang)).collect());
    }

    fn part(&mut self, head: Phrase, lines: Vec<String>) {
        self.count(head, lines.len(), lines);
    }

    fn count(&mut self, head: Phrase, count: usize, lines: Vec<String>) {
        if !lines.is_empty() {
            self.lines.push(format!("\n{} {count}", phrase(head, self.lang)));
            self.lines.extend(lines);
        }
    }
}

fn marked<'a, T: Display>(mark: &'a str, names: &'a [T]) -> impl Iterator<Item = String> + 'a {
    names.iter().map(move |name| format!("  {mark} {name}"))
}

fn details(changed: &Changed, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = changed.fields.iter().map(|f| field(f, lang)).collect();
    match changed.text {
        None => lines.push(format!("      {}", phrase(Phrase::NoSource, lang))),
        Some(text) if !text.is_empty() => lines.push(format!("      {}", characters(text.added, text.removed, lang))),
        Some(_) => {}
    }
    lines
}

fn field(change: &FieldChange, lang: Lang) -> String {
    let label = words::label(change, lang);
    format!("      {label}: {} → {}", cut(change.old.as_deref()), cut(change.new.as_deref()))
}

fn cut(value: Option<&str>) -> String {
    let Some(value) = value else { return String::from("—") };
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= VALUE {
        return line;
    }
    line.chars().take(VALUE - 1).chain(['…']).collect()
}
