//! At least, at most: what a measure counts where facts have open dates.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::committee::Committees;
use jiceng_domain::designation::DesignationState;
use jiceng_domain::federation::FederationState;
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{Measure, PlaceSelection};
use jiceng_domain::{AsOf, PlaceNo, Reading};
use jiff::civil::Date;

use super::places::{incomplete, is_selected, of_one_kind, possessed};
use super::{Counted, Ground, Tally};
use crate::bearing::{is_cell_coherent, is_place_coherent};
use crate::coverage::{Coverage, election_turns, rules};
use crate::open_dates::{OpenFact, asked_in, of_cell, of_existence, of_place, of_subject, one_each, worlds};

/// What a measure counts for certain, and what it may count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedBounds {
    /// Counted in every history that agrees with the dates as stated: at least so many.
    pub certain: BTreeSet<Counted>,
    /// Counted in some: at most so many.
    pub possible: BTreeSet<Counted>,
    /// What misses in every history: the measure is taken of it and does not count it.
    pub misses: BTreeSet<Counted>,
    /// What misses in some.
    pub may_miss: BTreeSet<Counted>,
}

/// Whether a measure counts a thing, or is taken of it and does not; `None` if it is not taken of it.
type Counts = Option<bool>;

impl CountedBounds {
    fn add(&mut self, what: &Counted, found: &[Counts]) {
        let mut note =
            |sought, all: fn(&mut Self) -> &mut BTreeSet<Counted>, some: fn(&mut Self) -> &mut BTreeSet<Counted>| {
                if found.iter().all(|counts| *counts == Some(sought)) {
                    all(self).insert(what.clone());
                }
                if found.contains(&Some(sought)) {
                    some(self).insert(what.clone());
                }
            };
        note(true, |bounds| &mut bounds.certain, |bounds| &mut bounds.possible);
        note(false, |bounds| &mut bounds.misses, |bounds| &mut bounds.may_miss);
    }
}

/// What a tally says of each thing that it knows.
fn told(tally: Tally) -> BTreeMap<Counted, bool> {
    let missed = tally.missed.into_iter().map(|missed| (missed.what, false));
    missed.chain(tally.counted.into_iter().map(|what| (what, true))).collect()
}

impl Ground<'_> {
    /// Takes a measure within a division in every history that agrees with the dates as stated.
    pub fn bounds(&self, measure: &Measure, scope: PlaceNo) -> CountedBounds {
        let (selection, of_kind) = match measure {
            Measure::PlacesWith { kind, places, .. } | Measure::PlacesInspected { kind, places } => {
                (places, Some(of_one_kind(self.standard, kind)))
            }
            Measure::PlacesComplete { places, .. } => (places, None),
            Measure::Designations { .. }
            | Measure::DesignationsRecommended { .. }
            | Measure::Institutions { .. }
            | Measure::DivisionsWithInstitution { .. }
            | Measure::CommitteeSessions(_)
            | Measure::RulesAdopted(_)
            | Measure::Elections(_) => return self.bounds_of_bodies(measure, scope),
        };
        let standard = of_kind.as_ref().unwrap_or(self.standard);
        let read = told(self.tally(measure, scope));
        let mut bounds = CountedBounds::default();
        for (place, _) in self.facts.places.iter() {
            let what = Counted::Place(place);
            match self.worlds_of_place(place, selection, standard) {
                Some(worlds) if worlds.is_empty() => bounds.add(&what, &[read.get(&what).copied()]),
                Some(worlds) => {
                    let counts = |as_of: &AsOf| {
                        let there = Ground { as_of: *as_of, ..*self };
                        let counts = there.counts(measure, selection, standard, place);
                        counts.filter(|_| there.lies_in(place, scope))
                    };
                    bounds.add(&what, &worlds.iter().map(counts).collect::<Vec<Counts>>());
                }
                None if self.lies_in(place, scope) => bounds.add(&what, &[Some(true), Some(false), None]),
                None => {}
            }
        }
        bounds
    }

    /// The question in each world of a place; empty where nothing is open, `None` where there are too many.
    fn worlds_of_place(&self, place: PlaceNo, selection: &PlaceSelection, standard: &Standard) -> Option<Vec<AsOf>> {
        let rules = rules(self.facts, standard);
        let mut open = of_place(self.facts, place, self.as_of);
        for (kind, rule) in &rules {
            let turns = election_turns(self.facts, *kind, self.as_of, *rule);
            open.extend(of_cell(self.facts, place, *kind, self.as_of, turns.as_deref()));
        }
        if selection.designated.is_some() {
            let early = self.early();
            for (id, timeline) in self.facts.designations.iter() {
                if early.places_named(id).contains(&place) {
                    open.extend(of_subject(timeline, self.as_of, &[]));
                }
            }
        }
        self.worlds(open, |as_of| {
            is_place_coherent(self.facts, place, as_of)
                && rules.iter().all(|(kind, rule)| {
                    let with_elections = election_turns(self.facts, *kind, as_of, *rule).is_some();
                    is_cell_coherent(self.facts, place, *kind, as_of, with_elections)
                })
        })
    }

    fn worlds(&self, open: Vec<OpenFact>, is_coherent: impl Fn(AsOf) -> bool) -> Option<Vec<AsOf>> {
        if open.is_empty() {
            return Some(Vec::new());
        }
        let worlds = worlds(&one_each(open))?;
        let asked: Option<Vec<AsOf>> = worlds.iter().map(|world| asked_in(self.as_of, world)).collect();
        Some(asked?.into_iter().filter(|as_of| is_coherent(*as_of)).collect())
    }

    /// The worlds of subjects that exist only with their places.
    fn worlds_with(
        &self,
        mut places: Vec<PlaceNo>,
        mut open: Vec<OpenFact>,
        is_coherent: impl Fn(AsOf) -> bool,
    ) -> Option<Vec<AsOf>> {
        places.sort_unstable();
        places.dedup();
        open.extend(places.iter().flat_map(|place| of_existence(self.facts, *place, self.as_of)));
        self.worlds(open, |as_of| {
            places.iter().all(|place| is_place_coherent(self.facts, *place, as_of)) && is_coherent(as_of)
        })
    }

    /// Whether a place lies in the scope; one that the tree does not have, as it may not exist, lies
    /// where it would.
    fn lies_in(&self, place: PlaceNo, scope: PlaceNo) -> bool {
        let above = || self.facts.places.get(place).and_then(|record| record.parent_on(self.as_of));
        self.tree.is_within(place, scope)
            || (self.tree.parent(place).is_none() && above().is_some_and(|above| self.tree.is_within(above, scope)))
    }

    /// Whether a measure of places counts one.
    fn counts(&self, measure: &Measure, selection: &PlaceSelection, standard: &Standard, place: PlaceNo) -> Counts {
        let judged = Coverage::judge_one(self.facts, place, self.as_of, standard)?;
        let designated = selection.designated.as_ref();
        if !is_selected(selection, &judged)
            || designated.is_some_and(|programme| !self.designated_places(programme).contains(&place))
        {
            return None;
        }
        Some(match (measure, judged.cells.first()) {
            (Measure::PlacesWith { by, .. }, Some(cell)) => possessed(cell.state, *by),
            (Measure::PlacesInspected { .. }, Some(cell)) => self.not_up_to_standard(place, cell.kind).is_none(),
            (Measure::PlacesComplete { by, .. }, _) => incomplete(&judged, *by).is_none(),
            _ => false,
        })
    }

    /// Of designations, institutions and committees all open facts within the scope are gone through together.
    fn bounds_of_bodies(&self, measure: &Measure, scope: PlaceNo) -> CountedBounds {
        let tally = self.tally(measure, scope);
        let mut bounds = CountedBounds::default();
        let worlds = match measure {
            Measure::Designations { .. } | Measure::DesignationsRecommended { .. } => {
                self.worlds_of_designations(scope)
            }
            Measure::Institutions { .. } | Measure::DivisionsWithInstitution { .. } => {
                self.worlds_of_institutions(scope)
            }
            Measure::CommitteeSessions(sessions) | Measure::RulesAdopted(sessions) => {
                self.worlds_of_committees(scope, sessions.since)
            }
            Measure::Elections(elections) => self.worlds_of_committees(scope, elections.since),
            Measure::PlacesWith { .. } | Measure::PlacesComplete { .. } | Measure::PlacesInspected { .. } => None,
        };
        let Some(worlds) = worlds else {
            // Too many to go through: everything of the sort is possible.
            for what in told(tally).keys().chain(told(self.early().tally(measure, scope)).keys()) {
                bounds.add(what, &[Some(true), Some(false), None]);
            }
            return bounds;
        };
        let tell = |as_of: &AsOf| told(Ground { as_of: *as_of, ..*self }.tally(measure, scope));
        let found: Vec<BTreeMap<Counted, bool>> = worlds.iter().map(tell).collect();
        let found = if found.is_empty() { vec![told(tally)] } else { found };
        for what in found.iter().flat_map(BTreeMap::keys) {
            bounds.add(what, &found.iter().map(|found| found.get(what).copied()).collect::<Vec<Counts>>());
        }
        bounds
    }

    /// The same with dates read at their first day, for finding what may be there.
    fn early(&self) -> Self {
        Ground { as_of: self.as_of.reading(Reading::Earliest), ..*self }
    }

    fn worlds_of_designations(&self, scope: PlaceNo) -> Option<Vec<AsOf>> {
        let early = self.early();
        let here = || {
            let all = self.facts.designations.iter();
            let is_here = |id| early.places_named(id).into_iter().any(|place| self.is_within(Some(place), scope));
            all.filter(move |(id, _)| is_here(id))
        };
        let places = here().flat_map(|(id, _)| early.places_named(id)).collect();
        let open = here().flat_map(|(_, timeline)| of_subject(timeline, self.as_of, &[])).collect();
        self.worlds_with(places, open, |as_of| {
            here().all(|(_, timeline)| timeline.is_coherent_on::<DesignationState>(as_of))
        })
    }

    fn worlds_of_institutions(&self, scope: PlaceNo) -> Option<Vec<AsOf>> {
        let early = self.early();
        let here = || {
            let all = self.facts.institutions.iter();
            all.filter(|(id, _)| self.is_within(early.place_of_institution(id), scope))
        };
        let places = here().filter_map(|(id, _)| early.place_of_institution(id)).collect();
        let open = here().flat_map(|(_, timeline)| of_subject(timeline, self.as_of, &[])).collect();
        self.worlds_with(places, open, |as_of| {
            here().all(|(_, timeline)| timeline.is_coherent_on::<InstitutionState>(as_of))
        })
    }

    /// Sessions and elections also turn on the day from which they are counted.
    fn worlds_of_committees(&self, scope: PlaceNo, since: Option<Date>) -> Option<Vec<AsOf>> {
        let since: Vec<Date> = since.and_then(|since| since.yesterday().ok()).into_iter().collect();
        let here = || {
            let all = self.facts.federations.iter();
            all.map(|(_, record)| record).filter(|record| self.is_within(record.place(self.as_of), scope))
        };
        let open = here().flat_map(|record| {
            let of_committees = of_subject(&record.committees, self.as_of, &since);
            [of_subject(&record.timeline, self.as_of, &[]), of_committees].concat()
        });
        let places = here().filter_map(|record| record.place(self.as_of)).collect();
        self.worlds_with(places, open.collect(), |as_of| {
            here().all(|record| {
                record.timeline.is_coherent_on::<FederationState>(as_of)
                    && record.committees.is_coherent_on::<Committees>(as_of)
            })
        })
    }
}
