//! Sealing a log: its commits move, byte for byte, into compressed segments of its journal, and its
//! store is made anew without their frames.
//!
//! Nobody else has the log open meanwhile. Each step leaves a log that opens: first the sealed
//! segments are made durable; then the store is marked, so that programs that know nothing of them
//! refuse it; then the segments go that they replace; then the store is thrown away and made anew,
//! as it is when it was lost. Stopped anywhere, the next run goes on.

use std::fs::{self, File};
use std::path::Path;

use jiceng_domain::Position;

use super::directory::{self, DB_FILE, LogLock, is_of_store, wait_for_sled};
use super::reached::Reached;
use super::recovery;
use super::store::Store;
use super::{FORMAT_SEALED, JOURNAL, SledLog, storage};
use crate::error::{LogError, io_error};
use crate::journal;

/// What sealing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealing {
    /// How many commits were sealed.
    pub commits: u64,
    /// All commits before this position are sealed now.
    pub sealed: Position,
    /// Where the log ends.
    pub head: Position,
    /// The bytes of the log's directory before.
    pub bytes_before: u64,
    /// The bytes of the log's directory after.
    pub bytes_after: u64,
}

/// Seals all commits of the log in a directory, if those that are not sealed take so many bytes in
/// its journal. `progress` is told up to which position they are sealed, and where the log ends.
pub fn seal(dir: &Path, bytes_min: u64, progress: &mut dyn FnMut(Position, Position)) -> Result<Sealing, LogError> {
    let claim = LogLock::existing_log(dir)?;
    let journal_dir = dir.join(JOURNAL);
    let bytes_before = bytes_in(dir)?;
    let (store, journal, recovered) = recovery::open(dir, &journal_dir)?;
    directory::sync(dir)?;
    journal.sync().map_err(io_error(&journal_dir))?;
    let head = store.tail.head;
    // Stopped below, the segment of which the note spoke may be gone, and all of it sealed.
    Reached::closed(head).note(dir).map_err(io_error(dir))?;
    let mut commits = 0;
    if journal::unsealed_bytes(&journal_dir)? >= bytes_min && store.commits.sealed() < head {
        let mut stored = store.commits.from(store.commits.sealed());
        journal::seal(&journal_dir, head, &mut |frame| {
            // From then on there is one copy, so the two must have been the same.
            let (first, bytes) =
                stored.next().transpose()?.ok_or(LogError::JournalDiffers { position: frame.first })?;
            if (first, &*bytes) != (frame.first, frame.bytes) {
                return Err(LogError::JournalDiffers { position: frame.first });
            }
            commits += 1;
            progress(frame.next, head);
            Ok(())
        })?;
        journal::begin_segment(&journal_dir, head)?;
    }
    let sealed = journal::Sealed::open(&journal_dir)?.next();
    let mut log = (store, journal, recovered);
    if sealed > Position(0) {
        mark(dir, &log.0)?;
        journal::remove_sealed(&journal_dir)?;
        if log.0.commits.holds_before(sealed)? {
            drop(log);
            remove_store(dir)?;
            log = recovery::open(dir, &journal_dir)?;
            directory::sync(dir)?;
        }
    }
    let (store, journal, recovered) = log;
    drop(SledLog::with(dir, store, journal, recovered, claim)?);
    wait_for_sled(dir)?;
    Ok(Sealing { commits, sealed, head, bytes_before, bytes_after: bytes_in(dir)? })
}

/// Marks a store, durably, as that of a log of which a part is sealed.
fn mark(dir: &Path, store: &Store) -> Result<(), LogError> {
    store.meta.insert("format", &FORMAT_SEALED.to_be_bytes()).map_err(storage(dir))?;
    store.db.flush().map_err(storage(dir))?;
    let path = dir.join(DB_FILE);
    File::open(&path).and_then(|file| file.sync_data()).map_err(io_error(&path))
}

/// Removes sled's files. Without the first of them the others are nothing.
fn remove_store(dir: &Path) -> Result<(), LogError> {
    wait_for_sled(dir)?;
    let path = dir.join(DB_FILE);
    fs::remove_file(&path).map_err(io_error(&path))?;
    directory::sync(dir)?;
    remove_left_over(dir)
}

/// Removes what is left of a store whose log file is not there.
pub(super) fn remove_left_over(dir: &Path) -> Result<(), LogError> {
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        let path = entry.map_err(io_error(dir))?.path();
        let is_left_over = path.file_name().is_some_and(|name| is_of_store(&name.to_string_lossy()));
        if is_left_over && path.is_file() {
            fs::remove_file(&path).map_err(io_error(&path))?;
        }
    }
    Ok(())
}

/// The bytes of the log's files, without those that were set aside.
fn bytes_in(dir: &Path) -> Result<u64, LogError> {
    let mut bytes = 0;
    for dir in [dir.to_owned(), dir.join(JOURNAL)] {
        for entry in fs::read_dir(&dir).map_err(io_error(&dir))? {
            let file = entry.and_then(|entry| entry.metadata()).map_err(io_error(&dir))?;
            bytes += if file.is_file() { file.len() } else { 0 };
        }
    }
    Ok(bytes)
}
