//! Commits to append, and logs to append them to.

use jiceng_domain::relocation_site::PopulationCounted;
use jiceng_domain::{CommitId, Fact, Position};
use jiceng_log::{Commit, EventLog, LogError, NewCommit};
use jiceng_testkit::make::text;
use jiceng_testkit::world::SITE;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// The id of the `n`-th commit.
pub(crate) fn id(n: u64) -> CommitId {
    CommitId(Uuid::from_u128(u128::from(n)))
}

/// When the `n`-th commit is recorded: a second after the one before.
pub(crate) fn instant(n: u64) -> Timestamp {
    let first: Timestamp = text("2020-06-22T01:00:00Z");
    first + SignedDuration::from_secs(n.cast_signed())
}

/// The `n`-th commit, of some facts; each second one was approved.
pub(crate) fn commit_of(n: u64, facts: Vec<Fact>) -> NewCommit {
    let (recorded_at, recorder, command) = (instant(n), text("柳州市妇联"), "test".to_owned());
    let approver = n.is_multiple_of(2).then(|| text("柳州市妇联办公室"));
    NewCommit { id: id(n), recorded_at, recorder, approver, command, facts }
}

/// The `n`-th commit, of so many facts that differ.
pub(crate) fn commit(n: u64, events: u32) -> NewCommit {
    commit_of(n, (0..events).map(|event| count(u32::try_from(n).unwrap() * 1000 + event)).collect())
}

/// A fact that says a number.
pub(crate) fn count(people: u32) -> Fact {
    let event = PopulationCounted { place: text(SITE), people };
    Fact { effective: text("2020-06"), evidence: Vec::new(), event: event.into() }
}

/// Appends commits one by one, the first with the number `from`, each of so many events.
pub(crate) fn fill(log: &dyn EventLog, from: u64, events: &[u32]) -> Vec<Commit> {
    let mut head = log.head().unwrap();
    let mut filled = Vec::new();
    for (n, events) in (from..).zip(events) {
        let new = commit(n, *events);
        filled.push(new.clone().at(head));
        head = log.append(head, &[new]).unwrap();
    }
    filled
}

/// Everything in a log.
pub(crate) fn all(log: &dyn EventLog) -> Result<Vec<Commit>, LogError> {
    log.commits(Position(0)).collect()
}
