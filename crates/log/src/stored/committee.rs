//! Executive committees.

use jiceng_domain::committee::{CommitteeMet, ExecutiveCommitteeElected, Seat, SeatFilled, SeatRole, SeatVacated};

use super::tags::tags;
use super::value::{codes, stored};

tags! {
    40 "executive_committee_elected" ExecutiveCommitteeElected { now 1 = ExecutiveCommitteeElectedV1 }
    41 "seat_filled" SeatFilled { now 1 = SeatFilledV1 }
    42 "seat_vacated" SeatVacated { now 1 = SeatVacatedV1 }
    43 "committee_met" CommitteeMet { now 1 = CommitteeMetV1 }
}

stored! {
    struct ExecutiveCommitteeElectedV1<'a> of ExecutiveCommitteeElected {
        federation: &'a str,
        term: u16,
        seats: Vec<SeatV1<'a>>,
    }
}
stored! {
    struct SeatV1<'a> of Seat { role: u8, person: &'a str, }
}
stored! {
    struct SeatFilledV1<'a> of SeatFilled { federation: &'a str, term: u16, role: u8, person: &'a str, }
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

codes! { SeatRole { 0 = Chair, 1 = ViceChair, 2 = StandingMember, 3 = Member, } }
