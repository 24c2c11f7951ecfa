//! Elements: established, inspected, suspended, resumed, closed; and councils.

use jiceng_domain::catalogue::{CHILDRENS_HOME, LECTURE_TEAM, WOMENS_COUNCIL, WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, Facts, Position, Refusal};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn world() -> Given {
    given(small_world())
}

fn standing(facts: &Facts, place: &str, kind: &str, on: &str) -> Standing {
    let as_of = AsOf::on(day(on));
    let place = facts.places.find(&text(place), as_of).unwrap();
    facts.elements.standing(place, facts.catalogue.kind(kind).unwrap(), as_of)
}

#[test]
fn an_element_is_established_once() {
    for kind in [WOMENS_HOME, CHILDRENS_HOME, LECTURE_TEAM] {
        let established = || element(SITE, kind).on("2018-05-01");
        let facts = world().when(established()).is_recorded().facts;
        assert_eq!(standing(&facts, SITE, kind, "2018-04-30"), Standing::Absent);
        assert_eq!(standing(&facts, SITE, kind, "2018-05-01"), Standing::Open);
        world().and([established()]).when(established()).is_already_true();
        world().and([established()]).when(element(SITE, kind).on("2019-05-01")).refused("already_open");
    }
    let mut named = home(SITE);
    named.name = Some(text("示例妇女之家"));
    world().and([home(SITE).on("2018-05-01")]).when(named.on("2018-05-01")).refused("already_open");
}

#[test]
fn already_open_names_the_day_on_which_the_open_one_began() {
    // A fault once: it named the last inspection.
    let given = world().and([
        home(SITE).on("2017-05-01"),
        closed(SITE, WOMENS_HOME).on("2017-06-01"),
        home(SITE).on("2018"),
        inspected(SITE, WOMENS_HOME, true).on("2019-03-01"),
    ]);
    let said = |on: &str| {
        format!(
            "rongan-1 has a women's home already on {on}, since 2018 (see #last-1, 2018 (taken for its first day, 2018-01-01)); \
             record first when that one was closed"
        )
    };
    given.clone().when(home(SITE).on("2020-01-01")).refused_saying("already_open", &said("2020-01-01"));
    // Also while the beginning is not certain yet.
    given.when(home(SITE).on("2018-06-01")).refused_saying("already_open", &said("2018-06-01"));
}

#[test]
fn an_earlier_time_of_an_element_is_recorded_after_a_later_one() {
    let given = world().and([home(COMMUNITY).on("2018-05-01"), home(COMMUNITY).on("2016-05-01")]);
    let facts = given.clone().recorder().facts;
    // Until its end is recorded, the later establishment is without effect.
    assert_eq!(standing(&facts, COMMUNITY, WOMENS_HOME, "2017-05-01"), Standing::Open);
    let later = facts.head().0 - 2;
    assert_eq!(facts.without_effect(AsOf::on(day("2020-01-01"))).into_keys().collect::<Vec<_>>(), [Position(later)]);
    let facts = given.when(closed(COMMUNITY, WOMENS_HOME).on("2017-01-01")).is_recorded().facts;
    assert_eq!(standing(&facts, COMMUNITY, WOMENS_HOME, "2017-05-01"), Standing::Closed);
    assert_eq!(standing(&facts, COMMUNITY, WOMENS_HOME, "2018-05-01"), Standing::Open);
    assert!(facts.without_effect(AsOf::on(day("2020-01-01"))).is_empty());
}

#[test]
fn an_earlier_suspension_is_recorded_after_a_later_one() {
    let later = [suspended(COMMUNITY, WOMENS_HOME).on("2016-01-01"), resumed(COMMUNITY, WOMENS_HOME).on("2017-01-01")];
    let given = world().and([home(COMMUNITY).on("2010-06-01")]).and(later);
    let given = given
        .and([suspended(COMMUNITY, WOMENS_HOME).on("2012-01-01"), resumed(COMMUNITY, WOMENS_HOME).on("2013-01-01")]);
    let facts = given.recorder().facts;
    let on = |date| standing(&facts, COMMUNITY, WOMENS_HOME, date);
    assert_eq!(on("2012-06-01"), Standing::Suspended);
    assert_eq!(on("2014-01-01"), Standing::Open);
    assert_eq!(on("2016-06-01"), Standing::Suspended);
    assert_eq!(on("2018-01-01"), Standing::Open);
}

#[test]
fn a_place_closes_an_element_and_establishes_it_again() {
    let given = world().and([home(SITE).on("2018-01-01"), closed(SITE, WOMENS_HOME).on("2019-01-01")]);
    let facts = given.clone().when(home(SITE).on("2019-01-01")).is_recorded().facts;
    assert_eq!(standing(&facts, SITE, WOMENS_HOME, "2018-12-31"), Standing::Open);
    assert_eq!(standing(&facts, SITE, WOMENS_HOME, "2019-01-01"), Standing::Open);
    given.clone().when(closed(SITE, WOMENS_HOME).on("2019-01-01")).is_already_true();
    given.clone().when(closed(SITE, WOMENS_HOME).on("2019-01-02")).refused("element_not_open");
    given.when(closed(SITE, WOMENS_HOME).on("2018-06-01")).refused("element_clash");
    world().when(closed(SITE, WOMENS_HOME).on("2019-01-01")).refused("element_not_open");
}

#[test]
fn an_element_is_suspended_and_resumed() {
    let given = world().and([home(SITE).on("2018-01-01"), suspended(SITE, WOMENS_HOME).on("2019-01-01")]);
    let facts = given.clone().when(resumed(SITE, WOMENS_HOME).on("2019-06-01")).is_recorded().facts;
    assert_eq!(standing(&facts, SITE, WOMENS_HOME, "2018-12-31"), Standing::Open);
    assert_eq!(standing(&facts, SITE, WOMENS_HOME, "2019-01-01"), Standing::Suspended);
    assert_eq!(standing(&facts, SITE, WOMENS_HOME, "2019-06-01"), Standing::Open);
    given.clone().when(suspended(SITE, WOMENS_HOME).on("2019-01-01")).is_already_true();
    given.clone().when(suspended(SITE, WOMENS_HOME).on("2019-02-01")).refused("element_suspended");
    let resumed_once = given.clone().and([resumed(SITE, WOMENS_HOME).on("2019-06-01")]);
    resumed_once.clone().when(resumed(SITE, WOMENS_HOME).on("2019-06-01")).is_already_true();
    resumed_once.when(resumed(SITE, WOMENS_HOME).on("2019-07-01")).refused("element_not_suspended");
    given.clone().when(home(SITE).on("2019-02-01")).refused("already_open");
    world().when(suspended(SITE, WOMENS_HOME).on("2019-01-01")).refused("element_not_open");
    world().when(resumed(SITE, WOMENS_HOME).on("2019-01-01")).refused("element_not_suspended");
    world()
        .and([home(SITE).on("2018-01-01"), suspended(SITE, WOMENS_HOME).on("2019-01-01")])
        .when(closed(SITE, WOMENS_HOME).on("2019-02-01"))
        .is_recorded();
}

#[test]
fn the_last_inspection_counts() {
    let given =
        world().and([childrens_home(SITE).on("2018-01-01"), inspected(SITE, CHILDRENS_HOME, false).on("2019-01-01")]);
    let facts = given.clone().when(inspected(SITE, CHILDRENS_HOME, true).on("2020-01-01")).is_recorded().facts;
    let passed = |on: &str| {
        let as_of = AsOf::on(day(on));
        let place = facts.places.find(&text(SITE), as_of).unwrap();
        facts.elements.last_inspection(place, facts.catalogue.kind(CHILDRENS_HOME).unwrap(), as_of)
    };
    assert_eq!([passed("2018-12-31"), passed("2019-12-31"), passed("2020-01-01")], [None, Some(false), Some(true)]);
    given.clone().when(inspected(SITE, CHILDRENS_HOME, false).on("2019-01-01")).is_already_true();
    given.when(inspected(SITE, CHILDRENS_HOME, true).on("2017-12-31")).refused("element_not_open");
    world().when(inspected(SITE, CHILDRENS_HOME, true).on("2019-01-01")).refused("element_not_open");
}

#[test]
fn an_inspection_ends_with_what_was_inspected() {
    let facts = world()
        .and([
            childrens_home(SITE).on("2018-01-01"),
            inspected(SITE, CHILDRENS_HOME, true).on("2019-01-01"),
            closed(SITE, CHILDRENS_HOME).on("2019-06-01"),
            childrens_home(SITE).on("2020-01-01"),
        ])
        .recorder()
        .facts;
    let as_of = AsOf::on(day("2020-06-01"));
    let place = facts.places.find(&text(SITE), as_of).unwrap();
    assert_eq!(facts.elements.last_inspection(place, facts.catalogue.kind(CHILDRENS_HOME).unwrap(), as_of), None);
}

#[test]
fn a_council_is_created_by_its_own_command() {
    let created = || council(SITE).on("2020-06-22");
    let facts = world().when(created()).is_recorded().facts;
    assert_eq!(standing(&facts, SITE, WOMENS_COUNCIL, "2020-06-22"), Standing::Open);
    world().and([created()]).when(created()).is_already_true();
    world().and([created()]).when(council(SITE).on("2020-07-01")).refused("already_open");
    world().and([created()]).when(closed(SITE, WOMENS_COUNCIL).on("2020-07-01")).is_recorded();
    world().when(element(SITE, WOMENS_COUNCIL).on("2020-06-22")).refused("kind_has_its_own_command");
}

#[test]
fn a_federation_is_founded_and_dissolved_by_its_own_commands() {
    world()
        .when(element(SITE, WOMENS_FEDERATION).on("2020-06-22"))
        .refused_as(&Refusal::KindHasItsOwnCommand { kind: text(WOMENS_FEDERATION), command: "found_federation" });
    let given = world().and([federation("f", SITE).on("2018-01-01")]);
    given.clone().when(closed(SITE, WOMENS_FEDERATION).on("2020-06-22")).refused("kind_has_its_own_command");
    given.when(suspended(SITE, WOMENS_FEDERATION).on("2020-06-22")).is_recorded();
}

#[test]
fn elements_belong_to_communities_and_sites() {
    world().when(home(COMMUNITY).on("2018-01-01")).is_recorded();
    for place in [PROVINCE, PREFECTURE, COUNTY, TOWNSHIP] {
        world().when(home(place).on("2018-01-01")).refused("not_assessed");
    }
    world().when(home(FREE_CODE).on("2018-01-01")).refused("unknown_place");
    world().when(home("nowhere").on("2018-01-01")).refused("unknown_place");
    world().when(home(SITE).on("2016-12-31")).refused("place_not_open");
    world().when(element(SITE, "elders_home").on("2018-01-01")).refused("unknown_catalogue_code");
}
