//! Histories of places: every recorded event is in one, or is about no place.

use std::collections::BTreeSet;

use jiceng_domain::name_carriers::CarriedName;
use jiceng_domain::places::PlaceState;
use jiceng_domain::{AsOf, Event, FederationId, Place, Position, Recorded};
use jiceng_projections::Projections;
use jiceng_testkit::generate::{any_history, any_history_of_codes};
use jiceng_testkit::recorder::{RECORDED_ON, original_of};
use jiff::ToSpan as _;
use jiff::civil::date;
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

/// Every code and identifier that a log names: each text in it that can be one.
fn names_in(log: &[Recorded]) -> BTreeSet<Place> {
    fn collect(value: &serde_json::Value, names: &mut BTreeSet<Place>) {
        match value {
            serde_json::Value::String(text) => names.extend(text.parse::<Place>()),
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
            serde_json::Value::Object(fields) => fields.values().for_each(|value| collect(value, names)),
            _ => {}
        }
    }
    let mut names = BTreeSet::new();
    log.iter().for_each(|recorded| collect(&serde_json::to_value(&recorded.fact.event).unwrap(), &mut names));
    names
}

/// What people can ask for is everything: places are asked for by code or identifier.
fn is_found_by_name(log: &[Recorded], known: Position) -> Result<(), TestCaseError> {
    let projections = projected(log);
    let (places, timelines) = (&projections.facts.places, &projections.place_timelines);
    let of_none = timelines.of_no_place().iter().copied();
    let mut found: BTreeSet<Position> = of_none.take_while(|position| *position < known).collect();
    for name in names_in(log) {
        found.extend(places.carriers(&name, known).into_iter().flat_map(|no| timelines.of(no, known)));
    }
    let all: Vec<Position> = log.iter().map(|e| e.position).filter(|position| *position < known).collect();
    prop_assert_eq!(found.into_iter().collect::<Vec<_>>(), all);
    Ok(())
}

proptest! {
    /// An abolished division whose code was given again was in nobody's answer, nor was one whose
    /// registration was withdrawn.
    #[test]
    fn the_histories_of_all_codes_and_sites_and_of_no_place_are_the_log(history in any_history_of_codes(), other in any_history(), cut in any::<Index>()) {
        for log in [history.log(), other.log()] {
            is_found_by_name(log, Position(cut.index(log.len() + 1) as u64))?;
        }
    }

    #[test]
    fn a_place_carries_a_code_on_the_days_of_the_periods_that_its_history_is_headed_with(history in any_history_of_codes(), cut in any::<Index>()) {
        let log = history.log();
        let known = Position(cut.index(log.len() + 1) as u64);
        let facts = &history.recorder.facts;
        for name in names_in(log) {
            let Place::Division(code) = name else { continue };
            for no in facts.places.carriers(&name, known) {
                let record = facts.places.get(no).unwrap();
                let periods = record.carried(&name, AsOf::on(date(9999, 1, 1)).known_before(known));
                let mut day = date(2017, 12, 31);
                while day < date(2020, 1, 1) {
                    let as_of = AsOf::on(day).known_before(known);
                    if record.timeline.possible_on::<PlaceState>(as_of).len() < record.timeline.on(as_of).count() {
                        break; // something had no effect
                    }
                    let carries = record.is_open(as_of) && record.code_on(as_of) == Some(code);
                    let within = |p: &CarriedName| p.from.last() <= day && p.until.is_none_or(|until| day < until.last());
                    prop_assert_eq!(periods.iter().any(within), carries, "{} {:?} on {}: {:?}", code, no, day, periods);
                    day = day.checked_add(50.days()).unwrap();
                }
            }
        }
    }

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

    /// Of each place at which its federation was said to be founded while it was recorded, or
    /// later.
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
