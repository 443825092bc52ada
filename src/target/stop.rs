//! Whether a publication was asked to stop: it does so between two files, so that its lock can be given up.
//! Never listens for anything itself: `main` does, and tells it.

use crate::diag::{Failure, PublishFailure};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shared between a publication and whoever may ask it to stop.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<State>);

#[derive(Debug, Default)]
struct State {
    begun: AtomicBool,
    asked: AtomicBool,
}

/// What becomes of a publication that is asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It has no lock, or was asked before: the program may end at once.
    End,
    /// It will stop after the file that it is at.
    Wait,
}

impl Stop {
    /// Asks it to stop.
    pub fn ask(&self) -> Asked {
        let before = self.0.asked.swap(true, Ordering::SeqCst);
        if self.0.begun.load(Ordering::SeqCst) && !before { Asked::Wait } else { Asked::End }
    }

    /// From now on there is something to tidy up.
    pub fn begin(&self) -> Result<(), Failure> {
        self.0.begun.store(true, Ordering::SeqCst);
        self.check()
    }

    /// Fails once it was asked to stop.
    pub fn check(&self) -> Result<(), Failure> {
        if self.0.asked.load(Ordering::SeqCst) { Err(PublishFailure::Stopped.into()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_lock_there_is_nothing_to_wait_for() {
        let stop = Stop::default();
        assert!(stop.check().is_ok());
        assert_eq!(stop.ask(), Asked::End);
        assert!(stop.begin().is_err());
    }

    #[test]
    fn with_a_lock_the_first_asking_waits_and_the_second_ends() {
        let stop = Stop::default();
        assert!(stop.begin().is_ok());
        assert_eq!(stop.ask(), Asked::Wait);
        assert!(stop.check().is_err());
        assert_eq!(stop.ask(), Asked::End);
    }
}
