//! `dangan snapshot`: load → compile into a bag → its sources, catalogue and tag files → check → its name.
//! Only the order of the steps; each is another part's.

use crate::bag::content::{self, Item};
use crate::bag::{self, Facts, SEAL, Weight};
use crate::diag::{self, Diagnostic, Failure, Fault, Lang, Place};
use crate::load::{AssetKind, Files, Sources};
use crate::model::{Archive, Edition};
use crate::part::Share;
use crate::path::SourcePath;
use crate::progress::{Progress, Stage};
use crate::shelf::{self, Staging};
use crate::{
    BuildOptions, Compiled, Last, Texts, Work, catalogue, compile, gather, model, shelve, sign, verify, write,
};
use jiff::civil::Date;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// The bag while it waits.
const BAG: &str = "bag";

/// The zip file while it waits.
const ZIP: &str = "zip";

/// The signature while it waits.
const SIGNATURE: &str = "signature";

/// What to freeze, and into what.
#[derive(Clone)]
pub struct Options {
    /// The project root, which holds `content/`.
    pub root: PathBuf,
    /// The folder of snapshots.
    pub shelf: PathBuf,
    /// For which readers.
    pub edition: Edition,
    /// What is written.
    pub form: Form,
    /// The day that the bag gives as its own, where it is not the archive's.
    pub dated: Option<Date>,
    /// Who signs it, if anybody.
    pub signer: Option<Signer>,
}

/// A minisign secret key. It is printed nowhere, so it has no `Debug`.
#[derive(Clone)]
pub struct Signer {
    /// Where it comes from, for messages.
    pub file: PathBuf,
    /// The text of the file.
    pub key: String,
    /// Its password, where it has one.
    pub password: Option<String>,
}

/// What a snapshot is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A folder.
    Folder,
    /// A folder, and a zip file beside it.
    FolderAndZip,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// What was read, for showing the lines of diagnostics.
    pub sources: Sources,
    /// All faults and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// The snapshot; `None` where errors stopped it.
    pub made: Option<Made>,
}

/// A snapshot.
#[derive(Clone, Debug)]
pub struct Made {
    /// The folder.
    pub bag: Placed,
    /// The zip file, where one was asked for.
    pub zip: Option<Placed>,
    /// The signature, where one was asked for.
    pub signature: Option<Placed>,
    /// Entries in it.
    pub entries: usize,
    /// Its payload.
    pub weight: Weight,
}

/// A folder or file in the folder of snapshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Where.
    pub path: PathBuf,
    /// Whether this run put it there.
    pub by: By,
}

/// Who put something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// This run.
    Us,
    /// An earlier run, with the same bytes.
    Earlier,
}

/// Writes a snapshot. Nothing gets its name before all of it is whole, checked and on the disk.
pub fn take(options: &Options, progress: &dyn Progress) -> Result<Outcome, Failure> {
    write::refuse_sources(&options.root, &options.shelf)?;
    progress.stage(Stage::Load, 0);
    let sources = gather::load(&options.root)?;
    let staging = Staging::open(&options.shelf)?;
    let out = staging.path(BAG).join("data/site");
    let build = BuildOptions { root: options.root.clone(), out, edition: options.edition };
    let work = Work { share: Share::WHOLE, texts: Texts::Kept, after: std::convert::identity };
    let Compiled { outcome, archive, .. } = compile(&build, work, sources, &Last::Unknown, progress)?;
    let crate::Outcome { sources, mut diagnostics, .. } = outcome;
    progress.stage(Stage::Seal, 0);
    let made = match archive {
        Some(archive) => seal(options, &staging, &sources, &archive, &mut diagnostics)?,
        None => None,
    };
    diag::sort(&mut diagnostics);
    Ok(Outcome { sources, diagnostics, made })
}

/// From a built site to a snapshot with its name; `None` where the sources have a fault after all.
fn seal(
    options: &Options,
    staging: &Staging,
    sources: &Sources,
    archive: &Archive,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Made>, Failure> {
    let (items, warnings) = sources_of(options, sources, archive);
    let faults = content::bad_names(items.keys(), sources);
    let withheld = content::withheld(&warnings);
    diagnostics.extend(warnings.into_iter().chain(faults));
    let Some(as_of) = archive.as_of else {
        diagnostics.push(Diagnostic::new(&SourcePath::new("content/site.yaml"), Place::START, Fault::SnapshotNoDate));
        return Ok(None);
    };
    if diag::any_error(diagnostics) {
        return Ok(None);
    }
    let facts = Facts { archive, as_of, dated: options.dated.unwrap_or(as_of), withheld };
    let from = (options.root.as_path(), &Files::of(&options.root, sources));
    let weight = fill(from, &staging.path(BAG), &items, &facts)?;
    let Parts { bag, zip, signature } = place(options, staging, &facts)?;
    shelve::write(&options.shelf, staging, &facts.name(), language(&archive.site.language))?;
    Ok(Some(Made { bag, zip, signature, entries: archive.entries.len(), weight }))
}

/// Pages beside a snapshot are in the archive's language, whoever makes it.
fn language(tag: &str) -> Lang {
    if tag.to_ascii_lowercase().starts_with("zh") { Lang::Chinese } else { Lang::English }
}

fn sources_of<'a>(options: &Options, sources: &'a Sources, archive: &Archive) -> content::Taken<'a> {
    if options.edition == Edition::Internal {
        return content::internal(sources, archive);
    }
    let files = Files::of(&options.root, sources);
    let camera_data = |path: &SourcePath| {
        let photo = sources.assets.get(path).is_some_and(|asset| matches!(asset.kind, AssetKind::Photo { .. }));
        photo && files.has_camera_data(path)
    };
    match model::archive(sources, Edition::Internal) {
        (Some(all), said) => content::public(sources, archive, &all, &said, camera_data),
        // The public edition of the same sources had no error, so neither has this one.
        (None, said) => (std::collections::BTreeMap::new(), said),
    }
}

/// Writes all of a bag but the site, which is there already.
fn fill(
    (root, files): (&Path, &Files),
    bag: &Path,
    items: &std::collections::BTreeMap<SourcePath, Item>,
    facts: &Facts,
) -> Result<Weight, Failure> {
    let data = bag.join("data");
    items.par_iter().try_for_each(|(path, item)| match item {
        Item::Bytes(bytes) => shelf::put(&data.join(path.as_str()), bytes),
        Item::Copy if !path.is_own() => shelf::put(&data.join(path.as_str()), &files.bytes(path)?),
        Item::Copy => shelf::copy(&root.join(path.as_str()), &data.join(path.as_str())),
    })?;
    for (name, bytes) in catalogues(facts.archive) {
        shelf::put(&data.join(name), &bytes)?;
    }
    let payload = shelf::weigh(bag)?;
    for (name, bytes) in bag::tag_files(facts, &payload) {
        shelf::put(&bag.join(name), &bytes)?;
    }
    Ok(Weight { files: payload.len(), bytes: payload.iter().map(|file| file.size).sum() })
}

fn catalogues(archive: &Archive) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("catalogue.csv", catalogue::csv(archive)),
        ("catalogue.xml", catalogue::xml(archive)),
        ("catalogue.json", catalogue::json(archive)),
    ]
}

/// A snapshot and what lies beside it.
struct Parts {
    bag: Placed,
    zip: Option<Placed>,
    signature: Option<Placed>,
}

/// Makes what lies beside the bag, and gives all of it its names, but for what is there already with the same bytes.
fn place(options: &Options, staging: &Staging, facts: &Facts) -> Result<Parts, Failure> {
    let name = facts.name();
    let beside = |extension: &str| options.shelf.join(format!("{name}.{extension}"));
    let target = options.shelf.join(&name);
    let by = bag_by(&staging.path(BAG), &target)?;
    let bag = Placed { path: target, by };
    let zip = match options.form {
        Form::Folder => None,
        Form::FolderAndZip => Some(pack(staging, facts, beside("zip"))?),
    };
    let signature =
        options.signer.as_ref().map(|signer| sign(signer, staging, &name, beside("minisig"))).transpose()?;
    let parts = Parts { bag, zip, signature };
    settle(staging, &parts)?;
    Ok(parts)
}

/// The bag gets its name first: the others are nothing without it, and the next run makes what is missing.
fn settle(staging: &Staging, parts: &Parts) -> Result<(), Failure> {
    let all = [(BAG, Some(&parts.bag)), (ZIP, parts.zip.as_ref()), (SIGNATURE, parts.signature.as_ref())];
    let ours = all.into_iter().filter_map(|(waiting, part)| Some((waiting, part.filter(|p| p.by == By::Us)?)));
    staging.sync()?;
    for (waiting, part) in ours {
        staging.settle(waiting, &part.path)?;
    }
    Ok(())
}

/// Checks the new bag, or finds that it is there already.
fn bag_by(waiting: &Path, target: &Path) -> Result<By, Failure> {
    if shelf::exists(target) {
        return refuse_other(waiting, target);
    }
    if is_sound(waiting) { Ok(By::Us) } else { Err(Failure::SnapshotUnsound(target.to_path_buf())) }
}

/// A snapshot of the same name is left alone; anything but the same content, whole, is a failure.
fn refuse_other(waiting: &Path, there: &Path) -> Result<By, Failure> {
    let same =
        shelf::read(&there.join(SEAL)).is_ok_and(|seal| shelf::read(&waiting.join(SEAL)).is_ok_and(|s| s == seal));
    match (same, is_sound(there)) {
        (true, true) => Ok(By::Earlier),
        (_, false) => Err(Failure::SnapshotDamaged(there.to_path_buf())),
        (false, true) => Err(Failure::SnapshotDiffers(there.to_path_buf())),
    }
}

fn pack(staging: &Staging, facts: &Facts, target: PathBuf) -> Result<Placed, Failure> {
    let waiting = staging.path(ZIP);
    shelf::pack(&staging.path(BAG), &facts.name(), facts.dated, &waiting)?;
    let by = match shelf::exists(&target) {
        false if is_sound(&waiting) => By::Us,
        false => return Err(Failure::SnapshotUnsound(target)),
        true if shelf::same(&waiting, &target)? => By::Earlier,
        true => return Err(Failure::SnapshotDiffers(target)),
    };
    Ok(Placed { path: target, by })
}

/// Signs the bag's seal. No two signatures are alike, so one that is there already is left alone.
fn sign(signer: &Signer, staging: &Staging, name: &str, target: PathBuf) -> Result<Placed, Failure> {
    if shelf::exists(&target) {
        return Ok(Placed { path: target, by: By::Earlier });
    }
    let seal = shelf::read(&staging.path(BAG).join(SEAL))?;
    let made = sign::sign(&signer.key, signer.password.as_deref(), &seal, &format!("{name}/{SEAL}"));
    let text = made.map_err(|problem| Failure::SecretKey { path: signer.file.clone(), problem })?;
    shelf::put(&staging.path(SIGNATURE), text.as_bytes())?;
    Ok(Placed { path: target, by: By::Us })
}

/// Whether a snapshot is whole: nothing missing, nothing added, every checksum right.
pub(crate) fn is_sound(bag: &Path) -> bool {
    verify::verify(bag, None, verify::Lists::All).is_ok_and(|report| report.is_valid())
}
