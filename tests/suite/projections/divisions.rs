//! The tree of a day, and the places of one day in the tree of another.

use std::collections::BTreeSet;

use jiceng_domain::division::DivisionRegistered;
use jiceng_domain::standard::Standard;
use jiceng_domain::timeline::Change as _;
use jiceng_domain::{AsOf, DivisionCode, Facts, Level, PlaceNo, Position, Wish};
use jiceng_projections::{CellState, Coverage, DivisionTotals, DivisionTree, Whereabouts};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use proptest::prelude::*;

fn facts(history: impl IntoIterator<Item = Wish>) -> Facts {
    given(small_world()).and(history).recorder().facts
}

fn on(on: &str) -> AsOf {
    AsOf::on(day(on))
}

fn number(facts: &Facts, place: &str, day: &str) -> PlaceNo {
    facts.places.find(&text(place), on(day)).expect("a place of the world")
}

/// The county in which the place of one day lies by the divisions of another, by its code on that
/// other day.
fn county(facts: &Facts, place: &str, asked: &str, tree_day: &str) -> Option<String> {
    let tree = DivisionTree::with_places_of(facts, on(tree_day), on(asked));
    let county = tree.at_level(number(facts, place, asked), Level::County)?;
    facts.places.get(county)?.code_on(on(tree_day)).map(|code| code.to_string())
}

#[test]
fn a_township_that_moved_takes_its_places_with_it_in_the_tree_of_the_later_day() {
    let facts = facts([division_moved(TOWNSHIP, SECOND_COUNTY, Some("450225101")).on("2019-03-01")]);
    for (place, name) in [(COMMUNITY, "a community"), (SECOND_SITE, "a site with a township")] {
        assert_eq!(county(&facts, place, "2018-12-31", "2018-12-31").as_deref(), Some(COUNTY), "{name}");
        assert_eq!(county(&facts, place, "2018-12-31", "2019-03-01").as_deref(), Some(SECOND_COUNTY), "{name}");
        assert_eq!(county(&facts, place, "2020-01-01", "2019-02-28").as_deref(), Some(COUNTY), "{name}");
    }
    // A site known only to lie in the county stays there.
    assert_eq!(county(&facts, SITE, "2018-12-31", "2020-01-01").as_deref(), Some(COUNTY));
}

#[test]
fn a_county_that_was_merged_gives_its_places_to_the_one_that_goes_on() {
    let facts = facts([divisions_merged(&[COUNTY], SECOND_COUNTY).on("2019-03-01")]);
    assert_eq!(county(&facts, COMMUNITY, "2018-12-31", "2018-12-31").as_deref(), Some(COUNTY));
    // Townships were not said to have moved; they still hang below the county that ended, and that
    // one below the county it was merged into.
    for asked in ["2018-12-31", "2019-03-01"] {
        assert_eq!(county(&facts, COMMUNITY, asked, "2019-03-01").as_deref(), Some(SECOND_COUNTY));
    }
    assert_eq!(county(&facts, COMMUNITY, "2019-03-01", "2018-12-31").as_deref(), Some(COUNTY));
}

#[test]
fn a_community_that_was_merged_is_counted_where_it_went() {
    let facts = facts([divisions_merged(&[COMMUNITY], THIRD_COMMUNITY).on("2019-03-01")]);
    assert_eq!(county(&facts, COMMUNITY, "2019-02-28", "2019-02-28").as_deref(), Some(COUNTY));
    assert_eq!(county(&facts, COMMUNITY, "2019-02-28", "2019-03-01").as_deref(), Some(SECOND_COUNTY));
    let tree = DivisionTree::with_places_of(&facts, on("2020-01-01"), on("2019-02-28"));
    let (community, into) = (number(&facts, COMMUNITY, "2019-02-28"), number(&facts, THIRD_COMMUNITY, "2020-01-01"));
    assert!(tree.is_within(community, into));
    // As known before the merger was recorded, it lies where it lay.
    let known = facts.head();
    let before = on("2020-01-01").known_before(Position(known.0 - 1));
    let tree = DivisionTree::with_places_of(&facts, before, on("2019-02-28").known_before(before.known));
    assert_eq!(tree.at_level(community, Level::County), Some(number(&facts, COUNTY, "2019-01-01")));
}

#[test]
fn a_community_that_was_abolished_or_is_yet_to_come_is_counted_where_it_lies_on_its_own_day() {
    let facts = facts([
        division_abolished(COMMUNITY).on("2019-03-01"),
        division(FREE_CODE, "融康社区居委会").on("2019-03-01"),
        division_moved(TOWNSHIP, SECOND_COUNTY, Some("450225101")).on("2019-06-01"),
    ]);
    assert_eq!(county(&facts, COMMUNITY, "2019-02-28", "2019-05-31").as_deref(), Some(COUNTY));
    assert_eq!(county(&facts, COMMUNITY, "2019-02-28", "2019-06-01").as_deref(), Some(SECOND_COUNTY));
    assert_eq!(county(&facts, FREE_CODE, "2020-01-01", "2018-01-01").as_deref(), Some(COUNTY));
}

#[test]
fn a_county_that_was_abolished_leaves_its_places_to_the_prefecture() {
    let facts = facts([division_abolished(COUNTY).on("2019-03-01")]);
    assert_eq!(county(&facts, COMMUNITY, "2019-03-01", "2019-03-01"), None);
    let tree = DivisionTree::on(&facts, on("2019-03-01"));
    let (community, prefecture) = (number(&facts, COMMUNITY, "2019-03-01"), number(&facts, PREFECTURE, "2019-03-01"));
    assert_eq!(tree.at_level(community, Level::Prefecture), Some(prefecture));
}

/// What no prefecture governs has a row of its own by prefecture, and a prefecture without counties
/// one of its own by county; a municipality is the prefecture of all in it.
#[test]
fn what_stands_for_a_prefecture_or_a_county_has_a_row_of_its_own() {
    let chains = [
        ["41", "419001", "419001100", "419001100001"],
        ["42", "422921", "422921100", "422921100001"],
        ["12", "120101", "120101001", "120101001001"],
    ];
    let above = |code: &str| (code == "422921").then(|| text("42"));
    let registered = chains
        .as_flattened()
        .iter()
        .map(|code| DivisionRegistered { above: above(code), ..division(code, "示例") }.on("2015-01-01"));
    let facts = facts(registered);
    let tree = DivisionTree::on(&facts, on("2020-01-01"));
    let whereabouts = Whereabouts::of(&facts, &tree);
    let number = |place| number(&facts, place, "2020-01-01");
    for (place, prefecture, county) in [
        ("419001100001", Some("419001"), Some("419001")),
        ("419001", Some("419001"), Some("419001")),
        ("422921100001", Some("422921"), Some("422921")),
        ("120101001001", Some("12"), Some("120101")),
        ("12", None, None),
        (COUNTYLESS_COMMUNITY, Some(COUNTYLESS), Some(COUNTYLESS)),
        (COUNTYLESS, Some(COUNTYLESS), None),
        (COMMUNITY, Some(PREFECTURE), Some(COUNTY)),
        (PREFECTURE, Some(PREFECTURE), None),
        (PROVINCE, None, None),
    ] {
        for (level, stands) in [(Level::Prefecture, prefecture), (Level::County, county)] {
            let stands = stands.map(number);
            assert_eq!(tree.at_level(number(place), level), stands, "{level:?} of {place}");
            assert_eq!(whereabouts.at_level(number(place), None, level), BTreeSet::from([stands]), "{place}");
        }
        let governs = facts.places.prefecture_of(number(place), on("2020-01-01"));
        assert_eq!(governs, prefecture.map(number).or_else(|| (place == "12").then(|| number("12"))), "{place}");
    }
}

#[test]
fn a_chain_of_mergers_is_followed_to_its_end() {
    let facts = facts([
        divisions_merged(&[COMMUNITY], SECOND_COMMUNITY).on("2018-03-01"),
        divisions_merged(&[SECOND_COMMUNITY], THIRD_COMMUNITY).on("2019-03-01"),
    ]);
    assert_eq!(county(&facts, COMMUNITY, "2018-02-28", "2018-12-31").as_deref(), Some(COUNTY));
    assert_eq!(county(&facts, COMMUNITY, "2018-02-28", "2019-03-01").as_deref(), Some(SECOND_COUNTY));
}

#[test]
fn a_reform_leaves_a_place_what_it_has() {
    let facts = facts([
        federation("F-site", SITE).on("2018-01-01"),
        council(SITE).on("2018-02-01"),
        council(COMMUNITY).on("2018-02-01"),
        division_renamed(COMMUNITY, "和平新社区").on("2018-06-01"),
        division_recoded(COMMUNITY, FREE_CODE).on("2018-07-01"),
        site_became_community(SITE, "450224100012", "示例社区").on("2018-08-01"),
        division_moved(TOWNSHIP, SECOND_COUNTY, None).on("2018-09-01"),
        // Recorded under the new name for a day after the reform.
        home("450224100012").on("2018-10-01"),
    ]);
    let standard = Standard::five_ones_2020().unwrap();
    let (site, community) = (number(&facts, SITE, "2018-01-02"), number(&facts, COMMUNITY, "2018-01-02"));
    assert_eq!(number(&facts, "450224100012", "2018-12-31"), site);
    assert_eq!(number(&facts, FREE_CODE, "2018-12-31"), community);
    let own = |no: PlaceNo, day: &str| {
        let place = Coverage::judge_one(&facts, no, on(day), &standard).expect("an assessed place");
        let cells = place.cells.iter().map(|cell| u8::from(cell.state == CellState::Own));
        (place.is_site, cells.collect::<Vec<_>>())
    };
    assert_eq!(own(site, "2018-07-31"), (true, vec![1, 0, 0, 1, 0]));
    assert_eq!(own(site, "2018-08-01"), (false, vec![1, 0, 0, 1, 0]));
    assert_eq!(own(site, "2018-10-01"), (false, vec![1, 1, 0, 1, 0]));
    assert_eq!(own(community, "2018-09-01"), (false, vec![0, 0, 0, 1, 0]));
    assert_eq!(county(&facts, "450224100012", "2018-12-31", "2018-12-31").as_deref(), Some(SECOND_COUNTY));
    assert_eq!(county(&facts, "450224100012", "2018-12-31", "2018-02-01").as_deref(), Some(COUNTY));
}

/// Where a place of one day lies by the divisions of another, step by step from the facts alone.
fn walked(facts: &Facts, place: PlaceNo, level: Level, tree_day: AsOf, asked: AsOf) -> Option<PlaceNo> {
    let mut at = place;
    let mut is_below_open = false;
    for _ in 0..64 {
        let record = facts.places.get(at)?;
        if record.is_open(tree_day) {
            let its = record.code_on(tree_day).map(DivisionCode::level);
            // A prefecture without counties stands for one.
            if its == Some(level) || (is_below_open && (its, level) == (Some(Level::Prefecture), Level::County)) {
                return Some(at);
            }
            at = record.parent_on(tree_day)?;
            is_below_open = true;
            continue;
        }
        is_below_open = false;
        let into = facts.places.iter().map(|(no, _)| no).find(|no| {
            let merged = format!("Ended(MergedInto({no:?}))");
            record.timeline.on(tree_day).any(|entry| format!("{:?}", entry.change) == merged)
        });
        // A place of which no registration counts hangs where the last withdrawn one placed it.
        let is_registered = record.timeline.counting(tree_day).any(|entry| entry.change.begins());
        let withdrawn = || {
            let mut known =
                record.timeline.all().filter(|entry| entry.position < tree_day.known && entry.change.begins());
            known.next_back().filter(|_| !is_registered).and_then(|entry| entry.change.parent())
        };
        at = into.or_else(|| record.parent_on(tree_day)).or_else(withdrawn).or_else(|| record.parent_on(asked))?;
    }
    None
}

proptest! {
    #[test]
    fn places_of_one_day_are_each_counted_once_in_the_tree_of_another(
        history in any_history(), months in (0_i8..60, 0_i8..60), cut in any::<prop::sample::Index>(),
    ) {
        let facts = &history.recorder.facts;
        let known = Position(cut.index(history.log().len() + 1) as u64);
        let day = |month: i8| jiff::civil::date(2016 + i16::from(month / 12), month % 12 + 1, 15);
        let (asked, other) = (AsOf::on(day(months.0)).known_before(known), AsOf::on(day(months.1)).known_before(known));
        let coverage = Coverage::judge(facts, asked, &Standard::five_ones_2020().unwrap());
        let tree = DivisionTree::with_places_of(facts, other, asked);
        for level in [Level::Province, Level::Prefecture, Level::County, Level::Township] {
            let groups = coverage.by_level(&tree, level);
            let sum: u32 = groups.values().map(|group: &DivisionTotals| group.totals.places).sum();
            prop_assert_eq!(sum as usize, coverage.places.len());
            for place in &coverage.places {
                let found = tree.at_level(place.place, level);
                prop_assert_eq!(found, walked(facts, place.place, level, other, asked), "{:?} {:?}", place.place, level);
            }
        }
        let (own, same) = (DivisionTree::on(facts, asked), DivisionTree::with_places_of(facts, asked, asked));
        for place in &coverage.places {
            prop_assert!(own.lineage(place.place).eq(same.lineage(place.place)));
        }
    }
}
