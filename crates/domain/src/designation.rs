//! Designations (示范点等): a place or body recommended for a programme, granted it, or deprived of it.

use serde::{Deserialize, Serialize};

use crate::by_id::Decision;
use crate::catalogue::CatalogueList;
use crate::division_code::DivisionCode;
use crate::facts::{Fact, Facts, Novelty};
use crate::ids::{DesignationId, InstitutionId, Name, Note, ProgrammeCode};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::refusal::Refusal;
use crate::timeline::{Change, Machine, Stamp};

/// Somebody was recommended for a designation (推荐申报); nothing is granted yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesignationRevoked {
    /// The designation.
    pub designation: DesignationId,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
}

/// Who holds a designation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

crate::packed! { enum Holder { 0 = Place(place), 1 = Institution(institution), 2 = Body { name, division } } }

/// What can change about a designation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DesignationChange {
    /// It was recommended.
    Recommended(ProgrammeCode, Holder),
    /// It was granted.
    Granted(ProgrammeCode, Holder),
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
    Recommended(ProgrammeCode, Holder),
    /// Held.
    Held(ProgrammeCode, Holder),
    /// Revoked.
    Revoked,
}

impl Change for DesignationChange {
    fn begins(&self) -> bool {
        // A grant does not: who was recommended in May may have been granted it «in 2020».
        matches!(self, Self::Recommended(..))
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
    if let DesignationChange::Recommended(programme, holder) | DesignationChange::Granted(programme, holder) = change {
        facts.catalogue.known_code(CatalogueList::Programme, programme.as_str())?;
        match holder {
            Holder::Place(place) => facts.places.existing(place, effective).map(|_| ())?,
            Holder::Body { division, .. } => facts.places.existing(&(*division).into(), effective).map(|_| ())?,
            Holder::Institution(institution) if facts.institutions.is_known(institution) => {}
            Holder::Institution(institution) => {
                return Err(Refusal::UnknownInstitution { institution: institution.clone() });
            }
        }
    }
    match facts.designations.decide::<DesignationState>(id, effective, change) {
        Decision::May(novelty) => Ok(novelty),
        Decision::Unknown => Err(Refusal::UnknownDesignation { designation: id.clone() }),
        Decision::Clash if matches!(change, DesignationChange::Recommended(..)) => {
            Err(Refusal::DesignationExists { designation: id.clone() })
        }
        Decision::Clash => Err(Refusal::DesignationClash { designation: id.clone(), effective }),
    }
}

impl Fact for DesignationRecommended {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let change = DesignationChange::Recommended(self.programme.clone(), self.holder.clone());
        decide_change(facts, &self.designation, effective, &change)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = DesignationChange::Recommended(self.programme.clone(), self.holder.clone());
        facts.designations.apply(&self.designation, stamp, change);
    }
}

impl Fact for DesignationGranted {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let change = DesignationChange::Granted(self.programme.clone(), self.holder.clone());
        decide_change(facts, &self.designation, effective, &change)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = DesignationChange::Granted(self.programme.clone(), self.holder.clone());
        facts.designations.apply(&self.designation, stamp, change);
    }
}

impl Fact for DesignationRevoked {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.designation, effective, &DesignationChange::Revoked)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.designations.apply(&self.designation, stamp, DesignationChange::Revoked);
    }
}
