//! The contract of a log.

use std::ops::ControlFlow;
use std::path::Path;

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;

use crate::commit::{Commit, EventRead, NewCommit};
use crate::error::LogError;
use crate::frame::{self, CheckedFrame};
use crate::kept_frame::KeptFrame;
use crate::proof::{ConsistencyProof, InclusionProof};
use crate::staging::Staging;
use crate::tree::{Tree, TreeHead};
use crate::tree_rows::{self, TreeRow};
use crate::{proof, tree};

/// Commits in order, each with the positions of its events: gapless, from 0.
///
/// A commit in the log never changes and never goes. Whoever reads may see a commit a moment before
/// it is durable; nothing that is appended after it is acknowledged before it is.
pub trait EventLog: Send + Sync {
    /// The directory of a log that was opened to be read only.
    fn read_only(&self) -> Option<&Path> {
        None
    }

    /// The position after the last event.
    fn head(&self) -> Result<Position, LogError>;

    /// Appends commits as one batch: all are in the log, durable, when it returns, or none is.
    /// Answers the new head.
    ///
    /// The first commit's first event comes at `expected`, which must be the head. Before that is
    /// looked at, a commit whose id is in the log is answered with [`LogError::CommitExists`], so
    /// that a repeated request is recognized even though the head has moved on.
    fn append(&self, expected: Position, commits: &[NewCommit]) -> Result<Position, LogError> {
        let head = self.write(expected, commits)?;
        self.wait_durable(head)?;
        Ok(head)
    }

    /// Writes commits as [`append`](Self::append) does, and does not wait until they are durable:
    /// whoever acknowledges them waits first, and many can wait at the same time.
    fn write(&self, expected: Position, commits: &[NewCommit]) -> Result<Position, LogError>;

    /// Returns when everything before a position is durable, which is at or before the head. Fails
    /// if it cannot be made so; the log then takes no more commits.
    fn wait_durable(&self, position: Position) -> Result<(), LogError>;

    /// Appends the frames of commits as they are, byte for byte, such as another log has them: all
    /// or none. Each must stand where it says, and be sound; otherwise it is refused as
    /// [`append`](Self::append) refuses.
    fn append_frames(&self, expected: Position, frames: Vec<Vec<u8>>) -> Result<Position, LogError>;

    /// Begins a batch that is too long for memory, beside the log; none where the log has no such
    /// place. One at a time.
    fn stage(&self) -> Result<Option<Staging>, LogError> {
        Ok(None)
    }

    /// Appends such a batch whole, durably on return. If it fails otherwise than with
    /// [`LogError::Unfinished`], nothing has happened; after that, opening the log again appends
    /// what is missing.
    fn append_staged(&self, expected: Position, staged: Staging) -> Result<Position, LogError> {
        // It is of another log: this one stages nothing.
        drop(staged);
        Err(LogError::Conflict { expected, actual: self.head()? })
    }

    /// The commits in order, beginning with the one that contains the position `from`. Nothing at
    /// or behind the head. Ends after the first error.
    fn commits(&self, from: Position) -> Box<dyn Iterator<Item = Result<Commit, LogError>> + '_>;

    /// Hands over the same commits until whoever takes them has enough: for reading many, by the
    /// shortest way from the disk.
    fn each_commit(&self, from: Position, take: &mut dyn FnMut(Commit) -> ControlFlow<()>) -> Result<(), LogError> {
        for commit in self.commits(from) {
            if take(commit?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The commit of an id.
    fn commit(&self, id: CommitId) -> Result<Option<Commit>, LogError>;

    /// The commit that contains a position; none at or behind the head.
    fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError>;

    /// The event at a position; none at or behind the head. Of its commit no other event is
    /// decoded.
    fn event_at(&self, position: Position) -> Result<Option<EventRead>, LogError> {
        if let Some(read) = self.kept_frame().events(&[position])?.pop() {
            return Ok(Some(read));
        }
        match self.frames(position).next().transpose()? {
            Some((first, frame)) => frame::decode_event(first, &frame, position),
            None => Ok(None),
        }
    }

    /// The frame that was read last.
    fn kept_frame(&self) -> &KeptFrame;

    /// The events at some positions, in this order; none for one at or behind the head. Of one
    /// commit, those are read together that are asked for one after the other in the order of the
    /// log, and its frame is kept for who asks next.
    fn events_at(&self, positions: &[Position]) -> Result<Vec<EventRead>, LogError> {
        let mut found = Vec::with_capacity(positions.len());
        let mut rest = positions;
        while let [position, ..] = rest {
            let mut read = self.kept_frame().events(rest)?;
            if read.is_empty()
                && let Some((first, frame)) = self.frames(*position).next().transpose()?
            {
                read = self.kept_frame().keep(CheckedFrame::of(first, frame)?, rest)?;
            }
            rest = rest.get(read.len().max(1)..).unwrap_or_default();
            found.extend(read);
        }
        Ok(found)
    }

    /// What was known at an instant: the position after the last commit recorded at or before it.
    fn known_at(&self, instant: Timestamp) -> Result<Position, LogError>;

    /// When the last commit was recorded.
    fn last_recorded_at(&self) -> Result<Option<Timestamp>, LogError>;

    /// The frames in order, each with the position of its first event, beginning with the one that
    /// contains the position `from`. Nothing at or behind the head. Ends after the first error.
    fn frames(&self, from: Position) -> Frames<'_>;

    /// How many commits there are.
    fn commit_count(&self) -> Result<u64, LogError>;

    /// What is kept of the Merkle tree with the commit of a number, from 0; none where there is no
    /// such commit. It is there as soon as the commit is.
    fn tree_row(&self, leaf: u64) -> Result<Option<TreeRow>, LogError>;

    /// The Merkle tree over all commits that end at or before `position`, and where the last of
    /// them ends: a position within a commit is rounded down, one behind the head is the head.
    fn tree_at(&self, position: Position) -> Result<(Position, Tree), LogError> {
        let (leaves, end) = tree_rows::leaves_before(self, position)?;
        Ok((end, tree_rows::tree_of(&|leaf| self.tree_row(leaf), leaves)?))
    }

    /// The head of that tree.
    fn tree_head_at(&self, position: Position) -> Result<TreeHead, LogError> {
        self.tree_at(position).map(|(position, tree)| TreeHead::of(position, &tree))
    }

    /// The head of the tree over the first so many commits.
    fn tree_head_of(&self, commits: u64) -> Result<TreeHead, LogError> {
        has_tree(self, commits)?;
        Ok(TreeHead::of(tree_rows::end_of(self, commits)?, &tree_rows::tree_of(&|leaf| self.tree_row(leaf), commits)?))
    }

    /// The heads of the trees over the first so many commits each, computed from the frames alone,
    /// whatever is kept of the tree; none for a tree of more commits than there are. Reads the log
    /// from its beginning.
    fn tree_heads_of_frames(&self, commits: &[u64]) -> Result<Vec<Option<TreeHead>>, LogError> {
        tree::heads_of(self, commits)
    }

    /// That the commit of a number, from 0, is in the tree over the first so many commits.
    fn prove_inclusion(&self, leaf: u64, commits: u64) -> Result<InclusionProof, LogError> {
        has_tree(self, commits)?;
        proof::inclusion(self, leaf, commits)
    }

    /// That the tree over the first so many commits goes on in a later one.
    fn prove_consistency(&self, from: u64, to: u64) -> Result<ConsistencyProof, LogError> {
        has_tree(self, to)?;
        proof::consistency(self, from, to)
    }

    /// Reads everything again and checks it: checksums, decoding, gapless positions, recording
    /// times that never go back, the index of commit ids, and what is kept of the tree. Fails with
    /// the first thing that is wrong.
    fn verify(&self) -> Result<Verified, LogError>;
}

/// The frames of a log, each with the position of its first event.
pub type Frames<'a> = Box<dyn Iterator<Item = Result<(Position, Vec<u8>), LogError>> + 'a>;

fn has_tree(log: &(impl EventLog + ?Sized), size: u64) -> Result<(), LogError> {
    let commits = log.commit_count()?;
    if size > commits { Err(LogError::NoSuchTree { size, commits }) } else { Ok(()) }
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
