//! An entry → the texts that a search looks through, as the entry's page shows them.
//! Never folds and never counts.

use crate::markdown::BlockKind;
use crate::model::Archive;
use crate::model::Entry;
use crate::model::entry::{Audience, Kind};
use crate::render::{facts, records};
use crate::theme::Texts;

/// Where in an entry a text stands; the later, the more a match there counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// Paragraphs, list items, table cells, and values of little weight.
    Body = 0,
    /// Headings.
    Heading = 1,
    /// Persons, branches, numbers, forms, honours, tags.
    Key = 2,
    /// The title.
    Title = 3,
}

/// One text that a term can be found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it stands.
    pub zone: Zone,
    /// As shown.
    pub text: String,
    /// Whether Latin letters find it by its sound.
    pub sounds: Sounds,
}

/// Whether a text is found by its sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sounds {
    /// Titles, persons, branches, forms, tags, honours.
    Indexed,
    /// Everything else.
    Passed,
}

/// Facts found by their sound.
const SOUNDING: &[&str] = &[
    "branch",
    "form",
    "host",
    "recorder",
    "author",
    "honour",
    "recipients",
    "expected",
    "attended",
    "absent",
    "observers",
];

/// Facts of weight beyond those.
const WEIGHTY: &[&str] = &["document_number", "number", "series", "level", "issuer"];

fn segment(zone: Zone, text: &str, sounds: Sounds) -> Segment {
    Segment { zone, text: text.to_owned(), sounds }
}

/// All texts of an entry, the title first.
pub fn segments(entry: &Entry, archive: &Archive, texts: &Texts) -> Vec<Segment> {
    let mut all = vec![segment(Zone::Title, &entry.title, Sounds::Indexed)];
    let plain = |text: &str| segment(Zone::Body, text, Sounds::Passed);
    for fact in facts::of_entry(entry, archive, texts) {
        let sounds = if SOUNDING.contains(&fact.key) { Sounds::Indexed } else { Sounds::Passed };
        let weighty = sounds == Sounds::Indexed || WEIGHTY.contains(&fact.key);
        let zone = if weighty { Zone::Key } else { Zone::Body };
        all.extend(fact.values.iter().map(|value| segment(zone, &value.text, sounds)));
    }
    all.extend(entry.tags.iter().map(|tag| segment(Zone::Key, tag, Sounds::Indexed)));
    all.push(plain(texts.get(kind_key(entry.kind))));
    if entry.audience == Audience::Public {
        all.push(plain(texts.get("audience_public")));
    }
    all.extend(entry.summary.as_deref().map(plain));
    all.extend(entry.photos.iter().map(|photo| plain(&photo.title)));
    all.extend(entry.attachments.iter().map(|file| plain(&file.title)));
    for table in records::of_entry(entry, archive, texts) {
        let cells = table.rows.iter().flatten().filter(|cell| !cell.text.is_empty());
        let person = |text: &str| names(entry).any(|name| name == text);
        all.extend(cells.map(|cell| {
            if person(&cell.text) { segment(Zone::Key, &cell.text, Sounds::Indexed) } else { plain(&cell.text) }
        }));
    }
    for block in &entry.body.read().blocks {
        let zone = if block.kind == BlockKind::Heading { Zone::Heading } else { Zone::Body };
        all.push(segment(zone, &block.text, Sounds::Passed));
    }
    all.retain(|segment| !segment.text.is_empty());
    all
}

fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Activity => "kind_activity",
        Kind::Award => "kind_award",
        Kind::Report => "kind_report",
    }
}

/// The persons that a report's records name.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    let report = match &entry.details {
        crate::model::entry::Details::Report(report) => Some(report),
        _ => None,
    };
    report.into_iter().flat_map(|report| {
        let problems = report.problems.iter();
        (problems.clone().filter_map(|p| p.owner.as_deref()))
            .chain(problems.flat_map(|p| p.measures.iter().filter_map(|m| m.owner.as_deref())))
            .chain(report.commitments.iter().filter_map(|c| c.who.as_deref()))
            .chain(report.tasks.iter().filter_map(|t| t.owner.as_deref()))
    })
}
