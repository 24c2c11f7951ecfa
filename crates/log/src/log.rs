//! The contract of a log.

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;

use crate::commit::{Commit, NewCommit};
use crate::error::LogError;
use crate::tree::{Tree, TreeHead};

/// Commits in order, each with the positions of its events: gapless, from 0.
///
/// A commit in the log never changes and never goes. Whoever reads may see a commit a moment before
/// it is durable; nothing that is appended after it is acknowledged before it is.
pub trait EventLog: Send + Sync {
    /// The position after the last event.
    fn head(&self) -> Result<Position, LogError>;

    /// Appends commits as one batch: all are in the log, durable, when it returns, or none is.
    /// Answers the new head.
    ///
    /// The first commit's first event comes at `expected`, which must be the head. Before that is
    /// looked at, a commit whose id is in the log is answered with [`LogError::CommitExists`], so
    /// that a repeated request is recognized even though the head has moved on.
    fn append(&self, expected: Position, commits: &[NewCommit]) -> Result<Position, LogError>;

    /// The commits in order, beginning with the one that contains the position `from`. Nothing at
    /// or behind the head. Ends after the first error.
    fn commits(&self, from: Position) -> Box<dyn Iterator<Item = Result<Commit, LogError>> + '_>;

    /// The commit of an id.
    fn commit(&self, id: CommitId) -> Result<Option<Commit>, LogError>;

    /// The commit that contains a position; none at or behind the head.
    fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError>;

    /// What was known at an instant: the position after the last commit recorded at or before it.
    fn known_at(&self, instant: Timestamp) -> Result<Position, LogError>;

    /// When the last commit was recorded.
    fn last_recorded_at(&self) -> Result<Option<Timestamp>, LogError>;

    /// The Merkle tree over all commits that end at or before `position`, and where the last of them ends:
    /// a position within a commit is rounded down, one behind the head is the head. Reads the log from
    /// its beginning.
    fn tree_at(&self, position: Position) -> Result<(Position, Tree), LogError>;

    /// The head of that tree.
    fn tree_head_at(&self, position: Position) -> Result<TreeHead, LogError> {
        self.tree_at(position).map(|(position, tree)| TreeHead::of(position, &tree))
    }

    /// Reads everything again and checks it: checksums, decoding, gapless positions, recording times
    /// that never go back, and the index of commit ids. Fails with the first thing that is wrong.
    fn verify(&self) -> Result<Verified, LogError>;
}

/// What was read and found sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many commits.
    pub commits: u64,
    /// How many events.
    pub events: u64,
}

/// Checks of all commits of a log what [`EventLog::verify`] promises; `find` asks its index of ids.
pub(crate) fn verify_order(
    commits: impl Iterator<Item = Result<Commit, LogError>>,
    find: impl Fn(CommitId) -> Result<Option<Position>, LogError>,
) -> Result<Verified, LogError> {
    let mut verified = Verified::default();
    let mut last = None;
    for commit in commits {
        let commit = commit?;
        let (id, position, recorded_at) = (commit.id, commit.first, commit.recorded_at);
        if let Some(last) = last.filter(|last| *last > recorded_at) {
            return Err(LogError::OutOfOrder { position, recorded_at, last });
        }
        let found = find(id)?;
        if found != Some(position) {
            return Err(LogError::Index { id, position: Some(position), found });
        }
        last = Some(recorded_at);
        verified.commits += 1;
        verified.events += commit.facts.len() as u64;
    }
    Ok(verified)
}
