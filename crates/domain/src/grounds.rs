//! What a change of one subject does to facts about others.
//!
//! A fact rests on subjects that must exist on a day of its date: an element on its place, an
//! election on its federation, an agreement on the provider's element. A change that would take
//! this ground from a recorded fact is refused and names the fact, so that the order of recording
//! decides nothing: in the other order that fact would be refused. A retraction is always taken;
//! what it leaves without ground is told and found.

use crate::catalogue::KindNo;
use crate::element::{ElementChange, ElementState};
use crate::facts::Facts;
use crate::federation::{FederationChange, FederationNo, FederationState};
use crate::ids::{KindCode, Position};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{PlaceChange, PlaceNo, PlaceState};
use crate::prefectures::Lying;
use crate::refusal::Refusal;
use crate::sharing::SharingChange;
use crate::timeline::{Change, Entry, Lasting, Span, Timeline};

/// The days on which a subject may exist before and after a change.
struct Around {
    before: Vec<Span>,
    after: Vec<Span>,
}

impl Around {
    /// None where the change takes no day away.
    fn of<M: Lasting>(timeline: &Timeline<M::Change>, effective: PartialDate, change: &M::Change) -> Option<Self> {
        let takes = change.turns() && (!change.begins() || timeline.has_aside());
        if !takes {
            return None;
        }
        let (before, after) = timeline.spans_around::<M>(effective, change);
        (before != after).then_some(Self { before, after })
    }

    fn takes(&self, date: PartialDate) -> bool {
        self.before.iter().any(|span| span.meets(date)) && !self.after.iter().any(|span| span.meets(date))
    }
}

/// The date and position of a fact.
type When = (PartialDate, Position);

fn when<C>(entry: Entry<'_, C>) -> When {
    (entry.effective, entry.position)
}

impl Facts {
    /// Refuses a change of a place after which a fact that rests on it would have no place.
    pub(crate) fn leaves_places(
        &self,
        no: PlaceNo,
        place: &Place,
        effective: PartialDate,
        change: &PlaceChange,
    ) -> Result<(), Refusal> {
        let Some(record) = self.places.get(no) else { return Ok(()) };
        let Some(around) = Around::of::<PlaceState>(&record.timeline, effective, change) else { return Ok(()) };
        let of_users = self.sharings.users_of(no).flat_map(|user| {
            let of_kinds = self.sharings.of_place(user);
            of_kinds.flat_map(|(_, sharing)| sharing.live()).filter(move |e| e.change.provider() == no).map(when)
        });
        let own = self.elements.of_place(no).flat_map(|(_, timeline)| timeline.live());
        let own = own.filter(|e| !matches!(e.change, ElementChange::Closed { federation: Some(_) })).map(when);
        let used = self.sharings.of_place(no).flat_map(|(_, sharing)| sharing.live()).map(when);
        let resting = self.resting.on_place(no).filter(|(_, position)| self.withdrawn(*position).is_none());
        let inspected = self.sharings.of_place(no).flat_map(|(kind, sharing)| {
            let mut providers: Vec<PlaceNo> = sharing.live().map(|e| e.change.provider()).collect();
            providers.sort_unstable();
            providers.dedup();
            providers.into_iter().flat_map(move |provider| self.inspections_for(no, provider, kind))
        });
        let mut all = own.chain(used).chain(of_users).chain(resting).chain(inspected);
        match all.find(|(date, _)| around.takes(*date)) {
            Some((day, at)) => Err(Refusal::LeavesNoPlace { place: place.clone(), at, day }),
            None => Ok(()),
        }
    }

    /// Refuses a change of a federation after which one of its elections, sessions or mergers would
    /// have no federation.
    pub(crate) fn leaves_federations(
        &self,
        no: FederationNo,
        effective: PartialDate,
        change: &FederationChange,
    ) -> Result<(), Refusal> {
        let Some(record) = self.federations.get(no) else { return Ok(()) };
        let Some(around) = Around::of::<FederationState>(&record.timeline, effective, change) else { return Ok(()) };
        let resting = self.resting.on_federation(no).filter(|(_, position)| self.withdrawn(*position).is_none());
        let mut all = record.committees.live().map(when).chain(resting);
        match all.find(|(date, _)| around.takes(*date)) {
            Some((day, at)) => Err(Refusal::LeavesNoFederation { federation: record.id.clone(), at, day }),
            None => Ok(()),
        }
    }

    /// The inspections of a provider's element that were made for a place that uses it.
    fn inspections_for(&self, user: PlaceNo, provider: PlaceNo, kind: KindNo) -> impl Iterator<Item = When> {
        let is_for_it = move |change: &ElementChange| match change {
            ElementChange::Inspected { serving, .. } => *serving == Some(user),
            ElementChange::Established { .. }
            | ElementChange::Suspended
            | ElementChange::Resumed
            | ElementChange::Closed { .. } => false,
        };
        let timeline = self.elements.timeline(provider, kind);
        timeline.into_iter().flat_map(Timeline::live).filter(move |e| is_for_it(e.change)).map(when)
    }

    /// Refuses the end of a sharing after which an inspection made for the place would be of what
    /// does not serve it.
    pub(crate) fn leaves_inspections(
        &self,
        (user, place): (PlaceNo, &Place),
        provider: PlaceNo,
        (kind_no, kind): (KindNo, &KindCode),
        effective: PartialDate,
    ) -> Result<(), Refusal> {
        let sharing = self.sharings.timeline(user, kind_no);
        let agreed_again = |date: PartialDate| {
            let agreed = SharingChange::Agreed { provider };
            let mut later = sharing.into_iter().flat_map(Timeline::live).filter(|e| *e.change == agreed);
            later.any(|e| effective.last() <= e.effective.last() && e.effective.first() <= date.last())
        };
        let mut after =
            self.inspections_for(user, provider, kind_no).filter(|(date, _)| effective.last() < date.first());
        match after.find(|(date, _)| !agreed_again(*date)) {
            Some((day, at)) => Err(Refusal::LeavesNothingServing { place: place.clone(), kind: kind.clone(), at, day }),
            None => Ok(()),
        }
    }

    /// Refuses a change of where a place lies after which an agreement to share would have been
    /// made across prefectures.
    pub(crate) fn leaves_prefecture(
        &self,
        no: PlaceNo,
        place: &Place,
        effective: PartialDate,
        change: &PlaceChange,
    ) -> Result<(), Refusal> {
        if self.places.stays_in_prefecture(no, effective, change) {
            return Ok(());
        }
        let mut providers: Vec<PlaceNo> = self.sharings.providers().collect();
        providers.sort_unstable();
        for provider in providers {
            let provider_moves = self.places.was_ever_in(provider, no);
            let users = self.sharings.users_of(provider);
            for user in users.filter(|user| provider_moves || self.places.was_ever_in(*user, no)) {
                let agreed = SharingChange::Agreed { provider };
                let all = self.sharings.of_place(user).flat_map(|(_, sharing)| sharing.live());
                let lies_in_one = |date, by| self.places.may_lie_in_one_prefecture((user, provider), date, by);
                let mut lost = all.filter(|e| *e.change == agreed).map(when).filter(|(date, _)| {
                    lies_in_one(*date, Lying::Before) && !lies_in_one(*date, Lying::With(no, effective, change))
                });
                if let Some((day, at)) = lost.next() {
                    return Err(Refusal::LeavesPrefecture { place: place.clone(), at, day });
                }
            }
        }
        Ok(())
    }

    /// Refuses a change of an element after which an agreement to share it would have been made
    /// about nothing.
    pub(crate) fn leaves_elements(
        &self,
        (no, place): (PlaceNo, &Place),
        (kind_no, kind): (KindNo, &KindCode),
        effective: PartialDate,
        change: &ElementChange,
    ) -> Result<(), Refusal> {
        let Some(timeline) = self.elements.timeline(no, kind_no) else { return Ok(()) };
        let agreed = SharingChange::Agreed { provider: no };
        let sharings = self.sharings.users_of(no).filter_map(|user| self.sharings.timeline(user, kind_no));
        let mut agreements = sharings.flat_map(Timeline::live).filter(|e| *e.change == agreed).peekable();
        // Most rest on nothing, and their times need not be looked at.
        if agreements.peek().is_none() {
            return Ok(());
        }
        let Some(around) = Around::of::<ElementState>(timeline, effective, change) else { return Ok(()) };
        match agreements.map(when).find(|(date, _)| around.takes(*date)) {
            Some((day, at)) => Err(Refusal::LeavesNoProvider { provider: place.clone(), kind: kind.clone(), at, day }),
            None => Ok(()),
        }
    }
}
