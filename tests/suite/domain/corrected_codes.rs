//! Corrections and disagreements about facts whose codes others have by now: a code that stands as
//! in the original means the division of which that was recorded.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, EventId, Facts, PlaceNo, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

const ON: &str = "2015-06-01";

fn better(wish: Wish) -> Wish {
    by_evidence("document", wish)
}

/// Two facts of [`COMMUNITY`], which then gets another code; its own goes to [`SECOND_COMMUNITY`].
/// The identities of the facts.
fn handed_over() -> (Given, [EventId; 2]) {
    let given = given(small_world());
    let first = given.clone().and([population(COMMUNITY, 100).on(ON)]);
    let count = first.clone().recorder().last_id();
    let both = first.and([home(COMMUNITY).on(ON)]);
    let home = both.clone().recorder().last_id();
    let reform = [
        division_recoded(COMMUNITY, FREE_CODE).on("2015-01-01"),
        division_recoded(SECOND_COMMUNITY, COMMUNITY).on("2015-02-01"),
    ];
    (both.and(reform), [count, home])
}

fn place(facts: &Facts, code: &str, on: &str) -> PlaceNo {
    facts.places.find(&text(code), AsOf::on(day(on))).unwrap()
}

fn people(facts: &Facts, no: PlaceNo) -> Option<u32> {
    facts.places.get(no).unwrap().population_on(AsOf::on(day("2020-12-31")))
}

fn has_home(facts: &Facts, no: PlaceNo) -> bool {
    let kind = facts.catalogue.kind(WOMENS_HOME).unwrap();
    facts.elements.standing(no, kind, AsOf::on(day("2020-12-31"))) == Standing::Open
}

#[test]
fn a_corrected_fact_stays_with_its_division() {
    let (given, [count, home_id]) = handed_over();
    let corrected = given.and([
        correction_of(home_id, better(home(COMMUNITY).on(ON))),
        correction_of(count, population(COMMUNITY, 120).on(ON)),
    ]);
    let facts = corrected.recorder().facts;
    let (own, other) = (place(&facts, FREE_CODE, ON), place(&facts, COMMUNITY, ON));
    assert_eq!([own, other].map(|no| (people(&facts, no), has_home(&facts, no))), [(Some(120), true), (None, false)]);
}

/// A code that stands otherwise in the correction is looked up as ever.
#[test]
fn a_correction_of_the_place_means_the_place_that_it_names() {
    let (given, [count, _]) = handed_over();
    let facts = given.and([correction_of(count, population(THIRD_COMMUNITY, 100).on(ON))]).recorder().facts;
    assert_eq!(people(&facts, place(&facts, THIRD_COMMUNITY, ON)), Some(100));
}

#[test]
fn sources_disagree_about_a_division_and_not_about_a_code() {
    for said in [COMMUNITY, FREE_CODE] {
        let (given, [count, _]) = handed_over();
        let facts = given.and([disagreement_with(count, population(said, 110).on(ON))]).recorder().facts;
        assert_eq!(people(&facts, place(&facts, COMMUNITY, ON)), None, "{said}");
        assert_eq!(people(&facts, place(&facts, FREE_CODE, ON)), Some(100), "{said}");
    }
    let (given, [count, _]) = handed_over();
    given.when(disagreement_with(count, population(COMMUNITY, 100).on(ON))).refused("same_statement");
}

/// An earlier carrier of the code was recorded later, and its end not yet.
#[test]
fn a_corrected_registration_is_that_of_its_division() {
    let replacements = [
        better(division(FREE_CODE, "新").on("2015-01-01")),
        division(FREE_CODE, "新名").on("2015-01-01"),
        division(FREE_CODE, "新").on("2015-01-02"),
    ];
    for replacement in replacements {
        let facts_in = |order: [usize; 3]| {
            let mut recorder: Recorder =
                given(small_world()).and([division(FREE_CODE, "新").on("2015-01-01")]).recorder();
            let registered = recorder.last_id();
            let wishes = [
                division(FREE_CODE, "旧").on("2012-01-01"),
                division_abolished(FREE_CODE).on("2014-06-01"),
                correction_of(registered, replacement.clone()),
            ];
            recorder.record(&home(FREE_CODE).on("2015-02-01")).unwrap();
            order.iter().for_each(|index| assert!(!recorder.record(&wishes[*index]).unwrap().is_empty()));
            recorder.facts
        };
        for order in [[0, 1, 2], [0, 2, 1], [2, 0, 1]] {
            let facts = facts_in(order);
            let new = place(&facts, FREE_CODE, "2016-01-01");
            let name = facts.places.get(new).unwrap().name_on(AsOf::on(day("2016-01-01"))).unwrap().to_string();
            assert!(name.starts_with('新') && has_home(&facts, new), "{order:?} {replacement:?}: {name}");
        }
    }
}

/// Codes are exchanged on one day, and the first of the three facts gets better evidence.
#[test]
fn an_exchange_of_codes_stays_one_when_a_fact_of_it_is_corrected() {
    let on = "2015-01-01";
    let steps = [
        division_recoded(COMMUNITY, FREE_CODE).on(on),
        division_recoded(SECOND_COMMUNITY, COMMUNITY).on(on),
        division_recoded(FREE_CODE, SECOND_COMMUNITY).on(on),
    ];
    for index in 0..steps.len() {
        let mut recorder = given(small_world()).recorder();
        let mut ids = Vec::new();
        for step in &steps {
            ids.push(recorder.record(step).unwrap()[0].id);
        }
        let before = [COMMUNITY, SECOND_COMMUNITY].map(|code| place(&recorder.facts, code, on));
        let corrected = recorder.record(&correction_of(ids[index], better(steps[index].clone())));
        assert!(corrected.is_ok_and(|events| events.len() == 2), "{index}");
        assert_eq!([COMMUNITY, SECOND_COMMUNITY].map(|code| place(&recorder.facts, code, on)), before, "{index}");
    }
}
