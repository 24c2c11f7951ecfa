//! Sharing: agreed, ended.

use jiceng_domain::catalogue::{CHILDRENS_HOME, LECTURE_TEAM, WOMENS_HOME};
use jiceng_domain::{AsOf, Facts, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

/// A community with homes of both sorts, another with a women's home, and one outside the
/// prefecture.
fn world() -> Given {
    given(small_world()).and([
        home(COMMUNITY).on("2017-01-01"),
        childrens_home(COMMUNITY).on("2017-01-01"),
        home(SECOND_COMMUNITY).on("2017-01-01"),
        home(FAR_COMMUNITY).on("2017-01-01"),
    ])
}

fn agreed(kinds: &[&str]) -> Wish {
    sharing(SITE, COMMUNITY, kinds).on("2018-01-01")
}

fn provider(facts: &Facts, kind: &str, on: &str) -> Option<String> {
    let as_of = AsOf::on(day(on));
    let site = facts.places.find(&text(SITE), as_of).unwrap();
    let provider = facts.sharings.provider(site, facts.catalogue.kind(kind).unwrap(), as_of)?;
    facts.places.get(provider).unwrap().place_on(as_of).map(|place| place.to_string())
}

#[test]
fn a_place_uses_a_neighbours_elements_until_it_ends() {
    let facts = world()
        .and([agreed(&[WOMENS_HOME, CHILDRENS_HOME])])
        .when(sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-01-01"))
        .is_recorded()
        .facts;
    assert_eq!(provider(&facts, WOMENS_HOME, "2017-12-31"), None);
    assert_eq!(provider(&facts, WOMENS_HOME, "2018-12-31").as_deref(), Some(COMMUNITY));
    assert_eq!(provider(&facts, WOMENS_HOME, "2019-01-01"), None);
    assert_eq!(provider(&facts, CHILDRENS_HOME, "2019-01-01").as_deref(), Some(COMMUNITY));
    world().and([agreed(&[WOMENS_HOME])]).when(agreed(&[WOMENS_HOME])).is_already_true();
    let ended = || sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-01-01");
    world().and([agreed(&[WOMENS_HOME]), ended()]).when(ended()).is_already_true();
}

#[test]
fn a_provider_is_changed_within_a_day() {
    let facts = world()
        .and([agreed(&[WOMENS_HOME]), sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-01-01")])
        .when(sharing(SITE, SECOND_COMMUNITY, &[WOMENS_HOME]).on("2019-01-01"))
        .is_recorded()
        .facts;
    assert_eq!(provider(&facts, WOMENS_HOME, "2018-12-31").as_deref(), Some(COMMUNITY));
    assert_eq!(provider(&facts, WOMENS_HOME, "2019-01-01").as_deref(), Some(SECOND_COMMUNITY));
}

#[test]
fn sharing_names_kinds_each_once() {
    world().when(agreed(&[])).refused("bad_list");
    world().when(agreed(&[WOMENS_HOME, WOMENS_HOME])).refused("bad_list");
    world().when(agreed(&["elders_home"])).refused("unknown_catalogue_code");
    world().when(sharing_ended(SITE, COMMUNITY, &[]).on("2019-01-01")).refused("bad_list");
}

/// A county that no prefecture governs is like one, and so is a municipality.
#[test]
fn where_there_is_no_prefecture_its_place_is_taken_by_what_governs() {
    let codes = [
        "41",
        "419001",
        "419001100",
        "419001100001",
        "419001101",
        "419001101001",
        "42",
        "429004",
        "429004100",
        "429004100001",
        "429005",
        "429005100",
        "429005100001",
        "12",
        "120101",
        "120101001",
        "120101001001",
        "120102",
        "120102001",
        "120102001001",
    ];
    let registered = codes.map(|code| division(code, "示例").on("2010-01-01"));
    let homes = ["419001101001", "429004100001", "429005100001", "120102001001", COMMUNITY];
    let homes = homes.map(|place| home(place).on("2010-01-01"));
    let given = || given(small_world()).and(registered.clone()).and(homes.clone());
    let wished = |place: &str, provider: &str| given().when(sharing(place, provider, &[WOMENS_HOME]).on("2018-01-01"));
    wished("419001100001", "419001101001").is_recorded();
    wished("120101001001", "120102001001").is_recorded();
    wished("429004100001", "429005100001").refused("outside_prefecture");
    wished("419001100001", "429004100001").refused("outside_prefecture");
    wished("120101001001", "429004100001").refused("outside_prefecture");
    wished("419001100001", COMMUNITY).refused("outside_prefecture");
}

#[test]
fn a_place_shares_with_another_one_in_its_prefecture() {
    let wished = |place: &str, provider: &str| world().when(sharing(place, provider, &[WOMENS_HOME]).on("2018-01-01"));
    wished(SITE, SITE).refused("shares_with_itself");
    wished(SITE, FAR_COMMUNITY).refused("outside_prefecture");
    wished(SITE, COUNTY).refused("not_assessed");
    wished(SITE, FREE_CODE).refused("unknown_place");
    wished("nowhere", COMMUNITY).refused("unknown_place");
    // Another county will do.
    wished(THIRD_COMMUNITY, COMMUNITY).is_recorded();
    // Two names of one place.
    world()
        .and([site_became_community(SITE, FREE_CODE, "示例社区").on("2019-01-01")])
        .when(sharing(SITE, FREE_CODE, &[WOMENS_HOME]).on("2020-01-01"))
        .refused("shares_with_itself");
}

#[test]
fn a_provider_has_one_of_its_own() {
    world().when(agreed(&[LECTURE_TEAM])).refused("provider_has_none");
    world().when(agreed(&[WOMENS_HOME, LECTURE_TEAM])).refused("provider_has_none");
    world().when(sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2017-06")).is_recorded();
    let given = world().and([sharing(THIRD_COMMUNITY, COMMUNITY, &[WOMENS_HOME]).on("2018-01-01")]);
    given.when(sharing(SITE, THIRD_COMMUNITY, &[WOMENS_HOME]).on("2018-06-01")).refused("provider_only_shares");
    let closed = world().and([closed(COMMUNITY, WOMENS_HOME).on("2017-12-31")]);
    closed.when(agreed(&[WOMENS_HOME])).refused("provider_has_none");
}

#[test]
fn a_kind_is_shared_with_one_place_at_a_time() {
    let given = world().and([agreed(&[WOMENS_HOME])]);
    let again = |on: &str| sharing(SITE, SECOND_COMMUNITY, &[WOMENS_HOME]).on(on);
    given.clone().when(again("2019-01-01")).refused_saying(
        "already_sharing",
        "rongan-1 shares a women's home already on 2019-01-01, since 2018-01-01 (see #last, 2018-01-01); end that first",
    );
    // One that came before is recorded, and its end after that.
    let earlier = given.clone().and([again("2017-06-01")]);
    let ended = sharing_ended(SITE, SECOND_COMMUNITY, &[WOMENS_HOME]).on("2017-12-31");
    let facts = earlier.when(ended).is_recorded().facts;
    let with = ["2017-06-01", "2017-12-31", "2018-01-01"].map(|date| provider(&facts, WOMENS_HOME, date));
    assert_eq!(with, [Some(SECOND_COMMUNITY.to_owned()), None, Some(COMMUNITY.to_owned())]);
    given.when(sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-01-01")).refused("already_sharing");
}

#[test]
fn what_is_not_shared_does_not_end() {
    let ended = |provider: &str, on: &str| sharing_ended(SITE, provider, &[WOMENS_HOME]).on(on);
    world().when(ended(COMMUNITY, "2019-01-01")).refused("not_sharing");
    let given = world().and([agreed(&[WOMENS_HOME])]);
    given.clone().when(ended(SECOND_COMMUNITY, "2019-01-01")).refused("not_sharing");
    given.clone().when(ended(COMMUNITY, "2017-06-01")).refused("not_sharing");
    given.when(sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME, CHILDRENS_HOME]).on("2019-01-01")).refused("not_sharing");
}

#[test]
fn sharing_that_is_partly_recorded_adds_the_rest() {
    let given = world().and([agreed(&[WOMENS_HOME])]);
    let facts = given.clone().when(agreed(&[WOMENS_HOME, CHILDRENS_HOME])).is_recorded().facts;
    assert_eq!(provider(&facts, CHILDRENS_HOME, "2018-01-01").as_deref(), Some(COMMUNITY));
    // Both facts say that the women's home is shared: one of them withdrawn, the other still says
    // so.
    let facts = given.and([agreed(&[WOMENS_HOME, CHILDRENS_HOME])]).and_withdrawn().recorder().facts;
    assert_eq!(provider(&facts, WOMENS_HOME, "2018-01-01").as_deref(), Some(COMMUNITY));
    assert_eq!(provider(&facts, CHILDRENS_HOME, "2018-01-01"), None);
    let given = world().and([agreed(&[WOMENS_HOME]), agreed(&[WOMENS_HOME, CHILDRENS_HOME])]);
    given.when(sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-01-01")).is_recorded();
}

#[test]
fn sharing_stays_on_record_when_the_provider_closes() {
    let facts =
        world().and([agreed(&[WOMENS_HOME])]).when(closed(COMMUNITY, WOMENS_HOME).on("2019-01-01")).is_recorded().facts;
    assert_eq!(provider(&facts, WOMENS_HOME, "2020-01-01").as_deref(), Some(COMMUNITY));
}

/// What ended in 2020 did not end in 2019 too; the fact in the way is the later one, and it is
/// named.
#[test]
fn a_sharing_ends_once() {
    let ended = |on: &str| sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on(on);
    let given = world().and([agreed(&[WOMENS_HOME]), ended("2020-01-01")]);
    given.clone().when(ended("2019")).refused_saying(
        "sharing_clash",
        "this would contradict what is recorded of the sharing of the women's home by rongan-1 for 2020-01-01 (see #last, 2020-01-01); \
         withdraw or correct that first",
    );
    given.when(ended("2020-06")).refused_saying(
        "not_sharing",
        "rongan-1 does not share the women's home of 450224100003 on 2020-06 (taken for its last day, 2020-06-30) \
         (see #last, 2020-01-01)",
    );
}

#[test]
fn the_end_of_a_later_sharing_is_taken_before_that_of_an_earlier_one_with_another_provider() {
    let agreed = |provider: &str, on: &str| sharing(SITE, provider, &[WOMENS_HOME]).on(on);
    let ended = |provider: &str, on: &str| sharing_ended(SITE, provider, &[WOMENS_HOME]).on(on);
    let [first, second] = [(COMMUNITY, "2018-01-01", "2018-06"), (SECOND_COMMUNITY, "2019", "2020-01-01")];
    let later = world().and([agreed(second.0, second.1), agreed(first.0, first.1)]);
    let arrivals =
        [[ended(second.0, second.2), ended(first.0, first.2)], [ended(first.0, first.2), ended(second.0, second.2)]];
    for arrival in arrivals {
        let facts = later.clone().and(arrival).recorder().facts;
        let on = |day: &str| provider(&facts, WOMENS_HOME, day);
        assert_eq!(on("2018-03-01"), Some(COMMUNITY.to_owned()));
        assert_eq!(on("2018-07-01"), None);
        assert_eq!(on("2019-12-31"), Some(SECOND_COMMUNITY.to_owned()));
        assert_eq!(on("2020-01-01"), None);
        assert!(facts.without_effect(AsOf::on(day("2021-01-01"))).is_empty());
    }
    // What never was agreed does not end, and nothing ends twice.
    later.clone().when(ended(THIRD_COMMUNITY, "2020-01-01")).refused("not_sharing");
    let both = later.and([ended(second.0, second.2)]);
    both.when(ended(second.0, "2020-06-01")).refused("not_sharing");
}
