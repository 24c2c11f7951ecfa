//! A registry is moved only when it is free, and is never nowhere; one that was begun can be begun
//! again.
//!
//! `restore --replace` moved a registry away under a program that was writing to it, which went on
//! and told everybody that all was recorded; and a kill between its two renames left no registry at
//! all.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use jiceng_core::domain::Position;
use jiceng_core::log::LogError;
use jiceng_core::{Error, KeySource, NameShown, Question, Registry, backups, layout, rescue};
use jiceng_exchange::backup::{BackupError, BackupOptions, RestoreOptions, Restored, backup, restore, restore_with};
use jiceng_exchange::cut::{CutOptions, cut};
use jiceng_testkit::make::{On as _, erased, text};
use proptest::prelude::Rng as _;
use proptest::test_runner::{Config as ProptestConfig, RngAlgorithm, TestRng};

use crate::cli::program::Place;
use crate::core::key_store::copy;
use crate::core::recorded::{fill, is_in_order, person_named, record};
use crate::log::child;
use crate::log::holes::fifo;

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
    registry.view(Question::default()).unwrap().locked().unwrap().person(&text(person)).unwrap()
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
    let told = backups::leavings(&data, Some(&text("old2"))).unwrap();
    assert_eq!(told, [fs::canonicalize(dir.path().join("data.replaced-1")).unwrap()]);
    assert_eq!(backups::leavings(&data, Some(&text("old1"))).unwrap(), Vec::<PathBuf>::new(), "its key is in neither");
}

/// From the first look on: what was recorded meanwhile would have been moved away with it.
#[test]
fn a_registry_that_is_being_replaced_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = with_backup(dir.path());
    let pipe = dir.path().join("pipe");
    fifo(&pipe);
    thread::scope(|scope| {
        let restoring = scope.spawn(|| restore(std::slice::from_ref(&pipe), &data, true));
        // It is waited for until the backup is read.
        let mut to = fs::File::options().write(true).open(&pipe).unwrap();
        let refused = Registry::open(&data).err().unwrap();
        assert!(matches!(refused, Error::Log(LogError::InUse { .. })), "{refused:?}");
        to.write_all(&fs::read(&file).unwrap()).unwrap();
        drop(to);
        restoring.join().unwrap().unwrap();
    });
    assert_eq!(shown(&Registry::open(&data).unwrap(), "old1"), NameShown::Erased);
}

/// Although the registry there may not be able to say whose names it has forgotten.
fn restore_all_the_same(file: &Path, data: &Path) -> Restored {
    let options = RestoreOptions { replace: true, names_may_return: true, ..RestoreOptions::default() };
    restore_with(&[file.to_owned()], data, &options).unwrap()
}

/// Its log is whole, and another thing is why it does not open: then the log says all. And where
/// there is nothing of a registry, nobody was forgotten.
#[test]
fn a_registry_whose_log_is_whole_is_asked_and_so_is_a_directory_without_one() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = with_backup(dir.path());
    let keys = data.join("keys/persons.keys");
    fs::remove_file(&keys).unwrap();
    fs::create_dir(&keys).unwrap();
    assert!(Registry::open(&data).is_err());
    let restored = restore(std::slice::from_ref(&file), &data, true).unwrap();
    assert_eq!((restored.forgotten, restored.is_unasked), (vec![text("old1")], false));
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(!restore(std::slice::from_ref(&file), &empty, true).unwrap().is_unasked);
    // What is left of one may have forgotten somebody.
    let left = dir.path().join("left");
    fs::create_dir_all(left.join("keys")).unwrap();
    fs::write(left.join("backups.jsonl"), "").unwrap();
    let refused = restore(&[file], &left, true).unwrap_err();
    assert!(matches!(refused, BackupError::NotAsked { .. }), "{refused:?}");
}

/// It ended with 0, and a note.
#[test]
fn names_come_back_only_where_somebody_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = with_backup(dir.path());
    fs::remove_dir_all(data.join("log")).unwrap();
    let run = |more: &[&str]| Place::english(&data).run(&[&["restore", file.to_str().unwrap()], more].concat());
    let refused = run(&["--replace"]);
    assert_eq!(refused.code, jiceng_cli::EXIT_CORRUPT, "{refused:?}");
    assert!(refused.err.contains("--names-may-return") && refused.err.contains("jiceng repair"), "{refused:?}");
    assert_eq!(run(&["--names-may-return"]).code, jiceng_cli::EXIT_USAGE);
    let restored = run(&["--replace", "--names-may-return"]);
    // The persons of `fill` have no keys.
    assert_eq!(restored.code, jiceng_cli::EXIT_CORRUPT, "{restored:?}");
    assert!(restored.text().contains("restored into"), "{restored:?}");
    assert!(restored.err.contains("may be back") && restored.err.contains("jiceng person forget"), "{restored:?}");
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
    let before = tree(&data);
    let refused = restore(std::slice::from_ref(&file), &data, true).unwrap_err();
    assert!(matches!(refused, BackupError::NotAsked { .. }), "{refused:?}");
    // Whatever of its store sled writes as it looks at it: the rest is as it was.
    let rest = |tree: BTreeMap<PathBuf, Vec<u8>>| {
        let is_of_store =
            |path: &PathBuf| path.starts_with(data.join("log")) && !path.starts_with(data.join("log/journal"));
        tree.into_iter().filter(|(path, _)| !is_of_store(path)).collect::<BTreeMap<_, _>>()
    };
    assert!(rest(tree(&data)) == rest(before));
    assert_eq!(beside(dir.path()), Vec::<String>::new());
    let restored = restore_all_the_same(&file, &data);
    assert_eq!((restored.forgotten, restored.is_unasked), (vec![text("old1")], true));
    let registry = Registry::open(&data).unwrap();
    assert_eq!(
        (shown(&registry, "old1"), shown(&registry, "old2")),
        (NameShown::Erased, NameShown::Name("示例二".into()))
    );
}

/// Who has an identifier in one registry may be somebody else in another one.
#[test]
fn what_another_registry_had_forgotten_is_told_and_not_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let (data, _) = with_backup(dir.path());
    let other = dir.path().join("other");
    fs::create_dir(&other).unwrap();
    let (_, of_another) = with_backup(&other);
    let restored = restore(&[of_another], &data, true).unwrap();
    assert_eq!((restored.forgotten, restored.is_unasked, restored.unrelated), (Vec::new(), false, 1));
    assert_eq!(shown(&Registry::open(&data).unwrap(), "old1"), NameShown::Name("示例一".to_owned()));
}

/// Two copies of one registry begin with the same commit, and an identifier that each gave later is
/// another person's in each.
#[test]
fn what_another_copy_had_forgotten_stays_forgotten_only_of_those_whom_both_registered_before() {
    for is_damaged in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let (data, _) = with_backup(dir.path());
        let other = dir.path().join("other");
        copy(&data, &other);
        let registry = Registry::open(&data).unwrap();
        for (person, name) in [("later", "示例甲"), ("only", "示例丙")] {
            record(&registry, person_named(person, name)).unwrap();
        }
        for person in ["later", "only", "old2"] {
            record(&registry, erased(person).on("2020-06-02")).unwrap();
        }
        drop(registry);
        record(&Registry::open(&other).unwrap(), person_named("later", "示例乙")).unwrap();
        let file = dir.path().join("other.backup");
        backup(&other, &file, &BackupOptions::default()).unwrap();
        if is_damaged {
            // The first commit is lost, and with it the beginning that both have.
            let journal = data.join("log/journal/00000000000000000000.journal");
            let mut bytes = fs::read(&journal).unwrap();
            bytes[200..220].fill(0xff);
            fs::write(&journal, bytes).unwrap();
            fs::write(data.join("log/db"), "no store").unwrap();
        }
        let restored = restore_all_the_same(&file, &data);
        assert_eq!((restored.forgotten, restored.unrelated), (vec![text("old2")], 1), "damaged {is_damaged}");
        assert_eq!(restored.is_unasked, is_damaged);
        let registry = Registry::open(&data).unwrap();
        assert_eq!(shown(&registry, "later"), NameShown::Name("示例乙".to_owned()));
        assert_eq!(shown(&registry, "only"), NameShown::Unknown);
    }
}

/// Then the first commits tell whether an identifier is the same person's.
#[test]
fn who_was_forgotten_and_whose_registration_is_lost_is_forgotten_in_a_registry_of_the_same_beginning() {
    for is_other in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let (data, mut file) = with_backup(dir.path());
        if is_other {
            fs::create_dir(dir.path().join("other")).unwrap();
            (_, file) = with_backup(&dir.path().join("other"));
        }
        let journal = data.join("log/journal/00000000000000000000.journal");
        let mut bytes = fs::read(&journal).unwrap();
        let at = bytes.windows(4).position(|window| window == b"old1").unwrap();
        bytes[at] = b'x';
        fs::write(&journal, bytes).unwrap();
        fs::write(data.join("log/db"), "no store").unwrap();
        let restored = restore_all_the_same(&file, &data);
        let expected = if is_other { (Vec::new(), 1) } else { (vec![text("old1")], 0) };
        assert_eq!((restored.forgotten, restored.unrelated), expected, "other {is_other}");
        assert!(restored.is_unasked);
    }
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
        let told = backups::leavings(&data, Some(&text("old2"))).unwrap();
        let with_key = beside(dir.path()).into_iter().filter(|name| {
            let keys = dir.path().join(name).join("keys");
            let store = fs::read(keys.join("persons.keys")).unwrap_or_default();
            // One that is being written may have any key.
            let mut names = fs::read_dir(&keys).into_iter().flatten().map(|entry| entry.unwrap().file_name());
            store.windows(4).any(|window| window == b"old2")
                || names.any(|name| name.to_string_lossy().contains(".partial-") || name == "persons.keys.new")
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

/// An empty registry stood under the name that what was rescued was to have, and verified as whole.
#[test]
fn a_repair_that_is_killed_leaves_all_that_it_rescues_under_the_name_or_nothing() {
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for run in 0..kills() {
        let dir = tempfile::tempdir().unwrap();
        let (data, _) = with_backup(dir.path());
        let registry = Registry::open(&data).unwrap();
        let head = registry.head().unwrap();
        drop(registry);
        let (new, is_there) = (dir.path().join("new"), run.is_multiple_of(3));
        if is_there {
            fs::create_dir(&new).unwrap();
        }
        let test = if run % 2 == 0 { "in_a_child_a_registry_is_repaired" } else { "in_a_child_a_registry_is_cut" };
        let mut child = child::running(&format!("exchange::replacing::{test}"), dir.path(), &[]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(u64::from(random.next_u32() % 400_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        if layout::log_dir(&new).exists() {
            let registry = Registry::open(&new).unwrap();
            assert!(is_in_order(&registry));
            assert_eq!(registry.head().unwrap(), head);
            assert_eq!(shown(&registry, "old2"), NameShown::Name("示例二".to_owned()));
            continue;
        }
        assert!(!new.exists() || fs::read_dir(&new).unwrap().next().is_none());
        // Whoever forgets is told of what lies there with the key of somebody.
        let entries = fs::read_dir(fs::canonicalize(dir.path()).unwrap()).unwrap().map(|entry| entry.unwrap().path());
        let with_key = entries.filter(|path| {
            if !path.file_name().unwrap().to_str().unwrap().starts_with("new.restoring-") {
                return false;
            }
            let store = fs::read(path.join("keys/persons.keys")).unwrap_or_default();
            store.windows(4).any(|window| window == b"old2")
        });
        let told = backups::leavings(&data, Some(&text("old2"))).unwrap();
        with_key.for_each(|path| assert!(told.contains(&path), "{}", path.display()));
        assert_eq!(rescue(&data, &new, false, &KeySource::Inside).unwrap().log.head, head, "it can be done again");
    }
}

#[test]
fn in_a_child_a_registry_is_repaired() {
    let Some(dir) = child::directory() else { return };
    rescue(&dir.join("data"), &dir.join("new"), false, &KeySource::Inside).unwrap();
}

#[test]
fn in_a_child_a_registry_is_cut() {
    let Some(dir) = child::directory() else { return };
    cut(&dir.join("data"), &dir.join("new"), Position(u64::MAX), &CutOptions::default()).unwrap();
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
fn begun(dir: &Path, stage: usize) -> PathBuf {
    let whole = tempfile::tempdir().unwrap();
    drop(Registry::create(&whole.path().join("data")).unwrap());
    let data = dir.join("data");
    fs::create_dir_all(data.join("log")).unwrap();
    let copy = |path: &str| {
        let to = data.join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(whole.path().join("data").join(path), to).unwrap();
    };
    let at = |from: usize, make: &dyn Fn()| (stage >= from).then(make);
    at(1, &|| fs::write(data.join("log/lock"), "").unwrap());
    at(2, &|| fs::create_dir(data.join("log/journal")).unwrap());
    at(3, &|| fs::write(data.join("log/journal/00000000000000000000.journal"), "JI").unwrap());
    at(4, &|| copy("log/journal/00000000000000000000.journal"));
    at(5, &|| copy("log/reached"));
    at(6, &|| ["log/db", "log/conf"].into_iter().for_each(copy));
    at(7, &|| fs::create_dir_all(data.join("keys")).unwrap());
    at(9, &|| copy("registry.key"));
    at(10, &|| fs::write(data.join("keys/persons.keys.new"), [b'J'; 60]).unwrap());
    if stage == 5 {
        fs::write(data.join("log/reached"), "").unwrap();
    }
    if stage == 8 {
        fs::write(data.join("registry.key.partial-1"), "jiceng-registry-key-1:00").unwrap();
    }
    data
}

const STAGES: usize = 11;

#[test]
fn an_init_that_was_cut_short_anywhere_can_be_done_again() {
    for stage in 0..STAGES {
        let dir = tempfile::tempdir().unwrap();
        let data = begun(dir.path(), stage);
        Registry::create(&data).unwrap_or_else(|error| panic!("{stage}: {error}"));
        make_again(dir.path());
    }
}

/// Any command made a registry key inside and said nothing, and then init said that there was a
/// registry already, whose names were to be under a key elsewhere.
#[test]
fn until_init_is_done_again_every_other_command_says_so_and_writes_nothing() {
    let commands = "coverage\nverify\nseal\nsnapshot\nbackup FILE\nexport --frames FILE\ncheckpoint --key FILE --out FILE\n\
                    import ROWS\nimport ROWS --dry-run\nimport ROWS --frames\nperson list\nperson rewrap\n\
                    person forget P1 --reason x --recorder x\nrepair --to FILE --up-to 1\n\
                    record register-division --code 45 --name x --effective 2020 --recorder x";
    for stage in 0..STAGES {
        let dir = tempfile::tempdir().unwrap();
        let (data, rows) = (begun(dir.path(), stage), dir.path().join("rows"));
        fs::write(&rows, "").unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
        let before = tree(&data);
        for command in commands.lines() {
            let path = |word: &str| match word {
                "FILE" => dir.path().join("out").display().to_string(),
                "ROWS" => rows.display().to_string(),
                word => word.to_owned(),
            };
            let words: Vec<String> = command.split_whitespace().map(path).collect();
            let answer = Place::english(&data).run(&words);
            // The key of the checkpoint is not there either.
            assert!(answer.code == 3 || command.starts_with("checkpoint"), "{stage} {command}: {answer:?}");
            assert!(answer.err.contains("was cut short") || answer.code != 3, "{stage} {command}: {answer:?}");
            assert!(tree(&data) == before, "{stage} {command}: {:?}", tree(&data).keys());
            assert!(!dir.path().join("out").exists(), "{stage} {command}");
        }
        for open in [Registry::open, |dir: &Path| Registry::open_to_read(dir, &KeySource::Inside, &mut |_| {})] {
            assert!(matches!(open(&data), Err(Error::InitCutShort { .. })), "{stage}");
        }
        // It goes on with a key elsewhere, for its owner alone.
        let key = KeySource::File(dir.path().join("away.key"));
        drop(Registry::create_with(&data, &key).unwrap_or_else(|error| panic!("{stage}: {error}")));
        assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700, "{stage}");
        let registry = Registry::open_with(&data, &key, &mut |_| {}).unwrap();
        record(&registry, person_named("p1", "示例")).unwrap();
        assert_eq!(registry.key_state().unwrap().problem, None);
    }
}

/// Nothing is lost by it, and what a restore brings takes its place.
#[test]
fn a_registry_that_was_only_begun_is_replaced_and_an_empty_one_comes_back() {
    for stage in 0..STAGES {
        let dir = tempfile::tempdir().unwrap();
        let (made, file) = (dir.path().join("made"), dir.path().join("empty.backup"));
        drop(Registry::create(&made).unwrap());
        backup(&made, &file, &BackupOptions { without_keys: true, ..BackupOptions::default() }).unwrap();
        let data = begun(dir.path(), stage);
        let restored = restore(&[file], &data, true).unwrap();
        assert!(!restored.is_unasked, "{stage}");
        make_again(dir.path());
        let new = dir.path().join("rescued");
        rescue(&begun(&dir.path().join("again"), stage.max(2)), &new, false, &KeySource::Inside).unwrap();
        drop(Registry::open(&new).unwrap());
    }
}

/// Every file of a directory with its bytes; directories without.
fn tree(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![dir.to_owned()];
    while let Some(path) = left.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            left.push(entry.unwrap().path());
        }
        left.retain(|path| {
            found.insert(path.clone(), fs::read(path).unwrap_or_default());
            path.is_dir()
        });
    }
    found
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
