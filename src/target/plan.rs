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

#[cfg(test)]
mod tests {
    use super::{foreign, plan, unclear};
    use crate::path::SitePath;
    use crate::target::manifest::Manifest;
    use crate::target::{Content, Listing, Seen, Site, Survey};
    use std::collections::BTreeSet;

    fn site(files: &[(&str, &str)]) -> Site {
        let content = |text: &str| Content { size: text.len() as u64, sha256: text.to_owned() };
        files.iter().map(|(path, text)| (SitePath::new(path), content(text))).collect()
    }

    /// A target to which a site was published; marks are the texts.
    fn published(files: &[(&str, &str)]) -> Survey {
        let seen = |text: &str| Seen { size: text.len() as u64, mark: text.to_owned() };
        let listing: Listing = files.iter().map(|(path, text)| (SitePath::new(path), seen(text))).collect();
        let manifest = Manifest::of(&site(files), "internal").marked(&listing);
        Survey { manifest: Some(manifest), files: listing, ..Survey::default() }
    }

    #[test]
    fn what_is_new_comes_first_lists_follow_pages_and_the_home_page_is_last() {
        let before = [
            ("index.html", "a"),
            ("activities/index.html", "a"),
            ("activities/2022/x/index.html", "a"),
            ("activities/2022/gone/index.html", "a"),
            ("search/index/s0.js", "a"),
            ("search/index/directory.js", "a"),
            ("assets/site.css", "a"),
            ("same.html", "a"),
        ];
        let after = [
            ("index.html", "b"),
            ("activities/index.html", "b"),
            ("activities/2022/x/index.html", "b"),
            ("activities/2022/new/index.html", "b"),
            ("photos/new.jpg", "b"),
            ("search/index/s0.js", "b"),
            ("search/index/directory.js", "b"),
            ("assets/site.css", "b"),
            ("same.html", "a"),
        ];
        let plan = plan(&site(&after), &published(&before), &BTreeSet::new());
        let groups: Vec<Vec<&str>> =
            plan.groups.iter().map(|group| group.iter().map(SitePath::as_str).collect()).collect();
        let expected: [&[&str]; 7] = [
            &["photos/new.jpg"],
            &["activities/2022/new/index.html"],
            &["assets/site.css"],
            &["activities/2022/x/index.html"],
            &["activities/index.html", "search/index/s0.js"],
            &["search/index/directory.js"],
            &["index.html"],
        ];
        assert_eq!(groups, expected);
        assert_eq!(plan.gone, [SitePath::new("activities/2022/gone/index.html")]);
        assert!(plan.cleared.is_empty());
    }

    #[test]
    fn a_file_gives_way_to_a_folder_and_the_other_way_round() {
        let plan = plan(
            &site(&[("a/b", "x"), ("c", "x")]),
            &published(&[("a", "x"), ("c/d", "x"), ("e", "x")]),
            &BTreeSet::new(),
        );
        assert_eq!(plan.cleared, [SitePath::new("a"), SitePath::new("c/d")]);
        assert_eq!(plan.gone, [SitePath::new("e")]);
    }

    #[test]
    fn what_somebody_touched_is_looked_at_and_what_is_nobodys_is_refused() {
        let mut survey = published(&[("a", "x"), ("b", "x")]);
        let site = site(&[("a", "x"), ("b", "x")]);
        assert!(unclear(&site, &survey).is_empty() && foreign(&survey).is_none());
        survey.files.insert(SitePath::new("a"), Seen { size: 1, mark: String::from("touched") });
        let paths: Vec<&str> = unclear(&site, &survey).iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a"]);
        assert!(plan(&site, &survey, &BTreeSet::from([SitePath::new("a")])).is_empty());
        assert!(!plan(&site, &survey, &BTreeSet::new()).is_empty());
        survey.files.insert(SitePath::new("mine"), Seen { size: 1, mark: String::new() });
        assert_eq!(foreign(&survey), Some(&SitePath::new("mine")));
    }
}
