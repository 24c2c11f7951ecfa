//! Why the log could not be read or extended.

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;

/// Why the log could not be read or extended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// Another writer appended first: catch up, decide again, append.
    #[error("the log is at position {actual}, expected {expected}")]
    Conflict {
        /// Where the commits were meant to go.
        expected: Position,
        /// Where the log is.
        actual: Position,
    },
    /// The id is in the log already: compare the bodies.
    #[error("commit {id} is in the log already, at position {first}")]
    CommitExists {
        /// The id.
        id: CommitId,
        /// The position of the first event of the commit that has it.
        first: Position,
    },
    /// A commit without facts.
    #[error("commit {id} has no facts")]
    NoFacts {
        /// The commit.
        id: CommitId,
    },
    /// A commit that claims to be recorded before the one it follows.
    #[error("commit {id} is recorded at {recorded_at}, before the commit it follows at {last}")]
    RecordedEarlier {
        /// The commit.
        id: CommitId,
        /// When it claims to be recorded.
        recorded_at: Timestamp,
        /// When the commit before it was recorded.
        last: Timestamp,
    },
}
