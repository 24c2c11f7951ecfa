//! The journal of a log that another program may have open.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiceng_domain::Position;

use super::{FrameAt, read_until, segments};
use crate::error::{LogError, io_error};
use crate::sled_log::Recovered;

/// The journal's directory, in that of the log.
pub(crate) const JOURNAL: &str = "journal";

/// The frames of a log, read from its journal: somebody may be writing to it.
///
/// It ends where the journal ended when the reader was opened. That part is on the disk, and does
/// not change.
#[derive(Clone, Debug)]
pub struct JournalReader {
    dir: PathBuf,
    head: Position,
    recovered: Recovered,
}

impl JournalReader {
    /// A reader of the journal in a directory, up to a position.
    pub(crate) fn of(dir: &Path, head: Position, recovered: Recovered) -> Result<Self, LogError> {
        if let Some((_, last)) = segments(dir)?.pop() {
            // What was written and not yet acknowledged may be in it too; then it must not vanish.
            File::open(&last).and_then(|file| file.sync_data()).map_err(io_error(&last))?;
        }
        Ok(Self { dir: dir.to_owned(), head, recovered })
    }

    /// The position after the last event.
    pub const fn head(&self) -> Position {
        self.head
    }

    /// What had to be mended before it could be read; nothing, most times.
    pub const fn recovered(&self) -> &Recovered {
        &self.recovered
    }

    /// Hands over every frame that ends behind a position, in order, until the first error, of the
    /// journal or of whoever takes them.
    pub fn read(
        &self,
        from: Position,
        take: &mut dyn FnMut(FrameAt<'_>) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let mut reached = from;
        read_until(&self.dir, from, self.head, &mut |frame| {
            reached = frame.next;
            take(frame)
        })?;
        // It was there when the reader was opened.
        if reached < self.head {
            return Err(LogError::Shorter { head: reached, reached: self.head, path: self.dir.clone() });
        }
        Ok(())
    }
}
