//! Elements of places.

use jiceng_domain::element::{
    CouncilCreated, ElementClosed, ElementEstablished, ElementInspected, ElementResumed, ElementSuspended,
};

use super::place::PlaceV1;
use super::value::stored;

stored! {
    struct ElementEstablishedV1<'a> of ElementEstablished {
        place: PlaceV1<'a>,
        kind: &'a str,
        name: Option<&'a str>,
    }
}
stored! {
    struct CouncilCreatedV1<'a> of CouncilCreated {
        place: PlaceV1<'a>,
        name: Option<&'a str>,
        members: Option<u16>,
    }
}
stored! {
    struct ElementInspectedV1<'a> of ElementInspected {
        place: PlaceV1<'a>,
        kind: &'a str,
        passed: bool,
        inspector: Option<&'a str>,
    }
}
stored! {
    struct ElementSuspendedV1<'a> of ElementSuspended {
        place: PlaceV1<'a>,
        kind: &'a str,
        reason: Option<&'a str>,
    }
}
stored! {
    struct ElementResumedV1<'a> of ElementResumed { place: PlaceV1<'a>, kind: &'a str, }
}
stored! {
    struct ElementClosedV1<'a> of ElementClosed { place: PlaceV1<'a>, kind: &'a str, reason: Option<&'a str>, }
}
