//! Who sits where: the seats of each person in the committees of all federations, over time.

use std::collections::BTreeMap;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::person::PersonChange;
use jiceng_domain::timeline::Timeline;
use jiceng_domain::{FederationId, PartialDate, PersonId, PlaceNo, Position};

use crate::elections::seats::{Holding, holdings};

/// A seat of a person, and whose committee it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSeat {
    /// The federation.
    pub federation: FederationId,
    /// Its name on the day; as it was last where it does not exist any more.
    pub name: String,
    /// Whose it is.
    pub place: PlaceNo,
    /// The seat, since when, and how it was left.
    pub holding: Holding,
}

impl PersonSeat {
    /// Whether it is held on the day.
    pub const fn is_held(&self) -> bool {
        self.holding.left.is_none()
    }
}

/// What is recorded of a person beside seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// When the person was registered, as stated, and where that is recorded; the last time, where
    /// it was corrected.
    pub registered: Option<(PartialDate, Position)>,
    /// When the name was erased, and where that is recorded.
    pub erased: Option<(PartialDate, Position)>,
}

/// The seats that each person holds on the day or has held, by federation and in the order of
/// elections. What is recorded of a federation whose place does not exist and never has, by what
/// counts, is passed over.
pub fn seats_by_person(facts: &Facts, as_of: AsOf) -> BTreeMap<PersonId, Vec<PersonSeat>> {
    let mut found: BTreeMap<PersonId, Vec<PersonSeat>> = BTreeMap::new();
    for (_, record) in facts.federations.iter() {
        let place = record.place(as_of).filter(|place| facts.places.has_existed(*place, as_of));
        let Some(place) = place else { continue };
        for holding in holdings(facts, record, as_of) {
            let seat = PersonSeat { federation: record.id.clone(), name: name_of(record, as_of), place, holding };
            found.entry(seat.holding.person.clone()).or_default().push(seat);
        }
    }
    found
}

/// When a person was registered and erased, as far as was known, whatever the day: a name does not
/// begin or end.
pub fn registration(facts: &Facts, person: &PersonId, known: Position) -> Registration {
    let mut found = Registration::default();
    let known = facts.persons.get(person).into_iter().flat_map(|timeline| timeline.known(known));
    for entry in known {
        let at = Some((entry.effective, entry.position));
        match entry.change {
            PersonChange::Registered(_) => found.registered = at,
            PersonChange::Erased => found.erased = at,
        }
    }
    found
}

/// The positions of what is recorded of a person, withdrawn facts too, as far as was known.
pub fn events(facts: &Facts, person: &PersonId, known: Position) -> Vec<Position> {
    let entries = facts.persons.get(person).into_iter().flat_map(Timeline::all);
    let mut positions: Vec<Position> = entries.map(|entry| entry.position).filter(|at| *at < known).collect();
    positions.sort_unstable();
    positions
}

fn name_of(record: &FederationRecord, as_of: AsOf) -> String {
    record.name_on_or_first(as_of).map(ToString::to_string).unwrap_or_default()
}
