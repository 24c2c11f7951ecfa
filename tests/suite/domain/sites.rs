//! Relocation sites: registered, renamed, counted, closed, become communities.

use jiceng_domain::places::PlaceState;
use jiceng_domain::{AsOf, Facts, PlaceNo};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn world() -> Given {
    given(small_world())
}

fn find(facts: &Facts, place: &str) -> PlaceNo {
    facts.places.find(&text(place), AsOf::on(day("2020-12-31"))).unwrap()
}

#[test]
fn a_site_is_registered_in_a_county_a_township_and_on_a_communitys_land() {
    let mut full = site("s", "示例三安置点", COUNTY);
    full.township = Some(text(TOWNSHIP));
    full.host = Some(text(COMMUNITY));
    let facts = world().when(full.clone().on("2018-01-01")).is_recorded().facts;
    let record = facts.places.get(find(&facts, "s")).unwrap();
    let as_of = AsOf::on(day("2018-01-01"));
    assert_eq!(record.parent_on(as_of), Some(find(&facts, TOWNSHIP)));
    assert_eq!(record.host_on(as_of), Some(find(&facts, COMMUNITY)));
    assert!(record.is_assessed(as_of) && record.state_on(as_of) == PlaceState::Site);
    assert!(!record.is_assessed(AsOf::on(day("2017-12-31"))));
    world().and([full.clone().on("2018-01-01")]).when(full.on("2018-01-01")).is_already_true();
    let facts = world().recorder().facts;
    assert_eq!(facts.places.get(find(&facts, SITE)).unwrap().parent_on(as_of), Some(find(&facts, COUNTY)));
}

#[test]
fn a_site_lies_where_divisions_are() {
    let wished = |county: &str, township: Option<&str>, host: Option<&str>| {
        let mut site = site("s", "示例三安置点", county);
        site.township = township.map(text);
        site.host = host.map(text);
        world().when(site.on("2018-01-01"))
    };
    wished(COUNTY, None, None).is_recorded();
    wished(COUNTYLESS, Some(COUNTYLESS_TOWNSHIP), Some(COUNTYLESS_COMMUNITY)).is_recorded();
    wished(TOWNSHIP, None, None).refused("wrong_level");
    wished(PROVINCE, None, None).refused("wrong_level");
    wished(COUNTY, Some(COMMUNITY), None).refused("wrong_level");
    wished(COUNTY, None, Some(TOWNSHIP)).refused("wrong_level");
    wished(COUNTY, Some(THIRD_TOWNSHIP), None).refused("parent_not_above");
    wished(COUNTY, None, Some(THIRD_COMMUNITY)).refused("parent_not_above");
    wished("450226", None, None).refused("unknown_place");
    wished(COUNTY, None, Some(FREE_CODE)).refused("unknown_place");
}

#[test]
fn a_site_is_registered_once() {
    world().when(site(SITE, "别的名字", COUNTY).on("2017-01-01")).refused("site_exists");
    world().when(site(SITE, "示例一安置点", COUNTY).on("2018-01-01")).refused("site_exists");
    world().when(site(SITE, "示例一安置点", COUNTY).on("2017-01-01")).is_already_true();
}

#[test]
fn a_sites_registration_is_corrected_though_its_people_were_counted() {
    // A fault once: the count stood in the way.
    let registered = small_world().iter().position(|wish| wish.facts()[0].event.places() == [text(SITE)]).unwrap();
    let facts = world()
        .and([population(SITE, 1208).on("2018-01-01")])
        .when(correction_of(
            event_id(registered as u64 + 1, 0),
            site(SITE, "示例一新安置点", SECOND_COUNTY).on("2016-05-01"),
        ))
        .is_recorded()
        .facts;
    let record = facts.places.get(find(&facts, SITE)).unwrap();
    let as_of = AsOf::on(day("2018-01-01"));
    assert_eq!(record.parent_on(as_of), Some(find(&facts, SECOND_COUNTY)));
    assert_eq!(record.population_on(as_of), Some(1208));
    assert_eq!(record.name_on(as_of).unwrap().as_str(), "示例一新安置点");
}

#[test]
fn a_site_is_renamed() {
    let renamed = || site_renamed(SITE, "示例小区").on("2018-01-01");
    let facts = world().when(renamed()).is_recorded().facts;
    let record = facts.places.get(find(&facts, SITE)).unwrap();
    assert_eq!(record.name_on(AsOf::on(day("2017-12-31"))).unwrap().as_str(), "示例一安置点");
    assert_eq!(record.name_on(AsOf::on(day("2018-01-01"))).unwrap().as_str(), "示例小区");
    world().and([renamed()]).when(renamed()).is_already_true();
    world().when(site_renamed("nowhere", "无").on("2018-01-01")).refused("unknown_place");
    world().when(site_renamed(SITE, "太早").on("2016-01-01")).refused("place_not_open");
}

#[test]
fn people_are_counted_again_and_again() {
    let facts = world()
        .and([population(SITE, 796).on("2018-06-30"), population(SITE, 1102).on("2020-06-30")])
        .when(population(SITE, 812).on("2019"))
        .is_recorded()
        .facts;
    let record = facts.places.get(find(&facts, SITE)).unwrap();
    let people = |on: &str| record.population_on(AsOf::on(day(on)));
    assert_eq!(people("2018-06-29"), None);
    assert_eq!(people("2019-12-30"), Some(796));
    assert_eq!(people("2019-12-31"), Some(812));
    assert_eq!(people("2020-12-31"), Some(1102));
    world().and([population(SITE, 0).on("2018-06-30")]).when(population(SITE, 0).on("2018-06-30")).is_already_true();
    world().when(population(COUNTY, 297_000).on("2019-12-31")).is_recorded();
    world().when(population("nowhere", 1).on("2019-12-31")).refused("unknown_place");
    world().when(population(SITE, 1).on("2016-12-31")).refused("place_not_open");
}

#[test]
fn a_closed_site_is_no_more() {
    let closed = || site_closed(SITE).on("2019-01-01");
    let facts = world().when(closed()).is_recorded().facts;
    let record = facts.places.get(find(&facts, SITE)).unwrap();
    assert!(record.is_open(AsOf::on(day("2018-12-31"))) && !record.is_open(AsOf::on(day("2019-01-01"))));
    let given = world().and([closed()]);
    given.clone().when(closed()).is_already_true();
    given.clone().when(population(SITE, 1).on("2019-01-02")).refused("place_not_open");
    given.clone().when(home(SITE).on("2019-01-02")).refused("place_not_open");
    given.when(population(SITE, 1).on("2018-12-31")).is_recorded();
}

#[test]
fn a_site_becomes_a_community_and_keeps_its_elements() {
    let became = || site_became_community(SITE, FREE_CODE, "示例社区").on("2019-01-01");
    let given = world().and([home(SITE).on("2018-01-01")]);
    let facts = given.when(became()).is_recorded().facts;
    let no = find(&facts, SITE);
    assert_eq!(find(&facts, FREE_CODE), no);
    let record = facts.places.get(no).unwrap();
    let (before, after) = (AsOf::on(day("2018-12-31")), AsOf::on(day("2019-01-01")));
    assert_eq!(record.place_on(before), Some(text(SITE)));
    assert_eq!(record.place_on(after), Some(text(FREE_CODE)));
    assert_eq!(record.parent_on(after), Some(find(&facts, TOWNSHIP)));
    assert!(record.is_assessed(before) && record.is_assessed(after));
    let given = world().and([home(SITE).on("2018-01-01"), became()]);
    given.clone().when(became()).is_already_true();
    given.clone().when(home(FREE_CODE).on("2020-01-01")).refused("already_open");
    given.when(division_abolished(FREE_CODE).on("2020-01-01")).is_recorded();
}

#[test]
fn only_a_site_becomes_a_community_and_only_under_a_free_code() {
    let becomes = |code: &str| world().when(site_became_community(SITE, code, "示例社区").on("2019-01-01"));
    becomes(TOWNSHIP).refused("wrong_level");
    becomes(COMMUNITY).refused("division_exists");
    becomes("450226100001").refused("no_parent");
    world().when(site_became_community("nowhere", FREE_CODE, "无").on("2019-01-01")).refused("unknown_place");
    world()
        .and([division(FREE_CODE, "融康社区").on("2018-01-01")])
        .when(site_became_community(SITE, FREE_CODE, "示例社区").on("2019-01-01"))
        .refused("division_exists");
}

#[test]
fn a_community_is_no_longer_a_site() {
    let given = world().and([site_became_community(SITE, FREE_CODE, "示例社区").on("2019-01-01")]);
    given.clone().when(site_closed(SITE).on("2020-01-01")).refused_saying(
        "not_a_site",
        "rongan-1 is not a relocation site on 2020-01-01: it became a community (see #last, 2019-01-01); name it by its code",
    );
    given.clone().when(site_renamed(SITE, "晚了").on("2020-01-01")).refused("not_a_site");
    given.clone().when(site_became_community(SITE, "450224100012", "又一社区").on("2020-01-01")).refused("not_a_site");
    given.clone().when(site_renamed(SITE, "早了").on("2018-01-01")).is_recorded();
    given.clone().when(site_closed(SITE).on("2018-01-01")).refused("place_clash");
    // It was a site for a part of the year, but «closed in 2019» means the last of its days.
    world()
        .and([site_became_community(SITE, FREE_CODE, "示例社区").on("2019-06-01")])
        .when(site_closed(SITE).on("2019"))
        .refused("place_clash");
    // A community of that code did not exist before.
    given.when(division_abolished(FREE_CODE).on("2018-01-01")).refused("place_clash");
}
