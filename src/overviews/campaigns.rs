//! Campaigns: series, and the named drives of `site.yaml`; all kinds of entry together in time.
//! Never guesses that an entry belongs to one: its series or a tag says so.

use super::sheet::{Block, Cell, Column, Link, Look, Say, Sheet, Table};
use super::{Book, Campaign, Overview};
use crate::leaf::Leaf;
use crate::model::Entry;
use crate::model::entry::Kind;
use crate::path::SitePath;

/// The list of campaigns, newest first.
pub fn list(book: &Book, leaf: &Leaf) -> Sheet {
    let mut sheet = Sheet::new(Say::Word("overview_campaigns"), Say::Word("overview_campaigns_intro"));
    let mut all: Vec<(&String, &Campaign)> = book.campaigns.iter().collect();
    all.sort_by_key(|(slug, campaign)| (campaign.entries.first().copied(), (*slug).clone()));
    let row = |(slug, campaign): (&String, &Campaign)| {
        let page = Overview::Campaign(slug.clone()).page();
        let (from, to) = span(book, campaign);
        vec![
            Cell::link(Link::page(Say::Text(campaign.name.clone()), page.clone())),
            from,
            to,
            kinds(book, campaign, Kind::Activity, &page),
            kinds(book, campaign, Kind::Award, &page),
            kinds(book, campaign, Kind::Report, &page),
        ]
    };
    let columns = [
        ("series", "overview_campaign"),
        ("date", "overview_from"),
        ("date", "overview_to"),
        ("value", "kind_activity"),
        ("value", "kind_award"),
        ("value", "kind_report"),
    ];
    let rows = leaf.cut(all.into_iter()).map(row).collect();
    let columns = columns.map(|(key, text)| Column::field(key, text)).to_vec();
    sheet.add(Block::Table(Table {
        caption: Say::Word("overview_campaigns"),
        look: Look::saved("campaigns", "campaigns"),
        columns,
        rows,
    }));
    sheet
}

fn entries<'b>(book: &'b Book, campaign: &'b Campaign) -> impl DoubleEndedIterator<Item = &'b Entry> {
    campaign.entries.iter().filter_map(|i| book.archive.entries.get(*i)).map(|entry| &**entry)
}

fn span(book: &Book, campaign: &Campaign) -> (Cell, Cell) {
    let day = |entry: Option<&Entry>| Cell::say(entry.map_or_else(Say::nothing, |e| Say::Day(e.date)));
    (day(entries(book, campaign).next_back()), day(entries(book, campaign).next()))
}

fn kinds(book: &Book, campaign: &Campaign, kind: Kind, page: &SitePath) -> Cell {
    let count = entries(book, campaign).filter(|entry| entry.kind == kind).count();
    Cell::figure(count, page)
}

/// One campaign, its entries from the first to the last.
pub fn of(book: &Book, slug: &str, leaf: &Leaf) -> Sheet {
    let Some(campaign) = book.campaigns.get(slug) else { return list(book, leaf) };
    let count = vec![("count", campaign.entries.len().to_string())];
    let mut sheet = Sheet::new(Say::Text(campaign.name.clone()), Say::Fill("overview_campaign_intro", count));
    sheet.way = vec![Link::page(Say::Word("overview_campaigns"), Overview::CampaignList.page())];
    let columns =
        [("date", "field_date"), ("kind", "field_kind"), ("title", "field_title"), ("branch", "field_branch")];
    let row = |entry: &Entry| {
        vec![
            Cell::say(Say::Day(entry.date)),
            Cell::say(Say::Word(kind_key(entry.kind))).marked(kind_class(entry.kind)),
            Cell::link(Link::entry(entry)),
            Cell::branches(&entry.branches, book.archive),
        ]
    };
    let rows = leaf.cut(entries(book, campaign).rev()).map(row).collect();
    let columns = columns.map(|(key, text)| Column::field(key, text)).to_vec();
    sheet.add(Block::Table(Table {
        caption: Say::Text(campaign.name.clone()),
        look: Look::saved("timeline", "campaign"),
        columns,
        rows,
    }));
    sheet
}

fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Activity => "kind_activity",
        Kind::Award => "kind_award",
        Kind::Report => "kind_report",
    }
}

fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Activity => "is-activity",
        Kind::Award => "is-award",
        Kind::Report => "is-report",
    }
}
