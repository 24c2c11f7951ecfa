//! Nothing stops counting in silence: what loses or regains its effect is among what is looked at
//! near the event that does it.

use std::collections::BTreeSet;

use jiceng_domain::{AsOf, Event, Facts, PlaceNo, Position, Recorded};
use jiceng_testkit::generate::{any_history, any_untangled_history};
use jiceng_testkit::recorder::original_of;
use jiff::civil::Date;
use proptest::prelude::*;

/// The facts without effect, as all of the log tells it.
fn without_effect(facts: &Facts) -> BTreeSet<Position> {
    facts.without_effect(AsOf::on(Date::MAX)).into_keys().collect()
}

/// Events, and the places that each means, where it is recorded for itself.
type Near<'a> = Vec<(&'a Event, Option<BTreeSet<PlaceNo>>)>;

/// Those among them that stand near an event.
fn near(facts: &Facts, events: &Near<'_>) -> BTreeSet<Position> {
    let of_event = |(event, places): &(&Event, Option<BTreeSet<PlaceNo>>)| match places {
        Some(places) => facts.without_effect_bearing(event, places),
        None => facts.without_effect_near(event),
    };
    events.iter().flat_map(of_event).map(|(position, _)| position).collect()
}

/// A correction and a disagreement are one step of two events.
fn steps(log: &[Recorded]) -> Vec<&[Recorded]> {
    log.chunk_by(|one, other| one.id.commit == other.id.commit).collect()
}

fn holds(log: &[Recorded]) -> Result<(), TestCaseError> {
    let mut facts = Facts::default();
    for step in steps(log) {
        let originals: Vec<&Event> =
            step.iter().filter_map(|e| original_of(log, &e.fact.event)).map(|e| &e.fact.event).collect();
        let meant = |e: &Recorded| originals.is_empty().then(|| facts.places_meant(&e.fact));
        let events = step.iter().map(|e| (&e.fact.event, meant(e)));
        let mut events: Near<'_> = events.chain(originals.iter().map(|event| (*event, None))).collect();
        let places = facts.places.len();
        let (all_before, near_before) = (without_effect(&facts), near(&facts, &events));
        for recorded in step {
            facts.evolve(recorded, original_of(log, &recorded.fact.event));
        }
        let new: Vec<PlaceNo> = facts.places.iter().skip(places).map(|(no, _)| no).collect();
        events.iter_mut().filter_map(|(_, places)| places.as_mut()).for_each(|places| places.extend(&new));
        let (all_after, near_after) = (without_effect(&facts), near(&facts, &events));
        let changed = |one: &BTreeSet<Position>, other: &BTreeSet<Position>| -> BTreeSet<Position> {
            one.difference(other).copied().filter(|position| facts.withdrawn(*position).is_none()).collect()
        };
        // Of a fact about several kinds, some may have been without effect before.
        let in_part: BTreeSet<Position> = all_before.intersection(&all_after).copied().collect();
        let (lost, regained) = (changed(&near_after, &near_before), changed(&near_before, &near_after));
        let told = |all: BTreeSet<Position>, near: &BTreeSet<Position>| {
            all.is_subset(near) && near.iter().all(|position| all.contains(position) || in_part.contains(position))
        };
        prop_assert!(told(changed(&all_after, &all_before), &lost), "{:?} lost by {:?}", lost, step);
        prop_assert!(told(changed(&all_before, &all_after), &regained), "{:?} regained by {:?}", regained, step);
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_loses_or_regains_its_effect_is_told(history in any_history()) {
        holds(history.log())?;
    }

    #[test]
    fn it_is_told_of_ordinary_histories_too(history in any_untangled_history()) {
        holds(history.log())?;
    }
}
