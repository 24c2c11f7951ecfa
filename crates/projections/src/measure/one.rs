//! Whether a measure counts one thing, without taking all of it.

use jiceng_domain::PlaceNo;
use jiceng_domain::target::Measure;

use super::places::of_one_kind;
use super::{Counted, MeasuredDay, Tally};

impl MeasuredDay<'_> {
    /// Whether a measure within a division counts a thing.
    #[allow(clippy::match_same_arms, reason = "an arm a measure")]
    pub(crate) fn counts_one(&self, measure: &Measure, what: &Counted, scope: PlaceNo) -> bool {
        if !self.is_registered(scope) {
            return false;
        }
        match (measure, what) {
            (Measure::PlacesWith { kind, places, .. }, Counted::Place(place)) => {
                let standard = of_one_kind(self.standard, kind);
                self.is_within(Some(*place), scope) && self.counts(measure, places, &standard, *place) == Some(true)
            }
            (Measure::PlacesInspected { kind, places }, Counted::Place(place)) => {
                let standard = of_one_kind(self.standard, kind);
                self.is_within(Some(*place), scope) && self.counts(measure, places, &standard, *place) == Some(true)
            }
            (Measure::PlacesComplete { places, .. }, Counted::Place(place)) => {
                self.is_within(Some(*place), scope) && self.counts(measure, places, self.standard, *place) == Some(true)
            }
            (Measure::DivisionsWithInstitution { kind, level }, Counted::Place(place)) => {
                let is_here = |id| {
                    self.institution(id, kind, scope) == Some(None)
                        && self.place_of_institution(id).and_then(|at| self.at_level(at, *level)) == Some(*place)
                };
                self.is_division_of(*place, *level, scope) && self.facts.institutions.iter().any(|(id, _)| is_here(id))
            }
            (Measure::Designations { programme }, Counted::Designation(id)) => {
                self.designation(id, programme, scope) == Some(None)
            }
            (Measure::DesignationsRecommended { programme }, Counted::Designation(id)) => {
                self.is_recommended(id, programme, scope)
            }
            (Measure::Institutions { kind }, Counted::Institution(id)) => {
                self.institution(id, kind, scope) == Some(None)
            }
            (
                _,
                Counted::Election { federation, .. }
                | Counted::Session { federation, .. }
                | Counted::Seat { federation, .. }
                | Counted::Rule { federation, .. },
            ) => {
                let federations = &self.facts.federations;
                let record = federations.find(federation).and_then(|no| federations.get(no));
                record.filter(|record| self.is_federation_of(record, scope)).is_some_and(|record| {
                    let mut tally = Tally::default();
                    self.add_committees_of(record, measure, &mut tally);
                    tally.counted.contains(what)
                })
            }
            _ => false,
        }
    }
}
