//! Places: divisions by code, relocation sites by identifier.

use jiceng_domain::Place;
use serde::{Deserialize, Serialize};

use super::value::{FieldError, Load, Store};

/// A place.
#[derive(Serialize, Deserialize)]
pub(super) enum PlaceV1<'a> {
    Division(u64),
    Site(&'a str),
}

impl<'a> Store<'a, Place> for PlaceV1<'a> {
    fn store(value: &'a Place) -> Result<Self, FieldError> {
        Ok(match value {
            Place::Division(code) => Self::Division(u64::store(code)?),
            Place::Site(site) => Self::Site(site.as_str()),
        })
    }
}

impl Load<Place> for PlaceV1<'_> {
    fn load(self) -> Result<Place, FieldError> {
        Ok(match self {
            Self::Division(code) => Place::Division(code.load()?),
            Self::Site(site) => Place::Site(site.load()?),
        })
    }
}
