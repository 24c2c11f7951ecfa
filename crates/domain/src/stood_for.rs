//! The division of a registration that takes the place of another one: that of the other.
//!
//! What takes a code from a division needs no such look: once the original is withdrawn, the
//! division has the code again, and is the one that gives it up.

use crate::division_code::DivisionCode;
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::places::{PlaceFacts, PlaceNo};
use crate::timeline::Change as _;

impl PlaceFacts {
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
