//! What a change of one subject does to facts about others.
//!
//! A fact rests on subjects that must exist on a day of its date: an element on its place, an election on its
//! federation, an agreement on the provider's element. A change that would take this ground from a recorded fact is
//! refused and names the fact, so that the order of recording decides nothing: in the other order that fact would
//! be refused. A retraction is always taken; what it leaves without ground is told and found.

use crate::catalogue::KindNo;
use crate::element::{ElementChange, ElementState};
use crate::facts::Facts;
use crate::federation::{FederationChange, FederationNo, FederationState};
use crate::ids::{KindCode, Position};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{PlaceChange, PlaceNo, PlaceState};
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
        let mut all = own.chain(used).chain(of_users).chain(resting);
        match all.find(|(date, _)| around.takes(*date)) {
            Some((day, at)) => Err(Refusal::LeavesNoPlace { place: place.clone(), at, day }),
            None => Ok(()),
        }
    }

    /// Refuses a change of a federation after which one of its elections, sessions or mergers would have no federation.
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

    /// Refuses a change of an element after which an agreement to share it would have been made about nothing.
    pub(crate) fn leaves_elements(
        &self,
        (no, place): (PlaceNo, &Place),
        (kind_no, kind): (KindNo, &KindCode),
        effective: PartialDate,
        change: &ElementChange,
    ) -> Result<(), Refusal> {
        let Some(timeline) = self.elements.timeline(no, kind_no) else { return Ok(()) };
        let Some(around) = Around::of::<ElementState>(timeline, effective, change) else { return Ok(()) };
        let agreed = SharingChange::Agreed { provider: no };
        let sharings = self.sharings.users_of(no).filter_map(|user| self.sharings.timeline(user, kind_no));
        let agreements = sharings.flat_map(Timeline::live).filter(|e| *e.change == agreed);
        match agreements.map(when).find(|(date, _)| around.takes(*date)) {
            Some((day, at)) => Err(Refusal::LeavesNoProvider { provider: place.clone(), kind: kind.clone(), at, day }),
            None => Ok(()),
        }
    }
}
