//! A second, naive implementation of an element's standing, to compare with.

use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, Event, EventId, Place, Position, Reading, Recorded};
use jiceng_testkit::answers::{places_of, readings, some_days_of};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::recorder::original_of;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;

const KINDS: [&str; 5] = ["womens_federation", "womens_home", "childrens_home", "womens_council", "lecture_team"];

/// What an event means for a kind at a place: `e`stablished, `s`uspended, `r`esumed or `c`losed.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others mean nothing to an element")]
fn meaning(event: &Event, place: &Place, kind: &str, log: &[&Recorded]) -> Option<char> {
    // A federation ends at the place at which it was founded.
    let is_here = |id| {
        log.iter()
            .any(|e| matches!(&e.fact.event, Event::FederationFounded(f) if f.federation == id && f.place == *place))
    };
    let is_federation = kind == "womens_federation";
    match event {
        Event::ElementEstablished(e) if e.place == *place && e.kind.as_str() == kind => Some('e'),
        Event::CouncilCreated(e) if e.place == *place && kind == "womens_council" => Some('e'),
        Event::FederationFounded(e) if e.place == *place && is_federation => Some('e'),
        Event::ElementSuspended(e) if e.place == *place && e.kind.as_str() == kind => Some('s'),
        Event::ElementResumed(e) if e.place == *place && e.kind.as_str() == kind => Some('r'),
        Event::ElementClosed(e) if e.place == *place && e.kind.as_str() == kind => Some('c'),
        Event::FederationDissolved(e) if is_federation && is_here(e.federation.clone()) => Some('c'),
        Event::FederationsMerged(e) if is_federation && e.from.iter().any(|f| is_here(f.clone())) => Some('c'),
        _ => None,
    }
}

/// The standing, from the log alone: the known events of the kind at the place, in the order of
/// their days and positions, one after another.
fn standing(log: &[Recorded], place: &Place, kind: &str, as_of: AsOf) -> Standing {
    let known = || log.iter().filter(|e| e.position < as_of.known);
    let withdrawn: Vec<EventId> = known().filter_map(|e| Some(original_of(log, &e.fact.event)?.id)).collect();
    let counts: Vec<&Recorded> = known().filter(|e| !withdrawn.contains(&e.id)).collect();
    let mut changes: Vec<(Date, Position, char)> = Vec::new();
    for e in &counts {
        let (first, last) = (e.fact.effective.first(), e.fact.effective.last());
        let happened = if as_of.reading == Reading::Latest { last } else { first } <= as_of.effective;
        if let Some(change) = meaning(&e.fact.event, place, kind, &counts).filter(|_| happened) {
            changes.push((if change == 'e' { first } else { last }, e.position, change));
        }
    }
    changes.sort_unstable();
    changes.iter().fold(Standing::Absent, |standing, (_, _, change)| match (standing, change) {
        (Standing::Absent | Standing::Closed, 'e') | (Standing::Suspended, 'r') => Standing::Open,
        (Standing::Open, 's') => Standing::Suspended,
        (Standing::Open | Standing::Suspended, 'c') => Standing::Closed,
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
