//! A report's records as tables: indicators, problems with their measures, commitments and so on.
//! Never sums up or judges: that is the ledgers' work.

use super::view::{Linked, day_text};
use crate::model::entry::{COMPARISONS, Comparison, Details, Problem, Report, TaskState};
use crate::model::fields::{Figure, Spot};
use crate::model::{Archive, Entry};
use crate::path::EntryId;
use crate::plan::index::Subject;
use crate::theme::Texts;
use jiff::civil::Date;
use serde::Serialize;

/// One table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Its anchor.
    pub id: &'static str,
    /// Its caption.
    pub title: String,
    /// Column headings.
    pub columns: Vec<Column>,
    /// As wide as the columns.
    pub rows: Vec<Vec<Linked>>,
}

/// The head of a column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// For the style sheet: which columns must not break a value over lines.
    pub key: String,
    /// What a reader sees.
    pub label: String,
}

/// The tables of an entry; only reports have any.
pub fn of_entry(entry: &Entry, archive: &Archive, texts: &Texts) -> Vec<Table> {
    let Details::Report(report) = &entry.details else { return Vec::new() };
    let cells = Cells { archive, texts };
    let tables = [
        cells.indicators(report, entry.year),
        cells.problems(report),
        cells.measures(report),
        cells.commitments(report),
        cells.targets(report),
        cells.tasks(report),
        cells.claims(report),
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).map(without_empty_columns).collect()
}

/// A column that no row fills only takes room.
fn without_empty_columns(mut table: Table) -> Table {
    for column in (0..table.columns.len()).rev() {
        if table.rows.iter().all(|row| row[column].text.is_empty()) {
            table.columns.remove(column);
            for row in &mut table.rows {
                row.remove(column);
            }
        }
    }
    table
}

struct Cells<'a> {
    archive: &'a Archive,
    texts: &'a Texts,
}

impl Cells<'_> {
    fn table(&self, id: &'static str, columns: &[&str], rows: Vec<Vec<Linked>>) -> Table {
        let heading =
            |key: &&str| Column { key: (*key).to_owned(), label: self.texts.get(&format!("field_{key}")).to_owned() };
        let title = self.texts.get(&format!("records_{id}")).to_owned();
        Table { id, title, columns: columns.iter().map(heading).collect(), rows }
    }

    fn day(&self, day: Option<Date>) -> Linked {
        text(&day.map(|day| day_text(day, &self.archive.site.language)).unwrap_or_default())
    }

    fn branch(&self, word: Option<&Spot<String>>) -> Linked {
        let found = word.and_then(|spot| self.archive.branches.find(&spot.value));
        found.map_or_else(
            || text(""),
            |branch| Linked { text: branch.name.clone(), href: Some(Subject::Branch(branch.id.clone()).home()) },
        )
    }

    /// The first piece of evidence by its title; a page lists all of them further down.
    fn evidence(&self, ids: &[Spot<String>]) -> Linked {
        let shown: Vec<&Entry> = ids.iter().filter_map(|id| self.archive.get(&EntryId::new(&id.value))).collect();
        match shown.as_slice() {
            [] => text(""),
            [only] => Linked { text: only.title.clone(), href: Some(only.id.page()) },
            [first, rest @ ..] => {
                let more = (rest.len() + 1).to_string();
                let words = [("title", first.title.as_str()), ("count", more.as_str())];
                Linked { text: self.texts.fill("evidence_many", &words), href: Some(first.id.page()) }
            }
        }
    }

    fn indicators(&self, report: &Report, year: i32) -> Table {
        let rows = report.indicators.iter().map(|i| {
            vec![
                text(&i.name),
                self.branch(i.branch.as_ref()),
                text(&i.year.unwrap_or(year).to_string()),
                figure(i.value.as_ref(), i.unit.as_deref()),
                figure(i.target.as_ref(), i.unit.as_deref()),
                optional(i.source.as_deref()),
            ]
        });
        let columns = ["name", "branch", "year", "value", "target", "source"];
        self.table("indicators", &columns, rows.collect())
    }

    fn problems(&self, report: &Report) -> Table {
        let rows = report.problems.iter().map(|p| {
            vec![
                text(&p.id),
                text(&p.title),
                optional(p.source.as_deref()),
                optional(p.cause.as_deref()),
                optional(p.owner.as_deref()),
                self.day(p.closed),
                optional(p.result.as_deref()),
                self.recurs(p),
                self.evidence(&p.evidence),
            ]
        });
        let columns = ["id", "problem", "origin", "cause", "owner", "closed", "result", "recurs", "evidence"];
        self.table("problems", &columns, rows.collect())
    }

    fn recurs(&self, problem: &Problem) -> Linked {
        let Some(spot) = &problem.recurs else { return text("") };
        let entry = spot.value.split_once('#').and_then(|(id, _)| self.archive.get(&EntryId::new(id)));
        entry.map_or_else(|| text(""), |entry| Linked { text: entry.title.clone(), href: Some(entry.id.page()) })
    }

    fn measures(&self, report: &Report) -> Table {
        let pairs = report.problems.iter().flat_map(|p| p.measures.iter().map(move |m| (p, m)));
        let rows = pairs.map(|(problem, measure)| {
            vec![
                text(&problem.id),
                text(&measure.title),
                optional(measure.owner.as_deref()),
                self.day(measure.due),
                self.day(measure.done),
                self.evidence(&measure.evidence),
            ]
        });
        let columns = ["problem", "measure", "owner", "due", "done", "evidence"];
        self.table("measures", &columns, rows.collect())
    }

    fn commitments(&self, report: &Report) -> Table {
        let rows = report.commitments.iter().map(|c| {
            vec![
                text(&c.title),
                optional(c.who.as_deref()),
                number(c.count),
                number(c.completed),
                self.day(c.due),
                self.day(c.done),
                self.evidence(&c.evidence),
            ]
        });
        let columns = ["item", "who", "count", "completed", "due", "done", "evidence"];
        self.table("commitments", &columns, rows.collect())
    }

    fn targets(&self, report: &Report) -> Table {
        let rows = report.targets.iter().map(|t| {
            let value = figure(t.value.as_ref(), t.unit.as_deref());
            vec![
                text(&t.indicator),
                self.branch(t.branch.as_ref()),
                text(&t.year.to_string()),
                text(&format!("{} {}", sign(t.op), value.text)),
            ]
        });
        self.table("targets", &["indicator", "branch", "year", "value"], rows.collect())
    }

    fn tasks(&self, report: &Report) -> Table {
        let rows = report.tasks.iter().map(|t| {
            vec![
                optional(t.list.as_deref()),
                text(&t.title),
                optional(t.owner.as_deref()),
                self.day(t.due),
                text(t.state.map_or("", |state| self.texts.get(state_key(state)))),
                self.evidence(&t.evidence),
            ]
        });
        let columns = ["list", "item", "owner", "due", "state", "evidence"];
        self.table("tasks", &columns, rows.collect())
    }

    fn claims(&self, report: &Report) -> Table {
        let rows = report.claims.iter().map(|c| {
            vec![
                text(&c.text),
                figure(c.value.as_ref(), c.unit.as_deref()),
                optional(c.form.as_deref().or(c.tag.as_deref())),
                self.branch(c.branch.as_ref()),
                self.evidence(&c.evidence),
            ]
        });
        self.table("claims", &["text", "value", "counted_by", "branch", "evidence"], rows.collect())
    }
}

fn text(text: &str) -> Linked {
    Linked { text: text.to_owned(), href: None }
}

fn optional(value: Option<&str>) -> Linked {
    text(value.unwrap_or(""))
}

fn number(value: Option<u32>) -> Linked {
    text(&value.map_or_else(String::new, |n| n.to_string()))
}

fn figure(value: Option<&Figure>, unit: Option<&str>) -> Linked {
    text(&value.map_or_else(String::new, |f| format!("{}{}", f.text(), unit.unwrap_or(""))))
}

fn sign(op: Comparison) -> &'static str {
    match op {
        Comparison::AtLeast => "≥",
        Comparison::AtMost => "≤",
        other => COMPARISONS.iter().find(|(c, _, _)| *c == other).map_or("", |(_, sign, _)| *sign),
    }
}

fn state_key(state: TaskState) -> &'static str {
    match state {
        TaskState::Todo => "state_todo",
        TaskState::Doing => "state_doing",
        TaskState::Done => "state_done",
        TaskState::Late => "state_late",
    }
}
