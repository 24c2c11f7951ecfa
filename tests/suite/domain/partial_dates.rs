//! Facts with partial dates: their place in the order, and the two readings of an answer.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, Facts, Reading};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn world() -> Given {
    given(small_world())
}

/// The women's home of the site: by the latest and by the earliest reading.
fn readings(facts: &Facts, on: &str) -> [Standing; 2] {
    [Reading::Latest, Reading::Earliest].map(|reading| {
        let as_of = AsOf::on(day(on)).reading(reading);
        let site = facts.places.find(&text(SITE), as_of).unwrap();
        facts.elements.standing(site, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of)
    })
}

#[test]
fn what_both_readings_agree_on_is_certain() {
    use Standing::{Absent, Closed, Open, Suspended};
    let facts = world()
        .and([
            home(SITE).on("2018"),
            suspended(SITE, WOMENS_HOME).on("2019-40"),
            resumed(SITE, WOMENS_HOME).on("2019-09"),
        ])
        .when(closed(SITE, WOMENS_HOME).on("2020-34"))
        .is_recorded()
        .facts;
    for (on, expected) in [
        ("2017-12-31", [Absent, Absent]),
        ("2018-01-01", [Absent, Open]),
        ("2018-12-31", [Open, Open]),
        ("2019-01-01", [Open, Suspended]),
        ("2019-06-30", [Suspended, Suspended]),
        ("2019-09-01", [Suspended, Open]),
        ("2019-09-30", [Open, Open]),
        ("2020-04-01", [Open, Closed]),
        ("2020-06-30", [Closed, Closed]),
    ] {
        assert_eq!(readings(&facts, on), expected, "{on}");
    }
}

#[test]
fn a_beginning_comes_first_in_its_period_and_the_rest_last() {
    let given = world().and([home(SITE).on("2018")]);
    given.clone().when(inspected(SITE, WOMENS_HOME, true).on("2018-03-01")).is_recorded();
    given.clone().when(closed(SITE, WOMENS_HOME).on("2018")).is_recorded();
    given.when(home(SITE).on("2018-01-02")).refused("already_open");
    let given = world().and([home(SITE).on("2018-03-01"), closed(SITE, WOMENS_HOME).on("2019")]);
    given.clone().when(inspected(SITE, WOMENS_HOME, true).on("2019-11-30")).is_recorded();
    given.clone().when(home(SITE).on("2020-01-01")).is_recorded();
    // The second one may begin in the year in which the first has ended, and says that it had ended
    // by then.
    for again in ["2019", "2019-12-30"] {
        let facts = given.clone().when(home(SITE).on(again)).is_recorded().facts;
        assert_eq!(readings(&facts, "2018-12-31"), [Standing::Open, Standing::Open], "{again}");
        assert_eq!(readings(&facts, "2020-01-01"), [Standing::Open, Standing::Open], "{again}");
        assert!(facts.without_effect(AsOf::on(day("2020-01-01"))).is_empty());
    }
    // Not before the year in which it ended.
    given.when(home(SITE).on("2018-12-31")).refused("already_open");
}

#[test]
fn a_place_exists_on_some_day_of_the_date() {
    // The site is of 1 January 2017.
    let given = world().and([site_closed(SITE).on("2019-06-30")]);
    for fits in ["2017", "2019", "2019-06", "2019-34", "2019-06-30"] {
        given.clone().when(home(SITE).on(fits)).is_recorded();
    }
    for misses in ["2016", "2016-12", "2019-07", "2019-41", "2020", "2019-07-01"] {
        given.clone().when(home(SITE).on(misses)).refused("place_not_open");
    }
    let given = world().and([site_closed(SITE).on("2019")]);
    given.clone().when(home(SITE).on("2019-12-31")).is_recorded();
    given.when(home(SITE).on("2020-01-01")).refused("place_not_open");
}

#[test]
fn a_federation_exists_on_some_day_of_the_date() {
    let given = world().and([federation("f", COMMUNITY).on("2018-41"), federation_dissolved("f").on("2019")]);
    given.clone().when(committee("f", 1, &["p1"]).on("2018")).is_recorded();
    given.clone().when(committee("f", 1, &["p1"]).on("2018-07-01")).is_recorded();
    given.clone().when(committee("f", 1, &["p1"]).on("2018-06")).refused("federation_not_active");
    given.clone().when(committee("f", 1, &["p1"]).on("2019-12-31")).is_recorded();
    given.when(committee("f", 1, &["p1"]).on("2020")).refused("federation_not_active");
}

#[test]
fn the_same_year_is_a_convention_between_two_facts_of_one_sort() {
    let given = world().and([home(SITE).on("2018"), suspended(SITE, WOMENS_HOME).on("2019")]);
    let facts = given.clone().when(resumed(SITE, WOMENS_HOME).on("2019")).is_recorded().facts;
    assert_eq!(readings(&facts, "2019-12-31"), [Standing::Open, Standing::Open]);
    world().and([home(SITE).on("2018")]).when(resumed(SITE, WOMENS_HOME).on("2019")).refused("element_not_suspended");
}

/// It was resumed «in November» and closed «in the second half-year», and opened again on the 23rd.
/// Of the two only the closing makes room for the opening: nothing was suspended that could be
/// resumed before it.
#[test]
fn only_what_could_have_happened_makes_room_for_a_beginning() {
    let facts = world()
        .and([
            home(SITE).on("2017-02-01"),
            closed(SITE, WOMENS_HOME).on("2017-41"),
            home(SITE).on("2017-11-23"),
            suspended(SITE, WOMENS_HOME).on("2017-11-25"),
        ])
        .when(resumed(SITE, WOMENS_HOME).on("2017-11"))
        .is_recorded()
        .facts;
    assert_eq!(readings(&facts, "2018-01-01"), [Standing::Open, Standing::Open]);
    assert!(facts.without_effect(AsOf::on(day("2018-01-01"))).is_empty());
}
