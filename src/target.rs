//! A place that a site is sent to: what is there, what of it differs, in which order it is sent.
//! Never decides what a site holds; only `site` and `folder` touch a disk, only `store` a network.

pub mod address;
pub mod folder;
pub mod lock;
pub mod manifest;
pub mod plan;
pub mod site;
pub mod stop;
pub mod store;

use crate::diag::Failure;
use crate::path::SitePath;
use crate::progress::Progress;
use lock::Ticket;
use manifest::Manifest;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hex.
    pub sha256: String,
}

/// The files of a built site, by path.
pub type Site = BTreeMap<SitePath, Content>;

/// A file of the site that is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Where it goes.
    pub path: &'a SitePath,
    /// What it holds.
    pub content: &'a Content,
}

/// A file at a target, unopened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Bytes.
    pub size: u64,
    /// What changes when the file does: a disk's time of the last change, a store's tag. Marks are only compared with
    /// marks of the same target, so that no two clocks ever meet.
    pub mark: String,
}

/// What lies at a target, without hidden files and those that systems strew about.
pub type Listing = BTreeMap<SitePath, Seen>;

/// What is known of a target before anything is sent.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// What the last publication left.
    pub manifest: Option<Manifest>,
    /// What one that was interrupted was about to leave.
    pub pending: Option<Manifest>,
    /// What a build wrote there, if it was a build's output folder or a copy of one.
    pub built: BTreeSet<SitePath>,
    /// What is there now.
    pub files: Listing,
}

/// A list that a target keeps beside the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// What the last publication left.
    Manifest,
    /// What the one under way will leave.
    Pending,
}

impl Note {
    /// Its file below `PRIVATE`.
    pub fn file(self) -> &'static str {
        match self {
            Note::Manifest => "manifest.json",
            Note::Pending => "pending.json",
        }
    }
}

/// What every server is to tell browsers of every file of a site: to ask each time whether it still has what they hold,
/// and not to send it again if so. Names stay when files change; and while a publication is under way, a shard of the search
/// may be asked for as the new one and be answered with the old one, which nobody must keep for days. The examples in
/// `deploy/` say the same.
pub const CACHE_CONTROL: &str = "no-cache";

/// The folder at a target that holds what is not the site's.
pub const PRIVATE: &str = ".dangan-publish";

/// How often something that may pass is tried again, and how long to wait before the first time; each wait is twice
/// as long as the one before.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Tries after the first.
    pub retries: u32,
    /// The first wait.
    pub first: Duration,
}

/// A folder or a store. All failures leave what they did not get to as it was.
pub trait Target: Sync {
    /// What messages call it.
    fn name(&self) -> String;

    /// What is there.
    fn survey(&self) -> Result<Survey, Failure>;
    /// The files that are there now.
    fn listing(&self) -> Result<Listing, Failure>;
    /// Those of these files that the target holds byte for byte, found by looking at them or at what it lists.
    fn same(&self, files: &[Sent], listing: &Listing) -> Result<BTreeSet<SitePath>, Failure>;

    /// Makes the target ready to be written to and takes its lock.
    fn lock(&self, ticket: &Ticket) -> Result<(), Failure>;
    /// Whose lock it is now.
    fn holder(&self) -> Result<Option<Ticket>, Failure>;
    /// Gives up the lock. Leaves nothing of ours at a target that was never published to.
    fn unlock(&self) -> Result<(), Failure>;

    /// Writes a list, or removes it.
    fn note(&self, note: Note, manifest: Option<&Manifest>) -> Result<(), Failure>;
    /// Brings files as near as the target allows without anybody seeing them.
    fn stage(&self, files: &[Sent], progress: &dyn Progress) -> Result<(), Failure>;
    /// Puts files into their places, and gives the marks of those whose marks are known.
    fn place(&self, files: &[Sent], progress: &dyn Progress) -> Result<BTreeMap<SitePath, String>, Failure>;
    /// Removes files; one that is not there is no failure.
    fn remove(&self, paths: &[SitePath]) -> Result<(), Failure>;
    /// Waits until all that was placed would outlive a power cut.
    fn settle(&self) -> Result<(), Failure>;
}

/// Whether a name is passed over at a target: hidden ones, and what Windows and storage boxes leave behind.
fn is_passed_over(name: &str) -> bool {
    let strewn = ["Thumbs.db", "desktop.ini", "System Volume Information", "$RECYCLE.BIN", "lost+found", "@eaDir"];
    name.starts_with('.') || strewn.iter().any(|other| other.eq_ignore_ascii_case(name))
}
