//! A registry that is only read: beside whoever writes to it, with nothing written and no lock
//! taken.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;
use std::{fs, thread};

use jiceng_core::domain::Position;
use jiceng_core::log::LogError;
use jiceng_core::{Error, KeySource, NameShown, Question, Registry, layout};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::{On as _, day, erased, home, population, text};
use jiceng_testkit::world::{COMMUNITY, SITE};
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::recorded::{fill, head, is_in_order, person_named, record, request};
use super::views::{answers, other, requests};

fn registry() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    fill(&Registry::create(&data).unwrap());
    (dir, data)
}

fn to_read(data: &Path) -> Result<Registry, Error> {
    Registry::open_to_read(data, &KeySource::Inside, &mut |_| {})
}

/// Every file with its bytes and when it was written last.
pub(crate) fn files(dir: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let written = path.metadata().unwrap().modified().unwrap();
            found.insert(path.clone(), (fs::read(&path).unwrap(), written));
        }
    }
    found
}

#[test]
fn a_reader_beside_a_writer_answers_up_to_where_it_was_opened() {
    let (_dir, data) = registry();
    let writer = Registry::open(&data).unwrap();
    let reader = to_read(&data).unwrap();
    let question = Question::on(day("2020-12-31"));
    let before = answers(&reader.view(question).unwrap());
    assert_eq!(other(&before, &answers(&writer.view(question).unwrap())), None);
    record(&writer, home(SITE).on("2019-01-01")).unwrap();
    assert_eq!(other(&answers(&reader.view(question).unwrap()), &before), None);
    let later = to_read(&data).unwrap();
    assert_eq!(head(&later), head(&reader) + 1);
    assert_eq!(other(&answers(&later.view(question).unwrap()), &answers(&writer.view(question).unwrap())), None);
    assert!(is_in_order(&later) && is_in_order(&writer));
}

#[test]
fn a_reader_writes_nothing_and_says_so() {
    let (_dir, data) = registry();
    Registry::open(&data).unwrap().snapshot().unwrap();
    let before = files(&data);
    let reader = to_read(&data).unwrap();
    let is_refused =
        |error: Error| matches!(error, Error::Log(LogError::OpenedToRead { dir }) if dir == layout::log_dir(&data));
    assert!(is_refused(record(&reader, home(SITE).on("2019-01-01")).unwrap_err()));
    assert!(is_refused(reader.batch().map(drop).unwrap_err()));
    assert!(is_refused(reader.snapshot().unwrap_err()));
    assert!(is_refused(reader.rewrap(&KeySource::Inside).unwrap_err()));
    assert!(is_refused(reader.adopt(Vec::new()).unwrap_err()));
    assert!(reader.snapshot_if_due().unwrap().is_none());
    answers(&reader.view(Question::default()).unwrap());
    assert!(reader.opened_from().snapshot.is_some());
    assert!(is_in_order(&reader));
    reader.rest_on_log(&mut |_| {}).unwrap();
    drop(reader);
    assert_eq!(files(&data), before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(16), ..ProptestConfig::default() })]

    /// Sealed up to some commit, with a snapshot of some position.
    #[test]
    fn a_reader_answers_as_who_opens_to_write(history in any_history(), sealed in any::<Index>(), snapshot in any::<Index>()) {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let requests = requests(&history);
        Registry::create(&data).unwrap();
        let (sealed, snapshot) = (sealed.index(requests.len()), snapshot.index(requests.len()));
        let mut writer = Registry::open(&data).unwrap();
        for (n, request) in requests.iter().enumerate() {
            let _ = writer.record(request);
            if n == snapshot {
                writer.snapshot().unwrap();
            }
            if n == sealed {
                drop(writer);
                jiceng_core::log::seal(&layout::log_dir(&data), 0, &mut |_, _| {}).unwrap();
                writer = Registry::open(&data).unwrap();
            }
        }
        let question = Question::on(day("2020-12-31"));
        let reader = to_read(&data).unwrap();
        prop_assert_eq!(other(&answers(&reader.view(question).unwrap()), &answers(&writer.view(question).unwrap())), None);
        prop_assert!(is_in_order(&reader));
    }
}

/// Staged imports come into the log block by block; a reader sees each whole or not at all.
#[test]
fn a_reader_beside_imports_sees_each_whole_or_not_at_all() {
    const IMPORTS: u64 = 12;
    const ROWS: u32 = 400;
    let (_dir, data) = registry();
    let writer = Registry::open(&data).unwrap();
    let first = head(&writer);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let reading: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut seen = Vec::new();
                    while !is_over.load(Ordering::Relaxed) {
                        seen.push(head(&to_read(&data).unwrap()));
                    }
                    seen
                })
            })
            .collect();
        for n in 0..u32::try_from(IMPORTS).unwrap() {
            let mut batch = writer.batch().unwrap().keep_in_memory(0);
            for row in 0..ROWS {
                batch.add(request(population(COMMUNITY, 1 + n * ROWS + row).on("2019-01-01"))).unwrap();
            }
            batch.commit().unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
        for seen in reading.into_iter().map(|reading| reading.join().unwrap()) {
            assert!(seen.is_sorted());
            assert!(seen.iter().all(|head| (head - first).is_multiple_of(u64::from(ROWS))), "{seen:?}");
        }
    });
    assert_eq!(head(&to_read(&data).unwrap()), first + IMPORTS * u64::from(ROWS));
}

/// A key that came back, out of an older copy of the directory, opens nothing that the log says is
/// erased.
#[test]
fn an_erased_name_is_not_shown_though_its_key_lies_there() {
    let (dir, data) = registry();
    let writer = Registry::open(&data).unwrap();
    record(&writer, person_named("P-9", "韦示例")).unwrap();
    drop(writer);
    let keys = data.join("keys");
    let copy = dir.path().join("keys");
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(&keys).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
    }
    let shown = |registry: &Registry| registry.view(Question::default()).unwrap().person(&text("P-9")).unwrap();
    assert_eq!(shown(&to_read(&data).unwrap()), NameShown::Name("韦示例".to_owned()));
    record(&Registry::open(&data).unwrap(), erased("P-9").on("2020-01-01")).unwrap();
    for entry in fs::read_dir(&copy).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, keys.join(path.file_name().unwrap())).unwrap();
    }
    assert_eq!(shown(&to_read(&data).unwrap()), NameShown::Erased);
}

#[test]
fn what_is_no_registry_or_is_damaged_is_told() {
    let (dir, data) = registry();
    let nowhere = to_read(&dir.path().join("nowhere")).map(drop);
    assert!(matches!(nowhere, Err(Error::NotARegistry { .. })));
    let segment = fs::read_dir(layout::log_dir(&data).join("journal")).unwrap().next().unwrap().unwrap().path();
    let sound = fs::read(&segment).unwrap();
    let mut spoilt = sound.clone();
    let middle = spoilt.len() / 2;
    spoilt[middle] ^= 1;
    fs::write(&segment, spoilt).unwrap();
    match to_read(&data).map(drop) {
        Err(Error::Log(LogError::JournalDamaged { path, .. })) => assert_eq!(path, segment),
        opened => panic!("{opened:?}"),
    }
    fs::write(&segment, &sound[..middle]).unwrap();
    assert!(matches!(to_read(&data).map(drop), Err(Error::Log(_))));
    fs::write(&segment, sound).unwrap();
    assert_eq!(to_read(&data).unwrap().head().unwrap(), Position(head(&Registry::open(&data).unwrap())));
}
