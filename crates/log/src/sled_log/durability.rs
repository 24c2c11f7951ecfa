//! Making commits durable, several writers at a time.
//!
//! sled's `flush` writes its buffers out and calls `sync_file_range`, which promises nothing across
//! a power cut. So after each flush comes an `fdatasync` of sled's `db` file, by a file handle of our
//! own. Writers that wait at the same time share one flush and one fdatasync. When either fails, the
//! log takes no more commits: what the system has dropped cannot be asked for again.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use jiceng_domain::Position;

use super::directory::{DB_FILE, io_error};
use crate::error::LogError;

/// The way from sled's buffers to the disk.
pub(super) struct Durability {
    db: sled::Db,
    dir: PathBuf,
    /// sled's `db` file.
    file: File,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Everything before it is durable.
    durable: Position,
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
    pub(super) fn new(db: sled::Db, dir: &Path, head: Position) -> Result<Self, LogError> {
        let path = dir.join(DB_FILE);
        let file = File::options().read(true).write(true).open(&path).map_err(io_error(&path))?;
        let state = State { durable: head, is_flushing: false, failure: None };
        Ok(Self { db, dir: dir.to_owned(), file, state: Mutex::new(state), changed: Condvar::new() })
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
        flush.outcome = match self.db.flush() {
            Err(error) => Err(format!("flush: {error}")),
            Ok(_) => self.file.sync_data().map(|()| reached).map_err(|error| format!("fdatasync: {error}")),
        };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
