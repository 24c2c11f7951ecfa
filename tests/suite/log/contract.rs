//! What every log keeps to: the same cases for each.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Barrier;
use std::thread;

use jiceng_domain::person::{PersonName, PersonRegistered};
use jiceng_domain::{EventId, Fact, Position};
use jiceng_log::stored::EVENT_BYTES_MAX;
use jiceng_log::tree::Tree;
use jiceng_log::{Commit, EventLog, EventRead, LogError, MemoryLog, SledLog, TreeHead, Verified};
use jiceng_testkit::make::text;
use jiff::{SignedDuration, Timestamp};

use super::commits::{all, commit, commit_of, count, fill, id, instant};

macro_rules! contract {
    ($($case:ident)+) => {
        mod memory {
            $(#[test]
            fn $case() {
                super::$case(&super::MemoryLog::new());
            })+
        }

        mod sled {
            $(#[test]
            fn $case() {
                let dir = tempfile::tempdir().unwrap();
                super::$case(&super::SledLog::create(dir.path().join("log")).unwrap());
            })+
        }
    };
}

contract! {
    a_new_log_is_empty
    what_was_appended_is_read_in_order
    positions_and_event_ids_are_gapless
    an_append_elsewhere_than_at_the_head_is_a_conflict
    a_repeated_id_is_told_where_it_is_even_when_the_head_has_moved_on
    an_id_twice_in_one_append_is_refused
    no_commits_are_appended_by_an_empty_append
    a_refused_commit_takes_the_whole_append_with_it
    a_commit_without_facts_is_refused
    a_commit_is_not_recorded_before_the_one_it_follows
    recording_times_are_kept_to_the_microsecond
    reading_begins_with_the_commit_that_contains_the_position
    commits_are_handed_over_as_they_are_read_until_it_is_enough
    a_commit_is_found_by_id_and_by_position
    an_event_read_alone_is_the_one_of_its_commit
    what_was_known_at_an_instant_is_what_was_recorded_until_then
    an_event_too_large_is_refused
    a_name_in_the_clear_is_refused
    a_commit_of_three_megabytes_is_one_commit
    many_writers_lose_nothing
    a_sound_log_verifies
    the_tree_head_is_over_the_frames_of_whole_commits
    the_frames_are_read_as_the_commits_are
}

fn commits_are_handed_over_as_they_are_read_until_it_is_enough(log: &dyn EventLog) {
    fill(log, 1, &[1, 3, 2, 4]);
    for from in 0..12 {
        let read: Vec<Commit> = log.commits(Position(from)).map(Result::unwrap).collect();
        for enough in 1..6 {
            let mut handed = Vec::new();
            let take = &mut |commit| {
                handed.push(commit);
                if handed.len() < enough { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            log.each_commit(Position(from), take).unwrap();
            assert_eq!(handed, read[..enough.min(read.len())], "{enough} from {from}");
        }
    }
}

fn a_new_log_is_empty(log: &dyn EventLog) {
    assert_eq!(log.head().unwrap(), Position(0));
    assert!(all(log).unwrap().is_empty());
    assert_eq!(log.commit_at(Position(0)).unwrap(), None);
    assert_eq!(log.commit(id(1)).unwrap(), None);
    assert_eq!(log.known_at(instant(1)).unwrap(), Position(0));
    assert_eq!(log.last_recorded_at().unwrap(), None);
    assert_eq!(log.verify().unwrap(), Verified { commits: 0, events: 0 });
}

fn what_was_appended_is_read_in_order(log: &dyn EventLog) {
    let filled = fill(log, 1, &[1, 3, 2]);
    let head = log.append(Position(6), &[commit(4, 2), commit(5, 1)]).unwrap();
    assert_eq!(head, Position(9));
    assert_eq!(log.head().unwrap(), head);
    let read = all(log).unwrap();
    assert_eq!(read[..3], filled);
    assert_eq!(read[3..], [commit(4, 2).at(Position(6)), commit(5, 1).at(Position(8))]);
    assert_eq!(log.last_recorded_at().unwrap(), Some(instant(5)));
}

fn positions_and_event_ids_are_gapless(log: &dyn EventLog) {
    fill(log, 1, &[2, 1, 3]);
    let recorded: Vec<_> = all(log).unwrap().iter().flat_map(Commit::recorded).collect();
    let positions: Vec<u64> = recorded.iter().map(|event| event.position.0).collect();
    assert_eq!(positions, [0, 1, 2, 3, 4, 5]);
    let ids: Vec<EventId> = recorded.iter().map(|event| event.id).collect();
    let expected = [(1, 0), (1, 1), (2, 0), (3, 0), (3, 1), (3, 2)];
    assert_eq!(ids, expected.map(|(n, index)| EventId { commit: id(n), index }));
    assert_eq!(recorded[4].fact, count(3001));
}

fn an_append_elsewhere_than_at_the_head_is_a_conflict(log: &dyn EventLog) {
    let filled = fill(log, 1, &[2]);
    for expected in [0, 1, 3] {
        let refused = log.append(Position(expected), &[commit(2, 1)]).unwrap_err();
        assert!(
            matches!(refused, LogError::Conflict { expected: e, actual: Position(2) } if e == Position(expected)),
            "{refused:?}"
        );
    }
    assert_eq!(all(log).unwrap(), filled);
    assert_eq!(log.commit(id(2)).unwrap(), None);
    log.append(Position(2), &[commit(2, 1)]).unwrap();
}

fn a_repeated_id_is_told_where_it_is_even_when_the_head_has_moved_on(log: &dyn EventLog) {
    let filled = fill(log, 1, &[2, 3, 1]);
    for expected in [Position(2), Position(6)] {
        let refused = log.append(expected, &[commit(9, 1), commit(2, 3)]).unwrap_err();
        assert!(matches!(refused, LogError::CommitExists { id: i, first: Position(2) } if i == id(2)), "{refused:?}");
    }
    assert_eq!(all(log).unwrap(), filled);
}

fn an_id_twice_in_one_append_is_refused(log: &dyn EventLog) {
    let refused = log.append(Position(0), &[commit(1, 2), commit(2, 1), commit(1, 1)]).unwrap_err();
    assert!(matches!(refused, LogError::CommitExists { id: i, first: Position(0) } if i == id(1)), "{refused:?}");
    assert_eq!(log.head().unwrap(), Position(0));
}

fn no_commits_are_appended_by_an_empty_append(log: &dyn EventLog) {
    fill(log, 1, &[2]);
    assert_eq!(log.append(Position(2), &[]).unwrap(), Position(2));
    assert!(matches!(log.append(Position(1), &[]).unwrap_err(), LogError::Conflict { .. }));
}

fn a_refused_commit_takes_the_whole_append_with_it(log: &dyn EventLog) {
    let filled = fill(log, 1, &[1]);
    let refused = log.append(Position(1), &[commit(2, 1), commit(3, 0), commit(4, 1)]).unwrap_err();
    assert!(matches!(refused, LogError::NoFacts { id: i } if i == id(3)), "{refused:?}");
    assert_eq!(all(log).unwrap(), filled);
    assert_eq!(log.commit(id(2)).unwrap(), None);
    assert_eq!(log.verify().unwrap(), Verified { commits: 1, events: 1 });
    assert_eq!(log.append(Position(1), &[commit(2, 1)]).unwrap(), Position(2));
}

fn a_commit_without_facts_is_refused(log: &dyn EventLog) {
    assert!(matches!(log.append(Position(0), &[commit(1, 0)]).unwrap_err(), LogError::NoFacts { .. }));
}

fn a_commit_is_not_recorded_before_the_one_it_follows(log: &dyn EventLog) {
    fill(log, 5, &[1]);
    let refused = log.append(Position(1), &[commit(4, 1)]).unwrap_err();
    let LogError::RecordedEarlier { id: refused_id, recorded_at, last } = refused else { panic!("{refused:?}") };
    assert_eq!((refused_id, recorded_at, last), (id(4), instant(4), instant(5)));
    let within_one_append = log.append(Position(1), &[commit(7, 1), commit(6, 1)]).unwrap_err();
    assert!(matches!(within_one_append, LogError::RecordedEarlier { .. }), "{within_one_append:?}");
    let mut at_the_same_instant = commit(6, 1);
    at_the_same_instant.recorded_at = instant(5);
    log.append(Position(1), &[at_the_same_instant]).unwrap();
}

fn recording_times_are_kept_to_the_microsecond(log: &dyn EventLog) {
    let mut new = commit(1, 1);
    new.recorded_at = text("2020-06-22T01:00:00.123456789Z");
    log.append(Position(0), &[new.clone()]).unwrap();
    let kept: Timestamp = text("2020-06-22T01:00:00.123456Z");
    assert_eq!(log.commit(id(1)).unwrap().unwrap().recorded_at, kept);
    assert_eq!(log.last_recorded_at().unwrap(), Some(kept));
    // The same instant again, cut off in the same way, is not earlier.
    new.id = id(2);
    log.append(Position(1), &[new]).unwrap();
    assert_eq!(log.known_at(kept).unwrap(), Position(2));
}

fn reading_begins_with_the_commit_that_contains_the_position(log: &dyn EventLog) {
    let filled = fill(log, 1, &[2, 3, 1, 4]);
    for from in 0..12 {
        let read: Vec<_> = log.commits(Position(from)).collect::<Result<_, _>>().unwrap();
        let expected: Vec<_> = filled.iter().filter(|commit| commit.next() > Position(from)).cloned().collect();
        assert_eq!(read, expected, "from {from}");
    }
}

fn a_commit_is_found_by_id_and_by_position(log: &dyn EventLog) {
    let filled = fill(log, 1, &[2, 3, 1]);
    for commit in &filled {
        assert_eq!(log.commit(commit.id).unwrap().as_ref(), Some(commit));
        for position in commit.first.0..commit.next().0 {
            assert_eq!(log.commit_at(Position(position)).unwrap().as_ref(), Some(commit));
        }
    }
    assert_eq!(log.commit_at(Position(6)).unwrap(), None);
    assert_eq!(log.commit_at(Position(u64::MAX)).unwrap(), None);
    assert_eq!(log.commit(id(4)).unwrap(), None);
    assert_eq!(filled[1].event(2).unwrap().position, Position(4));
    assert_eq!(filled[1].event(3), None);
}

fn an_event_read_alone_is_the_one_of_its_commit(log: &dyn EventLog) {
    let filled = fill(log, 1, &[2, 3, 1, 4]);
    let head = filled.last().unwrap().next();
    for commit in filled {
        for recorded in commit.recorded() {
            let position = recorded.position;
            let (recorded_at, recorder, approver) =
                (commit.recorded_at, commit.recorder.clone(), commit.approver.clone());
            assert_eq!(log.event_at(position).unwrap(), Some(EventRead { recorded, recorded_at, recorder, approver }));
        }
    }
    assert_eq!(log.event_at(head).unwrap(), None);
    assert_eq!(log.event_at(Position(u64::MAX)).unwrap(), None);
}

fn what_was_known_at_an_instant_is_what_was_recorded_until_then(log: &dyn EventLog) {
    fill(log, 10, &[2, 3]);
    let mut same_instant = commit(12, 1);
    same_instant.recorded_at = instant(11);
    log.append(Position(5), &[same_instant]).unwrap();
    fill(log, 20, &[4, 1]);
    let microsecond = SignedDuration::from_micros(1);
    for (known_at, position) in [
        (Timestamp::MIN, 0),
        (instant(10) - microsecond, 0),
        (instant(10), 2),
        (instant(11) - microsecond, 2),
        (instant(11), 6),
        (instant(15), 6),
        (instant(20), 10),
        (instant(21), 11),
        (Timestamp::MAX, 11),
    ] {
        assert_eq!(log.known_at(known_at).unwrap(), Position(position), "{known_at}");
    }
}

fn an_event_too_large_is_refused(log: &dyn EventLog) {
    let title = "依".repeat(200);
    let evidence = jiceng_domain::Evidence { title: Some(text(&title)), ..Default::default() };
    let evidence = vec![evidence; EVENT_BYTES_MAX / title.len()];
    let refused = log.append(Position(0), &[commit_of(1, vec![count(1), Fact { evidence, ..count(2) }])]).unwrap_err();
    let LogError::Event { id: refused_id, index: 1, source } = refused else { panic!("{refused:?}") };
    assert_eq!(refused_id, id(1));
    assert!(source.to_string().ends_with(&format!("at most {EVENT_BYTES_MAX} are allowed")), "{source}");
    assert_eq!(log.head().unwrap(), Position(0));
}

fn a_name_in_the_clear_is_refused(log: &dyn EventLog) {
    let event = PersonRegistered { person: text("p1"), name: PersonName::Plain(text("韦某某")) };
    let fact = Fact { event: event.into(), ..count(0) };
    let refused = log.append(Position(0), &[commit_of(1, vec![count(1), fact])]).unwrap_err();
    let LogError::Event { index: 1, ref source, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(source.to_string(), "field name: the name of a person is not sealed, and stays out of the log");
    assert!(!format!("{refused:?}").contains('韦'));
    assert_eq!(log.head().unwrap(), Position(0));
}

fn a_commit_of_three_megabytes_is_one_commit(log: &dyn EventLog) {
    let title = jiceng_domain::Evidence { title: Some(text(&"依据".repeat(100))), ..Default::default() };
    let large = commit_of(2, (0..5000).map(|n| Fact { evidence: vec![title.clone()], ..count(n) }).collect());
    fill(log, 1, &[1]);
    log.append(Position(1), std::slice::from_ref(&large)).unwrap();
    fill(log, 3, &[1]);
    let large = large.at(Position(1));
    assert!(jiceng_log::frame::encode(&large).unwrap().len() > 3_000_000);
    assert_eq!(log.commit(id(2)).unwrap().unwrap(), large);
    assert_eq!(log.commit_at(Position(3000)).unwrap().unwrap(), large);
    assert_eq!(log.known_at(instant(2)).unwrap(), Position(5001));
    assert_eq!(log.verify().unwrap(), Verified { commits: 3, events: 5002 });
}

fn many_writers_lose_nothing(log: &dyn EventLog) {
    const WRITERS: u64 = 6;
    const COMMITS: u64 = 20;
    let start = Barrier::new(usize::try_from(WRITERS).unwrap());
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                for n in 0..COMMITS {
                    let mut new = commit(1 + writer * COMMITS + n, 1 + u32::try_from(n % 3).unwrap());
                    new.recorded_at = instant(0);
                    while let Err(refused) = log.append(log.head().unwrap(), std::slice::from_ref(&new)) {
                        assert!(matches!(refused, LogError::Conflict { .. }), "{refused:?}");
                    }
                    // What was acknowledged is there for everybody.
                    assert!(log.commit(new.id).unwrap().is_some());
                }
            });
        }
    });
    let ids: BTreeSet<_> = all(log).unwrap().iter().map(|commit| commit.id).collect();
    assert_eq!(ids, (1..=WRITERS * COMMITS).map(id).collect());
    assert_eq!(log.verify().unwrap(), Verified { commits: WRITERS * COMMITS, events: log.head().unwrap().0 });
}

fn a_sound_log_verifies(log: &dyn EventLog) {
    fill(log, 1, &[1, 5, 2]);
    log.append(Position(8), &[commit(4, 40), commit(5, 1)]).unwrap();
    assert_eq!(log.verify().unwrap(), Verified { commits: 5, events: 49 });
}

fn the_tree_head_is_over_the_frames_of_whole_commits(log: &dyn EventLog) {
    assert_eq!(log.tree_head_at(Position(5)).unwrap().position, Position(0));
    let mut filled = fill(log, 1, &[2, 3, 1]);
    // A frame that a store keeps in several parts.
    filled.extend(fill(log, 4, &[900, 1, 2, 2]));
    let mut tree = Tree::new();
    let mut expected = vec![TreeHead { position: Position(0), commits: 0, root: tree.root() }];
    for commit in &filled {
        tree.push(&jiceng_log::frame::encode(commit).unwrap());
        expected.push(TreeHead { position: commit.next(), commits: tree.leaves(), root: tree.root() });
    }
    for position in (0..=911).chain([912, u64::MAX]).map(Position) {
        // Within a commit, what ended before it.
        let head = expected.iter().rfind(|head| head.position <= position).unwrap();
        assert_eq!(log.tree_head_at(position).unwrap(), *head, "{position}");
    }
    // What comes later changes nothing before it.
    fill(log, 20, &[1, 1]);
    assert_eq!(log.tree_head_at(Position(911)).unwrap(), *expected.last().unwrap());
}

fn the_frames_are_read_as_the_commits_are(log: &dyn EventLog) {
    assert_eq!((log.frames(Position(0)).count(), log.commit_count().unwrap()), (0, 0));
    let filled = fill(log, 1, &[2, 900, 1, 3]);
    assert_eq!(log.commit_count().unwrap(), 4);
    for from in [0, 1, 2, 500, 901, 902, 903, 905, 906, 907].map(Position) {
        let frames: Vec<_> = log.frames(from).collect::<Result<_, _>>().unwrap();
        let commits: Vec<_> = log.commits(from).collect::<Result<_, _>>().unwrap();
        let expected: Vec<_> =
            commits.iter().map(|commit| (commit.first, jiceng_log::frame::encode(commit).unwrap())).collect();
        assert_eq!(frames, expected, "{from}");
        let last = filled.iter().filter(|commit| commit.next() > from).count();
        assert_eq!(frames.len(), last, "{from}");
    }
}
