//! Targets and what they count.

use jiceng_domain::target::{
    ElectionSelection, Measure, PlaceSelection, PlaceSort, Possession, SeatSelection, SessionSelection, TargetSet,
    TargetWithdrawn,
};
use serde::{Deserialize, Serialize};

use super::date::DateV1;
use super::tags::tags;
use super::value::{FieldError, Load, Store, codes, stored};

tags! {
    100 "target_set" TargetSet { now 1 = TargetSetV1 }
    101 "target_withdrawn" TargetWithdrawn { now 1 = TargetWithdrawnV1 }
}

stored! {
    struct TargetSetV1<'a> of TargetSet {
        target: &'a str,
        name: &'a str,
        measure: MeasureV1<'a>,
        scope: u64,
        number: u32,
        due: DateV1,
    }
}
stored! {
    struct TargetWithdrawnV1<'a> of TargetWithdrawn { target: &'a str, reason: Option<&'a str>, }
}
stored! {
    struct PlaceSelectionV1<'a> of PlaceSelection {
        sort: u8,
        population_at_least: Option<u32>,
        population_below: Option<u32>,
        designated: Option<&'a str>,
    }
}

stored! {
    struct SessionSelectionV1<'a> of SessionSelection {
        federation: Option<&'a str>,
        term: Option<u16>,
        session: Option<u16>,
        since: Option<DateV1>,
    }
}
stored! {
    struct ElectionSelectionV1 of ElectionSelection { level: Option<u8>, since: Option<DateV1>, }
}
stored! {
    struct SeatSelectionV1 of SeatSelection { level: Option<u8>, role: Option<u8>, }
}

codes! { PlaceSort { 0 = Any, 1 = Community, 2 = Site, } }
codes! { Possession { 0 = Any, 1 = Own, 2 = Shared, } }

/// What is counted. Variants are added at the end only: their numbers are in the bytes.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) enum MeasureV1<'a> {
    PlacesWith { kind: &'a str, places: PlaceSelectionV1<'a>, by: u8 },
    PlacesComplete { places: PlaceSelectionV1<'a>, by: u8 },
    PlacesInspected { kind: &'a str, places: PlaceSelectionV1<'a> },
    Designations { programme: &'a str },
    Institutions { kind: &'a str },
    DesignationsRecommended { programme: &'a str },
    DivisionsWithInstitution { kind: &'a str, level: u8 },
    CommitteeSessions(SessionSelectionV1<'a>),
    RulesAdopted(SessionSelectionV1<'a>),
    Elections(ElectionSelectionV1),
    CommitteeSeats(SeatSelectionV1),
}

impl<'a> Store<'a, Measure> for MeasureV1<'a> {
    fn store(value: &'a Measure) -> Result<Self, FieldError> {
        Ok(match value {
            Measure::PlacesWith { kind, places, by } => {
                Self::PlacesWith { kind: kind.as_str(), places: Store::store(places)?, by: Store::store(by)? }
            }
            Measure::PlacesComplete { places, by } => {
                Self::PlacesComplete { places: Store::store(places)?, by: Store::store(by)? }
            }
            Measure::PlacesInspected { kind, places } => {
                Self::PlacesInspected { kind: kind.as_str(), places: Store::store(places)? }
            }
            Measure::Designations { programme } => Self::Designations { programme: programme.as_str() },
            Measure::Institutions { kind } => Self::Institutions { kind: kind.as_str() },
            Measure::DesignationsRecommended { programme } => {
                Self::DesignationsRecommended { programme: programme.as_str() }
            }
            Measure::DivisionsWithInstitution { kind, level } => {
                Self::DivisionsWithInstitution { kind: kind.as_str(), level: Store::store(level)? }
            }
            Measure::CommitteeSessions(sessions) => Self::CommitteeSessions(Store::store(sessions)?),
            Measure::RulesAdopted(sessions) => Self::RulesAdopted(Store::store(sessions)?),
            Measure::Elections(elections) => Self::Elections(Store::store(elections)?),
            Measure::CommitteeSeats(seats) => Self::CommitteeSeats(Store::store(seats)?),
        })
    }
}

impl Load<Measure> for MeasureV1<'_> {
    fn load(self) -> Result<Measure, FieldError> {
        Ok(match self {
            Self::PlacesWith { kind, places, by } => {
                Measure::PlacesWith { kind: of("kind", kind)?, places: of("places", places)?, by: of("by", by)? }
            }
            Self::PlacesComplete { places, by } => {
                Measure::PlacesComplete { places: of("places", places)?, by: of("by", by)? }
            }
            Self::PlacesInspected { kind, places } => {
                Measure::PlacesInspected { kind: of("kind", kind)?, places: of("places", places)? }
            }
            Self::Designations { programme } => Measure::Designations { programme: of("programme", programme)? },
            Self::Institutions { kind } => Measure::Institutions { kind: of("kind", kind)? },
            Self::DesignationsRecommended { programme } => {
                Measure::DesignationsRecommended { programme: of("programme", programme)? }
            }
            Self::DivisionsWithInstitution { kind, level } => {
                Measure::DivisionsWithInstitution { kind: of("kind", kind)?, level: of("level", level)? }
            }
            Self::CommitteeSessions(sessions) => Measure::CommitteeSessions(sessions.load()?),
            Self::RulesAdopted(sessions) => Measure::RulesAdopted(sessions.load()?),
            Self::Elections(elections) => Measure::Elections(elections.load()?),
            Self::CommitteeSeats(seats) => Measure::CommitteeSeats(seats.load()?),
        })
    }
}

fn of<D, S: Load<D>>(field: &str, stored: S) -> Result<D, FieldError> {
    stored.load().map_err(|error| error.within(field))
}
