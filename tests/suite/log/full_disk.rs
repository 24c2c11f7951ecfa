//! A disk that fills up: a file system in memory, in a child that has mounts of its own.

use std::ffi::OsStr;
use std::path::Path;

use jiceng_log::{EventLog as _, LogError, SledLog};

use super::child;
use super::commits::{all, commit};

/// The words before a program that may mount file systems without anybody seeing them; none where
/// the system does not allow that, and then the test is skipped, and says so.
pub(crate) fn with_own_mounts(dir: &Path) -> Option<Vec<&'static OsStr>> {
    let ways: [&[&str]; 2] = [&["unshare", "--mount"], &["unshare", "--mount", "--map-root-user"]];
    for way in ways {
        let trial = ["mount", "-t", "tmpfs", "none", dir.to_str().unwrap()];
        if child::succeeds(way[0], &[&way[1..], &trial].concat()) {
            return Some(way.iter().map(OsStr::new).collect());
        }
    }
    child::skip("mounting a file system of its own is not allowed here");
    None
}

#[test]
fn on_a_full_disk_the_log_turns_read_only_and_loses_nothing_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let Some(by) = with_own_mounts(dir.path()) else { return };
    for events in ["1", "40", "1000"] {
        let mut child = child::running("log::full_disk::in_a_child_the_disk_fills_up", dir.path(), &by);
        let child = child.env("JICENG_TEST_EVENTS", events).output().unwrap();
        assert!(child.status.success(), "{events} events a commit: {child:?}");
    }
}

#[test]
fn in_a_child_the_disk_fills_up() {
    let Some(dir) = child::directory() else { return };
    let events = std::env::var("JICENG_TEST_EVENTS").unwrap().parse().unwrap();
    let path = dir.to_str().unwrap();
    assert!(child::succeeds("mount", &["-t", "tmpfs", "-o", "size=3m", "none", path]));
    let dir = dir.join("log");
    let log = SledLog::create(&dir).unwrap();

    let mut head = log.head().unwrap();
    let mut acknowledged = Vec::new();
    let failure = loop {
        let new = commit(acknowledged.len() as u64, events);
        match log.append(head, std::slice::from_ref(&new)) {
            Ok(after) => {
                acknowledged.push(new.at(head));
                head = after;
            }
            Err(failure) => break failure,
        }
    };
    // Read-only at once, if there was no room for the store after the last acknowledged commit.
    assert!(matches!(failure, LogError::NotDurable { .. } | LogError::ReadOnly { .. }), "{failure:?}");
    assert!(format!("{failure:?}").contains("No space left on device"), "{failure:?}");

    // Not even a small one, although there might be room for it.
    let next = log.append(log.head().unwrap(), &[commit(1_000_000, 1)]).unwrap_err();
    let LogError::ReadOnly { reason, .. } = &next else { panic!("{next:?}") };
    assert!(reason.contains("No space left on device"), "{reason}");
    drop(log);

    // As long as the disk is full there is a clear answer, not a wrong one.
    if let Err(refused) = SledLog::open(&dir) {
        assert!(matches!(refused, LogError::Io { .. }), "{refused:?}");
    }
    assert!(child::succeeds("mount", &["-o", "remount,size=64m", path]));
    let log = SledLog::open(&dir).unwrap();
    let found = all(&log).unwrap();
    // The one that failed may have come to the disk; it was not acknowledged.
    assert!(found.len() - acknowledged.len() <= 1, "{} of {}", found.len(), acknowledged.len());
    assert!(found.starts_with(&acknowledged));
    log.verify().unwrap();
    log.append(log.head().unwrap(), &[commit(1_000_000, 1)]).unwrap();
}
