//! An entry as lists show it: what the template of its card sees.
//! Never decides which entries a list has.

use super::view::{BranchLink, Common, day_text, kind_key};
use crate::model::Entry;
use crate::model::entry::{Audience, Details, Kind};
use crate::path::SitePath;
use crate::plan::index::level_word;
use serde::Serialize;

/// How many branches the card of an entry names.
const CARD_BRANCHES: usize = 3;

/// What a template sees of an entry in a list.
#[derive(Serialize)]
pub struct Card<'a> {
    id: &'a str,
    href: SitePath,
    title: &'a str,
    title_lang: Option<&'static str>,
    date: String,
    iso: String,
    kind: Kind,
    kind_label: &'a str,
    label: String,
    branches: Vec<BranchLink>,
    more_branches: String,
    audience: Audience,
    summary: &'a str,
    summary_lang: Option<&'static str>,
}

impl<'a> Common<'a> {
    pub(super) fn card(&self, entry: &'a Entry) -> Card<'a> {
        Card {
            id: entry.id.as_str(),
            href: entry.id.page(),
            title: &entry.title,
            title_lang: self.foreign([entry.title.as_str()].into_iter()),
            date: day_text(entry.date, self.language()),
            iso: entry.date.to_string(),
            kind: entry.kind,
            kind_label: self.texts.get(kind_key(entry.kind)),
            label: self.card_label(entry),
            branches: entry.branches.iter().take(CARD_BRANCHES).map(|id| self.branch_link(id)).collect(),
            more_branches: self.more_branches(entry.branches.len()),
            audience: entry.audience,
            summary: entry.summary.as_deref().unwrap_or(""),
            summary_lang: self.foreign(entry.summary.as_deref().into_iter()),
        }
    }

    /// How many branches there are, where a card does not name all.
    fn more_branches(&self, count: usize) -> String {
        if count <= CARD_BRANCHES {
            return String::new();
        }
        self.texts.fill("branches_many", &[("count", count.to_string().as_str())])
    }

    fn card_label(&self, entry: &Entry) -> String {
        match &entry.details {
            Details::Activity(activity) => activity.form.clone().unwrap_or_default(),
            Details::Award(award) => award
                .level
                .map_or_else(String::new, |level| self.texts.get(&format!("level_{}", level_word(level))).to_owned()),
            Details::Report(_) => String::new(),
        }
    }
}
