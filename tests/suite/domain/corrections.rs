//! Retractions and corrections.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::correction::{EventRetracted, RetractionReason};
use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, Command, Event, EventId, Fact, Facts, PartialDate, Position, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{event_id, fold};
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

/// A women's home of 2018, as the last event.
fn opened() -> Given {
    given(small_world()).and([home(SITE).on("2018-01-01")])
}

fn home_of(facts: &Facts, place: &str, on: &str, known: Option<u64>) -> Standing {
    let as_of = AsOf { known: Position(known.unwrap_or(u64::MAX)), ..AsOf::on(day(on)) };
    let place = facts.places.find(&text(place), as_of).unwrap();
    facts.elements.standing(place, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of)
}

#[test]
fn what_is_withdrawn_no_longer_counts_but_is_still_known_to_have_been_believed() {
    let recorder = opened().and_withdrawn().recorder();
    let head = recorder.facts.head().0;
    assert_eq!(home_of(&recorder.facts, SITE, "2019-01-01", None), Standing::Absent);
    assert_eq!(home_of(&recorder.facts, SITE, "2019-01-01", Some(head - 1)), Standing::Open);
    assert_eq!(home_of(&recorder.facts, SITE, "2019-01-01", Some(head - 2)), Standing::Absent);
    assert_eq!(recorder.facts.withdrawn(Position(head - 2)), Some(Position(head - 1)));
}

#[test]
fn what_was_withdrawn_may_be_recorded_again() {
    let facts = opened().and_withdrawn().when(home(SITE).on("2018-01-01")).is_recorded().facts;
    assert_eq!(home_of(&facts, SITE, "2019-01-01", None), Standing::Open);
}

#[test]
fn what_is_not_there_or_is_withdrawn_already_is_not_withdrawn() {
    let last = opened().recorder().last_id();
    opened().when(retraction_of(event_id(999, 0))).refused("unknown_event");
    opened().when(retraction_of(event_id(1, 1))).refused("unknown_event");
    opened().and([retraction_of(last)]).when(retraction_of(last)).refused("already_withdrawn");
    opened()
        .and([retraction_of(last)])
        .when(correction_of(last, home(SITE).on("2019-01-01")))
        .refused("already_withdrawn");
    let retraction = opened().and_withdrawn().recorder().last_id();
    opened().and_withdrawn().when(retraction_of(retraction)).refused("not_retractable");
    opened().when(correction_of(event_id(999, 0), home(SITE).on("2019-01-01"))).refused("unknown_event");
}

#[test]
fn a_correction_is_a_retraction_and_its_replacement_in_one_commit() {
    let last = opened().recorder().last_id();
    let wish = correction_of(last, home(COMMUNITY).on("2018-06-01"));
    let retracted = EventRetracted { event: last, reason: RetractionReason::Mistyped, note: None, replaced: true };
    let recorder = opened().when(wish).then(&[
        Fact { effective: text("2020-12-31"), evidence: Vec::new(), event: Event::EventRetracted(retracted) },
        Fact { effective: text("2018-06-01"), evidence: Vec::new(), event: home(COMMUNITY).into() },
    ]);
    let [.., retraction, replacement] = recorder.events.as_slice() else { panic!("two events") };
    assert_eq!((retraction.id.index, replacement.id.index), (0, 1));
    assert_eq!(retraction.id.commit, replacement.id.commit);
    assert_eq!(home_of(&recorder.facts, SITE, "2019-01-01", None), Standing::Absent);
    assert_eq!(home_of(&recorder.facts, COMMUNITY, "2019-01-01", None), Standing::Open);
    // The replacement may be corrected in its turn.
    recorder.clone().record(&correction_of(replacement.id, home(COMMUNITY).on("2018-07-01"))).unwrap();
}

#[test]
fn a_fact_is_moved_to_another_day_within_what_is_recorded() {
    let given = opened().and([closed(SITE, WOMENS_HOME).on("2019-01-01")]);
    let opening = event_id(small_world().len() as u64 + 1, 0);
    given.clone().when(correction_of(opening, home(SITE).on("2018-06-01"))).is_recorded();
    // The closing would have nothing to close, as it would if the facts were recorded in the other
    // order.
    given.clone().when(correction_of(opening, home(SITE).on("2019-06-01"))).refused("element_clash");
    given.when_corrected(closed(SITE, WOMENS_HOME).on("2017-06-01")).refused("element_not_open");
}

#[test]
fn a_replacement_is_one_new_fact() {
    let given = opened().and([home(COMMUNITY).on("2018-01-01")]);
    given.clone().when_corrected(home(SITE).on("2018-01-01")).refused("bad_replacement");
    let last = given.clone().recorder().last_id();
    let retracted = EventRetracted { event: last, reason: RetractionReason::Duplicate, note: None, replaced: false };
    let event = Event::EventRetracted(retracted);
    let replacement = Box::new(Fact { effective: text("2020-01-01"), evidence: Vec::new(), event });
    let command = Command::Correct { event: last, reason: RetractionReason::Duplicate, note: None, replacement };
    given
        .clone()
        .when(Wish { effective: text("2020-12-31"), evidence: Vec::new(), command })
        .refused("bad_replacement");
    // A retraction is wished for as one.
    let command = Command::Record(Event::EventRetracted(EventRetracted {
        event: last,
        reason: RetractionReason::Duplicate,
        note: None,
        replaced: false,
    }));
    given
        .clone()
        .when(Wish { effective: text("2020-12-31"), evidence: Vec::new(), command })
        .refused("bad_replacement");
    // What would be refused as a fact is refused as a replacement; the same fact again is a
    // correction of nothing else.
    given.clone().when_corrected(home(COUNTY).on("2018-01-01")).refused("not_assessed");
    given.when_corrected(home(COMMUNITY).on("2018-01-01")).is_recorded();
}

#[test]
fn a_refused_correction_changes_nothing() {
    let given = opened();
    let before = given.clone().recorder().facts;
    let mut recorder = given.recorder();
    let wish = correction_of(recorder.last_id(), home(COUNTY).on("2018-01-01"));
    assert!(recorder.record(&wish).is_err());
    assert_eq!(recorder.facts, before);
}

#[test]
fn withdrawing_a_merger_brings_all_of_them_back() {
    let merged = divisions_merged(&[SECOND_COMMUNITY, THIRD_COMMUNITY], COMMUNITY).on("2012-01-01");
    let facts = given(small_world()).and([merged]).and_withdrawn().recorder().facts;
    let as_of = AsOf::on(day("2020-01-01"));
    for code in [COMMUNITY, SECOND_COMMUNITY, THIRD_COMMUNITY] {
        let no = facts.places.find(&text(code), as_of).unwrap();
        assert!(facts.places.get(no).unwrap().is_open(as_of), "{code}");
    }
}

#[test]
fn withdrawing_a_split_takes_all_of_it_back() {
    let split = division_split(COMMUNITY, &[(FREE_CODE, "东社区"), ("450224100012", "西社区")]).on("2018-01-01");
    let facts = given(small_world()).and([split]).and_withdrawn().recorder().facts;
    let as_of = AsOf::on(day("2020-01-01"));
    assert!(facts.places.get(facts.places.find(&text(COMMUNITY), as_of).unwrap()).unwrap().is_open(as_of));
    assert_eq!(facts.places.find(&text(FREE_CODE), as_of), None);
    assert_eq!(facts.places.find(&text("450224100012"), as_of), None);
}

/// A home and what was found there on one day.
fn opened_and_inspected() -> Given {
    opened().and([inspected(SITE, WOMENS_HOME, true).on("2018-01-01")])
}

/// A correction used to be ordered behind everything else of its day, so that the inspection came
/// before the establishment and no longer counted.
#[test]
fn a_corrected_fact_keeps_its_place_among_the_facts_of_its_day() {
    let opening = event_id(small_world().len() as u64 + 1, 0);
    let mut named = home(SITE);
    named.name = Some(text("示例妇女之家"));
    let recorder = opened_and_inspected().when(correction_of(opening, named.on("2018-01-01"))).is_recorded();
    let as_of = AsOf::on(day("2018-01-01"));
    let place = recorder.facts.places.find(&text(SITE), as_of).unwrap();
    let kind = recorder.facts.catalogue.kind(WOMENS_HOME).unwrap();
    let inspection = |known| recorder.facts.elements.last_inspection(place, kind, AsOf { known, ..as_of });
    assert_eq!(inspection(Position(u64::MAX)), Some(true));
    // As was known before the correction, between its two halves, and before all.
    let head = recorder.facts.head().0;
    assert_eq!(inspection(Position(head - 2)), Some(true));
    assert_eq!(home_of(&recorder.facts, SITE, "2018-01-01", Some(head - 1)), Standing::Absent);
    assert_eq!(home_of(&recorder.facts, SITE, "2018-01-01", None), Standing::Open);
    // And so does a correction of the correction.
    let recorder = opened_and_inspected()
        .and([correction_of(opening, home(SITE).on("2018-01-01"))])
        .when_corrected(home(SITE).on("2018-01-01"))
        .is_recorded();
    assert_eq!(recorder.facts.elements.last_inspection(place, kind, as_of), Some(true));
}

#[test]
fn what_takes_the_place_of_another_subjects_fact_has_a_place_of_its_own() {
    let given = opened().and([home(COMMUNITY).on("2018-06-01"), inspected(SITE, WOMENS_HOME, true).on("2018-06-01")]);
    // The home of the site moves to the community on the day on which the community's own was
    // closed and inspected.
    let opening = event_id(small_world().len() as u64 + 1, 0);
    let recorder = given.when(correction_of(opening, suspended(COMMUNITY, WOMENS_HOME).on("2018-06-01"))).is_recorded();
    assert_eq!(home_of(&recorder.facts, COMMUNITY, "2018-06-01", None), Standing::Suspended);
}

#[test]
fn a_retraction_that_is_followed_by_a_fact_of_the_same_commit_is_no_correction() {
    let mut recorder = opened_and_inspected().recorder();
    let opening = event_id(small_world().len() as u64 + 1, 0);
    recorder.record(&retraction_of(opening)).unwrap();
    recorder.record(&home(SITE).on("2018-01-01")).unwrap();
    let mut log = recorder.events.clone();
    let [.., opened, _, retraction, home] = log.as_mut_slice() else { panic!("four events") };
    home.id = EventId { index: 1, ..retraction.id };
    let opened = opened.position;
    let facts = fold(&log);
    assert_eq!(facts.withdrawal(opened).unwrap().replaced_by, None);
    let as_of = AsOf::on(day("2018-01-01"));
    let place = facts.places.find(&text(SITE), as_of).unwrap();
    assert_eq!(facts.elements.last_inspection(place, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of), None);
}

#[test]
fn it_is_known_what_took_the_place_of_a_fact() {
    let recorder = opened().when_corrected(home(SITE).on("2018-02-01")).is_recorded();
    let head = recorder.facts.head().0;
    let withdrawal = recorder.facts.withdrawal(Position(head - 3)).unwrap();
    assert_eq!((withdrawal.by, withdrawal.replaced_by), (Position(head - 2), Some(Position(head - 1))));
    let recorder = opened().and_withdrawn().recorder();
    assert_eq!(recorder.facts.withdrawal(Position(head - 3)).unwrap().replaced_by, None);
}

#[test]
fn a_beginning_is_not_corrected_to_come_after_what_rests_on_it() {
    let began = event_id(small_world().len() as u64 + 1, 0);
    let site = |on: &str| site("rongan-9", "示例九号", COUNTY).on(on);
    let founded = |on: &str| federation("f", COMMUNITY).on(on);
    for (first, then, corrected, code) in [
        (site("2013-01-01"), site_closed("rongan-9").on("2017-10-05"), site("2019"), "place_clash"),
        (site("2013-01-01"), site_renamed("rongan-9", "示例").on("2017-10-05"), site("2019"), "place_clash"),
        (site("2013-01-01"), population("rongan-9", 9).on("2017-10-05"), site("2019-05-01"), "place_clash"),
        (
            site("2013-01-01"),
            site_became_community("rongan-9", FREE_CODE, "示例社区").on("2017-10-05"),
            site("2019"),
            "place_clash",
        ),
        (founded("2013-01-01"), federation_renamed("f", "示例").on("2014-01-01"), founded("2015"), "federation_clash"),
        (founded("2013-01-01"), federation_dissolved("f").on("2014-01-01"), founded("2015"), "federation_clash"),
    ] {
        let given = given(small_world()).and([first, then.clone()]);
        let refused = given.clone().when(correction_of(began, corrected.clone())).refused(code);
        let named = format!("#{}", small_world().len() + 1);
        assert!(refused.to_string().contains(&named), "{refused} names {named}");
        // Within the time of what rests on it, it may.
        let in_time = Wish { effective: PartialDate::Year(then.effective.first().year()), ..corrected };
        given.when(correction_of(began, in_time)).is_recorded();
    }
}
