//! A log in memory, for tests and embedding. Nothing outlives it.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;

use crate::commit::{Commit, NewCommit, whole_microseconds};
use crate::error::LogError;
use crate::log::{EventLog, Verified};

/// A log in memory.
#[derive(Debug, Default)]
pub struct MemoryLog {
    commits: RwLock<Vec<Commit>>,
}

impl MemoryLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<Commit>> {
        self.commits.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<Commit>> {
        self.commits.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn nth(&self, index: usize) -> Option<Commit> {
        self.read().get(index).cloned()
    }

    /// The index of the commit that contains a position, or the number of commits.
    fn index_at(&self, position: Position) -> usize {
        self.read().partition_point(|commit| commit.next() <= position)
    }
}

impl EventLog for MemoryLog {
    fn head(&self) -> Result<Position, LogError> {
        Ok(head(&self.read()))
    }

    fn append(&self, expected: Position, commits: &[NewCommit]) -> Result<Position, LogError> {
        let mut log = self.write();
        let before = log.len();
        let mut head = head(&log);
        let actual = head;
        let mut last = log.last().map(|commit| commit.recorded_at);
        let mut added: Vec<Commit> = Vec::with_capacity(commits.len());
        for commit in commits {
            let id = commit.id;
            if let Some(other) = log.iter().chain(&added).find(|other| other.id == id) {
                return Err(LogError::CommitExists { id, first: other.first });
            }
            if commit.facts.is_empty() {
                return Err(LogError::NoFacts { id });
            }
            let recorded_at = whole_microseconds(commit.recorded_at);
            if let Some(last) = last.filter(|last| *last > recorded_at) {
                return Err(LogError::RecordedEarlier { id, recorded_at, last });
            }
            last = Some(recorded_at);
            let commit = commit.clone().at(head);
            head = commit.next();
            added.push(commit);
        }
        if expected != actual {
            return Err(LogError::Conflict { expected, actual });
        }
        log.extend(added);
        debug_assert!(log.len() == before + commits.len());
        Ok(head)
    }

    fn commits(&self, from: Position) -> Box<dyn Iterator<Item = Result<Commit, LogError>> + '_> {
        let first = self.index_at(from);
        Box::new((first..).map_while(|index| self.nth(index)).map(Ok))
    }

    fn commit(&self, id: CommitId) -> Result<Option<Commit>, LogError> {
        Ok(self.read().iter().find(|commit| commit.id == id).cloned())
    }

    fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError> {
        Ok(self.nth(self.index_at(position)))
    }

    fn known_at(&self, instant: Timestamp) -> Result<Position, LogError> {
        let commits = self.read();
        let known = commits.partition_point(|commit| commit.recorded_at <= instant);
        Ok(commits.get(..known).map_or(Position(0), head))
    }

    fn last_recorded_at(&self) -> Result<Option<Timestamp>, LogError> {
        Ok(self.read().last().map(|commit| commit.recorded_at))
    }

    fn verify(&self) -> Result<Verified, LogError> {
        let commits = self.read();
        Ok(Verified { commits: commits.len() as u64, events: head(&commits).0 })
    }
}

fn head(commits: &[Commit]) -> Position {
    commits.last().map_or(Position(0), Commit::next)
}
