//! What a batch has decided and the log does not have yet: commits in memory, and before them those
//! that are staged beside the log.

use std::collections::HashMap;

use jiceng_domain::event::{Fact, Recorded};
use jiceng_domain::{CommitId, EventId, Position};
use jiceng_log::{Commit, EventLog, EventRead, LogError, NewCommit, Staging, TreeHead, frame};

/// The commits of a batch, in order, from the end of the log on.
#[derive(Default)]
pub(crate) struct Undecided {
    /// Counts the batches, and what was added to them: a view of a batch is of one number.
    number: u64,
    begun_at: Position,
    /// What is beside the log already.
    staged: Option<Staging>,
    /// What comes after that.
    pending: Vec<Pending>,
    /// Where in `pending` a commit is.
    numbers: HashMap<CommitId, usize>,
    /// Whether the log has it by now.
    is_written: bool,
}

/// A commit that is not appended yet.
pub(crate) struct Pending {
    pub(crate) first: Position,
    pub(crate) commit: NewCommit,
    /// Whether further facts may be added to it.
    is_open: bool,
}

impl Pending {
    fn event(&self, index: u32) -> Option<Recorded> {
        let fact = self.commit.facts.get(usize::try_from(index).ok()?)?.clone();
        let id = EventId { commit: self.commit.id, index };
        Some(Recorded { id, position: self.first.plus(index.into()), fact })
    }

    fn is_of(&self, position: Position) -> bool {
        position >= self.first && position < self.first.plus(self.commit.facts.len() as u64)
    }
}

impl Undecided {
    pub(crate) fn begin(&mut self, at: Position) {
        self.end();
        self.begun_at = at;
    }

    pub(crate) fn end(&mut self) {
        self.take();
        self.number += 1;
        self.is_written = false;
    }

    pub(crate) const fn is_written(&self) -> bool {
        self.is_written
    }

    pub(crate) const fn note_written(&mut self) {
        self.is_written = true;
    }

    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// Hands over what is staged, and what comes after that.
    pub(crate) fn take(&mut self) -> (Option<Staging>, Vec<Pending>) {
        self.numbers.clear();
        (self.staged.take(), std::mem::take(&mut self.pending))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.staged.is_none() && self.pending.is_empty()
    }

    pub(crate) const fn is_staged(&self) -> bool {
        self.staged.is_some()
    }

    /// The first position that is in memory; `head` where none is.
    pub(crate) fn held_from(&self, head: Position) -> Position {
        self.pending.first().map_or(head, |pending| pending.first)
    }

    /// The commit that further facts may be added to.
    pub(crate) fn open(&self) -> Option<&NewCommit> {
        self.pending.last().filter(|pending| pending.is_open).map(|pending| &pending.commit)
    }

    /// Lets nothing be added to the commits that are there.
    pub(crate) fn close(&mut self) {
        self.pending.iter_mut().for_each(|pending| pending.is_open = false);
    }

    pub(crate) fn begin_commit(&mut self, first: Position, commit: NewCommit, is_open: bool) {
        self.numbers.insert(commit.id, self.pending.len());
        self.pending.push(Pending { first, commit, is_open });
    }

    /// Adds a fact to the last commit, if it is that one.
    pub(crate) fn push(&mut self, commit: CommitId, fact: Fact) {
        self.number += 1;
        if let Some(pending) = self.pending.last_mut().filter(|pending| pending.commit.id == commit) {
            pending.commit.facts.push(fact);
        }
    }

    /// Stages what is held. A commit that may still grow is not staged.
    pub(crate) fn stage(&mut self, log: &dyn EventLog) -> Result<(), LogError> {
        if self.staged.is_none() {
            self.staged = log.stage()?;
        }
        let Some(staged) = &mut self.staged else { return Ok(()) };
        let open = self.pending.pop_if(|last| last.is_open);
        for pending in self.pending.drain(..) {
            staged.push(&pending.commit)?;
        }
        self.numbers.clear();
        if let Some(open) = open {
            self.numbers.insert(open.commit.id, 0);
            self.pending.push(open);
        }
        Ok(())
    }

    /// An event in memory.
    pub(crate) fn held_at(&self, position: Position) -> Option<Recorded> {
        let pending = self.pending_at(position)?;
        pending.event(u32::try_from(position.0 - pending.first.0).ok()?)
    }

    fn pending_at(&self, position: Position) -> Option<&Pending> {
        let begun_before = self.pending.partition_point(|pending| pending.first <= position);
        self.pending.get(begun_before.checked_sub(1)?).filter(|pending| pending.is_of(position))
    }

    /// The commit of a position of the batch.
    pub(crate) fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError> {
        if position < self.begun_at {
            return Ok(None);
        }
        match (self.pending_at(position), &self.staged) {
            (Some(pending), _) => Ok(Some(pending.commit.clone().at(pending.first))),
            (None, Some(staged)) => staged.commit_at(position),
            (None, None) => Ok(None),
        }
    }

    /// An event of the batch, with who recorded it and when.
    pub(crate) fn event_at(&self, position: Position) -> Result<Option<EventRead>, LogError> {
        let Some(commit) = self.commit_at(position)? else { return Ok(None) };
        let index = u32::try_from(position.0 - commit.first.0).unwrap_or(u32::MAX);
        let (recorded_at, recorder, approver) = (commit.recorded_at, commit.recorder.clone(), commit.approver.clone());
        Ok(commit.event(index).map(|recorded| EventRead { recorded, recorded_at, recorder, approver }))
    }

    /// The commits of the batch, in order.
    pub(crate) fn commits(&self) -> impl Iterator<Item = Result<Commit, LogError>> {
        let mut next = self.begun_at;
        std::iter::from_fn(move || {
            let commit = self.commit_at(next).transpose()?;
            if let Ok(commit) = &commit {
                next = commit.next();
            }
            Some(commit)
        })
    }

    /// A commit of the batch or of the log.
    pub(crate) fn commit(&self, log: &dyn EventLog, id: CommitId) -> Result<Option<Commit>, LogError> {
        if let Some(pending) = self.numbers.get(&id).and_then(|number| self.pending.get(*number)) {
            return Ok(Some(pending.commit.clone().at(pending.first)));
        }
        match self.staged.as_ref().map(|staged| staged.commit(id)).transpose()?.flatten() {
            Some(commit) => Ok(Some(commit)),
            None => log.commit(id),
        }
    }

    /// An event of the batch or of the log.
    pub(crate) fn event(&self, log: &dyn EventLog, id: EventId) -> Result<Option<Recorded>, LogError> {
        if let Some(pending) = self.numbers.get(&id.commit).and_then(|number| self.pending.get(*number)) {
            return Ok(pending.event(id.index));
        }
        Ok(self.commit(log, id.commit)?.and_then(|commit| commit.event(id.index)))
    }

    /// The head of the tree over the log and the commits of the batch.
    pub(crate) fn tree_head_at(&self, log: &dyn EventLog, position: Position) -> Result<TreeHead, LogError> {
        let staged = self.staged.as_ref().filter(|_| position >= self.begun_at);
        let (mut end, mut tree) = match staged {
            Some(staged) => staged.tree_at(position)?,
            None => log.tree_at(position)?,
        };
        for Pending { first, commit, .. } in &self.pending {
            let next = first.plus(commit.facts.len() as u64);
            if *first != end || next > position {
                break;
            }
            tree.push(&frame::encode_new(commit, *first)?);
            end = next;
        }
        Ok(TreeHead::of(end, &tree))
    }
}
