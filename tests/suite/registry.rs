//! The registry that other tools embed: batches, repeated requests, names, watching.

use std::path::Path;
use std::time::Duration;

use jiceng_core::domain::{Command, CommitId, PersonId, Position, Recorder, Wish};
use jiceng_core::{Error, Known, NameShown, Question, Registry, Request};
use jiceng_testkit::make::{On as _, division, federation, home, person};
use jiceng_testkit::world::{COMMUNITY, small_world};
use uuid::Uuid;

const NAME: &str = "张示例甲";

fn request(wish: Wish) -> Request {
    Request::new(Recorder::parse("示例办公室").unwrap(), wish)
}

fn named(id: u128, wish: Wish) -> Request {
    Request { commit: Some(CommitId(Uuid::from_u128(id))), ..request(wish) }
}

/// The world without its persons, whose names are sealed by the testkit and not by the registry.
fn world() -> Registry {
    let registry = Registry::in_memory();
    fill(&registry);
    registry
}

fn fill(registry: &Registry) {
    let mut batch = registry.batch().unwrap().sliced("import");
    for wish in small_world().into_iter().filter(|wish| wish.command.name() != "register_person") {
        batch.add(request(wish)).unwrap();
    }
    batch.commit().unwrap();
}

fn register(person_id: &str, name: &str) -> Wish {
    let mut wish = person(person_id).on("2019-01-01");
    if let Command::Record(jiceng_core::domain::Event::PersonRegistered(event)) = &mut wish.command {
        event.name = name.to_owned().try_into().unwrap();
    }
    wish
}

fn head(registry: &Registry) -> Position {
    registry.view(Question::default()).unwrap().facts().head()
}

#[test]
fn a_batch_that_is_dropped_leaves_nothing_behind() {
    let registry = world();
    let before = head(&registry);
    let mut batch = registry.batch().unwrap();
    batch.add(request(home(COMMUNITY).on("2019-03-08"))).unwrap();
    batch.add(request(register("p9", NAME))).unwrap();
    drop(batch);
    let view = registry.view(Question::default()).unwrap();
    assert_eq!(view.facts().head(), before);
    assert_eq!(view.person(&PersonId::parse("p9").unwrap()).unwrap(), NameShown::Unknown);
    drop(view);
    // And the registry goes on as if it had never been.
    assert_eq!(registry.record(&request(home(COMMUNITY).on("2019-03-09"))).unwrap().first, before);
    assert!(registry.verify(&mut |_| {}).unwrap().projections_agree);
}

#[test]
fn the_same_request_again_is_answered_with_the_first_receipt() {
    let registry = world();
    let wish = || home(COMMUNITY).on("2019-03-08");
    let first = registry.record(&named(7, wish())).unwrap();
    let again = registry.record(&named(7, wish())).unwrap();
    assert!(!first.repeated && again.repeated);
    assert_eq!((again.commit, again.first, again.events), (first.commit, first.first, 1));
    assert_eq!(again.recorded_at, first.recorded_at);
}

#[test]
fn the_same_identity_with_another_body_is_refused_with_the_fields_that_differ() {
    let registry = world();
    registry.record(&named(7, federation("f1", COMMUNITY).on("2019-03-08"))).unwrap();
    let before = head(&registry);
    let mut other = federation("f1", COMMUNITY);
    other.name = "另一个名称".parse().unwrap();
    let Err(Error::CommitDiffers { differences, .. }) = registry.record(&named(7, other.on("2019-03-09"))) else {
        panic!("another body was taken for the same")
    };
    let fields: Vec<&str> = differences.iter().map(|d| d.field.as_str()).collect();
    assert_eq!(fields, ["effective", "name"]);
    assert_eq!(head(&registry), before);
}

#[test]
fn a_name_sealed_afresh_is_still_the_same_name() {
    let registry = world();
    registry.record(&named(7, register("p9", NAME))).unwrap();
    assert!(registry.record(&named(7, register("p9", NAME))).unwrap().repeated);
    let other = registry.record(&named(7, register("p9", "李示例乙"))).unwrap_err();
    assert!(matches!(&other, Error::CommitDiffers { .. }), "{other:?}");
    for text in [other.to_string(), format!("{other:?}")] {
        assert!(!text.contains("示例甲") && !text.contains("示例乙"), "a name in an error: {text}");
    }
}

#[test]
fn a_name_is_nowhere_in_the_registrys_files_and_gone_when_it_is_erased() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("data");
    let p9 = PersonId::parse("p9").unwrap();
    let registry = Registry::create(&dir).unwrap();
    fill(&registry);
    registry.record(&request(register("p9", NAME))).unwrap();
    assert_eq!(registry.view(Question::default()).unwrap().person(&p9).unwrap(), NameShown::Name(NAME.to_owned()));
    drop(registry);
    assert!(!contains(&dir, NAME.as_bytes()), "the name is in a file");
    assert_eq!(std::fs::read_dir(dir.join("keys")).unwrap().count(), 1);

    let registry = Registry::open(&dir).unwrap();
    assert_eq!(registry.view(Question::default()).unwrap().person(&p9).unwrap(), NameShown::Name(NAME.to_owned()));
    registry.record(&request(jiceng_testkit::make::erased("p9").on("2020-01-01"))).unwrap();
    assert_eq!(registry.view(Question::default()).unwrap().person(&p9).unwrap(), NameShown::Erased);
    assert_eq!(std::fs::read_dir(dir.join("keys")).unwrap().count(), 0);
    drop(registry);
    let registry = Registry::open(&dir).unwrap();
    assert_eq!(registry.view(Question::default()).unwrap().person(&p9).unwrap(), NameShown::Erased);
    assert!(registry.verify(&mut |_| {}).unwrap().projections_agree);
}

#[test]
fn a_key_that_an_erasure_cut_short_left_behind_goes_when_the_registry_opens() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("data");
    let registry = Registry::create(&dir).unwrap();
    fill(&registry);
    registry.record(&request(register("p9", NAME))).unwrap();
    let key = std::fs::read_dir(dir.join("keys")).unwrap().next().unwrap().unwrap().path();
    let bytes = std::fs::read(&key).unwrap();
    registry.record(&request(jiceng_testkit::make::erased("p9").on("2020-01-01"))).unwrap();
    drop(registry);
    std::fs::write(&key, bytes).unwrap();
    drop(Registry::open(&dir).unwrap());
    assert!(!key.exists());
}

fn contains(dir: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return contains(&path, needle);
        }
        std::fs::read(&path).unwrap().windows(needle.len()).any(|window| window == needle)
    })
}

#[test]
fn a_recording_time_is_taken_only_when_a_history_moves_in_and_never_goes_back() {
    let registry = world();
    let at = |time: &str, wish| Request { recorded_at: Some(time.parse().unwrap()), ..request(wish) };
    let wish = || home(COMMUNITY).on("2019-03-08");
    assert!(matches!(registry.record(&at("2020-01-01T00:00:00Z", wish())), Err(Error::RecordingTimeStated)));

    let fresh = Registry::in_memory();
    let mut batch = fresh.batch().unwrap().recorded_as_stated();
    batch.add(at("2017-01-05T09:00:00+08:00", division("45", "广西壮族自治区").on("2016-12-31"))).unwrap();
    let earlier = batch.add(at("2017-01-05T08:59:59+08:00", division("44", "广东省").on("2016-12-31")));
    assert!(matches!(earlier, Err(Error::RecordingTimeOutOfOrder { .. })));
    let later = batch.add(at("2999-01-05T09:00:00+08:00", division("44", "广东省").on("2016-12-31")));
    assert!(matches!(later, Err(Error::RecordingTimeOutOfOrder { .. })));
    batch.commit().unwrap();

    let known = |time: &str| Question { known: Known::At(time.parse().unwrap()), ..Question::default() };
    let seen = |time| fresh.view(known(time)).unwrap().as_of().known;
    assert_eq!(seen("2017-01-05T08:59:59.999999+08:00"), Position(0));
    assert_eq!(seen("2017-01-05T09:00:00+08:00"), Position(1));
}

#[test]
fn nothing_is_known_beyond_the_end_of_the_log() {
    let registry = world();
    let beyond = Question { known: Known::Before(Position(head(&registry).0 + 1)), ..Question::default() };
    assert!(matches!(registry.view(beyond), Err(Error::BeyondTheLog { .. })));
}

#[test]
fn whoever_watches_is_woken_by_another_threads_commit() {
    let registry = world();
    let from = head(&registry);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut watch = registry.watch(from);
            let commit = watch.next_within(Duration::from_secs(60)).unwrap().expect("a commit came");
            (commit.first, watch.position())
        });
        registry.record(&request(home(COMMUNITY).on("2019-03-08"))).unwrap();
        assert_eq!(watcher.join().unwrap(), (from, from.plus(1)));
    });
    assert!(registry.watch(from.plus(1)).next_within(Duration::ZERO).unwrap().is_none());
}
