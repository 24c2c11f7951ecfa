//! At least, at most: what a measure counts where facts have open dates.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::designation::DesignationChange;
use jiceng_domain::places::PlaceChange;
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{Measure, PlaceSelection};
use jiceng_domain::timeline::{Change, Entry, Timeline};
use jiceng_domain::{AsOf, Facts, InstitutionKindCode, Level, PlaceNo, Reading};
use jiff::civil::Date;

use super::places::{incomplete, is_selected, of_one_kind, possessed};
use super::{Counted, MeasuredDay, Tally};
use crate::certainty::{Certainty, thresholds};
use crate::chronology::{Chronology, TimelineOf};
use crate::coverage::{Coverage, election_turns, rules};
use crate::divisions::DivisionTree;
use crate::open_dates::{AskedOfKind, InWorld, Open, asked_in, of_cell, of_place, of_subject, one_each, worlds};
use crate::whereabouts::Whereabouts;

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

/// Whether a measure counts a thing, or is taken of it and does not; `None` if it is not taken of
/// it.
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

/// A ground with the trees of all that may lie in a division, and of all that does for certain;
/// itself where that is the same.
fn on_trees<'g>(ground: MeasuredDay<'g>, trees: Option<&'g [DivisionTree; 2]>) -> Vec<MeasuredDay<'g>> {
    match trees {
        None => vec![ground],
        Some(trees) => trees.iter().map(|tree| MeasuredDay { tree, ..ground }).collect(),
    }
}

impl MeasuredDay<'_> {
    /// Takes a measure within a division in every history that agrees with the dates as stated.
    pub fn bounds(&self, measure: &Measure, scope: PlaceNo) -> CountedBounds {
        if !self.is_registered(scope) {
            return CountedBounds::default();
        }
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
            | Measure::Elections(_)
            | Measure::CommitteeSeats(_) => return self.bounds_of_bodies(measure, scope),
        };
        let standard = of_kind.as_ref().unwrap_or(self.standard);
        let whereabouts = Whereabouts::of(self.facts, self.tree);
        let trees = whereabouts.trees_within(scope);
        let grounds = on_trees(*self, trees.as_ref());
        let read: Vec<BTreeMap<Counted, bool>> =
            grounds.iter().map(|ground| told(ground.tally(measure, scope))).collect();
        let mut bounds = CountedBounds::default();
        let mut chronology = Chronology::new(self.facts, self.as_of);
        for (place, _) in self.facts.places.iter() {
            let what = Counted::Place(place);
            let is_within = |ground: &MeasuredDay<'_>| ground.is_within(Some(place), scope);
            match self.worlds_of_place(&mut chronology, place, (measure, selection), standard) {
                Some(worlds) if worlds.is_empty() => {
                    bounds.add(&what, &read.iter().map(|read| read.get(&what).copied()).collect::<Vec<Counts>>());
                }
                Some(worlds) => {
                    let counts = |as_of: &AsOf| {
                        let there = MeasuredDay { as_of: *as_of, ..*self };
                        let counts = there.counts(measure, selection, standard, place);
                        let of_tree = |ground: &MeasuredDay<'_>| {
                            counts.filter(|_| is_within(&MeasuredDay { as_of: *as_of, ..*ground }))
                        };
                        grounds.iter().map(of_tree).collect::<Vec<Counts>>()
                    };
                    bounds.add(&what, &worlds.iter().flat_map(counts).collect::<Vec<Counts>>());
                }
                None if grounds.iter().any(is_within) => bounds.add(&what, &[Some(true), Some(false), None]),
                None => {}
            }
        }
        bounds
    }

    /// The question in each world of a place; empty where nothing is open, `None` where there are
    /// too many.
    fn worlds_of_place<'f>(
        &'f self,
        chronology: &mut Chronology<'f>,
        place: PlaceNo,
        (measure, selection): (&Measure, &PlaceSelection),
        standard: &Standard,
    ) -> Option<Vec<AsOf>> {
        let rules = rules(self.facts, standard);
        let mut thresholds = thresholds(&rules);
        thresholds.extend([selection.population_at_least, selection.population_below].into_iter().flatten());
        let mut open = of_place(chronology, self.facts, place, self.as_of, &thresholds);
        for (kind, rule) in rules {
            let asked = AskedOfKind {
                election_turns: election_turns(self.facts, kind, self.as_of, rule),
                inspections: rule.requirement.must_pass_inspection
                    || matches!(measure, Measure::PlacesInspected { .. }),
            };
            open.and(of_cell(chronology, self.facts, place, kind, self.as_of, &asked));
        }
        if selection.designated.is_some() {
            let early = self.early();
            for (id, timeline) in self.facts.designations.iter() {
                if early.places_named(id).contains(&place) {
                    open.and(of_subject(chronology, TimelineOf::Designation(id), timeline, self.as_of, &[]));
                }
            }
        }
        self.worlds(chronology, open)
    }

    fn worlds(&self, chronology: &Chronology<'_>, open: Open) -> Option<Vec<AsOf>> {
        worlds_of(self.as_of, chronology, open)
    }

    /// Whether a measure of places counts one.
    pub(super) fn counts(
        &self,
        measure: &Measure,
        selection: &PlaceSelection,
        standard: &Standard,
        place: PlaceNo,
    ) -> Counts {
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

    /// Of designations, institutions and committees all open facts within the scope are gone
    /// through together.
    fn bounds_of_bodies(&self, measure: &Measure, scope: PlaceNo) -> CountedBounds {
        let whereabouts = Whereabouts::of(self.facts, self.tree);
        let trees = whereabouts.trees_within(scope);
        let grounds = on_trees(*self, trees.as_ref());
        let Some(widest) = grounds.first() else { return CountedBounds::default() };
        let mut bounds = CountedBounds::default();
        let worlds = match measure {
            Measure::Designations { .. } | Measure::DesignationsRecommended { .. } => {
                widest.worlds_of_designations(scope)
            }
            Measure::Institutions { .. } | Measure::DivisionsWithInstitution { .. } => {
                widest.worlds_of_institutions(scope)
            }
            Measure::CommitteeSessions(sessions) | Measure::RulesAdopted(sessions) => {
                widest.worlds_of_committees(scope, sessions.since)
            }
            Measure::Elections(elections) => widest.worlds_of_committees(scope, elections.since),
            Measure::CommitteeSeats(_) => widest.worlds_of_committees(scope, None),
            Measure::PlacesWith { .. } | Measure::PlacesComplete { .. } | Measure::PlacesInspected { .. } => None,
        };
        let worlds = worlds.map(|worlds| if worlds.is_empty() { vec![self.as_of] } else { worlds });
        if let Measure::DivisionsWithInstitution { kind, level } = measure
            && !whereabouts.is_settled()
        {
            return widest.bounds_of_divisions((kind, *level), scope, worlds, &whereabouts);
        }
        let Some(worlds) = worlds else {
            // Too many to go through: everything of the sort is possible.
            for what in
                told(widest.tally(measure, scope)).keys().chain(told(widest.early().tally(measure, scope)).keys())
            {
                bounds.add(what, &[Some(true), Some(false), None]);
            }
            return bounds;
        };
        let tell = |as_of: &AsOf| {
            let of_tree =
                |ground: &MeasuredDay<'_>| told(MeasuredDay { as_of: *as_of, ..*ground }.tally(measure, scope));
            grounds.iter().map(of_tree).collect::<Vec<_>>()
        };
        let found: Vec<BTreeMap<Counted, bool>> = worlds.iter().flat_map(tell).collect();
        for what in found.iter().flat_map(BTreeMap::keys) {
            bounds.add(what, &found.iter().map(|found| found.get(what).copied()).collect::<Vec<Counts>>());
        }
        bounds
    }

    /// The divisions of a level within the scope, where it is open where some lie: those in which
    /// an institution may lie, and those in which none may.
    fn bounds_of_divisions(
        &self,
        (kind, level): (&InstitutionKindCode, Level),
        scope: PlaceNo,
        worlds: Option<Vec<AsOf>>,
        whereabouts: &Whereabouts<'_>,
    ) -> CountedBounds {
        let mut bounds = CountedBounds::default();
        // In each world, the divisions in which one may lie, and those in which one does.
        let with = |as_of: &AsOf| {
            let there = MeasuredDay { as_of: *as_of, ..*self };
            let at_work = there.institutions(kind, scope).counted;
            let places = at_work.iter().filter_map(|institution| there.place_of(institution));
            let at: Vec<BTreeSet<Option<PlaceNo>>> =
                places.map(|place| whereabouts.at_level_with_sites(place, level)).collect();
            let possible: BTreeSet<PlaceNo> = at.iter().flatten().flatten().copied().collect();
            let certain = at.iter().filter(|at| at.len() == 1).flatten().flatten().copied();
            (possible, certain.collect::<BTreeSet<PlaceNo>>())
        };
        let found: Option<Vec<_>> = worlds.map(|worlds| worlds.iter().map(with).collect());
        for (place, _) in self.facts.places.iter() {
            let is_here = [whereabouts.is_of_level(place, level), whereabouts.is_within(place, None, scope)];
            if is_here.contains(&Certainty::No) {
                continue;
            }
            let mut counts: Vec<Counts> = Vec::new();
            counts.extend(is_here.contains(&Certainty::Possible).then_some(None));
            match &found {
                None => counts.extend([Some(true), Some(false)]),
                Some(found) => {
                    for (possible, certain) in found {
                        counts.extend(possible.contains(&place).then_some(Some(true)));
                        counts.extend((!certain.contains(&place)).then_some(Some(false)));
                    }
                }
            }
            bounds.add(&Counted::Place(place), &counts);
        }
        bounds
    }

    /// The same with dates read at their first day, for finding what may be there.
    fn early(&self) -> Self {
        MeasuredDay { as_of: self.as_of.reading(Reading::Earliest), ..*self }
    }

    fn worlds_of_designations(&self, scope: PlaceNo) -> Option<Vec<AsOf>> {
        let early = self.early();
        let mut chronology = Chronology::new(self.facts, self.as_of);
        let mut open = Open::default();
        for (id, timeline) in self.facts.designations.iter() {
            let of = TimelineOf::Designation(id);
            let places = early.places_named(id);
            if places.iter().any(|place| early.is_within(Some(*place), scope)) {
                open.and(of_subject(&mut chronology, of, timeline, self.as_of, &[]));
                for holder in timeline.counting(self.as_of).filter_map(|e| e.change.institution()) {
                    if let Some(timeline) = self.facts.institutions.get(holder) {
                        let of = TimelineOf::Institution(holder);
                        open.and(of_subject(&mut chronology, of, timeline, self.as_of, &[]));
                    }
                }
                for place in places {
                    open.and(of_place(&mut chronology, self.facts, place, self.as_of, &[]));
                    let recommended = |e: &Entry<'_, DesignationChange>| e.change.begins();
                    let asked = (self.facts, self.as_of);
                    before_its_end(asked, &mut chronology, &mut open, (of, place), timeline, recommended);
                }
            }
        }
        self.worlds(&chronology, open)
    }

    fn worlds_of_institutions(&self, scope: PlaceNo) -> Option<Vec<AsOf>> {
        let early = self.early();
        let mut chronology = Chronology::new(self.facts, self.as_of);
        let mut open = Open::default();
        for (id, timeline) in self.facts.institutions.iter() {
            let place = early.place_of_institution(id).filter(|place| early.is_within(Some(*place), scope));
            if let Some(place) = place {
                open.and(of_subject(&mut chronology, TimelineOf::Institution(id), timeline, self.as_of, &[]));
                open.and(of_place(&mut chronology, self.facts, place, self.as_of, &[]));
            }
        }
        self.worlds(&chronology, open)
    }

    /// Sessions and elections also turn on the day from which they are counted.
    fn worlds_of_committees(&self, scope: PlaceNo, since: Option<Date>) -> Option<Vec<AsOf>> {
        let since: Vec<Date> = since.and_then(|since| since.yesterday().ok()).into_iter().collect();
        let early = self.early();
        let mut chronology = Chronology::new(self.facts, self.as_of);
        let mut open = Open::default();
        for (no, record) in self.facts.federations.iter() {
            let place = record.place(self.as_of).filter(|place| early.is_within(Some(*place), scope));
            if let Some(place) = place {
                let of = TimelineOf::Federation(no);
                open.and(of_subject(&mut chronology, of, &record.timeline, self.as_of, &[]));
                open.and(of_subject(&mut chronology, of, &record.committees, self.as_of, &since));
                open.and(of_place(&mut chronology, self.facts, place, self.as_of, &[]));
                let asked = (self.facts, self.as_of);
                before_its_end(asked, &mut chronology, &mut open, (of, place), &record.committees, |_| true);
            }
        }
        self.worlds(&chronology, open)
    }
}

/// A question in each world that open facts make; empty where nothing is open, `None` where there
/// are too many.
pub(crate) fn worlds_of(as_of: AsOf, chronology: &Chronology<'_>, open: Open) -> Option<Vec<AsOf>> {
    if open.is_empty() {
        return Some(Vec::new());
    }
    if open.is_unordered {
        return None;
    }
    let worlds = worlds(&one_each(open.facts), &open.ordered, as_of)?;
    let asked = worlds.iter().filter_map(|world| match asked_in(chronology, as_of, world) {
        InWorld::Impossible => None,
        InWorld::TooMany => Some(None),
        InWorld::In(as_of) => Some(Some(as_of)),
    });
    asked.collect()
}

/// What happened at a place that ended counts if it was before.
pub(crate) fn before_its_end<'f, C: Change>(
    (facts, as_of): (&'f Facts, AsOf),
    chronology: &mut Chronology<'f>,
    open: &mut Open,
    (of, place): (TimelineOf<'f>, PlaceNo),
    timeline: &Timeline<C>,
    counts: impl Fn(&Entry<'_, C>) -> bool,
) {
    let Some(record) = facts.places.get(place) else { return };
    let ended = record.timeline.counting(as_of).filter(|e| matches!(e.change, PlaceChange::Ended(_)));
    for ended in ended.map(|e| (TimelineOf::Place(place), e.effective, e.position)).collect::<Vec<_>>() {
        for happened in timeline.counting(as_of).filter(&counts) {
            open.before(chronology, as_of, (of, happened.effective, happened.position), ended);
        }
    }
}
