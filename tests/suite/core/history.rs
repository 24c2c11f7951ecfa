//! The history of a place: everything that was recorded about it and what belongs to it, withdrawn
//! or not.

use jiceng_core::domain::designation::{DesignationGranted, Holder};
use jiceng_core::domain::{EventId, Place, Position, Wish};
use jiceng_core::{HistoryEntry, Known, LockedView, Question, Registry};
use jiceng_testkit::make::*;
use jiceng_testkit::world::*;

use super::recorded::{head, of_small_world, record};

/// A registry of the small world and these facts, with the identity of each.
fn recorded(wishes: Vec<Wish>) -> (Registry, Vec<EventId>) {
    let registry = of_small_world();
    let event = |wish: Wish| EventId { commit: record(&registry, wish).unwrap().commit, index: 0 };
    let events = wishes.into_iter().map(event).collect();
    (registry, events)
}

fn of(view: &LockedView, place: &str) -> Vec<HistoryEntry> {
    view.history(view.find(&text::<Place>(place)).unwrap()).unwrap()
}

/// The names of the events of a place after its registration, those that are withdrawn in brackets.
fn told(entries: &[HistoryEntry]) -> Vec<String> {
    let name = |entry: &HistoryEntry| match entry.withdrawn {
        Some(_) => format!("({})", entry.recorded.fact.event.name()),
        None => entry.recorded.fact.event.name().to_owned(),
    };
    entries.iter().skip(1).map(name).collect()
}

fn now(registry: &Registry, place: &str) -> Vec<String> {
    told(&of(&registry.view(Question::default()).unwrap().locked().unwrap(), place))
}

/// Once the founding was withdrawn the federation was nobody's, so the retraction of its election
/// was in no place's history, and the election looked as if it stood.
#[test]
fn the_retraction_of_an_election_is_there_although_the_founding_was_withdrawn_before_it() {
    let history = vec![federation("f", COMMUNITY).on("2019-01-01"), committee("f", 1, &["p1"]).on("2019-01-02")];
    let (registry, events) = recorded(history);
    record(&registry, retraction_of(events[0])).unwrap();
    record(&registry, retraction_of(events[1])).unwrap();
    let expected = ["(federation_founded)", "(executive_committee_elected)", "event_retracted", "event_retracted"];
    assert_eq!(now(&registry, COMMUNITY), expected);
}

#[test]
fn a_founding_corrected_to_another_place_takes_the_elections_with_it() {
    let history = vec![federation("f", COMMUNITY).on("2019-01-01"), committee("f", 1, &["p1"]).on("2019-01-02")];
    let (registry, events) = recorded(history);
    let before = head(&registry);
    record(&registry, correction_of(events[0], federation("f", SECOND_COMMUNITY).on("2019-01-01"))).unwrap();
    record(&registry, seat_vacated("f", 1, "p1").on("2019-06-01")).unwrap();
    // What was said of the wrong place stays there; what came after the correction was never said
    // of it.
    let first = ["(federation_founded)", "executive_committee_elected", "event_retracted"];
    assert_eq!(now(&registry, COMMUNITY), first);
    let second = ["executive_committee_elected", "federation_founded", "seat_vacated"];
    assert_eq!(now(&registry, SECOND_COMMUNITY), second);
    let known = Known::Before(Position(before));
    let earlier = registry.view(Question { known, ..Question::default() }).unwrap().locked().unwrap();
    assert_eq!(told(&of(&earlier, SECOND_COMMUNITY)), [""; 0]);
}

#[test]
fn what_is_named_by_its_identifier_is_in_the_history_of_its_place() {
    let holder = Holder::Institution(text("i"));
    let of_institution = DesignationGranted { holder, ..granted("d2", "star_parent_school", COMMUNITY) };
    let body = Holder::Body { name: text("示例农场"), division: text(COUNTY) };
    let of_body = DesignationGranted { holder: body, ..granted("d3", "star_parent_school", COMMUNITY) };
    let (registry, _) = recorded(vec![
        institution("i", "marriage_mediation", SECOND_COMMUNITY).on("2019-01-01"),
        of_institution.on("2019-01-02"),
        revoked("d2").on("2019-01-03"),
        institution_closed("i").on("2019-01-04"),
        granted("d", "star_parent_school", SECOND_COMMUNITY).on("2019-02-01"),
        revoked("d").on("2019-02-02"),
        issue("r", SECOND_COMMUNITY).on("2019-03-01"),
        issue_progressed("r", "办理中").on("2019-03-02"),
        issue_closed("r").on("2019-03-03"),
        target("t", SECOND_COUNTY, 3).on("2019-04-01"),
        target_withdrawn("t").on("2019-04-02"),
        of_body.on("2019-05-01"),
        revoked("d3").on("2019-05-02"),
    ]);
    let expected = [
        "institution_established",
        "designation_granted",
        "designation_revoked",
        "institution_closed",
        "designation_granted",
        "designation_revoked",
        "reform_issue_raised",
        "reform_issue_progressed",
        "reform_issue_closed",
    ];
    assert_eq!(now(&registry, SECOND_COMMUNITY), expected);
    assert_eq!(now(&registry, SECOND_COUNTY), ["target_set", "target_withdrawn"]);
    assert_eq!(now(&registry, COUNTY), ["designation_granted", "designation_revoked"]);
}

#[test]
fn what_is_about_no_place_is_listed_apart() {
    let (registry, events) = recorded(vec![
        kind("warden_team", "网格队", "warden team").on("2019-01-01"),
        home(COMMUNITY).on("2019-01-02"),
        precedence(&["minutes"]).on("2019-01-03"),
    ]);
    record(&registry, retraction_of(events[2])).unwrap();
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let entries = view.history_of_no_place().unwrap();
    let persons = PERSONS.len();
    assert_eq!(entries.len(), persons + 3);
    assert_eq!(told(&entries[persons - 1..]), ["catalogue_entry_added", "(precedence_adopted)", "event_retracted"]);
    let known = Known::Before(Position(head(&registry) - 1));
    let earlier = registry.view(Question { known, ..Question::default() }).unwrap().locked().unwrap();
    assert_eq!(told(&earlier.history_of_no_place().unwrap()[persons - 1..]).last().unwrap(), "precedence_adopted");
}

/// So long that every core reads a part of it, and of many lengths, so that no part is as long as
/// another.
#[test]
fn a_long_history_is_the_events_one_by_one_in_the_order_of_the_log() {
    let registry = of_small_world();
    let mut length = 1;
    for people in 0..53 {
        record(&registry, population(SITE, people).on("2020-01-01")).unwrap();
        length += 1;
        let view = registry.view(Question::default()).unwrap().locked().unwrap();
        let history = of(&view, SITE);
        assert_eq!(history.len(), length);
        assert!(history.is_sorted_by(|one, next| one.recorded.position < next.recorded.position));
        for entry in &history {
            assert_eq!(view.entry(entry.recorded.position).unwrap().as_ref(), Some(entry));
        }
    }
}
