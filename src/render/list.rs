//! Lists of entries by kind, year, branch and tag, and the pager that they share with tables: what their templates see.
//! Never decides which entries a list has, nor how many stand on a page.

use super::facts;
use super::ledgers::{Part, of_subject};
use super::piece::{self, Maker, Sequence};
use super::view::{BranchCount, BranchLink, Common, Crumb, Head, View, branch_kind, here, kind_key, kinds_key};
use crate::leaf::Leaf;
use crate::ledgers::Ledgers;
use crate::model::entry::{Kind, LEVELS};
use crate::path::SitePath;
use crate::plan::index::{Members, Subject, level_word};
use crate::plan::{List, PAGE_SIZE};
use crate::theme::Texts;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use tera::TeraResult;

#[derive(Serialize)]
struct Group<'a> {
    heading: String,
    id: String,
    entries_html: Sequence<'a>,
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
    ledgers: Vec<Part>,
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

impl View for ListView<'_> {
    fn complete(&mut self, maker: &dyn Maker) -> TeraResult<()> {
        self.groups.iter_mut().try_for_each(|group| group.entries_html.complete(maker))
    }
}

impl<'a> Common<'a> {
    /// One page of a list.
    pub fn list(self, list: &List, ledgers: &Ledgers) -> (Head, impl View + use<'a>) {
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
            ledgers: of_subject(self, ledgers, &list.subject),
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
        let period = |position: &usize| Period::of(subject, self.archive.entries[*position].date);
        let stretches = positions.chunk_by(|one, next| period(one) == period(next));
        let group = |stretch: &[usize]| {
            let period = period(stretch.first()?);
            let heading = period.heading(subject, self.texts);
            Some(Group {
                heading,
                id: period.anchor(),
                entries_html: Sequence::Named(*self, piece::Kind::Card, stretch.to_vec()),
            })
        };
        stretches.filter_map(group).collect()
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

fn section(subject: &Subject) -> &'static str {
    match subject {
        Subject::Kind(kind) => kind.plural(),
        Subject::Level(_) => "awards",
        Subject::Year(_) => "years",
        Subject::Branch(_) | Subject::BranchYear(..) => "branches",
        Subject::Tag { .. } => "tags",
    }
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
