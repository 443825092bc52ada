//! The rule for archive numbers in `site.yaml`, typed: 全宗号, 门类, 机构代码, and how long what is kept.
//! Never assigns a number: `filing.rs` does, once all entries are known.

use super::branch::BranchTree;
use super::entry::{Details, KINDS, Kind, LEVELS, Level, RETENTIONS, Retention};
use super::fields::{Faults, Fields, Spot, unknown};
use super::keys::{ARCHIVE_NUMBER, EXCEPTION, RETENTION_OF};
use super::number::{self, Class};
use super::yaml::Value;
use super::{Entry, site_file};
use crate::diag::{CodeShape, Diagnostic, Expected, Fault, Place};
use crate::path::BranchId;
use std::collections::BTreeMap;

/// How archive numbers are made.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Where the rule stands.
    pub place: Place,
    /// Where its codes of branches stand.
    pub units_place: Place,
    fonds: String,
    category: String,
    units: Vec<(Spot<String>, String)>,
    retention: BTreeMap<Kind, Retention>,
    exceptions: Vec<Exception>,
}

/// Entries that are kept for another time than their kind; what is not said matches everything.
#[derive(Clone, Debug)]
struct Exception {
    kind: Option<Kind>,
    form: Option<String>,
    level: Option<Level>,
    retention: Option<Retention>,
}

/// The codes of branches, by id.
pub type Units = BTreeMap<BranchId, String>;

/// Reads the rule, if `site.yaml` has one.
pub fn rules(site: &Fields, faults: &mut Faults) -> Option<Rules> {
    let node = site.get("archive_number")?;
    let fields = Fields::new(node, &[ARCHIVE_NUMBER], faults, &|word| unknown(word, &[ARCHIVE_NUMBER]));
    for name in ["fonds", "retention"] {
        fields.require(name, faults);
    }
    Some(Rules {
        place: node.place,
        units_place: fields.place_of("units"),
        fonds: coded("fonds", CodeShape::Fonds, &fields, faults).unwrap_or_default(),
        category: coded("category", CodeShape::Category, &fields, faults).unwrap_or_else(|| String::from("WS")),
        units: units(&fields, faults),
        retention: retention(&fields, faults),
        exceptions: fields.records("exceptions", EXCEPTION, faults, exception),
    })
}

fn fits(shape: CodeShape, text: &str) -> bool {
    match shape {
        CodeShape::Fonds => number::is_fonds(text),
        CodeShape::Category => number::is_category(text),
        CodeShape::Unit => number::is_unit(text),
    }
}

fn coded(name: &str, shape: CodeShape, fields: &Fields, faults: &mut Faults) -> Option<String> {
    let spot = fields.text(name, faults)?;
    if !fits(shape, &spot.value) {
        faults.add(spot.place, Fault::BadCode { value: spot.value.clone(), shape });
    }
    Some(spot.value)
}

/// `branch: code` pairs; whether the branches exist is looked at once they are known.
fn units(fields: &Fields, faults: &mut Faults) -> Vec<(Spot<String>, String)> {
    let Some(node) = fields.get("units") else { return Vec::new() };
    let wrong = |expected| Fault::WrongType { key: fields.words("units"), expected };
    let Value::Map(pairs) = &node.value else {
        faults.add(node.place, wrong(Expected::Record));
        return Vec::new();
    };
    let mut units = Vec::new();
    for (key, value) in pairs {
        match &value.value {
            Value::Scalar(code) if fits(CodeShape::Unit, code.trim()) => {
                units.push((Spot { place: key.place, value: key.text.trim().to_owned() }, code.trim().to_owned()));
            }
            Value::Scalar(code) => {
                faults.add(value.place, Fault::BadCode { value: code.clone(), shape: CodeShape::Unit });
            }
            _ => faults.add(value.place, wrong(Expected::Text)),
        }
    }
    units
}

fn retention(fields: &Fields, faults: &mut Faults) -> BTreeMap<Kind, Retention> {
    let Some(node) = fields.get("retention") else { return BTreeMap::new() };
    let fields = Fields::new(node, &[RETENTION_OF], faults, &|word| unknown(word, &[RETENTION_OF]));
    let mut periods = BTreeMap::new();
    for kind in Kind::ALL {
        fields.require(kind.word(), faults);
        periods.extend(fields.choice(kind.word(), RETENTIONS, faults).map(|period| (kind, period)));
    }
    periods
}

fn exception(fields: &Fields, faults: &mut Faults) -> Exception {
    fields.require("retention", faults);
    Exception {
        kind: fields.choice("kind", KINDS, faults),
        form: fields.plain("form", faults),
        level: fields.choice("level", LEVELS, faults),
        retention: fields.choice("retention", RETENTIONS, faults),
    }
}

impl Rules {
    /// The codes by branch; a branch that does not exist is a fault at its line of `site.yaml`.
    pub fn units(&self, tree: &BranchTree, faults: &mut Vec<Diagnostic>) -> Units {
        let mut units = Units::new();
        for (word, code) in &self.units {
            if let Some(branch) = tree.find(&word.value) {
                units.insert(branch.id.clone(), code.clone());
            } else {
                let fault = Fault::UnknownBranch { text: word.value.clone(), nearest: tree.nearest(&word.value) };
                faults.push(Diagnostic::new(&site_file(), word.place, fault));
            }
        }
        units
    }

    /// How long an entry is kept: what it says itself, else the first exception that fits, else its kind's.
    pub fn retention(&self, entry: &Entry) -> Option<Retention> {
        let exception = || self.exceptions.iter().find(|e| e.fits(entry)).and_then(|e| e.retention);
        entry.retention.or_else(exception).or_else(|| self.retention.get(&entry.kind).copied())
    }

    /// The class that an entry belongs to.
    pub fn class(&self, entry: &Entry, tree: &BranchTree, units: &Units) -> Option<Class> {
        let retention = self.retention(entry)?;
        let unit = entry.branches.first().and_then(|id| unit(id, tree, units)).cloned();
        let (fonds, category) = (self.fonds.clone(), self.category.clone());
        Some(Class { fonds, category, year: entry.year, retention, unit })
    }
}

impl Exception {
    fn fits(&self, entry: &Entry) -> bool {
        let (form, level) = match &entry.details {
            Details::Activity(activity) => (activity.form.as_deref(), None),
            Details::Award(award) => (None, award.level),
            Details::Report(_) => (None, None),
        };
        self.kind.is_none_or(|kind| kind == entry.kind)
            && self.form.as_deref().is_none_or(|wanted| form == Some(wanted))
            && self.level.is_none_or(|wanted| level == Some(wanted))
    }
}

/// The code of a branch, else of the nearest branch above it that has one.
pub fn unit<'a>(id: &BranchId, tree: &BranchTree, units: &'a Units) -> Option<&'a String> {
    let above = |id: &BranchId| tree.get(id).and_then(|branch| branch.parent.clone());
    // A circle of parents is a fault of its own; this walk must end all the same.
    let mut way = std::iter::successors(Some(id.clone()), above).take(64);
    way.find_map(|id| units.get(&id))
}
