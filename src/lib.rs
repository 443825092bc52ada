//! dangan compiles a party-building archive (党建档案) into a static site.
//! This file is the table of contents: load → model → plan → render → write.

pub mod bag;
pub mod cache;
pub mod catalogue;
pub mod cli;
pub mod diag;
pub mod diff;
pub mod import;
pub mod live;
pub mod load;
pub mod markdown;
pub mod model;
pub mod path;
pub mod plan;
pub mod progress;
pub mod register;
pub mod render;
pub mod scaffold;
pub mod schema;
pub mod search;
pub mod serve;
pub mod sheet;
pub mod shelf;
#[path = "lib/shelve.rs"]
mod shelve;
pub mod sign;
pub mod slug;
#[path = "lib/snapshot.rs"]
pub mod snapshot;
pub mod stamp;
pub mod theme;
pub mod verify;
pub mod watch;
pub mod write;

use cache::Memory;
use diag::{Diagnostic, Failure};
use load::Sources;
use model::{Archive, Edition};
use plan::{File, Making, Plan};
use progress::{Progress, Stage};
use rayon::prelude::*;
use render::{Renderer, photo};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use theme::Theme;
use write::{Tally, Writer};

/// Where to build from and to, and for whom.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The project root, which holds `content/`.
    pub root: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// For which readers.
    pub edition: Edition,
}

/// What came of a build or a check.
#[derive(Debug)]
pub struct Outcome {
    /// What was read, for showing the lines of diagnostics.
    pub sources: Sources,
    /// All faults and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// What was built; `None` where errors stopped it or nothing was to be written.
    pub built: Option<Built>,
}

/// A site that was built.
#[derive(Clone, Copy, Debug)]
pub struct Built {
    /// Entries shown.
    pub entries: usize,
    /// Pages made.
    pub pages: usize,
    /// Files and bytes.
    pub tally: Tally,
}

/// Compiles the site. The output folder changes only if there is no error at all.
pub fn build(options: &BuildOptions, progress: &dyn Progress) -> Result<Outcome, Failure> {
    write::refuse_sources(&options.root, &options.out)?;
    progress.stage(Stage::Load, 0);
    let sources = load::load(&options.root)?;
    let mut memory = Remembered::look(options, &sources);
    if let Some(built) = memory.unchanged() {
        return Ok(Outcome { sources, diagnostics: Vec::new(), built: Some(built) });
    }
    let Compiled { outcome, .. } = compile(options, sources, progress)?;
    // A build that had anything to say must say it again.
    if let Some(built) = outcome.built.as_ref().filter(|_| outcome.diagnostics.is_empty()) {
        memory.keep(built);
    }
    Ok(outcome)
}

/// What came of compiling, with the archive that the site shows where there was no error.
struct Compiled {
    outcome: Outcome,
    archive: Option<Archive>,
}

/// Compiles sources that were read already, whatever earlier builds left.
fn compile(options: &BuildOptions, sources: Sources, progress: &dyn Progress) -> Result<Compiled, Failure> {
    progress.stage(Stage::Model, sources.entries.len());
    let (ready, mut diagnostics) = prepare(&sources, options.edition);
    let Some((archive, theme)) = ready else {
        return Ok(Compiled { outcome: Outcome { sources, diagnostics, built: None }, archive: None });
    };
    let plan = plan::plan(&archive);
    let writer = Writer::open(&options.out)?;
    progress.stage(Stage::Render, plan.pages.len() + plan.files.len());
    let faults = render_all(&options.root, &archive, &plan, &theme, &writer, progress)?;
    diagnostics.extend(faults);
    diag::sort(&mut diagnostics);
    if diag::any_error(&diagnostics) {
        return Ok(Compiled { outcome: Outcome { sources, diagnostics, built: None }, archive: None });
    }
    progress.stage(Stage::Write, 0);
    let tally = writer.commit()?;
    let built = Built { entries: archive.entries.len(), pages: plan.pages.len(), tally };
    Ok(Compiled { outcome: Outcome { sources, diagnostics, built: Some(built) }, archive: Some(archive) })
}

/// What is known of the last build into the same folder.
struct Remembered<'a> {
    options: &'a BuildOptions,
    name: String,
    inputs: String,
    last: Option<Memory>,
}

impl<'a> Remembered<'a> {
    fn look(options: &'a BuildOptions, sources: &Sources) -> Self {
        let out = std::path::absolute(&options.out).unwrap_or_else(|_| options.out.clone());
        let name = cache::name(&out, options.edition);
        let last = write::recall(&options.root, &name).and_then(|bytes| Memory::read(&bytes));
        Remembered { options, name, inputs: cache::inputs(sources, options.edition), last }
    }

    /// The last build, if it was made from the same sources and its site is still as it left it.
    fn unchanged(&mut self) -> Option<Built> {
        let last = self.last.take().filter(|last| last.inputs == self.inputs)?;
        if model::source::hex(&write::survey(&self.options.out)?) != last.outputs {
            return None;
        }
        let tally = Tally { files: last.files, written: 0, unchanged: last.bytes, removed: 0 };
        Some(Built { entries: last.entries, pages: last.pages, tally })
    }

    fn keep(self, built: &Built) {
        let Some(outputs) = write::survey(&self.options.out) else { return };
        let memory = Memory {
            program: cache::PROGRAM.to_owned(),
            inputs: self.inputs,
            outputs: model::source::hex(&outputs),
            entries: built.entries,
            pages: built.pages,
            files: built.tally.files,
            bytes: built.tally.written + built.tally.unchanged,
        };
        write::remember(&self.options.root, &self.name, &memory.bytes());
    }
}

/// Finds every fault and warning; writes nothing.
pub fn check(root: &Path, progress: &dyn Progress) -> Result<Outcome, Failure> {
    progress.stage(Stage::Load, 0);
    let sources = load::load(root)?;
    progress.stage(Stage::Model, sources.entries.len());
    let (ready, mut diagnostics) = prepare(&sources, Edition::Internal);
    if let Some((archive, theme)) = ready {
        let plan = plan::plan(&archive);
        progress.stage(Stage::Render, plan.pages.len() + plan.files.len());
        diagnostics.extend(try_all(root, &archive, &plan, &theme, progress)?);
        diag::sort(&mut diagnostics);
    }
    Ok(Outcome { sources, diagnostics, built: None })
}

/// Reads the archive and writes its catalogue (归档文件目录) to a file, whose extension says in which format.
/// In `model::earlier::FILE` it fixes the archive numbers for all later builds. Nothing is written while there are errors.
pub fn catalogue(root: &Path, out: &Path, edition: Edition) -> Result<Outcome, Failure> {
    let write: fn(&Archive) -> Vec<u8> = match out.extension().and_then(|e| e.to_str()) {
        Some("csv") => catalogue::csv,
        Some("xml") => catalogue::xml,
        Some("json") => catalogue::json,
        _ => return Err(Failure::Usage { option: "--out", value: out.display().to_string() }),
    };
    let sources = load::load(root)?;
    let (archive, diagnostics) = model::archive(&sources, edition);
    if let Some(archive) = archive {
        write::replace(out, &write(&archive))?;
    }
    Ok(Outcome { sources, diagnostics, built: None })
}

/// The model and the theme together, so that the faults of both come in one run.
fn prepare(sources: &Sources, edition: Edition) -> (Option<(Archive, Theme)>, Vec<Diagnostic>) {
    let (archive, mut diagnostics) = model::archive(sources, edition);
    let site = archive.as_ref().map(|a| a.site.clone()).unwrap_or_default();
    let (theme, faults) = theme::theme(sources, &site);
    diagnostics.extend(faults);
    diag::sort(&mut diagnostics);
    (archive.zip(theme), diagnostics)
}

/// Renders everything into the writer's staging; returns the faults that only rendering shows.
fn render_all(
    root: &Path,
    archive: &Archive,
    plan: &Plan,
    theme: &Theme,
    writer: &Writer,
    progress: &dyn Progress,
) -> Result<Vec<Diagnostic>, Failure> {
    let renderer = Renderer::new(archive, plan, theme);
    let faults = Mutex::new(Vec::new());
    let keep = |fault: Diagnostic| faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(fault);
    plan.pages.par_iter().try_for_each(|page| {
        progress.tick();
        match renderer.page(page) {
            Ok(file) => writer.stage(&file.path, &file.bytes),
            Err(fault) => {
                keep(*fault);
                Ok(())
            }
        }
    })?;
    plan.files.par_iter().try_for_each(|file| {
        progress.tick();
        match make(root, file)? {
            Ok(bytes) => writer.stage(&file.path, &bytes),
            Err(fault) => {
                keep(fault);
                Ok(())
            }
        }
    })?;
    renderer.files().par_iter().try_for_each(|file| writer.stage(&file.path, &file.bytes))?;
    progress.stage(Stage::Search, 0);
    let index = search::files(archive, &theme.texts);
    index.par_iter().try_for_each(|file| writer.stage(&file.path, &file.bytes))?;
    Ok(faults.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Renders everything and keeps only the faults.
fn try_all(
    root: &Path,
    archive: &Archive,
    plan: &Plan,
    theme: &Theme,
    progress: &dyn Progress,
) -> Result<Vec<Diagnostic>, Failure> {
    let renderer = Renderer::new(archive, plan, theme);
    let pages = plan.pages.par_iter().filter_map(|page| {
        progress.tick();
        renderer.page(page).err().map(|fault| *fault)
    });
    let mut faults: Vec<Diagnostic> = pages.collect();
    let photos: Vec<&File> = plan.files.iter().filter(|f| f.making != Making::Copy).collect();
    let results: Vec<_> = photos.par_iter().map(|file| make(root, file)).collect();
    for result in results {
        faults.extend(result?.err());
    }
    Ok(faults)
}

/// The bytes of a file made from one beside the entries; a photo that cannot be read is a fault.
fn make(root: &Path, file: &File) -> Result<Result<Vec<u8>, Diagnostic>, Failure> {
    Ok(photo::make(file, load::bytes(root, &file.source)?).map_err(|fault| *fault))
}
