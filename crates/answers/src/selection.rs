//! Which places a question is about, and their coverage.

use jiceng_core::domain::PlaceNo;
use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::projections::{CellState, Coverage, DivisionTree, Prospects};
use jiceng_core::{LockedView, StandardInForce};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;
use crate::names::Names;
use crate::resolve;

/// Which places a question is about: all, where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlacesAsked {
    /// Only those within this division: its code on the day of the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Judged by this element kind alone: its code or Chinese name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Only relocation sites, or only communities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<AssessedAs>,
}

/// What a place is assessed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssessedAs {
    /// A relocation site (安置点).
    Site,
    /// A village or community (村、社区).
    Community,
}

impl AssessedAs {
    /// As it stands in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Community => "community",
        }
    }
}

/// The coverage of the places that are asked about, in order, and what dates leave open of it.
pub struct Selected {
    /// The coverage.
    pub coverage: Coverage,
    /// What dates leave open.
    pub prospects: Prospects,
}

impl PlacesAsked {
    /// The coverage of these places.
    pub fn select(
        &self,
        view: &LockedView,
        tree: &DivisionTree,
        standard: &StandardInForce,
    ) -> Result<Selected, AskError> {
        let division = self.division.as_deref().map(|code| resolve::division(view, tree, code)).transpose()?;
        self.select_within(view, tree, standard, division)
    }

    /// The same within a division that was found before, whatever its code is on the day of the
    /// tree; nothing where it is not there.
    pub(crate) fn select_within(
        &self,
        view: &LockedView,
        tree: &DivisionTree,
        standard: &StandardInForce,
        division: Option<PlaceNo>,
    ) -> Result<Selected, AskError> {
        let mut coverage = view.coverage_by(&standard.standard);
        let mut prospects = view.prospects_by(&standard.standard);
        if let Some(division) = division {
            prospects = prospects.within(&coverage, &view.whereabouts(tree), division);
            coverage = coverage.within(tree, division);
        }
        if let Some(sort) = self.sort {
            let is_site = sort == AssessedAs::Site;
            coverage.places.retain(|place| place.is_site == is_site);
            prospects = prospects.of_sort(is_site);
        }
        if let Some(kind) = &self.kind {
            let kind = resolve::kind(view, kind, "kind")?;
            coverage = only_kind(coverage, kind);
            prospects = prospects.judged_by(kind);
        }
        let names = Names { view, tree };
        coverage.places.sort_by_cached_key(|place| names.order(place.place));
        Ok(Selected { coverage, prospects })
    }
}

/// The same places, judged by one of the kinds only.
fn only_kind(mut coverage: Coverage, kind: KindNo) -> Coverage {
    coverage.kinds.retain(|k| *k == kind);
    coverage.places = coverage.places.into_iter().map(|place| place.judged_by(kind)).collect();
    coverage
}

/// Whether a place lacks something, or what a cell may be is a gap.
pub fn is_gap(state: CellState) -> bool {
    !state.is_met() && state != CellState::NotRequired
}
