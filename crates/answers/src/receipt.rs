//! Receipts (回执): what recording came to.

use jiceng_core::Receipt;
use jiceng_core::domain::{CommitId, Position};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::effect_row::EffectRows;
use crate::event_row::EventRow;

/// What recording a fact came to, or would in a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReceiptRow {
    /// The commit of the events; the asked or a new one where there are none.
    #[schemars(with = "String")]
    pub commit: CommitId,
    /// The position of the first event.
    #[schemars(with = "u64")]
    pub position: Position,
    /// How many events were recorded: 0 where the same was recorded already.
    pub events: u64,
    /// When it was recorded, in UTC.
    #[schemars(with = "String")]
    pub recorded_at: Timestamp,
    /// Whether this is the receipt of an earlier request for the same commit.
    pub repeated: bool,
    /// Which recorded facts lost or regained their effect.
    #[serde(flatten)]
    pub effects: EffectRows,
}

/// A fact that was withdrawn, or would be in a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RetractionAnswer {
    /// The receipt of the retraction.
    #[serde(flatten)]
    pub receipt: ReceiptRow,
    /// The fact as it stands afterwards.
    pub withdrawn: EventRow,
}

impl From<&Receipt> for ReceiptRow {
    fn from(receipt: &Receipt) -> Self {
        let Receipt { commit, first, events, recorded_at, repeated, effects } = receipt;
        Self {
            commit: *commit,
            position: *first,
            events: *events,
            recorded_at: *recorded_at,
            repeated: *repeated,
            effects: effects.into(),
        }
    }
}
