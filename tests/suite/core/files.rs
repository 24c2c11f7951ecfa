//! Who may read what is written, whatever the umask, and that nothing with keys is written through
//! a link.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Stdio;

use jiceng_core::{Error, KeySource, Readers, Registry, backups, layout};
use jiceng_exchange::backup::{BackupOptions, backup, restore};
use jiceng_testkit::make::{On as _, erased};

use super::key_store::{files, store_file};
use super::names::{is, shown};
use super::recorded::{person_named, record};
use crate::log::child;

const VICTIM: &str = "what somebody else wrote";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Everything that makes files, in a process with an umask of its own.
#[test]
fn in_a_child_files_are_made() {
    let Some(dir) = child::directory() else { return };
    for (name, readers) in [("owner", Readers::Owner), ("group", Readers::Group)] {
        let data = dir.join(name);
        let key = KeySource::File(dir.join(format!("{name}.key")));
        for key in [&KeySource::Inside, &key] {
            let _ = fs::remove_dir_all(&data);
            let registry = Registry::create_for(&data, key, readers).unwrap();
            record(&registry, person_named("p1", "示例一")).unwrap();
            record(&registry, person_named("p2", "示例二")).unwrap();
            record(&registry, erased("p1").on("2020-01-01")).unwrap();
            registry.rewrap(&KeySource::Inside).unwrap();
            registry.snapshot().unwrap();
        }
        let file = dir.join(format!("{name}.backup"));
        backup(&data, &file, &BackupOptions::default()).unwrap();
        restore(std::slice::from_ref(&file), &dir.join(format!("{name}-back")), false).unwrap();
        restore(&[file], &data, true).unwrap();
        drop(Registry::open(&data).unwrap());
        // Enough to be sealed; then the store is made anew.
        let registry = Registry::open(&data).unwrap();
        for n in 0..700 {
            record(&registry, person_named(&format!("q{n}"), "示例三")).unwrap();
        }
        drop(registry);
        assert!(Registry::seal(&data, &mut |_| {}).unwrap().commits > 0);
    }
}

#[test]
fn keys_are_their_owners_alone_and_the_rest_as_was_said_whatever_the_umask() {
    for umask in ["000", "002", "022", "077"] {
        let dir = tempfile::tempdir().unwrap();
        let script = format!("umask {umask}; exec \"$@\"");
        let by = ["sh", "-c", &script, "sh"].map(OsStr::new);
        let mut child = child::running("core::files::in_a_child_files_are_made", dir.path(), &by);
        assert!(child.stdout(Stdio::null()).status().unwrap().success());
        for path in files(dir.path()) {
            let text = path.to_string_lossy();
            if text.ends_with(".backup") || text.ends_with(".key") || text.contains("/keys/") {
                assert_eq!(mode(&path), 0o600, "{umask}: {text}");
            }
        }
        for data in ["owner", "owner-back", "group-back"] {
            assert_eq!(mode(&dir.path().join(data)), 0o700, "{umask}");
        }
        // Nobody but its owner writes to a file of a registry: under the umask 002 that many
        // systems have, the group could empty the journal.
        let lock = |path: &Path| path.ends_with("lock");
        for path in files(&dir.path().join("group")).into_iter().filter(|path| !lock(path)) {
            assert_eq!(mode(&path) & 0o137, 0, "{umask}: {}", path.display());
            let within = path.parent().unwrap();
            assert_eq!(mode(within) & 0o027, 0, "{umask}: {}", within.display());
        }
        for path in ["owner", "owner-back"].iter().flat_map(|data| files(&dir.path().join(data))) {
            let may_be = if lock(&path) { 0o644 } else { 0o600 };
            assert_eq!(mode(&path) & !may_be, 0, "{umask}: {}", path.display());
        }
        let shared = dir.path().join("group");
        for directory in ["", "log", "log/journal", "snapshots"] {
            let is_there = shared.join(directory).is_dir();
            assert!(!is_there || mode(&shared.join(directory)) & 0o050 == 0o050, "{umask}: {directory}");
        }
        assert_eq!((mode(&shared), mode(&shared.join("keys"))), (0o750, 0o700), "{umask}");
        for path in files(&shared).into_iter().filter(|path| !path.starts_with(shared.join("keys"))) {
            let is_shared = mode(&path) & 0o040 == 0o040;
            let is_key = path.ends_with("registry.key");
            let is_lock = path.ends_with("lock");
            assert!(is_lock || is_shared != is_key, "{umask}: {}", path.display());
        }
    }
}

#[test]
fn in_a_child_a_file_is_begun() {
    let Some(dir) = child::directory() else { return };
    drop(layout::create_for_owner(&dir.join("file")).unwrap());
    layout::write_key_file(&dir, "registry.key", b"none").unwrap();
}

/// An umask may take from the owner too.
#[test]
fn what_is_the_owners_alone_is_the_owners_whatever_the_umask() {
    for umask in ["000", "277", "477"] {
        let dir = tempfile::tempdir().unwrap();
        let script = format!("umask {umask}; exec \"$@\"");
        let by = ["sh", "-c", &script, "sh"].map(OsStr::new);
        let mut child = child::running("core::files::in_a_child_a_file_is_begun", dir.path(), &by);
        assert!(child.stdout(Stdio::null()).status().unwrap().success());
        for name in ["file", "registry.key"] {
            assert_eq!(mode(&dir.path().join(name)), 0o600, "{umask}: {name}");
        }
    }
}

/// Each of them by turns is a link to a file of somebody else.
#[test]
fn nothing_with_keys_is_written_through_a_link() {
    for name in
        ["keys/persons.keys", "keys/persons.keys.new", "keys/lock", "registry.key", "registry.key.new", "backups.jsonl"]
    {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let registry = Registry::create(&data).unwrap();
        record(&registry, person_named("p1", "示例一")).unwrap();
        record(&registry, person_named("p2", "示例二")).unwrap();
        drop(registry);
        let (link, victim) = (data.join(name), dir.path().join("victim"));
        // What is read through it is what was there.
        let there = fs::read(&link).unwrap_or_else(|_| VICTIM.into());
        fs::write(&victim, &there).unwrap();
        let _ = fs::remove_file(&link);
        symlink(&victim, &link).unwrap();
        if let Ok(registry) = Registry::open(&data) {
            let _ = record(&registry, person_named("p3", "示例三"));
            let _ = record(&registry, erased("p1").on("2020-01-01"));
            let _ = registry.rewrap(&KeySource::Inside);
        }
        let _ = backup(&data, &dir.path().join("one.backup"), &BackupOptions::default());
        assert_eq!(fs::read(&victim).unwrap(), there, "{name}");
    }
}

/// What is refused because of a link is refused before anything is changed: a registry key was put
/// under new names half-way, and from then on nothing opened any more.
#[test]
fn what_a_link_forbids_is_refused_before_anything_is_changed() {
    for (name, rewraps) in [("registry.key", true), ("keys/persons.keys", true), ("keys/persons.keys", false)] {
        let dir = tempfile::tempdir().unwrap();
        let (data, away) = (dir.path().join("data"), dir.path().join("away"));
        let registry = Registry::create(&data).unwrap();
        record(&registry, person_named("p1", "示例一")).unwrap();
        drop(registry);
        fs::rename(data.join(name), &away).unwrap();
        symlink(&away, data.join(name)).unwrap();
        let registry = Registry::open(&data).unwrap();
        let head = registry.head().unwrap();
        let refused = if rewraps {
            registry.rewrap(&KeySource::Inside).unwrap_err()
        } else {
            record(&registry, erased("p1").on("2020-01-01")).unwrap_err()
        };
        assert!(matches!(&refused, Error::Linked { path } if *path == data.join(name)), "{name}: {refused:?}");
        if !rewraps {
            let refused = record(&registry, person_named("p2", "示例二")).unwrap_err();
            assert!(matches!(refused, Error::Linked { .. }), "{refused:?}");
        }
        assert_eq!((registry.head().unwrap(), shown(&registry, "p1")), (head, is("示例一")), "{name}");
        drop(registry);
        let registry = Registry::open(&data).unwrap();
        assert_eq!(shown(&registry, "p1"), is("示例一"), "{name}");
        assert!(!data.join("registry.key.new").exists());
        drop(registry);
        // The way out that is told.
        fs::remove_file(data.join(name)).unwrap();
        fs::copy(&away, data.join(name)).unwrap();
        let registry = Registry::open(&data).unwrap();
        registry.rewrap(&KeySource::Inside).unwrap();
        record(&registry, erased("p1").on("2020-01-01")).unwrap();
    }
}

/// A backup's and a key's place may be a link that leads nowhere, to where somebody waits for a
/// file.
#[test]
fn a_link_that_leads_nowhere_is_in_the_way() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = Registry::create(&data).unwrap();
    record(&registry, person_named("p1", "示例一")).unwrap();
    let nowhere = dir.path().join("nowhere");
    for name in ["one.backup", "one.backup.partial-1", "away.key", "other"] {
        symlink(&nowhere, dir.path().join(name)).unwrap();
    }
    let file = dir.path().join("one.backup");
    assert!(backup(&data, &file, &BackupOptions::default()).is_err());
    assert!(registry.rewrap(&KeySource::File(dir.path().join("away.key"))).is_err());
    fs::remove_file(&file).unwrap();
    backup(&data, &file, &BackupOptions::default()).unwrap();
    assert!(restore(&[file], &dir.path().join("other"), false).is_err());
    assert!(!nowhere.exists());
    assert_eq!(shown(&registry, "p1"), is("示例一"));
    assert_eq!(backups::list(&data).unwrap().copies.len(), 1);
    assert!(store_file(&data).exists());
}
