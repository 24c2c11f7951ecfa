//! Snapshots of the projections beside the log: what opening begins with, so that it folds only
//! what came after.
//!
//! The newest sound one is taken. One that does not fit is passed over with its reason, and the
//! next older one tried; in the end the log is folded from its beginning. So a snapshot makes
//! opening quicker and never changes an answer, and each can be deleted at any time.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiceng_domain::Position;
use jiceng_log::{EventLog, SnapshotHead, SnapshotProblem, SnapshotReader, durable, snapshot};
use jiceng_projections::{Projections, SHAPE};

use crate::error::Error;
use crate::layout::snapshots_dir;
use crate::registry::Registry;
use crate::state::State;

/// Folding fewer events takes well under a second.
const EVENTS_WORTH_A_SNAPSHOT: u64 = 50_000;
/// A snapshot is due when this part of the log has to be folded.
const PART_WORTH_A_SNAPSHOT: u64 = 10;
/// How many are kept: one that turns out to be damaged has another one behind it.
const KEPT: usize = 2;
/// How many are kept where none was believed: the new one.
const KEPT_AFTER_REBUILDING: usize = 1;

const EXTENSION: &str = "snapshot";
/// The name of one that is being written.
const UNFINISHED: &str = "unfinished";

/// A snapshot that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Up to where it has the log folded.
    pub position: Position,
    /// How many bytes it takes.
    pub bytes: u64,
    /// The file.
    pub path: PathBuf,
}

/// A snapshot that was not used.
#[derive(Debug)]
pub struct PassedOver {
    /// The file.
    pub path: PathBuf,
    /// Why not.
    pub problem: SnapshotProblem,
}

/// With what a registry was opened.
#[derive(Debug, Default)]
pub struct OpenedFrom {
    /// Up to where a snapshot had the log folded; none where all of it was folded.
    pub snapshot: Option<Position>,
    /// The snapshots that did not fit, the newest first. They go when another one is written.
    pub passed_over: Vec<PassedOver>,
    /// Why no snapshot was written, where one was due: a full disk, for example. Nothing else is
    /// wrong then.
    pub not_written: Option<Error>,
    /// Whether somebody was writing to a log that was opened to be read, or was cut short: it may
    /// go on behind its end here.
    pub is_written: bool,
}

/// The snapshots of a registry on disk.
pub(crate) struct Snapshots {
    dir: PathBuf,
    /// Up to where the newest one goes that fits.
    newest: Mutex<Position>,
    kept: usize,
    /// Whether nothing is changed.
    only_read: bool,
}

impl Snapshots {
    /// Those of the registry in a directory.
    pub(crate) fn of(registry: &Path) -> Self {
        Self { dir: snapshots_dir(registry), newest: Mutex::default(), kept: KEPT, only_read: false }
    }

    /// The same, none of which is believed.
    pub(crate) fn unread(registry: &Path) -> Self {
        Self { kept: KEPT_AFTER_REBUILDING, ..Self::of(registry) }
    }

    /// The same, and nothing is changed.
    pub(crate) fn to_read(registry: &Path) -> Self {
        Self { only_read: true, ..Self::of(registry) }
    }

    /// What the newest one has that fits the log; nothing folded if there is none.
    pub(crate) fn read(&self, log: &dyn EventLog) -> (Projections, OpenedFrom) {
        if !self.only_read {
            let _ = fs::remove_file(self.dir.join(UNFINISHED)); // a crash left it
        }
        let mut opened = OpenedFrom::default();
        for (_, path) in self.list() {
            match read(log, &path) {
                Ok(projections) => {
                    opened.snapshot = Some(projections.facts.head());
                    self.set_newest(projections.facts.head());
                    return (projections, opened);
                }
                Err(problem) => opened.passed_over.push(PassedOver { path, problem }),
            }
        }
        (Projections::default(), opened)
    }

    /// Writes one of what is folded, which is durable, and removes those that nobody needs any
    /// more. `unfit` are some that were passed over.
    fn write(&self, log: &dyn EventLog, projections: &Projections, unfit: &[PassedOver]) -> Result<Snapshot, Error> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner); // one at a time
        let position = projections.facts.head();
        let head = SnapshotHead { shape: SHAPE, tree: log.tree_head_at(position)? };
        let path = self.dir.join(format!("{:020}.{EXTENSION}", position.0));
        let failed = |source| Error::Io { action: "write", path: path.clone(), source };
        durable::create_dir_all(&self.dir).map_err(failed)?;
        let bytes = snapshot::write(&projections.parts(), head, &self.dir.join(UNFINISHED), &path).map_err(failed)?;
        *newest = position;
        let is_unfit = |path: &Path| unfit.iter().any(|unfit| unfit.path == path);
        let fits = |(of, path): &(Position, PathBuf)| *of == position || *of < position && !is_unfit(path);
        let (kept, removed): (Vec<_>, Vec<_>) = self.list().into_iter().partition(fits);
        for (_, path) in kept.into_iter().skip(self.kept).chain(removed) {
            let _ = fs::remove_file(path); // the next one tries again
        }
        Ok(Snapshot { position, bytes, path })
    }

    /// Removes those that have nothing folded behind a position, whatever they are called.
    pub(crate) fn remove_up_to(&self, position: Position) -> Result<(), Error> {
        let is_of_before = |(named, path): &(Position, PathBuf)| {
            *named <= position || SnapshotReader::open(path).is_ok_and(|file| file.head().tree.position <= position)
        };
        for (_, path) in self.list().into_iter().filter(is_of_before) {
            match fs::remove_file(&path) {
                Err(source) if source.kind() != ErrorKind::NotFound => {
                    return Err(Error::Io { action: "remove", path, source });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether another one is worth its while.
    fn is_due(&self, head: Position) -> bool {
        let tail = head.0.saturating_sub(self.newest.lock().unwrap_or_else(PoisonError::into_inner).0);
        tail >= EVENTS_WORTH_A_SNAPSHOT && tail >= head.0 / PART_WORTH_A_SNAPSHOT
    }

    fn set_newest(&self, position: Position) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = position;
    }

    /// All of them by the names of their files, the newest first.
    fn list(&self) -> Vec<(Position, PathBuf)> {
        let mut found: Vec<(Position, PathBuf)> = in_directory(&self.dir).collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        found
    }
}

/// The files of the snapshots of the registry in a directory, in no order.
pub(crate) fn files(registry: &Path) -> Vec<PathBuf> {
    in_directory(&snapshots_dir(registry)).map(|(_, path)| path).collect()
}

fn in_directory(dir: &Path) -> impl Iterator<Item = (Position, PathBuf)> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| named(entry.path()))
}

fn named(path: PathBuf) -> Option<(Position, PathBuf)> {
    let position = path.file_stem()?.to_str()?.parse().ok()?;
    (path.extension()? == EXTENSION).then_some((Position(position), path))
}

/// The projections in a file, if they are this log's.
fn read(log: &dyn EventLog, path: &Path) -> Result<Projections, SnapshotProblem> {
    let reader = SnapshotReader::open(path)?;
    let SnapshotHead { shape, tree } = reader.head();
    if shape != SHAPE {
        return Err(SnapshotProblem::Shape { found: shape, expected: SHAPE });
    }
    let head = log.head()?;
    if tree.position > head || tree.commits > log.commit_count()? {
        return Err(SnapshotProblem::Ahead { position: tree.position, head });
    }
    if log.tree_head_of(tree.commits)? != tree {
        return Err(SnapshotProblem::OtherLog);
    }
    let mut projections = Projections::default();
    reader.take_back(projections.parts_mut())?;
    // No more, should anything else be amiss.
    if projections.facts.head() == tree.position { Ok(projections) } else { Err(SnapshotProblem::OtherLog) }
}

impl Registry {
    /// Writes a snapshot of everything recorded so far, durably on return. The next opening begins
    /// with it. Writers wait meanwhile; like recording, it is not for a thread that holds a
    /// [`LockedView`](crate::LockedView).
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        self.shared.may_write()?;
        let snapshots = self.shared.snapshots.as_ref().ok_or(Error::InMemory)?;
        let mut state = self.state_mut()?;
        state.refresh(&*self.shared.log)?;
        self.shared.log.wait_durable(state.projections.facts.head())?;
        snapshots.write(&*self.shared.log, &state.projections, &self.shared.opened.passed_over)
    }

    /// Writes a snapshot where opening would otherwise have to fold much: 50,000 events or more,
    /// and a tenth of the log. Opening does so by itself; this is for after much was recorded.
    /// `None` where none is due.
    pub fn snapshot_if_due(&self) -> Result<Option<Snapshot>, Error> {
        let head = self.state()?.projections.facts.head();
        match &self.shared.snapshots {
            Some(snapshots) if snapshots.is_due(head) => self.snapshot().map(Some),
            _ => Ok(None),
        }
    }

    /// With which snapshot the registry was opened, if with any, and which were passed over.
    pub fn opened_from(&self) -> &OpenedFrom {
        &self.shared.opened
    }

    /// Destroys the keys of erased names, and removes the snapshots of before they were erased.
    pub(crate) fn forget_erased(&self, state: &mut State) -> Result<(), Error> {
        let last = state.forget_erased()?;
        match (&self.shared.snapshots, last) {
            (Some(snapshots), Some(last)) => snapshots.remove_up_to(last),
            _ => Ok(()),
        }
    }
}
