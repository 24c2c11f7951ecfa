//! Executive committees.

use jiceng_domain::committee::{CommitteeMet, ExecutiveCommitteeElected, Seat, SeatFilled, SeatRole, SeatVacated};

use super::value::{codes, stored};

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
