//! What a system says of a file without opening it.
//! Never reads a file; two stamps that differ mean that the file may have changed.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::Metadata;
use std::time::{Duration, UNIX_EPOCH};

/// Size, time of the last change, and what no tool sets back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    modified: Duration,
    /// Serial number and time of status change; zero where a system has none.
    identity: (u64, i64, i64),
}

impl Stamp {
    /// The stamp in a file's metadata.
    pub fn of(metadata: &Metadata) -> Stamp {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Stamp { size: metadata.len(), modified: modified.unwrap_or_default(), identity: identity(metadata) }
    }

    /// The stamp of a file that nobody may change, by the first digits of its hash in hex: others have another.
    pub fn of_hash(size: u64, hash: &str) -> Stamp {
        let half = |range| hash.get(range).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default();
        Stamp { size, modified: Duration::from_nanos(half(16..32)), identity: (half(0..16), 0, 0) }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, seconds, nanoseconds) = self.identity;
        write!(f, "{} {} {number} {seconds} {nanoseconds}", self.size, self.modified.as_nanos())
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}
