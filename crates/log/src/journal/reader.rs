//! The journal of a log that another program may have open.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiceng_domain::Position;

use super::{FrameAt, Journal, io_error, read_until, segments};
use crate::error::LogError;

/// The journal's directory, in that of the log.
pub(crate) const JOURNAL: &str = "journal";

/// The frames of a log, read from its journal without opening the log: somebody may be writing to it.
///
/// It ends where the journal ended when the reader was opened. That part is on the disk, and does not
/// change.
#[derive(Clone, Debug)]
pub struct JournalReader {
    dir: PathBuf,
    head: Position,
}

impl JournalReader {
    /// Opens the journal of the log in a directory. A log of the first days has none until it is opened once.
    pub fn open(log_dir: &Path) -> Result<Self, LogError> {
        let dir = log_dir.join(JOURNAL);
        if !Journal::exists(&dir)? {
            return Err(LogError::NotALog { dir: log_dir.to_owned() });
        }
        if let Some((_, last)) = segments(&dir)?.pop() {
            // What was written and not yet acknowledged may be in it too; then it must not vanish.
            File::open(&last).and_then(|file| file.sync_data()).map_err(io_error(&last))?;
        }
        let head = Journal::head_of(&dir)?;
        Ok(Self { dir, head })
    }

    /// The position after the last event.
    pub const fn head(&self) -> Position {
        self.head
    }

    /// Hands over every frame that ends behind a position, in order, until the first error, of the journal or of
    /// whoever takes them.
    pub fn read(
        &self,
        from: Position,
        take: &mut dyn FnMut(FrameAt<'_>) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        read_until(&self.dir, from, self.head, take)
    }
}
