//! What a plan says where the date of its target leaves it open, and which places a claim expects.

use jiceng_domain::standard::Standard;
use jiceng_domain::target::{Measure, PlaceSelection, PlaceSort, Possession};
use jiceng_domain::{AsOf, Facts, Reading, Wish};
use jiceng_projections::DivisionTree;
use jiceng_projections::claim::{Claim, ClaimCount, Expected, Says, Undecidable, Verdict, count};
use jiceng_projections::measure::{Counted, MeasuredDay, Missed, Why};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COUNTY, SECOND_SITE, SITE, small_world};
use jiff::civil::{Date, date};

use super::coverage::number;

const DAY: Date = date(2020, 6, 30);

/// What a claim says of the history by midsummer.
fn counted(history: impl IntoIterator<Item = Wish>, says: Says) -> (Facts, ClaimCount) {
    let facts = given(small_world()).and(history).recorder().facts;
    let standard = Standard::five_ones_2020().unwrap();
    let claim = Claim { claim: text("示例"), quote: text("示例"), page: None, said_on: DAY, says };
    let on = |reading| AsOf::on(DAY).reading(reading);
    let [latest, earliest] = [Reading::Latest, Reading::Earliest].map(|reading| DivisionTree::on(&facts, on(reading)));
    let ground = |reading, tree| MeasuredDay { facts: &facts, as_of: on(reading), standard: &standard, tree };
    let count = count(&claim, &ground(Reading::Latest, &latest), &ground(Reading::Earliest, &earliest));
    (facts, count)
}

/// A plan of three complete places in the county by the end of 2020.
fn planned(history: impl IntoIterator<Item = Wish>) -> ClaimCount {
    let wanted = target("t1", COUNTY, 3);
    let says = Says::Planned { measure: wanted.measure, scope: text(COUNTY), number: 3, due: wanted.due };
    counted(history, says).1
}

fn bounds(count: &ClaimCount) -> [u32; 4] {
    [count.number, count.if_earliest, count.at_least, count.at_most]
}

fn verdict(count: &ClaimCount) -> Verdict {
    Verdict::of(count, count, count)
}

#[test]
fn a_target_that_may_not_be_set_yet_says_its_number_at_most() {
    let count = planned([target("t1", COUNTY, 3).on("2020")]);
    assert_eq!(bounds(&count), [0, 3, 0, 3]);
    assert_eq!(verdict(&count), Verdict::Undecidable(Undecidable::ExactDay));
}

#[test]
fn a_target_that_may_be_withdrawn_already_says_its_number_at_most() {
    let set = target("t1", COUNTY, 3).on("2019-03-01");
    let count = planned([set, target_withdrawn("t1").on("2020")]);
    assert_eq!(bounds(&count), [3, 0, 0, 3]);
    assert_eq!(verdict(&count), Verdict::Undecidable(Undecidable::ExactDay));
}

#[test]
fn a_target_whose_date_leaves_nothing_open_says_one_number() {
    let count = planned([target("t1", COUNTY, 3).on("2019")]);
    assert_eq!(bounds(&count), [3, 3, 3, 3]);
    assert_eq!(verdict(&count), Verdict::Holds);
    let other = planned([target("t1", COUNTY, 4).on("2019")]);
    assert_eq!((bounds(&other), verdict(&other)), ([4, 4, 4, 4], Verdict::Fails));
    let none = planned([]);
    assert_eq!((bounds(&none), verdict(&none)), ([0; 4], Verdict::Fails));
}

fn homes(expected: Expected) -> Says {
    let places = PlaceSelection { sort: PlaceSort::Site, ..PlaceSelection::default() };
    let measure = Measure::PlacesWith { kind: text("womens_home"), places, by: Possession::Own };
    Says::Counted { measure, scope: text(COUNTY), as_of: DAY.into(), expected }
}

#[test]
fn of_nothing_it_does_not_hold_that_all_are_counted() {
    let of_none = PlaceSelection { designated: Some(text("star_parent_school")), ..PlaceSelection::default() };
    let measure = Measure::PlacesWith { kind: text("womens_home"), places: of_none, by: Possession::Own };
    let says = Says::Counted { measure, scope: text(COUNTY), as_of: DAY.into(), expected: Expected::All };
    let none = counted([home(SITE).on("2019-01-01")], says).1;
    assert_eq!((none.is_met, none.may_be_met, verdict(&none)), (false, false, Verdict::Fails));
    let both = [home(SITE).on("2019-01-01"), home(SECOND_SITE).on("2019-01-02")];
    let all = |history: &[Wish]| counted(history.to_vec(), homes(Expected::All)).1;
    assert!(all(&both).is_met);
    assert!(!all(&both[..1]).may_be_met);
}

#[test]
fn what_is_counted_beside_the_expected_places_is_told_and_what_is_expected_is_not() {
    let both = || [home(SITE).on("2019-01-01"), home(SECOND_SITE).on("2019-01-02")];
    let these = |places: &[&str]| homes(Expected::These(places.iter().map(|place| text(place)).collect()));
    let (facts, one) = counted(both(), these(&[SITE]));
    let second = Counted::Place(number(&facts, SECOND_SITE));
    assert_eq!((one.is_met, one.unexpected), (false, vec![second.clone()]));
    let (_, two) = counted(both(), these(&[SITE, SECOND_SITE]));
    assert_eq!((two.is_met, two.unexpected, two.tally.missed), (true, Vec::new(), Vec::new()));
    let [first, _] = both();
    let (_, missing) = counted([first], these(&[SITE, SECOND_SITE]));
    let missed: Vec<_> = missing.tally.missed.iter().map(|Missed { what, .. }| what.clone()).collect();
    assert_eq!((missing.is_met, missing.unexpected, missed), (false, Vec::new(), vec![second]));
    // A community is none of the sites of which the measure is taken.
    let (facts, other) = counted(both(), these(&[SITE, SECOND_SITE, jiceng_testkit::world::COMMUNITY]));
    let community = Counted::Place(number(&facts, jiceng_testkit::world::COMMUNITY));
    assert_eq!((other.is_met, other.tally.missed), (false, vec![Missed { what: community, why: Why::NotSelected }]));
}
