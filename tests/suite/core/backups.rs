//! The list of backups that were made.

use std::fs;

use jiceng_core::CopyKind;
use jiceng_core::backups::{BackupRecord, append, leavings, list};
use jiceng_core::domain::Position;

use super::recorded::{fill, instant, person_named, record};

fn backup(path: &str, position: u64) -> BackupRecord {
    BackupRecord {
        path: path.into(),
        made_at: instant("2026-11-25T01:02:03.456789Z"),
        position: Position(position),
        kind: CopyKind::Backup,
        of_this_log: true,
    }
}

#[test]
fn backups_are_listed_in_their_order_and_a_torn_line_hides_no_other() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(list(dir.path()).unwrap().copies, []);
    append(dir.path(), &backup("/备份/一.jiceng", 10)).unwrap();
    append(dir.path(), &backup("two", 20)).unwrap();
    assert_eq!(list(dir.path()).unwrap().copies, [backup("/备份/一.jiceng", 10), backup("two", 20)]);
    let file = dir.path().join("backups.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, &text[..text.len() - 20]).unwrap();
    append(dir.path(), &backup("three", 30)).unwrap();
    let listed = list(dir.path()).unwrap();
    assert_eq!((listed.copies, listed.unreadable.len()), (vec![backup("/备份/一.jiceng", 10), backup("three", 30)], 1));
    fs::write(&file, "{\"path\":\"a\",\"made_at\":\"2026-11-25T01:02:03.456789Z\",\"position\":1,\"later\":true}\n")
        .unwrap();
    assert_eq!(list(dir.path()).unwrap().copies, [BackupRecord { of_this_log: false, ..backup("a", 1) }]);
}

/// The list was said to be at fault, and nothing could be backed up, restored or repaired there.
#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_listed_as_it_is() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::Path;

    use jiceng_core::{KeySource, Registry, rescue};
    use jiceng_exchange::backup::{BackupOptions, backup, restore};

    let named = |bytes: &[u8]| Path::new(OsStr::from_bytes(bytes)).to_owned();
    let dir = tempfile::tempdir().unwrap();
    let top = fs::canonicalize(dir.path()).unwrap();
    let data = top.join(named(b"data\xff"));
    let registry = Registry::create(&data).unwrap();
    fill(&registry);
    record(&registry, person_named("p9", "示例")).unwrap();
    drop(registry);
    let (file, new) = (top.join(named(b"b\xfe\xff.backup")), top.join(named(b"new\xfd")));
    backup(&data, &file, &BackupOptions::default()).unwrap();
    rescue(&data, &new, false, &KeySource::Inside).unwrap();
    let paths = |dir: &Path| list(dir).unwrap().copies.into_iter().map(|copy| copy.path).collect::<Vec<_>>();
    assert_eq!(paths(&data), [file.clone(), new.clone()]);
    assert_eq!(paths(&new), [file.clone(), data.clone()]);
    restore(std::slice::from_ref(&file), &data, true).unwrap();
    let aside = top.join(named(b"data\xff.replaced-1"));
    assert!(aside.is_dir());
    assert_eq!(paths(&data), [file, new.clone(), aside.clone()]);
    assert_eq!(leavings(&data, None).unwrap(), [aside, new]);
    // For those who read text it is there too, and what was changed is told.
    let text = fs::read_to_string(data.join("backups.jsonl")).unwrap();
    assert!(text.contains("b\u{fffd}\u{fffd}.backup"), "{text}");
    fs::write(data.join("backups.jsonl"), text.replacen("\"path_bytes\":\"", "\"path_bytes\":\"x", 1)).unwrap();
    assert_eq!(list(&data).unwrap().lost(), 1);
}

/// Another number or another path was taken for what had been written.
#[test]
fn whatever_is_changed_in_a_line_it_is_read_as_it_was_or_told() {
    let dir = tempfile::tempdir().unwrap();
    append(dir.path(), &backup("/备份/一.jiceng", 10)).unwrap();
    let file = dir.path().join("backups.jsonl");
    let sound = fs::read(&file).unwrap();
    for at in 1..sound.len() - 1 {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        fs::write(&file, &bytes).unwrap();
        let listed = list(dir.path()).unwrap();
        let is_as_it_was = listed.copies == [backup("/备份/一.jiceng", 10)];
        assert!(is_as_it_was || !listed.unreadable.is_empty(), "byte {at}: {listed:?}");
    }
}
