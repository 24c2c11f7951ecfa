//! Institutions (机构、队伍): bodies outside the elements, such as marriage mediation institutions.

use serde::{Deserialize, Serialize};

use crate::by_id::Decision;
use crate::catalogue::CatalogueList;
use crate::credit_code::CreditCode;
use crate::division_code::DivisionCode;
use crate::facts::{EventRules, Facts, Novelty};
use crate::holds::Holds;
use crate::ids::Position;
use crate::ids::{InstitutionId, InstitutionKindCode, Name, Note};
use crate::in_the_way::Tried;
use crate::matter::{Matter, Subject};
use crate::meant_places::visit_place;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::timeline::{Change, Lasting, Machine, Stamp};

/// An institution was established.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstitutionEstablished {
    /// The institution.
    pub institution: InstitutionId,
    /// Its kind, from the catalogue.
    pub kind: InstitutionKindCode,
    /// The place it is for.
    pub place: Place,
    /// Its name.
    pub name: Name,
    /// Its unified social credit code, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_code: Option<CreditCode>,
}

/// An institution was closed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstitutionClosed {
    /// The institution.
    pub institution: InstitutionId,
    /// The reason; absent where the paper gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
}

/// What can change about an institution.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum InstitutionChange {
    /// It was established.
    Established {
        /// Its kind.
        kind: InstitutionKindCode,
        /// The place it is for.
        place: PlaceNo,
        /// Its name.
        name: Name,
        /// Its credit code.
        credit_code: Option<CreditCode>,
    },
    /// It was closed.
    Closed,
}

crate::packed! { enum InstitutionChange { 0 = Established { kind, place, name, credit_code }, 1 = Closed } }

/// What an institution is on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum InstitutionState {
    /// Not established.
    #[default]
    Unknown,
    /// At work.
    Open {
        /// Its kind.
        kind: InstitutionKindCode,
        /// The place it is for.
        place: PlaceNo,
        /// Its name.
        name: Name,
    },
    /// Established once, and not at work any more.
    Closed,
}

impl InstitutionChange {
    /// The place it is for, where it is established.
    pub const fn place(&self) -> Option<PlaceNo> {
        match self {
            Self::Established { place, .. } => Some(*place),
            Self::Closed => None,
        }
    }
}

impl Change for InstitutionChange {
    type State = InstitutionState;

    fn begins(&self) -> bool {
        matches!(self, Self::Established { .. })
    }

    fn holds(&self) -> Option<Holds> {
        Some(match self {
            Self::Established { .. } => Holds::Established,
            Self::Closed => Holds::Closed,
        })
    }

    fn ends(&self) -> bool {
        matches!(self, Self::Closed)
    }
}

impl Lasting for InstitutionState {
    fn exists(&self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

impl Machine for InstitutionState {
    type Change = InstitutionChange;

    fn after(&self, change: &InstitutionChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown, InstitutionChange::Established { kind, place, name, .. }) => {
                Some(Self::Open { kind: kind.clone(), place: *place, name: name.clone() })
            }
            (Self::Open { .. }, InstitutionChange::Closed) => Some(Self::Closed),
            _ => None,
        }
    }
}

impl InstitutionEstablished {
    fn change(&self, place: PlaceNo) -> InstitutionChange {
        InstitutionChange::Established {
            kind: self.kind.clone(),
            place,
            name: self.name.clone(),
            credit_code: self.credit_code,
        }
    }
}

impl EventRules for InstitutionEstablished {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        facts.catalogue.known_code(CatalogueList::InstitutionKind, self.kind.as_str())?;
        let change = self.change(facts.places.existing(&self.place, effective)?);
        let clash = |at| {
            let effective = Tried::of(effective, &change);
            let holds = facts.institutions.holds_by(&self.institution, at);
            Refusal::InstitutionClash { institution: self.institution.clone(), effective, holds, at }
        };
        match facts.institutions.decide::<InstitutionState>(&self.institution, effective, &change) {
            Decision::May(novelty) => Ok(novelty),
            Decision::Differs(at) => {
                Err(Refusal::InstitutionExists { institution: self.institution.clone(), at: Some(at) })
            }
            Decision::Unknown(_) => Err(clash(None)),
            Decision::Clash(at) => Err(clash(at)),
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(place) = facts.places.named_by(&self.place, stamp) {
            facts.institutions.apply(&self.institution, stamp, self.change(place));
            facts.resting.note_place(place, stamp);
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Institution(self.institution.clone()), "establishment"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &InstitutionChange| {
            let InstitutionChange::Established { kind, name, credit_code, .. } = change else { return false };
            *kind == self.kind && *name == self.name && *credit_code == self.credit_code
        };
        vec![search.within(search.facts.institutions.get(&self.institution), is_it)]
    }
}

impl EventRules for InstitutionClosed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let institution = self.institution.clone();
        match facts.institutions.decide::<InstitutionState>(&self.institution, effective, &InstitutionChange::Closed) {
            Decision::May(novelty) => Ok(novelty),
            Decision::Unknown(gone) => Err(Refusal::UnknownInstitution { institution, gone }),
            Decision::Differs(at) => Err(Refusal::InstitutionExists { institution, at: Some(at) }),
            Decision::Clash(at) => {
                let effective = Tried::of(effective, &InstitutionChange::Closed);
                let holds = facts.institutions.holds_by(&institution, at);
                Err(Refusal::InstitutionClash { institution, effective, holds, at })
            }
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.institutions.apply(&self.institution, stamp, InstitutionChange::Closed);
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Institution(self.institution.clone()), "ending"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let institution = search.facts.institutions.get(&self.institution);
        vec![search.within(institution, |change| *change == InstitutionChange::Closed)]
    }
}
