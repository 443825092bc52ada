//! From a ledger's page to its other years and branches: on a branch's page the years are those of its own rows, on a
//! year's page the branches are shown with that year's.
//! Never decides which pages there are.

use super::scope_name;
use crate::ledgers::{Ledger, Ledgers, Scope};
use crate::path::BranchId;
use crate::render::list::{Filter, FilterLink};
use crate::render::view::Common;

/// Rows of one year that stand together on a branch's page.
pub(super) struct Stretch {
    /// The year.
    pub year: i32,
    /// Where its first row stands among all rows of the scope.
    pub start: usize,
    /// How many rows it has.
    pub count: usize,
}

impl Stretch {
    /// Where its part of a page begins, for links.
    pub fn anchor(&self) -> String {
        anchor(self.year)
    }

    /// The first row after it.
    pub fn end(&self) -> usize {
        self.start + self.count
    }
}

fn anchor(year: i32) -> String {
    format!("y{year}")
}

/// The years of a scope's rows, newest first, as the rows stand.
pub(super) fn stretches(ledgers: &Ledgers, ledger: Ledger, scope: &Scope) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (start, row) in ledgers.rows_of(ledger, scope).into_iter().enumerate() {
        match stretches.last_mut() {
            Some(last) if last.year == row.year => last.count += 1,
            _ => stretches.push(Stretch { year: row.year, start, count: 1 }),
        }
    }
    stretches
}

/// The page on which a row of a scope stands.
pub(super) fn leaf_of(ledger: Ledger, scope: &Scope, row: usize) -> String {
    scope.leaf(ledger, row / ledger.page_size() + 1).to_string()
}

/// The rows of links above a ledger's table.
pub(super) fn filters(common: Common, ledgers: &Ledgers, ledger: Ledger, current: &Scope) -> Vec<Filter> {
    let row = |key: &str, links: Vec<FilterLink>| Filter { label: common.texts.get(key).to_owned(), links };
    let years = match current {
        Scope::Branch(_) => own_years(common, ledgers, ledger, current),
        _ => all_years(common, ledgers, ledger, current),
    };
    let branches = branches(common, ledger, current).into_iter();
    let branches = branches.filter_map(|scope| branch(common, ledgers, (ledger, current), &scope)).collect();
    let rows = [row("filter_year", years), row("field_branch", branches)];
    rows.into_iter().filter(|row| !row.links.is_empty()).collect()
}

fn link(common: Common, ledgers: &Ledgers, ledger: Ledger, scope: &Scope) -> FilterLink {
    FilterLink {
        label: scope_name(common, scope),
        count: ledgers.count(ledger, scope),
        href: scope.page(ledger).to_string(),
        current: false,
    }
}

fn all_years(common: Common, ledgers: &Ledgers, ledger: Ledger, current: &Scope) -> Vec<FilterLink> {
    let years = super::scopes(common, ledger).filter(|scope| matches!(scope, Scope::Year(_)));
    let link = |scope: &Scope| FilterLink { current: scope == current, ..link(common, ledgers, ledger, scope) };
    let mut years: Vec<FilterLink> = years.map(link).collect();
    years.reverse();
    years
}

/// All rows of a branch, and those of each year, on whichever of its pages they begin.
fn own_years(common: Common, ledgers: &Ledgers, ledger: Ledger, current: &Scope) -> Vec<FilterLink> {
    let all = FilterLink {
        label: common.texts.get("filter_all").to_owned(),
        current: true,
        ..link(common, ledgers, ledger, current)
    };
    let year = |stretch: Stretch| FilterLink {
        label: scope_name(common, &Scope::Year(stretch.year)),
        count: stretch.count,
        href: format!("{}#{}", leaf_of(ledger, current, stretch.start), stretch.anchor()),
        current: false,
    };
    let years: Vec<FilterLink> = stretches(ledgers, ledger, current).into_iter().map(year).collect();
    if years.len() > 1 { std::iter::once(all).chain(years).collect() } else { Vec::new() }
}

/// To a branch's page; from a year's, to that year on it, if it has any row of it.
fn branch(common: Common, ledgers: &Ledgers, (ledger, current): (Ledger, &Scope), scope: &Scope) -> Option<FilterLink> {
    let whole = FilterLink { current: scope == current, ..link(common, ledgers, ledger, scope) };
    let Scope::Year(year) = current else { return Some(whole) };
    let stretch = stretches(ledgers, ledger, scope).into_iter().find(|stretch| stretch.year == *year)?;
    let href = format!("{}#{}", leaf_of(ledger, scope, stretch.start), stretch.anchor());
    Some(FilterLink { count: stretch.count, href, ..whole })
}

/// With more branches than this, each page of a ledger does not list them all: the pages would grow with their square.
const MANY_BRANCHES: usize = 60;

/// The branches that a page leads to: all; or where they are many, on a branch's page it, the one above it and those
/// below, and all of them on the ledger's own page alone.
fn branches(common: Common, ledger: Ledger, current: &Scope) -> Vec<Scope> {
    let tree = &common.archive.branches;
    let planned = |id: &BranchId| {
        Some(Scope::Branch(id.clone())).filter(|scope| common.plan.ledgers.contains(&(ledger, scope.clone())))
    };
    match current {
        Scope::Branch(id) if tree.all().len() > MANY_BRANCHES => {
            let above = tree.get(id).and_then(|branch| branch.parent.as_ref());
            above.into_iter().chain([id]).chain(tree.children(id)).filter_map(planned).collect()
        }
        Scope::Year(_) if tree.all().len() > MANY_BRANCHES => Vec::new(),
        _ => tree.all().iter().filter_map(|branch| planned(&branch.id)).collect(),
    }
}
