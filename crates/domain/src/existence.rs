//! What exists on a day: a place, and with it what is of that place.
//!
//! A place that ended takes with it what was never ended itself: from that day on its federation, a
//! designation of it and an institution for it are not there, though they are recorded as open.
//! What happened before stays: an election that was held, a session, a recommendation.

use crate::as_of::AsOf;
use crate::facts::Facts;
use crate::federation::FederationRecord;
use crate::partial_date::PartialDate;
use crate::places::{Ending, PlaceChange, PlaceFacts, PlaceNo, PlaceState};
use crate::timeline::{Entry, Machine as _};

impl PlaceFacts {
    /// Whether a place exists on a day.
    pub fn exists(&self, place: PlaceNo, as_of: AsOf) -> bool {
        self.get(place).is_some_and(|record| record.is_open(as_of))
    }

    /// Whether a place exists on a day or has existed before, by what counts.
    pub fn has_existed(&self, place: PlaceNo, as_of: AsOf) -> bool {
        self.get(place).is_some_and(|record| record.state_on(as_of) != PlaceState::Unknown)
    }

    /// How a place that does not exist any more on a day has ended.
    pub fn ending(&self, place: PlaceNo, as_of: AsOf) -> Option<(Entry<'_, PlaceChange>, Ending)> {
        let mut state = PlaceState::default();
        let mut ended = None;
        for entry in self.get(place)?.timeline.on(as_of) {
            if state.step(entry.change)
                && let PlaceChange::Ended(ending) = entry.change
            {
                ended = Some((entry, *ending));
            }
        }
        ended
    }

    /// Whether something of a place can have happened on some day of a date: the place has existed
    /// by the day asked about, and had not ended before the first day that the date can mean.
    pub fn can_have_been_at(&self, place: PlaceNo, date: PartialDate, as_of: AsOf) -> bool {
        let ended = self.ending(place, as_of);
        let has_ended = |entry: Entry<'_, PlaceChange>| as_of.dated(entry.effective, entry.position).last();
        self.has_existed(place, as_of) && ended.is_none_or(|(entry, _)| date.first() <= has_ended(entry))
    }
}

impl Facts {
    /// The place of a federation that exists on a day: it was founded and has not ended, and nor
    /// has its place.
    pub fn place_of_existing(&self, federation: &FederationRecord, as_of: AsOf) -> Option<PlaceNo> {
        let place = federation.place(as_of).filter(|_| federation.is_active(as_of))?;
        self.places.exists(place, as_of).then_some(place)
    }
}
