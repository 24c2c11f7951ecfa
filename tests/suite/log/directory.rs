//! Who may open which directory, and what is said when it cannot be opened.

use std::fs;
use std::io::ErrorKind;
use std::thread;
use std::time::Duration;

use jiceng_domain::Position;
use jiceng_log::{EventLog as _, LogError, SledLog};

use super::child;
use super::commits::{all, commit, fill, id, instant};

#[test]
fn what_was_acknowledged_is_there_after_opening_again() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("registry/log");
    let mut expected = fill(&SledLog::create(&dir).unwrap(), 1, &[1, 300, 2]);
    for from in [4, 5, 6] {
        let log = SledLog::open(&dir).unwrap();
        assert_eq!(all(&log).unwrap(), expected);
        assert_eq!(log.last_recorded_at().unwrap(), Some(instant(from - 1)));
        assert_eq!(log.commit(id(2)).unwrap().as_ref(), Some(&expected[1]));
        expected.extend(fill(&log, from, &[7]));
        assert_eq!(log.verify().unwrap().commits, from);
    }
}

#[test]
fn a_log_that_is_open_is_in_use_for_everybody_else() {
    let dir = tempfile::tempdir().unwrap();
    let log = SledLog::create(dir.path()).unwrap();
    for refused in [SledLog::open(dir.path()), SledLog::create(dir.path())] {
        assert!(matches!(refused, Err(LogError::InUse { dir: d }) if d == dir.path()));
    }
    let another_process =
        child::running("log::directory::in_a_child_the_log_is_in_use", dir.path(), &[]).output().unwrap();
    assert!(another_process.status.success(), "{another_process:?}");
    fill(&log, 1, &[1]);
    drop(log);
    SledLog::open(dir.path()).unwrap();
}

/// The lock that says so is our own: sled holds its lock a moment longer than the log is open.
#[test]
fn a_log_is_in_use_by_whoever_holds_its_lock_file() {
    let dir = tempfile::tempdir().unwrap();
    drop(SledLog::create(dir.path()).unwrap());
    let lock = fs::File::options().write(true).open(dir.path().join("lock")).unwrap();
    lock.try_lock().unwrap();
    assert!(matches!(SledLog::open(dir.path()), Err(LogError::InUse { .. })));
    lock.unlock().unwrap();
    SledLog::open(dir.path()).unwrap();
}

#[test]
fn a_log_that_was_dropped_can_be_opened_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = SledLog::create(dir.path()).unwrap();
    for n in 1..100 {
        fill(&log, n, &[1]);
        drop(log);
        log = SledLog::open(dir.path()).unwrap();
    }
}

/// As a thread of sled's that is slow to end.
#[test]
fn opening_waits_until_sled_has_let_go_of_its_file() {
    let dir = tempfile::tempdir().unwrap();
    drop(SledLog::create(dir.path()).unwrap());
    drop(SledLog::open(dir.path()).unwrap()); // which waits for the threads of the one before
    let db = fs::File::open(dir.path().join("db")).unwrap();
    db.lock().unwrap();
    thread::scope(|scope| {
        let opening = scope.spawn(|| SledLog::open(dir.path()));
        thread::sleep(Duration::from_millis(50));
        db.unlock().unwrap();
        opening.join().unwrap().unwrap();
    });
}

#[test]
fn in_a_child_the_log_is_in_use() {
    let Some(dir) = child::directory() else { return };
    let refused = SledLog::open(&dir).err().unwrap();
    assert_eq!(refused.to_string(), format!("the log in {} is in use by another program", dir.display()));
}

#[test]
fn where_no_log_is_none_is_opened_and_nothing_is_left_behind() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "text").unwrap();
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    for place in [&empty, &file, &dir.path().join("nowhere")] {
        let refused = SledLog::open(place).err().unwrap();
        assert!(matches!(&refused, LogError::NotALog { dir } if dir == place), "{refused:?}");
    }
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0);
    assert!(!dir.path().join("nowhere").exists());
}

#[test]
fn a_log_is_made_once_and_not_among_other_files() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let expected = fill(&SledLog::create(&log).unwrap(), 1, &[2]);
    assert!(matches!(SledLog::create(&log).err().unwrap(), LogError::Exists { dir } if dir == log));
    assert_eq!(all(&SledLog::open(&log).unwrap()).unwrap(), expected);

    let refused = SledLog::create(dir.path()).err().unwrap();
    assert!(matches!(&refused, LogError::NotEmpty { found, .. } if found.as_os_str() == "log"), "{refused:?}");
    let file = dir.path().join("file");
    fs::write(&file, "text").unwrap();
    let refused = SledLog::create(&file).err().unwrap();
    assert!(matches!(&refused, LogError::Io { path, .. } if *path == file), "{refused:?}");
    let below_a_file = SledLog::create(file.join("log")).err().unwrap();
    assert!(matches!(below_a_file, LogError::Io { .. }), "{below_a_file:?}");
}

#[test]
fn a_log_that_was_not_made_to_its_end_is_none_and_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    drop(SledLog::create(dir.path()).unwrap());
    // As if it had been killed before the first flush.
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("snap.")) {
            fs::remove_file(path).unwrap();
        }
    }
    fs::write(dir.path().join("db"), "").unwrap();
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    assert!(matches!(SledLog::open(dir.path()).err().unwrap(), LogError::NotALog { .. }));
    fill(&SledLog::create(dir.path()).unwrap(), 1, &[1]);
    assert_eq!(SledLog::open(dir.path()).unwrap().head().unwrap(), Position(1));
}

/// Large commits are cut into parts so that sled never makes a file for a value: it does not sync
/// those, and hangs when it cannot write one.
#[test]
fn no_size_of_commit_makes_sled_write_files_of_its_own_for_values() {
    let dir = tempfile::tempdir().unwrap();
    let log = SledLog::create(dir.path()).unwrap();
    let mut events = vec![1; 60];
    events.extend([90; 40]); // a little less than a part
    events.extend([900; 60]); // several parts
    events.extend([30_000, 1, 30_000]);
    fill(&log, 1, &events);
    log.append(log.head().unwrap(), &(200..230).map(|n| commit(n, 500)).collect::<Vec<_>>()).unwrap();
    assert_eq!(log.verify().unwrap().commits, 193);
    assert_eq!(fs::read_dir(dir.path().join("blobs")).unwrap().count(), 0);
}

#[test]
fn a_log_on_a_read_only_disk_is_refused_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let Some(by) = super::full_disk::with_own_mounts(dir.path()) else { return };
    let child = child::running("log::directory::in_a_child_the_disk_is_read_only", dir.path(), &by).output().unwrap();
    assert!(child.status.success(), "{child:?}");
}

#[test]
fn in_a_child_the_disk_is_read_only() {
    let Some(dir) = child::directory() else { return };
    let path = dir.to_str().unwrap();
    assert!(child::succeeds("mount", &["-t", "tmpfs", "-o", "size=16m", "none", path]));
    let log = dir.join("log");
    fill(&SledLog::create(&log).unwrap(), 1, &[1]);
    // sled's last thread lets go of its file a moment after the log was dropped.
    let is_read_only = (0..5000).any(|_| {
        thread::sleep(Duration::from_millis(1));
        child::succeeds("mount", &["-o", "remount,ro", path])
    });
    assert!(is_read_only);
    let refused = [SledLog::open(&log), SledLog::create(dir.join("other"))].map(|result| result.err().unwrap());
    for refused in refused {
        let LogError::Io { path, source } = &refused else { panic!("{refused:?}") };
        assert!(path.starts_with(&dir), "{refused}");
        assert_eq!(source.kind(), ErrorKind::ReadOnlyFilesystem, "{source}");
    }
    assert!(child::succeeds("mount", &["-o", "remount,rw", path]));
    assert_eq!(SledLog::open(&log).unwrap().head().unwrap(), Position(1));
}
