//! Diffs: each difference has its causes, and without them there would be none.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Facts, Place, Position, Recorded};
use jiceng_projections::causes::{BothQuestions, Cause, Effect};
use jiceng_projections::diff::{DiffChange, DiffEntry, diff};
use jiceng_projections::diff_of_findings::diff_of_findings;
use jiceng_projections::findings::findings;
use jiceng_projections::measure::MeasuredDay;
use jiceng_projections::{CellState, Coverage, DivisionTree, Projections};
use jiceng_testkit::answers::days_of;
use jiceng_testkit::generate::{History, any_history};
use jiceng_testkit::recorder::{RECORDED_ON, original_of};
use jiceng_testkit::world::small_world;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::model::counting;

/// Two days and two positions; often the same day, so that what was learned and withdrawn shows.
pub(super) type Cuts = [(Index, Index); 2];

pub(super) fn any_cuts() -> impl Strategy<Value = Cuts> {
    let cut = || (any::<Index>(), any::<Index>());
    prop_oneof![
        [cut(), cut()],
        (any::<Index>(), [any::<Index>(), any::<Index>()]).prop_map(|(day, cuts)| cuts.map(|cut| (day, cut)))
    ]
}

/// The two questions: mostly of the days and positions of what came after the world.
fn questions(log: &[Recorded], cuts: &Cuts) -> [AsOf; 2] {
    let later = small_world().len();
    let days: Vec<Date> = days_of(&log[later.min(log.len() - 1)..]).into_iter().collect();
    cuts.map(|(day, cut)| {
        let position = cut.index(log.len() + 1);
        let position = if position < later { later + cut.index(log.len() - later + 1) } else { position };
        AsOf::on(*day.get(&days)).known_before(Position(position as u64))
    })
}

/// The same, neither day nor knowledge running backwards.
pub(super) fn forward(log: &[Recorded], cuts: &Cuts) -> [AsOf; 2] {
    let [a, b] = questions(log, cuts);
    let from = AsOf::on(a.effective.min(b.effective)).known_before(a.known.min(b.known));
    [from, AsOf::on(a.effective.max(b.effective)).known_before(a.known.max(b.known))]
}

/// The standard that ships, and one that looks at everything.
fn standards() -> [Standard; 2] {
    let shipped = Standard::five_ones_2020().unwrap();
    let mut strict = shipped.clone();
    for requirement in &mut strict.requirements {
        requirement.must_pass_inspection = requirement.kind.as_str() == "womens_home";
        requirement.committee_term_years = (requirement.kind.as_str() == "womens_federation").then_some(1);
    }
    [shipped, strict]
}

fn differences(facts: &Facts, [from, to]: [AsOf; 2], standard: &Standard) -> Vec<DiffEntry> {
    diff(&BothQuestions { facts, from, to, from_standard: standard, to_standard: standard })
}

fn projected(log: &[Recorded]) -> Projections {
    let mut projections = Projections::default();
    for recorded in log {
        projections.evolve(recorded, RECORDED_ON, original_of(log, &recorded.fact.event));
    }
    projections
}

fn differences_of_findings(
    projections: &Projections,
    log: &[Recorded],
    [from, to]: [AsOf; 2],
    standard: &Standard,
) -> Vec<DiffEntry> {
    let facts = &projections.facts;
    let [first, second] = [from, to].map(|as_of| {
        let ground = MeasuredDay { facts, as_of, standard, tree: &DivisionTree::on(facts, as_of) };
        findings(ground, &projections.fact_register)
    });
    let effective = log.iter().map(|e| (e.position, e.fact.effective)).collect();
    let sides = BothQuestions { facts, from, to, from_standard: standard, to_standard: standard };
    diff_of_findings(&sides, &first, &second, &effective)
}

/// The positions at which a fact counts for a question, read off the log.
fn counts(log: &[Recorded], position: Position, as_of: AsOf) -> bool {
    let counting = counting(log, as_of);
    counting.iter().any(|e| e.position == position && e.fact.effective.last() <= as_of.effective)
}

fn is_a_cause(log: &[Recorded], cause: &Cause, [from, to]: [AsOf; 2]) -> bool {
    let counted = (counts(log, cause.position, from), counts(log, cause.position, to));
    match cause.effect {
        Effect::Counts => counted == (false, true),
        Effect::Withdrawn { by } => {
            let retracted = log.iter().find(|e| e.position == by).and_then(|e| original_of(log, &e.fact.event));
            counted == (true, false) && retracted.is_some_and(|o| o.position == cause.position)
        }
        Effect::Outranked { by } => counted == (true, false) && counting(log, to).iter().any(|e| e.position == by),
        Effect::NotThen => counted == (true, false),
        Effect::TimePassed if from.effective == to.effective => false,
        Effect::TimePassed => {
            if from.effective < to.effective {
                counted.0
            } else {
                counted.1
            }
        }
    }
}

/// A cell with its place and provider as people name them.
fn cell(facts: &Facts, place: &Place, kind: &str, as_of: AsOf, standard: &Standard, names_of: AsOf) -> Option<String> {
    let kind = facts.catalogue.kind(kind)?;
    let judged = Coverage::judge_one(facts, facts.places.find(place, names_of)?, as_of, standard)?;
    let state = judged.state(kind)?;
    let CellState::Shared { provider } = state else { return Some(format!("{state:?}")) };
    Some(format!("shared {:?}", facts.places.get(provider)?.place_on(names_of)))
}

/// The facts that the log would make without some of its events.
pub(super) fn fold_without(log: &[Recorded], left_out: &BTreeSet<Position>) -> Facts {
    let mut facts = Facts::default();
    for recorded in log.iter().filter(|e| !left_out.contains(&e.position)) {
        facts.evolve(recorded, original_of(log, &recorded.fact.event));
    }
    facts
}

/// The events without which a cell would have stayed; `None` if time alone changed it, or if
/// without one of them later events would speak of other places: a code or an identifier is read as
/// the log has it.
pub(super) fn events_to_leave_out(log: &[Recorded], facts: &Facts, causes: &[Cause]) -> Option<BTreeSet<Position>> {
    let mut left_out = BTreeSet::new();
    for cause in causes {
        if facts.disagreements.group_of(cause.position).is_some() {
            return None; // without it, another statement counts
        }
        let named = log.iter().find(|e| e.position == cause.position)?.fact.event.name();
        if named.starts_with("division") || named.starts_with("relocation_site") {
            return None;
        }
        left_out.insert(match cause.effect {
            Effect::Counts => cause.position,
            Effect::Withdrawn { by } => by,
            Effect::Outranked { .. } | Effect::NotThen | Effect::TimePassed => return None,
        });
    }
    Some(left_out)
}

/// The changed cells that can be tried without their causes, each with what came of it: what the
/// cell was for the first question, and what it is for the second without the causes.
fn tried(history: &History, cuts: &Cuts) -> Vec<(String, Option<String>, Option<String>)> {
    let (log, facts) = (history.log(), &history.recorder.facts);
    let [from, to] = forward(log, cuts);
    let mut tried = Vec::new();
    for standard in standards() {
        for difference in differences(facts, [from, to], &standard) {
            let DiffChange::Cell { kind, .. } = difference.change else { continue };
            let Some(left_out) = events_to_leave_out(log, facts, &difference.causes) else { continue };
            let place = facts.places.get(difference.place.unwrap()).unwrap().place_on(from).unwrap();
            let kind = facts.catalogue.kind_entry(kind).unwrap().code.to_string();
            let before = cell(facts, &place, &kind, from, &standard, from);
            let without = cell(&fold_without(log, &left_out), &place, &kind, to, &standard, from);
            tried.push((format!("{kind} of {place} without {left_out:?}"), before, without));
        }
    }
    tried
}

/// Causes of which all sets are left out of the log, at most.
pub(super) const CAUSES_MAX: usize = 6;

/// The causes that no set of the others makes matter: with each set of the others left out of the
/// log, the answer is the same with the cause and without it. None where they cannot be left out,
/// or are too many.
pub(super) fn idle<V: PartialEq>(
    log: &[Recorded],
    facts: &Facts,
    causes: &[Cause],
    ask: impl Fn(&Facts) -> V,
) -> Vec<Cause> {
    if causes.len() > CAUSES_MAX || events_to_leave_out(log, facts, causes).is_none() {
        return Vec::new();
    }
    let with_set = |set: usize| {
        let chosen = causes.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1);
        let chosen: Vec<Cause> = chosen.map(|(_, cause)| *cause).collect();
        ask(&fold_without(log, &events_to_leave_out(log, facts, &chosen).expect("each can be left out")))
    };
    let answers: Vec<V> = (0..1 << causes.len()).map(with_set).collect();
    let matters = |index: usize| (0..answers.len()).any(|set| answers[set] != answers[set | 1 << index]);
    causes.iter().enumerate().filter(|(index, _)| !matters(*index)).map(|(_, cause)| *cause).collect()
}

/// The causes of changed cells that do not bear on them.
fn idle_causes(history: &History, cuts: &Cuts) -> Vec<(String, Cause)> {
    let (log, facts) = (history.log(), &history.recorder.facts);
    let [from, to] = forward(log, cuts);
    let mut all = Vec::new();
    for standard in standards() {
        for difference in differences(facts, [from, to], &standard) {
            let DiffChange::Cell { kind, .. } = difference.change else { continue };
            let place = facts.places.get(difference.place.unwrap()).unwrap().place_on(from).unwrap();
            let kind = facts.catalogue.kind_entry(kind).unwrap().code.to_string();
            let ask = |facts: &Facts| cell(facts, &place, &kind, to, &standard, from);
            let found = idle(log, facts, &difference.causes, ask);
            all.extend(found.into_iter().map(|cause| (format!("{kind} of {place}"), cause)));
        }
    }
    all
}

proptest! {
    #[test]
    fn each_cause_of_a_cell_bears_on_its_change(history in any_history(), cuts in any_cuts()) {
        prop_assert_eq!(idle_causes(&history, &cuts), []);
    }

    #[test]
    fn every_difference_has_causes_and_each_counts_for_one_side_only(history in any_history(), cuts in any_cuts()) {
        let log = history.log();
        let questions = questions(log, &cuts);
        for standard in standards() {
            for difference in differences(&history.recorder.facts, questions, &standard) {
                prop_assert!(!difference.causes.is_empty(), "{:?}", difference);
                for cause in &difference.causes {
                    prop_assert!(is_a_cause(log, cause, questions), "{:?} of {:?}", cause, difference);
                }
            }
        }
    }

    #[test]
    fn a_cell_stays_as_it_was_in_a_history_without_the_causes_of_its_change(history in any_history(), cuts in any_cuts()) {
        for (what, before, without) in tried(&history, &cuts) {
            prop_assert_eq!(before, without, "{}", what);
        }
    }

    #[test]
    fn a_diff_lists_the_places_whose_coverage_differs_and_no_others(history in any_history(), cuts in any_cuts()) {
        let facts = &history.recorder.facts;
        let questions = questions(history.log(), &cuts);
        for standard in standards() {
            let [first, second] = questions.map(|as_of| Coverage::judge(facts, as_of, &standard));
            let expected: BTreeSet<_> = second.places.iter().flat_map(|second| {
                let first = first.places.iter().find(|first| first.place == second.place);
                let cells = first.into_iter().flat_map(|first| first.cells.iter().zip(&second.cells));
                cells.filter(|(first, second)| first != second).map(|(_, cell)| (second.place, cell.kind))
            }).collect();
            let cell = |d: &DiffEntry| if let DiffChange::Cell { kind, .. } = d.change { Some((d.place.unwrap(), kind)) } else { None };
            let listed: Vec<_> = differences(facts, questions, &standard).iter().filter_map(cell).collect();
            prop_assert_eq!(listed.len(), expected.len());
            prop_assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), expected);
        }
    }

    /// Where the day is the same, no time has passed.
    #[test]
    fn every_finding_that_opens_or_closes_has_its_facts(history in any_history(), cuts in any_cuts()) {
        let (log, questions) = (history.log(), questions(history.log(), &cuts));
        let projections = projected(log);
        for standard in standards() {
            for difference in differences_of_findings(&projections, log, questions, &standard) {
                prop_assert!(!difference.causes.is_empty(), "{:?}", difference);
                let passed = difference.causes.iter().any(|cause| cause.effect == Effect::TimePassed);
                prop_assert!(!passed || questions[0].effective != questions[1].effective, "{:?}", difference);
            }
        }
    }

    #[test]
    fn what_was_learned_of_one_day_opens_and_closes_findings_by_facts(
        history in any_history(),
        day in any::<Index>(),
        known in [any::<Index>(), any::<Index>()],
    ) {
        let log = history.log();
        let questions = questions(log, &known.map(|known| (day, known)));
        let projections = projected(log);
        for standard in standards() {
            for difference in differences_of_findings(&projections, log, questions, &standard) {
                prop_assert!(!difference.causes.is_empty(), "{:?}", difference);
                prop_assert!(difference.causes.iter().all(|c| c.effect != Effect::TimePassed), "{:?}", difference);
            }
        }
    }

    #[test]
    fn nothing_differs_between_a_question_and_itself(history in any_history(), cuts in any_cuts()) {
        let [question, _] = questions(history.log(), &cuts);
        prop_assert_eq!(differences(&history.recorder.facts, [question, question], &standards()[1]), []);
    }
}

/// The laws above speak of something: many cells change, by facts that come, go and are withdrawn.
#[test]
fn the_histories_reach_changed_cells_of_every_kind_of_cause() {
    let mut runner = TestRunner::deterministic();
    let strategy = (any_history(), any_cuts());
    let mut cells = 0;
    let mut effects: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..500 {
        let (history, cuts) = strategy.new_tree(&mut runner).unwrap().current();
        cells += tried(&history, &cuts).len();
        let found = differences(&history.recorder.facts, questions(history.log(), &cuts), &standards()[1]);
        for cause in found.iter().flat_map(|difference| &difference.causes) {
            let effect = match cause.effect {
                Effect::Counts => "counts",
                Effect::Withdrawn { .. } => "withdrawn",
                Effect::Outranked { .. } => "outranked",
                Effect::NotThen => "not then",
                Effect::TimePassed => "time passed",
            };
            *effects.entry(effect).or_default() += 1;
        }
    }
    assert!(cells > 100, "{cells} cells");
    assert!(effects.len() == 5 && effects.values().all(|times| *times >= 3), "{effects:?}");
}
