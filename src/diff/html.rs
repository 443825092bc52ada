//! A comparison as one page of HTML. Never writes a file; the same comparison gives the same bytes.

use super::fields::FieldChange;
use super::words::{self, Phrase, characters, phrase};
use super::{Changed, Difference, Line, Side};
use crate::bag::AGENT;
use crate::diag::Lang;
use crate::render::escape;
use crate::sheet::{self, Head};

/// The whole page.
pub fn page(difference: &Difference, lang: Lang) -> String {
    let language = match lang {
        Lang::Chinese => "zh-CN",
        Lang::English => "en",
    };
    let view = View { lang };
    let main = [summary(difference, lang), view.entries(difference), view.surroundings(difference)].concat();
    let head = Head { language, title: phrase(Phrase::Title, lang), subtitle: &difference.new.title, foot: AGENT };
    sheet::page(head, &main)
}

fn summary(difference: &Difference, lang: Lang) -> String {
    let side = |side: &Side| {
        let audience = escape(words::audience(&side.audience, lang));
        let (as_of, entries) = (phrase(Phrase::AsOf, lang), phrase(Phrase::Entries, lang));
        let name = escape(&side.name);
        format!(
            "<span class=\"id\">{name}</span><br>{as_of} {} · {audience} · {} {entries}",
            escape(&side.as_of),
            side.entries
        )
    };
    let count = |n: usize| n.to_string();
    let branches = &difference.branches;
    let mut pairs = vec![
        (phrase(Phrase::Old, lang), side(&difference.old)),
        (phrase(Phrase::New, lang), side(&difference.new)),
        (phrase(Phrase::Added, lang), count(difference.added.len())),
        (phrase(Phrase::Changed, lang), count(difference.changed.len())),
        (phrase(Phrase::Renamed, lang), count(difference.renamed.len())),
        (phrase(Phrase::Removed, lang), count(difference.removed.len())),
        (phrase(Phrase::Branches, lang), count(branches.added.len() + branches.changed.len() + branches.removed.len())),
    ];
    let ledgers = difference.ledgers.as_ref();
    let told = ledgers.map_or_else(|| phrase(Phrase::NoLedgers, lang).to_owned(), |changes| count(changes.len()));
    pairs.push((phrase(Phrase::Ledgers, lang), told));
    let same = difference.is_empty().then(|| format!("<p>{}</p>\n", phrase(Phrase::Same, lang)));
    format!("<div class=\"card\">\n{}{}</div>\n", sheet::facts(&pairs), same.unwrap_or_default())
}

struct View {
    lang: Lang,
}

impl View {
    fn entries(&self, difference: &Difference) -> String {
        let cards = |lines: &[Line]| lines.iter().map(|line| self.card(line, "")).collect::<String>();
        let changed: String = difference.changed.iter().map(|c| self.card(&c.entry, &self.details(c))).collect();
        let from = |id: &str| format!("<p class=\"id\">{} →</p>\n", escape(id));
        let renamed: String = difference.renamed.iter().map(|r| self.card(&r.entry, &from(&r.from))).collect();
        [
            self.section(Phrase::Added, difference.added.len(), &cards(&difference.added)),
            self.section(Phrase::Changed, difference.changed.len(), &changed),
            self.section(Phrase::Renamed, difference.renamed.len(), &renamed),
            self.section(Phrase::Removed, difference.removed.len(), &cards(&difference.removed)),
        ]
        .concat()
    }

    fn surroundings(&self, difference: &Difference) -> String {
        let numbers: Vec<FieldChange> = difference.numbers.iter().map(number).collect();
        let branches = &difference.branches;
        let listed: Vec<String> = [marked("+", &branches.added), marked("−", &branches.removed)].concat();
        let changed = branches
            .changed
            .iter()
            .map(|b| format!("<div class=\"card\">\n<h3>{}</h3>\n{}</div>\n", escape(&b.name), self.table(&b.fields)));
        let listed_html = if listed.is_empty() { String::new() } else { sheet::list(listed.iter().cloned()) };
        let branch_html = listed_html + &changed.collect::<String>();
        let files = &difference.files;
        let file_lines: Vec<String> =
            [marked("+", &files.added), marked("~", &files.changed), marked("−", &files.removed)].concat();
        let ledgers = difference.ledgers.as_deref().unwrap_or_default();
        [
            self.section(Phrase::Numbers, numbers.len(), &self.table(&numbers)),
            self.section(Phrase::Branches, listed.len() + branches.changed.len(), &branch_html),
            self.section(Phrase::Site, difference.site.len(), &self.table(&difference.site)),
            self.section(Phrase::Files, file_lines.len(), &sheet::list(file_lines.iter().cloned())),
            self.section(Phrase::Ledgers, ledgers.len(), &self.table(ledgers)),
        ]
        .concat()
    }

    fn section(&self, heading: Phrase, count: usize, content: &str) -> String {
        sheet::section(phrase(heading, self.lang), count, content)
    }

    fn card(&self, line: &Line, more: &str) -> String {
        let kind = escape(words::kind(&line.kind, self.lang));
        format!(
            "<div class=\"card\">\n<h3>{}</h3>\n<p class=\"id\">{} · {kind} · {}</p>\n{more}</div>\n",
            escape(&line.title),
            escape(&line.date),
            escape(&line.id)
        )
    }

    fn details(&self, changed: &Changed) -> String {
        let text = match changed.text {
            None => phrase(Phrase::NoSource, self.lang).to_owned(),
            Some(text) if text.is_empty() => String::new(),
            Some(text) => characters(text.added, text.removed, self.lang),
        };
        let told = if text.is_empty() { text } else { format!("<p>{text}</p>\n") };
        self.table(&changed.fields) + &told
    }

    fn table(&self, changes: &[FieldChange]) -> String {
        if changes.is_empty() {
            return String::new();
        }
        let value = |value: &Option<String>| value.as_deref().map_or_else(|| String::from("—"), escape);
        let row = |change: &FieldChange| {
            let label = escape(words::label(change, self.lang));
            let (old, new) = (value(&change.old), value(&change.new));
            format!("<tr><th scope=\"row\">{label}</th><td class=\"old\">{old}</td><td class=\"new\">{new}</td></tr>\n")
        };
        let (old, new) = (phrase(Phrase::Old, self.lang), phrase(Phrase::New, self.lang));
        let rows: String = changes.iter().map(row).collect();
        format!(
            "<div class=\"scroll\"><table class=\"values\">\n<thead><tr><th></th><th>{old}</th><th>{new}</th></tr></thead>\n\
             <tbody>\n{rows}</tbody>\n</table></div>\n"
        )
    }
}

/// An archive number as a row of the same table.
fn number(number: &super::Number) -> FieldChange {
    let id = number.id.clone();
    FieldChange { field: id.clone(), label: id, old: number.old.clone(), new: number.new.clone() }
}

fn marked(mark: &str, names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("{mark} {name}")).collect()
}
