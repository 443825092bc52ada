//! `dangan build --part` and `dangan merge`: the order of their steps, from sources to parts and from parts to a site.
//! Only the order; each step is another part's.

use crate::cache;
use crate::diag::{self, Failure, PartFault};
use crate::load::Files;
use crate::model::Archive;
use crate::part::{self, Origin, Part, PartFile, Placed, Share};
use crate::progress::{Progress, Stage};
use crate::write::whole::{self, Held, Waiting, Weighed};
use crate::write::{self, Committed, Taken, Tally, Writer};
use crate::{BuildOptions, Compiled, Last, Outcome, Texts, Work, compile, gather, inspect};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Makes one part of a site. `options.out` becomes the part's folder, whole or not at all.
pub fn build(options: &BuildOptions, share: Share, progress: &dyn Progress) -> Result<Outcome, Failure> {
    write::refuse_sources(&options.root, &options.out)?;
    refuse_other(&options.out, share)?;
    progress.stage(Stage::Load, 0);
    let sources = gather::load(&options.root)?;
    let waiting = Waiting::open(&options.out)?;
    let inside = BuildOptions { out: waiting.path(whole::SITE), ..options.clone() };
    let work = Work { share, texts: Texts::Released, after: std::convert::identity };
    let Compiled { mut outcome, archive, .. } = compile(&inside, work, sources, &Last::Unknown, progress)?;
    if let Some((archive, built)) = archive.zip(outcome.built) {
        progress.stage(Stage::Seal, 0);
        let origin = origin(options, &outcome, &archive)?;
        let files = whole::weigh(&inside.out)?.into_iter().map(listed).collect();
        let part = Part::new(share, origin, built.entries, built.pages, files);
        write::create(&waiting.path(whole::LIST), &part.bytes())?;
        waiting.settle()?;
    }
    // All parts find the same, but for what shows in making a file; one of them says it.
    if !share.is_first() && !diag::any_error(&outcome.diagnostics) {
        outcome.diagnostics.clear();
    }
    outcome.restore(&options.root);
    Ok(outcome)
}

/// A part gives way to the same part made again, and nothing else does.
fn refuse_other(folder: &Path, share: Share) -> Result<(), Failure> {
    let foreign = |example: String| Failure::ForeignOutput { folder: folder.to_path_buf(), example };
    match whole::held(folder)? {
        Held::Nothing => Ok(()),
        Held::Foreign(example) => Err(foreign(example)),
        Held::Part(list, files) => {
            let part = Part::read(&list).ok_or_else(|| foreign(String::from(whole::LIST)))?;
            let there = part.share().filter(|there| *there != share);
            if let Some(there) = there {
                return Err(Failure::OtherPart { folder: folder.to_path_buf(), there: there.to_string() });
            }
            match part::unlisted(&part, Path::new(whole::SITE), &files).first() {
                Some(fault) => Err(foreign(fault.file())),
                None => Ok(()),
            }
        }
    }
}

fn origin(options: &BuildOptions, outcome: &Outcome, archive: &Archive) -> Result<Origin, Failure> {
    let shown = inspect::shown(&Files::of(&options.root, &outcome.sources), archive)?;
    let content = cache::content(&outcome.sources, options.edition, &shown);
    Ok(Origin { program: cache::PROGRAM.to_owned(), content, audience: options.edition.name() })
}

fn listed(weighed: Weighed) -> PartFile {
    PartFile { path: weighed.path, size: weighed.size, sha256: weighed.sum }
}

fn weighed(file: &PartFile) -> Weighed {
    Weighed { path: file.path.clone(), size: file.size, sum: file.sha256 }
}

/// What came of merging.
#[derive(Clone, Debug)]
pub enum Merged {
    /// The site is there.
    Site(Joined),
    /// The parts are not those of one site, or damaged; nothing was changed.
    Refused(Vec<PartFault>),
}

/// A site that was merged.
#[derive(Clone, Copy, Debug)]
pub struct Joined {
    /// From so many parts.
    pub parts: usize,
    /// Entries shown.
    pub entries: usize,
    /// Pages.
    pub pages: usize,
    /// Files and bytes.
    pub tally: Tally,
}

/// Puts the parts in these folders together into one site, which changes only if they are all there and whole.
pub fn merge(folders: &[PathBuf], out: &Path, progress: &dyn Progress) -> Result<Merged, Failure> {
    progress.stage(Stage::Load, 0);
    let (parts, mut faults) = read(folders)?;
    faults.extend(part::faults(&parts));
    if !faults.is_empty() {
        return Ok(Merged::Refused(faults));
    }
    let writer = Writer::open(out, None)?;
    progress.stage(Stage::Write, parts.iter().map(|placed| placed.part.files.len()).sum());
    for placed in &parts {
        faults.extend(take(placed, &writer, progress)?);
    }
    if !faults.is_empty() {
        return Ok(Merged::Refused(faults));
    }
    let Committed { tally, .. } = writer.commit()?;
    let (entries, pages) = parts.first().map_or((0, 0), |placed| (placed.part.entries, placed.part.pages));
    Ok(Merged::Site(Joined { parts: parts.len(), entries, pages, tally }))
}

fn read(folders: &[PathBuf]) -> Result<(Vec<Placed>, Vec<PartFault>), Failure> {
    let (mut parts, mut faults) = (Vec::new(), Vec::new());
    for folder in folders {
        let found = whole::find(folder)?;
        if found.is_empty() {
            faults.push(PartFault::None { folder: folder.clone() });
        }
        for one in found {
            match Part::read(&one.list) {
                Some(part) => parts.push(Placed { folder: one.folder, part }),
                None => faults.push(PartFault::Unreadable { list: one.folder.join(whole::LIST) }),
            }
        }
    }
    Ok((parts, faults))
}

/// Takes all files of a part; tells of each that is not as its list says.
fn take(placed: &Placed, writer: &Writer, progress: &dyn Progress) -> Result<Vec<PartFault>, Failure> {
    let site = placed.folder.join(whole::SITE);
    let one = |listed: &PartFile| {
        progress.tick();
        let file = site.join(&listed.path);
        Ok(match writer.take(&file, &weighed(listed))? {
            Taken::Whole => None,
            Taken::Lacking => Some(PartFault::Lacking { file }),
            Taken::Altered => Some(PartFault::Altered { file }),
        })
    };
    let taken: Vec<Option<PartFault>> = placed.part.files.par_iter().map(one).collect::<Result<_, Failure>>()?;
    let unlisted = part::unlisted(&placed.part, &site, &whole::files(&site)?);
    Ok(taken.into_iter().flatten().chain(unlisted).collect())
}
