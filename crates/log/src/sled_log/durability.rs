//! Making commits durable, several writers at a time.
//!
//! A commit is durable when the journal is fdatasynced. Writers that wait at the same time share
//! one fdatasync. When it fails, the log takes no more commits: what the system has dropped cannot
//! be asked for again.
//!
//! The store's own flush promises nothing across a power cut (it calls `sync_file_range`), and no
//! acknowledgement rests on it. It is flushed, and its file fdatasynced, now and then and when the
//! log is closed, and then notes how far: only what it was told since has to be compared when the
//! log is opened.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use jiceng_domain::Position;
use sled::Tree;

use super::JOURNAL;
use super::directory::DB_FILE;
use super::reached::{self, Reached};
use crate::error::{LogError, io_error};
use crate::guarded::OpenDb;
use crate::journal::Journal;

/// Where the store notes, in its tree `meta`, up to which position it is on the disk: u64,
/// big-endian.
pub(super) const SYNCED: &str = "synced";

/// The store is synced when so many events have been made durable since it was last.
const STORE_LAG_MAX: u64 = 16_384;

/// The way to the disk.
pub(super) struct Durability {
    meta: Tree,
    /// sled's log.
    file: File,
    dir: PathBuf,
    journal: Journal,
    state: Mutex<State>,
    changed: Condvar,
    /// The last to be let go.
    db: OpenDb,
}

struct State {
    /// Everything before it is durable.
    durable: Position,
    /// Up to where the store was last synced.
    synced: Position,
    is_flushing: bool,
    /// Whether it is noted that the log is being written to.
    is_written_to: bool,
    failure: Option<String>,
}

/// Ends a flush; one that did not come to its end, because something panicked, has failed.
struct Flush<'a> {
    durability: &'a Durability,
    outcome: Result<Position, String>,
}

impl Drop for Flush<'_> {
    fn drop(&mut self) {
        let mut state = self.durability.lock();
        state.is_flushing = false;
        match &self.outcome {
            Ok(durable) => state.durable = state.durable.max(*durable),
            Err(reason) => state.failure = Some(reason.clone()),
        }
        drop(state);
        self.durability.changed.notify_all();
    }
}

impl Durability {
    /// Of a log that is open, and durable up to its head.
    pub(super) fn new(db: OpenDb, meta: Tree, dir: &Path, journal: Journal, head: Position) -> Result<Self, LogError> {
        let path = dir.join(DB_FILE);
        let file = File::options().read(true).write(true).open(&path).map_err(io_error(&path))?;
        let state = State { durable: head, synced: head, is_flushing: false, is_written_to: false, failure: None };
        let (state, changed) = (Mutex::new(state), Condvar::new());
        let durability = Self { meta, file, dir: dir.to_owned(), journal, state, changed, db };
        durability
            .sync_store(head)
            .map_err(|reason| LogError::NotDurable { dir: dir.to_owned(), source: reason.into() })?;
        Ok(durability)
    }

    /// The journal, for those who write to it and read it.
    pub(super) const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Refuses writers once writing has failed.
    pub(super) fn check(&self) -> Result<(), LogError> {
        match &self.lock().failure {
            Some(reason) => Err(LogError::ReadOnly { dir: self.dir.clone(), reason: reason.clone() }),
            None => Ok(()),
        }
    }

    /// Lets no writer in any more; the first reason stands.
    pub(super) fn fail(&self, reason: &str) {
        self.lock().failure.get_or_insert_with(|| reason.to_owned());
    }

    /// Returns when everything before `position` is durable. `applied` says how far sled has been
    /// told everything.
    pub(super) fn wait_for(&self, position: Position, applied: impl Fn() -> Position) -> Result<(), LogError> {
        let mut state = self.lock();
        loop {
            if state.durable >= position {
                return Ok(());
            }
            if let Some(reason) = &state.failure {
                return Err(LogError::NotDurable { dir: self.dir.clone(), source: reason.as_str().into() });
            }
            if state.is_flushing {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.is_flushing = true;
            drop(state);
            self.flush(&applied);
            state = self.lock();
        }
    }

    fn flush(&self, applied: impl Fn() -> Position) {
        let mut flush = Flush { durability: self, outcome: Err("writing came to no end".to_owned()) };
        let reached = applied();
        flush.outcome = self.journal.sync().map(|()| reached).map_err(|error| format!("fdatasync: {error}"));
        drop(flush);
        self.keep_store_near(reached);
    }

    /// Everything before it is on the disk.
    pub(super) fn durable(&self) -> Position {
        self.lock().durable
    }

    /// Syncs the store if it has fallen far behind. Its failure stops later writers, but takes
    /// nothing from what is durable.
    fn keep_store_near(&self, reached: Position) {
        let mut state = self.lock();
        if reached.0.saturating_sub(state.synced.0) < STORE_LAG_MAX {
            return;
        }
        state.synced = reached;
        drop(state);
        if let Err(reason) = self.sync_store(reached) {
            self.fail(&reason);
        }
    }

    /// Brings to the disk what the store was told, and then the note that it is there.
    fn sync_store(&self, reached: Position) -> Result<(), String> {
        let note = reached.0.to_be_bytes();
        let noted = self.meta.get(SYNCED).map_err(|error| format!("get: {error}"))?;
        if noted.is_some_and(|noted| *noted == note) {
            return self.note(reached);
        }
        let flush = || self.db.flush().map_err(|error| format!("flush: {error}"));
        flush()?;
        self.file.sync_data().map_err(|error| format!("fdatasync: {error}"))?;
        self.meta.insert(SYNCED, &note).map_err(|error| format!("insert: {error}"))?;
        flush()?;
        self.note(reached)
    }

    /// Tells the journal the frames of an append. Where a segment begins for them, that is noted
    /// before any of them is durable: without it the log has lost something.
    pub(super) fn append<'a>(&self, first: Position, frames: impl Iterator<Item = &'a [u8]>) -> Result<(), LogError> {
        let journaled = self.journal.append(first, self.durable(), frames);
        let begun = journaled.map_err(io_error(&self.dir.join(JOURNAL)))?;
        let Some(begun) = begun else { return Ok(()) };
        let _state = self.lock();
        let noted = Reached::written(begun, begun).note(&self.dir);
        noted.map_err(io_error(&self.dir.join(reached::REACHED)))
    }

    /// Notes, before the first append, that the log is being written to: whatever comes after it
    /// may be lost, should it not be closed in order.
    pub(super) fn begin_writing(&self) -> Result<(), LogError> {
        let mut state = self.lock();
        if state.is_written_to {
            return Ok(());
        }
        let noted = Reached::written(state.durable, self.journal.segment()).note(&self.dir);
        noted.map_err(io_error(&self.dir.join(reached::REACHED)))?;
        state.is_written_to = true;
        Ok(())
    }

    /// Notes that all before a position is on the disk.
    fn note(&self, position: Position) -> Result<(), String> {
        let segment = self.journal.segment();
        let state = self.lock();
        let reached = if state.is_written_to { Reached::written(position, segment) } else { Reached::closed(position) };
        reached.note(&self.dir).map_err(|error| format!("{}: {error}", reached::REACHED))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A store that is closed in order has nothing to be compared. If that fails, nothing is lost by
/// it.
impl Drop for Durability {
    fn drop(&mut self) {
        let state = self.lock();
        let reached = (state.failure.is_none() && state.synced < state.durable).then_some(state.durable);
        let written_to = (state.failure.is_none() && state.is_written_to).then_some(state.durable);
        drop(state);
        if let Some(reached) = reached {
            let _ = self.journal.mark(reached);
            let _ = self.sync_store(reached);
        }
        if let Some(position) = written_to {
            let _ = Reached::closed(position).note(&self.dir);
        }
    }
}
