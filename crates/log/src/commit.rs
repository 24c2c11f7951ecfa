//! A commit: the facts that one command decided, or one slice of an import. All of them or none.

use jiceng_domain::{CommitId, EventId, Fact, Position, Recorded, Recorder};
use jiff::Timestamp;

/// A commit to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCommit {
    /// Its identity: a UUID, version 7 where the registry makes it.
    pub id: CommitId,
    /// When it is recorded (UTC). Kept to the microsecond; what is finer is cut off.
    pub recorded_at: Timestamp,
    /// Who records it.
    pub recorder: Recorder,
    /// Who approved it, where somebody did.
    pub approver: Option<Recorder>,
    /// The name of the command that decided it.
    pub command: String,
    /// Its facts, at least one.
    pub facts: Vec<Fact>,
}

/// A commit in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its identity.
    pub id: CommitId,
    /// The position of its first event.
    pub first: Position,
    /// When it was recorded (UTC, whole microseconds).
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub recorder: Recorder,
    /// Who approved it, where somebody did.
    pub approver: Option<Recorder>,
    /// The name of the command that decided it.
    pub command: String,
    /// Its facts, at least one.
    pub facts: Vec<Fact>,
}

/// One event with what its commit says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRead {
    /// The event.
    pub recorded: Recorded,
    /// When its commit was recorded (UTC, whole microseconds).
    pub recorded_at: Timestamp,
    /// Who recorded it.
    pub recorder: Recorder,
    /// Who approved it, where somebody did.
    pub approver: Option<Recorder>,
}

/// What is stored of a commit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToStore<'a> {
    pub(crate) id: CommitId,
    pub(crate) first: Position,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorder: &'a Recorder,
    pub(crate) approver: Option<&'a Recorder>,
    pub(crate) command: &'a str,
    pub(crate) facts: &'a [Fact],
}

impl NewCommit {
    /// The commit as it stands in the log when its first event is at `first`.
    pub fn at(self, first: Position) -> Commit {
        let Self { id, recorded_at, recorder, approver, command, facts } = self;
        Commit { id, first, recorded_at: whole_microseconds(recorded_at), recorder, approver, command, facts }
    }

    pub(crate) fn to_store_at(&self, first: Position) -> ToStore<'_> {
        let Self { id, recorded_at, recorder, approver, command, facts } = self;
        let (recorded_at, approver) = (whole_microseconds(*recorded_at), approver.as_ref());
        ToStore { id: *id, first, recorded_at, recorder, approver, command, facts }
    }
}

impl Commit {
    pub(crate) fn to_store(&self) -> ToStore<'_> {
        let Self { id, first, recorded_at, recorder, approver, command, facts } = self;
        let approver = approver.as_ref();
        ToStore { id: *id, first: *first, recorded_at: *recorded_at, recorder, approver, command, facts }
    }

    /// The position after its last event.
    pub fn next(&self) -> Position {
        self.first.plus(self.facts.len() as u64)
    }

    /// Its events with their identities and positions, in order.
    pub fn recorded(&self) -> impl Iterator<Item = Recorded> {
        (0_u32..).map_while(|index| self.event(index))
    }

    /// One of its events, by index from 0.
    pub fn event(&self, index: u32) -> Option<Recorded> {
        let fact = self.facts.get(usize::try_from(index).ok()?)?.clone();
        let id = EventId { commit: self.id, index };
        Some(Recorded { id, position: self.first.plus(index.into()), fact })
    }
}

/// Cuts off what is finer than a microsecond.
fn whole_microseconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}
