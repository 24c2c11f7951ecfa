//! Restatement: each change of a figure is the sum of what entered and left it, each with its
//! facts.

use std::collections::BTreeMap;

use jiceng_domain::standard::Standard;
use jiceng_domain::target::{Measure, TargetSet};
use jiceng_domain::{AsOf, Facts, Level, PlaceNo, Position, TargetId};
use jiceng_projections::causes::{BothQuestions, Cause};
use jiceng_projections::measure::{Counted, MeasuredDay};
use jiceng_projections::restatement::{CellOutcome, Restated, RestatedFigure, Scope, restate};
use jiceng_projections::roll_up::KindTotals;
use jiceng_projections::{Coverage, DivisionTotals, DivisionTree};
use jiceng_testkit::answers::days_of;
use jiceng_testkit::generate::{History, any_history, any_measure_of_world};
use jiceng_testkit::make::{On as _, target, text};
use jiceng_testkit::world::PREFECTURE;
use proptest::prelude::*;
use proptest::sample::Index;

use super::diff::{Cuts, any_cuts, events_to_leave_out, fold_without, forward, idle};

/// The figures of a roll-up, as the coverage is added up elsewhere.
fn figures_of(scope: Scope, group: &DivisionTotals) -> BTreeMap<(Scope, RestatedFigure), u32> {
    let totals = group.totals;
    let mut figures = BTreeMap::from([
        ((scope, RestatedFigure::Places), totals.places),
        ((scope, RestatedFigure::Complete), totals.complete),
        ((scope, RestatedFigure::CompleteOwn), totals.complete_own),
        ((scope, RestatedFigure::CompleteShared), totals.complete_shared),
        ((scope, RestatedFigure::Partial), totals.partial),
        ((scope, RestatedFigure::None), totals.none),
    ]);
    for (kind, totals) in &group.kinds {
        let KindTotals { own, shared, suspended, out_of_term, below_standard, missing, not_required, met: _ } = *totals;
        let tallies = [
            (CellOutcome::Own, own),
            (CellOutcome::Shared, shared),
            (CellOutcome::Suspended, suspended),
            (CellOutcome::OutOfTerm, out_of_term),
            (CellOutcome::BelowStandard, below_standard),
            (CellOutcome::Missing, missing),
            (CellOutcome::NotRequired, not_required),
        ];
        figures.extend(tallies.map(|(tally, number)| ((scope, RestatedFigure::Kind(*kind, tally)), number)));
    }
    figures
}

fn rolled_up(facts: &Facts, as_of: AsOf, standard: &Standard) -> BTreeMap<(Scope, RestatedFigure), u32> {
    let coverage = Coverage::judge(facts, as_of, standard);
    let mut figures = figures_of(Scope::All, &coverage.total());
    let scope = |county: Option<PlaceNo>| county.map_or(Scope::NoCounty, Scope::County);
    for (county, group) in coverage.by_level(&DivisionTree::on(facts, as_of), Level::County) {
        figures.extend(figures_of(scope(county), &group));
    }
    figures
}

fn number(figures: &BTreeMap<(Scope, RestatedFigure), u32>, restated: &Restated) -> u32 {
    figures.get(&(restated.scope, restated.figure.clone())).copied().unwrap_or_default()
}

/// What a target of the measure counts of the prefecture.
fn counted(facts: &Facts, as_of: AsOf, standard: &Standard, measure: &Measure) -> Vec<Counted> {
    let ground = MeasuredDay { facts, as_of, standard, tree: &DivisionTree::on(facts, as_of) };
    let scope = facts.places.find(&text(PREFECTURE), as_of).expect("the world has it");
    ground.counted(measure, scope)
}

/// What entered or left a target and can be tried by leaving its causes out of the log: the thing,
/// whether it counted for the first question, whether it does for the second without all causes,
/// and the causes that bear on nothing.
fn targets_tried(mut history: History, cuts: &Cuts, measure: &Measure) -> Vec<(Counted, bool, bool, Vec<Cause>)> {
    let [from, to] = forward(history.log(), cuts);
    let set = TargetSet { measure: measure.clone(), ..target("law", PREFECTURE, 1) };
    if history.recorder.record(&set.on("2018-01-01")).is_err() {
        return Vec::new();
    }
    let (log, facts) = (history.log(), &history.recorder.facts);
    let standard = Standard::five_ones_2020().unwrap();
    let sides = BothQuestions { facts, from, to, from_standard: &standard, to_standard: &standard };
    let id: TargetId = text("law");
    let mut tried = Vec::new();
    for restated in restate(&sides).into_iter().filter(|restated| restated.figure == RestatedFigure::Target(id.clone()))
    {
        for moved in restated.moved {
            let Some(left_out) = events_to_leave_out(log, facts, &moved.causes) else { continue };
            let counts = |facts: &Facts| counted(facts, to, &standard, measure).contains(&moved.counted);
            let without = counts(&fold_without(log, &left_out));
            let idle = idle(log, facts, &moved.causes, counts);
            tried.push((moved.counted.clone(), !moved.entered, without, idle));
        }
    }
    tried
}

proptest! {
    #[test]
    fn what_enters_or_leaves_a_target_does_so_by_its_causes_and_each_bears_on_it(
        history in any_history(),
        cuts in any_cuts(),
        measure in any_measure_of_world(),
    ) {
        for (thing, before, without, idle) in targets_tried(history, &cuts, &measure) {
            prop_assert_eq!(before, without, "{:?} without its causes", thing);
            prop_assert_eq!(idle, [], "causes of {:?}", thing);
        }
    }

    #[test]
    fn a_figure_changes_by_what_entered_less_what_left_and_all_of_it_has_causes(
        history in any_history(),
        days in [any::<Index>(), any::<Index>()],
        cuts in [any::<Index>(), any::<Index>()],
    ) {
        let (log, facts) = (history.log(), &history.recorder.facts);
        let of_log: Vec<_> = days_of(log).into_iter().collect();
        let asked = |n: usize| {
            AsOf::on(*days[n].get(&of_log)).known_before(Position(cuts[n].index(log.len() + 1) as u64))
        };
        let (from, to) = (asked(0), asked(1));
        let standard = Standard::five_ones_2020().unwrap();
        let sides = BothQuestions { facts, from, to, from_standard: &standard, to_standard: &standard };
        let restated = restate(&sides);
        let [first, second] = [from, to].map(|as_of| rolled_up(facts, as_of, &standard));
        for restated in &restated {
            let steps = restated.moved.iter().map(|moved| if moved.entered { 1_i64 } else { -1 });
            prop_assert_eq!(i64::from(restated.now) - i64::from(restated.said), steps.sum::<i64>(), "{:?}", restated);
            prop_assert!(restated.moved.iter().all(|moved| !moved.causes.is_empty()), "{:?}", restated);
            if !matches!(restated.figure, RestatedFigure::Target(_)) {
                prop_assert_eq!((restated.said, restated.now), (number(&first, restated), number(&second, restated)));
            }
        }
        let listed = |key: &(Scope, RestatedFigure)| restated.iter().any(|r| r.scope == key.0 && r.figure == key.1);
        for key in first.keys().chain(second.keys()).filter(|key| !listed(key)) {
            let [said, now] = [&first, &second].map(|figures| figures.get(key).copied().unwrap_or_default());
            prop_assert_eq!(said, now, "{:?} is not restated", key);
        }
    }
}
