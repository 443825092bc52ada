//! Pages that put the records of many entries side by side: trends, calendars, chains, campaigns, reviews, reports.
//! Never renders, never asks a clock; takes from the ledgers what they have reckoned already.

pub mod calendar;
pub mod campaigns;
pub mod chain;
pub mod compare;
pub mod reports;
pub mod review;
pub mod sheet;
pub mod trends;
pub mod wall;

use crate::leaf::Leaf;
use crate::ledgers::figures::record_branch;
use crate::ledgers::{self, Ledger, Ledgers};
use crate::model::entry::{Details, Kind};
use crate::model::{Archive, Entry};
use crate::path::{BranchId, EntryId, SitePath};
use crate::slug;
use compare::Share;
use sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use trends::Indicators;

/// How many lines of the table that grows with the archive one page has.
pub const PAGE_SIZE: usize = 100;

/// A page of an overview.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overview {
    /// The lists of indicators.
    TrendList,
    /// One indicator of all branches, by its part of the address.
    TrendName(String),
    /// All indicators of a branch.
    TrendBranch(BranchId),
    /// The meetings of all branches in a year.
    Calendar(i32),
    /// Problems from year to year, of all branches.
    Chain,
    /// Those of a branch.
    ChainBranch(BranchId),
    /// The list of campaigns.
    CampaignList,
    /// One campaign, by its part of the address.
    Campaign(String),
    /// The list of the years in review.
    ReviewList,
    /// A year in review.
    ReviewYear(i32),
    /// A branch's year in review.
    Review(i32, BranchId),
    /// The branches with two or more reports.
    ReportList,
    /// A branch's reports in time.
    Reports(BranchId),
    /// The branch's report of this number, from 1, beside the one before.
    Pair(BranchId, usize),
    /// Awards by level, year, branch and person.
    Wall,
}

impl Overview {
    /// Where the page stands, or the first of its pages.
    pub fn page(&self) -> SitePath {
        self.leaf(1)
    }

    /// The page of this number, from 1.
    pub fn leaf(&self, number: usize) -> SitePath {
        match self {
            // A branch may be called `page`, and its reports have numbers.
            Overview::ReportList if number > 1 => SitePath::leaf("ledgers/reports/all", number),
            _ => SitePath::leaf(&self.folder(), number),
        }
    }

    /// The same as a text, beside the page, or beside the first of its pages; only reviews have one.
    pub fn text(&self) -> Option<SitePath> {
        let is_review = matches!(self, Overview::ReviewYear(_) | Overview::Review(..));
        is_review.then(|| SitePath::new(format!("{}/review.txt", self.folder())))
    }

    /// A table for spreadsheets beside the page, or beside the first of its pages.
    pub fn table(&self, file: &str) -> SitePath {
        SitePath::new(format!("{}/{file}.csv", self.folder()))
    }

    /// The texts of a branch's reports as a script, from which its page puts any two beside each other.
    pub fn script(&self) -> Option<SitePath> {
        matches!(self, Overview::Reports(_)).then(|| SitePath::new(format!("{}/reports.js", self.folder())))
    }

    /// Whether any of its tables is saved; years in review and reports side by side are for reading alone.
    pub fn has_files(&self) -> bool {
        !matches!(self.word(), "review" | "reports")
    }

    fn folder(&self) -> String {
        match self {
            Overview::TrendList => String::from("ledgers/trends"),
            Overview::TrendName(slug) => format!("ledgers/trends/name/{slug}"),
            Overview::TrendBranch(id) => format!("ledgers/trends/branch/{id}"),
            Overview::Calendar(year) => format!("ledgers/calendar/{year}"),
            Overview::Chain => String::from("ledgers/chain"),
            Overview::ChainBranch(id) => format!("ledgers/chain/{id}"),
            Overview::CampaignList => String::from("ledgers/campaigns"),
            Overview::Campaign(slug) => format!("ledgers/campaigns/{slug}"),
            Overview::ReviewList => String::from("ledgers/review"),
            Overview::ReviewYear(year) => format!("ledgers/review/{year}"),
            Overview::Review(year, id) => format!("ledgers/review/{year}/{id}"),
            Overview::ReportList => String::from("ledgers/reports"),
            Overview::Reports(id) => format!("ledgers/reports/{id}"),
            Overview::Pair(id, number) => format!("ledgers/reports/{id}/{number}"),
            Overview::Wall => String::from("ledgers/wall"),
        }
    }

    /// The overviews that the list of ledgers leads to: the latest calendar, else the lists.
    pub fn entrances(all: &BTreeSet<Overview>) -> Vec<&Overview> {
        let latest = all.iter().rfind(|overview| matches!(overview, Overview::Calendar(_)));
        let is_entrance = |overview: &&Overview| match overview {
            Overview::TrendList
            | Overview::Chain
            | Overview::CampaignList
            | Overview::ReviewList
            | Overview::ReportList
            | Overview::Wall => true,
            Overview::Calendar(_) => latest == Some(*overview),
            _ => false,
        };
        all.iter().filter(is_entrance).collect()
    }

    /// In the keys of texts: `overview_<word>`, `overview_<word>_intro`.
    pub fn word(&self) -> &'static str {
        match self {
            Overview::TrendList | Overview::TrendName(_) | Overview::TrendBranch(_) => "trends",
            Overview::Calendar(_) => "calendar",
            Overview::Chain | Overview::ChainBranch(_) => "chain",
            Overview::CampaignList | Overview::Campaign(_) => "campaigns",
            Overview::ReviewList | Overview::ReviewYear(_) | Overview::Review(..) => "review",
            Overview::ReportList | Overview::Reports(_) | Overview::Pair(..) => "reports",
            Overview::Wall => "wall",
        }
    }

    /// The branch whose page leads here.
    pub fn branch(&self) -> Option<&BranchId> {
        match self {
            Overview::TrendBranch(id) | Overview::ChainBranch(id) | Overview::Reports(id) => Some(id),
            _ => None,
        }
    }
}

/// Everything that an archive's overviews are made from, found in one pass: one page of a long table must not ask all
/// entries again.
#[derive(Debug)]
pub struct Book<'a> {
    archive: &'a Archive,
    ledgers: Arc<Ledgers>,
    indicators: Indicators,
    indicator_slugs: BTreeMap<String, String>,
    campaigns: BTreeMap<String, Campaign>,
    reports: BTreeMap<BranchId, Vec<usize>>,
    by_branch_year: BTreeMap<(BranchId, i32), Vec<usize>>,
    /// How much each report of a branch took over from the one before; its first has none.
    shares: BTreeMap<BranchId, Vec<Share>>,
    /// The reports whose problems came back from an earlier one, by that one's name.
    back: BTreeMap<String, Vec<EntryId>>,
    /// The branches with activities.
    active: BTreeSet<BranchId>,
    calendar: calendar::Years,
    years: review::Years,
    problems: chain::Problems<'a>,
    awards: wall::Awards<'a>,
    pages: BTreeSet<Overview>,
}

/// A series or a named drive, with the positions of its entries, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// As written.
    pub name: String,
    /// Its entries.
    pub entries: Vec<usize>,
}

impl<'a> Book<'a> {
    /// Gathers what the overviews need.
    pub fn of(archive: &'a Archive, ledgers: Arc<Ledgers>) -> Book<'a> {
        let reports = reports(archive);
        let back = chain::back(archive);
        let (shares, (by_branch_year, pages)) = rayon::join(
            || reports::shares(archive, &reports),
            || rayon::join(|| by_branch_year(archive), || all(archive)),
        );
        Book {
            archive,
            indicators: trends::indicators(archive),
            indicator_slugs: indicator_slugs(archive),
            campaigns: campaigns(archive),
            shares,
            calendar: calendar::years(archive, &ledgers, &pages),
            years: review::years(archive, &by_branch_year),
            problems: chain::Problems::of(archive, &back),
            awards: wall::Awards::of(archive),
            ledgers,
            back,
            reports,
            by_branch_year,
            active: active(archive),
            pages,
        }
    }

    /// What one page shows. Those of branches are never long.
    pub fn sheet(&self, overview: &Overview, leaf: &Leaf) -> Sheet {
        match overview {
            Overview::TrendList => trends::list(self, leaf),
            Overview::TrendName(slug) => trends::of_indicator(self, slug, leaf),
            Overview::TrendBranch(id) => trends::of_branch(self, id),
            Overview::Calendar(year) => calendar::of_year(self, *year, leaf),
            Overview::Chain => chain::of_all(self, leaf),
            Overview::ChainBranch(id) => chain::of_branch(self, id),
            Overview::CampaignList => campaigns::list(self, leaf),
            Overview::Campaign(slug) => campaigns::of(self, slug, leaf),
            Overview::ReviewList => review::list(self),
            Overview::ReviewYear(year) => review::of_year(self, *year, leaf),
            Overview::Review(year, id) => review::of_branch(self, *year, id),
            Overview::ReportList => reports::list(self, leaf),
            Overview::Reports(id) => reports::of_branch(self, id),
            Overview::Pair(id, number) => reports::pair(self, id, *number),
            Overview::Wall => wall::wall(self, leaf),
        }
    }

    /// What a report is drafted from; only reviews give any.
    pub fn draft(&self, overview: &Overview) -> Option<Sheet> {
        match overview {
            Overview::ReviewYear(year) => Some(review::draft_of_year(self, *year)),
            Overview::Review(year, id) => Some(review::of_branch(self, *year, id)),
            _ => None,
        }
    }

    fn has(&self, overview: &Overview) -> bool {
        self.pages.contains(overview)
    }
}

/// All overviews, each with the number of lines that its pages share out; one that is not divided has none.
pub fn pages(archive: &Archive, ledgers: &Ledgers) -> BTreeMap<Overview, usize> {
    let all = all(archive);
    let mut lengths: BTreeMap<Overview, usize> = all.iter().map(|overview| (overview.clone(), 0)).collect();
    let long = (campaigns(archive).into_iter())
        .map(|(slug, campaign)| (Overview::Campaign(slug), campaign.entries.len()))
        .chain(trends::lengths(archive, &indicator_slugs(archive)))
        .chain(calendar::lengths(archive, ledgers))
        .chain(review::lengths(&by_branch_year(archive)))
        .chain([(Overview::Chain, chain::length(archive)), (Overview::Wall, wall::length(archive))]);
    let count = |is: fn(&Overview) -> bool| all.iter().filter(|overview| is(overview)).count();
    let lists = [
        (Overview::CampaignList, count(|overview| matches!(overview, Overview::Campaign(_)))),
        (Overview::ReportList, count(|overview| matches!(overview, Overview::Reports(_)))),
    ];
    for (overview, lines) in long.chain(lists) {
        lengths.entry(overview).and_modify(|length| *length = lines);
    }
    lengths
}

fn all(archive: &Archive) -> BTreeSet<Overview> {
    let mut pages: BTreeSet<Overview> = archive.entries.iter().flat_map(|entry| of_entry(entry, archive)).collect();
    pages.extend(indicator_slugs(archive).into_keys().map(Overview::TrendName));
    pages.extend(campaigns(archive).into_keys().map(Overview::Campaign));
    for (id, positions) in reports(archive).into_iter().filter(|(_, positions)| positions.len() > 1) {
        pages.insert(Overview::ReportList);
        pages.extend((2..=positions.len()).map(|number| Overview::Pair(id.clone(), number)));
        pages.insert(Overview::Reports(id));
    }
    pages
}

/// The pages that one entry makes necessary by itself.
fn of_entry(entry: &Entry, archive: &Archive) -> Vec<Overview> {
    let mut pages = vec![Overview::ReviewList, Overview::ReviewYear(entry.year)];
    // Who writes the next report has none of that year yet.
    let present = archive.as_of.is_some_and(|day| i32::from(day.year()) == entry.year);
    if entry.kind == Kind::Report || present {
        pages.extend(entry.branches.iter().map(|id| Overview::Review(entry.year, id.clone())));
    }
    match &entry.details {
        Details::Activity(_) => pages.push(Overview::Calendar(i32::from(entry.date.year()))),
        Details::Award(_) => pages.push(Overview::Wall),
        Details::Report(report) => {
            if !report.indicators.is_empty() {
                pages.push(Overview::TrendList);
                let words = report.indicators.iter().map(|i| i.branch.as_ref().map(|spot| spot.value.as_str()));
                let ids = words.filter_map(|word| record_branch(word, entry, archive));
                pages.extend(ids.map(Overview::TrendBranch));
            }
            if !report.problems.is_empty() {
                pages.push(Overview::Chain);
                pages.extend(entry.branches.iter().cloned().map(Overview::ChainBranch));
            }
        }
    }
    if drives(entry, archive).next().is_some() {
        pages.push(Overview::CampaignList);
    }
    pages
}

/// An indicator's name, unit, branch and year, and whether it has a figure.
type Stated<'e> = (&'e str, Option<&'e str>, Option<&'e str>, Option<i32>, bool);

/// All of an entry that decides which pages there are, and how many lines each has; `plan` compares it, so that most edits leave the plan as it is.
#[derive(Debug, PartialEq)]
pub struct Traits<'e> {
    series: Option<&'e str>,
    indicators: Vec<Stated<'e>>,
    problems: Vec<(&'e str, Option<&'e str>, Option<jiff::civil::Date>)>,
    recipients: &'e [String],
    visit: Option<(jiff::civil::Date, Vec<&'e str>)>,
}

/// What decides which pages an entry has.
pub fn traits(entry: &Entry) -> Traits<'_> {
    let report = match &entry.details {
        Details::Report(report) => Some(report),
        _ => None,
    };
    let recipients = match &entry.details {
        Details::Award(award) => award.recipients.as_slice(),
        _ => &[],
    };
    let indicators = report.iter().flat_map(|report| &report.indicators);
    let problems = report.iter().flat_map(|report| &report.problems);
    Traits {
        series: entry.series.as_deref(),
        indicators: indicators
            .map(|i| {
                let branch = i.branch.as_ref().map(|spot| spot.value.as_str());
                (i.name.as_str(), i.unit.as_deref(), branch, i.year, i.value.is_some())
            })
            .collect(),
        problems: problems
            .map(|p| (p.id.as_str(), p.recurs.as_ref().map(|spot| spot.value.as_str()), p.closed))
            .collect(),
        recipients,
        visit: ledgers::contacts::traits(entry),
    }
}

/// The same of the archive's settings.
pub fn settings(archive: &Archive) -> &[String] {
    &archive.site.campaigns
}

/// The series of an entry, and the drives of `site.yaml` that it has as a tag.
fn drives<'e>(entry: &'e Entry, archive: &'e Archive) -> impl Iterator<Item = &'e String> {
    let tagged = entry.tags.iter().filter(|tag| archive.site.campaigns.contains(tag));
    entry.series.iter().chain(tagged.filter(|tag| entry.series.as_ref() != Some(*tag)))
}

fn campaigns(archive: &Archive) -> BTreeMap<String, Campaign> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, entry) in archive.entries.iter().enumerate() {
        for name in drives(entry, archive) {
            by_name.entry(name.clone()).or_default().push(i);
        }
    }
    let slugs = slugs(by_name.keys().map(String::as_str));
    let named = by_name.into_iter().zip(slugs);
    named.map(|((name, entries), slug)| (slug, Campaign { name, entries })).collect()
}

fn indicator_slugs(archive: &Archive) -> BTreeMap<String, String> {
    let reports = archive.entries.iter().filter_map(|entry| match &entry.details {
        Details::Report(report) => Some(report),
        _ => None,
    });
    let names: BTreeSet<&str> = reports.flat_map(|r| &r.indicators).map(|i| i.name.as_str()).collect();
    let slugs = slugs(names.iter().copied());
    slugs.into_iter().zip(names).map(|(slug, name)| (slug, name.to_owned())).collect()
}

/// A part of an address for each name; names that sound alike get `-2`, `-3`, … in the order given.
fn slugs<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut slugs = Vec::new();
    for name in names {
        let base = slug::slug(name);
        let numbered = (2..).map(|n| format!("{base}-{n}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|slug| !taken.contains(slug));
        let slug = free.unwrap_or(base);
        taken.insert(slug.clone());
        slugs.push(slug);
    }
    slugs
}

/// The reports of each branch, oldest first.
fn reports(archive: &Archive) -> BTreeMap<BranchId, Vec<usize>> {
    let mut all: BTreeMap<BranchId, Vec<usize>> = BTreeMap::new();
    for (i, entry) in archive.entries.iter().enumerate().rev() {
        if entry.kind == Kind::Report {
            for id in &entry.branches {
                all.entry(id.clone()).or_default().push(i);
            }
        }
    }
    all
}

/// The entries of each branch and year, newest first.
fn by_branch_year(archive: &Archive) -> BTreeMap<(BranchId, i32), Vec<usize>> {
    let mut all: BTreeMap<(BranchId, i32), Vec<usize>> = BTreeMap::new();
    for (i, entry) in archive.entries.iter().enumerate() {
        for id in &entry.branches {
            all.entry((id.clone(), entry.year)).or_default().push(i);
        }
    }
    all
}

fn active(archive: &Archive) -> BTreeSet<BranchId> {
    let activities = archive.entries.iter().filter(|entry| entry.kind == Kind::Activity);
    activities.flat_map(|entry| entry.branches.iter().cloned()).collect()
}

/// Where a column of a ledger is.
fn column(ledger: Ledger, key: &str) -> Option<usize> {
    ledger.columns().iter().position(|column| *column == key)
}
