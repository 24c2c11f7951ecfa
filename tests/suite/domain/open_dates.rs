//! A fact rests on what may have been there on a day of its date: what is dated by a year is enough
//! for a day in it, in whichever order the two are recorded.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::relocation_site::RelocationSiteRegistered;
use jiceng_domain::{AsOf, Facts, Position, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

const NEW_TOWNSHIP: &str = "450224102";
const NEW_COMMUNITY: &str = "450224102001";

fn world() -> Given {
    given(small_world()).and([
        home(COMMUNITY).on("2015-01-01"),
        home(FAR_COMMUNITY).on("2015-01-01"),
        home(THIRD_COMMUNITY).on("2012-01-01"),
    ])
}

/// Both facts are taken, whichever is recorded first.
#[track_caller]
fn fit(given: &Given, one: &Wish, other: &Wish) {
    given.clone().and([one.clone()]).when(other.clone()).is_recorded();
    given.clone().and([other.clone()]).when(one.clone()).is_recorded();
}

/// With each recorded first, the other is refused, by these codes.
#[track_caller]
fn excludes(given: &Given, one: &Wish, other: &Wish, codes: [&str; 2]) {
    given.clone().and([one.clone()]).when(other.clone()).refused(codes[0]);
    given.clone().and([other.clone()]).when(one.clone()).refused(codes[1]);
}

fn shared(place: &str, provider: &str, on: &str) -> Wish {
    sharing(place, provider, &[WOMENS_HOME]).on(on)
}

#[test]
fn a_place_of_a_year_shares_and_is_shared_with_on_a_day_of_it() {
    let site = |on: &str| self::site("rongan-9", "示例九号", COUNTY).on(on);
    let with_site = world().and([site("2019")]);
    for on in ["2019-01-01", "2019-03-01", "2019-03", "2019"] {
        with_site.clone().when(shared("rongan-9", COMMUNITY, on)).is_recorded();
    }
    with_site.clone().when(shared("rongan-9", COMMUNITY, "2018-12-31")).refused("place_not_open");
    // It lies in the prefecture of its county, and in no other, whenever it was built.
    with_site.when(shared("rongan-9", FAR_COMMUNITY, "2019-03-01")).refused("outside_prefecture");
    let provider = [division("450224100055", "示例社区").on("2019"), home("450224100055").on("2019-02-01")];
    world().and(provider).when(shared(SITE, "450224100055", "2019-03-01")).is_recorded();
    let below = [division(NEW_TOWNSHIP, "新镇").on("2019"), division(NEW_COMMUNITY, "新村").on("2019-02-01")];
    world().and(below).when(shared(NEW_COMMUNITY, COMMUNITY, "2019-03-01")).is_recorded();
    // A correction says the same.
    let registered = event_id(small_world().len() as u64 + 4, 0);
    let before = world().and([site("2018-06-01"), shared("rongan-9", COMMUNITY, "2019-03-01")]);
    before.when(correction_of(registered, site("2019"))).is_recorded();
}

#[test]
fn a_site_is_registered_in_a_township_of_the_same_year() {
    let with_township = world().and([division(NEW_TOWNSHIP, "新镇").on("2019")]);
    let site = |county: &str| RelocationSiteRegistered {
        township: Some(text(NEW_TOWNSHIP)),
        ..self::site("rongan-9", "示例九号", county)
    };
    with_township.clone().when(site(COUNTY).on("2019-03-01")).is_recorded();
    with_township.when(site(SECOND_COUNTY).on("2019-03-01")).refused("parent_not_above");
    // A move that is found later takes nothing from it, and so nothing if it was recorded first.
    let in_old_county = RelocationSiteRegistered { township: Some(text(TOWNSHIP)), ..site(COUNTY) };
    for on in ["2018-01-01", "2019-03-01", "2019"] {
        fit(&world(), &division_moved(TOWNSHIP, SECOND_COUNTY, None).on(on), &in_old_county.clone().on("2019-03-01"));
    }
}

#[test]
fn what_serves_a_drawn_place_may_be_of_the_year() {
    let drawn = |places: &[&str]| as_if_drawn(sample("s1", 2, "2018-06-30"), places).on("2018-07-01");
    let inspected = |place: &str, on: &str| inspected_under("s1", place, WOMENS_HOME, true).on(on);
    let own = world().and([home(SECOND_COMMUNITY).on("2019"), drawn(&[SECOND_COMMUNITY])]);
    own.clone().when(inspected(SECOND_COMMUNITY, "2019-03-01")).is_recorded();
    own.when(inspected(SECOND_COMMUNITY, "2018-12-31")).refused("nothing_serves");
    let sharing = world().and([shared(SITE, COMMUNITY, "2019"), drawn(&[SITE])]);
    sharing.clone().when(inspected(SITE, "2019-03-01")).is_recorded();
    sharing.clone().when(inspected(COMMUNITY, "2019-03-01")).is_recorded();
    sharing.when(inspected(SITE, "2018-12-31")).refused("nothing_serves");
    // The end of a sharing within the year of the inspection, or on its day.
    let sharing = world().and([shared(SITE, COMMUNITY, "2018-01-01"), drawn(&[SITE])]);
    let ended = |on: &str| sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on(on);
    for (end, inspection) in [("2019-03-01", "2019"), ("2019-03-01", "2019-03-01"), ("2019", "2019-03-01")] {
        fit(&sharing, &ended(end), &inspected(SITE, inspection));
    }
    excludes(&sharing, &ended("2018-12-31"), &inspected(SITE, "2019"), ["nothing_serves", "leaves_nothing_serving"]);
}

#[test]
fn a_sharing_and_a_move_out_of_the_prefecture_are_taken_in_both_orders_or_in_none() {
    let agreed = |on: &str| shared(COMMUNITY, THIRD_COMMUNITY, on);
    let moved = |on: &str| division_moved(SECOND_COUNTY, "450300", None).on(on);
    for (agreement, move_) in [
        ("2016-06-01", "2016"),
        ("2016", "2016-06-01"),
        ("2016-06-01", "2016-06-01"),
        ("2016", "2016"),
        ("2016-H1", "2016"),
        ("2015", "2016"),
        ("2016", "2016-H1"),
    ] {
        fit(&world(), &moved(move_), &agreed(agreement));
    }
    for (agreement, move_) in [("2016", "2015-06-01"), ("2016-H2", "2016-H1"), ("2016-06-02", "2016-06-01")] {
        excludes(&world(), &moved(move_), &agreed(agreement), ["outside_prefecture", "leaves_prefecture"]);
    }
    // A move back within the year.
    let back = |on: &str| division_moved(SECOND_COUNTY, PREFECTURE, None).on(on);
    let back_again = world().and([moved("2015-06-01"), back("2016")]);
    back_again.clone().when(agreed("2016-03-01")).is_recorded();
    back_again.when(agreed("2015-12-31")).refused("outside_prefecture");
    // A move that is taken for another one, as a correction, is tried as it would be.
    let given = world().and([moved("2017-01-01"), agreed("2016-06-01")]);
    let move_ = event_id(small_world().len() as u64 + 4, 0);
    given.clone().when(correction_of(move_, moved("2016"))).is_recorded();
    given.when(correction_of(move_, moved("2016-05-31"))).refused("leaves_prefecture");
}

#[test]
fn a_site_that_becomes_a_community_elsewhere_leaves_its_prefecture_like_a_division_that_moves() {
    let became = |on: &str| site_became_community(SITE, "450305001055", "示例社区").on(on);
    let agreed = |on: &str| shared(SITE, COMMUNITY, on);
    excludes(&world(), &became("2018-01-01"), &agreed("2018-06-01"), ["outside_prefecture", "leaves_prefecture"]);
    fit(&world(), &became("2018"), &agreed("2018-06-01"));
    fit(&world(), &became("2018-06-01"), &agreed("2018-06-01"));
}

/// A federation with a committee, and what it takes to open and to end each sort of period that
/// does not begin its subject.
fn periods() -> (Given, [(Wish, Wish); 3]) {
    let before =
        world().and([federation("f", COMMUNITY).on("2015-01-01"), committee("f", 1, &["p1"]).on("2017-02-10")]);
    let opened = "2019";
    let ended = "2019-06-15";
    let periods = [
        (granted("d", "reform_demonstration", COMMUNITY).on(opened), revoked("d").on(ended)),
        (seat_filled("f", 1, "p2").on(opened), seat_vacated("f", 1, "p2").on(ended)),
        (suspended(COMMUNITY, WOMENS_HOME).on(opened), resumed(COMMUNITY, WOMENS_HOME).on(ended)),
    ];
    (before, periods)
}

#[test]
fn a_period_that_opens_in_a_year_ends_on_a_day_of_it() {
    let (before, periods) = periods();
    for (opened, ended) in periods {
        let outcome = before.clone().and([opened.clone()]).when(ended.clone());
        let recorder = outcome.is_recorded();
        let [.., opening, end] = &recorder.events[..] else { panic!("both are recorded") };
        for (on, is_over) in [("2019-06-14", false), ("2019-06-15", true), ("2019-12-31", true)] {
            let as_of = AsOf::on(day(on));
            assert!(recorder.facts.without_effect(as_of).is_empty(), "{on} {opened:?}");
            // The end shows that the opening came before.
            assert_eq!(recorder.facts.has_happened(opening, as_of), is_over, "{on} {opened:?}");
            assert_eq!(recorder.facts.has_happened(end, as_of), is_over, "{on} {ended:?}");
        }
        // Before the year, it cannot have ended.
        let early = Wish { effective: text("2018-12-31"), ..ended.clone() };
        before.clone().and([opened.clone()]).when(early).refused(refusal_of(&ended));
        // Ended and opened again, within the year.
        let again = Wish { effective: text("2019-09-01"), ..opened.clone() };
        before.clone().and([opened.clone(), ended.clone()]).when(again).is_recorded();
        // Corrected to be of the year.
        let exact = Wish { effective: text("2019-02-01"), ..opened.clone() };
        let given = before.clone().and([exact]);
        let id = given.clone().recorder().last_id();
        given.and([ended]).when(correction_of(id, opened)).is_recorded();
    }
}

fn refusal_of(ended: &Wish) -> &'static str {
    match ended.facts()[0].event.name() {
        "designation_revoked" => "designation_clash",
        "seat_vacated" => "person_not_seated",
        _ => "element_not_suspended",
    }
}

#[test]
fn what_ended_within_the_year_of_its_opening_is_not_in_force_after_it() {
    let (before, periods) = periods();
    let facts = before.and(periods.into_iter().flat_map(|(opened, ended)| [opened, ended])).recorder().facts;
    let states = |facts: &Facts, on: &str| {
        let as_of = AsOf::on(day(on));
        let place = facts.places.find(&text(COMMUNITY), as_of).unwrap();
        let kind = facts.catalogue.kind(WOMENS_HOME).unwrap();
        let federation = facts.federations.get(facts.federations.find(&text("f")).unwrap()).unwrap();
        let seats = federation.committee_on(as_of).unwrap().seats.len();
        let designation =
            facts.designations.state_on::<jiceng_domain::designation::DesignationState>(&text("d"), as_of);
        let is_held = matches!(designation, jiceng_domain::designation::DesignationState::Held(..));
        (is_held, seats, facts.elements.standing(place, kind, as_of))
    };
    for on in ["2019-06-15", "2019-12-31", "2021-01-01"] {
        assert_eq!(states(&facts, on), (false, 1, jiceng_domain::element::Standing::Open), "{on}");
    }
    assert_eq!(
        facts.without_effect(AsOf::on(day("2021-01-01"))).keys().collect::<Vec<&Position>>(),
        Vec::<&Position>::new()
    );
}
