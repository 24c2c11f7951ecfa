//! Sharing between places.

use jiceng_domain::sharing::{SharingAgreed, SharingEnded};

use super::place::PlaceV1;
use super::value::stored;

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
