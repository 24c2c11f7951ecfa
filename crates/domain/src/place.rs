//! Places (地点): divisions and relocation sites, as people name them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::characters::{Visible, folded};
use crate::division_code::{DivisionCode, DivisionCodeError};
use crate::ids::{SiteId, TextError};

/// A division or a relocation site. In text, digits are a division code and anything else the
/// identifier of a site.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    /// A division of any level; coverage is assessed for communities only.
    Division(DivisionCode),
    /// A relocation site (易地扶贫搬迁安置点).
    Site(SiteId),
}

crate::packed! { enum Place { 0 = Division(code), 1 = Site(id) } }

/// Why a text names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{}\" is neither a division code nor the identifier of a relocation site: {fault}", Visible(text))]
pub struct PlaceError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub fault: PlaceFault,
}

/// What is wrong with a text that names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFault {
    /// It begins with a digit and is no division code.
    #[error(transparent)]
    Code(#[from] DivisionCodeError),
    /// It is no identifier of a site.
    #[error(transparent)]
    Site(#[from] TextError),
}

impl FromStr for Place {
    type Err = PlaceError;
    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let error = |fault: PlaceFault| PlaceError { text: text.trim().to_owned(), fault };
        if folded(text).starts_with(|c: char| c.is_ascii_digit()) {
            DivisionCode::parse(text).map(Self::Division).map_err(|fault| error(fault.into()))
        } else {
            SiteId::parse(text).map(Self::Site).map_err(|fault| error(fault.into()))
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Division(code) => write!(f, "{code}"),
            Self::Site(id) => write!(f, "{id}"),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl TryFrom<String> for Place {
    type Error = PlaceError;
    fn try_from(text: String) -> Result<Self, PlaceError> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

impl From<DivisionCode> for Place {
    fn from(code: DivisionCode) -> Self {
        Self::Division(code)
    }
}

impl From<SiteId> for Place {
    fn from(id: SiteId) -> Self {
        Self::Site(id)
    }
}
