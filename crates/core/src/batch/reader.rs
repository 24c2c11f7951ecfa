//! Single events of the log, read to be compared with what is asked.

use jiceng_domain::{Position, Recorded};
use jiceng_log::{Commit, LogError};

use super::Batch;

/// What was read last. Whoever asks for events in their order gets those of one commit from one
/// read.
#[derive(Default)]
pub(super) struct Reader {
    commit: Option<Commit>,
    last: Option<Position>,
    reads: u64,
}

impl Reader {
    fn in_commit(&self, position: Position) -> Option<Recorded> {
        self.commit.as_ref().and_then(|commit| event_of(commit, position))
    }
}

impl Batch {
    /// The event at a position, in the log or in this batch.
    pub(super) fn at(&mut self, position: Position) -> Result<Option<Recorded>, LogError> {
        if let Some(recorded) = self.state.undecided.held_at(position) {
            return Ok(Some(recorded));
        }
        let is_next = self.reader.last.is_some_and(|last| last.plus(1) == position);
        self.reader.last = Some(position);
        if let Some(recorded) = self.reader.in_commit(position) {
            return Ok(Some(recorded));
        }
        self.reader.reads += 1;
        let log = &self.registry.shared.log;
        let commit = match position >= self.begun_at {
            true => self.state.undecided.commit_at(position)?,
            // One commit may have a thousand events, of which only this one is asked for.
            false if !is_next => return Ok(log.event_at(position)?.map(|read| read.recorded)),
            false => log.commit_at(position)?,
        };
        self.reader.commit = commit;
        Ok(self.reader.in_commit(position))
    }

    /// How often an event or a commit was read from the log, or from what is staged, to be compared
    /// with what was asked.
    pub fn reads(&self) -> u64 {
        self.reader.reads
    }
}

fn event_of(commit: &Commit, position: Position) -> Option<Recorded> {
    let index = position.0.checked_sub(commit.first.0)?;
    commit.event(u32::try_from(index).ok()?)
}
