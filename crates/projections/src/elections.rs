//! Elections (换届): the executive committee of each federation on a day.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::committee::CommitteeInOffice;
use jiceng_domain::facts::Facts;
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

/// The federations that exist on a day, in the order in which they were recorded.
pub fn federations_on(facts: &Facts, as_of: AsOf) -> impl Iterator<Item = FederationInOffice> {
    facts.federations.iter().filter(move |(_, record)| record.is_active(as_of)).filter_map(move |(_, record)| {
        Some(FederationInOffice {
            federation: record.id.clone(),
            name: record.name_on(as_of).map(ToString::to_string).unwrap_or_default(),
            place: record.place(as_of)?,
            committee: record.committee_on(as_of),
        })
    })
}
