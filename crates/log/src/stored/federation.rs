//! Women's federations.

use jiceng_domain::federation::{
    FederationDissolved, FederationFounded, FederationOrigin, FederationRenamed, FederationsMerged,
};

use super::place::PlaceV1;
use super::tags::tags;
use super::value::{codes, stored};

tags! {
    30 "federation_founded" FederationFounded { now 1 = FederationFoundedV1 }
    31 "federation_renamed" FederationRenamed { now 1 = FederationRenamedV1 }
    32 "federations_merged" FederationsMerged { now 1 = FederationsMergedV1 }
    33 "federation_dissolved" FederationDissolved { now 1 = FederationDissolvedV1 }
}

stored! {
    struct FederationFoundedV1<'a> of FederationFounded {
        federation: &'a str,
        place: PlaceV1<'a>,
        name: &'a str,
        origin: u8,
    }
}
stored! {
    struct FederationRenamedV1<'a> of FederationRenamed { federation: &'a str, name: &'a str, }
}
stored! {
    struct FederationsMergedV1<'a> of FederationsMerged { from: Vec<&'a str>, into: &'a str, }
}
stored! {
    struct FederationDissolvedV1<'a> of FederationDissolved { federation: &'a str, }
}

codes! { FederationOrigin { 0 = New, 1 = ConvertedFromCongress, } }
