//! dangan compiles a party-building archive (党建档案) into a static site.
//! This file is the table of contents: load → model → plan → render → write.

pub mod assemble;
pub mod bag;
pub mod cache;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod diag;
pub mod diff;
pub mod edit;
pub mod fingerprint;
pub mod gather;
pub mod import;
pub mod inspect;
pub mod leaf;
pub mod leaks;
pub mod ledgers;
pub mod live;
pub mod load;
pub mod markdown;
pub mod media;
pub mod model;
pub mod overviews;
pub mod part;
#[path = "lib/parts.rs"]
pub mod parts;
pub mod path;
pub mod plan;
pub mod progress;
#[path = "lib/publish.rs"]
pub mod publish;
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
pub mod target;
pub mod theme;
pub mod verify;
pub mod watch;
pub mod write;

use assemble::{Assembled, Assembly, Materials, Task};
use cache::{Kept, Known, Left, Memory};
use diag::{Diagnostic, Failure};
use ledgers::Reckoned;
use load::{Files, Sources};
use model::site::Site;
use model::{Archive, Edition};
use part::Share;
use path::EntryId;
use progress::{Progress, Stage};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use theme::Theme;
use write::{Committed, Survey, Tally, Writer};

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

impl Outcome {
    /// Reads the texts again whose lines are to be shown.
    fn restore(&mut self, root: &Path) {
        let Outcome { sources, diagnostics, .. } = self;
        Files::of(root, sources).restore(sources, diagnostics.iter().map(|d| &d.file));
    }
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
    let (sources, last) = rayon::join(|| gathered(&options.root), || Last::look(options));
    let sources = sources?;
    let memory = Remembered { options, inputs: cache::inputs(&sources, options.edition), last };
    if let Some((built, said)) = memory.unchanged() {
        return repeat(options, sources, (built, said), progress);
    }
    // Hundreds of thousands of small pieces: they are given back while the files move into place.
    let work = Work { share: Share::WHOLE, texts: Texts::Released, after: |all| rayon::spawn(move || drop(all)) };
    let mut compiled = compile(options, work, sources, &memory.last, progress)?;
    if let (Some(built), Some(known), Some(left)) = (&compiled.outcome.built, compiled.known, compiled.left) {
        memory.keep(built, known, left, compiled.outcome.diagnostics.len());
    }
    compiled.outcome.restore(&options.root);
    Ok(compiled.outcome)
}

/// What a build says whose site is already there. Warnings are not remembered but found again, without making any page.
fn repeat(
    options: &BuildOptions,
    mut sources: Sources,
    (built, said): (Built, usize),
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    if said == 0 {
        return Ok(Outcome { sources, diagnostics: Vec::new(), built: Some(built) });
    }
    progress.stage(Stage::Model, sources.entries.len());
    let files = Files::of(&options.root, &sources);
    let Prepared { diagnostics, .. } = prepare(&files, &mut sources, Texts::Released, options.edition)?;
    let mut outcome = Outcome { sources, diagnostics, built: Some(built) };
    outcome.restore(&options.root);
    Ok(outcome)
}

/// The sources; snapshots that a build has verified and that nobody has touched since are not verified again.
fn gathered(root: &Path) -> Result<Sources, Failure> {
    let known: gather::Verified = cache::read_verified(write::recall(root, cache::VERIFIED).as_deref());
    let (sources, verified) = gather::load_knowing(root, &known)?;
    if verified != known {
        write::remember(root, cache::VERIFIED, &cache::verified_bytes(&verified));
    }
    Ok(sources)
}

/// What came of compiling; where there was no error, with what became of the archive that the site shows, and with what
/// is to be known of its files.
struct Compiled<A> {
    outcome: Outcome,
    archive: Option<A>,
    known: Option<Known>,
    left: Option<Survey>,
}

impl<A> Compiled<A> {
    fn faulty(sources: Sources, diagnostics: Vec<Diagnostic>) -> Compiled<A> {
        Compiled { outcome: Outcome { sources, diagnostics, built: None }, archive: None, known: None, left: None }
    }
}

/// What becomes of the entries' texts once they are parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Texts {
    /// They are wanted again.
    Kept,
    /// They make room.
    Released,
}

/// What is to be compiled, and how.
struct Work<F> {
    share: Share,
    texts: Texts,
    /// What becomes of the archive once every file is made and before any moves into place.
    after: F,
}

/// Compiles a share of sources that were read already, into a folder of which this is known.
fn compile<A>(
    options: &BuildOptions,
    Work { share, texts, after }: Work<impl FnOnce(Archive) -> A>,
    mut sources: Sources,
    last: &Last,
    progress: &dyn Progress,
) -> Result<Compiled<A>, Failure> {
    progress.stage(Stage::Model, sources.entries.len());
    let files = Files::of(&options.root, &sources);
    let (prepared, kept) = rayon::join(|| prepare(&files, &mut sources, texts, options.edition), || last.kept());
    let Prepared { archive, theme, mut diagnostics, .. } = prepared?;
    let Some(theme) = theme.filter(|_| !diag::any_error(&diagnostics)) else {
        return Ok(Compiled::faulty(sources, diagnostics));
    };
    let writer = Writer::open(&options.out, last.survey())?;
    let assembly = Assembly::new(&writer, Task { share, kept: &kept });
    let reckoned = Reckoned::default();
    let plan = plan::plan(&archive, &reckoned);
    progress.stage(Stage::Render, plan.pages.len() + plan.files.len());
    let from = Materials {
        files: &files,
        sources: &sources,
        archive: &archive,
        reckoned: &reckoned,
        plan: &plan,
        theme: &theme,
    };
    // The search need not wait for its tables then.
    rayon::join(|| assembly.pages(from, progress), search::get_ready).0?;
    let pages = plan.pages.len();
    // Plan and ledgers take as much memory as the archive: they go while the search index grows.
    let search = || assembly.search(&archive, &theme, progress);
    rayon::join(search, move || drop((plan, reckoned))).0?;
    let Assembled { faults, known } = assembly.end();
    diagnostics.extend(faults);
    diag::sort(&mut diagnostics);
    if diag::any_error(&diagnostics) {
        return Ok(Compiled::faulty(sources, diagnostics));
    }
    progress.stage(Stage::Write, 0);
    let entries = archive.entries.len();
    let archive = Some(after(archive));
    let Committed { tally, left } = writer.commit()?;
    let outcome = Outcome { sources, diagnostics, built: Some(Built { entries, pages, tally }) };
    Ok(Compiled { outcome, archive, known: Some(known), left })
}

/// What is known of the last build into the same folder.
enum Last {
    /// Nothing.
    Unknown,
    /// What it remembered, and what its output folder is like now.
    Known(Box<Memory>, Survey),
}

impl Last {
    fn look(options: &BuildOptions) -> Last {
        let memory = write::recall(&options.root, &memory_name(options)).and_then(|bytes| Memory::read(&bytes));
        let known = memory.and_then(|memory| Some(Last::Known(Box::new(memory), write::survey(&options.out)?)));
        known.unwrap_or(Last::Unknown)
    }

    fn survey(&self) -> Option<&Survey> {
        match self {
            Last::Unknown => None,
            Last::Known(_, survey) => Some(survey),
        }
    }

    /// The files of the last build that are still there.
    fn kept(&self) -> Kept {
        match self {
            Last::Unknown => Kept::default(),
            Last::Known(memory, survey) => Kept::of(memory, survey),
        }
    }
}

fn memory_name(options: &BuildOptions) -> String {
    let out = std::path::absolute(&options.out).unwrap_or_else(|_| options.out.clone());
    cache::name(&out, options.edition)
}

/// The last build beside this one.
struct Remembered<'a> {
    options: &'a BuildOptions,
    inputs: String,
    last: Last,
}

impl Remembered<'_> {
    /// The last build and how much it had to say, if it was made from the same sources, and its site is still as it
    /// left it.
    fn unchanged(&self) -> Option<(Built, usize)> {
        let Last::Known(last, survey) = &self.last else { return None };
        if last.inputs != self.inputs || !last.is_as_left(survey) {
            return None;
        }
        let tally = Tally { files: last.files, written: 0, unchanged: last.bytes, removed: 0 };
        Some((Built { entries: last.entries, pages: last.pages, tally }, last.said))
    }

    fn keep(&self, built: &Built, known: Known, left: Survey, said: usize) {
        let left = left.into_iter().map(|(path, stamp)| {
            let print = known.prints.get(path.as_str()).copied();
            (path, Left { stamp, print })
        });
        let memory = Memory {
            program: cache::PROGRAM.to_owned(),
            inputs: self.inputs.clone(),
            said,
            entries: built.entries,
            pages: built.pages,
            files: built.tally.files,
            bytes: built.tally.written + built.tally.unchanged,
            index: known.index,
            left: left.collect(),
        };
        write::remember(&self.options.root, &memory_name(self.options), &memory.bytes());
    }
}

/// What came of a check.
#[derive(Debug)]
pub struct Checked {
    /// What was read, for showing the lines of diagnostics.
    pub sources: Sources,
    /// All faults, warnings and findings.
    pub diagnostics: Vec<Diagnostic>,
    /// The archive's title.
    pub title: String,
    /// The day that findings are reckoned on.
    pub as_of: Option<jiff::civil::Date>,
}

/// Finds every fault, warning and finding; writes nothing.
pub fn check(root: &Path, edition: Edition, progress: &dyn Progress) -> Result<Checked, Failure> {
    progress.stage(Stage::Load, 0);
    let mut sources = gather::load(root)?;
    let files = Files::of(root, &sources);
    progress.stage(Stage::Model, sources.entries.len());
    let Prepared { archive, theme, mut diagnostics, waived } = prepare(&files, &mut sources, Texts::Kept, edition)?;
    diagnostics.extend(sources.entries.iter().flat_map(model::guessed::entry));
    let photos = inspect::prints(&files, &archive)?;
    let material = check::Material { archive: &archive, sources: &sources, photos: &photos, waived: &waived };
    if diag::any_error(&diagnostics) {
        diagnostics.extend(check::entries(material));
    } else if let Some(theme) = &theme {
        let reckoned = Reckoned::default();
        let plan = plan::plan(&archive, &reckoned);
        progress.stage(Stage::Render, plan.pages.len() + plan.files.len());
        let from =
            Materials { files: &files, sources: &sources, archive: &archive, reckoned: &reckoned, plan: &plan, theme };
        let (faults, findings) = rayon::join(|| assemble::try_all(from, progress), || check::all(material));
        diagnostics.extend(faults?);
        diagnostics.extend(findings);
    }
    diag::sort(&mut diagnostics);
    let (title, as_of) = (archive.site.title.clone(), archive.as_of);
    Ok(Checked { sources, diagnostics, title, as_of })
}

/// Mends what `check --fix` can, file by file, and says what it was. Members' snapshots are nobody's to mend.
pub fn fix(root: &Path) -> Result<Vec<check::fix::Mend>, Failure> {
    let sources = load::load(root)?;
    let (archive, _) = model::readable(&sources, Edition::Internal);
    let mends = check::fix::mends(&archive, &sources);
    mends.iter().try_for_each(|mend| write::replace(&root.join(mend.file.as_str()), &mend.bytes))?;
    Ok(mends)
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
    let sources = gather::load(root)?;
    let (archive, diagnostics) = model::archive(&sources, edition);
    if let Some(archive) = archive {
        write::replace(out, &write(&archive))?;
    }
    Ok(Outcome { sources, diagnostics, built: None })
}

/// What can be read of an archive and its theme, and all faults so far. With an error among them, nothing is built.
struct Prepared {
    archive: Archive,
    theme: Option<Theme>,
    diagnostics: Vec<Diagnostic>,
    waived: BTreeSet<(EntryId, String)>,
}

/// The model, its attachments and the theme together, so that the faults of all come in one run.
fn prepare(files: &Files, sources: &mut Sources, texts: Texts, edition: Edition) -> Result<Prepared, Failure> {
    let (archive, mut diagnostics) = match texts {
        Texts::Kept => model::readable(sources, edition),
        Texts::Released => model::released(sources, edition),
    };
    let site = if diag::any_error(&diagnostics) { Site::default() } else { archive.site.clone() };
    let (theme, faults) = theme::theme(sources, &site);
    diagnostics.extend(faults);
    let inspected = inspect::files(files, &archive)?;
    diagnostics.extend(inspected.found);
    diag::sort(&mut diagnostics);
    Ok(Prepared { archive, theme, diagnostics, waived: inspected.waived })
}
