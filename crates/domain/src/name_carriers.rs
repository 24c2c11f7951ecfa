//! Who carried a code, and from when until when: a code can be given to another division once it is
//! free.

use crate::as_of::AsOf;
use crate::division_code::DivisionCode;
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{PlaceChange, PlaceFacts, PlaceNo, PlaceRecord, PlaceState};
use crate::timeline::{Change as _, Entry, Machine as _};

/// How long a place carried a name, as stated: from the date on which it got it until that on which
/// it lost it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarriedName {
    /// When it got the name.
    pub from: PartialDate,
    /// When it got another one or ended; none where it did neither.
    pub until: Option<PartialDate>,
}

impl PlaceFacts {
    /// Every place that was ever recorded to carry a name, as far as known, withdrawn or not: the
    /// one that was said to get it first comes first.
    pub fn carriers(&self, name: &Place, known: Position) -> Vec<PlaceNo> {
        let first_given = |no: PlaceNo| {
            let entries = self.get(no)?.timeline.all().filter(|entry| entry.position < known);
            entries.filter(|entry| gives(entry.change, name)).map(|e| (e.effective.first(), e.position)).min()
        };
        let mut carriers: Vec<_> =
            self.all_named(name).into_iter().filter_map(|no| Some((first_given(no)?, no))).collect();
        carriers.sort_unstable();
        carriers.into_iter().map(|(_, no)| no).collect()
    }
}

impl PlaceRecord {
    /// The times for which it carried a name, by what counts and has happened; none where every
    /// fact that gave it the name was withdrawn.
    pub fn carried(&self, name: &Place, as_of: AsOf) -> Vec<CarriedName> {
        let mut state = PlaceState::default();
        let mut spans: Vec<CarriedName> = Vec::new();
        let mut open: Option<PartialDate> = None;
        for entry in self.timeline.on(as_of) {
            if !state.step(entry.change) {
                continue;
            }
            if gives(entry.change, name) {
                open.get_or_insert(entry.effective);
            } else if takes(entry, name)
                && let Some(from) = open.take()
            {
                spans.push(CarriedName { from, until: Some(entry.effective) });
            }
        }
        spans.extend(open.map(|from| CarriedName { from, until: None }));
        spans
    }

    /// The name by which it was known last, whether or not that still counts: for a place whose
    /// registration was withdrawn.
    pub fn last_name(&self, known: Position) -> Option<&crate::ids::Name> {
        self.timeline.all().rev().filter(|entry| entry.position < known).find_map(|entry| entry.change.name())
    }
}

impl PlaceRecord {
    /// The code or the identifier by which it was known last, whether or not that still counts.
    pub fn last_called(&self, known: Position) -> Option<Place> {
        let mut given = self.timeline.all().rev().filter(|entry| entry.position < known);
        let code = given.find_map(|entry| entry.change.code()).map(Place::Division);
        code.or_else(|| self.site.clone().map(Place::Site))
    }

    /// The registration of a place of which no registration counts: the last one, with its date,
    /// and what withdrew it.
    pub fn withdrawn_registration(&self, as_of: AsOf) -> Option<(PartialDate, [Position; 2])> {
        if self.timeline.counting(as_of).any(|entry| entry.change.begins()) {
            return None;
        }
        let begun = self.timeline.all().filter(|e| e.change.begins() && e.position < as_of.known);
        let withdrawn = begun.filter_map(|e| Some((e, e.withdrawn.filter(|by| *by < as_of.known)?)));
        withdrawn.max_by_key(|(e, _)| e.position).map(|(e, by)| (e.effective, [e.position, by]))
    }
}

/// Whether a place carries the name from the change on.
pub(crate) fn gives(change: &PlaceChange, name: &Place) -> bool {
    match name {
        Place::Division(code) => change.code() == Some(*code),
        Place::Site(_) => matches!(change, PlaceChange::SiteRegistered { .. }),
    }
}

/// Whether a place carries the name no longer from the change on, if it did. A site keeps its
/// identifier for good.
fn takes(entry: Entry<'_, PlaceChange>, name: &Place) -> bool {
    let gets_another = |code: Option<DivisionCode>| matches!(name, Place::Division(_)) && code.is_some();
    matches!(entry.change, PlaceChange::Ended(_)) || gets_another(entry.change.code())
}
