//! Facts that name a division by a code which another one has on their day by now: by one that it
//! had given up, or beside their subject.

use jiceng_domain::Wish;
use jiceng_projections::findings::Finding;
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;

use super::findings::{Case, DAY, five_ones, positions};

fn found(history: Vec<Wish>) -> Vec<Finding> {
    Case::of("code_of_another_place", &five_ones(), given(small_world()).and(history)).on(DAY)
}

/// Told where the fact comes first, and not where its code is the other one's already.
#[track_caller]
fn is_told_of(before: &[Wish], fact: &Wish, after: &[Wish]) {
    let first = found([before, std::slice::from_ref(fact), after].concat());
    let expected = before.len() as u64;
    assert_eq!(first.iter().map(positions).collect::<Vec<_>>(), [[expected]], "{fact:?}");
    assert_eq!(found([before, after, std::slice::from_ref(fact)].concat()), [], "{fact:?}");
}

#[test]
fn a_fact_under_a_code_that_its_division_had_given_up() {
    let given_up = [division_recoded(COMMUNITY, FREE_CODE).on("2015-06-01")];
    let facts = [
        home(COMMUNITY).on("2016-03-01"),
        population(COMMUNITY, 9).on("2016-03-01"),
        federation("f", COMMUNITY).on("2016-03-01"),
        division_renamed(COMMUNITY, "改名").on("2016-03-01"),
        home(COMMUNITY).on("2016"),
    ];
    let given_again = [
        division_recoded(SECOND_COMMUNITY, COMMUNITY).on("2016-01-01"),
        division(COMMUNITY, "示例新社区").on("2016-01-01"),
    ];
    for fact in &facts {
        for again in &given_again {
            is_told_of(&given_up, fact, std::slice::from_ref(again));
        }
        // Nobody else got it.
        assert_eq!(found([&given_up[..], std::slice::from_ref(fact)].concat()), []);
    }
}

#[test]
fn a_fact_that_names_a_division_beside_its_subject() {
    let town = [division_recoded(TOWNSHIP, "450224109").on("2016-01-01"), division(TOWNSHIP, "新镇").on("2017-01-01")];
    let county = [division_recoded(COUNTY, "450229").on("2016-01-01"), division(COUNTY, "新县").on("2017-01-01")];
    let neighbour = [
        division_recoded(SECOND_COMMUNITY, FREE_CODE).on("2016-01-01"),
        division(SECOND_COMMUNITY, "示例新社区").on("2017-01-01"),
    ];
    let mut lying = site("rongan-9", "示例九安置点", COUNTY);
    is_told_of(&[], &division_moved(THIRD_TOWNSHIP, COUNTY, None).on("2018-01-01"), &county);
    is_told_of(&[], &division_moved(THIRD_COMMUNITY, TOWNSHIP, None).on("2018-01-01"), &town);
    is_told_of(&[], &lying.clone().on("2018-01-01"), &county);
    lying.township = Some(text(TOWNSHIP));
    is_told_of(&[], &lying.on("2018-01-01"), &town);
    is_told_of(&[], &division("450224100055", "新村").on("2018-01-01"), &town);
    let homes = [home(SECOND_COMMUNITY).on("2010-01-01"), home(COMMUNITY).on("2010-01-02")];
    let shared = sharing(SITE, SECOND_COMMUNITY, &["womens_home"]).on("2018-01-01");
    let first = found([&homes[..], std::slice::from_ref(&shared), &neighbour].concat());
    assert_eq!(first.iter().map(positions).collect::<Vec<_>>(), [[2]]);
}

/// The code was given up by a division, which nobody else had by then: what takes it again is of
/// that division, and of another one by now.
#[test]
fn a_fact_that_takes_a_code_that_its_division_had_given_up() {
    let given_up = [division_recoded(SECOND_COMMUNITY, FREE_CODE).on("2015-06-01")];
    let parts = [("450224100078", "东社区"), ("450224100079", "西社区")];
    let facts = |on: &str| {
        [
            division_abolished(SECOND_COMMUNITY).on(on),
            division_recoded(SECOND_COMMUNITY, "450224100077").on(on),
            division_moved(SECOND_COMMUNITY, SECOND_TOWNSHIP, Some("450224101077")).on(on),
            division_moved(SECOND_COMMUNITY, SECOND_TOWNSHIP, None).on(on),
            divisions_merged(&[SECOND_COMMUNITY], COMMUNITY).on(on),
            division_split(SECOND_COMMUNITY, &parts).on(on),
        ]
    };
    let given_again = [
        division_recoded(THIRD_COMMUNITY, SECOND_COMMUNITY).on("2016-01-01"),
        division(SECOND_COMMUNITY, "示例新社区").on("2016-01-01"),
    ];
    for fact in ["2016-03-01", "2016", "2016-H1"].into_iter().flat_map(facts) {
        for again in &given_again {
            is_told_of(&given_up, &fact, std::slice::from_ref(again));
        }
        assert_eq!(found([&given_up[..], std::slice::from_ref(&fact)].concat()), []);
    }
    // It is split into one that gets the code, and nobody else had it.
    let split = division_split(SECOND_COMMUNITY, &[(SECOND_COMMUNITY, "新桔东社区")]).on("2016-03-01");
    assert_eq!(found([&given_up[..], &[split]].concat()), []);
    // What had the code gives it up.
    let had = [division_abolished(FREE_CODE).on("2016-03-01"), division(FREE_CODE, "新").on("2016-03-02")];
    assert_eq!(found([&given_up[..], &had].concat()), []);
}

#[test]
fn a_fact_under_a_code_that_its_division_only_got_later() {
    let recoded = [division_recoded(COMMUNITY, FREE_CODE).on("2018-06-01")];
    let became = [site_became_community(SITE, FREE_CODE, "示例成社区").on("2018-06-01")];
    let earlier = [division(FREE_CODE, "示例旧社区").on("2010-01-01"), division_abolished(FREE_CODE).on("2018-01-01")];
    let facts = [
        home(FREE_CODE).on("2017-03-01"),
        population(FREE_CODE, 9).on("2017-03-01"),
        federation("f", FREE_CODE).on("2017-03-01"),
    ];
    for (got, fact) in [&recoded, &became].into_iter().flat_map(|got| facts.iter().map(move |fact| (got, fact))) {
        is_told_of(got, fact, &earlier);
        assert_eq!(found([&got[..], std::slice::from_ref(fact)].concat()), []);
    }
    is_told_of(&recoded, &division_recoded(FREE_CODE, "450224100077").on("2017-03-01"), &earlier[..1]);
    is_told_of(&recoded, &division_renamed(FREE_CODE, "改名").on("2017-03-01"), &earlier);
}
