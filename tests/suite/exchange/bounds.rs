//! Backups that state more than there is, or hold what does not belong: refused in proportion to
//! what is there, and nothing is left.

use std::fs;
use std::path::Path;

use jiceng_core::Registry;
use jiceng_exchange::backup::{BackupError, restore};
use jiceng_testkit::fixtures::fixture;

/// A header of a tar archive: a name, a kind, and how many bytes it says there are.
fn header(name: &str, kind: u8, bytes: u64) -> [u8; 512] {
    let mut header = [0; 512];
    let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
    put(0, name.as_bytes());
    put(100, b"0000600\0");
    put(124, format!("{bytes:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar  \0");
    if kind == b'S' {
        // One piece of nothing at its end, and as long as that.
        put(386, format!("{:011o}\0", 1_u64 << 32).as_bytes());
        put(398, b"00000000000\0");
        put(483, format!("{:011o}\0", 1_u64 << 32).as_bytes());
    }
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

fn member(name: &str, kind: u8, bytes: &[u8]) -> Vec<u8> {
    let padding = bytes.len().next_multiple_of(512) - bytes.len();
    [&header(name, kind, bytes.len() as u64), bytes, &vec![0; padding]].concat()
}

/// A sound backup, with something more before its end.
fn with(more: &[Vec<u8>]) -> Vec<u8> {
    let sound = fs::read(fixture("fuzz/backup/six-commits")).unwrap();
    let members = sound.len() - sound.iter().rev().take_while(|byte| **byte == 0).count();
    let members = members.next_multiple_of(512);
    [&sound[..members], &more.concat(), &[0; 1024]].concat()
}

/// A backup whose manifest names a file of keys without a byte, and what stands in its place.
fn with_named(key: &[u8; 512]) -> Vec<u8> {
    let sound = fs::read(fixture("fuzz/backup/no-commits")).unwrap();
    let text = std::str::from_utf8(&sound[512..]).unwrap();
    let manifest = &text[..=text.rfind('}').unwrap()];
    let of_nothing = manifest.split('"').find(|word| word.starts_with("sha256:e3b0c442")).unwrap();
    let named = format!(r#""keys": [{{"name": "keys/a.key", "content": {{"bytes": 0, "sha256": "{of_nothing}"}}}}]"#);
    let manifest = manifest.replace(r#""keys": []"#, &named);
    assert!(manifest.contains("a.key"));
    [member("manifest.json", b'0', manifest.as_bytes()), member("frames", b'0', b""), key.to_vec(), vec![0; 1024]]
        .concat()
}

/// A manifest that names a file of keys where none is: it was «cannot write», with 4, as if the
/// disk were at fault.
#[test]
fn a_backup_that_names_other_files_as_keys_is_refused_as_a_backup() {
    for name in
        ["../x", "/abs", "log/lock", "keys/.", "keys/..", "keys/lock", "keys/\u{1b}[2J.key", "keys/x/y.key", "keys/b"]
    {
        let bytes = with_named(&header("keys/a.key", b'0', 0));
        let escaped = serde_json::to_string(name).unwrap();
        let escaped = escaped.trim_matches('"');
        let (from, to) = (b"keys/a.key".as_slice(), escaped.as_bytes());
        let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
        let text = bytes[512..].iter().take_while(|byte| **byte != 0).copied().collect::<Vec<_>>();
        let manifest = [&text[..at - 512], to, &text[at - 512 + from.len()..]].concat();
        let bytes = [member("manifest.json", b'0', &manifest), member("frames", b'0', b""), vec![0; 1024]].concat();
        let dir = tempfile::tempdir().unwrap();
        let refused = restored(dir.path(), &bytes).unwrap_err();
        assert!(matches!(&refused, BackupError::Differs { what, .. } if what == name), "{name}: {refused:?}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "{name}: something is left");
    }
}

fn restored(dir: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let (file, to) = (dir.join("backup"), dir.join("data"));
    fs::write(&file, bytes).unwrap();
    restore(&[file], &to, false).map(|_| drop(Registry::open(&to).unwrap()))
}

#[test]
fn a_backup_with_members_that_do_not_belong_or_are_longer_than_they_may_is_refused() {
    let sound = tempfile::tempdir().unwrap();
    restored(sound.path(), &with(&[])).unwrap();
    let named = tempfile::tempdir().unwrap();
    restored(named.path(), &with_named(&header("keys/a.key", b'0', 0))).unwrap();
    let mebibyte = vec![b'x'; 1 << 20];
    let bad = [
        ("a sparse file", with(&[header("keys/a.key", b'S', 0).to_vec()])),
        ("a link in the place of a file", with_named(&header("keys/a.key", b'2', 0))),
        ("a sparse file in the place of a file", with_named(&header("keys/a.key", b'S', 0))),
        ("a link", with(&[member("keys/a.key", b'2', b"")])),
        ("a directory", with(&[member("keys/", b'5', b"")])),
        ("a file that is not named", with(&[member("keys/a.key", b'0', b"text")])),
        ("a path to elsewhere", with(&[member("../above", b'0', b"text")])),
        ("a checkpoint too long", with(&[member("checkpoint", b'0', &[&*mebibyte, b"x"].concat())])),
        ("two checkpoints", with(&[member("checkpoint", b'0', b"text"), member("checkpoint", b'0', b"text")])),
        ("frames twice", with(&[member("frames", b'0', b"")])),
        ("two long names", with(&[member("././@LongLink", b'L', b"keys/a"), member("././@LongLink", b'L', b"keys/b")])),
        ("a long name that is longer than any", with(&[header("././@LongLink", b'L', 1 << 30).to_vec()])),
        ("a long manifest", member("manifest.json", b'0', &mebibyte.repeat(65))),
        ("a file as long as it is not", [header("manifest.json", b'0', 1 << 32).to_vec(), vec![b' '; 4096]].concat()),
    ];
    for (what, bytes) in bad {
        let dir = tempfile::tempdir().unwrap();
        let refused = restored(dir.path(), &bytes).unwrap_err();
        let is_told = matches!(
            refused,
            BackupError::Differs { .. } | BackupError::NotABackup { .. } | BackupError::Checkpoint { .. }
        );
        assert!(is_told, "{what}: {refused:?}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "{what}: something is left");
    }
}
