//! Explanations: what is said to change an answer changes it, and what is said to be so since a day
//! is.

use std::collections::BTreeSet;

use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::{AsOf, Event, Facts, Place, PlaceNo, Position, Recorded};
use jiceng_projections::explain::{Explanation, explain};
use jiceng_projections::otherwise::{self, Counterfactual, TriedCell};
use jiceng_projections::since::since;
use jiceng_projections::{CellState, Coverage, PlaceCoverage, Projections, Status};
use jiceng_testkit::answers::some_days_of;
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{Recorder, original_of};
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COMMUNITY, SITE, small_world};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::Index;

const PLACES: [&str; 6] = ["rongan-1", "rongan-2", "450224100003", "450224100007", "450224100011", "450225100001"];

/// A federation with a committee of the last two years, a home that passed inspection, the others
/// as they are; sites may share below 800 people.
fn strict() -> Standard {
    let mut standard = Standard::five_ones_2020().unwrap();
    for rule in &mut standard.requirements {
        rule.committee_term_years = (rule.kind.as_str() == "womens_federation").then_some(2);
        rule.must_pass_inspection = rule.kind.as_str() == "womens_home";
        if rule.kind.as_str() == "childrens_home" {
            rule.communities = Need::OwnOrShared;
        }
    }
    standard
}

/// The events about the places behind a cell, as the registry finds them.
fn events_behind(log: &[Recorded], explanation: &Explanation) -> Vec<Recorded> {
    let mut projections = Projections::default();
    for recorded in log {
        projections.evolve(recorded, date(2020, 12, 31), original_of(log, &recorded.fact.event));
    }
    let (place, kind) = (explanation.place, explanation.kind);
    let read = |position: Position| Ok::<_, ()>(log.get(usize::try_from(position.0).unwrap()).cloned());
    otherwise::events_behind(&projections, place, kind, Position(u64::MAX), read).unwrap()
}

fn number(facts: &Facts, place: &str, as_of: AsOf) -> Option<PlaceNo> {
    let place: Place = text(place);
    facts.places.find(&place, as_of)
}

fn state(facts: &Facts, place: PlaceNo, explanation: &Explanation, as_of: AsOf) -> Option<CellState> {
    let judged = Coverage::judge_one(facts, place, as_of, &strict())?;
    judged.cells.iter().find(|cell| cell.kind == explanation.kind).map(|cell| cell.state)
}

/// Some cells of a history on a day, explained.
fn explained(recorder: &Recorder, as_of: AsOf) -> Vec<Explanation> {
    let facts = &recorder.facts;
    let mut places = PLACES.iter().filter_map(|place| number(facts, place, as_of)).collect::<BTreeSet<_>>();
    // Where two places carry one code, what would change an answer about the other cannot be wished
    // by it.
    places.retain(|no| {
        let named = facts.places.get(*no).and_then(|record| record.place_on(as_of));
        named.and_then(|named| facts.places.find(&named, as_of)) == Some(*no)
    });
    let cells = places.into_iter().flat_map(|place| {
        ["womens_federation", "womens_home", "childrens_home"].map(|kind| (place, facts.catalogue.kind(kind).unwrap()))
    });
    cells.filter_map(|(place, kind)| explain(facts, place, kind, as_of, &strict())).collect()
}

proptest! {
    #[test]
    fn a_change_that_is_said_to_give_another_answer_gives_it_when_it_is_recorded(history in any_history(), at in any::<Index>()) {
        let mut recorder = history.recorder.clone();
        recorder.record(&person("somebody").on("2017-03-01")).unwrap();
        let days = some_days_of(&recorder.events, 40);
        let as_of = AsOf::on(*at.get(&days));
        recorder.recorded_on = date(2030, 1, 1);
        for explanation in explained(&recorder, as_of) {
            let standard = strict();
            let tried = TriedCell { facts: &recorder.facts, as_of, standard: &standard, explanation: &explanation };
            let events = events_behind(&recorder.events, &explanation);
            prop_assert!(tried.is_reproduced(&events), "{:?} on {:?}: {:#?}", explanation, as_of, events);
            for other in tried.otherwise(&events) {
                let mut changed = recorder.clone();
                let recorded = changed.record(&other.wish).map(<[Recorded]>::len);
                prop_assert!(recorded.as_ref().is_ok_and(|events| *events > 0), "{:?}: {:?}", other, recorded);
                let now = state(&changed.facts, explanation.place, &explanation, as_of);
                prop_assert_eq!(now, Some(other.state), "{:?} on {:?}", other, as_of);
                prop_assert!(now != Some(explanation.state));
            }
        }
    }

    #[test]
    fn what_is_so_since_a_day_is_so_from_that_day_on_and_not_the_day_before(history in any_history(), at in any::<Index>()) {
        let facts = &history.recorder.facts;
        let days = some_days_of(history.log(), 40);
        let day = *at.get(&days);
        let standard = strict();
        for place in PLACES.iter().filter_map(|place| number(facts, place, AsOf::on(day))) {
            let figures: [fn(&PlaceCoverage) -> bool; 4] = [
                |_| true,
                |place| place.status == Status::None,
                |place| place.cells[0].state == CellState::OutOfTerm,
                |place| place.cells[1].state.is_met(),
            ];
            for holds in figures {
                let is_so = |day: Date| Coverage::judge_one(facts, place, AsOf::on(day), &standard).is_some_and(|p| holds(&p));
                let Some(found) = since(facts, place, AsOf::on(day), &standard, None, holds) else {
                    prop_assert!(!is_so(day));
                    continue;
                };
                prop_assert!(found.day <= day && !is_so(found.day - 1.day()), "{:?}", found);
                let mut each = found.day;
                while each <= day {
                    prop_assert!(is_so(each), "{:?} but not on {}", found, each);
                    each += 7.days();
                }
                prop_assert!(is_so(day));
                let of_that_day = |fact: &Position| history.log()[usize::try_from(fact.0).unwrap()].fact.effective.last() == found.day;
                prop_assert!(found.facts.iter().all(of_that_day));
            }
        }
    }
}

/// A site that shares must have its own from so many people on.
#[test]
fn the_count_of_people_that_gives_another_answer_is_the_nearest() {
    let kind = "womens_home";
    let counted = |people: u32| {
        let shared = [home(COMMUNITY).on("2018-01-01"), sharing(SITE, COMMUNITY, &[kind]).on("2018-06-01")];
        let history = shared.into_iter().chain([population(SITE, people).on("2018-07-01")]);
        let recorder = given(small_world()).and(history).recorder();
        let (facts, as_of) = (&recorder.facts, AsOf::on(date(2019, 6, 1)));
        let standard = Standard::five_ones_2020().unwrap();
        let place = number(facts, SITE, as_of).unwrap();
        let explanation = explain(facts, place, facts.catalogue.kind(kind).unwrap(), as_of, &standard).unwrap();
        let tried = TriedCell { facts, as_of, standard: &standard, explanation: &explanation };
        let others = tried.otherwise(&events_behind(&recorder.events, &explanation)).into_iter();
        let counts = others.filter_map(|other| {
            let Counterfactual::Added { event, .. } = other.change else { return None };
            let Event::PopulationCounted(counted) = *event else { return None };
            Some((counted.people, other.state))
        });
        counts.collect::<Vec<_>>()
    };
    assert_eq!(counted(500), [(800, CellState::Missing)]);
    assert!(matches!(counted(900)[..], [(799, CellState::Shared { .. })]), "{:?}", counted(900));
}

/// The first law says nothing where nothing is told.
#[test]
fn every_sort_of_change_is_told_of_some_history() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [0_usize; 5];
    for _ in 0..60 {
        let recorder = any_history().new_tree(&mut runner).unwrap().current().recorder;
        for day in [date(2018, 9, 1), date(2019, 6, 1), date(2020, 3, 1)] {
            for explanation in explained(&recorder, AsOf::on(day)) {
                let standard = strict();
                let tried = TriedCell {
                    facts: &recorder.facts,
                    as_of: AsOf::on(day),
                    standard: &standard,
                    explanation: &explanation,
                };
                for other in tried.otherwise(&events_behind(&recorder.events, &explanation)) {
                    counts[match other.change {
                        Counterfactual::Without { .. } => 0,
                        Counterfactual::ByThen { .. } => 1,
                        Counterfactual::NotWithdrawn { .. } => 2,
                        Counterfactual::Added { from: None, .. } => 3,
                        Counterfactual::Added { from: Some(_), .. } => 4,
                    }] += 1;
                }
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}
