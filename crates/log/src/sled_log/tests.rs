//! What only this crate can do to a store: spoil its entries.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed, and says so by panicking")]

mod gaps;
mod killed;

use jiceng_domain::division::DivisionRegistered;
use jiceng_domain::{CommitId, DivisionCode, Fact, Name, PartialDate, Position, Recorder};
use jiff::Timestamp;
use tempfile::TempDir;
use uuid::Uuid;

use super::{FORMAT_SEALED, SledLog, open_db};
use crate::commit::{Commit, NewCommit};
use crate::error::LogError;
use crate::frame::{self, FrameError};
use crate::log::EventLog as _;
use crate::tree::Tree;

fn id(n: u64) -> CommitId {
    CommitId(Uuid::from_u128(n.into()))
}

fn commit(n: u64, events: usize) -> NewCommit {
    let name = Name::parse(&"融安县".repeat(60)).unwrap();
    let event = DivisionRegistered::new(DivisionCode::parse("450224").unwrap(), name);
    let fact = Fact { effective: PartialDate::Year(2020), evidence: Vec::new(), event: event.into() };
    NewCommit {
        id: id(n),
        recorded_at: Timestamp::from_second(i64::try_from(n).unwrap()).unwrap(),
        recorder: Recorder::parse("office").unwrap(),
        approver: None,
        command: "register_division".to_owned(),
        facts: vec![fact; events],
    }
}

/// A log of the commits 1 to 5, of 2, 1, 40 (in several parts), 3 and 1 events.
fn filled() -> (TempDir, SledLog) {
    let dir = tempfile::tempdir().unwrap();
    let log = SledLog::create(dir.path()).unwrap();
    let mut head = Position(0);
    for (n, events) in [(1, 2), (2, 1), (3, 40), (4, 3), (5, 1)] {
        head = log.append(head, &[commit(n, events)]).unwrap();
    }
    log.verify().unwrap();
    (dir, log)
}

fn key(position: u64, part: &[u8]) -> Vec<u8> {
    [position.to_be_bytes().as_slice(), part].concat()
}

/// What reading everything comes to, and how many commits are read before it fails.
fn read(log: &SledLog) -> (usize, Option<LogError>) {
    let mut failure = None;
    let read = log.commits(Position(0)).filter_map(|commit| commit.map_err(|error| failure = Some(error)).ok()).count();
    (read, failure)
}

#[test]
fn a_commit_that_is_not_there_is_a_gap_and_not_skipped() {
    let (_dir, log) = filled();
    log.commits.tree.remove(key(2, &[])).unwrap();
    let (commits, failure) = read(&log);
    assert_eq!(commits, 1);
    assert!(matches!(failure, Some(LogError::Gap { expected: Position(2), found: Position(3) })), "{failure:?}");
    assert!(matches!(log.verify(), Err(LogError::Gap { .. })));
    assert!(matches!(log.tree_heads_of_frames(&[5]), Err(LogError::Gap { .. })));
    assert!(matches!(log.commit_at(Position(2)), Err(LogError::Gap { .. })));
    assert!(matches!(log.commit(id(2)), Err(LogError::Index { .. })));
    assert!(matches!(log.known_at(Timestamp::from_second(2).unwrap()), Err(LogError::Gap { .. })));
}

#[test]
fn the_last_commit_is_missed_too() {
    let (_dir, log) = filled();
    log.commits.tree.remove(key(46, &[])).unwrap();
    let (commits, failure) = read(&log);
    assert_eq!(commits, 4);
    assert!(matches!(failure, Some(LogError::Gap { expected: Position(46), found: Position(47) })), "{failure:?}");
    assert!(matches!(log.tree_heads_of_frames(&[5]), Err(LogError::Gap { expected: Position(46), .. })));
    assert_eq!(log.tree_head_at(Position(46)).unwrap().commits, 4);
}

#[test]
fn a_part_that_is_not_there_is_named() {
    let (_dir, log) = filled();
    assert!(log.commits.tree.remove(key(3, &[0, 2])).unwrap().is_some());
    let (commits, failure) = read(&log);
    assert_eq!(commits, 2);
    let Some(LogError::Frame { position: Position(3), source }) = failure else { panic!("{failure:?}") };
    assert_eq!(source, FrameError::PartMissing { part: 2 });
}

#[test]
fn a_part_too_many_is_named() {
    let (_dir, log) = filled();
    log.commits.tree.insert(key(2, &[0, 1]), b"text").unwrap();
    let (commits, failure) = read(&log);
    assert_eq!(commits, 2);
    let Some(LogError::Frame { position: Position(2), source }) = failure else { panic!("{failure:?}") };
    assert_eq!(source, FrameError::PartUnexpected { part: 1 });
    log.commits.tree.remove(key(2, &[0, 1])).unwrap();
    log.commits.tree.insert(key(2, &[1]), b"text").unwrap();
    assert!(matches!(read(&log), (2, Some(LogError::Key { .. }))));
}

#[test]
fn spoiled_bytes_are_named_by_position_and_the_commits_before_are_read() {
    let (_dir, log) = filled();
    let mut part = log.commits.tree.get(key(3, &[0, 1])).unwrap().unwrap().to_vec();
    part.iter_mut().take(1).for_each(|byte| *byte ^= 1);
    log.commits.tree.insert(key(3, &[0, 1]), part).unwrap();
    assert!(matches!(read(&log), (2, Some(LogError::Corrupt { position: Position(3), .. }))));
    assert!(matches!(log.verify(), Err(LogError::Corrupt { position: Position(3), .. })));
    // The others stay readable.
    assert!(log.commit_at(Position(43)).unwrap().is_some());
}

fn replace(log: &SledLog, commit: &Commit, position: u64) {
    log.commits.tree.insert(key(position, &[]), frame::encode(commit).unwrap()).unwrap();
}

#[test]
fn a_sound_commit_in_the_wrong_place_is_misplaced() {
    let (_dir, log) = filled();
    replace(&log, &commit(2, 1).at(Position(9)), 2);
    assert!(matches!(read(&log), (1, Some(LogError::Misplaced { position: Position(2), found: Position(9) }))));
}

#[test]
fn a_commit_longer_than_its_place_is_a_gap() {
    let (_dir, log) = filled();
    replace(&log, &commit(2, 2).at(Position(2)), 2);
    assert!(matches!(read(&log), (2, Some(LogError::Gap { expected: Position(4), found: Position(3) }))));
    replace(&log, &commit(5, 2).at(Position(46)), 46);
    replace(&log, &commit(2, 1).at(Position(2)), 2);
    assert!(matches!(read(&log), (4, Some(LogError::Gap { expected: Position(47), found: Position(48) }))));
}

#[test]
fn recording_times_that_go_back_are_out_of_order() {
    let (_dir, log) = filled();
    let mut earlier = commit(4, 3).at(Position(43));
    earlier.recorded_at = Timestamp::from_second(1).unwrap();
    replace(&log, &earlier, 43);
    assert!(matches!(log.verify(), Err(LogError::OutOfOrder { position: Position(43), .. })));
}

#[test]
fn an_index_that_says_otherwise_is_noticed() {
    let (_dir, log) = filled();
    let sound = log.ids.insert(id(2).0.as_bytes(), &1_u64.to_be_bytes()).unwrap().unwrap();
    assert!(matches!(log.verify(), Err(LogError::Index { position: Some(Position(2)), found: Some(Position(1)), .. })));
    assert!(matches!(log.commit(id(2)), Err(LogError::Index { .. })));
    log.ids.remove(id(2).0.as_bytes()).unwrap();
    assert!(matches!(log.verify(), Err(LogError::Index { position: Some(Position(2)), found: None, .. })));
    log.ids.insert(id(2).0.as_bytes(), sound).unwrap();
    log.verify().unwrap();
    // One too many, which leads to the commit of another id.
    log.ids.insert(id(9).0.as_bytes(), &2_u64.to_be_bytes()).unwrap();
    assert!(matches!(log.verify(), Err(LogError::Index { id: stray, .. }) if stray == id(9)));
    assert!(matches!(log.commit(id(9)), Err(LogError::Index { .. })));
}

#[test]
fn a_log_of_a_newer_format_is_refused_and_left_alone() {
    let (dir, log) = filled();
    drop(log);
    let newer = (FORMAT_SEALED + 1).to_be_bytes();
    {
        let claim = super::directory::LogLock::existing_log(dir.path()).unwrap();
        let db = open_db(dir.path()).unwrap();
        db.open_tree("meta").unwrap().insert("format", &newer).unwrap();
        db.flush().unwrap();
        drop(db);
        drop(claim);
    }
    for refused in [SledLog::open(dir.path()), SledLog::open(dir.path())] {
        assert!(
            matches!(refused, Err(LogError::Format { found, supported: FORMAT_SEALED }) if found == FORMAT_SEALED + 1)
        );
    }
}

#[test]
fn after_a_writer_broke_off_no_commits_are_taken() {
    let (_dir, log) = filled();
    std::thread::scope(|scope| {
        let panicked = scope.spawn(|| {
            let _tail = log.tail.write().unwrap();
            panic!("in the middle of writing");
        });
        panicked.join().unwrap_err();
    });
    let refused = log.append(Position(47), &[commit(6, 1)]);
    assert!(matches!(refused, Err(LogError::ReadOnly { reason, .. }) if reason == "a writer panicked"));
    assert_eq!(read(&log).0, 5);
}

/// A process that was started while a log was open kept the lock for a moment after the log was
/// closed, and whoever opened it then was told that it is in use.
#[test]
fn a_claim_that_is_given_up_is_free_even_if_a_child_still_has_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let claim = super::directory::LogLock::new_log(dir.path()).unwrap();
    let with_a_child = claim.lock.try_clone().unwrap();
    drop(claim);
    assert!(super::directory::LogLock::new_log(dir.path()).is_ok());
    drop(with_a_child);
}

/// Encoding a decoded commit again would give today's version of its events, and so another leaf.
#[test]
fn a_leaf_of_the_tree_is_the_frame_as_it_was_written_by_an_earlier_program() {
    let golden = include_str!("../../../../fixtures/golden/frames.txt");
    let hex = golden.lines().find_map(|line| line.strip_prefix("standard_adopted 1 ")).unwrap();
    let old: Vec<u8> = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let written_now = frame::encode(&frame::decode(Position(300), &old).unwrap()).unwrap();
    assert_ne!(written_now, old);

    let dir = tempfile::tempdir().unwrap();
    let log = SledLog::create(dir.path()).unwrap();
    log.append(Position(0), &[commit(2, 300)]).unwrap();
    log.commits.tree.insert(key(300, &[]), old.clone()).unwrap();
    drop(log);
    // By the note, the log ended before that.
    std::fs::remove_file(dir.path().join(super::reached::REACHED)).unwrap();
    let log = SledLog::open(dir.path()).unwrap();
    let mut tree = Tree::new();
    tree.push(&frame::encode(&commit(2, 300).at(Position(0))).unwrap());
    tree.push(&old);
    assert_eq!(log.tree_head_at(Position(301)).unwrap().root, tree.root());
}

/// The log of five commits with one row changed, and what it says of that row.
fn with_row(leaf: u64, change: impl FnOnce(&mut Vec<u8>)) -> (TempDir, SledLog) {
    let (dir, log) = filled();
    let mut row = log.rows.get(leaf.to_be_bytes()).unwrap().unwrap().to_vec();
    change(&mut row);
    log.rows.insert(leaf.to_be_bytes(), row).unwrap();
    (dir, log)
}

#[test]
fn a_spoiled_row_of_the_tree_is_noticed_and_derived_again_from_the_frames() {
    let (_other, sound) = filled();
    for leaf in 0..5 {
        for byte in [0, 7, 8, 20, 39, 40] {
            let (_dir, log) = with_row(leaf, |row| row.iter_mut().skip(byte).take(1).for_each(|byte| *byte ^= 1));
            assert!(matches!(log.verify(), Err(LogError::TreeRow { leaf: found }) if found == leaf));
            assert_eq!(log.tree_row(leaf).unwrap(), sound.tree_row(leaf).unwrap());
            assert_eq!(log.tree_head_of(5).unwrap(), sound.tree_head_of(5).unwrap());
        }
    }
}

#[test]
fn a_row_that_is_sound_and_of_other_commits_is_found_by_verify() {
    let (_dir, log) = filled();
    let mut row = log.tree_row(1).unwrap().unwrap();
    row.subtrees.iter_mut().skip(1).for_each(|hash| *hash = [7; 32]);
    log.rows.insert(1_u64.to_be_bytes(), row.to_bytes(1)).unwrap();
    assert!(matches!(log.verify(), Err(LogError::TreeDiffers { position: Position(2) })));
    // What is computed from the frames does not look at it.
    let frames = log.tree_heads_of_frames(&[3]).unwrap();
    assert_ne!(frames, [Some(log.tree_head_of(3).unwrap())]);
}

#[test]
fn rows_that_are_missing_or_too_many_are_made_again_when_the_log_opens() {
    let spoil: [fn(&SledLog); 4] = [
        |log| log.rows.clear().unwrap(),
        |log| drop(log.rows.remove(4_u64.to_be_bytes()).unwrap()),
        |log| {
            let row = log.tree_row(4).unwrap().unwrap();
            log.rows.insert(5_u64.to_be_bytes(), row.to_bytes(5)).unwrap();
        },
        |log| drop(log.rows.insert(4_u64.to_be_bytes(), b"text").unwrap()),
    ];
    for spoil in spoil {
        let (dir, log) = filled();
        let head = log.tree_head_of(5).unwrap();
        spoil(&log);
        drop(log);
        let log = SledLog::open(dir.path()).unwrap();
        log.verify().unwrap();
        assert_eq!((log.commit_count().unwrap(), log.tree_head_of(5).unwrap()), (5, head));
        assert_eq!(log.append(Position(47), &[commit(6, 1)]).unwrap(), Position(48));
        log.verify().unwrap();
    }
}
