//! Why a target counts something for one of two questions only.

use std::rc::Rc;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::designation::{DesignationChange, HolderAt};
use jiceng_domain::institution::InstitutionChange;
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{Measure, PlaceSelection, TargetIn, TargetState};
use jiceng_domain::timeline::Timeline;
use jiceng_domain::{DesignationId, FederationId, InstitutionId, InstitutionKindCode, PlaceNo, Position, TargetId};

use super::{Answers, Both};
use crate::causes::{BothQuestions, Cause, all, differing, each_once, is_of_state};
use crate::divisions::DivisionTree;
use crate::measure::{Counted, MeasuredDay, of_one_kind};
use crate::trials::{Besides, Differing, Mixed, bearing};

/// What differs of all that a target reads of a thing.
#[derive(Default)]
struct Read {
    facts: Vec<Differing>,
    /// Those by which places lie elsewhere.
    of_tree: Vec<Position>,
    /// The kinds that are judged.
    kinds: Vec<KindNo>,
    possible: Besides,
}

impl Both<'_> {
    /// Why a target counts something on one side only.
    pub(super) fn of_target(&self, id: &TargetId, counted: &Counted) -> Vec<Cause> {
        let (Some(first), Some(second)) = (self.first.targets.get(id), self.second.targets.get(id)) else {
            return Vec::new();
        };
        let sides = self.sides;
        let mut read = Read::default();
        if first != second {
            read.facts.extend(sides.facts.targets.get(id).into_iter().flat_map(|t| differing(t, sides, |_| true)));
        }
        for target in [first, second] {
            self.read_measure(&target.set.measure, counted, &mut read);
        }
        each_once(&mut read.facts);
        let counts = |mixed: &Mixed<'_>| {
            let set = match sides.facts.targets.state_on(id, mixed.as_of) {
                TargetState::Set(set) => Some(set),
                TargetState::Unknown | TargetState::Withdrawn => None,
            };
            let TargetIn { set, scope } = set.as_deref().unwrap_or(second);
            let tree = self.tree(mixed.as_of, &read.of_tree);
            let ground = MeasuredDay { facts: sides.facts, as_of: mixed.as_of, standard: mixed.standard, tree: &tree };
            ground.counts_one(&set.measure, counted, *scope)
        };
        let (mut causes, besides) = match bearing(sides, &read.facts, read.possible, counts) {
            Some(found) => (found.causes, found.besides),
            None => (all(read.facts), read.possible),
        };
        if besides.standard {
            causes.extend(sides.of_standards());
        }
        if let (true, Counted::Place(place)) = (besides.time, counted) {
            causes.extend(read.kinds.iter().flat_map(|kind| sides.of_terms_run_out(*place, *kind)));
        }
        causes
    }

    /// The tree of a question in which some of the facts count by which places lie elsewhere.
    fn tree(&self, as_of: AsOf, of_tree: &[Position]) -> Rc<DivisionTree> {
        let counts = of_tree.iter().map(|fact| (*fact, as_of.tried(*fact).unwrap_or_default())).collect();
        let mut trees = self.trees.borrow_mut();
        let tree = trees.entry(counts).or_insert_with(|| {
            Rc::new(if of_tree.is_empty() {
                self.second.tree.clone()
            } else {
                DivisionTree::on(self.sides.facts, as_of)
            })
        });
        Rc::clone(tree)
    }

    /// What differs of all that a measure reads of a thing.
    fn read_measure(&self, measure: &Measure, counted: &Counted, read: &mut Read) {
        match (measure, counted) {
            (Measure::PlacesWith { kind, places, .. }, Counted::Place(place)) => {
                let standards = [self.sides.from_standard, self.sides.to_standard];
                let [first, second] = standards.map(|standard| of_one_kind(standard, kind));
                let sides = BothQuestions { from_standard: &first, to_standard: &second, ..*self.sides };
                let kinds = self.sides.facts.catalogue.kind(kind.as_str());
                self.read_place(&sides, *place, kinds, read);
                self.read_selection(places, *place, read);
            }
            (Measure::PlacesComplete { places, .. }, Counted::Place(place)) => {
                let standards = [self.sides.from_standard, self.sides.to_standard];
                let kinds = standards.into_iter().flat_map(|standard| self.kinds_of(standard));
                self.read_place(self.sides, *place, kinds, read);
                self.read_selection(places, *place, read);
            }
            (Measure::PlacesInspected { kind, places }, Counted::Place(place)) => {
                let kind = self.sides.facts.catalogue.kind(kind.as_str());
                read.facts.extend(kind.into_iter().flat_map(|kind| self.sides.in_element(*place, kind, true)));
                self.read_selection(places, *place, read);
                self.read_lineage(*place, read);
            }
            (Measure::DivisionsWithInstitution { kind, .. }, Counted::Place(place)) => {
                self.read_institutions_in(kind, *place, read);
                self.read_lineage(*place, read);
            }
            (_, Counted::Place(place)) => self.read_lineage(*place, read),
            (_, Counted::Designation(id)) => self.read_designation(id, read),
            (_, Counted::Institution(id)) => self.read_institution(id, read),
            (
                _,
                Counted::Federation(federation)
                | Counted::Election { federation, .. }
                | Counted::Session { federation, .. }
                | Counted::Seat { federation, .. }
                | Counted::Rule { federation, .. },
            ) => self.read_federation(federation, read),
            (_, Counted::Target(_)) => {}
        }
    }

    fn kinds_of(&self, standard: &Standard) -> impl Iterator<Item = KindNo> {
        let catalogue = &self.sides.facts.catalogue;
        standard.requirements.iter().filter_map(|requirement| catalogue.kind(requirement.kind.as_str()))
    }

    fn read_place(
        &self,
        sides: &BothQuestions<'_>,
        place: PlaceNo,
        kinds: impl IntoIterator<Item = KindNo>,
        read: &mut Read,
    ) {
        for kind in kinds {
            read.facts.extend(sides.in_cell(place, kind));
            read.possible.standard |= !sides.has_like_rules(kind);
            read.possible.time |= sides.from.effective != sides.to.effective && sides.asks_for_term(kind);
            if !read.kinds.contains(&kind) {
                read.kinds.push(kind);
            }
        }
        self.read_lineage(place, read);
    }

    fn read_selection(&self, selection: &PlaceSelection, place: PlaceNo, read: &mut Read) {
        let sides = self.sides;
        if selection.population_at_least.is_some() || selection.population_below.is_some() {
            read.facts.extend(sides.in_place(place, |change| change.people().is_some()));
        }
        if selection.designated.is_some() {
            let names = |change: &DesignationChange| match change {
                DesignationChange::Recommended(_, holder) | DesignationChange::Granted(_, holder) => {
                    *holder == HolderAt::Place(place)
                }
                DesignationChange::Revoked => false,
            };
            for (_, timeline) in sides.facts.designations.iter().filter(|(_, t)| t.all().any(|e| names(e.change))) {
                read.facts.extend(differing(timeline, sides, |_| true));
            }
        }
    }

    fn read_designation(&self, id: &DesignationId, read: &mut Read) {
        let Some(timeline) = self.sides.facts.designations.get(id) else { return };
        read.facts.extend(differing(timeline, self.sides, |_| true));
        for entry in timeline.all() {
            match entry.change {
                DesignationChange::Recommended(_, holder) | DesignationChange::Granted(_, holder) => match holder {
                    HolderAt::Place(place) | HolderAt::Body { division: place, .. } => self.read_lineage(*place, read),
                    HolderAt::Institution(id) => self.read_institution(id, read),
                },
                DesignationChange::Revoked => {}
            }
        }
    }

    fn read_institution(&self, id: &InstitutionId, read: &mut Read) {
        let timeline = self.sides.facts.institutions.get(id);
        read.facts.extend(timeline.into_iter().flat_map(|t| differing(t, self.sides, |_| true)));
        self.places_of_institution(id).for_each(|place| self.read_lineage(place, read));
    }

    fn places_of_institution(&self, id: &InstitutionId) -> impl Iterator<Item = PlaceNo> {
        let changes = self.sides.facts.institutions.get(id).into_iter().flat_map(Timeline::all);
        changes.filter_map(|e| match e.change {
            InstitutionChange::Established { place, .. } => Some(*place),
            InstitutionChange::Closed => None,
        })
    }

    /// The institutions of a kind that lie in a division, on either side.
    fn read_institutions_in(&self, kind: &InstitutionKindCode, division: PlaceNo, read: &mut Read) {
        let is_of_kind = |change: &InstitutionChange| matches!(change, InstitutionChange::Established { kind: of, .. } if of == kind);
        let of_kind = self.sides.facts.institutions.iter().filter(|(_, t)| t.all().any(|e| is_of_kind(e.change)));
        let lies_in = |place| [self.first, self.second].iter().any(|answers| answers.tree.is_within(place, division));
        let here = of_kind.map(|(id, _)| id).filter(|id| self.places_of_institution(id).any(lies_in));
        here.for_each(|id| self.read_institution(id, read));
    }

    fn read_federation(&self, id: &FederationId, read: &mut Read) {
        let federations = &self.sides.facts.federations;
        let Some(record) = federations.find(id).and_then(|no| federations.get(no)) else { return };
        read.facts.extend(self.sides.in_federation(record));
        read.facts.extend(differing(&record.committees, self.sides, |_| true));
        let places = [self.sides.from, self.sides.to].map(|as_of| record.place(as_of));
        places.into_iter().flatten().for_each(|place| self.read_lineage(place, read));
    }

    /// Whether a place exists, and where it lies, if that is elsewhere on one side.
    fn read_lineage(&self, place: PlaceNo, read: &mut Read) {
        read.facts.extend(self.sides.in_place(place, is_of_state));
        let above = |answers: &Answers| answers.tree.lineage(place).collect::<Vec<_>>();
        if above(self.first) != above(self.second) {
            let facts = self.sides.in_lineage(place);
            read.of_tree.extend(facts.iter().map(|fact| fact.cause.position));
            read.of_tree.sort_unstable();
            read.of_tree.dedup();
            read.facts.extend(facts);
        }
    }
}
