//! Site and target → what is sent in which order, and what is removed: pure.
//! Readers never meet a link to what is not there: what is new comes first, what is gone goes last.

use super::manifest::Manifest;
use super::{Content, Listing, Sent, Site, Survey};
use crate::path::SitePath;
use std::collections::{BTreeMap, BTreeSet};

/// Files that may be placed together. Each group is in place before the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// New files that are no pages: nothing leads to them yet.
    NewFiles,
    /// New pages: only the lists lead to them, and those come later.
    NewPages,
    /// Changed photos, attachments, styles.
    Files,
    /// Changed pages of entries.
    Pages,
    /// Changed lists, and the search index that leads to all entries.
    Lists,
    /// The search index's directory, which must fit the rest of it.
    Directory,
    /// The home page.
    Home,
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Removed before anything is placed: old files that stand where a folder will be, or the other way round.
    pub cleared: Vec<SitePath>,
    /// Placed group by group.
    pub groups: Vec<Vec<SitePath>>,
    /// Removed when all is placed.
    pub gone: Vec<SitePath>,
    /// New paths among those placed.
    pub added: BTreeSet<SitePath>,
}

impl Plan {
    /// Whether the target is just as it should be.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.cleared.is_empty() && self.gone.is_empty()
    }

    /// A file of the site that is not at the target as it should be, all being done: another size, another mark than
    /// it was given (where that is known), or touched though it was not sent.
    pub fn wrong<'a>(
        &self,
        site: &'a Site,
        before: &Listing,
        after: &Listing,
        marks: &BTreeMap<SitePath, String>,
    ) -> Option<&'a SitePath> {
        let placed: BTreeSet<&SitePath> = self.placed().collect();
        let is_right = |path: &SitePath, content: &Content| {
            let seen = after.get(path).filter(|seen| seen.size == content.size);
            seen.is_some_and(|seen| match marks.get(path) {
                Some(mark) => *mark == seen.mark,
                None => placed.contains(path) || before.get(path) == Some(seen),
            })
        };
        site.iter().find(|(path, content)| !is_right(path, content)).map(|(path, _)| path)
    }

    /// Everything that is placed, in order.
    pub fn placed(&self) -> impl Iterator<Item = &SitePath> {
        self.groups.iter().flatten()
    }

    /// Everything that is removed.
    pub fn removed(&self) -> impl Iterator<Item = &SitePath> {
        self.cleared.iter().chain(&self.gone)
    }
}

impl Survey {
    /// Whether the target's list says all of it already.
    pub fn is_told_by(&self, manifest: &Manifest) -> bool {
        self.pending.is_none() && self.manifest.as_ref() == Some(&manifest.clone().marked(&self.files))
    }
}

/// How much is known of a file at the target.
#[derive(PartialEq, Eq)]
enum Known {
    Same,
    Different,
    /// It may hold the same bytes: it has to be looked at.
    Unclear,
}

fn known(path: &SitePath, content: &Content, survey: &Survey) -> Known {
    let Some(seen) = survey.files.get(path).filter(|seen| seen.size == content.size) else { return Known::Different };
    let record = survey.manifest.as_ref().and_then(|manifest| manifest.files.get(path));
    match record.filter(|record| (record.size, &record.mark) == (seen.size, &seen.mark)) {
        Some(record) if record.sha256 == content.sha256 => Known::Same,
        Some(_) => Known::Different,
        None => Known::Unclear,
    }
}

/// The files that only a look at the target's can tell apart from what is there: after an interruption, after somebody
/// touched them, or where a build's output folder was copied by hand.
pub fn unclear<'a>(site: &'a Site, survey: &Survey) -> Vec<Sent<'a>> {
    let unclear = site.iter().filter(|(path, content)| known(path, content, survey) == Known::Unclear);
    unclear.map(|(path, content)| Sent { path, content }).collect()
}

/// The first file of somebody else's: one that no publication and no build left there.
pub fn foreign(survey: &Survey) -> Option<&SitePath> {
    survey.files.keys().find(|path| !is_ours(path, survey))
}

fn is_ours(path: &SitePath, survey: &Survey) -> bool {
    let lists = || [&survey.manifest, &survey.pending].into_iter().flatten();
    lists().any(|list| list.files.contains_key(path)) || survey.built.contains(path)
}

/// What is to be done, `same` being those of the unclear files that turned out to hold the same bytes.
pub fn plan(site: &Site, survey: &Survey, same: &BTreeSet<SitePath>) -> Plan {
    let differs = |path: &SitePath, content: &Content| match known(path, content, survey) {
        Known::Same => false,
        Known::Different => true,
        Known::Unclear => !same.contains(path),
    };
    let sent: Vec<&SitePath> =
        site.iter().filter(|(path, content)| differs(path, content)).map(|(path, _)| path).collect();
    let removed = survey.files.keys().filter(|path| !site.contains_key(*path) && is_ours(path, survey)).cloned();
    let (cleared, gone) = removed.partition(|path| is_in_the_way(path, site));
    let added: BTreeSet<SitePath> =
        sent.iter().copied().filter(|path| !survey.files.contains_key(*path)).cloned().collect();
    Plan { cleared, groups: grouped(&sent, &added), gone, added }
}

fn grouped(sent: &[&SitePath], added: &BTreeSet<SitePath>) -> Vec<Vec<SitePath>> {
    let mut files: Vec<(Group, &SitePath)> =
        sent.iter().map(|path| (group(path.as_str(), added.contains(*path)), *path)).collect();
    files.sort();
    let groups = files.chunk_by(|(one, _), (other, _)| one == other);
    groups.map(|group| group.iter().map(|(_, path)| (*path).clone()).collect()).collect()
}

/// Whether a file to be removed stands where the site has a folder, or in a folder where the site has a file.
fn is_in_the_way(path: &SitePath, site: &Site) -> bool {
    let below = SitePath::new(format!("{path}/"));
    let is_folder =
        site.range(below.clone()..).next().is_some_and(|(next, _)| next.as_str().starts_with(below.as_str()));
    let mut above = path.as_str();
    let mut is_below = || {
        above = above.rsplit_once('/')?.0;
        Some(site.contains_key(&SitePath::new(above)))
    };
    is_folder || std::iter::from_fn(&mut is_below).any(|found| found)
}

fn group(path: &str, added: bool) -> Group {
    let is_page = path.rsplit_once('.').is_some_and(|(_, extension)| extension == "html");
    match path {
        "index.html" => Group::Home,
        // Nobody asks for a shard by a name that the directory does not give.
        "search/index/directory.js" => Group::Directory,
        _ if added && is_page => Group::NewPages,
        _ if added => Group::NewFiles,
        _ if is_entry(path) => Group::Pages,
        _ if is_page || leads_to_entries(path) => Group::Lists,
        _ => Group::Files,
    }
}

/// `activities/2022/x/index.html`: the page of an entry.
fn is_entry(path: &str) -> bool {
    let kinds = ["activities", "awards", "reports"];
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [kind, year, _, "index.html"] => kinds.contains(kind) && year.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// Catalogue, feeds, tables and the search index.
fn leads_to_entries(path: &str) -> bool {
    !path.contains('/') || path.starts_with("search/") || path.starts_with("ledgers/")
}
