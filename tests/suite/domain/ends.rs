//! An end dated by a half-year, and an opening within it: the end must have come before, so from the opening's day on it
//! has happened, whoever is asked.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::designation::DesignationState;
use jiceng_domain::element::Standing;
use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Facts, Reading, Wish};
use jiceng_projections::explain::{Weight, explain};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;

/// The days before the opening, from it on within the half-year, and after that.
const DAYS: [&str; 4] = ["2018-02-01", "2018-03-10", "2018-05-01", "2018-07-01"];

/// What is answered on each of the days; nothing is without effect on any of them.
fn on_each_day<T>(history: Vec<Wish>, answer: impl Fn(&Facts, AsOf) -> T) -> [T; 4] {
    let facts = given(small_world()).and(history).recorder().facts;
    DAYS.map(|on| {
        let as_of = AsOf::on(day(on));
        assert!(facts.without_effect(as_of).is_empty(), "{on} {:?}", facts.without_effect(as_of));
        answer(&facts, as_of)
    })
}

fn home_of(facts: &Facts, place: &str, as_of: AsOf) -> Standing {
    let no = facts.places.find(&text(place), as_of).unwrap();
    facts.elements.standing(no, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of)
}

#[test]
fn a_home_that_opens_again_was_closed_before() {
    let facts = given(small_world())
        .and([home(SITE).on("2017-01-01"), closed(SITE, WOMENS_HOME).on("2018-40"), home(SITE).on("2018-03-10")])
        .recorder()
        .facts;
    let as_of = AsOf::on(day("2018-05-01"));
    let (site, kind) = (facts.places.find(&text(SITE), as_of).unwrap(), facts.catalogue.kind(WOMENS_HOME).unwrap());
    let standard = Standard::five_ones_2020().unwrap();
    for (on, weights) in [
        ("2018-02-01", [Weight::Counts, Weight::NotYet, Weight::NotYet]),
        ("2018-05-01", [Weight::Counts; 3]),
        ("2018-07-01", [Weight::Counts; 3]),
    ] {
        let as_of = AsOf::on(day(on));
        let mut grounds = explain(&facts, site, kind, as_of, &standard).unwrap().grounds;
        grounds.sort_by_key(|ground| ground.position);
        assert_eq!(grounds.iter().map(|ground| ground.weight).collect::<Vec<_>>(), weights, "{on}");
        assert!(facts.without_effect(as_of).is_empty(), "{on}");
    }
    assert_eq!(facts.elements.standing(site, kind, as_of.reading(Reading::Earliest)), Standing::Open);
}

#[test]
fn an_inspection_of_the_first_home_is_none_of_the_second() {
    let passed = on_each_day(
        vec![
            home(SITE).on("2017-01-01"),
            inspected(SITE, WOMENS_HOME, true).on("2017-02-01"),
            closed(SITE, WOMENS_HOME).on("2018-40"),
            home(SITE).on("2018-03-10"),
        ],
        |facts, as_of| {
            let site = facts.places.find(&text(SITE), as_of).unwrap();
            facts.elements.last_inspection(site, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of)
        },
    );
    assert_eq!(passed, [Some(true), None, None, None]);
}

#[test]
fn a_sharing_with_another_provider_ended_the_first() {
    let shared = on_each_day(
        vec![
            home(COMMUNITY).on("2017-01-01"),
            home(SECOND_COMMUNITY).on("2017-01-01"),
            sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2017-02-01"),
            sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-40"),
            sharing(SITE, SECOND_COMMUNITY, &[WOMENS_HOME]).on("2018-03-10"),
        ],
        |facts, as_of| {
            let site = facts.places.find(&text(SITE), as_of).unwrap();
            let with = facts.sharings.provider(site, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of).unwrap();
            facts.places.get(with).unwrap().code_on(as_of).unwrap().to_string()
        },
    );
    assert_eq!(shared, [COMMUNITY, SECOND_COMMUNITY, SECOND_COMMUNITY, SECOND_COMMUNITY]);
}

#[test]
fn a_home_suspended_again_was_resumed_before() {
    let history = vec![
        home(SITE).on("2017-01-01"),
        suspended(SITE, WOMENS_HOME).on("2017-06-01"),
        resumed(SITE, WOMENS_HOME).on("2018-40"),
        suspended(SITE, WOMENS_HOME).on("2018-03-10"),
        resumed(SITE, WOMENS_HOME).on("2018-06-30"),
    ];
    let standing = on_each_day(history, |facts, as_of| home_of(facts, SITE, as_of));
    assert_eq!(standing, [Standing::Suspended, Standing::Suspended, Standing::Suspended, Standing::Open]);
}

#[test]
fn a_designation_granted_again_was_revoked_before() {
    let history = vec![
        granted("d", "star_parent_school", SITE).on("2017-06-01"),
        revoked("d").on("2018-40"),
        granted("d", "star_parent_school", SITE).on("2018-03-10"),
        revoked("d").on("2018-04-30"),
    ];
    let held = on_each_day(history, |facts, as_of| {
        matches!(facts.designations.state_on::<DesignationState>(&text("d"), as_of), DesignationState::Held(..))
    });
    assert_eq!(held, [true, true, false, false]);
}

#[test]
fn who_is_seated_again_left_the_seat_before() {
    let history = vec![
        federation("f", COMMUNITY).on("2017-01-01"),
        committee("f", 1, &["p1", "p2"]).on("2017-01-02"),
        seat_vacated("f", 1, "p2").on("2018-40"),
        seat_filled("f", 1, "p2").on("2018-03-10"),
        seat_vacated("f", 1, "p2").on("2018-04-30"),
    ];
    let seated = on_each_day(history, |facts, as_of| {
        let record = facts.federations.get(facts.federations.find(&text("f")).unwrap()).unwrap();
        record.committee_on(as_of).unwrap().seats.len()
    });
    assert_eq!(seated, [2, 2, 1, 1]);
}

#[test]
fn a_standard_adopted_again_was_repealed_before() {
    let adopted = || standard("s", &[WOMENS_HOME]);
    let history = vec![
        adopted().on("2017-01-01"),
        standard_repealed("s").on("2018-40"),
        adopted().on("2018-03-10"),
        standard_repealed("s").on("2018-04-30"),
    ];
    let in_force = on_each_day(history, |facts, as_of| facts.standard_on(as_of).is_some());
    assert_eq!(in_force, [true, true, false, false]);
}
