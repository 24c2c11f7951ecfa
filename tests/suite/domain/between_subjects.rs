//! What one fact does to facts about another subject: what is refused in one order of recording is
//! refused in the other.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::{AsOf, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn world() -> Given {
    given(small_world())
}

/// Two facts that cannot both be so: with each recorded first, the other is refused, by these
/// codes.
fn excludes(given: &Given, one: &Wish, other: &Wish, codes: [&str; 2]) {
    given.clone().and([one.clone()]).when(other.clone()).refused(codes[0]);
    given.clone().and([other.clone()]).when(one.clone()).refused(codes[1]);
}

#[test]
fn a_place_does_not_end_before_what_is_recorded_of_it() {
    let ended = || division_abolished(COMMUNITY).on("2018-01-01");
    let with_home = world().and([home(COMMUNITY).on("2017-06-01"), home(SECOND_COMMUNITY).on("2017-06-01")]);
    let on = "2018-06-01";
    for resting in [
        home(COMMUNITY).on(on),
        council(COMMUNITY).on(on),
        federation("f", COMMUNITY).on(on),
        institution("i", "marriage_mediation", COMMUNITY).on(on),
        recommended("d", "reform_demonstration", COMMUNITY).on(on),
        granted("d", "reform_demonstration", COMMUNITY).on(on),
        issue("q", COMMUNITY).on(on),
        target("t", COMMUNITY, 3).on(on),
    ] {
        excludes(&world(), &ended(), &resting, ["place_not_open", "leaves_no_place"]);
    }
    for resting in [
        inspected(COMMUNITY, WOMENS_HOME, true).on(on),
        suspended(COMMUNITY, WOMENS_HOME).on(on),
        closed(COMMUNITY, WOMENS_HOME).on(on),
        sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on(on),
    ] {
        excludes(&with_home, &ended(), &resting, ["place_not_open", "leaves_no_place"]);
    }
    excludes(&with_home, &ended(), &population(COMMUNITY, 5).on(on), ["place_not_open", "place_clash"]);
    let site_ended = site_closed(SITE).on("2018-01-01");
    excludes(&world(), &site_ended, &home(SITE).on(on), ["place_not_open", "leaves_no_place"]);
    let merged = divisions_merged(&[SECOND_COMMUNITY], COMMUNITY).on(on);
    excludes(&world(), &ended(), &merged, ["place_not_open", "leaves_no_place"]);
    let below = division("450224100077", "示例社区").on(on);
    let county_ended = division_abolished(TOWNSHIP).on("2018-01-01");
    excludes(&world(), &county_ended, &below, ["no_parent", "leaves_no_place"]);
    // What happened before, or on the last possible day, stays.
    world().and([home(COMMUNITY).on("2017-12-31")]).when(ended()).is_recorded();
    world().and([home(COMMUNITY).on("2018-01-01")]).when(ended()).is_recorded();
    // What is withdrawn does not stand in the way.
    world().and([home(COMMUNITY).on(on)]).and_withdrawn().when(ended()).is_recorded();
}

#[test]
fn a_place_is_not_corrected_to_begin_after_what_is_recorded_of_it() {
    let registered = event_id(small_world().len() as u64 + 1, 0);
    let site = |on: &str| self::site("rongan-9", "示例九号", COUNTY).on(on);
    let given = world().and([site("2018-01-01"), home("rongan-9").on("2019-03-10")]);
    given.clone().when(correction_of(registered, site("2019-09-01"))).refused("leaves_no_place");
    given.clone().when(correction_of(registered, site("2019-03-10"))).is_recorded();
    given.when(correction_of(registered, site("2019"))).is_recorded();
}

#[test]
fn a_federation_does_not_end_before_what_its_committees_did() {
    let founded = world().and([federation("f", COMMUNITY).on("2015-01-01")]);
    let ended = || federation_dissolved("f").on("2018-01-01");
    let elected = committee("f", 1, &["p1"]).on("2019-01-01");
    excludes(&founded, &ended(), &elected, ["federation_not_active", "leaves_no_federation"]);
    let with_committee = founded.clone().and([committee("f", 1, &["p1"]).on("2016-01-01")]);
    for later in [seat_filled("f", 1, "p2").on("2019-01-01"), session("f", 1, 1, &[]).on("2019-01-01")] {
        excludes(&with_committee, &ended(), &later, ["federation_not_active", "leaves_no_federation"]);
    }
    let two = founded.and([federation("g", SECOND_COMMUNITY).on("2015-01-01")]);
    let merged = federations_merged(&["g"], "f").on("2019-01-01");
    excludes(&two, &ended(), &merged, ["federation_not_active", "leaves_no_federation"]);
    two.and([merged.clone()]).and_withdrawn().when(ended()).is_recorded();
    let founding = event_id(small_world().len() as u64 + 1, 0);
    let given = world().and([federation("f", COMMUNITY).on("2015-01-01"), committee("f", 1, &["p1"]).on("2016-01-01")]);
    given.clone().when(ended()).is_recorded();
    given.when(correction_of(founding, federation("f", COMMUNITY).on("2017-01-01"))).refused("leaves_no_federation");
}

#[test]
fn what_is_shared_does_not_close_before_the_agreement() {
    let given = world().and([home(COMMUNITY).on("2015-01-01")]);
    let ended = closed(COMMUNITY, WOMENS_HOME).on("2017-01-01");
    let agreed = sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-01-01");
    excludes(&given, &ended, &agreed, ["provider_has_none", "leaves_no_provider"]);
    given.clone().and([agreed.clone()]).when(ended).refused("leaves_no_provider");
    // Afterwards it may: the sharing stays, and does not count.
    given.and([agreed]).when(closed(COMMUNITY, WOMENS_HOME).on("2019-01-01")).is_recorded();
    let opened = event_id(small_world().len() as u64 + 1, 0);
    let agreed = sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-01-01");
    let given = world().and([home(COMMUNITY).on("2015-01-01"), agreed]);
    given.when(correction_of(opened, home(COMMUNITY).on("2019-01-01"))).refused("leaves_no_provider");
    let kind = "womens_federation";
    let given = world().and([federation("f", COMMUNITY).on("2015-01-01")]);
    let agreed = sharing(SITE, COMMUNITY, &[kind]).on("2018-01-01");
    let dissolved = federation_dissolved("f").on("2017-01-01");
    excludes(&given, &dissolved, &agreed, ["provider_has_none", "leaves_no_provider"]);
}

#[test]
fn nothing_is_merged_into_what_was_merged_into_it() {
    let one = divisions_merged(&[COMMUNITY], SECOND_COMMUNITY).on("2018-01-01");
    let other = divisions_merged(&[SECOND_COMMUNITY], COMMUNITY).on("2018-01-01");
    world().and([one.clone()]).when(other.clone()).refused("merges_in_a_circle");
    world().and([other]).when(one).refused("merges_in_a_circle");
    let given = world().and([federation("f", COMMUNITY).on("2015"), federation("g", SECOND_COMMUNITY).on("2015")]);
    let one = federations_merged(&["f"], "g").on("2018");
    let other = federations_merged(&["g"], "f").on("2018-06-01");
    given.clone().and([one.clone()]).when(other.clone()).refused("federations_merge_in_a_circle");
    given.and([other]).when(one).refused("federations_merge_in_a_circle");
}

#[test]
fn a_code_is_carried_by_one_division_at_a_time_and_an_earlier_carrier_is_recorded_later() {
    let code = "450224100066";
    let given = world().and([division(code, "新社区").on("2018-01-01")]);
    given.clone().when(division(code, "他社区").on("2019-01-01")).refused("division_exists");
    given.clone().when(division_recoded(COMMUNITY, code).on("2019-01-01")).refused("division_exists");
    let given = given.and([division(code, "老社区").on("2017-02-01")]);
    let facts = given.when(division_abolished(code).on("2017-09-01")).is_recorded().facts;
    let name = |on: &str| {
        let as_of = AsOf::on(day(on));
        let record = facts.places.get(facts.places.find(&text(code), as_of)?)?;
        record.is_open(as_of).then(|| record.name_on(as_of).map(ToString::to_string)).flatten()
    };
    assert_eq!(
        ["2017-06-01", "2017-12-31", "2018-06-01"].map(name),
        [Some("老社区".to_owned()), None, Some("新社区".to_owned())]
    );
}

#[test]
fn sources_disagree_about_one_matter_of_one_subject() {
    let first = event_id(small_world().len() as u64 + 1, 0);
    let given = || world().and([by_evidence("ledger", home(COMMUNITY).on("2018-01-01"))]);
    let says = |wish: Wish| disagreement_with(first, by_evidence("minutes", wish));
    for other in [
        population(SITE, 900).on("2018-01-01"),
        home(SECOND_COMMUNITY).on("2018-02-01"),
        childrens_home(COMMUNITY).on("2018-02-01"),
        closed(COMMUNITY, WOMENS_HOME).on("2018-02-01"),
    ] {
        given().when(says(other)).refused("not_the_same_matter");
    }
    given().when(says(home(COMMUNITY).on("2018-02-01"))).is_recorded();
    let founded = world().and([by_evidence("ledger", federation("f", COMMUNITY).on("2015-01-01"))]);
    founded.clone().when(says(federation("g", COMMUNITY).on("2016-01-01"))).refused("not_the_same_matter");
    founded.when(says(federation("f", SECOND_COMMUNITY).on("2016-01-01"))).is_recorded();
}

#[test]
fn a_sharing_does_not_end_before_an_inspection_that_was_made_through_it() {
    let drawn = as_if_drawn(sample("s1", 2, "2020-06-30"), &[COMMUNITY, SITE]);
    let given = world().and([
        home(COMMUNITY).on("2018-01-01"),
        sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-01-01"),
        drawn.on("2020-07-01"),
    ]);
    let inspected = inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-08-01");
    let ended = |on: &str| sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on(on);
    excludes(&given, &ended("2020-07-15"), &inspected, ["nothing_serves", "leaves_nothing_serving"]);
    given.clone().and([inspected.clone()]).when(ended("2020-07-31")).refused("leaves_nothing_serving");
    given.clone().and([inspected.clone()]).when(ended("2020-08-02")).is_recorded();
    // The site itself is there until then, too.
    excludes(&given, &site_closed(SITE).on("2020-07-15"), &inspected, ["place_not_open", "leaves_no_place"]);
}

#[test]
fn a_county_does_not_move_to_another_prefecture_before_an_agreement_within_the_old_one() {
    let given = world().and([home(THIRD_COMMUNITY).on("2012-01-01")]);
    let agreed = sharing(COMMUNITY, THIRD_COMMUNITY, &[WOMENS_HOME]).on("2015-06-01");
    let moved = |on: &str| division_moved(SECOND_COUNTY, "450300", None).on(on);
    excludes(&given, &moved("2014-01-01"), &agreed, ["outside_prefecture", "leaves_prefecture"]);
    // Afterwards it may: the agreement then reaches across, and is found.
    given.clone().and([agreed.clone()]).when(moved("2015-05-31")).refused("leaves_prefecture");
    given.and([agreed]).when(moved("2016-01-01")).is_recorded();
}
