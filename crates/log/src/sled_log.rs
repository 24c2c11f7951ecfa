//! A log on disk, in sled 0.34.7.
//!
//! **Format.** A journal of every append, and beside it a store of four trees: `commits` (position
//! of the first event, u64 big-endian → frame; `parts` says how large ones are cut), `ids` (the 16
//! bytes of the commit id → that position), `rows` (what is kept of the Merkle tree), `meta`
//! (`format` → the log's format version, u32 big-endian). `docs/format.md` describes them.
//!
//! **Durability.** An append has returned only when the journal is fdatasynced; `durability` says
//! how writers share that. The store is told at once, by plain inserts, and writes them out in its
//! own time: what it has lost when the program or the machine stops, it takes from the journal when
//! it opens (`recovery`).
//!
//! **Failure.** When an append fails below the checks that refuse it, the handle takes no more
//! commits ([`LogError::ReadOnly`]); what it has read stays readable.
//!
//! **Damage.** What the store gives back is checked frame by frame, so damaged values are named and
//! never taken for others. sled takes damage in what it wrote since its last snapshot for the torn
//! end of a crash, and drops what lies behind; then the journal knows better. A store that cannot
//! be opened is set aside and made anew from the journal. [`verify`](EventLog::verify) compares the
//! two byte by byte.
//!
//! **Panics.** sled asserts much of its own state, also in its threads. None was reached by some
//! 1,000 random damages to its files, nor by full and read-only disks, so calls are not wrapped,
//! but for the one that opens it and the one that closes it (`guarded`). A writer that panics all
//! the same leaves a handle that takes no more commits.
//!
//! **What it does not do.** It does not notice a disk that lies about fdatasync. It does not open a
//! directory that cannot be written to: sled writes when it opens. Readers may see a commit a
//! moment before it is durable; nothing built on it is acknowledged before it is.

mod begun;
mod clock;
mod commits;
mod directory;
mod durability;
mod parts;
pub(crate) mod reached;
mod reading;
mod recovery;
mod rescue;
mod rows;
mod seal;
mod staged;
mod store;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;
use sled::{IVec, Tree};
use uuid::Uuid;

pub use self::begun::is_only_begun;
use self::commits::Commits;
pub use self::directory::LogLock;
use self::durability::Durability;
pub use self::reached::refuse_lost_journal;
pub use self::recovery::Recovered;
pub use self::rescue::{Behind, Rescued, rescue};
pub use self::seal::{Sealing, seal};
use self::store::Store;
use crate::append::{Framed, Tail, check_frames, frame_commits};
use crate::commit::{Commit, EventRead, NewCommit};
use crate::error::{LogError, io_error};
use crate::frame;
use crate::guarded::OpenDb;
use crate::in_order::InOrder;
use crate::journal::{JOURNAL, Journal};
use crate::kept_frame::KeptFrame;
use crate::log::{EventLog, Frames, Verified, verify_order};
use crate::staging::Staging;
use crate::stored::Head;
use crate::tree;
use crate::tree_rows::{self, TreeRow};

/// The format of logs that are made.
pub const FORMAT: u32 = 1;

/// The format of logs of which a part is sealed.
pub const FORMAT_SEALED: u32 = 2;

/// sled keeps this much of the log in memory, and some hundred megabytes beside it. More of it does
/// not make single reads faster: the system keeps the file.
const CACHE_BYTES: u64 = 16 << 20;

/// A log in a directory of its own.
pub struct SledLog {
    dir: PathBuf,
    commits: Commits,
    ids: Tree,
    rows: Tree,
    /// Where the log ends, as far as sled has been told. Whoever writes holds it.
    tail: RwLock<Tail>,
    /// The Merkle tree over all commits, once one was written. Whoever writes takes it, and puts
    /// back what it has become.
    grown: Mutex<Option<tree::Tree>>,
    kept_frame: KeptFrame,
    durability: Durability,
    recovered: Recovered,
    /// The last to be let go.
    _claim: LogLock,
}

impl SledLog {
    /// Makes an empty log in a directory, and the directory where there is none.
    ///
    /// The journal comes first: a store without one is a log of the first days, and must be sound.
    pub fn create(dir: impl AsRef<Path>) -> Result<Self, LogError> {
        let dir = dir.as_ref();
        let journal_dir = dir.join(JOURNAL);
        let claim = LogLock::new_log(dir)?;
        if !Journal::exists(&journal_dir)? {
            if Self::exists(dir) && Store::open(dir, true, &Arc::default())?.tail != Tail::default() {
                return Err(LogError::Exists { dir: dir.to_owned() });
            }
            if reached::position(dir) > Position(0) {
                return Err(LogError::Exists { dir: dir.to_owned() });
            }
            directory::wait_for_sled(dir)?;
            Journal::create(&journal_dir, Position(0))?;
            reached::Reached::closed(Position(0)).note(dir).map_err(io_error(dir))?;
            directory::sync(dir)?;
        }
        let (store, journal, recovered) = recovery::open(dir, &journal_dir)?;
        if store.tail != Tail::default() {
            return Err(LogError::Exists { dir: dir.to_owned() });
        }
        directory::sync(dir)?;
        Self::with(dir, store, journal, recovered, claim)
    }

    /// Whether a directory has a log, sound or not.
    pub fn exists(dir: impl AsRef<Path>) -> bool {
        directory::has_log(dir.as_ref())
    }

    /// Opens the log in a directory, and mends what a crash or a damage has left;
    /// [`recovered`](Self::recovered) says what that was.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, LogError> {
        let dir = dir.as_ref();
        let claim = LogLock::existing_log(dir)?;
        let (store, journal, recovered) = recovery::open(dir, &dir.join(JOURNAL))?;
        directory::sync(dir)?;
        let mut log = Self::with(dir, store, journal, recovered, claim)?;
        log.recovered.import_finished = staged::finish_left_over(&log)?;
        Ok(log)
    }

    fn with(
        dir: &Path,
        store: Store,
        journal: Journal,
        recovered: Recovered,
        claim: LogLock,
    ) -> Result<Self, LogError> {
        // What is bound first is let go last.
        let Store { db, commits, ids, rows, meta, mut tail } = store;
        tail.commits = rows::mend(&rows, &commits, store::synced(dir, &meta)?, storage(dir))?;
        let durability = Durability::new(db, meta, dir, journal, tail.head)?;
        let (dir, tail) = (dir.to_owned(), RwLock::new(tail));
        let (grown, kept_frame) = (Mutex::default(), KeptFrame::default());
        Ok(Self { dir, commits, ids, rows, tail, grown, kept_frame, durability, recovered, _claim: claim })
    }

    /// What opening had to mend.
    pub const fn recovered(&self) -> &Recovered {
        &self.recovered
    }

    /// A panic in a writer leaves the tail as it was before.
    fn tail(&self) -> Tail {
        *self.tail.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the index has a commit, if before `head`.
    fn find(&self, id: CommitId, head: Position) -> Result<Option<Position>, LogError> {
        let Some(value) = self.ids.get(id.0.as_bytes()).map_err(storage(&self.dir))? else { return Ok(None) };
        let position = <[u8; 8]>::try_from(&*value).map_err(|_| LogError::Key { key: id.0.as_bytes().to_vec() })?;
        Ok(Some(Position(u64::from_be_bytes(position))).filter(|position| *position < head))
    }

    fn commits_before(
        &self,
        head: Position,
        from: Position,
    ) -> Result<impl Iterator<Item = Result<Commit, LogError>>, LogError> {
        let first = self.commits.first_at(from)?.unwrap_or_default();
        Ok(InOrder::new(self.commits.from(first), from, head))
    }
}

impl SledLog {
    /// The journal holds the same frames as the store, to the last byte.
    fn verify_journal(&self, head: Position) -> Result<(), LogError> {
        // Sealed frames are in the journal only.
        let mut reached = self.commits.sealed();
        let mut stored = self.commits.from(reached);
        self.durability.journal().read(reached, &mut |frame| {
            if frame.first >= head {
                return Ok(());
            }
            let (position, bytes) = stored.next().transpose()?.ok_or(LogError::JournalDiffers { position: reached })?;
            if position != frame.first || *bytes != *frame.bytes {
                return Err(LogError::JournalDiffers { position: reached });
            }
            reached = frame.next;
            Ok(())
        })?;
        if reached < head { Err(LogError::JournalDiffers { position: reached }) } else { Ok(()) }
    }

    /// Nothing in the index leads behind the end of the log, also while somebody writes.
    fn leads_somewhere(&self, id: CommitId) -> Result<(), LogError> {
        let tail = self.tail.read().unwrap_or_else(PoisonError::into_inner);
        match self.find(id, Position(u64::MAX))? {
            Some(found) if found >= tail.head => Err(LogError::Index { id, position: None, found: Some(found) }),
            _ => Ok(()),
        }
    }

    /// What a failure within an append means. Where the store failed, also when it was only asked
    /// something, it may have failed to write what it does not tell of: sled splits nodes as it
    /// reads.
    #[allow(clippy::wildcard_enum_match_arm, reason = "every other failure is told as it is")]
    fn broken(&self, error: LogError) -> LogError {
        let source = match error {
            LogError::Io { source, .. } => source.into(),
            LogError::Storage { source, .. } => source,
            error => return error,
        };
        self.durability.fail(&source.to_string());
        LogError::NotDurable { dir: self.dir.clone(), source }
    }

    /// Writes what is left of an append when it was checked against where the log ends.
    fn write_checked(
        &self,
        check: impl FnOnce(Tail) -> Result<(Vec<Framed>, Tail), LogError>,
    ) -> Result<Position, LogError> {
        let mut tail = self.tail.write().unwrap_or_else(|panicked| {
            self.durability.fail("a writer panicked");
            panicked.into_inner()
        });
        self.durability.check()?;
        let (framed, after) = check(*tail).map_err(|error| self.broken(error))?;
        if framed.is_empty() {
            return Ok(tail.head);
        }
        self.tell(framed).map_err(|error| self.broken(error))?;
        *tail = after;
        Ok(after.head)
    }

    /// Tells the journal, then the store. Whoever writes holds the tail.
    fn tell(&self, commits: Vec<Framed>) -> Result<(), LogError> {
        let frames: Vec<(Position, Vec<u8>)> = commits.into_iter().map(|commit| (commit.first, commit.frame)).collect();
        let Some((first, _)) = frames.first() else { return Ok(()) };
        let mut grown = self.grown.lock().unwrap_or_else(PoisonError::into_inner);
        let (rows, tree) = rows::entries(grown.take(), &self.rows, &self.commits, &frames, storage(&self.dir))?;
        let bytes = frames.iter().map(|(_, frame)| frame.as_slice());
        self.durability.begin_writing()?;
        self.durability.append(*first, bytes)?;
        let written = write_frames((&self.commits.tree, &self.ids, &self.rows), &frames, &rows);
        written.map_err(|source| LogError::Storage { dir: self.dir.clone(), source })?;
        *grown = Some(tree);
        Ok(())
    }

    /// The frames from the one that contains a position, until the head.
    fn frames_before(
        &self,
        head: Position,
        from: Position,
    ) -> Result<impl Iterator<Item = Result<(Position, IVec), LogError>>, LogError> {
        let first = self.commits.first_at(from)?.unwrap_or_default();
        Ok(InOrder::frames(self.commits.from(first), from, head))
    }
}

impl EventLog for SledLog {
    fn head(&self) -> Result<Position, LogError> {
        Ok(self.tail().head)
    }

    fn write(&self, expected: Position, commits: &[NewCommit]) -> Result<Position, LogError> {
        self.write_checked(|tail| frame_commits(tail, expected, commits, |id| self.find(id, tail.head)))
    }

    fn wait_durable(&self, position: Position) -> Result<(), LogError> {
        self.durability.wait_for(position, || self.tail().head)
    }

    fn append_frames(&self, expected: Position, frames: Vec<Vec<u8>>) -> Result<Position, LogError> {
        let head = self.write_checked(|tail| check_frames(tail, expected, frames, |id| self.find(id, tail.head)))?;
        self.wait_durable(head)?;
        Ok(head)
    }

    fn stage(&self) -> Result<Option<Staging>, LogError> {
        staged::begin(self).map(Some)
    }

    fn append_staged(&self, expected: Position, staged: Staging) -> Result<Position, LogError> {
        staged::append(self, expected, staged)
    }

    fn commits(&self, from: Position) -> Box<dyn Iterator<Item = Result<Commit, LogError>> + '_> {
        match self.commits_before(self.tail().head, from) {
            Ok(commits) => Box::new(commits),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }

    /// The journal's files are read from beginning to end, which keeps nothing in memory; where
    /// they are damaged, the store goes on.
    fn each_commit(&self, from: Position, take: &mut dyn FnMut(Commit) -> ControlFlow<()>) -> Result<(), LogError> {
        let (mut reached, mut flow) = (from, ControlFlow::Continue(()));
        let head = self.tail().head;
        let read = self.durability.journal().read_between(from, head, &mut |frame| {
            let commit = frame::decode(frame.first, frame.bytes)?;
            reached = frame.next;
            flow = take(commit);
            Ok(flow)
        });
        if flow.is_break() || read.is_ok() && reached >= head {
            return Ok(());
        }
        for commit in self.commits(reached) {
            if take(commit?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn commit(&self, id: CommitId) -> Result<Option<Commit>, LogError> {
        let Some(found) = self.find(id, self.tail().head)? else { return Ok(None) };
        match self.commits.frame_at(found)? {
            Some(frame) => {
                let commit = frame::decode(found, &frame)?;
                if commit.id == id {
                    Ok(Some(commit))
                } else {
                    Err(LogError::Index { id, position: None, found: Some(found) })
                }
            }
            None => Err(LogError::Index { id, position: None, found: Some(found) }),
        }
    }

    fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError> {
        self.commits(position).next().transpose()
    }

    /// The frame is decoded where it lies.
    fn event_at(&self, position: Position) -> Result<Option<EventRead>, LogError> {
        if let Some(read) = self.kept_frame.events(&[position])?.pop() {
            return Ok(Some(read));
        }
        match self.frames_before(self.tail().head, position)?.next().transpose()? {
            Some((first, frame)) => frame::decode_event(first, &frame, position),
            None => Ok(None),
        }
    }

    fn known_at(&self, instant: Timestamp) -> Result<Position, LogError> {
        // The answer begins a commit, or is the head; it is never outside of low..=high.
        let (mut low, mut high) = (Position(0), self.tail().head);
        while low < high {
            let middle = Position(low.0.midpoint(high.0));
            let first = self.commits.first_at(middle)?;
            let commit = self.commits.head_of(first.unwrap_or_default())?;
            if commit.next() <= middle {
                return Err(LogError::Gap { expected: commit.next(), found: high });
            }
            (low, high) = if commit.recorded_at <= instant { (commit.next(), high) } else { (low, commit.first) };
        }
        Ok(low)
    }

    fn last_recorded_at(&self) -> Result<Option<Timestamp>, LogError> {
        Ok(self.tail().last_recorded_at)
    }

    fn kept_frame(&self) -> &KeptFrame {
        &self.kept_frame
    }

    fn frames(&self, from: Position) -> Frames<'_> {
        match self.frames_before(self.tail().head, from) {
            Ok(frames) => Box::new(frames.map(|frame| frame.map(|(first, frame)| (first, frame.to_vec())))),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }

    fn commit_count(&self) -> Result<u64, LogError> {
        Ok(self.tail().commits)
    }

    fn tree_row(&self, leaf: u64) -> Result<Option<TreeRow>, LogError> {
        rows::row(&self.rows, &self.commits, leaf, storage(&self.dir))
    }

    fn verify(&self) -> Result<Verified, LogError> {
        let head = self.tail().head;
        let verified = verify_order(self.commits_before(head, Position(0))?, |id| self.find(id, head))?;
        self.verify_journal(head)?;
        // Each commit is in the index. What else is in it leads nowhere, or to a commit of another
        // id.
        let mut indexed = 0;
        for entry in &self.ids {
            let (key, _) = entry.map_err(storage(&self.dir))?;
            let id = Uuid::from_slice(&key).map_err(|_| LogError::Key { key: key.to_vec() })?;
            indexed += u64::from(self.find(CommitId(id), head)?.is_some());
            if indexed > verified.commits {
                self.commit(CommitId(id))?;
            }
            self.leads_somewhere(CommitId(id))?;
        }
        let row = |leaf| rows::kept(&self.rows, leaf, storage(&self.dir));
        tree_rows::verify(&row, self.frames_before(head, Position(0))?)?;
        Ok(verified)
    }
}

/// Puts frames, their ids, and the rows that come with them into the store, each after the other.
/// sled writes them out in this order, and what of it is lost at the end, opening takes from the
/// journal: a frame may lack its last parts or its id, and no id comes before its frame
/// (docs/decisions/0060).
fn write_frames(
    (commits, ids, rows): (&Tree, &Tree, &Tree),
    frames: &[(Position, Vec<u8>)],
    entries: &[rows::Entry],
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let heads = frames.iter().map(|(first, frame)| frame::decode_head(*first, frame));
    let heads: Vec<Head> = heads.collect::<Result<_, _>>()?;
    for ((first, frame), head) in frames.iter().zip(&heads) {
        for (key, value) in parts::entries(*first, frame) {
            commits.insert(key, value)?;
        }
        ids.insert(head.id.0.as_bytes(), &first.0.to_be_bytes())?;
    }
    for (leaf, row) in entries {
        rows.insert(leaf, row.as_slice())?;
    }
    Ok(())
}

/// Opens sled in a directory, and makes it where it is not there.
fn open_db(dir: &Path) -> Result<OpenDb, LogError> {
    let config = sled::Config::new().path(dir).flush_every_ms(None).cache_capacity(CACHE_BYTES);
    config.open().map(OpenDb::new).map_err(storage(dir))
}

/// What a failure of sled means.
fn storage(dir: &Path) -> impl Fn(sled::Error) -> LogError {
    let dir = dir.to_owned();
    move |error| {
        if let sled::Error::Io(source) = error {
            LogError::Io { path: dir.clone(), source }
        } else {
            LogError::Storage { dir: dir.clone(), source: error.into() }
        }
    }
}
