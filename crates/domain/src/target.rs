//! Targets (目标任务): a measure, a scope, a number and a due date.
//!
//! A [`Measure`] says what is counted, and stands in claims too. It counts what is so on a day
//! (places, designations held, institutions at work, divisions that have one), or what has happened
//! by that day (a recommendation, a committee's session, a rule adopted, an election), then perhaps
//! only since another day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::by_id::Decision;
use crate::catalogue::CatalogueList;
use crate::committee::SeatRole;
use crate::division_code::{DivisionCode, Level};
use crate::event::Event;
use crate::facts::{EventRules, Facts, Novelty};
use crate::holds::Holds;
use crate::ids::Position;
use crate::ids::{FederationId, InstitutionKindCode, KindCode, Name, Note, ProgrammeCode, TargetId};
use crate::in_the_way::Tried;
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::timeline::{Change, Machine, Stamp};

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// Places that have an element of the kind.
    PlacesWith {
        /// The element kind.
        kind: KindCode,
        /// Which places.
        #[serde(default)]
        places: PlaceSelection,
        /// Whether a neighbour's counts.
        #[serde(default)]
        by: Possession,
    },
    /// Places that have all that the standard in force requires.
    PlacesComplete {
        /// Which places.
        #[serde(default)]
        places: PlaceSelection,
        /// Whether a neighbour's counts.
        #[serde(default)]
        by: Possession,
    },
    /// Places whose element of the kind was found up to its building standard.
    PlacesInspected {
        /// The element kind.
        kind: KindCode,
        /// Which places.
        #[serde(default)]
        places: PlaceSelection,
    },
    /// Designations held under the programme.
    Designations {
        /// The programme.
        programme: ProgrammeCode,
    },
    /// Institutions of the kind.
    Institutions {
        /// The institution kind.
        kind: InstitutionKindCode,
    },
    /// Designations recommended under the programme by the day, whatever became of them.
    DesignationsRecommended {
        /// The programme.
        programme: ProgrammeCode,
    },
    /// Divisions of a level in which an institution of the kind is at work.
    DivisionsWithInstitution {
        /// The institution kind.
        kind: InstitutionKindCode,
        /// The level.
        level: Level,
    },
    /// Sessions that executive committees held.
    CommitteeSessions(SessionSelection),
    /// Rules that executive committees adopted in their sessions.
    RulesAdopted(SessionSelection),
    /// Elections of executive committees.
    Elections(ElectionSelection),
    /// Seats of executive committees in office. Papers count all of them as members
    /// («执委174名，其中主席18名»); where a role is given, only those with it.
    CommitteeSeats(SeatSelection),
}

/// Which sessions of executive committees are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionSelection {
    /// Of this federation alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federation: Option<FederationId>,
    /// Of this term (届) alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<u16>,
    /// The session of this number in its term (次) alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<u16>,
    /// Held on this day in China or later.
    #[serde(deserialize_with = "crate::civil_day::optional::deserialize", skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
}

/// Which elections of executive committees are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ElectionSelection {
    /// Of the federations of divisions of this level alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Held on this day in China or later.
    #[serde(deserialize_with = "crate::civil_day::optional::deserialize", skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
}

/// Which seats of executive committees are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeatSelection {
    /// Of the federations of divisions of this level alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Seats with this role alone: `member` counts those who are nothing else (委员), and so not as
    /// papers count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<SeatRole>,
}

/// Which places are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlaceSelection {
    /// Of which sort.
    pub sort: PlaceSort,
    /// With at least so many people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population_at_least: Option<u32>,
    /// With fewer people than that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population_below: Option<u32>,
    /// Designated under the programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub designated: Option<ProgrammeCode>,
}

/// Sorts of places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceSort {
    /// Communities and relocation sites.
    #[default]
    Any,
    /// Villages and communities.
    Community,
    /// Relocation sites.
    Site,
}

/// Whose element it may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Possession {
    /// The place's own or a neighbour's.
    #[default]
    Any,
    /// The place's own.
    Own,
    /// A neighbour's.
    Shared,
}

/// A target was set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSet {
    /// The target.
    pub target: TargetId,
    /// What it says.
    pub name: Name,
    /// What is counted.
    pub measure: Measure,
    /// The division in which it is counted.
    pub scope: DivisionCode,
    /// How many there shall be.
    pub number: u32,
    /// By the end of which day, in China.
    #[serde(deserialize_with = "crate::civil_day::deserialize")]
    pub due: Date,
}

/// A target was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetWithdrawn {
    /// The target.
    pub target: TargetId,
    /// The reason; absent where the paper gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
}

/// In the form of the log: it is kept whole.
impl Packed for TargetSet {
    fn pack(&self, to: &mut Packer<'_>) {
        to.event(Event::TargetSet(self.clone()));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        if let Event::TargetSet(event) = from.event()? { Ok(event) } else { Err(NotPacked) }
    }
}

/// A target and the division in which it is counted, whatever that one's code is since.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TargetIn {
    /// The target, as it was set.
    pub set: TargetSet,
    /// The division that its scope meant when it was recorded.
    pub scope: PlaceNo,
}

crate::packed! { struct TargetIn { set, scope } }

/// What can change about a target.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TargetChange {
    /// It was set.
    Set(Box<TargetIn>),
    /// It was withdrawn.
    Withdrawn,
}

crate::packed! { enum TargetChange { 0 = Set(set), 1 = Withdrawn } }

/// What a target is on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TargetState {
    /// Not set.
    #[default]
    Unknown,
    /// In force.
    Set(Box<TargetIn>),
    /// Set once, and no longer in force.
    Withdrawn,
}

impl TargetChange {
    /// The division in which is counted, where the target is set.
    pub fn scope(&self) -> Option<PlaceNo> {
        self.set().map(|set| set.scope)
    }

    fn set(&self) -> Option<&TargetIn> {
        match self {
            Self::Set(set) => Some(set),
            Self::Withdrawn => None,
        }
    }

    /// The federation whose sessions or rules are counted, where it is one.
    pub(crate) fn federation(&self) -> Option<&FederationId> {
        match self {
            Self::Set(set) => match &set.set.measure {
                Measure::CommitteeSessions(sessions) | Measure::RulesAdopted(sessions) => sessions.federation.as_ref(),
                Measure::PlacesWith { .. }
                | Measure::PlacesComplete { .. }
                | Measure::PlacesInspected { .. }
                | Measure::Designations { .. }
                | Measure::DesignationsRecommended { .. }
                | Measure::Institutions { .. }
                | Measure::DivisionsWithInstitution { .. }
                | Measure::Elections(_)
                | Measure::CommitteeSeats(_) => None,
            },
            Self::Withdrawn => None,
        }
    }
}

impl Change for TargetChange {
    type State = TargetState;

    fn begins(&self) -> bool {
        matches!(self, Self::Set(_))
    }

    fn holds(&self) -> Option<Holds> {
        Some(match self {
            Self::Set(_) => Holds::Set,
            Self::Withdrawn => Holds::Withdrawn,
        })
    }

    fn ends(&self) -> bool {
        matches!(self, Self::Withdrawn)
    }
}

impl Machine for TargetState {
    type Change = TargetChange;

    fn after(&self, change: &TargetChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown, TargetChange::Set(set)) => Some(Self::Set(set.clone())),
            (Self::Set(_), TargetChange::Withdrawn) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

impl Measure {
    /// Refuses a measure that names what is not recorded.
    pub fn check(&self, facts: &Facts) -> Result<(), Refusal> {
        let programme = |code: &ProgrammeCode| facts.catalogue.known_code(CatalogueList::Programme, code.as_str());
        let institution_kind =
            |code: &InstitutionKindCode| facts.catalogue.known_code(CatalogueList::InstitutionKind, code.as_str());
        if let Self::PlacesWith { kind, .. } | Self::PlacesInspected { kind, .. } = self {
            facts.catalogue.known_kind(kind)?;
        }
        match self {
            Self::PlacesWith { places, .. }
            | Self::PlacesComplete { places, .. }
            | Self::PlacesInspected { places, .. } => places.designated.as_ref().map_or(Ok(()), programme),
            Self::Designations { programme: code } | Self::DesignationsRecommended { programme: code } => {
                programme(code)
            }
            Self::Institutions { kind } | Self::DivisionsWithInstitution { kind, .. } => institution_kind(kind),
            Self::CommitteeSessions(sessions) | Self::RulesAdopted(sessions) => match &sessions.federation {
                Some(federation) if facts.federations.find(federation).is_none() => {
                    Err(Refusal::UnknownFederation { federation: federation.clone(), gone: None })
                }
                Some(_) | None => Ok(()),
            },
            Self::Elections(_) | Self::CommitteeSeats(_) => Ok(()),
        }
    }
}

impl TargetSet {
    fn change(&self, scope: PlaceNo) -> TargetChange {
        TargetChange::Set(Box::new(TargetIn { set: self.clone(), scope }))
    }
}

impl EventRules for TargetSet {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        self.measure.check(facts)?;
        let scope = facts.places.existing(&self.scope.into(), effective)?;
        let mut set = self.clone();
        // By the code by which the scope was named, if it was set already.
        let recorded = facts.targets.get(&self.target).into_iter().flat_map(|t| t.recorded_for(effective));
        if let Some(named) = recorded.filter_map(|entry| entry.change.set()).find(|set| set.scope == scope) {
            set.scope = named.set.scope;
        }
        let change = set.change(scope);
        let clash = |at| {
            let effective = Tried::of(effective, &change);
            let holds = facts.targets.holds_by(&self.target, at);
            Refusal::TargetClash { target: self.target.clone(), effective, holds, at }
        };
        match facts.targets.decide::<TargetState>(&self.target, effective, &change) {
            Decision::May(novelty) => Ok(novelty),
            Decision::Differs(at) => Err(Refusal::TargetExists { target: self.target.clone(), at: Some(at) }),
            Decision::Unknown(_) => Err(clash(None)),
            Decision::Clash(at) => Err(clash(at)),
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(scope) = facts.places.named_by(&self.scope.into(), stamp) {
            facts.resting.note_place(scope, stamp);
            facts.targets.apply(&self.target, stamp, self.change(scope));
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.scope.into()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit(&mut self.scope);
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &TargetChange| matches!(change, TargetChange::Set(set) if TargetSet { scope: self.scope, ..set.set.clone() } == *self);
        vec![search.within(search.facts.targets.get(&self.target), is_it)]
    }
}

impl EventRules for TargetWithdrawn {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let target = self.target.clone();
        match facts.targets.decide::<TargetState>(&self.target, effective, &TargetChange::Withdrawn) {
            Decision::May(novelty) => Ok(novelty),
            Decision::Unknown(gone) => Err(Refusal::UnknownTarget { target, gone }),
            Decision::Differs(at) => Err(Refusal::TargetExists { target, at: Some(at) }),
            Decision::Clash(at) => {
                let effective = Tried::of(effective, &TargetChange::Withdrawn);
                let holds = facts.targets.holds_by(&target, at);
                Err(Refusal::TargetClash { target, effective, holds, at })
            }
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.targets.apply(&self.target, stamp, TargetChange::Withdrawn);
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.within(search.facts.targets.get(&self.target), |change| *change == TargetChange::Withdrawn)]
    }
}
