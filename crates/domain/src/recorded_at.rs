//! Where what an event says is recorded: found in the timelines, without reading the log.
//!
//! Who carries a code changes, also within one day. So what an event says of a code is looked for
//! at every place that ever carried it; the log has the words and the evidence, for whoever
//! compares them.

use crate::committee::CommitteeChange;
use crate::division::DivisionRegistered;
use crate::element::ElementChange;
use crate::event::Event;
use crate::facts::Facts;
use crate::federation::FederationChange;
use crate::ids::{FederationId, Name, Position};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{Ending, PlaceChange, PlaceNo};
use crate::sharing::SharingChange;
use crate::timeline::{Change, Entry, Timeline};

/// Looks for changes of one date.
#[derive(Clone, Copy)]
pub(crate) struct ChangeSearch<'a> {
    pub(crate) facts: &'a Facts,
    effective: PartialDate,
    /// Whether those that are withdrawn are passed over.
    stands: bool,
}

impl Event {
    /// For each change that the event makes, the positions at which that change is recorded for the
    /// date, withdrawn or not, of anything that the event can have meant. A registration of a
    /// person is looked for whatever its date and its name.
    ///
    /// None for a retraction and a disagreement: what they say is found by the event that they
    /// name.
    pub fn recorded_at(&self, facts: &Facts, effective: PartialDate) -> Vec<Vec<Position>> {
        self.changes_at(ChangeSearch { facts, effective, stands: false })
    }

    /// The same without those that are withdrawn, however many these are; registrations of a person
    /// are listed all the same.
    pub fn standing_at(&self, facts: &Facts, effective: PartialDate) -> Vec<Vec<Position>> {
        self.changes_at(ChangeSearch { facts, effective, stands: true })
    }
}

impl ChangeSearch<'_> {
    pub(crate) fn within<C: Change>(self, timeline: Option<&Timeline<C>>, is_it: impl Fn(&C) -> bool) -> Vec<Position> {
        let Some(timeline) = timeline else { return Vec::new() };
        let positions = |entries: &mut dyn Iterator<Item = Entry<'_, C>>| {
            entries.filter(|entry| is_it(entry.change)).map(|entry| entry.position).collect()
        };
        if self.stands {
            positions(&mut timeline.standing_for(self.effective))
        } else {
            positions(&mut timeline.recorded_for(self.effective))
        }
    }

    /// At every place that ever went by the name.
    pub(crate) fn place(self, place: &Place, is_it: impl Fn(&PlaceChange) -> bool) -> Vec<Position> {
        let named = self.facts.places.named_around(place, self.effective).into_iter();
        named.flat_map(|no| self.within(self.facts.places.get(no).map(|record| &record.timeline), &is_it)).collect()
    }

    /// The division above is the one whose code stands in the code.
    pub(crate) fn registration(self, event: &DivisionRegistered) -> Vec<Position> {
        self.place(&event.code.into(), |change| {
            let PlaceChange::DivisionRegistered { name, code, .. } = change else { return false };
            *name == event.name && *code == event.code
        })
    }

    pub(crate) fn renaming(self, place: &Place, to: &Name) -> Vec<Position> {
        self.place(place, |change| matches!(change, PlaceChange::Renamed { name } if name == to))
    }

    pub(crate) fn ending(self, place: &Place, ending: Ending) -> Vec<Position> {
        self.place(place, |change| *change == PlaceChange::Ended(ending))
    }

    pub(crate) fn element(self, place: &Place, kind: &str, wished: &ElementChange) -> Vec<Position> {
        let (facts, named) = (self.facts, self.facts.places.all_named(place).into_iter());
        let Some(kind) = facts.catalogue.kind(kind) else { return Vec::new() };
        named.flat_map(|no| self.within(facts.elements.timeline(no, kind), |change| change == wished)).collect()
    }

    /// Under a sample it is of the element that serves the place: its own, or that of one with
    /// which it ever shared.
    pub(crate) fn inspection(self, place: &Place, kind: &str, is_it: impl Fn(&ElementChange) -> bool) -> Vec<Position> {
        let facts = self.facts;
        let Some(kind) = facts.catalogue.kind(kind) else { return Vec::new() };
        let mut places: Vec<PlaceNo> = facts.places.all_named(place).into_iter().collect();
        let sharings = places.iter().filter_map(|no| facts.sharings.timeline(*no, kind));
        let providers: Vec<PlaceNo> = sharings.flat_map(Timeline::all).map(|entry| entry.change.provider()).collect();
        places.extend(providers);
        places.sort_unstable();
        places.dedup();
        places.into_iter().flat_map(|no| self.within(facts.elements.timeline(no, kind), &is_it)).collect()
    }

    pub(crate) fn sharing(self, place: &Place, kind: &str, is_it: impl Fn(&SharingChange) -> bool) -> Vec<Position> {
        let (facts, named) = (self.facts, self.facts.places.all_named(place).into_iter());
        let Some(kind) = facts.catalogue.kind(kind) else { return Vec::new() };
        named.flat_map(|no| self.within(facts.sharings.timeline(no, kind), &is_it)).collect()
    }

    pub(crate) fn federation(self, id: &FederationId, is_it: impl Fn(&FederationChange) -> bool) -> Vec<Position> {
        self.within(self.facts.federations.record_of(id).map(|record| &record.timeline), is_it)
    }

    pub(crate) fn committee(self, id: &FederationId, is_it: impl Fn(&CommitteeChange) -> bool) -> Vec<Position> {
        self.within(self.facts.federations.record_of(id).map(|record| &record.committees), is_it)
    }
}
