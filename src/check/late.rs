//! Records entered long after the event (补录). Never asks why, and passes those that say so by a tag.

use super::Finding;
use crate::diag::CheckFault;
use crate::model::Entry;
use crate::model::checks::Checks;

/// The tag of an entry that owns to being late.
const TAG: &str = "补录";

/// The finding of one entry.
pub fn find<'a>(entry: &'a Entry, checks: &Checks) -> Option<Finding<'a>> {
    let days = entry.recorded?.since(entry.date).ok()?.get_days();
    let late = days > checks.late_days && !entry.tags.iter().any(|tag| tag == TAG);
    late.then(|| Finding::key(entry, "recorded", CheckFault::RecordLate { days }))
}
