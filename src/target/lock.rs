//! Who publishes: what a lock at a target says.
//! Never compares its time with a clock: two machines' clocks may differ, and a slow publication is no dead one.

use crate::diag::Holder;
use serde::{Deserialize, Serialize};

/// The lock's file below `PRIVATE`.
pub const FILE: &str = "lock";

/// One publication, as its lock tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Who and where, for people.
    pub holder: Holder,
    /// What tells it from any other.
    pub token: String,
}

impl Ticket {
    /// Reads a lock; `None` where it says nothing, which is a lock all the same.
    pub fn read(bytes: &[u8]) -> Option<Ticket> {
        serde_json::from_slice(bytes).ok()
    }

    /// The bytes that `read` reads.
    pub fn bytes(&self) -> Vec<u8> {
        // Strings and numbers alone cannot fail to serialize.
        serde_json::to_vec(self).unwrap_or_default()
    }
}
