//! The one order in which places stand in answers.

use jiceng_core::domain::Place;

/// Where a row stands among others, by the place that it is about: by the code of the county, sites
/// before divisions, then by code or identifier. What lies in no county comes first, what is about
/// no place comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceOrder {
    is_of_no_place: bool,
    county: Option<Place>,
    is_division: bool,
    place: Option<Place>,
}

impl PlaceOrder {
    /// Where what is about no place stands.
    pub const NO_PLACE: Self = Self { is_of_no_place: true, county: None, is_division: true, place: None };

    /// Where a place stands: what its county is called and what itself.
    pub const fn of(county: Option<Place>, place: Option<Place>) -> Self {
        let is_division = !matches!(place, Some(Place::Site(_)));
        Self { is_of_no_place: false, county, is_division, place }
    }

    /// Where a division stands among those that rows are added up by; what lies in none comes
    /// first.
    pub const fn of_division(division: Option<Place>) -> Self {
        Self::of(None, division)
    }
}
