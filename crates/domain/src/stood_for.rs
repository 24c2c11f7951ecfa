//! The division of a fact that takes the place of another one: that of the other, where a code is
//! given up or a division registered.

use crate::division_code::DivisionCode;
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{PlaceChange, PlaceFacts, PlaceNo};
use crate::timeline::Change as _;

impl PlaceFacts {
    /// The place from which a fact took a code, of those that ever had it: what says the same in
    /// its place takes it from the same one.
    pub(crate) fn changed_at(
        &self,
        place: &Place,
        (position, effective): (Position, PartialDate),
        change: &PlaceChange,
    ) -> Option<PlaceNo> {
        let says_it = |no: &PlaceNo| {
            let recorded = self.get(*no).into_iter().flat_map(|record| record.timeline.recorded_for(effective));
            change.may_end() && recorded.into_iter().any(|e| e.position == position && e.change == change)
        };
        let mut changed = self.all_named(place).into_iter().filter(says_it);
        changed.next().filter(|_| changed.next().is_none())
    }

    /// The place that a fact registered, of those that ever had a code: what takes its place
    /// registers the same.
    pub(crate) fn registered_at(
        &self,
        code: DivisionCode,
        (position, effective): (Position, PartialDate),
    ) -> Option<PlaceNo> {
        let registers = |no: &PlaceNo| {
            let recorded = self.get(*no).into_iter().flat_map(|record| record.timeline.recorded_for(effective));
            recorded.into_iter().any(|e| e.position == position && e.change.begins())
        };
        self.all_named(&code.into()).into_iter().find(registers)
    }
}
