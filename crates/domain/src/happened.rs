//! Whether a recorded fact has happened by a day: by its own date, or as what must have come before
//! something that is recorded for an earlier day: an end before the next opening, the opening of a
//! period before its end.

use crate::as_of::AsOf;
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::federation::FederationChange;
use crate::ids::{FederationId, Position};
use crate::place::Place;
use crate::places::PlaceChange;
use crate::timeline::{Change, Timeline};

/// Whether a timeline shows of a fact that it has happened.
fn shows<C: Change>(timeline: Option<&Timeline<C>>, fact: Position, as_of: AsOf) -> bool {
    timeline.is_some_and(|timeline| timeline.shown(&as_of).contains(&fact))
}

impl Facts {
    /// Whether a fact has happened by the day of a question.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the others end nothing, and open nothing within the time of a subject"
    )]
    pub fn has_happened(&self, recorded: &Recorded, as_of: AsOf) -> bool {
        let (effective, fact) = (recorded.fact.effective, recorded.position);
        if as_of.has_happened(effective, fact) || !as_of.leaves_open(effective) {
            return as_of.has_happened(effective, fact);
        }
        let of_place = |place: &Place| {
            let places = self.places.named_around(place, effective).into_iter();
            let records = places.filter_map(|no| self.places.get(no));
            records.into_iter().any(|record| shows::<PlaceChange>(Some(&record.timeline), fact, as_of))
        };
        let of_element = |place: &Place, kind: &str| {
            let kind = self.catalogue.kind(kind);
            let mut timelines =
                self.places.all_named(place).into_iter().filter_map(|no| self.elements.timeline(no, kind?));
            timelines.any(|timeline| shows(Some(timeline), fact, as_of))
        };
        let of_federation = |id: &FederationId| {
            let record = self.federations.find(id).and_then(|no| self.federations.get(no));
            shows::<FederationChange>(record.map(|record| &record.timeline), fact, as_of)
        };
        let of_committees = |id: &FederationId| {
            let record = self.federations.find(id).and_then(|no| self.federations.get(no));
            shows(record.map(|record| &record.committees), fact, as_of)
        };
        match &recorded.fact.event {
            Event::ElementSuspended(e) => of_element(&e.place, e.kind.as_str()),
            Event::ElementResumed(e) => of_element(&e.place, e.kind.as_str()),
            Event::ElementClosed(e) => of_element(&e.place, e.kind.as_str()),
            Event::SharingEnded(e) => e.kinds.iter().any(|kind| {
                let kind = self.catalogue.kind(kind.as_str());
                let places = self.places.all_named(&e.place).into_iter();
                places.filter_map(|no| self.sharings.timeline(no, kind?)).any(|t| shows(Some(t), fact, as_of))
            }),
            Event::FederationDissolved(e) => of_federation(&e.federation),
            Event::FederationsMerged(e) => e.from.iter().any(of_federation),
            Event::SeatFilled(e) => of_committees(&e.federation),
            Event::SeatVacated(e) => of_committees(&e.federation),
            Event::DesignationGranted(e) => shows(self.designations.get(&e.designation), fact, as_of),
            Event::DesignationRevoked(e) => shows(self.designations.get(&e.designation), fact, as_of),
            Event::StandardRepealed(e) => shows(self.standards.get(&e.standard), fact, as_of),
            Event::DivisionRecoded(e) => of_place(&e.code.into()),
            Event::DivisionMoved(e) => of_place(&e.code.into()),
            Event::DivisionConverted(e) => of_place(&e.code.into()),
            Event::DivisionAbolished(e) => of_place(&e.code.into()),
            Event::DivisionSplit(e) => of_place(&e.from.into()),
            Event::DivisionsMerged(e) => e.from.iter().any(|code| of_place(&(*code).into())),
            _ => false,
        }
    }
}
