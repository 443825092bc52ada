//! Lists of tasks with how far each is on `as_of`.
//! Never calls a task late that says otherwise, unless its time limit has passed.

use super::{Cell, Row, Tally, evidence, standing, text};
use crate::model::entry::{Report, Task, TaskState};
use crate::model::{Archive, Entry};

/// Keys of the columns.
pub const COLUMNS: &[&str] = &["year", "branch", "list", "item", "owner", "due", "state", "evidence"];

/// The rows of one report.
pub fn rows(entry: &Entry, report: &Report, archive: &Archive) -> Vec<Row> {
    report.tasks.iter().map(|task| row(entry, task, archive)).collect()
}

fn row(entry: &Entry, task: &Task, archive: &Archive) -> Row {
    let (state, tally) = state(task, archive);
    let cells = vec![
        Cell::Text(entry.year.to_string()),
        Cell::Branches(entry.branches.clone()),
        text(task.list.as_deref()),
        Cell::Stated(task.title.clone(), entry.id.clone()),
        text(task.owner.as_deref()),
        Cell::Day(task.due),
        Cell::Word(state),
        Cell::Entries(evidence(archive, &task.evidence)),
    ];
    Row::of(entry, cells, tally)
}

fn state(task: &Task, archive: &Archive) -> (&'static str, Tally) {
    match task.state {
        Some(TaskState::Done) => ("ledger_done", Tally::GOOD),
        Some(TaskState::Late) => ("ledger_overdue", Tally::BAD),
        Some(TaskState::Todo | TaskState::Doing) | None => standing(None, task.due, archive.as_of),
    }
}
