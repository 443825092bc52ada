//! `dangan publish`: build → hash → lock → look → plan → send → check → list.
//! Only the order of the steps; never does one itself.

use crate::diag::{Failure, PublishFailure, Readers};
use crate::model::Edition;
use crate::path::SitePath;
use crate::progress::{Progress, Stage};
use crate::target::lock::Ticket;
use crate::target::manifest::Manifest;
use crate::target::plan::{self, Plan};
use crate::target::stop::Stop;
use crate::target::{Note, Sent, Site, Survey, Target, site};
use crate::{BuildOptions, Outcome, build, write};
use std::collections::BTreeMap;
use std::path::Path;

/// Whether something is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing changes at the target; only the build is made.
    Dry,
    /// It is sent, under a lock.
    Real(Ticket, Locking),
}

/// What to do about somebody else's lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locking {
    /// Leave it.
    Respect,
    /// Take it over.
    Break,
}

/// What came of it.
#[derive(Debug)]
pub struct Published {
    /// What came of the build.
    pub outcome: Outcome,
    /// What was sent, or would be; `None` where errors stopped it.
    pub sent: Option<Tally>,
}

/// What was done, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// New files, in the order of sending.
    pub added: Vec<SitePath>,
    /// Changed files, in the order of sending.
    pub changed: Vec<SitePath>,
    /// Removed files.
    pub removed: Vec<SitePath>,
    /// Files that were there already.
    pub unchanged: usize,
    /// Bytes of new and changed files.
    pub bytes: u64,
}

/// Builds, and sends what differs. A fault in the content, a leak among them, stops it before the target is asked.
/// Whoever has `stop`, which the target knows too, may ask it to stop: it does so between two files, and gives up its lock.
pub fn publish(
    options: &BuildOptions,
    target: &dyn Target,
    (mode, stop): (&Mode, &Stop),
    progress: &dyn Progress,
) -> Result<Published, Failure> {
    let outcome = build(options, progress)?;
    if outcome.built.is_none() {
        return Ok(Published { outcome, sent: None });
    }
    progress.stage(Stage::Compare, 0);
    let site = site::read(&options.out)?;
    let publication = Publication { target, site: &site, edition: options.edition, stop, progress };
    let sent = match mode {
        Mode::Dry => publication.look().map(|(_, plan)| tally(&site, &plan))?,
        Mode::Real(ticket, locking) => publication.under_lock(ticket, *locking)?,
    };
    Ok(Published { outcome, sent: Some(sent) })
}

/// A target that is a folder must have nothing to do with the sources and the build's own folder.
pub fn refuse_own(options: &BuildOptions, target: &Path) -> Result<(), Failure> {
    write::refuse_sources(&options.root, target)?;
    if write::overlap(&options.out, target) {
        return Err(PublishFailure::Output(target.display().to_string()).into());
    }
    Ok(())
}

struct Publication<'a> {
    target: &'a dyn Target,
    site: &'a Site,
    edition: Edition,
    stop: &'a Stop,
    progress: &'a dyn Progress,
}

/// The lock, given up when dropped.
struct Held<'a> {
    target: &'a dyn Target,
    ticket: &'a Ticket,
}

impl Held<'_> {
    fn is_ours(&self) -> Result<bool, Failure> {
        Ok(self.target.holder()?.is_some_and(|holder| holder.token == self.ticket.token))
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // Nothing can be done about a failure here: the lock stays, and says whose it was.
        if self.is_ours().unwrap_or(false) {
            let _ = self.target.unlock();
        }
    }
}

impl Publication<'_> {
    /// What is there, and what is to be done about it.
    fn look(&self) -> Result<(Survey, Plan), Failure> {
        let survey = self.target.survey()?;
        if let Some(example) = plan::foreign(&survey) {
            let (target, example) = (self.target.name(), example.to_string());
            return Err(PublishFailure::Foreign { target, example }.into());
        }
        // What is public stays so by mistake alone: an option forgotten once would tell everybody everything.
        let public = |list: &Manifest| list.audience == Edition::Public.name();
        let lists = [&survey.manifest, &survey.pending];
        if self.edition == Edition::Internal && lists.into_iter().flatten().any(public) {
            return Err(PublishFailure::Internal(self.target.name()).into());
        }
        let same = self.target.same(&plan::unclear(self.site, &survey), &survey.files)?;
        let plan = plan::plan(self.site, &survey, &same);
        Ok((survey, plan))
    }

    fn under_lock(&self, ticket: &Ticket, locking: Locking) -> Result<Tally, Failure> {
        if locking == Locking::Break {
            self.target.unlock()?;
        }
        self.stop.begin()?;
        self.target.lock(ticket)?;
        let held = Held { target: self.target, ticket };
        let before = |cause| halted(Readers::Before, cause);
        let (survey, plan) = self.look().map_err(before)?;
        let manifest = Manifest::of(self.site, self.edition.name());
        if plan.is_empty() && survey.is_told_by(&manifest) {
            return Ok(tally(self.site, &plan));
        }
        let files: Vec<Sent> = plan.placed().filter_map(|path| self.sent(path)).collect();
        self.progress.stage(Stage::Send, files.len());
        self.target.stage(&files, self.progress).map_err(before)?;
        self.still(&held).map_err(before)?;
        // From here on an interrupted publication's files are known as ours.
        self.target.note(Note::Pending, Some(&manifest.clone().with(&survey.files))).map_err(before)?;
        self.switch(&held, &plan, &survey, manifest).map_err(|cause| halted(Readers::Between, cause))?;
        Ok(tally(self.site, &plan))
    }

    /// From the first file that readers see to the list of them all.
    fn switch(&self, held: &Held, plan: &Plan, survey: &Survey, manifest: Manifest) -> Result<(), Failure> {
        self.target.remove(&plan.cleared)?;
        let mut marks = BTreeMap::new();
        for group in &plan.groups {
            self.still(held)?;
            let files: Vec<Sent> = group.iter().filter_map(|path| self.sent(path)).collect();
            marks.extend(self.target.place(&files, self.progress)?);
        }
        self.still(held)?;
        self.target.remove(&plan.gone)?;
        self.target.settle()?;
        self.progress.stage(Stage::Confirm, 0);
        let listing = self.target.listing()?;
        if let Some(path) = plan.wrong(self.site, &survey.files, &listing, &marks) {
            return Err(PublishFailure::Unsound(path.to_string()).into());
        }
        self.still(held)?;
        self.target.note(Note::Manifest, Some(&manifest.marked(&listing)))?;
        self.target.note(Note::Pending, None)
    }

    fn sent<'b>(&'b self, path: &'b SitePath) -> Option<Sent<'b>> {
        self.site.get(path).map(|content| Sent { path, content })
    }

    /// Goes on only while nobody has asked it to stop and the lock is ours.
    fn still(&self, held: &Held) -> Result<(), Failure> {
        self.stop.check()?;
        if held.is_ours()? { Ok(()) } else { Err(PublishFailure::LockLost(self.target.name()).into()) }
    }
}

fn halted(readers: Readers, cause: Failure) -> Failure {
    PublishFailure::Halted { readers, cause: Box::new(cause) }.into()
}

fn tally(site: &Site, plan: &Plan) -> Tally {
    let (added, changed): (Vec<SitePath>, Vec<SitePath>) =
        plan.placed().cloned().partition(|path| plan.added.contains(path));
    let bytes = plan.placed().filter_map(|path| site.get(path)).map(|content| content.size).sum();
    let unchanged = site.len() - added.len() - changed.len();
    Tally { added, changed, removed: plan.removed().cloned().collect(), unchanged, bytes }
}
