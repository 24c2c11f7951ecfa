//! The list of backups that were made.

use std::fs;

use jiceng_core::CopyKind;
use jiceng_core::backups::{BackupRecord, append, list};
use jiceng_core::domain::Position;

use super::recorded::instant;

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
    assert_eq!(list(dir.path()).unwrap(), []);
    append(dir.path(), &backup("/备份/一.jiceng", 10)).unwrap();
    append(dir.path(), &backup("two", 20)).unwrap();
    assert_eq!(list(dir.path()).unwrap(), [backup("/备份/一.jiceng", 10), backup("two", 20)]);
    let file = dir.path().join("backups.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, &text[..text.len() - 20]).unwrap();
    append(dir.path(), &backup("three", 30)).unwrap();
    assert_eq!(list(dir.path()).unwrap(), [backup("/备份/一.jiceng", 10), backup("three", 30)]);
    fs::write(&file, "{\"path\":\"a\",\"made_at\":\"2026-11-25T01:02:03.456789Z\",\"position\":1,\"later\":true}\n")
        .unwrap();
    assert_eq!(list(dir.path()).unwrap(), [BackupRecord { of_this_log: false, ..backup("a", 1) }]);
}
