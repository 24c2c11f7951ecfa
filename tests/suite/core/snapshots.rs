//! Opening with snapshots: quicker, and never otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::domain::{Command, CommitId, Event, EventId, Fact, Position, Recorded};
use jiceng_core::log::snapshot::write;
use jiceng_core::log::{EventLog as _, LogError, SledLog, SnapshotHead, SnapshotProblem, SnapshotReader};
use jiceng_core::projections::{Projections, SHAPE};
use jiceng_core::{Error, KeySource, NameShown, Question, Registry, layout};
use jiceng_exchange::backup::{BackupOptions, backup, restore};
use jiceng_generate::{Generator, Scale, write_registry};
use jiceng_testkit::make::{On as _, correction_of, day, erased, population, sample, text, wish};
use jiceng_testkit::world::{COMMUNITY, small_world};

use super::recorded::{fill, head, is_in_order, person_named, record, request};
use super::sampling::{drawn_now, sampled};

/// A registry with the small world, and with people counted so many times after it.
fn with_counts(data: &Path, counts: u32) -> Registry {
    let registry = Registry::create(data).unwrap();
    fill(&registry);
    count(&registry, 0..counts);
    registry
}

fn count(registry: &Registry, people: std::ops::Range<u32>) {
    for people in people {
        record(registry, population(COMMUNITY, people + 1).on("2019-06-30")).unwrap();
    }
}

fn files(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(layout::snapshots_dir(data))
        .map_or(Vec::new(), |entries| entries.map(|entry| entry.unwrap().path()).collect());
    let mut files = entries;
    files.sort();
    files
}

fn rebuilt(data: &Path) -> Registry {
    Registry::rebuild_with(data, &KeySource::Inside, &mut |_| {}).unwrap()
}

fn opened_at(registry: &Registry) -> Option<u64> {
    registry.opened_from().snapshot.map(|position| position.0)
}

#[test]
fn opening_goes_on_from_the_newest_snapshot_and_two_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_counts(&data, 5);
    assert_eq!(files(&data), Vec::<PathBuf>::new(), "nothing is worth a snapshot");
    let mut positions = Vec::new();
    for n in 0..4 {
        count(&registry, 10 * n + 10..10 * n + 15);
        let snapshot = registry.snapshot().unwrap();
        assert_eq!(snapshot.position.0, head(&registry));
        assert_eq!(fs::metadata(&snapshot.path).unwrap().len(), snapshot.bytes);
        positions.push(snapshot.position.0);
    }
    assert_eq!(files(&data).len(), 2);
    count(&registry, 100..107);
    let end = head(&registry);
    drop(registry);
    let mut folded = Vec::new();
    let registry = Registry::open_with(&data, &KeySource::Inside, &mut |progress| folded.push(progress.done)).unwrap();
    assert_eq!(opened_at(&registry), positions.last().copied());
    assert_eq!((folded.len() as u64, head(&registry)), (end - positions.last().unwrap(), end));
    assert!(is_in_order(&registry));
    drop(registry);
    assert_eq!(opened_at(&rebuilt(&data)), None);
}

#[test]
fn a_damaged_snapshot_is_passed_over_for_the_one_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_counts(&data, 5);
    let first = registry.snapshot().unwrap();
    count(&registry, 10..20);
    let second = registry.snapshot().unwrap();
    let end = head(&registry);
    drop(registry);
    let whole = fs::read(&second.path).unwrap();
    let regions = [0, 7, 9, 30, 63, 64, 70, whole.len() / 2, whole.len() - 17, whole.len() - 1];
    for at in regions {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x40;
        fs::write(&second.path, damaged).unwrap();
        let registry = Registry::open(&data).unwrap();
        assert_eq!(opened_at(&registry), Some(first.position.0), "byte {at}");
        assert_eq!(registry.opened_from().passed_over.len(), 1);
        assert_eq!(registry.opened_from().passed_over[0].path, second.path);
        assert!(head(&registry) == end && is_in_order(&registry), "byte {at}");
    }
    for at in [0, 63, 64, 80, whole.len() - 16] {
        fs::write(&second.path, &whole[..at]).unwrap();
        fs::write(&first.path, []).unwrap();
        let registry = Registry::open(&data).unwrap();
        assert_eq!((opened_at(&registry), registry.opened_from().passed_over.len()), (None, 2), "cut at {at}");
        assert!(head(&registry) == end && is_in_order(&registry), "cut at {at}");
    }
    let registry = Registry::open(&data).unwrap();
    let third = registry.snapshot().unwrap();
    assert_eq!(files(&data), [third.path], "what did not fit goes");
}

#[test]
fn a_snapshot_of_another_form_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_counts(&data, 5);
    let snapshot = registry.snapshot().unwrap();
    drop(registry);
    let whole = fs::read(&snapshot.path).unwrap();
    let head = SnapshotReader::open(&snapshot.path).unwrap().head();
    let passed_over = || {
        let registry = Registry::open(&data).unwrap();
        assert_eq!(opened_at(&registry), None);
        assert!(is_in_order(&registry));
        format!("{:?}", registry.opened_from().passed_over[0].problem)
    };
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        fs::write(&snapshot.path, bytes).unwrap();
    };
    with(0, b'X');
    assert_eq!(passed_over(), "NoSnapshot");
    with(7, 0);
    assert_eq!(passed_over(), "Format { found: 0 }");
    // Sound, and of a program that folds or packs otherwise.
    let of_then = SnapshotHead { shape: SHAPE - 1, ..head };
    let parts = Projections::default();
    write(&parts.parts(), of_then, &dir.path().join("unfinished"), &snapshot.path).unwrap();
    assert_eq!(passed_over(), format!("Shape {{ found: {}, expected: {SHAPE} }}", SHAPE - 1));
    // Sound, and with other parts than it should have.
    write(&parts.parts()[1..], head, &dir.path().join("unfinished"), &snapshot.path).unwrap();
    assert_eq!(passed_over(), "NotPacked { part: 0 }");
    write(&parts.parts(), head, &dir.path().join("unfinished"), &snapshot.path).unwrap();
    assert_eq!(passed_over(), "OtherLog");
}

#[test]
fn a_snapshot_of_another_log_is_passed_over_and_one_of_more_of_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (dir.path().join("one"), dir.path().join("other"));
    let registry = with_counts(&one, 5);
    let snapshot = registry.snapshot().unwrap();
    count(&registry, 10..20);
    let longer = registry.snapshot().unwrap();
    drop(registry);
    let registry = with_counts(&other, 8); // goes as far and says otherwise
    drop(registry);
    let copied = layout::snapshots_dir(&other);
    fs::create_dir(&copied).unwrap();
    for path in [&snapshot.path, &longer.path] {
        fs::copy(path, copied.join(path.file_name().unwrap())).unwrap();
    }
    // Nothing says that it is not of this log, which then once was longer.
    let refused = Registry::open(&other).err().unwrap();
    let Error::Log(LogError::Shorter { reached, path, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!((reached, path.file_name()), (longer.position, longer.path.file_name()));
    fs::remove_file(path).unwrap();
    let registry = Registry::open(&other).unwrap();
    let problems: Vec<&SnapshotProblem> =
        registry.opened_from().passed_over.iter().map(|passed_over| &passed_over.problem).collect();
    assert!(matches!(problems[..], [SnapshotProblem::OtherLog]), "{problems:?}");
    assert!(opened_at(&registry).is_none() && is_in_order(&registry));
    assert_eq!(files(&other).len(), 1);
    let own = registry.snapshot().unwrap();
    assert_eq!(files(&other), [own.path]);
}

/// Snapshots are not signed. One that lies is believed, but not by whoever verifies.
#[test]
fn verifying_finds_a_snapshot_that_lies_and_rebuilding_replaces_it() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_counts(&data, 5);
    let honest = registry.snapshot().unwrap();
    drop(registry);
    let reader = SnapshotReader::open(&honest.path).unwrap();
    let mut projections = Projections::default();
    reader.take_back(projections.parts_mut()).unwrap();
    projections.facts.places = Projections::default().facts.places;
    write(&projections.parts(), reader.head(), &dir.path().join("unfinished"), &honest.path).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert_eq!(opened_at(&registry), Some(honest.position.0));
    assert!(!is_in_order(&registry));
    drop(registry);
    let registry = rebuilt(&data);
    assert!(is_in_order(&registry));
    let anew = registry.snapshot().unwrap();
    assert_eq!(files(&data), [anew.path], "none of before is believed");
    drop(registry);
    let registry = Registry::open(&data).unwrap();
    assert!(opened_at(&registry).is_some() && is_in_order(&registry));
}

/// A registry whose snapshot says nothing of any population. It is believed by whoever only asks.
fn with_a_lie(data: &Path) -> Registry {
    let registry = with_counts(data, 5);
    let honest = registry.snapshot().unwrap();
    drop(registry);
    let reader = SnapshotReader::open(&honest.path).unwrap();
    let mut projections = Projections::default();
    reader.take_back(projections.parts_mut()).unwrap();
    let mut few = Projections::default();
    for wish in small_world() {
        let Command::Record(event) = wish.command else { continue };
        if !matches!(event, Event::RelocationSiteRegistered(_)) {
            let fact = Fact { effective: wish.effective, evidence: Vec::new(), event };
            let recorded = Recorded { id: identity(few.facts.head().0), position: few.facts.head(), fact };
            few.evolve(&recorded, day("2020-01-01"), None);
        }
    }
    projections.facts.places = few.facts.places;
    write(&projections.parts(), reader.head(), &data.join("unfinished"), &honest.path).unwrap();
    let registry = Registry::open(data).unwrap();
    assert_eq!(opened_at(&registry), Some(honest.position.0));
    registry
}

fn identity(n: u64) -> EventId {
    EventId { commit: super::recorded::id(n.into()), index: 0 }
}

/// What others rely on is not said by a snapshot: everybody who can write the directory can write
/// one.
#[test]
fn nothing_is_drawn_or_certified_from_a_snapshot_that_lies() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_a_lie(&data);
    let drawn = || wish(text("2020-06-30"), sample("S-1", 1, "2020-06-30"));
    let refused = record(&registry, drawn()).unwrap_err();
    assert!(matches!(refused, Error::SnapshotDiffers { .. }), "{refused}");
    assert!(matches!(registry.rest_on_log(&mut |_| {}), Err(Error::SnapshotDiffers { .. })));
    // In a batch, held or staged, with other wishes before it.
    let checkpoint = registry.checkpoint("example").unwrap();
    drop(registry);
    for held in [1, 1000] {
        let registry = Registry::open(&data).unwrap();
        let mut batch = registry.batch().unwrap().keep_in_memory(held);
        for people in 0..4 {
            batch.add(request(population(COMMUNITY, 700 + people).on("2019-07-01"))).unwrap();
        }
        let refused = batch.add(request(drawn())).unwrap_err();
        assert!(matches!(refused, Error::SnapshotDiffers { .. }), "{refused}");
    }
    // What rests on frames alone is the same as ever.
    let registry = rebuilt(&data);
    assert_eq!(registry.checkpoint("example").unwrap(), checkpoint);
    record(&registry, drawn()).unwrap();
}

#[test]
fn a_sample_is_drawn_beside_an_honest_snapshot_as_it_is_without() {
    for held in [None, Some(1), Some(1000)] {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let registry = with_counts(&data, 5);
        registry.snapshot().unwrap();
        drop(registry);
        let registry = if held.is_some() { Registry::open(&data).unwrap() } else { rebuilt(&data) };
        let mut batch = registry.batch().unwrap().keep_in_memory(held.unwrap_or(1000));
        let first = batch.add(request(population(COMMUNITY, 700).on("2019-07-01"))).unwrap();
        batch
            .add(request(correction_of(identity_of(first.commit), population(COMMUNITY, 701).on("2019-07-01"))))
            .unwrap();
        batch.add(request(population(COMMUNITY, 702).on("2019-07-02"))).unwrap();
        batch.add(request(wish(text("2020-06-30"), sample("S-1", 2, "2020-06-30")))).unwrap();
        batch.commit().unwrap();
        assert!(is_in_order(&registry));
        assert!(registry.rest_on_log(&mut |_| {}).is_ok());
        let drawn = sampled(&registry, "S-1");
        assert_eq!(drawn.places.len(), 2, "{held:?}");
        // Whoever has the log alone draws the same.
        drop(registry);
        let registry = rebuilt(&data);
        assert_eq!(sampled(&registry, "S-1"), drawn, "{held:?}");
        assert_eq!(drawn_now(&registry, &drawn).unwrap(), drawn, "{held:?}");
    }
}

fn identity_of(commit: CommitId) -> EventId {
    EventId { commit, index: 0 }
}

/// The new one took the place of the one that lied, if it had its name; an older one stayed, for
/// the next opening to believe.
#[test]
fn when_none_was_believed_older_ones_go_too() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_counts(&data, 5);
    registry.snapshot().unwrap();
    count(&registry, 10..20);
    drop(registry);
    let anew = rebuilt(&data).snapshot().unwrap();
    assert_eq!(files(&data), [anew.path]);
}

/// It cannot say of what it is, so its name has to do; it has everything up to the erasure, the
/// name too.
#[test]
fn a_damaged_snapshot_that_is_named_by_the_position_of_an_erasure_goes() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_counts(&data, 2);
    record(&registry, person_named("P-1", "示例甲")).unwrap();
    let before = registry.snapshot().unwrap();
    let kept = fs::read(&before.path).unwrap();
    let erasure = record(&registry, erased("P-1").on("2020-06-01")).unwrap();
    assert_eq!(before.position, erasure.first);
    drop(registry);
    fs::write(&before.path, &kept[..kept.len() / 2]).unwrap();
    drop(Registry::open(&data).unwrap());
    assert_eq!(files(&data), Vec::<PathBuf>::new());
}

#[test]
fn what_a_crash_leaves_of_a_snapshot_is_no_snapshot_and_goes() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_counts(&data, 5);
    let snapshot = registry.snapshot().unwrap();
    drop(registry);
    let unfinished = layout::snapshots_dir(&data).join("unfinished");
    fs::rename(&snapshot.path, &unfinished).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert!(opened_at(&registry).is_none() && registry.opened_from().passed_over.is_empty());
    assert!(!unfinished.exists());
}

#[test]
fn a_snapshot_of_before_an_erasure_goes_with_the_name() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = with_counts(&data, 2);
    record(&registry, person_named("P-1", "示例甲")).unwrap();
    let before = registry.snapshot().unwrap();
    let kept = fs::read(&before.path).unwrap();
    record(&registry, erased("P-1").on("2020-06-01")).unwrap();
    assert_eq!(files(&data), Vec::<PathBuf>::new());
    // A crash came before it was removed.
    drop(registry);
    fs::write(&before.path, &kept).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert_eq!(opened_at(&registry), Some(before.position.0));
    assert_eq!(
        registry.view(Question::default()).unwrap().locked().unwrap().person(&text("P-1")).unwrap(),
        NameShown::Erased
    );
    assert_eq!(files(&data), Vec::<PathBuf>::new());
    // Somebody gave it a later name.
    drop(registry);
    fs::write(before.path.with_file_name("00000000000099999999.snapshot"), &kept).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert_eq!(files(&data), Vec::<PathBuf>::new());
    let after = registry.snapshot().unwrap();
    drop(registry);
    let registry = Registry::open(&data).unwrap();
    assert_eq!((opened_at(&registry), files(&data)), (Some(after.position.0), vec![after.path]));
    assert!(is_in_order(&registry));
}

#[test]
fn opening_writes_a_snapshot_where_much_was_folded() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    write_registry(Generator::new(Scale::Events(60_000), 1).unwrap(), &data, &mut |_| {}).unwrap();
    // Where none can be written, nothing else is wrong.
    fs::write(layout::snapshots_dir(&data), "in the way").unwrap();
    let registry = Registry::open(&data).unwrap();
    assert!(matches!(registry.opened_from().not_written, Some(Error::Io { .. })));
    let end = head(&registry);
    assert!(end >= 50_000);
    drop(registry);
    fs::remove_file(layout::snapshots_dir(&data)).unwrap();
    drop(rebuilt(&data));
    assert_eq!(files(&data).len(), 0, "rebuilding alone writes none");
    let registry = Registry::open(&data).unwrap();
    assert!(opened_at(&registry).is_none() && registry.opened_from().not_written.is_none());
    assert_eq!(files(&data).len(), 1);
    record(&registry, person_named("P-1", "示例甲")).unwrap();
    assert_eq!(registry.snapshot_if_due().unwrap(), None);
    drop(registry);
    let registry = Registry::open(&data).unwrap();
    assert_eq!((opened_at(&registry), files(&data).len()), (Some(end), 1));
    assert!(is_in_order(&registry));
}

#[test]
fn a_backup_has_no_snapshots() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file, back) = (dir.path().join("data"), dir.path().join("backup"), dir.path().join("back"));
    with_counts(&data, 5).snapshot().unwrap();
    backup(&data, &file, &BackupOptions::default()).unwrap();
    restore(std::slice::from_ref(&file), &back, false).unwrap();
    assert_eq!(files(&back), Vec::<PathBuf>::new());
    assert_eq!(opened_at(&Registry::open(&back).unwrap()), None);
}

#[test]
fn a_registry_in_memory_has_no_snapshots() {
    let registry = Registry::in_memory();
    assert!(matches!(registry.snapshot(), Err(Error::InMemory)));
    assert_eq!(registry.snapshot_if_due().unwrap(), None);
}

#[test]
fn a_snapshot_says_of_which_commits_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let snapshot = with_counts(&data, 5).snapshot().unwrap();
    let SnapshotHead { tree, .. } = SnapshotReader::open(&snapshot.path).unwrap().head();
    let log = SledLog::open(layout::log_dir(&data)).unwrap();
    assert_eq!(tree, log.tree_head_at(Position(u64::MAX)).unwrap());
}
