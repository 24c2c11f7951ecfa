//! Damaged and missing keys are told, and nothing that could still be mended goes in silence.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiceng_core::domain::person::{PersonName, PersonRegistered, SealedName};
use jiceng_core::domain::{PartialDate, Position};
use jiceng_core::log::{Commit, JournalReader};
use jiceng_core::{DamagedKeys, Error, HeldKeys, KeySource, NameShown, NamesInLog, Registry, layout};
use jiceng_exchange::backup::{BackupOptions, backup, restore};
use jiceng_exchange::frames;
use jiceng_testkit::make::{On as _, correction_of, disagreement_with, erased, population, retraction_of, text, wish};
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::world::{COMMUNITY, small_world};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::key_store::{holding, read, store_file};
use super::names::{is, shown};
use super::recorded::{instant, person_named, record};

/// A registry with names of three persons, k0 to k2, that nobody has open.
fn three(dir: &Path) -> std::path::PathBuf {
    let registry = Registry::create(&dir.join("data")).unwrap();
    for n in 0..3 {
        record(&registry, person_named(&format!("k{n}"), &format!("示例{n}"))).unwrap();
    }
    drop(registry);
    dir.join("data")
}

/// Flips a byte of the record of a person, and gives its bytes as they are now.
fn spoil(data: &Path, person: &str, at: usize) -> Vec<u8> {
    let record = read(data).1[person].at;
    let mut bytes = fs::read(store_file(data)).unwrap();
    bytes[record + at] ^= 1;
    fs::write(store_file(data), &bytes).unwrap();
    bytes[record..record + 128].to_vec()
}

#[test]
fn a_damaged_record_is_told_and_outlives_every_rewriting_of_the_others() {
    for at in [0, 1, 50, 80, 126] {
        let dir = tempfile::tempdir().unwrap();
        let data = three(dir.path());
        let spoiled = spoil(&data, "k1", at);
        let registry = Registry::open(&data).unwrap();
        let held = registry.names_held().unwrap();
        assert_eq!((held.names, held.keys, held.damaged, held.missing()), (3, 2, 1, 1));
        assert!(!registry.verify(&mut |_| {}).unwrap().names.is_whole());
        // Another is forgotten: the file is written anew.
        record(&registry, erased("k0").on("2020-01-01")).unwrap();
        assert_eq!(holding(&data, &spoiled).len(), 1, "byte {at}");
        // A torn end is cut off by the next name.
        drop(registry);
        let mut bytes = fs::read(store_file(&data)).unwrap();
        bytes.extend(b"torn");
        fs::write(store_file(&data), bytes).unwrap();
        let registry = Registry::open(&data).unwrap();
        record(&registry, person_named("k3", "示例3")).unwrap();
        assert_eq!(fs::read(store_file(&data)).unwrap().len() % 128, 0);
        assert_eq!(holding(&data, &spoiled).len(), 1, "byte {at}");
        // The registry key is not changed, unless it is given up.
        let refused = registry.rewrap(&KeySource::Inside).unwrap_err();
        assert!(matches!(refused, Error::KeysDamaged { damaged: 1, .. }), "{refused}");
        assert_eq!(shown(&registry, "k2"), is("示例2"));
        let changed = registry.rewrap_with(&KeySource::Inside, DamagedKeys::Drop).unwrap();
        assert_eq!((changed.keys, changed.lost), (2, 1));
        assert!(holding(&data, &spoiled).is_empty());
    }
}

/// Whose a damaged record is, it may not say any more; but the key in it may be sound.
#[test]
fn the_damaged_record_of_a_forgotten_person_goes_and_that_of_another_stays() {
    for at in [0, 1, 126] {
        let dir = tempfile::tempdir().unwrap();
        let data = three(dir.path());
        let wrapped = read(&data).1["k1"].wrapped.clone();
        spoil(&data, "k1", at);
        let registry = Registry::open(&data).unwrap();
        record(&registry, erased("k1").on("2020-01-01")).unwrap();
        assert!(holding(&data, &wrapped).is_empty(), "byte {at}");
        assert_eq!(registry.key_state().unwrap().dropped, 1);
        assert!(registry.names_held().unwrap().is_whole());
    }
    let dir = tempfile::tempdir().unwrap();
    let data = three(dir.path());
    let wrapped = ["k1", "k2"].map(|person| read(&data).1[person].wrapped.clone());
    let records = ["k1", "k2"].map(|person| read(&data).1[person].at);
    let mut bytes = fs::read(store_file(&data)).unwrap();
    records.iter().for_each(|record| bytes[record + 126] ^= 1);
    fs::write(store_file(&data), bytes).unwrap();
    let registry = Registry::open(&data).unwrap();
    record(&registry, erased("k1").on("2020-01-01")).unwrap();
    assert_eq!(wrapped.map(|wrapped| holding(&data, &wrapped).len()), [0, 1]);
}

/// A file of yesterday put in the place of today's, and keys that are another person's or of
/// another time.
#[test]
fn keys_that_were_rolled_back_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let data = three(dir.path());
    let yesterday = fs::read(store_file(&data)).unwrap();
    let registry = Registry::open(&data).unwrap();
    record(&registry, person_named("k3", "示例3")).unwrap();
    record(&registry, erased("k0").on("2020-01-01")).unwrap();
    let forgotten = yesterday[128..256].to_vec();
    drop(registry);
    let today = fs::read(store_file(&data)).unwrap();
    fs::write(store_file(&data), &yesterday).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert_eq!(registry.names_held().unwrap().missing(), 1, "k3 has no key in it");
    assert_eq!((shown(&registry, "k0"), shown(&registry, "k1")), (NameShown::Erased, is("示例1")));
    assert!(holding(&data, &forgotten).is_empty());
    drop(registry);
    // A record of k1 under the name of k2, with its checksum made anew.
    let mut bytes = today;
    let (k1, k2) = (128..256, 256..384);
    let name = bytes[k2.start..k2.start + 49].to_vec();
    bytes.copy_within(k1, k2.start);
    bytes[k2.start..k2.start + 49].copy_from_slice(&name);
    let checksum = crc32c::crc32c(&bytes[k2.start..k2.start + 124]).to_be_bytes();
    bytes[k2.start + 124..k2.end].copy_from_slice(&checksum);
    fs::write(store_file(&data), bytes).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert!(registry.names_held().unwrap().is_whole(), "nobody has tried them");
    assert_eq!(shown(&registry, "k2"), NameShown::KeyDamaged);
    let found = registry.verify(&mut |_| {}).unwrap().names;
    assert_eq!((found.keys, found.opened, found.unopened()), (3, Some(2), 1));
    assert!(matches!(registry.rewrap(&KeySource::Inside), Err(Error::KeysDamaged { damaged: 1, .. })));
}

#[test]
fn names_that_came_without_keys_are_not_missing() {
    let dir = tempfile::tempdir().unwrap();
    let data = three(dir.path());
    let (file, back) = (dir.path().join("one.backup"), dir.path().join("back"));
    let options = BackupOptions { without_keys: true, ..BackupOptions::default() };
    assert_eq!(backup(&data, &file, &options).unwrap().names, None);
    let restored = restore(&[file], &back, false).unwrap();
    assert_eq!((restored.names.names, restored.names.keyless, restored.names.is_whole()), (3, 3, true));
    let registry = Registry::open(&back).unwrap();
    record(&registry, person_named("k3", "示例3")).unwrap();
    assert!(registry.verify(&mut |_| {}).unwrap().names.is_whole());
    // Frames bring none either.
    let mut bytes = Vec::new();
    frames::export(&data, Position(0), &mut bytes).unwrap();
    let there = Registry::create(&dir.path().join("there")).unwrap();
    frames::import(&there, &mut &bytes[..], &mut |_| {}).unwrap();
    record(&there, person_named("k3", "示例3")).unwrap();
    let held = there.verify(&mut |_| {}).unwrap().names;
    assert_eq!((held.names, held.keys, held.keyless, held.is_whole()), (4, 1, 3, true));
    // Its own are.
    drop((there, registry));
    for of in ["there", "back"] {
        let store = store_file(&dir.path().join(of));
        let bytes = fs::read(&store).unwrap();
        fs::write(&store, &bytes[..bytes.len() - 128]).unwrap();
        let held = Registry::open(&dir.path().join(of)).unwrap().names_held().unwrap();
        assert_eq!((held.missing(), held.is_whole()), (1, false), "{of}");
    }
}

/// Whoever copies keys and whoever destroys them never do so at the same time, whatever processes
/// they are.
#[test]
fn a_key_is_not_destroyed_while_keys_are_copied() {
    let dir = tempfile::tempdir().unwrap();
    let data = three(dir.path());
    let registry = Registry::open(&data).unwrap();
    let before = fs::read(store_file(&data)).unwrap();
    let log_ends = || JournalReader::open(&layout::log_dir(&data)).unwrap().head();
    let head = log_ends();
    let held = HeldKeys::of(&data).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| record(&registry, erased("k0").on("2020-01-01")).unwrap());
        while log_ends() == head {
            std::thread::yield_now();
        }
        // It is recorded, and waits, however much time it is given.
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert_eq!(fs::read(store_file(&data)).unwrap(), before);
        let copy = held.copy(&data, &KeySource::Inside).unwrap();
        let files = copy.files(&BTreeSet::new()).unwrap();
        assert!(files.iter().any(|(name, bytes)| name == "keys/persons.keys" && *bytes == before));
        drop(held);
    });
    assert_eq!(read(&data).1.len(), 2);
}

/// A kill between the record of an erasure and the end of the key.
#[test]
fn a_backup_has_no_key_of_a_person_who_is_forgotten_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let data = three(dir.path());
    let before = fs::read(store_file(&data)).unwrap();
    let wrapped = read(&data).1["k0"].wrapped.clone();
    record(&Registry::open(&data).unwrap(), erased("k0").on("2020-01-01")).unwrap();
    fs::write(store_file(&data), before).unwrap();
    let file = dir.path().join("one.backup");
    let names = backup(&data, &file, &BackupOptions::default()).unwrap().names.unwrap();
    assert_eq!((names.names, names.keys, names.opened), (2, 2, Some(2)));
    assert_eq!(holding(dir.path(), &wrapped), [store_file(&data)]);
}

/// Registrations and erasures of three persons, withdrawn, corrected and disputed, among counts of
/// people.
fn any_persons() -> impl Strategy<Value = Recorder> {
    let step = (0..8_u8, 0..3_u8, any::<Index>(), any::<u8>());
    vec(step, 1..40).prop_map(|steps| {
        let mut recorder = Recorder::default();
        small_world().iter().for_each(|wish| drop(recorder.record(wish)));
        for (step, who, earlier, bytes) in steps {
            let id = format!("q{who}");
            let name = PersonName::Sealed(SealedName([bytes].into()));
            let effective: PartialDate = text(["2018-01-01", "2019", "2020-03"][usize::from(bytes % 3)]);
            let registered = || wish(effective, PersonRegistered { person: text(&id), name: name.clone() });
            let earlier = earlier.get(&recorder.events).id;
            let _ = recorder.record(&match step {
                0..=2 => registered(),
                3 => wish(effective, erased(&id)),
                4 => retraction_of(earlier),
                5 => correction_of(earlier, registered()),
                6 => disagreement_with(earlier, registered()),
                _ => wish(effective, population(COMMUNITY, u32::from(bytes) + 1)),
            });
        }
        recorder
    })
}

proptest! {
    /// The fold of persons alone, which a backup makes, is that of the whole log.
    #[test]
    fn persons_folded_alone_are_those_of_all_facts(recorder in any_persons()) {
        let mut alone = NamesInLog::default();
        for events in recorder.events.chunk_by(|one, next| one.id.commit == next.id.commit) {
            alone.take(Commit {
                id: events[0].id.commit,
                first: events[0].position,
                recorded_at: instant("2020-01-01T00:00:00Z"),
                recorder: text("示例"),
                approver: None,
                command: "test".to_owned(),
                facts: events.iter().map(|event| event.fact.clone()).collect(),
            });
        }
        prop_assert_eq!(&alone.facts().persons, &recorder.facts.persons);
    }
}
