//! Histories of places: every recorded event is in one, or is about no place.

use std::collections::BTreeSet;

use jiceng_domain::{AsOf, Event, FederationId, Position, Recorded};
use jiceng_projections::Projections;
use jiceng_testkit::generate::any_history;
use jiceng_testkit::recorder::{RECORDED_ON, original_of};
use proptest::prelude::*;
use proptest::sample::Index;

const ALL: Position = Position(u64::MAX);

fn projected(log: &[Recorded]) -> Projections {
    let mut projections = Projections::default();
    for recorded in log {
        projections.evolve(recorded, RECORDED_ON, original_of(log, &recorded.fact.event));
    }
    projections
}

/// What a retraction or a disagreement is about; of any other event, the event itself.
fn subject_of<'a>(log: &'a [Recorded], recorded: &'a Recorded) -> &'a Recorded {
    original_of(log, &recorded.fact.event).unwrap_or(recorded)
}

/// The foundings of a federation, each with where it was withdrawn.
fn foundings<'a>(log: &'a [Recorded], id: &FederationId) -> Vec<(&'a Recorded, Option<Position>)> {
    let is_it = |e: &&Recorded| matches!(&e.fact.event, Event::FederationFounded(founded) if founded.federation == *id);
    let withdrawn = |e: &Recorded| {
        let retracts = |by: &&Recorded| {
            let is_retraction = matches!(by.fact.event, Event::EventRetracted(_));
            is_retraction && original_of(log, &by.fact.event).is_some_and(|original| original.id == e.id)
        };
        log.iter().find(retracts).map(|by| by.position)
    };
    log.iter().filter(is_it).map(|e| (e, withdrawn(e))).collect()
}

/// The names of the events that are about no place by nature.
const OF_NO_PLACE: [&str; 9] = [
    "catalogue_entry_added",
    "standard_adopted",
    "standard_repealed",
    "person_registered",
    "person_erased",
    "precedence_adopted",
    "event_retracted",
    "sources_disagree",
    "sample_drawn",
];

proptest! {
    #[test]
    fn every_event_is_in_the_history_of_a_place_or_is_about_none(history in any_history(), cut in any::<Index>()) {
        let log = history.log();
        let known = Position(cut.index(log.len() + 1) as u64);
        let projections = projected(log);
        let (facts, timelines) = (&projections.facts, &projections.place_timelines);
        let of_places: BTreeSet<Position> = facts.places.iter().flat_map(|(no, _)| timelines.of(no, known)).collect();
        let of_none: BTreeSet<Position> = timelines.of_no_place().iter().copied().filter(|p| *p < known).collect();
        prop_assert!(of_places.is_disjoint(&of_none));
        let all: Vec<Position> = log.iter().map(|e| e.position).filter(|position| *position < known).collect();
        prop_assert_eq!(of_places.union(&of_none).copied().collect::<Vec<_>>(), all);
        for position in of_none {
            let about = subject_of(log, &log[usize::try_from(position.0).unwrap()]).fact.event.name();
            prop_assert!(OF_NO_PLACE.contains(&about), "{} is about a place", about);
        }
    }

    #[test]
    fn an_event_and_what_withdraws_it_are_in_the_history_of_each_place_it_names(history in any_history()) {
        let log = history.log();
        let projections = projected(log);
        let facts = &projections.facts;
        for recorded in log {
            let about = subject_of(log, recorded);
            let day = AsOf::on(about.fact.effective.last()).known_before(about.position.plus(1));
            for place in about.fact.event.places() {
                let Some(no) = facts.places.find(&place, day) else { continue };
                let mut of_place = projections.place_timelines.of(no, ALL);
                prop_assert!(of_place.any(|position| position == recorded.position), "{:?} at {}", recorded, place);
            }
        }
    }

    /// Of each place at which its federation was said to be founded while it was recorded, or later.
    #[test]
    fn an_event_and_what_withdraws_it_are_in_the_history_of_the_place_of_its_federation(history in any_history(), cut in any::<Index>()) {
        let log = history.log();
        let projections = projected(log);
        let known = Position(cut.index(log.len() + 1) as u64);
        for recorded in log.iter().filter(|e| e.position < known) {
            let about = subject_of(log, recorded);
            for id in about.fact.event.federations() {
                for (founding, withdrawn) in foundings(log, id) {
                    let Event::FederationFounded(founded) = &founding.fact.event else { unreachable!() };
                    let day = AsOf::on(founding.fact.effective.last()).known_before(founding.position.plus(1));
                    let no = projections.facts.places.find(&founded.place, day).unwrap();
                    let is_there = projections.place_timelines.of(no, known).any(|p| p == recorded.position);
                    let both_stood = withdrawn.is_none_or(|by| about.position < by);
                    if both_stood && founding.position < known {
                        prop_assert!(is_there, "{:?} of {:?}", recorded, founding);
                    }
                }
            }
        }
    }

    #[test]
    fn the_history_as_known_at_a_position_is_that_of_the_log_up_to_it(history in any_history(), cut in any::<Index>()) {
        let log = history.log();
        let cut = cut.index(log.len() + 1);
        let (whole, prefix) = (projected(log), projected(&log[..cut]));
        for (no, _) in whole.facts.places.iter() {
            let of_whole: Vec<Position> = whole.place_timelines.of(no, Position(cut as u64)).collect();
            prop_assert_eq!(of_whole, prefix.place_timelines.of(no, ALL).collect::<Vec<_>>(), "{:?} before {}", no, cut);
        }
    }
}
