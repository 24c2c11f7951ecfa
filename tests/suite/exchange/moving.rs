//! Frames and backups: what arrives is what was sent, to the last byte, or nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use jiceng_core::domain::Position;
use jiceng_core::log::checkpoint::Checkpoint;
use jiceng_core::log::{LogError, NoteSigner, frame};
use jiceng_core::{Adopted, Error, NameShown, Question, Registry, backups, layout};
use jiceng_exchange::backup::{BackupError, BackupOptions, backup, restore};
use jiceng_exchange::frames::{FramesError, export, import};
use jiceng_testkit::make::{On as _, erased, text};
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use crate::core::recorded::{fill, is_in_order, person_named, record};

const NAME: &str = "示例姓名";

/// A registry with the small world and some persons, and its directory.
fn registry(dir: &Path) -> Registry {
    let registry = Registry::create(dir).unwrap();
    fill(&registry);
    for n in 0..5 {
        record(&registry, person_named(&format!("moved{n}"), NAME)).unwrap();
    }
    registry
}

fn place() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    (dir, data)
}

fn exported(dir: &Path, from: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    export(dir, Position(from), &mut bytes).unwrap();
    bytes
}

fn imported(registry: &Registry, bytes: &[u8]) -> Result<Adopted, FramesError> {
    import(registry, &mut &bytes[..], &mut |_| {})
}

fn name_in(dir: &Path) -> NameShown {
    let registry = Registry::open(dir).unwrap();
    registry.view(Question::default()).unwrap().locked().unwrap().person(&text("moved3")).unwrap()
}

fn whole() -> BackupOptions {
    BackupOptions::default()
}

fn since(from: u64) -> BackupOptions {
    BackupOptions { from: Position(from), ..BackupOptions::default() }
}

#[test]
fn frames_arrive_as_they_were_in_every_log() {
    let (_dir, data) = place();
    let head = registry(&data).head().unwrap();
    let bytes = exported(&data, 0);
    let (_other, on_disk) = place();
    for there in [Registry::create(&on_disk).unwrap(), Registry::in_memory()] {
        let adopted = imported(&there, &bytes).unwrap();
        assert_eq!((adopted.present, adopted.events, there.head().unwrap()), (0, head.0, head));
        assert!(is_in_order(&there));
        // Again, nothing is new.
        let again = imported(&there, &bytes).unwrap();
        assert_eq!((again.present, again.commits, again.events), (adopted.commits, 0, 0));
    }
    assert_eq!(exported(&on_disk, 0), bytes);
}

#[test]
fn frames_from_a_position_go_on_where_the_others_ended() {
    let (_dir, data) = place();
    let registry = registry(&data);
    let (first, middle) = (exported(&data, 0), registry.head().unwrap());
    record(&registry, person_named("later", NAME)).unwrap();
    let rest = exported(&data, middle.0);
    assert_eq!([first.clone(), rest.clone()].concat(), exported(&data, 0));
    let there = Registry::in_memory();
    // A gap is refused, and nothing is lost by trying.
    assert!(imported(&there, &rest).is_err());
    imported(&there, &first).unwrap();
    assert_eq!(imported(&there, &rest).unwrap(), Adopted { present: 0, commits: 1, events: 1 });
}

fn last_frame(mut bytes: &[u8]) -> &[u8] {
    loop {
        let length = frame::length(Position(0), bytes).unwrap();
        if length == bytes.len() {
            return bytes;
        }
        bytes = &bytes[length..];
    }
}

#[test]
fn a_file_of_frames_that_is_cut_gives_its_beginning_and_can_be_completed() {
    let (_dir, data) = place();
    drop(registry(&data));
    let bytes = exported(&data, 0);
    let last = bytes.len() - last_frame(&bytes).len();
    let mut spoiled = bytes.clone();
    spoiled[last + 20] ^= 1;
    let strange = [&bytes[..last], b"text that is no frame"].concat();
    for broken in [&bytes[..bytes.len() - 3], &spoiled, &strange] {
        let there = Registry::in_memory();
        let failure = imported(&there, broken).unwrap_err();
        let (FramesError::Torn { offset } | FramesError::NotAFrame { offset, .. }) = &failure else {
            panic!("{failure:?}")
        };
        assert_eq!(*offset, last as u64);
        let completed = imported(&there, &bytes).unwrap();
        assert_eq!(completed.commits, 1, "all before it were there: {completed:?}");
        assert!(completed.present > 1 && is_in_order(&there));
    }
}

#[test]
fn frames_of_another_log_are_refused() {
    let ((_a, one), (_b, other)) = (place(), place());
    let registry = registry(&one);
    let stranger = Registry::create(&other).unwrap();
    record(&stranger, person_named("stranger", NAME)).unwrap();
    let head = registry.head().unwrap();
    let refused = imported(&registry, &exported(&other, 0)).unwrap_err();
    assert!(matches!(refused, FramesError::Registry(Error::OtherCommit { position: Position(0) })), "{refused:?}");
    assert_eq!(registry.head().unwrap(), head);
}

#[test]
fn a_backup_gives_the_same_registry_and_its_names() {
    let (dir, data) = place();
    drop(registry(&data));
    let (file, back) = (dir.path().join("one.backup"), dir.path().join("back"));
    let manifest = backup(&data, &file, &whole()).unwrap().manifest;
    let restored = restore(std::slice::from_ref(&file), &back, false).unwrap();
    assert_eq!(restored.end, manifest.to);
    assert_eq!(exported(&back, 0), exported(&data, 0));
    assert_eq!(name_in(&back), NameShown::Name(NAME.to_owned()));
    assert!(is_in_order(&Registry::open(&back).unwrap()));
    // Who forgets a name later is told of it.
    let listed = backups::list(&data).unwrap().copies;
    assert_eq!(listed.iter().map(|backup| backup.position).collect::<Vec<_>>(), [manifest.to.position]);
    // Neither the file nor the registry is overwritten by chance.
    let refused = backup(&data, &file, &whole()).unwrap_err();
    let BackupError::File { source, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(source.kind(), std::io::ErrorKind::AlreadyExists);
    assert!(matches!(restore(std::slice::from_ref(&file), &back, false), Err(BackupError::Exists { .. })));
    let aside = restore(&[file], &back, true).unwrap().replaced.unwrap();
    assert_eq!(exported(&aside, 0), exported(&data, 0));
}

#[test]
fn a_backup_without_keys_has_no_names_and_is_not_listed() {
    let (dir, data) = place();
    drop(registry(&data));
    let (file, back) = (dir.path().join("one.backup"), dir.path().join("back"));
    backup(&data, &file, &BackupOptions { without_keys: true, ..whole() }).unwrap();
    assert!(backups::list(&data).unwrap().copies.is_empty());
    restore(&[file], &back, false).unwrap();
    assert_ne!(name_in(&back), NameShown::Name(NAME.to_owned()));
    assert_eq!(exported(&back, 0), exported(&data, 0));
}

/// A name does not come back by restoring over the registry that has forgotten it.
#[test]
fn what_was_forgotten_since_is_forgotten_again() {
    let (dir, data) = place();
    let registry = registry(&data);
    let file = dir.path().join("one.backup");
    backup(&data, &file, &whole()).unwrap();
    record(&registry, erased("moved3").on("2020-06-01")).unwrap();
    drop(registry);
    let restored = restore(std::slice::from_ref(&file), &data, true).unwrap();
    assert_eq!((restored.forgotten, restored.is_unasked), (vec![text("moved3")], false));
    assert_eq!(name_in(&data), NameShown::Erased);
    assert_eq!(backups::list(&data).unwrap().copies.len(), 2, "its backups are still to be dealt with, and itself");
    // Elsewhere nobody knows.
    let elsewhere = dir.path().join("elsewhere");
    assert!(restore(&[file], &elsewhere, false).unwrap().forgotten.is_empty());
    assert_eq!(name_in(&elsewhere), NameShown::Name(NAME.to_owned()));
}

fn signed(registry: &Registry, commits: u64, change: u8) -> Vec<u8> {
    let signer = NoteSigner::generate(Some("example.cn/registry")).unwrap();
    let mut root = registry.tree_head_of(commits).unwrap().root;
    root.0[0] ^= change;
    let checkpoint = Checkpoint { origin: signer.name().to_owned(), commits, root };
    checkpoint.sign(&signer).unwrap().into_bytes()
}

#[test]
fn a_checkpoint_in_a_backup_is_one_of_its_log() {
    let (dir, data) = place();
    let registry = registry(&data);
    let with = |checkpoint| BackupOptions { checkpoint: Some(checkpoint), ..whole() };
    let file = dir.path().join("one.backup");
    backup(&data, &file, &with(signed(&registry, 3, 0))).unwrap();
    let restored = restore(std::slice::from_ref(&file), &dir.path().join("back"), false).unwrap();
    assert_eq!(restored.checkpoints, 1);
    let commits = restored.end.commits;
    let longer = String::from_utf8(signed(&registry, 3, 0)).unwrap().replacen("\n3\n", "\n3000\n", 1).into_bytes();
    for wrong in [signed(&registry, 3, 1), signed(&registry, commits, 1), longer.clone(), b"text".to_vec()] {
        let none = dir.path().join("none");
        let refused = backup(&data, &none, &with(wrong)).unwrap_err();
        assert!(matches!(refused, BackupError::Checkpoint { .. }), "{refused:?}");
        assert!(!none.exists());
    }
    // One that was put in place of it.
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(3).position(|window| window == b"\n3\n").unwrap();
    bytes[at + 1] = b'4';
    fs::write(&file, bytes).unwrap();
    let refused = restore(&[file], &dir.path().join("never"), false).unwrap_err();
    assert!(matches!(refused, BackupError::Checkpoint { .. }), "{refused:?}");
    assert!(!dir.path().join("never").exists());
}

#[test]
fn increments_go_on_from_each_other_and_in_no_other_order() {
    let (dir, data) = place();
    let registry = registry(&data);
    let file = |name: &str| dir.path().join(name);
    let end = |name: &str, options: &BackupOptions| backup(&data, &file(name), options).unwrap().manifest.to.position.0;
    let first = end("first", &whole());
    record(&registry, person_named("second", NAME)).unwrap();
    let second = end("second", &since(first));
    record(&registry, person_named("third", NAME)).unwrap();
    end("third", &since(second));
    drop(registry);

    let back = file("back");
    restore(&[file("first"), file("second"), file("third")], &back, false).unwrap();
    assert_eq!(exported(&back, 0), exported(&data, 0));
    assert_eq!(name_in(&back), NameShown::Name(NAME.to_owned()));
    for wrong in [vec!["second"], vec!["first", "third"], vec!["first", "first"]] {
        let files: Vec<PathBuf> = wrong.iter().map(|name| file(name)).collect();
        let refused = restore(&files, &file("never"), false).unwrap_err();
        assert!(matches!(refused, BackupError::DoesNotFollow { .. }), "{wrong:?}: {refused:?}");
    }
    assert!(!file("never").exists());
    // Nothing ends there.
    let refused = backup(&data, &file("none"), &since(9999)).unwrap_err();
    assert!(matches!(refused, BackupError::NoEnd { .. }), "{refused:?}");
    assert!(!file("none").exists() && !file("none.partial-1").exists());
}

#[test]
fn a_backup_is_whole_while_others_write() {
    let (dir, data) = place();
    let registry = registry(&data);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0.. {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                record(&registry, person_named(&format!("writing{n}"), NAME)).unwrap();
            }
        });
        for n in 0..6 {
            let acknowledged = registry.head().unwrap();
            let file = dir.path().join(format!("{n}.backup"));
            let manifest = backup(&data, &file, &whole()).unwrap().manifest;
            assert!(manifest.to.position >= acknowledged);
            let back = dir.path().join(format!("back{n}"));
            restore(&[file], &back, false).unwrap();
            assert!(exported(&data, 0).starts_with(&exported(&back, 0)));
            // No person is in it without a key.
            let there = Registry::open(&back).unwrap();
            let view = there.view(Question::default()).unwrap().locked().unwrap();
            for (person, _) in view.facts().persons.iter().filter(|(person, _)| person.as_str().starts_with("writing"))
            {
                assert_eq!(view.person(person).unwrap(), NameShown::Name(NAME.to_owned()));
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

/// A log of the first days has no journal to read, and gets one; a log without either copy is none.
#[test]
fn a_log_without_a_journal_gets_one_to_be_backed_up() {
    let (dir, data) = place();
    drop(registry(&data));
    fs::remove_dir_all(layout::log_dir(&data).join("journal")).unwrap();
    let commits = backup(&data, &dir.path().join("one"), &whole()).unwrap().manifest.to.commits;
    assert_eq!(Registry::open(&data).unwrap().commit_count().unwrap(), commits);
    fs::remove_dir_all(layout::log_dir(&data).join("journal")).unwrap();
    fs::remove_file(layout::log_dir(&data).join("db")).unwrap();
    let refused = backup(&data, &dir.path().join("two"), &whole());
    assert!(matches!(refused, Err(BackupError::Registry(Error::Log(LogError::NotALog { .. })))), "{refused:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(4), ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_backup_gives_the_same_registry_or_none(at in any::<Index>(), mask in 1..=255_u8, cut in any::<bool>()) {
        let (dir, data) = place();
        drop(registry(&data));
        let (file, back) = (dir.path().join("one.backup"), dir.path().join("back"));
        backup(&data, &file, &whole()).unwrap();
        let mut bytes = fs::read(&file).unwrap();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= mask }
        fs::write(&file, bytes).unwrap();
        match restore(&[file], &back, false) {
            Ok(_) => {
                prop_assert_eq!(exported(&back, 0), exported(&data, 0));
                prop_assert_eq!(name_in(&back), NameShown::Name(NAME.to_owned()));
            }
            Err(_) => prop_assert!(!back.exists()),
        }
        let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        prop_assert!(!left.iter().any(|name| name.to_string_lossy().contains("restoring")), "{:?}", left);
    }
}
