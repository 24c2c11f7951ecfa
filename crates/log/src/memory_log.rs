//! A log in memory, for tests and embedding. Nothing outlives it.
//!
//! It keeps the same frames that a log on disk does, so that what is refused or lost by one is
//! refused or lost by the other.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;

use crate::append::{Framed, Tail, check_frames, frame_commits};
use crate::commit::{Commit, NewCommit};
use crate::error::LogError;
use crate::frame;
use crate::in_order::InOrder;
use crate::kept_frame::KeptFrame;
use crate::log::{EventLog, Frames, Verified, verify_order};
use crate::tree::Tree;
use crate::tree_rows::{self, TreeRow};

/// A log in memory.
#[derive(Debug, Default)]
pub struct MemoryLog {
    inner: RwLock<Inner>,
    kept_frame: KeptFrame,
}

#[derive(Debug, Default)]
struct Inner {
    commits: Vec<Framed>,
    /// Where each commit is, in `commits`.
    ids: BTreeMap<CommitId, usize>,
    tail: Tail,
    tree: Tree,
    rows: Vec<TreeRow>,
}

impl Inner {
    /// Where the commit that contains a position is, in `commits`.
    fn index_at(&self, position: Position) -> usize {
        self.commits.partition_point(|commit| commit.first <= position).saturating_sub(1)
    }

    fn find(&self, id: CommitId) -> Option<&Framed> {
        self.ids.get(&id).and_then(|index| self.commits.get(*index))
    }
}

impl MemoryLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The frames from the one that contains a position, and where the log ends.
    fn stored(&self, from: Position) -> (impl Iterator<Item = Result<(Position, Vec<u8>), LogError>>, Position) {
        let (first, head) = {
            let inner = self.read();
            (inner.index_at(from), inner.tail.head)
        };
        let frame =
            |index: usize| self.read().commits.get(index).map(|commit| Ok((commit.first, commit.frame.clone())));
        ((first..).map_while(frame), head)
    }

    fn append_checked(
        &self,
        check: impl FnOnce(&Inner) -> Result<(Vec<Framed>, Tail), LogError>,
    ) -> Result<Position, LogError> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let (framed, tail) = check(&inner)?;
        for commit in framed {
            let index = inner.commits.len();
            inner.ids.insert(commit.id, index);
            let row = TreeRow::push(&mut inner.tree, commit.first, &commit.frame);
            inner.rows.push(row);
            inner.commits.push(commit);
        }
        inner.tail = tail;
        Ok(tail.head)
    }

    /// What is written is put together before it is put in place, so a panic elsewhere spoils
    /// nothing.
    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventLog for MemoryLog {
    fn head(&self) -> Result<Position, LogError> {
        Ok(self.read().tail.head)
    }

    fn write(&self, expected: Position, commits: &[NewCommit]) -> Result<Position, LogError> {
        self.append_checked(|inner| {
            frame_commits(inner.tail, expected, commits, |id| Ok(inner.find(id).map(|commit| commit.first)))
        })
    }

    fn wait_durable(&self, _position: Position) -> Result<(), LogError> {
        Ok(())
    }

    fn append_frames(&self, expected: Position, frames: Vec<Vec<u8>>) -> Result<Position, LogError> {
        self.append_checked(|inner| {
            check_frames(inner.tail, expected, frames, |id| Ok(inner.find(id).map(|commit| commit.first)))
        })
    }

    fn commits(&self, from: Position) -> Box<dyn Iterator<Item = Result<Commit, LogError>> + '_> {
        let (frames, head) = self.stored(from);
        Box::new(InOrder::new(frames, from, head))
    }

    fn kept_frame(&self) -> &KeptFrame {
        &self.kept_frame
    }

    fn frames(&self, from: Position) -> Frames<'_> {
        let (frames, head) = self.stored(from);
        Box::new(InOrder::frames(frames, from, head))
    }

    fn commit_count(&self) -> Result<u64, LogError> {
        Ok(self.read().tail.commits)
    }

    fn tree_row(&self, leaf: u64) -> Result<Option<TreeRow>, LogError> {
        let row = usize::try_from(leaf).ok().and_then(|leaf| self.read().rows.get(leaf).cloned());
        Ok(row)
    }

    fn commit(&self, id: CommitId) -> Result<Option<Commit>, LogError> {
        self.read().find(id).map(|commit| frame::decode(commit.first, &commit.frame)).transpose()
    }

    fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError> {
        self.commits(position).next().transpose()
    }

    fn known_at(&self, instant: Timestamp) -> Result<Position, LogError> {
        let inner = self.read();
        let known = inner.commits.partition_point(|commit| commit.recorded_at <= instant);
        Ok(inner.commits.get(known).map_or(inner.tail.head, |next| next.first))
    }

    fn last_recorded_at(&self) -> Result<Option<Timestamp>, LogError> {
        Ok(self.read().tail.last_recorded_at)
    }

    fn verify(&self) -> Result<Verified, LogError> {
        let find = |id| Ok(self.read().find(id).map(|commit| commit.first));
        let verified = verify_order(self.commits(Position(0)), find)?;
        tree_rows::verify(&|leaf| self.tree_row(leaf), self.frames(Position(0)))?;
        Ok(verified)
    }
}
