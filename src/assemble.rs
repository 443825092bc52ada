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
use crate::render::{Asked, Renderer, photo};
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

/// Makes every file of a share and hands it to the writer.
pub fn assemble(from: Materials, writer: &Writer, task: Task, progress: &dyn Progress) -> Result<Assembled, Failure> {
    let Task { share, kept } = task;
    let assembly = Assembly { from, writer, kept, done: Mutex::default() };
    let renderer = Renderer::new(from.archive, from.reckoned, from.plan, from.theme);
    renderer.gather();
    from.plan.pages.par_iter().with_max_len(PAGES).filter(|page| share.has(&page.path)).try_for_each(|page| {
        progress.tick();
        assembly.page(&renderer, page)
    })?;
    from.plan.files.par_iter().filter(|file| share.has(&file.path)).try_for_each(|file| {
        progress.tick();
        assembly.file(file)
    })?;
    // The files that are no pages are made together, so they go with one of them.
    if share.has(&SitePath::new("archive.json")) {
        renderer.files(&|file| writer.stage(&file.path, &file.bytes))?;
    }
    progress.stage(Stage::Search, 0);
    let index = if share.has_index() { assembly.index()? } else { IndexMemory::default() };
    let mut assembled = assembly.done.into_inner().unwrap_or_else(PoisonError::into_inner);
    assembled.known.index = index;
    Ok(assembled)
}

struct Assembly<'a> {
    from: Materials<'a>,
    writer: &'a Writer<'a>,
    kept: &'a Kept,
    done: Mutex<Assembled>,
}

impl Assembly<'_> {
    fn page(&self, renderer: &Renderer, page: &Page) -> Result<(), Failure> {
        match renderer.ask(page, Asked::Unless(self.kept.print(&page.path))) {
            Ok(answer) => self.put(&page.path, answer.print, answer.bytes.as_deref()),
            Err(fault) => {
                self.done().faults.push(*fault);
                Ok(())
            }
        }
    }

    fn file(&self, file: &File) -> Result<(), Failure> {
        let print = self.from.sources.assets.get(&file.source).and_then(|asset| {
            Fingerprint::of(&(
                file.source.as_str(),
                asset.stamp.to_string(),
                format!("{:?} {:?}", file.making, asset.kind),
            ))
        });
        if print.is_some() && print == self.kept.print(&file.path) {
            return self.put(&file.path, print, None);
        }
        match photo::make(file, self.from.files.bytes(&file.source)?) {
            Ok(bytes) => self.put(&file.path, print, Some(&bytes)),
            Err(fault) => {
                self.done().faults.push(*fault);
                Ok(())
            }
        }
    }

    /// The search: patched where the last build's index is still there, else made anew.
    fn index(&self) -> Result<IndexMemory, Failure> {
        let (engine, index) = rayon::join(|| self.engine(), || self.shards());
        engine.and(index)
    }

    fn engine(&self) -> Result<(), Failure> {
        search::engine(self.from.theme).into_iter().try_for_each(|script| {
            let same = script.print.is_some() && script.print == self.kept.print(&script.path);
            let bytes = (!same).then(|| (script.make)());
            self.put(&script.path, script.print, bytes.as_deref())
        })
    }

    fn shards(&self) -> Result<IndexMemory, Failure> {
        let has = |path: &SitePath| self.kept.print(path).is_some();
        let read = |path: &SitePath| has(path).then(|| self.writer.earlier(path)).flatten();
        let earlier = self.kept.index.as_ref().map(|memory| Earlier { memory, read: &read, has: &has });
        search::index(self.from.archive, &self.from.theme.texts, earlier, &|IndexFile { path, print, shard }| {
            let same = self.kept.print(&path) == Some(print);
            let bytes = shard.filter(|_| !same).map(|shard| shard.script());
            self.put(&path, Some(print), bytes.as_deref())
        })
    }

    /// Without bytes the file stays as it is.
    fn put(&self, path: &SitePath, print: Option<Fingerprint>, bytes: Option<&[u8]>) -> Result<(), Failure> {
        match bytes {
            Some(bytes) => self.writer.stage(path, bytes)?,
            None => self.writer.keep(path, self.kept.size(path)),
        }
        if let Some(print) = print {
            self.done().known.prints.insert(path.to_string(), print);
        }
        Ok(())
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
