//! Parsed entries → complete entries: branches, evidence, links, attachments and photos resolved.
//! Each entry is resolved by itself against one index; never changes the index.

use super::body::Body;
use super::branch::BranchTree;
use super::entry::{Audience, Details, FileRef, Report};
use super::fields::{Faults, Spot};
use super::source::Parsed;
use super::{Attachment, Edition, Entry, Photo, asset, keys};
use crate::diag::{Diagnostic, Fault, Place};
use crate::load::{Asset, AssetKind};
use crate::markdown::{self, Destination, Document, Flavour, Resolved, Role, Stars};
use crate::path::{BranchId, EntryId, SourcePath};
use std::collections::{BTreeMap, BTreeSet};

/// How an entry appears to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has a page.
    Shown,
    /// It is a draft.
    Draft,
    /// This edition's readers may not know of it.
    Hidden,
}

/// All of an entry that can matter to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    id: EntryId,
    standing: Standing,
    problems: Vec<String>,
}

impl Target {
    /// What the others see of an entry.
    pub fn of(entry: &Parsed, edition: Edition) -> Target {
        Target {
            id: entry.id.clone(),
            standing: standing(entry, edition),
            problems: problem_ids(&entry.matter.details),
        }
    }
}

/// What entries can refer to.
pub struct Index<'a> {
    by_path: BTreeMap<SourcePath, Target>,
    by_id: BTreeMap<EntryId, SourcePath>,
    assets: &'a BTreeMap<SourcePath, Asset>,
}

impl<'a> Index<'a> {
    /// Indexes all entries; two with one id are a fault of the later path.
    pub fn new<'p>(
        parsed: impl Iterator<Item = &'p Parsed>,
        assets: &'a BTreeMap<SourcePath, Asset>,
        edition: Edition,
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut index = Index { by_path: BTreeMap::new(), by_id: BTreeMap::new(), assets };
        for entry in parsed {
            let target = Target::of(entry, edition);
            if let Some(other) = index.by_id.get(&entry.id) {
                let fault = Fault::DuplicateEntry { id: entry.id.to_string(), other: other.to_string() };
                faults.push(Diagnostic::new(&entry.path, Place::START, fault));
            } else {
                index.by_id.insert(entry.id.clone(), entry.path.clone());
            }
            index.by_path.insert(entry.path.clone(), target);
        }
        index
    }

    /// A file beside the entries; a photo as a member's site shows it where its snapshot leaves the original out.
    fn asset(&self, path: &SourcePath) -> Option<&'a Asset> {
        self.assets.get(path).or_else(|| self.assets.get(&asset::shown_by_member(path)?))
    }

    fn target(&self, id: &str) -> Option<&Target> {
        self.by_id.get(&EntryId::new(id)).and_then(|path| self.by_path.get(path))
    }

    fn nearest_id(&self, id: &str) -> Option<String> {
        keys::nearest(id, self.by_id.keys().map(EntryId::as_str))
    }

    /// The nearest file in the same folder as a missing one, as a relative path would name it.
    fn nearest_file(&self, missing: &SourcePath) -> Option<String> {
        let folder = missing.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let siblings = (self.by_path.keys().chain(self.assets.keys()))
            .filter(|p| p.as_str().rsplit_once('/').is_some_and(|(f, _)| f == folder))
            .map(SourcePath::file_name);
        keys::nearest(missing.file_name(), siblings)
    }
}

fn standing(entry: &Parsed, edition: Edition) -> Standing {
    if entry.matter.draft {
        Standing::Draft
    } else if edition == Edition::Public && entry.matter.audience != Audience::Public {
        Standing::Hidden
    } else {
        Standing::Shown
    }
}

fn problem_ids(details: &Details) -> Vec<String> {
    match details {
        Details::Report(report) => report.problems.iter().map(|p| p.id.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Completes one entry. The entry is `None` where this edition does not show it or a field that
/// every entry needs is missing; its faults are found all the same.
pub fn entry(parsed: &Parsed, index: &Index, tree: &BranchTree) -> (Option<Entry>, Vec<Diagnostic>) {
    let mut faults = Faults::new(&parsed.path);
    let matter = &parsed.matter;
    let branches = branches(&matter.branches, tree, &mut faults);
    let evidence = evidence(&matter.evidence, index, &mut faults);
    let attachments = attachments(parsed, index, &mut faults);
    let photos = photos(parsed, index, &mut faults);
    let mut cites = evidence.clone();
    cites.extend(check_details(&matter.details, index, tree, &mut faults));
    let cites: BTreeSet<EntryId> = cites.into_iter().collect();
    let (body, body_assets) = body(parsed, index, &mut faults);
    let shown = index.by_path.get(&parsed.path).is_some_and(|t| t.standing == Standing::Shown);
    let entry = matter.date.filter(|_| shown).map(|date| Entry {
        id: parsed.id.clone(),
        source: parsed.path.clone(),
        sha256: parsed.sha256.clone(),
        kind: matter.kind,
        title: matter.title.clone(),
        date,
        year: matter.year,
        branches,
        tags: matter.tags.clone(),
        series: matter.series.clone(),
        summary: matter.summary.clone(),
        audience: matter.audience,
        number: matter.number.clone(),
        retention: matter.retention,
        recorded: matter.recorded,
        waive: matter.waive.clone(),
        attachments,
        photos,
        evidence,
        cites,
        masks: matter.masks,
        details: matter.details.clone(),
        body: Body::open(body),
        body_assets,
    });
    (entry, faults.into_vec())
}

fn branch(word: &Spot<String>, tree: &BranchTree, faults: &mut Faults) -> Option<BranchId> {
    let found = tree.find(&word.value).map(|b| b.id.clone());
    if found.is_none() {
        let fault = Fault::UnknownBranch { text: word.value.clone(), nearest: tree.nearest(&word.value) };
        faults.add(word.place, fault);
    }
    found
}

fn branches(words: &[Spot<String>], tree: &BranchTree, faults: &mut Faults) -> Vec<BranchId> {
    let mut ids = Vec::new();
    for word in words {
        let id = branch(word, tree, faults);
        ids.extend(id.filter(|id| !ids.contains(id)));
    }
    ids.shrink_to_fit();
    ids
}

/// Checks ids and keeps those that this edition's readers may follow.
fn evidence(ids: &[Spot<String>], index: &Index, faults: &mut Faults) -> Vec<EntryId> {
    let mut kept = Vec::new();
    for id in ids {
        match index.target(&id.value) {
            Some(target) if target.standing == Standing::Shown => {
                if !kept.contains(&target.id) {
                    kept.push(target.id.clone());
                }
            }
            Some(target) if target.standing == Standing::Draft => {
                faults.add(id.place, Fault::LinkToDraft { target: id.value.clone() });
            }
            Some(_) => {}
            None => {
                let nearest = index.nearest_id(&id.value);
                faults.add(id.place, Fault::EvidenceMissing { id: id.value.clone(), nearest });
            }
        }
    }
    kept
}

fn find_asset<'a>(parsed: &Parsed, file: &Spot<String>, index: &Index<'a>, faults: &mut Faults) -> Option<&'a Asset> {
    let path = parsed.path.join(&file.value);
    let found = path.as_ref().and_then(|path| index.asset(path));
    if found.is_none() {
        let nearest = path.as_ref().and_then(|path| index.nearest_file(path));
        faults.add(file.place, Fault::AttachmentMissing { target: file.value.clone(), nearest });
    }
    found
}

fn title_of(file: &FileRef) -> String {
    file.title.clone().unwrap_or_else(|| SourcePath::new(&file.file.value).stem().to_owned())
}

fn attachments(parsed: &Parsed, index: &Index, faults: &mut Faults) -> Vec<Attachment> {
    let mut found = Vec::new();
    for file in &parsed.matter.attachments {
        let asset = find_asset(parsed, &file.file, index, faults);
        found.extend(asset.map(|asset| Attachment {
            source: asset.path.clone(),
            title: title_of(file),
            size: asset.size,
        }));
    }
    found
}

fn photos(parsed: &Parsed, index: &Index, faults: &mut Faults) -> Vec<Photo> {
    let mut found = Vec::new();
    for file in &parsed.matter.photos {
        let Some(asset) = find_asset(parsed, &file.file, index, faults) else { continue };
        match asset.kind {
            AssetKind::Photo { width, height } => {
                found.push(Photo { source: asset.path.clone(), title: title_of(file), width, height });
            }
            AssetKind::BrokenPhoto => faults.add(file.file.place, Fault::PhotoUnreadable),
            AssetKind::File => faults.add(file.file.place, Fault::PhotoFormat),
        }
    }
    found
}

fn check_details(details: &Details, index: &Index, tree: &BranchTree, faults: &mut Faults) -> Vec<EntryId> {
    match details {
        Details::Report(report) => check_report(report, index, tree, faults),
        _ => Vec::new(),
    }
}

/// The references inside a report's records: evidence, branches, recurring problems.
/// Returns the entries that the records name as evidence.
fn check_report(report: &Report, index: &Index, tree: &BranchTree, faults: &mut Faults) -> Vec<EntryId> {
    let problems = &report.problems;
    let lists = (problems.iter().map(|p| &p.evidence))
        .chain(problems.iter().flat_map(|p| p.measures.iter().map(|m| &m.evidence)))
        .chain(report.commitments.iter().map(|c| &c.evidence))
        .chain(report.tasks.iter().map(|t| &t.evidence))
        .chain(report.claims.iter().map(|c| &c.evidence));
    let mut cited = Vec::new();
    for list in lists {
        cited.extend(evidence(list, index, faults));
    }
    let named = (report.indicators.iter().filter_map(|i| i.branch.as_ref()))
        .chain(report.targets.iter().filter_map(|t| t.branch.as_ref()))
        .chain(report.claims.iter().filter_map(|c| c.branch.as_ref()));
    for word in named {
        branch(word, tree, faults);
    }
    for spot in problems.iter().filter_map(|p| p.recurs.as_ref()) {
        let known = (spot.value.split_once('#'))
            .and_then(|(id, problem)| Some((index.target(id)?, problem)))
            .is_some_and(|(target, problem)| target.problems.iter().any(|p| p == problem));
        if !known {
            faults.add(spot.place, Fault::UnknownProblem { text: spot.value.clone() });
        }
    }
    cited
}

/// Every entry's page stands three folders deep, so its body needs no knowledge of its own place.
const TO_ROOT: &str = "../../../";

fn body(parsed: &Parsed, index: &Index, faults: &mut Faults) -> (Document, BTreeSet<SourcePath>) {
    let stars = if parsed.matter.masks { Stars::Mask } else { Stars::Emphasis };
    let options = markdown::Options { flavour: Flavour::Archive, stars };
    let mut used = BTreeSet::new();
    let document = markdown::render(&parsed.body, options, &mut |destination| {
        destination_of(parsed, index, &destination, &mut used).unwrap_or_else(|fault| {
            let length = crate::diag::count(destination.url.chars().count().clamp(1, 80));
            let place = Place::at_offset(&parsed.body, destination.offset, length);
            let place = Place { line: place.line + parsed.body_line - 1, ..place };
            faults.add(place, fault);
            Resolved::TextOnly
        })
    });
    (document, used)
}

fn destination_of(
    parsed: &Parsed,
    index: &Index,
    destination: &Destination,
    used: &mut BTreeSet<SourcePath>,
) -> Result<Resolved, Fault> {
    let url = destination.url;
    if is_external(url) {
        return match destination.role {
            Role::Link => Ok(Resolved::Href(url.to_owned())),
            Role::Image => Err(Fault::ExternalImage { url: url.to_owned() }),
        };
    }
    if url.starts_with('#') && destination.role == Role::Link {
        return Ok(Resolved::Href(url.to_owned()));
    }
    let (file, fragment) = url.split_once('#').map_or((url, ""), |(file, fragment)| (file, fragment));
    let decoded = percent_decode(file);
    let path = parsed.path.join(&decoded).ok_or_else(|| broken(url, None))?;
    if let Some(target) = index.by_path.get(&path).filter(|_| destination.role == Role::Link) {
        return link_to_entry(target, url, fragment);
    }
    let asset = index.asset(&path).ok_or_else(|| broken(url, index.nearest_file(&path)))?;
    used.insert(asset.path.clone());
    asset_destination(asset, destination.role)
}

fn asset_destination(asset: &Asset, role: Role) -> Result<Resolved, Fault> {
    match (role, asset.kind) {
        (Role::Link, AssetKind::File | AssetKind::BrokenPhoto) => {
            Ok(Resolved::Href(format!("{TO_ROOT}{}", asset::file_path(&asset.path))))
        }
        (Role::Link, AssetKind::Photo { .. }) => {
            Ok(Resolved::Href(format!("{TO_ROOT}{}", asset::photo_path(&asset.path))))
        }
        (Role::Image, AssetKind::Photo { width, height }) => Ok(Resolved::Image {
            src: format!("{TO_ROOT}{}", asset::photo_path(&asset.path)),
            width: Some(width),
            height: Some(height),
        }),
        (Role::Image, AssetKind::File) if asset.path.extension() == "svg" => Ok(Resolved::Image {
            src: format!("{TO_ROOT}{}", asset::file_path(&asset.path)),
            width: None,
            height: None,
        }),
        (Role::Image, AssetKind::BrokenPhoto) => Err(Fault::PhotoUnreadable),
        (Role::Image, AssetKind::File) => Err(Fault::PhotoFormat),
    }
}

fn link_to_entry(target: &Target, url: &str, fragment: &str) -> Result<Resolved, Fault> {
    match target.standing {
        Standing::Shown if fragment.is_empty() => Ok(Resolved::Href(format!("{TO_ROOT}{}", target.id.page()))),
        Standing::Shown => Ok(Resolved::Href(format!("{TO_ROOT}{}#{fragment}", target.id.page()))),
        Standing::Hidden => Ok(Resolved::TextOnly),
        Standing::Draft => Err(Fault::LinkToDraft { target: url.to_owned() }),
    }
}

fn broken(url: &str, nearest: Option<String>) -> Fault {
    Fault::BrokenLink { target: url.to_owned(), nearest }
}

fn is_external(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    url.starts_with("//") || ["http:", "https:", "mailto:", "tel:"].iter().any(|s| lower.starts_with(s))
}

/// `%E7%AD%BE` → `签`; what does not decode to UTF-8 stays as written.
fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        if let Some(byte) = pair.and_then(|p| u8::from_str_radix(p, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
