//! Women's federations.

use jiceng_domain::federation::{
    FederationDissolved, FederationFounded, FederationOrigin, FederationRenamed, FederationsMerged,
};

use super::place::PlaceV1;
use super::value::{codes, stored};

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
