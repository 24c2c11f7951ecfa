//! Designations and who holds them.

use jiceng_domain::designation::{DesignationGranted, DesignationRecommended, DesignationRevoked, Holder};
use serde::{Deserialize, Serialize};

use super::place::PlaceV1;
use super::tags::tags;
use super::value::{FieldError, Load, Store, stored};

tags! {
    70 "designation_recommended" DesignationRecommended { now 1 = DesignationRecommendedV1 }
    71 "designation_granted" DesignationGranted { now 1 = DesignationGrantedV1 }
    72 "designation_revoked" DesignationRevoked { now 1 = DesignationRevokedV1 }
}

stored! {
    struct DesignationRecommendedV1<'a> of DesignationRecommended {
        designation: &'a str,
        programme: &'a str,
        holder: HolderV1<'a>,
    }
}
stored! {
    struct DesignationGrantedV1<'a> of DesignationGranted {
        designation: &'a str,
        programme: &'a str,
        holder: HolderV1<'a>,
    }
}
stored! {
    struct DesignationRevokedV1<'a> of DesignationRevoked { designation: &'a str, reason: Option<&'a str>, }
}

/// Who holds a designation.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) enum HolderV1<'a> {
    Place(PlaceV1<'a>),
    Institution(&'a str),
    Body { name: &'a str, division: u64 },
}

impl<'a> Store<'a, Holder> for HolderV1<'a> {
    fn store(value: &'a Holder) -> Result<Self, FieldError> {
        Ok(match value {
            Holder::Place(place) => Self::Place(PlaceV1::store(place)?),
            Holder::Institution(institution) => Self::Institution(institution.as_str()),
            Holder::Body { name, division } => Self::Body { name: name.as_str(), division: u64::store(division)? },
        })
    }
}

impl Load<Holder> for HolderV1<'_> {
    fn load(self) -> Result<Holder, FieldError> {
        Ok(match self {
            Self::Place(place) => Holder::Place(place.load()?),
            Self::Institution(institution) => Holder::Institution(institution.load()?),
            Self::Body { name, division } => Holder::Body {
                name: name.load().map_err(|error| error.within("name"))?,
                division: division.load().map_err(|error| error.within("division"))?,
            },
        })
    }
}
