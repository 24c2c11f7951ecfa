//! What is known of a place on a day, from one look at its history: for questions about all places.

use crate::as_of::AsOf;
use crate::division_code::{DivisionCode, Level};
use crate::places::{PlaceChange, PlaceNo, PlaceRecord, PlaceState};
use crate::timeline::{Change as _, Entry, Machine as _};

/// What is known of a place on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceOnDay {
    /// What it is.
    pub state: PlaceState,
    /// Its level, where it is a division that exists; a relocation site has none.
    pub level: Option<Level>,
    /// Whether it is a municipality (直辖市) that exists.
    pub is_municipality: bool,
    /// Its people, by the last count.
    pub population: Option<u32>,
    /// Where it hangs: in the division above or, where it has ended, in the place that it was
    /// merged into or, failing that, where it lay last. One whose registration was withdrawn hangs
    /// where that placed it.
    pub above: Option<PlaceNo>,
}

impl PlaceOnDay {
    /// Whether coverage is assessed for it: it is a relocation site, or a village or community.
    pub fn is_assessed(&self) -> bool {
        self.state == PlaceState::Site || self.level == Some(Level::Community)
    }
}

impl PlaceRecord {
    /// What is known of it on a day.
    pub fn on_day(&self, as_of: AsOf) -> PlaceOnDay {
        let mut on_day = PlaceOnDay::default();
        let (mut code, mut parent, mut merged_into) = (None, None, None);
        for change in self.timeline.changes_on(as_of) {
            let Some(state) = on_day.state.after(change) else { continue };
            if let PlaceChange::PopulationCounted { people } = change {
                on_day.population = Some(*people); // most changes are counts, and these change nothing else
                continue;
            }
            on_day.state = state;
            code = change.code().or(code);
            parent = change.above().unwrap_or(parent);
            merged_into = change.merged_into().or(merged_into);
        }
        let is_open = matches!(on_day.state, PlaceState::Division | PlaceState::Site);
        let code = code.filter(|_| is_open);
        on_day.level = code.map(DivisionCode::level);
        on_day.is_municipality = code.is_some_and(DivisionCode::is_municipality);
        on_day.above = merged_into.or(parent).or_else(|| self.withdrawn_from(on_day.state, as_of));
        on_day
    }

    /// Where a place lay by what was withdrawn, if nothing that counts registers it on any day.
    /// What lies in it hangs there.
    fn withdrawn_from(&self, state: PlaceState, as_of: AsOf) -> Option<PlaceNo> {
        let was_known = || self.timeline.all().filter(|entry| entry.position < as_of.known);
        let begins = |entry: &Entry<'_, PlaceChange>| entry.change.begins() && entry.is_known(as_of.known);
        if state != PlaceState::Unknown || was_known().any(|entry| begins(&entry)) {
            return None;
        }
        let mut by_then = was_known().rev().filter(|entry| as_of.has_happened(entry.effective, entry.position));
        by_then.find_map(|entry| entry.change.parent())
    }
}
