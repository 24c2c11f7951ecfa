//! Federations: founded, renamed, merged, dissolved.

use jiceng_domain::catalogue::WOMENS_FEDERATION;
use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, Facts};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn world() -> Given {
    given(small_world())
}

/// The federation of a place, and whether the element is open.
fn at(facts: &Facts, place: &str, on: &str) -> (Option<String>, Standing) {
    let as_of = AsOf::on(day(on));
    let no = facts.places.find(&text(place), as_of).unwrap();
    let federation = facts.federations.at(no, as_of).map(|record| record.id.to_string());
    (federation, facts.elements.standing(no, facts.catalogue.kind(WOMENS_FEDERATION).unwrap(), as_of))
}

#[test]
fn a_federation_is_the_first_element_of_its_place() {
    let founded = || federation("f", SITE).on("2018-01-01");
    let facts = world().when(founded()).is_recorded().facts;
    assert_eq!(at(&facts, SITE, "2017-12-31"), (None, Standing::Absent));
    assert_eq!(at(&facts, SITE, "2018-01-01"), (Some("f".into()), Standing::Open));
    world().and([founded()]).when(founded()).is_already_true();
    // Every level has one, though coverage is not assessed for all.
    for place in [PREFECTURE, COUNTY, TOWNSHIP, COMMUNITY] {
        world().when(federation("f", place).on("2018-01-01")).is_recorded();
    }
    world().when(federation("f", "nowhere").on("2018-01-01")).refused("unknown_place");
    world().when(federation("f", SITE).on("2016-12-31")).refused("place_not_open");
}

#[test]
fn a_place_has_one_federation_at_a_time() {
    let given = world()
        .and([federation("f", SITE).on("2018-01-01"), inspected(SITE, WOMENS_FEDERATION, true).on("2018-06-01")]);
    given.clone().when(federation("g", SITE).on("2019-01-01")).refused_saying(
        "federation_active",
        "rongan-1 has a federation already on 2019-01-01, f, since 2018-01-01 (see #last-1, 2018-01-01); \
         record first how that one ended",
    );
    // One that came before is recorded, and its end after that.
    let earlier = given.clone().and([federation("g", SITE).on("2017-06-01")]);
    let facts = earlier.when(federation_dissolved("g").on("2017-12-31")).is_recorded().facts;
    assert_eq!(at(&facts, SITE, "2017-12-30").0.as_deref(), Some("g"));
    assert_eq!(at(&facts, SITE, "2017-12-31").0, None);
    assert_eq!(at(&facts, SITE, "2018-01-01"), (Some("f".into()), Standing::Open));
    given.when(federation("g", SITE).on("2018-01-01")).refused("federation_active");
    let given = world().and([federation("f", SITE).on("2018-01-01"), federation_dissolved("f").on("2019-01-01")]);
    let facts = given.when(federation("g", SITE).on("2019-01-01")).is_recorded().facts;
    assert_eq!(at(&facts, SITE, "2018-12-31").0.as_deref(), Some("f"));
    assert_eq!(at(&facts, SITE, "2019-01-01"), (Some("g".into()), Standing::Open));
}

#[test]
fn an_identifier_is_given_once_whatever_became_of_it() {
    let founded = || world().and([federation("f", SITE).on("2018-01-01")]);
    founded().when(federation("f", COMMUNITY).on("2018-01-01")).refused("federation_exists");
    founded()
        .and([federation_dissolved("f").on("2019-01-01")])
        .when(federation("f", SITE).on("2020-01-01"))
        .refused("federation_exists");
}

#[test]
fn a_federation_is_renamed() {
    let given = world().and([federation("f", SITE).on("2018-01-01")]);
    let renamed = || federation_renamed("f", "示例社区妇联").on("2019-01-01");
    let facts = given.clone().when(renamed()).is_recorded().facts;
    let record = facts.federations.get(facts.federations.find(&text("f")).unwrap()).unwrap();
    assert_eq!(record.name_on(AsOf::on(day("2018-12-31"))).unwrap().as_str(), "f");
    assert_eq!(record.name_on(AsOf::on(day("2019-01-01"))).unwrap().as_str(), "示例社区妇联");
    given.and([renamed()]).when(renamed()).is_already_true();
    world().when(renamed()).refused("unknown_federation");
}

#[test]
fn a_dissolved_federation_is_no_more() {
    let given = world().and([federation("f", SITE).on("2018-01-01"), federation_renamed("f", "妇联").on("2018-06-01")]);
    let dissolved = |on: &str| federation_dissolved("f").on(on);
    let facts = given.clone().when(dissolved("2019-01-01")).is_recorded().facts;
    assert_eq!(at(&facts, SITE, "2019-01-01"), (None, Standing::Closed));
    let ended = given.clone().and([dissolved("2019-01-01")]);
    ended.clone().when(dissolved("2019-01-01")).is_already_true();
    ended.clone().when(federation_renamed("f", "晚了").on("2019-01-02")).refused("federation_not_active");
    // Of one day, the end comes last.
    ended.when(federation_renamed("f", "当天").on("2019-01-01")).is_recorded();
    given.clone().when(dissolved("2017-12-31")).refused("federation_not_active");
    given.when(dissolved("2018-05-01")).refused_saying(
        "federation_clash",
        "this would contradict what is recorded of the federation f for 2018-06-01 (see #last, 2018-06-01); \
         withdraw or correct that first",
    );
    world().when(dissolved("2019-01-01")).refused("unknown_federation");
}

#[test]
fn a_federation_is_not_dissolved_before_what_is_recorded_of_it() {
    // A fault once: the federation ended, and its element was inspected afterwards.
    world()
        .and([federation("f", SITE).on("2018-01-01"), inspected(SITE, WOMENS_FEDERATION, true).on("2020-01-01")])
        .when(federation_dissolved("f").on("2019-01-01"))
        .refused("federation_clash");
}

#[test]
fn merged_federations_end() {
    let given = world().and([
        federation("f", COMMUNITY).on("2018-01-01"),
        federation("g", SECOND_COMMUNITY).on("2018-01-01"),
        federation("h", THIRD_COMMUNITY).on("2018-01-01"),
    ]);
    let merged = || federations_merged(&["g"], "f").on("2019-01-01");
    let facts = given.clone().when(merged()).is_recorded().facts;
    assert_eq!(at(&facts, SECOND_COMMUNITY, "2019-01-01"), (None, Standing::Closed));
    assert_eq!(at(&facts, COMMUNITY, "2019-01-01"), (Some("f".into()), Standing::Open));
    given.clone().and([merged()]).when(merged()).is_already_true();
    // The rest of a merger that is partly recorded.
    let facts =
        given.clone().and([merged()]).when(federations_merged(&["g", "h"], "f").on("2019-01-01")).is_recorded().facts;
    assert_eq!(at(&facts, THIRD_COMMUNITY, "2019-01-01"), (None, Standing::Closed));
    let into = |from: &[&str], into: &str| given.clone().when(federations_merged(from, into).on("2019-01-01"));
    into(&[], "f").refused("bad_list");
    into(&["g", "g"], "f").refused("bad_list");
    into(&["g", "f"], "f").refused("merges_into_itself");
    into(&["x"], "f").refused("unknown_federation");
    into(&["g"], "x").refused("unknown_federation");
}

#[test]
fn a_founding_is_corrected_though_more_is_recorded_of_the_federation() {
    // A fault once: the renaming stood in the way.
    let given = world().and([federation("f", SITE).on("2018-01-01"), federation_renamed("f", "妇联").on("2019-01-01")]);
    let founding = event_id(small_world().len() as u64 + 1, 0);
    let facts = given.when(correction_of(founding, federation("f", COMMUNITY).on("2017-06-01"))).is_recorded().facts;
    assert_eq!(at(&facts, SITE, "2018-06-01"), (None, Standing::Absent));
    assert_eq!(at(&facts, COMMUNITY, "2017-06-01"), (Some("f".into()), Standing::Open));
}

#[test]
fn a_corrected_founding_takes_its_ending_with_it() {
    let given = world().and([federation("f", SITE).on("2018-01-01"), federation_dissolved("f").on("2019-01-01")]);
    let founding = event_id(small_world().len() as u64 + 1, 0);
    let corrected = |place: &str| given.clone().when(correction_of(founding, federation("f", place).on("2017-06-01")));
    let facts = corrected(SITE).is_recorded().facts;
    assert_eq!(at(&facts, SITE, "2019-01-01"), (None, Standing::Closed));
    // It ended wherever it was.
    let facts = corrected(COMMUNITY).is_recorded().facts;
    assert_eq!(at(&facts, SITE, "2018-06-01"), (None, Standing::Absent));
    assert_eq!(at(&facts, COMMUNITY, "2018-06-01"), (Some("f".into()), Standing::Open));
    assert_eq!(at(&facts, COMMUNITY, "2019-01-01"), (None, Standing::Closed));
}

/// A fault once: the founding of `f` was withdrawn and its dissolution was not, and that closed the
/// element of the federation that took its place.
#[test]
fn an_ending_closes_the_element_of_its_own_federation_only() {
    let given = world().and([federation("f", SITE).on("2018-01-01"), federation_dissolved("f").on("2019-01-01")]);
    let founding = event_id(small_world().len() as u64 + 1, 0);
    let given = given.and([retraction_of(founding), federation("g", SITE).on("2018-01-01")]);
    let facts = given.clone().recorder().facts;
    assert_eq!(at(&facts, SITE, "2019-01-01"), (Some("g".into()), Standing::Open));
    given.clone().when(federation_dissolved("g").on("2018-06-01")).is_recorded();
    // Others may use its element on and after the day of the other's ending.
    given.when(sharing(SECOND_SITE, SITE, &[WOMENS_FEDERATION]).on("2020-01-01")).is_recorded();
}

#[test]
fn a_withdrawn_founding_leaves_the_place_free() {
    let given = world().and([federation("f", SITE).on("2018-01-01")]).and_withdrawn();
    let facts = given.clone().when(federation("g", SITE).on("2018-01-01")).is_recorded().facts;
    assert_eq!(at(&facts, SITE, "2018-01-01"), (Some("g".into()), Standing::Open));
    given.when(federation("f", COMMUNITY).on("2019-01-01")).is_recorded();
}

#[test]
fn a_correction_that_is_tried_leaves_no_trace_at_another_place_of_the_same_code() {
    // A fault once: taking back a founding entered it for every place that had had the code.
    let recorder = world()
        .and([
            federation("f", SECOND_COMMUNITY).on("2010-01-01"),
            federation_dissolved("f").on("2011-06-01"),
            division_abolished(SECOND_COMMUNITY).on("2012-01-01"),
            division(SECOND_COMMUNITY, "新桔东社区").on("2012-01-01"),
            retraction_of(event_id(small_world().len() as u64 + 2, 0)),
            retraction_of(event_id(small_world().len() as u64 + 1, 0)),
        ])
        .recorder();
    let new = recorder.facts.places.find(&text(SECOND_COMMUNITY), AsOf::on(day("2020-01-01"))).unwrap();
    assert_eq!(recorder.facts.federations.ever_at(new).count(), 0);
}

/// «2015» was taken for its first day, on which the other one was not there: «already on 1 January,
/// since 1 June».
#[test]
fn a_founding_of_a_year_in_which_another_was_founded_is_refused_without_a_contradiction() {
    let given = given(small_world()).and([federation("f", SITE).on("2018-06-01")]);
    let refused = given.when(federation("g", SITE).on("2018")).refused("federation_active");
    let said = refused.to_string();
    assert!(said.contains("already on 2018, f, since 2018-06-01"), "{said}");
}
