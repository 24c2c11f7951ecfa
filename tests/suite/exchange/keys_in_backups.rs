//! Backups that are made while names are registered and forgotten and the registry key is changed.
//!
//! Reading the files of keys without asking anybody lost names: the file that was being replaced is
//! overwritten with zeros while it is read, or the registry key is one and the names are under
//! another. Each such backup said that it was whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use jiceng_core::{KeySource, NameShown, Question, Registry};
use jiceng_exchange::backup::{BackupOptions, backup, restore};
use jiceng_testkit::make::{On as _, erased, text};
use proptest::test_runner::Config as ProptestConfig;

use crate::core::recorded::{person_named, record};
use crate::log::child;

/// As many living names as there are.
const LIVING: u32 = 24;
/// Backups of one registry; every other one is made by another process.
const BACKUPS_OF_ONE: u32 = 10;

/// What has become of the persons, by their numbers: none while their names can be read.
type Fates = Mutex<BTreeMap<u32, Fate>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Readable,
    BeingForgotten,
    Forgotten,
}

/// 26 by default, 300 where 3,000 cases are asked for.
fn backups() -> u32 {
    ProptestConfig::default().cases.div_ceil(10)
}

fn person(n: u32) -> String {
    format!("b{n}")
}

fn name(n: u32) -> String {
    format!("示例姓名{n}")
}

/// Registers, forgets, and changes the registry key, as fast as it goes.
fn write_to(registry: &Registry, dir: &Path, fates: &Fates, is_inside: bool, is_over: &AtomicBool) {
    for n in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        record(registry, person_named(&person(n), &name(n))).unwrap();
        fates.lock().unwrap().insert(n, Fate::Readable);
        if let Some(old) = n.checked_sub(LIVING) {
            fates.lock().unwrap().insert(old, Fate::BeingForgotten);
            record(registry, erased(&person(old)).on("2020-06-01")).unwrap();
            fates.lock().unwrap().insert(old, Fate::Forgotten);
        }
        if n % 3 == 0 {
            let to = if is_inside { KeySource::Inside } else { KeySource::File(dir.join(format!("{n}.key"))) };
            registry.rewrap(&to).unwrap();
        }
    }
}

/// The registry that a backup gives, with whichever key opens its names.
fn shown(restored: &Path, keys: &[PathBuf], persons: &BTreeMap<u32, Fate>) -> BTreeMap<u32, NameShown> {
    let sources = keys.iter().rev().map(|key| KeySource::File(key.clone())).chain([KeySource::Inside]);
    let opened = sources.map(|source| Registry::open_with(restored, &source, &mut |_| {}).unwrap());
    let mut opened = opened.filter(|registry| registry.key_state().unwrap().problem.is_none());
    let registry = opened.next().expect("no key opens the names");
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    persons.keys().map(|n| (*n, view.person(&text(&person(*n))).unwrap())).collect()
}

fn keys_in(dir: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut keys: Vec<_> = files.filter(|path| path.extension().is_some_and(|it| it == "key")).collect();
    keys.sort_by_key(|path| path.file_stem().unwrap().to_string_lossy().parse::<u32>().unwrap());
    keys
}

/// Makes backups, and holds each against what could be read when it began and was not forgotten
/// since.
fn hold(dir: &Path, fates: &Fates) {
    for made in 0..BACKUPS_OF_ONE {
        let file = dir.join(format!("{made}.backup"));
        let before = fates.lock().unwrap().clone();
        if made.is_multiple_of(2) {
            backup(&dir.join("data"), &file, &BackupOptions::default()).unwrap();
        } else {
            fs::write(dir.join("file"), made.to_string()).unwrap();
            let mut child = child::running("exchange::keys_in_backups::in_a_child_a_backup_is_made", dir, &[]);
            assert!(child.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success());
        }
        let after = fates.lock().unwrap().clone();
        let back = dir.join(format!("back-{made}"));
        restore(std::slice::from_ref(&file), &back, false).unwrap();
        let shown = shown(&back, &keys_in(dir), &before);
        for (n, fate) in before {
            let expected = match (fate, after[&n]) {
                (Fate::Readable, Fate::Readable) => NameShown::Name(name(n)),
                (Fate::Forgotten, _) => NameShown::Erased,
                _ => continue,
            };
            assert_eq!(shown[&n], expected, "backup {made}, person {n}");
        }
        fs::remove_dir_all(back).unwrap();
    }
}

#[test]
fn backups_during_forgets_and_changes_of_the_key_lose_no_name() {
    for round in 0..backups().div_ceil(BACKUPS_OF_ONE) {
        let dir = tempfile::tempdir().unwrap();
        let is_inside = round.is_multiple_of(2);
        let first = if is_inside { KeySource::Inside } else { KeySource::File(dir.path().join("0.key")) };
        let registry = Registry::create_with(&dir.path().join("data"), &first).unwrap();
        if !is_inside {
            fs::rename(dir.path().join("0.key"), dir.path().join("1.key")).unwrap();
        }
        let (fates, is_over) = (Fates::default(), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| write_to(&registry, dir.path(), &fates, is_inside, &is_over));
            let holding = scope.spawn(|| hold(dir.path(), &fates));
            let held = holding.join();
            is_over.store(true, Ordering::Relaxed);
            writer.join().unwrap();
            held.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        });
    }
}

#[test]
fn in_a_child_a_backup_is_made() {
    let Some(dir) = child::directory() else { return };
    let made = fs::read_to_string(dir.join("file")).unwrap();
    backup(&dir.join("data"), &dir.join(format!("{made}.backup")), &BackupOptions::default()).unwrap();
}
