//! What each template is given: plain records made from the archive and the plan.
//! Never holds HTML of its own making but the entry's body and the charts.

use super::chart::{self, Bar, Series};
use super::language;
use super::piece::{self, Maker, Pieces, Sequence};
use crate::model::branch::{BRANCH_KINDS, Branch, BranchKind};
use crate::model::entry::Kind;
use crate::model::{Archive, Edition};
use crate::path::{BranchId, SitePath};
use crate::plan::Plan;
use crate::plan::index::{Index, Subject};
use crate::theme::Texts;
use jiff::civil::Date;
use serde::Serialize;
use tera::TeraResult;

/// How many entries the home page shows.
const LATEST: usize = 10;

/// What a page's own template is given. Its fingerprint is taken before it is complete.
pub trait View: Serialize {
    /// Puts in what is long to make and what the fingerprint knows by other means.
    fn complete(&mut self, _maker: &dyn Maker) -> TeraResult<()> {
        Ok(())
    }
}

/// What the frame around every page needs.
#[derive(Serialize)]
#[expect(missing_docs, reason = "each field is named in docs/themes.md")]
pub struct Head {
    pub page_title: String,
    pub description: String,
    pub section: &'static str,
    pub crumbs: Vec<Crumb>,
}

/// A step of the way from the home page.
#[derive(Serialize)]
#[expect(missing_docs, reason = "each field is named in docs/themes.md")]
pub struct Crumb {
    pub label: String,
    pub href: Option<SitePath>,
}

/// A text with the page it leads to, if any.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is named in docs/themes.md")]
pub struct Linked {
    pub text: String,
    pub href: Option<SitePath>,
}

/// Settings that every page shows.
#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    organization: &'a str,
    language: &'a str,
    base_url: Option<&'a str>,
    as_of: String,
    edition: &'static str,
    generator: &'static str,
    feeds: bool,
}

/// The settings for the frame.
pub fn site(archive: &Archive) -> impl Serialize {
    SiteView {
        title: &archive.site.title,
        organization: &archive.site.organization,
        language: &archive.site.language,
        base_url: archive.site.base_url.as_deref(),
        as_of: archive.as_of.map_or_else(String::new, |day| day_text(day, &archive.site.language)),
        edition: match archive.edition {
            Edition::Internal => "internal",
            Edition::Public => "public",
        },
        generator: concat!("dangan ", env!("CARGO_PKG_VERSION")),
        feeds: archive.site.base_url.is_some(),
    }
}

#[derive(Serialize)]
struct NavItem<'t> {
    key: &'static str,
    label: &'t str,
    href: SitePath,
}

/// The main navigation.
pub fn navigation(texts: &Texts) -> impl Serialize {
    let items = [
        ("home", "nav_home", "index.html"),
        ("years", "nav_years", "years/index.html"),
        ("branches", "nav_branches", "branches/index.html"),
        ("activities", "kinds_activity", "activities/index.html"),
        ("awards", "kinds_award", "awards/index.html"),
        ("reports", "kinds_report", "reports/index.html"),
        ("ledgers", "nav_ledgers", "ledgers/index.html"),
        ("tags", "nav_tags", "tags/index.html"),
    ];
    let item = |(key, text, href)| NavItem { key, label: texts.get(text), href: SitePath::new(href) };
    items.map(item)
}

/// A day as people of the site's language read it.
pub fn day_text(day: Date, language: &str) -> String {
    match crate::theme::interface_language(language) {
        "zh-CN" => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        _ => day.to_string(),
    }
}

/// The name of a branch's kind.
pub fn branch_kind(kind: BranchKind) -> &'static str {
    BRANCH_KINDS.iter().find(|(k, _, _)| *k == kind).map_or("", |(_, _, name)| *name)
}

#[derive(Serialize)]
pub(super) struct BranchLink {
    pub(super) name: String,
    pub(super) href: SitePath,
}

#[derive(Serialize)]
pub(super) struct BranchCount {
    name: String,
    href: SitePath,
    kind: &'static str,
    total: usize,
}

#[derive(Serialize)]
struct YearCount {
    year: i32,
    href: SitePath,
    total: usize,
    activities: usize,
    awards: usize,
    reports: usize,
}

#[derive(Serialize)]
struct Count<'t> {
    label: &'t str,
    value: usize,
    href: SitePath,
}

#[derive(Serialize)]
struct Home<'a> {
    counts: Vec<Count<'a>>,
    latest_html: Sequence<'a>,
    chart_svg: String,
    years: Vec<YearCount>,
    branches: Vec<BranchCount>,
}

#[derive(Serialize)]
struct Years {
    years: Vec<YearCount>,
    chart_svg: String,
}

#[derive(Serialize)]
struct Branches {
    tree: Vec<Node>,
}

#[derive(Serialize)]
struct Node {
    name: String,
    href: SitePath,
    kind: &'static str,
    total: usize,
    dissolved: bool,
    children: Vec<Node>,
}

#[derive(Serialize)]
struct Tags {
    tags: Vec<TagCount>,
}

#[derive(Serialize)]
pub(super) struct TagCount {
    pub(super) text: String,
    pub(super) href: SitePath,
    pub(super) count: usize,
}

#[derive(Serialize)]
struct Nothing {}

impl View for Home<'_> {
    fn complete(&mut self, maker: &dyn Maker) -> TeraResult<()> {
        self.latest_html.complete(maker)
    }
}

impl View for Years {}
impl View for Branches {}
impl View for Tags {}
impl View for Nothing {}

/// What all views read.
#[derive(Clone, Copy)]
pub struct Common<'a> {
    pub(super) archive: &'a Archive,
    pub(super) texts: &'a Texts,
    pub(super) plan: &'a Plan,
    pub(super) pieces: &'a Pieces,
}

impl<'a> Common<'a> {
    /// Views over one archive and plan, in the words of `texts`.
    pub fn new(archive: &'a Archive, texts: &'a Texts, plan: &'a Plan, pieces: &'a Pieces) -> Self {
        Common { archive, texts, plan, pieces }
    }

    pub(super) fn index(&self) -> &'a Index {
        &self.plan.index
    }

    pub(super) fn total(&self, subject: &Subject) -> usize {
        self.index().members(subject).positions.len()
    }

    pub(super) fn language(&self) -> &'a str {
        &self.archive.site.language
    }

    pub(super) fn head(&self, title: &str, section: &'static str, crumbs: Vec<Crumb>) -> Head {
        let description = format!("{title} · {}", self.archive.site.organization);
        Head { page_title: title.to_owned(), description, section, crumbs }
    }

    pub(super) fn crumb(&self, text: &str, path: &str) -> Crumb {
        Crumb { label: self.texts.get(text).to_owned(), href: Some(SitePath::new(path)) }
    }

    pub(super) fn home_crumb(&self) -> Crumb {
        self.crumb("nav_home", "index.html")
    }

    pub(super) fn branch_link(&self, id: &BranchId) -> BranchLink {
        BranchLink { name: self.archive.branches.name(id).to_owned(), href: Subject::Branch(id.clone()).home() }
    }

    pub(super) fn branch_count(&self, branch: &Branch) -> BranchCount {
        let subject = Subject::Branch(branch.id.clone());
        BranchCount {
            name: branch.name.clone(),
            href: subject.home(),
            kind: branch_kind(branch.kind),
            total: self.total(&subject),
        }
    }

    /// The language of a text that is not in the site's.
    pub(super) fn foreign<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Option<&'static str> {
        language::foreign(texts, self.language())
    }

    fn year_counts(&self) -> Vec<YearCount> {
        let count = |year: i32| {
            let subject = Subject::Year(year);
            let members = self.index().members(&subject);
            YearCount {
                year,
                href: subject.home(),
                total: members.positions.len(),
                activities: members.of_kind(Kind::Activity),
                awards: members.of_kind(Kind::Award),
                reports: members.of_kind(Kind::Report),
            }
        };
        self.index().years().into_iter().map(count).collect()
    }

    fn year_chart(&self, years: &[YearCount]) -> String {
        let series = [(Kind::Activity, "chart-activity"), (Kind::Award, "chart-award"), (Kind::Report, "chart-report")];
        let series = series.map(|(kind, class)| Series { name: self.texts.get(kind_key(kind)).to_owned(), class });
        let bars: Vec<Bar> = (years.iter().rev())
            .map(|y| Bar { label: y.year.to_string(), values: vec![y.activities, y.awards, y.reports] })
            .collect();
        chart::stacked_bars(self.texts.get("chart_years"), self.texts.get("chart_years_desc"), &series, &bars)
    }

    /// The home page.
    pub fn home(self) -> (Head, impl View) {
        let years = self.year_counts();
        let view = Home {
            counts: self.counts(years.len()),
            latest_html: Sequence::Named(
                self,
                piece::Kind::Mention,
                (0..self.archive.entries.len().min(LATEST)).collect(),
            ),
            chart_svg: self.year_chart(&years),
            years,
            branches: self.archive.branches.all().iter().map(|b| self.branch_count(b)).collect(),
        };
        let mut head = self.head(&self.archive.site.title, "home", Vec::new());
        head.description = format!("{} · {}", self.archive.site.title, self.archive.site.organization);
        (head, view)
    }

    fn counts(&self, years: usize) -> Vec<Count<'a>> {
        let kind = |kind: Kind| {
            let subject = Subject::Kind(kind);
            (kinds_key(kind), self.total(&subject), subject.home())
        };
        let years_page = SitePath::new("years/index.html");
        let lines = [
            ("count_entries", self.archive.entries.len(), years_page.clone()),
            kind(Kind::Activity),
            kind(Kind::Award),
            kind(Kind::Report),
            ("nav_branches", self.archive.branches.all().len(), SitePath::new("branches/index.html")),
            ("nav_years", years, years_page),
        ];
        let count = |(key, value, href)| Count { label: self.texts.get(key), value, href };
        lines.into_iter().map(count).collect()
    }

    /// All years.
    pub fn years(self) -> (Head, impl View) {
        let years = self.year_counts();
        let chart_svg = self.year_chart(&years);
        let crumbs = vec![self.home_crumb(), here(self.texts.get("nav_years"))];
        (self.head(self.texts.get("nav_years"), "years", crumbs), Years { years, chart_svg })
    }

    /// The tree of branches.
    pub fn branches(self) -> (Head, impl View) {
        let tree = self.archive.branches.roots().map(|root| self.node(root)).collect();
        let crumbs = vec![self.home_crumb(), here(self.texts.get("nav_branches"))];
        (self.head(self.texts.get("nav_branches"), "branches", crumbs), Branches { tree })
    }

    fn node(&self, branch: &Branch) -> Node {
        let tree = &self.archive.branches;
        let children = tree.children(&branch.id).iter().filter_map(|id| tree.get(id));
        let count = self.branch_count(branch);
        let gone = branch.dissolved.zip(self.archive.as_of).is_some_and(|(day, as_of)| day <= as_of);
        Node {
            name: count.name,
            href: count.href,
            kind: count.kind,
            total: count.total,
            dissolved: gone,
            children: children.map(|child| self.node(child)).collect(),
        }
    }

    /// All tags, most used first, ties by address.
    pub fn tags(self) -> (Head, impl View) {
        let mut tags: Vec<TagCount> = (self.index().subjects())
            .filter_map(|(subject, members)| match subject {
                Subject::Tag { text, .. } => {
                    Some(TagCount { text: text.clone(), href: subject.home(), count: members.positions.len() })
                }
                _ => None,
            })
            .collect();
        tags.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.href.cmp(&b.href)));
        let crumbs = vec![self.home_crumb(), here(self.texts.get("nav_tags"))];
        (self.head(self.texts.get("nav_tags"), "tags", crumbs), Tags { tags })
    }

    /// The search page.
    pub fn search(self) -> (Head, impl View) {
        let crumbs = vec![self.home_crumb(), here(self.texts.get("search"))];
        (self.head(self.texts.get("search"), "search", crumbs), Nothing {})
    }

    /// What a server shows for an address that does not exist.
    pub fn not_found(self) -> (Head, impl View) {
        (self.head(self.texts.get("not_found_title"), "", Vec::new()), Nothing {})
    }
}

pub(super) fn here(label: &str) -> Crumb {
    Crumb { label: label.to_owned(), href: None }
}

pub(super) fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Activity => "kind_activity",
        Kind::Award => "kind_award",
        Kind::Report => "kind_report",
    }
}

pub(super) fn kinds_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Activity => "kinds_activity",
        Kind::Award => "kinds_award",
        Kind::Report => "kinds_report",
    }
}
