//! Batches too long for memory: staged beside the log, decided at one moment, in the log whole or
//! not at all.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::domain::{Command, CommitId, Event, EventId, Evidence, Position, Wish};
use jiceng_core::log::frame::encode;
use jiceng_core::log::{Commit, EventLog, LogError, SledLog, TreeHead};
use jiceng_core::{Batch, Error, KeySource, NameShown, Question, Registry, Request, layout};
use jiceng_testkit::generate::{History, any_history};
use jiceng_testkit::make::{On as _, home, population, sample, text};
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::world::{COMMUNITY, SITE};
use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::recorded::{fill, id, identified, instant, is_in_order, person_named, request};
use crate::log::damage::{Damage, any_damage, spoil};
use crate::log::{child, full_disk};

/// A registry with the small world in a new directory.
fn registry() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    fill(&Registry::create(&data).unwrap());
    (dir, data)
}

fn log_of(data: &Path) -> SledLog {
    SledLog::open(layout::log_dir(data)).unwrap()
}

fn commits_of(data: &Path) -> Vec<Commit> {
    log_of(data).commits(Position(0)).collect::<Result<_, _>>().unwrap()
}

fn staged(data: &Path) -> PathBuf {
    layout::log_dir(data).join("import.staged")
}

fn undecided(data: &Path) -> PathBuf {
    layout::log_dir(data).join("import.staging")
}

/// The wishes of a history as requests, each with the id under which the history has its events, or
/// none.
fn requests(history: &History, is_identified: impl Fn(CommitId) -> bool) -> Vec<Request> {
    let mut recorder = Recorder::default();
    let wishes = history.wishes.iter().cloned();
    let identified = wishes.map(|wish| {
        let made = recorder.record(&wish).unwrap().first().map(|event| event.id.commit);
        Request { commit: made.filter(|made| is_identified(*made)), ..request(wish) }
    });
    identified.collect()
}

/// Adds requests, one second later each time some have been added; what came of each.
fn outcomes(batch: &mut Batch, requests: &[Request], a_second: usize) -> Vec<String> {
    let first = instant("2020-12-31T01:00:00Z");
    let mut outcomes = Vec::new();
    for (n, request) in requests.iter().enumerate() {
        let seconds = i64::try_from(n / a_second).unwrap();
        let request = Request { recorded_at: Some(first + SignedDuration::from_secs(seconds)), ..request.clone() };
        outcomes.push(match batch.add(request) {
            Ok(receipt) => format!("{} {} {}", receipt.first, receipt.events, receipt.repeated),
            Err(error) => error.to_string(),
        });
    }
    outcomes
}

/// A batch of these requests into a new registry, held or staged; what came of each, and the
/// commits.
fn recorded(requests: &[Request], held: Option<u64>, a_second: usize) -> (Vec<String>, Vec<Commit>) {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::create(&dir.path().join("data")).unwrap();
    let mut batch = registry.batch().unwrap().sliced("import").recorded_as_stated();
    if let Some(held) = held {
        batch = batch.keep_in_memory(held);
    }
    let outcomes = outcomes(&mut batch, requests, a_second);
    let is_staged = undecided(&dir.path().join("data")).exists();
    assert_eq!(is_staged, held.is_some_and(|held| batch.events() > held));
    batch.commit().unwrap();
    assert!(is_in_order(&registry));
    drop(registry);
    assert!(!staged(&dir.path().join("data")).exists() && !undecided(&dir.path().join("data")).exists());
    (outcomes, commits_of(&dir.path().join("data")))
}

proptest! {
    /// Samples are drawn by the root of the tree, so they agree only if that does; some requests
    /// come twice.
    #[test]
    fn a_staged_batch_is_to_the_last_byte_what_it_is_when_it_is_held(
        history in any_history(), held in 0..12_u64, again in proptest::collection::vec(any::<(Index, Index)>(), 0..8),
    ) {
        let mut requests = requests(&history, |_| true);
        for (n, (from, to)) in (0_u128..).zip(again) {
            let mut drawn = sample(&format!("staged{n}"), 2, "2020-06-30");
            drawn.population.known = n.is_multiple_of(2).then(|| Position(from.index(2 * requests.len()) as u64));
            let wish = drawn.on("2020-07-01");
            requests.insert(to.index(requests.len()), identified((1 << 64) + n, wish));
            let twice = from.get(&requests).clone();
            let nameless = Request { commit: None, ..twice.clone() };
            requests.insert(to.index(requests.len()).max(from.index(requests.len())), twice);
            requests.push(Request { commit: Some(id((1 << 80) + n)), ..nameless });
        }
        let (staged, held) = (recorded(&requests, Some(held), 3), recorded(&requests, None, 3));
        prop_assert_eq!(staged.0, held.0);
        let frames = |commits: &[Commit]| commits.iter().map(|commit| encode(commit).unwrap()).collect::<Vec<_>>();
        prop_assert!(frames(&staged.1) == frames(&held.1));
    }

    #[test]
    fn a_staged_batch_is_sliced_as_one_that_is_held(history in any_history(), held in 0..12_u64, a_second in 1..9_usize) {
        let is_sample = |wish: &Wish| matches!(&wish.command, Command::Record(Event::SampleDrawn(_)));
        let mut originals: Vec<CommitId> =
            history.wishes.iter().filter_map(|wish| wish.command.original()).map(|event| event.commit).collect();
        originals.sort_unstable();
        let mut requests = requests(&history, |id| originals.binary_search(&id).is_ok());
        // A tree in which registry-made ids are differs each time.
        requests.retain(|request| !is_sample(&request.wish));
        let (staged, held) = (recorded(&requests, Some(held), a_second), recorded(&requests, None, a_second));
        prop_assert_eq!(staged.0, held.0);
        let without_made_id = |commit: &Commit| {
            let id = originals.binary_search(&commit.id).map_or(id(0), |_| commit.id);
            Commit { id, ..commit.clone() }
        };
        let without = |commits: &[Commit]| commits.iter().map(without_made_id).collect::<Vec<_>>();
        prop_assert_eq!(without(&staged.1), without(&held.1));
    }
}

#[test]
fn what_is_staged_is_found_by_the_ids_that_the_registry_made() {
    let (_dir, data) = registry();
    let registry = Registry::open(&data).unwrap();
    let mut batch = registry.batch().unwrap().keep_in_memory(0);
    let receipts: Vec<_> =
        (1..2000).map(|n| batch.add(request(population(SITE, n).on("2019-01-01"))).unwrap()).collect();
    for receipt in [&receipts[0], &receipts[700], &receipts[1998]] {
        let event = EventId { commit: receipt.commit, index: 0 };
        let retraction = jiceng_testkit::make::retraction_of(event);
        assert_eq!(batch.add(request(retraction)).unwrap().events, 1);
    }
    let unknown = EventId { commit: id(77), index: 0 };
    assert!(batch.add(request(jiceng_testkit::make::retraction_of(unknown))).is_err());
    batch.commit().unwrap();
    assert!(is_in_order(&registry));
}

/// Ids as other registries made them, in order and not, and such as nobody makes, among those that
/// this registry makes.
#[test]
fn what_is_staged_is_found_by_any_id() {
    let (_dir, data) = registry();
    let registry = Registry::open(&data).unwrap();
    let timed = |n: u128| id(((0x0168_0000_0000_7000_u128 + (n << 16)) << 64) | (0x8000_u128 << 48) | n);
    let scattered = |n: u128| n * 7919 % 2003;
    let ids = (1..2000_u128).map(|n| match n % 4 {
        0 => None,
        1 => Some(timed(10_000 + n)),
        2 => Some(timed(scattered(n))),
        _ => Some(id(scattered(n))),
    });
    let requests: Vec<Request> =
        (1..).zip(ids).map(|(n, id)| Request { commit: id, ..request(population(SITE, n).on("2019-01-01")) }).collect();
    let mut batch = registry.batch().unwrap().keep_in_memory(0);
    let receipts: Vec<_> = requests.iter().map(|request| batch.add(request.clone()).unwrap()).collect();
    for (request, receipt) in requests.into_iter().zip(&receipts) {
        let again = batch.add(Request { commit: Some(receipt.commit), ..request }).unwrap();
        assert_eq!((again.repeated, again.first), (true, receipt.first));
    }
    for unknown in [timed(5_000), timed(0), timed(1 << 30), id(2004)] {
        let new = batch.add(Request { commit: Some(unknown), ..request(population(COMMUNITY, 7).on("2019-01-01")) });
        assert!(!new.unwrap().repeated);
    }
    batch.commit().unwrap();
    assert!(is_in_order(&registry));
}

#[test]
fn a_staged_batch_that_is_dropped_leaves_nothing() {
    let (_dir, data) = registry();
    let before = commits_of(&data);
    let registry = Registry::open(&data).unwrap();
    let mut batch = registry.batch().unwrap().keep_in_memory(0);
    for n in 0..20 {
        batch.add(request(population(SITE, n).on("2019-01-01"))).unwrap();
    }
    assert!(undecided(&data).exists());
    drop(batch);
    assert!(!undecided(&data).exists());
    assert_eq!(registry.record(&request(home(SITE).on("2019-01-01"))).unwrap().first, Position(before.len() as u64));
    assert!(is_in_order(&registry));
}

/// A batch that a stop left decided: the directory as it was, with the bytes of the file as
/// `docs/format.md` has them, the directory's log before it, and all its commits.
struct Decided {
    _dir: TempDir,
    data: PathBuf,
    file: Vec<u8>,
    before: Vec<Commit>,
    commits: Vec<Commit>,
}

fn decided(commits: u64) -> Decided {
    let (dir, data) = registry();
    let (base, before) = {
        let log = log_of(&data);
        (log.tree_head_at(log.head().unwrap()).unwrap(), log.commits(Position(0)).map(Result::unwrap).collect())
    };
    let (mut position, mut made) = (base.position, Vec::new());
    for n in 0..commits {
        let wish = population(COMMUNITY, u32::try_from(n).unwrap()).on("2019-01-01");
        let (id, recorder) = (id(1_000 + u128::from(n)), request(wish.clone()).recorder);
        let recorded_at = instant("2100-01-01T00:00:00Z");
        let commit = Commit {
            id,
            first: position,
            recorded_at,
            recorder,
            approver: None,
            command: "import".to_owned(),
            facts: wish.facts(),
        };
        position = commit.next();
        made.push(commit);
    }
    let file = file_of(&base, &made);
    Decided { _dir: dir, data, file, before, commits: made }
}

fn file_of(base: &TreeHead, commits: &[Commit]) -> Vec<u8> {
    let mut file = b"JICENGB\x01".to_vec();
    file.extend([base.position.0, base.commits].iter().flat_map(|number| number.to_be_bytes()));
    file.extend(base.root.0);
    file.extend(crc32c::crc32c(&file).to_be_bytes());
    file.extend(commits.iter().flat_map(|commit| encode(commit).unwrap()));
    let next = commits.last().map_or(base.position, Commit::next);
    let numbers = [next.0, commits.len() as u64, file.len() as u64];
    let mut end: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
    end.extend(crc32c::crc32c(&end).to_be_bytes());
    [file, end, b"JEND".to_vec()].concat()
}

impl Decided {
    /// The log with so many of the batch's commits, and the file beside it.
    fn left_after(&self, commits: usize) {
        let log = log_of(&self.data);
        let frames = self.commits[..commits].iter().map(|commit| encode(commit).unwrap()).collect();
        log.append_frames(log.head().unwrap(), frames).unwrap();
        drop(log);
        fs::write(staged(&self.data), &self.file).unwrap();
    }

    fn whole(&self) -> Vec<Commit> {
        [self.before.clone(), self.commits.clone()].concat()
    }
}

#[test]
fn opening_finishes_a_decided_batch_from_wherever_it_stopped() {
    for commits in [0, 1, 17, 29, 30] {
        let decided = decided(30);
        decided.left_after(commits);
        fs::write(undecided(&decided.data), "not decided").unwrap();
        let registry = Registry::open(&decided.data).unwrap();
        assert_eq!(registry.recovered().import_finished, 30 - commits as u64);
        assert!(is_in_order(&registry));
        assert!(!staged(&decided.data).exists() && !undecided(&decided.data).exists());
        drop(registry);
        assert_eq!(commits_of(&decided.data), decided.whole());
        assert_eq!(Registry::open(&decided.data).unwrap().recovered().import_finished, 0);
    }
}

/// Whoever only reads shows it whole or not at all, and changes nothing.
#[test]
fn a_reader_shows_a_decided_batch_when_all_of_it_is_in_the_log() {
    for commits in [0, 1, 17, 29, 30] {
        let decided = decided(30);
        decided.left_after(commits);
        let reader = Registry::open_to_read(&decided.data, &KeySource::Inside, &mut |_| {}).unwrap();
        let shown = if commits == 30 { decided.whole() } else { decided.before.clone() };
        assert_eq!(reader.head().unwrap(), shown.last().unwrap().next(), "{commits}");
        assert!(is_in_order(&reader) && staged(&decided.data).exists());
    }
}

/// The file was not removed, and the log has gone on.
#[test]
fn a_batch_that_is_in_the_log_already_is_not_appended_again() {
    let decided = decided(3);
    decided.left_after(3);
    drop(log_of(&decided.data));
    let registry = Registry::open(&decided.data).unwrap();
    let late = Request { recorded_at: None, ..request(home(SITE).on("2019-01-01")) };
    // The commits of the batch are of the year 2100.
    assert!(matches!(registry.record(&late), Err(Error::ClockBehind { .. })));
    drop(registry);
    let log = log_of(&decided.data);
    let mut next = decided.commits[2].clone();
    (next.first, next.id) = (log.head().unwrap(), id(5));
    log.append_frames(next.first, vec![encode(&next).unwrap()]).unwrap();
    drop(log);
    fs::write(staged(&decided.data), &decided.file).unwrap();
    assert_eq!(commits_of(&decided.data), [decided.whole(), vec![next]].concat());
    assert!(!staged(&decided.data).exists());
}

fn is_refused(data: &Path, is_it: impl Fn(&LogError) -> bool) {
    let file = fs::read(staged(data)).unwrap();
    match Registry::open(data).map(drop) {
        Err(Error::Log(error)) if is_it(&error) => {
            assert!(error.to_string().contains("import.staged"), "{error}");
        }
        opened => panic!("{opened:?}"),
    }
    assert_eq!(fs::read(staged(data)).unwrap(), file);
}

proptest! {
    #[test]
    fn a_damaged_staging_file_is_refused_and_nothing_of_it_is_taken(
        commits in 0..=20_usize, at: Index, damage in any_damage(),
    ) {
        let decided = decided(20);
        decided.left_after(commits);
        spoil(&staged(&decided.data), at, &damage);
        if fs::read(staged(&decided.data)).unwrap() == decided.file {
            return Ok(());
        }
        let (spoilt, end) = (at.index(decided.file.len()), fs::read(staged(&decided.data)).unwrap().len().saturating_sub(32));
        // Where the end is not sound, or not where it says, nothing before it is looked at.
        let is_place = |offset: usize| offset <= spoilt || offset == end || matches!(damage, Damage::Swap(_));
        is_refused(&decided.data, |error| {
            matches!(error, LogError::StagedDamaged { offset, .. } if is_place(usize::try_from(*offset).unwrap()))
        });
        // Without the file the log is as it was.
        fs::remove_file(staged(&decided.data)).unwrap();
        let there = decided.before.len() + commits;
        prop_assert_eq!(commits_of(&decided.data), &decided.whole()[..there]);
    }
}

#[test]
fn a_staging_file_of_another_log_is_refused() {
    let is_foreign = |error: &LogError| matches!(error, LogError::StagedForeign { .. });
    // Of one that is shorter, or has another beginning.
    let (decided, other) = (decided(5), decided(4));
    fs::write(staged(&other.data), &decided.file).unwrap();
    is_refused(&other.data, is_foreign);
    // Of one that went on otherwise.
    fs::remove_file(staged(&other.data)).unwrap();
    let mut others = decided.commits.clone();
    others[0].id = id(9);
    let log = log_of(&decided.data);
    let base = log.tree_head_at(log.head().unwrap()).unwrap();
    drop(log);
    fs::write(staged(&decided.data), file_of(&base, &others)).unwrap();
    drop(log_of(&decided.data));
    fs::write(staged(&decided.data), &decided.file).unwrap();
    is_refused(&decided.data, is_foreign);
    let before = [decided.before.clone(), others].concat();
    fs::remove_file(staged(&decided.data)).unwrap();
    assert_eq!(commits_of(&decided.data), before);
}

#[test]
fn a_batch_that_cannot_be_staged_records_nothing() {
    let (_dir, data) = registry();
    let before = commits_of(&data);
    let registry = Registry::open(&data).unwrap();
    fs::create_dir(undecided(&data)).unwrap();
    let mut batch = registry.batch().unwrap().keep_in_memory(2);
    let outcomes: Vec<bool> =
        (0..6).map(|n| batch.add(request(population(SITE, n).on("2019-01-01"))).is_ok()).collect();
    assert_eq!(outcomes, [true, true, false, false, false, false]);
    assert!(matches!(batch.commit(), Err(Error::NotStaged { .. })));
    assert!(
        registry.view(Question::default()).unwrap().locked().unwrap().facts().head() == Position(before.len() as u64)
    );
    assert!(is_in_order(&registry));
    fs::remove_dir(undecided(&data)).unwrap();
    registry.record(&request(home(SITE).on("2019-01-01"))).unwrap();
    assert!(is_in_order(&registry));
}

#[test]
fn keys_of_persons_that_were_not_registered_are_forgotten() {
    let (_dir, data) = registry();
    let registry = Registry::open(&data).unwrap();
    let commit = || {
        let mut batch = registry.batch().unwrap().keep_in_memory(0);
        for n in 0..30 {
            batch.add(request(person_named(&format!("staged{n}"), "示例"))).unwrap();
        }
        batch.commit()
    };
    let keys = || {
        let store = fs::read(data.join("keys/persons.keys")).unwrap();
        (0..30).filter(|n| store.windows(8).any(|part| part == &format!("staged{n}\0").as_bytes()[..8])).count()
    };
    // No file can take its place.
    fs::create_dir_all(staged(&data).join("in the way")).unwrap();
    assert!(matches!(commit(), Err(Error::Log(LogError::Io { .. }))));
    assert_eq!(keys(), 0);
    fs::remove_dir_all(staged(&data)).unwrap();
    commit().unwrap();
    assert_eq!(keys(), 30);
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    assert_eq!(view.person(&text("staged29")).unwrap(), NameShown::Name("示例".to_owned()));
    drop(view);
    assert!(is_in_order(&registry));
}

#[test]
fn on_a_full_disk_a_staged_batch_is_there_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let Some(by) = full_disk::with_own_mounts(dir.path()) else { return };
    let child = child::running("core::staging::in_a_child_the_disk_fills_up", dir.path(), &by).output().unwrap();
    assert!(child.status.success(), "{child:?}");
}

const EVENTS: u32 = 80;

/// Events of some 150 kB each.
fn batch_of(registry: &Registry, events: u32) -> Result<Position, Error> {
    let mut batch = registry.batch()?.keep_in_memory(2);
    for n in 0..events {
        let mut wish = population(SITE, n).on("2019-01-01");
        let paper = |paper: u32| Evidence {
            title: Some(text(&format!("{paper}{}", "据".repeat(180)))),
            ..Evidence::default()
        };
        wish.evidence = (0..280).map(paper).collect();
        batch.add(request(wish))?;
    }
    batch.commit()
}

#[test]
fn in_a_child_the_disk_fills_up() {
    let Some(dir) = child::directory() else { return };
    let mount = |options: &str| {
        let path = dir.to_str().unwrap();
        assert!(child::succeeds("mount", &["-t", "tmpfs", "-o", options, "none", path]), "{options}");
    };
    let (mut staging, mut unfinished) = (0, 0);
    // The room for one file beside the log, and then for more and more of it in the log.
    for megabytes in (0..10).map(|n| 6 + 3 * n) {
        mount(&format!("size={megabytes}m"));
        let data = dir.join("data");
        let registry = Registry::create(&data).unwrap();
        fill(&registry);
        let before = registry.head().unwrap();
        let failed = batch_of(&registry, EVENTS).unwrap_err();
        let is_decided = matches!(&failed, Error::Log(LogError::Unfinished { .. }));
        if is_decided {
            unfinished += 1;
            assert!(matches!(registry.view(Question::default()).map(drop), Err(Error::Unfinished)));
            assert!(registry.batch().is_err());
        } else {
            staging += 1;
            assert!(matches!(&failed, Error::Log(_)), "{failed:?}");
            assert!(!undecided(&data).exists() && !staged(&data).exists());
            assert_eq!(registry.view(Question::default()).unwrap().locked().unwrap().facts().head(), before);
        }
        assert!(std::error::Error::source(&failed).is_some() || failed.to_string().contains("space"), "{failed:?}");
        drop(registry);
        mount("remount,size=64m");
        let registry = Registry::open(&data).unwrap();
        let there = registry.head().unwrap().0 - before.0;
        assert_eq!(there, if is_decided { EVENTS.into() } else { 0 }, "{megabytes}m: {failed:?}");
        assert!(is_in_order(&registry));
        drop(registry);
        // A thread of sled's that ends may still have a file open.
        assert!(child::succeeds("umount", &["--lazy", dir.to_str().unwrap()]));
    }
    assert!(staging > 0 && unfinished > 0, "{staging} {unfinished}");
}
