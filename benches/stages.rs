//! The inner stages of a build, timed one by one: `cargo bench`, or `cargo bench -- fold` for one.
//! Works on the sample archive, or on the one that `DANGAN_BENCH_ROOT` names. Never part of the tests.

#![expect(clippy::expect_used, reason = "a benchmark that cannot start says so by panicking")]

use dangan::ledgers::{Ledgers, Reckoned};
use dangan::load::{self, Sources};
use dangan::markdown::{self, Flavour, Options, Resolved, Stars};
use dangan::model::{self, Archive, Edition};
use dangan::overviews::Book;
use dangan::path::SitePath;
use dangan::plan::{self, Content, Plan};
use dangan::render::{Fill, Outlet, Rendered, Renderer};
use dangan::search::fold::fold;
use dangan::search::grams::{self, Grams, Seen};
use dangan::search::postings::Inversion;
use dangan::search::text::{self, Segment};
use dangan::theme::{self, Theme};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

/// The archive under test with all that its pages need.
struct Subject {
    sources: Sources,
    archive: Archive,
    reckoned: Reckoned,
    plan: Plan,
    theme: Theme,
}

static SUBJECT: LazyLock<Subject> = LazyLock::new(|| {
    let root = std::env::var_os("DANGAN_BENCH_ROOT").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let sources = load::load(&root).expect("the archive can be read");
    let archive = model::archive(&sources, Edition::Internal).0.expect("the archive has no faults");
    let theme = theme::theme(&sources, &archive.site).0.expect("the theme has no faults");
    let reckoned = Reckoned::default();
    let plan = plan::plan(&archive, &reckoned);
    Subject { sources, archive, reckoned, plan, theme }
});

fn main() {
    LazyLock::force(&SUBJECT);
    divan::main();
}

/// The texts of the entries' files, front matter left out.
fn bodies() -> Vec<&'static str> {
    let texts = SUBJECT.sources.entries.iter().filter_map(|file| std::str::from_utf8(&file.bytes).ok());
    texts.filter_map(|text| text.splitn(3, "---\n").nth(2)).collect()
}

fn segments() -> Vec<Vec<Segment>> {
    let Subject { archive, theme, .. } = &*SUBJECT;
    archive.entries.iter().map(|entry| text::segments(entry, archive, &theme.texts)).collect()
}

fn length(texts: &[&str]) -> BytesCount {
    BytesCount::new(texts.iter().map(|text| text.len()).sum::<usize>())
}

#[divan::bench]
fn fold_texts(bencher: Bencher) {
    let texts = bodies();
    bencher.counter(length(&texts)).bench_local(|| texts.iter().map(|text| fold(black_box(text)).len()).sum::<usize>());
}

#[divan::bench]
fn render_markdown(bencher: Bencher) {
    let texts = bodies();
    let options = Options { flavour: Flavour::Archive, stars: Stars::Emphasis };
    let render = |text: &&str| markdown::render(black_box(text), options, &mut |_| Resolved::TextOnly).html.len();
    bencher.counter(length(&texts)).bench_local(|| texts.iter().map(render).sum::<usize>());
}

#[divan::bench]
fn render_entry_pages(bencher: Bencher) {
    render_pages(bencher, |page| matches!(page, Content::Entry(_)));
}

fn render_pages(bencher: Bencher, wanted: fn(&Content) -> bool) {
    let Subject { archive, reckoned, plan, theme, .. } = &*SUBJECT;
    let renderer = Renderer::new(archive, reckoned, plan, theme);
    let pages: Vec<_> = plan.pages.iter().filter(|page| wanted(&page.content)).collect();
    let size = |page: &&plan::Page| renderer.page(page).map_or(0, |file| file.bytes.len());
    bencher.counter(ItemsCount::new(pages.len())).bench_local(|| pages.iter().map(size).sum::<usize>());
}

struct Nowhere;

impl Outlet for Nowhere {
    type Failure = io::Error;

    fn put(&self, file: Rendered) -> io::Result<()> {
        drop(black_box(file));
        Ok(())
    }

    fn pour(&self, _: &SitePath, fill: Fill) -> io::Result<()> {
        fill(&mut io::sink())
    }
}

/// The tables and texts beside those pages, `ledgers.json`, and with them the site's other small files.
#[divan::bench]
fn render_files(bencher: Bencher) {
    let Subject { archive, reckoned, plan, theme, .. } = &*SUBJECT;
    let renderer = Renderer::new(archive, reckoned, plan, theme);
    bencher.bench_local(|| renderer.files(&Nowhere));
}

/// All ledgers reckoned, from no more than the archive.
#[divan::bench]
fn reckon_ledgers(bencher: Bencher) {
    let archive = &SUBJECT.archive;
    bencher.counter(ItemsCount::new(archive.entries.len())).bench_local(|| Ledgers::of(black_box(archive)));
}

/// What the overviews add to them.
#[divan::bench]
fn gather_overviews(bencher: Bencher) {
    let Subject { archive, reckoned, .. } = &*SUBJECT;
    let ledgers = reckoned.of(archive);
    let gather = || Book::of(black_box(archive), Arc::clone(ledgers));
    bencher.counter(ItemsCount::new(archive.entries.len())).bench_local(gather);
}

/// Every page of ledgers and overviews.
#[divan::bench]
fn render_ledger_pages(bencher: Bencher) {
    render_pages(bencher, |page| matches!(page, Content::Ledgers | Content::Ledger(..) | Content::Overview(..)));
}

#[divan::bench]
fn find_grams(bencher: Bencher) {
    let segments = segments();
    let mut seen = Seen::default();
    let all = || segments.iter().map(|own| grams::grams(black_box(own), &mut seen).all().count()).sum::<usize>();
    bencher.counter(ItemsCount::new(segments.len())).bench_local(all);
}

#[divan::bench]
fn write_postings(bencher: Bencher) {
    let segments = segments();
    let mut seen = Seen::default();
    let grams: Vec<Grams> = segments.iter().map(|own| grams::grams(own, &mut seen)).collect();
    bencher.counter(ItemsCount::new(grams.len())).bench_local(|| {
        let mut inversion = Inversion::default();
        inversion.add(black_box(&grams));
        inversion.finish()
    });
}

#[divan::bench(sample_count = 10)]
fn write_search_index(bencher: Bencher) {
    let Subject { archive, theme, .. } = &*SUBJECT;
    let write = || dangan::search::files(black_box(archive), theme);
    bencher.counter(ItemsCount::new(archive.entries.len())).bench_local(write);
}
