//! Measures: the number is the length of the list, and what misses has its reason.

use jiceng_domain::committee::{SeatFilled, SeatRole};
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{
    ElectionSelection, Measure, PlaceSelection, PlaceSort, Possession, SeatSelection, SessionSelection,
};
use jiceng_domain::{AsOf, Facts, Level, Place, PlaceNo, Wish};
use jiceng_projections::DivisionTree;
use jiceng_projections::measure::{Counted, MeasuredDay, Tally, Why};
use jiceng_projections::targets::{progress, target_on};
use jiceng_testkit::generate::{any_measure_of_world, any_untangled_history};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use proptest::prelude::*;

const DAY: &str = "2020-06-30";

/// Takes a measure of the small world and some history.
fn tally(history: impl IntoIterator<Item = Wish>, measure: &Measure, scope: &str) -> (Facts, Tally) {
    let recorder = given(small_world()).and(history).recorder();
    let tally = tally_of(&recorder.facts, AsOf::on(day(DAY)), measure, scope);
    (recorder.facts, tally)
}

fn tally_of(facts: &Facts, as_of: AsOf, measure: &Measure, scope: &str) -> Tally {
    let (standard, tree) = (Standard::five_ones_2020().unwrap(), DivisionTree::on(facts, as_of));
    let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &tree };
    ground.tally(measure, no(facts, scope))
}

fn no(facts: &Facts, place: &str) -> PlaceNo {
    facts.places.find(&text::<Place>(place), AsOf::on(day(DAY))).unwrap()
}

fn sites() -> PlaceSelection {
    PlaceSelection { sort: PlaceSort::Site, ..PlaceSelection::default() }
}

fn whys(tally: &Tally) -> Vec<&Why> {
    tally.missed.iter().map(|missed| &missed.why).collect()
}

#[test]
fn a_place_that_misses_says_which_cell() {
    let measure = Measure::PlacesWith { kind: text("womens_home"), places: sites(), by: Possession::Own };
    let (facts, tally) = tally([home(SITE).on("2019-05-01")], &measure, COUNTY);
    assert_eq!(tally.counted, [Counted::Place(no(&facts, SITE))]);
    assert_eq!(tally.missed.len(), 1);
    assert_eq!(tally.missed[0].what, Counted::Place(no(&facts, SECOND_SITE)));
    assert!(matches!(&tally.missed[0].why, Why::Cells(cells) if cells.len() == 1));
}

#[test]
fn a_kind_that_the_standard_does_not_ask_for_is_counted_where_it_is() {
    let history = [
        kind("warden_team", "网格员队", "warden team").on("2019-01-01"),
        element(SITE, "warden_team").on("2019-02-01"),
    ];
    let measure = Measure::PlacesWith { kind: text("warden_team"), places: sites(), by: Possession::Any };
    let (facts, tally) = tally(history, &measure, COUNTY);
    assert_eq!(tally.counted, [Counted::Place(no(&facts, SITE))]);
}

#[test]
fn an_element_given_up_is_up_to_no_standard() {
    let measure = Measure::PlacesInspected { kind: text("childrens_home"), places: sites() };
    let built =
        [element(SITE, "childrens_home").on("2019-05-01"), inspected(SITE, "childrens_home", true).on("2019-06-01")];
    let (_, kept) = tally(built.clone(), &measure, COUNTY);
    assert_eq!((kept.counted.len(), whys(&kept)), (1, vec![&Why::NoElement]));
    let (_, given_up) =
        tally(built.into_iter().chain([closed(SITE, "childrens_home").on("2020-01-01")]), &measure, COUNTY);
    assert_eq!((given_up.counted.len(), whys(&given_up)), (0, vec![&Why::NoElement, &Why::NoElement]));
}

#[test]
fn an_inspection_not_passed_and_one_not_made_are_told_apart() {
    let measure = Measure::PlacesInspected { kind: text("childrens_home"), places: sites() };
    let history = [
        element(SITE, "childrens_home").on("2019-05-01"),
        inspected(SITE, "childrens_home", false).on("2019-06-01"),
        element(SECOND_SITE, "childrens_home").on("2019-05-02"),
    ];
    let (_, tally) = tally(history, &measure, COUNTY);
    assert_eq!(whys(&tally), [&Why::BelowStandard, &Why::NotInspected]);
}

#[test]
fn what_was_recommended_stays_so_when_it_is_granted_and_revoked() {
    let history = [
        recommended("d1", "reform_demonstration", COMMUNITY).on("2020-01-01"),
        granted("d1", "reform_demonstration", COMMUNITY).on("2020-02-01"),
        revoked("d1").on("2020-03-01"),
        recommended("d2", "reform_demonstration", SECOND_COMMUNITY).on("2020-01-02"),
    ];
    let (programme, other) = (text("reform_demonstration"), THIRD_COMMUNITY);
    let (_, by_the_day) = tally(history.clone(), &Measure::DesignationsRecommended { programme }, COUNTY);
    assert_eq!(by_the_day.number(), 2);
    let held = Measure::Designations { programme: text("reform_demonstration") };
    // Granted without a recommendation: that is not one.
    let third = [granted("d3", "reform_demonstration", other).on("2020-03-02")];
    let (_, here) = tally(history.clone().into_iter().chain(third.clone()), &held, COUNTY);
    assert_eq!((here.number(), whys(&here)), (0, vec![&Why::Ended, &Why::NotGranted]));
    let (_, everywhere) = tally(history.into_iter().chain(third.clone()), &held, PREFECTURE);
    assert_eq!(everywhere.number(), 1);
    let recommended = Measure::DesignationsRecommended { programme: text("reform_demonstration") };
    assert_eq!(tally(third, &recommended, PREFECTURE).1.number(), 0);
}

#[test]
fn a_county_has_the_institution_of_a_place_in_it() {
    let measure = Measure::DivisionsWithInstitution { kind: text("marriage_mediation"), level: Level::County };
    let opened = [institution("i1", "marriage_mediation", COMMUNITY).on("2020-01-01")];
    let (facts, tally_open) = tally(opened.clone(), &measure, PREFECTURE);
    assert_eq!(tally_open.counted, [Counted::Place(no(&facts, COUNTY))]);
    assert_eq!(tally_open.missed[0].what, Counted::Place(no(&facts, SECOND_COUNTY)));
    assert_eq!(whys(&tally_open), [&Why::NoInstitution]);
    let (_, shut) = tally(opened.into_iter().chain([institution_closed("i1").on("2020-02-01")]), &measure, PREFECTURE);
    assert_eq!((shut.number(), shut.missed.len()), (0, 2));
}

fn committee_history() -> Vec<Wish> {
    vec![
        federation("f1", COMMUNITY).on("2018-01-01"),
        federation("f2", SECOND_COMMUNITY).on("2018-01-02"),
        federation("f3", COUNTY).on("2018-01-03"),
        committee("f1", 1, &["p1"]).on("2019-01-01"),
        committee("f1", 2, &["p1"]).on("2020-03-01"),
        committee("f3", 7, &["p2"]).on("2020-04-01"),
        session("f1", 1, 1, &["一号规则"]).on("2019-02-01"),
        session("f1", 2, 1, &["二号规则", "三号规则"]).on("2020-05-01"),
    ]
}

#[test]
fn sessions_and_rules_are_counted_by_federation_term_session_and_day() {
    let count = |of: SessionSelection| {
        let (_, sessions) = tally(committee_history(), &Measure::CommitteeSessions(of.clone()), PREFECTURE);
        let (_, rules) = tally(committee_history(), &Measure::RulesAdopted(of), PREFECTURE);
        (sessions.number(), rules.number())
    };
    assert_eq!(count(SessionSelection::default()), (2, 3));
    assert_eq!(count(SessionSelection { term: Some(2), ..Default::default() }), (1, 2));
    assert_eq!(count(SessionSelection { session: Some(2), ..Default::default() }), (0, 0));
    assert_eq!(count(SessionSelection { federation: Some(text("f3")), ..Default::default() }), (0, 0));
    assert_eq!(count(SessionSelection { since: Some(day("2020-05-01")), ..Default::default() }), (1, 2));
    assert_eq!(count(SessionSelection { since: Some(day("2020-05-02")), ..Default::default() }), (0, 0));
}

#[test]
fn elections_of_a_level_leave_those_who_held_none() {
    let since = |level| {
        let selection = ElectionSelection { level, since: Some(day("2020-01-01")) };
        tally(committee_history(), &Measure::Elections(selection), PREFECTURE).1
    };
    let of_communities = since(Some(Level::Community));
    assert_eq!(of_communities.counted, [Counted::Election { federation: text("f1"), term: 2 }]);
    assert_eq!(of_communities.missed[0].what, Counted::Federation(text("f2")));
    assert_eq!(since(None).number(), 2);
    assert_eq!(since(Some(Level::Township)), Tally::default());
}

/// «执委174名，其中主席18名，副主席36名»: papers count every seat; the seats that are nothing else
/// are another number.
#[test]
fn seats_of_committees_in_office_are_counted_both_ways() {
    let history = || {
        let promoted = SeatFilled { role: SeatRole::ViceChair, ..seat_filled("f1", 2, "p3") };
        let later = [
            committee("f1", 3, &["p1", "p2", "p3"]).on("2020-05-01"),
            SeatFilled { term: 3, ..promoted }.on("2020-05-02"),
            federation("f4", THIRD_COMMUNITY).on("2018-01-04"),
            committee("f4", 1, &["p4", "p1"]).on("2019-01-01"),
            federation_dissolved("f4").on("2020-06-01"),
        ];
        [committee_history(), later.to_vec()].concat()
    };
    let count = |level, role| {
        let measure = Measure::CommitteeSeats(SeatSelection { level, role });
        tally(history(), &measure, PREFECTURE).1
    };
    let all = count(None, None);
    assert_eq!(all.number(), 4);
    let seat = |federation: &str, term, person: &str| Counted::Seat {
        federation: text(federation),
        term,
        person: text(person),
    };
    assert!(all.counted.contains(&seat("f1", 3, "p3")) && all.counted.contains(&seat("f3", 7, "p2")));
    assert_eq!(all.missed.len(), 1);
    assert_eq!((&all.missed[0].what, &all.missed[0].why), (&Counted::Federation(text("f2")), &Why::NotElected));
    assert_eq!(count(None, Some(SeatRole::Chair)).number(), 2);
    assert_eq!(count(None, Some(SeatRole::ViceChair)).counted, [seat("f1", 3, "p3")]);
    assert_eq!(count(None, Some(SeatRole::Member)).counted, [seat("f1", 3, "p2")]);
    assert_eq!(count(Some(Level::Community), None).number(), 3);
    assert_eq!(count(Some(Level::Township), None), Tally::default());
}

#[test]
fn a_target_is_overdue_on_the_day_after_its_due_day() {
    let recorder = given(small_world()).and([target("t1", COUNTY, 3).on("2020-01-01")]).recorder();
    let facts = &recorder.facts;
    let on = |of: &str| {
        let as_of = AsOf::on(day(of));
        let target = target_on(facts, &text("t1"), as_of).unwrap().target;
        let (standard, tree) = (Standard::five_ones_2020().unwrap(), DivisionTree::on(facts, as_of));
        progress(&MeasuredDay { facts, as_of, standard: &standard, tree: &tree }, &target)
    };
    let (on_time, late) = (on("2020-12-31"), on("2021-01-02"));
    assert_eq!((on_time.left, on_time.days_left, on_time.is_overdue), (3, 0, false));
    assert_eq!((late.days_left, late.is_overdue), (-2, true));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// For any history, day and knowledge: nothing is counted twice, nothing is counted and misses,
    /// all of it lies within the scope, and a wider scope counts no less.
    #[test]
    fn what_is_counted_lies_within_the_scope_and_once(
        history in any_untangled_history(),
        measure in any_measure_of_world(),
        of in 0..1_500_i64,
        known in any::<prop::sample::Index>(),
    ) {
        let facts = &history.recorder.facts;
        let effective = day("2017-01-01").checked_add(jiff::Span::new().days(of)).unwrap();
        let known = jiceng_domain::Position(known.index(history.recorder.events.len() + 1) as u64);
        let as_of = AsOf::on(effective).known_before(known);
        let (standard, tree) = (Standard::five_ones_2020().unwrap(), DivisionTree::on(facts, as_of));
        let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &tree };
        let find = |code: &str| facts.places.find(&text::<Place>(code), as_of);
        let (Some(county), Some(prefecture)) = (find(COUNTY), find(PREFECTURE)) else { return Ok(()) };
        let tally = ground.tally(&measure, county);
        prop_assert_eq!(tally.number() as usize, tally.counted.len());
        prop_assert_eq!(&tally.counted, &ground.counted(&measure, county));
        let mut all: Vec<&Counted> = tally.counted.iter().chain(tally.missed.iter().map(|missed| &missed.what)).collect();
        for counted in &all {
            let place = ground.place_of(counted);
            prop_assert!(place.is_some_and(|place| tree.is_within(place, county)), "{counted:?} at {place:?}");
        }
        if !matches!(measure, Measure::RulesAdopted(_)) {
            let before = all.len();
            all.sort();
            all.dedup();
            prop_assert_eq!(all.len(), before);
        }
        let wider = ground.tally(&measure, prefecture).counted;
        if tree.is_within(county, prefecture) {
            let is_wider = !matches!(measure, Measure::DivisionsWithInstitution { .. });
            prop_assert!(!is_wider || tally.counted.iter().all(|counted| wider.contains(counted)));
        }
    }
}
