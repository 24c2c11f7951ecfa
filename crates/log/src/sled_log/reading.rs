//! Reading the journal of a log that another program may have open.
//!
//! A journal that was closed in order, and reaches as far as the log once did, is read as it is.
//! Otherwise, where nobody has the log open, it is opened and mended first: so what is read is what
//! is sound in either copy, or there is an error. Where somebody has it open, bytes at its end that
//! are no record are an append on its way; they are waited for, and if they stay, they are damage.

use std::path::Path;
use std::thread;
use std::time::Duration;

use super::reached::{self, Noted, Reached};
use super::recovery::Recovered;
use super::{JOURNAL, SledLog};
use crate::error::LogError;
use crate::journal::{Found, Journal, JournalReader};

/// So often the end of a journal is looked at before what is no record there is damage.
const LOOKS_MAX: u32 = 100;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

impl JournalReader {
    /// Opens the journal of the log in a directory. A log of the first days has none until it is
    /// opened once.
    pub fn open(log_dir: &Path) -> Result<Self, LogError> {
        let journal = log_dir.join(JOURNAL);
        if !Journal::exists(&journal)? && !log_dir.join(super::directory::DB_FILE).is_file() {
            return Err(LogError::NotALog { dir: log_dir.to_owned() });
        }
        let mut recovered = Recovered::default();
        for _ in 0..LOOKS_MAX {
            let found = Journal::found_in(&journal);
            if let Ok(found) = &found
                && is_whole(log_dir, found)
            {
                return Self::of(&journal, found.head, recovered);
            }
            match SledLog::open(log_dir) {
                // It is closed in order now, or somebody else was quicker.
                Ok(log) => recovered = log.recovered().clone(),
                Err(LogError::InUse { .. }) => {
                    let found = found?;
                    if is_on_its_way(log_dir, &found) {
                        return Self::of(&journal, found.head, recovered);
                    }
                    thread::sleep(BETWEEN_LOOKS);
                }
                Err(error) => return Err(error),
            }
        }
        let found = Journal::found_in(&journal)?;
        // It was opened each time, and what is beside it could not be written anew.
        if is_on_its_way(log_dir, &found) {
            return Self::of(&journal, found.head, recovered);
        }
        Err(problem(log_dir, &found))
    }
}

/// Whether a log was closed in order, and its journal lacks nothing that was there then.
fn is_whole(log_dir: &Path, found: &Found) -> bool {
    Reached::read(log_dir) == Some(Reached::closed(found.head)) && is_on_its_way(log_dir, found)
}

/// Whether nothing is wrong with a journal that somebody may be writing to.
fn is_on_its_way(log_dir: &Path, found: &Found) -> bool {
    let noted = Noted::of(log_dir);
    let is_sound = found.torn.is_none() && found.damage.is_none() && found.head >= noted.position();
    is_sound && noted.check(log_dir, found).is_ok()
}

/// What is wrong with a journal that somebody else has open.
fn problem(log_dir: &Path, found: &Found) -> LogError {
    if let Some((path, offset, position)) = found.damage.clone() {
        return LogError::JournalDamaged { path, offset, position };
    }
    match &found.torn {
        Some(torn) => LogError::JournalDamaged { path: torn.path.clone(), offset: torn.from, position: found.head },
        None => LogError::Shorter {
            head: found.head,
            reached: reached::position(log_dir),
            path: log_dir.join(reached::REACHED),
        },
    }
}
