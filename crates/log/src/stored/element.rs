//! Elements of places.

use jiceng_domain::element::{
    CouncilCreated, ElementClosed, ElementEstablished, ElementInspected, ElementResumed, ElementSuspended,
};

use serde::Deserialize;

use super::place::PlaceV1;
use super::tags::tags;
use super::value::{FieldError, Load, stored};

tags! {
    50 "element_established" ElementEstablished { now 1 = ElementEstablishedV1 }
    51 "council_created" CouncilCreated { now 1 = CouncilCreatedV1 }
    52 "element_inspected" ElementInspected { 1 = ElementInspectedV1, now 2 = ElementInspectedV2 }
    53 "element_suspended" ElementSuspended { now 1 = ElementSuspendedV1 }
    54 "element_resumed" ElementResumed { now 1 = ElementResumedV1 }
    55 "element_closed" ElementClosed { now 1 = ElementClosedV1 }
}

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
    struct ElementInspectedV2<'a> of ElementInspected {
        place: PlaceV1<'a>,
        kind: &'a str,
        passed: bool,
        inspector: Option<&'a str>,
        sample: Option<&'a str>,
    }
}

/// Version 1, before samples: read as an inspection under none.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct ElementInspectedV1<'a> {
    place: PlaceV1<'a>,
    kind: &'a str,
    passed: bool,
    inspector: Option<&'a str>,
}

impl Load<ElementInspected> for ElementInspectedV1<'_> {
    fn load(self) -> Result<ElementInspected, FieldError> {
        let Self { place, kind, passed, inspector } = self;
        ElementInspectedV2 { place, kind, passed, inspector, sample: None }.load()
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
