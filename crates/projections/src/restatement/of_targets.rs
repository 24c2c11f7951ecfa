//! Why a target counts something for one of two questions only.

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::designation::{DesignationChange, HolderAt};
use jiceng_domain::institution::InstitutionChange;
use jiceng_domain::target::{Measure, PlaceSelection, PlaceSort};
use jiceng_domain::timeline::Timeline;
use jiceng_domain::{DesignationId, FederationId, InstitutionId, InstitutionKindCode, PlaceNo, TargetId};

use super::{Answers, Both};
use crate::causes::Cause;
use crate::measure::Counted;

impl Both<'_> {
    /// Why a target counts something on one side only.
    pub(super) fn of_target(&self, id: &TargetId, counted: &Counted) -> Vec<Cause> {
        let (Some(first), Some(second)) = (self.first.targets.get(id), self.second.targets.get(id)) else {
            return Vec::new();
        };
        let mut causes = if first == second { Vec::new() } else { self.sides.of_target(id) };
        causes.extend(match counted {
            Counted::Place(place) => self.of_measure(&second.set.measure, *place),
            Counted::Designation(id) => self.of_designation(id),
            Counted::Institution(id) => self.of_institution(id),
            Counted::Federation(federation)
            | Counted::Election { federation, .. }
            | Counted::Session { federation, .. }
            | Counted::Rule { federation, .. } => self.of_federation(federation),
            Counted::Target(id) => self.sides.of_target(id),
        });
        if causes.is_empty() {
            // What is counted is the same; so the target's own division is another.
            causes.extend(self.sides.of_lineage(second.scope));
        }
        causes
    }

    fn of_designation(&self, id: &DesignationId) -> Vec<Cause> {
        let mut causes = self.sides.of_designation(id);
        let holders = self.sides.facts.designations.get(id).into_iter().flat_map(Timeline::all);
        let holders = holders.filter_map(|e| match e.change {
            DesignationChange::Recommended(_, holder) | DesignationChange::Granted(_, holder) => Some(holder),
            DesignationChange::Revoked => None,
        });
        for holder in holders {
            causes.extend(match holder {
                HolderAt::Place(place) | HolderAt::Body { division: place, .. } => {
                    self.of_lineages(std::iter::once(*place))
                }
                HolderAt::Institution(id) => self.of_institution(id),
            });
        }
        causes
    }

    fn of_institution(&self, id: &InstitutionId) -> Vec<Cause> {
        let mut causes = self.sides.of_institution(id);
        causes.extend(self.of_lineages(self.places_of_institution(id)));
        causes
    }

    fn places_of_institution(&self, id: &InstitutionId) -> impl Iterator<Item = PlaceNo> {
        let changes = self.sides.facts.institutions.get(id).into_iter().flat_map(Timeline::all);
        changes.filter_map(|e| match e.change {
            InstitutionChange::Established { place, .. } => Some(*place),
            InstitutionChange::Closed => None,
        })
    }

    /// The institutions of a kind that lie in a division, on either side.
    fn of_institutions_in(&self, kind: &InstitutionKindCode, division: PlaceNo) -> Vec<Cause> {
        let is_of_kind = |change: &InstitutionChange| matches!(change, InstitutionChange::Established { kind: of, .. } if of == kind);
        let of_kind = self.sides.facts.institutions.iter().filter(|(_, t)| t.all().any(|e| is_of_kind(e.change)));
        let lies_in = |place| [self.first, self.second].iter().any(|answers| answers.tree.is_within(place, division));
        let here = of_kind.map(|(id, _)| id).filter(|id| self.places_of_institution(id).any(lies_in));
        here.flat_map(|id| self.of_institution(id)).collect()
    }

    fn of_federation(&self, id: &FederationId) -> Vec<Cause> {
        let federations = &self.sides.facts.federations;
        let Some(record) = federations.find(id).and_then(|no| federations.get(no)) else { return Vec::new() };
        let mut causes = self.sides.of_federation(record);
        causes.extend(self.sides.of_committees(record));
        let places = [self.sides.from, self.sides.to].map(|as_of| record.place(as_of));
        causes.extend(self.of_lineages(places.into_iter().flatten()));
        causes
    }

    /// The causes in the lineage of places that lie elsewhere on one side, and why some exist on one side only.
    fn of_lineages(&self, places: impl Iterator<Item = PlaceNo>) -> Vec<Cause> {
        let above = |answers: &Answers, place| answers.tree.lineage(place).collect::<Vec<_>>();
        let causes = places.flat_map(|place| {
            if above(self.first, place) == above(self.second, place) {
                self.sides.of_existence_if_other(place)
            } else {
                self.sides.of_lineage(place)
            }
        });
        causes.collect()
    }

    /// Why a measure counts a place on one side only: each thing that it looks at and that differs.
    fn of_measure(&self, measure: &Measure, place: PlaceNo) -> Vec<Cause> {
        let kind_of = |code: &str| self.sides.facts.catalogue.kind(code);
        let mut causes = match measure {
            Measure::PlacesWith { kind, places, .. } => {
                let of_kind = kind_of(kind.as_str()).map(|kind| self.of_cell(place, kind)).unwrap_or_default();
                [of_kind, self.of_selection(places, place)].concat()
            }
            Measure::PlacesComplete { places, .. } => {
                [self.of_status(place), self.of_selection(places, place)].concat()
            }
            Measure::PlacesInspected { kind, places } => {
                let of_kind = kind_of(kind.as_str()).map(|kind| self.of_inspection(place, kind)).unwrap_or_default();
                [of_kind, self.of_selection(places, place)].concat()
            }
            Measure::DivisionsWithInstitution { kind, .. } => {
                [self.of_institutions_in(kind, place), self.sides.of_existence(place)].concat()
            }
            // These count no places.
            Measure::Designations { .. }
            | Measure::DesignationsRecommended { .. }
            | Measure::Institutions { .. }
            | Measure::CommitteeSessions(_)
            | Measure::RulesAdopted(_)
            | Measure::Elections(_) => Vec::new(),
        };
        causes.extend(self.of_lineages(std::iter::once(place)));
        causes
    }

    fn of_inspection(&self, place: PlaceNo, kind: KindNo) -> Vec<Cause> {
        let passed = |as_of| self.sides.facts.elements.last_inspection(place, kind, as_of) == Some(true);
        let differs = passed(self.sides.from) != passed(self.sides.to);
        if differs { self.sides.of_element(place, kind) } else { Vec::new() }
    }

    fn of_selection(&self, selection: &PlaceSelection, place: PlaceNo) -> Vec<Cause> {
        let mut causes = Vec::new();
        let (first, second) = (self.first.places.get(&place), self.second.places.get(&place));
        let (Some(first), Some(second)) = (first, second) else { return self.sides.of_existence(place) };
        if selection.sort != PlaceSort::Any && first.is_site != second.is_site {
            causes.extend(self.sides.of_existence(place));
        }
        let bounds = [selection.population_at_least, selection.population_below];
        let people = [first.population, second.population];
        // A place that was never counted is on neither side of a bound.
        let crosses = |bound: u32| people[0].map(|people| people < bound) != people[1].map(|people| people < bound);
        if bounds.into_iter().flatten().any(crosses) {
            causes.extend(self.sides.of_population(place));
        }
        if let Some(programme) = &selection.designated {
            causes.extend(self.sides.of_designations(place, programme));
        }
        causes
    }
}
