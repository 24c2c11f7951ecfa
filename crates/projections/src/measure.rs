//! Measures: what a target or a claim counts, and the very things counted, so that no number stands
//! without its places.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::designation::{DesignationState, Holder};
use jiceng_domain::facts::Facts;
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{Measure, PlaceSelection, PlaceSort, Possession};
use jiceng_domain::{DesignationId, InstitutionId, PlaceNo, ProgrammeCode};

use crate::coverage::{Cell, CellState, Coverage, PlaceCoverage, Status};
use crate::divisions::DivisionTree;

/// One thing that is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// A relocation site or community.
    Place(PlaceNo),
    /// A designation that is held.
    Designation(DesignationId),
    /// An institution at work.
    Institution(InstitutionId),
}

/// What a measure is taken of: a day, as known, by a standard, on that day's tree.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The two times.
    pub as_of: AsOf,
    /// The standard that says what is complete, and where sharing counts.
    pub standard: &'a Standard,
    /// The tree of the day.
    pub tree: &'a DivisionTree,
}

impl Ground<'_> {
    /// Everything that the measure counts within a division.
    pub fn counted(&self, measure: &Measure, scope: PlaceNo) -> Vec<Counted> {
        match measure {
            Measure::PlacesWith { kind, places, by } => {
                let kind = self.facts.catalogue.kind(kind.as_str());
                let has = |cell: &Cell| Some(cell.kind) == kind && possessed(cell.state, *by);
                self.places(places, scope, |place| place.cells.iter().any(has))
            }
            Measure::PlacesComplete { places, by } => self.places(places, scope, |place| complete(place.status, *by)),
            Measure::PlacesInspected { kind, places } => {
                let Some(kind) = self.facts.catalogue.kind(kind.as_str()) else { return Vec::new() };
                let passed = |no| self.facts.elements.last_inspection(no, kind, self.as_of) == Some(true);
                self.places(places, scope, |place| passed(place.place))
            }
            Measure::Designations { programme } => self.designations(programme, scope),
            Measure::Institutions { kind } => {
                let ids = self.facts.institutions.iter().map(|(id, timeline)| (id, timeline.state_on(self.as_of)));
                let here = ids.filter(|(_, state)| match state {
                    InstitutionState::Open { kind: of, place, .. } => of == kind && self.tree.is_within(*place, scope),
                    InstitutionState::Unknown | InstitutionState::Closed => false,
                });
                here.map(|(id, _)| Counted::Institution(id.clone())).collect()
            }
        }
    }

    /// The assessed places of a selection within a division, if they count.
    pub(crate) fn places(
        &self,
        selection: &PlaceSelection,
        scope: PlaceNo,
        counts: impl Fn(&PlaceCoverage) -> bool,
    ) -> Vec<Counted> {
        let designated = selection.designated.as_ref().map(|programme| self.designated_places(programme));
        let coverage = Coverage::judge(self.facts, self.as_of, self.standard);
        let selected = coverage.places.iter().filter(|place| {
            is_selected(selection, place)
                && designated.as_ref().is_none_or(|places| places.contains(&place.place))
                && self.tree.is_within(place.place, scope)
        });
        selected.filter(|place| counts(place)).map(|place| Counted::Place(place.place)).collect()
    }

    fn designations(&self, programme: &ProgrammeCode, scope: PlaceNo) -> Vec<Counted> {
        let held = self.held(programme);
        let here =
            held.filter(|(_, holder)| self.holder_place(holder).is_some_and(|no| self.tree.is_within(no, scope)));
        here.map(|(id, _)| Counted::Designation(id)).collect()
    }

    fn designated_places(&self, programme: &ProgrammeCode) -> Vec<PlaceNo> {
        let holders = self.held(programme).map(|(_, holder)| holder);
        holders
            .filter(|holder| matches!(holder, Holder::Place(_)))
            .filter_map(|holder| self.holder_place(&holder))
            .collect()
    }

    fn held(&self, programme: &ProgrammeCode) -> impl Iterator<Item = (DesignationId, Holder)> {
        let states = self.facts.designations.iter().map(|(id, timeline)| (id, timeline.state_on(self.as_of)));
        states.filter_map(move |(id, state)| match state {
            DesignationState::Held(of, holder) if of == *programme => Some((id.clone(), holder)),
            DesignationState::Held(..)
            | DesignationState::Unknown
            | DesignationState::Recommended(..)
            | DesignationState::Revoked => None,
        })
    }

    fn holder_place(&self, holder: &Holder) -> Option<PlaceNo> {
        match holder {
            Holder::Place(place) => self.facts.places.find(place, self.as_of),
            Holder::Body { division, .. } => self.facts.places.find(&(*division).into(), self.as_of),
            Holder::Institution(id) => match self.facts.institutions.state_on(id, self.as_of) {
                InstitutionState::Open { place, .. } => Some(place),
                InstitutionState::Unknown | InstitutionState::Closed => None,
            },
        }
    }
}

fn is_selected(selection: &PlaceSelection, place: &PlaceCoverage) -> bool {
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

const fn possessed(state: CellState, by: Possession) -> bool {
    match by {
        Possession::Any => state.is_met(),
        Possession::Own => matches!(state, CellState::Own),
        Possession::Shared => matches!(state, CellState::Shared { .. }),
    }
}

const fn complete(status: Status, by: Possession) -> bool {
    match (status, by) {
        (Status::Complete { .. }, Possession::Any) => true,
        (Status::Complete { shared }, Possession::Own) => !shared,
        (Status::Complete { shared }, Possession::Shared) => shared,
        (Status::Partial { .. } | Status::None, _) => false,
    }
}
