//! Certain and possible, against every history that agrees with the dates as stated.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::catalogue::{WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::target::{ElectionSelection, Measure, PlaceSelection, Possession, SeatSelection};
use jiceng_domain::{AsOf, Facts, KindCode, Level, PlaceNo};
use jiceng_projections::certainty::Prospects;
use jiceng_projections::measure::{Counted, MeasuredDay};
use jiceng_projections::{CellState, Certainty, Coverage, DivisionTree, Figure, PlaceCoverage};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::fold;
use proptest::prelude::*;
use proptest::sample::select;

use super::completions::{Completion, DAY, SINCE, any_open_history, completions};

/// One measure of each sort.
pub(crate) fn measures() -> Vec<Measure> {
    let home = || text::<KindCode>(WOMENS_HOME);
    let large = PlaceSelection { population_at_least: Some(800), ..PlaceSelection::default() };
    let designated = PlaceSelection { designated: Some(text("star_parent_school")), ..PlaceSelection::default() };
    vec![
        Measure::PlacesWith { kind: home(), places: PlaceSelection::default(), by: Possession::Any },
        Measure::PlacesWith { kind: home(), places: large, by: Possession::Own },
        Measure::PlacesWith { kind: home(), places: designated, by: Possession::Any },
        Measure::PlacesComplete { places: PlaceSelection::default(), by: Possession::Shared },
        Measure::PlacesInspected { kind: home(), places: PlaceSelection::default() },
        Measure::Designations { programme: text("star_parent_school") },
        Measure::Institutions { kind: text("marriage_mediation") },
        Measure::DivisionsWithInstitution { kind: text("marriage_mediation"), level: Level::County },
        Measure::Elections(ElectionSelection { since: Some(SINCE), ..ElectionSelection::default() }),
        Measure::CommitteeSeats(SeatSelection::default()),
    ]
}

/// Which of three kinds are asked for, and whether a home must have passed inspection.
pub(crate) fn any_requirements() -> impl Strategy<Value = ([bool; 3], bool)> {
    let kinds = select(&[[true, true, true], [false, true, true], [true, true, false], [false, true, false]][..]);
    (kinds, any::<bool>())
}

/// A federation only with a committee of the last year, a home, at times only if it passed
/// inspection, and a children's home that communities need not have; small sites may share.
pub(crate) fn standard_of((kinds, inspected): ([bool; 3], bool)) -> Standard {
    let mut standard = Standard::five_ones_2020().unwrap();
    let requirements = standard.requirements.iter().zip(kinds).filter(|(_, kept)| *kept);
    standard.requirements = requirements.map(|(rule, _)| rule.clone()).collect();
    for rule in &mut standard.requirements {
        rule.committee_term_years = (rule.kind.as_str() == WOMENS_FEDERATION).then_some(1);
        rule.must_pass_inspection = inspected && rule.kind.as_str() == WOMENS_HOME;
        if rule.kind.as_str() == "childrens_home" {
            rule.communities = Need::NotRequired;
        }
    }
    standard
}

/// What each place is in each completion; nothing where it is not assessed.
fn by_brute_force(
    completions: &[Completion],
    facts: &Facts,
    standard: &Standard,
) -> BTreeMap<PlaceNo, Vec<Option<PlaceCoverage>>> {
    let mut found: BTreeMap<PlaceNo, Vec<Option<PlaceCoverage>>> = BTreeMap::new();
    for completion in completions {
        for (place, _) in facts.places.iter() {
            let judged = Coverage::judge_one(&completion.facts, place, AsOf::on(DAY), standard);
            found.entry(place).or_default().push(judged);
        }
    }
    found
}

/// What a place is, without the figures beside it.
fn judged(place: Option<&PlaceCoverage>) -> Option<(bool, Vec<CellState>)> {
    place.map(|place| (place.is_site, place.cells.iter().map(|cell| cell.state).collect()))
}

proptest! {
    #[test]
    fn certain_is_what_every_completion_says_and_possible_what_some_completion_says(history in any_open_history(), asked in any_requirements()) {
        let (log, standard) = (history.0, standard_of(asked));
        let facts = fold(&log);
        let prospects = Prospects::judge(&facts, AsOf::on(DAY), &standard);
        let coverage = Coverage::judge(&facts, AsOf::on(DAY), &standard);
        let mut sums: BTreeMap<Figure, [u32; 2]> = BTreeMap::new();
        for (place, found) in by_brute_force(&completions(&log), &facts, &standard) {
            let read = Coverage::judge_one(&facts, place, AsOf::on(DAY), &standard);
            let prospect = prospects.places.get(&place);
            prop_assert_eq!(prospect.is_none(), found.iter().all(|one| judged(one.as_ref()) == judged(read.as_ref())), "{:?}", place);
            for figure in Figure::STATUSES {
                let counts = |one: &Option<PlaceCoverage>| one.as_ref().is_some_and(|p| figure.counts_status(p.status));
                let expected = Certainty::of(found.iter().map(counts));
                let given = prospect.map_or(Certainty::of([counts(&read)]), |p| p.counts(figure, None));
                prop_assert_eq!(given, expected, "{:?} {:?} {:#?}", place, figure, prospect);
                let sum = sums.entry(figure).or_default();
                sum[0] += u32::from(expected == Certainty::Certain);
                sum[1] += u32::from(expected != Certainty::No);
            }
            for (index, kind) in coverage.kinds.iter().enumerate() {
                let state = |one: &Option<PlaceCoverage>| one.as_ref().map(|p| p.cells[index].state);
                let expected: Vec<Option<CellState>> = found.iter().map(state).collect();
                let given = prospect.map_or(vec![state(&read)], |p| p.cell(*kind));
                prop_assert!(expected.iter().all(|s| given.contains(s)), "{:?} {:?}: {:?} {:?}", place, kind, expected, given);
                prop_assert!(given.iter().all(|s| expected.contains(s)), "{:?} {:?}: {:?} {:?}", place, kind, expected, given);
            }
        }
        let bounds = prospects.total(&coverage);
        for (figure, [at_least, at_most]) in sums {
            prop_assert_eq!(bounds.at_least.totals.get(figure), Some(at_least), "{:?}", figure);
            prop_assert_eq!(bounds.at_most.totals.get(figure), Some(at_most), "{:?}", figure);
        }
    }

    #[test]
    fn a_measure_counts_at_least_what_every_completion_counts_and_at_most_what_some_do(history in any_open_history(), asked in any_requirements()) {
        let (log, standard) = (history.0, standard_of(asked));
        let facts = fold(&log);
        let scope = facts.places.find(&text("450200"), AsOf::on(DAY)).unwrap();
        let tree = DivisionTree::on(&facts, AsOf::on(DAY));
        let ground = |as_of| MeasuredDay { facts: &facts, as_of, standard: &standard, tree: &tree };
        let completions = completions(&log);
        prop_assume!(!completions.is_empty());
        for measure in measures() {
            let bounds = ground(AsOf::on(DAY)).bounds(&measure, scope);
            let tallies = completions.iter().map(|completion| {
                let facts = &completion.facts;
                MeasuredDay { facts, tree: &DivisionTree::on(facts, AsOf::on(DAY)), ..ground(AsOf::on(DAY)) }.tally(&measure, scope)
            });
            let (counted, missed): (Vec<BTreeSet<Counted>>, Vec<BTreeSet<Counted>>) = tallies
                .map(|tally| (tally.counted.into_iter().collect(), tally.missed.into_iter().map(|missed| missed.what).collect()))
                .unzip();
            let in_some = |found: &[BTreeSet<Counted>]| found.iter().flatten().cloned().collect::<BTreeSet<Counted>>();
            let in_all = |found: &[BTreeSet<Counted>]| {
                let mut all = in_some(found);
                all.retain(|what| found.iter().all(|found| found.contains(what)));
                all
            };
            prop_assert_eq!(&bounds.certain, &in_all(&counted), "{:?}", measure);
            prop_assert_eq!(&bounds.possible, &in_some(&counted), "{:?}", measure);
            prop_assert_eq!(&bounds.misses, &in_all(&missed), "{:?}", measure);
            prop_assert_eq!(&bounds.may_miss, &in_some(&missed), "{:?}", measure);
        }
    }

    /// A hinge says what is left when the fact's day is known to be on one side: recorded so, it
    /// is.
    #[test]
    fn a_fact_whose_day_is_known_leaves_what_its_hinge_says(history in any_open_history(), asked in any_requirements()) {
        let (log, standard) = (history.0, standard_of(asked));
        let facts = fold(&log);
        let prospects = Prospects::judge(&facts, AsOf::on(DAY), &standard);
        let completions = completions(&log);
        prop_assume!(!completions.is_empty());
        for (place, prospect) in &prospects.places {
            for hinge in &prospect.hinges {
                let states = prospect.cell(hinge.kind);
                let both = || hinge.by.iter().chain(&hinge.after);
                prop_assert!(states.iter().all(|state| both().any(|one| one == state)));
                prop_assert!(both().all(|state| states.contains(state)));
                prop_assert!(hinge.by.len() < states.len() || hinge.after.len() < states.len());
                let found = by_side(&completions, &standard, *place, hinge);
                for (side, given) in found.iter().zip([&hinge.by, &hinge.after]) {
                    prop_assert!(side.iter().all(|state| given.contains(state)), "{:?} {:?}", hinge, found);
                    prop_assert!(given.iter().all(|state| side.contains(state)), "{:?} {:?}", hinge, found);
                }
            }
        }
    }
}

fn by_side(
    completions: &[Completion],
    standard: &Standard,
    place: PlaceNo,
    hinge: &jiceng_projections::certainty::Hinge,
) -> [Vec<Option<CellState>>; 2] {
    let mut sides = [Vec::new(), Vec::new()];
    for completion in completions {
        let day = completion.days.iter().find(|(position, _)| *position == hinge.fact).unwrap().1;
        let judged = Coverage::judge_one(&completion.facts, place, AsOf::on(DAY), standard);
        let state = judged.and_then(|p| p.cells.iter().find(|cell| cell.kind == hinge.kind).map(|cell| cell.state));
        sides[usize::from(day > hinge.turn)].push(state);
    }
    sides
}

/// The laws say nothing where nothing is open.
#[test]
fn the_histories_leave_something_open() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut open, mut settled, mut hinges) = (0, 0, 0);
    for _ in 0..300 {
        let (history, asked) = (any_open_history(), any_requirements()).new_tree(&mut runner).unwrap().current();
        let (log, standard) = (history.0, standard_of(asked));
        let prospects = Prospects::judge(&fold(&log), AsOf::on(DAY), &standard);
        open += usize::from(prospects.places.values().any(|p| p.counts(Figure::Complete, None) == Certainty::Possible));
        settled += usize::from(prospects.places.values().any(|p| p.outlooks.len() == 1 && p.hinges.is_empty()));
        hinges += prospects.places.values().map(|p| p.hinges.len()).sum::<usize>();
    }
    assert!(open > 8 && settled > 0 && hinges > 100, "{open} {settled} {hinges}");
}
