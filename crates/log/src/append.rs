//! What every log checks before it appends, and the frames that come of it.

use std::collections::BTreeMap;

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;

use crate::commit::NewCommit;
use crate::error::LogError;
use crate::frame;

/// Where a log ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tail {
    /// The position after the last event.
    pub(crate) head: Position,
    /// When the last commit was recorded.
    pub(crate) last_recorded_at: Option<Timestamp>,
    /// How many commits there are.
    pub(crate) commits: u64,
}

/// A commit that may be appended.
#[derive(Debug)]
pub(crate) struct Framed {
    pub(crate) id: CommitId,
    pub(crate) first: Position,
    pub(crate) recorded_at: Timestamp,
    pub(crate) frame: Vec<u8>,
}

/// Checks an append and frames its commits; answers them and where the log then ends. `find` says
/// where a commit is in the log.
pub(crate) fn frame_commits(
    mut tail: Tail,
    expected: Position,
    commits: &[NewCommit],
    find: impl Fn(CommitId) -> Result<Option<Position>, LogError>,
) -> Result<(Vec<Framed>, Tail), LogError> {
    for &NewCommit { id, .. } in commits {
        if let Some(first) = find(id)? {
            return Err(LogError::CommitExists { id, first });
        }
    }
    if expected != tail.head {
        return Err(LogError::Conflict { expected, actual: tail.head });
    }
    let mut positions = BTreeMap::new();
    let mut framed = Vec::with_capacity(commits.len());
    for commit in commits {
        let (id, first) = (commit.id, tail.head);
        if let Some(first) = positions.insert(id, first) {
            return Err(LogError::CommitExists { id, first });
        }
        if commit.facts.is_empty() {
            return Err(LogError::NoFacts { id });
        }
        let commit = commit.to_store_at(first);
        let recorded_at = commit.recorded_at;
        if let Some(last) = tail.last_recorded_at.filter(|last| *last > recorded_at) {
            return Err(LogError::RecordedEarlier { id, recorded_at, last });
        }
        framed.push(Framed { id, first, recorded_at, frame: frame::encode_parts(commit)? });
        let head = first.plus(commit.facts.len() as u64);
        tail = Tail { head, last_recorded_at: Some(recorded_at), commits: tail.commits + 1 };
    }
    Ok((framed, tail))
}

/// Checks an append of frames that were written elsewhere, and takes them as they are.
pub(crate) fn check_frames(
    mut tail: Tail,
    expected: Position,
    frames: Vec<Vec<u8>>,
    find: impl Fn(CommitId) -> Result<Option<Position>, LogError>,
) -> Result<(Vec<Framed>, Tail), LogError> {
    if expected != tail.head {
        return Err(LogError::Conflict { expected, actual: tail.head });
    }
    let mut positions = BTreeMap::new();
    let mut checked = Vec::with_capacity(frames.len());
    for frame in frames {
        let commit = frame::decode(tail.head, &frame)?;
        let (id, first, recorded_at) = (commit.id, commit.first, commit.recorded_at);
        if let Some(first) = positions.insert(id, first).or(find(id)?) {
            return Err(LogError::CommitExists { id, first });
        }
        if commit.facts.is_empty() {
            return Err(LogError::NoFacts { id });
        }
        if let Some(last) = tail.last_recorded_at.filter(|last| *last > recorded_at) {
            return Err(LogError::RecordedEarlier { id, recorded_at, last });
        }
        checked.push(Framed { id, first, recorded_at, frame });
        tail = Tail { head: commit.next(), last_recorded_at: Some(recorded_at), commits: tail.commits + 1 };
    }
    Ok((checked, tail))
}

/// Checks that frames which were read and found sound go on from where a log ends, one after the
/// other; each comes with where it ends.
pub(crate) fn follow(mut tail: Tail, frames: Vec<(Framed, Position)>) -> Result<(Vec<Framed>, Tail), LogError> {
    let mut checked = Vec::with_capacity(frames.len());
    for (framed, next) in frames {
        let Framed { id, first, recorded_at, .. } = framed;
        if first != tail.head {
            return Err(LogError::Conflict { expected: first, actual: tail.head });
        }
        if let Some(last) = tail.last_recorded_at.filter(|last| *last > recorded_at) {
            return Err(LogError::RecordedEarlier { id, recorded_at, last });
        }
        checked.push(framed);
        tail = Tail { head: next, last_recorded_at: Some(recorded_at), commits: tail.commits + 1 };
    }
    Ok((checked, tail))
}
