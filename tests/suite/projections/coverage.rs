//! What a standard makes of a place: each state of a cell, and the two times.

use jiceng_domain::place::Place;
use jiceng_domain::standard::{Need, Requirement, Standard};
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{AsOf, Facts, Level, PlaceNo, Position, Wish};
use jiceng_projections::{CellState, Coverage, PlaceCoverage, Status};
use jiceng_testkit::make::{
    On as _, closed, committee, council, day, federation, home, inspected, lecture_team, population, resumed, sharing,
    sharing_ended, suspended, text,
};
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COMMUNITY, PERSONS, SECOND_COMMUNITY, SITE, small_world};
use jiff::civil::{Date, date};

const DAY: Date = date(2020, 6, 30);

pub(super) fn number(facts: &Facts, place: &str) -> PlaceNo {
    let place: Place = text(place);
    facts.places.find(&place, AsOf::on(DAY)).expect("a place of the world")
}

fn judged(history: impl IntoIterator<Item = Wish>, place: &str, day: Date, standard: &Standard) -> PlaceCoverage {
    let facts = given(small_world()).and(history).recorder().facts;
    Coverage::judge_one(&facts, number(&facts, place), AsOf::on(day), standard).expect("an assessed place")
}

/// The state of one kind by the default standard.
fn state(history: impl IntoIterator<Item = Wish>, place: &str, kind: &str, day: Date) -> CellState {
    state_by(history, place, kind, day, &Standard::five_ones_2020().unwrap())
}

fn state_by(
    history: impl IntoIterator<Item = Wish>,
    place: &str,
    kind: &str,
    day: Date,
    standard: &Standard,
) -> CellState {
    let place = judged(history, place, day, standard);
    let index = standard.requirements.iter().position(|r| r.kind.as_str() == kind).expect("a kind of the standard");
    place.cells[index].state
}

pub(super) fn only(kind: &str, change: impl FnOnce(&mut Requirement)) -> Standard {
    let mut standard = Standard::five_ones_2020().unwrap();
    standard.requirements.retain(|r| r.kind.as_str() == kind);
    change(&mut standard.requirements[0]);
    standard
}

fn all_five(place: &str, name: &str) -> Vec<Wish> {
    vec![
        federation(name, place).on("2018-03-01"),
        home(place).on("2018-03-02"),
        jiceng_testkit::make::childrens_home(place).on("2018-03-03"),
        council(place).on("2018-03-04"),
        lecture_team(place).on("2018-03-05"),
    ]
}

const FIVE: [&str; 5] = ["womens_federation", "womens_home", "childrens_home", "womens_council", "lecture_team"];

#[test]
fn a_place_has_its_own_from_the_day_it_is_established_to_the_day_it_is_closed() {
    let history = || [home(COMMUNITY).on("2019-03-08"), closed(COMMUNITY, "womens_home").on("2020-05-01")];
    assert_eq!(state(history(), COMMUNITY, "womens_home", date(2019, 3, 7)), CellState::Missing);
    assert_eq!(state(history(), COMMUNITY, "womens_home", date(2019, 3, 8)), CellState::Own);
    assert_eq!(state(history(), COMMUNITY, "womens_home", date(2020, 4, 30)), CellState::Own);
    assert_eq!(state(history(), COMMUNITY, "womens_home", date(2020, 5, 1)), CellState::Missing);
}

#[test]
fn a_suspended_element_does_not_count_until_it_is_resumed() {
    let history = || {
        [
            home(COMMUNITY).on("2019-03-08"),
            suspended(COMMUNITY, "womens_home").on("2019-06-01"),
            resumed(COMMUNITY, "womens_home").on("2019-09-01"),
        ]
    };
    assert_eq!(state(history(), COMMUNITY, "womens_home", date(2019, 8, 31)), CellState::Suspended);
    assert_eq!(state(history(), COMMUNITY, "womens_home", date(2019, 9, 1)), CellState::Own);
}

#[test]
fn a_small_site_may_share_and_a_large_one_may_not() {
    let history = |people| {
        [
            home(COMMUNITY).on("2018-03-08"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-01-01"),
            population(SITE, people).on("2019-02-01"),
        ]
    };
    assert!(matches!(state(history(799), SITE, "womens_home", DAY), CellState::Shared { .. }));
    assert_eq!(state(history(800), SITE, "womens_home", DAY), CellState::Missing);
}

#[test]
fn a_site_whose_people_were_never_counted_may_share() {
    let history = [home(COMMUNITY).on("2018-03-08"), sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-01-01")];
    assert!(matches!(state(history, SITE, "womens_home", DAY), CellState::Shared { .. }));
}

#[test]
fn the_population_counted_last_by_the_day_decides() {
    let history = || {
        [
            home(COMMUNITY).on("2018-03-08"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-01-01"),
            population(SITE, 900).on("2020-02-01"),
            population(SITE, 500).on("2019-02-01"), // recorded late
        ]
    };
    assert!(matches!(state(history(), SITE, "womens_home", date(2020, 1, 31)), CellState::Shared { .. }));
    assert_eq!(state(history(), SITE, "womens_home", date(2020, 2, 1)), CellState::Missing);
}

#[test]
fn sharing_counts_only_while_the_providers_own_element_works() {
    let history = || {
        [
            home(COMMUNITY).on("2018-03-08"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-01-01"),
            suspended(COMMUNITY, "womens_home").on("2019-06-01"),
            resumed(COMMUNITY, "womens_home").on("2019-07-01"),
            closed(COMMUNITY, "womens_home").on("2019-09-01"),
            sharing_ended(SITE, COMMUNITY, &["womens_home"]).on("2019-10-01"),
            home(SECOND_COMMUNITY).on("2019-10-15"),
            sharing(SITE, SECOND_COMMUNITY, &["womens_home"]).on("2019-11-01"),
        ]
    };
    let on = |day| state(history(), SITE, "womens_home", day);
    assert!(matches!(on(date(2019, 5, 31)), CellState::Shared { .. }));
    assert_eq!(on(date(2019, 6, 1)), CellState::Missing);
    assert!(matches!(on(date(2019, 7, 1)), CellState::Shared { .. }));
    assert_eq!(on(date(2019, 9, 1)), CellState::Missing);
    assert_eq!(on(date(2019, 10, 31)), CellState::Missing);
    let facts = given(small_world()).and(history()).recorder().facts;
    assert_eq!(on(date(2019, 11, 1)), CellState::Shared { provider: number(&facts, SECOND_COMMUNITY) });
}

#[test]
fn a_community_needs_its_own_even_if_it_shares() {
    let history =
        [home(COMMUNITY).on("2018-03-08"), sharing(SECOND_COMMUNITY, COMMUNITY, &["womens_home"]).on("2019-01-01")];
    assert_eq!(state(history, SECOND_COMMUNITY, "womens_home", DAY), CellState::Missing);
}

#[test]
fn its_own_goes_before_a_neighbours() {
    let history = [
        home(COMMUNITY).on("2018-03-08"),
        sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-01-01"),
        home(SITE).on("2019-05-01"),
    ];
    assert_eq!(state(history, SITE, "womens_home", DAY), CellState::Own);
}

#[test]
fn a_standard_can_ask_that_the_last_inspection_was_passed() {
    let standard = only("womens_home", |r| r.must_pass_inspection = true);
    let history = || {
        vec![
            home(COMMUNITY).on("2019-03-08"),
            inspected(COMMUNITY, "womens_home", false).on("2019-06-01"),
            inspected(COMMUNITY, "womens_home", true).on("2019-09-01"),
        ]
    };
    let on = |day| state_by(history(), COMMUNITY, "womens_home", day, &standard);
    assert_eq!(on(date(2019, 5, 1)), CellState::BelowStandard);
    assert_eq!(on(date(2019, 6, 1)), CellState::BelowStandard);
    assert_eq!(on(date(2019, 9, 1)), CellState::Own);
    // An inspection of an earlier home says nothing of the one that came after it.
    let again = [closed(COMMUNITY, "womens_home").on("2019-10-01"), home(COMMUNITY).on("2019-11-01")];
    let history = history().into_iter().chain(again);
    assert_eq!(state_by(history, COMMUNITY, "womens_home", DAY, &standard), CellState::BelowStandard);
}

#[test]
fn a_standard_can_ask_for_a_committee_in_its_term() {
    let standard = only("womens_federation", |r| r.committee_term_years = Some(3));
    let history = || [federation("f1", COMMUNITY).on("2016-01-01"), committee("f1", 1, &PERSONS[..2]).on("2017-06-30")];
    let on = |day| state_by(history(), COMMUNITY, "womens_federation", day, &standard);
    assert_eq!(on(date(2017, 6, 29)), CellState::OutOfTerm);
    assert_eq!(on(date(2017, 6, 30)), CellState::Own);
    assert_eq!(on(date(2020, 6, 29)), CellState::Own);
    assert_eq!(on(date(2020, 6, 30)), CellState::OutOfTerm);
}

#[test]
fn a_standard_can_ask_for_a_committee_in_its_term_by_its_own_terms() {
    let mut standard = only("womens_federation", |r| r.committee_in_term = true);
    let term =
        |from: &str, years| TermOfOffice { level: Level::Community, from: day(from), years, source: text("示例") };
    standard.terms = vec![term("2017-06-01", 3), term("2018-12-29", 5)];
    let history =
        |place, elected| [federation("f1", place).on("2017-03-01"), committee("f1", 1, &PERSONS[..2]).on(elected)];
    let on = |place, elected, day| state_by(history(place, elected), place, "womens_federation", day, &standard);
    for place in [COMMUNITY, SITE] {
        assert_eq!(on(place, "2017-06-30", date(2017, 6, 29)), CellState::OutOfTerm);
        assert_eq!(on(place, "2017-06-30", date(2020, 6, 29)), CellState::Own);
        assert_eq!(on(place, "2017-06-30", date(2020, 6, 30)), CellState::OutOfTerm);
        assert_eq!(on(place, "2018-12-29", date(2023, 12, 28)), CellState::Own);
        assert_eq!(on(place, "2018-12-29", date(2023, 12, 29)), CellState::OutOfTerm);
        // The day is not known: it is out of term when it certainly is.
        assert_eq!(on(place, "2017-06", date(2020, 6, 29)), CellState::Own);
        // The terms say nothing of so early an election.
        assert_eq!(on(place, "2017-05-31", date(2020, 6, 30)), CellState::Own);
    }
}

#[test]
fn a_standard_can_leave_a_kind_out_for_communities() {
    let standard = only("womens_home", |r| r.communities = Need::NotRequired);
    assert_eq!(state_by([], COMMUNITY, "womens_home", DAY, &standard), CellState::NotRequired);
    assert_eq!(state_by([], SITE, "womens_home", DAY, &standard), CellState::Missing);
}

#[test]
fn five_of_five_are_complete_some_are_partial_and_nothing_is_none() {
    let standard = Standard::five_ones_2020().unwrap();
    let five = || all_five(COMMUNITY, "f1");
    assert_eq!(judged(five(), COMMUNITY, DAY, &standard).status, Status::Complete { shared: false });
    assert_eq!(
        judged([home(COMMUNITY).on("2018-03-08")], COMMUNITY, DAY, &standard).status,
        Status::Partial { met: 1, required: 5 }
    );
    assert_eq!(judged([], COMMUNITY, DAY, &standard).status, Status::None);
    let shared = five().into_iter().chain([sharing(SITE, COMMUNITY, &FIVE).on("2019-01-01")]);
    assert_eq!(judged(shared, SITE, DAY, &standard).status, Status::Complete { shared: true });
}

#[test]
fn what_was_recorded_later_was_not_known_before() {
    let recorder = given(small_world()).and([home(COMMUNITY).on("2019-03-08")]).recorder();
    let standard = Standard::five_ones_2020().unwrap();
    let home_at = |known| {
        let as_of = AsOf::on(DAY).known_before(known);
        Coverage::judge_one(&recorder.facts, number(&recorder.facts, COMMUNITY), as_of, &standard).unwrap().cells[1]
            .state
    };
    let head = recorder.facts.head();
    assert_eq!(home_at(Position(head.0 - 1)), CellState::Missing);
    assert_eq!(home_at(head), CellState::Own);
}

#[test]
fn a_withdrawn_fact_counts_for_those_who_had_not_heard() {
    let recorder = given(small_world()).and([home(COMMUNITY).on("2019-03-08")]).and_withdrawn().recorder();
    let standard = Standard::five_ones_2020().unwrap();
    let home_at = |known| {
        let as_of = AsOf::on(DAY).known_before(known);
        Coverage::judge_one(&recorder.facts, number(&recorder.facts, COMMUNITY), as_of, &standard).unwrap().cells[1]
            .state
    };
    let head = recorder.facts.head();
    assert_eq!(home_at(Position(head.0 - 1)), CellState::Own);
    assert_eq!(home_at(head), CellState::Missing);
}
