//! The site in memory while it is being written: sources, model, plan and theme, brought up to date
//! change by change. Gives the bytes of any path of the site, equal to those of a build. Never
//! writes, and knows nothing of watching or of the network.

use crate::diag::{self, Diagnostic, Failure, Severity};
use crate::gather;
use crate::ledgers::Reckoned;
use crate::load::refresh::{Changes, Touched};
use crate::load::{Files, Sources};
use crate::model::memory::Memory;
use crate::model::{Archive, Edition};
use crate::path::SitePath;
use crate::plan::{self, Content, Page, Plan};
use crate::render::{Fill, Outlet, Rendered, Renderer, photo};
use crate::search;
use crate::theme::{self, Theme};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::convert::Infallible;
use std::mem::discriminant;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What a change means for an open page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing at all.
    None,
    /// Style sheets alone.
    Style,
    /// The page may be another.
    Page,
}

/// The project and its site in memory.
#[derive(Debug)]
pub struct Live {
    root: PathBuf,
    sources: Sources,
    /// What the memory has not seen yet.
    pending: Changes,
    memory: Memory,
    /// Why the sources could not be read.
    failure: Option<Failure>,
    faults: Vec<Diagnostic>,
    site: Option<Arc<Site>>,
}

impl Live {
    /// Reads the project and works everything out.
    pub fn open(root: &Path, edition: Edition) -> Result<Live, Failure> {
        let sources = gather::load(root)?;
        let mut live = Live {
            root: root.to_path_buf(),
            pending: Memory::everything(&sources),
            sources,
            memory: Memory::new(edition),
            failure: None,
            faults: Vec::new(),
            site: None,
        };
        live.work_out();
        Ok(live)
    }

    /// The last site without errors, if there was one.
    pub fn site(&self) -> Option<&Arc<Site>> {
        self.site.as_ref()
    }

    /// The faults and warnings of the present sources.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }

    /// Why the sources cannot be read at present.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// The present sources, for showing the lines of faults.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What the model remembers, for looking at drafts of entries.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Whether the site is older than the sources, because those have errors.
    pub fn is_behind(&self) -> bool {
        self.failure.is_some() || diag::any_error(&self.faults)
    }

    /// Reads what was touched and works out again what depends on it.
    pub fn update(&mut self, touched: &Touched) -> Effect {
        let was_behind = self.is_behind();
        let touched = Touched { rescan: touched.rescan || self.failure.is_some(), ..touched.clone() };
        self.failure = gather::refresh(&self.root, &mut self.sources, &touched, &mut self.pending).err();
        if self.failure.is_some() {
            return Effect::Page;
        }
        if self.pending.is_empty() && !was_behind {
            return Effect::None;
        }
        let style = self.is_style_alone() && !was_behind;
        self.work_out();
        if style && !self.is_behind() { Effect::Style } else { Effect::Page }
    }

    /// Whether style sheets are all that the memory has not seen.
    fn is_style_alone(&self) -> bool {
        let others = Changes { themes: BTreeSet::new(), ..self.pending.clone() };
        let sheet = |path: &String| path.contains("/static/") && is_sheet(path);
        others.is_empty() && self.pending.themes.iter().all(sheet)
    }

    fn work_out(&mut self) {
        let changes = std::mem::take(&mut self.pending);
        let (archive, mut faults) = self.memory.archive(&self.sources, &changes);
        let site = archive.as_ref().map(|a| a.site.clone()).unwrap_or_default();
        let (theme, theme_faults) = theme::theme(&self.sources, &site);
        faults.extend(theme_faults);
        if let Some((archive, theme)) = archive.zip(theme) {
            let site = Site::new(Files::of(&self.root, &self.sources), archive, theme, self.site.as_deref());
            let templates = changes.themes.iter().any(|path| !is_sheet(path));
            if templates || changes.settings || self.site.is_none() {
                faults.extend(site.try_templates());
            }
            if !diag::any_error(&faults) {
                self.site = Some(Arc::new(site));
            }
        }
        diag::sort(&mut faults);
        self.faults = faults;
    }

    /// The errors among the faults.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.faults.iter().filter(|d| d.severity() == Severity::Error)
    }
}

fn is_sheet(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "css")
}

/// Files that are made together, by path.
type Made = BTreeMap<SitePath, Vec<u8>>;

/// Files that are served from where they were made.
#[derive(Default)]
struct InMemory(Mutex<Made>);

impl Outlet for InMemory {
    type Failure = Infallible;

    fn put(&self, file: Rendered) -> Result<(), Infallible> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path, file.bytes);
        Ok(())
    }

    fn pour(&self, path: &SitePath, fill: Fill) -> Result<(), Infallible> {
        let mut bytes = Vec::new();
        // Memory takes every byte, and strings and numbers alone cannot fail to serialize.
        let _ = fill(&mut bytes);
        self.put(Rendered { path: path.clone(), bytes })
    }
}

/// A site without errors: each of its files is made when it is asked for.
#[derive(Debug)]
pub struct Site {
    files: Files,
    archive: Archive,
    reckoned: Reckoned,
    plan: Arc<Plan>,
    theme: Theme,
    others: OnceLock<Made>,
    search: OnceLock<Made>,
}

impl Site {
    fn new(files: Files, archive: Archive, theme: Theme, before: Option<&Site>) -> Site {
        let same = before.filter(|site| plan::is_same(&site.archive, &archive));
        let reckoned = Reckoned::default();
        let plan = same.map_or_else(|| Arc::new(plan::plan(&archive, &reckoned)), |site| Arc::clone(&site.plan));
        let (others, search) = Default::default();
        Site { files, archive, reckoned, plan, theme, others, search }
    }

    /// Every path of the site.
    pub fn paths(&self) -> Vec<SitePath> {
        let planned = self.plan.pages.iter().map(|p| &p.path).chain(self.plan.files.iter().map(|f| &f.path));
        planned.chain(self.others().keys()).chain(self.search().keys()).cloned().collect()
    }

    /// Whether the site has something at this path.
    pub fn has(&self, path: &str) -> bool {
        self.page(path).is_some()
            || self.plan.files.iter().any(|f| f.path.as_str() == path)
            || self.generated(path).is_some()
    }

    /// The bytes at a path; `None` where the site has no such path. A page that its template cannot
    /// make, a photo that cannot be read, and a file that has vanished are errors.
    pub fn bytes(&self, path: &str) -> Option<Result<Vec<u8>, Box<Diagnostic>>> {
        if let Some(page) = self.page(path) {
            return Some(self.render(page));
        }
        // A style sheet must not wait for the catalogue.
        if let Some(bytes) = path.strip_prefix("assets/").and_then(|asset| self.theme.assets.get(asset)) {
            return Some(Ok(bytes.clone()));
        }
        if let Some(file) = self.plan.files.iter().find(|f| f.path.as_str() == path) {
            let bytes = self.files.bytes(&file.source).ok()?;
            return Some(photo::make(file, bytes));
        }
        self.generated(path).cloned().map(Ok)
    }

    /// The page for an address that does not exist, with links that hold at that address.
    pub fn not_found(&self, address: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.render(&Page { path: SitePath::new(address), content: Content::NotFound })
    }

    /// A walk along the list is some ten microseconds; a map would cost more on every edit.
    fn page(&self, path: &str) -> Option<&Page> {
        self.plan.pages.iter().find(|page| page.path.as_str() == path)
    }

    fn render(&self, page: &Page) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.renderer().page(page).map(|rendered| rendered.bytes)
    }

    fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&self.archive, &self.reckoned, &self.plan, &self.theme)
    }

    /// A file that is neither a page nor a copy. The two sorts are made when the first of each is
    /// asked for: an edit must not wait for a search index that nobody looks at.
    fn generated(&self, path: &str) -> Option<&Vec<u8>> {
        let path = SitePath::new(path);
        let search = || path.as_str().contains("search/").then(|| self.search().get(&path)).flatten();
        self.others().get(&path).or_else(search)
    }

    fn others(&self) -> &Made {
        self.others.get_or_init(|| {
            let made = InMemory::default();
            let Ok(()) = self.renderer().files(&made);
            made.0.into_inner().unwrap_or_else(PoisonError::into_inner)
        })
    }

    fn search(&self) -> &Made {
        self.search.get_or_init(|| {
            search::files(&self.archive, &self.theme).into_iter().map(|file| (file.path, file.bytes)).collect()
        })
    }

    /// One page of each sort, so that a broken template shows at once and not when its page is opened.
    fn try_templates(&self) -> Vec<Diagnostic> {
        let mut tried = HashSet::new();
        let sorts = self.plan.pages.iter().filter(|page| {
            let list = match &page.content {
                Content::List(list) => Some(discriminant(&list.subject)),
                _ => None,
            };
            let entry = match &page.content {
                Content::Entry(i) => self.archive.entries.get(*i).map(|e| e.kind),
                _ => None,
            };
            tried.insert((discriminant(&page.content), list, entry))
        });
        sorts.filter_map(|page| self.render(page).err()).map(|fault| *fault).collect()
    }
}
