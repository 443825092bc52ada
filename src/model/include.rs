//! `include` of `site.yaml`: members' snapshots (汇集), and what their names mean in this archive.
//! Never reads a snapshot: `gather` has verified and read them.

use super::branch::{BranchTree, Graft};
use super::earlier;
use super::entry::{Details, FrontMatter, RETENTIONS, Report, Retention};
use super::fields::{Faults, Fields, Spot};
use super::filing::{self, Filing, Filings, Origin};
use super::keys::INCLUDE;
use super::numbering::Rules;
use super::site::{self, Site};
use super::source::{self, Parsed};
use super::{Edition, Entry, branch, keys, yaml};
use crate::diag::{Diagnostic, Fault};
use crate::load::member::Member;
use crate::load::{SourceFile, Sources};
use crate::path::{EntryId, MemberId, SourcePath};
use crate::slug::slug;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One member as the settings name it.
#[derive(Clone, Debug)]
pub struct Include {
    /// Where its snapshot lies: a folder or a zip file, from the project root.
    pub snapshot: Spot<String>,
    /// What its entries' and branches' ids begin with.
    pub id: Spot<MemberId>,
    /// What tells its branches from others of the same name; the snapshot's organization where it is absent.
    pub name: Option<String>,
    /// The branch of the project below which its branches hang.
    pub under: Option<Spot<String>>,
}

/// The file that the settings are in.
pub fn settings() -> SourcePath {
    super::site_file()
}

/// The members that the settings name; faults are told by the model.
pub fn all(file: Option<&SourceFile>) -> Vec<Include> {
    let text = file.and_then(|file| Some((file, source::text(file).ok()?)));
    let node = text.and_then(|(file, text)| yaml::parse(&file.path, text, 1, keys::is_key).ok());
    node.map_or_else(Vec::new, |node| site::site(&settings(), &node).0.include)
}

/// Reads the list. What could not be told apart from another is left out.
pub fn includes(site: &Fields, faults: &mut Faults) -> Vec<Include> {
    let read = site.records("include", INCLUDE, faults, include);
    let mut ids = BTreeSet::new();
    let mut kept = Vec::new();
    for include in read.into_iter().flatten() {
        if ids.insert(include.id.value.clone()) {
            kept.push(include);
        } else {
            faults.add(include.id.place, Fault::IncludeTwice { id: include.id.value.to_string() });
        }
    }
    kept
}

fn include(fields: &Fields, faults: &mut Faults) -> Option<Include> {
    fields.require("snapshot", faults);
    fields.require("id", faults);
    let (snapshot, id) = (fields.text("snapshot", faults), fields.text("id", faults));
    let (name, under) = (fields.plain("name", faults), fields.text("under", faults));
    let (snapshot, id) = (snapshot?, id?);
    // It names folders of the site, which Windows must be able to hold.
    if slug(&id.value) != id.value {
        faults.add(id.place, Fault::IncludeId { value: id.value });
        return None;
    }
    let id = Spot { place: id.place, value: MemberId::new(&id.value) };
    Some(Include { snapshot, id, name, under })
}

/// Every member's own branches.
#[derive(Debug, Default)]
pub struct Trees(BTreeMap<MemberId, BranchTree>);

impl Trees {
    /// Reads them.
    pub fn of(sources: &Sources, faults: &mut Vec<Diagnostic>) -> Trees {
        let read = |member: &Member| {
            let file = member.branches.as_ref();
            let name = member.id.mount("data/content/branches.yaml");
            (member.id.clone(), super::settings(file, name.as_str(), branch::tree, faults))
        };
        Trees(sources.gathered.members.iter().map(read).collect())
    }

    /// The project's branches with those of all members.
    pub fn join(&self, own: BranchTree, site: &Site, sources: &Sources, faults: &mut Vec<Diagnostic>) -> BranchTree {
        let grafts = site.include.iter().filter_map(|include| {
            let id = &include.id.value;
            let about = sources.gathered.members.iter().find(|member| member.id == *id).map(|member| &member.about)?;
            let label = include.name.as_deref().unwrap_or(&about.organization);
            let label = if label.is_empty() { id.as_str() } else { label };
            Some(Graft { member: &include.id, label, under: include.under.as_ref(), tree: self.0.get(id)? })
        });
        let (tree, found) = own.with(&grafts.collect::<Vec<_>>());
        faults.extend(found.into_iter().map(|(place, fault)| Diagnostic::new(&settings(), place, fault)));
        tree
    }

    /// Names branches and entries as this archive knows them, where a member's file names them as its own does.
    pub fn rename(&self, parsed: &mut Parsed) {
        let Some((member, _)) = parsed.path.in_member() else { return };
        let tree = self.0.get(&member);
        for word in branches_named(&mut parsed.matter) {
            if let Some(own) = tree.and_then(|tree| tree.find(&word.value)) {
                word.value = member.branch(&own.id).to_string();
            }
        }
        for id in entries_named(&mut parsed.matter) {
            id.value = member.entry(&id.value);
        }
    }
}

fn branches_named(matter: &mut FrontMatter) -> Vec<&mut Spot<String>> {
    let mut named: Vec<&mut Spot<String>> = matter.branches.iter_mut().collect();
    if let Details::Report(report) = &mut matter.details {
        let Report { indicators, targets, claims, .. } = &mut **report;
        named.extend(indicators.iter_mut().filter_map(|i| i.branch.as_mut()));
        named.extend(targets.iter_mut().filter_map(|t| t.branch.as_mut()));
        named.extend(claims.iter_mut().filter_map(|c| c.branch.as_mut()));
    }
    named
}

fn entries_named(matter: &mut FrontMatter) -> Vec<&mut Spot<String>> {
    let mut named: Vec<&mut Spot<String>> = matter.evidence.iter_mut().collect();
    if let Details::Report(report) = &mut matter.details {
        let Report { problems, commitments, tasks, claims, .. } = &mut **report;
        for problem in problems {
            named.extend(problem.evidence.iter_mut().chain(&mut problem.recurs));
            named.extend(problem.measures.iter_mut().flat_map(|m| &mut m.evidence));
        }
        named.extend(commitments.iter_mut().flat_map(|c| &mut c.evidence));
        named.extend(tasks.iter_mut().flat_map(|t| &mut t.evidence));
        named.extend(claims.iter_mut().flat_map(|c| &mut c.evidence));
    }
    named
}

/// The faults of a file of a public snapshot: what that leaves out, its files may well refer to.
pub fn soften(path: &SourcePath, sources: &Sources, faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let member = path.in_member().and_then(|(id, _)| sources.gathered.members.iter().find(|m| m.id == id));
    if !member.is_some_and(|member| member.about.is_public) {
        return faults;
    }
    let lacks = |fault: &Fault| match fault {
        Fault::BrokenLink { target, .. }
        | Fault::AttachmentMissing { target, .. }
        | Fault::EvidenceMissing { id: target, .. }
        | Fault::UnknownProblem { text: target } => Some(target.clone()),
        _ => None,
    };
    let targets: BTreeSet<String> = faults.iter().filter_map(|d| lacks(&d.fault)).collect();
    let place = faults.iter().find(|d| lacks(&d.fault).is_some()).map(|d| d.place);
    let mut kept: Vec<Diagnostic> = faults.into_iter().filter(|d| lacks(&d.fault).is_none()).collect();
    let targets = targets.into_iter().collect();
    kept.extend(place.map(|place| Diagnostic::new(path, place, Fault::IncludeLacks { targets })));
    kept
}

/// Files all entries: the project's own by its rule, members' as their catalogues do.
pub fn file(
    entries: &[Arc<Entry>],
    (rules, branches): (Option<&Rules>, &BranchTree),
    earlier: &earlier::Earlier,
    members: &[Member],
    edition: Edition,
) -> (Filings, Vec<Diagnostic>) {
    let own: Vec<Arc<Entry>> = entries.iter().filter(|entry| entry.source.is_own()).cloned().collect();
    let (filings, faults) = filing::file(&own, rules, branches, earlier, edition);
    let given = Given::of(members, edition);
    let mut own = filings.filings.into_iter();
    let filed = entries.iter().map(|entry| match entry.source.in_member() {
        Some(_) => given.filing(entry),
        None => own.next().unwrap_or_default(),
    });
    (Filings { filings: filed.collect(), withdrawn: filings.withdrawn }, faults)
}

/// What members' catalogues say of their entries, by the ids that those have here.
struct Given(BTreeMap<EntryId, (Option<String>, Option<Retention>)>);

#[derive(Deserialize)]
struct Catalogue {
    entries: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    number: Option<String>,
    retention: Option<String>,
}

impl Given {
    fn of(members: &[Member], edition: Edition) -> Given {
        let mut given = BTreeMap::new();
        for member in members {
            let text = member.catalogue.as_ref().and_then(|file| source::text(file).ok());
            let read = text.and_then(|text| serde_json::from_str::<Catalogue>(text).ok());
            let settled = settled(member, edition);
            for item in read.into_iter().flat_map(|catalogue| catalogue.entries) {
                let number = item.number.filter(|number| settled.as_ref().is_none_or(|all| all.contains(number)));
                let word = item.retention.as_deref();
                let retention = RETENTIONS.iter().find(|(_, _, chinese)| Some(*chinese) == word).map(|(r, _, _)| *r);
                given.insert(EntryId::new(member.id.entry(&item.id)), (number, retention));
            }
        }
        Given(given)
    }

    fn filing(&self, entry: &Entry) -> Filing {
        let (listed, retention) = self.0.get(&entry.id).cloned().unwrap_or_default();
        let own = entry.number.as_ref().map(|spot| (spot.value.clone(), Origin::Own));
        Filing {
            number: own.or_else(|| listed.map(|number| (number, Origin::Catalogue))),
            retention: entry.retention.or(retention),
        }
    }
}

/// The numbers that the public edition may show of an internal snapshot: those that its own would.
fn settled(member: &Member, edition: Edition) -> Option<BTreeSet<String>> {
    if edition == Edition::Internal || member.about.is_public {
        return None;
    }
    let text = member.fixed.as_ref().and_then(|file| Some((&file.path, source::text(file).ok()?)));
    let (fixed, _) = text.map(|(path, text)| earlier::csv(path, text)).unwrap_or_default();
    Some(fixed.rows.into_iter().map(|row| row.number).collect())
}
