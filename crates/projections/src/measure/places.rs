//! Measures of places: those that have an element, all that is required, or one up to its standard.

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::element::Standing;
use jiceng_domain::standard::{Need, Requirement, Standard};
use jiceng_domain::target::{PlaceSelection, PlaceSort, Possession};
use jiceng_domain::{KindCode, PlaceNo};

use super::{Counted, MeasuredDay, Tally, Why};
use crate::coverage::{Cell, CellState, Coverage, PlaceCoverage, Status};

impl MeasuredDay<'_> {
    pub(super) fn places_with(&self, kind: &KindCode, from: &PlaceSelection, by: Possession, scope: PlaceNo) -> Tally {
        self.places(from, scope, &of_one_kind(self.standard, kind), |place| match place.cells.first() {
            Some(cell) if possessed(cell.state, by) => None,
            Some(cell) => Some(Why::Cells(vec![*cell])),
            None => Some(Why::NoElement),
        })
    }

    pub(super) fn places_complete(&self, from: &PlaceSelection, by: Possession, scope: PlaceNo) -> Tally {
        self.places(from, scope, self.standard, |place| incomplete(place, by).map(Why::Cells))
    }

    pub(super) fn places_inspected(&self, kind: &KindCode, from: &PlaceSelection, scope: PlaceNo) -> Tally {
        let Some(kind) = self.facts.catalogue.kind(kind.as_str()) else { return Tally::default() };
        self.places(from, scope, self.standard, |place| self.not_up_to_standard(place.place, kind))
    }

    fn places(
        &self,
        selection: &PlaceSelection,
        scope: PlaceNo,
        standard: &Standard,
        why_not: impl Fn(&PlaceCoverage) -> Option<Why>,
    ) -> Tally {
        let mut tally = Tally::default();
        for place in self.selected_by(selection, scope, standard) {
            tally.add(Counted::Place(place.place), why_not(&place));
        }
        tally
    }

    /// The assessed places of a selection within a division.
    pub(crate) fn selected(&self, selection: &PlaceSelection, scope: PlaceNo) -> Vec<PlaceNo> {
        self.selected_by(selection, scope, self.standard).into_iter().map(|place| place.place).collect()
    }

    fn selected_by(&self, selection: &PlaceSelection, scope: PlaceNo, standard: &Standard) -> Vec<PlaceCoverage> {
        let designated = selection.designated.as_ref().map(|programme| self.designated_places(programme));
        let mut places = Coverage::judge(self.facts, self.as_of, standard).places;
        places.retain(|place| {
            is_selected(selection, place)
                && designated.as_ref().is_none_or(|places| places.contains(&place.place))
                && self.tree.is_within(place.place, scope)
        });
        places
    }

    /// An element that was given up is up to no standard.
    pub(super) fn not_up_to_standard(&self, place: PlaceNo, kind: KindNo) -> Option<Why> {
        match self.facts.elements.standing(place, kind, self.as_of) {
            Standing::Absent | Standing::Closed => Some(Why::NoElement),
            Standing::Open | Standing::Suspended => {
                match self.facts.elements.last_inspection(place, kind, self.as_of) {
                    Some(true) => None,
                    Some(false) => Some(Why::BelowStandard),
                    None => Some(Why::NotInspected),
                }
            }
        }
    }
}

/// The standard's rule for one kind alone. Where it asks for none, having one is counted all the
/// same: the place's own or a neighbour's.
pub(crate) fn of_one_kind(standard: &Standard, kind: &KindCode) -> Standard {
    let counted = |need| if need == Need::NotRequired { Need::OwnOrShared } else { need };
    let ruled = standard.requirements.iter().find(|requirement| requirement.kind == *kind);
    let requirement = match ruled {
        Some(rule) => {
            Requirement { communities: counted(rule.communities), sites: counted(rule.sites), ..rule.clone() }
        }
        None => Requirement {
            kind: kind.clone(),
            communities: Need::OwnOrShared,
            sites: Need::OwnOrShared,
            must_pass_inspection: false,
            committee_term_years: None,
            committee_in_term: false,
        },
    };
    Standard { requirements: vec![requirement], ..standard.clone() }
}

pub(super) fn is_selected(selection: &PlaceSelection, place: &PlaceCoverage) -> bool {
    let sort = match selection.sort {
        PlaceSort::Any => true,
        PlaceSort::Community => !place.is_site,
        PlaceSort::Site => place.is_site,
    };
    // A place whose people were never counted is not known to have so many; it may have fewer.
    let at_least =
        selection.population_at_least.is_none_or(|least| place.population.is_some_and(|people| people >= least));
    let below = selection.population_below.is_none_or(|most| place.population.is_none_or(|people| people < most));
    sort && at_least && below
}

pub(super) const fn possessed(state: CellState, by: Possession) -> bool {
    match by {
        Possession::Any => state.is_met(),
        Possession::Own => matches!(state, CellState::Own),
        Possession::Shared => matches!(state, CellState::Shared { .. }),
    }
}

/// The cells for which a place is not complete in this way; none if it is.
pub(super) fn incomplete(place: &PlaceCoverage, by: Possession) -> Option<Vec<Cell>> {
    let is_complete = match (place.status, by) {
        (Status::Complete { .. }, Possession::Any) => true,
        (Status::Complete { shared }, Possession::Own) => !shared,
        (Status::Complete { shared }, Possession::Shared) => shared,
        (Status::Partial { .. } | Status::None, _) => false,
    };
    let wanted = match (place.status, by) {
        // Some are their own beside the shared ones; what is missing stands in the way.
        (Status::Partial { .. } | Status::None, Possession::Shared) => Possession::Any,
        (Status::Complete { .. } | Status::Partial { .. } | Status::None, by) => by,
    };
    let required = place.cells.iter().filter(|cell| cell.state != CellState::NotRequired);
    (!is_complete).then(|| required.filter(|cell| !possessed(cell.state, wanted)).copied().collect())
}
