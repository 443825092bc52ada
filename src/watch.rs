//! The disk → what was touched, in quiet moments: the system's events, or looking again and again
//! where the system sends none. Never reads a file; `load` looks when it is asked to poll.

use crate::load;
use crate::load::refresh::Touched;
use crate::path::SourcePath;
use crate::stamp::Stamp;
use notify::event::{MetadataKind, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// A save is over when nothing has happened for so long: editors write, rename and set times in one go.
const QUIET: Duration = Duration::from_millis(20);

/// A stream of events that never pauses is cut here.
const MOST_EVENTS: usize = 50_000;

/// How often polling looks.
const POLL_EVERY: Duration = Duration::from_millis(500);

/// The folders of a project that matter.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// File systems that send no events of what other computers do.
const SILENT: &[&str] = &["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "vboxsf", "fuse.vmhgfs-fuse"];

/// What watching has to say.
#[derive(Debug)]
pub enum Signal {
    /// These have changed.
    Touched(Touched),
    /// The system's events cannot be had; from here on by polling.
    Polling(Silence),
}

/// Why the system sends no events.
#[derive(Debug, PartialEq, Eq)]
pub enum Silence {
    /// The folder lies on a file system of this kind.
    FileSystem(String),
    /// This user's programs watch as many folders as the system lets them.
    Limit,
    /// In the system's words.
    Other(String),
}

impl From<notify::Error> for Silence {
    fn from(error: notify::Error) -> Self {
        match error.kind {
            notify::ErrorKind::MaxFilesWatch => Silence::Limit,
            _ => Silence::Other(error.to_string()),
        }
    }
}

/// Watches a project in a thread that ends with the process: whatever changes after this returns is told.
pub fn start(root: &Path, poll: bool, tell: impl Fn(Signal) + Send + 'static) {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let (sender, events) = channel();
    let native = if poll { Ok(None) } else { refuse_silent(&root).and_then(|()| native(&root, &sender).map(Some)) };
    match native {
        Ok(Some(watcher)) => {
            thread::spawn(move || {
                let reason = listen(&root, watcher, (&sender, &events), &tell);
                look(&root, load::stamps(&root), Some(reason), &tell);
            });
        }
        Ok(None) => spawn_look(root, None, tell),
        Err(reason) => spawn_look(root, Some(reason), tell),
    }
}

fn spawn_look(root: PathBuf, reason: Option<Silence>, tell: impl Fn(Signal) + Send + 'static) {
    // Taken here: what changes once `start` has returned must differ from it.
    let seen = load::stamps(&root);
    thread::spawn(move || look(&root, seen, reason, &tell));
}

type Message = notify::Result<Event>;

/// The root itself tells of `content/` and `themes/` coming and going; only these two are watched whole.
fn native(root: &Path, sender: &Sender<Message>) -> Result<RecommendedWatcher, Silence> {
    let watch = || {
        let mut watcher = notify::recommended_watcher(sender.clone())?;
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS.map(|name| root.join(name)).iter().filter(|f| f.is_dir()) {
            watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(watcher)
    };
    watch().map_err(|error: notify::Error| error.into())
}

/// Events until they fail; returns why.
fn listen(
    root: &Path,
    watcher: RecommendedWatcher,
    (sender, events): (&Sender<Message>, &Receiver<Message>),
    tell: &impl Fn(Signal),
) -> Silence {
    let mut watcher = watcher;
    loop {
        let batch = match quiet(root, events) {
            Ok(batch) => batch,
            Err(reason) => return reason,
        };
        if batch.anew {
            // A folder that was renamed away keeps its old watches, and one that came has none.
            match native(root, sender) {
                Ok(fresh) => drop(std::mem::replace(&mut watcher, fresh)),
                Err(reason) => return reason,
            }
        }
        if !batch.touched.is_empty() {
            tell(Signal::Touched(batch.touched));
        }
    }
}

#[derive(Default)]
struct Batch {
    touched: Touched,
    /// The folders must be watched anew.
    anew: bool,
}

/// Waits for an event and then for quiet. An own debounce: notify's look at a clock tick, which makes
/// a save wait up to twice as long, and drop the flag of an overflow.
fn quiet(root: &Path, events: &Receiver<Message>) -> Result<Batch, Silence> {
    let mut batch = Batch::default();
    let mut next = events.recv().map_err(|error| Silence::Other(error.to_string()))?;
    for _ in 0..MOST_EVENTS {
        match next {
            Ok(event) => note(root, &event, &mut batch),
            Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => return Err(error.into()),
            Err(_) => batch.touched.rescan = true,
        }
        if batch.touched.is_empty() {
            break;
        }
        next = match events.recv_timeout(QUIET) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => break,
            Err(error @ RecvTimeoutError::Disconnected) => return Err(Silence::Other(error.to_string())),
        };
    }
    Ok(batch)
}

fn note(root: &Path, event: &Event, batch: &mut Batch) {
    if event.need_rescan() {
        batch.touched.rescan = true;
        batch.anew = true;
    }
    // Our own reading sends these.
    if matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime))) {
        return;
    }
    for disk in &event.paths {
        let Some(path) = project_path(root, disk) else { continue };
        // Windows says of a folder that it changed whenever a file in it does.
        let folder_alone =
            matches!(event.kind, EventKind::Modify(ModifyKind::Any | ModifyKind::Metadata(_))) && disk.is_dir();
        if !folder_alone {
            batch.anew |= FOLDERS.contains(&path.as_str());
            batch.touched.paths.insert(path);
        }
    }
}

/// A path below `content/` or `themes/`, or one of these.
fn project_path(root: &Path, disk: &Path) -> Option<SourcePath> {
    let relative = disk.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = relative.components().map(|c| c.as_os_str().to_str()).collect();
    let parts = parts?;
    FOLDERS.contains(parts.first()?).then(|| SourcePath::new(parts.join("/")))
}

/// Polling. An own one: notify's sees no second save within one second, nor a file replaced by an older
/// one, unless it reads every file each time.
fn look(root: &Path, seen: BTreeMap<SourcePath, Stamp>, reason: Option<Silence>, tell: &impl Fn(Signal)) {
    let mut seen = seen;
    if let Some(reason) = reason {
        tell(Signal::Polling(reason));
        tell(Signal::Touched(Touched { rescan: true, ..Touched::default() }));
    }
    loop {
        let now = load::stamps(root);
        let gone = seen.keys().filter(|path| !now.contains_key(*path));
        let other = now.iter().filter(|(path, stamp)| seen.get(*path) != Some(*stamp)).map(|(path, _)| path);
        let paths = gone.chain(other).cloned().collect();
        let touched = Touched { paths, rescan: false };
        if !touched.is_empty() {
            tell(Signal::Touched(touched));
        }
        seen = now;
        thread::sleep(POLL_EVERY);
    }
}

/// Refuses a folder on a file system that is known to send no events.
fn refuse_silent(root: &Path) -> Result<(), Silence> {
    match load::file_system(root) {
        Some(kind) if SILENT.contains(&kind.as_str()) => Err(Silence::FileSystem(kind)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind, DataChange, Flag};

    fn noted(event: &Event) -> Batch {
        let mut batch = Batch::default();
        note(Path::new("/archive"), event, &mut batch);
        batch
    }

    #[test]
    fn a_reached_limit_is_told_from_other_faults() {
        let limit = notify::Error::new(notify::ErrorKind::MaxFilesWatch).add_path(PathBuf::from("/archive/content"));
        assert_eq!(Silence::from(limit), Silence::Limit);
        assert!(matches!(Silence::from(notify::Error::generic("gone")), Silence::Other(said) if said.contains("gone")));
    }

    #[test]
    fn only_changes_below_the_two_folders_count() {
        let changed = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let entry = || Event::new(changed).add_path(PathBuf::from("/archive/content/a/b.md"));
        let paths: Vec<String> = noted(&entry()).touched.paths.iter().map(ToString::to_string).collect();
        assert_eq!(paths, ["content/a/b.md"]);
        assert!(noted(&Event::new(changed).add_path(PathBuf::from("/archive/public"))).touched.is_empty());
        let opened = Event { kind: EventKind::Access(AccessKind::Any), ..entry() };
        assert!(noted(&opened).touched.is_empty(), "our own reading");
    }

    #[test]
    fn after_an_overflow_everything_is_looked_at_and_watched_anew() {
        let batch = noted(&Event::new(EventKind::Other).set_flag(Flag::Rescan));
        assert!(batch.touched.rescan && batch.anew);
        let came = Event::new(EventKind::Create(CreateKind::Folder)).add_path(PathBuf::from("/archive/content"));
        assert!(noted(&came).anew);
    }
}
