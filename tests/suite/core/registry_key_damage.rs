//! A registry key that is damaged, or cannot be read, while it is changed: nothing goes that may
//! still open the names, and no copy without it says that it is whole.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::{Error, KeyProblem, KeySource, NameShown, Registry};
use jiceng_exchange::backup::{BackupError, BackupOptions, backup, restore};

use super::key_store::{registry_key, store_file};
use super::names::{is, registry_in, shown};
use super::recorded::{person_named, record};

const NAME: &str = "欧阳示例名";

/// A registry whose registry key was being changed when it was killed: the names are under the new
/// key, which is not in its place yet.
fn cut_short(dir: &Path) -> (PathBuf, Vec<u8>) {
    let data = dir.join("data");
    let registry = registry_in(dir);
    record(&registry, person_named("p9", NAME)).unwrap();
    let old = fs::read(data.join("registry.key")).unwrap();
    registry.rewrap(&KeySource::Inside).unwrap();
    drop(registry);
    let new = fs::read(data.join("registry.key")).unwrap();
    fs::write(data.join("registry.key"), old).unwrap();
    (data, new)
}

/// The new key with a byte changed, so that it is none or another one, and what is no file.
fn damage(next: &Path, key: &[u8], kind: usize) {
    let _ = fs::remove_dir(next);
    let _ = fs::remove_file(next);
    let mut bytes = key.to_vec();
    let last = bytes.len() - 2;
    match kind {
        0 => bytes[last] = b'x',
        1 => bytes[last] = if bytes[last] == b'0' { b'1' } else { b'0' },
        _ => return fs::create_dir(next).unwrap(),
    }
    fs::write(next, bytes).unwrap();
}

#[test]
fn a_new_key_that_is_damaged_or_unreadable_stays_and_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (data, new) = cut_short(dir.path());
    let next = data.join("registry.key.new");
    for has_old in [true, false] {
        for kind in 0..3 {
            damage(&next, &new, kind);
            let registry = Registry::open(&data).unwrap();
            assert_eq!(shown(&registry, "p9"), NameShown::Sealed);
            let held = registry.names_opened().unwrap();
            assert!(held.is_key_spoiled && !held.is_whole(), "{kind}");
            assert!(matches!(registry.rewrap(&KeySource::Inside), Err(Error::NoRegistryKey { .. })));
            drop(registry);
            assert!(next.exists() && data.join("registry.key").exists() == has_old);
        }
        fs::remove_dir(&next).unwrap();
        if has_old {
            fs::remove_file(data.join("registry.key")).unwrap();
        }
    }
    fs::write(&next, &new).unwrap();
    assert_eq!(shown(&Registry::open(&data).unwrap(), "p9"), is(NAME));
    assert_eq!(fs::read(data.join("registry.key")).unwrap(), new);
    assert!(!next.exists());
}

/// Nothing needs it there.
#[test]
fn what_lies_in_the_place_of_a_new_key_keeps_nobody_from_the_names() {
    let dir = tempfile::tempdir().unwrap();
    let (data, new) = cut_short(dir.path());
    let next = data.join("registry.key.new");
    fs::write(data.join("registry.key"), &new).unwrap();
    fs::create_dir(&next).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert_eq!(shown(&registry, "p9"), is(NAME));
    assert!(registry.rewrap(&KeySource::Inside).is_err());
    assert_eq!(shown(&registry, "p9"), is(NAME));
    fs::remove_dir(&next).unwrap();
    let to = registry.rewrap(&KeySource::Inside).unwrap().to.to_string();
    assert_eq!(to, super::key_store::id_of(&registry_key(&data.join("registry.key"))));
    drop(registry);
    // A sound one under which the names are not goes.
    fs::write(&next, &new).unwrap();
    assert_eq!(shown(&Registry::open(&data).unwrap(), "p9"), is(NAME));
    assert!(!next.exists());
}

#[test]
fn a_backup_without_the_key_that_the_names_need_is_refused_or_has_it_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let (data, new) = cut_short(dir.path());
    let next = data.join("registry.key.new");
    let out = |n: usize| dir.path().join(format!("{n}.backup"));
    damage(&next, &new, 2);
    let refused = backup(&data, &out(2), &BackupOptions::default()).unwrap_err();
    assert!(matches!(&refused, BackupError::Registry(Error::Io { path, .. }) if *path == next), "{refused:?}");
    assert!(!out(2).exists());
    // Nor does one that is damaged in its place hide it.
    let old = fs::read(data.join("registry.key")).unwrap();
    fs::write(data.join("registry.key"), "none").unwrap();
    let refused = backup(&data, &out(2), &BackupOptions::default()).unwrap_err();
    assert!(matches!(&refused, BackupError::Registry(Error::Io { path, .. }) if *path == next), "{refused:?}");
    fs::write(data.join("registry.key"), old).unwrap();
    damage(&next, &new, 0);
    let made = backup(&data, &out(0), &BackupOptions::default()).unwrap();
    assert!(made.names.unwrap().is_key_spoiled);
    let restored = dir.path().join("restored");
    restore(&[out(0)], &restored, false).unwrap();
    assert_eq!(fs::read(restored.join("registry.key")).unwrap(), fs::read(&next).unwrap());
    fs::write(&next, &new).unwrap();
    let made = backup(&data, &out(3), &BackupOptions::default()).unwrap();
    assert_eq!(made.names.unwrap().opened, Some(1));
    // Nor is one made where the store is there and the file of its key is none.
    fs::remove_file(&next).unwrap();
    fs::remove_file(data.join("registry.key")).unwrap();
    fs::create_dir(data.join("registry.key")).unwrap();
    backup(&data, &out(4), &BackupOptions::default()).unwrap_err();
    let registry = Registry::open(&data).unwrap();
    assert!(matches!(registry.key_state().unwrap().problem, Some(KeyProblem::Unreadable { .. })));
    assert!(store_file(&data).exists());
}

/// The names went under another key, and nobody was told that the old one is still there.
#[test]
fn the_registry_key_is_not_changed_while_the_old_one_could_not_be_destroyed() {
    let harms: [fn(&Path, &Path); 3] = [
        |key, _| fs::create_dir(key).unwrap(),
        |key, _| std::os::unix::fs::symlink(key, key).unwrap(),
        |key, sound| fs::write(key, fs::read_to_string(sound).unwrap().replace("key-1", "key-7")).unwrap(),
    ];
    for harm in harms {
        let dir = tempfile::tempdir().unwrap();
        let (data, away, new) = (dir.path().join("data"), dir.path().join("away.key"), dir.path().join("new.key"));
        let registry = registry_in(dir.path());
        record(&registry, person_named("p9", NAME)).unwrap();
        drop(registry);
        let inside = data.join("registry.key");
        fs::rename(&inside, &away).unwrap();
        harm(&inside, &away);
        let store = fs::read(store_file(&data)).unwrap();
        let refused = Registry::open(&data).unwrap().rewrap(&KeySource::File(new.clone())).unwrap_err();
        assert!(matches!(refused, Error::NoRegistryKey { .. } | Error::Linked { .. }), "{refused:?}");
        let opened = || Registry::open_with(&data, &KeySource::File(away.clone()), &mut |_| {}).unwrap();
        let refused = opened().rewrap(&KeySource::File(new.clone())).unwrap_err();
        assert!(matches!(&refused, Error::OldKeyWouldStay { .. }), "{refused:?}");
        assert!(refused.to_string().contains("registry.key"), "{refused}");
        assert!(!new.exists() && inside.symlink_metadata().is_ok() && fs::read(store_file(&data)).unwrap() == store);
        // What is told to do helps.
        let _ = fs::remove_dir(&inside);
        let _ = fs::remove_file(&inside);
        opened().rewrap(&KeySource::File(new.clone())).unwrap();
        let registry = Registry::open_with(&data, &KeySource::File(new), &mut |_| {}).unwrap();
        assert_eq!(shown(&registry, "p9"), is(NAME));
    }
}
