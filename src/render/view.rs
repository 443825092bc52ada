//! What each template is given: plain records made from the archive and the plan.
//! Never holds HTML of its own making but the entry's body and the charts.

use super::card::{Card, Listed, Purpose};
use super::chart::{self, Bar, Series};
use super::{facts, language, records};
use crate::leaf::Leaf;
use crate::markdown::Document;
use crate::model::asset;
use crate::model::branch::{BRANCH_KINDS, Branch, BranchKind};
use crate::model::entry::{Kind, LEVELS};
use crate::model::{Archive, Attachment, Edition, Entry, Photo};
use crate::path::{BranchId, SitePath};
use crate::plan::index::{Index, Members, Subject, level_word};
use crate::plan::{List, PAGE_SIZE, PHOTO_SIDE, Page, Plan};
use crate::theme::Texts;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many entries the home page shows.
const LATEST: usize = 10;

/// A body with fewer headings than this needs no list of contents.
const CONTENTS_FROM: usize = 4;

/// A page's data: what the frame needs, then the page's own.
#[derive(Serialize)]
pub struct Whole<'p, T> {
    /// `../` to the site's root.
    pub root: String,
    /// The page's own path.
    pub path: &'p str,
    /// For the frame.
    #[serde(flatten)]
    pub head: Head,
    /// The page's own.
    #[serde(flatten)]
    pub body: T,
}

impl<'p, T> Whole<'p, T> {
    /// A page's head and its own data, with where it stands.
    pub fn new(page: &'p Page, (head, body): (Head, T)) -> Self {
        Whole { root: page.path.root(), path: page.path.as_str(), head, body }
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
    name: String,
    href: SitePath,
}

#[derive(Serialize)]
struct BranchCount {
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
struct Group<'a> {
    heading: String,
    id: String,
    entries: Vec<Listed<'a>>,
}

#[derive(Serialize)]
pub(super) struct Filter {
    pub(super) label: String,
    pub(super) links: Vec<FilterLink>,
}

#[derive(Serialize)]
pub(super) struct FilterLink {
    pub(super) label: String,
    pub(super) count: usize,
    pub(super) href: String,
    pub(super) current: bool,
}

#[derive(Serialize)]
pub(super) struct Pager {
    page: usize,
    pages: usize,
    prev: Option<SitePath>,
    next: Option<SitePath>,
    numbers: Vec<PageNumber>,
}

#[derive(Serialize)]
struct PageNumber {
    label: String,
    href: Option<SitePath>,
    current: bool,
}

#[derive(Serialize)]
struct ListView<'a> {
    heading: String,
    intro: String,
    total: usize,
    groups: Vec<Group<'a>>,
    filters: Vec<Filter>,
    chart_svg: String,
    pager: Pager,
    ledgers: Vec<Linked>,
    #[serde(flatten)]
    branch: Option<BranchView>,
}

#[derive(Serialize)]
struct BranchView {
    facts: Vec<facts::Fact>,
    kind: &'static str,
    children: Vec<BranchCount>,
    years: Vec<BranchYear>,
    parent: Option<BranchLink>,
}

#[derive(Serialize)]
struct BranchYear {
    year: i32,
    href: SitePath,
    total: usize,
}

#[derive(Serialize)]
struct Home<'a> {
    counts: Vec<Count<'a>>,
    latest: Vec<Listed<'a>>,
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
struct TagCount {
    text: String,
    href: SitePath,
    count: usize,
}

#[derive(Serialize)]
struct EntryPage<'a> {
    entry: EntryView<'a>,
}

#[derive(Serialize)]
struct EntryView<'a> {
    #[serde(flatten)]
    card: Card<'a>,
    facts: Vec<facts::Fact>,
    body_html: &'a str,
    body_lang: Option<&'static str>,
    toc: Vec<TocLine<'a>>,
    prev: Option<Neighbour<'a>>,
    next: Option<Neighbour<'a>>,
    neighbour_branch: &'a str,
    evidence: Vec<Card<'a>>,
    cited_by: Vec<Listed<'a>>,
    attachments: Vec<AttachmentView<'a>>,
    photos: Vec<PhotoView<'a>>,
    records: Vec<records::Table>,
    tags: Vec<TagCount>,
    series: &'a str,
    citation: String,
    permalink: String,
    number: &'a str,
    source: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct TocLine<'a> {
    level: u8,
    id: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Neighbour<'a> {
    href: SitePath,
    title: &'a str,
    date: String,
}

#[derive(Serialize)]
struct AttachmentView<'a> {
    href: SitePath,
    title: &'a str,
    file_name: &'a str,
    size: String,
    extension: String,
}

#[derive(Serialize)]
struct PhotoView<'a> {
    href: SitePath,
    thumb: SitePath,
    title: &'a str,
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct Nothing {}

/// What all views read.
#[derive(Clone, Copy)]
pub struct Common<'a> {
    pub(super) archive: &'a Archive,
    pub(super) texts: &'a Texts,
    pub(super) plan: &'a Plan,
    pub(super) purpose: Purpose<'a>,
}

impl<'a> Common<'a> {
    /// Views over one archive and plan, in the words of `texts`, for pages.
    pub fn new(archive: &'a Archive, texts: &'a Texts, plan: &'a Plan) -> Self {
        Common { archive, texts, plan, purpose: Purpose::Page }
    }

    /// The same views for another purpose.
    #[must_use]
    pub fn with(self, purpose: Purpose<'a>) -> Self {
        Common { purpose, ..self }
    }

    fn index(&self) -> &'a Index {
        &self.plan.index
    }

    fn total(&self, subject: &Subject) -> usize {
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

    fn branch_count(&self, branch: &Branch) -> BranchCount {
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

    fn cards(&self, positions: &[usize]) -> Vec<Listed<'a>> {
        positions.iter().map(|position| self.listed(*position)).collect()
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
    pub fn home(self) -> (Head, impl Serialize) {
        let years = self.year_counts();
        let view = Home {
            counts: self.counts(years.len()),
            latest: (0..self.archive.entries.len().min(LATEST)).map(|position| self.listed(position)).collect(),
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
    pub fn years(self) -> (Head, impl Serialize) {
        let years = self.year_counts();
        let chart_svg = self.year_chart(&years);
        let crumbs = vec![self.home_crumb(), here(self.texts.get("nav_years"))];
        (self.head(self.texts.get("nav_years"), "years", crumbs), Years { years, chart_svg })
    }

    /// The tree of branches.
    pub fn branches(self) -> (Head, impl Serialize) {
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
    pub fn tags(self) -> (Head, impl Serialize) {
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
    pub fn search(self) -> (Head, impl Serialize) {
        let crumbs = vec![self.home_crumb(), here(self.texts.get("search"))];
        (self.head(self.texts.get("search"), "search", crumbs), Nothing {})
    }

    /// What a server shows for an address that does not exist.
    pub fn not_found(self) -> (Head, impl Serialize) {
        (self.head(self.texts.get("not_found_title"), "", Vec::new()), Nothing {})
    }

    /// One entry's page.
    pub fn entry(self, position: usize, body: &'a Document) -> (Head, impl Serialize) {
        let entry = &self.archive.entries[position];
        let branch = entry.branches.first();
        let (older, newer) = branch.map_or((None, None), |b| self.index().neighbours(b, position));
        let view = EntryView {
            card: self.card(entry),
            facts: facts::of_entry(entry, self.archive, self.texts),
            body_html: &body.html,
            body_lang: self.foreign(body.blocks.iter().map(|block| block.text.as_str())),
            toc: contents(body),
            prev: older.map(|i| self.neighbour(i)),
            next: newer.map(|i| self.neighbour(i)),
            neighbour_branch: branch.map_or("", |id| self.archive.branches.name(id)),
            evidence: entry.evidence.iter().filter_map(|id| self.archive.get(id)).map(|e| self.card(e)).collect(),
            cited_by: self.cards(self.index().cited_by(&entry.id)),
            attachments: entry.attachments.iter().map(attachment).collect(),
            photos: entry.photos.iter().map(photo).collect(),
            records: records::of_entry(entry, self.archive, self.texts),
            tags: entry.tags.iter().map(|text| self.tag_count(text)).collect(),
            series: entry.series.as_deref().unwrap_or(""),
            citation: self.citation(entry),
            permalink: self.permalink(entry),
            number: self.archive.filing(&entry.id).number().unwrap_or(""),
            source: entry.source.as_str(),
            sha256: &entry.sha256,
        };
        let kind = Subject::Kind(entry.kind);
        let crumbs = vec![
            self.home_crumb(),
            Crumb { label: self.texts.get(kinds_key(entry.kind)).to_owned(), href: Some(kind.home()) },
            here(&entry.title),
        ];
        let mut head = self.head(&entry.title, entry.kind.plural(), crumbs);
        if let Some(summary) = &entry.summary {
            head.description.clone_from(summary);
        }
        (head, EntryPage { entry: view })
    }

    fn neighbour(&self, position: usize) -> Neighbour<'a> {
        let entry = &self.archive.entries[position];
        Neighbour { href: entry.id.page(), title: &entry.title, date: day_text(entry.date, self.language()) }
    }

    fn tag_count(&self, text: &str) -> TagCount {
        let subject = self.index().tag(text);
        TagCount { text: text.to_owned(), href: subject.home(), count: self.total(&subject) }
    }

    fn citation(&self, entry: &Entry) -> String {
        let filing = self.archive.filing(&entry.id);
        let number = filing.number().map_or_else(String::new, |n| self.texts.fill("citation_number", &[("number", n)]));
        self.texts.fill(
            "citation",
            &[
                ("organization", self.archive.site.organization.as_str()),
                ("title", entry.title.as_str()),
                ("date", day_text(entry.date, self.language()).as_str()),
                ("number", number.as_str()),
                ("id", entry.id.as_str()),
            ],
        )
    }

    fn permalink(&self, entry: &Entry) -> String {
        match &self.archive.site.base_url {
            Some(base) => format!("{base}{}", entry.id.page()),
            None => entry.id.to_string(),
        }
    }

    /// One page of a list.
    pub fn list(self, list: &List) -> (Head, impl Serialize) {
        let members = self.index().members(&list.subject);
        let name = self.subject_name(&list.subject);
        let view = ListView {
            heading: name.clone(),
            intro: self.intro(&list.subject, members),
            total: members.positions.len(),
            groups: self.groups(&list.subject, &members.positions[list.leaf.lines.clone()]),
            filters: self.filters(list, &members.positions),
            chart_svg: String::new(),
            pager: pager(&list.leaf, |number| list.subject.page(number)),
            ledgers: super::ledgers::of_subject(self, &list.subject),
            branch: self.branch_view(&list.subject),
        };
        let title = self.leaf_title(name, &list.leaf);
        let head = self.head(&title, section(&list.subject), self.list_crumbs(&list.subject));
        (head, view)
    }

    /// A page's title; those after the first say which they are.
    pub(super) fn leaf_title(&self, title: String, leaf: &Leaf) -> String {
        if leaf.is_first() {
            return title;
        }
        self.texts.fill("title_page", &[("title", title.as_str()), ("page", leaf.number.to_string().as_str())])
    }

    /// Which lines of a divided table a page has; "" where it has all. Printed pages say so too.
    pub(super) fn told_lines(&self, leaf: &Leaf) -> String {
        if leaf.pages == 1 {
            return String::new();
        }
        let numbers = [leaf.number, leaf.pages, leaf.lines.start + 1, leaf.lines.end, leaf.all].map(|n| n.to_string());
        let names = ["page", "pages", "from", "to", "all"];
        let words: Vec<(&str, &str)> = names.into_iter().zip(numbers.iter().map(String::as_str)).collect();
        self.texts.fill("table_lines", &words)
    }

    fn subject_name(&self, subject: &Subject) -> String {
        match subject {
            Subject::Kind(kind) => self.texts.get(kinds_key(*kind)).to_owned(),
            Subject::Level(level) => {
                self.texts.fill("title_level", &[("level", self.texts.get(&format!("level_{}", level_word(*level))))])
            }
            Subject::Year(year) => self.texts.fill("title_year", &[("year", year.to_string().as_str())]),
            Subject::Branch(id) => self.archive.branches.name(id).to_owned(),
            Subject::BranchYear(id, year) => self.texts.fill(
                "title_branch_year",
                &[("branch", self.archive.branches.name(id)), ("year", year.to_string().as_str())],
            ),
            Subject::Tag { text, .. } => self.texts.fill("title_tag", &[("tag", text)]),
        }
    }

    /// How many entries of each kind; a list of one kind has said so already.
    fn intro(&self, subject: &Subject, members: &Members) -> String {
        if matches!(subject, Subject::Kind(_) | Subject::Level(_)) {
            return String::new();
        }
        let kinds = Kind::ALL.into_iter().map(|kind| (kind, members.of_kind(kind)));
        let parts: Vec<String> = kinds
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{} {count}", self.texts.get(kind_key(kind))))
            .collect();
        parts.join(" · ")
    }

    fn list_crumbs(&self, subject: &Subject) -> Vec<Crumb> {
        let mut crumbs = vec![self.home_crumb()];
        match subject {
            Subject::Kind(_) => {}
            Subject::Level(_) => crumbs.push(self.crumb("kinds_award", "awards/index.html")),
            Subject::Year(_) => crumbs.push(self.crumb("nav_years", "years/index.html")),
            Subject::Branch(_) => crumbs.push(self.crumb("nav_branches", "branches/index.html")),
            Subject::BranchYear(id, _) => {
                crumbs.push(self.crumb("nav_branches", "branches/index.html"));
                let link = self.branch_link(id);
                crumbs.push(Crumb { label: link.name, href: Some(link.href) });
            }
            Subject::Tag { .. } => crumbs.push(self.crumb("nav_tags", "tags/index.html")),
        }
        let last = match subject {
            Subject::BranchYear(_, year) => self.texts.fill("title_year", &[("year", year.to_string().as_str())]),
            other => self.subject_name(other),
        };
        crumbs.push(here(&last));
        crumbs
    }

    fn groups(&self, subject: &Subject, positions: &[usize]) -> Vec<Group<'a>> {
        let mut groups: Vec<Group> = Vec::new();
        for position in positions {
            let period = Period::of(subject, self.archive.entries[*position].date);
            if groups.last().is_none_or(|last| last.id != period.anchor()) {
                let heading = period.heading(subject, self.texts);
                groups.push(Group { heading, id: period.anchor(), entries: Vec::new() });
            }
            if let Some(group) = groups.last_mut() {
                group.entries.push(self.listed(*position));
            }
        }
        groups
    }

    fn filters(&self, list: &List, members: &[usize]) -> Vec<Filter> {
        let mut filters = Vec::new();
        if matches!(list.subject, Subject::Kind(Kind::Award) | Subject::Level(_)) {
            filters.push(self.level_filter(list));
        }
        let jumps = self.jumps(list, members);
        if jumps.len() > 1 {
            let months = matches!(list.subject, Subject::Year(_) | Subject::BranchYear(..));
            let label = if months { "filter_month" } else { "filter_year" };
            filters.push(Filter { label: self.texts.get(label).to_owned(), links: jumps });
        }
        filters
    }

    fn level_filter(&self, list: &List) -> Filter {
        let link = |subject: Subject, text: &str| FilterLink {
            label: self.texts.get(text).to_owned(),
            count: self.total(&subject),
            href: subject.home().to_string(),
            current: list.subject == subject,
        };
        let mut links = vec![link(Subject::Kind(Kind::Award), "filter_all")];
        let levels = LEVELS.iter().map(|(level, word, _)| link(Subject::Level(*level), &format!("level_{word}")));
        links.extend(levels.filter(|link| link.count > 0));
        Filter { label: self.texts.get("field_level").to_owned(), links }
    }

    /// Links to where each group begins, on whichever page of the list that is.
    /// Members are sorted by date, so each group's end is found without reading the group.
    fn jumps(&self, list: &List, members: &[usize]) -> Vec<FilterLink> {
        let period = |position: usize| Period::of(&list.subject, self.archive.entries[position].date);
        let mut jumps = Vec::new();
        let mut start = 0;
        while start < members.len() {
            let here = period(members[start]);
            let length = members[start..].partition_point(|position| period(*position) == here);
            let page = start / PAGE_SIZE + 1;
            jumps.push(FilterLink {
                label: here.heading(&list.subject, self.texts),
                count: length,
                href: format!("{}#{}", list.subject.page(page), here.anchor()),
                current: false,
            });
            start += length.max(1);
        }
        jumps
    }

    fn branch_view(&self, subject: &Subject) -> Option<BranchView> {
        let Subject::Branch(id) = subject else { return None };
        let tree = &self.archive.branches;
        let branch = tree.get(id)?;
        let year = |year: i32| {
            let subject = Subject::BranchYear(id.clone(), year);
            BranchYear { year, href: subject.home(), total: self.total(&subject) }
        };
        Some(BranchView {
            facts: facts::of_branch(branch, self.archive, self.texts),
            kind: branch_kind(branch.kind),
            children: tree.children(id).iter().filter_map(|id| tree.get(id)).map(|b| self.branch_count(b)).collect(),
            years: self.index().branch_years(id).into_iter().map(year).collect(),
            parent: branch.parent.as_ref().map(|id| self.branch_link(id)),
        })
    }
}

/// The stretch of time that a group of a list covers: a month within one year's list, else a year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Period {
    Year(i16),
    Month(i16, i8),
}

impl Period {
    fn of(subject: &Subject, date: Date) -> Period {
        match subject {
            Subject::Year(_) | Subject::BranchYear(..) => Period::Month(date.year(), date.month()),
            _ => Period::Year(date.year()),
        }
    }

    fn anchor(self) -> String {
        match self {
            Period::Year(year) => format!("y{year}"),
            Period::Month(year, month) => format!("m{year}-{month:02}"),
        }
    }

    /// A report on last year may be dated early this year: its month alone would mislead.
    fn heading(self, subject: &Subject, texts: &Texts) -> String {
        let year_text = |year: i16| year.to_string();
        match (self, subject) {
            (Period::Year(year), _) => texts.fill("title_year", &[("year", year_text(year).as_str())]),
            (Period::Month(year, month), Subject::Year(own) | Subject::BranchYear(_, own))
                if i32::from(year) == *own =>
            {
                texts.get(month_key(month)).to_owned()
            }
            (Period::Month(year, month), _) => texts
                .fill("month_of_year", &[("year", year_text(year).as_str()), ("month", texts.get(month_key(month)))]),
        }
    }
}

fn month_key(month: i8) -> &'static str {
    const KEYS: [&str; 12] = [
        "month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "month_7", "month_8", "month_9", "month_10",
        "month_11", "month_12",
    ];
    usize::try_from(month - 1).ok().and_then(|i| KEYS.get(i)).copied().unwrap_or("month_1")
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

fn kinds_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Activity => "kinds_activity",
        Kind::Award => "kinds_award",
        Kind::Report => "kinds_report",
    }
}

fn section(subject: &Subject) -> &'static str {
    match subject {
        Subject::Kind(kind) => kind.plural(),
        Subject::Level(_) => "awards",
        Subject::Year(_) => "years",
        Subject::Branch(_) | Subject::BranchYear(..) => "branches",
        Subject::Tag { .. } => "tags",
    }
}

fn contents(body: &Document) -> Vec<TocLine<'_>> {
    let headings = &body.headings;
    if headings.len() < CONTENTS_FROM {
        return Vec::new();
    }
    headings.iter().map(|h| TocLine { level: h.level, id: &h.id, text: &h.text }).collect()
}

fn attachment(attachment: &Attachment) -> AttachmentView<'_> {
    AttachmentView {
        href: asset::file_path(&attachment.source),
        title: &attachment.title,
        file_name: attachment.source.file_name(),
        size: size_text(attachment.size),
        extension: attachment.source.extension().to_uppercase(),
    }
}

/// Bytes as people read them: 812 B, 12 KB, 3.4 MB.
fn size_text(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

fn photo(photo: &Photo) -> PhotoView<'_> {
    let (width, height) = fitted(photo.width, photo.height);
    PhotoView {
        href: asset::photo_path(&photo.source),
        thumb: asset::thumbnail_path(&photo.source),
        title: &photo.title,
        width,
        height,
    }
}

/// The size of a photo after it was made to fit `PHOTO_SIDE`.
fn fitted(width: u32, height: u32) -> (u32, u32) {
    let longest = u64::from(width.max(height));
    if longest <= u64::from(PHOTO_SIDE) {
        return (width, height);
    }
    let scale =
        |side: u32| u32::try_from((u64::from(side) * u64::from(PHOTO_SIDE) / longest).max(1)).unwrap_or(PHOTO_SIDE);
    (scale(width), scale(height))
}

pub(super) fn pager(leaf: &Leaf, page: impl Fn(usize) -> SitePath) -> Pager {
    Pager {
        page: leaf.number,
        pages: leaf.pages,
        prev: (!leaf.is_first()).then(|| page(leaf.number - 1)),
        next: (leaf.number < leaf.pages).then(|| page(leaf.number + 1)),
        numbers: page_numbers(leaf, page),
    }
}

/// First, last, and those around the current page; a gap shows as "…".
fn page_numbers(leaf: &Leaf, page: impl Fn(usize) -> SitePath) -> Vec<PageNumber> {
    let around = leaf.number.saturating_sub(2).max(1)..=(leaf.number + 2).min(leaf.pages);
    let shown: BTreeSet<usize> = around.chain([1, leaf.pages]).collect();
    let mut numbers: Vec<PageNumber> = Vec::new();
    let mut before = 0;
    for number in shown {
        if number > before + 1 {
            numbers.push(PageNumber { label: String::from("…"), href: None, current: false });
        }
        before = number;
        numbers.push(PageNumber {
            label: number.to_string(),
            href: Some(page(number)),
            current: number == leaf.number,
        });
    }
    numbers
}
