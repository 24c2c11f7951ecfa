//! Executive committees.

use jiceng_domain::committee::{
    CommitteeMet, Employment, ExecutiveCommitteeElected, FillingWay, Seat, SeatFilled, SeatRole, SeatVacated,
};
use serde::Deserialize;

use super::tags::tags;
use super::value::{FieldError, Load, codes, stored};

tags! {
    40 "executive_committee_elected" ExecutiveCommitteeElected { 1 = ExecutiveCommitteeElectedV1, now 2 = ExecutiveCommitteeElectedV2 }
    41 "seat_filled" SeatFilled { 1 = SeatFilledV1, now 2 = SeatFilledV2 }
    42 "seat_vacated" SeatVacated { now 1 = SeatVacatedV1 }
    43 "committee_met" CommitteeMet { now 1 = CommitteeMetV1 }
}

stored! {
    struct ExecutiveCommitteeElectedV2<'a> of ExecutiveCommitteeElected {
        federation: &'a str,
        term: u16,
        seats: Vec<SeatV2<'a>>,
    }
}
stored! {
    struct SeatV2<'a> of Seat { role: u8, person: &'a str, employment: Option<u8>, }
}

/// Version 1: of no seat is it known how its work is employed.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct ExecutiveCommitteeElectedV1<'a> {
    federation: &'a str,
    term: u16,
    seats: Vec<SeatV1<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct SeatV1<'a> {
    role: u8,
    person: &'a str,
}

impl Load<ExecutiveCommitteeElected> for ExecutiveCommitteeElectedV1<'_> {
    fn load(self) -> Result<ExecutiveCommitteeElected, FieldError> {
        let Self { federation, term, seats } = self;
        let seats = seats.into_iter().map(|SeatV1 { role, person }| SeatV2 { role, person, employment: None });
        ExecutiveCommitteeElectedV2 { federation, term, seats: seats.collect() }.load()
    }
}

stored! {
    struct SeatFilledV2<'a> of SeatFilled {
        federation: &'a str,
        term: u16,
        role: u8,
        person: &'a str,
        way: Option<u8>,
        employment: Option<u8>,
        session: Option<u16>,
        congress: Option<u16>,
    }
}

/// Version 1: it says neither in which way nor where it was decided.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct SeatFilledV1<'a> {
    federation: &'a str,
    term: u16,
    role: u8,
    person: &'a str,
}

impl Load<SeatFilled> for SeatFilledV1<'_> {
    fn load(self) -> Result<SeatFilled, FieldError> {
        let Self { federation, term, role, person } = self;
        let (way, employment, session, congress) = (None, None, None, None);
        SeatFilledV2 { federation, term, role, person, way, employment, session, congress }.load()
    }
}

stored! {
    struct SeatVacatedV1<'a> of SeatVacated {
        federation: &'a str,
        term: u16,
        person: &'a str,
        reason: Option<&'a str>,
    }
}
stored! {
    struct CommitteeMetV1<'a> of CommitteeMet {
        federation: &'a str,
        term: u16,
        session: u16,
        adopted: Vec<&'a str>,
    }
}

codes! { Employment { 0 = FullTime, 1 = PartTime, 2 = Seconded, } }
codes! { FillingWay { 0 = Replaced, 1 = Added, 2 = Elected, } }
codes! { SeatRole { 0 = Chair, 1 = ViceChair, 2 = StandingMember, 3 = Member, } }
