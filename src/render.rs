//! `Plan` → bytes: each page through its template, and the site's other files.
//! Never touches the disk; each page depends on the archive, the plan and the theme alone.

pub mod card;
pub mod catalogue;
pub mod chart;
pub mod csv;
pub mod entry;
pub mod facts;
pub mod feed;
pub mod language;
pub mod ledgers;
pub mod list;
pub mod overviews;
pub mod photo;
pub mod pictures;
pub mod piece;
pub mod records;
pub mod view;

use crate::diag::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::ledgers::{Ledgers, Reckoned};
use crate::model::Archive;
use crate::overviews::Book;
use crate::path::SitePath;
use crate::plan::index::Subject;
use crate::plan::{Content, Page, Plan};
use crate::theme::Theme;
use piece::{Maker, Pieces};
use serde::Serialize;
use std::io;
use std::sync::{Arc, OnceLock};
use view::{Common, Head, View};

/// Bytes of a usual page.
const USUAL: usize = 1 << 14;

/// A file of the site with its bytes.
#[derive(Debug)]
pub struct Rendered {
    /// Where it goes.
    pub path: SitePath,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Rendered {
    /// A file at a path.
    pub fn new(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Rendered { path: SitePath::new(path), bytes: bytes.into() }
    }
}

/// Where the files that are no pages go, each as soon as it is made.
pub trait Outlet: Sync {
    /// What can go wrong there.
    type Failure: Send;

    /// Whether a file stays as an earlier build left it, which made it from what has this fingerprint; else it is to be made.
    /// None stays where no earlier build is known of.
    fn stays(&self, _: &SitePath, _: Option<Fingerprint>) -> bool {
        false
    }

    /// Takes a file.
    fn put(&self, file: Rendered) -> Result<(), Self::Failure>;

    /// Takes a file that grows with the archive, piece by piece, so that nobody holds it.
    fn pour(&self, path: &SitePath, fill: Fill) -> Result<(), Self::Failure>;
}

/// Writes what a file holds.
pub type Fill<'f> = &'f (dyn Fn(&mut dyn io::Write) -> io::Result<()> + Sync);

/// What is asked of a page.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    /// Its bytes.
    Bytes,
    /// Its fingerprint, and its bytes unless this one is it.
    Unless(Option<Fingerprint>),
}

impl Asked {
    /// Something where a fingerprint is wanted.
    fn for_print(self) -> Option<()> {
        matches!(self, Asked::Unless(_)).then_some(())
    }

    fn knows(self, print: Option<Fingerprint>) -> bool {
        matches!(self, Asked::Unless(known) if known.is_some() && known == print)
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Answer {
    /// What the page is made from, where that was asked.
    pub print: Option<Fingerprint>,
    /// The page's bytes, unless they are known.
    pub bytes: Option<Vec<u8>>,
}

/// What every page of one build shares; made once.
pub struct Renderer<'a> {
    archive: &'a Archive,
    plan: &'a Plan,
    theme: &'a Theme,
    tera: tera::Tera,
    /// Of all that a template sees beside the page's own view, and of the templates.
    print: Option<Fingerprint>,
    reckoned: &'a Reckoned,
    /// Gathered when the first page or file asks for it.
    book: OnceLock<Book<'a>>,
    pieces: Pieces,
}

/// A page on which pieces are to stand.
struct Setting<'r, 'a> {
    renderer: &'r Renderer<'a>,
    /// From there to the site's root.
    root: &'r str,
}

impl Maker for Setting<'_, '_> {
    fn add(&self, common: Common, kind: piece::Kind, position: usize, html: &mut String) -> tera::TeraResult<()> {
        let make = || self.renderer.piece(common, kind, position);
        self.renderer.pieces.add((kind, position), self.root, html, make)
    }
}

impl<'a> Renderer<'a> {
    /// Prepares the templates with what all pages share.
    pub fn new(archive: &'a Archive, reckoned: &'a Reckoned, plan: &'a Plan, theme: &'a Theme) -> Self {
        let mut tera = theme.templates.clone();
        let (site, nav) = (view::site(archive), view::navigation(&theme.texts));
        let print = Fingerprint::of(&(&theme.print, &theme.texts, &site, &nav));
        let shared = tera.global_context();
        shared.insert("t", &theme.texts);
        shared.insert("site", &site);
        shared.insert("nav", &nav);
        let pieces = Pieces::new(archive.entries.len());
        Renderer { archive, plan, theme, tera, print, reckoned, book: OnceLock::new(), pieces }
    }

    /// Gathers beforehand what several pages would wait for. Whoever makes pages on threads that share their work must
    /// call it first: a thread that waited for it within a page could be given another page that waits for the same.
    pub fn gather(&self) {
        self.book();
    }

    /// One page's HTML.
    pub fn page(&self, page: &Page) -> Result<Rendered, Box<Diagnostic>> {
        let answer = self.ask(page, Asked::Bytes)?;
        Ok(Rendered { path: page.path.clone(), bytes: answer.bytes.unwrap_or_default() })
    }

    /// One page, as far as it is asked for.
    pub fn ask(&self, page: &Page, asked: Asked) -> Result<Answer, Box<Diagnostic>> {
        let common = self.common();
        match &page.content {
            Content::Home => self.fill(asked, "home.html", page, common.home()),
            Content::Entry(i) => {
                let body = self.archive.entries[*i].body.read();
                self.fill(asked, "entry.html", page, common.entry(*i, &body))
            }
            Content::List(list) => {
                let template = if matches!(list.subject, Subject::Branch(_)) { "branch.html" } else { "list.html" };
                self.fill(asked, template, page, common.list(list, self.ledgers()))
            }
            Content::Years => self.fill(asked, "years.html", page, common.years()),
            Content::Branches => self.fill(asked, "branches.html", page, common.branches()),
            Content::Tags => self.fill(asked, "tags.html", page, common.tags()),
            Content::Ledgers => self.fill(asked, "ledgers.html", page, ledgers::list(common, self.ledgers())),
            Content::Ledger(ledger, scope, leaf) => {
                let rows = ledgers::page(common, self.ledgers(), (*ledger, scope), leaf);
                self.fill(asked, "ledger.html", page, rows)
            }
            Content::Overview(overview, leaf) => {
                let sheet = self.book().sheet(overview, leaf);
                self.fill(asked, "overview.html", page, overviews::page(common, &sheet, overview, leaf))
            }
            Content::Search => self.fill(asked, "search.html", page, common.search()),
            Content::NotFound => self.fill(asked, "404.html", page, common.not_found()),
        }
    }

    fn ledgers(&self) -> &Arc<Ledgers> {
        self.reckoned.of(self.archive)
    }

    fn book(&self) -> &Book<'a> {
        self.book.get_or_init(|| Book::of(self.archive, Arc::clone(self.ledgers())))
    }

    fn common(&self) -> Common<'_> {
        Common::new(self.archive, &self.theme.texts, self.plan, &self.pieces)
    }

    fn fill<V: View>(
        &self,
        asked: Asked,
        template: &str,
        page: &Page,
        (head, mut view): (Head, V),
    ) -> Result<Answer, Box<Diagnostic>> {
        let (root, path) = (page.path.root(), page.path.as_str());
        let print =
            asked.for_print().and_then(|()| Fingerprint::of(&(&self.print, template, &root, path, &head, &view)));
        if asked.knows(print) {
            return Ok(Answer { print, bytes: None });
        }
        let setting = Setting { renderer: self, root: &root };
        let html = view.complete(&setting).and_then(|()| self.html(template, (&root, path), &head, &view));
        match html {
            Ok(html) => Ok(Answer { print, bytes: Some(html) }),
            Err(error) => Err(Box::new(self.theme.fault(&error))),
        }
    }

    fn html(
        &self,
        template: &str,
        (root, path): (&str, &str),
        head: &Head,
        view: &impl Serialize,
    ) -> tera::TeraResult<Vec<u8>> {
        let mut context = tera::Context::from_serialize(view)?;
        context.insert("root", root);
        context.insert("path", path);
        context.extend(tera::Context::from_serialize(head)?);
        let mut html = Vec::with_capacity(USUAL);
        self.tera.render_to(template, &context, &mut html)?;
        Ok(html)
    }

    fn piece(&self, common: Common, kind: piece::Kind, position: usize) -> tera::TeraResult<String> {
        let (component, given) = common.component(kind, position);
        let mut around = tera::Context::new();
        around.insert_value("root", tera::Value::safe_string(piece::ROOT));
        self.tera.render_component_with_implicits(component, &given, &around, None, true)
    }

    /// The files that are no pages: theme assets, catalogue, tables, feeds, server settings. Each is handed on as soon as
    /// it is made, so that never all of them are held at once.
    pub fn files<O: Outlet>(&self, outlet: &O) -> Result<(), O::Failure> {
        let take = |file| outlet.put(file);
        for (path, bytes) in &self.theme.assets {
            take(Rendered::new(&format!("assets/{path}"), bytes.clone()))?;
        }
        take(Rendered::new("web.config", include_str!("../deploy/iis/web.config")))?;
        if let Some(base) = &self.archive.site.base_url {
            feed::feeds(self.archive, self.plan, base).into_iter().try_for_each(take)?;
        }
        let (catalogue, (ledgers, overviews)) = rayon::join(
            || outlet.pour(&SitePath::new("archive.json"), &|to| catalogue::json(self.archive, to)),
            || {
                rayon::join(
                    || ledgers::files(self.common(), self.ledgers(), outlet),
                    || overviews::files(self.common(), self.book(), outlet),
                )
            },
        );
        catalogue.and(ledgers).and(overviews)
    }
}

/// Text as XML and HTML accept it, in content and in quoted attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
