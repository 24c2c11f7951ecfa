//! Calls of the system that fail, by turns: of each command, on each file and directory of a
//! registry. Whatever fails, no name is lost, and no command that did less says that it is done.
//!
//! A backup left all keys out, and said that it was made, where one look at the log's directory
//! failed. A restore forgot nobody again where one read of the log that it replaced did, and
//! removed what it had replaced where the new name of that did not come to the disk.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use jiceng_core::{Error, KeySource, NameShown, NamesHeld, Question, Registry, rescue};
use jiceng_exchange::backup::{BackupError, BackupOptions, RestoreOptions, backup, restore, restore_with};
use jiceng_testkit::make::{On as _, erased, text};
use proptest::prelude::Rng as _;
use proptest::test_runner::{Config as ProptestConfig, RngAlgorithm, TestRng};

use crate::core::key_store::copy;
use crate::core::recorded::{person_named, record};
use crate::log::child;

const COMMAND: &str = "JICENG_TEST_COMMAND";
const DONE: &str = "it is done";
const PERSONS: [&str; 3] = ["p1", "p2", "p3"];

const COMMANDS: [&str; 7] = ["record", "forget", "rewrap", "rewrap elsewhere", "backup", "restore", "repair"];

/// What a call may fail on. What is being made beside has names of its own.
const FILES: [&str; 15] = [
    "data/keys/persons.keys",
    "data/keys/persons.keys.new",
    "data/keys/lock",
    "data/registry.key",
    "data/registry.key.new",
    "data/backups.jsonl",
    "data/log/reached",
    "data/log/journal/00000000000000000000.journal",
    "data/log/journal",
    "data/log",
    "data/keys",
    "data",
    "new.key",
    "before.backup",
    ".",
];

const CALLS: [(&str, &str); 17] = [
    ("openat", "EIO"),
    ("read", "EIO"),
    ("statx", "EIO"),
    ("lseek", "EIO"),
    ("write", "ENOSPC"),
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("ftruncate", "EIO"),
    ("rename", "EIO"),
    ("renameat2", "EIO"),
    ("unlink", "EIO"),
    ("flock", "EIO"),
    ("mkdir", "ENOSPC"),
    ("fchmod", "EIO"),
    ("chmod", "EIO"),
    ("getdents64", "EIO"),
    ("readlink", "EIO"),
];

/// So many of a call's first ones fail, each in a run of its own.
const NTH_MAX: u32 = 12;

fn runs() -> u32 {
    ProptestConfig::default().cases.div_ceil(4)
}

/// A registry with three names, and a backup of it.
fn world(dir: &Path) {
    let data = dir.join("data");
    let registry = Registry::create(&data).unwrap();
    for person in PERSONS {
        record(&registry, person_named(person, "示例姓名")).unwrap();
    }
    drop(registry);
    backup(&data, &dir.join("before.backup"), &BackupOptions::default()).unwrap();
}

#[test]
fn in_a_child_a_command_is_run() {
    let (Some(dir), Ok(command)) = (child::directory(), std::env::var(COMMAND)) else { return };
    if run(&command, &dir).is_ok() {
        #[expect(clippy::print_stdout, reason = "it tells the other process")]
        {
            println!("\n{DONE}");
        }
    }
}

fn run(command: &str, dir: &Path) -> Result<(), BackupError> {
    let (data, key) = (dir.join("data"), KeySource::File(dir.join("new.key")));
    match command {
        "record" => drop(record(&Registry::open(&data)?, person_named("p4", "示例姓名"))?),
        "forget" => drop(record(&Registry::open(&data)?, erased("p1").on("2020-01-01"))?),
        "rewrap" => drop(Registry::open(&data)?.rewrap(&KeySource::Inside)?),
        "rewrap elsewhere" => drop(Registry::open(&data)?.rewrap(&key)?),
        "backup" => drop(backup(&data, &dir.join("one.backup"), &BackupOptions::default())?),
        "restore" => {
            let options = RestoreOptions { replace: true, ..RestoreOptions::default() };
            let restored = restore_with(&[dir.join("before.backup")], &data, &options)?;
            if !restored.names.is_whole() {
                return Err(Error::Poisoned.into()); // it is told
            }
        }
        "init" => drop(Registry::create_with(&dir.join("made"), &key_of_made(dir))?),
        "repair" => {
            let rescued = rescue(&data, &dir.join("repaired"), false, &KeySource::Inside)?;
            if rescued.unread > 0 || !rescued.log.unsound.is_empty() || !rescued.names.is_whole() {
                return Err(Error::Poisoned.into()); // it is told
            }
        }
        command => panic!("{command}"),
    }
    Ok(())
}

/// The names of a registry, tried with whichever registry key opens them.
fn held(dir: &Path, data: &str) -> NamesHeld {
    let away = dir.join("new.key");
    let keys = [Some(KeySource::Inside), away.exists().then_some(KeySource::File(away))];
    let opened =
        |key: &KeySource| Registry::open_with(&dir.join(data), key, &mut |_| {}).unwrap().names_opened().unwrap();
    keys.iter().flatten().map(opened).max_by_key(|held| held.opened).unwrap()
}

/// Where the registry key is of a registry that is made.
fn key_of_made(dir: &Path) -> KeySource {
    if dir.join("elsewhere").exists() { KeySource::File(dir.join("made.key")) } else { KeySource::Inside }
}

/// What a call may fail on while a registry is made.
const FILES_OF_INIT: [&str; 12] = [
    "made",
    "made/log",
    "made/log/db",
    "made/log/lock",
    "made/log/reached",
    "made/log/journal",
    "made/log/journal/00000000000000000000.journal",
    "made/keys",
    "made/keys/persons.keys.new",
    "made/registry.key",
    "made.key",
    ".",
];

/// An init of which one call failed says so, and can be done again; one that says that it is done
/// has made a registry that takes names.
#[test]
fn an_init_of_which_any_call_fails_can_be_done_again() {
    if !child::may_make_calls_fail() {
        return child::skip("strace is not there, or may not make calls fail");
    }
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut any = |length: usize| random.next_u32() as usize % length;
    let mut failed = 0;
    for _ in 0..runs() {
        let (file, (call, error)) = (FILES_OF_INIT[any(FILES_OF_INIT.len())], CALLS[any(CALLS.len())]);
        let (nth, is_elsewhere) = (1 + any(3), any(2) == 0);
        let case = format!("{call} {nth} of {file}, key elsewhere: {is_elsewhere}");
        let dir = tempfile::tempdir().unwrap();
        let path = fs::canonicalize(dir.path()).unwrap();
        if is_elsewhere {
            fs::write(path.join("elsewhere"), "").unwrap();
        }
        let is_done = is_done_without(&path, "init", file, (call, error), u32::try_from(nth).unwrap());
        failed += u32::from(!is_done);
        let (made, key) = (path.join("made"), key_of_made(&path));
        if !is_done {
            match Registry::create_with(&made, &key) {
                Ok(registry) => drop(registry),
                // It was whole, and only that could not be said.
                Err(Error::AlreadyARegistry { .. }) => {}
                Err(error) => panic!("{case}: {error:?}"),
            }
        }
        let registry =
            Registry::open_with(&made, &key, &mut |_| {}).unwrap_or_else(|error| panic!("{case}: {error:?}"));
        assert_eq!(registry.key_state().unwrap().problem, None, "{case}");
        record(&registry, person_named("p1", "示例")).unwrap();
        registry.verify(&mut |_| {}).unwrap_or_else(|error| panic!("{case}: {error:?}"));
        drop(registry);
        let held = Registry::open_with(&made, &key, &mut |_| {}).unwrap().names_opened().unwrap();
        assert!(held.is_whole() && held.opened == Some(1), "{case}: {held:?}");
    }
    assert!(failed > 0, "no call failed");
}

/// Runs a command of which the n-th such call on a file fails; whether it says that it is done.
fn is_done_without(dir: &Path, command: &str, file: &str, (call, error): (&str, &str), nth: u32) -> bool {
    let file = if file == "." { dir.to_owned() } else { dir.join(file) };
    let trace = format!("trace={call}");
    let inject = format!("inject={call}:error={error}:when={nth}");
    let by = ["strace", "-f", "-P", file.to_str().unwrap(), "-e", &trace, "-e", &inject, "-o", "/dev/null"];
    let mut child = child::running("exchange::failing::in_a_child_a_command_is_run", dir, &by.map(OsStr::new));
    let answer = child.env(COMMAND, command).output().unwrap();
    String::from_utf8_lossy(&answer.stdout).contains(DONE)
}

/// After a command of which one call failed.
fn check(dir: &Path, command: &str, is_done: bool, case: &str) {
    let found = held(dir, "data");
    assert!(found.is_whole() && found.opened == Some(found.names), "{case}: {found:?}");
    let registry = Registry::open(&dir.join("data")).unwrap();
    let shown = registry.view(Question::default()).unwrap().locked().unwrap().person(&text("p1")).unwrap();
    registry.verify(&mut |_| {}).unwrap_or_else(|error| panic!("{case}: {error:?}"));
    drop(registry);
    let names = match command {
        "record" => {
            if is_done {
                4..=4
            } else {
                3..=4
            }
        }
        "forget" => {
            if is_done {
                2..=2
            } else {
                2..=3
            }
        }
        "restore" => {
            // It was forgotten before, and stays so.
            assert_eq!(shown, NameShown::Erased, "{case}");
            assert!(knows_later(dir), "{case}: what was replaced is gone");
            2..=3 // the backup's without the one, or what was there
        }
        _ => 3..=3,
    };
    assert!(names.contains(&found.names), "{case}: {found:?}");
    if !is_done {
        return;
    }
    let inside = dir.join("data/registry.key");
    match command {
        "rewrap elsewhere" => assert!(dir.join("new.key").exists() && !inside.exists(), "{case}"),
        "backup" => {
            restore(&[dir.join("one.backup")], &dir.join("back"), false).unwrap();
            assert_eq!(held(dir, "back").opened, Some(3), "{case}");
        }
        "repair" => assert_eq!(held(dir, "repaired").opened, Some(3), "{case}"),
        _ => {}
    }
}

/// Whether one of the registries has what was recorded after the backup.
fn knows_later(dir: &Path) -> bool {
    let knows = |data: &str| {
        let registry = Registry::open(&dir.join(data)).ok();
        let view = registry.map(|registry| registry.view(Question::default()).unwrap().locked().unwrap());
        view.is_some_and(|view| view.person(&text("later")).unwrap() != NameShown::Unknown)
    };
    ["data", "data.replaced-1", "data.restoring-1", "data.restoring-2"].into_iter().any(knows)
}

#[test]
fn whatever_call_fails_no_name_is_lost_and_nothing_that_did_less_is_done() {
    if !child::may_make_calls_fail() {
        return child::skip("strace is not there, or may not make calls fail");
    }
    let made = tempfile::tempdir().unwrap();
    world(made.path());
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut any = |length: usize| random.next_u32() as usize % length;
    let mut cases: Vec<(&str, &str, (&str, &str), u32)> = Vec::new();
    cases.extend((1..=NTH_MAX).map(|nth| ("backup", "data/log", ("statx", "EIO"), nth)));
    // The log was sound, and one read of it failed: nothing was forgotten again.
    let journal = "data/log/journal/00000000000000000000.journal";
    cases.extend((1..=4).map(|nth| ("restore", journal, ("fdatasync", "EIO"), nth)));
    // What had been replaced was removed where its new name did not come to the disk.
    cases.extend((1..=3).map(|nth| ("restore", ".", ("fsync", "EIO"), nth)));
    for file in ["data", "data.replaced-1"] {
        cases.extend(["EIO", "ENOSYS"].map(|error| ("restore", file, ("renameat2", error), 1)));
    }
    for _ in 0..runs() {
        let (command, file, call) = (COMMANDS[any(COMMANDS.len())], FILES[any(FILES.len())], CALLS[any(CALLS.len())]);
        cases.push((command, file, call, 1 + u32::try_from(any(4)).unwrap()));
    }
    for (command, file, call, nth) in cases {
        let case = format!("{command}: {} {nth} of {file}", call.0);
        let dir = tempfile::tempdir().unwrap();
        let path = fs::canonicalize(dir.path()).unwrap();
        copy(made.path(), &path);
        if command == "restore" {
            let registry = Registry::open(&path.join("data")).unwrap();
            record(&registry, erased("p1").on("2020-01-01")).unwrap();
            record(&registry, person_named("later", "示例姓名")).unwrap();
        }
        let is_done = is_done_without(&path, command, file, call, nth);
        check(&path, command, is_done, &case);
    }
}
