//! Retractions.

use jiceng_domain::correction::{EventRetracted, RetractionReason};
use jiceng_domain::{CommitId, EventId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::value::{FieldError, Load, Store, codes, stored};

stored! {
    struct EventRetractedV1<'a> of EventRetracted { event: EventIdV1, reason: u8, note: Option<&'a str>, }
}

codes! {
    RetractionReason { 0 = Mistyped, 1 = WrongPlace, 2 = NeverHappened, 3 = Duplicate, 4 = BetterEvidence, }
}

/// The identity of an event: its commit's sixteen bytes and its index.
#[derive(Serialize, Deserialize)]
pub(super) struct EventIdV1 {
    commit: [u8; 16],
    index: u32,
}

impl Store<'_, EventId> for EventIdV1 {
    fn store(value: &EventId) -> Result<Self, FieldError> {
        Ok(Self { commit: value.commit.0.into_bytes(), index: value.index })
    }
}

impl Load<EventId> for EventIdV1 {
    fn load(self) -> Result<EventId, FieldError> {
        Ok(EventId { commit: CommitId(Uuid::from_bytes(self.commit)), index: self.index })
    }
}
