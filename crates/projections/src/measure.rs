//! Measures: what a target or a claim counts, the very things counted, and those that miss, so that
//! no number stands without its places.

mod bodies;
pub(crate) mod bounds;
mod committees;
mod one;
mod places;

pub use bounds::CountedBounds;
use jiceng_domain::as_of::AsOf;
use jiceng_domain::facts::Facts;
use jiceng_domain::standard::Standard;
use jiceng_domain::target::Measure;
use jiceng_domain::timeline::Change as _;
use jiceng_domain::{DesignationId, FederationId, InstitutionId, Name, PersonId, PlaceNo, Reading, TargetId};
pub(crate) use places::of_one_kind;

use crate::coverage::Cell;
use crate::divisions::{DivisionTree, STEPS};

/// One thing that is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// A relocation site or division.
    Place(PlaceNo),
    /// A designation.
    Designation(DesignationId),
    /// An institution.
    Institution(InstitutionId),
    /// A federation.
    Federation(FederationId),
    /// An election of a federation's committee.
    Election {
        /// The federation.
        federation: FederationId,
        /// The term it was for.
        term: u16,
    },
    /// A session of a federation's committee.
    Session {
        /// The federation.
        federation: FederationId,
        /// The term.
        term: u16,
        /// Which session of the term.
        session: u16,
    },
    /// A seat of a committee in office.
    Seat {
        /// The federation.
        federation: FederationId,
        /// The committee's term.
        term: u16,
        /// Who holds it.
        person: PersonId,
    },
    /// A rule that a session adopted.
    Rule {
        /// The federation.
        federation: FederationId,
        /// The term.
        term: u16,
        /// Which session of the term.
        session: u16,
        /// The rule's title.
        title: Name,
    },
    /// A target that is in force.
    Target(TargetId),
}

/// One thing that could have been counted, and why it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The thing that is not counted.
    pub what: Counted,
    /// Why not.
    pub why: Why,
}

/// Why something is not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// These cells of the place are not as the measure wants them.
    Cells(Vec<Cell>),
    /// The place has no such element.
    NoElement,
    /// The element was never inspected.
    NotInspected,
    /// The element was found below its building standard.
    BelowStandard,
    /// It was recommended, not granted.
    NotGranted,
    /// It was revoked or closed.
    Ended,
    /// Its place has ended, and it was not ended itself.
    PlaceEnded,
    /// No institution of the kind is at work there.
    NoInstitution,
    /// No committee was elected.
    NotElected,
    /// It is not among what the measure is taken of.
    NotSelected,
    /// The target says another number or day.
    SaysOtherwise,
}

/// A measure taken: what is counted, and what is of the same sort and misses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Everything that is counted; the number is its length.
    pub counted: Vec<Counted>,
    /// What could have been counted. What has no bounds, such as sessions, has none.
    pub missed: Vec<Missed>,
}

/// What a measure is taken of: a day, as known, by a standard, on that day's tree.
#[derive(Clone, Copy, Debug)]
pub struct MeasuredDay<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The two times.
    pub as_of: AsOf,
    /// The standard that says what is complete, and where sharing counts.
    pub standard: &'a Standard,
    /// The tree of the day.
    pub tree: &'a DivisionTree,
}

impl Tally {
    fn add(&mut self, what: Counted, why_not: Option<Why>) {
        match why_not {
            None => self.counted.push(what),
            Some(why) => self.missed.push(Missed { what, why }),
        }
    }

    /// How many are counted.
    pub fn number(&self) -> u32 {
        u32::try_from(self.counted.len()).unwrap_or(u32::MAX)
    }
}

impl MeasuredDay<'_> {
    /// Everything that the measure counts within a division.
    pub fn counted(&self, measure: &Measure, scope: PlaceNo) -> Vec<Counted> {
        self.tally(measure, scope).counted
    }

    /// Takes a measure within a division: what it counts, and what misses.
    pub fn tally(&self, measure: &Measure, scope: PlaceNo) -> Tally {
        if !self.is_registered(scope) {
            return Tally::default();
        }
        match measure {
            Measure::PlacesWith { kind, places, by } => self.places_with(kind, places, *by, scope),
            Measure::PlacesComplete { places, by } => self.places_complete(places, *by, scope),
            Measure::PlacesInspected { kind, places } => self.places_inspected(kind, places, scope),
            Measure::Designations { programme } => self.designations(programme, scope),
            Measure::DesignationsRecommended { programme } => self.recommendations(programme, scope),
            Measure::Institutions { kind } => self.institutions(kind, scope),
            Measure::DivisionsWithInstitution { kind, level } => self.divisions(kind, *level, scope),
            Measure::CommitteeSessions(_)
            | Measure::RulesAdopted(_)
            | Measure::Elections(_)
            | Measure::CommitteeSeats(_) => self.committees(measure, scope),
        }
    }

    /// Whether a registration of the division counts. Without one nothing lies in it, whatever is
    /// registered below it.
    fn is_registered(&self, scope: PlaceNo) -> bool {
        let record = self.facts.places.get(scope);
        record.is_some_and(|record| record.timeline.counting(self.as_of).any(|e| e.change.begins()))
    }

    /// The place of something counted, by which it lies within a scope. A target has none.
    pub fn place_of(&self, counted: &Counted) -> Option<PlaceNo> {
        match counted {
            Counted::Place(place) => Some(*place),
            Counted::Designation(id) => self.place_of_designation(id),
            Counted::Institution(id) => self.place_of_institution(id),
            Counted::Federation(federation)
            | Counted::Election { federation, .. }
            | Counted::Session { federation, .. }
            | Counted::Seat { federation, .. }
            | Counted::Rule { federation, .. } => {
                let federations = &self.facts.federations;
                federations.get(federations.find(federation)?)?.place(self.as_of)
            }
            Counted::Target(_) => None,
        }
    }

    /// The place and those above it. Places that the tree does not have, as they may not exist, lie
    /// where they would.
    fn lineage(&self, place: PlaceNo) -> impl Iterator<Item = PlaceNo> {
        let early = self.as_of.reading(Reading::Earliest);
        let above = move |no: &PlaceNo| {
            let would = |as_of| self.facts.places.get(*no).and_then(|record| record.parent_on(as_of));
            self.tree.parent(*no).or_else(|| would(self.as_of)).or_else(|| would(early))
        };
        std::iter::successors(Some(place), above).take(STEPS)
    }

    fn is_within(&self, place: Option<PlaceNo>, scope: PlaceNo) -> bool {
        place.is_some_and(|place| self.lineage(place).any(|no| no == scope))
    }

    /// Whether a place that exists or has existed lies in a division; one that ended lies where it
    /// went.
    fn has_been_within(&self, place: Option<PlaceNo>, scope: PlaceNo) -> bool {
        self.is_within(place.filter(|place| self.facts.places.has_existed(*place, self.as_of)), scope)
    }
}
