//! How far a command is: what the stages report, and who listens.
//! Never prints; `main` shows a bar on a terminal.

/// A stage of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading the disk.
    Load,
    /// Parsing, checking, linking.
    Model,
    /// Making pages.
    Render,
    /// Making the search index.
    Search,
    /// Putting files into place.
    Write,
    /// Hashing, packing and checking a snapshot.
    Seal,
    /// Finding what a target lacks.
    Compare,
    /// Sending it.
    Send,
    /// Seeing that it has arrived.
    Confirm,
}

/// Listens to the stages; called from many threads.
pub trait Progress: Sync {
    /// A stage begins with this many steps (0 where that is not known).
    fn stage(&self, stage: Stage, steps: usize);
    /// One step is done.
    fn tick(&self);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: Stage, _: usize) {}
    fn tick(&self) {}
}
