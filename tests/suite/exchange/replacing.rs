//! A registry is moved only when it is free, and is never nowhere; one that was begun can be begun again.
//!
//! `restore --replace` moved a registry away under a program that was writing to it, which went on and told everybody that all was
//! recorded; and a kill between its two renames left no registry at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use jiceng_core::log::LogError;
use jiceng_core::{Error, KeySource, NameShown, Question, Registry, backups};
use jiceng_exchange::backup::{BackupError, BackupOptions, backup, restore};
use jiceng_testkit::make::{On as _, erased, text};
use proptest::prelude::Rng as _;
use proptest::test_runner::{Config as ProptestConfig, RngAlgorithm, TestRng};

use crate::core::recorded::{fill, is_in_order, person_named, record};
use crate::log::child;

/// 26 by default, 300 where 3,000 cases are asked for.
fn kills() -> u32 {
    ProptestConfig::default().cases.div_ceil(10)
}

/// A registry with two names, a backup of it, and then one of them forgotten and another recorded.
fn with_backup(dir: &Path) -> (PathBuf, PathBuf) {
    let (data, file) = (dir.join("data"), dir.join("one.backup"));
    let registry = Registry::create(&data).unwrap();
    fill(&registry);
    record(&registry, person_named("old1", "示例一")).unwrap();
    record(&registry, person_named("old2", "示例二")).unwrap();
    backup(&data, &file, &BackupOptions::default()).unwrap();
    record(&registry, erased("old1").on("2020-06-01")).unwrap();
    record(&registry, person_named("new", "示例三")).unwrap();
    (data, file)
}

fn shown(registry: &Registry, person: &str) -> NameShown {
    registry.view(Question::default()).unwrap().person(&text(person)).unwrap()
}

fn beside(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("data.")).collect();
    names.sort();
    names
}

#[test]
fn a_registry_that_is_in_use_is_not_moved() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = with_backup(dir.path());
    let registry = Registry::open(&data).unwrap();
    let refused = restore(std::slice::from_ref(&file), &data, true).unwrap_err();
    assert!(matches!(refused, BackupError::Log(LogError::InUse { .. })), "{refused:?}");
    assert_eq!(beside(dir.path()), Vec::<String>::new());
    record(&registry, person_named("later", "示例四")).unwrap();
    drop(registry);
    assert_eq!(shown(&Registry::open(&data).unwrap(), "later"), NameShown::Name("示例四".to_owned()));
    restore(&[file], &data, true).unwrap();
    assert_eq!(beside(dir.path()), ["data.replaced-1"]);
    // It can be opened there, and names are told to be there.
    assert!(is_in_order(&Registry::open(&dir.path().join("data.replaced-1")).unwrap()));
    let told = backups::leavings(&data, &text("old2")).unwrap();
    assert_eq!(told, [fs::canonicalize(dir.path().join("data.replaced-1")).unwrap()]);
    assert_eq!(backups::leavings(&data, &text("old1")).unwrap(), Vec::<PathBuf>::new(), "its key is in neither");
}

/// The registry that is replaced does not open any more, which is why it is replaced.
#[test]
fn what_a_damaged_registry_had_forgotten_stays_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = with_backup(dir.path());
    let journal = data.join("log/journal/00000000000000000000.journal");
    let mut bytes = fs::read(&journal).unwrap();
    let end = bytes.len();
    bytes[end - 300..end - 260].fill(0xff);
    fs::write(&journal, bytes).unwrap();
    fs::write(data.join("log/db"), "no store").unwrap();
    let restored = restore(&[file], &data, true).unwrap();
    assert_eq!((restored.forgotten, restored.is_unasked), (vec![text("old1")], true));
    let registry = Registry::open(&data).unwrap();
    assert_eq!(
        (shown(&registry, "old1"), shown(&registry, "old2")),
        (NameShown::Erased, NameShown::Name("示例二".into()))
    );
}

#[test]
fn a_restore_that_is_killed_leaves_one_registry_or_the_other() {
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for _ in 0..kills() {
        let dir = tempfile::tempdir().unwrap();
        let (data, _) = with_backup(dir.path());
        let mut child = child::running("exchange::replacing::in_a_child_a_registry_is_replaced", dir.path(), &[]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(u64::from(random.next_u32() % 400_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let registry = Registry::open(&data).unwrap();
        assert!(is_in_order(&registry));
        assert_eq!(shown(&registry, "old1"), NameShown::Erased);
        assert_eq!(shown(&registry, "old2"), NameShown::Name("示例二".to_owned()));
        let is_old = shown(&registry, "new") == NameShown::Name("示例三".to_owned());
        assert!(is_old || shown(&registry, "new") == NameShown::Unknown);
        // Whatever lies beside it with the key of somebody is told to whoever forgets.
        let told = backups::leavings(&data, &text("old2")).unwrap();
        let with_key = beside(dir.path()).into_iter().filter(|name| {
            let store = fs::read(dir.path().join(name).join("keys/persons.keys")).unwrap_or_default();
            store.windows(4).any(|window| window == b"old2")
        });
        assert_eq!(told, with_key.map(|name| fs::canonicalize(dir.path().join(name)).unwrap()).collect::<Vec<_>>());
        drop(registry);
        // It can be done again.
        restore(&[dir.path().join("one.backup")], &data, true).unwrap();
        assert_eq!(shown(&Registry::open(&data).unwrap(), "new"), NameShown::Unknown);
    }
}

#[test]
fn in_a_child_a_registry_is_replaced() {
    let Some(dir) = child::directory() else { return };
    restore(&[dir.join("one.backup")], &dir.join("data"), true).unwrap();
}

#[test]
fn an_init_that_is_killed_can_be_done_again() {
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for run in 0..kills() {
        let dir = tempfile::tempdir().unwrap();
        if run.is_multiple_of(2) {
            fs::write(dir.path().join("away"), "").unwrap();
        }
        let mut child = child::running("exchange::replacing::in_a_child_a_registry_is_made", dir.path(), &[]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(u64::from(random.next_u32() % 80_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        make_again(dir.path());
    }
}

/// Makes a registry as the child does, or finds it made, and uses it.
fn make_again(dir: &Path) {
    let (data, key) = (dir.join("data"), key_of(dir));
    match Registry::create_with(&data, &key) {
        Ok(_) => {}
        Err(Error::AlreadyARegistry { .. }) => {}
        Err(error) => panic!("{error}: {error:?}"),
    }
    let registry = Registry::open_with(&data, &key, &mut |_| {}).unwrap();
    record(&registry, person_named("p1", "示例")).unwrap();
    assert_eq!(shown(&registry, "p1"), NameShown::Name("示例".to_owned()));
    drop(registry);
    assert!(matches!(Registry::create_with(&data, &key), Err(Error::AlreadyARegistry { .. })));
}

fn key_of(dir: &Path) -> KeySource {
    if dir.join("away").exists() { KeySource::File(dir.join("away.key")) } else { KeySource::Inside }
}

#[test]
fn in_a_child_a_registry_is_made() {
    let Some(dir) = child::directory() else { return };
    Registry::create_with(&dir.join("data"), &key_of(&dir)).unwrap();
}

/// What a kill may leave on the way: each beginning of what is made, in its order.
#[test]
fn an_init_that_was_cut_short_anywhere_can_be_done_again() {
    let whole = tempfile::tempdir().unwrap();
    drop(Registry::create(&whole.path().join("data")).unwrap());
    let made = |path: &str| whole.path().join("data").join(path);
    for stage in 0..6 {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        fs::create_dir_all(data.join("log")).unwrap();
        let copy = |path: &str| {
            let to = data.join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(made(path), to).unwrap();
        };
        if stage > 0 {
            copy("log/journal/00000000000000000000.journal");
        }
        if stage > 1 {
            copy("log/db");
            copy("log/conf");
        }
        if stage > 2 {
            fs::create_dir_all(data.join("keys")).unwrap();
        }
        if stage == 3 {
            fs::write(data.join("registry.key.partial-1"), "jiceng-registry-key-1:00").unwrap();
        }
        if stage > 3 {
            copy("registry.key");
        }
        if stage > 4 {
            fs::write(data.join("keys/persons.keys.new"), &fs::read(made("keys/persons.keys")).unwrap()[..60]).unwrap();
        }
        Registry::create(&data).unwrap_or_else(|error| panic!("{stage}: {error}"));
        make_again(dir.path());
    }
}

#[test]
fn a_registry_that_a_restore_left_elsewhere_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let (data, _) = with_backup(dir.path());
    fs::rename(&data, dir.path().join("data.replaced-1")).unwrap();
    fs::create_dir(dir.path().join("data.restoring-2")).unwrap();
    fs::create_dir(dir.path().join("data.restoring-x")).unwrap();
    let found = backups::beside(&data);
    assert_eq!(found, [dir.path().join("data.replaced-1"), dir.path().join("data.restoring-2")]);
}
