//! What a plan says where the date of its target leaves it open.

use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Reading, Wish};
use jiceng_projections::DivisionTree;
use jiceng_projections::claim::{Claim, Count, Says, Undecidable, Verdict, count};
use jiceng_projections::measure::Ground;
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COUNTY, small_world};
use jiff::civil::{Date, date};

const DAY: Date = date(2020, 6, 30);

/// A plan of three complete places in the county by the end of 2020.
fn planned(history: impl IntoIterator<Item = Wish>) -> Count {
    let facts = given(small_world()).and(history).recorder().facts;
    let standard = Standard::five_ones_2020().unwrap();
    let wanted = target("t1", COUNTY, 3);
    let says = Says::Planned { measure: wanted.measure, scope: text(COUNTY), number: 3, due: wanted.due };
    let claim = Claim { claim: text("示例"), quote: text("示例"), page: None, said_on: DAY, says };
    let on = |reading| AsOf::on(DAY).reading(reading);
    let [latest, earliest] = [Reading::Latest, Reading::Earliest].map(|reading| DivisionTree::on(&facts, on(reading)));
    let ground = |reading, tree| Ground { facts: &facts, as_of: on(reading), standard: &standard, tree };
    count(&claim, &ground(Reading::Latest, &latest), &ground(Reading::Earliest, &earliest))
}

fn bounds(count: &Count) -> [u32; 4] {
    [count.number, count.if_earliest, count.at_least, count.at_most]
}

fn verdict(count: &Count) -> Verdict {
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
