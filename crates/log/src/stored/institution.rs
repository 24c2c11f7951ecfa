//! Institutions.

use jiceng_domain::institution::{InstitutionClosed, InstitutionEstablished};

use super::place::PlaceV1;
use super::value::stored;

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
