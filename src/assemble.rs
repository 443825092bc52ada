//! Plan → writer: makes every file of the site, but for those that the last build made from the same.
//! Never decides what a file holds, and never trusts a file that is not as that build left it.

use crate::cache::{Kept, Known};
use crate::diag::{Diagnostic, Failure};
use crate::fingerprint::Fingerprint;
use crate::ledgers::Reckoned;
use crate::load::{Files, Sources};
use crate::model::Archive;
use crate::part::Share;
use crate::path::SitePath;
use crate::plan::{File, Page, Plan};
use crate::progress::{Progress, Stage};
use crate::render::{Asked, Fill, Outlet, Rendered, Renderer, photo};
use crate::search::{self, Earlier, IndexFile, IndexMemory};
use crate::theme::Theme;
use crate::write::Writer;
use rayon::prelude::*;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a build makes its files from.
#[derive(Clone, Copy)]
pub struct Materials<'a> {
    /// Reads what it does not hold.
    pub files: &'a Files,
    /// What was read.
    pub sources: &'a Sources,
    /// What it means.
    pub archive: &'a Archive,
    /// Its ledgers.
    pub reckoned: &'a Reckoned,
    /// What is to be made.
    pub plan: &'a Plan,
    /// How it looks.
    pub theme: &'a Theme,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Assembled {
    /// Faults that only making the files shows.
    pub faults: Vec<Diagnostic>,
    /// For the next build.
    pub known: Known,
}

/// What a build makes, and what stays of the last one.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// Which files are to be made.
    pub share: Share,
    /// Files that stay if they would be the same.
    pub kept: &'a Kept,
}

/// So many pages are one thread's at most before it asks whether another has nothing to do: some ledgers' pages take as
/// long as a thousand entries'.
const PAGES: usize = 16;

/// The files that are no pages go to the writer.
struct ToWriter<'a>(&'a Assembly<'a>);

impl Outlet for ToWriter<'_> {
    type Failure = Failure;

    fn stays(&self, path: &SitePath, print: Option<Fingerprint>) -> bool {
        let Assembly { writer, task, .. } = self.0;
        let stays = print.is_some() && print == task.kept.print(path);
        if stays {
            writer.keep(path, task.kept.size(path));
        }
        self.0.know(path, print);
        stays
    }

    fn put(&self, file: Rendered) -> Result<(), Failure> {
        self.0.writer.stage(&file.path, &file.bytes)
    }

    fn pour(&self, path: &SitePath, fill: Fill) -> Result<(), Failure> {
        self.0.writer.pour(path, fill)
    }
}

/// A build's files on their way to the writer, and what is known of those that went there.
pub struct Assembly<'a> {
    writer: &'a Writer<'a>,
    task: Task<'a>,
    done: Mutex<Assembled>,
}

impl<'a> Assembly<'a> {
    /// Nothing is made yet.
    pub fn new(writer: &'a Writer<'a>, task: Task<'a>) -> Assembly<'a> {
        Assembly { writer, task, done: Mutex::default() }
    }

    /// Makes every file of the share but the search index, which asks for neither plan nor ledgers.
    pub fn pages(&self, from: Materials, progress: &dyn Progress) -> Result<(), Failure> {
        let share = self.task.share;
        let renderer = Renderer::new(from.archive, from.reckoned, from.plan, from.theme);
        renderer.gather();
        from.plan.pages.par_iter().with_max_len(PAGES).filter(|page| share.has(&page.path)).try_for_each(|page| {
            progress.tick();
            self.page(&renderer, page)
        })?;
        from.plan.files.par_iter().filter(|file| share.has(&file.path)).try_for_each(|file| {
            progress.tick();
            self.file(from, file)
        })?;
        // The files that are no pages are made together, so they go with one of them.
        if share.has(&SitePath::new("archive.json")) {
            renderer.files(&ToWriter(self))?;
        }
        Ok(())
    }

    /// Makes the search, if it is in the share.
    pub fn search(&self, archive: &Archive, theme: &Theme, progress: &dyn Progress) -> Result<(), Failure> {
        progress.stage(Stage::Search, 0);
        if self.task.share.has_index() {
            let index = self.index(archive, theme)?;
            self.done().known.index = index;
        }
        Ok(())
    }

    /// What came of all that was made.
    pub fn end(self) -> Assembled {
        self.done.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self, renderer: &Renderer, page: &Page) -> Result<(), Failure> {
        match renderer.ask(page, Asked::Unless(self.task.kept.print(&page.path))) {
            Ok(answer) => self.put(&page.path, answer.print, answer.bytes.as_deref()),
            Err(fault) => {
                self.done().faults.push(*fault);
                Ok(())
            }
        }
    }

    fn file(&self, from: Materials, file: &File) -> Result<(), Failure> {
        let print = from.sources.assets.get(&file.source).and_then(|asset| {
            Fingerprint::of(&(
                file.source.as_str(),
                asset.stamp.to_string(),
                format!("{:?} {:?}", file.making, asset.kind),
            ))
        });
        if print.is_some() && print == self.task.kept.print(&file.path) {
            return self.put(&file.path, print, None);
        }
        match photo::make(file, from.files.bytes(&file.source)?) {
            Ok(bytes) => self.put(&file.path, print, Some(&bytes)),
            Err(fault) => {
                self.done().faults.push(*fault);
                Ok(())
            }
        }
    }

    /// The search: patched where the last build's index is still there, else made anew.
    fn index(&self, archive: &Archive, theme: &Theme) -> Result<IndexMemory, Failure> {
        let (engine, index) = rayon::join(|| self.engine(theme), || self.shards(archive, theme));
        engine.and(index)
    }

    fn engine(&self, theme: &Theme) -> Result<(), Failure> {
        search::engine(theme).into_iter().try_for_each(|script| {
            let same = script.print.is_some() && script.print == self.task.kept.print(&script.path);
            let bytes = (!same).then(|| (script.make)());
            self.put(&script.path, script.print, bytes.as_deref())
        })
    }

    fn shards(&self, archive: &Archive, theme: &Theme) -> Result<IndexMemory, Failure> {
        let has = |path: &SitePath| self.task.kept.print(path).is_some();
        let read = |path: &SitePath| has(path).then(|| self.writer.earlier(path)).flatten();
        let earlier = self.task.kept.index.as_ref().map(|memory| Earlier { memory, read: &read, has: &has });
        search::index(archive, &theme.texts, earlier, &|IndexFile { path, print, shard }| {
            let same = self.task.kept.print(&path) == Some(print);
            let bytes = shard.filter(|_| !same).map(|shard| shard.script());
            self.put(&path, Some(print), bytes.as_deref())
        })
    }

    /// Without bytes the file stays as it is.
    fn put(&self, path: &SitePath, print: Option<Fingerprint>, bytes: Option<&[u8]>) -> Result<(), Failure> {
        match bytes {
            Some(bytes) => self.writer.stage(path, bytes)?,
            None => self.writer.keep(path, self.task.kept.size(path)),
        }
        self.know(path, print);
        Ok(())
    }

    /// Keeps what a file was made from for the next build.
    fn know(&self, path: &SitePath, print: Option<Fingerprint>) {
        if let Some(print) = print {
            self.done().known.prints.insert(path.clone(), print);
        }
    }

    fn done(&self) -> MutexGuard<'_, Assembled> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes everything but the search index and keeps only the faults.
pub fn try_all(from: Materials, progress: &dyn Progress) -> Result<Vec<Diagnostic>, Failure> {
    let renderer = Renderer::new(from.archive, from.reckoned, from.plan, from.theme);
    renderer.gather();
    let pages = from.plan.pages.par_iter().filter_map(|page| {
        progress.tick();
        renderer.page(page).err().map(|fault| *fault)
    });
    let mut faults: Vec<Diagnostic> = pages.collect();
    let photos: Vec<&File> = from.plan.files.iter().filter(|f| f.making != crate::plan::Making::Copy).collect();
    let results: Result<Vec<_>, Failure> = photos
        .par_iter()
        .map(|file| Ok(photo::make(file, from.files.bytes(&file.source)?).err().map(|fault| *fault)))
        .collect();
    faults.extend(results?.into_iter().flatten());
    Ok(faults)
}
