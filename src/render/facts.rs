//! The facts table of an entry or a branch: labels and values as the page shows them.
//! The search index reads the same values; never shows a field that is empty.

use super::view::{Linked, branch_kind, day_text};
use crate::model::branch::{Branch, Committee, Term};
use crate::model::entry::{Activity, Award, Details, Report, Retention};
use crate::model::fields::{Headcount, Moment};
use crate::model::{Archive, Entry};
use crate::path::{BranchId, SitePath};
use crate::plan::index::{Subject, level_word};
use crate::theme::Texts;
use jiff::civil::Date;
use serde::Serialize;

/// One row of the table.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// The key, for style sheets and the search index.
    pub key: &'static str,
    /// The label in the site's language.
    pub label: String,
    /// At least one.
    pub values: Vec<Linked>,
}

/// Collects rows; empty values make none.
struct Rows<'a> {
    texts: &'a Texts,
    language: &'a str,
    facts: Vec<Fact>,
}

impl Rows<'_> {
    fn add(&mut self, key: &'static str, values: Vec<Linked>) {
        if !values.is_empty() {
            let label = self.texts.get(&format!("field_{key}")).to_owned();
            self.facts.push(Fact { key, label, values });
        }
    }

    fn text(&mut self, key: &'static str, text: Option<&str>) {
        self.add(key, text.into_iter().map(plain).collect());
    }

    fn texts(&mut self, key: &'static str, texts: &[String]) {
        self.add(key, texts.iter().map(|text| plain(text)).collect());
    }

    fn day(&mut self, key: &'static str, day: Option<Date>) {
        let text = day.map(|day| day_text(day, self.language));
        self.text(key, text.as_deref());
    }

    fn linked(&mut self, key: &'static str, text: &str, href: SitePath) {
        self.add(key, vec![Linked { text: text.to_owned(), href: Some(href) }]);
    }

    fn people(&mut self, key: &'static str, people: Option<&Headcount>) {
        match people {
            Some(Headcount::Number(n)) => {
                let text = self.texts.fill("people", &[("count", n.to_string().as_str())]);
                self.text(key, Some(&text));
            }
            Some(Headcount::Names(names)) => self.texts(key, names),
            None => {}
        }
    }

    fn moment(&mut self, key: &'static str, moment: Option<Moment>) {
        let text = moment.map(|moment| moment_text(moment, self.language));
        self.text(key, text.as_deref());
    }
}

fn plain(text: &str) -> Linked {
    Linked { text: text.to_owned(), href: None }
}

fn moment_text(moment: Moment, language: &str) -> String {
    let day = moment.date.map(|day| day_text(day, language));
    let time = moment.time.map(|t| format!("{:02}:{:02}", t.hour(), t.minute()));
    day.into_iter().chain(time).collect::<Vec<_>>().join(" ")
}

fn branch_links(ids: &[BranchId], archive: &Archive) -> Vec<Linked> {
    let link = |id: &BranchId| Linked {
        text: archive.branches.name(id).to_owned(),
        href: Some(Subject::Branch(id.clone()).home()),
    };
    ids.iter().map(link).collect()
}

/// The facts of an entry, in the order that its kind reads best.
pub fn of_entry(entry: &Entry, archive: &Archive, texts: &Texts) -> Vec<Fact> {
    let mut rows = Rows { texts, language: &archive.site.language, facts: Vec::new() };
    rows.day("date", Some(entry.date));
    if i32::from(entry.date.year()) != entry.year {
        rows.linked("year", &entry.year.to_string(), Subject::Year(entry.year).home());
    }
    rows.add("branch", branch_links(&entry.branches, archive));
    match &entry.details {
        Details::Activity(activity) => of_activity(activity, &mut rows),
        Details::Award(award) => of_award(award, &mut rows),
        Details::Report(report) => of_report(report, &mut rows),
    }
    rows.text("series", entry.series.as_deref());
    let filing = archive.filing(&entry.id);
    rows.text("number", filing.number());
    let retention = filing.retention.map(|r| texts.get(retention_key(r)));
    rows.text("retention", retention);
    rows.day("recorded", entry.recorded);
    rows.facts
}

fn retention_key(retention: Retention) -> &'static str {
    match retention {
        Retention::Permanent => "retention_permanent",
        Retention::Years30 => "retention_30y",
        Retention::Years10 => "retention_10y",
    }
}

fn of_activity(activity: &Activity, rows: &mut Rows) {
    rows.text("form", activity.form.as_deref());
    rows.moment("start", activity.start);
    rows.moment("end", activity.end);
    rows.text("place", activity.place.as_deref());
    rows.text("host", activity.host.as_deref());
    rows.text("recorder", activity.recorder.as_deref());
    rows.people("expected", activity.expected.as_ref());
    rows.people("attended", activity.attended.as_ref());
    rows.people("absent", activity.absent.as_ref());
    rows.people("observers", activity.observers.as_ref());
    let hours = activity.hours.as_ref().map(|h| rows.texts.fill("hours", &[("count", h.text())]));
    rows.text("hours", hours.as_deref());
    rows.texts("trainees", &activity.trainees);
    rows.texts("agenda", &activity.agenda);
    rows.texts("resolutions", &activity.resolutions);
}

fn of_award(award: &Award, rows: &mut Rows) {
    rows.text("honour", award.honour.as_deref());
    if let Some(level) = award.level {
        let name = rows.texts.get(&format!("level_{}", level_word(level))).to_owned();
        rows.linked("level", &name, Subject::Level(level).home());
    }
    rows.text("issuer", award.issuer.as_deref());
    rows.text("document_number", award.document_number.as_deref());
    rows.texts("recipients", &award.recipients);
}

fn of_report(report: &Report, rows: &mut Rows) {
    rows.text("author", report.author.as_deref());
}

/// The profile of a branch.
pub fn of_branch(branch: &Branch, archive: &Archive, texts: &Texts) -> Vec<Fact> {
    let mut rows = Rows { texts, language: &archive.site.language, facts: Vec::new() };
    rows.text("branch_kind", Some(branch_kind(branch.kind)));
    if let Some(parent) = &branch.parent {
        rows.add("parent", branch_links(std::slice::from_ref(parent), archive));
    }
    rows.text("secretary", branch.secretary.as_deref());
    let members = branch.members.map(|n| texts.fill("people", &[("count", n.to_string().as_str())]));
    rows.text("members", members.as_deref());
    of_committee(&branch.committee, &mut rows);
    of_groups(&branch.groups, &mut rows);
    rows.day("established", branch.established);
    rows.text("approved_by", branch.approved_by.as_deref());
    rows.day("dissolved", branch.dissolved);
    of_term(branch, &mut rows);
    rows.facts
}

fn of_committee(committee: &Committee, rows: &mut Rows) {
    match committee {
        Committee::Unknown => {}
        Committee::None => {
            let text = rows.texts.get("committee_none").to_owned();
            rows.text("committee", Some(&text));
        }
        Committee::Members(names) if names.is_empty() => {
            let text = rows.texts.get("committee_some").to_owned();
            rows.text("committee", Some(&text));
        }
        Committee::Members(names) => rows.texts("committee", names),
    }
}

fn of_groups(groups: &[String], rows: &mut Rows) {
    if groups.iter().any(|name| !name.is_empty()) {
        rows.texts("groups", groups);
    } else if !groups.is_empty() {
        let text = groups.len().to_string();
        rows.text("groups", Some(&text));
    }
}

fn of_term(branch: &Branch, rows: &mut Rows) {
    let day = |day: Option<Date>| day.map(|day| day_text(day, rows.language)).unwrap_or_default();
    let told = |term: &Term| {
        let span = format!("{}—{}", day(term.start), day(term.end));
        term.number.as_ref().map_or_else(|| span.clone(), |number| format!("{number}，{span}"))
    };
    let present = branch.term.as_ref().map(told);
    let earlier: Vec<String> = branch.earlier_terms.iter().rev().map(told).collect();
    rows.text("term", present.as_deref());
    rows.texts("earlier_terms", &earlier);
}
