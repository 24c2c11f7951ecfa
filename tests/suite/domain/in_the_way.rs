//! A refusal names the fact in the way by position and day, and says what holds by it.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn world() -> Given {
    given(small_world())
}

#[test]
fn a_clash_of_a_designation_says_what_it_is() {
    let revoked_d = || {
        world().and([granted("d", "reform_demonstration", COMMUNITY).on("2018-01-01"), revoked("d").on("2019-01-01")])
    };
    revoked_d().when(revoked("d").on("2019-06-01")).refused_saying(
        "designation_clash",
        "this cannot happen to the designation d on 2019-06-01, given what is recorded of it: it was revoked \
         (see #last, 2019-01-01); withdraw or correct that first if it is mistaken",
    );
    world()
        .and([granted("d", "reform_demonstration", COMMUNITY).on("2018")])
        .when(revoked("d").on("2017-06-01"))
        .refused_saying(
            "designation_clash",
            "this cannot happen to the designation d on 2017-06-01, given what is recorded of it: it was granted \
         (see #last, 2018 (taken for its last day, 2018-12-31)); withdraw or correct that first if it is mistaken",
        );
}

#[test]
fn a_clash_of_a_standard_says_what_it_is() {
    let given = world().and([standard("s", &[WOMENS_HOME]).on("2018-01-01")]);
    given.clone().when(standard_repealed("s").on("2017-01-01")).refused_saying(
        "standard_clash",
        "this cannot happen to the standard s on 2017-01-01, given what is recorded of it: it was adopted \
         (see #last, 2018-01-01); withdraw or correct that first if it is mistaken",
    );
    given.and([standard_repealed("s").on("2019-01-01")]).when(standard_repealed("s").on("2020-01-01")).refused_saying(
        "standard_clash",
        "this cannot happen to the standard s on 2020-01-01, given what is recorded of it: it was repealed \
         (see #last, 2019-01-01); withdraw or correct that first if it is mistaken",
    );
}

#[test]
fn clashes_of_institutions_targets_and_issues_say_what_they_are() {
    let said = |what: &str, on: &str, holds: &str, last: &str| {
        format!(
            "this cannot happen to the {what} on {on}, given what is recorded of it: {holds} (see #last, {last}); \
             withdraw or correct that first if it is mistaken"
        )
    };
    let closed =
        [institution("i", "marriage_mediation", COMMUNITY).on("2018-01-01"), institution_closed("i").on("2019-01-01")];
    world()
        .and(closed)
        .when(institution_closed("i").on("2020-01-01"))
        .refused_saying("institution_clash", &said("institution i", "2020-01-01", "it was closed", "2019-01-01"));
    let set = [target("t", COUNTY, 3).on("2018-01-01"), target_withdrawn("t").on("2019-01-01")];
    world()
        .and(set)
        .when(target_withdrawn("t").on("2020-01-01"))
        .refused_saying("target_clash", &said("target t", "2020-01-01", "it was withdrawn", "2019-01-01"));
    let raised = [issue("r", COMMUNITY).on("2018-01-01"), issue_closed("r").on("2019-01-01")];
    world()
        .and(raised)
        .when(issue_progressed("r", "还在做").on("2020-01-01"))
        .refused_saying("reform_issue_clash", &said("reform issue r", "2020-01-01", "it was closed", "2019-01-01"));
}

#[test]
fn what_a_place_lies_in_is_named() {
    let mut elsewhere = site("rongan-9", "示例九安置点", COUNTY);
    elsewhere.township = Some(text(THIRD_TOWNSHIP));
    world().when(elsewhere.clone().on("2018-01-01")).refused_saying(
        "parent_not_above",
        "450225100 cannot stand below 450224: it lies in 450225 (see #8, 2000-01-09)",
    );
    (elsewhere.township, elsewhere.host) = (None, Some(text(THIRD_COMMUNITY)));
    let moved = [division_moved(THIRD_COMMUNITY, "450305001", None).on("2017-01-01")];
    world().and(moved).when(elsewhere.on("2018-01-01")).refused_saying(
        "parent_not_above",
        "450225100001 cannot stand below 450224: it lies in 450305001 (see #last, 2017-01-01)",
    );
    world().when(division_moved(COMMUNITY, SECOND_COMMUNITY, None).on("2018-01-01")).refused_saying(
        "parent_not_above",
        "450224100003 cannot stand below 450224100007: it is a community, and that a community",
    );
}

#[test]
fn the_prefectures_of_two_places_are_named() {
    let homes = world().and([home(FAR_COMMUNITY).on("2018-01-01"), home(THIRD_COMMUNITY).on("2018-01-01")]);
    homes.clone().when(sharing(SITE, FAR_COMMUNITY, &[WOMENS_HOME]).on("2019-01-01")).refused_saying(
        "outside_prefecture",
        "450305001001 is not in the prefecture of rongan-1: it lies in 450300, that in 450200 (see #19, 2017-01-01)",
    );
    let moved = homes.and([division_moved(SECOND_COUNTY, "450300", None).on("2018-06-01")]);
    moved.when(sharing(SITE, THIRD_COMMUNITY, &[WOMENS_HOME]).on("2019-01-01")).refused_saying(
        "outside_prefecture",
        "450225100001 is not in the prefecture of rongan-1: it lies in 450300, that in 450200 (see #last, 2018-06-01)",
    );
}

#[test]
fn what_gave_another_code_is_named() {
    let recoded = || world().and([division_recoded(COMMUNITY, FREE_CODE).on("2015-01-01")]);
    recoded().when(divisions_merged(&[FREE_CODE], COMMUNITY).on("2018-01-01")).refused_saying(
        "codes_of_one_division",
        "450224100011 and 450224100003 are codes of one division on 2018-01-01 (see #last, 2015-01-01), which is not \
         merged with itself; recode_division says that it got another code",
    );
    recoded()
        .when(sharing(COMMUNITY, FREE_CODE, &[WOMENS_HOME]).on("2018-01-01"))
        .refused_saying("shares_with_itself", "450224100003 cannot share with itself (see #last, 2015-01-01)");
    world()
        .when(sharing(COMMUNITY, COMMUNITY, &[WOMENS_HOME]).on("2018-01-01"))
        .refused_saying("shares_with_itself", "450224100003 cannot share with itself");
}

#[test]
fn what_serves_no_drawn_place_is_named() {
    let drawn = as_if_drawn(sample("s1", 1, "2020-06-30"), &[SITE]).on("2020-07-01");
    let given = world().and([home(COMMUNITY).on("2019-01-01"), home(SITE).on("2019-01-01"), drawn]);
    given.clone().when(inspected_under("s1", COMMUNITY, WOMENS_HOME, true).on("2020-08-01")).refused_saying(
        "not_in_sample",
        "450224100003 is not in the sample s1 (see #last, 2020-07-01), and serves no place that is; inspect what was \
         drawn, or inspect it without a sample",
    );
    let closed = given.and([closed(SITE, WOMENS_HOME).on("2020-07-15")]);
    closed.when(inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-08-01")).refused_saying(
        "nothing_serves",
        "nothing serves rongan-1 with a women's home on 2020-08-01: it has none of its own in use, and shares none \
         that is: it ended with #last, 2020-07-15",
    );
}

#[test]
fn the_fact_that_says_the_same_is_named() {
    let given = world().and([population(SITE, 5).on("2018-01-01"), population(SITE, 6).on("2018-01-01")]);
    let first = small_world().len() as u64 + 1;
    given.clone().when(correction_of(event_id(first, 0), population(SITE, 6).on("2018-01-01"))).refused_saying(
        "bad_replacement",
        "a correction replaces a fact by one new fact that is not recorded yet (see #last, 2018-01-01)",
    );
    given.when(disagreement_with(event_id(first, 0), population(SITE, 6).on("2018-01-01"))).refused_saying(
        "stated_undisputed",
        "the same is recorded already, as a fact that nothing disagrees with (see #last, 2018-01-01); withdraw that \
         one, then state it again",
    );
}
