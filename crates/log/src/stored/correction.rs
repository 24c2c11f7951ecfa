//! Retractions and disagreements.

use jiceng_domain::correction::{EventRetracted, RetractionReason};
use jiceng_domain::disagreement::{PrecedenceAdopted, SourcesDisagree};
use jiceng_domain::{CommitId, EventId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::tags::tags;
use super::value::{FieldError, Load, Store, codes, stored};

tags! {
    92 "precedence_adopted" PrecedenceAdopted { now 1 = PrecedenceAdoptedV1 }
    130 "event_retracted" EventRetracted { 1 = EventRetractedV1, now 2 = EventRetractedV2 }
    131 "sources_disagree" SourcesDisagree { now 1 = SourcesDisagreeV1 }
}

/// The form without a word on what follows: a replacement then stood behind everything of its day.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct EventRetractedV1<'a> {
    event: EventIdV1,
    reason: u8,
    note: Option<&'a str>,
}

impl Load<EventRetracted> for EventRetractedV1<'_> {
    fn load(self) -> Result<EventRetracted, FieldError> {
        let Self { event, reason, note } = self;
        EventRetractedV2 { event, reason, note, replaced: false }.load()
    }
}

stored! {
    struct EventRetractedV2<'a> of EventRetracted { event: EventIdV1, reason: u8, note: Option<&'a str>, replaced: bool, }
}

stored! {
    struct SourcesDisagreeV1 of SourcesDisagree { event: EventIdV1, }
}

stored! {
    struct PrecedenceAdoptedV1<'a> of PrecedenceAdopted { order: Vec<&'a str>, }
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
