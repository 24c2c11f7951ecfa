//! The seats of a federation's committees over time: who held which, from when until when.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::committee::{CommitteeChange, Committees, Employment, FillingWay, Seat, SeatRole};
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::{FederationChange, FederationRecord, FederationState};
use jiceng_domain::{PartialDate, PersonId, Position};

/// A seat that somebody holds or held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The committee's term.
    pub term: u16,
    /// The seat.
    pub role: SeatRole,
    /// The person who holds or held it.
    pub person: PersonId,
    /// How the work in it is employed, as far as papers say.
    pub employment: Option<Employment>,
    /// How it was taken.
    pub taken: Taken,
    /// In which way, between elections, as far as papers say.
    pub way: Option<FillingWay>,
    /// When, as stated.
    pub from: PartialDate,
    /// Where that is recorded.
    pub from_position: Position,
    /// How it was left; none while it is held.
    pub left: Option<Leaving>,
}

/// How a seat was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// In the election of the committee.
    Elected,
    /// Between elections (替补、增补、增选).
    Filled,
}

impl Taken {
    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elected => "elected",
            Self::Filled => "filled",
        }
    }
}

/// How a seat was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The way in which it was left.
    pub how: Left,
    /// When, as stated.
    pub on: PartialDate,
    /// Where that is recorded.
    pub position: Position,
}

/// Why a seat was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Its holder left it (出缺).
    Vacated,
    /// Its holder took another seat of the committee (增选), or goes on in another way.
    OtherSeat,
    /// Another committee was elected.
    NextElection,
    /// The federation was merged or dissolved.
    FederationEnded,
    /// The federation's place ended; the federation itself was not ended.
    PlaceEnded,
}

impl Left {
    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vacated => "vacated",
            Self::OtherSeat => "other_seat",
            Self::NextElection => "next_election",
            Self::FederationEnded => "federation_ended",
            Self::PlaceEnded => "place_ended",
        }
    }
}

/// The seats of all of a federation's committees up to a day, by election, chair first. A fact that
/// cannot be, such as one who leaves without having a seat, is passed over. A place that ended ends
/// the seats too.
pub fn holdings(facts: &Facts, record: &FederationRecord, as_of: AsOf) -> Vec<Holding> {
    let mut holdings: Vec<Holding> = Vec::new();
    let mut in_office: Option<u16> = None;
    for entry in record.committees.possible_on::<Committees>(as_of) {
        let (on, position) = (entry.effective, entry.position);
        match entry.change {
            CommitteeChange::Elected { term, seats } => {
                in_office = Some(*term);
                leave(&mut holdings, |_| true, Leaving { how: Left::NextElection, on, position });
                let mut seats = seats.clone();
                seats.sort_by_key(|seat| seat.role);
                holdings.extend(seats.into_iter().map(|seat| Holding {
                    term: *term,
                    role: seat.role,
                    person: seat.person,
                    employment: seat.employment,
                    taken: Taken::Elected,
                    way: None,
                    from: on,
                    from_position: position,
                    left: None,
                }));
            }
            // Of a committee that is not in office there is no seat to take.
            CommitteeChange::Filled { term, .. } if in_office.is_some_and(|now| now != *term) => {}
            CommitteeChange::Filled { term, filled } => {
                let Seat { role, person, employment } = filled.seat.clone();
                let is_theirs = |holding: &Holding| holding.term == *term && holding.person == person;
                leave(&mut holdings, is_theirs, Leaving { how: Left::OtherSeat, on, position });
                holdings.push(Holding {
                    term: *term,
                    role,
                    person,
                    employment,
                    taken: Taken::Filled,
                    way: filled.way,
                    from: on,
                    from_position: position,
                    left: None,
                });
            }
            CommitteeChange::Vacated { term, person } => {
                let is_theirs = |holding: &Holding| holding.term == *term && holding.person == *person;
                leave(&mut holdings, is_theirs, Leaving { how: Left::Vacated, on, position });
            }
            CommitteeChange::Met { .. } => {}
        }
    }
    let of_federation = ending(record, as_of).map(|at| (at, Left::FederationEnded));
    let of_place = place_ending(facts, record, as_of).map(|at| (at, Left::PlaceEnded));
    let ends = of_federation.into_iter().chain(of_place);
    if let Some(((on, position), how)) = ends.min_by_key(|((on, position), _)| (on.last(), *position)) {
        leave(&mut holdings, |_| true, Leaving { how, on, position });
    }
    holdings
}

fn leave(holdings: &mut [Holding], is_meant: impl Fn(&Holding) -> bool, leaving: Leaving) {
    for holding in holdings.iter_mut().filter(|holding| holding.left.is_none() && is_meant(holding)) {
        holding.left = Some(leaving);
    }
}

/// When a federation that does not exist any more ended, and where that is recorded.
pub fn ending(record: &FederationRecord, as_of: AsOf) -> Option<(PartialDate, Position)> {
    let possible = record.timeline.possible_on::<FederationState>(as_of);
    let ended = possible.iter().rev().find_map(|entry| match entry.change {
        FederationChange::MergedInto { .. } | FederationChange::Dissolved => Some((entry.effective, entry.position)),
        FederationChange::Founded { .. } | FederationChange::Renamed { .. } => None,
    });
    ended.filter(|_| !record.is_active(as_of))
}

/// When the place of a federation ended, if it does not exist any more, and where that is recorded.
pub fn place_ending(facts: &Facts, record: &FederationRecord, as_of: AsOf) -> Option<(PartialDate, Position)> {
    let (ended, _) = facts.places.ending(record.place(as_of)?, as_of)?;
    Some((ended.effective, ended.position))
}

/// The events about a federation and its committees that were known, withdrawn ones too, by
/// position.
pub fn events(record: &FederationRecord, as_of: AsOf) -> Vec<Position> {
    let own = record.timeline.all().map(|entry| entry.position);
    let of_committees = record.committees.all().map(|entry| entry.position);
    let mut positions: Vec<Position> = own.chain(of_committees).filter(|at| *at < as_of.known).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}
