//! A log that is shorter than what lies beside it says: somebody put back an older copy of it, and
//! neither of its own two copies knows of more. It opened, and what was recorded last was gone
//! without a word.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::domain::Position;
use jiceng_core::log::LogError;
use jiceng_core::{Error, KeySource, Registry, layout, rescue};
use jiceng_exchange::backup::{BackupError, BackupOptions, backup, restore};
use jiceng_exchange::frames;
use tempfile::TempDir;

use super::key_store::copy;
use super::recorded::{fill, head, is_in_order, person_named, record};

/// A registry whose log was put back from an older copy, after something was made of it; where the
/// log ends, and ended.
fn put_back(make: fn(&Path, &Path)) -> (TempDir, Position, Position) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = Registry::create(&data).unwrap();
    fill(&registry);
    let before = Position(head(&registry));
    drop(registry);
    copy(&layout::log_dir(&data), &dir.path().join("older"));
    let registry = Registry::open(&data).unwrap();
    for n in 0..3 {
        record(&registry, person_named(&format!("later{n}"), "示例")).unwrap();
    }
    let after = Position(head(&registry));
    drop(registry);
    make(&data, dir.path());
    fs::remove_dir_all(layout::log_dir(&data)).unwrap();
    copy(&dir.path().join("older"), &layout::log_dir(&data));
    (dir, before, after)
}

fn snapshot(data: &Path, _: &Path) {
    Registry::open(data).unwrap().snapshot().unwrap();
}

fn back_up(data: &Path, beside: &Path) {
    backup(data, &beside.join("backup"), &BackupOptions::default()).unwrap();
}

/// The file that says so.
fn shorter(error: Error, ends: Position, ended: Position) -> PathBuf {
    let Error::Log(LogError::Shorter { head, reached, path }) = error else { panic!("{error:?}") };
    assert_eq!((head, reached), (ends, ended));
    path
}

#[test]
fn a_log_shorter_than_its_snapshot_or_its_backups_is_told_by_everything_that_reads_it() {
    for (make, says) in [(snapshot as fn(&Path, &Path), "snapshots"), (back_up, "backups.jsonl")] {
        let (dir, before, after) = put_back(make);
        let data = dir.path().join("data");
        let told = |error: Error| {
            let path = shorter(error, before, after);
            assert!(path.strip_prefix(&data).unwrap().starts_with(says), "{}", path.display());
        };
        told(Registry::open(&data).err().unwrap());
        told(Registry::rebuild_with(&data, &KeySource::Inside, &mut |_| {}).err().unwrap());
        let out = dir.path().join("other.backup");
        let Err(BackupError::Registry(error)) = backup(&data, &out, &BackupOptions::default()) else { panic!() };
        told(error);
        assert!(!out.exists());
        let Err(frames::FramesError::Registry(error)) = frames::export(&data, Position(0), &mut Vec::new()) else {
            panic!()
        };
        told(error);
        // What is there comes out, and what is not is named.
        let to = dir.path().join("rescued");
        let rescued = rescue(&data, &to, false, &jiceng_core::KeySource::Inside).unwrap().log;
        assert_eq!((rescued.head, rescued.lost), (before, vec![(before, after)]));
        assert!(is_in_order(&Registry::open(&to).unwrap()));
    }
}

/// Without a journal and a note, the store of any other registry was taken for its log.
#[test]
fn a_registry_that_has_lost_its_journal_does_not_take_another_ones_store() {
    for make in [snapshot as fn(&Path, &Path), back_up] {
        for has_note in [false, true] {
            let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let (data, others) = (dir.path().join("data"), other.path().join("data"));
            for (data, names) in [(&data, 0), (&others, 5)] {
                let registry = Registry::create(data).unwrap();
                fill(&registry);
                for n in 0..names {
                    record(&registry, person_named(&format!("other{n}"), "示例")).unwrap();
                }
            }
            make(&data, dir.path());
            let log = layout::log_dir(&data);
            fs::remove_dir_all(log.join("journal")).unwrap();
            if !has_note {
                fs::remove_file(log.join("reached")).unwrap();
            }
            let of_store = |dir: &Path| {
                let entries = fs::read_dir(layout::log_dir(dir)).unwrap().map(|entry| entry.unwrap());
                let is_file = |entry: &fs::DirEntry| entry.file_type().unwrap().is_file();
                let files = entries.filter(|entry| is_file(entry) && entry.file_name() != "reached");
                files.map(|entry| entry.path()).collect::<Vec<_>>()
            };
            of_store(&data).iter().for_each(|path| fs::remove_file(path).unwrap());
            for path in of_store(&others) {
                fs::copy(&path, log.join(path.file_name().unwrap())).unwrap();
            }
            let is_told = |error: &Error| match error {
                Error::Log(LogError::OtherStore { .. }) => has_note,
                Error::Log(LogError::JournalMissing { .. }) => !has_note,
                _ => false,
            };
            let error = Registry::open(&data).err().unwrap();
            assert!(is_told(&error), "{error:?}");
            let out = dir.path().join("other.backup");
            let Err(BackupError::Registry(error)) = backup(&data, &out, &BackupOptions::default()) else { panic!() };
            assert!(is_told(&error), "{error:?}");
            assert!(!log.join("journal").exists());
            let rescued = rescue(&data, &dir.path().join("rescued"), false, &KeySource::Inside).unwrap().log;
            assert!(rescued.is_end_unknown || rescued.left_aside > 0, "{rescued:?}");
        }
    }
}

/// Its list of backups comes along, and speaks of the registry that was there.
#[test]
fn a_registry_that_was_restored_from_an_older_backup_opens() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = Registry::create(&data).unwrap();
    fill(&registry);
    drop(registry);
    let older = dir.path().join("older.backup");
    backup(&data, &older, &BackupOptions::default()).unwrap();
    let registry = Registry::open(&data).unwrap();
    record(&registry, person_named("later", "示例")).unwrap();
    drop(registry);
    back_up(&data, dir.path());
    restore(&[older], &data, true).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert!(is_in_order(&registry));
    assert_eq!(jiceng_core::backups::list(&data).unwrap().copies.len(), 3);
}
