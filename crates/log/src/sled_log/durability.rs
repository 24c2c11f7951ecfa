//! Making commits durable, several writers at a time.
//!
//! A commit is durable when the journal is fdatasynced. Writers that wait at the same time share one
//! fdatasync. When it fails, the log takes no more commits: what the system has dropped cannot be asked
//! for again.
//!
//! The store's own flush promises nothing across a power cut (it calls `sync_file_range`), and nothing
//! rests on it: it is flushed now and then, so that opening has little to catch up.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use jiceng_domain::Position;

use crate::error::LogError;
use crate::journal::Journal;

/// The store is flushed when so many events have been made durable since it was last.
const STORE_LAG_MAX: u64 = 16_384;

/// The way to the disk.
pub(super) struct Durability {
    db: sled::Db,
    dir: PathBuf,
    journal: Journal,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Everything before it is durable.
    durable: Position,
    /// Up to where the store was last flushed.
    flushed: Position,
    is_flushing: bool,
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
    pub(super) fn new(db: sled::Db, dir: &Path, journal: Journal, head: Position) -> Self {
        let state = State { durable: head, flushed: head, is_flushing: false, failure: None };
        Self { db, dir: dir.to_owned(), journal, state: Mutex::new(state), changed: Condvar::new() }
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
        self.flush_store(reached);
    }

    /// Flushes the store if it has fallen far behind. Its failure stops later writers, but takes nothing
    /// from what is durable.
    fn flush_store(&self, reached: Position) {
        let mut state = self.lock();
        if reached.0.saturating_sub(state.flushed.0) < STORE_LAG_MAX {
            return;
        }
        state.flushed = reached;
        drop(state);
        if let Err(error) = self.db.flush() {
            self.fail(&format!("flush: {error}"));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
