//! The project's sources with its members' snapshots, each verified before anything of it is read, or known to be untouched
//! since it was. Never gathers a part of a snapshot that is not whole; never writes.

use crate::diag::{Diagnostic, Failure, Fault, Severity};
use crate::load::member::{self, About, Parted};
use crate::load::refresh::{self, AssetChange, Changes, Touched};
use crate::load::{self, Sources};
use crate::model::include::{self, Include};
use crate::path::{MemberId, SourcePath};
use crate::verify::container::{self, Container};
use crate::verify::{self, Lists, Report};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So many faults of a snapshot are named; `verify` names all.
const NAMED: usize = 3;

/// Snapshots that were found whole, by where they lie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified(BTreeMap<String, Verdict>);

/// A snapshot that was found whole, what the system said of its files before that, and what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Verdict {
    /// `None` where not all of it could be listed: such a one is never known.
    print: Option<String>,
    about: About,
}

/// Reads the project below `root` and the snapshots that it includes; each is verified, whatever is known of it.
pub fn load(root: &Path) -> Result<Sources, Failure> {
    load_knowing(root, &Verified::default()).map(|(sources, _)| sources)
}

/// The same, but for snapshots of which every file is as it was when they were found whole: those are not verified again.
/// Gives what is known now.
pub fn load_knowing(root: &Path, known: &Verified) -> Result<(Sources, Verified), Failure> {
    let mut sources = load::load(root)?;
    let (members, verified) = members(root, &sources, known);
    sources.join(members);
    Ok((sources, verified))
}

/// Brings the sources up to date, as `load::refresh` does. Snapshots are read again where the settings have changed,
/// or the watcher may have missed something: nobody edits one.
pub fn refresh(root: &Path, sources: &mut Sources, touched: &Touched, changes: &mut Changes) -> Result<(), Failure> {
    let before = sources.part();
    let mut own = Changes::default();
    let refreshed = refresh::refresh(root, sources, touched, &mut own);
    let again = refreshed.is_ok() && (own.settings || touched.rescan);
    changes.add(own);
    if again {
        let (after, _) = members(root, sources, &Verified::default());
        compare(&before, &after, changes);
        sources.join(after);
    } else {
        sources.join(before);
    }
    refreshed
}

/// A snapshot that is not as it was changes all entries of its member: their ids and branches are read anew.
fn compare(before: &Parted, after: &Parted, changes: &mut Changes) {
    let print = |parted: &Parted, id: &MemberId| {
        parted
            .gathered
            .members
            .iter()
            .find(|member| member.id == *id)
            .map(|member| member.seal.clone().map(|s| s.bytes))
    };
    let others = |path: &&SourcePath| path.in_member().is_some_and(|(id, _)| print(before, &id) != print(after, &id));
    let paths: BTreeSet<SourcePath> = before.entries().chain(after.entries()).filter(others).cloned().collect();
    if !paths.is_empty() {
        changes.assets = AssetChange::Shape;
    }
    changes.entries.extend(paths);
    changes.faults |= before.gathered.faults != after.gathered.faults;
}

/// Verifies and reads every snapshot that the settings name.
fn members(root: &Path, sources: &Sources, known: &Verified) -> (Parted, Verified) {
    let (mut parted, mut verified) = (Parted::default(), Verified::default());
    let file = include::settings();
    for include in include::all(sources.site.as_ref()) {
        match open(root, &include, known) {
            Ok((container, place, verdict)) => {
                let about = verdict.about.clone();
                if verdict.print.is_some() {
                    verified.0.insert(place, verdict);
                }
                if about.withheld > 0 {
                    let fault = Fault::IncludeWithheld { count: about.withheld };
                    parted.gathered.faults.push(Diagnostic::new(&file, include.snapshot.place, fault));
                }
                parted.add(&include.id.value, container, about);
            }
            Err(fault) => parted.gathered.faults.push(Diagnostic::new(&file, include.snapshot.place, fault)),
        }
    }
    (parted, verified)
}

/// A snapshot, found to be whole and one of ours: now, or before if nothing of it has been touched since.
fn open(root: &Path, include: &Include, known: &Verified) -> Result<(Container, String, Verdict), Fault> {
    let path = include.snapshot.value.clone();
    let disk = member::locate(root, &include.id.value, &path);
    if member::is_source(root, &disk) {
        return Err(Fault::IncludeInside { path });
    }
    let missing = |failure: Failure| {
        let reason = match failure {
            Failure::Io { error, .. } => error.to_string(),
            other => other.text(crate::diag::Lang::English),
        };
        Fault::IncludeMissing { path: path.clone(), reason }
    };
    // Listed before it is verified: what is touched from here on has another print the next time.
    let (container, faults) = container::open(&disk).map_err(missing)?;
    let place = disk.display().to_string();
    let print = container.as_ref().filter(|_| faults.is_empty()).map(Container::print);
    let about = match known.0.get(&place).filter(|verdict| print.is_some() && verdict.print == print) {
        Some(verdict) => verdict.about.clone(),
        None => whole(&path, verify::verify(&disk, None, Lists::Manifests).map_err(missing)?)?,
    };
    let Some(container) = container else { return Err(Fault::IncludeForeign { path }) };
    let has = |folder: &str| container.members.iter().any(|file| file.path.starts_with(folder));
    if has("data/members/") {
        return Err(Fault::IncludeNested { path });
    }
    if !has("data/content/") {
        return Err(Fault::IncludeForeign { path });
    }
    Ok((container, place, Verdict { print, about }))
}

/// What a snapshot says of itself, if it is whole and one of ours.
fn whole(path: &str, report: Report) -> Result<About, Fault> {
    if !report.is_valid() {
        return Err(refused(path.to_owned(), &report));
    }
    let Some(bag) = report.bag.filter(|_| report.four_properties.is_some()) else {
        return Err(Fault::IncludeForeign { path: path.to_owned() });
    };
    let said = |label: &str| bag.info.iter().find(|(l, _)| l == label).map_or("", |(_, value)| value.as_str());
    Ok(About {
        organization: said("Source-Organization").to_owned(),
        is_public: said("Audience") == "public",
        withheld: said("Withheld-Sources").parse().unwrap_or(0),
    })
}

fn refused(path: String, report: &Report) -> Fault {
    let errors = report.findings.iter().filter(|d| d.severity() == Severity::Error);
    // A file that differs from two lists is one fault to whoever reads this.
    let mut seen = BTreeSet::new();
    let errors: Vec<&Diagnostic> = errors.filter(|d| seen.insert(verify::sameness(d))).collect();
    Fault::IncludeUnverified { path, first: errors.iter().take(NAMED).copied().cloned().collect(), count: errors.len() }
}
