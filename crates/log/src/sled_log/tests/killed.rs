//! States that a kill or a power cut leaves in the store, built by hand: plain inserts are written
//! out in their order, and any of the last may be missing.

use std::fs;
use std::path::Path;

use jiceng_domain::Position;
use tempfile::TempDir;

use super::{SledLog, commit, id, key};
use crate::error::LogError;
use crate::log::EventLog as _;
use crate::sled_log::Recovered;

/// Commits 1 and 2, of 2 and 1 events, that are on the disk, and then one that is not yet
/// acknowledged, of so many events.
fn with_a_last_one(events: usize) -> (TempDir, SledLog) {
    let dir = tempfile::tempdir().unwrap();
    let log = SledLog::create(dir.path()).unwrap();
    log.append(Position(0), &[commit(1, 2)]).unwrap();
    log.append(Position(2), &[commit(2, 1)]).unwrap();
    drop(log);
    let log = SledLog::open(dir.path()).unwrap();
    log.write(Position(3), &[commit(3, events)]).unwrap();
    (dir, log)
}

/// The program ends without closing the log.
fn kill(log: SledLog) {
    log.durability.fail("killed");
    drop(log);
}

/// The journal loses its last record.
fn lose_the_last_record(dir: &Path) {
    let path = dir.join("journal/00000000000000000000.journal");
    let bytes = fs::read(&path).unwrap();
    let last = bytes.windows(4).rposition(|window| window == b"JREC").unwrap();
    fs::write(&path, bytes.get(..last).unwrap()).unwrap();
}

/// The log has the third commit or not, takes it if not and refuses it if so, and is in order.
fn goes_on(dir: &Path, has_third: bool, events: usize) -> Recovered {
    let log = SledLog::open(dir).unwrap();
    let recovered = log.recovered().clone();
    log.verify().unwrap();
    assert_eq!(log.commit(id(3)).unwrap().is_some(), has_third);
    let head = log.head().unwrap();
    match log.append(head, &[commit(3, events)]) {
        Ok(_) => assert!(!has_third, "it is there twice"),
        Err(LogError::CommitExists { .. }) => assert!(has_third, "it is not there, and cannot be recorded"),
        Err(error) => panic!("{error:?}"),
    }
    log.verify().unwrap();
    assert_eq!(log.append(log.head().unwrap(), &[commit(4, 1)]).unwrap(), Position(4 + events as u64));
    drop(log);
    let log = SledLog::open(dir).unwrap();
    log.verify().unwrap();
    assert_eq!(*log.recovered(), Recovered::default());
    recovered
}

/// It was taken into the journal, and could be recorded a second time.
#[test]
fn a_frame_without_its_id_gets_it_where_the_journal_has_lost_the_record() {
    for is_lost in [true, false] {
        let (dir, log) = with_a_last_one(1);
        assert!(log.ids.remove(id(3).0.as_bytes()).unwrap().is_some());
        kill(log);
        if is_lost {
            lose_the_last_record(dir.path());
        }
        let recovered = goes_on(dir.path(), true, 1);
        assert_eq!((recovered.set_aside, recovered.journal_lacked), (None, u64::from(is_lost)));
    }
}

/// It could never be recorded: it was said to be there already.
#[test]
fn an_id_without_its_frame_goes() {
    let (dir, log) = with_a_last_one(1);
    assert!(log.commits.tree.remove(key(3, &[])).unwrap().is_some());
    kill(log);
    lose_the_last_record(dir.path());
    assert_eq!(goes_on(dir.path(), false, 1).set_aside, None);
    // Another one took its place before it was recorded again.
    let (dir, log) = with_a_last_one(1);
    assert!(log.commits.tree.remove(key(3, &[])).unwrap().is_some());
    kill(log);
    lose_the_last_record(dir.path());
    let log = SledLog::open(dir.path()).unwrap();
    log.append(Position(3), &[commit(5, 1)]).unwrap();
    assert_eq!(log.commit(id(3)).unwrap(), None);
    log.append(Position(4), &[commit(3, 1)]).unwrap_err();
    let mut later = commit(3, 1);
    later.recorded_at = commit(5, 1).recorded_at;
    log.append(Position(4), &[later]).unwrap();
    log.verify().unwrap();
}

/// Neither was acknowledged, so it is no damage; it was taken for one where the journal was
/// compared with the store before its end was cut.
#[test]
fn an_append_that_was_lost_before_another_that_stayed_is_a_torn_end() {
    for is_in_store in [true, false] {
        let (dir, log) = with_a_last_one(1);
        log.write(Position(4), &[commit(4, 1)]).unwrap();
        if !is_in_store {
            for n in [3, 4] {
                assert!(log.commits.tree.remove(key(n, &[])).unwrap().is_some());
                log.ids.remove(id(n).0.as_bytes()).unwrap();
            }
        }
        kill(log);
        let path = dir.path().join("journal/00000000000000000000.journal");
        let mut bytes = fs::read(&path).unwrap();
        let records: Vec<usize> =
            (0..bytes.len()).filter(|at| bytes.get(*at..).unwrap().starts_with(b"JREC")).collect();
        let lost = records.len() - 2;
        bytes.iter_mut().skip(records.get(lost).unwrap() + 30).take(1).for_each(|byte| *byte ^= 1);
        fs::write(&path, bytes).unwrap();
        let log = SledLog::open(dir.path()).unwrap();
        log.verify().unwrap();
        assert_eq!(log.head().unwrap(), Position(if is_in_store { 5 } else { 3 }));
        assert!(log.recovered().set_aside.is_some() && log.recovered().is_end_unconfirmed);
    }
}

#[test]
fn an_id_that_leads_behind_the_end_is_found_by_verify() {
    let (_dir, log) = with_a_last_one(1);
    log.ids.insert(id(9).0.as_bytes(), &4_u64.to_be_bytes()).unwrap();
    assert!(matches!(log.verify(), Err(LogError::Index { id: stray, found: Some(Position(4)), .. }) if stray == id(9)));
}

/// The store was set aside and made anew, all of it, for a frame that was never acknowledged.
#[test]
fn the_first_part_of_a_long_frame_is_completed_or_goes() {
    for parts in [1, 2] {
        for is_lost in [true, false] {
            let (dir, log) = with_a_last_one(40);
            let lost: Vec<_> = log.commits.tree.range(key(3, &[])..).keys().skip(parts).collect();
            assert!(!lost.is_empty());
            for key in lost {
                log.commits.tree.remove(key.unwrap()).unwrap();
            }
            log.ids.remove(id(3).0.as_bytes()).unwrap();
            kill(log);
            if is_lost {
                lose_the_last_record(dir.path());
            }
            let recovered = goes_on(dir.path(), !is_lost, 40);
            assert_eq!((recovered.set_aside, recovered.store_lacked), (None, if is_lost { 0 } else { 40 }));
        }
    }
}
