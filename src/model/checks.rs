//! `check:` in `site.yaml`, typed: which rules of `dangan check` hold, how heavily, and by which measures.
//! Never applies a rule.

use super::entry::{LEVELS, Level};
use super::fields::{Faults, Fields, Figure, unknown};
use super::keys::CHECK;
use super::yaml::Value;
use crate::diag::check::{CheckRule, RULE_KEYS, RULES};
use crate::diag::{Expected, Fault, KeyWords, Severity};
use std::collections::BTreeMap;

/// How heavily a rule's findings weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Off,
    Warning,
    Error,
}

const WEIGHTS: &[(Weight, &str, &str)] =
    &[(Weight::Off, "off", "关"), (Weight::Warning, "warning", "提醒"), (Weight::Error, "error", "错误")];

/// The settings of `dangan check`.
#[derive(Clone, Debug, PartialEq)]
pub struct Checks {
    weights: BTreeMap<CheckRule, Weight>,
    /// An event entered after more days than this is late.
    pub late_days: i32,
    /// Texts are alike where they share at least this part of their shingles, 0.5 to 1.
    pub similarity: f64,
    /// How many months before its end a term is told of.
    pub due_months: i32,
    /// Words of issuers with the level of their awards, before the program's own.
    pub issuers: Vec<(String, Level)>,
}

impl Default for Checks {
    fn default() -> Checks {
        Checks { weights: BTreeMap::new(), late_days: 30, similarity: 0.9, due_months: 6, issuers: Vec::new() }
    }
}

impl Checks {
    /// How severe a rule's findings are; `None` where the rule is off. Without a setting they are warnings.
    pub fn severity(&self, rule: CheckRule) -> Option<Severity> {
        match self.weights.get(&rule) {
            Some(Weight::Off) => None,
            Some(Weight::Error) => Some(Severity::Error),
            Some(Weight::Warning) | None => Some(Severity::Warning),
        }
    }
}

/// Reads `check:`.
pub fn checks(site: &Fields, faults: &mut Faults) -> Checks {
    let defaults = Checks::default();
    let Some(node) = site.get("check") else { return defaults };
    let fields = Fields::new(node, &[CHECK, &RULE_KEYS], faults, &|word| unknown(word, &[CHECK, &RULE_KEYS]));
    let weights = RULES.iter().filter_map(|(rule, code, _)| Some((*rule, fields.choice(code, WEIGHTS, faults)?)));
    Checks {
        weights: weights.collect(),
        late_days: positive("late_days", &fields, faults).unwrap_or(defaults.late_days),
        similarity: share(&fields, faults).unwrap_or(defaults.similarity),
        due_months: positive("due_months", &fields, faults).unwrap_or(defaults.due_months),
        issuers: issuers(&fields, faults),
    }
}

fn positive(name: &str, fields: &Fields, faults: &mut Faults) -> Option<i32> {
    let spot = fields.integer(name, faults)?;
    if spot.value < 0 {
        faults.add(spot.place, Fault::WrongType { key: fields.words(name), expected: Expected::Integer });
        return None;
    }
    Some(spot.value)
}

/// Below one half, texts that share their form alone would be alike.
fn share(fields: &Fields, faults: &mut Faults) -> Option<f64> {
    match fields.number("similarity", faults)? {
        Figure::Number { value, .. } if (0.5..=1.0).contains(&value) => Some(value),
        _ => {
            let fault = Fault::WrongType { key: fields.words("similarity"), expected: Expected::Share };
            faults.add(fields.place_of("similarity"), fault);
            None
        }
    }
}

/// `word: level` pairs.
fn issuers(fields: &Fields, faults: &mut Faults) -> Vec<(String, Level)> {
    let Some(node) = fields.get("issuers") else { return Vec::new() };
    let Value::Map(pairs) = &node.value else {
        faults.add(node.place, Fault::WrongType { key: fields.words("issuers"), expected: Expected::Record });
        return Vec::new();
    };
    let mut issuers = Vec::new();
    for (key, value) in pairs {
        let word = if let Value::Scalar(text) = &value.value { text.trim() } else { "" };
        let level = LEVELS.iter().find(|(_, en, zh)| *en == word || *zh == word);
        match level {
            Some((level, _, _)) => issuers.push((key.text.trim().to_owned(), *level)),
            None => faults.add(value.place, no_level(&key.text, word)),
        }
    }
    issuers
}

fn no_level(issuer: &str, word: &str) -> Fault {
    Fault::NotOneOf {
        key: Box::new(KeyWords::new(issuer, issuer)),
        value: word.to_owned(),
        allowed: LEVELS.iter().map(|(_, en, zh)| ((*en).to_owned(), (*zh).to_owned())).collect(),
        nearest: super::keys::nearest(word, LEVELS.iter().flat_map(|(_, en, zh)| [*en, *zh])),
    }
}
