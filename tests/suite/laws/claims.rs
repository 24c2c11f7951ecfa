//! Claims: what is said to hold holds in every history that agrees with the dates as stated, and
//! what fails in none.

use std::collections::BTreeSet;

use jiceng_domain::target::Measure;
use jiceng_domain::{AsOf, Place, PlaceNo, Reading};
use jiceng_projections::claim::{Claim, ClaimCount, Expected, Says, count};
use jiceng_projections::measure::{MeasuredDay, Tally};
use jiceng_projections::{DivisionTree, Prospects};
use jiceng_testkit::make::text;
use jiceng_testkit::recorder::fold;
use jiceng_testkit::world::{COMMUNITY, COUNTY, SECOND_SITE, SITE};
use proptest::prelude::*;

use super::certainty::{any_requirements, measures, standard_of};
use super::completions::{DAY, any_open_history, completions};

const SCOPE: &str = "450200";

fn any_expected() -> impl Strategy<Value = Expected> {
    let places = prop::sample::subsequence(vec![SITE, SECOND_SITE, COMMUNITY, COUNTY], 1..4);
    prop_oneof![
        3 => (0..4_u32).prop_map(Expected::Exactly),
        1 => (0..4_u32).prop_map(Expected::AtLeast),
        1 => (0..4_u32).prop_map(Expected::AtMost),
        1 => Just(Expected::All),
        2 => places.prop_map(|places| Expected::These(places.into_iter().map(text).collect())),
    ]
}

/// Whether a tally is what is expected, by its definition.
fn meets(ground: &MeasuredDay<'_>, tally: &Tally, expected: &Expected) -> bool {
    let number = u32::try_from(tally.counted.len()).unwrap();
    match expected {
        Expected::Exactly(wanted) => number == *wanted,
        Expected::AtLeast(least) => number >= *least,
        Expected::AtMost(most) => number <= *most,
        Expected::All => tally.missed.is_empty() && number > 0,
        Expected::These(places) => {
            let find = |place: &Place| ground.facts.places.find(place, ground.as_of);
            let wanted: BTreeSet<Option<PlaceNo>> = places.iter().map(find).collect();
            let found: BTreeSet<Option<PlaceNo>> = tally.counted.iter().map(|one| ground.place_of(one)).collect();
            wanted == found && !wanted.contains(&None)
        }
    }
}

/// The claim's count, and whether it is met in each history that agrees with the dates.
fn counted(
    log: &[jiceng_domain::Recorded],
    standard: &jiceng_domain::standard::Standard,
    measure: &Measure,
    expected: &Expected,
) -> (ClaimCount, Vec<bool>) {
    let facts = fold(log);
    let scope = text::<Place>(SCOPE);
    let no = facts.places.find(&scope, AsOf::on(DAY)).unwrap();
    let on = |reading| AsOf::on(DAY).reading(reading);
    let met = completions(log).into_iter().map(|completion| {
        let (facts, as_of) = (&completion.facts, AsOf::on(DAY));
        let tree = DivisionTree::on(facts, as_of);
        let ground = MeasuredDay { facts, as_of, standard, tree: &tree };
        meets(&ground, &ground.tally(measure, no), expected)
    });
    let met: Vec<bool> = met.collect();
    let [latest, earliest] = [Reading::Latest, Reading::Earliest].map(|reading| DivisionTree::on(&facts, on(reading)));
    let ground = |reading, tree| MeasuredDay { facts: &facts, as_of: on(reading), standard, tree };
    let says =
        Says::Counted { measure: measure.clone(), scope: text(SCOPE), as_of: DAY.into(), expected: expected.clone() };
    let claim = Claim { claim: text("示例"), quote: text("示例"), page: None, said_on: DAY, says };
    (count(&claim, &ground(Reading::Latest, &latest), &ground(Reading::Earliest, &earliest)), met)
}

proptest! {
    #[test]
    fn a_claim_that_is_met_is_met_in_every_history_that_agrees_with_the_dates(
        history in any_open_history(),
        asked in any_requirements(),
        expected in any_expected(),
        measure in prop::sample::select(measures()),
    ) {
        let (log, standard) = (history.0, standard_of(asked));
        let (count, met) = counted(&log, &standard, &measure, &expected);
        prop_assert!(count.at_least <= count.at_most);
        prop_assert!(!count.is_met || count.may_be_met);
        prop_assert!(!count.is_met || met.iter().all(|met| *met), "{:?} of {:?}: {:?}", expected, measure, count);
        prop_assert!(count.may_be_met || !met.contains(&true), "{:?} of {:?}: {:?}", expected, measure, count);
        let facts = fold(&log);
        if Prospects::judge(&facts, AsOf::on(DAY), &standard).places.is_empty() && met.len() == 1 {
            prop_assert_eq!(count.is_met, met[0], "nothing is open");
        }
    }
}

/// The law says nothing where nothing is open.
#[test]
fn some_claims_are_met_some_fail_and_some_are_open() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut met, mut fails, mut open) = (0, 0, 0);
    for _ in 0..600 {
        let strategy = (any_open_history(), any_requirements(), any_expected(), prop::sample::select(measures()));
        let (history, asked, expected, measure) = strategy.new_tree(&mut runner).unwrap().current();
        let (log, standard) = (history.0, standard_of(asked));
        match counted(&log, &standard, &measure, &expected).0 {
            ClaimCount { is_met: true, .. } => met += 1,
            ClaimCount { may_be_met: false, .. } => fails += 1,
            ClaimCount { .. } => open += 1,
        }
    }
    assert!(met > 20 && fails > 20 && open > 8, "{met} {fails} {open}");
}
