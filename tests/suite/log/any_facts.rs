//! Whatever facts go in come out the same.

use jiceng_domain::{Event, Position};
use jiceng_log::{EventLog as _, MemoryLog, frame};
use jiceng_testkit::generate::{any_evidence, any_fact, any_partial_date, every_event};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::commits::{all, commit_of};

proptest! {
    #[test]
    fn any_commit_comes_out_of_its_frame_the_same(
        facts in vec(any_fact(), 1..20),
        first in 0..u64::MAX / 2,
        microsecond in -300_000_000_000_000_000..250_000_000_000_000_000_i64,
    ) {
        let mut commit = commit_of(1, facts).at(Position(first));
        commit.recorded_at = jiff::Timestamp::from_microsecond(microsecond).unwrap();
        let bytes = frame::encode(&commit).unwrap();
        prop_assert_eq!(frame::length(Position(first), &bytes).unwrap(), bytes.len());
        prop_assert_eq!(frame::decode(Position(first), &bytes).unwrap(), commit);
    }

    #[test]
    fn any_history_comes_out_of_a_log_the_same(commits in vec(vec(any_fact(), 1..4), 1..8)) {
        let log = MemoryLog::new();
        let mut expected = Vec::new();
        for (n, facts) in (1..).zip(commits) {
            let new = commit_of(n, facts);
            expected.push(new.clone().at(log.head().unwrap()));
            log.append(log.head().unwrap(), &[new]).unwrap();
        }
        prop_assert_eq!(all(&log).unwrap(), expected);
    }
}

/// The generators above choose; this one leaves no event type out.
#[test]
fn many_of_every_event_come_out_the_same() {
    let mut runner = TestRunner::deterministic();
    let surroundings = (any_partial_date(), vec(any_evidence(), 0..3));
    let mut names = Vec::new();
    for events in every_event() {
        for n in 0..50 {
            let event = events.new_tree(&mut runner).unwrap().current();
            let (effective, evidence) = surroundings.new_tree(&mut runner).unwrap().current();
            let name = event.name();
            let commit = commit_of(n, vec![jiceng_domain::Fact { effective, evidence, event }]).at(Position(n));
            assert_eq!(frame::decode(Position(n), &frame::encode(&commit).unwrap()).unwrap(), commit);
            names.push(name);
        }
    }
    names.dedup();
    assert_eq!(names, Event::NAMES);
}
