//! What dates leave open: the smallest histories.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Facts, Wish};
use jiceng_projections::certainty::{Prospect, Prospects};
use jiceng_projections::{CellState, Certainty, Coverage, Figure};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COMMUNITY, SECOND_SITE, SITE, small_world};

use super::coverage::{number, only};

fn prospect(facts: &Facts, place: &str, on: &str, standard: &Standard) -> Option<Prospect> {
    Prospect::of(facts, number(facts, place), AsOf::on(day(on)), standard)
}

fn states(history: impl IntoIterator<Item = Wish>, place: &str, on: &str) -> Option<Vec<Option<CellState>>> {
    let facts = given(small_world()).and(history).recorder().facts;
    let home = facts.catalogue.kind(WOMENS_HOME).unwrap();
    prospect(&facts, place, on, &only(WOMENS_HOME, |_| ())).map(|prospect| prospect.cell(home))
}

#[test]
fn founded_and_closed_in_one_year_it_may_have_been_at_work_in_between() {
    let history = || [home(COMMUNITY).on("2019"), closed(COMMUNITY, WOMENS_HOME).on("2019")];
    assert_eq!(states(history(), COMMUNITY, "2018-12-31"), None);
    assert_eq!(states(history(), COMMUNITY, "2019-06-30"), Some(vec![Some(CellState::Missing), Some(CellState::Own)]));
    assert_eq!(states(history(), COMMUNITY, "2019-12-31"), None);
}

#[test]
fn what_was_inspected_had_been_founded() {
    let history = || [home(COMMUNITY).on("2019"), inspected(COMMUNITY, WOMENS_HOME, true).on("2019-03-10")];
    let open = Some(vec![Some(CellState::Own), Some(CellState::Missing)]);
    assert_eq!(states(history(), COMMUNITY, "2019-03-09"), open);
    assert_eq!(states(history(), COMMUNITY, "2019-03-10"), Some(vec![Some(CellState::Own)]));
    // The figure takes the date at its last day; what is certain is above it.
    let facts = given(small_world()).and(history()).recorder().facts;
    let (as_of, standard) = (AsOf::on(day("2019-03-10")), only(WOMENS_HOME, |_| ()));
    let coverage = Coverage::judge(&facts, as_of, &standard);
    let bounds = Prospects::judge(&facts, as_of, &standard).total(&coverage);
    let complete = |group: &jiceng_projections::Group| group.totals.complete;
    assert_eq!((complete(&coverage.total()), complete(&bounds.at_least), complete(&bounds.at_most)), (0, 1, 1));
}

#[test]
fn one_count_of_people_decides_for_every_kind_that_is_shared() {
    let standard = Standard::five_ones_2020().unwrap();
    let history = [
        home(COMMUNITY).on("2018-01-01"),
        childrens_home(COMMUNITY).on("2018-01-01"),
        sharing(SITE, COMMUNITY, &[WOMENS_HOME, "childrens_home"]).on("2018-02-01"),
        population(SITE, 500).on("2018-03-01"),
        population(SITE, 900).on("2019-40"),
    ];
    let recorder = given(small_world()).and(history).recorder();
    let found = prospect(&recorder.facts, SITE, "2019-03-31", &standard).unwrap();
    let count = recorder.events.last().unwrap().position;
    assert_eq!(found.hinges.iter().map(|hinge| hinge.fact).collect::<Vec<_>>(), [count, count]);
    for hinge in &found.hinges {
        assert!(matches!(hinge.after.as_slice(), [Some(CellState::Shared { .. })]), "{hinge:?}");
        assert_eq!(hinge.by, [Some(CellState::Missing)]);
    }
    // Both kinds or neither, never one of them: that is not two things left open.
    assert_eq!(found.outlooks.len(), 2);
}

#[test]
fn a_site_that_may_not_be_there_yet_counts_at_most() {
    let standard = only(WOMENS_HOME, |_| ());
    let facts = given(small_world()).and([site("rongan-9", "示例", "450224").on("2019")]).recorder().facts;
    let as_of = AsOf::on(day("2019-06-30"));
    let bounds = Prospects::judge(&facts, as_of, &standard).total(&Coverage::judge(&facts, as_of, &standard));
    assert_eq!(bounds.at_most.totals.places - bounds.at_least.totals.places, 1);
}

#[test]
fn an_election_in_a_year_may_or_may_not_still_be_in_its_term() {
    let standard = only("womens_federation", |rule| rule.committee_term_years = Some(1));
    let history = [federation("f", COMMUNITY).on("2017-01-01"), committee("f", 1, &["p1"]).on("2018")];
    let facts = given(small_world()).and(history).recorder().facts;
    let complete = |on| {
        let prospect = prospect(&facts, COMMUNITY, on, &standard);
        prospect.map(|prospect| prospect.counts(Figure::Complete, None))
    };
    assert_eq!(complete("2018-12-31"), None); // certainly elected, certainly in its term
    assert_eq!(complete("2019-01-01"), Some(Certainty::Possible));
    assert_eq!(complete("2019-12-30"), Some(Certainty::Possible));
    assert_eq!(complete("2019-12-31"), None); // certainly over
    assert_eq!(complete("2018-06-30"), Some(Certainty::Possible)); // elected or not yet
}

#[test]
fn beyond_the_bound_everything_is_possible_and_nothing_certain() {
    let mut history = vec![home(SECOND_SITE).on("2018")];
    for _ in 0..5 {
        history.push(suspended(SECOND_SITE, WOMENS_HOME).on("2019"));
        history.push(resumed(SECOND_SITE, WOMENS_HOME).on("2019"));
        history.push(inspected(SECOND_SITE, WOMENS_HOME, history.len() % 2 == 0).on("2019"));
    }
    let mut recorder = given(small_world()).recorder();
    let granted = history.iter().filter(|wish| recorder.record(wish).is_ok_and(|events| !events.is_empty()));
    assert!(granted.count() > 4);
    for n in 0..8 {
        recorder.record(&population(SECOND_SITE, 700 + n).on("2019")).unwrap();
    }
    let standard = only(WOMENS_HOME, |_| ());
    let found = prospect(&recorder.facts, SECOND_SITE, "2019-06-30", &standard).unwrap();
    assert_eq!(found.counts(Figure::Complete, None), Certainty::Possible);
    assert!(found.hinges.len() > 8 && found.hinges.iter().all(|hinge| hinge.by == hinge.after));
}
