//! A second, naive implementation of an element's standing, to compare with.

use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, Event, EventId, FederationId, Place, Position, Reading, Recorded};
use jiceng_testkit::answers::{places_of, readings, some_days_of};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::recorder::original_of;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;

const KINDS: [&str; 5] = ["womens_federation", "womens_home", "childrens_home", "womens_council", "lecture_team"];

/// What an event means for a kind at a place.
#[derive(Clone, Debug, PartialEq)]
enum Meaning {
    Established,
    Suspended,
    Resumed,
    Closed,
    /// A federation was founded here.
    Founded(FederationId),
    /// Federations ended, wherever they are.
    Ended(Vec<FederationId>),
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the others mean nothing to an element")]
fn meaning(event: &Event, place: &Place, kind: &str) -> Option<Meaning> {
    let is_federation = kind == "womens_federation";
    match event {
        Event::ElementEstablished(e) if e.place == *place && e.kind.as_str() == kind => Some(Meaning::Established),
        Event::CouncilCreated(e) if e.place == *place && kind == "womens_council" => Some(Meaning::Established),
        Event::FederationFounded(e) if e.place == *place && is_federation => {
            Some(Meaning::Founded(e.federation.clone()))
        }
        Event::ElementSuspended(e) if e.place == *place && e.kind.as_str() == kind => Some(Meaning::Suspended),
        Event::ElementResumed(e) if e.place == *place && e.kind.as_str() == kind => Some(Meaning::Resumed),
        Event::ElementClosed(e) if e.place == *place && e.kind.as_str() == kind => Some(Meaning::Closed),
        Event::FederationDissolved(e) if is_federation => Some(Meaning::Ended(vec![e.federation.clone()])),
        Event::FederationsMerged(e) if is_federation => Some(Meaning::Ended(e.from.clone())),
        _ => None,
    }
}

/// Where a fact stands among those of its day: what takes the place of another fact of the same element
/// stands where that one stood.
fn rank(log: &[Recorded], of: &Recorded, place: &Place, kind: &str) -> Position {
    let is_of_element = |e: &Recorded| match meaning(&e.fact.event, place, kind) {
        // An ending is of the element only where its federation was ever founded.
        Some(Meaning::Ended(ended)) => ended.iter().any(|id| {
            let founded = Meaning::Founded(id.clone());
            log.iter().any(|f| f.position < e.position && meaning(&f.fact.event, place, kind) == Some(founded.clone()))
        }),
        other => other.is_some(),
    };
    let before = log.iter().find(|e| e.position.0 + 1 == of.position.0 && e.id.commit == of.id.commit);
    let stood_for = before.filter(|e| matches!(&e.fact.event, Event::EventRetracted(r) if r.replaced));
    let stood_for = stood_for.and_then(|e| original_of(log, &e.fact.event));
    stood_for.filter(|e| is_of_element(e)).map_or(of.position, |e| rank(log, e, place, kind))
}

/// The standing, from the log alone: the known events of the kind at the place, in the order of
/// their days and ranks, one after another.
fn standing(log: &[Recorded], place: &Place, kind: &str, as_of: AsOf) -> Standing {
    let known = || log.iter().filter(|e| e.position < as_of.known);
    let withdrawn: Vec<EventId> = known().filter_map(|e| Some(original_of(log, &e.fact.event)?.id)).collect();
    let mut changes: Vec<(Date, Position, Position, Meaning)> = Vec::new();
    for e in known().filter(|e| !withdrawn.contains(&e.id)) {
        let (first, last) = (e.fact.effective.first(), e.fact.effective.last());
        let happened = if as_of.reading == Reading::Latest { last } else { first } <= as_of.effective;
        if let Some(change) = meaning(&e.fact.event, place, kind).filter(|_| happened) {
            let begins = matches!(change, Meaning::Established | Meaning::Founded(_));
            changes.push((if begins { first } else { last }, rank(log, e, place, kind), e.position, change));
        }
    }
    changes.sort_by_key(|(day, rank, position, _)| (*day, *rank, *position));
    let mut federation = None;
    changes.into_iter().fold(Standing::Absent, |standing, (.., change)| match (standing, change) {
        (Standing::Absent | Standing::Closed, Meaning::Founded(id)) => {
            federation = Some(id);
            Standing::Open
        }
        (Standing::Absent | Standing::Closed, Meaning::Established) | (Standing::Suspended, Meaning::Resumed) => {
            Standing::Open
        }
        (Standing::Open, Meaning::Suspended) => Standing::Suspended,
        (Standing::Open | Standing::Suspended, Meaning::Closed) => Standing::Closed,
        (Standing::Open | Standing::Suspended, Meaning::Ended(ended))
            if federation.as_ref().is_some_and(|id| ended.contains(id)) =>
        {
            Standing::Closed
        }
        _ => standing,
    })
}

/// The places that have one name from beginning to end, so that a name is enough to know them by.
fn plain_places(log: &[Recorded]) -> Vec<Place> {
    let mut renumbered: Vec<Place> = Vec::new();
    for recorded in log {
        let event = &recorded.fact.event;
        let begins_or_recodes = matches!(
            event.name(),
            "division_registered"
                | "division_recoded"
                | "division_split"
                | "division_moved"
                | "relocation_site_became_community"
        );
        let is_of_the_world = recorded.fact.effective.last() < jiff::civil::date(2017, 6, 1);
        if begins_or_recodes && !is_of_the_world {
            renumbered.extend(event.places());
        }
    }
    places_of(log).into_iter().filter(|place| !renumbered.contains(place)).collect()
}

proptest! {
    #[test]
    fn an_elements_standing_is_a_plain_fold_of_its_events(history in any_history(), cut in any::<Index>()) {
        let (log, facts) = (history.log(), &history.recorder.facts);
        let known = Position(cut.index(log.len() + 1) as u64);
        for place in plain_places(log) {
            for day in some_days_of(log, 10) {
                for as_of in readings(AsOf::on(day).known_before(known)) {
                    let Some(no) = facts.places.find(&place, as_of) else { continue };
                    for kind in KINDS {
                        let kind_no = facts.catalogue.kind(kind).unwrap();
                        let naive = standing(log, &place, kind, as_of);
                        prop_assert_eq!(facts.elements.standing(no, kind_no, as_of), naive, "{} {} {:?}", place, kind, as_of);
                    }
                }
            }
        }
    }
}
