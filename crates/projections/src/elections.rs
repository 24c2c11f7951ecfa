//! Elections (换届): the executive committee of each federation on a day, whether it is in its
//! term, who sat in it, and which elections were held between two days.
//!
//! [`office`] says of each committee in office when its term ends and what that makes of it,
//! [`totals`] adds that up, [`held`] follows a round of elections, [`seats`] one federation's seats
//! over time.

pub mod bounds;
pub mod held;
pub mod office;
pub mod seats;
pub mod totals;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::committee::CommitteeInOffice;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::{FederationId, PlaceNo};

/// A federation that exists on the day, and its committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FederationInOffice {
    /// The federation.
    pub federation: FederationId,
    /// Its name on the day.
    pub name: String,
    /// Whose it is.
    pub place: PlaceNo,
    /// The committee elected last; none if none was.
    pub committee: Option<CommitteeInOffice>,
}

impl FederationInOffice {
    /// What a federation is on a day, whether it exists on it or not; `None` where its founding was
    /// not known.
    pub fn of(record: &FederationRecord, as_of: AsOf) -> Option<Self> {
        Some(Self {
            federation: record.id.clone(),
            name: record.name_on(as_of).map(ToString::to_string).unwrap_or_default(),
            place: record.place(as_of)?,
            committee: record.committee_on(as_of),
        })
    }
}

/// The federations that exist on a day, in the order in which they were recorded.
pub fn federations_on(facts: &Facts, as_of: AsOf) -> impl Iterator<Item = FederationInOffice> {
    active(facts, as_of).filter_map(move |record| FederationInOffice::of(record, as_of))
}

/// The federations that exist on a day, and their places with them: what all questions list and
/// count.
fn active(facts: &Facts, as_of: AsOf) -> impl Iterator<Item = &FederationRecord> {
    let records = facts.federations.iter().map(|(_, record)| record);
    records.filter(move |record| facts.place_of_existing(record, as_of).is_some())
}
