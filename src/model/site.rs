//! `site.yaml` → the archive's settings, typed.
//! Never looks for a theme's files: the theme stage says whether a theme exists.

use super::checks::{self, Checks};
use super::contacts::{self, ContactPoint};
use super::fields::{Faults, Fields, Spot, unknown};
use super::include::{self, Include};
use super::keys::SITE;
use super::leak::{self, Waivers};
use super::meetings::{self, Meetings};
use super::numbering::{self, Rules};
use super::yaml::{Node, Value};
use crate::diag::{Diagnostic, Expected, Fault};
use crate::path::SourcePath;
use jiff::civil::Date;

/// The settings of an archive.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The archive's name.
    pub title: String,
    /// Whose archive it is.
    pub organization: String,
    /// A BCP 47 tag; decides the interface's language.
    pub language: String,
    /// The address the site will have, ending in `/`.
    pub base_url: Option<String>,
    /// The theme's name and where it was named.
    pub theme: Option<Spot<String>>,
    /// The day that ledgers are reckoned on, where given.
    pub as_of: Option<Date>,
    /// Words that mean the same in a search.
    pub synonyms: Vec<Vec<String>>,
    /// How entries get their archive numbers, where given.
    pub archive_number: Option<Rules>,
    /// How often each form of meeting is due.
    pub meetings: Meetings,
    /// What `dangan check` looks for.
    pub check: Checks,
    /// Tags that are names of drives (专项): each has a page of its own.
    pub campaigns: Vec<String>,
    /// Which leader looks after which branches.
    pub contact_points: Vec<ContactPoint>,
    /// Members whose snapshots are part of this archive.
    pub include: Vec<Include>,
    /// Findings in these settings and in the catalogue that they let pass.
    pub waive: Waivers,
}

/// Reads the settings.
pub fn site(file: &SourcePath, node: &Node) -> (Site, Vec<Diagnostic>) {
    let mut faults = Faults::new(file);
    let fields = Fields::new(node, &[SITE], &mut faults, &|word| unknown(word, &[SITE]));
    let site = Site {
        title: fields.required("title", &mut faults),
        organization: fields.required("organization", &mut faults),
        language: fields.plain("language", &mut faults).unwrap_or_else(|| String::from("zh-CN")),
        base_url: base_url(&fields, &mut faults),
        theme: fields.text("theme", &mut faults),
        as_of: fields.date("as_of", &mut faults),
        synonyms: synonyms(&fields, &mut faults),
        archive_number: numbering::rules(&fields, &mut faults),
        meetings: meetings::meetings(&fields, &mut faults),
        check: checks::checks(&fields, &mut faults),
        campaigns: fields.plain_texts("campaigns", &mut faults),
        contact_points: contacts::roster(&fields, &mut faults),
        include: include::includes(&fields, &mut faults),
        waive: leak::waivers(&fields, &mut faults),
    };
    (site, faults.into_vec())
}

fn base_url(fields: &Fields, faults: &mut Faults) -> Option<String> {
    let spot = fields.text("base_url", faults)?;
    let host = spot.value.strip_prefix("https://").or_else(|| spot.value.strip_prefix("http://"));
    let good = host.is_some_and(|h| !h.is_empty() && !h.starts_with('/') && !h.contains(char::is_whitespace));
    if !good {
        faults.add(spot.place, Fault::BadBaseUrl { value: spot.value });
        return None;
    }
    Some(format!("{}/", spot.value.trim_end_matches('/')))
}

fn synonyms(fields: &Fields, faults: &mut Faults) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    for item in fields.items("synonyms", faults) {
        let Value::List(words) = &item.value else {
            faults.add(item.place, Fault::WrongType { key: fields.words("synonyms"), expected: Expected::List });
            continue;
        };
        let texts = words.iter().filter_map(|w| match &w.value {
            Value::Scalar(text) => Some(text.trim().to_owned()),
            _ => None,
        });
        groups.push(texts.filter(|t| !t.is_empty()).collect());
    }
    groups
}
