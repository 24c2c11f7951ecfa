//! The events about each place, by position: what a place's history is read from.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::designation::{DesignationChange, Holder};
use jiceng_domain::event::Event;
use jiceng_domain::facts::Facts;
use jiceng_domain::institution::InstitutionChange;
use jiceng_domain::reform_issue::ReformIssueChange;
use jiceng_domain::{PartialDate, PlaceNo, Position, Recorded};

/// For each place, the positions of the events that are about it, in the order of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceTimelines {
    by_place: Vec<Vec<Position>>,
}

impl PlaceTimelines {
    /// The events about a place, retractions included.
    pub fn of(&self, place: PlaceNo) -> &[Position] {
        self.by_place.get(place.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Notes an event that `facts` has folded.
    pub(crate) fn evolve(&mut self, facts: &Facts, recorded: &Recorded, original: Option<&Recorded>) {
        let about = original.unwrap_or(recorded);
        for place in places_of(facts, &about.fact.event, about.fact.effective) {
            let index = place.0 as usize;
            if self.by_place.len() <= index {
                self.by_place.resize_with(index + 1, Vec::new);
            }
            if let Some(of_place) = self.by_place.get_mut(index) {
                of_place.push(recorded.position);
            }
        }
    }
}

/// The places that an event is about, each once.
pub fn places_of(facts: &Facts, event: &Event, effective: PartialDate) -> Vec<PlaceNo> {
    each_once(as_named(facts, event, AsOf::on(effective.last())))
}

/// The places that a recorded event was about when it was recorded, each once: whatever was learned since of who
/// has which code.
pub fn places_of_recorded(facts: &Facts, recorded: &Recorded) -> Vec<PlaceNo> {
    let when_recorded = AsOf::on(recorded.fact.effective.last()).known_before(recorded.position.plus(1));
    each_once(as_named(facts, &recorded.fact.event, when_recorded))
}

/// The place that an event names first, if it is about any.
pub fn place_of(facts: &Facts, event: &Event, effective: PartialDate) -> Option<PlaceNo> {
    as_named(facts, event, AsOf::on(effective.last())).first().copied()
}

fn each_once(mut places: Vec<PlaceNo>) -> Vec<PlaceNo> {
    places.sort_unstable();
    places.dedup();
    places
}

/// The places in the order in which the event names them.
fn as_named(facts: &Facts, event: &Event, day: AsOf) -> Vec<PlaceNo> {
    let named = event.places().into_iter().filter_map(|place| facts.places.find(&place, day));
    let federations = event.federations().into_iter();
    let of_federations = federations.filter_map(|id| facts.federations.get(facts.federations.find(id)?)?.place(day));
    named.chain(of_federations).chain(of_subject(facts, event, day)).collect()
}

/// The place of a designation, institution or reform issue that the event names by its identifier.
#[allow(clippy::wildcard_enum_match_arm, reason = "only these name a subject without its place")]
fn of_subject(facts: &Facts, event: &Event, day: AsOf) -> Option<PlaceNo> {
    match event {
        Event::DesignationRevoked(e) => {
            facts.designations.get(&e.designation)?.all().find_map(|entry| match &entry.change {
                DesignationChange::Granted(_, Holder::Place(place)) => facts.places.find(place, day),
                DesignationChange::Granted(..) | DesignationChange::Recommended(..) | DesignationChange::Revoked => {
                    None
                }
            })
        }
        Event::InstitutionClosed(e) => {
            facts.institutions.get(&e.institution)?.all().find_map(|entry| match &entry.change {
                InstitutionChange::Established { place, .. } => Some(*place),
                InstitutionChange::Closed => None,
            })
        }
        Event::ReformIssueProgressed(e) => place_of_issue(facts, &e.issue, day),
        Event::ReformIssueClosed(e) => place_of_issue(facts, &e.issue, day),
        _ => None,
    }
}

fn place_of_issue(facts: &Facts, issue: &jiceng_domain::ReformIssueId, day: AsOf) -> Option<PlaceNo> {
    facts.reform_issues.get(issue)?.all().find_map(|entry| match &entry.change {
        ReformIssueChange::Raised(raised) => facts.places.find(&raised.place, day),
        ReformIssueChange::Progressed(_) | ReformIssueChange::Closed(_) => None,
    })
}
