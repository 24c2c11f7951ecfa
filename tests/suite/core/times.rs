//! When something was recorded, and what was known when.

use jiceng_core::domain::Position;
use jiceng_core::{Error, Known, Question, Registry, end_of_china_day, today};
use jiceng_testkit::make::{On as _, day, population, text};
use jiceng_testkit::world::{SITE, small_world};
use jiff::Timestamp;

use super::recorded::{head, instant, is_in_order, record, request, stated};

/// A registry into which a history was moved: the world, and counts of people at known instants.
fn moved_in(counts: &[(&str, u32)]) -> Registry {
    let registry = Registry::in_memory();
    let mut batch = registry.batch().unwrap().sliced("import").recorded_as_stated();
    for wish in small_world() {
        batch.add(stated("2018-01-01T00:00:00Z", wish)).unwrap();
    }
    for (at, people) in counts {
        let receipt = batch.add(stated(at, population(SITE, *people).on("2017-12-31"))).unwrap();
        assert_eq!(receipt.recorded_at, instant(at));
    }
    batch.commit().unwrap();
    registry
}

fn people(registry: &Registry, known: Known) -> Option<u32> {
    let view = registry.view(Question { known, ..Question::on(day("2020-06-30")) }).unwrap().locked().unwrap();
    let site = view.find(&text(SITE))?;
    view.coverage_of(site).unwrap().unwrap().population
}

#[test]
fn a_recording_time_may_be_stated_only_where_a_history_moves_in() {
    let registry = Registry::in_memory();
    let wish = || small_world().remove(0);
    let refused = registry.record(&stated("2018-01-01T00:00:00Z", wish())).unwrap_err();
    assert!(matches!(refused, Error::RecordingTimeStated), "{refused}");
    let mut batch = registry.batch().unwrap().sliced("import");
    let refused = batch.add(stated("2018-01-01T00:00:00Z", wish())).unwrap_err();
    assert!(matches!(refused, Error::RecordingTimeStated), "{refused}");
    drop(batch);
    assert_eq!(head(&registry), 0);
}

#[test]
fn stated_times_never_decrease_and_never_lie_in_the_future() {
    let registry = moved_in(&[("2018-06-01T08:00:00Z", 100)]);
    let before = head(&registry);
    for at in ["2018-06-01T07:59:59Z", "1990-01-01T00:00:00Z", "2999-01-01T00:00:00Z"] {
        let mut batch = registry.batch().unwrap().recorded_as_stated();
        let refused = batch.add(stated(at, population(SITE, 200).on("2018-01-31"))).unwrap_err();
        let Error::RecordingTimeOutOfOrder { stated, earliest, now } = refused else { panic!("{refused}") };
        assert_eq!((stated, earliest), (instant(at), instant("2018-06-01T08:00:00Z")));
        assert!(now > earliest);
    }
    // Within one batch too; and the same instant again is fine.
    let mut batch = registry.batch().unwrap().recorded_as_stated();
    batch.add(stated("2018-06-01T08:00:00Z", population(SITE, 200).on("2018-01-31"))).unwrap();
    batch.add(stated("2018-07-01T00:00:00Z", population(SITE, 201).on("2018-02-28"))).unwrap();
    let refused = batch.add(stated("2018-06-30T00:00:00Z", population(SITE, 202).on("2018-03-31"))).unwrap_err();
    assert!(matches!(refused, Error::RecordingTimeOutOfOrder { .. }), "{refused}");
    drop(batch);
    assert_eq!(head(&registry), before);
    assert!(is_in_order(&registry));
}

/// The day of recording is that of the stated instant, in China.
#[test]
fn what_had_not_happened_when_it_is_said_to_be_recorded_is_refused() {
    let registry = moved_in(&[]);
    let mut batch = registry.batch().unwrap().recorded_as_stated();
    // 23:59 on 31 May in China.
    let refused = batch.add(stated("2018-05-31T15:59:00Z", population(SITE, 5).on("2018-06-01"))).unwrap_err();
    assert!(matches!(&refused, Error::Refused(r) if r.code() == "effective_after_recording"), "{refused}");
    batch.add(stated("2018-05-31T16:00:00Z", population(SITE, 5).on("2018-06-01"))).unwrap();
}

#[test]
fn after_a_history_moved_in_the_clock_goes_on() {
    let registry = moved_in(&[("2018-06-01T08:00:00Z", 100)]);
    let before = Timestamp::now();
    let receipt = record(&registry, population(SITE, 300).on("2019-01-01")).unwrap();
    // Kept to the microsecond.
    assert!(receipt.recorded_at.as_microsecond() >= before.as_microsecond());
    assert_eq!(receipt.recorded_at.subsec_nanosecond() % 1000, 0);
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    assert_eq!(view.entry(receipt.first).unwrap().unwrap().recorded_at, receipt.recorded_at);
    assert_eq!(view.as_of().effective, today());
}

#[test]
fn what_was_known_is_asked_by_instant_or_position() {
    let counts = [("2018-06-01T08:00:00Z", 100), ("2018-06-02T08:00:00.000001Z", 200), ("2018-06-02T16:00:00Z", 300)];
    let registry = moved_in(&counts);
    let first = head(&registry) - 3;
    let at = |at: &str| people(&registry, Known::At(instant(at)));
    assert_eq!(at("2017-12-31T23:59:59Z"), None);
    assert_eq!(at("2018-06-01T07:59:59.999999Z"), None);
    assert_eq!(at("2018-06-01T08:00:00Z"), Some(100));
    assert_eq!(at("2018-06-02T08:00:00Z"), Some(100));
    assert_eq!(at("2018-06-02T08:00:00.000001Z"), Some(200));
    assert_eq!(at("2018-12-31T00:00:00Z"), Some(300));
    // Nobody knows what will be known.
    let future = Question { known: Known::At(instant("2999-01-01T00:00:00Z")), ..Question::on(day("2020-06-30")) };
    assert!(matches!(registry.view(future), Err(Error::KnownInFuture { .. })));
    // The evening of 2 June in China, 23:59, lies before midnight, which is 16:00 UTC.
    let evening = end_of_china_day(day("2018-06-02")).unwrap();
    assert_eq!(people(&registry, Known::At(evening)), Some(200));
    assert_eq!(people(&registry, Known::Now), Some(300));
    for (n, expected) in [(0, None), (1, Some(100)), (2, Some(200)), (3, Some(300))] {
        assert_eq!(people(&registry, Known::Before(Position(first + n))), expected, "{n}");
    }
    let beyond = Question { known: Known::Before(Position(first + 4)), ..Question::default() };
    let refused = registry.view(beyond).err().unwrap();
    let expected = (Position(first + 4), Position(first + 3));
    assert!(matches!(refused, Error::BeyondTheLog { position, head } if (position, head) == expected), "{refused}");
}

/// A view keeps to what was known when it was taken, and so does its history.
#[test]
fn history_shows_what_was_known_then() {
    let registry = moved_in(&[("2018-06-01T08:00:00Z", 100)]);
    let receipt = record(&registry, population(SITE, 900).on("2018-01-01")).unwrap();
    let event = jiceng_core::domain::EventId { commit: receipt.commit, index: 0 };
    registry.record(&request(jiceng_testkit::make::retraction_of(event))).unwrap();
    let withdrawn_by = |known| {
        let view = registry.view(Question { known, ..Question::default() }).unwrap().locked().unwrap();
        let history = view.history(view.find(&text(SITE)).unwrap()).unwrap();
        let found = history.into_iter().find(|entry| entry.recorded.position == receipt.first);
        found.map(|entry| entry.withdrawn.as_ref().map(|withdrawn| withdrawn.by))
    };
    assert_eq!(withdrawn_by(Known::Before(receipt.first)), None);
    assert_eq!(withdrawn_by(Known::Before(receipt.first.plus(1))), Some(None));
    assert_eq!(withdrawn_by(Known::Now), Some(Some(receipt.first.plus(1))));
}
