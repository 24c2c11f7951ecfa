//! How a place is called on a day, and since when: its code and its name, from one look at its
//! history.

use crate::as_of::AsOf;
use crate::division_code::DivisionCode;
use crate::ids::Name;
use crate::partial_date::PartialDate;
use crate::places::{PlaceChange, PlaceRecord, PlaceState};
use crate::timeline::Machine as _;

/// How a place is called on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Called<'a> {
    /// Its code; a relocation site has none.
    pub code: Option<DivisionCode>,
    /// When it got the code without losing it since, as stated; for a site, its identifier.
    pub code_since: Option<PartialDate>,
    /// Its name.
    pub name: Option<&'a Name>,
    /// When it got the name without losing it since, as stated.
    pub name_since: Option<PartialDate>,
}

impl PlaceRecord {
    /// How it is called on a day, by what counts and had an effect.
    pub fn called_on(&self, as_of: AsOf) -> Called<'_> {
        let mut state = PlaceState::default();
        let mut called = Called::default();
        for entry in self.timeline.on(as_of) {
            if matches!(entry.change, PlaceChange::PopulationCounted { .. }) || !state.step(entry.change) {
                continue; // most changes are counts, and these change nothing else
            }
            let (code, name) = (entry.change.code(), entry.change.name());
            if code.is_some_and(|code| called.code != Some(code)) || called.code_since.is_none() {
                (called.code, called.code_since) = (code, Some(entry.effective));
            }
            if name.is_some_and(|name| called.name != Some(name)) {
                (called.name, called.name_since) = (name, Some(entry.effective));
            }
        }
        called
    }
}
