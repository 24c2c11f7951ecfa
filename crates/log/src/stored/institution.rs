//! Institutions.

use jiceng_domain::institution::{InstitutionClosed, InstitutionEstablished};

use super::place::PlaceV1;
use super::tags::tags;
use super::value::stored;

tags! {
    80 "institution_established" InstitutionEstablished { now 1 = InstitutionEstablishedV1 }
    81 "institution_closed" InstitutionClosed { now 1 = InstitutionClosedV1 }
}

stored! {
    struct InstitutionEstablishedV1<'a> of InstitutionEstablished {
        institution: &'a str,
        kind: &'a str,
        place: PlaceV1<'a>,
        name: &'a str,
        credit_code: Option<&'a str>,
    }
}
stored! {
    struct InstitutionClosedV1<'a> of InstitutionClosed { institution: &'a str, reason: Option<&'a str>, }
}
