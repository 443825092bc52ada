//! Entries, the rule and an earlier catalogue → every entry's archive number and retention (档号, 保管期限).
//! Never renumbers what a catalogue has, and in the public edition never shows a number that could still change.

use super::branch::BranchTree;
use super::earlier::{Earlier, Row};
use super::entry::{RETENTIONS, Retention};
use super::number::{Class, LAST_ITEM, Number};
use super::numbering::{self, Rules, Units};
use super::{Edition, Entry, site_file};
use crate::diag::{Diagnostic, Fault, Place};
use crate::path::{EntryId, SourcePath};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The entry says so itself.
    Own,
    /// An earlier catalogue has it.
    Catalogue,
    /// The rule gave it just now: it may change until a catalogue has it.
    Rule,
}

/// How one entry is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    /// Its number with where that comes from, if it has one.
    pub number: Option<(String, Origin)>,
    /// How long it is kept, if that is known.
    pub retention: Option<Retention>,
}

/// Neither number nor retention.
pub const UNFILED: &Filing = &Filing { number: None, retention: None };

impl Filing {
    /// The number as shown.
    pub fn number(&self) -> Option<&str> {
        self.number.as_ref().map(|(text, _)| text.as_str())
    }
}

/// A number that an entry had which is gone, or has another now; never given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// The number.
    pub number: String,
    /// The entry's id then.
    pub id: String,
    /// The entry's title then.
    pub title: String,
}

impl From<&Row> for Withdrawn {
    fn from(row: &Row) -> Withdrawn {
        Withdrawn { number: row.number.clone(), id: row.id.clone(), title: row.title.clone() }
    }
}

/// How all entries are filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filings {
    /// In the order of `Archive::entries`.
    pub filings: Vec<Filing>,
    /// By number; empty in the public edition, whose readers may not know of what is gone.
    pub withdrawn: Vec<Withdrawn>,
}

/// Files all entries. Without a rule every entry keeps what it says itself, unchecked.
pub fn file(
    entries: &[Arc<Entry>],
    rules: Option<&Rules>,
    branches: &BranchTree,
    earlier: &Earlier,
    edition: Edition,
) -> (Filings, Vec<Diagnostic>) {
    let Some(rules) = rules else {
        return (
            Filings { filings: entries.iter().map(|entry| own(entry)).collect(), withdrawn: Vec::new() },
            Vec::new(),
        );
    };
    let mut faults = Vec::new();
    let units = rules.units(branches, &mut faults);
    let mut office = Office { entries, rules, branches, units, given: Given::default(), faults };
    let numbers = office.number(earlier, edition);
    let filings = (entries.iter().zip(numbers))
        .map(|(entry, number)| Filing { retention: retention(entry, rules, number.as_ref()), number })
        .collect();
    (Filings { filings, withdrawn: office.given.withdrawn }, office.faults)
}

fn own(entry: &Entry) -> Filing {
    let number = entry.number.as_ref().map(|spot| (spot.value.clone(), Origin::Own));
    Filing { number, retention: entry.retention }
}

/// What the entry says, else what its number says, else the rule.
fn retention(entry: &Entry, rules: &Rules, number: Option<&(String, Origin)>) -> Option<Retention> {
    let of_number = number.and_then(|(text, _)| Number::parse(text)).map(|n| n.class.retention);
    entry.retention.or(of_number).or_else(|| rules.retention(entry))
}

/// Numbers in use, by class where their shape tells one.
#[derive(Default)]
struct Given {
    /// Every number with the file that has it.
    by_text: BTreeMap<String, SourcePath>,
    /// The items of each class with the place to report a gap before them.
    items: BTreeMap<Class, BTreeMap<u32, (SourcePath, Place)>>,
    /// The last item of each class that a catalogue has.
    fixed: BTreeMap<Class, u32>,
    withdrawn: Vec<Withdrawn>,
}

impl Given {
    fn note(&mut self, text: &str, file: &SourcePath, place: Place) {
        self.by_text.insert(text.to_owned(), file.clone());
        if let Some(Number { class, item }) = Number::parse(text) {
            self.items.entry(class).or_default().insert(item, (file.clone(), place));
        }
    }

    /// The first item after all that a catalogue has and that nobody has.
    fn next(&self, class: &Class, last: u32) -> u32 {
        let taken = self.items.get(class);
        let from = last.max(self.fixed.get(class).copied().unwrap_or(0));
        (from + 1..=LAST_ITEM).find(|item| taken.is_none_or(|taken| !taken.contains_key(item))).unwrap_or(LAST_ITEM + 1)
    }
}

/// Everything at hand while numbers are given.
struct Office<'a> {
    entries: &'a [Arc<Entry>],
    rules: &'a Rules,
    branches: &'a BranchTree,
    units: Units,
    given: Given,
    faults: Vec<Diagnostic>,
}

type Numbers = Vec<Option<(String, Origin)>>;

impl Office<'_> {
    fn number(&mut self, earlier: &Earlier, edition: Edition) -> Numbers {
        let known: BTreeMap<&str, &Entry> = self.entries.iter().map(|e| (e.id.as_str(), &**e)).collect();
        // Rows of other entries are as unknown to the public edition as those entries themselves.
        let (here, gone): (Vec<&Row>, Vec<&Row>) =
            earlier.rows.iter().partition(|row| known.contains_key(row.id.as_str()));
        let gone = if edition == Edition::Public { Vec::new() } else { gone };
        let pinned = self.pin(&here, &known);
        self.keep_own();
        self.withdraw(&here, &gone, &known);
        let mut numbers: Numbers = (self.entries.iter())
            .map(|entry| match (&entry.number, pinned.get(&entry.id)) {
                (Some(spot), _) => Some((spot.value.clone(), Origin::Own)),
                (None, Some(text)) => Some((text.clone(), Origin::Catalogue)),
                (None, None) => None,
            })
            .collect();
        match edition {
            Edition::Internal => {
                self.assign(&mut numbers);
                self.report_gaps();
                self.report_units();
            }
            Edition::Public => self.report_open(&numbers),
        }
        numbers
    }

    /// The catalogue's numbers of entries that have none of their own. An entry that was withdrawn and is
    /// back has its number again, unless it had another after that.
    fn pin(&mut self, rows: &[&Row], known: &BTreeMap<&str, &Entry>) -> BTreeMap<EntryId, String> {
        let mut pinned = BTreeMap::new();
        let (gone, there): (Vec<&Row>, Vec<&Row>) = rows.iter().copied().partition(|row| row.withdrawn);
        for row in there.into_iter().chain(gone) {
            self.fix(&row.number);
            let open = known.get(row.id.as_str()).filter(|e| e.number.is_none() && !pinned.contains_key(&e.id));
            let Some(entry) = open else { continue };
            self.given.note(&row.number, &entry.source, Place::START);
            pinned.insert(entry.id.clone(), row.number.clone());
        }
        pinned
    }

    fn fix(&mut self, number: &str) {
        if let Some(Number { class, item }) = Number::parse(number) {
            let last = self.given.fixed.entry(class).or_default();
            *last = item.max(*last);
        }
    }

    /// The entries' own numbers: kept, each checked for its shape and against all others.
    fn keep_own(&mut self) {
        let mut entries: Vec<&Arc<Entry>> = self.entries.iter().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        for entry in entries {
            let Some(spot) = &entry.number else { continue };
            let mut report = |fault| self.faults.push(Diagnostic::new(&entry.source, spot.place, fault));
            if let Some(other) = self.given.by_text.get(&spot.value) {
                report(Fault::NumberTaken { number: spot.value.clone(), other: other.to_string() });
            }
            match Number::parse(&spot.value) {
                Some(number) => unlike(entry, &number).into_iter().for_each(report),
                None => report(Fault::NumberShape {
                    text: spot.value.clone(),
                    mended: Number::mend(&spot.value).map(|n| n.to_string()),
                }),
            }
            self.given.note(&spot.value, &entry.source, spot.place);
        }
    }

    /// Numbers of entries that are gone or have another number now.
    fn withdraw(&mut self, here: &[&Row], gone: &[&Row], known: &BTreeMap<&str, &Entry>) {
        for row in gone {
            self.fix(&row.number);
        }
        for row in here {
            if let Some(own) = known.get(row.id.as_str()).and_then(|entry| entry.number.as_ref().map(|n| (entry, n))) {
                self.changed(row, own.0, &own.1.value);
            }
        }
        let is_free = |row: &&&Row| !self.given.by_text.contains_key(&row.number);
        for row in gone.iter().filter(is_free).filter(|row| !row.withdrawn) {
            let fault = Fault::NumberWithdrawn { number: row.number.clone(), title: row.title.clone() };
            self.faults.push(Diagnostic::new(&row.file, row.place, fault));
        }
        let mut withdrawn: Vec<Withdrawn> = here.iter().chain(gone).filter(is_free).map(|row| (*row).into()).collect();
        for w in &withdrawn {
            // What is gone explains a gap: it counts as an item, but no entry has it.
            self.given.note(&w.number, &SourcePath::new(&w.id), Place::START);
        }
        withdrawn.sort_by(|a, b| a.number.cmp(&b.number));
        self.given.withdrawn = withdrawn;
    }

    fn changed(&mut self, row: &Row, entry: &Entry, own: &str) {
        let place = entry.number.as_ref().map_or(Place::START, |spot| spot.place);
        if own != row.number && !row.withdrawn {
            let fault = Fault::NumberChanged { number: own.to_owned(), earlier: row.number.clone() };
            self.faults.push(Diagnostic::new(&entry.source, place, fault));
        }
    }

    /// Gives the rest their numbers, from the oldest, ties by id.
    fn assign(&mut self, numbers: &mut Numbers) {
        let mut open: Vec<usize> = (0..numbers.len()).filter(|i| numbers[*i].is_none()).collect();
        open.sort_by_key(|i| (self.entries[*i].date, self.entries[*i].id.clone()));
        let mut last: BTreeMap<Class, u32> = BTreeMap::new();
        let mut full: BTreeSet<Class> = BTreeSet::new();
        for i in open {
            let entry = &self.entries[i];
            let Some(class) = self.rules.class(entry, self.branches, &self.units) else { continue };
            let item = self.given.next(&class, last.get(&class).copied().unwrap_or(0));
            if item > LAST_ITEM {
                full.insert(class);
                continue;
            }
            last.insert(class.clone(), item);
            let text = Number { class, item }.to_string();
            self.given.note(&text, &entry.source, Place::START);
            numbers[i] = Some((text, Origin::Rule));
        }
        for class in full {
            let fault = Fault::NumbersUsedUp { class: class.to_string() };
            self.faults.push(Diagnostic::new(&site_file(), self.rules.place, fault));
        }
    }

    /// Public entries that have to wait for their numbers.
    fn report_open(&mut self, numbers: &Numbers) {
        let count = numbers.iter().filter(|number| number.is_none()).count();
        if count > 0 {
            let fault = Fault::NumbersNotFixed { count };
            self.faults.push(Diagnostic::new(&site_file(), self.rules.place, fault));
        }
    }

    /// Items that nobody has and that no withdrawn entry explains, at the entry that follows them.
    fn report_gaps(&mut self) {
        for (class, items) in &self.given.items {
            let mut last = 0;
            for (item, (file, place)) in items {
                if *item > last + 1 {
                    let missing = span(last + 1, item - 1);
                    let fault = Fault::NumberGap { class: class.to_string(), missing };
                    self.faults.push(Diagnostic::new(file, *place, fault));
                }
                last = *item;
            }
        }
    }

    /// Branches that have entries but no code, where others have one.
    fn report_units(&mut self) {
        if self.units.is_empty() {
            return;
        }
        let first = self.entries.iter().filter(|entry| entry.number.is_none()).filter_map(|e| e.branches.first());
        let bare: BTreeSet<_> = first.filter(|id| numbering::unit(id, self.branches, &self.units).is_none()).collect();
        for id in bare {
            let fault = Fault::NoUnit { branch: self.branches.name(id).to_owned() };
            self.faults.push(Diagnostic::new(&site_file(), self.rules.units_place, fault));
        }
    }
}

/// `0003`, `0003—0005`.
fn span(from: u32, to: u32) -> String {
    if from == to { format!("{from:04}") } else { format!("{from:04}—{to:04}") }
}

/// In what an entry and its own number disagree.
fn unlike(entry: &Entry, number: &Number) -> Vec<Fault> {
    let class = &number.class;
    let word = |r: Retention| RETENTIONS.iter().find(|(x, _, _)| *x == r).map_or("", |(_, _, zh)| *zh).to_owned();
    let mut faults = Vec::new();
    if class.year != entry.year {
        faults.push(Fault::NumberUnlike { number: class.year.to_string(), entry: entry.year.to_string() });
    }
    if let Some(retention) = entry.retention.filter(|r| *r != class.retention) {
        faults.push(Fault::NumberUnlike { number: word(class.retention), entry: word(retention) });
    }
    faults
}
