//! Sharing between places.

use jiceng_domain::sharing::{SharingAgreed, SharingEnded};

use super::place::PlaceV1;
use super::tags::tags;
use super::value::stored;

tags! {
    60 "sharing_agreed" SharingAgreed { now 1 = SharingAgreedV1 }
    61 "sharing_ended" SharingEnded { now 1 = SharingEndedV1 }
}

stored! {
    struct SharingAgreedV1<'a> of SharingAgreed {
        place: PlaceV1<'a>,
        provider: PlaceV1<'a>,
        kinds: Vec<&'a str>,
    }
}
stored! {
    struct SharingEndedV1<'a> of SharingEnded {
        place: PlaceV1<'a>,
        provider: PlaceV1<'a>,
        kinds: Vec<&'a str>,
    }
}
