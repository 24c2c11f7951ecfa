//! The divisions of a day, one below the other.

use std::collections::BTreeSet;

use jiceng_domain::places::PlaceState;
use jiceng_domain::{AsOf, Facts, Level, PlaceNo, Wish};
use jiceng_projections::division_list::{DivisionList, Listed};
use jiceng_testkit::answers::some_days_of;
use jiceng_testkit::generate::{any_history, any_history_of_codes};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use proptest::prelude::*;
use proptest::sample::Index;

fn facts(history: impl IntoIterator<Item = Wish>) -> Facts {
    given(small_world()).and(history).recorder().facts
}

fn on(on: &str) -> AsOf {
    AsOf::on(day(on))
}

/// The code, how deep it stands, and since when it has its code and its name.
fn told(facts: &Facts, list: &DivisionList<'_>, row: &Listed) -> String {
    let place = facts.places.get(row.place).unwrap().place_on(list.tree().as_of()).unwrap();
    let called = list.called(row.place);
    let date = |date: Option<jiceng_domain::PartialDate>| date.map_or("never".to_owned(), |date| date.to_string());
    let (code, name) = (date(called.code_since), date(called.name_since));
    format!("{:.<2$}{place} {} {code} {name}", "", called.name.unwrap(), row.depth)
}

fn below(facts: &Facts, division: &str, day: &str, sites: bool, level: Option<Level>) -> Vec<String> {
    let list = DivisionList::on(facts, on(day), sites);
    let within = facts.places.find(&text(division), on(day)).unwrap();
    list.rows(Some(within), level).map(|row| told(facts, &list, row)).collect()
}

#[test]
fn divisions_stand_below_the_one_that_they_lie_in_by_code_and_sites_behind_them() {
    let facts = facts([]);
    let expected = [
        "..450224 融安县 2000-01-03 2000-01-03",
        "...450224100 长安镇 2000-01-04 2000-01-04",
        "....450224100003 和平社区居委会 2000-01-05 2000-01-05",
        "....450224100007 桔东社区居委会 2000-01-06 2000-01-06",
        "....rongan-2 示例二安置点 2017-01-02 2017-01-02",
        "...450224101 浮石镇 2000-01-07 2000-01-07",
        "...rongan-1 示例一安置点 2017-01-01 2017-01-01",
    ];
    assert_eq!(below(&facts, COUNTY, "2018-01-01", true, None), expected);
    let without: Vec<&str> = expected.into_iter().filter(|row| !row.contains("rongan")).collect();
    assert_eq!(below(&facts, COUNTY, "2018-01-01", false, None), without);
    let townships = ["...450224100 长安镇 2000-01-04 2000-01-04", "...450224101 浮石镇 2000-01-07 2000-01-07"];
    assert_eq!(below(&facts, COUNTY, "2018-01-01", true, Some(Level::Township)), townships);
    let communities = below(&facts, TOWNSHIP, "2018-01-01", true, Some(Level::Community));
    assert_eq!(communities.len(), 3, "a site counts at the level of a community: {communities:?}");
}

#[test]
fn since_when_is_the_last_time_that_it_got_the_code_or_the_name() {
    let facts = facts([
        division_renamed(COMMUNITY, "新和平").on("2018"),
        division_recoded(COMMUNITY, FREE_CODE).on("2018-02-01"),
        division_renamed(FREE_CODE, "新和平").on("2018-06-01"),
        division_renamed(FREE_CODE, "和平社区居委会").on("2019-03-01"),
        division_moved(FREE_CODE, SECOND_TOWNSHIP, None).on("2019-05-01"),
        division_abolished(SECOND_COMMUNITY).on("2019-06-01"),
        site_became_community(SECOND_SITE, SECOND_COMMUNITY, "示例新区").on("2019-07-01"),
    ]);
    let of_community = |day: &str| below(&facts, FREE_CODE, day, false, None);
    assert_eq!(of_community("2018-11-30"), ["....450224100011 新和平 2018-02-01 2018-06-01"]);
    assert_eq!(of_community("2018-12-31"), ["....450224100011 新和平 2018-02-01 2018-06-01"]);
    assert_eq!(of_community("2019-03-01"), ["....450224100011 和平社区居委会 2018-02-01 2019-03-01"]);
    let moved = ["...450224101 浮石镇 2000-01-07 2000-01-07", "....450224100011 和平社区居委会 2018-02-01 2019-03-01"];
    assert_eq!(below(&facts, SECOND_TOWNSHIP, "2019-05-01", false, None), moved);
    let given_again = ["...450224100 长安镇 2000-01-04 2000-01-04", "....450224100007 示例新区 2019-07-01 2019-07-01"];
    assert_eq!(below(&facts, TOWNSHIP, "2019-07-01", false, None), given_again);
    assert_eq!(below(&facts, TOWNSHIP, "2019-06-30", false, None), given_again[..1]);
}

#[test]
fn what_lies_in_a_division_that_has_ended_stands_below_the_next_one() {
    let facts = facts([divisions_merged(&[COUNTY], SECOND_COUNTY).on("2019-03-01")]);
    let list = DivisionList::on(&facts, on("2019-03-01"), false);
    let row = |code: &str| {
        let no = facts.places.find(&text(code), on("2019-03-01")).unwrap();
        list.rows(None, None).find(|row| row.place == no).copied()
    };
    assert_eq!(row(COUNTY), None);
    let township = row(TOWNSHIP).unwrap();
    assert_eq!((township.above, township.depth), (row(SECOND_COUNTY).map(|county| county.place), 3));
}

fn is_a_tree_of_all(facts: &Facts, as_of: AsOf) -> Result<(), TestCaseError> {
    let list = DivisionList::on(facts, as_of, true);
    let mut seen: Vec<&Listed> = Vec::new();
    for row in list.rows(None, None) {
        let above = row.above.map(|above| seen.iter().find(|seen| seen.place == above).expect("it stands before"));
        prop_assert_eq!(row.depth, above.map_or(0, |above| above.depth + 1));
        let record = facts.places.get(row.place).unwrap();
        let had_effect = record.timeline.possible_on::<PlaceState>(as_of).len();
        if had_effect == record.timeline.on(as_of).count() {
            prop_assert_eq!(list.called(row.place).code, record.code_on(as_of));
            prop_assert_eq!(list.called(row.place).name, record.name_on(as_of));
        }
        seen.push(row);
    }
    let listed: BTreeSet<PlaceNo> = seen.iter().map(|row| row.place).collect();
    prop_assert_eq!(listed.len(), seen.len(), "each once");
    let open = facts.places.iter().filter(|(_, record)| record.is_open(as_of));
    prop_assert_eq!(listed, open.map(|(no, _)| no).collect());
    for row in &seen {
        let is_site = facts.places.get(row.place).unwrap().state_on(as_of) == PlaceState::Site;
        prop_assert_eq!(row.is_site, is_site);
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_division_and_site_that_exists_is_listed_once_below_the_one_above(history in any_history(), of_codes in any_history_of_codes(), at in any::<Index>()) {
        for history in [history, of_codes] {
            let day = *at.get(&some_days_of(history.log(), 40));
            is_a_tree_of_all(&history.recorder.facts, AsOf::on(day))?;
        }
    }
}
