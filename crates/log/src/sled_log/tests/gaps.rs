//! A store with a commit missing in it, beside a journal that cannot give it.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::durability::SYNCED;
use super::*;
use crate::journal::JOURNAL;

/// Where in the only segment of a journal the record of a commit begins, by the bytes of its frame.
fn place_of(dir: &Path, first: u64, commit: NewCommit) -> (PathBuf, Vec<u8>, usize) {
    let segment = dir.join(JOURNAL).join("00000000000000000000.journal");
    let bytes = fs::read(&segment).unwrap();
    let frame = frame::encode(&commit.at(Position(first))).unwrap();
    let at = bytes.windows(frame.len()).position(|window| window == frame).unwrap();
    (segment, bytes, at)
}

fn remove(log: &SledLog, first: u64) {
    assert!(log.commits.tree.remove(key(first, &[])).unwrap().is_some());
}

#[test]
fn a_store_with_a_gap_gives_no_journal() {
    let (dir, log) = filled();
    remove(&log, 2);
    drop(log);
    fs::remove_dir_all(dir.path().join(JOURNAL)).unwrap();
    for _ in 0..2 {
        let refused = SledLog::open(dir.path()).err().unwrap();
        assert!(matches!(refused, LogError::Gap { .. }), "{refused:?}");
        assert!(!dir.path().join(JOURNAL).exists());
    }
}

#[test]
fn what_neither_has_is_damage_of_the_journal_and_nothing_is_set_aside() {
    let (dir, log) = filled();
    remove(&log, 43);
    drop(log);
    let (segment, mut bytes, at) = place_of(dir.path(), 43, commit(4, 3));
    bytes.iter_mut().skip(at + 40).take(8).for_each(|byte| *byte ^= 1);
    fs::write(&segment, &bytes).unwrap();
    for _ in 0..2 {
        let refused = SledLog::open(dir.path()).err().unwrap();
        assert!(matches!(refused, LogError::JournalDamaged { position: Position(43), .. }), "{refused:?}");
        assert_eq!(fs::read(&segment).unwrap(), bytes);
    }
}

/// A program was killed; its store was on the disk in part, and the journal lost its end.
#[test]
fn what_is_sound_behind_a_gap_is_not_lost_with_the_store() {
    let (dir, log) = filled();
    remove(&log, 43);
    drop(log);
    let claim = super::super::directory::LogLock::existing_log(dir.path()).unwrap();
    let db = open_db(dir.path()).unwrap();
    db.open_tree("meta").unwrap().insert(SYNCED, &0_u64.to_be_bytes()).unwrap();
    db.flush().unwrap();
    drop(db);
    drop(claim);
    fs::remove_file(dir.path().join("reached")).unwrap();
    let (segment, bytes, at) = place_of(dir.path(), 43, commit(4, 3));
    let record = bytes.get(..at).unwrap().windows(4).rposition(|window| window == b"JREC").unwrap();
    fs::write(&segment, bytes.get(..record).unwrap()).unwrap();
    for _ in 0..2 {
        let refused = SledLog::open(dir.path()).err().unwrap();
        assert!(matches!(refused, LogError::Gap { expected: Position(43), found: Position(46) }), "{refused:?}");
    }
}
