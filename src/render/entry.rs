//! An entry's page: what its template sees.
//! Never holds HTML of its own making but the entry's body.

use super::piece::{self, Maker, Sequence};
use super::view::{Common, Crumb, Head, TagCount, View, day_text, here, kinds_key};
use super::{facts, records};
use crate::fingerprint::Fingerprint;
use crate::markdown::Document;
use crate::model::{Attachment, Entry, Photo, asset};
use crate::path::SitePath;
use crate::plan::PHOTO_SIDE;
use crate::plan::index::Subject;
use serde::Serialize;
use tera::{Map, TeraResult, Value};

/// A body with fewer headings than this needs no list of contents.
const CONTENTS_FROM: usize = 4;

#[derive(Serialize)]
struct EntryPage<'a> {
    entry: EntryView<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum EntryView<'a> {
    /// As its fingerprint sees it.
    Known(Box<Known<'a>>),
    /// As its template sees it: card, text and the rest as one.
    Shown(Value),
}

#[derive(Serialize)]
struct Known<'a> {
    /// The fingerprints of card and body. Language and contents follow from the source, which `rest` names by its sum.
    own: [Option<Fingerprint>; 2],
    rest: Rest<'a>,
    #[serde(skip)]
    of: (Common<'a>, &'a Entry, &'a Document),
}

/// What an entry's page shows beside card and text.
#[derive(Serialize)]
struct Rest<'a> {
    facts: Vec<facts::Fact>,
    prev: Option<Neighbour<'a>>,
    next: Option<Neighbour<'a>>,
    neighbour_branch: &'a str,
    evidence_html: Sequence<'a>,
    cited_by_html: Sequence<'a>,
    attachments: Vec<AttachmentView<'a>>,
    photos: Vec<PhotoView<'a>>,
    records: Vec<records::Table>,
    tags: Vec<TagCount>,
    series: &'a str,
    citation: String,
    permalink: String,
    number: &'a str,
    source: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Text<'a> {
    body_html: &'a str,
    body_lang: Option<&'static str>,
    toc: Vec<TocLine<'a>>,
}

impl View for EntryPage<'_> {
    fn complete(&mut self, maker: &dyn Maker) -> TeraResult<()> {
        if let EntryView::Known(known) = &mut self.entry {
            self.entry = EntryView::Shown(known.shown(maker)?);
        }
        Ok(())
    }
}

impl Known<'_> {
    fn shown(&mut self, maker: &dyn Maker) -> TeraResult<Value> {
        self.rest.evidence_html.complete(maker)?;
        self.rest.cited_by_html.complete(maker)?;
        let (common, entry, body) = self.of;
        let parts = [
            Value::try_from_serializable(&self.rest)?,
            Value::try_from_serializable(&common.card(entry))?,
            common.text(body)?,
        ];
        Ok(parts.into_iter().filter_map(Value::into_map).flatten().collect::<Map>().into())
    }
}

#[derive(Serialize)]
struct TocLine<'a> {
    level: u8,
    id: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Neighbour<'a> {
    href: SitePath,
    title: &'a str,
    date: String,
}

#[derive(Serialize)]
struct AttachmentView<'a> {
    href: SitePath,
    title: &'a str,
    file_name: &'a str,
    size: String,
    extension: String,
}

#[derive(Serialize)]
struct PhotoView<'a> {
    href: SitePath,
    thumb: SitePath,
    title: &'a str,
    width: u32,
    height: u32,
}

impl<'a> Common<'a> {
    /// One entry's page.
    pub fn entry(self, position: usize, body: &'a Document) -> (Head, impl View) {
        let entry = &self.archive.entries[position];
        let branch = entry.branches.first();
        let (older, newer) = branch.map_or((None, None), |b| self.index().neighbours(b, position));
        let rest = Rest {
            facts: facts::of_entry(entry, self.archive, self.texts),
            prev: older.map(|i| self.neighbour(i)),
            next: newer.map(|i| self.neighbour(i)),
            neighbour_branch: branch.map_or("", |id| self.archive.branches.name(id)),
            evidence_html: self.mentions(entry.evidence.iter().filter_map(|id| self.archive.position(id)).collect()),
            cited_by_html: self.mentions(self.index().cited_by(&entry.id).to_vec()),
            attachments: entry.attachments.iter().map(attachment).collect(),
            photos: entry.photos.iter().map(photo).collect(),
            records: records::of_entry(entry, self.archive, self.texts),
            tags: entry.tags.iter().map(|text| self.tag_count(text)).collect(),
            series: entry.series.as_deref().unwrap_or(""),
            citation: self.citation(entry),
            permalink: self.permalink(entry),
            number: self.archive.filing(&entry.id).number().unwrap_or(""),
            source: entry.source.as_str(),
            sha256: &entry.sha256,
        };
        let kind = Subject::Kind(entry.kind);
        let crumbs = vec![
            self.home_crumb(),
            Crumb { label: self.texts.get(kinds_key(entry.kind)).to_owned(), href: Some(kind.home()) },
            here(&entry.title),
        ];
        let mut head = self.head(&entry.title, entry.kind.plural(), crumbs);
        if let Some(summary) = &entry.summary {
            head.description.clone_from(summary);
        }
        let own = [self.piece_print(piece::Kind::Card, position), Some(Fingerprint::of_bytes(body.html.as_bytes()))];
        (head, EntryPage { entry: EntryView::Known(Box::new(Known { own, rest, of: (self, entry, body) })) })
    }

    fn text(&self, body: &Document) -> TeraResult<Value> {
        Value::try_from_serializable(&Text {
            body_html: &body.html,
            body_lang: self.foreign(body.blocks.iter().map(|block| block.text.as_str())),
            toc: contents(body),
        })
    }

    fn mentions(&self, positions: Vec<usize>) -> Sequence<'a> {
        Sequence::Named(*self, piece::Kind::Mention, positions)
    }

    fn neighbour(&self, position: usize) -> Neighbour<'a> {
        let entry = &self.archive.entries[position];
        Neighbour { href: entry.id.page(), title: &entry.title, date: day_text(entry.date, self.language()) }
    }

    fn tag_count(&self, text: &str) -> TagCount {
        let subject = self.index().tag(text);
        TagCount { text: text.to_owned(), href: subject.home(), count: self.total(&subject) }
    }

    fn citation(&self, entry: &Entry) -> String {
        let filing = self.archive.filing(&entry.id);
        let number = filing.number().map_or_else(String::new, |n| self.texts.fill("citation_number", &[("number", n)]));
        self.texts.fill(
            "citation",
            &[
                ("organization", self.archive.site.organization.as_str()),
                ("title", entry.title.as_str()),
                ("date", day_text(entry.date, self.language()).as_str()),
                ("number", number.as_str()),
                ("id", entry.id.as_str()),
            ],
        )
    }

    fn permalink(&self, entry: &Entry) -> String {
        match &self.archive.site.base_url {
            Some(base) => format!("{base}{}", entry.id.page()),
            None => entry.id.to_string(),
        }
    }
}

fn contents(body: &Document) -> Vec<TocLine<'_>> {
    let headings = &body.headings;
    if headings.len() < CONTENTS_FROM {
        return Vec::new();
    }
    headings.iter().map(|h| TocLine { level: h.level, id: &h.id, text: &h.text }).collect()
}

fn attachment(attachment: &Attachment) -> AttachmentView<'_> {
    AttachmentView {
        href: asset::file_path(&attachment.source),
        title: &attachment.title,
        file_name: attachment.source.file_name(),
        size: size_text(attachment.size),
        extension: attachment.source.extension().to_uppercase(),
    }
}

/// Bytes as people read them: 812 B, 12 KB, 3.4 MB.
fn size_text(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

fn photo(photo: &Photo) -> PhotoView<'_> {
    let (width, height) = fitted(photo.width, photo.height);
    PhotoView {
        href: asset::photo_path(&photo.source),
        thumb: asset::thumbnail_path(&photo.source),
        title: &photo.title,
        width,
        height,
    }
}

/// The size of a photo after it was made to fit `PHOTO_SIDE`.
fn fitted(width: u32, height: u32) -> (u32, u32) {
    let longest = u64::from(width.max(height));
    if longest <= u64::from(PHOTO_SIDE) {
        return (width, height);
    }
    let scale =
        |side: u32| u32::try_from((u64::from(side) * u64::from(PHOTO_SIDE) / longest).max(1)).unwrap_or(PHOTO_SIDE);
    (scale(width), scale(height))
}
