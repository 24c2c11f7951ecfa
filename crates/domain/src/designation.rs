//! Designations (示范点等): a place or body recommended for a programme, granted it, or deprived of
//! it.

use serde::{Deserialize, Serialize};

use crate::by_id::Decision;
use crate::catalogue::CatalogueList;
use crate::division_code::DivisionCode;
use crate::facts::{EventRules, Facts, Novelty};
use crate::holds::Holds;
use crate::ids::Position;
use crate::ids::{DesignationId, InstitutionId, Name, Note, ProgrammeCode};
use crate::in_the_way::Tried;
use crate::institution::InstitutionState;
use crate::matter::{Matter, Subject};
use crate::meant_places::visit_holder;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::timeline::{Change, Machine, Stamp};

/// Somebody was recommended for a designation (推荐申报); nothing is granted yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesignationRecommended {
    /// The designation.
    pub designation: DesignationId,
    /// The programme.
    pub programme: ProgrammeCode,
    /// For whom.
    pub holder: Holder,
}

/// A designation was granted (命名).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesignationGranted {
    /// The designation.
    pub designation: DesignationId,
    /// The programme.
    pub programme: ProgrammeCode,
    /// To whom.
    pub holder: Holder,
}

/// A designation was revoked (撤销命名).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesignationRevoked {
    /// The designation.
    pub designation: DesignationId,
    /// The reason; absent where the paper gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
}

/// Who holds a designation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Holder {
    /// A place.
    Place(Place),
    /// A registered institution.
    Institution(InstitutionId),
    /// A body that is not registered otherwise, such as a farm or a school.
    Body {
        /// Its name.
        name: Name,
        /// The division it lies in.
        division: DivisionCode,
    },
}

/// A holder as the timelines keep it: whatever the code of its place is since.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum HolderAt {
    /// The place that was meant when it was recorded.
    Place(PlaceNo),
    /// A registered institution.
    Institution(InstitutionId),
    /// A body that is not registered otherwise.
    Body {
        /// Its name.
        name: Name,
        /// The division that was meant when it was recorded.
        division: PlaceNo,
    },
}

crate::packed! { enum HolderAt { 0 = Place(place), 1 = Institution(institution), 2 = Body { name, division } } }

impl HolderAt {
    /// The place that it is, or the division that it lies in; an institution says itself where it
    /// is.
    pub const fn place(&self) -> Option<PlaceNo> {
        match self {
            Self::Place(place) | Self::Body { division: place, .. } => Some(*place),
            Self::Institution(_) => None,
        }
    }
}

impl Holder {
    /// The holder as it is meant by a fact that is being folded.
    fn at(&self, facts: &Facts, stamp: Stamp) -> Option<HolderAt> {
        Some(match self {
            Self::Place(place) => HolderAt::Place(facts.places.named_by(place, stamp)?),
            Self::Institution(institution) => HolderAt::Institution(institution.clone()),
            Self::Body { name, division } => {
                HolderAt::Body { name: name.clone(), division: facts.places.named_by(&(*division).into(), stamp)? }
            }
        })
    }

    fn existing(&self, facts: &Facts, effective: PartialDate) -> Result<HolderAt, Refusal> {
        Ok(match self {
            Self::Place(place) => HolderAt::Place(facts.places.existing(place, effective)?),
            Self::Institution(institution) if facts.institutions.is_known(institution) => {
                HolderAt::Institution(institution.clone())
            }
            Self::Institution(institution) => {
                let gone = facts.institutions.gone::<InstitutionState>(institution);
                return Err(Refusal::UnknownInstitution { institution: institution.clone(), gone });
            }
            Self::Body { name, division } => {
                let division = facts.places.existing(&(*division).into(), effective)?;
                HolderAt::Body { name: name.clone(), division }
            }
        })
    }
}

/// What can change about a designation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DesignationChange {
    /// It was recommended.
    Recommended(ProgrammeCode, HolderAt),
    /// It was granted.
    Granted(ProgrammeCode, HolderAt),
    /// It was revoked.
    Revoked,
}

crate::packed! { enum DesignationChange { 0 = Recommended(programme, holder), 1 = Granted(programme, holder), 2 = Revoked } }

/// Where a designation stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DesignationState {
    /// Nothing is known of it.
    #[default]
    Unknown,
    /// Recommended, not granted.
    Recommended(ProgrammeCode, HolderAt),
    /// Granted and not revoked: the programme, and who holds it.
    Held(ProgrammeCode, HolderAt),
    /// Granted once, and taken back.
    Revoked,
}

impl DesignationChange {
    /// The place that is named, or in which the body lies.
    pub const fn place(&self) -> Option<PlaceNo> {
        match self {
            Self::Recommended(_, holder) | Self::Granted(_, holder) => holder.place(),
            Self::Revoked => None,
        }
    }

    /// The institution that is named.
    pub const fn institution(&self) -> Option<&InstitutionId> {
        match self {
            Self::Recommended(_, HolderAt::Institution(id)) | Self::Granted(_, HolderAt::Institution(id)) => Some(id),
            Self::Recommended(..) | Self::Granted(..) | Self::Revoked => None,
        }
    }
}

impl Change for DesignationChange {
    type State = DesignationState;

    fn begins(&self) -> bool {
        // A grant does not: who was recommended in May may have been granted it «in 2020».
        matches!(self, Self::Recommended(..))
    }

    fn holds(&self) -> Option<Holds> {
        Some(match self {
            Self::Recommended(..) => Holds::Recommended,
            Self::Granted(..) => Holds::Granted,
            Self::Revoked => Holds::Revoked,
        })
    }

    fn ends(&self) -> bool {
        matches!(self, Self::Revoked)
    }

    fn opens_like(&self, later: &Self) -> bool {
        matches!((self, later), (Self::Granted(..), Self::Granted(..)))
    }
}

impl Machine for DesignationState {
    type Change = DesignationChange;

    fn after(&self, change: &DesignationChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown, DesignationChange::Recommended(programme, holder)) => {
                Some(Self::Recommended(programme.clone(), holder.clone()))
            }
            (Self::Unknown | Self::Revoked, DesignationChange::Granted(programme, holder)) => {
                Some(Self::Held(programme.clone(), holder.clone()))
            }
            (Self::Recommended(for_programme, who), DesignationChange::Granted(programme, holder))
                if for_programme == programme && who == holder =>
            {
                Some(Self::Held(programme.clone(), holder.clone()))
            }
            (Self::Held(..), DesignationChange::Revoked) => Some(Self::Revoked),
            _ => None,
        }
    }
}

fn decide_change(
    facts: &Facts,
    id: &DesignationId,
    effective: PartialDate,
    change: &DesignationChange,
) -> Result<Novelty, Refusal> {
    match facts.designations.decide::<DesignationState>(id, effective, change) {
        Decision::May(novelty) => Ok(novelty),
        Decision::Unknown(gone) => Err(Refusal::UnknownDesignation { designation: id.clone(), gone }),
        Decision::Differs(at) => Err(Refusal::DesignationExists { designation: id.clone(), at: Some(at) }),
        Decision::Clash(Some(at))
            if matches!(change, DesignationChange::Recommended(..)) && at.effective.first() <= effective.last() =>
        {
            let effective = Tried::of(effective, change);
            Err(Refusal::RecommendedAfterGrant { designation: id.clone(), effective, at: Some(at) })
        }
        Decision::Clash(at) => {
            let effective = Tried::of(effective, change);
            let holds = facts.designations.holds_by(id, at);
            Err(Refusal::DesignationClash { designation: id.clone(), effective, holds, at })
        }
    }
}

impl Holder {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Place(place) => Some(place.clone()),
            Self::Body { .. } | Self::Institution(_) => None,
        }
    }
}

impl EventRules for DesignationRecommended {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        facts.catalogue.known_code(CatalogueList::Programme, self.programme.as_str())?;
        let holder = self.holder.existing(facts, effective)?;
        let change = DesignationChange::Recommended(self.programme.clone(), holder);
        decide_change(facts, &self.designation, effective, &change)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(holder) = self.holder.at(facts, stamp) {
            if let Some(place) = holder.place() {
                facts.resting.note_place(place, stamp);
            }
            let change = DesignationChange::Recommended(self.programme.clone(), holder);
            facts.designations.apply(&self.designation, stamp, change);
        }
    }

    fn places(&self) -> Vec<Place> {
        self.holder.place().into_iter().collect()
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_holder(&mut self.holder, visit);
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Designation(self.designation.clone()), "recommendation"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &DesignationChange| matches!(change, DesignationChange::Recommended(programme, _) if *programme == self.programme);
        vec![search.within(search.facts.designations.get(&self.designation), is_it)]
    }
}

impl EventRules for DesignationGranted {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        facts.catalogue.known_code(CatalogueList::Programme, self.programme.as_str())?;
        let holder = self.holder.existing(facts, effective)?;
        let change = DesignationChange::Granted(self.programme.clone(), holder);
        decide_change(facts, &self.designation, effective, &change)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(holder) = self.holder.at(facts, stamp) {
            if let Some(place) = holder.place() {
                facts.resting.note_place(place, stamp);
            }
            let change = DesignationChange::Granted(self.programme.clone(), holder);
            facts.designations.apply(&self.designation, stamp, change);
        }
    }

    fn places(&self) -> Vec<Place> {
        self.holder.place().into_iter().collect()
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_holder(&mut self.holder, visit);
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Designation(self.designation.clone()), "grant"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &DesignationChange| matches!(change, DesignationChange::Granted(programme, _) if *programme == self.programme);
        vec![search.within(search.facts.designations.get(&self.designation), is_it)]
    }
}

impl EventRules for DesignationRevoked {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.designation, effective, &DesignationChange::Revoked)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.designations.apply(&self.designation, stamp, DesignationChange::Revoked);
    }

    fn matter(&self, _: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Designation(self.designation.clone()), "revocation"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let designation = search.facts.designations.get(&self.designation);
        vec![search.within(designation, |change| *change == DesignationChange::Revoked)]
    }
}
