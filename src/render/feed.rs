//! Atom and JSON feeds and the site map, for sites that have an address.
//! Never asks the clock: a feed is as new as its newest entry.

use super::{Rendered, escape};
use crate::model::{Archive, Entry};
use crate::plan::{Content, Plan};
use serde_json::json;
use std::fmt::Write;
use std::sync::Arc;

/// How many entries a feed holds.
const FEED_LENGTH: usize = 30;

/// `feed.xml`, `feed.json` and `sitemap.xml`; `base` ends in `/`.
pub fn feeds(archive: &Archive, plan: &Plan, base: &str) -> [Rendered; 3] {
    [
        Rendered::new("feed.xml", atom(archive, base)),
        Rendered::new("feed.json", json_feed(archive, base)),
        Rendered::new("sitemap.xml", site_map(plan, base)),
    ]
}

fn newest(archive: &Archive) -> &[Arc<Entry>] {
    &archive.entries[..archive.entries.len().min(FEED_LENGTH)]
}

/// An entry's summary, or the beginning of its text.
fn summary(entry: &Entry) -> String {
    let first = || entry.body.read().blocks.first().map(|b| b.text.chars().take(140).collect());
    entry.summary.clone().or_else(first).unwrap_or_default()
}

/// Atom (RFC 4287).
fn atom(archive: &Archive, base: &str) -> String {
    let updated = archive.entries.first().map_or_else(|| String::from("1970-01-01"), |e| e.date.to_string());
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    let _ = writeln!(out, "  <title>{}</title>", escape(&archive.site.title));
    let _ = writeln!(out, "  <id>{}</id>", escape(base));
    let _ = writeln!(out, "  <link href=\"{0}\"/>\n  <link rel=\"self\" href=\"{0}feed.xml\"/>", escape(base));
    let _ = writeln!(out, "  <updated>{updated}T00:00:00Z</updated>");
    let _ = writeln!(out, "  <author><name>{}</name></author>", escape(&archive.site.organization));
    for entry in newest(archive) {
        let url = escape(&format!("{base}{}", entry.id.page()));
        let _ = writeln!(
            out,
            "  <entry>\n    <title>{}</title>\n    <id>{url}</id>\n    <link href=\"{url}\"/>\n    <updated>{}T00:00:00Z</updated>\n    <summary>{}</summary>\n  </entry>",
            escape(&entry.title),
            entry.date,
            escape(&summary(entry)),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// JSON Feed 1.1.
fn json_feed(archive: &Archive, base: &str) -> Vec<u8> {
    let items: Vec<_> = (newest(archive).iter())
        .map(|entry| {
            let url = format!("{base}{}", entry.id.page());
            json!({
                "id": url,
                "url": url,
                "title": entry.title,
                "content_text": summary(entry),
                "date_published": format!("{}T00:00:00Z", entry.date),
                "tags": entry.tags,
            })
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": archive.site.title,
        "home_page_url": base,
        "feed_url": format!("{base}feed.json"),
        "language": archive.site.language,
        "items": items,
    });
    let mut bytes = serde_json::to_vec_pretty(&feed).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A site map by the sitemaps.org protocol 0.9, which holds 50,000 addresses at most:
/// entries first, so that a larger site loses only index pages.
fn site_map(plan: &Plan, base: &str) -> String {
    const LIMIT: usize = 50_000;
    let mut pages: Vec<_> = plan.pages.iter().filter(|p| !matches!(p.content, Content::NotFound)).collect();
    pages.sort_by_key(|p| (!matches!(p.content, Content::Entry(_)), &p.path));
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in pages.into_iter().take(LIMIT) {
        let _ = writeln!(out, "  <url><loc>{}</loc></url>", escape(&format!("{base}{}", page.path)));
    }
    out.push_str("</urlset>\n");
    out
}
