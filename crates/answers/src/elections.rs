//! Elections (换届): committees in office, rounds of elections, one federation's seats over time.

mod federation;
mod held;
mod offices;

use std::collections::BTreeMap;

use jiceng_core::LockedView;
use jiceng_core::domain::term_of_office::TermOfOffice;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::elections::FederationInOffice;
use jiceng_core::projections::elections::bounds::{FederationBounds, FederationOutlook};
use jiceng_core::projections::{DivisionTree, Whereabouts};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;
use crate::names::Names;
use crate::resolve;

pub use federation::{FederationAnswer, FederationQuestion, HoldingRow};
pub use held::{ElectionRow, HeldAnswer, HeldBounds, HeldQuestion, HeldRow, HeldTotals, RoundRow, RoundStateAsked};
pub use offices::{
    OfficeBounds, OfficeRow, OfficeStateAsked, OfficeTotalsRow, OfficesAnswer, OfficesQuestion, OfficesRow, SeatRow,
};

/// Which federations a question is about: all, where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FederationSelection {
    /// Only those within this division: its code on the day of the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Only that of this place: its code on the day or its identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Only those of this level; a relocation site counts as a community.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub level: Option<Level>,
}

/// What the rows of an answer about federations are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ByFederation {
    /// The federations themselves.
    #[default]
    Federation,
    /// Townships (乡镇、街道).
    Township,
    /// Counties (县、区).
    County,
    /// Prefectures (设区的市).
    Prefecture,
}

/// A federation and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FederationRow {
    /// Its identifier.
    pub federation: String,
    /// Its name on the day.
    pub name: String,
    /// The code of its place, or the identifier of a relocation site.
    pub place: String,
    /// The name of its place.
    pub place_name: String,
    /// The code of its county on the day of the tree; absent where it lies in none.
    pub county: Option<String>,
    /// The name of its county.
    pub county_name: Option<String>,
    /// The level of its place, of a relocation site that of a community; absent where it has none.
    #[schemars(with = "Option<String>")]
    pub level: Option<Level>,
}

/// For how many years committees of a level are elected, from a day of election on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TermRow {
    /// The level of the federation's division.
    #[schemars(with = "String")]
    pub level: Level,
    /// The first civil day of election in China for which it holds.
    #[schemars(with = "String")]
    pub from: Date,
    /// How many years.
    pub years: u8,
    /// Where it is written, and what of that was not verified.
    pub source: String,
}

/// Those of a selection, found in a registry.
struct FederationsFound {
    division: Option<PlaceNo>,
    place: Option<PlaceNo>,
    level: Option<Level>,
}

impl FederationSelection {
    fn find(&self, view: &LockedView, tree: &DivisionTree) -> Result<FederationsFound, AskError> {
        let division = self.division.as_deref();
        let place = self.place.as_deref();
        Ok(FederationsFound {
            division: division.map(|code| resolve::division(view, tree, code)).transpose()?,
            place: place.map(|place| resolve::place(view, place, "place")).transpose()?,
            level: self.level,
        })
    }
}

impl FederationsFound {
    fn wants(&self, tree: &DivisionTree, place: PlaceNo, level: Option<Level>) -> bool {
        self.division.is_none_or(|division| tree.is_within(place, division))
            && self.place.is_none_or(|wanted| wanted == place)
            && self.level.is_none_or(|wanted| level == Some(wanted))
    }

    /// What a federation may be among those asked for; none where it cannot be one of them.
    fn outlook<T: Ord + Copy>(
        &self,
        whereabouts: &Whereabouts<'_>,
        outlook: FederationOutlook<T>,
    ) -> Option<FederationOutlook<T>> {
        let outlook = Some(outlook).filter(|outlook| self.place.is_none_or(|wanted| wanted == outlook.place))?;
        match self.division {
            Some(division) => outlook.within(whereabouts, division),
            None => Some(outlook),
        }
    }
}

impl ByFederation {
    /// The level of the divisions; none for federations one by one.
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Federation => None,
            Self::Township => Some(Level::Township),
            Self::County => Some(Level::County),
            Self::Prefecture => Some(Level::Prefecture),
        }
    }
}

impl FederationRow {
    fn of(names: &Names<'_>, federation: &FederationInOffice, level: Option<Level>) -> Self {
        let county = names.tree.at_level(federation.place, Level::County);
        Self {
            federation: federation.federation.to_string(),
            name: federation.name.clone(),
            place: names.place(federation.place),
            place_name: names.name(federation.place),
            county: county.map(|no| names.division(no)),
            county_name: county.map(|no| names.division_name(no)),
            level,
        }
    }
}

impl From<&TermOfOffice> for TermRow {
    fn from(TermOfOffice { level, from, years, source }: &TermOfOffice) -> Self {
        Self { level: *level, from: *from, years: *years, source: source.to_string() }
    }
}

/// The bounds of all federations together.
fn all<T: Ord + Copy>(outlooks: &[FederationOutlook<T>]) -> FederationBounds<T> {
    let mut bounds = FederationBounds::default();
    for outlook in outlooks {
        bounds.add(&outlook.found);
    }
    bounds
}

/// What each division has as read, and its bounds: a federation may lie in one that has none.
fn both<S: Default, B: Default>(
    read: BTreeMap<Option<PlaceNo>, S>,
    bounds: BTreeMap<Option<PlaceNo>, B>,
) -> BTreeMap<Option<PlaceNo>, (S, B)> {
    let mut groups: BTreeMap<Option<PlaceNo>, (S, B)> = BTreeMap::new();
    for (division, read) in read {
        groups.entry(division).or_default().0 = read;
    }
    for (division, bounds) in bounds {
        groups.entry(division).or_default().1 = bounds;
    }
    groups
}

/// Groups in the order of divisions, with code and name; those above the level without.
fn in_order<T>(names: &Names<'_>, groups: BTreeMap<Option<PlaceNo>, T>) -> Vec<(Option<[String; 2]>, T)> {
    let told = |no: PlaceNo| [names.division(no), names.division_name(no)];
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_cached_key(|(division, _)| names.order_of_division(*division));
    groups.into_iter().map(|(division, group)| (division.map(told), group)).collect()
}
